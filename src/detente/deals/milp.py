"""Principles in spaces of any size by mixed-integer programming (HiGHS), with a bound that proves the answer.

A package is one yes-or-no variable per level. Every rule is one row, because every rule says "at most k
of these conditions". The solver works in floats to about one millionth, so every package it returns is
rebuilt, checked against the rules and valued again outside it; one that fails is cut off and the search
goes on. Gains are scaled by each party's spread, so that the solver's tolerance means the same for all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from detente.deals.program import Program, Vector, exact_utilities, is_inside, make_program
from detente.deals.space import TOLERANCE, Values
from detente.errors import DetenteError, NoAgreementError

__all__ = [
    "Program",
    "Proved",
    "SolverStoppedError",
    "best_beyond",
    "best_package",
    "egalitarian_program",
    "exact_utilities",
    "ideal_gains",
    "is_inside",
    "kalai_smorodinsky_program",
    "make_program",
    "nash_program",
    "utilitarian_program",
]

#: What the solver can prove: its own feasibility tolerance, on gains scaled to each party's spread.
PROVED = 2e-6
TANGENTS = 10
ROUNDS = 40


class SolverStoppedError(DetenteError):
    """HiGHS stopped before it had any package to show."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A package, its exact worth, and what no package can exceed.

    ``value`` and ``bound`` are in the objective's own unit: utils for egalitarian and utilitarian, share
    of the ideal gain for Kalai-Smorodinsky, product of gains for Nash. ``gap`` is how far the bound is
    above the value, relative to the spread of utilities; ``is_proved`` when that is within the solver's own
    tolerance. ``ties`` lists further packages with the same value where they were asked for.
    """

    principle: str
    package: tuple[int, ...]
    utilities: tuple[float, ...]
    value: float
    bound: float
    gap: float
    solves: int
    ties: tuple[tuple[int, ...], ...] = ()

    @property
    def is_proved(self) -> bool:
        """Whether no package can be better by more than the solver's tolerance."""
        return self.gap <= PROVED


@dataclass(frozen=True, slots=True)
class _Extra:
    """Further columns and rows of one question: objective, bounds, rows over all columns; whether they are yes or no."""

    objective: Vector
    low: Vector
    high: Vector
    rows: Vector
    least: Vector
    whole: bool = False


def _solve(
    program: Program, extra: _Extra, excluded: Sequence[Sequence[int]]
) -> tuple[tuple[int, ...] | None, float]:
    """The best package and the proved upper bound of the objective; None when nothing is feasible."""
    more = len(extra.low)
    matrix = sparse.hstack([program.rows, sparse.csr_array((program.rows.shape[0], more))], format="csr")
    rules = [LinearConstraint(matrix, program.lower, program.upper)]
    if len(extra.rows):
        rules.append(LinearConstraint(sparse.csr_array(extra.rows), extra.least, np.inf))
    start = np.concatenate([[0], np.cumsum(program.space.sizes)]).astype(int)
    while True:
        cuts = np.zeros((len(excluded), program.variables + more))
        for number, package in enumerate(excluded):
            cuts[number, start[:-1] + np.array(package)] = 1
        rows = (
            [*rules, LinearConstraint(cuts, -np.inf, len(program.space.issues) - 1)] if len(cuts) else rules
        )
        columns = (
            -extra.objective,
            np.concatenate([program.whole, np.full(more, float(extra.whole))]),
            Bounds(
                np.concatenate([np.zeros(program.variables), extra.low]),
                np.concatenate([np.ones(program.variables), extra.high]),
            ),
        )
        found = _run(columns, rows, program.time_limit)
        if found is None:
            return None, -inf
        package = tuple(int(found.x[a:b].argmax()) for a, b in pairwise(start))
        if is_inside(program, package):
            return package, -float(found.mip_dual_bound)
        excluded = [*excluded, package]


def _run(columns: tuple[Vector, Vector, Bounds], rows: list[LinearConstraint], time_limit: float) -> Any:
    """One solve; again without presolve where HiGHS fails with it (seen: its status 4); None if infeasible."""
    objective, integrality, bounds = columns
    status = ""
    for presolve in (True, False):
        found = _quiet_milp(
            objective,
            integrality=integrality,
            bounds=bounds,
            constraints=rows,
            options={"mip_rel_gap": 1e-9, "time_limit": time_limit, "presolve": presolve},
        )
        if found.x is not None:
            return found
        if found.status == 2:
            return None
        status = str(found.message)
    raise SolverStoppedError(
        f"milp: no package found within {time_limit:g} seconds per solve; HiGHS says: {status}"
    )


