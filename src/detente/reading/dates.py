"""Dates in a statement, resolved against the date of the text with the precision that the words allow."""

from __future__ import annotations

from detente.reading.languages import Language
from detente.reading.records import FoundDate, Span, Text


def find_dates(text: Text, span: Span, language: Language) -> tuple[FoundDate, ...]:
    """Dates named in ``text[span]``, in order."""
    return ()
