"""Renegotiable terms: T2.6, T2.7, T2.10; the path of concessions; what is robust."""

import math

import numpy as np
import pytest

from detente.errors import ShapeError
from detente.war.games import swap_roles
from detente.war.hold import solve_settlements
from detente.war.process import war_value
from detente.war.renegotiation import (
    critical_chance_of_shift,
    critical_drift,
    critical_shift,
    renegotiate,
    renegotiate_deal,
    robustness,
)

SLOPE = 0.05 / 0.0595


def to_a(p):
    return war_value(p, 0.05, 0.99, 0.3, 1, 0, 0.2)


def to_b(p):
    return war_value(p, 0.05, 0.99, 0.4, 0, 1, 0.8)


@pytest.mark.parametrize(
    ("later", "total", "war"),
    [(0.5, 1.046403, True), (0.41, 0.971529, False), (0.46, 1.013126, True), (0.44, 0.996487, False)],
)
def test_t2_6_a_certain_shift(later, total, war):
    powers = np.array([0.3, later])
    found = renegotiate(np.array([[0.0, 1.0], [0.0, 1.0]]), to_a(powers), to_b(powers), 0.99, 0.99)
    assert 0.99 * to_a(later) + to_b(0.3) == pytest.approx(total, abs=5e-7)
    assert bool(found.war[0]) == war
    assert found.settled
    assert critical_shift(float(to_a(0.3)), float(to_b(0.3)), SLOPE, 0.99) == pytest.approx(
        0.144222, abs=5e-7
    )


def test_t2_7_a_slow_answer():
    for lag, drift in ((1, 0.144222), (6, 0.027664), (12, 0.016132), (24, 0.010584), (36, 0.008951)):
        found = critical_drift(float(to_a(0.3)), float(to_b(0.3)), SLOPE, 0.99, lag)
        assert found == pytest.approx(drift, abs=5e-7)


def random_shift(chance, bite=0.0):
    powers = np.array([0.3, 0.6])
    moves = np.array([[1 - chance, chance], [0.0, 1.0]])
    return renegotiate(moves, to_a(powers) - np.array([0, bite]), to_b(powers), 0.99, 0.99)


def test_t2_10_a_random_shift_needs_the_recursion():
    chance = critical_chance_of_shift(float(to_b(0.3)), float(to_a(0.6)), 0.99)
    assert chance == pytest.approx(0.0263888889, abs=5e-11)
    assert not random_shift(chance * 0.98).war[0]
    assert random_shift(chance * 1.02).war[0]
    flag = (1 - to_b(0.3) - 0.99 * to_a(0.3)) / (0.99 * (to_a(0.6) - to_a(0.3)))
    assert flag == pytest.approx(0.4807407, abs=5e-8)
    assert random_shift(0.3, 0.1226268285 * 0.999).war[0]
    assert not random_shift(0.3, 0.1226268285 * 1.001).war[0]
    assert critical_chance_of_shift(0.9, 0.05, 0.99) == math.inf


def test_creeping_concessions(make_games):
    game = make_games(power_max=0.9, drift=0.004)
    deal = renegotiate_deal(game, 46, 140)
    assert deal.settled
    assert deal.survival[60] == pytest.approx(1.0)
    assert deal.offer[60] > deal.offer[0] + 0.1
    assert not deal.early_flag
    assert "goes from" in deal.in_words()
    assert deal.value_a + deal.value_b <= 1 + 1e-9
    fixed = solve_settlements(game, 46, (140,))
    assert fixed.survival[0, 0] < 0.1
    assert not robustness(game, 140).robust
    assert robustness(make_games(share_a=0.5, power_max=0.6)).robust
    with pytest.raises(ShapeError, match="needs one game"):
        renegotiate_deal(make_games(share_a=np.array([0.4, 0.5])))


def test_at_the_top_power_can_only_fall_and_that_is_a_reason_to_fight(make_games):
    # with shocks the highest power is a peak: no share of one month makes up for the fall that is to come
    shaken = renegotiate_deal(make_games(power_max=0.9, drift=0.004, shock=0.02), 46)
    assert shaken.survival[60] < 0.9


def test_a_guarantee_slows_the_concessions(make_games):
    plain = renegotiate_deal(make_games(power_max=0.9, drift=0.004, shock=0.02), 46)
    backed = renegotiate_deal(
        make_games(power_max=0.9, drift=0.004, shock=0.02, credibility=0.8, scale=0.3), 46
    )
    assert (backed.offer[:61] < plain.offer[:61]).all()
    assert backed.value_b > plain.value_b


def test_swapping_roles_twice_changes_nothing(make_games):
    game = make_games(power=0.4, power_max=0.9, drift=0.004, shock=0.02)
    twice = swap_roles(swap_roles(game))
    assert twice.packed() == pytest.approx(game.packed(), abs=1e-12)
    # for a drift the other way the other side is the one to fear
    assert solve_settlements(swap_roles(make_games(drift=-0.004, shock=0.02)), 46).survival[0, 2] < 0.9
