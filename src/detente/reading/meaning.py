"""What a statement does and bears on: act, issues, polarity, hedging, numbers and dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from detente.reading.dates import find_dates
from detente.reading.find_frames import Attribution
from detente.reading.languages import Language
from detente.reading.meaning_acts import act_of, is_hearsay
from detente.reading.records import Act, FoundDate, FoundNumber, Span, Text
from detente.reading.resolve import NameIndex

_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,\s]\d{3})+|\d+)(?:[.,](\d+))?(?![\w])[\s-]?(%|€|\$|£|[^\W\d_]+)?"
)
_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of one statement, without its speaker."""

    act: Act
    polarity: Literal["positive", "negative"]
    hedged: bool
    issues: tuple[str, ...]
    levels: tuple[str, ...]
    numbers: tuple[FoundNumber, ...]
    dates: tuple[FoundDate, ...]
    second_hand: bool = False
    act_of_others: Act | None = None


def read_meaning(
    text: Text, span: Span, one: Attribution, language: Language, index: NameIndex, direct: bool = False
) -> Reading:
    """Everything about the words in ``span`` that does not depend on who said them."""
    words = _WORDS.findall(text.text, *span)
    lows = [word.lower() for word in words]
    issues, levels = index.topics.topics_in(words, language.code)
    has_digit = _DIGIT.search(text.text, *span) is not None
    timed = has_digit or not language.date_words.isdisjoint(lows)
    dates = find_dates(text, span, language) if timed else ()
    numbers = find_numbers(text.text, span, language, dates) if has_digit else ()
    negative = one.negated or not language.words["negations"].isdisjoint(lows)
    hedged = not language.words["hedges"].isdisjoint(lows) or is_hearsay(lows, one, language)
    act, others = act_of(lows, text.text[span[0] : span[1]], one, language, direct)
    return Reading(
        act, "negative" if negative else "positive", hedged, issues, levels, numbers, dates, False, others
    )


def find_numbers(
    text: str, span: Span, language: Language, dates: tuple[FoundDate, ...] = ()
) -> tuple[FoundNumber, ...]:
    """Numbers with their units, except those that are part of a date.

    Decimal commas are read as the language writes them: one mark followed by exactly three digits groups
    thousands, anything else divides.
    """
    found = []
    for match in _NUMBER.finditer(text, *span):
        if any(date.start < match.end(1) and match.start(1) < date.end for date in dates):
            continue
        whole = re.sub(r"\D", "", match.group(1))
        value = float(f"{whole}.{match.group(2) or 0}")
        unit = language.units.get((match.group(3) or "").lower(), "")
        if not unit and match.start(1) > span[0]:
            unit = language.units.get(text[match.start(1) - 1], "")
        scale = language.numbers.get((match.group(3) or "").lower())
        if scale is not None and scale >= 1000:
            value *= scale
        end = match.end() if unit or scale else match.end(2) if match.group(2) else match.end(1)
        found.append(FoundNumber(match.start(1), end, value, unit))
    return tuple(found)
