"""Section 1 of the theory: the war process; values T1.1 and T1.2, and the recursion by brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import ShapeError
from detente.war.process import expected_cost_of_war, war_line, war_value


def test_the_base_war():
    value_a = war_value(0.5, 0.05, 0.99, 0.3, 1, 0, 0.2)
    value_b = war_value(0.5, 0.05, 0.99, 0.4, 0, 1, 0.8)
    assert value_a == pytest.approx(0.4016806722689076, abs=1e-15)
    assert value_b == pytest.approx(0.4806722689075632, abs=1e-15)
    assert 1 - value_a - value_b == pytest.approx(2 / 17, abs=1e-15)
    assert war_line(0.05, 0.99, 0.3, 1, 0, 0.2)[1] == pytest.approx(0.8403361344537816, abs=1e-15)
    assert expected_cost_of_war(0.05, 0.99, 0.3) == pytest.approx(0.0504201681, abs=5e-11)
    assert expected_cost_of_war(0.05, 0.99, 0.4) == pytest.approx(0.0672268908, abs=5e-11)


def test_a_war_decided_at_once_is_a_lottery():
    assert war_value(0.6, 1.0, 0.9, 0.5) == pytest.approx(0.55, abs=1e-15)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0, 1),
    st.floats(0.01, 1),
    st.floats(0.5, 0.99),
    st.floats(0, 2),
    st.floats(-1, 1),
    st.floats(-1, 1),
    st.floats(0, 1),
)
def test_the_value_is_the_sum_of_the_months(p, hazard, discount, cost, won, lost, flow):
    months = np.arange(4000)
    month = (
        -(1 - discount) * cost + hazard * (p * won + (1 - p) * lost) + (1 - hazard) * (1 - discount) * flow
    )
    total = np.sum((discount * (1 - hazard)) ** months * month)
    assert war_value(p, hazard, discount, cost, won, lost, flow) == pytest.approx(total, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0, 1),
    st.floats(0.01, 1),
    st.floats(0.5, 0.999),
    st.floats(0, 2),
    st.floats(0, 2),
    st.floats(0, 1),
)
def test_what_is_lost_by_fighting_is_the_cost(p, hazard, discount, cost_a, cost_b, flow):
    value_a = war_value(p, hazard, discount, cost_a, 1, 0, flow)
    value_b = war_value(p, hazard, discount, cost_b, 0, 1, 1 - flow)
    lost = expected_cost_of_war(hazard, discount, cost_a) + expected_cost_of_war(hazard, discount, cost_b)
    assert 1 - value_a - value_b == pytest.approx(lost, abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((1.2, 0.05, 0.99, 0.3), "power: found 1.2"),
        ((0.5, -0.1, 0.99, 0.3), "decision_hazard: found -0.1"),
        ((0.5, 0.05, 1.0, 0.3), "discount_factor: found 1"),
        ((0.5, 0.05, 0.99, -1), "cost_of_war: found -1"),
        ((np.nan, 0.05, 0.99, 0.3), "power: found nan"),
    ],
)
def test_what_lies_outside_is_refused_by_name(arguments, words):
    with pytest.raises(ShapeError, match=words):
        war_value(*arguments)
