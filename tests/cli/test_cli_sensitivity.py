"""``detente sensitivity``: bars, screening and turns against cases that are simply run with other values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from detente.assess.chain import proposals
from detente.assess.drawing import central
from detente.assess.screening import bars, screen
from detente.assess.trace import rows_of, view
from detente.assess.tracing import trace_draws
from detente.cli.sensitivity import command as sensitivity

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "sensitivity.json"


@pytest.fixture(scope="module")
def number(small_case: Any) -> str:
    return f"verdict.{proposals(small_case)[0].id}.survival.60"


def test_a_bar_is_the_case_run_with_that_value(small_case: Any, number: str) -> None:
    middle, found = bars(small_case, proposals(small_case), number)
    assert [bar.swing for bar in found] == sorted((bar.swing for bar in found), reverse=True)
    bar = next(bar for bar in found if bar.name in small_case.quantities() and bar.swing > 0)
    quantity = small_case.quantities()[bar.name]
    drawn = central(small_case.quantities())
    for share, level in ((bar.low, 0.05), (bar.high, 0.95)):
        half = np.array([0.5])
        drawn.values[bar.name][:] = quantity.values(np.array([level]), half)
        held = trace_draws(small_case, proposals(small_case), drawn, 1)
        assert share == pytest.approx(float(rows_of(view(held))[number][0]), abs=1e-9)
    assert 0.0 <= middle <= 1.0


def test_screening_finds_what_the_bars_find(small_case: Any, number: str) -> None:
    found = screen(small_case, proposals(small_case), number, trajectories=4)
    sizes = {effect.name: effect.mu_star for effect in found}
    _, long_bars = bars(small_case, proposals(small_case), number)
    assert long_bars[0].name in [effect.name for effect in found[:6]]
    assert sizes[long_bars[0].name] > 0.01


def run(*words: str, status: int = 0) -> Any:
    result = CliRunner().invoke(sensitivity, list(words))
    assert result.exit_code == status, result.output
    if "--json" not in words:
        return result.output
    record = json.loads(result.stdout)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(record)
    return record


def test_the_command_shows_each_kind(tmp_path: Any, small_case: Any, number: str) -> None:
    from detente.case.dumping import dump

    dump(small_case, tmp_path / "case")
    path = str(tmp_path / "case")
    assert "at the middle of every range" in run(path, number, "--most", "3")
    assert run(path, number, "--json")["kind"] == "tornado"
    assert "points (standard error" in run(path, number, "--screen", "--runs", "2", "--most", "2")
    assert run(path, number, "--screen", "--runs", "2", "--json")["kind"] == "screen"
    assert run(path, number, "--indices", "--runs", "4", "--json")["kind"] == "indices"
    level = run(path, number, "--break-even", "war.power", "--runs", "20", "--json")["rows"][0]
    middle = (level["share_from"] + level["share_to"]) / 2
    assert abs(level["share_from"] - level["share_to"]) > 0.02
    turned = run(path, number, "--break-even", "war.power", "--runs", "20", "--level", f"{middle:.4f}")
    assert "if «War: chance that" in turned
    assert "holds 60 months once signed in more than" in turned
    assert "one of --screen" in run(path, number, "--screen", "--indices", status=2)
    assert "has no quantity 'war.pwer'" in run(path, number, "--break-even", "war.pwer", status=1)


def test_a_share_that_is_not_there_is_said(tmp_path: Any, small_case: Any) -> None:
    from detente.case.dumping import dump

    dump(small_case, tmp_path / "case")
    id = f"verdict.{proposals(small_case)[0].id}.nothing"
    assert "no share is called" in run(str(tmp_path / "case"), id, status=1)
