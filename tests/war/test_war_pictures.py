"""The series behind the pictures, and the paragraphs."""

import numpy as np
import pytest

from detente.errors import ShapeError
from detente.war.hold import SIGNATURES, solve_settlements
from detente.war.pictures import (
    coalition_curve,
    expected_months_in_words,
    power_path,
    signature_map,
    survival_band,
)
from detente.war.tipping import joined
from detente.war.words import settlement_in_words

TERMS = {
    "power_max": 0.9, "drift": 0.004, "shock": 0.02, "monitoring": 0.9, "scale": 0.3, "penalty": 0.05, "surprise": 0.03,
}  # fmt: skip


def test_bands_hold_the_central_draws():
    curves = np.sort(np.random.default_rng(0).uniform(size=(101, 5)), axis=0)
    band = survival_band(curves, coverage=0.9)
    assert np.array_equal(band.low, curves[5])
    assert np.array_equal(band.middle, curves[50])
    assert np.array_equal(band.high, curves[95])
    heavy = np.zeros(101)
    heavy[7] = 1
    assert np.array_equal(survival_band(curves, heavy).low, curves[7])
    with pytest.raises(ShapeError, match="do not fit 101 draws"):
        survival_band(curves, np.ones(3))


def test_the_map_shows_several_intervals(make_games):
    share = np.round(np.arange(0.0, 0.8001, 0.005), 3)
    seen = signature_map(make_games(**TERMS), share, np.array([0.0, 0.9, 1.0]), grid_points=91)
    assert seen.intervals(1) == ((0.34, 0.4, "bad_faith"), (0.405, 0.43, "opportunist"), (0.5, 0.515, "safe"))
    safe = seen.signature[2] == SIGNATURES.index("safe")
    assert (seen.credibility_needed[safe] <= 1).all()
    assert (seen.survival[2][safe] == 1).all()


def test_the_power_path_stays_within_its_bounds(make_games):
    path = power_path(make_games(**TERMS), 200)
    assert path.mean[0] == 0.5
    assert path.mean[-1] == 0.9
    assert (path.low <= path.mean).all()
    assert (path.high <= 0.9).all()
    assert path.threshold >= 0.5


def test_paragraphs_say_what_the_numbers_say(make_games):
    share = np.array([0.36, 0.42, 0.5, 0.2])
    games = make_games(**TERMS, credibility=0.9, share_a=share, lapse=np.array([0, 0.01, 0, 0]))
    solved = solve_settlements(games, 91)
    texts = [settlement_in_words(games, solved, row, ("North", "South")) for row in range(4)]
    assert solved.signature_names() == ["bad_faith", "opportunist", "safe", "refuses"]
    assert "only because it plans to break" in texts[0]
    assert "would still break them" in texts[1]
    assert "no reason ever to break" in texts[2]
    assert "North does not sign" in texts[3]
    for row, text in enumerate(texts):
        assert f"{solved.value_a[row]:.3f}" in text
        assert f"{solved.war_now_b[row]:.3f}" in text
        assert "nobody else joins" in text
    weak = make_games(**{**TERMS, "scale": 0.0, "penalty": 0.0})
    assert "no bite" in settlement_in_words(weak, solve_settlements(weak))


def test_long_times_are_not_given_as_numbers():
    assert expected_months_in_words(3.8e9) == "over 100 years"
    assert expected_months_in_words(float("inf")) == "no break in the model"


def test_classes_on_the_map_are_those_of_the_solver(make_games):
    shares, credibilities = np.linspace(0, 1, 21), np.linspace(0, 1, 6)
    game = make_games(**TERMS)
    seen = signature_map(game, shares, credibilities)
    rng = np.random.default_rng(5)
    for row, at in zip(rng.integers(0, 6, 25), rng.integers(0, 21, 25), strict=True):
        here = make_games(**TERMS, share_a=shares[at], share_b=1 - shares[at], credibility=credibilities[row])
        kind = solve_settlements(here, 46).signature_names()[0]
        runs = [name for low, high, name in seen.classes(int(row)) if low - 1e-9 <= shares[at] <= high + 1e-9]
        assert runs == [kind]


def test_runs_of_classes_cover_every_share_once(make_games):
    shares = np.linspace(0, 1, 41)
    seen = signature_map(make_games(**TERMS), shares, np.array([0.0, 0.7, 1.0]))
    for row in range(3):
        covered = [s for low, high, _ in seen.classes(row) for s in shares if low - 1e-9 <= s <= high + 1e-9]
        assert np.allclose(covered, shares)


def test_bands_of_attack_hold_exactly_the_powers_at_which_the_solver_attacks(make_games):
    game = make_games(**TERMS, share_a=0.42, share_b=0.58, credibility=0.5, lapse=0.01)
    path, solved = power_path(game, 60), solve_settlements(game, 46)
    grid = np.linspace(float(game.power_min[0]), float(game.power_max[0]), 46)
    for bands, block in ((path.attacks, 1), (path.attacks_lapsed, 0)):
        inside = np.array([any(low <= p <= high for low, high in bands) for p in grid])
        assert np.array_equal(inside, solved.attacks[0, block])
        assert inside.any()
    assert path.attacks[0][0] <= path.threshold <= path.attacks[0][1]
    sure = power_path(make_games(**TERMS, share_a=0.42, share_b=0.58, credibility=0.5), 60)
    assert sure.attacks_lapsed == ()


def test_a_coalition_curve_ends_where_members_stop_joining():
    brings = {"US": 50, "UK": 15, "FR": 12, "DE": 13, "PL": 8, "IT": 7}
    asks = {"US": 10, "UK": 40, "FR": 45, "DE": 60, "PL": 10, "IT": 80}
    curve = coalition_curve(brings, asks)
    assert sum(capability for _, _, capability in curve.steps) == curve.total == 105
    assert curve.steps[0] == (10, ("US", "PL"), 58)
    assert [threshold for threshold, _, _ in curve.steps] == sorted(set(asks.values()))
    assert (curve.from_nobody, curve.from_everybody) == (0, 105)
    for start, end in (((), curve.from_nobody), (tuple(brings), curve.from_everybody)):
        assert sum(brings[name] for name in joined(brings, asks, start)) == end
