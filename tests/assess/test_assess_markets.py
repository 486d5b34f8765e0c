"""Moves of prices: T7 of the theory page, what is ruled out, and that nothing else depends on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from detente.assess import assess
from detente.assess.drawing import draw
from detente.assess.markets import market_lines
from detente.case import Case
from detente.case.dumping import dump
from detente.cli import group

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "motives.json"


def with_market(case: Case, **more: Any) -> Case:
    market = {
        "what": "The coin rises",
        "move": 0.05,
        "uplift": "0.1 to 0.3",
        "assumed": "a test",
        "because": ["s2"],
    }
    return case.with_values({"markets": {"coin": {**market, **more}}})


def test_the_shift_is_the_move_over_the_uplift(small_case: Case) -> None:
    case = with_market(small_case)
    (line,) = market_lines(case, draw(case, 500, 1))
    assert [number.value for _, number in line.by_uplift] == pytest.approx([0.5, 0.25, 1 / 6])
    assert line.shift.value == pytest.approx(0.25, abs=0.01)
    assert line.shift.low == pytest.approx(0.05 / 0.3, abs=0.01)
    assert line.ruled_out.value == 0.0
    assert (line.because, line.shift.unit) == (("s2",), "points")


def test_uplifts_too_small_are_ruled_out_and_do_not_enter_the_median(small_case: Case) -> None:
    case = with_market(small_case, uplift="0.03 to 0.07")
    drawn = draw(case, 500, 1)
    (line,) = market_lines(case, drawn)
    uplift = drawn("markets.coin.uplift")
    assert line.ruled_out.value == pytest.approx((uplift < 0.05).mean())
    assert line.shift.value == pytest.approx(np.median(0.05 / uplift[uplift >= 0.05]), abs=0.01)
    assert [number.text for _, number in line.by_uplift] == ["ruled out", "+100.0 points", "+71.4 points"]
    small = with_market(small_case, uplift="0.01 to 0.02")
    (none,) = market_lines(small, draw(small, 50, 1))
    assert (none.shift.value, none.shift.text, none.ruled_out.value) == (None, "ruled out", 1.0)


def test_a_market_moves_nothing_else(small_case: Case) -> None:
    case = with_market(small_case)
    plain, more = assess(small_case, 20, 1).numbers(), assess(case, 20, 1).numbers()
    changed = {id for id in more if id not in plain or more[id] != plain[id]}
    assert {id.split(".")[0] for id in changed} <= {"market", "assumptions"}
    assert "market.coin.shift" in more


def test_motives_tells_markets_apart(small_case: Case, tmp_path: Path) -> None:
    dump(with_market(small_case), tmp_path / "case")
    text = CliRunner().invoke(group, ["motives", str(tmp_path / "case")]).output
    assert "markets, about the chance of a deal and nothing else:" in text
    assert "+10 % gives +50.0 points; +20 % gives +25.0 points" in text
    record = json.loads(CliRunner().invoke(group, ["motives", str(tmp_path / "case"), "--json"]).stdout)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(record)
    assert record["markets"][0]["shift"]["id"] == "market.coin.shift"
