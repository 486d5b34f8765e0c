"""Frontier, principles and counts over up to tens of millions of packages in one quick pass.

The dynamic programme gives the efficient vectors without looking at the packages. Then every package is looked
at once, as a sum of one entry for its first issues and one for its last, to count what is feasible and
acceptable, to find all packages that tie with an efficient vector or with a principle's best value, and for
the ranks. Nothing but what is found is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.additive import FrontierTooLargeError, additive_frontier
from detente.deals.frontier import on_grid, pareto_frontier
from detente.deals.principles import choose_packages
from detente.deals.space import (
    TOLERANCE,
    Condition,
    Contributions,
    Interaction,
    Levels,
    PackageSpace,
    Rule,
    Values,
    count_conditions,
    feasible_packages,
    package_numbers,
    package_utilities,
)
from detente.deals.stream import MOST_TIES, Survey, floors_of

#: Rows looked at together: few enough to stay in the processor's cache.
ROWS = 1 << 15
#: Partial packages that the dynamic programme may keep before listing is the quicker way.
CARRIED = 20_000
#: Unit of the dynamic programme for floats: far below the tolerance, so that its rounding decides nothing.
FINE = 1e-12
LARGEST_FINE = 1e4
#: Bits of a first look-up that most packages fail.
KEY_BITS = 18
#: Bins in which ranks are counted before they are told apart.
BINS = 1 << 16


def survey_by_halves(
    space: PackageSpace,
    contributions: Contributions,
    reservations: Values,
    interactions: Sequence[Interaction] = (),
    rank_up_to: int = 2_000_000,
) -> Survey | None:
    """As ``stream.survey``, quicker; with the median rank in spaces of at most ``rank_up_to`` packages.

    Parameters
    ----------
    space, contributions, interactions : as in ``package_utilities``
    reservations : (parties,) array, utils
    rank_up_to : int, packages
        Spaces up to this size get all ties and the median rank; larger ones the first ties only.

    Returns
    -------
    Survey or None
        None where too many partial packages are efficient for the dynamic programme to be quick.

    Notes
    -----
    Floats: the dynamic programme rounds contributions to 1e-12 utils, the comparison of whole packages is on the
    grid of the frontier (``TOLERANCE``), as when packages are listed.
    """
    largest = max((float(np.abs(part).max()) for party in contributions for part in party), default=0.0)
    try:
        front = additive_frontier(
            space,
            contributions,
            reservations,
            interactions,
            FINE if largest < LARGEST_FINE else TOLERANCE,
            CARRIED,
        )
    except FrontierTooLargeError:
        return None
    halves = _halves(space, contributions, interactions)
    best = _Best.of(halves, front.first_packages(), reservations)
    ranked = space.size <= rank_up_to
    return _survey(halves, _look(halves, best, reservations, ranked), reservations, not ranked)


@dataclass(frozen=True, slots=True)
class _Half:
    """Feasible packages of some consecutive issues, their numbers, values (parties, rows), conditions per rule."""

    space: PackageSpace
    levels: Levels
    numbers: NDArray[np.int64]
    values: Values
    counts: tuple[NDArray[np.int16], ...]

    def row_of(self, levels: Levels) -> NDArray[np.intp]:
        """Where these packages stand."""
        return np.searchsorted(self.numbers, package_numbers(self.space, levels))


@dataclass(frozen=True, slots=True)
class _Halves:
    """A space as first issues times last issues; ``rules`` and ``terms`` are those that touch both."""

    first: _Half
    last: _Half
    rules: tuple[Rule, ...]
    terms: tuple[Interaction, ...]
    cut: int

    def blocks(self) -> Iterator[tuple[int, Values, NDArray[np.bool_] | None]]:
        """First row of a block, (parties, rows) values, and which rows keep the rules that touch both halves."""
        wide = len(self.last.levels)
        step = max(1, ROWS // max(wide, 1))
        room = np.empty((len(self.first.values), step, wide), dtype=self.first.values.dtype)
        for start in range(0, len(self.first.levels) if wide else 0, step):
            here = slice(start, min(start + step, len(self.first.levels)))
            values = room[:, : here.stop - start]
            np.add(self.first.values[:, here, None], self.last.values[:, None, :], out=values)
            for term in self.terms:
                where = self._levels(term.issues, here)
                for party, table in enumerate(term.values):
                    values[party] += table[where]
            fine: NDArray[np.bool_] | None = None
            for number, rule in enumerate(self.rules):
                held = self.first.counts[number][here, None] + self.last.counts[number][None, :]
                fine = held <= rule.most if fine is None else fine & (held <= rule.most)
            flat = values.reshape(len(values), -1)
            yield start * wide, flat, None if fine is None else fine.ravel()

    def _levels(self, issues: Sequence[int], here: slice) -> tuple[NDArray[Any], ...]:
        return tuple(
            self.first.levels[here, issue][:, None]
            if issue < self.cut
            else self.last.levels[:, issue - self.cut][None, :]
            for issue in issues
        )

    def packages(self, rows: NDArray[np.int64]) -> Levels:
        """(rows, issues) levels of rows counted over both halves, the last half running fastest."""
        one, two = np.divmod(rows, len(self.last.levels))
        return np.hstack([self.first.levels[one], self.last.levels[two]])

    def values_of(self, packages: Levels) -> Values:
        """(packages, parties) values, added up in the same order as in ``blocks``."""
        one = self.first.row_of(packages[:, : self.cut])
        two = self.last.row_of(packages[:, self.cut :])
        values = self.first.values[:, one] + self.last.values[:, two]
        for term in self.terms:
            where = tuple(packages[:, issue].astype(np.intp) for issue in term.issues)
            for party, table in enumerate(term.values):
                values[party] += table[where]
        return np.asarray(values.T)


def _halves(
    space: PackageSpace, contributions: Contributions, interactions: Sequence[Interaction]
) -> _Halves:
    sizes = space.sizes
    cut = min(range(1, len(sizes) + 1), key=lambda at: max(prod(sizes[:at]), prod(sizes[at:])))
    sides = (range(cut), range(cut, len(sizes)))

    def across(issues: Sequence[int]) -> bool:
        return any(issue < cut for issue in issues) and any(issue >= cut for issue in issues)

    both = tuple(rule for rule in space.rules if across(rule.issues))
    exact = all(np.issubdtype(part.dtype, np.integer) for party in contributions for part in party)
    exact &= all(np.issubdtype(table.dtype, np.integer) for term in interactions for table in term.values)
    made = []
    for side in sides:
        part = _part(space, side)
        levels = feasible_packages(part)
        own = [
            Interaction(tuple(issue - side.start for issue in term.issues), term.values)
            for term in interactions
            if all(issue in side for issue in term.issues)
        ]
        values = package_utilities(
            levels, [[party[issue] for issue in side] for party in contributions], own
        ).T
        made.append(
            _Half(
                part,
                levels,
                package_numbers(part, levels),
                np.ascontiguousarray(values.astype(np.int64 if exact else np.float64)),
                tuple(count_conditions(_within(rule, side), levels, len(side)) for rule in both),
            )
        )
    terms = tuple(term for term in interactions if across(term.issues))
    return _Halves(made[0], made[1], both, terms, cut)


def _within(rule: Rule, side: range) -> Rule:
    """The conditions of a rule on some consecutive issues, numbered from the first of them."""
    held = tuple(Condition(c.issue - side.start, c.levels) for c in rule.conditions if c.issue in side)
    return Rule(held, rule.most, rule.text)


def _part(space: PackageSpace, side: range) -> PackageSpace:
    """Some consecutive issues under what every rule still allows them."""
    rules = tuple(part for rule in space.rules if (part := _within(rule, side)).conditions)
    return PackageSpace(space.issues[side.start : side.stop], space.levels[side.start : side.stop], rules)


@dataclass(frozen=True, slots=True)
class _Best:
    """The efficient vectors, distinct on the grid, and what a package must give every party to tie with a principle."""

    grid: NDArray[np.int64]
    seen: NDArray[np.bool_]
    least_total: float
    floors: Mapping[str, Values]

    @classmethod
    def of(cls, halves: _Halves, packages: Levels, reservations: Values) -> _Best:
        vectors = halves.values_of(packages)
        if len(vectors) and not np.issubdtype(vectors.dtype, np.integer):
            vectors = vectors[pareto_frontier(vectors)]  # the programme's unit is finer than the grid
        choice = choose_packages(vectors, reservations) if len(vectors) else {}
        floors = {name: floors_of(name, vectors, rows[0], reservations) for name, rows in choice.items()}
        total = float(vectors.sum(axis=1).min()) if len(vectors) else np.inf
        grid = on_grid(vectors)
        order = np.lexsort(grid.T[::-1])
        seen = np.zeros(1 << KEY_BITS, dtype=bool)
        seen[_key(grid[:, 0])] = True
        known = {name: floor for name, floor in floors.items() if floor is not None}
        return cls(grid[order], seen, total - len(reservations) * TOLERANCE, known)

    def has(self, values: Values) -> NDArray[np.intp]:
        """Which of the (parties, rows) values are one of the vectors, on the grid: first by the first party's alone."""
        likely = np.flatnonzero(self.seen[_key(on_grid(values[0]))])
        mine = on_grid(values[:, likely]).T
        place = np.searchsorted(self.grid[:, 0], mine[:, 0])
        hit = np.zeros(len(likely), dtype=bool)
        going = np.flatnonzero(place < len(self.grid))
        while len(going):  # one round unless vectors share the first party's value
            at = place[going]
            hit[going] |= (self.grid[at] == mine[going]).all(axis=1)
            place[going] += 1
            further = place[going] < len(self.grid)
            going = going[further]
            going = going[~hit[going] & (self.grid[place[going], 0] == mine[going, 0])]
        return likely[hit]


