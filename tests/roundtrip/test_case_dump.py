"""load(dump(case)) == case: the bundled cases, the template, and cases with awkward texts and numbers."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case import Case, dump, library_path, load
from detente.case.bundled import library_names, template_path
from detente.case.dumping import plain, to_yaml, write_atomically
from detente.case.findings import Layout
from detente.case.loading import build
from detente.case.yamlfile import YamlReader

FOLDERS = [template_path(), *(library_path(name) for name in library_names())]
VALID = load(Path(__file__).parents[1] / "broken" / "case" / "valid")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_library_comes_back(folder: Path, tmp_path: Path) -> None:
    case = load(folder)
    dump(case, tmp_path / "copy")
    again = load(tmp_path / "copy")
    assert again == case
    assert plain(again) == plain(case)
    assert again.quantities() == case.quantities()
    dump(again, tmp_path / "copy")
    assert load(tmp_path / "copy").digest == case.digest
    assert sorted(p.name for p in (tmp_path / "copy").rglob(".*")) == []


text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
word = st.sampled_from(["NO", "yes", "12:30", "1e3", "0o17", "~", "null", "true", "# x", "- a", "a: b", "'", '"', " x ", "\n", "&a", "*a", "!t", "%", "@", "1_0", "=", "<<", "\u2028", "\x85", "‮אב"])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(text | word, min_size=4, max_size=4), st.lists(st.floats(1e-9, 1), min_size=4, max_size=4))
def test_awkward_texts_and_numbers_come_back(words: list[str], numbers: list[float]) -> None:
    data = plain(VALID)
    data["title"], data["note"], data["parties"]["north"]["note"], data["parties"]["south"]["name"] = words
    low, likely, high = sorted(numbers[:3])
    data["parties"]["north"]["war_cost"] = {
        "value": f"{low!r} to {high!r}, likely {likely!r}",
        "assumed": words[0] + ".",
    }
    data["war"]["shock"] = {"readings": [{"value": numbers[3], "weight": numbers[0]}, high]}
    case, problems = build(data, Layout("case.yaml", {}, {}), None)
    if case is None:
        assert {problem.code for problem in problems} <= {"C-013", "C-037"}, problems
        return
    reader = YamlReader(to_yaml(plain(case)), "case.yaml")
    again, _ = build(reader.read(), Layout("case.yaml", {}, {}), None)
    assert reader.problems == []
    assert again == case


values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | text | word,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text | word, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(text | word, values, max_size=4))
def test_plain_values_come_back_through_yaml(data: dict[str, Any]) -> None:
    reader = YamlReader(to_yaml(data), "x.yaml")
    assert (reader.read() or {}) == data
    assert reader.problems == []


statement_text = text | st.sampled_from(['say "no"', "a,b", "two\nlines", "x\r\ny", " edge ", "", ";", "\t"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(statement_text, statement_text, st.booleans()), min_size=1, max_size=4))
def test_statements_come_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("case")
    data = plain(VALID)
    data["sources"] = {"wire": {"title": "A report"}}
    data["statements"] = [
        {
            "id": f"s{n}",
            "source": "wire",
            "paragraph": n + 1,
            "speaker": speaker,
            "words": words,
            "paraphrase": flag,
        }
        for n, (speaker, words, flag) in enumerate(rows)
    ]
    case, problems = build(data, Layout("case.yaml", {}, {}), None)
    assert case is not None, problems
    dump(case, folder)
    assert load(folder) == case


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "case.yaml"
    write_atomically(file, "old")

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(file, "new")
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["case.yaml"]


def test_written_files_have_the_usual_mode(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", "x")
    (tmp_path / "b").write_text("x")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == stat.S_IMODE((tmp_path / "b").stat().st_mode)


def test_a_changed_case_is_written_with_its_change(tmp_path: Path) -> None:
    other: Case = VALID.with_values({"war.power": "0.4 to 0.6"})
    dump(other, tmp_path)
    assert load(tmp_path) == other != VALID
