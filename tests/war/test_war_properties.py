"""Section 11 on 1,200 random games at once, and four ways to the same answer."""

from dataclasses import replace

import numpy as np
import pytest

from detente.war.curves import solve_terms
from detente.war.hold import solve_settlements
from detente.war.process import war_line
from detente.war.two_sided import solve_two_sided

N, POINTS = 1200, 31


@pytest.fixture(scope="module")
def games(make_games):
    rng = np.random.default_rng(17)
    cap = rng.uniform(0.7, 1.0, N)
    cell = cap / (POINTS - 1)
    share = rng.uniform(0.25, 0.65, N)
    discount = rng.choice([0.95, 0.97, 0.99], N)
    hazard = rng.uniform(0.02, 0.2, N)
    return make_games(
        power_max=cap, power=cell * rng.integers(8, 22, N), drift=rng.uniform(-0.006, 0.008, N),
        shock=rng.uniform(0.6, 1.2, N) * cell, monitoring=rng.uniform(0.3, 1, N), credibility=rng.uniform(0, 0.9, N),
        scale=rng.uniform(0.05, 0.4, N), penalty=rng.uniform(0, 0.1, N), surprise=rng.uniform(0, 0.05, N),
        lapse=rng.choice([0.0, 0.01], N), share_a=share, discount_a=discount, discount_b=discount,
        war_a=np.stack(war_line(hazard, discount, rng.uniform(0.1, 1, N), 1, 0, 0.2), -1),
        war_b=np.stack(war_line(hazard, discount, 0.4, 0, 1, 0.8), -1),
    )  # fmt: skip


@pytest.fixture(scope="module")
def solved(games):
    return solve_settlements(games, POINTS, curves=True)


def attack_values(games, credibility):
    """What attacking is worth on the grid, written again from the theory page."""
    p = np.linspace(games.power_min, games.power_max, POINTS, axis=1)

    def war(q):
        return games.war_a[:, :1] + games.war_a[:, 1:] * np.clip(q, 0, 1)

    seen, b = games.monitoring[:, None], games.surprise[:, None]
    answered = war(p - games.scale[:, None]) - games.penalty[:, None]
    gamma = credibility[:, None]
    return seen * (gamma * answered + (1 - gamma) * war(p)) + (1 - seen) * war(p + b)


def test_a_may_always_comply_or_attack_at_once(games, solved):
    at = np.rint((games.power - games.power_min) / (games.power_max - games.power_min) * (POINTS - 1)).astype(
        int
    )
    now = attack_values(games, games.credibility)[np.arange(N), at]
    assert (solved.value_a >= np.maximum(now, games.share_a) - 1e-9).all()


def test_a_larger_share_is_worth_more(games, solved):
    more = solve_settlements(replace(games, share_a=games.share_a + 0.03), POINTS)
    assert (more.value_a >= solved.value_a - 1e-9).all()


@pytest.mark.parametrize(("field", "more"), [("credibility", 0.08), ("scale", 0.05), ("penalty", 0.05)])
def test_a_stronger_guarantee_is_worth_less_to_a(games, solved, field, more):
    stronger = solve_settlements(replace(games, **{field: getattr(games, field) + more}), POINTS)
    assert (stronger.value_a <= solved.value_a + 1e-9).all()


def test_it_never_breaks_if_and_only_if_nothing_tempts(games, solved):
    in_force = (attack_values(games, games.credibility) <= games.share_a[:, None] + 1e-11).all(axis=1)
    lapsed = (attack_values(games, np.zeros(N)) <= games.share_a[:, None] + 1e-11).all(axis=1)
    assert np.array_equal(solved.never_breaks, in_force & ((games.lapse == 0) | lapsed))
    assert 50 < solved.never_breaks.sum() < N - 50


def test_the_needed_credibility_is_the_one_that_ends_temptation(games, solved):
    finite = np.flatnonzero(np.isfinite(solved.credibility_needed) & (solved.credibility_needed < 1))
    least = np.clip(solved.credibility_needed[finite] + 1e-9, 0, 1)
    there = games.rows(finite)
    assert (attack_values(there, least) <= there.share_a[:, None] + 1e-8).all()


def test_survival_falls_and_hangs_together_with_the_expected_months(games, solved):
    assert (np.diff(solved.survival_curve, axis=1) <= 1e-12).all()
    assert ((solved.survival_curve >= -1e-12) & (solved.survival_curve <= 1 + 1e-12)).all()
    fast = np.flatnonzero(solved.expected_months < 60)
    longer = solve_settlements(games.rows(fast), POINTS, (6000,), curves=True)
    assert longer.survival_curve.sum(axis=1) == pytest.approx(longer.expected_months, rel=1e-6, abs=1e-9)


def test_the_attack_set_is_an_upper_set_here(solved):
    """So with moderate responses; not in general (test_war_facts), and the solver does not rely on it."""
    assert (np.diff(solved.attacks.astype(int), axis=2) >= 0).all()


def test_policy_iteration_is_value_iteration_is_the_parametric_solution(games, solved):
    found = solve_terms(games, POINTS).evaluate(games.share_a, games.share_b, np.arange(N))
    assert found.value_a == pytest.approx(solved.value_a, abs=1e-10)
    assert found.value_b == pytest.approx(solved.value_b, abs=1e-10)
    assert_value_iteration_agrees(games.rows(slice(0, 200)), solved)


@pytest.mark.slow
def test_value_iteration_agrees_on_all_of_them(games, solved):
    assert_value_iteration_agrees(games, solved)


def assert_value_iteration_agrees(some, solved):
    """Backward over 1,800 months with a side that cannot strike: value iteration of the one-sided game."""
    longest = solve_two_sided(some, POINTS, months=1800, strike_penalty_b=np.inf)
    assert longest.value_a == pytest.approx(solved.value_a[: len(some)], abs=1e-6)


def test_simulated_play_agrees(games, solved):
    rng = np.random.default_rng(4)
    mixed = (solved.survival[:, 2] > 0.3) & (solved.survival[:, 2] < 0.8)
    for i in np.flatnonzero(mixed)[:3]:
        simulate(games.rows(np.array([i])), solved, int(i), rng)


def simulate(game, solved, i, rng):
    """Play the found rule many times; normal shocks rounded to the grid, ends held."""
    runs, points = 4000, POINTS
    cell = float(game.power_max[0]) / (points - 1)
    at = np.full(runs, round(float(game.power[0]) / cell))
    block, alive = np.ones(runs, int), np.ones(runs, bool)
    worth, now, discount = np.zeros(runs), 1.0, float(game.discount_a[0])
    gains = np.stack([attack_values(game, np.zeros(1))[0], attack_values(game, game.credibility)[0]])
    for month in range(1500):
        hit = alive & solved.attacks[i, block, at]
        worth[hit] += now * gains[block[hit], at[hit]]
        alive &= ~hit
        if month == 60:
            held = alive.mean()
        if not alive.any():
            break
        worth[alive] += now * (1 - discount) * game.share_a[0]
        moved = at * cell + game.drift[0] + rng.normal(0, game.shock[0], runs)
        at = np.clip(np.rint(moved / cell).astype(int), 0, points - 1)
        block = np.where(rng.random(runs) < game.lapse[0], 0, block)
        now *= discount
    assert worth.mean() == pytest.approx(solved.value_a[i], abs=5 * worth.std() / np.sqrt(runs) + 1e-4)
    assert held == pytest.approx(solved.survival[i, 2], abs=5 * 0.5 / np.sqrt(runs))
