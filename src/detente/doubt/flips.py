"""Which evidence a conclusion rests on, read off labelled draws without running anything again."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError

Floats = npt.NDArray[np.float64]

#: Fewer effective draws than this are too few to say anything; the set is left for a re-run.
ENOUGH = 100
#: Sets kept in a report; the number found is always told.
_KEPT = 50


@dataclass(frozen=True, slots=True)
class LabelledDraws:
    """Outcomes of draws, and on which evidence each draw rests.

    Parameters
    ----------
    outcome : (draws,) array
        Verdicts as 0 and 1, or any number whose mean is the conclusion.
    labels : mapping of quantity to (draws,) array of int
        Which component of the quantity's mixture the draw used.
    components : mapping of quantity to sequence of (sequence of evidence ids)
        The items behind each component; an empty one is the prior or an assumption.
    ratios : mapping of signal to (draws,) array
        For items about hypotheses: posterior without the item over posterior with it, at the
        hypothesis of the draw.
    """

    outcome: Floats
    labels: Mapping[str, npt.NDArray[np.int64]]
    components: Mapping[str, Sequence[Sequence[str]]]
    ratios: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def items(self) -> tuple[str, ...]:
        """Every evidence id, sorted."""
        named = {item for rows in self.components.values() for row in rows for item in row}
        return tuple(sorted(named | set(self.ratios)))


@dataclass(frozen=True, slots=True)
class Without:
    """The conclusion without a set of items.

    ``change`` is against the full record, with its standard error; ``draws`` is the effective sample;
    ``turns`` says whether the decision level is crossed; ``refused`` that the sample is too small to
    tell, and then value and change are not to be used; ``unsupported`` lists quantities that are left
    with their prior alone.
    """

    items: tuple[str, ...]
    value: float
    change: float
    error: float
    draws: float
    turns: bool
    refused: bool
    unsupported: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlipReport:
    """The smallest sets of evidence whose withdrawal turns a conclusion.

    ``sets`` holds the strongest of ``found`` sets, all of size ``size``; 0 means that none up to
    ``searched`` items turns it. ``refused`` counts sets that left too few draws to tell, with the
    first of them in ``to_rerun``.
    """

    value: float
    level: float
    size: int
    searched: int
    found: int
    sets: tuple[Without, ...]
    refused: int
    to_rerun: tuple[tuple[str, ...], ...]


def leave_one_out(draws: LabelledDraws, level: float = 0.5) -> tuple[Without, ...]:
    """The conclusion without each item, by conditioning on draws that do not rest on it.

    Dropping a reading from a mixture and scaling the rest up again is the same as keeping the draws
    that used another reading; dropping a signal re-weights the draws by their hypothesis.

    Parameters
    ----------
    draws : LabelledDraws
    level : float
        Decision level that the mean is compared with; above it is one side, at or below the other.

    Returns
    -------
    tuple of Without
        Largest change first; refused ones last.

    Raises
    ------
    ShapeError
        Arrays of different length, or a label without component.

    Examples
    --------
    >>> labels = np.tile([0, 1], 300)
    >>> record = LabelledDraws(labels.astype(float), {"power": labels}, {"power": [(), ("s1",)]})
    >>> [(left.items, left.value, left.turns, left.unsupported) for left in leave_one_out(record, level=0.4)]
    [(('s1',), 0.0, True, ('power',))]
    """
    weights = _weights(draws)
    rows = [without(draws, (item,), level, weights) for item in draws.items]
    return tuple(sorted(rows, key=lambda row: (row.refused, -abs(row.change), row.items)))


def without(
    draws: LabelledDraws,
    items: Iterable[str],
    level: float = 0.5,
    weights: Mapping[str, Floats] | None = None,
) -> Without:
    """The conclusion without a set of items (see `leave_one_out`).

    Parameters
    ----------
    draws : LabelledDraws
    items : iterable of str
    level : float
    weights : mapping of item to (draws,) array, optional
        What `leave_one_out` has already worked out; left out, it is worked out here.

    Returns
    -------
    Without

    Raises
    ------
    ShapeError
        Arrays of different length, or an unknown item.
    """
    table = _weights(draws) if weights is None else weights
    chosen = tuple(sorted(set(items)))
    unknown = [item for item in chosen if item not in table]
    if unknown:
        raise ShapeError(f"without: no draw rests on {', '.join(unknown)}")
    outcome = np.asarray(draws.outcome, dtype=np.float64)
    weight = np.ones(outcome.size)
    for item in chosen:
        weight = weight * table[item]
    base = float(outcome.mean())
    total = float(weight.sum())
    if total <= 0:
        return Without(chosen, math.nan, math.nan, math.nan, 0.0, False, True, unsupported(draws, chosen))
    value = float(weight @ outcome) / total
    effective = total**2 / float(weight @ weight)
    # Influence of each draw on the difference of the two means.
    influence = outcome.size * weight / total * (outcome - value) - (outcome - base)
    error = float(np.sqrt((influence**2).mean() / outcome.size))
    refused = effective < ENOUGH
    turns = not refused and (value > level) != (base > level)
    return Without(chosen, value, value - base, error, effective, turns, refused, unsupported(draws, chosen))


def flip_sets(
    draws: LabelledDraws,
    level: float = 0.5,
    largest: int = 3,
    confirm: Callable[[tuple[str, ...]], float] | None = None,
) -> FlipReport:
    """The smallest sets of items whose withdrawal carries the conclusion across the decision level.

    Sizes 1, 2, 3 in turn, every set of a size at once; it stops at the first size that turns the
    conclusion.

    Parameters
    ----------
    draws : LabelledDraws
    level : float
    largest : int, 1 to 3
    confirm : function of a set to the mean without it, optional
        A real re-run, or exact re-weighting where signals report one event; sets that it does not
        confirm are dropped.

    Returns
    -------
    FlipReport
        Sets furthest past the level first.

    Raises
    ------
    ShapeError
        ``largest`` is not 1, 2 or 3; arrays that do not fit.

    Notes
    -----
    Several signals are dropped together by multiplying their ratios, which is exact when they report
    different events.

    Examples
    --------
    >>> labels = np.tile([0, 1], 300)
    >>> record = LabelledDraws(labels.astype(float), {"power": labels}, {"power": [(), ("s1",)]})
    >>> report = flip_sets(record, level=0.4)
    >>> report.size, [found.items for found in report.sets]
    (1, [('s1',)])
    """
    if largest not in (1, 2, 3):
        raise ShapeError(f"flip_sets: sets of size 1, 2 or 3 are searched, not {largest}")
    table = _weights(draws)
    names = draws.items
    outcome = np.asarray(draws.outcome, dtype=np.float64)
    base = float(outcome.mean())
    stacked = np.array([table[name] for name in names]).reshape(len(names), outcome.size)
    refused = 0
    rerun: list[tuple[str, ...]] = []
    for size in range(1, min(largest, len(names)) + 1):
        hits, few = _search(stacked, outcome, base > level, level, size)
        refused += len(few)
        rerun += [tuple(names[i] for i in row) for row in few[: _KEPT - len(rerun)]]
        rows = [without(draws, tuple(names[i] for i in row), level, table) for row in hits]
        if confirm is not None:
            rows = [row for row in rows if (confirm(row.items) > level) != (base > level)]
        if rows:
            rows.sort(key=lambda row: (-abs(row.value - level), row.items))
            return FlipReport(base, level, size, size, len(rows), tuple(rows[:_KEPT]), refused, tuple(rerun))
    return FlipReport(base, level, 0, min(largest, len(names)), 0, (), refused, tuple(rerun))


def search_flips(
    items: Sequence[str],
    evaluate: Callable[[Sequence[tuple[str, ...]]], Sequence[tuple[float, float]]],
    level: float = 0.5,
    largest: int = 3,
    sets: Iterable[frozenset[str]] | None = None,
) -> FlipReport:
    """The smallest sets of items that turn a conclusion which a function restates.

    For conclusions whose draws carry more than labels, such as chances of accounts that are worked out
    anew without a signal. All sets of one size are handed over at once, before those of the next.

    Parameters
    ----------
    items : sequence of str
        Those that can have any effect; others only cost time.
    evaluate : function of many sets to (value without it, draws left) of each
        Of the empty set: the conclusion itself. Values need to be exact for sets that turn it only.
    level : float
    largest : int, 1 to 3
    sets : iterable of frozenset of str, optional
        Only these are tried: those that do more than each of their parts. All sets if left out.

    Returns
    -------
    FlipReport
        ``error`` of its rows is nan: nothing is sampled anew here.

    Raises
    ------
    ShapeError
        ``largest`` is not 1, 2 or 3.

    Examples
    --------
    >>> worth = {"e1": 0.2, "e2": 0.15, "e3": 0.01}
    >>> report = search_flips(
    ...     list(worth), lambda sets: [(0.75 - sum(worth[e] for e in gone), 400.0) for gone in sets]
    ... )
    >>> report.size, [row.items for row in report.sets]
    (2, [('e1', 'e2')])
    """
    if largest not in (1, 2, 3):
        raise ShapeError(f"search_flips: sets of size 1, 2 or 3 are searched, not {largest}")
    ((base, whole),) = evaluate([()])
    enough = min(float(ENOUGH), whole)
    rerun: list[tuple[str, ...]] = []
    refused = 0
    names = sorted(set(items))
    sets = None if sets is None else tuple(sets)
    for size in range(1, min(largest, len(names)) + 1):
        rows = []
        tried = list(_of_size(names, size, sets))
        for chosen, (value, left) in zip(tried, evaluate(tried), strict=True):
            if left < enough:
                refused += 1
                rerun += [chosen] if len(rerun) < _KEPT else []
            elif (value > level) != (base > level):
                rows.append(Without(chosen, value, value - base, math.nan, left, True, False, ()))
        if rows:
            rows.sort(key=lambda row: (-abs(row.value - level), row.items))
            return FlipReport(base, level, size, size, len(rows), tuple(rows[:_KEPT]), refused, tuple(rerun))
    return FlipReport(base, level, 0, min(largest, len(names)), 0, (), refused, tuple(rerun))


def _of_size(
    names: Sequence[str], size: int, sets: Iterable[frozenset[str]] | None
) -> Iterable[tuple[str, ...]]:
    if sets is None:
        return itertools.combinations(names, size)
    return sorted(tuple(sorted(one)) for one in sets if len(one) == size)


def unsupported(draws: LabelledDraws, gone: Iterable[str]) -> tuple[str, ...]:
    """Quantities that keep only their prior when these items are withdrawn."""
    lost = set(gone)
    result = []
    for quantity, rows in draws.components.items():
        backed = [row for row in rows if row]
        if backed and all(lost & set(row) for row in backed):
            result.append(quantity)
    return tuple(sorted(result))


def _weights(draws: LabelledDraws) -> dict[str, Floats]:
    """Weight of each draw when one item is withdrawn: 0 where the draw rests on it, or the signal's ratio."""
    size = np.asarray(draws.outcome).size
    weights = {item: np.ones(size) for item in draws.items}
    for quantity, rows in draws.components.items():
        labels = np.asarray(draws.labels[quantity])
        if labels.shape != (size,) or (size and not 0 <= labels.min() <= labels.max() < len(rows)):
            raise ShapeError(
                f"labelled draws: labels of {quantity} must be {size} numbers from 0 to {len(rows) - 1}"
            )
        for place, row in enumerate(rows):
            for item in row:
                weights[item] = np.where(labels == place, 0.0, weights[item])
    for item, ratio in draws.ratios.items():
        if np.shape(ratio) != (size,):
            raise ShapeError(f"labelled draws: {item} has {np.shape(ratio)} ratios for {size} draws")
        weights[item] = weights[item] * ratio
    return weights


