"""Spaces, frontier, principles and zone against brute force and published tables."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.deals.frontier import dominates, pareto_frontier
from detente.deals.principles import (
    PRINCIPLES,
    choose_packages,
    egalitarian_welfare,
    kalai_smorodinsky,
    leximin_welfare,
    nash_solution,
    proportional_welfare,
    utilitarian_welfare,
)
from detente.deals.space import (
    AtLeast,
    AtMost,
    Implies,
    Interaction,
    Never,
    TooManyPackagesError,
    feasible_packages,
    make_space,
    obeys,
    package_numbers,
    package_utilities,
    stream_packages,
)
from detente.deals.zone import (
    acceptance_shares,
    bargaining_range,
    blockers,
    issue_ranges,
    levels_given_rest,
    room_to_spare,
)
from detente.errors import NoAgreementError, ShapeError, UnknownIdError

ISSUES = {"a": ["0", "1", "2"], "b": ["0", "1"], "c": ["0", "1", "2"], "d": ["0", "1"]}
RULES = [
    (Implies({"a": ["2"]}, {"b": ["1"], "c": ["0", "1"]}), lambda a, b, c, d: a != 2 or (b == 1 and c < 2)),
    (Never({"a": ["0"], "c": ["1"], "d": ["1"]}), lambda a, b, c, d: not (a == 0 and c == 1 and d == 1)),
    (AtMost(1, {"b": ["1"], "c": ["2"], "d": ["0"]}), lambda a, b, c, d: (b == 1) + (c == 2) + (d == 0) <= 1),
    (
        AtLeast(2, {"a": ["1", "2"], "b": ["0"], "d": ["1"]}),
        lambda a, b, c, d: (a > 0) + (b == 0) + (d == 1) >= 2,
    ),
]
tables = st.integers(1, 5).flatmap(
    lambda n: arrays(np.int64, st.tuples(st.integers(1, 40), st.just(n)), elements=st.integers(0, 6))
)


@pytest.mark.parametrize("used", list(product([False, True], repeat=4)))
def test_enumeration_equals_counting_by_hand(used):
    chosen = [rule for rule, on in zip(RULES, used, strict=True) if on]
    space = make_space(ISSUES, [rule for rule, _ in chosen])
    expected = [
        list(row)
        for row in product(range(3), range(2), range(3), range(2))
        if all(check(*row) for _, check in chosen)
    ]
    packages = feasible_packages(space)
    assert packages.tolist() == expected
    assert obeys(space, packages).all()
    for chunk in (1, 2, 7):
        assert np.concatenate(list(stream_packages(space, chunk))).tolist() == expected
    numbers = package_numbers(space, packages)
    assert (np.diff(numbers) > 0).all()


def test_utilities_of_long_lists_are_the_same_sums():
    space = make_space({f"i{j}": [str(k) for k in range(3 + j % 3)] for j in range(9)})
    packages = feasible_packages(space)[::7]
    rng = np.random.default_rng(2)
    parts = [[rng.integers(-9, 9, size) for size in space.sizes] for _ in range(2)]
    assert len(packages) > 4096
    short = np.concatenate(
        [package_utilities(packages[k : k + 1000], parts) for k in range(0, len(packages), 1000)]
    )
    assert (package_utilities(packages, parts) == short).all()
    with pytest.raises(ShapeError, match="other numbers of levels"):
        package_utilities(packages, [parts[0], [*parts[1][:-1], np.zeros(9)]])


def test_contradictory_rules_leave_nothing():
    space = make_space({"a": ["x", "y"], "b": ["x", "y"]}, [Never({"a": ["x"]}), Never({"a": ["y"]})])
    assert feasible_packages(space).shape == (0, 2)


def test_unknown_names_and_limits_are_refused():
    with pytest.raises(UnknownIdError, match="no issue 'z'"):
        make_space(ISSUES, [Never({"z": ["0"]})])
    with pytest.raises(UnknownIdError, match="has no level '9'"):
        make_space(ISSUES, [Never({"a": ["9"]})])
    with pytest.raises(TooManyPackagesError, match="more than 10 of 36"):
        feasible_packages(make_space(ISSUES), limit=10)
    with pytest.raises(ShapeError, match="issue a needs"):
        make_space({"a": []})


def test_utilities_add_up_with_interactions():
    space = make_space(ISSUES)
    packages = feasible_packages(space)
    rng = np.random.default_rng(5)
    parts = [[rng.integers(0, 9, size) for size in space.sizes] for _ in range(3)]
    extra = Interaction((0, 2), tuple(rng.integers(-3, 4, (3, 3)) for _ in range(3)))
    got = package_utilities(packages, parts, [extra])
    for row, package in enumerate(packages.tolist()):
        for party in range(3):
            by_hand = sum(parts[party][j][level] for j, level in enumerate(package))
            assert got[row, party] == by_hand + extra.values[party][package[0], package[2]]
    with pytest.raises(ShapeError, match="party 0 has 1 issues"):
        package_utilities(packages, [[np.zeros(3)]])
    with pytest.raises(ShapeError, match="finite"):
        package_utilities(packages[:, :1], [[np.array([0.0, np.nan, 1])]])


@given(tables)
@settings(max_examples=150, deadline=None)
def test_frontier_equals_pairwise_check(utilities):
    expected = [
        row
        for row in range(len(utilities))
        if not any(dominates(other, utilities[row]) for other in utilities)
    ]
    assert pareto_frontier(utilities).tolist() == expected


@pytest.mark.parametrize("parties", [1, 2, 3, 4, 5])
def test_frontier_of_large_tables_equals_the_slow_way(parties):
    rng = np.random.default_rng(parties)
    utilities = rng.integers(0, 40, (6000, parties))
    front = pareto_frontier(utilities)
    efficient = utilities[front]
    for row in range(0, 6000, 7):
        beaten = bool(
            ((efficient >= utilities[row]).all(axis=1) & (efficient > utilities[row]).any(axis=1)).any()
        )
        assert beaten == (row not in set(front.tolist()))


def test_rounding_in_the_last_bit_neither_wins_nor_breaks_a_tie():
    utilities = np.array([[0.1 + 0.2, 0.5], [0.3, 0.5], [0.3, 0.4]])
    assert pareto_frontier(utilities).tolist() == [0, 1]
    assert nash_solution(utilities, np.zeros(2)) == (0, 1)


def brute_nash(utilities, floor):
    rows = [
        r for r, row in enumerate(utilities.tolist()) if all(u >= f for u, f in zip(row, floor, strict=True))
    ]
    score = {r: int(np.prod([int(u - f) for u, f in zip(utilities[r], floor, strict=True)])) for r in rows}
    return tuple(r for r in rows if score[r] == max(score.values()))


@given(tables, st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_principles_are_acceptable_best_and_agree_between_integers_and_floats(utilities, least):
    floor = np.full(utilities.shape[1], least)
    if not (utilities >= floor).all(axis=1).any():
        assert choose_packages(utilities, floor) == {}
        with pytest.raises(NoAgreementError, match="leaves some party below"):
            nash_solution(utilities, floor)
        return
    chosen = choose_packages(utilities, floor)
    assert chosen["nash"] == brute_nash(utilities, floor)
    assert chosen == choose_packages(utilities / 8, floor / 8)
    front = set(pareto_frontier(utilities).tolist())
    for name, rows in chosen.items():
        assert rows
        assert (utilities[list(rows)] >= floor).all(), name
    assert set(chosen["leximin"]) <= set(chosen["egalitarian"])
    assert set(chosen["lexicographic_kalai_smorodinsky"]) <= set(chosen["kalai_smorodinsky"])
    for name in ("leximin", "utilitarian"):
        assert set(chosen[name]) <= front


@given(tables)
@settings(max_examples=80, deadline=None)
def test_median_rank_equals_ranking_by_hand(utilities):
    floor = utilities.min(axis=0)
    ranks = [sorted(int((utilities[:, p] < row[p]).sum()) for p in range(len(row))) for row in utilities]
    medians = [rank[(len(rank) - 1) // 2] for rank in ranks]
    expected = tuple(row for row, median in enumerate(medians) if median == max(medians))
    assert PRINCIPLES["median_rank"](utilities, floor) == expected


def test_compiled_loops_equal_plain_code(monkeypatch):
    from detente.deals import frontier

    rng = np.random.default_rng(11)
    for parties in (3, 4, 5):
        utilities = rng.integers(0, 60, (3000, parties))
        plain = pareto_frontier(utilities).tolist()
        for name in ("FEW", "COMPILE_THREE_FROM", "COMPILE_MANY_FROM"):
            monkeypatch.setattr(frontier, name, 10)
        monkeypatch.setattr(frontier, "COMPILED_SIEVE_FROM", 50)
        assert pareto_frontier(utilities).tolist() == plain
        monkeypatch.setattr(frontier, "SIEVE_FROM", 50)
        assert pareto_frontier(utilities).tolist() == plain
        monkeypatch.setattr(frontier, "load_kernels", lambda: None)
        assert pareto_frontier(utilities).tolist() == plain
        monkeypatch.undo()


@given(tables, st.integers(1, 8), st.integers(-50, 50))
@settings(max_examples=80, deadline=None)
def test_rescaling_one_party_changes_nothing(utilities, scale, shift):
    floor = utilities.min(axis=0)
    other, other_floor = utilities.copy(), floor.copy()
    other[:, 0] = other[:, 0] * scale + shift
    other_floor[0] = other_floor[0] * scale + shift
    for principle in (nash_solution, kalai_smorodinsky, PRINCIPLES["median_rank"]):
        assert principle(utilities, floor) == principle(other, other_floor)


@given(tables)
@settings(max_examples=60, deadline=None)
def test_order_of_parties_changes_nothing(utilities):
    floor = utilities.min(axis=0)
    turned = np.ascontiguousarray(utilities[:, ::-1])
    assert choose_packages(utilities, floor) == choose_packages(turned, floor[::-1])


def test_two_losses_do_not_multiply_into_a_gain():
    utilities = np.array([[-5.0, -5.0], [1.0, 1.0]])
    assert nash_solution(utilities, np.zeros(2)) == (1,)


def test_weights_move_the_product_and_the_proportions():
    utilities = np.array([[1, 9], [3, 6], [5, 4], [8, 1]])
    floor = np.zeros(2, dtype=int)
    assert nash_solution(utilities, floor) == (2,)
    assert nash_solution(utilities, floor, weights=np.array([1, 2])) == (1,)
    assert nash_solution(utilities.astype(float), floor.astype(float), weights=np.array([1, 2])) == (1,)
    assert proportional_welfare(utilities, floor, np.array([1, 2])) == (1,)
    assert utilitarian_welfare(utilities, floor, weights=np.array([1, 0.1])) == (3,)
    assert egalitarian_welfare(utilities, floor) == leximin_welfare(utilities, floor) == (2,)
    with pytest.raises(ShapeError, match="positive finite"):
        nash_solution(utilities, floor, weights=np.array([1, -1]))


def test_zone_and_who_blocks():
    utilities = np.array([[3.0, 1.0], [2.0, 2.0], [0.0, 5.0]])
    floor = np.array([1.0, 1.5])
    assert blockers(utilities, floor).tolist() == [[False, True], [False, False], [True, False]]
    assert bargaining_range(utilities, floor).tolist() == [1]
    assert room_to_spare(utilities, floor).tolist() == [1.0, 0.5]
    assert room_to_spare(utilities, np.array([9.0, 9.0])).tolist() == [0.0, 0.0]
    packages = np.array([[0, 0], [0, 1], [1, 0]], dtype=np.int8)
    accepted = np.array([True, True, False])
    assert [found.packages for found in issue_ranges(packages, (2, 2), accepted)] == [(2, 0), (1, 1)]
    assert levels_given_rest(packages, accepted, packages[0]) == ((0,), (0, 1))
    draws = np.stack([utilities, utilities - 1])
    each, together = acceptance_shares(draws, np.stack([floor, floor]))
    assert each.tolist() == [[1.0, 0.0], [1.0, 0.5], [0.0, 1.0]]
    assert together.tolist() == [0.0, 0.5, 0.0]
    with pytest.raises(ShapeError, match="do not fit"):
        acceptance_shares(draws, floor)


def test_not_a_number_is_refused():
    with pytest.raises(ShapeError, match="unknown"):
        pareto_frontier(np.array([[np.nan, 1.0]]))


def test_a_huge_space_under_tight_rules_is_listed_without_listing_its_parts():
    names = {f"i{j}": [str(k) for k in range(6)] for j in range(20)}
    rules = [AtMost(1, {name: ["1", "2", "3", "4", "5"] for name in names})]
    packages = feasible_packages(make_space(names, rules))
    assert len(packages) == 1 + 20 * 5
    with pytest.raises(TooManyPackagesError, match="more than 1,000,000 of"):
        feasible_packages(make_space(names), limit=1_000_000)


def test_acceptance_over_draws_equals_the_plain_count(monkeypatch):
    from functools import partial

    from detente.deals import drawn
    from detente.deals.joint import merge_issues

    rng = np.random.default_rng(8)
    space = make_space(ISSUES)
    packages = feasible_packages(space)
    parts = [[rng.random((7, size)) for size in space.sizes] for _ in range(3)]
    floors = rng.random((7, 3)) * 2.5
    table = np.stack(
        [package_utilities(packages, [[part[d] for part in party] for party in parts]) for d in range(7)]
    )
    each, together = acceptance_shares(table, floors)
    for joint, rows in ((4096, 10**6), (6, 5), (2, 3)):
        monkeypatch.setattr(drawn, "merge_issues", partial(merge_issues, largest=joint))
        monkeypatch.setattr(drawn, "ROWS", rows)
        found = drawn.acceptance_over_draws(packages, space.sizes, parts, floors)
        assert found.each == pytest.approx(each)
        assert found.together == pytest.approx(together)
    asked = np.ones((len(packages), 3), dtype=bool)
    asked[:, 2] = False
    found = drawn.acceptance_over_draws(packages, space.sizes, parts, floors, asked)
    assert found.together == pytest.approx((table[:, :, :2] >= floors[:, None, :2]).all(axis=2).mean(axis=0))
    with pytest.raises(ShapeError, match="3 parties, reservations"):
        drawn.acceptance_over_draws(packages, space.sizes, parts, floors[:, :2])
