"""Section 2 of the theory: the settlement game, values T2.1 to T2.5, T2.8, T2.12; plain solver at random."""

import numpy as np
import pytest

from detente.errors import ShapeError
from detente.war.hold import SIGNATURES, solve_settlements, value_bystanders
from detente.war.process import war_line

REARMING = {
    "power_max": 0.9, "drift": 0.004, "shock": 0.02, "monitoring": 0.8, "credibility": 0.5, "scale": 0.25,
    "penalty": 0.05, "surprise": 0.03, "lapse": 0.01,
}  # fmt: skip


def test_t2_1_static_power(make_games):
    solved = solve_settlements(make_games(share_a=np.array([0.35, 0.45])), 101)
    assert solved.value_a == pytest.approx([0.4016806723, 0.45], abs=5e-11)
    assert solved.attack_now.tolist() == [True, False]
    assert solved.signature_names() == ["refuses", "safe"]


@pytest.mark.parametrize(
    ("drift", "cap", "month", "value_a", "value_b"),
    [(0.01, 0.8, 30, 0.600737261, 0.312239), (0.002, 0.95, 128, 0.496080635, 0.471419)],
)
def test_t2_2_steady_rearming(make_games, drift, cap, month, value_a, value_b):
    solved = solve_settlements(make_games(drift=drift, power_max=cap), round(cap * 500) + 1)
    assert solved.value_a[0] == pytest.approx(value_a, abs=5e-10)
    assert solved.value_b[0] == pytest.approx(value_b, abs=5e-7)
    assert solved.attack_month[0] == month
    assert solved.expected_months[0] == pytest.approx(month, abs=1e-9)


def test_t2_2c_a_share_that_power_never_outgrows(make_games):
    solved = solve_settlements(make_games(drift=0.01, power_max=0.8, share_a=0.7), 401)
    assert solved.value_a[0] == pytest.approx(0.7, abs=1e-12)
    assert np.isinf(solved.expected_months[0])
    assert solved.never_breaks[0]
    assert solved.signature_names() == ["safe"]


@pytest.mark.parametrize(
    ("share", "cap", "scale", "penalty", "monitoring", "surprise", "needed"),
    [
        (0.45, 0.8, 0.3, 0.0, 1.0, 0.0, 0.808333),
        (0.45, 0.8, 0.3, 0.1, 0.8, 0.05, 0.753282),
        (0.40, 0.65, 0.3, 0.0, 0.9, 0.0, 0.562963),
    ],
)
def test_t2_3_credibility_needed(make_games, share, cap, scale, penalty, monitoring, surprise, needed):
    fields = {
        "share_a": share,
        "power_max": cap,
        "scale": scale,
        "penalty": penalty,
        "monitoring": monitoring,
    }
    at = np.array([needed - 2e-6, needed + 2e-6])
    games = make_games(drift=0.01, shock=0.02, surprise=surprise, credibility=at, **fields)
    solved = solve_settlements(games, round(cap * 200) + 1)
    assert solved.credibility_needed == pytest.approx([needed, needed], abs=5e-7)
    assert solved.never_breaks.tolist() == [False, True]


def test_t2_5_attack_in_the_month_after_the_lapse(make_games):
    solved = solve_settlements(make_games(share_a=0.35, credibility=0.9, scale=0.5, lapse=0.02), 101)
    assert solved.attacks[0, 0, 50]
    assert not solved.attacks[0, 1, 50]
    assert solved.expected_months[0] == pytest.approx(50, abs=1e-9)
    assert solved.value_a[0] == pytest.approx(0.3843381648, abs=5e-11)
    assert solved.survival[0, :3] == pytest.approx([0.784717, 0.483213, 0.297553], abs=5e-7)