def _key(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """A short number for each whole number: the same for equal ones."""
    with np.errstate(over="ignore"):
        return np.asarray((values * np.int64(0x2545F4914F6CDD1D) >> (64 - KEY_BITS)) + (1 << KEY_BITS - 1))


@dataclass(frozen=True, slots=True)
class _Look:
    """What the pass found: counts, rows that tie ("": with an efficient vector), and what ranks are read from.

    ``inside`` holds the acceptable rows and ``steps`` (parties, acceptable) their gains in whole steps, where kept.
    """

    feasible: int
    acceptable: int
    tied: Mapping[str, NDArray[np.int64]]
    inside: NDArray[np.int64]
    steps: Values | None


def _look(halves: _Halves, best: _Best, reservations: Values, ranked: bool) -> _Look:
    exact = _is_exact(halves, reservations)
    least = reservations if exact else reservations - TOLERANCE
    totals = {name: float(floor.sum()) - TOLERANCE * len(least) for name, floor in best.floors.items()}
    found: dict[str, list[NDArray[np.int64]]] = {name: [] for name in ("", *best.floors)}
    room = len(halves.first.levels) * len(halves.last.levels) if ranked else 0
    kept, steps = (
        np.empty(room, dtype=np.int64),
        np.empty((len(least), room), dtype=halves.first.values.dtype),
    )
    feasible = acceptable = 0
    for start, values, fine in halves.blocks():
        feasible += values.shape[1] if fine is None else int(fine.sum())
        inside = values[0] >= least[0]
        for party in range(1, len(least)):
            inside &= values[party] >= least[party]
        if fine is not None:
            inside &= fine
        rows = np.flatnonzero(inside)
        worth = values if len(rows) == values.shape[1] else np.take(values, rows, axis=1)
        rows += start
        total = worth.sum(axis=0)
        for name, bar in (("", best.least_total), *totals.items()):
            here = np.flatnonzero(total >= bar)
            if len(here):
                mine = worth[:, here]
                hit = (mine >= best.floors[name][:, None]).all(axis=0) if name else best.has(mine)
                found[name].append(rows[here[hit]])
        if ranked:
            kept[acceptable : acceptable + len(rows)] = rows
            _steps(worth.T, reservations, exact, steps[:, acceptable : acceptable + len(rows)].T)
        acceptable += len(rows)
    nothing = np.zeros(0, dtype=np.int64)
    tied = {name: np.concatenate([nothing, *parts]) for name, parts in found.items()}
    return _Look(feasible, acceptable, tied, kept[:acceptable], steps[:, :acceptable] if ranked else None)


def _is_exact(halves: _Halves, reservations: Values) -> bool:
    types = halves.first.values.dtype, reservations.dtype
    return all(np.issubdtype(kind, np.integer) for kind in types)


def _steps(values: Values, reservations: Values, exact: bool, out: Values) -> None:
    """Gains of (rows, parties) in whole steps of the tolerance, as the median rank compares them."""
    np.subtract(values, reservations, out=out)
    np.maximum(out, 0, out=out)
    if not exact:
        np.rint(np.divide(out, TOLERANCE, out=out), out=out)


def _survey(halves: _Halves, look: _Look, reservations: Values, is_cut: bool) -> Survey:
    packages = halves.packages(look.tied[""])
    utilities = halves.values_of(packages)
    choice = choose_packages(utilities, reservations) if len(packages) else {}
    choice.pop("median_rank", None)
    most = MOST_TIES if is_cut else None
    chosen: dict[str, tuple[Levels, Values]] = {}
    cut = []
    for name, rows in choice.items():
        if name in look.tied:
            tied = halves.packages(look.tied[name][:most])
            chosen[name] = tied, halves.values_of(tied)
            cut += [name] if most is not None and len(look.tied[name]) > most else []
        else:
            chosen[name] = packages[list(rows)], utilities[list(rows)]
    if choice and look.steps is not None:
        best = np.empty(utilities.shape, dtype=look.steps.dtype)
        _steps(utilities, reservations, _is_exact(halves, reservations), best)
        tied = halves.packages(look.inside[_median_rows(look.steps, best.T)])
        chosen["median_rank"] = tied, halves.values_of(tied)
    return Survey(look.feasible, look.acceptable, packages, utilities, chosen, tuple(cut))


@dataclass(frozen=True, slots=True)
class _Ranks:
    """One party's acceptable gains in bins that rise with them, so that ranks are known to within a bin at once."""

    values: Values
    bins: NDArray[np.int32]
    below: NDArray[np.int64]
    low: float
    per_step: float

    @classmethod
    def of(cls, values: Values) -> _Ranks:
        low, high = float(values.min()), float(values.max())
        per_step = (BINS - 1) / (high - low) if high > low else 0.0
        bins = ((values - low) * per_step).astype(np.int32)
        below = np.concatenate([[0], np.cumsum(np.bincount(bins, minlength=BINS))])
        return cls(values, bins, below, low, per_step)

    def between(self, value: Values) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Least and most packages that can be worth less than each value."""
        bins = ((value - self.low) * self.per_step).astype(np.int32)
        return self.below[bins], self.below[bins + 1]

    def rank(self, value: float) -> int:
        """How many packages are worth less."""
        here = int((value - self.low) * self.per_step)
        return int(self.below[here] + (self.values[self.bins == here] < value).sum())

    def at(self, place: int) -> float:
        """The value at this place, smallest first."""
        here = int(np.searchsorted(self.below, place, side="right")) - 1
        return float(np.sort(self.values[self.bins == here])[place - int(self.below[here])])


def _median_rows(inside: Values, efficient: Values) -> NDArray[np.intp]:
    """What ``median_rank_solution`` chooses among (parties, rows); the best rank is reached by an efficient package."""
    needed = len(inside) - (len(inside) - 1) // 2
    ranks = [_Ranks.of(column) for column in inside]
    bounds = [one.between(values) for one, values in zip(ranks, efficient, strict=True)]
    least, most = (np.sort([bound[side] for bound in bounds], axis=0)[-needed] for side in (0, 1))
    reached = 0
    for place in np.flatnonzero(most >= least.max()):
        exact = sorted(one.rank(values[place]) for one, values in zip(ranks, efficient, strict=True))
        reached = max(reached, exact[-needed])
    if reached == 0:
        return np.arange(inside.shape[1])
    count = np.zeros(inside.shape[1], dtype=np.int8)
    for one in ranks:
        count += one.values > one.at(reached - 1)
    return np.flatnonzero(count >= needed)
