"""Scales of words of one's own: in a line, in a file, in a case; every fault with its code."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from detente.assess import assess
from detente.case import check, load
from detente.case.bundled import template_path
from detente.case.starting import start
from detente.case.wordscale import DEFAULT, line_of, read_bands
from detente.cli import group
from detente.doubt.scales import SCALES, find_scale, read_line, word_for
from detente.errors import ShapeError

BROKEN = Path(__file__).parents[1] / "broken" / "doubt"
OWN = "words: {name: House scale, bands: {doubtful: 0 to 0.5, expected: 50 % to 100 %}}\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    start(tmp_path / "case")
    file = tmp_path / "case" / "case.yaml"
    file.write_text(file.read_text(encoding="utf-8") + OWN, encoding="utf-8")
    return tmp_path / "case"


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ({"a": "0 to 0.5", "b": "0.5 to 1"}, []),
        ({"a": "0 to 50 %", "b": "50 to 100 %"}, []),
        ({"a": "0 to 0.6", "b": "0.5 to 1"}, [("b", "U-014")]),
        ({"a": "0.5"}, [("a", "U-014")]),
        ({"a": "0.5 to 0.5"}, [("a", "U-014")]),
        ({"a": "0.5 to 1.2"}, [("a", "U-014")]),
        ({"a": "50 to 60"}, [("a", "U-014")]),
        ({}, [("", "U-014")]),
        ({"a": "0 to 0.5", "A ": "0.5 to 1"}, [("A ", "U-015")]),
        ({" ": "0 to 1"}, [(" ", "U-015")]),
        ({"a: b": "0 to 1"}, [("a: b", "U-015")]),
        ({"a": "0 to 0.4", "b": "0.5 to 1"}, [("b", "U-016")]),
        ({"b": "0.5 to 1", "a": "0 to 0.5"}, [("b", "U-016")]),
    ],
)
def test_every_fault_of_a_table(bands: dict[str, str], expected: list[tuple[str, str]]) -> None:
    faults = read_bands("House", bands)[1]
    assert [(fault.word, fault.code) for fault in faults] == expected
    assert all((fault.severity == "warning") == (fault.code == "U-016") for fault in faults)


@given(st.lists(st.integers(0, 100), min_size=2, max_size=6, unique=True))
def test_a_line_says_the_same_as_the_table(ends: list[int]) -> None:
    ends.sort()
    rows = tuple(
        (f"word {n}", low / 100, high / 100) for n, (low, high) in enumerate(itertools.pairwise(ends))
    )
    line = line_of("House", rows)
    assert read_bands(*read_line(line)) == (rows, ())
    for word, low, _ in rows:
        if low >= 0.01:
            assert str(word_for(low, line)).startswith(f"{word}, ")
    assert find_scale(line).name == "House"


def test_known_scales_have_none_of_the_errors_that_own_ones_are_refused_for() -> None:
    for scale in SCALES.values():
        bands = {band.word: f"{band.low} to {band.high}" for band in scale.bands}
        assert {fault.code for fault in read_bands(scale.name, bands)[1]} <= {"U-016"}
    assert DEFAULT in SCALES


def test_a_line_with_a_fault_is_refused() -> None:
    with pytest.raises(ShapeError, match="overlap"):
        find_scale("House: a 0 to 0.6; b 0.5 to 1")
    with pytest.raises(ShapeError, match="no scale of words: 'House: a'"):
        find_scale("House: a")
    with pytest.raises(ShapeError, match="no scale of words is called"):
        find_scale("house")


def test_a_case_with_words_of_its_own_is_told_in_them(folder: Path) -> None:
    case = load(folder)
    assert case.scale == "House scale: doubtful 0 to 0.5; expected 0.5 to 1"
    assert check(folder)[1] == load(template_path()).warnings
    made = assess(case, 20, 1)
    assert made.settings.scale == case.scale
    assert ", House scale" in made.bottom_line
    assert "ICD 203" not in made.bottom_line
    assert ", Kent" in assess(case, 20, 1, scale="kent").bottom_line


def test_lint_tells_every_fault_of_the_words(folder: Path) -> None:
    file = folder / "case.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("50 % to 100 %", "0.4 to 1"), encoding="utf-8")
    problems = [problem for problem in check(folder)[1] if problem.code.startswith("U-")]
    assert [(p.code, p.path) for p in problems] == [("U-014", "words.bands.expected")]
    assert str(problems[0].place).rsplit(":", 2)[1] == str(len(file.read_text().splitlines()))


@pytest.mark.parametrize(
    ("name", "code", "words", "status"),
    [
        ("U-013-scale.yaml", "U-013", "no `bands`", 1),
        ("U-014-scale.yaml", "U-014", "doubtful to 0.6 and expected from 0.5 overlap", 1),
        ("U-015-word.yaml", "U-015", '"Expected" beside "expected"', 1),
        ("U-016-gap.yaml", "U-016", "nothing between 0.5 and 0.6", 0),
    ],
)
def test_a_file_given_on_the_command_line(name: str, code: str, words: str, status: int) -> None:
    done = run("moratorium", "ukraine_2025", "--draws", "5", "--scale", str(BROKEN / name))
    assert done.exit_code == status
    assert f"[{code}" in done.output
    assert words in done.output
    assert ("House scale" in done.stdout) == (status == 0)
    own = run("wording", str(BROKEN / "U-002-bare-word.md"), "--own", str(BROKEN / name))
    assert f"[{code}" in own.output


def test_commands_take_the_scale_of_the_case_by_id_and_in_a_line(folder: Path) -> None:
    for option, name in (
        ((), "House scale"),
        (("--scale", "ipcc"), "IPCC"),
        (("--scale", "X: all 0 to 1"), "X"),
    ):
        done = run("brief", str(folder), "--draws", "20", "-o", str(folder.parent / "out"), *option)
        assert done.exit_code == 0, done.output
        assert f" %, {name}" in done.output
        record = json.loads((folder.parent / "out" / "dossier.json").read_text(encoding="utf-8"))
        assert find_scale(record["assessment"]["settings"]["scale"]).name == name
    wrong = run("moratorium", "--scale", "hosue")
    assert wrong.exit_code == 2
    assert "give one of icd203, ipcc, kent, nz" in wrong.output
    data = run("moratorium", "--json", "--scale", str(BROKEN / "U-014-scale.yaml"))
    assert [row["code"] for row in json.loads(data.stdout)["problems"]] == ["U-014"]
