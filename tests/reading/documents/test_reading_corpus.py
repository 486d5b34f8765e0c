"""Many documents: same results however they are read, nothing read twice, copies told from witnesses."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.vocabulary import EMPTY, Name, Vocabulary
from detente.reading import corpus
from detente.reading.cache import Cache, settings_digest
from detente.reading.corpus import Settings, read_items
from detente.reading.duplicates import Sketch, group_documents
from detente.reading.intake import find_items
from detente.reading.intake_records import Item, Limits
from detente.reading.language import languages
from detente.reading.reading import read_documents

GOLD = Path(__file__).parents[2] / "gold"
WORDS = [
    "talks",
    "border",
    "envoy",
    "minister",
    "river",
    "army",
    "winter",
    "treaty",
    "grain",
    "port",
    "train",
    "school",
]


def note(seed: int, sentences: int = 12) -> str:
    random_ = random.Random(seed)
    lines = [
        f"The {random_.choice(WORDS)} of {random_.choice(WORDS)} {random_.randint(10, 9999)} said that "
        f"the {random_.choice(WORDS)} near the {random_.choice(WORDS)} would {random_.choice(WORDS)} again."
        for _ in range(sentences)
    ]
    return "\n".join(lines)


def test_processes_and_one_process_give_the_same(tmp_path: Path) -> None:
    for n in range(12):
        (tmp_path / f"{n:02d}.txt").write_text(note(n))
    alone = read_documents([tmp_path], settings=Settings(workers=1))
    together = read_documents([tmp_path], settings=Settings(workers=2))
    assert together == alone
    assert len(alone.documents) == 12


class Deadly(Item):
    """An item that ends the process that takes it up, as running out of memory does."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os._exit, (1,))


def test_a_process_that_dies_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    for n in range(20):
        (tmp_path / f"{n:02d}.txt").write_text(note(n))
    items = [item for item in find_items([tmp_path]) if isinstance(item, Item)]
    items[11] = Deadly(items[11].path, "text")
    results = list(read_items(items, settings=Settings(workers=2)))
    assert len(results) == 20
    assert [n for n, one in enumerate(results) if one.document is None] == [11]
    assert "process that read it died" in results[11].problems[0].found


def test_reading_twice_is_the_same_and_from_the_cache_too(tmp_path: Path) -> None:
    kept = Settings(cache=str(tmp_path / "kept"))
    first = read_documents([GOLD / "it"], settings=kept)
    assert read_documents([GOLD / "it"], settings=kept) == first == read_documents([GOLD / "it"])


def test_what_is_in_the_cache_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Settings(cache=str(tmp_path / "kept"))
    (tmp_path / "a.txt").write_text(note(1))
    first = read_documents([tmp_path / "a.txt"], settings=kept)

    def fail(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(corpus, "take_in", fail)
    assert read_documents([tmp_path / "a.txt"], settings=kept) == first
    (tmp_path / "a.txt").write_text(note(2))
    assert [one.code for one in read_documents([tmp_path / "a.txt"], settings=kept).problems] == ["R-072"]


def test_the_cache_knows_what_a_result_depends_on() -> None:
    names = Vocabulary((Name("russia", "party", "Mosca", "it"),))
    digests = {
        settings_digest(EMPTY, Limits(), None),
        settings_digest(names, Limits(), None),
        settings_digest(EMPTY, Limits(characters=9), None),
        settings_digest(EMPTY, Limits(), "2025-03-19"),
    }
    assert len(digests) == 4


def test_cache_files_are_for_their_owner_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(note(1))
    read_documents([tmp_path / "a.txt"], settings=Settings(cache=str(tmp_path / "kept")))
    (entry,) = (tmp_path / "kept").rglob("*.z")
    assert entry.stat().st_mode & 0o077 == 0
    assert Cache(tmp_path / "kept", "x").get("00" * 32) is None


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    for n in range(6):
        (tmp_path / f"{n}.txt").write_text(note(n))
    kept = Settings(cache=str(tmp_path / "kept"), workers=1)
    stream = read_items(find_items([tmp_path]), settings=kept)
    for _ in range(3):
        next(stream)
    stream.close()
    assert len(list((tmp_path / "kept").rglob("*.z"))) == 3
    assert len(read_documents([tmp_path], settings=kept).documents) == 6


def test_results_stream_and_do_not_wait_for_the_end(tmp_path: Path) -> None:
    taken = 0

    def items():  # type: ignore[no-untyped-def]
        nonlocal taken
        for item in find_items([GOLD]):
            for n in range(100):
                taken += 1
                yield replace(item, line=n + 1)

    stream = read_items(items(), settings=Settings(workers=1))
    next(stream)
    assert taken <= corpus.WORTH_PROCESSES
    stream.close()


def test_a_date_given_stands_above(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Date: 2024-01-01\n\nThe envoy said no to the plan.")
    (document,) = read_documents([tmp_path], settings=Settings(date="2025-03-19")).documents
    assert (document.text.date, document.date_from) == ("2025-03-19", "given")


def test_ids_do_not_depend_on_the_other_documents(tmp_path: Path) -> None:
    whole = read_documents([GOLD / "es"])
    alone = read_documents([GOLD / "es" / "note_03.txt"])
    assert set(alone.statements) <= set(whole.statements)
    assert len({one.id for one in whole.statements}) == len(whole.statements)


# copies and events


def test_forty_papers_with_one_wire_story_are_one_origin(tmp_path: Path) -> None:
    wire = note(1, 30)
    lines = wire.split("\n")
    for n in range(40):
        random_ = random.Random(n)
        cut = lines[: random_.randint(12, 30)]
        body = "\n".join([f"Paper {n}, by our own staff {random_.randint(1, 999)}", *cut, note(1000 + n, 3)])
        (tmp_path / f"paper{n:02d}.txt").write_text(body)
    (tmp_path / "other.txt").write_text(note(7, 30))
    reading = read_documents([tmp_path])
    (origin,) = [group for group in reading.groups if group.kind == "origin"]
    assert len(origin.documents) == 40
    assert not any("other" in one for one in origin.documents)
    assert len(set(reading.origins().values())) == 2
    assert origin.share >= 0.5


def test_different_notes_are_not_copies() -> None:
    reading = read_documents([GOLD])
    assert [group for group in reading.groups if group.kind == "origin"] == []


def test_two_reports_of_one_event_are_joined_and_a_third_is_not(tmp_path: Path) -> None:
    quote = "“We will not accept any agreement that was made behind our backs”"
    (tmp_path / "a.txt").write_text(
        f"Date: 2025-02-13\n\nLESK. {quote}, said President Irina Solano on Thursday."
    )
    (tmp_path / "b.txt").write_text(
        f"Date: 2025-02-14\n\nThe president told reporters in the capital: {quote}. She then left for Altra."
    )
    (tmp_path / "c.txt").write_text(
        "Date: 2025-02-14\n\nGrain prices fell for the third week, traders said on Friday."
    )
    events = [group for group in read_documents([tmp_path]).groups if group.kind == "event"]
    assert [len(group.documents) for group in events] == [2]
    assert events[0].first.startswith("a-")


def test_a_short_cut_of_a_long_story_has_its_origin(tmp_path: Path) -> None:
    lines = note(1, 60).split("\n")
    (tmp_path / "long.txt").write_text("\n".join(lines))
    (tmp_path / "short.txt").write_text("\n".join(lines[:4]))
    (tmp_path / "line.txt").write_text("No comment from the border.")
    (origin,) = read_documents([tmp_path]).groups
    assert [one.partition("-")[0] for one in origin.documents] == ["long", "short"]


def test_one_event_in_two_languages_is_joined_by_its_names() -> None:
    reading = read_documents([GOLD / "it", GOLD / "es"])
    paths = {document.id: Path(document.path) for document in reading.documents}
    joined = [
        {paths[one].name for one in group.documents} for group in reading.groups if group.kind == "event"
    ]
    assert all(len(names) == 1 for names in joined), joined
    assert len(joined) >= 9


def sketch_of(name: str, numbers: set[int]) -> Sketch:
    return Sketch(name, None, len(numbers), tuple(sorted(numbers)), (), ())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sets(st.integers(0, 30), min_size=1), max_size=8), st.randoms())
