"""Acts, signals, markets and the watch-list."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import ShapeError
from detente.motives.choice import (
    act_likelihood,
    choice_chances,
    infer_from_choices,
    market_shift,
    separating_range,
)
from detente.motives.evidence import Evidence, Item
from detente.motives.observe import Observation, information, rank_checks, rank_observations

MENU = {"revisionist": [1.0, 0.2, 0.0], "limited": [0.4, 0.8, 0.1]}


def test_worked_values_of_the_inverse_decision() -> None:
    chances = act_likelihood(MENU, 0, grid=[3.0])
    assert chances["revisionist"] == pytest.approx(0.8768046, abs=1e-7)
    assert chances["revisionist"] / chances["limited"] == pytest.approx(4.1443803, abs=1e-6)
    one = infer_from_choices({"revisionist": 0.5, "limited": 0.5}, [(MENU, 0)], grid=[3.0])
    assert one.posterior["revisionist"] == pytest.approx(0.8056131, abs=1e-7)
    random = act_likelihood(MENU, 0, grid=[0.0])
    assert random["revisionist"] / random["limited"] == pytest.approx(1.0)


def test_an_act_that_every_type_would_choose_weighs_nothing() -> None:
    same = {"revisionist": [0.9, 0.1], "limited": [0.9, 0.1]}
    chances = act_likelihood(same, 0)
    assert chances["revisionist"] == chances["limited"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=5), st.floats(0, 50), st.floats(-3, 3))
def test_choice_ignores_the_zero_of_utility_and_follows_its_order(
    row: list[float], beta: float, shift: float
) -> None:
    chances = choice_chances(row, beta)
    assert chances == pytest.approx(choice_chances(np.array(row) + shift, beta), abs=1e-9)
    assert chances.sum() == pytest.approx(1.0)
    assert chances[int(np.argmax(row))] == chances.max()


def test_the_joint_inference_is_the_sum_over_the_grid() -> None:
    grid, joint = [1.0, 3.0, 10.0], {}
    for name, row in MENU.items():
        for beta in grid:
            weights = [math.exp(beta * u) for u in row]
            joint[name, beta] = 0.5 / 3 * (weights[0] / sum(weights)) ** 2
    total = sum(joint.values())
    found = infer_from_choices({"limited": 0.5, "revisionist": 0.5}, [(MENU, 0), (MENU, 0)], grid)
    assert found.posterior["limited"] == pytest.approx(
        sum(v for (n, _), v in joint.items() if n == "limited") / total
    )
    assert found.rationality[10.0] == pytest.approx(
        sum(v for (_, b), v in joint.items() if b == 10.0) / total
    )


def test_information_is_zero_for_what_tells_nothing_and_never_more_than_the_doubt() -> None:
    assert information([0.5, 0.5], [[0.9, 0.9], [0.1, 0.1]]) == 0.0
    assert information([0.5, 0.5], [[1.0, 0.0], [0.0, 1.0]]) == pytest.approx(1.0)
    with pytest.raises(ShapeError, match="sum to 1"):
        information([0.5, 0.5], [[0.9, 0.9], [0.2, 0.1]])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5), st.floats(0.01, 0.99))
def test_the_watch_list_keeps_the_average_belief(rows: list[tuple[float, float]], belief: float) -> None:
    beliefs = {"a": belief, "b": 1 - belief}
    seen = [Observation(f"o{i}", "x", {"a": p, "b": q}) for i, (p, q) in enumerate(rows)]
    ranked = rank_observations(beliefs, seen)
    assert [w.bits for w in ranked] == sorted((w.bits for w in ranked), reverse=True)
    for watch in ranked:
        mean = watch.chance * watch.if_seen["a"] + (1 - watch.chance) * watch.if_not["a"]
        assert mean == pytest.approx(belief, abs=1e-9)


def test_refusals_say_what_is_wrong() -> None:
    with pytest.raises(ShapeError, match="act 7"):
        act_likelihood(MENU, 7)
    with pytest.raises(ShapeError, match="same acts"):
        act_likelihood({"a": [1.0], "b": [1.0, 0.0]}, 0)
    with pytest.raises(ShapeError, match="as many weights"):
        act_likelihood(MENU, 0, [1.0, 2.0], [1.0])
    with pytest.raises(ShapeError, match="has utilities for"):
        infer_from_choices({"a": 1.0}, [(MENU, 0)])
    with pytest.raises(ShapeError, match="no likelihood for b"):
        rank_observations({"a": 0.5, "b": 0.5}, [Observation("o", "x", {"a": 0.5})])
    with pytest.raises(ShapeError, match="does not care"):
        market_shift(0.05, [0.0])
    assert separating_range(0.4, 0.1) is None


def test_checking_a_report_is_worth_what_bayes_over_the_event_says() -> None:
    """Brute force: joint over hypothesis and event, given two reports of one origin and one of another."""
    chances, beliefs = {"a": 0.8, "b": 0.2}, {"a": 0.4, "b": 0.6}
    reports = (
        Item("s1", chances, 0.6, 0.5, "wire", "visit"),
        Item("s2", chances, 0.6, 0.5, "wire", "visit"),
        Item("s3", chances, 0.3, 0.4, "paper", "visit"),
    )
    joint = np.zeros((2, 2))
    for column, name in enumerate(beliefs):
        for happened in (0, 1):
            p = chances[name] if happened else 1 - chances[name]
            said = (0.6 * happened + 0.4 * 0.5) * (0.3 * happened + 0.7 * 0.4)
            joint[happened, column] = beliefs[name] * p * said
    joint /= joint.sum()
    (watch,) = rank_checks(Evidence(beliefs, reports))
    outer = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    assert watch.bits == pytest.approx((joint * np.log2(joint / outer)).sum())
    assert watch.chance == pytest.approx(joint[1].sum())
    assert watch.if_seen["a"] == pytest.approx(joint[1, 0] / joint[1].sum())
    assert rank_checks(Evidence(beliefs, (Item("sure", chances),))) == ()
