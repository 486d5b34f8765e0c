"""The one door to the language half: a text in, attributed statements out."""

from __future__ import annotations

from detente.case.vocabulary import EMPTY, Vocabulary
from detente.reading.records import FoundStatement, Text


class Extractor:
    """Compiles a vocabulary once and reads any number of texts with it."""

    def __init__(self, vocabulary: Vocabulary = EMPTY) -> None:
        self.vocabulary = vocabulary

    def extract(self, text: Text) -> tuple[FoundStatement, ...]:
        """The statements of ``text`` in order of their place."""
        return ()


def extract_statements(text: Text, vocabulary: Vocabulary = EMPTY) -> tuple[FoundStatement, ...]:
    """The attributed statements of one text, in order of their place."""
    return Extractor(vocabulary).extract(text)
