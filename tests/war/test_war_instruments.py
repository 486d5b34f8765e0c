"""Closed forms against the solver, least instruments, cheapest mixes, grid error."""

from dataclasses import replace

import numpy as np
import pytest

from detente.errors import NoAgreementError, ShapeError, UnknownIdError
from detente.war.closed_forms import (
    attack_month_without_shocks,
    credibility_for_no_break,
    credibility_for_safe_deal,
    months_to_threshold,
    value_until_lapse,
)
from detente.war.hold import solve_settlements
from detente.war.instruments import (
    Aim,
    cheapest_combination,
    choose_grid,
    grid_error,
    least_instruments,
    strengthen,
)
from detente.war.support import drift_under_limits

T2_11 = {
    "power_max": 0.9, "drift": 0.004, "shock": 0.02, "monitoring": 0.9, "scale": 0.3, "penalty": 0.05,
    "surprise": 0.03,
}  # fmt: skip


def test_t2_4_hitting_times():
    assert months_to_threshold(10, 4, 0.5, 0.5) == pytest.approx(90)
    assert months_to_threshold(10, 4, 0.3, 0.2) == pytest.approx(56.396213, abs=5e-7)
    assert months_to_threshold(20, 5, 0.1, 0.1) == pytest.approx(1950)
    with pytest.raises(ShapeError, match="chances up"):
        months_to_threshold(10, 4, 0.7, 0.5)


def test_the_solver_finds_the_closed_hitting_time(make_games):
    # a share that only the top power outgrows; narrow shocks make the chain a walk of one cell
    games = make_games(power_min=0.0, power_max=1.0, power=0.4, share_a=0.747, shock=0.0447213595, drift=0.0)
    solved = solve_settlements(games, 11)
    assert solved.attacks[0, 1].tolist() == [False] * 10 + [True]
    chance = 0.5 * 0.0447213595**2 / 0.01
    assert solved.expected_months[0] == pytest.approx(months_to_threshold(10, 4, chance, chance), rel=1e-7)


def test_t2_3_closed_credibility(make_games):
    for share, cap, scale, penalty, seen, surprise, needed in (
        (0.45, 0.8, 0.3, 0.0, 1.0, 0.0, 0.808333),
        (0.45, 0.8, 0.3, 0.1, 0.8, 0.05, 0.753282),
        (0.40, 0.65, 0.3, 0.0, 0.9, 0.0, 0.562963),
    ):
        games = make_games(
            share_a=share,
            power_max=cap,
            scale=scale,
            penalty=penalty,
            monitoring=seen,
            surprise=surprise,
            shock=0.02,
        )
        assert credibility_for_no_break(games)[0] == pytest.approx(needed, abs=5e-7)
        assert solve_settlements(games, 41).credibility_needed[0] == pytest.approx(needed, abs=5e-7)


def test_t2_11_safe_deals(make_games):
    games = make_games(**T2_11)
    needed = credibility_for_safe_deal(games)[0]
    assert needed == pytest.approx(0.812857, abs=5e-7)
    share = 1 - (games.war_b[0, 0] + games.war_b[0, 1] * 0.5)
    near = make_games(**T2_11, share_a=share, credibility=np.array([needed - 0.001, needed + 0.001]))
    assert solve_settlements(near, 91).never_breaks.tolist() == [False, True]
    for credibility in (0.5, 0.9):
        line = 0.740336 - 0.271891 * credibility
        near = make_games(**T2_11, share_a=np.array([line - 1e-4, line + 1e-4]), credibility=credibility)
        assert solve_settlements(near, 91).never_breaks.tolist() == [False, True]


def test_steady_rearming_closed_and_solved(make_games):
    drift = np.array([0.01, 0.002, 0.01])
    share, cap = np.array([0.45, 0.45, 0.7]), np.array([0.8, 0.95, 0.8])
    month, value = attack_month_without_shocks(make_games(drift=drift, share_a=share, power_max=cap))
    assert month.tolist() == [30, 128, np.inf]
    assert value == pytest.approx([0.600737261, 0.496080635, 0.7], abs=5e-10)
    rng = np.random.default_rng(8)
    for _ in range(20):
        cells = int(rng.integers(200, 400))
        fields = {
            "drift": rng.integers(1, 8) * 0.9 / cells,
            "power_max": 0.9,
            "share_a": rng.uniform(0.3, 0.8),
        }
        power = 0.9 / cells * int(rng.integers(50, 180))
        games = make_games(power=power, **fields)
        solved = solve_settlements(games, cells + 1)
        month, value = attack_month_without_shocks(games)
        assert solved.value_a == pytest.approx(value, abs=1e-9)
    with pytest.raises(ShapeError, match="no shocks"):
        attack_month_without_shocks(make_games(shock=0.02, drift=0.01))


def test_the_last_step_to_the_top_may_be_short(make_games):
    # the page's rule waits for the top, because a full step would pay; the step left is a tenth of one
    games = make_games(drift=0.01, power_max=0.601, share_a=0.4, power=0.5)
    full_step = games.share_a + 0.99 * games.war_a[:, 1] * 0.01 / 0.01
    assert games.war_a[0, 0] + games.war_a[0, 1] * 0.601 < full_step[0]
    month, value = attack_month_without_shocks(games)
    worth = [
        (1 - 0.99**t) * 0.4 + 0.99**t * (games.war_a[0, 0] + games.war_a[0, 1] * min(0.5 + 0.01 * t, 0.601))
        for t in range(200)
    ]
    assert month[0] == int(np.argmax(worth)) == 10
    assert value[0] == pytest.approx(max(worth), abs=1e-12)
    assert value[0] > worth[11]


