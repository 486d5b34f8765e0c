"""Turning points of shares in single quantities, re-checked by cases in which the quantity is that value."""

from __future__ import annotations

import pytest

from detente.assess.chain import proposals
from detente.assess.naming import words_of
from detente.assess.trace import numbers_of, view
from detente.assess.tracing import trace
from detente.assess.turning import drivers, turning_points
from detente.case import load
from detente.case.bundled import template_path
from detente.errors import ShapeError, UnknownIdError

NUMBER = "verdict.league_plan.holds"


def share_with(value: float, path: str, draws: int) -> float:
    """The share in a case whose file says the value."""
    case = load(template_path()).with_values({path: {"value": value, "assumed": "test"}})
    return numbers_of(view(trace(case, proposals(case), draws, 1)))[NUMBER]


def test_each_crossing_is_confirmed_by_cases_on_both_sides_of_it() -> None:
    case = load(template_path())
    paths = drivers(case, proposals(case), NUMBER, 100, 1, 3)
    base = numbers_of(view(trace(case, proposals(case), 100, 1)))[NUMBER]
    found = turning_points(case, proposals(case), NUMBER, paths, level=base)
    assert [turn.swing for turn in found] == sorted((turn.swing for turn in found), reverse=True)
    assert any(turn.crossings for turn in found)
    for turn in found:
        for crossing in turn.crossings[:1]:
            step = 0.02 * (turn.high - turn.low)
            below, above = (share_with(crossing.at + s, turn.path, 100) for s in (-step, step))
            assert (above >= base) == crossing.rising or above == pytest.approx(base, abs=0.02)
            assert (below >= base) != crossing.rising or below == pytest.approx(base, abs=0.02)
            (text, *_) = turn.indicator(case, "the plan holds", base)
            assert words_of(case, turn.path) in text
            assert "the plan holds in more than" in text


def test_drivers_are_uncertain_quantities_and_beliefs_have_their_own() -> None:
    case = load(template_path())
    found = drivers(case, proposals(case), "belief.north.limited", 200, 1, 2)
    assert all(path.startswith("signals.withdrawal.likelihood.") for path in found)
    assert len(found) == 2
    with pytest.raises(UnknownIdError, match="no share is called"):
        drivers(case, proposals(case), "nothing", 60, 1, 5)
    with pytest.raises(UnknownIdError, match=r"no quantity 'war\.powr'"):
        turning_points(case, proposals(case), NUMBER, ["war.powr"])
    with pytest.raises(ShapeError, match="give it a range"):
        turning_points(case, proposals(case), NUMBER, ["war.power_min"])
