"""Mixed-integer programmes against listing everything."""

from __future__ import annotations

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
