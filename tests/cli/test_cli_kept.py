"""Kept runs: answered without the solvers, never from a stale keep, the same as when made now."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from detente.assess.chain import proposals, run
from detente.assess.keeping import trace_as_bytes, trace_from_bytes
from detente.assess.ledger import Ledger, statements_of
from detente.assess.rules import RULES
from detente.assess.trace import rows_of, value_rows_of, view
from detente.assess.tracing import trace
from detente.assess.walking import Walk
from detente.assess.withdrawal import impact
from detente.case.bundled import template_path
from detente.cli import group
from detente.doubt.ranks import standard_ranks

FEW = ("--draws", "60")
#: What reading a case or playing a package loads, and a question about a kept run must not.
HEAVY = ("numba", "scipy", "pydantic", "yaml", "matplotlib", "rich")


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case of one's own and an empty cache."""
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "kept"))
    shutil.copytree(template_path(), tmp_path / "mine")
    return tmp_path / "mine"


def ask(*words: str, status: int = 0) -> str:
    result = CliRunner().invoke(group, list(words))
    assert result.exit_code == status, result.output
    return result.output


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (["why", "{}", "verdict.league_plan.holds"], ("numpy",)),
        (["why", "{}", "s1"], ("numpy",)),
        (["impact", "{}", "s1"], ()),
        (["flip", "{}", "league_plan"], ()),
    ],
)
def test_a_kept_run_is_asked_without_reading_the_case_or_loading_a_solver(
    mine: Path, words: list[str], more: tuple[str, ...]
) -> None:
    line = [word.format(mine) for word in words] + list(FEW)
    first = ask(*line)
    code = (
        "import sys; from detente.cli import group; group(sys.argv[1:], standalone_mode=False); "
        f"print([m for m in {(*HEAVY, *more)!r} if m in sys.modules], file=sys.stderr)"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    again = subprocess.run(
        [sys.executable, "-c", code, *line], capture_output=True, text=True, check=True, env=environment
    )
    assert again.stderr.splitlines()[-1] == "[]"
    assert again.stdout.strip() == first.strip()


def test_a_changed_case_is_never_answered_from_the_keep(mine: Path) -> None:
    was = ask("why", str(mine), "war.power")
    share = ask("why", str(mine), "verdict.league_plan.holds", *FEW)
    file = mine / "case.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("power: 0.5 to 0.6", "power: 0.7 to 0.8"), encoding="utf-8")
    assert "0.7 to 0.8" in ask("why", str(mine), "war.power") != was
    assert ask("why", str(mine), "verdict.league_plan.holds", *FEW) != share
    file.write_text(text, encoding="utf-8")
    assert ask("why", str(mine), "verdict.league_plan.holds", *FEW) == share
    table = mine / "statements.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace(",south,south,", ",an aide,south,"), encoding="utf-8"
    )
    assert "s3  an aide" in ask("why", str(mine), "parties.south.war_cost")
    file.write_text(text + "\nnonsense: 1\n", encoding="utf-8")
    assert "nonsense" in ask("why", str(mine), "war.power", status=1)


def test_a_comment_changes_no_number_but_moves_the_places(mine: Path) -> None:
    ask("why", str(mine), *FEW)
    runs = {file.name for file in (mine.parent / "kept").glob("*.moves")}
    place = ask("why", str(mine), "war.power").splitlines()[0].rsplit(":", 2)
    file = mine / "case.yaml"
    file.write_text("# a remark\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    moved = ask("why", str(mine), "war.power").splitlines()[0].rsplit(":", 2)
    assert int(moved[1]) == int(place[1]) + 1
    ask("why", str(mine), *FEW)
    assert {file.name for file in (mine.parent / "kept").glob("*.moves")} == runs


def test_a_text_attached_later_is_shown(mine: Path) -> None:
    file = mine / "case.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    file: wire.txt", "    # file"), encoding="utf-8")
    shutil.move(mine / "sources", mine.parent / "away")
    assert "not kept with the case" in ask("why", str(mine), "s1")
    shutil.move(mine.parent / "away", mine / "sources")
    assert "the file says" in ask("why", str(mine), "s1")


