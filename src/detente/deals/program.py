"""The packages of a space as a mixed-integer programme: columns, rows, and what packages are worth outside it.

One yes-or-no column per level, one row per rule (every rule says "at most k of these conditions"), one row
per reservation, and for each combination of an interaction term a column tied to its levels' own columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from detente.deals.space import (
    TOLERANCE,
    Contributions,
    Interaction,
    PackageSpace,
    Values,
    check_contributions,
    obeys,
    package_utilities,
)
from detente.errors import ShapeError

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Program:
    """The packages of a space as 0-1 vectors; ``worth`` is (parties, variables), utils."""

    space: PackageSpace
    contributions: Contributions
    interactions: Sequence[Interaction]
    reservations: Vector
    worth: Vector
    spread: Vector
    rows: Any
    lower: Vector
    upper: Vector
    whole: Vector
    time_limit: float

    @property
    def variables(self) -> int:
        """Number of columns."""
        return int(self.worth.shape[1])


def make_program(
    space: PackageSpace,
    contributions: Contributions,
    reservations: Values,
    interactions: Sequence[Interaction] = (),
    time_limit: float = 60.0,
) -> Program:
    """The mixed-integer programme of a space: one level per issue, the rules, every reservation met.

    Parameters
    ----------
    space : PackageSpace
    contributions : per party, per issue, (levels,) array, utils
    reservations : (parties,) array, utils
        Packages that leave a party below are outside the programme.
    interactions : sequence of Interaction
        Each combination of levels becomes a column tied to the levels' own columns.
    time_limit : float, seconds per solve
        When it runs out the best package so far comes with the bound reached.
    """
    check_contributions(contributions, len(space.issues))
    if reservations.shape != (len(contributions),) or not np.isfinite(reservations).all():
        raise ShapeError(f"reservations: need {len(contributions)} finite values, got {reservations!r}")
    start = np.concatenate([[0], np.cumsum(space.sizes)]).astype(int)
    columns = int(start[-1]) + sum(table.values[0].size for table in interactions)
    rows: list[tuple[list[int], list[float], float, float]] = []
    for issue, size in enumerate(space.sizes):
        rows.append((list(range(start[issue], start[issue] + size)), [1.0] * size, 1.0, 1.0))
    for rule in space.rules:
        where = [int(start[c.issue]) + level for c in rule.conditions for level in c.levels]
        weights = np.bincount(where, minlength=columns).astype(float)
        used = np.flatnonzero(weights)
        rows.append((used.tolist(), weights[used].tolist(), -inf, float(rule.most)))
    worth = np.zeros((len(contributions), columns))
    for party, parts in enumerate(contributions):
        worth[party, : start[-1]] = np.concatenate(parts)
    place = int(start[-1])
    for term in interactions:
        rows += _product_rows(term, place, start)
        size = term.values[0].size
        worth[:, place : place + size] = [table.ravel() for table in term.values]
        place += size
    spread = np.array([sum(float(np.ptp(part)) for part in parts) for parts in contributions])
    spread += np.array([sum(float(np.ptp(t.values[p])) for t in interactions) for p in range(len(spread))])
    spread[spread == 0] = 1.0
    slack = TOLERANCE * np.ones(len(spread))
    for party in range(len(spread)):
        rows.append((list(range(columns)), (worth[party] / spread[party]).tolist(),
                     float((reservations[party] - slack[party]) / spread[party]), inf))  # fmt: skip
    whole = np.zeros(columns)
    whole[: start[-1]] = 1
    matrix, lower, upper = _matrix(rows, columns)
    return Program(space, contributions, interactions, reservations.astype(float), worth, spread,
                   matrix, lower, upper, whole, time_limit)  # fmt: skip


def _product_rows(
    term: Interaction, place: int, start: NDArray[Any]
) -> list[tuple[list[int], list[float], float, float]]:
    """Columns of a term sum, over the combinations with a level, to that level's own column."""
    shape = term.values[0].shape
    combos = list(product(*(range(size) for size in shape)))
    rows = []
    for axis, issue in enumerate(term.issues):
        for level in range(shape[axis]):
            members = [place + number for number, combo in enumerate(combos) if combo[axis] == level]
            rows.append(([*members, int(start[issue]) + level], [1.0] * len(members) + [-1.0], 0.0, 0.0))
    return rows


def _matrix(
    rows: list[tuple[list[int], list[float], float, float]], columns: int
) -> tuple[Any, Vector, Vector]:
    data = [value for _, values, _, _ in rows for value in values]
    across = [column for used, _, _, _ in rows for column in used]
    down = [number for number, row in enumerate(rows) for _ in row[0]]
    matrix = sparse.csr_array((data, (down, across)), shape=(len(rows), columns))
    return matrix, np.array([row[2] for row in rows]), np.array([row[3] for row in rows])


def is_inside(program: Program, package: Sequence[int]) -> bool:
    """Whether a package keeps every rule and every reservation, counted and added outside the solver."""
    row = np.array([package], dtype=np.int8)
    worth = exact_utilities(program, package)
    exact = all(np.issubdtype(part.dtype, np.integer) for parts in program.contributions for part in parts)
    return bool(obeys(program.space, row)[0]) and bool(
        (worth >= program.reservations - (0 if exact else TOLERANCE)).all()
    )


def exact_utilities(program: Program, package: Sequence[int]) -> Values:
    """What a package is worth to each party, added up outside the solver."""
    row = np.array([package], dtype=np.int8)
    utilities: Values = package_utilities(row, program.contributions, program.interactions)[0]
    return utilities
