"""Bad likelihoods in a case: named by lint and motives at their own lines, floored and not fatal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.assess.aims import aim_problems
from detente.assess.choices import goal_records
from detente.assess.drawing import central
from detente.case import Case, check, load
from detente.case.bundled import template_path
from detente.case.dumping import dump, plain
from detente.cli import group

SIGNALS = {
    "M-004": [{"limited": 0.0, "expansion": 0.5}],
    "M-005": [{"limited": 0.3, "expansion": 0.7}, {"limited": 0.6, "expansion": 0.4}, {"limited": 0.2, "expansion": 0.8}],
    "M-006": [{"limited": 0.9, "expansion": low} for low in (0.1, 0.5, 0.7)],
    "M-008": [{"limited": 0.2, "expansion": 0.5}, {"limited": 0.6, "expansion": 0.5}],
}  # fmt: skip
WORDS = {
    "M-004": "one report may not rule a hypothesis out for ever",
    "M-005": "the likelihoods of each of 3 items sum to 1",
    "M-006": "forbids nothing",
    "M-008": "the likelihood belongs to the event",
}


def with_likelihoods(case: Case, rows: list[dict[str, float]], event: str | None = None) -> Case:
    first = plain(case)["signals"][0]
    signals = [
        {**first, "id": f"g{n}", "likelihood": row, "event": event or f"e{n}"} for n, row in enumerate(rows)
    ]
    return case.with_values({"signals": signals})


@pytest.mark.parametrize("code", SIGNALS)
def test_lint_and_motives_name_it_at_its_line(code: str, small_case: Case, tmp_path: Path) -> None:
    dump(with_likelihoods(small_case, SIGNALS[code], "one" if code == "M-008" else None), tmp_path / "case")
    case = load(tmp_path / "case")
    found = next(problem for problem in aim_problems(case, "north") if problem.code == code)
    assert found.place.line > 1
    assert found.severity == "warning"
    if code in ("M-004", "M-008"):
        assert found.path == "signals.g0.likelihood.limited"
        assert "limited:" in (tmp_path / "case" / "case.yaml").read_text().splitlines()[found.place.line - 1]
    for command in ("lint", "motives"):
        text = CliRunner().invoke(group, [command, str(tmp_path / "case")]).output
        assert code in text
        assert WORDS[code] in " ".join(text.split())


def test_a_likelihood_of_nothing_is_floored_and_rules_nothing_out(small_case: Case) -> None:
    case = with_likelihoods(small_case, SIGNALS["M-004"] * 3)
    table = goal_records(case, central(case.quantities()))["north"].posterior()
    assert (table > 0).all()
    one = with_likelihoods(small_case, [{"limited": 0.01, "expansion": 0.5}] * 3)
    assert table == pytest.approx(goal_records(one, central(one.quantities()))["north"].posterior())


def test_a_sound_case_has_no_remarks_in_lint_and_the_missing_catch_all_is_told_by_motives() -> None:
    lint = CliRunner().invoke(group, ["lint", str(template_path())])
    assert (lint.exit_code, "no problems" in lint.output) == (0, True)
    assert "M-007" in CliRunner().invoke(group, ["motives", str(template_path())]).output


def test_priors_that_do_not_sum_are_a_fault_of_the_case(tmp_path: Path) -> None:
    shutil.copytree(template_path(), tmp_path / "case")
    file = tmp_path / "case" / "case.yaml"
    text = file.read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if "prior:" in line)
    number = first.split("prior:")[1].split(",")[0].strip().rstrip("}")
    file.write_text(text.replace(f"prior: {number}", "prior: 0.1", 1), encoding="utf-8")
    case, problems = check(tmp_path / "case")
    assert case is None
    assert {problem.code for problem in problems} == {"C-040"}
    assert "priors" in problems[0].rule
