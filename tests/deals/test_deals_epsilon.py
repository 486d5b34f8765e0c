"""The frontier by integer programmes, any number of parties, against listing and the dynamic programme."""

from __future__ import annotations

import numpy as np
import pytest

from detente.deals import epsilon
from detente.deals.additive import additive_frontier
from detente.deals.epsilon import programmed_frontier
from detente.deals.frontier import pareto_frontier
from detente.deals.milp import SolverStoppedError, is_inside, make_program
from detente.deals.principles import rational_rows
from detente.deals.space import feasible_packages, make_space, package_utilities


def listed(space, parts, terms, floor):
    utilities = package_utilities(feasible_packages(space), parts, terms)
    inside = rational_rows(utilities, floor)
    if not len(inside):
        return set()
    return {tuple(row) for row in utilities[inside][pareto_frontier(utilities[inside])].tolist()}


def agree(random_problem, seed, parties):
    space, parts, terms, floor = random_problem(seed, parties=parties, issues=3)
    program = make_program(space, parts, floor, terms)
    found = programmed_frontier(program, most=500)
    expected = listed(space, parts, terms, floor)
    assert set(found.utilities) == expected
    assert found.is_complete
    assert {tuple(row) for row in additive_frontier(space, parts, floor, terms).vectors.tolist()} == expected
    assert all(is_inside(program, package) for package in found.packages)
    sums = [sum(u / s for u, s in zip(vector, found.spread, strict=True)) for vector in found.utilities]
    assert sums == pytest.approx(sorted(sums, reverse=True), abs=1e-5)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("parties", [3, 4])
def test_programmes_listing_and_dynamic_programme_agree(seed, parties, random_problem):
    agree(random_problem, 600 + seed, parties)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("parties", [3, 5])
def test_they_agree_on_more(seed, parties, random_problem):
    agree(random_problem, 4000 + seed, parties)


@pytest.fixture
def large():
    """Twelve issues of four levels, three parties, floats: 16.7 million packages."""
    rng = np.random.default_rng(2)
    space = make_space({f"i{j}": list("abcd") for j in range(12)})
    parts = [[rng.random(4) for _ in range(12)] for _ in range(3)]
    return space, parts, np.full(3, 7.6)


def test_the_search_stops_and_says_what_the_rest_cannot_exceed(large):
    space, parts, floor = large
    program = make_program(space, parts, floor)
    found = programmed_frontier(program, most=6)
    front = additive_frontier(space, parts, floor)
    assert (len(found.packages), found.is_complete) == (6, False)
    carried = front.utilities
    for vector in found.utilities:
        assert np.isclose(carried, vector, atol=1e-7).all(axis=1).any()
    unlisted = [
        row for row in carried if not any(np.allclose(row, vector, atol=1e-7) for vector in found.utilities)
    ]
    sums = [float((row / program.spread).sum()) for row in unlisted]
    assert max(sums) <= found.bound + 1e-5
    assert len(front.vectors) > 6


def test_a_programme_without_time_leaves_a_bound(large, monkeypatch):
    space, parts, floor = large
    program = make_program(space, parts, floor)
    full = programmed_frontier(program, most=4)
    original, calls = epsilon.best_beyond, []

    def stops(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise SolverStoppedError("no time")
        return original(*arguments)

    monkeypatch.setattr(epsilon, "best_beyond", stops)
    found = programmed_frontier(program, most=4)
    assert found.packages == full.packages[:2]
    assert found.bound == pytest.approx(sum(np.array(full.utilities[1]) / program.spread), abs=1e-5)
    monkeypatch.setattr(epsilon, "best_beyond", lambda *a: ((0,) * 12, 99.0))
    rushed = programmed_frontier(program, most=4)
    assert (rushed.packages, rushed.bound) == ((), 99.0)


def test_nobody_accepts(random_problem):
    space, parts, terms, floor = random_problem(601, parties=3)
    found = programmed_frontier(make_program(space, parts, floor + 1000, terms))
    assert (found.packages, found.is_complete) == ((), True)
