"""Accepted codings in a case: comments stay, only what was accepted is new, and the case reads back."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
import yaml

from detente.case import check, load
from detente.case.accepting import Acceptance, SourceText, accept
from detente.case.bundled import template_path
from detente.case.editing import EditError, with_entry
from detente.case.naming import names_at
from detente.errors import CaseError

WORDS = "The southern government would accept monitors."
NOTE = SourceText(
    "South, 3 May.txt",
    hashlib.sha256(WORDS.encode()).hexdigest(),
    {"title": "NO: a title", "date": "2025-01-14", "language": "en"},
    WORDS,
)


def coded(party: str = "south", issue: str = "security", **more: object) -> Acceptance:
    statement = {
        "paragraph": "1", "start": 0, "end": len(WORDS), "speaker": party, "party": party, "act": "offer",
        "issue": issue, "level": "monitors", "polarity": "for", "words": WORDS, "paraphrase": False, "date": "2025-01-14",
    }  # fmt: skip
    return Acceptance({**statement, **more}, NOTE)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    shutil.copytree(template_path(), tmp_path / "case")
    return tmp_path / "case"


def test_a_value_rests_on_the_statement_and_the_case_has_no_fault(case: Path) -> None:
    before = (case / "case.yaml").read_text(encoding="utf-8")
    applied = accept(case, [coded(), coded("north", "valley", level="shared")])
    after = (case / "case.yaml").read_text(encoding="utf-8")
    assert applied.ids == ["s4", "s5"]
    assert applied.sources == ["south_3_may"]
    loaded = load(case)
    assert loaded.warnings == ()
    assert loaded.parties["south"].values_because == {"security": ("s4",)}
    assert loaded.grounds("parties.south.values.security.monitors") == (("s4",), None)
    assert loaded.grounds("parties.south.values.valley.shared") == ((), "invented for the template")
    assert loaded.sources["south_3_may"].title == "NO: a title"
    assert (case / "sources" / "south_3_may.txt").read_text(encoding="utf-8") == WORDS
    old, new = before.splitlines(), after.splitlines()
    assert [line for line in new if line not in old] == [
        line for line in new if "s4" in line or "s5" in line or "south_3" in line
    ]
    assert all(line in new for line in old), "a line that stood there was changed"


def test_more_statements_join_those_that_stand_there(case: Path) -> None:
    accept(case, [coded()])
    accept(case, [coded()])
    loaded = load(case)
    assert loaded.parties["south"].values_because == {"security": ("s4", "s5")}
    assert [one.source for one in loaded.statements[3:]] == ["south_3_may", "south_3_may"]


def test_ids_that_a_because_waits_for_are_left_free(case: Path) -> None:
    text = (case / "case.yaml").read_text(encoding="utf-8")
    (case / "case.yaml").write_text(text.replace("because: [s3]}", "because: [s9]}", 1), encoding="utf-8")
    assert accept(case, [coded()]).ids == ["s10"]
    assert {problem.code for problem in check(case)[1]} >= {"C-033"}


def test_a_party_without_values_on_the_issue_gets_the_statement_alone(case: Path) -> None:
    applied = accept(case, [coded("league", "valley", level="shared")])
    assert applied.because == []
    assert "league states no values for valley" in applied.remarks[0]
    assert load(case).statements[3].party == "league"


def test_a_table_with_other_columns_and_marks_keeps_its_rows(case: Path) -> None:
    (case / "statements.csv").write_text(
        'id;source;paragraph;speaker;words;note\ns1;wire;2;north;"water; and ""quiet""";ours\ns2;wire;3;envoy;x;\ns3;wire;3;south;y;\n',
        encoding="utf-8",
    )
    accept(case, [coded()])
    loaded = load(case)
    assert loaded.statements[0].words == 'water; and "quiet"'
    assert loaded.statements[0].note == "ours"
    assert (loaded.statements[3].words, loaded.statements[3].start, loaded.statements[3].paraphrase) == (
        WORDS,
        0,
        False,
    )


def test_without_texts_the_source_is_known_by_its_digest(case: Path) -> None:
    source = SourceText("a.pdf", "a" * 64, {"title": "A"}, None)
    accept(case, [Acceptance({**coded().statement, "start": None, "end": None}, source)])
    loaded = load(case)
    assert loaded.sources["a"].sha256 == "a" * 64
    assert loaded.sources["a"].file is None


@pytest.mark.parametrize(
    ("text", "keys", "value"),
    [
        ("a: 1 # x\n", ("b", "c"), ["s1"]),
        ("a: {b: {}}\n", ("a", "b", "c"), ["s1"]),
        ("a: {b: [s1]} # keep\nz: 1\n", ("a", "b"), ["s2", "s3"]),
        ("a:\n  b:\n    - s1\n    # after\n\n# far\nz: 1\n", ("a", "b"), ["s2"]),
        ("a:\n  b: |\n    long\n    text\n\n  c: 2\n", ("a", "d"), {"title": 'it\'s: "so" # yes'}),
        ("a:\n  b: |\n    long\n    text\n", ("a", "d"), ["s1"]),
        ("a:\n  b: 'x y'\n", ("sources", "f"), {"title": "NO", "file": "f.txt"}),
        ("a:\n    b: 1", ("a", "c"), ["no"]),
        ("a: {b: 1,\n    c: 2,\n    }\n", ("a", "d"), ["s1"]),
    ],
)
def test_an_entry_is_put_in_without_touching_the_rest(
    text: str, keys: tuple[str, ...], value: object
) -> None:
    edited = with_entry(text, keys, value)
    expected = yaml.safe_load(text)
    here = expected
    for key in keys[:-1]:
        here = here.setdefault(key, {})
    here[keys[-1]] = [*here.get(keys[-1], []), *value] if isinstance(value, list) else value
    assert yaml.safe_load(edited) == expected
    for line in text.splitlines():
        assert "#" not in line or line[line.index("#") :] in edited


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("a: 1\n", ("a", "b")),
        ("a: {b: 2}\n", ("a", "b")),
        ("- a\n", ("a",)),
        ("a: &x {b: [1]}\nc: *x\n", ("c", "d")),
    ],
)
def test_what_cannot_be_put_in_is_refused(text: str, keys: tuple[str, ...]) -> None:
    with pytest.raises(EditError):
        with_entry(text, keys, ["s1"])


def test_the_names_of_a_case_that_waits_for_its_statements(case: Path) -> None:
    (case / "statements.csv").unlink()
    names, problems = names_at(case)
    assert any(problem.code == "C-033" for problem in problems)
    assert names == load(template_path()).vocabulary()
    (case / "case.yaml").write_text("- a list\n", encoding="utf-8")
    with pytest.raises(CaseError, match="mapping"):
        names_at(case)