def _quiet_milp(*args: Any, **options: Any) -> Any:
    """``scipy.optimize.milp`` with standard output closed: HiGHS 1.x prints a debug line now and then,
    which would spoil ``--json``. The descriptor is the whole process's, hence for the solve only."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # no standard output to protect
        return milp(*args, **options)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        return milp(*args, **options)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _best(
    name: str,
    program: Program,
    extra: _Extra,
    value: Callable[[Values], float],
    unit: float,
    ties: int,
) -> Proved:
    """Solve, then look for up to ``ties`` further packages of the same value."""
    package, bound = _solve(program, extra, [])
    if package is None:
        raise NoAgreementError(
            f"{name}: every package breaks a rule or leaves some party below its reservation"
        )
    worth = exact_utilities(program, package)
    best, solves, found = value(worth), 1, [package]
    while len(found) <= ties:
        other, _ = _solve(program, extra, found)
        solves += 1
        if other is None or value(exact_utilities(program, other)) < best - TOLERANCE * unit:
            break
        found.append(other)
    first, *rest = sorted(found)
    return Proved(name, first, tuple(exact_utilities(program, first).tolist()), best, max(best, bound * unit),
                  max(0.0, bound - best / unit), solves, tuple(rest))  # fmt: skip


def _linear(program: Program, objective: Vector) -> _Extra:
    empty = np.zeros(0)
    return _Extra(objective, empty, empty, np.zeros((0, program.variables)), empty)


def best_package(program: Program, party: int, floors: Mapping[int, float]) -> tuple[int, ...] | None:
    """The package best for one party while others get at least their floors; None where there is none.

    A package that misses a floor by the solver's tolerance is cut off and the search goes on.
    """
    parties = list(floors)
    empty = np.zeros(0)
    rows = program.worth[parties] / program.spread[parties, None]
    least = np.array([floors[one] / program.spread[one] for one in parties])
    extra = _Extra(program.worth[party] / program.spread[party], empty, empty, rows, least)
    missed: list[tuple[int, ...]] = []
    while True:
        package, _ = _solve(program, extra, missed)
        if package is None:
            return None
        worth = exact_utilities(program, package)
        if all(worth[one] >= floor - TOLERANCE for one, floor in floors.items()):
            return package
        missed.append(package)


def best_beyond(
    program: Program, found: Sequence[Vector], step: Vector, excluded: Sequence[Sequence[int]]
) -> tuple[tuple[int, ...] | None, float]:
    """The package with the largest sum of shares of spread among those that none of the found vectors dominates.

    For each vector found one yes-or-no column per party says that the party gets at least ``step`` more than there;
    one of them has to hold.

    Returns
    -------
    package, bound
        None where nothing is left (the bound is then minus infinity); no package left has a larger sum than the bound.
    """
    parties, columns = len(program.spread), program.variables
    more = parties * len(found)
    least = program.reservations / program.spread
    rows, right = [], []
    for number, vector in enumerate(found):
        some = np.zeros(columns + more)
        some[columns + number * parties : columns + (number + 1) * parties] = 1
        rows.append(some)
        right.append(1.0)
        for party in range(parties):
            row = np.zeros(columns + more)
            row[:columns] = program.worth[party] / program.spread[party]
            row[columns + number * parties + party] = (
                least[party] - (vector[party] + step[party]) / program.spread[party]
            )
            rows.append(row)
            right.append(float(least[party]))
    objective = np.concatenate([(program.worth / program.spread[:, None]).sum(axis=0), np.zeros(more)])
    extra = _Extra(objective, np.zeros(more), np.ones(more), np.array(rows), np.array(right), whole=True)
    return _solve(program, extra, excluded)


def utilitarian_program(program: Program, ties: int = 0) -> Proved:
    """The package with the largest sum of gains among those nobody rejects."""
    unit = float(program.spread.max())
    extra = _linear(program, program.worth.sum(axis=0) / unit)
    shift = float(program.reservations.sum())
    found = _best("utilitarian", program, extra, lambda worth: float(worth.sum()), unit, ties)
    return Proved(found.principle, found.package, found.utilities, found.value - shift, found.bound - shift,
                  found.gap, found.solves, found.ties)  # fmt: skip


def ideal_gains(program: Program) -> Vector:
    """Each party's best gain over the packages nobody rejects, utils.

    Raises
    ------
    SolverStoppedError
        A best gain was not proved in time: shares of it would mean nothing.
    """
    best = []
    for party, unit in enumerate(program.spread):

        def worth_to(worth: Values, party: int = party) -> float:
            return float(worth[party])

        extra = _linear(program, program.worth[party] / unit)
        found = _best("ideal", program, extra, worth_to, float(unit), 0)
        if not found.is_proved:
            raise SolverStoppedError(
                f"milp: the best package of party {party} was not proved within {program.time_limit:g} seconds "
                f"(gap {found.gap:.2g}); Nash and Kalai-Smorodinsky rest on it"
            )
        best.append(found.value - program.reservations[party])
    return np.array(best)


def _least_share(program: Program, scale: Vector, parties: NDArray[Any]) -> _Extra:
    """Maximise t where every listed party's gain is at least t times its scale."""
    rows = np.hstack([program.worth[parties] / scale[parties, None], -np.ones((len(parties), 1))])
    objective = np.zeros(program.variables + 1)
    objective[-1] = 1
    least = program.reservations[parties] / scale[parties]
    return _Extra(objective, np.zeros(1), np.array([np.inf]), rows, least)


