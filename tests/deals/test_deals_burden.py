"""Burden sharing against published values, permutations and separate checkers."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.deals.burden import (
    banzhaf,
    blocking_sets,
    game_from_saving,
    is_monotone,
    make_game,
    minimal_winning,
    sampled_shapley,
    shapley_shubik,
    shapley_value,
)
from detente.deals.core import excesses, least_core, leavers, nucleolus, side_payments
from detente.errors import ShapeError


def game(players, value):
    return np.array([value({k for k in range(players) if mask >> k & 1}) for mask in range(1 << players)])


GLOVES = game(3, lambda s: min(len(s & {0, 1}), len(s & {2})))
MAJORITY = game(3, lambda s: int(len(s) >= 2))


def bankruptcy(estate):
    claims = [100, 200, 300]
    return game(3, lambda s: max(0, estate - sum(c for k, c in enumerate(claims) if k not in s)))


def airport(costs):
    return game(len(costs), lambda s: max((costs[k] for k in s), default=0))


BURDEN = make_game(
    ["uk", "fr", "de"],
    {
        frozenset(["uk"]): 10, frozenset(["fr"]): 12, frozenset(["de"]): 14,
        frozenset(["uk", "fr"]): 18, frozenset(["uk", "de"]): 20, frozenset(["fr", "de"]): 23,
        frozenset(["uk", "fr", "de"]): 27,
    },
)  # fmt: skip


@pytest.mark.parametrize(
    ("table", "shares"),
    [
        (GLOVES, [F(1, 6), F(1, 6), F(2, 3)]),
        (MAJORITY, [F(1, 3)] * 3),
        (bankruptcy(100), [F(100, 3)] * 3),
        (bankruptcy(200), [F(100, 3), F(250, 3), F(250, 3)]),
        (airport([3, 7, 12]), [1, 3, 8]),
        (airport([2, 3, 5, 9]), [F(1, 2), F(5, 6), F(11, 6), F(35, 6)]),
        (BURDEN, [F(20, 3), F(55, 6), F(67, 6)]),
    ],
    ids=[
        "glove",
        "majority",
        "talmud-100",
        "talmud-200",
        "airport-T6.4",
        "littlechild-owen-1973",
        "burden-T6.6",
    ],
)
def test_published_shapley_values(table, shares):
    assert list(shapley_value(table)) == shares
    assert shapley_value(table.astype(float)) == pytest.approx([float(share) for share in shares])


@pytest.mark.parametrize(
    ("table", "shares"),
    [
        (GLOVES, [0, 0, 1]),
        (MAJORITY, [F(1, 3)] * 3),
        (bankruptcy(100), [F(100, 3)] * 3),
        (bankruptcy(200), [50, 75, 75]),
        (bankruptcy(300), [50, 100, 150]),
        (-airport([3, 7, 12]), [F(-3, 2), F(-11, 4), F(-31, 4)]),
        (-BURDEN, [F(-19, 3), F(-28, 3), F(-34, 3)]),
    ],
    ids=["glove", "majority", "talmud-100", "talmud-200", "talmud-300", "airport-T6.4", "burden-T6.6"],
)
def test_published_nucleoli(table, shares):
    found = nucleolus(table)
    assert list(found) == shares
    assert all(isinstance(share, F) for share in found)


def test_least_core():
    assert least_core(GLOVES).excess == pytest.approx(0)
    assert least_core(MAJORITY).excess == pytest.approx(1 / 3)
    assert least_core(MAJORITY).core_is_empty
    found = least_core(-BURDEN)
    assert not found.core_is_empty
    assert leavers(-BURDEN, found.allocation) == ()
    assert leavers(-BURDEN, [-11, -8, -8]) == ((0b001, 1.0), (0b011, 1.0))


def test_security_council():
    """Shapley and Shubik 1954, fifteen-member form; swings and minimal winning coalitions counted."""
    weights = [7] * 5 + [1] * 10
    power = shapley_shubik(weights, 39)
    assert (power[0], power[-1]) == (F(421, 2145), F(4, 2145))
    assert sum(power) == 1
    counts = banzhaf(weights, 39)
    assert counts.swings == (848,) * 5 + (84,) * 10
    assert counts.normalised[0] == F(848, 5080)
    assert len(minimal_winning(weights, 39)) == 210
    assert blocking_sets(weights, 39)[:5] == ((0,), (1,), (2,), (3,), (4,))


def test_small_voting_bodies():
    assert shapley_shubik([50, 49, 1], 51) == (F(2, 3), F(1, 6), F(1, 6))
    council = [4, 4, 4, 2, 2, 1]
    assert shapley_shubik(council, 12) == (F(7, 30),) * 3 + (F(3, 20),) * 2 + (F(0),)
    assert banzhaf(council, 12).swings == (10, 10, 10, 6, 6, 0)
    with pytest.raises(ShapeError, match="quota 9"):
        shapley_shubik([1, 2], 9)


@given(st.lists(st.integers(0, 20), min_size=15, max_size=15))
@settings(max_examples=25, deadline=None)
def test_shapley_equals_average_over_orders_and_nucleolus_is_in_the_core(numbers):
    table = np.array([0, *numbers])
    by_hand = [F(0)] * 4
    for order in permutations(range(4)):
        mask = 0
        for player in order:
            by_hand[player] += F(int(table[mask | 1 << player] - table[mask]), 24)
            mask |= 1 << player
    assert list(shapley_value(table)) == by_hand
    split = nucleolus(table)
    assert float(sum(split)) == pytest.approx(float(table[-1]), abs=1e-6)
    alone = [int(table[1 << k]) for k in range(4)]
    if sum(alone) <= table[-1]:
        assert all(share >= own - 1e-6 for share, own in zip(split, alone, strict=True))
        mine = np.sort(excesses(table, split)[1:-1])[::-1]
        for other in np.random.default_rng(1).dirichlet(np.ones(4), 200) * (table[-1] - sum(alone)) + alone:
            theirs = np.sort(excesses(table, other)[1:-1])[::-1]
            differ = np.flatnonzero(np.abs(mine - theirs) > 1e-6)
            assert not differ.size or mine[differ[0]] < theirs[differ[0]]


@given(st.lists(st.integers(1, 9), min_size=2, max_size=6), st.data())
@settings(max_examples=40, deadline=None)
def test_voting_power_by_dynamic_programme_equals_listing(weights, data):
    quota = data.draw(st.integers(1, sum(weights)))
    table = game(len(weights), lambda s: int(sum(weights[k] for k in s) >= quota))
    assert list(shapley_shubik(weights, quota)) == list(shapley_value(table))
    masks = range(1 << len(weights))
    swings = [
        sum(int(table[m | 1 << k] - table[m]) for m in masks if not m >> k & 1) for k in range(len(weights))
    ]
    assert list(banzhaf(weights, quota).swings) == swings
    for who in minimal_winning(weights, quota):
        assert sum(weights[k] for k in who) >= quota
        assert all(sum(weights[k] for k in who) - weights[one] < quota for one in who)
    for who in blocking_sets(weights, quota):
        assert sum(weights) - sum(weights[k] for k in who) < quota


def test_twenty_players_and_sampling():
    costs = np.arange(1, 21)
    masks = np.arange(1 << 20)
    table = np.zeros(1 << 20, dtype=np.int64)
    for k, cost in enumerate(costs):
        table = np.where(masks >> k & 1, np.maximum(table, cost), table)
    exact = shapley_value(table)
    closed = [sum(F(1, 20 - j) for j in range(k + 1)) for k in range(20)]
    assert list(exact) == closed
    rng = np.random.default_rng(2)
    found = sampled_shapley(lambda s: max((int(costs[k]) for k in s), default=0), 20, costs, rng, orders=400)
    for share, true, radius in zip(found.shares, exact, found.radius, strict=True):
        assert abs(share - float(true)) <= radius


def test_missing_values_are_not_guessed():
    with pytest.raises(ShapeError, match=r"no value for 1 coalitions, first a \+ b.*game_from_saving"):
        make_game(["a", "b"], {frozenset("a"): 1, frozenset("b"): 2})
    with pytest.raises(ShapeError, match="c not among the players"):
        make_game(["a", "b"], {frozenset("c"): 1})
    with pytest.raises(ShapeError, match="empty coalition must be worth 0"):
        make_game(["a"], {frozenset(): 3, frozenset("a"): 1})
    with pytest.raises(ShapeError, match="need 2"):
        shapley_value(np.array([0, 1, 2]))
    assert is_monotone(game_from_saving([10, 10, 1], 0.4))


def test_side_payments_balance_and_say_what_is_missing():
    found = side_payments([5.0, 1.0, 9.0], [4.0, 3.0, 6.0], payers=[0, 2])
    assert sum(found.payments) == pytest.approx(0)
    after = np.array([5.0, 1.0, 9.0]) - np.array(found.payments)
    assert (after >= np.array([4.0, 3.0, 6.0]) - 1e-9).all()
    short = side_payments([5.0, 1.0], [4.0, 3.0], payers=[0])
    assert (short.can_be_financed, short.missing, short.payments) == (False, 1.0, (0.0, 0.0))
