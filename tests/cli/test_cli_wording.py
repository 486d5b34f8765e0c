"""The wording of texts in every form that a brief is handed on in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from detente.cli import group
from detente.errors import CODES

BROKEN = Path(__file__).parents[1] / "broken" / "doubt"
BAD = "The truce is very likely to hold."


def check(*words: str) -> Result:
    return CliRunner().invoke(group, ["wording", *words])


def test_every_form_of_text_is_read_and_the_line_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"# Brief\n\nAll well.\n{BAD}\n", encoding="utf-8")
    (tmp_path / "b.html").write_text(
        "<style>p {likely}</style>\n<p>All\nwell</p>\n<p>The truce is <b>very</b> likely to hold.</p>",
        encoding="utf-8",
    )
    document = Document()
    document.add_paragraph("All well.")
    document.add_paragraph(BAD)
    document.save(str(tmp_path / "c.docx"))
    for name, line in (("a.md", 4), ("b.html", 4), ("c.docx", 3)):
        result = check(str(tmp_path / name), "--json")
        (problem,) = json.loads(result.stdout)["problems"]
        assert (problem["code"], problem["line"]) == ("U-002", line), name
        assert result.exit_code == 1


def test_a_clean_text_passes_and_scales_decide_what_counts(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("It holds (likely, 68 %, ICD 203). A realistic possibility.\n", encoding="utf-8")
    assert check(str(file)).stdout == "nothing to remark\n"
    assert "realistic possibility" in check(str(file), "--scale", "nz", "--scale", "icd203").stdout


@pytest.mark.parametrize("name", ["U-012-no-text.pdf", "missing.md"])
def test_a_file_that_is_no_text_is_refused(name: str) -> None:
    result = check(str(BROKEN / name))
    assert result.exit_code == 1
    assert "U-012" in result.output
    assert "U-012" in CODES
