"""From documents to values that rest on them: the whole way of an analyst with a case of his own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detente.case import load
from detente.cli import group

NOTE = """Envoys meet again

14 January 2025

Ana Oller, the envoy of the League, demanded “monitors for the valley.” The northern government rejected monitors.
The truce was broken on Monday.
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(group, [str(one) for one in arguments], catch_exceptions=False)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    assert run("new", tmp_path / "mine").exit_code == 0
    file = tmp_path / "mine" / "case.yaml"
    words = "label: Monitors of the League\n"
    text = file.read_text(encoding="utf-8").replace(words, f"{words}        also: {{en: [monitors]}}\n")
    file.write_text(text, encoding="utf-8")
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "monday.txt").write_text(NOTE, encoding="utf-8")
    return tmp_path / "mine"


def test_the_whole_way(case: Path) -> None:
    press = case.parent / "press"
    first = run("code", case, press)
    assert first.exit_code == 0
    assert "2 proposals, 2 new, 2 open" in first.output
    assert "league: demand for" in first.output
    assert (
        "1 accepted, 1 refused, 0 in the case" in run("code", case, "--accept", "1", "--refuse", "2").output
    )
    wrote = run("code", case, "--write")
    assert "parties.league.values_because.security: s4" in wrote.output
    loaded = load(case)
    assert loaded.warnings == ()
    assert loaded.grounds("parties.league.values.security.monitors") == (("s4",), None)
    statement = loaded.statements[-1]
    assert (statement.speaker, statement.party, statement.act, statement.form) == (
        "envoy",
        "league",
        "demand",
        "quote",
    )
    text = (case / "sources" / "monday.txt").read_text(encoding="utf-8")
    assert text[statement.start : statement.end] == statement.words == "monitors for the valley."
    assert loaded.sources["monday"].title == "Envoys meet again"

    sheet = (case / "codings.csv").read_bytes()
    assert "0 new, 0 open, 1 accepted, 1 refused, 1 in the case" in run("code", case, press).output
    assert "nothing to write" in run("code", case, "--write").output
    assert (case / "codings.csv").read_bytes() == sheet
    assert len(load(case).statements) == len(loaded.statements)


def test_a_case_whose_statements_are_still_to_come_can_be_read_with(case: Path) -> None:
    (case / "statements.csv").unlink()
    assert run("lint", case).exit_code == 1
    read = run("read", case.parent / "press", "--case", case, "--format", "csv")
    assert read.exit_code == 0
    assert "its names are used all the same" in read.output
    assert ",envoy,league," in read.output
    assert "2 new" in run("code", case, case.parent / "press").output
    assert "written into" in run("code", case, "--accept", "1-2", "--write").output
    assert {one.id for one in load_statements(case)} == {"s4", "s5"}


def load_statements(case: Path) -> tuple[object, ...]:
    text = (case / "case.yaml").read_text(encoding="utf-8")
    for id_ in ("s1", "s2", "s3"):
        text = text.replace(f"because: [{id_}]", "because: []")
    (case / "case.yaml").write_text(text, encoding="utf-8")
    return load(case).statements


def test_a_corrected_row_goes_into_the_case_as_corrected(case: Path) -> None:
    run("code", case, case.parent / "press")
    file = case / "codings.csv"
    text = file.read_text(encoding="utf-8-sig").replace(
        "\n,league,security,monitors,demand", "\nyes,league,security,guarantee,commit"
    )
    file.write_text(text, encoding="utf-8")
    run("code", case, "--write")
    statement = load(case).statements[-1]
    assert (statement.level, statement.act) == ("guarantee", "commit")


def test_what_moved_or_changed_waits_and_is_named(case: Path) -> None:
    press = case.parent / "press"
    run("code", case, press, "--accept", "1")
    (press / "monday.txt").rename(press.parent / "elsewhere.txt")
    assert "row 1 waits" in run("code", case, "--write").output
    (press.parent / "elsewhere.txt").rename(case / "monday.txt")
    assert "1 statement and 1 source written" in run("code", case, case / "monday.txt", "--write").output


def test_without_texts_only_paragraph_and_digest_are_kept(case: Path) -> None:
    run("code", case, case.parent / "press", "--accept", "1", "--write", "--no-texts")
    loaded = load(case)
    assert not (case / "sources" / "monday.txt").exists()
    assert loaded.sources["monday"].sha256
    assert (loaded.statements[-1].start, loaded.statements[-1].paragraph) == (None, 3)


