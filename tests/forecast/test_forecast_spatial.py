"""Compromise, median, Condorcet position and challenges: worked values and brute force."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import CODES, Place, ShapeError
from detente.forecast.challenge import EXPLORATORY, challenge_matrix, explore_rounds, risk_exponents
from detente.forecast.compromise import (
    Voice,
    check_voices,
    condorcet_positions,
    weighted_mean,
    weighted_median,
)

# Council positions on car emissions as used in published replications: capability, position, salience.
CARS = np.array(
    [
        [0.08, 4, 0.8],
        [0.08, 7, 0.4],
        [0.03, 4, 0.2],
        [0.16, 4, 0.8],
        [0.16, 10, 0.6],
        [0.16, 10, 0.6],
        [0.16, 10, 0.9],
        [0.05, 7, 0.1],
        [0.05, 4, 1.0],
        [0.08, 7, 0.7],
    ]
)
BROKEN = Path(__file__).parents[1] / "broken" / "forecast"


def test_the_three_results_on_the_published_table() -> None:
    weights = CARS[:, 0] * CARS[:, 2]
    assert weighted_mean(CARS[:, 1], weights) == pytest.approx(7.389955687)
    assert weighted_median(CARS[:, 1], weights) == 7
    assert condorcet_positions(CARS[:, 1], weights) == (7.0,)


VOICES = st.lists(
    st.tuples(st.integers(0, 20).map(float), st.integers(1, 9).map(float)), min_size=1, max_size=7
).map(np.array)


@settings(max_examples=60, deadline=None)
@given(VOICES)
def test_median_and_condorcet_agree_with_their_definitions(voices: np.ndarray) -> None:
    place, weight = voices.T
    median = weighted_median(place, weight)
    assert weight[place <= median].sum() >= weight.sum() / 2 - 1e-9
    assert weight[place < median].sum() < weight.sum() / 2
    by_hand = tuple(
        a
        for a in sorted(set(place))
        if all((weight * (abs(place - b) - abs(place - a))).sum() >= -1e-9 for b in set(place))
    )
    assert condorcet_positions(place, weight) == by_hand
    assert place.min() - 1e-9 <= weighted_mean(place, weight) <= place.max() + 1e-9


def by_loops(x: np.ndarray, c: np.ndarray, s: np.ndarray, r: np.ndarray, i: int, j: int, view: int) -> float:
    width = x.max() - x.min()
    up = total = 0.0
    for k in range(len(x)):
        vote = c[k] * s[k] * ((abs(x[k] - x[j]) / width) ** r[k] - (abs(x[k] - x[i]) / width) ** r[k])
        up, total = up + max(vote, 0.0), total + abs(vote)
    p = (up / total if total else 0.5) if x[i] != x[j] else 0.0
    d = abs(x[i] - x[j]) / width
    success, failure = 2 - 4 * (0.5 - 0.5 * d) ** r[view], 2 - 4 * (0.5 + 0.5 * d) ** r[view]
    return s[j] * (p * success + (1 - p) * failure) + (1 - s[j]) * success - (2 - 4 * 0.5 ** r[view])


@settings(max_examples=40, deadline=None)
@given(VOICES, st.randoms(use_true_random=False))
def test_the_matrix_is_what_loops_give_and_chances_of_a_pair_sum_to_one(
    voices: np.ndarray, rnd: object
) -> None:
    x, c = voices.T
    s = np.array([rnd.uniform(0.05, 1) for _ in x])  # type: ignore[attr-defined]
    if np.ptp(x) == 0:
        assert not challenge_matrix(x, c, s).chance.any()
        return
    r = np.array([rnd.uniform(0.5, 2) for _ in x])  # type: ignore[attr-defined]
    found = challenge_matrix(x, c, s, risk=r)
    for i in range(len(x)):
        for j in range(len(x)):
            assert found.expected[i, j] == pytest.approx(by_loops(x, c, s, r, i, j, i), abs=1e-9)
            assert found.seen[i, j] == pytest.approx(by_loops(x, c, s, r, j, i, i), abs=1e-9)
    differ = x[:, None] != x[None, :]
    assert (found.chance + found.chance.T)[differ] == pytest.approx(1.0)


def test_two_parties_have_their_closed_forms() -> None:
    even = challenge_matrix([0.0, 1.0], [1.0, 1.0], [1.0, 1.0], risk=[1, 1])
    assert (even.chance[0, 1], even.expected[0, 1]) == (0.5, 0.0)
    odd = challenge_matrix([0.0, 1.0], [3.0, 1.0], [1.0, 0.5], risk=[1, 1])
    assert odd.chance[0, 1] == pytest.approx(6 / 7)
    assert odd.expected[0, 1] == pytest.approx(12 / 7)
    assert odd.expected[1, 0] == pytest.approx(-10 / 7)


def test_risk_lies_between_a_half_and_two_and_both_ends_are_taken() -> None:
    risk = risk_exponents(CARS[:, 1], CARS[:, 0], CARS[:, 2])
    assert risk.min() == pytest.approx(0.5)
    assert risk.max() == pytest.approx(2.0)


def test_the_rounds_follow_the_printed_formula_and_say_what_they_are() -> None:
    found = explore_rounds(CARS[:, 1], CARS[:, 0], CARS[:, 2], rounds=4)
    assert found.weighted_means == pytest.approx((7.390, 7.604, 7.027, 7.0, 7.0), abs=5e-4)
    assert found.label == EXPLORATORY
    assert found.label.startswith("exploratory")
    same = explore_rounds([3.0, 3.0], [1.0, 2.0], [1.0, 1.0], rounds=2)
    assert (same.positions == 3.0).all()


@pytest.mark.parametrize(
    ("code", "words"),
    [("F-001", "write 0.8"), ("F-002", "at least one party"), ("F-003", "a capability is one from 0 up")],
)
def test_every_code_has_a_broken_file_and_a_message_that_helps(code: str, words: str) -> None:
    (file,) = BROKEN.glob(f"{code}*")
    voices = {name: Voice(**row) for name, row in json.loads(file.read_text(encoding="utf-8")).items()}
    problems = check_voices(voices, Place(file.name))
    assert [problem.code for problem in problems] == [code]
    assert words in str(problems[0])
    assert code in CODES


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ShapeError, match="do not fit"):
        weighted_mean([1.0], [1.0, 2.0])
    with pytest.raises(ShapeError, match="not all 0"):
        weighted_median([1.0], [0.0])
    with pytest.raises(ShapeError, match="saliences between 0 and 1"):
        challenge_matrix([0, 1], [1, 1], [80, 20])
    with pytest.raises(ShapeError, match="above 0"):
        challenge_matrix([0, 1], [1, 1], [1, 1], risk=[0, 1])
