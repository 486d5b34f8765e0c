"""Items of evidence about rival hypotheses, and everything that can be wrong with a set of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.errors import Place, Problem, sort_problems

#: A likelihood below this would let one report kill a hypothesis for ever.
FLOOR = 0.01
#: Ids under which "none of these" goes.
CATCH_ALL = ("other", "none", "none_of_these", "unknown")
#: How strongly reports of unknown origin on one event are taken to depend on one another.
UNKNOWN_ORIGIN = 0.8
_SAME = 1e-9
#: Ratio of likelihoods above which cheap talk is taken to say more than it can.
CHEAP_TALK = 4.0


@dataclass(frozen=True, slots=True)
class Item:
    """One report, and how likely each hypothesis makes the thing it reports.

    Parameters
    ----------
    id : str
        Of the signal or statement.
    likelihood : mapping of hypothesis to probability
        Chance that the reported event happens if the hypothesis is true. A hypothesis left out is
        one on which the item is silent (NA): the item does not move it.
    reliability : float in [0, 1]
        Chance that the source reports the event truly; otherwise it speaks regardless of the event.
    background : float in [0, 1]
        Chance of such a report from a source that speaks regardless.
    origin : str, optional
        Where the report comes from in the end; reports of one event with one origin are copies.
    event : str, optional
        The event reported; reports of one event are never multiplied as if they were several.
    copying : float in [0, 1]
        Chance that a further report of the same origin is a mere copy.
    denies : bool
        The report says that the event did not happen.
    cheap : bool
        It cost the sender nothing to say: whoever gains by being believed could have said it too.
    what : str
        For the page.
    """

    id: str
    likelihood: Mapping[str, float]
    reliability: float = 1.0
    background: float = 0.5
    origin: str | None = None
    event: str | None = None
    copying: float = 1.0
    denies: bool = False
    cheap: bool = False
    what: str = ""

    @property
    def about(self) -> str:
        """The event group: its own when none is named."""
        return self.event if self.event is not None else f"item:{self.id}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rival hypotheses with their priors, and the items that bear on them."""

    priors: Mapping[str, float]
    items: tuple[Item, ...] = ()

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """In the order of the priors."""
        return tuple(self.priors)


def check_evidence(evidence: Evidence, place: Place, path: str = "") -> tuple[Problem, ...]:
    """Everything that is wrong with priors and likelihoods, errors before warnings.

    Parameters
    ----------
    evidence : Evidence
    place : Place
        Where the evidence stands, for the messages.
    path : str
        What the hypotheses are called in the file, for example ``parties.usa.goals``.

    Returns
    -------
    tuple of Problem
        M-001 priors do not sum to 1; M-002 a number that is no probability; M-003 an unknown
        hypothesis; M-009 an id twice are errors. M-004 a likelihood below the floor; M-005 likelihoods
        that look like posteriors; M-006 a hypothesis that forbids nothing; M-007 no "none of these";
        M-008 reports of one event that disagree on its likelihoods; M-010 cheap talk that tells
        hypotheses far apart are warnings.

    Examples
    --------
    >>> few = Evidence({"deal": 0.5, "other": 0.4}, (Item("s1", {"deal": 0.0, "other": 0.5}),))
    >>> [problem.code for problem in check_evidence(few, Place("case.yaml"))]
    ['M-001', 'M-004']
    """
    say = _Sayer(place, path)
    _check_priors(evidence, say)
    seen: set[str] = set()
    for item in evidence.items:
        if item.id in seen:
            say.error(
                "M-009",
                item.id,
                "the id a second time",
                "every item has an id of its own",
                "give it another id",
            )
        seen.add(item.id)
        _check_item(item, evidence, say)
    _check_cheap_talk(evidence, say)
    _check_forbids_nothing(evidence, say)
    _check_looks_like_posteriors(evidence, say)
    _check_events_agree(evidence, say)
    return sort_problems(say.problems)


class _Sayer:
    def __init__(self, place: Place, path: str) -> None:
        self.place, self.path = place, path
        self.problems: list[Problem] = []

    def _where(self, key: str) -> str:
        return ".".join(part for part in (self.path, key) if part)

    def error(self, code: str, key: str, found: str, rule: str, fix: str) -> None:
        self.problems.append(Problem(self.place, self._where(key), code, found, rule, fix))

    def warn(self, code: str, key: str, found: str, rule: str, fix: str) -> None:
        self.problems.append(Problem(self.place, self._where(key), code, found, rule, fix, "warning"))


def _is_probability(value: float) -> bool:
    return math.isfinite(value) and 0.0 <= value <= 1.0


