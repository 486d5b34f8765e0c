"""The commands new, lint, show and attach: what they print, their exit statuses, their speed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from detente.case import library_path, load
from detente.case.bundled import library_names
from detente.cli import group

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "tests" / "broken" / "case"
SCHEMAS = ROOT / "docs" / "schemas"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments))


def matches(record: object, schema: str) -> None:
    jsonschema.validate(
        record,
        json.loads((SCHEMAS / schema).read_text()),
        cls=jsonschema.Draft202012Validator,
    )


def test_new_writes_a_case_that_lints_clean(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    made = run("new", str(folder))
    assert made.exit_code == 0, made.output
    linted = run("lint", str(folder), "--strict")
    assert (linted.exit_code, linted.output) == (0, f"{folder}: no problems\n")
    case = load(folder)
    assert len(case.proposals) >= 1
    assert (folder / "case.yaml").read_text().count("#") > 15


def test_new_refuses_to_overwrite(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("precious")
    made = run("new", str(tmp_path))
    assert made.exit_code == 1
    assert "C-091" in made.stderr
    assert os.listdir(tmp_path) == ["precious.txt"]


def test_new_where_nobody_may_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    made = run("new", str(tmp_path / "file" / "inside"))
    assert made.exit_code == 1
    assert "C-001" in made.stderr


def test_lint_reports_on_standard_output_and_fails(tmp_path: Path) -> None:
    result = run("lint", str(BROKEN / "C-032"))
    assert result.exit_code == 1
    assert "did you mean `half`?" in result.stdout
    assert result.stdout.rstrip().endswith("1 error, 0 warnings")


def test_lint_warnings_fail_only_when_strict() -> None:
    folder = str(BROKEN / "C-087")
    assert run("lint", folder).exit_code == 0
    assert run("lint", folder, "--strict").exit_code == 1


@pytest.mark.parametrize("code", ["C-032", "C-001", "C-009", "C-087", "C-022", "valid"])
def test_lint_json_follows_its_schema(code: str) -> None:
    result = run("lint", str(BROKEN / code), "--json")
    record = json.loads(result.stdout)
    matches(record, "lint.json")
    assert (record["errors"] > 0) == (result.exit_code == 1)
    assert [problem["code"] for problem in record["problems"]] == ([] if code == "valid" else [code])


def test_show_says_what_the_case_says() -> None:
    result = run("show", str(BROKEN / "valid"))
    assert result.exit_code == 0
    for words in (
        "Two sides and a valley",
        "2 parties, 2 issues",
        "north (north) against south (south)",
        "land",
    ):
        assert words in result.stdout
    assert "\x1b" not in result.stdout


def test_show_json_follows_its_schema() -> None:
    record = json.loads(run("show", str(BROKEN / "valid"), "--json").stdout)
    matches(record["case"], "case.json")
    assert record["digest"] == load(BROKEN / "valid").digest


def test_show_lists_every_quantity() -> None:
    result = run("show", str(BROKEN / "valid"), "--quantities")
    assert all(path in result.stdout for path in load(BROKEN / "valid").quantities())


def test_show_of_a_broken_case_reports_and_fails() -> None:
    result = run("show", str(BROKEN / "C-040"))
    assert result.exit_code == 1
    assert "C-040" in result.stderr
    assert result.stdout == ""
    record = json.loads(run("show", str(BROKEN / "C-040"), "--json").stdout)
    assert [problem["code"] for problem in record["problems"]] == ["C-040"]


def test_square_brackets_in_names_are_no_mark_up(tmp_path: Path) -> None:
    text = (BROKEN / "valid" / "case.yaml").read_text()
    (tmp_path / "case.yaml").write_text(
        text.replace("title: Two sides and", "title: '[bold]Two[/nope]' #").replace(
            "name: North", "name: '[/x]'"
        )
    )
    result = run("show", str(tmp_path))
    assert result.exit_code == 0
    assert "[/x]" in result.stdout


def test_attach_checks_the_digest_and_then_the_words(tmp_path: Path) -> None:
    folder, words = tmp_path / "case", "North said: “We want the land.”\n"
    document = tmp_path / "article.TXT"
    document.write_text(words)
    digest = hashlib.sha256(words.encode()).hexdigest()
    text = (BROKEN / "valid" / "case.yaml").read_text()
    folder.mkdir()
    (folder / "case.yaml").write_text(text + f'sources:\n  wire: {{title: A report, sha256: "{digest}"}}\n')
    (folder / "statements.csv").write_text(
        "id,source,start,end,speaker,issue,words,paraphrase\n"
        "s1,wire,13,30,North,land,We want the land.,false\n"
        "s2,wire,0,5,North,land,South,false\n"
    )
    assert run("lint", str(folder)).exit_code == 0
    result = run("attach", str(folder), str(document))
    assert result.exit_code == 0, result.output
    assert (folder / "sources" / "wire.txt").read_text() == words
    assert 'has "North", not "South"' in result.output
    assert "2 statements from this source; 1 does not fit it" in result.output
    assert load_codes(folder) == ["C-081"]


def load_codes(folder: Path) -> list[str]:
    from detente.case import check

    return [problem.code for problem in check(folder)[1]]


def test_attach_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = run("attach", str(BROKEN / "C-092"), str(tmp_path / "nothing.txt"))
    assert result.exit_code == 1
    assert "C-001" in result.stderr


def test_every_bundled_case_lints_clean() -> None:
    for name in library_names():
        result = run("lint", name)
        assert result.exit_code == 0, result.output
        matches(json.loads(run("show", name, "--json").stdout)["case"], "case.json")


def child(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=60, check=True
    )


def test_lint_stays_light() -> None:
    """Nothing heavy is imported; how long it takes is measured by benchmarks/main_job.py."""
    if "ukraine_2025" not in library_names():
        pytest.skip("the bundled case is not there yet")
    code = (
        "import sys\nfrom detente.cli import group\n"
        "group.main(['lint', 'ukraine_2025'], standalone_mode=False)\n"
        "heavy = {'numpy', 'scipy', 'pandas', 'matplotlib', 'rich.console', 'numba'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    assert child("-c", code).stdout.splitlines()[-1] == "[]"


def test_importing_the_room_costs_nothing() -> None:
    answer = child(
        "-c", "import sys, detente.case; print(sorted({'pydantic', 'yaml', 'numpy'} & set(sys.modules)))"
    )
    assert answer.stdout.strip() == "[]"


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    path = library_path(library_names()[0]) if library_names() else BROKEN / "valid"
    command = f"{sys.executable} -m detente show {path} --quantities | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    assert done.stdout
