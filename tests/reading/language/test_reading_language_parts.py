"""The parts: quotations, dates, numbers, names, pronouns, codings, and what no text may do to the reader."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.vocabulary import Name, Vocabulary
from detente.reading.dates import easter, find_dates
from detente.reading.extract import Extractor, extract_statements
from detente.reading.languages import available, load_language
from detente.reading.meaning import find_numbers
from detente.reading.propose import carry_over, propose_codings
from detente.reading.quotes import find_quotes
from detente.reading.records import FoundStatement, Paragraph, Text
from detente.reading.resolve import NameIndex

CASE = Vocabulary(
    (
        Name("north", "party", "Norland"),
        Name("south", "party", "Sudland"),
        Name("varga", "person", "Irena Varga"),
        Name("ibarra", "person", "Juan Ibarra"),
        Name("border", "issue", "border"),
        Name("border.line", "level", "line of contact"),
        Name("tariffs", "issue", "tariffs"),
    ),
    {"varga": "north", "ibarra": "south"},
)


def as_text(words: str, language: str = "en") -> Text:
    paragraphs = tuple(Paragraph(m.start(), m.end(), language) for m in re.finditer(r"[^\n]+", words))
    return Text("t", words, paragraphs, "2025-03-19", language)


def quoted(text: str) -> list[str]:
    return [text[q.inner_start : q.inner_end].strip() for q in find_quotes(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("He said “yes, we can” and left.", ["yes, we can"]),
        ("“Fine “, he said. “Go on. “", ["Fine", "Go on."]),
        ("”Fine”, he said. ”Go on.”", ["Fine", "Go on."]),
        ("« Bien », dit-il, « allons. »", ["Bien", "allons."]),
        ("„Gut“, sagte er. »Weiter«", ["Gut", "Weiter"]),
        ("''Fine,'' he said. ''He's one of us.''", ["Fine,", "He's one of us."]),
        ("He said ‘it’s over’ and left.", ["it’s over"]),
        ("It's Norland's border, isn't it?", []),
        ("“He told me ‘never’ and left,” she said.", ["He told me ‘never’ and left,"]),
        ("“The first word “never” was his,” she said.", ["The first word “never” was his,"]),
        ("“It never closes, he said.", ["It never closes, he said."]),
    ],
)
def test_quotations_by_position(text: str, inner: list[str]) -> None:
    assert quoted(text) == inner


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("it", "sanzioni dal 2014", ("2014", "year", "since", False)),
        ("it", "il 20 aprile di quest’anno", ("2025-04-20", "day", "at", False)),
        ("it", "o il 9 maggio", ("2025-05-09", "day", "at", True)),
        ("it", "prima di Pasqua", ("2025-04-20", "day", "before", True)),
        ("en", "three years ago", ("2022", "year", "at", False)),
        ("en", "by April 20, 2026", ("2026-04-20", "day", "until", False)),
        ("en", "in the 1990s", ("1990", "decade", "at", False)),
        ("en", "on Tuesday", ("2025-03-18", "day", "at", False)),
        ("es", "hace dos meses", ("2025-01", "month", "at", False)),
        ("es", "antes del 3 de mayo de 2026", ("2026-05-03", "day", "before", False)),
        ("fr", "depuis 2014", ("2014", "year", "since", False)),
        ("fr", "il y a trois ans", ("2022", "year", "at", False)),
        ("de", "seit 2014", ("2014", "year", "since", False)),
        ("de", "vor drei Jahren", ("2022", "year", "at", False)),
        ("en", "on 30 February 2025", None),
    ],
)
def test_dates(language: str, words: str, expected: tuple[str, str, str, bool] | None) -> None:
    found = find_dates(as_text(words, language), (0, len(words)), load_language(language))
    values = [(d.iso, d.precision, d.relation, d.recurring) for d in found]
    assert values == ([expected] if expected else [])


def test_relative_dates_need_the_date_of_the_text() -> None:
    text = Text("t", "three years ago", (Paragraph(0, 15, "en"),), None, "en")
    assert find_dates(text, (0, 15), load_language("en")) == ()


def test_easter_against_published_dates() -> None:
    published = {
        1961: "1961-04-02",
        2000: "2000-04-23",
        2008: "2008-03-23",
        2011: "2011-04-24",
        2038: "2038-04-25",
    }
    assert {year: easter(year).isoformat() for year in published} == published


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("it", "il 2,8 per cento", [(2.8, "percent")]),
        ("it", "1.500 soldati", [(1500.0, "troops")]),
        ("en", "$500 million and 30-day", [(5e8, "usd"), (30.0, "day")]),
        ("es", "un 5 por ciento", [(5.0, "percent")]),
        ("en", "since 2014", []),
    ],
)
def test_numbers(language: str, words: str, expected: list[tuple[float, str]]) -> None:
    dates = find_dates(as_text(words, language), (0, len(words)), load_language(language))
    found = find_numbers(words, (0, len(words)), load_language(language), dates)
    assert [(n.value, n.unit) for n in found] == expected


def test_a_typo_in_a_name_finds_its_person_and_two_near_names_find_nobody() -> None:
    assert NameIndex(CASE).guess("Vargga") == "varga"
    near = Vocabulary(
        (Name("a", "person", "Ana Varga"), Name("b", "person", "Ben Vargo")), {"a": "x", "b": "y"}
    )
    assert NameIndex(near).guess("Vargu") is None


def test_two_persons_with_one_surname_are_both_named() -> None:
    case = Vocabulary(
        (*CASE.names, Name("otto", "person", "Otto Varga")), {**CASE.speaks_for, "otto": "south"}
    )
    (one,) = extract_statements(as_text("Varga said the talks had failed."), case)
    assert one.speaker is None
    assert set(one.speaker_candidates) == {"varga", "otto"}


def test_a_pronoun_with_two_readings_gives_both() -> None:
    words = "Irena Varga said the talks had failed. Juan Ibarra was in the room. He said it was over."
    last = extract_statements(as_text(words), CASE)[-1]
    assert last.speaker is None
    assert last.speaker_candidates == ("varga", "ibarra")


def test_a_pronoun_with_one_reading_is_resolved() -> None:
    words = "Irena Varga said the talks had failed. She added that it was over."
    assert [one.speaker for one in extract_statements(as_text(words), CASE)] == ["varga", "varga"]


def test_another_partys_refusal_is_not_the_speakers() -> None:
    words = "Irena Varga said that Sudland had refused the line of contact."
    (one,) = extract_statements(as_text(words), CASE)
    assert one.party == "north"
    assert one.act != "reject"
    assert [(n.party, n.act) for n in one.nested] == [("south", "reject")]


def test_codings_are_proposed_and_decisions_stay() -> None:
    words = (
        "Irena Varga demanded that the border follow the line of contact. Juan Ibarra rejected the tariffs."
    )
    statements = extract_statements(as_text(words), CASE)
    proposals = propose_codings(statements)
    assert [(p.party, p.issue, p.level, p.stance) for p in proposals] == [
        ("north", "border", "border.line", "for"),
        ("south", "tariffs", None, "against"),
    ]
    decided, gone = carry_over(proposals, {proposals[0].id: "refused", "old": "accepted"})
    assert [p.decision for p in decided] == ["refused", None]
    assert gone == ("old",)


def test_an_analysts_view_is_no_partys_position() -> None:
    words = "An analyst said that the border would follow the line of contact."
    assert propose_codings(extract_statements(as_text(words), CASE)) == ()


def test_counted_points_stay_under_their_attribution() -> None:
    words = "First, according to Varga, the war is about the valley.\nSecond, the war is about the port."
    found = extract_statements(as_text(words), CASE)
    assert [(s.speaker, s.layer) for s in found] == [("varga", "reported"), ("varga", "ascribed")]


def test_every_language_compiles_and_says_how_complete_it_is() -> None:
    assert available() == ("de", "en", "es", "fr", "it")
    for code in available():
        language = load_language(code)
        assert language.code == code
        assert language.level in ("complete", "good")
        assert len(language.quote_verbs) > 100
        assert len(language.months) >= 12


def check_spans(text: Text, found: tuple[FoundStatement, ...]) -> None:
    for one in found:
        assert 0 <= one.start < one.end <= len(text.text)
        for span in (
            one.cue,
            one.speaker_span,
            *((n.start, n.end) for n in (*one.nested, *one.numbers, *one.dates)),
        ):
            assert span is None or 0 <= span[0] <= span[1] <= len(text.text)
    assert len({one.id for one in found}) == len(found)


PIECES = st.sampled_from(
    ["“", "”", "\"", "«", "»", "'", "’", "Varga", "said", "ha detto", "dijo", "that", "che", "He", ",", ".", ":", ";",
     "according to", "Secondo", "demand", "\n", "–", "(", ")", "1999", "5 %", "who", "the", "officials", "…", "\u202e", "é"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60), st.sampled_from(["en", "it", "es", "fr", "de", "xx"]))
@settings(max_examples=120, deadline=None)
def test_any_order_of_words_and_marks_is_read_without_harm(pieces: list[str], language: str) -> None:
    text = as_text(" ".join(pieces), language)
    found = extract_statements(text, CASE)
    check_spans(text, found)
    assert extract_statements(text, CASE) == found


@pytest.mark.parametrize(
    "piece",
    ["“We said “no, ", "Officials said that talks would go on. ", "«“„", "'", "a, ", "He said he said "],
)
def test_time_grows_with_length_not_with_its_square(piece: str, grows_slowly: Callable[..., None]) -> None:
    extractor = Extractor(CASE)
    texts = [as_text((piece * (size // len(piece) + 1))[:size]) for size in (10_000, 40_000)]
    grows_slowly(extractor.extract, *texts, times=4)


@pytest.mark.parametrize(
    ("language", "words", "speaker"),
    [
        ("it", "«Non cederemo», è stata la risposta di Irena Varga.", "Irena Varga"),
        ("it", "«Non cederemo», così Irena Varga.", "Irena Varga"),
        ("es", "«No cederemos», fue la respuesta de Irena Varga.", "Irena Varga"),
        (
            "en",
            "The talks, as Irena Varga noted, had failed. “It is over” was the verdict of Irena Varga.",
            "Irena Varga",
        ),
        ("it", "Per l'economista Irena Varga, il piano è fallito.", "Irena Varga"),
        ("it", "“Il piano è fallito, ha detto Irena Varga.", "Irena Varga"),
        ("es", "Según un diplomático que estuvo allí, el plan ha fracasado.", "un diplomático"),
    ],
)
def test_rarer_frames(language: str, words: str, speaker: str) -> None:
    assert extract_statements(as_text(words, language))[-1].speaker_name == speaker