def _search(
    weights: Floats, outcome: Floats, above: bool, level: float, size: int
) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Rows of sets of one size that turn the conclusion, and of sets that leave too few draws."""
    count = weights.shape[0]
    hits: list[tuple[int, ...]] = []
    few: list[tuple[int, ...]] = []
    for head in itertools.combinations(range(count), max(0, size - 2)):
        start = weights[list(head)].prod(axis=0) if head else np.ones(outcome.size)
        first = head[-1] + 1 if head else 0
        rest = weights[first:]
        if size == 1:
            total, squares, sums = rest.sum(axis=1), (rest**2).sum(axis=1), rest @ outcome
            index: tuple[npt.NDArray[np.int64], ...] = (np.arange(count),)
        else:
            index = np.triu_indices(rest.shape[0], 1)
            total, squares, sums = (table[index] for table in _pair_sums(rest, start, outcome))
        effective = np.divide(total**2, squares, out=np.zeros_like(total), where=squares > 0)
        mean = np.divide(sums, total, out=np.full_like(total, level), where=total > 0)
        enough = effective >= ENOUGH
        turned = enough & (total > 0) & ((mean > level) != above)
        for rows, kept in ((hits, turned), (few, ~enough)):
            rows += [(*head, *(first + int(axis[at]) for axis in index)) for at in np.flatnonzero(kept)]
    return hits, few


def _pair_sums(rest: Floats, start: Floats, outcome: Floats) -> tuple[Floats, Floats, Floats]:
    """Sums over draws of w_i w_j, of its square and of its product with the outcome, for all pairs."""
    scaled = rest * start
    total: Floats = scaled @ rest.T
    squares: Floats = scaled**2 @ (rest**2).T
    sums: Floats = (scaled * outcome) @ rest.T
    return total, squares, sums
