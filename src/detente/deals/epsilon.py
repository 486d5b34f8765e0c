"""The frontier of spaces that can neither be listed nor carried: one integer programme after another.

Between two parties the best package for the first is found, then the best for the second among those; the second
party's floor is raised just above that, and so on until nothing is left. Between all parties each programme looks
for the largest sum of shares outside what the packages found so far dominate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.milp import PROVED, SolverStoppedError, best_beyond, best_package
from detente.deals.program import Program, exact_utilities
from detente.errors import ShapeError


@dataclass(frozen=True, slots=True)
class StepFrontier:
    """Efficient packages in falling order of the first party's utility.

    ``step`` (utils of the second party) is the resolution: points closer together than that count as one.
    ``is_complete`` is false where ``most`` points were found and there may be more.
    """

    packages: tuple[tuple[int, ...], ...]
    utilities: tuple[tuple[float, ...], ...]
    step: float
    solves: int
    is_complete: bool


def step_frontier(program: Program, pair: tuple[int, int] = (0, 1), most: int = 500) -> StepFrontier:
    """Packages that nobody rejects and that are efficient between two of the parties.

    Parameters
    ----------
    program : Program
        Reservations of *all* parties hold.
    pair : two different party numbers
    most : int
        Points after which the search stops.

    Returns
    -------
    StepFrontier
        Empty where somebody rejects every package. One package per utility vector.

    Notes
    -----
    Whole-number utilities need a step of 1; for floats it is the solver's tolerance on the party's spread.

    Sources
    -------
    The epsilon-constraint method of Haimes, Lasdon and Wismer 1971, IEEE Transactions SMC 1(3):296-297.
    """
    first, second = pair
    if first == second or not all(0 <= party < len(program.spread) for party in pair):
        raise ShapeError(f"step_frontier: {pair} are not two parties of {len(program.spread)}")
    exact = _is_exact(program)
    step = 1.0 if exact else PROVED * float(program.spread[second])
    floors: dict[int, float] = {second: float(program.reservations[second])}
    packages: list[tuple[int, ...]] = []
    solves = 0
    while len(packages) < most:
        package = best_package(program, first, floors)
        solves += 1
        if package is None:
            break
        reached = float(exact_utilities(program, package)[first])
        better = best_package(program, second, {**floors, first: reached})
        solves += 1
        if better is not None and exact_utilities(program, better)[first] >= reached - (0 if exact else step):
            package = better
        packages.append(package)
        floors = {second: float(exact_utilities(program, package)[second]) + step}
    worth = tuple(tuple(exact_utilities(program, package).tolist()) for package in packages)
    return StepFrontier(tuple(packages), worth, step, solves, len(packages) < most)


def _is_exact(program: Program) -> bool:
    exact = all(np.issubdtype(p.dtype, np.integer) for parts in program.contributions for p in parts)
    return exact and all(
        np.issubdtype(v.dtype, np.integer) for term in program.interactions for v in term.values
    )


@dataclass(frozen=True, slots=True)
class ProgrammedFrontier:
    """Efficient packages that nobody rejects, in falling order of the sum of shares of each party's spread.

    ``bound`` is None where these are all; else no efficient package that is not listed has a larger sum of shares
    (``utilities / spread``, summed over parties) than that.
    """

    packages: tuple[tuple[int, ...], ...]
    utilities: tuple[tuple[float, ...], ...]
    spread: tuple[float, ...]
    step: tuple[float, ...]
    solves: int
    bound: float | None

    @property
    def is_complete(self) -> bool:
        """Whether every efficient utility vector is there."""
        return self.bound is None


def programmed_frontier(program: Program, most: int = 100) -> ProgrammedFrontier:
    """Efficient packages between any number of parties, one integer programme for each.

    The package with the largest sum of shares is efficient; the next programme asks for the largest sum where some
    party gets more than at every package found. It ends with a proof that nothing is left, or after ``most``
    packages, or when a programme runs out of time, and then says what the rest cannot exceed.

    Parameters
    ----------
    program : Program
    most : int
        Packages after which the search stops.

    Returns
    -------
    ProgrammedFrontier
        Empty where somebody rejects every package. One package per utility vector.

    Notes
    -----
    Whole-number utilities need a step of 1; for floats it is the solver's tolerance on each party's spread, and
    vectors closer together than that count as one.

    Sources
    -------
    Sylva and Crema 2004, European Journal of Operational Research 158(1):46-55.
    """
    exact = _is_exact(program)
    step = np.ones(len(program.spread)) if exact else 2 * PROVED * program.spread
    packages: list[tuple[int, ...]] = []
    vectors: list[NDArray[np.float64]] = []
    missed: list[tuple[int, ...]] = []
    solves, bound = 0, np.inf

    def result(left: float | None) -> ProgrammedFrontier:
        worth = tuple(tuple(vector.tolist()) for vector in vectors)
        spread, unit = tuple(program.spread.tolist()), tuple(step.tolist())
        return ProgrammedFrontier(tuple(packages), worth, spread, unit, solves, left)

    while len(packages) < most:
        try:
            package, reached = best_beyond(program, vectors, step, missed)
        except SolverStoppedError:
            return result(float(bound))
        solves += 1
        if package is None:
            return result(None)
        bound = min(bound, reached)
        worth = exact_utilities(program, package)
        if float((worth / program.spread).sum()) < reached - PROVED * len(step):
            return result(float(bound))  # out of time: better than this may be left
        if any((vector >= worth - step / 2).all() for vector in vectors):
            missed.append(package)  # beyond what was found by the solver's tolerance only
            continue
        packages.append(package)
        vectors.append(worth.astype(np.float64))
    return result(float(bound))
