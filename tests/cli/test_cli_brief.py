"""``detente brief`` as a user runs it, with the right arguments and the wrong ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from detente.case.bundled import template_path
from detente.cli import COMMANDS, group
from detente.cli.brief import _print


def run(*arguments: str):
    return CliRunner().invoke(group, list(arguments))


def test_brief_writes_the_page_and_the_record(tmp_path):
    out = tmp_path / "out"
    result = run("brief", str(template_path()), "-o", str(out), "--draws", "30")
    assert result.exit_code == 0, result.output
    assert "Bottom line." in result.output
    assert str(out / "dossier.html") in result.output
    assert (out / "dossier.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    record = json.loads((out / "dossier.json").read_text(encoding="utf-8"))
    assert record["assessment"]["settings"]["draws"] == 30
    assert sorted(path.name for path in out.iterdir()) == ["dossier.html", "dossier.json"]


@pytest.mark.parametrize("width", [24, 40, 60, 100, 160])
def test_the_bottom_line_breaks_no_word_at_any_width(
    monkeypatch, capsys, small_case, small_assessment, width
):
    monkeypatch.setattr("detente.cli._output.console", lambda: Console(width=width, highlight=False))
    _print(small_case, small_assessment, (), ())
    shown = capsys.readouterr().out
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= width
    words = set(shown.split())
    for verdict in small_assessment.verdicts:
        assert set(verdict.label.split()) <= words
    assert not any(line.lstrip().startswith("%") for line in shown.splitlines())


def test_json_goes_to_standard_output_alone(tmp_path):
    result = run("brief", str(template_path()), "-o", str(tmp_path), "--draws", "20", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["format"] == "detente-assessment-1"


def test_documents_are_read_and_listed(tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("“We will not sign,” said Anna Berg, a spokeswoman, on Monday.\n", encoding="utf-8")
    result = run("brief", str(template_path()), str(note), "-o", str(tmp_path / "out"), "--draws", "20")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "out" / "dossier.html").read_text(encoding="utf-8")
    assert "We will not sign" in page
    assert "Anna Berg" in page


def test_a_missing_document_ends_with_its_problem_and_writes_nothing(tmp_path):
    result = run("brief", "nowhere.txt", "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "nowhere.txt" in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_a_broken_case_lists_its_faults(tmp_path):
    (tmp_path / "case.yaml").write_text("detente: 1\ntitle: [\n", encoding="utf-8")
    result = run("brief", str(tmp_path), "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "rule:" in result.output
    assert "Traceback" not in result.output


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path):
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    result = run("brief", str(template_path()), "-o", str(file / "out"), "--draws", "5", "--no-read")
    assert result.exit_code == 1
    assert "a part of this path is a file" in result.output


def test_a_misspelt_command_names_the_nearest():
    result = run("breif")
    assert result.exit_code == 2
    assert "Did you mean 'brief'?" in result.output


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name):
    result = run(name, "--help")
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output
    assert "detente" in result.output.split("Options:")[0], "an example"


def test_help_imports_nothing_heavy():
    code = "import sys; from detente.cli import main; sys.argv=['detente','--help']\ntry: main()\nexcept SystemExit: pass\n"
    code += "bad = {'numpy','scipy','matplotlib','pydantic','numba','trafilatura'} & set(sys.modules); print('HEAVY', sorted(bad))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "HEAVY []" in out


def test_a_reader_that_goes_away_ends_quietly():
    command = f"{sys.executable} -m detente show ukraine_2025 --json | head -c 10"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_sources_read_with_the_bundled_case_name_their_speakers(data_folder, tmp_path):
    """The two documents, where they are present: every quoted person is listed."""
    sources = sorted((data_folder.parent / "sources").glob("*.txt"))
    if not sources:
        pytest.skip("the two source documents are absent")
    result = run("brief", *map(str, sources), "-o", str(tmp_path), "--draws", "10")
    assert result.exit_code == 0, result.output
    record = json.loads((Path(tmp_path) / "dossier.json").read_text(encoding="utf-8"))
    speakers = {line["speaker"] for line in record["readings"]}
    for name in ("Gabuev", "Dmitriev", "Malofeyev", "Trenin", "Charap", "Kulyk", "Kallas"):
        assert any(name in speaker for speaker in speakers), name
