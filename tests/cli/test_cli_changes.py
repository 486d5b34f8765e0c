"""``detente changes``: what it lists is what was changed, in text and as its schema says."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.case import dump, load
from detente.case.bundled import template_path
from detente.case.dumping import plain
from detente.cli import group

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "changes.json"


def run(*words: str, status: int = 0) -> str:
    result = CliRunner().invoke(group, ["changes", *words, "--draws", "60"])
    assert result.exit_code == status, result.output
    return result.stdout


@pytest.fixture
def earlier(tmp_path, monkeypatch):
    monkeypatch.setenv("DETENTE_CACHE", "")
    folder = tmp_path / "earlier"
    shutil.copytree(template_path(), folder)
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    assert "power: 0.5 to 0.6" in text
    changed = text.replace("power: 0.5 to 0.6", "power: 0.7 to 0.8")
    (folder / "case.yaml").write_text(changed, encoding="utf-8")
    return str(folder)


def test_a_changed_number_and_what_moved_by_it(earlier):
    jsonschema = pytest.importorskip("jsonschema")
    record = json.loads(run(earlier, str(template_path()), "--json"))
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(record)
    note = record["changes"]
    assert note["quantities"] == [
        {"path": "war.power", "before": "0.7 to 0.8", "after": "0.5 to 0.6", "because": []}
    ]
    assert [(entry["part"], entry["keys"]) for entry in note["entries"]] == [("war", ["power"])]
    assert note["before"]["digest"] != note["after"]["digest"]
    moved = {row["id"]: row for row in note["moved"]}
    holds = moved["verdict.league_plan.holds"]
    assert holds["low"] <= holds["after"] - holds["before"] <= holds["high"]
    (cause,) = note["because"]
    assert (cause["what"], cause["paths"], cause["unsound"]) == ("war", ["war.power"], "")
    effects = {row["id"]: row["change"] for row in cause["effects"]}
    for id, change in effects.items():  # the only change makes the whole difference
        assert change == pytest.approx(moved[id]["after"] - moved[id]["before"], abs=1e-8)
    assert holds["id"] in effects
    assert {row["unit"] for row in note["moved"]} >= {"share", "value"}
    assert note["bottom_line"]["before"] != note["bottom_line"]["after"]
    quick = json.loads(run(earlier, str(template_path()), "--quick", "--json"))["changes"]
    assert (quick["because"], quick["moved"]) == ([], note["moved"])
    text = run(earlier, str(template_path()))
    assert "because of, in points" in text
    assert "bottom line before" in text
    assert "war.power: 0.7 to 0.8 -> 0.5 to 0.6" in text
    assert "war: war changed (power)" in text


def test_nothing_changed_and_nothing_moved(earlier):
    text = run(earlier, earlier)
    assert "no number of the assessment moves" in text
    assert "entries that differ" not in text


def test_a_dropped_statement_is_named_with_its_words(earlier, tmp_path):
    later = tmp_path / "later"
    shutil.copytree(earlier, later)
    file = later / "statements.csv"
    rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    first = rows[1].split(",")[0]
    file.write_text("".join([*rows, rows[1].replace(first, "s_new", 1)]), encoding="utf-8")
    note = json.loads(run(earlier, str(later), "--json"))["changes"]
    assert note["new_statements"] == ["s_new"]
    assert json.loads(run(str(later), earlier, "--json"))["changes"]["dropped_statements"] == ["s_new"]


def test_a_case_that_is_not_there_is_a_fault_of_the_user(earlier):
    assert run(earlier, "nowhere", status=1) == ""


def test_a_signal_that_came_with_a_statement_is_named_as_the_cause(earlier, tmp_path):
    base = load(template_path())
    rows, signals = plain(base)["statements"], plain(base)["signals"]
    rows.append({**rows[0], "id": "s_new", "start": None, "end": None, "paraphrase": True})
    signals.append(
        {**signals[0], "id": "convoy", "likelihood": {"limited": 0.2, "expansion": 0.8}, "because": ["s_new"]}
    )
    later = base.with_values({"statements": rows, "signals": signals})
    dump(later, tmp_path / "later")
    note = json.loads(run(str(template_path()), str(tmp_path / "later"), "--json"))["changes"]
    (cause,) = note["because"]
    assert (cause["what"], cause["statements"], cause["signals"]) == ("s_new", ["s_new"], ["convoy"])
    shift = next(row for row in note["moved"] if row["id"] == "belief.north.limited")
    effect = next(row for row in cause["effects"] if row["id"] == "belief.north.limited")
    assert effect["change"] == pytest.approx(shift["after"] - shift["before"], abs=1e-8)
    assert shift["through"] == pytest.approx(effect["change"], abs=1e-8)
    assert "statement s_new: " in run(str(template_path()), str(tmp_path / "later"))
    back = json.loads(run(str(tmp_path / "later"), str(template_path()), "--json"))["changes"]
    assert [(c["what"], c["signals"]) for c in back["because"]] == [("signals.convoy", ["convoy"])]


def git(folder: Path, *words: str) -> None:
    person = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    subprocess.run(["git", *person, *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_version_is_also_a_case_as_it_stood_in_a_commit(earlier, tmp_path):
    home = tmp_path / "home"
    case = home / "parts" / "case"
    shutil.copytree(earlier, case)
    git(home.parent, "init", "-q", str(home))
    git(home, "add", "-A")
    git(home, "commit", "-qm", "one")
    shutil.copy(template_path() / "case.yaml", case / "case.yaml")
    by_commit = run(f"{case}@HEAD", str(case), "--quick", "--json")
    by_folder = run(earlier, str(case), "--quick", "--json")
    assert json.loads(by_commit)["changes"] == json.loads(by_folder)["changes"]
    text = run(f"{case}@HEAD", str(case), "--quick")
    first = text[text.index("shares that move") :].splitlines()[1]
    assert first.split()[0] in {"verdict.league_plan.holds", "verdict.found_1.holds", "verdict.found_2.holds"}
    asked = CliRunner().invoke(group, ["why", f"{case}@HEAD", "war.power"])
    assert "0.7 to 0.8" in asked.output
    unknown = CliRunner().invoke(group, ["changes", f"{case}@HEAD~7", str(case)])
    assert unknown.exit_code == 1
    assert "'HEAD~7' is no commit of a repository" in unknown.output
