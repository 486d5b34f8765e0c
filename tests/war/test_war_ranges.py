"""Section 1 of the theory: T1.3 to T1.9; support, stalemate and drift against brute force."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import ShapeError
from detente.war.process import war_line, war_value
from detente.war.ranges import (
    ShareRange,
    acceptable_packages,
    best_final_demand,
    feasible_in_range,
    least_share,
    share_range,
    share_range_under_risk,
)
from detente.war.support import (
    SupportLinks,
    drift_shift,
    drift_under_limits,
    support_report,
    war_values_on_grid,
    with_stalemate,
)


def test_t1_3_and_t1_4_ranges():
    assert share_range_under_risk(0.6 - 0.1, 0.4 - 0.15) == ShareRange(0.5, 0.75)
    for curvature, low, high in (
        ((1, 1), 0.45, 0.55),
        ((0.5, 0.5), 0.2025, 0.7975),
        ((2, 2), 0.6708204, 0.3291796),
        ((2, 1), 0.6708204, 0.55),
    ):
        found = share_range_under_risk(0.45, 0.45, curvature)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-8)
        assert found.is_empty == (high < low)
        assert ("no share" in found.in_words()) == found.is_empty
    assert share_range(-0.1, -0.2) == ShareRange(0.0, 1.0)


def test_t1_5_exponential_risk():
    assert least_share(0.45, 3.0, "exponential") == pytest.approx(0.1859699758, abs=5e-11)
    assert least_share(0.45, 1e-7, "exponential") == pytest.approx(0.45)
    assert least_share(0.45, 1e-5, "exponential") == pytest.approx(0.45, abs=1e-5)
    assert least_share(-0.2, 3.0, "exponential") == 0
    assert np.isinf(least_share(1.2, 30.0, "exponential"))
    with pytest.raises(ShapeError, match="exponent must be above 0"):
        least_share(0.5, 0.0)


def test_t1_6_indivisible():
    assert feasible_in_range([0, 1], ShareRange(0.5 - 0.2, 0.5 + 0.1)).size == 0
    assert feasible_in_range([0, 1], ShareRange(0.15 - 0.2, 0.15 + 0.1)).tolist() == [0]


def test_t1_7_and_t1_8_packages():
    thirds = np.array([[0.45, 0.40, 0.15], [0.3, 0.4, 0.3], [0.45, 0.25, 0.3]])
    assert acceptable_packages(thirds, np.array([0.45, 0.40, 0.30])).size == 0
    to_a = np.array(list(product((0, 1), repeat=2)))
    utilities = np.stack([to_a @ [0.4, 0.6], (1 - to_a) @ [0.8, 0.2]], axis=1)
    found = acceptable_packages(utilities, np.array([0.55, 0.75]))
    assert to_a[found].tolist() == [[0, 1]]
    with pytest.raises(ShapeError, match="war values for utilities"):
        acceptable_packages(utilities, np.array([0.5]))


def test_t1_9_final_demand():
    found = best_final_demand(0.5, 0.10, 0.05, 0.35)
    assert (found.cost_pressed, found.share, found.risk_of_war, found.value) == pytest.approx(
        (0.125, 0.625, 0.25, 0.56875)
    )
    corner = best_final_demand(0.5, 0.10, 0.2, 0.4)
    assert corner.cost_pressed == 0.2
    assert corner.risk_of_war == 0
    with pytest.raises(ShapeError, match="is not below"):
        best_final_demand(0.5, 0.1, 0.4, 0.2)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1), st.floats(0, 0.3), st.floats(0.01, 0.2), st.floats(0.01, 0.5))
def test_no_scanned_demand_beats_the_best(power, cost_a, low, extra):
    best = best_final_demand(power, cost_a, low, low + extra)
    pressed = np.linspace(low, low + extra, 501)
    risk = (pressed - low) / extra
    assert best.value >= ((1 - risk) * (power + pressed) + risk * (power - cost_a)).max() - 1e-12


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(-1, 1), st.floats(0.5, 0.99), st.floats(0, 1)
)
def test_a_stalemate_is_the_sum_of_the_months(p, hazard, freeze, frozen, discount, cost):
    joint, won, lost = with_stalemate(hazard, freeze, frozen, 1.0, -0.5)
    value, there, now = 0.0, 1.0, 1.0
    for _ in range(3000):
        month = -(1 - discount) * cost + hazard * (p * 1.0 + (1 - p) * -0.5)
        month += (1 - hazard) * (freeze * frozen + (1 - freeze) * (1 - discount) * 0.3)
        value += there * now * month
        there, now = there * (1 - hazard) * (1 - freeze), now * discount
    assert war_value(p, joint, discount, cost, won, lost, 0.3) == pytest.approx(value, abs=1e-9)
    same = with_stalemate(max(hazard, 0.01), 0.0, frozen, 1.0, -0.5)
    assert same == (pytest.approx(max(hazard, 0.01)), pytest.approx(1.0), pytest.approx(-0.5))


def test_a_frozen_front_that_both_like_leaves_nothing_to_share():
    hazard, won, lost = with_stalemate(0.02, 0.2, 0.6)
    value_a = war_value(0.5, hazard, 0.99, 0.3, won, lost, 0.2)
    hazard, won, lost = with_stalemate(0.02, 0.2, 0.6, 0.0, 1.0)
    value_b = war_value(0.5, hazard, 0.99, 0.4, won, lost, 0.8)
    assert value_a + value_b > 1
    assert share_range(float(value_a), float(value_b)).is_empty


def test_drift_in_war_agrees_with_the_grid():
    powers = np.linspace(0, 1, 1001)
    moves = np.zeros((1001, 1001))
    moves[np.arange(1001), np.minimum(np.arange(1001) + 1, 1000)] = 1
    intercept, slope = war_line(0.2, 0.95, 0.3, 1, 0, 0.2)
    found = war_values_on_grid(powers, moves, 0.2, 0.95, 0.3, (1, 0, 0.2))
    line = intercept + drift_shift(0.2, 0.95, slope, 0.001) + slope * powers
    assert found[:500] == pytest.approx(line[:500], abs=1e-10)
    still = war_values_on_grid(powers, np.eye(1001), 0.2, 0.95, 0.3, (1, 0, 0.2))
    assert still == pytest.approx(intercept + slope * powers, abs=1e-12)
    with pytest.raises(ShapeError, match="row-stochastic"):
        war_values_on_grid(powers, moves * 0.9, 0.2, 0.95, 0.3)


def subsets_value(power, war, links):
    """A separate account: a recursion over every set of links that is still there."""
    hazard, discount, cost, won, lost, flow = war
    k = links.power.size
    values = {}
    for alive in sorted(product((0, 1), repeat=k), key=sum):
        on = np.array(alive, bool)
        p = power + links.power[on].sum()
        month = hazard * (p * won + (1 - p) * lost) + (1 - hazard) * (1 - discount) * flow
        month -= (1 - discount) * (cost + links.cost[on].sum())
        stay, after = 1.0, 0.0
        for rest in product(*[(0, 1) if a else (0,) for a in alive]):
            chance = np.prod(
                [1 - z if r else z for a, r, z in zip(alive, rest, links.lapse, strict=True) if a]
            )
            if rest == alive:
                stay = chance
            else:
                after += chance * values[rest]
        values[alive] = (month + (1 - hazard) * discount * after) / (1 - (1 - hazard) * discount * stay)
    return values[(1,) * k]


def test_support_that_lapses_agrees_with_the_recursion_over_subsets():
    rng = np.random.default_rng(3)
    for _ in range(20):
        k = int(rng.integers(1, 5))
        links = SupportLinks(
            rng.uniform(-0.1, 0.1, k), rng.uniform(-0.2, 0.1, k), rng.choice([0.0, 0.05, 1.0], k)
        )
        war = (rng.uniform(0.01, 0.3), rng.uniform(0.9, 0.99), rng.uniform(0, 1), 1.0, 0.1, 0.3)
        report = support_report(0.5, war, links)
        assert report.with_all == pytest.approx(subsets_value(0.5, war, links), abs=1e-10)
        assert report.with_none == pytest.approx(float(war_value(0.5, *war)), abs=1e-12)
        for i in range(k):
            rest = SupportLinks(
                np.delete(links.power, i), np.delete(links.cost, i), np.delete(links.lapse, i)
            )
            expected = subsets_value(0.5, war, rest) if k > 1 else report.with_none
            assert report.without_each[i] == pytest.approx(expected, abs=1e-10)
    assert "may lapse" in report.in_words(tuple("abcd"[:k]))


def test_limits_cut_the_drift_of_the_side_that_bears_them():
    assert drift_under_limits(0.01, 0.008) == pytest.approx(0.002)
    assert drift_under_limits(0.01, 0.008, 1.0, 0.0) == pytest.approx(-0.008)
    with pytest.raises(ShapeError, match=r"limit_a: found 1\.5"):
        drift_under_limits(0.01, 0.008, 1.5)
