"""Repair damaged text and keep the way back: which stored characters stand for which original ones.

Every step is an edit of the text before it, and every edit is kept. A span of the stored text therefore
always names a span of the original, letter for letter where nothing was changed, and the whole damaged
run where something was. Curly quotes and line breaks are left alone: they carry meaning for the reader.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

Span = tuple[int, int]
#: ``(stored_start, stored_end, original_start, original_end)`` of one changed place.
Block = tuple[int, int, int, int]
#: ``(start, end, replacement)`` in the text being edited.
Edit = tuple[int, int, str]

#: Longer lines are aligned as one block: alignment is quadratic in the length of what changed.
ALIGNED_AT_MOST = 2_000
#: Embeddings, overrides and isolates: they can make a text look different from what it says.
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SOFT = re.compile("[\u00ad\u200b\u2060\ufeff]")
#: Whole runs of characters that can hide no damage that we repair (no ampersand, no Ã, Â, Ð, no symbols).
_HARMLESS = re.compile(
    "[\t\n\r\x20-\x25\x27-\x7e\u00a0«»¡¿·°ºª§€À-ÁÄ-ÏÑ-ÖØ-öø-ÿ\u0100-\u024f\u2010-\u2026\u2039\u203a\u20ac]*"
)
#: The first two bytes of a UTF-8 character read as Windows-1252; also ``è”``, so ftfy has the last word.
_DOUBLE = re.compile("[\u00c2-\u00f4][€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u00a0-\u00bf]")


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """The way from a stored text back to its original, as one tuple of changed blocks per step.

    Examples
    --------
    >>> repaired = repair_text("Il piano \u00c3\u00a8 \u00e2\u20ac\u0153chiaro\u00e2\u20ac\u009d")
    >>> repaired.text
    'Il piano è “chiaro”'
    >>> repaired.offsets.to_original((12, 18))
    (15, 21)
    """

    steps: tuple[tuple[Block, ...], ...] = ()

    def to_original(self, span: Span) -> Span:
        """The original span that ``span`` of the stored text stands for; a changed run counts whole."""
        for blocks in reversed(self.steps):
            span = _step_back(span, blocks)
        return span

    def then(self, blocks: Iterable[Block]) -> OffsetMap:
        """This map with one more step behind it; a step that changes nothing is not kept."""
        kept = tuple(blocks)
        return OffsetMap((*self.steps, kept)) if kept else self


#: The map of a text that was not changed.
UNCHANGED = OffsetMap()


@dataclass(frozen=True, slots=True)
class Repaired:
    """A stored text, the way back from it, and in plain words what was done to it."""

    text: str
    offsets: OffsetMap
    repairs: tuple[str, ...] = ()


def _step_back(span: Span, blocks: tuple[Block, ...]) -> Span:
    start, end = span
    if start == end:
        place = _place_back(start, blocks, rightmost=False)
        return place, place
    return _place_back(start, blocks, rightmost=False), _place_back(end, blocks, rightmost=True)


def _place_back(place: int, blocks: tuple[Block, ...], *, rightmost: bool) -> int:
    """The original place of one border; inside a changed block the border that widens the span."""
    if rightmost:  # the last block that begins before the border
        index = bisect_left(blocks, (place, -1, -1, -1)) - 1
    else:  # the last block that begins at or before the border
        index = bisect_right(blocks, (place, 1 << 62, 0, 0)) - 1
    if index < 0:
        return place
    _, stored_end, original_start, original_end = blocks[index]
    if rightmost:
        return original_end + max(0, place - stored_end) if place >= stored_end else original_end
    if place < stored_end:
        return original_start
    return original_end + place - stored_end


def apply_edits(text: str, edits: Iterable[Edit]) -> tuple[str, tuple[Block, ...]]:
    """The edited text, and the changed blocks; edits are in order and do not overlap.

    Examples
    --------
    >>> apply_edits("nego-\\ntiate", [(4, 6, "")])
    ('negotiate', ((4, 4, 4, 6),))
    """
    pieces: list[str] = []
    blocks: list[Block] = []
    done, written = 0, 0
    for start, end, replacement in edits:
        pieces.append(text[done:start])
        written += start - done
        pieces.append(replacement)
        blocks.append((written, written + len(replacement), start, end))
        written += len(replacement)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), tuple(blocks)


def repair_text(text: str) -> Repaired:
    """Undo double decoding, stray controls and decomposed letters, keeping the way back.

    Parameters
    ----------
    text : str
        The decoded or extracted text, as it is.

    Returns
    -------
    Repaired
        Text in NFC with quote marks, line breaks and wording untouched, its offset map, and a list of
        what was done with how often.

    Notes
    -----
    ftfy works line by line here, and a line without a suspicious character is not handed to it. What it
    changed is found by aligning the line before with the line after; a change is widened to the whole run
    of non-ASCII characters around it, so that half of a damaged character is never a border.
    """
    offsets, repairs = UNCHANGED, []
    removed = [(m.start(), m.end(), "") for m in BIDI_CONTROLS.finditer(text)]
    if removed:
        text, blocks = apply_edits(text, removed)
        offsets = offsets.then(blocks)
        repairs.append(f"{len(removed)} direction controls taken out")
    edits = list(_line_edits(text))
    if edits:
        text, blocks = apply_edits(text, edits)
        offsets = offsets.then(blocks)
        repairs.append(f"{len(edits)} damaged places repaired")
    return Repaired(text, offsets, tuple(repairs))


def _line_edits(text: str) -> Iterable[Edit]:
    if _is_harmless(text):
        return
    place = 0
    for line in text.split("\n"):
        if not _is_harmless(line):
            fixed = repair_line(line)
            if fixed != line:
                yield from ((place + start, place + end, new) for start, end, new in align(line, fixed))
        place += len(line) + 1


def _is_harmless(text: str) -> bool:
    return _HARMLESS.fullmatch(text) is not None and _DOUBLE.search(text) is None


def repair_line(line: str) -> str:
    """One line repaired, without its offsets."""
    from ftfy import fix_text

    carriage = line.endswith("\r")
    body = line[:-1] if carriage else line
    fixed = unicodedata.normalize("NFC", _SOFT.sub("", fix_text(body, _settings())))
    return fixed + "\r" * carriage


@cache
def _settings() -> Any:
    from ftfy import TextFixerConfig

    return TextFixerConfig(uncurl_quotes=False, fix_line_breaks=False, normalization=None, explain=False)


def align(before: str, after: str) -> list[Edit]:
    """Edits that turn ``before`` into ``after``, each widened to the run of non-ASCII characters it touches.

    Examples
    --------
    >>> align("Kiev \u00c3\u00a8 pronta", "Kiev è pronta")
    [(5, 7, 'è')]
    """
    head = _shared_head(before, after)
    tail = _shared_head(before[head:][::-1], after[head:][::-1])
    middle, fixed = before[head : len(before) - tail], after[head : len(after) - tail]
    if max(len(middle), len(fixed)) > ALIGNED_AT_MOST:
        return [(head, head + len(middle), fixed)]
    from rapidfuzz.distance import Levenshtein

    changed = [
        (op.src_start + head, op.src_end + head, op.dest_start + head, op.dest_end + head)
        for op in Levenshtein.opcodes(middle, fixed)
        if op.tag != "equal"
    ]
    return [(a, b, after[c:d]) for a, b, c, d in _widened(changed, before, after)]


def _shared_head(one: str, other: str) -> int:
    limit = min(len(one), len(other))
    step, start = 1, 0
    while start < limit and one[start : start + step] == other[start : start + step]:
        start, step = start + step, step * 2
    start = min(start, limit)
    while start < limit and one[start] == other[start]:
        start += 1
    return start


def _widened(changed: list[Block], before: str, after: str) -> list[Block]:
    """Merge changes that touch, or that only a few non-ASCII characters keep apart."""
    merged: list[Block] = []
    for a, b, c, d in changed:
        while a > 0 and c > 0 and ord(before[a - 1]) > 127 and before[a - 1] == after[c - 1]:
            a, c = a - 1, c - 1
        while b < len(before) and d < len(after) and ord(before[b]) > 127 and before[b] == after[d]:
            b, d = b + 1, d + 1
        if merged and a <= merged[-1][1]:
            first = merged.pop()
            a, c = first[0], first[2]
            b, d = max(b, first[1]), max(d, first[3])
        merged.append((a, b, c, d))
    return merged
