"""Section 3 of the theory: T3.1 to T3.10, and the games themselves by recursion."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import NoAgreementError, ShapeError
from detente.war.bargain import (
    Fighter,
    patience_split,
    short_period_share,
    split_on_frontier,
    split_while_fighting,
    split_with_outside_options,
)
from detente.war.deadlines import split_before_deadline, waiting_threshold
from detente.war.screening import optimism, screen_steadily, screen_two_types, width_after

SIDE_A, SIDE_B = Fighter(0.5, 0.99, 0.3, 0.2), Fighter(0.5, 0.99, 0.4, 0.8)


def test_t3_1_patience():
    assert patience_split(0.9, 0.9) == pytest.approx(0.5263157895, abs=5e-11)
    assert patience_split(0.9, 0.8) == pytest.approx(0.7142857143, abs=5e-11)
    assert patience_split(0.5, 0.5) == pytest.approx(0.6666666667, abs=5e-11)


@pytest.mark.parametrize(
    ("outside", "share", "binding"),
    [
        ((0, 0.3), 0.5263158, ()),
        ((0, 0.5), 0.5, ("b",)),
        ((0.3, 0.6), 0.4, ("b",)),
        ((0.6, 0.3), 0.64, ("a",)),
        ((0.45, 0.54), 0.46, ("a", "b")),
    ],
)
def test_t3_2_outside_options(outside, share, binding):
    found = split_with_outside_options(0.9, 0.9, *outside)
    assert found.share_a == pytest.approx(share, abs=5e-8)
    assert found.binding == binding


def test_outside_options_that_exceed_the_stake():
    with pytest.raises(NoAgreementError, match="exceed the stake together"):
        split_with_outside_options(0.9, 0.9, 0.6, 0.5)


@settings(max_examples=100, deadline=None)
@given(st.floats(0.3, 0.99), st.floats(0.3, 0.99), st.floats(-0.5, 1), st.floats(0, 1))
def test_outside_options_are_the_fixed_point(discount_a, discount_b, outside_a, part):
    outside_b = (1 - outside_a) * part
    found = split_with_outside_options(discount_a, discount_b, outside_a, outside_b)
    assert found.share_a == pytest.approx(1 - max(outside_b, discount_b * found.share_b), abs=1e-12)
    assert found.share_b == pytest.approx(1 - max(outside_a, discount_a * found.share_a), abs=1e-12)


def test_t3_3_and_t3_10_fighting_while_talking():
    found = split_while_fighting(SIDE_A, SIDE_B, 0.05)
    assert found.share_a == pytest.approx(0.4623078605, abs=5e-11)
    assert 1 - found.share_if_b_first == pytest.approx(0.5412994572, abs=5e-11)
    assert found.share_of_surplus == pytest.approx(0.5153311002, abs=5e-11)
    assert short_period_share(0.12, 0.36, 0.6) == pytest.approx(0.5714286, abs=5e-8)
    one = split_while_fighting(SIDE_A, Fighter(0.5, 0.99, 0.6, 0.8), 0.05)
    both = split_while_fighting(Fighter(0.5, 0.99, 0.5, 0.2), Fighter(0.5, 0.99, 0.6, 0.8), 0.05)
    assert one.share_a == pytest.approx(0.4796299, abs=5e-8)
    assert both.share_a == pytest.approx(0.4633385, abs=5e-8)
    assert (one.share_a - found.share_a) / 0.2 == pytest.approx(0.0866102689, abs=5e-11)
    prize = split_while_fighting(Fighter(0.5, 0.99, 0.3, 0.2, talk_flow=0.8), SIDE_B, 0.05)
    assert prize.share_a == pytest.approx(0.5242151, abs=5e-8)
    assert prize.war_value_a + prize.war_value_b == pytest.approx(1.0101, abs=5e-5)
    assert prize.talks_are_the_prize
    assert "talks are the prize" in prize.in_words()
    assert "proposes first" in found.in_words()


def test_fighting_while_talking_needs_one_winner():
    with pytest.raises(ShapeError, match=r"add up to 1\.1, not 1"):
        split_while_fighting(SIDE_A, Fighter(0.6, 0.99, 0.4, 0.8), 0.05)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.1, 0.9),
    st.floats(0.01, 0.5),
    st.floats(0.5, 0.99),
    st.floats(0.5, 0.99),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_the_split_is_the_fixed_point_on_the_line(p, hazard, discount_a, discount_b, cost, flow):
    a, b = Fighter(p, discount_a, cost, flow), Fighter(1 - p, discount_b, 0.3, 1 - flow)
    found = split_while_fighting(a, b, hazard)
    share, other = 0.5, 0.5
    for _ in range(5000):
        share, other = (
            1 - b.month(hazard) - b.weight(hazard) * other,
            1 - a.month(hazard) - a.weight(hazard) * share,
        )
    assert found.share_a == pytest.approx(share, abs=1e-10)
    assert found.share_if_b_first == pytest.approx(1 - other, abs=1e-10)


def test_a_curved_frontier():
    curve = lambda u: 1 - u**2  # noqa: E731
    back = lambda v: math.sqrt(max(0.0, 1 - v))  # noqa: E731
    months = (SIDE_A.month(0.05), SIDE_B.month(0.05))
    weights = (SIDE_A.weight(0.05), SIDE_B.weight(0.05))
    found = split_on_frontier(curve, back, months, weights)
    assert found.utility_b == pytest.approx(curve(found.utility_a), abs=1e-9)
    assert found.utility_b_if_b_first == pytest.approx(curve(found.utility_a_if_b_first), abs=1e-9)
    assert found.utility_b == pytest.approx(months[1] + weights[1] * found.utility_b_if_b_first, abs=1e-9)
    assert found.utility_a_if_b_first == pytest.approx(months[0] + weights[0] * found.utility_a, abs=1e-9)
    with pytest.raises(NoAgreementError, match="beats fighting on"):
        split_on_frontier(lambda u: 0.5 - u, lambda v: 0.5 - v, months, weights)


def test_t3_4_deadlines():
    for n, share in ((1, 1), (2, 0.1), (3, 0.91), (4, 0.181), (5, 0.8371), (50, 0.5236032762)):
        assert split_before_deadline(n, 0.9, 0.9) == pytest.approx(share, abs=5e-11)
        assert split_before_deadline(n, 0.9, 0.9, first="b") == pytest.approx(1 - share, abs=5e-11)
    with pytest.raises(ShapeError, match="1 or more proposals"):
        split_before_deadline(0, 0.9, 0.9)


def test_t3_5_and_t3_9_waiting():
    found = waiting_threshold(0.45, 0.60, -0.10, 0.99)
    assert found.hazard_needed == pytest.approx(0.0370370370, abs=5e-11)
    assert found.months_at_most == pytest.approx(23.9954, abs=5e-5)
    with_war = waiting_threshold(0.4605, 0.56, 0.4016806722689076, 0.99, 0.05)
    assert with_war.hazard_needed == pytest.approx(0.0373985825, abs=5e-11)
    assert waiting_threshold(0.6, 0.5, 0.4, 0.99).hazard_needed == math.inf
    assert "never pays" in waiting_threshold(0.6, 0.5, 0.4, 0.99).in_words()
    assert "not above it" in found.in_words(0.02)
    with pytest.raises(ShapeError, match="below the war value"):
        waiting_threshold(0.3, 0.6, 0.4, 0.99)


def test_t3_6_screening():
    found = screen_two_types(SIDE_A, Fighter(0.5, 0.99, 0.9, 0.8), Fighter(0.5, 0.99, 0.2, 0.8), 0.05)
    assert found.share_pooling == pytest.approx(0.4857142857, abs=5e-11)
    assert found.share_screening == pytest.approx(0.6033613445, abs=5e-11)
    assert found.share_first_round == pytest.approx(0.4927142857, abs=5e-11)
    assert found.chance_needed == pytest.approx(0.5833333333, abs=5e-11)
    fought = SIDE_A.month(0.05) + SIDE_A.weight(0.05) * found.share_pooling
    for chance in (0.3, 0.58, 0.59, 0.8):
        screens = (1 - chance) * found.share_first_round + chance * fought > found.share_pooling
        assert screens == (chance < found.chance_needed)
    assert "risk" in found.in_words(0.3)
    with pytest.raises(ShapeError, match="must lose more by war"):
        screen_two_types(SIDE_A, SIDE_B, SIDE_B, 0.05)


def test_t3_7_steady_screening():
    for discount, left, demand, months, late in (
        (0.75, 0.6666667, 0.3333333, 3, 0.0077073),
        (0.9, 0.7597469, 0.2402531, 4.1622777, 0.0369852),
        (0.99, 0.9090909, 0.0909091, 11, 0.3186308),
    ):
        found = screen_steadily(discount)
        assert found.fraction_left == pytest.approx(left, abs=5e-8)
        assert found.first_demand == pytest.approx(demand, abs=5e-8)
        assert found.expected_months == pytest.approx(months, abs=5e-8)
        assert found.still_fighting(12) == pytest.approx(late, abs=5e-8)


def test_t3_8_optimism():
    found = optimism(0.7, 0.4, 2 / 17)
    assert found.battles_needed == pytest.approx(15.5)
    assert "16 informative battles" in found.in_words()
    for n, width in ((0, -0.1824), (8, -0.0490), (15, -0.0024), (16, 0.0023)):
        assert width_after(0.7, 0.4, 2 / 17, n) == pytest.approx(width, abs=5e-5)
    assert optimism(0.5, 0.45, 0.2).battles_needed == 0
    assert np.isinf(optimism(0.7, 0.4, 0.0).battles_needed)


def test_deadlines_on_a_frontier_are_those_of_one_stake_and_of_the_endless_game():
    from detente.war.bargain import split_on_frontier
    from detente.war.deadlines import split_before_deadline, split_on_frontier_before_deadline

    def line(u):
        return 1 - u

    for n in range(1, 7):
        first = "a" if n % 2 else "b"  # a makes the last proposal
        share, _ = split_on_frontier_before_deadline(line, line, (0.0, 0.0), (0.9, 0.8), n, "a")
        assert share == pytest.approx(split_before_deadline(n, 0.9, 0.8, first=first))

    def curve(u):
        return float(np.sqrt(max(0.0, 1 - u**2)))

    months, weights = (0.02, 0.01), (0.93, 0.91)
    endless = split_on_frontier(curve, curve, months, weights)
    far = split_on_frontier_before_deadline(curve, curve, months, weights, 301, "a")
    assert far == pytest.approx((endless.utility_a, endless.utility_b), abs=1e-6)
    with pytest.raises(ShapeError, match="last by a or b"):
        split_on_frontier_before_deadline(line, line, (0, 0), (0.9, 0.9), 0, "a")