@pytest.mark.parametrize(
    ("arguments", "words", "status"),
    [
        (["--accept", "9"], "there is no row 9", 1),
        (["--accept", "one"], "no row number", 2),
        (["-"], "save it as a file first", 2),
    ],
)
def test_slips_are_said_in_words(case: Path, arguments: list[str], words: str, status: int) -> None:
    result = run("code", case, *arguments)
    assert (result.exit_code, words in result.output) == (status, True), result.output


def test_a_folder_without_a_case(tmp_path: Path) -> None:
    result = run("code", tmp_path)
    assert result.exit_code == 1
    assert "detente new" in result.output


def test_statements_that_bear_on_no_issue_are_listed_when_asked_for(case: Path) -> None:
    (case.parent / "press" / "friday.txt").write_text(
        "The northern government said that rain fell on the harbour.\n", encoding="utf-8"
    )
    assert "2 proposals" in run("code", case, case.parent / "press").output
    assert "3 proposals" in run("code", case, case.parent / "press", "--all").output


def record(*arguments: str | Path) -> dict[str, object]:
    jsonschema = pytest.importorskip("jsonschema")
    done = CliRunner().invoke(group, ["code", *map(str, arguments), "--json"], catch_exceptions=False)
    schema = json.loads((Path(__file__).parents[2] / "docs" / "schemas" / "code.json").read_text("utf-8"))
    made: dict[str, object] = json.loads(done.stdout)
    jsonschema.Draft202012Validator(schema).validate(made)
    return made


def test_the_sheet_as_json_follows_its_schema_at_every_step(case: Path) -> None:
    first = record(case, case.parent / "press")
    assert (first["added"], first["counts"]) == (
        2,
        {"proposals": 2, "open": 2, "accepted": 0, "refused": 0, "in_case": 0},
    )
    decided = record(case, "--accept", "1", "--refuse", "2")
    assert [row["decision"] for row in decided["rows"]] == ["accepted", "refused"]  # type: ignore[attr-defined]
    written = record(case, "--write")
    row = written["rows"][0]  # type: ignore[index]
    assert (row["statement"], row["number"], row["party"]) == ("s4", 1, "league")
    text = (case / "sources" / "monday.txt").read_text(encoding="utf-8")
    assert text[row["start"] : row["end"]] == row["words"]


def test_a_sheet_that_cannot_be_read_gives_its_problems_as_json(case: Path) -> None:
    (case / "codings.csv").write_text("decision,id,words,document\nperhaps,a,b,c\n", encoding="utf-8")
    (problem,) = record(case)["problems"]  # type: ignore[misc]
    assert problem["code"] == "R-078"


LONG = NOTE + (
    "The talks went on for nine hours in a hotel above the lake, and nobody said in the evening whether there would be a "
    "third day. Both delegations left by the side door. The road through the valley stayed closed to lorries, and the "
    "price of bread in the upper villages rose for the fourth week in a row.\n"
)


def test_a_reprint_has_the_origin_of_what_it_prints(case: Path) -> None:
    press = case.parent / "press"
    (press / "monday.txt").write_text(LONG, encoding="utf-8")
    other = "A letter\n\n15 January 2025\n\nThe northern government rejected monitors.\n"
    (press / "other.txt").write_text(other, encoding="utf-8")
    run("code", case, press)
    run("code", case, "--accept", "1", "--write")
    reprint = LONG.replace("Envoys meet again", "Nine hours by the lake").replace("a hotel", "an old hotel")
    (press / "tuesday.txt").write_text(reprint, encoding="utf-8")
    (press / "wednesday.txt").write_text(reprint.replace("nine hours", "long hours"), encoding="utf-8")
    run("code", case, press)
    rows = json.loads(run("code", case, "--json").stdout)["rows"]
    fresh = [row for row in rows if row["path"].endswith(("tuesday.txt", "wednesday.txt", "other.txt"))]
    wrote = run("code", case, "--accept", ",".join(str(row["number"]) for row in fresh), "--write")
    assert "prints the story of monday, so that both count once" in wrote.output
    found = {key: source.origin for key, source in load(case).sources.items()}
    assert found["monday"] is None
    assert found["tuesday"] == found["wednesday"] == "monday"
    assert "other" in found
    assert found["other"] is None
