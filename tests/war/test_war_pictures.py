"""The series behind the pictures, and the paragraphs."""

import numpy as np
import pytest

from detente.errors import ShapeError
from detente.war.hold import SIGNATURES, solve_settlements
from detente.war.pictures import expected_months_in_words, power_path, signature_map, survival_band
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
