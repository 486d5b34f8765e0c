"""Quotations by where their marks stand, not by which marks they are.

Press text uses closing marks as openings, puts spaces before them and forgets them; so a mark opens when a
word follows it and closes when a word or stop precedes it, and its shape decides only what position cannot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: One character that may be a mark, then what its neighbours must be: a search for one set of characters is fast.
_MARKS = re.compile(
    r"""["“”„‟«»‹›〝〞‘‚'’`](?:(?<=["“”„‟«»‹›〝〞])|(?<=')'(?!')|(?<=`)`"""
    r"""|(?<=[‘‚'])(?<!\w.)(?=\w)|(?<=[\w.,!?…][’'])(?!\w))"""
)
_OPENING = "“„«‹〝‘‚`"
_CLOSING = "”»›〞’"
_STOPS = ",.;:!?)…"


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation: the span with its marks, and ``closed`` False where the closing mark is missing."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    opens: bool
    closes: bool
    single: bool


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    """Each quote mark with what its neighbours allow it to be."""
    found = []
    for match in _MARKS.finditer(text, start, end):
        at, to, shape = match.start(), match.end(), match.group()
        before = text[at - 1] if at > start else " "
        after = text[to] if to < end else " "
        tight_left = not before.isspace() and before not in "([{-–—¿¡"
        tight_right = not after.isspace() and after not in _STOPS + "]}"
        opens = tight_right and not tight_left
        closes = tight_left and not tight_right
        if tight_left == tight_right:
            rest = text[to : min(end, to + 3)].lstrip()
            opens = shape[0] in _OPENING and bool(rest) and (rest[0].isalnum() or rest[0] in "¿¡([")
            closes = not opens
            if not tight_left and shape[0] not in _OPENING + _CLOSING:
                opens = closes = True
        single = shape in ("‘", "’", "'", "‚")
        found.append(_Mark(at, to, opens, closes, single))
    return found


def find_quotes(text: str, start: int, end: int) -> tuple[Quote, ...]:
    """Outermost quotations of ``text[start:end]`` in order; time is linear in the length.

    A quotation inside another stays part of it. An opening mark met while a quotation is open starts a new
    one unless two closing marks follow; a quotation still open at the end reaches the end of the range.

    Examples
    --------
    >>> text = "“It is good sense “, he said. ”We go on.”"
    >>> [text[q.inner_start : q.inner_end] for q in find_quotes(text, 0, len(text))]
    ['It is good sense ', 'We go on.']
    """
    marks = _marks(text, start, end)
    if any(not mark.single for mark in marks):
        marks = [mark for mark in marks if not mark.single]
    else:
        marks = _paired_singles(marks)
    found: list[Quote] = []
    opened: _Mark | None = None
    depth = 0
    for number, mark in enumerate(marks):
        if opened is None:
            if mark.opens:
                opened, depth = mark, 1
        elif mark.opens and not mark.closes:
            following = marks[number + 1 : number + 3]
            if len(following) == 2 and all(m.closes for m in following):
                depth += 1
            elif depth == 1:
                found.append(Quote(opened.start, mark.start, opened.end, mark.start, closed=False))
                opened = mark
        elif mark.closes:
            depth -= 1
            if depth == 0:
                found.append(Quote(opened.start, mark.end, opened.end, mark.start))
                opened = None
    if opened is not None:
        found.append(Quote(opened.start, end, opened.end, end, closed=False))
    return tuple(quote for quote in found if text[quote.inner_start : quote.inner_end].strip())


def _paired_singles(marks: list[_Mark]) -> list[_Mark]:
    """Single marks count as quotations only where an opening one is later closed (so no apostrophes)."""
    kept: list[_Mark] = []
    waiting: _Mark | None = None
    for mark in marks:
        if mark.opens:
            waiting = mark
        elif mark.closes and waiting is not None:
            kept += [waiting, mark]
            waiting = None
    return kept
