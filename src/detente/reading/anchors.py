"""The way from an extracted text into the file it came from: pages, paragraphs, parts, or places in the source.

An anchor says where a run of extracted characters stands in its file. What cannot be said soundly is not said: a run of
a page's text that is not found again, word for word, in the source of the page has no anchor.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Literal

from detente.reading.repair import Span

Unit = Literal["source", "page", "paragraph", "part"]

#: Pages of more characters, or articles of more lines, get no anchors: the source is gone through once more for them.
LONGEST_SOURCE, MOST_LINES = 2_000_000, 20_000
#: Lines that are looked for twice or not found; after so many the extractor has rewritten the page.
MISSES = 200
_TAG = re.compile(r"<!--|<!?/?([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<\?[^<>]*>")
_HIDDEN = frozenset(("script", "style", "noscript", "template", "svg", "head"))
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_INLINE = frozenset(("a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "mark", "s", "small", "span", "strong",
                     "sub", "sup", "time", "u", "font", "wbr"))  # fmt: skip
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """``[start, end)`` of the extracted text begins at ``offset`` of a unit of the file; ``exact`` if it runs on evenly.

    ``width`` is how long it is there, where that differs (an entity such as ``&amp;``; 0 where it does not).
    Units: ``source`` (the decoded file; ``number`` 0), ``page`` of a PDF, ``paragraph`` of a Word document (every
    ``w:p`` of its main part in document order), ``part`` of a mail (of its parts that are no container); from 1.
    """

    start: int
    end: int
    unit: Unit
    number: int = 0
    offset: int = 0
    exact: bool = True
    width: int = 0


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A place in a file: which unit, and from where to where in it (None where only the unit is known)."""

    unit: Unit
    number: int
    start: int | None = None
    end: int | None = None

    def __str__(self) -> str:
        name = f"{self.unit} {self.number}" if self.number else self.unit
        return name if self.start is None else f"{name}: {self.start}-{self.end}"


def places_of(anchors: Sequence[Anchor], span: Span) -> tuple[FilePlace, ...]:
    """Where ``span`` of the extracted text stands in the file: one place for each unit that it touches.

    Examples
    --------
    >>> [
    ...     str(place)
    ...     for place in places_of((Anchor(0, 9, "paragraph", 4), Anchor(10, 20, "paragraph", 5)), (5, 12))
    ... ]
    ['paragraph 4: 5-9', 'paragraph 5: 0-2']
    """
    start, end = span
    found: dict[tuple[Unit, int], FilePlace] = {}
    first = max(0, bisect_right(anchors, start, key=lambda anchor: anchor.start) - 1)
    covered = start
    for anchor in anchors[first:]:
        if anchor.start >= end:
            break
        a, b = max(start, anchor.start), min(end, anchor.end)
        if a >= b:
            continue
        covered = b
        key = (anchor.unit, anchor.number)
        before = found.get(key)
        if not anchor.exact:
            found[key] = FilePlace(anchor.unit, anchor.number)
        else:
            begin = anchor.offset + a - anchor.start if before is None else before.start
            length = anchor.width if anchor.width and b == anchor.end else b - anchor.start
            found[key] = FilePlace(anchor.unit, anchor.number, begin, anchor.offset + length)
    if anchors and anchors[0].unit == "source" and not (covered == end and _starts(anchors, first, start)):
        return ()  # a border of the span is not found in the source: half a place would be a wrong one
    return tuple(found.values())


def _starts(anchors: Sequence[Anchor], first: int, start: int) -> bool:
    return anchors[first].start <= start < anchors[first].end