@pytest.mark.parametrize(
    ("changes", "value_a", "value_b", "months", "survival"),
    [
        ({}, 0.548084, 0.400780, 100.54, [1.0, 0.9746, 0.7946, 0.2696]),
        ({"credibility": 0.0, "lapse": 0.0}, 0.567645, 0.384401, 99.54, [None, None, 0.7836, None]),
        (
            {"drift": 0.0, "monitoring": 0.9, "credibility": 0.8, "scale": 0.3, "lapse": 0.005},
            0.465859, 0.517223, 722.37, [None, None, 0.9437, 0.8132],
        ),
    ],
)  # fmt: skip
def test_t2_8_random_rearming(make_games, changes, value_a, value_b, months, survival):
    solved = solve_settlements(make_games(**{**REARMING, **changes}), 91)
    assert solved.value_a[0] == pytest.approx(value_a, abs=5e-7)
    assert solved.value_b[0] == pytest.approx(value_b, abs=5e-7)
    assert solved.expected_months[0] == pytest.approx(months, abs=5e-3)
    for found, printed in zip(solved.survival[0], survival, strict=True):
        assert printed is None or found == pytest.approx(printed, abs=5e-5)


@pytest.mark.parametrize(
    ("points", "value_a", "survival"),
    [(46, 0.541496, 0.7856), (91, 0.541199, 0.7946), (181, 0.541103, 0.7971), (361, 0.541067, 0.7978)],
)
def test_t2_12_finer_grids(make_games, points, value_a, survival):
    # the page's coarse grid has no point at 0.5 and starts at 0.5 only on the finer ones
    games = make_games(**{**REARMING, "monitoring": 0.9, "scale": 0.3})
    solved = solve_settlements(games, points)
    assert solved.value_a[0] == pytest.approx(value_a, abs=5e-7)
    assert solved.survival[0, 2] == pytest.approx(survival, abs=5e-5)


def test_the_signature_classes_have_stable_codes():
    assert SIGNATURES == ("safe", "opportunist", "bad_faith", "refuses")


def test_what_signing_is_compared_with_changes_the_class_and_not_the_play(make_games):
    growing = {"share_a": 0.45, "drift": 0.004, "shock": 0.02}
    plain = solve_settlements(make_games(**growing))
    at_war = float(plain.war_now_a[0])
    told = solve_settlements(make_games(**growing, no_deal_a=at_war))
    for name in ("value_a", "value_b", "survival", "signature", "war_now_a", "war_now_b"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(told, name))
    value = float(plain.value_a[0])
    assert value > 0.46
    levels = {"opportunist": 0.44, "bad_faith": (0.45 + value) / 2, "refuses": value + 0.01}
    for kind, no_deal in levels.items():
        changed = solve_settlements(make_games(**growing, no_deal_a=no_deal))
        assert changed.signature_names() == [kind]
        assert changed.value_a == plain.value_a
        np.testing.assert_array_equal(changed.survival, plain.survival)
    low = solve_settlements(make_games(**growing, no_deal_b=float(plain.value_b[0]) - 0.01))
    assert not plain.signs_b.any()
    assert low.signs_b.all()


def random_fields(rng):
    cap = round(float(rng.uniform(0.7, 1.0)), 2)
    cell = cap / 35
    share = rng.uniform(0.25, 0.65)
    return {
        "power_max": cap, "start": int(rng.integers(5, 30)), "drift": rng.uniform(-0.006, 0.008),
        "shock": rng.choice([0.0, rng.uniform(0.6, 1.6) * cell]), "monitoring": rng.uniform(0.3, 1),
        "credibility": rng.choice([0.0, rng.uniform(0, 1)]), "scale": rng.uniform(0.05, 0.4),
        "penalty": rng.uniform(0, 0.1),
        "surprise": rng.uniform(0, 0.05), "lapse": rng.choice([0.0, 0.01, 0.1]), "share_a": share,
        "hazard": rng.uniform(0.02, 0.2), "cost": rng.uniform(0.1, 1),
        "discount_a": rng.choice([0.95, 0.97, 0.99, 0.995]), "discount_b": rng.choice([0.95, 0.99]),
    }  # fmt: skip


