"""One door to the exact answers: picks the method by the size of the space and says what it took and proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from detente.deals.additive import AdditiveFrontier, FrontierTooLargeError, additive_frontier
from detente.deals.frontier import pareto_frontier
from detente.deals.halves import survey_by_halves
from detente.deals.principles import choose_packages, rational_rows
from detente.deals.program import Program, make_program
from detente.deals.space import (
    Contributions,
    Interaction,
    Levels,
    PackageSpace,
    TooManyPackagesError,
    Values,
    feasible_packages,
    package_utilities,
)
from detente.deals.stream import Survey, survey

MethodName = Literal["enumeration", "dynamic programme", "mixed-integer programme"]
#: Feasible packages up to which everything is listed.
LIST_UP_TO = 2_000_000
#: Packages before rules from which the frontier is carried first and the packages are then looked at once.
HALVES_FROM = 20_000
#: Packages before rules up to which they are streamed.
STREAM_UP_TO = 50_000_000
#: Parties up to which the frontier of a large additive space is carried.
FRONTIER_PARTIES = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What one principle chose: the packages, what they are worth, and how far that is proved.

    ``gap`` is zero where every package was compared; a mixed-integer programme states how much better
    than the first package another could still be (relative). ``all_ties`` says whether the list is complete.
    """

    principle: str
    packages: tuple[tuple[int, ...], ...]
    utilities: tuple[tuple[float, ...], ...]
    gap: float
    all_ties: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """Every principle's answer and the efficient packages that nobody rejects.

    ``feasible`` and ``acceptable`` count packages where they were listed, else None. ``frontier`` is
    (efficient, parties) utilities, None where it was not carried; ``why`` says which method ran and why.
    """

    method: MethodName
    why: str
    feasible: int | None
    acceptable: int | None
    answers: dict[str, Answer]
    frontier: Values | None
    frontier_packages: Levels | None


def solve(
    space: PackageSpace,
    contributions: Contributions,
    reservations: Values,
    interactions: Sequence[Interaction] = (),
    list_up_to: int = LIST_UP_TO,
    time_limit: float = 60.0,
    programmed: int = 0,
) -> Solution:
    """Efficient packages and every principle's choice, by the cheapest method that is exact for the space.

    Parameters
    ----------
    space, contributions, interactions : as in ``package_utilities``
    reservations : (parties,) array, utils
        The least each party would sign for; also the disagreement point of the principles.
    list_up_to : int, packages
        Up to this many feasible packages are simply listed.
    time_limit : float, seconds per programme
    programmed : int
        Efficient packages looked for by programmes where the frontier can be neither listed nor carried.

    Returns
    -------
    Solution
        ``answers`` is empty when somebody rejects every package.

    Notes
    -----
    Listing and streaming give every tie; a stream leaves out the median rank, and so does a quick look at more
    than ``list_up_to`` packages. The dynamic programme keeps
    efficient packages only, so of tied packages it returns the efficient ones. A
    mixed-integer programme returns one package per principle, with its gap.
    """
    if HALVES_FROM <= space.size <= STREAM_UP_TO and list_up_to and len(contributions) <= FRONTIER_PARTIES:
        quick = survey_by_halves(space, contributions, reservations, interactions, list_up_to)
        if quick is not None:
            return _streamed(quick, "against the frontier of a dynamic programme")
    if space.rules or space.size <= list_up_to:
        try:
            packages = feasible_packages(space, list_up_to)
            return _listed(packages, contributions, reservations, interactions)
        except TooManyPackagesError:
            pass
    if space.size <= STREAM_UP_TO and list_up_to:
        return _streamed(survey(space, contributions, reservations, interactions), "in a stream")
    if len(contributions) <= FRONTIER_PARTIES:
        try:
            front = additive_frontier(space, contributions, reservations, interactions)
            return _carried(
                front, reservations, f"more than {list_up_to:,} feasible packages of {space.size:.3g}"
            )
        except FrontierTooLargeError as too_large:
            why = str(too_large)
    else:
        why = f"more than {list_up_to:,} feasible packages and {len(contributions)} parties"
    program = make_program(space, contributions, reservations, interactions, time_limit)
    return _with_frontier(_programmed(program, why), program, programmed)


def _listed(
    packages: Levels, contributions: Contributions, reservations: Values, interactions: Sequence[Interaction]
) -> Solution:
    utilities = package_utilities(packages, contributions, interactions)
    inside = rational_rows(utilities, reservations)
    chosen = choose_packages(utilities, reservations)
    front = pareto_frontier(utilities)
    front = front[np.isin(front, inside)]
    answers = {
        name: _answer(name, packages[list(rows)], utilities[list(rows)]) for name, rows in chosen.items()
    }
    return Solution(
        "enumeration",
        f"all {len(packages):,} feasible packages were compared",
        len(packages),
        len(inside),
        answers,
        utilities[front],
        packages[front],
    )


def _streamed(found: Survey, how: str) -> Solution:
    answers = {
        name: replace(_answer(name, packages, utilities), all_ties=name not in found.ties_cut)
        for name, (packages, utilities) in found.chosen.items()
    }
    return Solution(
        "enumeration",
        f"all {found.feasible:,} feasible packages were compared, {how}",
        found.feasible,
        found.acceptable,
        answers,
        found.frontier,
        found.frontier_packages,
    )


def _answer(name: str, packages: Levels, utilities: Values) -> Answer:
    rows = tuple(tuple(row) for row in packages.tolist())
    return Answer(name, rows, tuple(tuple(row) for row in utilities.tolist()), 0.0, True)


def _carried(front: AdditiveFrontier, reservations: Values, why: str) -> Solution:
    values = front.utilities
    chosen = choose_packages(values, reservations) if len(values) else {}
    chosen.pop("median_rank", None)  # ranks over all acceptable packages, not over the efficient ones
    answers = {}
    for name, rows in chosen.items():
        packages = [tuple(row) for vector in rows for row in front.packages(vector).tolist()]
        worth = [tuple(values[vector].tolist()) for vector in rows for _ in front.packages(vector)]
        answers[name] = Answer(name, tuple(packages), tuple(worth), 0.0, False)
    return Solution("dynamic programme", why, None, None, answers, values, front.first_packages())


def _programmed(program: Program, why: str) -> Solution:
    from detente.deals import milp
    from detente.errors import NoAgreementError

    found: list[milp.Proved] = []
    try:
        ideals = milp.ideal_gains(program)
        found += [milp.nash_program(program, ideals), milp.kalai_smorodinsky_program(program, ideals)]
    except NoAgreementError:
        return Solution("mixed-integer programme", why, None, None, {}, None, None)
    except milp.SolverStoppedError as stopped:
        why += f"; {stopped}"
    found += [milp.egalitarian_program(program), milp.utilitarian_program(program)]
    answers = {
        one.principle: Answer(one.principle, (one.package,), (one.utilities,), one.gap, False)
        for one in found
    }
    return Solution("mixed-integer programme", why, None, None, answers, None, None)


def _with_frontier(solution: Solution, program: Program, most: int) -> Solution:
    """The same with up to ``most`` efficient packages, and what is known of the rest."""
    if not most or not solution.answers:
        return solution
    from detente.deals.epsilon import programmed_frontier

    front = programmed_frontier(program, most)
    rest = (
        "these are all"
        if front.bound is None
        else f"no other has a larger sum of shares of the parties' spreads than {front.bound:.6g}"
    )
    return replace(
        solution,
        why=f"{solution.why}; {len(front.packages)} efficient packages, {rest}",
        frontier=np.array(front.utilities),
        frontier_packages=np.array(front.packages, dtype=np.int8),
    )
