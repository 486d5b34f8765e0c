"""Repair keeps the way back: every stored span names original characters, and only damage is changed."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.reading.intake_layout import LONGEST_PARAGRAPH, paragraph_spans, unwrap
from detente.reading.intake_markdown import unmark
from detente.reading.repair import OffsetMap, align, apply_edits, repair_line, repair_text

WORDS = st.text(alphabet="abc è“”«»’ñ\n.", max_size=60)
#: Words in which some pieces are doubly decoded, decomposed, or hold controls.
DAMAGED = st.lists(
    st.one_of(
        WORDS,
        WORDS.map(lambda s: s.encode("utf-8").decode("cp1252", "replace")),
        WORDS.map(lambda s: unicodedata.normalize("NFD", s)),
        st.sampled_from(
            ["\x00", "\u202e", "\u00ad", "ﬁ", "&quot;", "\ufeff", "Ａ", "\r\n", "e\u0301", "\u2067"]
        ),
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        ("ha detto: â€œnon basta â€“ perÃ²â€\x9d", "ha detto: “non basta – però”"),
        ("Ha detto: â€œno", "Ha detto: “no"),
        ("una pausa â€“ breve", "una pausa – breve"),
        ("il cÅ“ur", "il cœur"),
        ("12 â‚¬", "12 €"),
        ("cafe\u0301 e\u0300", "café è"),
        ("ﬁrma del trattato", "firma del trattato"),
        ("nego\u00adziato", "negoziato"),
        ("dichia\x00razione", "dichiarazione"),
    ],
)
def test_damage_is_undone(damaged: str, words: str) -> None:
    assert repair_text(damaged).text == words


@pytest.mark.parametrize(
    "mark", ["“a”", "«a»", "„a“", "‘a’", "”a“", '"a"', "l’accordo", "a\r\nb", "perché”", "c’è…", "a\u2028b"]
)
def test_quote_marks_and_line_breaks_are_left_alone(mark: str) -> None:
    assert repair_text(mark).text == mark


def test_damage_maps_to_its_whole_run() -> None:
    original = "perÃ² dice â€œsÃ¬â€\x9d e basta"
    repaired = repair_text(original)
    start = repaired.text.index("sì")
    a, b = repaired.offsets.to_original((start, start + 2))
    assert repair_text(original[a:b]).text.strip("“”") == "sì"
    after = repaired.text.index("basta")
    a, b = repaired.offsets.to_original((after, after + 5))
    assert original[a:b] == "basta"


@settings(max_examples=150, deadline=None)
@given(DAMAGED)
def test_repaired_text_is_nfc_and_only_nothing_lies_outside_it(original: str) -> None:
    repaired = repair_text(original)
    assert unicodedata.is_normalized("NFC", repaired.text)
    if repaired.text:
        start, end = repaired.offsets.to_original((0, len(repaired.text)))
        assert repair_text(original[:start]).text == ""
        assert repair_text(original[end:]).text == ""


@settings(max_examples=150, deadline=None)
@given(DAMAGED)
def test_what_was_not_changed_maps_letter_for_letter(original: str) -> None:
    repaired = repair_text(original)
    for place, letter in enumerate(repaired.text):
        start, end = repaired.offsets.to_original((place, place + 1))
        assert 0 <= start <= end <= len(original)
        if end - start == 1 and original[start] != letter:
            assert repair_line(original[start]) != original[start] or ord(original[start]) > 127


@settings(max_examples=150, deadline=None)
@given(DAMAGED)
def test_spans_keep_their_order(original: str) -> None:
    repaired = repair_text(original)
    starts = [repaired.offsets.to_original((n, n + 1)) for n in range(len(repaired.text))]
    assert starts == sorted(starts)


@settings(max_examples=150, deadline=None)
@given(DAMAGED, DAMAGED)
def test_alignment_turns_one_line_into_the_other(before: str, after: str) -> None:
    edits = align(before, after)
    assert apply_edits(before, edits)[0] == after
    assert all(a <= b <= c for (a, b, _), (c, _, _) in pairwise(edits))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab *_`[]()!\n", max_size=60))
def test_markdown_marks_come_out_and_the_words_stay(text: str) -> None:
    plain, blocks = apply_edits(text, unmark(text))
    offsets = OffsetMap().then(blocks)
    for place, letter in enumerate(plain):
        start, end = offsets.to_original((place, place + 1))
        assert text[start:end] == letter


def test_two_steps_lead_back_through_both() -> None:
    one, first = apply_edits("**Kallas** ha chiesto", unmark("**Kallas** ha chiesto"))
    two, second = apply_edits(one, [(7, 9, "avrebbe")])
    offsets = OffsetMap().then(first).then(second)
    start = two.index("chiesto")
    assert "**Kallas** ha chiesto"[slice(*offsets.to_original((start, start + 7)))] == "chiesto"
    assert "**Kallas** ha chiesto"[slice(*offsets.to_original((7, 14)))] == "ha"


WRAPPED = (
    "The foreign minister said on Tuesday that her country would not take\n"
    "part in talks that were held behind its back, and that any cease-fire\n"
    "would have to be monitored by an inter-\nnational mission with a mandate.\n"
    "\n"
    "A second paragraph begins here and goes on for more than one full line\n"
    "before it ends.\n"
)


def test_wrapped_lines_are_joined_and_cut_words_mended() -> None:
    text, _ = apply_edits(WRAPPED, unwrap(WRAPPED))
    paragraphs = [text[a:b] for a, b in paragraph_spans(text)]
    assert len(paragraphs) == 2
    assert "an international mission with a mandate." in paragraphs[0]
    assert "cease-fire would" in paragraphs[0]
    assert paragraphs[1].endswith("one full line before it ends.")


def test_a_paragraph_a_line_is_left_alone() -> None:
    text = "\n".join(["A long paragraph that is one line, as most exports of articles have it. " * 4] * 5)
    assert unwrap(text) == []


def test_a_list_of_headlines_is_not_wrapped_text() -> None:
    lines = [f"Envoys of both sides meet in the capital for round {n} of the talks" for n in range(9)]
    assert unwrap("\n".join(lines)) == []


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab .\n\t#>-•\r", max_size=80))
def test_paragraphs_cover_every_word_once(text: str) -> None:
    spans = paragraph_spans(text)
    kept = "".join(text[a:b] for a, b in spans)
    assert [c for c in kept if c in "ab"] == [c for c in text if c in "ab"]
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))


def test_a_very_long_paragraph_is_cut_after_sentences() -> None:
    text = "One sentence of some length ends here. " * 2_000
    spans = paragraph_spans(text)
    assert len(spans) > 3
    assert all(end - start <= LONGEST_PARAGRAPH for start, end in spans)
    assert all(text[start:end].endswith("here.") for start, end in spans)


def test_a_long_word_is_cut_too() -> None:
    spans = paragraph_spans("x" * (3 * LONGEST_PARAGRAPH))
    assert [end - start for start, end in spans] == [LONGEST_PARAGRAPH] * 3