def _check_priors(evidence: Evidence, say: _Sayer) -> None:
    for name, prior in evidence.priors.items():
        if not _is_probability(prior):
            rule = "a prior is a probability, between 0 and 1 (C3)"
            say.error("M-002", f"{name}.prior", str(prior), rule, "write a number such as 0.3")
    total = math.fsum(evidence.priors.values())
    if not abs(total - 1.0) <= 1e-6:
        shown = ", ".join(f"{name} {prior:g}" for name, prior in evidence.priors.items())
        scaled = (
            ", ".join(f"{name} {prior / total:.3g}" for name, prior in evidence.priors.items())
            if total > 0
            else ""
        )
        say.error(
            "M-001",
            "",
            f"priors sum to {total:g} ({shown})",
            "the hypotheses exclude each other and one of them is true, so their priors sum to 1",
            f"write {scaled}, or give the missing part to `other`"
            if scaled
            else "give every hypothesis a prior",
        )
    if not any(name in CATCH_ALL for name in evidence.priors):
        say.warn(
            "M-007",
            "",
            f"only {', '.join(evidence.priors)}",
            '"none of these" is always a hypothesis: a list of aims is never known to be complete',
            "add `other: {prior: 0.1}` and take the tenth from the rest",
        )


def _check_item(item: Item, evidence: Evidence, say: _Sayer) -> None:
    for name in ("reliability", "background", "copying"):
        value = getattr(item, name)
        if not _is_probability(value):
            rule = f"{name} is a probability, between 0 and 1 (C3)"
            say.error("M-002", f"{item.id}.{name}", str(value), rule, "write a number such as 0.7")
    for hypothesis, value in item.likelihood.items():
        key = f"{item.id}.likelihood.{hypothesis}"
        if hypothesis not in evidence.priors:
            known = ", ".join(evidence.priors)
            rule = f"likelihoods are given for the hypotheses of the case: {known}"
            say.error(
                "M-003", key, hypothesis, rule, "use one of these ids, or add the hypothesis with a prior"
            )
        elif not _is_probability(value):
            rule = "a likelihood is a probability, between 0 and 1 (C3)"
            say.error("M-002", key, str(value), rule, "write a number such as 0.3")
        elif value < FLOOR:
            say.warn(
                "M-004",
                key,
                f"{value:g}",
                f"one report may not rule a hypothesis out for ever; {FLOOR} is used instead",
                f"write {FLOOR}, or the smallest chance you would bet on",
            )


def _check_cheap_talk(evidence: Evidence, say: _Sayer) -> None:
    for item in evidence.items:
        given = [max(FLOOR, p) for p in item.likelihood.values() if _is_probability(p)]
        if item.cheap and len(given) > 1 and max(given) > CHEAP_TALK * min(given) * (1.0 + _SAME):
            say.warn(
                "M-010",
                f"{item.id}.likelihood",
                f"likelihoods {max(given) / min(given):.3g} to 1 for words that cost nothing",
                "what costs nothing is said by whoever gains by being believed, so it tells accounts apart "
                "little; a signal separates only where it costs the insincere more than they gain",
                "bring the likelihoods nearer each other, or write `costly: true` and what it cost",
            )


def _check_forbids_nothing(evidence: Evidence, say: _Sayer) -> None:
    if len(evidence.items) < 3:
        return
    for name in evidence.hypotheses:
        given = [item.likelihood[name] for item in evidence.items if name in item.likelihood]
        if name in CATCH_ALL or len(given) < 3:
            continue
        if min(given) > 0.5 and max(given) - min(given) <= 0.05:
            say.warn(
                "M-006",
                name,
                f"{len(given)} items, each with a likelihood from {min(given):g} to {max(given):g}",
                "a hypothesis that makes everything likely forbids nothing: no evidence can count against it",
                "say what you would not expect to see if it were true, or drop it",
            )


def _check_looks_like_posteriors(evidence: Evidence, say: _Sayer) -> None:
    full = [item for item in evidence.items if len(item.likelihood) == len(evidence.priors) >= 2]
    sums = [item for item in full if abs(math.fsum(item.likelihood.values()) - 1.0) < 1e-6]
    if len(sums) >= 3 and len(sums) == len(full):
        say.warn(
            "M-005",
            "",
            f"the likelihoods of each of {len(sums)} items sum to 1 over the hypotheses",
            "a likelihood is the chance of the item if the hypothesis is true; the chance of the hypothesis "
            "if the item is true would sum to 1, and would count the prior twice",
            "ask for each hypothesis alone: if it were true, how surely would we see this?",
        )


def _check_events_agree(evidence: Evidence, say: _Sayer) -> None:
    for event, items in by_event(evidence.items).items():
        for name in evidence.hypotheses:
            given = [item.likelihood[name] for item in items if name in item.likelihood]
            if given and max(given) - min(given) > _SAME:
                say.warn(
                    "M-008",
                    f"{items[0].id}.likelihood.{name}",
                    f"reports of event {event!r} give {min(given):g} to {max(given):g}",
                    "the likelihood belongs to the event, so its reports share it; the mean is used",
                    "give the same likelihoods, or name two events",
                )


def by_event(items: Iterable[Item]) -> dict[str, tuple[Item, ...]]:
    """Items by the event they report, ids ascending, so that order never matters."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.about, []).append(item)
    return {event: tuple(sorted(group, key=lambda item: item.id)) for event, group in sorted(groups.items())}
