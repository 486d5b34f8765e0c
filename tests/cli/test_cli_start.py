"""docs/start.md: every command in it prints the lines that stand below it."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.cli import group

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")


def calls() -> list[tuple[str, list[str]]]:
    """Every command of the walk, with the lines that it is said to print."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ detente "):
                found.append((line.removeprefix("$ detente "), []))
            elif line.strip():
                found[-1][1].append(line.rstrip())
    return found


def test_the_walk_has_its_commands():
    assert [call.split()[0] for call, _ in calls()] == [
        "read", "code", "lint", "show", "brief", "hold", "impact", "what-if",
    ]  # fmt: skip


@pytest.mark.parametrize(("call", "lines"), calls(), ids=[call.split()[0] for call, _ in calls()])
def test_a_command_of_the_walk_prints_what_it_says(tmp_path, monkeypatch, call, lines):
    shutil.copytree(ROOT / "examples" / "strait", tmp_path / "strait")
    shutil.copytree(tmp_path / "strait" / "sources", tmp_path / "press")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(group, shlex.split(call))
    assert result.exit_code == 0, result.output
    printed = [line.rstrip() for line in result.stdout.splitlines()]
    assert [line for line in lines if line not in printed] == []


def test_yaml_and_rows_of_the_walk_stand_in_the_example():
    case = (ROOT / "examples" / "strait" / "case.yaml").read_text(encoding="utf-8")
    for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL):
        assert block.split("\n", 1)[0] in case
        missing = [line for line in block.splitlines() if line not in case]
        assert missing == []
    row = re.search(r"^s3,monday.*$", TEXT, re.MULTILINE)
    assert row
    assert row[0] in (ROOT / "examples" / "strait" / "statements.csv").read_text(encoding="utf-8")


def test_the_faults_of_the_walk_are_what_lint_says(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "examples" / "strait", tmp_path / "strait")
    file = tmp_path / "strait" / "case.yaml"
    text = file.read_text(encoding="utf-8")
    slips = text.replace("power: 0.5 to 0.65", "power: 55").replace("joint: {value: 0.6", "jont: {value: 0.6")
    file.write_text(slips, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(group, ["lint", "strait"]).stdout
    (block,) = re.findall(r"```text\n(strait/case.yaml.*?)```", TEXT, re.DOTALL)
    assert all(problem.strip() in printed for problem in block.split("\n\n"))
