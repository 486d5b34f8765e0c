"""Levers with a declared cost: ranked by what they add per unit of it, the division redone by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from detente.case import load
from detente.case.bundled import template_path
from detente.case.dumping import dump
from detente.cli.what_if import command as what_if
from detente.errors import CaseError


def test_a_lever_is_worth_its_best_difference_over_its_cost(
    bundled_case: Any, bundled_assessment: Any
) -> None:
    levers = {lever.id: lever for lever in bundled_assessment.levers}
    priced = [lever for lever in bundled_assessment.levers if lever.per_cost is not None]
    assert len(priced) >= 3
    for lever in priced:
        best = max(effect.difference.value for effect in lever.effects)
        assert lever.per_cost.value == pytest.approx(best / lever.cost.value)
        middle = bundled_case.scenarios[lever.id].cost.central
        assert lever.cost.value == pytest.approx(middle, rel=0.05)
    values = [lever.per_cost.value for lever in priced]
    assert values == sorted(values, reverse=True)
    assert bundled_assessment.levers[: len(priced)] == tuple(priced)
    assert levers["mediator_leaves"].cost is None, "an event has no cost"


def test_what_if_ranks_levers_by_gain_per_unit_of_cost(tmp_path: Any) -> None:
    case = load(template_path())
    first, second = list(case.war.sides)
    scenarios = {
        "dear": {"label": "dear", "set": {f"parties.{second}.war_cost": 0.6}, "cost": 9, "assumed": "a test"},
        "cheap": {
            "label": "cheap",
            "set": {f"parties.{second}.war_cost": 0.6},
            "cost": 3,
            "assumed": "a test",
        },
        "free": {"label": "free", "set": {f"parties.{first}.war_cost": 0.6}, "cost": 0, "assumed": "a test"},
    }
    dump(case.with_values({"scenarios": scenarios}), tmp_path / "case")
    run = CliRunner().invoke(what_if, [str(tmp_path / "case"), "--each", "--draws", "30", "--json"])
    assert run.exit_code == 0, run.output
    records = {record["scenario"]: record for record in json.loads(run.stdout)["what_if"]}
    assert records["cheap"]["gain_per_cost"] == pytest.approx(3 * records["dear"]["gain_per_cost"])
    assert records["free"]["gain_per_cost"] is None, "nothing is divided by a cost of 0"


def test_an_overlay_file_is_set_against_the_case(tmp_path: Any) -> None:
    overlay = tmp_path / "red.yaml"
    overlay.write_text(
        'label: "Red team"\nset: {war.power: 0.8 to 0.9, title: Otherwise}\n', encoding="utf-8"
    )
    dump(load(template_path()), tmp_path / "case")
    words = [str(tmp_path / "case"), "--overlay", str(overlay), "--draws", "20"]
    record = json.loads(CliRunner().invoke(what_if, [*words, "--json"]).stdout)["what_if"][0]
    quantity = load(template_path()).war.power.readings[0]
    assert record["label"] == "Red team"
    assert record["was"]["war.power"].startswith(f"{quantity.low:.4g}")
    assert record["was"]["title"] == load(template_path()).title
    shown = CliRunner().invoke(what_if, words).output
    assert "Red team: best chance" in shown
    assert f"set war.power = 0.8 to 0.9  (was {record['was']['war.power']})" in shown


def test_the_bundled_red_team_changes_what_it_says(bundled_case: Any) -> None:
    from detente.cli._overlay import overlay_label, read_overlay

    file = Path(__file__).parents[2] / "examples" / "red_team.yaml"
    other = bundled_case.with_values(read_overlay(file))
    assert overlay_label(file).startswith("Red team")
    assert other.parties["russia"].goals["limited"].prior.central > 0.5


def test_a_cost_is_a_number_of_the_case_with_grounds(bundled_case: Any) -> None:
    path = "scenarios.guarantee_before_ceasefire.cost"
    assert "political effort" in bundled_case.quantities()[path].assumed
    with pytest.raises(CaseError, match="C-013"):
        bundled_case.with_values({path: -1})
