"""The sheet of codings: reading again changes no row that a person wrote in, and spreadsheets may save it as they like."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detente.case.vocabulary import Name, Vocabulary
from detente.reading.codings import COLUMNS, Sheet, from_bytes, merge, proposal_row, to_text
from detente.reading.propose import propose_codings
from detente.reading.reading import read_documents

BROKEN = Path(__file__).parents[2] / "broken" / "reading"
CASE = Vocabulary(
    (
        Name("north", "party", "Norland"),
        Name("truce", "issue", "cease-fire", "en"),
        Name("truce.long", "level", "long cease-fire", "en"),
    )
)
NOTE = "Norland said that it rejects a long cease-fire.\n\nRain fell.\n\nNorland demanded a cease-fire of 30 days.\n"


def proposed(folder: Path, text: str) -> tuple[list[dict[str, str]], list[str]]:
    (folder / "note.txt").write_text(text, encoding="utf-8")
    reading = read_documents([folder], CASE)
    rows = [
        proposal_row(reading.document(one.source), one, proposal)
        for one in reading.statements
        for proposal in propose_codings([one])
    ]
    return rows, [document.id for document in reading.documents]


def row(id_: str, **cells: str) -> dict[str, str]:
    return {**dict.fromkeys(COLUMNS, ""), "id": id_, "document": "d", "words": "w", **cells}


def test_a_proposal_says_party_issue_level_act_range_and_what_to_weigh(tmp_path: Path) -> None:
    rows, _ = proposed(tmp_path, NOTE)
    first, second = rows
    assert (first["party"], first["issue"], first["level"], first["act"], first["polarity"]) == (
        "north", "truce", "long", "reject", "against",
    )  # fmt: skip
    assert (second["level"], second["act"], second["numbers"], second["paragraph"]) == (
        "",
        "demand",
        "30 day",
        "3",
    )
    assert "paraphrase" in second["caution"]


def test_reading_again_changes_nothing_that_a_person_wrote(tmp_path: Path) -> None:
    rows, documents = proposed(tmp_path, NOTE)
    sheet = merge(Sheet(), rows, documents).sheet
    edited = Sheet(
        ({**sheet.rows[0], "decision": "Accept", "act": "demand", "note": "see call"}, *sheet.rows[1:])
    )
    again = merge(edited, rows, documents)
    assert again.sheet == edited
    assert (again.added, again.dropped, again.orphans) == (0, 0, ())


def test_a_document_that_changed_keeps_what_was_decided_and_says_so() -> None:
    sheet = Sheet(
        (row("a", decision="accept", number="1"), row("b", number="2"), row("c", number="3", document="e"))
    )
    after = merge(sheet, [row("d")], ["d"])
    assert [one["id"] for one in after.sheet.rows] == ["a", "c", "d"]
    assert [one["number"] for one in after.sheet.rows] == ["1", "3", "4"], "a number names a row for good"
    assert [one["id"] for one in after.orphans] == ["a"]
    assert after.dropped == 1


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from(["", "accept", "REFUSED"]), cells),
        max_size=6,
        unique_by=lambda t: t[0],
    ),
    st.sets(st.sampled_from("abcdefgh")),
)
def test_no_merge_ever_touches_a_decision(there: list[tuple[str, str, str]], now: set[str]) -> None:
    sheet = Sheet(
        tuple(row(id_, decision=said, note=note, number=str(n)) for n, (id_, said, note) in enumerate(there))
    )
    after = merge(sheet, [row(id_) for id_ in sorted(now)], ["d"]).sheet
    decided = [one for one in sheet.rows if one["decision"]]
    assert [one for one in after.rows if one["decision"]] == decided
    assert len({one["id"] for one in after.rows}) == len(after.rows)
    assert now <= {one["id"] for one in after.rows}


@settings(max_examples=40, deadline=None)
@example([("'=", "''=1"), ("'", "=")])
@given(st.lists(st.tuples(cells, cells), max_size=4))
def test_the_sheet_reads_back_as_it_was_written(texts: list[tuple[str, str]]) -> None:
    sheet = Sheet(tuple(row(f"r{n}", words=a, note=b, number=str(n)) for n, (a, b) in enumerate(texts)))
    assert from_bytes(to_text(sheet).encode("utf-8"), "codings.csv") == (sheet, ())


def test_formulas_are_harmless_and_come_back() -> None:
    sheet = Sheet((row("a", words="=HYPERLINK(1)", note="-3"),))
    text = to_text(sheet)
    assert "'=HYPERLINK(1)" in text
    assert from_bytes(text.encode("utf-8"), "x") == (sheet, ())


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8", ";"), ("cp1252", ";"), ("utf-8-sig", "\t")])
def test_a_sheet_as_spreadsheets_save_it(encoding: str, mark: str) -> None:
    text = (
        mark.join(("id", "words", "decision", "document"))
        + "\r\n"
        + mark.join(("a", "perché", "yes", "d"))
        + "\r\n"
    )
    sheet, problems = from_bytes(text.encode(encoding), "x")
    assert problems == ()
    assert (sheet.rows[0]["words"], sheet.decision(sheet.rows[0])) == ("perché", "accepted")


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("R-078-decision.csv", "R-078", '"perhaps"'),
        ("R-079-columns.csv", "R-079", "decision, id, words, document"),
    ],
)
def test_a_faulty_sheet_is_a_problem_in_words(name: str, code: str, words: str) -> None:
    _, (problem,) = from_bytes((BROKEN / name).read_bytes(), name)
    assert problem.code == code
    assert words in str(problem)


def test_a_row_that_is_not_there_cannot_be_decided() -> None:
    with pytest.raises(KeyError, match="9"):
        Sheet((row("a", number="1"),)).decide(["1", "9"], "accepted")
