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
ROWS = 1 << 16
#: Partial packages that the dynamic programme may keep before listing is the quicker way.
CARRIED = 20_000
#: Unit of the dynamic programme for floats: far below the tolerance, so that its rounding decides nothing.
FINE = 1e-12
LARGEST_FINE = 1e4


def survey_by_halves(
    space: PackageSpace,
    contributions: Contributions,
    reservations: Values,
    interactions: Sequence[Interaction] = (),
    rank_up_to: int = 2_000_000,
) -> Survey | None:
    """As ``stream.survey``, and the median rank where at most ``rank_up_to`` packages are acceptable.

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
    look = _look(halves, best, reservations, rank_up_to)
    return _survey(halves, look, reservations, space.size > rank_up_to)


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
    keys: NDArray[np.int64]
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
        keys = _keys(grid)
        order = np.argsort(keys)
        known = {name: floor for name, floor in floors.items() if floor is not None}
        return cls(grid[order], keys[order], total - len(reservations) * TOLERANCE, known)

    def has(self, values: Values) -> NDArray[np.bool_]:
        """Which (rows, parties) values are one of the vectors, on the grid."""
        grid = on_grid(values)
        keys = _keys(grid)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        hit = np.flatnonzero(self.keys[place] == keys)
        is_one = np.zeros(len(values), dtype=bool)
        is_one[hit] = (self.grid[place[hit]] == grid[hit]).all(axis=1)
        return is_one


def _keys(grid: NDArray[np.int64]) -> NDArray[np.int64]:
    """One whole number per row: the same for equal rows, and by all odds another for different ones."""
    odd = np.array([0x9E3779B97F4A7C15 >> 1 | 1, 0x2545F4914F6CDD1D], dtype=np.int64)
    keys = np.zeros(len(grid), dtype=np.int64)
    with np.errstate(over="ignore"):
        for column in grid.T:
            keys = (keys ^ column) * odd[0] + odd[1]
    return keys


@dataclass(frozen=True, slots=True)
class _Look:
    """What the pass found: counts, rows that tie (with their values), and all acceptable values where kept."""

    feasible: int
    acceptable: int
    front: tuple[NDArray[np.int64], Values]
    tied: Mapping[str, tuple[NDArray[np.int64], Values]]
    inside: tuple[NDArray[np.int64], Values] | None


def _look(halves: _Halves, best: _Best, reservations: Values, rank_up_to: int) -> _Look:
    exact = np.issubdtype(halves.first.values.dtype, np.integer) and np.issubdtype(
        reservations.dtype, np.integer
    )
    least = reservations if exact else reservations - TOLERANCE
    totals = {name: float(floor.sum()) - TOLERANCE * len(least) for name, floor in best.floors.items()}
    found: dict[str, list[tuple[NDArray[np.int64], Values]]] = {name: [] for name in ("", *best.floors)}
    kept: list[tuple[NDArray[np.int64], Values]] = []
    feasible = acceptable = 0
    for start, values, fine in halves.blocks():
        feasible += values.shape[1] if fine is None else int(fine.sum())
        inside = values[0] >= least[0]
        for party in range(1, len(least)):
            inside &= values[party] >= least[party]
        if fine is not None:
            inside &= fine
        rows = np.flatnonzero(inside)
        acceptable += len(rows)
        worth = np.stack([row[rows] for row in values])
        total = worth.sum(axis=0)
        if acceptable <= rank_up_to:
            kept.append((rows + start, worth))
        for name, bar in (("", best.least_total), *totals.items()):
            here = np.flatnonzero(total >= bar)
            if name and len(here):
                here = here[(worth[:, here] >= best.floors[name][:, None]).all(axis=0)]
            if len(here):
                found[name].append((rows[here] + start, worth[:, here]))
    front = _joined(found.pop(""), len(least), worth_type=halves.first.values.dtype)
    if len(front[0]):
        hit = best.has(front[1])
        front = front[0][hit], front[1][hit]
    tied = {name: _joined(parts, len(least), halves.first.values.dtype) for name, parts in found.items()}
    whole = _joined(kept, len(least), halves.first.values.dtype) if acceptable <= rank_up_to else None
    return _Look(feasible, acceptable, front, tied, whole)


def _joined(
    parts: Sequence[tuple[NDArray[np.int64], Values]], parties: int, worth_type: Any
) -> tuple[NDArray[np.int64], Values]:
    """Rows, and their values as (rows, parties) stored party by party."""
    if not parts:
        return np.zeros(0, dtype=np.int64), np.zeros((0, parties), dtype=worth_type)
    return np.concatenate([rows for rows, _ in parts]), np.concatenate(
        [worth for _, worth in parts], axis=1
    ).T


def _survey(halves: _Halves, look: _Look, reservations: Values, is_cut: bool) -> Survey:
    rows, utilities = look.front
    packages = halves.packages(rows)
    choice = choose_packages(utilities, reservations) if len(rows) else {}
    choice.pop("median_rank", None)
    most = MOST_TIES if is_cut else len(halves.first.levels) * len(halves.last.levels)
    chosen: dict[str, tuple[Levels, Values]] = {}
    cut = []
    for name, best_rows in choice.items():
        if name in look.tied:
            tied, worth = look.tied[name]
            chosen[name] = halves.packages(tied[:most]), worth[:most]
            cut += [name] if len(tied) > most else []
        else:
            chosen[name] = packages[list(best_rows)], utilities[list(best_rows)]
    if choice and look.inside is not None:
        where = _median_rows(look.inside[1], utilities, reservations)
        chosen["median_rank"] = halves.packages(look.inside[0][where]), look.inside[1][where]
    return Survey(look.feasible, look.acceptable, packages, utilities, chosen, tuple(cut))


def _median_rows(inside: Values, efficient: Values, reservations: Values) -> NDArray[np.intp]:
    """What ``median_rank_solution`` chooses, the best rank read off the efficient packages, where it is reached."""
    exact = np.issubdtype(inside.dtype, np.integer) and np.issubdtype(reservations.dtype, np.integer)
    needed = inside.shape[1] - (inside.shape[1] - 1) // 2

    def steps(values: Values, least: Any) -> Values:
        gains = np.maximum(values - least, 0)
        return np.asarray(gains if exact else np.rint(gains / TOLERANCE))

    columns = [steps(inside[:, party], least) for party, least in enumerate(reservations)]
    ordered = [np.sort(column) for column in columns]
    ranks = np.stack(
        [
            np.searchsorted(column, steps(efficient[:, party], reservations[party]))
            for party, column in enumerate(ordered)
        ]
    )
    reached = int(np.sort(ranks, axis=0)[-needed].max())
    if reached == 0:
        return np.arange(len(inside))
    count = np.zeros(len(inside), dtype=np.int8)
    for column, order in zip(columns, ordered, strict=True):
        count += column > order[reached - 1]
    return np.flatnonzero(count >= needed)
