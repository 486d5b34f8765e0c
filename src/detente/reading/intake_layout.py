"""Where paragraphs begin and end: one line each, blocks between blank lines, or wrapped lines of a page."""

from __future__ import annotations

import re
from itertools import pairwise

from detente.reading.repair import Edit, Span

#: A paragraph longer than this is read in pieces, cut after a sentence where there is one.
LONGEST_PARAGRAPH = 20_000
_BLANK = re.compile(r"[ \t\r\f\v\u00a0]*\n(?:[ \t\r\f\v\u00a0]*\n)+|\f")
_END = re.compile(r"[.!?…:;][\"'”’»“)\]]*\s*$")
_SENTENCE = re.compile(r"[.!?…][\"”’»“)\]]*\s")
_MARKS = re.compile(r"(?:\s|#{1,6}\s|>\s?|[-*+•]\s|\d{1,3}[.)]\s)*")


def unwrap(text: str) -> list[Edit]:
    """Edits that join the wrapped lines of a page or a mail, and the words cut at their ends.

    A line break inside a paragraph becomes one space, so nothing moves; a hyphen at the end of a line
    between two small letters is taken out together with the break.

    Examples
    --------
    >>> lines = "The envoy said that the talks would be re-\\nsumed on Monday, and that both\\nsides knew it."
    >>> unwrap(lines)
    [(41, 43, ''), (73, 74, ' ')]
    """
    lines = text.split("\n")
    width = _page_width(lines)
    if width is None:
        return []
    edits: list[Edit] = []
    place = 0
    for line, following in pairwise(lines):
        end = place + len(line)
        if _runs_on(line, following, width):
            bare = line.rstrip()
            cut = re.search(r"[^\W\d_A-Z]-$", bare)
            if cut and following[:1].islower():
                edits.append((place + len(bare) - 1, end + 1, ""))
            else:
                edits.append((end, end + 1, " "))
        place = end + 1
    return edits


def _page_width(lines: list[str]) -> int | None:
    """The width lines are wrapped at, or None where lines are paragraphs already."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if len(lengths) < 3:
        return None
    width = lengths[int(len(lengths) * 0.9)]
    if width > 140:
        return None
    # wrapped lines go on in small letters; a list of headlines does not
    small = sum(1 for line in lines if line.strip() and not line.lstrip()[0].isupper())
    if small < 0.3 * len(lengths):
        return None
    full = sum(1 for length in lengths if length >= 0.7 * width)
    open_ended = sum(1 for line in lines if line.strip() and not _END.search(line))
    return width if width >= 40 and full >= 0.4 * len(lengths) and open_ended >= 0.3 * len(lengths) else None


def _runs_on(line: str, following: str, width: int) -> bool:
    if not line.strip() or not following.strip() or re.match(r"\s{2,}|[-*•#>]\s", following):
        return False
    length = len(line.rstrip())
    if length < 0.6 * width and not following[:1].islower():
        return False
    return not (_END.search(line) and length < 0.85 * width)


def paragraph_spans(text: str) -> list[Span]:
    """Spans of the paragraphs, without the blanks and the list and heading marks around them.

    Examples
    --------
    >>> text = "# Talks\\n\\nThey met.\\n- No deal"
    >>> [text[a:b] for a, b in paragraph_spans(text)]
    ['Talks', 'They met.', 'No deal']
    """
    spans: list[Span] = []
    place = 0
    for line in text.split("\n"):
        end = place + len(line)
        start = _MARKS.match(text, place, end).end()  # type: ignore[union-attr]  # it matches the empty string
        stop = place + len(line.rstrip())
        if start < stop:
            spans += _pieces(text, start, stop)
        place = end + 1
    return spans


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """A paragraph, or its pieces where it is too long to be one."""
    spans: list[Span] = []
    while end - start > LONGEST_PARAGRAPH:
        window = text[start : start + LONGEST_PARAGRAPH]
        cuts = [m.end() for m in _SENTENCE.finditer(window, LONGEST_PARAGRAPH // 2)]
        cut = cuts[-1] if cuts else window.rfind(" ") + 1
        cut = cut or LONGEST_PARAGRAPH
        spans.append((start, start + len(window[:cut].rstrip()) or start + cut))
        start += cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        spans.append((start, end))
    return spans
