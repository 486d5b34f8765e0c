"""How the record shifts belief between rival hypotheses, and which item carries it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError, UnknownIdError
from detente.motives.evidence import FLOOR, UNKNOWN_ORIGIN, Evidence, Item, by_event

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weight:
    """What one item does.

    ``decibans`` is, per hypothesis, ten times the decimal logarithm of the odds with the item over
    the odds without it; ``alone`` is the same for the item as if it were the only report of its
    event; ``diagnosticity`` is the largest minus the smallest decibans of the item's likelihoods
    (0: it fits every hypothesis alike, however true it is); ``without`` is the posterior if it is
    withdrawn; ``turns`` says whether the leading hypothesis then changes.
    """

    item: str
    event: str
    decibans: Mapping[str, float]
    alone: Mapping[str, float]
    diagnosticity: float
    without: Mapping[str, float]
    turns: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """Priors, posterior, and what each item and each event contributes; most diagnostic item first."""

    priors: Mapping[str, float]
    posterior: Mapping[str, float]
    leading: str
    weights: tuple[Weight, ...]
    events: Mapping[str, Mapping[str, float]]
    floored: tuple[str, ...]


def posterior(evidence: Evidence, without: Collection[str] = ()) -> dict[str, float]:
    """Belief in each hypothesis after the record.

    Reports of one event are joined before they meet the hypotheses: copies of one origin add next to
    nothing, and no number of reports can say more than the event itself would if it were certain.

    Parameters
    ----------
    evidence : Evidence
        Priors summing to 1, items with their likelihoods.
    without : collection of str
        Ids of items to leave out.

    Returns
    -------
    dict of hypothesis to probability
        In the order of the priors, summing to 1.

    Raises
    ------
    ShapeError
        The priors do not sum to 1, or no hypothesis is left possible.
    UnknownIdError
        ``without`` names an item that is not there.

    Notes
    -----
    With E the event, q_E = r E + (1-r) b the chance of one report, and c the chance of copying, n
    reports of one origin have P(all | E) = q_E (c + (1-c) q_E)^(n-1); origins multiply given E; reports
    whose origin is not recorded count n/(1+(n-1) 0.8) together; then P(all | H) mixes over E with
    P(E | H). Within one origin the most reliable report counts as the first.

    Examples
    --------
    >>> one = Item("s1", {"revisionist": 0.8, "limited": 0.2})
    >>> {
    ...     name: round(p, 6)
    ...     for name, p in posterior(Evidence({"revisionist": 0.5, "limited": 0.5}, (one,))).items()
    ... }
    {'revisionist': 0.8, 'limited': 0.2}
    """
    _check_known(evidence, without)
    logs = _log_priors(evidence) + sum(
        _event_table(evidence, without).values(), np.zeros(len(evidence.priors))
    )
    return _named(evidence, _normalise(logs))


def posterior_table(evidence: Evidence) -> tuple[tuple[str, ...], Floats]:
    """The posterior with every item, and without each.

    Returns
    -------
    ids : tuple of str
        Item ids; row 0 of the table is the full record, row i + 1 is without ``ids[i]``.
    table : (items + 1, hypotheses) array

    Notes
    -----
    Draws of the hypothesis are re-weighted for a withdrawn item by ``table[i + 1] / table[0]``.

    Examples
    --------
    >>> both = Evidence(
    ...     {"a": 0.5, "b": 0.5}, (Item("s1", {"a": 0.8, "b": 0.3}), Item("s2", {"a": 0.6, "b": 0.5}))
    ... )
    >>> posterior_table(both)[1].round(4).tolist()
    [[0.7619, 0.2381], [0.5455, 0.4545], [0.7273, 0.2727]]
    """
    ids = tuple(item.id for item in evidence.items)
    tables = _tables_without(evidence)
    base = _log_priors(evidence)
    full = sum(tables[1].values(), np.zeros(base.size))
    rows = [_normalise(base + full)]
    for item in evidence.items:
        rows.append(_normalise(base + full - tables[1][item.about] + tables[0][item.id]))
    return ids, np.array(rows)


def weigh(evidence: Evidence) -> Weighing:
    """Posterior, and what each item and each event contributes to it.

    Parameters
    ----------
    evidence : Evidence

    Returns
    -------
    Weighing
        Items sorted by diagnosticity, then by id.

    Raises
    ------
    ShapeError
        The priors do not sum to 1.

    Examples
    --------
    >>> found = weigh(Evidence({"a": 0.5, "b": 0.5}, (Item("s1", {"a": 0.8, "b": 0.2}),)))
    >>> round(found.weights[0].decibans["a"], 4), found.leading
    (6.0206, 'a')
    """
    ids, table = posterior_table(evidence)
    names = evidence.hypotheses
    full = _named(evidence, table[0])
    leading = names[int(table[0].argmax())]
    prior_odds = np.array([_log_odds(p) for p in evidence.priors.values()])
    weights = []
    for row, item in enumerate(evidence.items, start=1):
        alone = _normalise(_log_priors(evidence) + _event_logs(evidence, (item,)))
        shift = [_log_odds(p) - _log_odds(q) for p, q in zip(table[0], table[row], strict=True)]
        own = [_log_odds(p) - o for p, o in zip(alone, prior_odds, strict=True)]
        chances = _event_logs(evidence, (item,))
        weights.append(
            Weight(
                ids[row - 1],
                item.about,
                {name: _decibans(value) for name, value in zip(names, shift, strict=True)},
                {name: _decibans(value) for name, value in zip(names, own, strict=True)},
                _decibans(float(chances.max() - chances.min())),
                _named(evidence, table[row]),
                names[int(table[row].argmax())] != leading,
            )
        )
    weights.sort(key=lambda weight: (-weight.diagnosticity, weight.item))
    floored = tuple(item.id for item in evidence.items if any(p < FLOOR for p in item.likelihood.values()))
    return Weighing(
        dict(evidence.priors), full, leading, tuple(weights), _events(evidence, table[0]), floored
    )


def smallest_flip(
    evidence: Evidence, hypothesis: str, level: float = 0.5, largest: int = 3
) -> tuple[tuple[str, ...], ...]:
    """The smallest sets of items whose withdrawal carries a hypothesis across a level.

    Parameters
    ----------
    evidence : Evidence
    hypothesis : str
        The one whose posterior is watched.
    level : float in (0, 1)
        Decision level; above it counts as one side, at or below as the other.
    largest : int
        Sets above this size are not looked for.

    Returns
    -------
    tuple of tuple of str
        All sets of the smallest size that turn it, strongest turn first; empty if none does.

    Raises
    ------
    UnknownIdError
        There is no such hypothesis.

    Examples
    --------
    >>> odds = {"e1": 4, "e2": 2, "e3": 0.5, "e4": 3}
    >>> items = tuple(Item(name, {"a": lr / 5, "b": 0.2}) for name, lr in odds.items())
    >>> smallest_flip(Evidence({"a": 0.3, "b": 0.7}, items), "a", level=0.6)
    (('e1',),)
    """
    if hypothesis not in evidence.priors:
        raise UnknownIdError(f"no hypothesis {hypothesis!r}; there are {', '.join(evidence.priors)}")
    column = evidence.hypotheses.index(hypothesis)
    groups = by_event(evidence.items)
    home = {item.id: item.about for item in evidence.items}
    known: dict[tuple[str, frozenset[str]], Floats] = {}

    def event_without(event: str, gone: frozenset[str]) -> Floats:
        key = (event, gone)
        if key not in known:
            known[key] = _event_logs(evidence, tuple(i for i in groups[event] if i.id not in gone))
        return known[key]

    base = _log_priors(evidence) + sum(
        (event_without(e, frozenset()) for e in groups), np.zeros(len(evidence.priors))
    )
    above = float(_normalise(base)[column]) > level
    for size in range(1, min(largest, len(home)) + 1):
        found = []
        for chosen in itertools.combinations(sorted(home), size):
            logs = base
            for event in {home[name] for name in chosen}:
                gone = frozenset(name for name in chosen if home[name] == event)
                logs = logs - event_without(event, frozenset()) + event_without(event, gone)
            value = float(_normalise(logs)[column])
            if (value > level) != above:
                found.append((value, chosen))
        if found:
            found.sort(key=lambda pair: (pair[0] if above else -pair[0], pair[1]))
            return tuple(chosen for _, chosen in found)
    return ()


def effective_ratio(if_true: float, if_false: float, reliability: float, background: float) -> float:
    """Likelihood ratio of a report by a source that is not wholly reliable.

    Never further from 1 than the event's own ratio; 1 when the source is worth nothing.

    Examples
    --------
    >>> [round(effective_ratio(0.8, 0.1, r, 0.3), 4) for r in (1, 0.9, 0.7, 0.5, 0)]
    [8.0, 6.25, 4.0625, 2.75, 1.0]
    """
    noise = (1.0 - reliability) * background
    return (reliability * if_true + noise) / (reliability * if_false + noise)


def effective_number(reports: int, dependence: float) -> float:
    """How many independent reports ``reports`` dependent ones are worth.

    Examples
    --------
    >>> round(effective_number(5, 0.8), 6)
    1.190476
    """
    return reports / (1.0 + (reports - 1) * dependence)


def chance_of_reports(items: Iterable[Item], happened: bool) -> float:
    """Probability that all these reports of one event are made, if the event did or did not happen."""
    chains: dict[tuple[str | None, bool], list[Item]] = {}
    for item in items:
        chains.setdefault((item.origin, item.denies), []).append(item)
    total = 0.0
    for (origin, _), chain in sorted(chains.items(), key=lambda pair: str(pair[0])):
        chances = [(_report(item, happened), item) for item in chain]
        if origin is None:
            worth = effective_number(len(chain), UNKNOWN_ORIGIN) / len(chain)
            total += worth * math.fsum(_log(q) for q, _ in chances)
            continue
        chances.sort(key=lambda pair: (-pair[1].reliability, pair[1].background, pair[1].copying, pair[1].id))
        total += _log(chances[0][0])
        total += math.fsum(_log(item.copying + (1.0 - item.copying) * q) for q, item in chances[1:])
    return math.exp(total)


def _report(item: Item, happened: bool) -> float:
    says = happened != item.denies
    return item.reliability * says + (1.0 - item.reliability) * item.background


def _event_logs(evidence: Evidence, items: tuple[Item, ...]) -> Floats:
    """log P(reports of one event | hypothesis); zeros where no report is left."""
    if not items:
        return np.zeros(len(evidence.priors))
    yes, no = chance_of_reports(items, True), chance_of_reports(items, False)
    chances = event_chances(evidence, items)
    return np.log(np.maximum(chances * yes + (1.0 - chances) * no, 1e-300))


def event_chances(evidence: Evidence, items: tuple[Item, ...]) -> Floats:
    """P(event | hypothesis), floored; a hypothesis no report speaks of gets the prior mean of the rest."""
    columns = []
    for name in evidence.hypotheses:
        given = [max(FLOOR, item.likelihood[name]) for item in items if name in item.likelihood]
        columns.append(math.fsum(given) / len(given) if given else math.nan)
    chances = np.array(columns)
    silent = np.isnan(chances)
    if silent.all():
        return np.full(chances.size, 0.5)
    if silent.any():
        priors = np.array(list(evidence.priors.values()))[~silent]
        weights = priors if priors.sum() > 0 else np.ones_like(priors)
        chances[silent] = float(np.average(chances[~silent], weights=weights))
    return chances


def _event_table(evidence: Evidence, without: Collection[str]) -> dict[str, Floats]:
    kept = (item for item in evidence.items if item.id not in without)
    return {event: _event_logs(evidence, items) for event, items in by_event(kept).items()}


def _tables_without(evidence: Evidence) -> tuple[dict[str, Floats], dict[str, Floats]]:
    groups = by_event(evidence.items)
    full = {event: _event_logs(evidence, items) for event, items in groups.items()}
    rest = {
        item.id: _event_logs(evidence, tuple(other for other in items if other.id != item.id))
        for items in groups.values()
        for item in items
    }
    return rest, full


def _events(evidence: Evidence, full: Floats) -> dict[str, dict[str, float]]:
    """Decibans of every event with all its reports together."""
    table = _event_table(evidence, ())
    base = _log_priors(evidence) + sum(table.values(), np.zeros(full.size))
    result = {}
    for event, logs in table.items():
        rest = _normalise(base - logs)
        shift = [_decibans(_log_odds(p) - _log_odds(q)) for p, q in zip(full, rest, strict=True)]
        result[event] = dict(zip(evidence.hypotheses, shift, strict=True))
    return result


def _log_priors(evidence: Evidence) -> Floats:
    priors = np.array(list(evidence.priors.values()), dtype=np.float64)
    if priors.size == 0 or not (priors >= 0).all() or abs(priors.sum() - 1.0) > 1e-6:
        raise ShapeError(f"posterior: priors must be 0 or more and sum to 1, not {dict(evidence.priors)}")
    with np.errstate(divide="ignore"):
        logs: Floats = np.log(priors)
    return logs


def _normalise(logs: Floats) -> Floats:
    weights = np.exp(logs - logs.max())
    shares: Floats = weights / weights.sum()
    return shares


def _named(evidence: Evidence, row: Floats) -> dict[str, float]:
    return {name: float(p) for name, p in zip(evidence.hypotheses, row, strict=True)}


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def _log_odds(p: float) -> float:
    p = min(max(float(p), 1e-300), 1.0 - 1e-16)
    return math.log(p) - math.log1p(-p)


def _decibans(nats: float) -> float:
    return 10.0 * nats / math.log(10.0)


def _check_known(evidence: Evidence, without: Collection[str]) -> None:
    unknown = sorted(set(without) - {item.id for item in evidence.items})
    if unknown:
        raise UnknownIdError(f"posterior: no item called {', '.join(unknown)}")