def test_lapse_closed_form():
    assert value_until_lapse(0.35, 0.99, 0.02, 0.4016806722689076) == pytest.approx(0.3843381648, abs=5e-11)


def test_least_instruments_are_least(make_games):
    game = make_games(**T2_11, credibility=0.5, share_a=0.5)
    aim = Aim(survival=0.95, months=60)
    for need in least_instruments(game, aim, rearming=(0.006, 0.002)):
        if np.isnan(need.least):
            assert need.survival < 0.95
            continue
        at = np.array([max(0.0, need.least - 2e-4), need.least])
        survival = solve_settlements(
            strengthen(game, need.instrument, at, (0.006, 0.002)), 46, (60,)
        ).survival[:, 0]
        assert survival[1] >= 0.95
        assert survival[0] < 0.95 or need.least == 0
        assert need.instrument.removesuffix("s_a").removesuffix("s_b") in need.in_words()
    with pytest.raises(ShapeError, match="needs one game"):
        least_instruments(make_games(share_a=np.array([0.4, 0.5])))


def test_the_cheapest_mix_holds_and_no_cheaper_scanned_mix_does(make_games):
    game = make_games(**T2_11, credibility=0.2, share_a=0.45)
    prices = {"credibility": 1.0, "scale": 2.0, "limits_a": 0.5}
    aim = Aim(survival=0.9, months=60)
    found = cheapest_combination(game, prices, aim, rearming=(0.006, 0.0))
    assert found.survival >= 0.9
    rng = np.random.default_rng(1)
    level = rng.uniform([0.2, 0.3, 0.0], 1.0, (400, 3))
    cost = (level - [0.2, 0.3, 0.0]) @ [1.0, 2.0, 0.5]
    tried = replace(
        game.rows(np.zeros(400, int)),
        credibility=level[:, 0], scale=level[:, 1], drift=game.drift[0] - level[:, 2] * 0.006,
    )  # fmt: skip
    holds = solve_settlements(tried, 46, (60,)).survival[:, 0] >= 0.9
    assert holds.any()
    assert found.cost <= cost[holds].min() + 0.05
    with pytest.raises(NoAgreementError, match="no mix of monitoring"):
        cheapest_combination(game, {"monitoring": 1.0}, aim)
    with pytest.raises(UnknownIdError, match="no instrument 'hope'"):
        cheapest_combination(game, {"hope": 1.0})


def test_limits_on_either_side_are_what_a_limit_does_to_drift(make_games):
    game = make_games(**T2_11)
    half = strengthen(game, "limits_a", np.array([0.5]), (0.006, 0.002))
    assert half.drift[0] == pytest.approx(drift_under_limits(0.006, 0.002, 0.5, 0.0))
    half = strengthen(game, "limits_b", np.array([0.5]), (0.006, 0.002))
    assert half.drift[0] == pytest.approx(drift_under_limits(0.006, 0.002, 0.0, 0.5))


def test_limits_on_b_help_where_b_would_break_it(make_games):
    """Power falls, so B is the one who gains by waiting: only a limit on B keeps it from breaking."""
    game = make_games(power_min=0.1, power_max=0.9, drift=-0.008, shock=0.01, share_a=0.5)
    aim = Aim(survival=0.8, months=60, either=True)
    needs = {need.instrument: need for need in least_instruments(game, aim, rearming=(0.002, 0.012))}
    assert 0 < needs["limits_b"].least < 1
    assert np.isnan(needs["limits_a"].least)
    alone = {need.instrument: need for need in least_instruments(game, Aim(0.8), rearming=(0.002, 0.012))}
    assert alone["limits_b"].least == 0  # A alone would keep it as it is
    found = cheapest_combination(game, {"limits_a": 0.1, "limits_b": 1.0}, aim, rearming=(0.002, 0.012))
    assert found.levels["limits_a"] == 0
    assert found.levels["limits_b"] == pytest.approx(needs["limits_b"].least, abs=found.step)
    assert "limit on B's rearming" in found.in_words()


def test_grid_error_brackets_a_very_fine_grid(make_games):
    game = make_games(**T2_11, credibility=0.5, lapse=0.01)
    seen = grid_error(game)
    fine = solve_settlements(game, 721, (60,))
    assert seen.limit_value_a[0] == pytest.approx(fine.value_a[0], abs=3e-5)
    assert seen.limit_survival[0] == pytest.approx(fine.survival[0, 0], abs=2e-3)
    assert abs(seen.survival[2, 0] - fine.survival[0, 0]) <= seen.error_survival[0]
    points, seen = choose_grid(game, 1e-3, 1e-2)
    chosen = solve_settlements(game, points, (60,))
    assert chosen.value_a[0] == pytest.approx(fine.value_a[0], abs=1.5e-3)
    assert chosen.survival[0, 0] == pytest.approx(fine.survival[0, 0], abs=1.5e-2)
    assert points > 12
