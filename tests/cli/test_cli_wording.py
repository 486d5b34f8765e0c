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
        assert problem["column"] == {"a.md": 14, "b.html": 20, "c.docx": 0}[name]
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


def test_a_scale_of_ones_own_may_have_words_of_any_language(tmp_path: Path) -> None:
    scale, text = tmp_path / "scala.yaml", tmp_path / "nota.md"
    scale.write_text(
        "name: scala di casa\nbands: {improbabile: 0 to 0.4, probabile: 0.6 to 1}\n", encoding="utf-8"
    )
    text.write_text(
        "Un accordo è probabile.\nLa tregua regge (improbabile, 80 %, scala di casa).\n", encoding="utf-8"
    )
    found = json.loads(check(str(text), "--own", str(scale), "--json").stdout)["problems"]
    assert [(row["code"], row["line"], row["column"]) for row in found] == [
        ("U-002", 1, 14),
        ("U-004", 2, 18),
    ]
    assert "scala di casa calls 80 % probabile" in found[1]["rule"]


def test_a_text_in_another_language_is_named_not_passed_in_silence(tmp_path: Path) -> None:
    file = tmp_path / "nota.txt"
    words = "Secondo il ministro la tregua è molto probabile, ma nessuno a Mosca ha voluto confermare la notizia di ieri."
    file.write_text(words, encoding="utf-8")
    result = check(str(file))
    assert "seems to be in it; only English words" in result.output
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "no `bands`"),
        ("bands: {a: 0 to 1}\n", "no `name`"),
        ("- a\n", "U-013"),
        ("a: b: c\n", "C-004"),
    ],
)
def test_a_scale_that_cannot_be_read_is_refused(text: str | None, words: str, tmp_path: Path) -> None:
    scale = BROKEN / "U-013-scale.yaml"
    if text is not None:
        scale = tmp_path / "scale.yaml"
        scale.write_text(text, encoding="utf-8")
    (tmp_path / "a.md").write_text("All well.\n", encoding="utf-8")
    result = check(str(tmp_path / "a.md"), "--own", str(scale))
    assert result.exit_code == 1
    assert words in result.output
    assert ("bands: {doubtful" in result.output) == ("U-013" in result.output)
