"""Section 4 of the theory: T4.1 to T4.9, and the moratorium by enumeration over the day of the breach."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import ShapeError
from detente.war.compliance import (
    CeasefireSide,
    Monitoring,
    compliance_in_words,
    compliance_under_monitoring,
    patience_needed,
    patience_needed_from_values,
    patience_needed_tit_for_tat,
)
from detente.war.moratorium import (
    Moratorium,
    answer_moratorium,
    break_even_belief,
    compare_sides,
    highest_price_at_belief,
    judge_extortion,
    worth_of_blame,
)

FIVE = CeasefireSide(kept=3, war=1, breach=5, breached=0)
FOUR = CeasefireSide(kept=3, war=1, breach=4)
THIRTY = Moratorium(30, 1.0, 0.6, 0.05, 3, 0.7, 4.0, 6.0)


def test_t4_1_to_t4_3_patience():
    assert patience_needed(FIVE) == pytest.approx(0.5)
    assert patience_needed(FOUR) == pytest.approx(0.3333, abs=5e-5)
    for months, needed in ((2, 0.6180339887), (3, 0.5436890127), (12, 0.5000611322)):
        assert patience_needed(FIVE, months) == pytest.approx(needed, abs=5e-11)
    assert patience_needed(FIVE, 1) == 1.0
    assert patience_needed(FOUR, 1) == pytest.approx(0.5, abs=1e-12)
    assert patience_needed(FOUR, 2) == pytest.approx(0.3660254, abs=5e-8)
    assert patience_needed_tit_for_tat(FIVE) == pytest.approx(0.6666667, abs=5e-8)


def test_t4_4_and_t4_5_monitoring():
    for false_alarm, seen, needed in ((0.05, 0.9, 0.5555556), (0.1, 0.6, 0.7142857), (0.02, 0.5, 0.6849315)):
        report = compliance_under_monitoring(FIVE, Monitoring(seen, false_alarm), 0.9)
        assert report.patience_needed == pytest.approx(needed, abs=5e-8)
        for discount in (needed - 1e-6, needed + 1e-6):
            at = compliance_under_monitoring(FIVE, Monitoring(seen, false_alarm), discount)
            assert at.keeps == (discount > needed)
    six = compliance_under_monitoring(FIVE, Monitoring(0.9, 0.05, 6), 0.95)
    assert six.value == pytest.approx(2.5978746, abs=5e-8)
    assert Monitoring(0.9, 0.05).months_to_false_alarm == pytest.approx(20)
    blind = compliance_under_monitoring(FIVE, Monitoring(0.15, 0.1), 0.99)
    assert blind.patience_needed > 1
    assert not blind.keeps
    assert "no patience is enough for South" in compliance_in_words("North", six, "South", blind)


def test_t4_5_by_simulation():
    rng = np.random.default_rng(0)
    runs, war_left, worth, now = 4000, np.zeros(4000, int), np.zeros(4000), 1.0
    for _ in range(300):
        fighting = war_left > 0
        worth += now * np.where(fighting, 1.0, 3.0)
        alarm = ~fighting & (rng.random(runs) < 0.05)
        war_left = np.where(fighting, war_left - 1, np.where(alarm, 6, 0))
        now *= 0.95
    found = 0.05 * worth
    assert found.mean() == pytest.approx(2.5978746, abs=5 * found.std() / math.sqrt(runs) + 1e-5)


def test_a_war_of_some_months_the_patience_is_where_keeping_begins():
    monitoring = Monitoring(0.9, 0.05, 6)
    needed = compliance_under_monitoring(FIVE, monitoring, 0.9).patience_needed
    assert not compliance_under_monitoring(FIVE, monitoring, needed - 1e-6).keeps
    for discount in np.linspace(needed + 1e-6, 0.99999, 50):
        assert compliance_under_monitoring(FIVE, monitoring, float(discount)).keeps


def test_t4_6_both_sides():
    assert patience_needed_from_values(0.45, 0.4016806722689076, 0.02) == pytest.approx(0.2927429, abs=5e-8)
    assert patience_needed_from_values(0.55, 0.4806722689075632, 0.02) == pytest.approx(0.2238946, abs=5e-8)


def test_what_is_no_dilemma_is_refused():
    with pytest.raises(ShapeError, match="nobody is tempted"):
        CeasefireSide(kept=3, war=1, breach=3)
    with pytest.raises(ShapeError, match="war is no punishment"):
        CeasefireSide(kept=1, war=1, breach=3)
    with pytest.raises(ShapeError, match="such an alarm says nothing"):
        Monitoring(0.1, 0.1)


def test_t4_7_the_value_of_accepting():
    for hazard, given_up, price, value in (
        (0.0, 0.6, 0.0, 12.0),
        (0.05, 0.6, 0.0, 5.3611473442),
        (0.2, 0.6, 0.0, 0.7996131437),
        (0.05, 1.4, 0.0, -8.4336224917),
        (0.05, 0.6, 12.0, -6.6388526558),
    ):
        asked = replace(THIRTY, violation_hazard=hazard, leverage_given_up=given_up, price=price)
        found = answer_moratorium(asked)
        assert found.value == pytest.approx(value, abs=5e-11)
        assert found.accept == (value >= 0)
        assert found.helps_the_other_side == (given_up > 1)
        assert sum(amount for _, amount in found.ledger) == pytest.approx(value)
        assert ("only the blame" in found.in_words()) == (given_up > 1)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 60),
    st.floats(0, 1),
    st.floats(0, 2),
    st.integers(0, 60),
    st.floats(0, 1),
    st.floats(0, 10),
)
def test_the_value_is_the_sum_over_the_day_of_the_breach(days, hazard, given_up, blind, pinned, price):
    asked = Moratorium(days, 1.0, given_up, hazard, min(blind, days), pinned, 4.0, 6.0, price, 3.0)
    total, there = 0.0, 1.0
    for day in range(days):
        worth = day * (1.0 - given_up) - min(asked.blind_days, days - day) * given_up
        total += there * hazard * (worth + pinned * 4.0 - (1 - pinned) * 6.0)
        there *= 1 - hazard
    total += there * days * (1.0 - given_up) - price
    found = answer_moratorium(asked)
    assert found.value == pytest.approx(total, abs=1e-8)
    # the price comes off one for one, and at the highest price the two answers are worth the same
    dearer = answer_moratorium(replace(asked, price=price + 1))
    assert dearer.value == pytest.approx(found.value - 1, abs=1e-9)
    assert answer_moratorium(replace(asked, price=found.highest_price)).value == pytest.approx(-3.0, abs=1e-8)


def test_t4_8_break_even():
    asked = replace(THIRTY, violation_hazard=0.0, blame_for_refusing=5.0)
    free = break_even_belief(asked, 10)
    assert free.verdict == "always"
    assert free.belief == pytest.approx(1.931818, abs=5e-7)
    dear = break_even_belief(replace(asked, price=12.0), 10)
    assert dear.verdict == "below"
    assert dear.belief == pytest.approx(0.5681818, abs=5e-8)
    assert highest_price_at_belief(asked, 0.9, 10) == pytest.approx(9.08)
    assert highest_price_at_belief(asked, 0.5, 10) == pytest.approx(12.6)


@settings(max_examples=80, deadline=None)
@given(st.floats(0, 2), st.integers(0, 30), st.floats(0, 40), st.floats(0, 30), st.floats(0, 10))
def test_break_even_agrees_with_the_price(given_up, day, exposure, price, blame):
    asked = Moratorium(30, 1.0, given_up, 0.0, 3, 0.7, exposure, 6.0, price, blame)
    found = break_even_belief(asked, day)
    assert found.in_words()
    for chance in (0.0, 0.25, 0.5, 0.75, 1.0):
        spare = highest_price_at_belief(asked, chance, day) - price
        if abs(spare) < 1e-9 or abs(chance - found.belief) < 1e-9:
            continue
        accepts = {
            "always": True, "never": False, "below": chance < found.belief, "above": chance > found.belief,
        }[found.verdict]  # fmt: skip
        assert accepts == (spare > 0)


def test_t4_9_extortion_and_sides():
    found = judge_extortion(7.0, 5.0, 10.0, 0.5, chance_paid=0.6, cost=4.0)
    assert found.gain_from_paying == pytest.approx(2)
    assert found.patience_needed == pytest.approx(0.8)
    assert found.profit == pytest.approx(2)
    assert found.blame_share == pytest.approx(5 / 12)
    assert "even this once" in judge_extortion(1, 1, 10, 0.5, chance_paid=0.6, cost=4).in_words()
    assert worth_of_blame(replace(THIRTY, leverage_given_up=1.4, blame_for_refusing=20.0)) == 1.0
    with pytest.raises(ShapeError, match="last 30 and 20 days"):
        compare_sides(THIRTY, Moratorium(20, 1.0, 0.5))
    with pytest.raises(ShapeError, match="blind_days: found 40"):
        Moratorium(30, 1.0, 0.5, blind_days=40)
