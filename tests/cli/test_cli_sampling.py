"""Sobol points wherever draws are made: the page, the way back from it, and what-if tell of the same run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from detente.case.starting import start
from detente.cli import group

SOBOL = ("--draws", "64", "--sampling", "sobol")
LATIN = ("--draws", "64")
SHARE = "verdict.league_plan.holds"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    home = tmp_path_factory.mktemp("sampling") / "case"
    start(home)
    return str(home)


def ask(*arguments: str) -> Any:
    done = CliRunner().invoke(group, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_why_walks_back_the_numbers_of_the_page(folder: str, tmp_path: Path) -> None:
    page = {}
    for options in (SOBOL, LATIN):
        CliRunner().invoke(group, ["brief", folder, "-o", str(tmp_path), *options])
        text = (tmp_path / "dossier.json").read_text(encoding="utf-8")
        numbers = {verdict["id"]: verdict for verdict in json.loads(text)["assessment"]["verdicts"]}
        page[options] = numbers["league_plan"]["signed_and_holds"]["value"]
        (record,) = ask("why", folder, SHARE, *options)["why"]
        assert record["value"] == page[options]
    assert page[SOBOL] != page[LATIN]


def test_what_if_impact_and_flip_start_from_the_same_run(folder: str) -> None:
    (record,) = ask("why", folder, SHARE, *SOBOL)["why"]
    (what_if,) = ask("what-if", folder, "--set", "war.power=0.9", *SOBOL)["what_if"]
    rows = {row["id"]: row for row in what_if["numbers"]}
    assert rows[SHARE]["before"] == pytest.approx(record["value"], abs=1e-9)
    assert rows["belief.north.limited"]["difference"] == 0.0
    (found,) = ask("flip", folder, SHARE, *SOBOL)["flips"]
    assert found["value"] == pytest.approx(record["value"], abs=1e-6)
    moved = {row["id"]: row for row in ask("impact", folder, "s1", *SOBOL)["moved"]}
    old = {id: ask("why", folder, id, *SOBOL)["why"][0]["value"] for id in list(moved)[:2]}
    assert old == pytest.approx({id: moved[id]["before"] for id in old}, abs=1e-9)


def test_questions_of_war_are_drawn_as_asked(folder: str) -> None:
    for words in (("hold", folder), ("deter", folder), ("moratorium", "ukraine_2025")):
        latin, sobol = ask(*words, *LATIN), ask(*words, *SOBOL)
        assert latin["rows"] != sobol["rows"]
        assert [row.get("package") for row in latin["rows"]] == [row.get("package") for row in sobol["rows"]]
    assert ask("moratorium", "ukraine_2025", "--error", "0.1")["draws"] == 25
    both = CliRunner().invoke(group, ["hold", folder, "--error", "0.1", "--draws", "30"])
    assert both.exit_code == 2
    assert "not both" in both.output