def test_groups_do_not_depend_on_the_order_of_equal_copies(
    sets: list[set[int]], random_: random.Random
) -> None:
    whole = [sketch_of(f"d{n}", found) for n, found in enumerate(sets)]
    copies = [*whole, *(replace(one, id=one.id + "copy") for one in whole)]
    random_.shuffle(copies)
    groups = [group for group in group_documents(copies) if group.kind == "origin"]
    for one in whole:
        assert any({one.id, one.id + "copy"} <= set(group.documents) for group in groups)


def test_any_number_of_copies_is_one_origin() -> None:
    wire = set(range(0, 400, 4))
    copies = [sketch_of(f"c{n}", wire | {10_000 + 40 * n + 4 * k for k in range(10)}) for n in range(500)]
    (origin,) = group_documents([*copies, sketch_of("other", set(range(1_000_001, 1_000_101)))])
    assert len(origin.documents) == 500


def test_grouping_is_linear_in_the_number_of_copies() -> None:
    many = [sketch_of(f"d{n}", {n * 1000 + k for k in range(50)} | {7, 8}) for n in range(2_000)]
    assert [group for group in group_documents(many) if group.kind == "origin"] == []


# languages


def test_every_paragraph_has_its_own_language() -> None:
    texts = {
        "it": "La ministra ha detto che il governo non accetterà un accordo concluso alle sue spalle a Torvan.",
        "es": "La ministra dijo que el Gobierno no aceptará un acuerdo cerrado a sus espaldas en la capital.",
        "en": "The minister said that her government would not accept a deal made behind its back in the capital.",
        "fr": "La ministre a déclaré que son gouvernement n'accepterait pas un accord conclu dans son dos.",
        "de": "Die Ministerin sagte, ihre Regierung werde kein Abkommen annehmen, das hinter ihrem Rücken entsteht.",
        "ru": "Министр заявила, что правительство не примет соглашение, заключённое за его спиной в столице.",
    }
    text, spans = "", []
    for words in texts.values():
        spans.append((len(text), len(text) + len(words)))
        text += words + "\n"
    assert languages(text, spans)[1] == tuple(texts)


def test_a_short_paragraph_takes_the_language_of_the_document() -> None:
    text = "Il ministro ha detto che le trattative riprenderanno lunedì mattina nella capitale.\nNo comment."
    assert languages(text, [(0, 82), (83, 94)]) == ("it", ("it", "it"))
    assert languages("No.", [(0, 3)], "es") == ("es", ("es",))
    assert languages("123", [(0, 3)]) == ("en", ("en",))


@pytest.mark.parametrize("code", ["it", "es"])
def test_the_gold_notes_are_told_apart(code: str) -> None:
    for document in read_documents([GOLD / code]).documents:
        assert {paragraph.language for paragraph in document.text.paragraphs} == {code}, document.path