def build(make_games, q, **changes):
    q = {**q, **changes}
    line_a = np.stack(war_line(q["hazard"], q["discount_a"], q["cost"], 1, 0, 0.2), -1)
    line_b = np.stack(war_line(q["hazard"], q["discount_b"], 0.4, 0, 1, 0.8), -1)
    fields = {k: v for k, v in q.items() if k not in ("start", "hazard", "cost")}
    power = np.linspace(0, q["power_max"], 36)[q["start"]]
    return make_games(power=power, war_a=line_a, war_b=line_b, **fields)


def test_random_games_agree_with_the_plain_solver(make_games, reference):
    rng = np.random.default_rng(5)
    for _ in range(60):
        q = random_fields(rng)
        grid = np.linspace(0, q["power_max"], 36)
        plain = reference.Par(
            grid=grid, k0=q["start"], drift=q["drift"], sigma=q["shock"], mu=q["monitoring"],
            gam=q["credibility"], s=q["scale"], f=q["penalty"], b=q["surprise"], zeta=q["lapse"],
            xA=q["share_a"], xB=1 - q["share_a"],
            lam=q["hazard"], cA=q["cost"], dA=q["discount_a"], dB=q["discount_b"],
        )  # fmt: skip
        values, stop, chain, _ = reference.solve_one_sided(plain)
        start = 36 + q["start"]
        solved = solve_settlements(build(make_games, q), 36, curves=True)
        assert solved.value_a[0] == pytest.approx(values[1, q["start"]], abs=1e-11)
        value_b = reference.value_B_given(plain, stop, chain)[1, q["start"]]
        months = reference.duration(stop, chain, start)
        if not np.isclose(solved.value_b[0], value_b, atol=1e-10):  # the two may part only on an exact tie
            assert not np.array_equal(stop[1], solved.attacks[0, 1])
            continue
        if np.isinf(months) or months < 1e7:
            assert solved.expected_months[0] == pytest.approx(months, rel=1e-6)
        curve = reference.survival(stop, chain, start, 120)
        assert solved.survival_curve[0] == pytest.approx(curve, abs=1e-10)


def test_bystanders_are_valued_like_b_when_they_are_b(make_games):
    games = make_games(**{**REARMING, "credibility": np.linspace(0, 1, 7)})
    solved = solve_settlements(games, 46)
    utility = np.stack([games.share_b, games.share_b, np.full(7, 0.5)], axis=1)
    war = np.stack([games.war_b, games.war_b, np.tile([0.5, 0.0], (7, 1))], axis=1)
    discount = np.stack([games.discount_b, games.discount_b, np.full(7, 0.9)], axis=1)
    values = value_bystanders(games, solved, utility, discount, war)
    assert values[:, 0] == pytest.approx(solved.value_b, abs=1e-12)
    assert values[:, 1] == pytest.approx(solved.value_b, abs=1e-12)
    assert values[:, 2] == pytest.approx(0.5, abs=1e-12)


def test_a_start_between_grid_points_lies_between_its_neighbours(make_games):
    power = np.array([0.48, 0.483, 0.487, 0.49, 0.5])
    solved = solve_settlements(make_games(**REARMING, power=power), 91)
    assert (np.diff(solved.value_a) > 0).all()
    assert (np.diff(solved.value_b) < 0).all()
    fine = solve_settlements(make_games(**REARMING, power=power), 901)
    assert solved.value_a == pytest.approx(fine.value_a, abs=3e-4)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"credibility": 1.2}, "credibility: found 1.2"),
        ({"discount_a": 1.0}, "discount_a: found 1"),
        ({"power_max": 0.4}, "outside the reachable powers"),
        ({"power_min": 0.9, "power_max": 0.4}, "not above power_min"),
        ({"drift": np.nan}, "drift: found nan"),
        ({"no_deal_a": np.inf}, "no_deal_a: found inf"),
        ({"war_a": np.zeros(3)}, "intercept and slope"),
        ({"drift": np.zeros(3), "shock": np.zeros(2)}, "one number or n of them"),
    ],
)
def test_games_that_make_no_sense_are_refused_by_name(make_games, changes, words):
    with pytest.raises(ShapeError, match=words):
        make_games(**changes)
