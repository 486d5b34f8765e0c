"""Words, marks and outer sentences of one paragraph: everything later works on these flat lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice

from detente.reading.languages import Language
from detente.reading.quotes import Quote

WORD, MARK, QUOTE = 0, 1, 2
_NOTHING = -1

#: Words after which a sentence is cut whatever stands there, so that time stays linear in any text.
_LONGEST = 400

#: Most words are plain letters before a space or comma; this finds them without the general patterns below.
#: The space before a word goes with it, which halves the matches.
_EASY = r" ?(?:[A-Za-z]++(?=[ ,])|"
#: The last alternative takes what is no token, so that matches follow each other without a gap.
_MARKS = r"|['’](?:s|re|ve|ll|d|t|m)\b|\.\s?\.\s?\.|[-–—]+|[^\w\s])|[\s_]"
_WORDS = r"(?:[A-Z]\.){2,}|\d+(?:[.,]\d+)*(?:\s?%|(?:-[^\W\d_]+)+)?|[^\W_]+(?:[-‐‑&@][^\W_]+)*"
#: French inversion: the pronoun after the hyphen is a word of its own (``dit-il``, ``a-t-elle``).
_TURNED = r"(?:-t)?-(?:ils?|elles?|on)\b"
_PLAIN = re.compile(_EASY + _WORDS + _MARKS)
_ELIDED = re.compile(
    _EASY
    + r"[^\W\d_]{1,8}['’](?=[^\W\d_])|"
    + _TURNED
    + "|"
    + _WORDS.replace("(?:[-‐‑&@]", f"(?:(?!{_TURNED})[-‐‑&@]")
    + _MARKS
)


@dataclass(slots=True)
class Item:
    """One word, one mark or one whole quotation of the outer text; ``is_capital`` is for words only."""

    kind: int
    start: int
    end: int
    low: str
    raw: str
    is_capital: bool = False
    quote: int = -1
    joins: bool = False


def tokenize(text: str, start: int, end: int, language: Language) -> list[Item]:
    """Words and marks of ``text[start:end]``, with their place in the whole text."""
    pattern = _ELIDED if language.elision else _PLAIN
    raws = pattern.findall(text, start, end)
    ends = islice(accumulate(map(len, raws), initial=start), 1, None)
    return [
        Item(kind, place - len(bare), place, low, bare, is_capital)
        for (kind, low, bare, is_capital), place in zip(map(_shape, raws), ends, strict=True)
        if kind != _NOTHING
    ]


@lru_cache(maxsize=1 << 15)
def _shape(raw: str) -> tuple[int, str, str, bool]:
    """Kind, comparable form, the word or mark without the space before it, and whether it starts with a capital."""
    bare = raw[1:] if raw[0] == " " and len(raw) > 1 else raw
    first = bare[0]
    if first == "_" or first.isspace():
        return _NOTHING, bare, bare, False
    low = bare.lower().replace("’", "'")
    word = first.isalnum() or (len(bare) > 1 and (first in "'’" or bare[1].isalpha()))
    return (WORD, low, bare, first.isupper()) if word else (MARK, low, bare, False)


def outer_items(text: str, start: int, end: int, quotes: tuple[Quote, ...], language: Language) -> list[Item]:
    """The paragraph with each quotation folded into one item."""
    items: list[Item] = []
    place = start
    for number, quote in enumerate(quotes):
        if quote.start > place:
            items += tokenize(text, place, quote.start, language)
        last = text[quote.inner_start : quote.inner_end].rstrip(" \"'”’»")[-1:]
        head = text[quote.inner_start : quote.inner_end].lstrip(" .…[(¿¡\"'‘“")[:1]
        items.append(Item(QUOTE, quote.start, quote.end, f"“{last}", f"“{head}", quote=number))
        place = quote.end
    if place < end:
        items += tokenize(text, place, end, language)
    return items


def _ends_here(items: list[Item], i: int, text: str, language: Language) -> bool:
    """Whether the outer sentence ends after item ``i``."""
    item = items[i]
    following = items[i + 1] if i + 1 < len(items) else None
    if following is None:
        return True
    if item.kind == QUOTE:
        last = text[item.start : item.end].rstrip(" \"'”“»’‘«").strip()[-1:]
        if last not in ".!?…":
            return False
        if following.kind == QUOTE:
            return last != "," and following.start - item.end >= 1
        return (
            following.kind == WORD
            and following.is_capital
            and last in ".!?"
            and not (last in "!?" and _is_said(items, i, language))
        )
    if item.raw in "!?…" or item.raw.startswith(".."):
        return following.kind == QUOTE or following.is_capital or following.raw in "¿¡"
    if item.raw != ".":
        return False
    if following.start == item.end and following.kind == WORD:
        return False
    before = items[i - 1] if i else None
    touching = before is not None and before.kind == WORD and before.end == item.start
    if touching and before is not None:
        initial = len(before.raw) == 1 and before.is_capital
        ordinal = language.nouns_capital and before.low.isdigit() and len(before.low) <= 2
        if initial or ordinal or before.low in language.abbreviations:
            return False
    return following.kind == QUOTE or following.is_capital or not following.low[:1].islower()


def _is_said(items: list[Item], i: int, language: Language) -> bool:
    """A name and a reporting verb right after a quotation belong to it (``“Why?” Kallas asked.``)."""
    for item in items[i + 1 : i + 6]:
        if item.kind != WORD:
            return False
        if item.low in language.quote_verbs:
            return True
    return False


def sentences(items: list[Item], text: str, language: Language) -> list[tuple[int, int]]:
    """Half-open ranges of items, one for each outer sentence; a quotation is never cut."""
    ranges = []
    first = 0
    stops = [i for i, item in enumerate(items) if item.kind and item.raw[0] in ".!?…“"]
    for i in (*stops, len(items) - 1):
        while i - first > _LONGEST:
            ranges.append((first, first + _LONGEST + 1))
            first += _LONGEST + 1
        if i - first == _LONGEST or (i >= first and _ends_here(items, i, text, language)):
            ranges.append((first, i + 1))
            first = i + 1
    return ranges
