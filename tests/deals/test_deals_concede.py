"""Concessions and contradictions, each claim checked by separate code."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.deals.concede import (
    most_even_concession,
    nearest_acceptable,
    slack,
    smallest_concession,
    smallest_contradiction,
    ways_in,
)
from detente.deals.space import AtLeast, Implies, Never, PackageSpace, feasible_packages, make_space
from detente.deals.zone import bargaining_range
from detente.errors import ShapeError

tables = st.integers(2, 4).flatmap(
    lambda n: st.tuples(
        arrays(np.int64, st.tuples(st.integers(1, 12), st.just(n)), elements=st.integers(0, 6)),
        arrays(np.int64, st.just(n), elements=st.integers(0, 9)),
    )
)


@given(tables)
@settings(max_examples=120, deadline=None)
def test_no_cheaper_whole_concession_opens_the_zone(case):
    utilities, floor = case
    unit = np.ones(utilities.shape[1])
    found = smallest_concession(utilities, floor, unit)
    lowered = floor - np.array(found.lowered)
    assert found.packages[0] in bargaining_range(utilities, lowered)
    if found.size <= 6:
        for amounts in product(range(int(found.size) + 1), repeat=utilities.shape[1]):
            if sum(amounts) < found.size:
                assert bargaining_range(utilities, floor - np.array(amounts)).size == 0
    even = most_even_concession(utilities, floor, unit)
    assert even.largest <= found.largest
    assert bargaining_range(utilities, floor - even.largest).size > 0
    if even.largest >= 1:
        assert bargaining_range(utilities, floor - (even.largest - 1)).size == 0


@given(tables)
@settings(max_examples=120, deadline=None)
def test_ways_in_are_the_minimal_movers(case):
    utilities, floor = case
    parties = range(utilities.shape[1])

    def opens(movers):
        others = [party for party in parties if party not in movers]
        return bool((utilities[:, others] >= floor[others]).all(axis=1).any())

    expected = [
        set(movers)
        for size in range(len(parties) + 1)
        for movers in combinations(parties, size)
        if opens(movers) and not any(opens(set(movers) - {one}) for one in movers)
    ]
    ways = ways_in(utilities, floor)
    assert sorted(map(sorted, (way.movers for way in ways))) == sorted(map(sorted, expected))
    for way in ways:
        assert way.concession.movers == way.movers
        lowered = floor - np.array(way.concession.lowered)
        assert way.concession.packages[0] in bargaining_range(utilities, lowered)


def test_an_open_zone_needs_no_concession():
    utilities, floor = np.array([[3, 3], [1, 5]]), np.array([2, 2])
    assert smallest_concession(utilities, floor).lowered == (0.0, 0.0)
    assert [way.movers for way in ways_in(utilities, floor)] == [()]
    assert [(one.amount, one.packages) for one in slack(utilities, floor)] == [(1.0, (0,)), (1.0, (0,))]
    assert slack(utilities, np.array([9, 9])) == ()


def test_nearest_acceptable_package():
    space = make_space({"a": ["0", "1"], "b": ["0", "1", "2"]})
    packages = feasible_packages(space)
    utilities = np.array([[0, 0], [1, 1], [3, 3], [3, 0], [2, 2], [4, 4]])
    found = nearest_acceptable(space, packages, utilities, np.array([2, 2]), (0, 0))
    assert [(change.package, change.changed) for change in found] == [(2, ((1, 0, 2),))]
    assert nearest_acceptable(space, packages, utilities, np.array([9, 9]), (0, 0)) == ()
    with pytest.raises(ShapeError, match="1 levels for 2 issues"):
        nearest_acceptable(space, packages, utilities, np.array([2, 2]), (0,))


def test_smallest_contradicting_rules():
    issues = {"truce": ["no", "yes"], "monitors": ["no", "yes"], "talks": ["no", "yes"]}
    rules = [
        Implies({"talks": ["yes"]}, {"truce": ["yes"]}),
        AtLeast(1, {"monitors": ["yes"]}),
        Implies({"monitors": ["yes"]}, {"truce": ["yes"]}),
        Never({"truce": ["yes"]}),
    ]
    space = make_space(issues, rules)
    assert smallest_contradiction(space) == (1, 2, 3)
    for chosen in [(1, 2), (2, 3), (1, 3)]:
        part = PackageSpace(space.issues, space.levels, tuple(space.rules[number] for number in chosen))
        assert len(feasible_packages(part))
    assert smallest_contradiction(make_space(issues, rules[:3])) == ()
    with pytest.raises(ShapeError, match="no package at all"):
        smallest_concession(np.zeros((0, 2)), np.zeros(2))
    with pytest.raises(ShapeError, match="raise the limit"):
        smallest_contradiction(space, limit=1)
