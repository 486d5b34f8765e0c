"""Relative, recurring and incomplete dates in five languages; the text is of Wednesday, 19 March 2025."""

from __future__ import annotations

import pytest

from detente.reading.dates import find_dates
from detente.reading.languages import load_language
from detente.reading.records import Paragraph, Text

CASES: list[tuple[str, str, tuple[str, str, str, bool]]] = [
    ("it", "dal 2014", ("2014", "year", "since", False)),
    ("it", "20 aprile di quest'anno", ("2025-04-20", "day", "at", False)),
    ("it", "tre anni fa", ("2022", "year", "at", False)),
    ("it", "ogni lunedì", ("2025-03-17", "day", "at", True)),
    ("it", "lunedì prossimo", ("2025-03-24", "day", "at", False)),
    ("it", "da gennaio", ("2025-01", "month", "since", False)),
    ("it", "a fine giugno", ("2025-06", "month", "at", False)),
    ("it", "negli anni novanta", ("1990", "decade", "at", False)),
    ("es", "hace tres años", ("2022", "year", "at", False)),
    ("es", "el 20 de abril de este año", ("2025-04-20", "day", "at", False)),
    ("es", "todos los lunes", ("2025-03-17", "day", "at", True)),
    ("es", "desde diciembre", ("2024-12", "month", "since", False)),
    ("es", "en marzo de 2024", ("2024-03", "month", "at", False)),
    ("fr", "il y a trois ans", ("2022", "year", "at", False)),
    ("fr", "le 20 avril de cette année", ("2025-04-20", "day", "at", False)),
    ("fr", "tous les lundis", ("2025-03-17", "day", "at", True)),
    ("fr", "depuis janvier", ("2025-01", "month", "since", False)),
    ("fr", "dans les années 1990", ("1990", "decade", "at", False)),
    ("de", "vor drei Jahren", ("2022", "year", "at", False)),
    ("de", "am 20. April dieses Jahres", ("2025-04-20", "day", "at", False)),
    ("de", "jeden Montag", ("2025-03-17", "day", "at", True)),
    ("de", "seit Januar", ("2025-01", "month", "since", False)),
    ("de", "im vergangenen Jahr", ("2024", "year", "at", False)),
    ("de", "in den 1990er Jahren", ("1990", "decade", "at", False)),
    ("en", "three years ago", ("2022", "year", "at", False)),
    ("en", "April 20 of this year", ("2025-04-20", "day", "at", False)),
    ("en", "every Monday", ("2025-03-17", "day", "at", True)),
    ("en", "next Monday", ("2025-03-24", "day", "at", False)),
    ("en", "since January", ("2025-01", "month", "since", False)),
    ("en", "until February", ("2026-02", "month", "until", False)),
    ("en", "in March 2024", ("2024-03", "month", "at", False)),
    ("en", "in the nineties", ("1990", "decade", "at", False)),
]


@pytest.mark.parametrize(("code", "words", "expected"), CASES)
def test_one_date(code: str, words: str, expected: tuple[str, str, str, bool]) -> None:
    text = Text("t", words, (Paragraph(0, len(words), code),), "2025-03-19", code)
    found = find_dates(text, (0, len(words)), load_language(code))
    assert [(one.iso, one.precision, one.relation, one.recurring) for one in found] == [expected]


def test_a_month_is_marked_by_itself() -> None:
    words = "since January"
    text = Text("t", words, (Paragraph(0, len(words), "en"),), "2025-03-19", "en")
    (one,) = find_dates(text, (0, len(words)), load_language("en"))
    assert words[one.start : one.end] == "January"


@pytest.mark.parametrize(
    ("code", "words"), [("en", "they may go"), ("en", "Marching on"), ("it", "maggiore")]
)
def test_no_month_without_a_word_that_leads_to_it(code: str, words: str) -> None:
    text = Text("t", words, (Paragraph(0, len(words), code),), "2025-03-19", code)
    assert find_dates(text, (0, len(words)), load_language(code)) == ()


def test_without_a_date_of_the_text_a_month_alone_says_nothing() -> None:
    words = "since January"
    text = Text("t", words, (Paragraph(0, len(words), "en"),), None, "en")
    assert find_dates(text, (0, len(words)), load_language("en")) == ()
