"""Renegotiable terms: T2.6, T2.7, T2.10; the path of concessions; what is robust."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from detente.errors import ShapeError
from detente.war.games import swap_roles
from detente.war.hold import solve_settlements
from detente.war.process import war_value
from detente.war.renegotiation import (
    critical_chance_of_shift,
    critical_drift,
    critical_shift,
    renegotiate,
    renegotiate_deals,
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
    deal = renegotiate_deals(game, 46, 140)
    assert deal.settled.all()
    assert deal.survival[0, 60] == pytest.approx(1.0)
    assert deal.offer[0, 60] > deal.offer[0, 0] + 0.1
    assert not deal.early_flag[0]
    assert "goes from" in deal.in_words()
    assert deal.value_a[0] + deal.value_b[0] <= 1 + 1e-9
    fixed = solve_settlements(game, 46, (140,))
    assert fixed.survival[0, 0] < 0.1
    assert not robustness(game, 140).robust[0]
    assert robustness(make_games(share_a=0.5, power_max=0.6)).robust[0]
    with pytest.raises(ShapeError, match="needs 3 grid points"):
        renegotiate_deals(game, 2)


def test_at_the_top_power_can_only_fall_and_that_is_a_reason_to_fight(make_games):
    # with shocks the highest power is a peak: no share of one month makes up for the fall that is to come
    shaken = renegotiate_deals(make_games(power_max=0.9, drift=0.004, shock=0.02), 46)
    assert shaken.survival[0, 60] < 0.9


def test_a_guarantee_slows_the_concessions(make_games):
    plain = renegotiate_deals(make_games(power_max=0.9, drift=0.004, shock=0.02), 46)
    backed = renegotiate_deals(
        make_games(power_max=0.9, drift=0.004, shock=0.02, credibility=0.8, scale=0.3), 46
    )
    assert (backed.offer[0, :61] < plain.offer[0, :61]).all()
    assert backed.value_b[0] > plain.value_b[0]


def test_swapping_roles_twice_changes_nothing(make_games):
    game = make_games(power=0.4, power_max=0.9, drift=0.004, shock=0.02)
    twice = swap_roles(swap_roles(game))
    assert twice.packed() == pytest.approx(game.packed(), abs=1e-12)
    # for a drift the other way the other side is the one to fear
    assert solve_settlements(swap_roles(make_games(drift=-0.004, shock=0.02)), 46).survival[0, 2] < 0.9


def on_the_whole_chain(game, points, months):
    """The same deal on a full matrix of moves, by the recursion for any chain: lapsed, in force, start last."""
    p = np.linspace(game.power_min[0], game.power_max[0], points)
    cell = p[1] - p[0]

    def row(power):
        edges = (p[:-1] + p[1:]) / 2
        below = norm.cdf((np.append(edges, np.inf) - power - game.drift[0]) / game.shock[0])
        return np.diff(below, prepend=0.0)

    assert game.shock[0] >= 0.5 * cell
    step = np.array([row(power) for power in p])
    z, zero = game.lapse[0], np.zeros((points, points))
    start = row(game.power[0])
    moves = np.block([[step, zero, np.zeros((points, 1))], [z * step, (1 - z) * step, np.zeros((points, 1))]])
    moves = np.vstack([moves, np.concatenate([z * start, (1 - z) * start, [0.0]])])

    def fight(power, credibility):
        line_a, line_b = game.war_a[0], game.war_b[0]
        hit, held = np.clip(power - game.scale[0], 0, 1), np.clip(power, 0, 1)
        met = credibility * hit + (1 - credibility) * held
        return line_a[0] + line_a[1] * met - credibility * game.penalty[0], line_b[0] + line_b[1] * met

    g = game.credibility[0]
    parts = [fight(p, 0.0), fight(p, g), fight(game.power, g)]
    to_a, to_b = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    found = renegotiate(moves, to_a, to_b, float(game.discount_a[0]), float(game.discount_b[0]))
    mass, alive = np.zeros(2 * points + 1), []
    mass[-1] = 1.0
    for _ in range(months + 1):
        mass = np.where(found.war, 0.0, mass)
        alive.append(mass.sum())
        mass = mass @ moves
    return found, np.array(alive)


def test_many_at_once_are_the_recursion_on_the_whole_chain(make_games):
    rng = np.random.default_rng(5)
    n = 12
    games = make_games(
        power_max=0.9, drift=rng.uniform(-0.004, 0.006, n), shock=rng.uniform(0.016, 0.04, n),
        power=rng.uniform(0.3, 0.7, n), credibility=rng.uniform(0, 1, n), scale=rng.uniform(0, 0.3, n),
        penalty=rng.uniform(0, 0.05, n), lapse=rng.choice([0.0, 0.02], n), discount_a=0.97, discount_b=0.96,
    )  # fmt: skip
    many = renegotiate_deals(games, 31, 40)
    peaceful = 0
    for i in range(n):
        one, alive = on_the_whole_chain(games.rows(np.array([i])), 31, 40)
        assert many.value_a[i] == pytest.approx(one.value_a[-1], abs=1e-8)
        assert many.value_b[i] == pytest.approx(one.value_b[-1], abs=1e-8)
        assert many.survival[i] == pytest.approx(alive, abs=1e-8)
        peaceful += alive[-1] > 0
    assert peaceful > 0
