"""Both sides may strike: T2.9, agreement with the plain solver, convergence to the one-sided game, order of moves."""

import numpy as np
import pytest

from detente.errors import ShapeError
from detente.war.hold import solve_settlements
from detente.war.two_sided import STRIKERS, compare_orders, solve_two_sided

REARMING = {
    "power_max": 0.9, "drift": 0.004, "shock": 0.02, "monitoring": 0.8, "credibility": 0.5, "scale": 0.25,
    "penalty": 0.05, "surprise": 0.03, "lapse": 0.01,
}  # fmt: skip


@pytest.mark.parametrize(("months", "value"), [(60, 0.5126769), (240, 0.5479901), (600, 0.5480839)])
def test_t2_9_when_b_cannot_strike(make_games, months, value):
    solved = solve_two_sided(make_games(**REARMING), 91, (12,), months=months, strike_penalty_b=np.inf)
    assert solved.value_a[0] == pytest.approx(value, abs=5e-8)
    assert STRIKERS[solved.strikes_now[0]] == "nobody"


def test_t2_9_when_b_can(make_games):
    solved = solve_two_sided(make_games(**REARMING), 91)
    assert solved.value_a[0] == pytest.approx(0.4016807, abs=5e-8)
    assert solved.value_b[0] == pytest.approx(0.4806723, abs=5e-8)
    assert STRIKERS[solved.strikes_now[0]] == "b"
    assert solved.survival[0] == pytest.approx(0)


def random_rows(rng, n):
    return {
        "power_max": 0.9, "power": np.linspace(0, 0.9, 46)[rng.integers(5, 40, n)],
        "drift": rng.uniform(-0.004, 0.008, n), "shock": rng.uniform(0.012, 0.03, n),
        "monitoring": rng.uniform(0.3, 1, n), "credibility": rng.choice([0.0, 0.4, 0.9], n),
        "scale": rng.uniform(0.05, 0.4, n), "penalty": rng.uniform(0, 0.1, n),
        "surprise": rng.uniform(0, 0.05, n), "lapse": rng.choice([0.0, 0.02], n),
        "share_a": rng.uniform(0.35, 0.6, n),
    }  # fmt: skip


def test_random_games_agree_with_the_plain_solver(make_games, reference):
    rng = np.random.default_rng(2)
    rows = random_rows(rng, 25)
    bonus, penalty = rng.uniform(0, 0.08, 25), rng.choice([0.0, 0.02, 0.05, np.inf], 25)
    solved = solve_two_sided(make_games(**rows), 46, strike_bonus_b=bonus, strike_penalty_b=penalty)
    for i in range(25):
        at = {name: np.broadcast_to(value, 25)[i] for name, value in rows.items()}
        start = round(at["power"] / 0.02)
        plain = reference.Par(
            grid=np.linspace(0, 0.9, 46), k0=start, drift=at["drift"], sigma=at["shock"], mu=at["monitoring"],
            gam=at["credibility"], s=at["scale"], f=at["penalty"], b=at["surprise"], zeta=at["lapse"],
            xA=at["share_a"], xB=1 - at["share_a"], bB=bonus[i], fB=penalty[i],
        )  # fmt: skip
        value_a, value_b, attack, strike = reference.solve_two_sided(plain, 240)
        assert solved.value_a[i] == pytest.approx(value_a[1, start], abs=1e-10)
        assert solved.value_b[i] == pytest.approx(value_b[1, start], abs=1e-10)
        now = 1 if attack[0][1, start] else 2 if strike[0][1, start] else 0
        assert solved.strikes_now[i] == now
        broken_a, broken_b = play_forward(reference, plain, attack, strike, start)
        assert solved.broken_by_a[i] == pytest.approx(broken_a, abs=1e-9)
        assert solved.broken_by_b[i] == pytest.approx(broken_b, abs=1e-9)


def play_forward(reference, plain, attack, strike, start):
    """A separate account of who broke it by months 12, 36, 60 and 120: full matrices, month by month."""
    step = reference.kernel(plain.grid, plain.drift, plain.sigma)
    mass = np.zeros((2, plain.grid.size))
    mass[1, start] = 1
    by_a = by_b = 0.0
    out = []
    for month in range(121):
        by_a += mass[attack[month]].sum()
        by_b += mass[strike[month]].sum()
        mass[attack[month] | strike[month]] = 0
        if month in (12, 36, 60, 120):
            out.append((by_a, by_b))
        mass = np.stack([(mass[0] + plain.zeta * mass[1]) @ step, (1 - plain.zeta) * mass[1] @ step])
    return tuple(np.array(out).T)


def test_it_approaches_the_one_sided_game(make_games):
    rows = random_rows(np.random.default_rng(4), 40)
    one = solve_settlements(make_games(**rows), 46)
    both = solve_two_sided(make_games(**rows), 46, months=1500, strike_penalty_b=np.inf)
    assert both.value_a == pytest.approx(one.value_a, abs=1e-5)
    assert (both.broken_by_b == 0).all()


def test_the_order_of_moves_is_reported_where_it_matters(make_games):
    rows = random_rows(np.random.default_rng(6), 60)
    report = compare_orders(make_games(**rows), strike_bonus_b=0.06, strike_penalty_b=0.01)
    assert report.matters.any()
    assert not report.matters.all()
    same = ~report.matters
    assert report.a_first.value_a[same] == pytest.approx(report.b_first.value_a[same], abs=0.01)
    # whoever decides first in a month does at least as well by it when both want to strike at once
    both = (report.a_first.strikes_now == 1) & (report.b_first.strikes_now == 2)
    assert both.any()
    assert (report.a_first.value_a[both] >= report.b_first.value_a[both] - 1e-9).all()
    assert (report.b_first.value_b[both] >= report.a_first.value_b[both] - 1e-9).all()


def test_what_the_induction_cannot_answer_is_refused(make_games):
    with pytest.raises(ShapeError, match="below 60 months"):
        solve_two_sided(make_games(), 11, (12, 60), months=60)
    with pytest.raises(ShapeError, match="strike_penalty_b at or above 0"):
        solve_two_sided(make_games(), 11, strike_penalty_b=-1)
