"""The matrix of competing hypotheses, in the letters analysts know, beside the Bayesian answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.errors import ShapeError
from detente.motives.evidence import Evidence
from detente.motives.posterior import posterior, weigh

#: Letters with the least likelihood that earns them, from very consistent to very inconsistent.
LETTERS: tuple[tuple[str, float], ...] = (("CC", 0.8), ("C", 0.6), ("N", 0.4), ("I", 0.2), ("II", 0.0))
#: What a letter is worth as a likelihood when an analyst enters letters.
LETTER_LIKELIHOOD: Mapping[str, float] = {"CC": 0.9, "C": 0.7, "N": 0.5, "I": 0.3, "II": 0.1}
_POINTS = {"I": 1.0, "II": 2.0}


@dataclass(frozen=True, slots=True)
class AchRow:
    """One item: its letter under each hypothesis, its reliability and its diagnosticity in decibans."""

    item: str
    what: str
    letters: Mapping[str, str]
    reliability: float
    diagnosticity: float


@dataclass(frozen=True, slots=True)
class AchMatrix:
    """Rows by diagnosticity; inconsistency per hypothesis (low is good); and whether Bayes agrees.

    ``least_inconsistent`` and ``most_probable`` hold all ties; ``warning`` is empty where they share
    a hypothesis. A hypothesis of which no item speaks has no inconsistency and is never the least.
    """

    rows: tuple[AchRow, ...]
    inconsistency: Mapping[str, float]
    posterior: Mapping[str, float]
    least_inconsistent: tuple[str, ...]
    most_probable: tuple[str, ...]
    warning: str


def letter_for(likelihood: float) -> str:
    """The letter of a likelihood.

    Examples
    --------
    >>> [letter_for(p) for p in (0.9, 0.6, 0.5, 0.2, 0.05)]
    ['CC', 'C', 'N', 'I', 'II']
    """
    if not 0.0 <= likelihood <= 1.0:
        raise ShapeError(f"letter_for: {likelihood} is not a probability in [0, 1]")
    return next(letter for letter, least in LETTERS if likelihood >= least)


def ach_matrix(evidence: Evidence) -> AchMatrix:
    """The matrix with its inconsistency score, and a warning where score and posterior part ways.

    The score adds 1 for I and 2 for II, weighted by reliability. It counts every report, ignores
    priors and ignores what speaks for a hypothesis; so when it names another hypothesis than the
    posterior, the reader is told which of these makes the difference.

    Parameters
    ----------
    evidence : Evidence

    Returns
    -------
    AchMatrix

    Raises
    ------
    ShapeError
        The priors do not sum to 1.

    Sources
    -------
    Heuer 1999, Psychology of Intelligence Analysis, ch. 8 (the matrix and the score).

    Examples
    --------
    >>> from detente.motives.evidence import Item
    >>> record = Evidence({"deal": 0.5, "stall": 0.5}, (Item("s1", {"deal": 0.1, "stall": 0.7}),))
    >>> matrix = ach_matrix(record)
    >>> dict(matrix.inconsistency), matrix.warning
    ({'deal': 2.0, 'stall': 0.0}, '')
    """
    found = weigh(evidence)
    items = {item.id: item for item in evidence.items}
    rows = []
    for weight in found.weights:
        item = items[weight.item]
        letters = {
            name: letter_for(item.likelihood[name]) if name in item.likelihood else "NA"
            for name in evidence.hypotheses
        }
        rows.append(AchRow(item.id, item.what, letters, item.reliability, weight.diagnosticity))
    score = {
        name: sum(row.reliability * _POINTS.get(row.letters[name], 0.0) for row in rows)
        for name in evidence.hypotheses
    }
    spoken = {name: value for name, value in score.items() if any(row.letters[name] != "NA" for row in rows)}
    least = _ties(spoken, min(spoken.values())) if spoken else evidence.hypotheses
    most = _ties(found.posterior, max(found.posterior.values()))
    warning = "" if set(least) & set(most) else _disagreement(evidence, least, most)
    return AchMatrix(tuple(rows), score, found.posterior, least, most, warning)


def _ties(values: Mapping[str, float], best: float) -> tuple[str, ...]:
    return tuple(name for name, value in values.items() if abs(value - best) <= 1e-9)


def _disagreement(evidence: Evidence, least: tuple[str, ...], most: tuple[str, ...]) -> str:
    flat = {name: 1.0 / len(evidence.priors) for name in evidence.priors}
    level = posterior(Evidence(flat, evidence.items))
    by_priors = max(level, key=lambda name: level[name]) not in most
    events = {item.about for item in evidence.items}
    reasons = []
    if by_priors:
        reasons.append("the priors decide: with equal priors the posterior would lead elsewhere")
    if len(events) < len(evidence.items):
        reasons.append(f"the score counts {len(evidence.items)} reports of {len(events)} events one by one")
    reasons.append(
        "the score counts only what speaks against a hypothesis, not by how much what speaks for it does"
    )
    return (
        f"the inconsistency score points to {' or '.join(least)}, the posterior to {' or '.join(most)}: "
        + "; ".join(reasons)
    )
