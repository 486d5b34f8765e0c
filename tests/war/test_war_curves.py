"""The solution for all shares at once against the direct solver, and what it must look like."""

import numpy as np
import pytest

from detente.errors import ShapeError
from detente.war.curves import solve_terms
from detente.war.hold import solve_settlements, value_bystanders


def random_terms(rng, n):
    return {
        "power_max": rng.uniform(0.75, 1.0, n), "power": rng.uniform(0.2, 0.7, n),
        "shock": rng.choice([0.0, 0.004, 0.02, 0.03], n), "drift": rng.uniform(-0.004, 0.008, n),
        "monitoring": rng.uniform(0.3, 1, n), "credibility": rng.choice([0.0, 0.3, 0.9], n),
        "scale": rng.uniform(0, 0.4, n), "penalty": rng.uniform(0, 0.1, n), "surprise": rng.uniform(0, 0.05, n),
        "lapse": rng.choice([0.0, 0.01, 0.1], n), "discount_a": rng.choice([0.95, 0.98, 0.995], n),
        "discount_b": rng.choice([0.95, 0.98], n), "late_response": rng.choice([0.0, 0.5], n),
    }  # fmt: skip


def test_curves_are_exact(make_games):
    rng = np.random.default_rng(11)
    fields = random_terms(rng, 60)
    curves = solve_terms(make_games(**fields), 46, bystander_discounts=[0.97, 0.99])
    rows, share = rng.integers(0, 60, 1500), rng.uniform(0, 1, 1500)
    found = curves.evaluate(share, 0.9 - share, rows)
    games = make_games(
        **{name: np.asarray(value)[rows] for name, value in fields.items()},
        share_a=share,
        share_b=0.9 - share,
    )
    direct = solve_settlements(games, 46)
    assert found.value_a == pytest.approx(direct.value_a, abs=1e-11)
    assert found.value_b == pytest.approx(direct.value_b, abs=1e-11)
    assert found.survival == pytest.approx(direct.survival, abs=1e-11)
    assert np.array_equal(found.attack_now, direct.attack_now)
    assert np.array_equal(found.never_breaks, direct.never_breaks)
    assert np.array_equal(found.signature, direct.signature)
    finite = np.isfinite(direct.expected_months)
    assert np.array_equal(finite, np.isfinite(found.expected_months))
    assert found.expected_months[finite] == pytest.approx(direct.expected_months[finite], rel=1e-9)
    paper, war = rng.uniform(0, 1, (1500, 2)), np.array([[0.1, 0.3], [0.5, -0.2]])
    assert curves.value_bystanders(share, paper, war, rows) == pytest.approx(
        value_bystanders(games, direct, paper, [0.97, 0.99], war), abs=1e-11
    )


def test_value_is_convex_and_rises_no_faster_than_the_share(make_games):
    fields = random_terms(np.random.default_rng(3), 40)
    curves = solve_terms(make_games(**fields), 46)
    share = np.linspace(0, 1, 401)
    for row in range(40):
        value = curves.evaluate(share, 1 - share, row).value_a
        step = np.diff(value)
        assert step.min() > -1e-12
        assert step.max() < 1 / 400 + 1e-12
        assert np.diff(step).min() > -1e-11


def test_breakpoints_are_where_the_play_changes(make_games):
    games = make_games(power_max=0.9, drift=0.004, shock=0.02)
    points = solve_terms(games, 46).breakpoints()
    assert (np.diff(points) > 0).all()
    just = np.concatenate([points - 1e-7, points + 1e-7])
    plays = solve_settlements(make_games(power_max=0.9, drift=0.004, shock=0.02, share_a=just), 46)
    before, after = np.split(plays.attacks[:, 1].sum(axis=1), 2)
    assert (before[1:] > after[1:]).all()


def test_what_the_curves_do_not_cover_is_refused(make_games):
    curves = solve_terms(make_games(), 11, share_range=(0.2, 0.6))
    with pytest.raises(ShapeError, match=r"share_a: found 0\.7"):
        curves.evaluate([0.7], [0.3])
    with pytest.raises(ShapeError, match="there are 1 rows"):
        curves.evaluate([0.5], [0.3], [1])
    with pytest.raises(ShapeError, match="rising share range"):
        solve_terms(make_games(), 11, share_range=(0.6, 0.2))


def test_a_tally_is_the_sum_of_the_draws(make_games):
    rng = np.random.default_rng(21)
    curves = solve_terms(make_games(**random_terms(rng, 30)), 31)
    kept, seen, weights = None, [], (1.0, 0.5, 2.0)
    for draw, weight in enumerate(weights):
        share, rows = rng.uniform(0, 1, 500), rng.integers(0, 10, 500) + 10 * draw
        kept = curves.tally(share, 1 - share, rows, kept, weight)
        seen.append(curves.evaluate(share, 1 - share, rows))

    def mean(pick):
        return sum(w * np.asarray(pick(v), float) for w, v in zip(weights, seen, strict=True)) / sum(weights)

    assert kept.weight == 3.5
    assert kept.value_a == pytest.approx(mean(lambda v: v.value_a), abs=1e-12)
    assert kept.value_b == pytest.approx(mean(lambda v: v.value_b), abs=1e-12)
    assert kept.survival == pytest.approx(mean(lambda v: v.survival), abs=1e-12)
    assert kept.signs_a == pytest.approx(mean(lambda v: v.signs_a), abs=1e-12)
    assert kept.signs_b == pytest.approx(mean(lambda v: v.signs_b), abs=1e-12)
    assert kept.safe == pytest.approx(mean(lambda v: v.signature == 0), abs=1e-12)
    assert kept.both_sign == pytest.approx(mean(lambda v: v.signs_a & v.signs_b & ~v.attack_now), abs=1e-12)
    with pytest.raises(ShapeError, match="for 3 packages"):
        curves.tally([0.1, 0.2, 0.3], 0.5, 0, kept)
