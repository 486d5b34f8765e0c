"""``detente stable`` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_stability_files import BROKEN, SAMPLE

from detente.cli.stable import command


@pytest.fixture
def conflict_file(tmp_path: Path) -> Path:
    path = tmp_path / "missiles.gmcr"
    path.write_text(json.dumps(SAMPLE), encoding="utf-8")
    return path


def test_table_names_rule_and_removals(conflict_file: Path) -> None:
    result = CliRunner().invoke(command, [str(conflict_file), "--why", "NYNN"])
    assert result.exit_code == 0, result.output
    assert "12 feasible states" in result.output
    assert "removed 4" in result.output
    assert "Sanction rule: no_repeat" in result.output
    assert "\x1b[" not in result.output


def test_json_holds_the_same(conflict_file: Path) -> None:
    result = CliRunner().invoke(command, [str(conflict_file), "--json", "--why", "3", "--rule", "once"])
    record = json.loads(result.output)
    assert record["states"] == 12
    assert record["sanction_rule"] == "once"
    assert record["status_quo"]["marks"] == "NYNN"
    assert {item["concept"] for item in record["why"]} == {"nash", "gmr", "smr", "seq", "sseq", "sim", "fh"}


@pytest.mark.parametrize("as_json", [False, True])
def test_bad_files_end_with_status_one_and_all_problems(as_json: bool) -> None:
    result = CliRunner().invoke(command, [str(BROKEN / "S-008.gmcr"), *(["--json"] if as_json else [])])
    assert result.exit_code == 1
    assert "stands in a ranking once" in result.output
    assert "numbered 1 to 6" in result.output


def test_a_state_that_does_not_exist(conflict_file: Path) -> None:
    result = CliRunner().invoke(command, [str(conflict_file), "--why", "99"])
    assert result.exit_code == 1
    assert "write a number from 1 to 12" in result.output
