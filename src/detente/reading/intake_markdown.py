"""Markdown marks that stand between words: emphasis, links, code ticks; taken out with the way back kept."""

from __future__ import annotations

import re

from detente.reading.repair import Edit

_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,2000}(?:\s\"[^\"\n]{0,200}\")?\)")
_EMPHASIS = re.compile(r"(?<![\w\\])(?:\*{1,3}|_{1,3})(?=[^\s*_])|(?<=[^\s*_\\])(?:\*{1,3}|_{1,3})(?!\w)|`+")


def unmark(text: str) -> list[Edit]:
    """Edits that take out emphasis, code ticks and the addresses of links.

    Examples
    --------
    >>> from detente.reading.repair import apply_edits
    >>> text = "**Kallas** [asked](https://example.org) why_not _now_"
    >>> apply_edits(text, unmark(text))[0]
    'Kallas asked why_not now'
    """
    edits: list[Edit] = []
    for match in _LINK.finditer(text):
        edits.append((match.start(), match.start(1), ""))
        edits.append((match.end(1), match.end(), ""))
    taken = [(start, end) for start, end, _ in edits]
    index = 0
    for match in _EMPHASIS.finditer(text):
        while index < len(taken) and taken[index][1] <= match.start():
            index += 1
        if index == len(taken) or match.end() <= taken[index][0]:
            edits.append((match.start(), match.end(), ""))
    return sorted(edits)