def test_brief_leaves_a_run_that_questions_find(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask("brief", str(mine), "--no-read", "-o", str(mine.parent / "out"), *FEW)

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("run again")

    monkeypatch.setattr("detente.assess.chain.run", refuse)
    monkeypatch.setattr("detente.assess.tracing.trace", refuse)
    ask("why", str(mine), "verdict.league_plan.holds", *FEW)
    assert "numbers move" in ask("impact", str(mine), "s1", *FEW)
    ask("flip", str(mine), *FEW)


def test_nothing_is_kept_where_nobody_wants_it(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", "")
    ask("why", str(mine), "verdict.league_plan.holds", *FEW)
    assert not (mine.parent / "kept").exists()


def test_a_full_disk_costs_only_the_keep(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("detente.case.dumping.write_atomically", full)
    text = ask("why", str(mine), "verdict.league_plan.holds", *FEW)
    assert "not kept for the next time" in text
    assert "No space left on device" in text
    assert "rule: Per draw" in text


def test_a_trace_comes_back_from_its_bytes_and_damage_is_told(small_case: Any) -> None:
    held = trace(small_case, proposals(small_case), 50, 2)
    again = trace_from_bytes(trace_as_bytes(held))
    old, new = rows_of(view(held, ["s1"])), rows_of(view(again, ["s1"]))
    assert old.keys() == new.keys()
    assert all((old[id] == new[id]).all() for id in old)
    assert replace(again, records={}, labels={}, packages=()) == replace(
        held, records={}, labels={}, packages=()
    )
    assert (again.package("league_plan").classes == held.package("league_plan").classes).all()
    old, new = value_rows_of(view(held)), value_rows_of(view(again))
    assert all((old[id] == new[id]).all() for id in old)
    ledger = Ledger.of(small_case)
    assert impact(ledger, again, ["s1"]) == impact(ledger, held, ["s1"])
    for body in (b"", b"PK damaged", trace_as_bytes(held)[:-40]):
        with pytest.raises(ValueError, match="not a kept trace"):
            trace_from_bytes(body)


def test_a_ledger_comes_back_from_its_record(small_case: Any) -> None:
    ledger = Ledger.of(small_case)
    assert Ledger.from_record(json.loads(json.dumps(ledger.record()))) == ledger
    assert statements_of(ledger, ["wire"]) == {"s1", "s2", "s3"}
    assert set(ledger.under("war")) == {path for path in small_case.quantities() if path.startswith("war.")}


def test_the_kept_correlations_are_those_of_the_draws(mine: Path, small_case: Any) -> None:
    from detente.assess.drawing import draw
    from detente.cli._kept import kept_run

    kept = kept_run(small_case, 60, 1)
    made = run(small_case, 60, 1)
    share = standard_ranks(rows_of(view(made.held))["verdict.league_plan.holds"])
    drawn = draw(small_case, 60, 1)
    found = kept.moved_by("verdict.league_plan.holds")
    assert len(found) > 10
    for path, value in found.items():
        assert value == pytest.approx(float(standard_ranks(drawn(path)) @ share), abs=1e-6)
    assert kept.moved_by("no.such") == {}
    assert np.isfinite(list(found.values())).all()


def test_every_input_of_every_number_leads_somewhere(bundled_assessment: Any, bundled_case: Any) -> None:
    """Ids of numbers, quantities, beginnings of paths or statements; and every rule is in words."""
    numbers, ledger = bundled_assessment.numbers(), Ledger.of(bundled_case)
    words = dict(RULES)
    for number in numbers.values():
        assert number.rule in words, number
        for id in number.inputs:
            known = id in numbers or id in ledger.quantities or id in ledger.statements
            assert known or (id.endswith(".") and ledger.under(id)), (number.id, id)
    walk = Walk(ledger, bundled_case.folder, numbers)
    counted = walk.number("information.russia.alignment.origins", {})
    assert counted["statements"]
    assert all(row["kind"] == "statement" for row in counted["statements"])


def test_a_name_for_several_things_lists_them(mine: Path) -> None:
    text = ask("why", str(mine), "league_plan", *FEW)
    assert "verdict.league_plan.holds" in text
    assert "rests on 1 statement directly" in text
    assert "parties.south.war_cost" in ask("why", str(mine), "parties.south", "--all", *FEW)
    assert "s2  " in ask("why", str(mine), "wire", "--all")
    signal = json.loads(ask("why", str(mine), "withdrawal", "--json"))["why"][0]
    assert (signal["kind"], signal["statements"][0]["id"]) == ("group", "s1")
    assert any(row["path"].endswith("reliability") for row in signal["assumed"] + signal["quantities"])


def test_the_oldest_go_when_there_is_too_much(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask("why", str(mine), *FEW)
    kept = mine.parent / "kept"
    strange = kept / "notes.json"
    strange.write_text("{}", encoding="utf-8")
    first = {file.name for file in kept.iterdir()} - {strange.name}
    for file in kept.iterdir():
        os.utime(file, (1, 1))
    monkeypatch.setattr("detente.cli._kept._LARGEST", 1)
    ask("why", str(mine), "--draws", "61")
    left = {file.name for file in kept.iterdir()}
    assert strange.name in left
    assert len(left) == 4
    assert not first & left
