"""A page per document: its text with the statements marked in place, speaker and act beside."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

from detente.errors import Problem
from detente.reading.documents import Document, DocumentReading
from detente.reading.outputs import speaker_label
from detente.reading.records import FoundStatement, Paragraph

#: Languages written from right to left, for the direction of the page as a whole.
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words that belongs to the same statements; ``opens`` are the numbers that begin here.

    ``look`` is the act and the layer of the narrowest of them: colour and underline.
    """

    words: str
    numbers: tuple[int, ...]
    opens: tuple[int, ...]
    look: str


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside the text for one statement."""

    number: int
    statement: FoundStatement
    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the page with its notes."""

    number: int
    language: str
    segments: tuple[Segment, ...]
    notes: tuple[Note, ...]


@cache
def _environment() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> str:
        return resources.files("detente.reading").joinpath("templates", name).read_text(encoding="utf-8")

    return Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    return resources.files("detente.reading").joinpath("templates", "page.css").read_text(encoding="utf-8")


def content_policy(style: str) -> str:
    """A policy that lets the page load nothing and run nothing but its own style sheet."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def document_page(result: DocumentReading) -> str:
    """The page of one document as one HTML file that needs nothing else, no script and no network.

    Parameters
    ----------
    result : DocumentReading
        A document with its statements and problems.

    Returns
    -------
    str
        HTML in UTF-8. Every statement can be reached with the keyboard from its number in the text and from
        the note beside it.

    Raises
    ------
    ValueError
        The result holds no document.
    """
    document = result.document
    if document is None:
        raise ValueError("a page needs a document")
    numbered = tuple(enumerate(sorted(result.statements, key=lambda one: (one.start, -one.end)), start=1))
    blocks = tuple(_blocks(document, numbered))
    return _render(
        "page.html.j2",
        document=document,
        file_name=Path(document.path).name,  # a page is handed on; where the file lay is nobody's business
        direction="rtl" if document.text.language in RIGHT_TO_LEFT else "ltr",
        blocks=blocks,
        acts=sorted({one.act for one in result.statements}),
        layers=Counter(one.layer for one in result.statements),
        count=len(result.statements),
        problems=result.problems,
    )


def index_page(entries: list[tuple[str, Document, int]], problems: tuple[Problem, ...]) -> str:
    """A list of pages: file name, document and number of statements each, then the problems."""
    return _render("index.html.j2", entries=entries, problems=problems)


def _render(name: str, **values: Any) -> str:
    style = _style()
    html: str = _environment().get_template(name).render(style=style, policy=content_policy(style), **values)
    return html.encode("utf-8", "replace").decode("utf-8")


def _blocks(document: Document, numbered: tuple[tuple[int, FoundStatement], ...]) -> Iterator[Block]:
    """Paragraphs in order, each with the statements that touch it; both lists are walked once."""
    waiting, following = [], 0
    for number, paragraph in enumerate(document.text.paragraphs, start=1):
        while following < len(numbered) and numbered[following][1].start < paragraph.end:
            waiting.append(numbered[following])
            following += 1
        waiting = [(n, one) for n, one in waiting if one.end > paragraph.start]
        yield _block(document, number, paragraph, waiting)


def _block(
    document: Document, number: int, paragraph: Paragraph, here: list[tuple[int, FoundStatement]]
) -> Block:
    text = document.text.text
    borders = {paragraph.start, paragraph.end}
    for _, one in here:
        borders |= {max(one.start, paragraph.start), min(one.end, paragraph.end)}
    places = sorted(borders)
    segments = []
    for start, end in pairwise(places):
        inside = [(n, one) for n, one in here if one.start <= start and end <= one.end]
        opens = tuple(n for n, one in inside if one.start == start)
        look = f"{inside[-1][1].act} {inside[-1][1].layer}" if inside else ""
        segments.append(Segment(text[start:end], tuple(n for n, _ in inside), opens, look))
    notes = tuple(
        Note(n, one, speaker_label(one), document.words((one.start, one.end)))
        for n, one in here
        if one.start >= paragraph.start
    )
    return Block(number, paragraph.language, tuple(segments), notes)
