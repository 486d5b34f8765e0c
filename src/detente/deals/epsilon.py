"""The two-party frontier of spaces that can neither be listed nor carried: one integer programme after another.

The best package for the first party is found, then the best for the second among those; the second party's
floor is raised just above that, and so on until nothing is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.deals.milp import PROVED, best_package
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
    exact = all(np.issubdtype(p.dtype, np.integer) for parts in program.contributions for p in parts)
    exact &= all(np.issubdtype(v.dtype, np.integer) for term in program.interactions for v in term.values)
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
