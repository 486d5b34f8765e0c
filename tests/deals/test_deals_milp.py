"""Mixed-integer programmes against listing everything."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from detente.deals.milp import (
    egalitarian_program,
    ideal_gains,
    is_inside,
    kalai_smorodinsky_program,
    make_program,
    nash_program,
    utilitarian_program,
)
from detente.deals.principles import (
    egalitarian_welfare,
    kalai_smorodinsky,
    nash_solution,
    rational_rows,
    utilitarian_welfare,
)
from detente.deals.space import feasible_packages, package_utilities
from detente.errors import NoAgreementError


@pytest.mark.parametrize("seed", range(25))
def test_programmes_equal_enumeration(seed, random_problem):
    space, parts, terms, floor = random_problem(seed)
    packages = feasible_packages(space)
    utilities = package_utilities(packages, parts, terms)
    program = make_program(space, parts, floor, terms)
    inside = rational_rows(utilities, floor)
    if not len(inside):
        with pytest.raises(NoAgreementError, match="breaks a rule or leaves"):
            utilitarian_program(program)
        return
    ideals = ideal_gains(program)
    assert ideals.tolist() == (utilities[inside].max(axis=0) - floor).tolist()
    pairs = [
        (utilitarian_welfare, utilitarian_program(program, ties=3)),
        (egalitarian_welfare, egalitarian_program(program, ties=3)),
        (kalai_smorodinsky, kalai_smorodinsky_program(program, ideals, ties=3)),
        (nash_solution, nash_program(program, ideals)),
    ]
    for principle, found in pairs:
        expected = [tuple(packages[row].tolist()) for row in principle(utilities, floor)]
        assert found.package in expected, found.principle
        assert set(found.ties) <= set(expected)
        if found.principle != "nash":
            assert len(found.ties) == min(3, len(expected) - 1)
        assert found.is_proved
        assert found.bound >= found.value
        assert is_inside(program, found.package)


def test_no_common_gain_has_a_product_of_zero():
    from detente.deals.space import make_space

    space = make_space({"a": ["x", "y"]})
    program = make_program(space, [[np.array([1, 0])], [np.array([0, 1])]], np.array([0, 0]))
    found = nash_program(program)
    assert (found.value, found.bound, found.is_proved) == (0.0, 0.0, True)


def large_program(time_limit: float):
    from detente.deals.space import Implies, make_space

    rng = np.random.default_rng(4)
    names = {f"i{j}": [f"l{k}" for k in range(6)] for j in range(18)}
    rules = [Implies({f"i{j}": ["l0", "l1"]}, {f"i{j + 9}": ["l2", "l3"]}) for j in range(9)]
    parts = [[rng.random(6) for _ in range(18)] for _ in range(6)]
    return (
        make_space(names, rules),
        parts,
        make_program(make_space(names, rules), parts, np.full(6, 8.5), time_limit=time_limit),
    )


def test_a_bound_is_shown_when_time_runs_out(monkeypatch):
    """HiGHS told to stop before it can prove anything: the bound is never below what was found, and it says so."""
    from detente.deals import milp

    _, _, program = large_program(60)
    original = milp._quiet_milp

    def hurried(*args, **options):
        return original(*args, **{**options, "options": {**options["options"], "mip_rel_gap": 0.5}})

    proved = egalitarian_program(program)
    monkeypatch.setattr(milp, "_quiet_milp", hurried)
    found = egalitarian_program(program)
    assert proved.is_proved
    assert found.bound >= proved.value - 1e-6
    assert found.value <= proved.value + 1e-6
    assert found.gap > 0
    assert not found.is_proved


def test_unproved_ideals_are_refused_and_the_engine_says_what_is_left(monkeypatch):
    from detente.deals import engine, milp

    space, parts, _ = large_program(60)

    def stopped(program):
        raise milp.SolverStoppedError("the best package of party 0 was not proved")

    monkeypatch.setattr(milp, "ideal_gains", stopped)
    found = engine.solve(space, parts, np.full(6, 8.5), list_up_to=0)
    assert set(found.answers) == {"egalitarian", "utilitarian"}
    assert "party 0 was not proved" in found.why


def test_a_solver_failure_is_not_taken_for_infeasible(monkeypatch):
    from types import SimpleNamespace

    from detente.deals import milp

    program = large_program(1)[2]
    monkeypatch.setattr(
        milp, "_quiet_milp", lambda *a, **k: SimpleNamespace(x=None, status=4, message="Solve error")
    )
    with pytest.raises(milp.SolverStoppedError, match="Solve error"):
        utilitarian_program(program)


@pytest.mark.parametrize("seed", range(12))
def test_the_frontier_by_programmes_equals_listing(seed, random_problem):
    from detente.deals.epsilon import step_frontier
    from detente.deals.frontier import pareto_frontier

    space, parts, terms, floor = random_problem(400 + seed, parties=2, issues=3)
    packages = feasible_packages(space)
    utilities = package_utilities(packages, parts, terms)
    inside = rational_rows(utilities, floor)
    expected = (
        {tuple(row) for row in utilities[inside][pareto_frontier(utilities[inside])].tolist()}
        if len(inside)
        else set()
    )
    found = step_frontier(make_program(space, parts, floor, terms))
    assert set(found.utilities) == expected
    assert found.is_complete
    assert all(after[0] < before[0] and after[1] > before[1] for before, after in pairwise(found.utilities))


def test_the_frontier_by_programmes_stops_and_says_so():
    from detente.deals.epsilon import step_frontier
    from detente.errors import ShapeError

    _, _, program = large_program(60)
    found = step_frontier(program, (0, 3), most=2)
    assert (len(found.packages), found.is_complete, found.solves) == (2, False, 4)
    assert all(is_inside(program, package) for package in found.packages)
    with pytest.raises(ShapeError, match="not two parties"):
        step_frontier(program, (1, 1))
