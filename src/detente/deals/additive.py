"""The exact frontier of spaces far too large to list, by dynamic programming over the issues.

Where what a package is worth is a sum over issues, a partial package that another partial package beats
for every party can never be part of an efficient whole, as long as both leave the rest equally free.
"Equally free" is the *state*: how many conditions of each rule still open have been used up, and the
levels of the issues that a later interaction term still needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.frontier import distinct_columns, efficient_columns, on_grid
from detente.deals.space import (
    TOLERANCE,
    Contributions,
    Interaction,
    Levels,
    PackageSpace,
    Values,
    check_contributions,
)
from detente.errors import DetenteError, ShapeError

Whole = NDArray[np.int64]
#: Partial packages kept in one layer before the method gives up.
LIMIT = 3_000_000


class FrontierTooLargeError(DetenteError):
    """So many partial packages are efficient that the frontier cannot be carried; ask ``deals.milp``."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """After one more issue: which kept partial package (child) comes from which (parent) by which level."""

    issue: int
    child: NDArray[np.intp]
    parent: NDArray[np.intp]
    level: Levels


@dataclass(frozen=True, slots=True)
class AdditiveFrontier:
    """The efficient utility vectors that every party accepts, and the way back to their packages.

    ``vectors`` is (efficient, parties) in whole units (``step`` utils each), distinct, in falling order;
    ``counts`` says how many packages stand behind each vector.
    """

    vectors: Whole
    counts: NDArray[Any]
    step: float
    issues: int
    layers: tuple[_Layer, ...]

    @property
    def utilities(self) -> Values:
        """The vectors in utils."""
        return self.vectors if self.step == 1 else self.vectors * self.step

    def packages(self, row: int, most: int = 1000) -> Levels:
        """Packages behind one vector, in ascending number; the first ``most`` found where there are more."""
        found: list[list[int]] = []
        stack: list[tuple[int, int, dict[int, int]]] = [(len(self.layers), row, {})]
        while stack and len(found) < most:
            depth, node, chosen = stack.pop()
            if depth == 0:
                found.append([chosen[issue] for issue in range(self.issues)])
                continue
            layer = self.layers[depth - 1]
            first, last = np.searchsorted(layer.child, [node, node + 1])
            for edge in range(int(first), int(last)):
                more = {**chosen, layer.issue: int(layer.level[edge])}
                stack.append((depth - 1, int(layer.parent[edge]), more))
        return np.array(sorted(found), dtype=np.int8).reshape(-1, self.issues)

    def first_packages(self) -> Levels:
        """(efficient, issues) one package behind each vector, without looking for the others."""
        node = np.arange(len(self.vectors))
        packages = np.zeros((len(self.vectors), self.issues), dtype=np.int8)
        for layer in reversed(self.layers):
            edge = np.searchsorted(layer.child, node)
            packages[:, layer.issue] = layer.level[edge]
            node = layer.parent[edge]
        return packages


def additive_frontier(
    space: PackageSpace,
    contributions: Contributions,
    reservations: Values | None = None,
    interactions: Sequence[Interaction] = (),
    step: float = TOLERANCE,
    limit: int = LIMIT,
) -> AdditiveFrontier:
    """Every efficient utility vector of an additive space under rules, exactly.

    Parameters
    ----------
    space : PackageSpace
        Issues, levels and rules; the number of packages does not matter.
    contributions : per party, per issue, (levels,) array, utils
        Integers are taken as they are; floats are rounded to whole ``step`` first, and the answer is
        exact for the rounded numbers.
    reservations : (parties,) array, utils, optional
        Vectors that leave a party below are left out, and partial packages that cannot reach it are
        dropped on the way, which makes the work smaller.
    interactions : sequence of Interaction
        Terms on several issues; the levels of their issues are carried until the last one is set.
    step : float, utils
        Unit of the whole numbers.
    limit : int, partial packages
        Most that one layer may hold.

    Returns
    -------
    AdditiveFrontier
        No rows when every package is below some reservation or the rules contradict each other.

    Raises
    ------
    FrontierTooLargeError
        More than ``limit`` partial packages are efficient after some issue.

    Sources
    -------
    The multi-objective knapsack recursion of Klamroth and Wiecek 2000, Naval Research Logistics
    47(1):57-76; carrying rules as counters is ours.

    Examples
    --------
    >>> from detente.deals.space import make_space
    >>> space = make_space({"land": ["theirs", "ours"], "relief": ["no", "yes"]})
    >>> front = additive_frontier(
    ...     space, [[np.array([0, 3]), np.array([0, 2])], [np.array([5, 0]), np.array([1, 0])]]
    ... )
    >>> front.vectors.tolist(), front.packages(1).tolist()
    ([[5, 0], [3, 1], [2, 5], [0, 6]], [[1, 0]])
    """
    check_contributions(contributions, len(space.issues))
    walk = _Walk(space, *_whole(contributions, reservations, interactions, step))
    layers = []
    for issue in walk.order:
        layers.append(walk.add(issue))
        if len(walk.counts) > limit:
            raise FrontierTooLargeError(
                f"additive_frontier: {len(walk.counts):,} partial packages after {len(layers)} of "
                f"{len(space.issues)} issues, the limit is {limit:,}"
            )
    unit = 1 if walk.exact else step
    return AdditiveFrontier(walk.vectors.T.copy(), walk.counts, unit, len(space.issues), tuple(layers))


def _whole(
    contributions: Contributions,
    reservations: Values | None,
    interactions: Sequence[Interaction],
    step: float,
) -> tuple[list[list[Whole]], list[int | None], list[Interaction], bool]:
    """Everything in whole units; a float reservation is rounded up after allowing for the tolerance."""
    tables = [part for party in contributions for part in party] + [
        v for term in interactions for v in term.values
    ]
    exact = all(np.issubdtype(table.dtype, np.integer) for table in tables)

    def whole(table: NDArray[Any]) -> Whole:
        return (
            on_grid(table, step) if exact or np.issubdtype(table.dtype, np.floating) else _scaled(table, step)
        )

    parts = [[whole(part) for part in party] for party in contributions]
    terms = [Interaction(term.issues, tuple(whole(table) for table in term.values)) for term in interactions]
    floors: list[int | None] = [None] * len(contributions)
    if reservations is not None:
        if reservations.shape != (len(contributions),) or not np.isfinite(reservations).all():
            raise ShapeError(f"reservations: need {len(contributions)} finite values, got {reservations!r}")
        unit = 1.0 if exact else step
        slack = 0.0 if np.issubdtype(reservations.dtype, np.integer) else TOLERANCE
        floors = [int(np.ceil((float(value) - slack) / unit)) for value in reservations]
    return parts, floors, terms, exact


def _scaled(table: NDArray[Any], step: float) -> Whole:
    return on_grid(table.astype(np.float64), step)


class _Walk:
    """The frontier of partial packages as issues are added; vectors are (parties, kept)."""

    def __init__(
        self,
        space: PackageSpace,
        parts: list[list[Whole]],
        floors: list[int | None],
        terms: list[Interaction],
        exact: bool,
    ) -> None:
        self.space, self.parts, self.floors, self.terms, self.exact = space, parts, floors, terms, exact
        self.links = [set(rule.issues) for rule in space.rules] + [set(term.issues) for term in terms]
        self.order = _good_order(space.sizes, self.links)
        self.done: set[int] = set()
        self.vectors: Whole = np.zeros((len(parts), 1), dtype=np.int64)
        many = space.size >= 1 << 62
        self.counts: NDArray[Any] = np.ones(1, dtype=np.float64 if many else np.int64)
        self.used: dict[int, NDArray[np.int16]] = {}  # open rule -> conditions that hold so far
        self.held: dict[int, Levels] = {}  # issue that an open term needs -> its level

    def add(self, issue: int) -> _Layer:
        """One more issue: extend, drop what breaks a rule or a reservation, keep the efficient per state."""
        size = self.space.sizes[issue]
        count = self.vectors.shape[1]
        parent = np.repeat(np.arange(count, dtype=np.intp), size)
        level = np.tile(np.arange(size, dtype=np.int8), count)
        self.done.add(issue)
        keep = self._rules(issue, parent, level)
        parent, level = parent[keep], level[keep]
        self.used = {rule: used[keep] for rule, used in self.used.items()}
        self.held = {held: values[parent] for held, values in self.held.items()} | {issue: level}
        vectors = self.vectors[:, parent]
        for party, parts in enumerate(self.parts):
            vectors[party] += parts[issue][level]
        self._close_terms(issue, vectors)
        able = self._able(vectors)
        parent, level, vectors = parent[able], level[able], np.ascontiguousarray(vectors[:, able])
        self.used = {rule: used[able] for rule, used in self.used.items() if self._open(rule)}
        self.held = {held: values[able] for held, values in self.held.items() if self._needed(held)}
        return self._reduce(issue, parent, level, vectors)

    def _rules(self, issue: int, parent: NDArray[np.intp], level: Levels) -> NDArray[np.bool_]:
        """Count the conditions that the new levels use up; false where a rule has too many."""
        keep = np.ones(len(parent), dtype=bool)
        used: dict[int, NDArray[np.int16]] = {}
        for number, rule in enumerate(self.space.rules):
            if not (self.done & set(rule.issues)):
                continue
            before = self.used.get(number)
            count = np.zeros(len(parent), dtype=np.int16) if before is None else before[parent]
            if before is None and not self._starts(number, issue):
                continue
            for condition in rule.conditions:
                if condition.issue == issue:
                    count = count + np.isin(level, condition.levels)
            keep &= count <= rule.most
            used[number] = count
        self.used = used
        return keep

    def _starts(self, rule: int, issue: int) -> bool:
        """Whether this is the first issue of the rule to be set."""
        return self.links[rule] & self.done == {issue}

    def _open(self, rule: int) -> bool:
        return not self.links[rule] <= self.done

    def _needed(self, issue: int) -> bool:
        return any(issue in term.issues and not set(term.issues) <= self.done for term in self.terms)

    def _close_terms(self, issue: int, vectors: Whole) -> None:
        for term in self.terms:
            if issue in term.issues and set(term.issues) <= self.done:
                where = tuple(self.held[other].astype(np.intp) for other in term.issues)
                for party, table in enumerate(term.values):
                    vectors[party] += table[where]

    def _able(self, vectors: Whole) -> NDArray[np.bool_]:
        """Which partial packages could still reach every reservation, the rest going as well as it can."""
        able = np.ones(vectors.shape[1], dtype=bool)
        for party, floor in enumerate(self.floors):
            if floor is not None:
                rest = sum(int(p.max()) for j, p in enumerate(self.parts[party]) if j not in self.done)
                rest += sum(int(t.values[party].max()) for t in self.terms if not set(t.issues) <= self.done)
                able &= vectors[party] + rest >= floor
        return able

    def _state(self, count: int) -> NDArray[np.int64]:
        state = np.zeros(count, dtype=np.int64)
        radixes = [self.space.rules[rule].most + 1 for rule in self.used]
        radixes += [self.space.sizes[issue] for issue in self.held]
        if prod(radixes) >= 1 << 62:
            raise FrontierTooLargeError("additive_frontier: too many issues hang together by rules")
        carried: list[NDArray[Any]] = [*self.used.values(), *self.held.values()]
        for radix, values in zip(radixes, carried, strict=True):
            state = state * radix + values
        return state

    def _reduce(self, issue: int, parent: NDArray[np.intp], level: Levels, vectors: Whole) -> _Layer:
        """Keep distinct efficient vectors in each state, with every way of reaching them."""
        state = self._state(len(parent))
        order = np.argsort(state, kind="stable")
        bounds = np.flatnonzero(np.diff(state[order])) + 1
        child = np.full(len(parent), -1, dtype=np.intp)
        first: list[NDArray[np.intp]] = []
        total = 0
        for group in np.split(order, bounds) if len(order) else []:
            distinct, inverse = distinct_columns(np.ascontiguousarray(vectors[:, group]))
            keep = efficient_columns(distinct)
            number = np.where(keep, np.cumsum(keep) - 1 + total, -1)
            child[group] = number[inverse]
            sample = np.empty(distinct.shape[1], dtype=np.intp)
            sample[inverse] = group
            first.append(sample[keep])
            total += int(keep.sum())
        chosen = np.concatenate(first) if first else np.zeros(0, dtype=np.intp)
        edges = np.flatnonzero(child >= 0)
        edges = edges[np.argsort(child[edges], kind="stable")]
        counts = np.zeros(total, dtype=self.counts.dtype)
        np.add.at(counts, child[edges], self.counts[parent[edges]])
        self.vectors, self.counts = np.ascontiguousarray(vectors[:, chosen]), counts
        self.used = {rule: used[chosen] for rule, used in self.used.items()}
        self.held = {held: values[chosen] for held, values in self.held.items()}
        return _Layer(issue, child[edges], parent[edges], level[edges])


def _good_order(sizes: Sequence[int], links: Sequence[set[int]]) -> list[int]:
    """Issues in an order that keeps few links open: next the one that leaves the fewest half-set links."""
    order: list[int] = []
    left = set(range(len(sizes)))
    while left:

        def open_after(issue: int) -> tuple[int, int, int]:
            done = {*order, issue}
            half = sum(1 for link in links if link & done and not link <= done)
            return half, -sizes[issue], issue

        order.append(min(left, key=open_after))
        left.remove(order[-1])
    return order
