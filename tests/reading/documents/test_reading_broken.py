"""One broken file per problem code of intake: the right code, the right words, and never a traceback."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from detente.errors import CODES, Problem
from detente.reading.corpus import Settings
from detente.reading.intake_records import RULES, Limits
from detente.reading.reading import Reading, read_documents

BROKEN = Path(__file__).parents[2] / "broken" / "reading"

#: File, code, words that its message must hold, and the limits it is read under.
FILES = [
    ("R-050-unknown-type.xyz", "R-050", ".xyz", Limits()),
    ("R-051-empty.txt", "R-051", "empty", Limits()),
    ("R-053-no-documents", "R-053", "folder", Limits()),
    ("R-054-malformed.pdf", "R-054", "PDF", Limits()),
    ("R-055-locked.pdf", "R-055", "password", Limits()),
    ("R-056-no-archive.docx", "R-056", "zip", Limits()),
    ("R-057-unpacks-too-much.docx", "R-057", "unpack to 6,000", Limits()),
    ("R-058-too-large.txt", "R-058", "more than 1,000 bytes", Limits(file_bytes=1_000)),
    ("R-059-not-text.txt", "R-059", "control characters", Limits()),
    ("R-060-windows-1252.txt", "R-060", "byte 0x93 at 22 (line 1)", Limits()),
    ("R-061-direction-controls.txt", "R-061", "2 direction controls", Limits()),
    ("R-062-long-paragraph.txt", "R-062", "25,800", Limits()),
    ("R-063-long-document.txt", "R-063", "read to 900", Limits(characters=900)),
    ("R-064-no-words.jsonl", "R-064", "keys title", Limits()),
    ("R-065-no-column.csv", "R-065", "columns data, titolo", Limits()),
    ("R-066-no-words.eml", "R-066", "no part in plain text", Limits()),
    ("R-067-no-article.html", "R-067", "no paragraph", Limits()),
    ("R-068-attachment.eml", "R-068", "terms.pdf", Limits()),
    ("R-069-not-covered.txt", "R-069", "'ru'", Limits()),
    ("R-070-scanned.pdf", "R-070", "without a single word", Limits()),
    ("R-077-two-speakers.txt", "R-077", "fits Boris Adamov or Viktor Lasko", Limits()),
    ("R-076-control.txt", "R-076", "1 control characters", Limits()),
]


def read(name: str, limits: Limits) -> Reading:
    return read_documents([BROKEN / name], settings=Settings(limits=limits))


def the(problems: tuple[Problem, ...], code: str) -> Problem:
    found = [one for one in problems if one.code == code]
    assert found, f"no {code} among {[str(one) for one in problems]}"
    return found[0]


@pytest.mark.parametrize(("name", "code", "words", "limits"), FILES, ids=[row[0] for row in FILES])
def test_every_broken_file_is_reported_in_words(name: str, code: str, words: str, limits: Limits) -> None:
    problem = the(read(name, limits).problems, code)
    assert words in str(problem)
    assert name in problem.place.file
    assert problem.rule
    assert problem.fix


def test_every_code_has_its_file_or_its_own_test() -> None:
    elsewhere = {"R-052", "R-072", "R-073", "R-074", "R-075", "R-078", "R-079"}
    assert {row[1] for row in FILES} | elsewhere == set(RULES)
    assert set(RULES) <= set(CODES)


def test_a_warning_does_not_lose_the_document() -> None:
    for name, code, _, limits in FILES:
        reading = read(name, limits)
        if the(reading.problems, code).severity == "warning":
            assert len(reading.documents) == 1, name


def test_one_bad_row_does_not_lose_the_others() -> None:
    reading = read("R-064-no-words.jsonl", Limits())
    assert [one.line for one in reading.documents] == [1]
    assert [one.place.line for one in reading.problems if one.code == "R-064"] == [2, 3, 4]


def test_a_missing_path_and_an_unreadable_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    import os

    os.mkfifo(pipe)
    reading = read_documents([tmp_path / "nothing.txt", pipe])
    assert [one.code for one in reading.problems] == ["R-052", "R-052"]
    assert "no such file" in reading.problems[0].found
    assert "not a regular file" in reading.problems[1].found


def test_a_pattern_that_matches_nothing(tmp_path: Path) -> None:
    assert (
        the(read_documents([tmp_path / "*.txt"]).problems, "R-053").found == "a pattern that matches nothing"
    )


def test_a_failure_of_ours_is_a_problem_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("inner words")

    monkeypatch.setattr("detente.reading.corpus.take_in", fail)
    (tmp_path / "a.txt").write_text("Some words.")
    assert "ZeroDivisionError: inner words" in the(read_documents([tmp_path]).problems, "R-072").found


def test_the_time_limit_stops_a_document(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def hang(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr("detente.reading.corpus.take_in", hang)
    (tmp_path / "a.txt").write_text("Some words.")
    settings = Settings(limits=Limits(seconds=0.05))
    assert "more than 0.05 s" in the(read_documents([tmp_path], settings=settings).problems, "R-073").found


def test_a_damaged_cache_entry_is_read_again(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The envoy said that the talks would go on.")
    settings = Settings(cache=str(tmp_path / "kept"))
    first = read_documents([note], settings=settings)
    (entry,) = (tmp_path / "kept").rglob("*.z")
    entry.write_bytes(zlib.compress(b'{"document": 3}'))
    again = read_documents([note], settings=settings)
    assert the(again.problems, "R-074").severity == "warning"
    assert again.statements == first.statements
    assert read_documents([note], settings=settings).problems == ()


def test_the_same_bytes_twice_are_one_document(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "wire.txt").write_text("The envoy said that the talks would go on.")
    reading = read_documents([tmp_path])
    assert len(reading.documents) == 1
    assert "the same bytes as" in the(reading.problems, "R-075").found
