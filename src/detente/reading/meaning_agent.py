"""Who acts in the words reported: the speaker, or another party that the speaker tells of."""

from __future__ import annotations

from detente.reading.find_speakers import can_speak
from detente.reading.find_subjects import Subject, sentence_subject
from detente.reading.find_tokens import WORD, Item, tokenize
from detente.reading.languages import Language
from detente.reading.meaning_acts import acts_named
from detente.reading.records import Act, Span

_REACH = 240


def other_agent(text: str, span: Span, direct: bool, language: Language) -> tuple[Subject, list[Item]] | None:
    """The named subject of the reported words; None where it is the speaker or no actor at all.

    In indirect speech ``he`` and ``it`` are the speaker; in a quotation they are others, but the words do not
    say who, so only names count there too.
    """
    items = tokenize(text, span[0], min(span[1], span[0] + _REACH), language)
    if any(item.low in language.words["first_person"] for item in items):
        return None
    subject = sentence_subject(items, 0, len(items), language)
    if subject is None or subject.kind != "noun" or not can_speak(items, subject, language):
        return None
    first = items[subject.first]
    common = first.low in language.words["determiners"] or first.low in language.words["unnamed_nouns"]
    named = any(items[n].is_capital for n in range(subject.first + 1, subject.last)) or (
        first.is_capital and not common and subject.first == 0 and len(first.raw) > 2
    )
    described = any(
        items[n].low in language.words["unnamed_nouns"] for n in range(subject.first, subject.last)
    )
    return (subject, items) if named or described or first.is_capital else None


def performs(act: Act, text: str, start: int, end: int, language: Language) -> bool:
    """Whether the act is named in the agent's own clause, before the next comma."""
    comma = text.find(",", start, end)
    words = tokenize(text, start, comma if comma >= 0 else end, language)
    return act in acts_named([item.low for item in words if item.kind == WORD], language)