def anchors_in_source(html: str, body: str) -> tuple[Anchor, ...]:
    """Runs of an article's text in the source of its page; a line that is not found there letter for letter gets none.

    Parameters
    ----------
    html : str
        The decoded page.
    body : str
        Its article, one paragraph a line.

    Examples
    --------
    >>> page = "<p>Rain &amp; <b>snow</b> fell.</p>"
    >>> [
    ...     (a.start, a.end, page[a.offset : a.offset + (a.width or a.end - a.start)])
    ...     for a in anchors_in_source(page, "Rain & snow fell.")
    ... ]
    [(0, 4, 'Rain'), (5, 6, '&amp;'), (7, 11, 'snow'), (12, 17, 'fell.')]
    """
    if len(html) > LONGEST_SOURCE or body.count("\n") > MOST_LINES:
        return ()
    shown, runs = _shown(html)
    words = [match.span() for match in _WORD.finditer(shown)]
    flat = " ".join(shown[a:b] for a, b in words)
    starts = _starts_of(words)
    anchors: list[Anchor] = []
    place = behind = misses = 0
    for line in body.split("\n"):
        wanted = " ".join(line.split())
        found = flat.find(wanted, behind) if wanted and misses < MISSES else -1
        if wanted and found < 0 and misses < MISSES:
            misses += 1
            found = flat.find(wanted)
        if found >= 0:
            behind = found + len(wanted)
            anchors += _line_anchors(line, place, found, words, starts, runs)
        place += len(line) + 1
    return tuple(_joined(anchors, html, body))


def _starts_of(words: list[Span]) -> list[int]:
    """Where each word begins when they are divided by one space each."""
    starts, place = [], 0
    for a, b in words:
        starts.append(place)
        place += b - a + 1
    return starts


def _shown(html: str) -> tuple[str, list[tuple[int, int, int]]]:
    """What a page shows, and for each run where it begins in what is shown and in the source, and its width if other."""
    pieces: list[str] = []
    runs: list[tuple[int, int, int]] = []
    length = 0

    def add(text: str, place: int, width: int = 0) -> None:
        nonlocal length
        if text:
            runs.append((length, place, width))
            pieces.append(text)
            length += len(text)

    done, low = 0, html.lower()
    while (tag := _TAG.search(html, done)) is not None:
        _add_text(html, done, tag.start(), add)
        name = (tag.group(1) or "").lower()
        done = tag.end()
        if tag.group() == "<!--":
            done = _after(low, "-->", done)
        elif name in _HIDDEN and not tag.group().startswith("</"):
            done = _after(low, f"</{name}", done)
        if name == "q":
            add("”" if tag.group().startswith("</") else "“", tag.start(), len(tag.group()))
        elif name not in _INLINE and tag.group() != "<!--":
            add("\n", tag.start())
    _add_text(html, done, len(html), add)
    return "".join(pieces), runs


def _after(html: str, closer: str, start: int) -> int:
    """The place behind what closes a comment or a hidden part, or the end of the page, as in a browser."""
    found = html.find(closer, start)
    return len(html) if found < 0 else found + len(closer)


def _add_text(html: str, start: int, end: int, add: Callable[..., None]) -> None:
    for entity in _ENTITY.finditer(html, start, end):
        add(html[start : entity.start()], start)
        add(unescape(entity.group()), entity.start(), len(entity.group()))
        start = entity.end()
    add(html[start:end], start)


def _line_anchors(
    line: str, place: int, found: int, words: list[Span], starts: list[int], runs: list[tuple[int, int, int]]
) -> Iterator[Anchor]:
    """Each word of a line, cut where the source is cut (a tag or an entity inside it)."""
    number = bisect_right(starts, found) - 1
    into = found - starts[number]
    for match in _WORD.finditer(line):
        a, b = place + match.start(), place + match.end()
        shown = words[number][0] + into
        into, number = 0, number + 1
        while a < b:
            run = bisect_right(runs, (shown, 1 << 62, 0)) - 1
            until = runs[run + 1][0] if run + 1 < len(runs) else 1 << 62
            step = min(b - a, until - shown)
            inner = shown - runs[run][0]
            yield Anchor(a, a + step, "source", 0, runs[run][1] + inner, width=runs[run][2])
            a, shown = a + step, shown + step


def _joined(anchors: list[Anchor], html: str, body: str) -> Iterator[Anchor]:
    """Neighbours made one where the source runs on as the text does."""
    last: Anchor | None = None
    for one in anchors:
        gap = body[last.end : one.start] if last is not None else ""
        plain = last is not None and not last.width and not one.width
        if (
            last is not None
            and plain
            and html[last.offset + last.end - last.start : one.offset] == gap
            and "\n" not in gap
        ):
            last = Anchor(last.start, one.end, "source", 0, last.offset)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