def egalitarian_program(program: Program, ties: int = 0) -> Proved:
    """The package with the largest least gain in utils."""
    unit = float(program.spread.max())
    parties = np.arange(len(program.spread))
    extra = _least_share(program, np.full(len(parties), unit), parties)
    return _best(
        "egalitarian", program, extra, lambda worth: float((worth - program.reservations).min()), unit, ties
    )


def kalai_smorodinsky_program(program: Program, ideals: Vector | None = None, ties: int = 0) -> Proved:
    """The package whose worst-placed party gets the largest share of its best acceptable gain."""
    ideals = ideal_gains(program) if ideals is None else ideals
    able = np.flatnonzero(ideals > TOLERANCE)
    if not len(able):
        return utilitarian_program(program, ties)
    extra = _least_share(program, np.where(ideals > 0, ideals, 1.0), able)

    def share(worth: Values) -> float:
        return float(((worth - program.reservations)[able] / ideals[able]).min())

    return _best("kalai_smorodinsky", program, extra, share, 1.0, ties)


def nash_program(program: Program, ideals: Vector | None = None) -> Proved:
    """The package with the largest product of gains, by tangent cuts on the logarithms of the gains.

    The logarithm lies below each of its tangents, so a programme with a few tangents per party bounds the
    product from above; adding the tangents at each package found closes the gap after finitely many rounds.

    Raises
    ------
    NoAgreementError
        No package leaves every party at or above its reservation.

    Notes
    -----
    Where no package gains every party something the product is zero everywhere; the package returned is
    then the Kalai-Smorodinsky one, with value and bound zero.

    Sources
    -------
    Caragiannis et al. 2019, ACM Transactions on Economics and Computation 7(3):12 (maximum Nash welfare
    by piecewise bounds on the logarithm).
    """
    ideals = ideal_gains(program) if ideals is None else ideals
    first = kalai_smorodinsky_program(program, ideals)
    shares = (np.array(first.utilities) - program.reservations) / np.where(ideals > 0, ideals, 1.0)
    if (shares <= TOLERANCE).any():
        return Proved("nash", first.package, first.utilities, 0.0, 0.0, 0.0, first.solves)
    best, package = float(np.log(shares).sum()), first.package
    # every share is at most 1, so none can be below the product already reached
    points = [list(np.geomspace(min(exp(best), 0.99), 1.0, TANGENTS)) for _ in ideals]
    bound, solves = inf, 0
    while bound - best > PROVED and solves < ROUNDS:
        found, bound = _solve(program, _tangents(program, ideals, points, best), [])
        solves += 1
        if found is None:
            bound = best
            break
        shares = (exact_utilities(program, found) - program.reservations) / ideals
        if (shares > 0).all():
            total = float(np.log(shares).sum())
            best, package = max((best, package), (total, found))
        for party, share in enumerate(shares):
            points[party].append(max(float(share), exp(best)))
    scale = float(np.prod(ideals))
    return Proved("nash", package, tuple(exact_utilities(program, package).tolist()), exp(best) * scale,
                  exp(max(bound, best)) * scale, max(0.0, bound - best), first.solves + solves)  # fmt: skip


def _tangents(program: Program, ideals: Vector, points: Sequence[Sequence[float]], least: float) -> _Extra:
    """Maximise the sum of z_i, each at most every tangent of log(share_i); below ``least`` is of no interest."""
    parties = len(ideals)
    rows, right = [], []
    for party, at in enumerate(points):
        slope_row = np.zeros(program.variables + parties)
        for point in at:
            row = slope_row.copy()
            row[: program.variables] = program.worth[party] / ideals[party] / point
            row[program.variables + party] = -1
            rows.append(row)
            right.append(program.reservations[party] / ideals[party] / point + 1 - log(point))
    objective = np.concatenate([np.zeros(program.variables), np.ones(parties)])
    low = np.full(parties, least - 1.0)
    return _Extra(objective, low, np.zeros(parties), np.array(rows), np.array(right))
