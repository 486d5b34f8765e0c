"""What holds for every text: spans, repeatability, independence of paragraphs, quote styles."""

from __future__ import annotations

import re

import pytest

from detente.case.vocabulary import Name, Vocabulary
from detente.reading.extract import Extractor, extract_statements
from detente.reading.records import FoundStatement, Paragraph, Text

NAMES = (
    Name("north", "party", "Norland"),
    Name("north", "party", "Norlandia", "it"),
    Name("south", "party", "Sudland"),
    Name("varga", "person", "Irena Varga"),
    Name("ceasefire", "issue", "cease-fire", "en"),
    Name("ceasefire", "issue", "cessate il fuoco", "it"),
)
CASE = Vocabulary(NAMES, {"varga": "north"})

ENGLISH = (
    "“We will not sign a cease-fire without guarantees,” said Irena Varga, the foreign minister of Norland.\n"
    "She added that the talks would go on. A former senior official from Sudland said: “They want everything.”"
)
ITALIAN = (
    "“Nessun cessate il fuoco senza garanzie “, ha detto Irena Varga, ministra degli Esteri.\n"
    "Ha aggiunto: “Non firmeremo. ” Un ex funzionario ha dichiarato che i colloqui sono finiti."
)
SPANISH = (
    "«No firmaremos nada», dijo Irena Varga, ministra de Exteriores.\n"
    "Añadió que las conversaciones seguirán. Según un diplomático europeo, el plan ha fracasado."
)


def as_text(words: str, language: str, name: str = "t") -> Text:
    paragraphs = tuple(Paragraph(m.start(), m.end(), language) for m in re.finditer(r"[^\n]+", words))
    return Text(name, words, paragraphs, "2025-03-19", language)


def said(text: Text) -> list[tuple[str, str]]:
    return [(text.text[s.start : s.end], s.speaker_name) for s in extract_statements(text, CASE)]


@pytest.mark.parametrize(("words", "language"), [(ENGLISH, "en"), (ITALIAN, "it"), (SPANISH, "es")])
def test_three_statements_with_their_speakers(words: str, language: str) -> None:
    found = said(as_text(words, language))
    assert len(found) == 3
    assert [name for _, name in found[:2]] == ["Irena Varga", "Irena Varga"]
    assert found[2][1] not in ("", "Irena Varga")


@pytest.mark.parametrize(("words", "language"), [(ENGLISH, "en"), (ITALIAN, "it"), (SPANISH, "es")])
def test_reading_twice_is_the_same(words: str, language: str) -> None:
    extractor = Extractor(CASE)
    text = as_text(words, language)
    assert extractor.extract(text) == extractor.extract(text)


def test_spans_are_places_in_the_text() -> None:
    text = as_text(ENGLISH, "en")
    for one in extract_statements(text, CASE):
        assert 0 <= one.start < one.end <= len(text.text)
        assert text.text[one.start : one.end].strip() == text.text[one.start : one.end]
        if one.speaker_span is not None:
            assert text.text[one.speaker_span[0] : one.speaker_span[1]].strip()


def without_place(
    statements: tuple[FoundStatement, ...], text: Text
) -> list[tuple[str, str, str | None, str]]:
    return [(text.text[s.start : s.end], s.speaker_name, s.party, s.act) for s in statements]


@pytest.mark.parametrize(("words", "language"), [(ENGLISH, "en"), (ITALIAN, "it"), (SPANISH, "es")])
def test_an_unrelated_paragraph_changes_no_other_statement(words: str, language: str) -> None:
    plain = {"en": "Rain fell on the harbour.", "it": "Pioveva sul porto.", "es": "Llovía sobre el puerto."}[
        language
    ]
    alone, more = as_text(words, language), as_text(f"{plain}\n{words}\n{plain}", language)
    assert without_place(extract_statements(alone, CASE), alone) == without_place(
        extract_statements(more, CASE), more
    )


@pytest.mark.parametrize("style", ['""', "«»", "„“", "”“", "‘’"])
def test_quote_style_changes_no_speaker(style: str) -> None:
    other = ENGLISH.replace("“", style[0]).replace("”", style[1])
    assert [name for _, name in said(as_text(other, "en"))] == [
        name for _, name in said(as_text(ENGLISH, "en"))
    ]


def test_unnamed_sources_stay_themselves() -> None:
    words = "A person close to Irena Varga said that the offer was dead."
    (one,) = extract_statements(as_text(words, "en"), CASE)
    assert one.unnamed
    assert one.speaker is None
    assert one.party is None
    assert one.form == "unnamed"


def test_issues_and_parties_of_the_case_are_recognised() -> None:
    first = extract_statements(as_text(ITALIAN, "it"), CASE)[0]
    assert (first.speaker, first.party, first.issues) == ("varga", "north", ("ceasefire",))
