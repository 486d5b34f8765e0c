"""The dynamic programme against listing everything."""

from __future__ import annotations

import numpy as np
import pytest

from detente.deals.additive import FrontierTooLargeError, additive_frontier
from detente.deals.frontier import pareto_frontier
from detente.deals.space import feasible_packages, make_space, obeys, package_utilities


def listed(space, parts, terms, floor):
    packages = feasible_packages(space)
    utilities = package_utilities(packages, parts, terms)
    if floor is not None:
        inside = (utilities >= floor).all(axis=1)
        packages, utilities = packages[inside], utilities[inside]
    front = pareto_frontier(utilities)
    return {
        tuple(vector): sorted(map(tuple, packages[front][(utilities[front] == vector).all(axis=1)].tolist()))
        for vector in np.unique(utilities[front], axis=0).tolist()
    }


@pytest.mark.parametrize("seed", range(120))
def test_dynamic_programme_equals_enumeration(seed, random_problem):
    space, parts, terms, floor = random_problem(seed)
    for least in (None, floor):
        expected = listed(space, parts, terms, least)
        front = additive_frontier(space, parts, least, terms)
        found = {
            tuple(v): [tuple(p) for p in front.packages(k).tolist()]
            for k, v in enumerate(front.vectors.tolist())
        }
        assert found == expected
        firsts = [tuple(package) for package in front.first_packages().tolist()]
        assert all(one in found[tuple(v)] for one, v in zip(firsts, front.vectors.tolist(), strict=True))
        assert front.counts.tolist() == [len(found[tuple(v)]) for v in front.vectors.tolist()]


def test_float_contributions_are_rounded_to_the_grid_and_agree():
    rng = np.random.default_rng(3)
    space = make_space({f"i{j}": ["a", "b", "c"] for j in range(6)})
    parts = [[rng.random(3) for _ in range(6)] for _ in range(3)]
    front = additive_frontier(space, parts, np.array([2.0, 2, 2]))
    packages = feasible_packages(space)
    utilities = package_utilities(packages, parts)
    rows = pareto_frontier(utilities)
    rows = rows[(utilities[rows] >= 2).all(axis=1)]
    expected = utilities[rows][np.lexsort(-utilities[rows].T[::-1])]
    assert front.utilities == pytest.approx(expected, abs=1e-8)


def test_a_space_of_six_to_the_twentieth_packages():
    rng = np.random.default_rng(0)
    space = make_space({f"i{j}": [str(k) for k in range(6)] for j in range(20)})
    parts = [[rng.integers(0, 12, 6) for _ in range(20)] for _ in range(3)]
    front = additive_frontier(space, parts)
    assert len(front.vectors) > 300
    for row in (0, len(front.vectors) // 2):
        packages = front.packages(row, most=5)
        assert obeys(space, packages).all()
        assert (package_utilities(packages, parts) == front.vectors[row]).all()
    with pytest.raises(FrontierTooLargeError, match="the limit is 50"):
        additive_frontier(space, parts, limit=50)
