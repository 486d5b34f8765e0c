"""Draws that count otherwise give the mixture weighed anew: shares of readings against the rule itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.assess.drawing import draw_some
from detente.assess.trace import Trace, effective, view
from detente.assess.tracing import trace
from detente.case.quantities import Quantity, Reading
from detente.case.weighing import Backing, Support, weigh

DRAWS, UNJUDGED = 500, 0.25

supports = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d"]), st.sampled_from("xyz"), st.sampled_from([0.1, 0.49, 0.81])
    ),
    max_size=3,
    unique_by=lambda row: row[0],
)


@pytest.fixture(scope="module")
def bare(small_case: Any) -> Trace:
    return trace(small_case, [], DRAWS, 1)


@settings(max_examples=40, deadline=None)
@given(st.lists(supports, min_size=2, max_size=4), st.booleans())
def test_shares_of_readings_without_statements_are_those_of_the_rule(
    bare: Trace, rows: list[Any], by_hand: bool
) -> None:
    readings = tuple(
        Backing(1.0 + place if by_hand else None, tuple(s[0] for s in row), tuple(Support(*s) for s in row))
        for place, row in enumerate(rows)
    )
    counts = tuple(row.weight for row in weigh(readings, UNJUDGED))
    values = tuple(Reading(low=0.1 * place, high=0.1 * place) for place in range(len(rows)))
    drawn = draw_some({"q": Quantity(readings=values, scale="share", weights=counts)}, [], DRAWS, 1)
    held = replace(
        bare, readings={"q": readings}, labels={"q": drawn.labels["q"]}, unjudged=UNJUDGED, signals={}
    )
    for size in (0, 1, 2, 4):
        for gone in combinations("abcd", size):
            seen = view(held, gone)
            weights = np.array([row.weight for row in weigh(readings, UNJUDGED, gone)])
            exact = weights / weights.sum()
            share = [seen.mean((drawn.labels["q"] == place).astype(float)) for place in range(len(rows))]
            assert share == pytest.approx(exact, abs=4.0 * len(rows) / max(1, seen.left))


def test_effective_draws() -> None:
    assert effective(np.ones(50)) == 50
    assert effective(np.array([1.0, 1.0, 0.0, 0.0])) == 2
    assert effective(np.array([2.0, 1.0, 1.0])) == round(16 / 6)
    assert effective(np.zeros(3)) == 0
