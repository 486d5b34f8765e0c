"""Who can say things: a name, a pronoun, an office, a group, a document; not a price or a storm."""

from __future__ import annotations

from detente.reading.find_subjects import Subject
from detente.reading.find_tokens import WORD, Item
from detente.reading.languages import Language


def can_speak(items: list[Item], subject: Subject, language: Language) -> bool:
    """Whether the subject can be somebody who says things: a name, a pronoun, an office or an institution."""
    pronoun = language.pronouns.get(items[subject.first].low) if subject.first < subject.last else None
    described = subject.kind == "same" and language.base_is_plural and subject.first < subject.last
    if subject.kind != "noun" and (pronoun is not None or not described):
        return language.base_is_plural or pronoun is None or pronoun[0] != "n"
    able = language.words["able"]
    named = _only_opens(items, subject, language) + subject.first
    return any(
        items[n].low in able or (items[n].is_capital and n >= named)
        for n in range(subject.first, subject.last)
    )


def _only_opens(items: list[Item], subject: Subject, language: Language) -> bool:
    """A capital that only the head of the sentence gives (``Holding rates low …``)."""
    n = subject.first
    if items[n].low in language.words["determiners"]:
        return True
    if not language.base_is_plural or subject.last - n < 2 or (n > 0 and items[n - 1].kind == WORD):
        return False
    following = items[n + 1]
    return (
        following.kind == WORD
        and not following.is_capital
        and following.low not in language.words["prepositions"]
        and following.low != "'s"
    )
