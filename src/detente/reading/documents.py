"""A document: its stored text, where it came from, and the way back to the original."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.errors import Problem
from detente.reading.anchors import Anchor, FilePlace, places_of
from detente.reading.duplicates import Sketch
from detente.reading.intake_layout import LONGEST_PARAGRAPH, paragraph_spans, unwrap
from detente.reading.intake_markdown import unmark
from detente.reading.intake_records import Extracted, IntakeError, Item, Limits, problem
from detente.reading.language import languages
from detente.reading.metadata import HEAD, find_date, front_matter, issued
from detente.reading.records import FoundStatement, Paragraph, Text
from detente.reading.repair import UNCHANGED, OffsetMap, Span, apply_edits, repair_text

_SLUG = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Document:
    """One document as read.

    ``sha256`` is the digest of the file (or row), ``text_sha256`` that of ``text.text`` in UTF-8, which
    spans count in; ``decoding`` says how the bytes were read; ``offsets`` leads from a span of the stored
    text to the original, the decoded file for text and Markdown and the extracted text for the others.
    ``date_from`` says where the date came from: ``given``, ``metadata``, ``text``, ``name`` or ``""``.
    """

    text: Text
    path: str
    line: int
    kind: str
    sha256: str
    text_sha256: str
    decoding: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    date_from: str = ""
    offsets: OffsetMap = UNCHANGED
    repairs: tuple[str, ...] = ()
    anchors: tuple[Anchor, ...] = ()

    @property
    def id(self) -> str:
        """The id that statements name as their source."""
        return self.text.id

    @property
    def title(self) -> str:
        """Its title, or the name of its file."""
        return str(self.metadata.get("title") or Path(self.path).name)

    def words(self, span: Span) -> str:
        """The stored words at ``span``, letter for letter."""
        return self.text.text[span[0] : span[1]]

    def in_file(self, span: Span) -> tuple[FilePlace, ...]:
        """Where the words at ``span`` stand in the file, as far as that can be said; nothing where it cannot.

        Text and Markdown: from where to where in the decoded file. HTML: the same in the decoded page, where the words
        are found there letter for letter. Word: paragraph and place in it. PDF: the page. Mail: the part, and for
        plain text the place in it. A row of articles: nothing beyond its line.
        """
        original = self.offsets.to_original(span)
        if self.kind in ("text", "markdown"):
            return (FilePlace("source", 0, *original),)
        return places_of(self.anchors, original)


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What reading one item gave: a document or none, its statements, its problems."""

    document: Document | None
    statements: tuple[FoundStatement, ...] = ()
    problems: tuple[Problem, ...] = ()
    sketch: Sketch | None = None


def document_of(
    item: Item, extracted: Extracted, data: bytes, limits: Limits, date: str | None = None
) -> tuple[Document, tuple[Problem, ...]]:
    """The document of an extracted text: repaired, in paragraphs, each with its language.

    Parameters
    ----------
    item, extracted, data
        Which document, the text taken from it, and its bytes (for the digest).
    limits : Limits
        What it may cost.
    date : str, optional
        ISO; stands above what the document says itself.

    Raises
    ------
    IntakeError
        It holds no words besides its metadata.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    found = list(extracted.problems)
    original = extracted.text
    if len(original) > limits.characters:
        length = f"{len(original):,} characters, read to {limits.characters:,}"
        found.append(problem("R-063", item.place, length, severity="warning"))
        original = original[: limits.characters]
    stored, offsets, repairs = _stored(original, extracted.markdown)
    if any(note.endswith("direction controls taken out") for note in repairs):
        found.append(problem("R-061", item.place, repairs[0], severity="warning"))
    head = front_matter(stored[:8_000])[1]
    spans = [span for span in paragraph_spans(stored) if span[0] >= head]
    if not spans:
        raise IntakeError(problem("R-051", item.place, "no words besides its metadata"))
    longest = max(map(len, stored.split("\n")))
    if longest > LONGEST_PARAGRAPH:
        found.append(
            problem("R-062", item.place, f"a paragraph of {longest:,} characters", severity="warning")
        )
    main, codes = languages(stored, spans, extracted.metadata.get("language"))
    day, date_from = _date(item, extracted, stored, date)
    paragraphs = tuple(Paragraph(a, b, code) for (a, b), code in zip(spans, codes, strict=True))
    text = Text(_id(item, sha256), stored, paragraphs, day, main)
    digest = hashlib.sha256(stored.encode("utf-8", "surrogatepass")).hexdigest()
    document = Document(text, item.path, item.line, item.kind, sha256, digest, extracted.decoding,
                        extracted.metadata, date_from, offsets, repairs, extracted.anchors)  # fmt: skip
    return document, tuple(found)


def _stored(original: str, markdown: bool) -> tuple[str, OffsetMap, tuple[str, ...]]:
    if "\r" in original and "\n" not in original:
        original = original.replace("\r", "\n")  # line ends of old Macintoshes, one for one
    repaired = repair_text(original)
    text, offsets, repairs = repaired.text, repaired.offsets, repaired.repairs
    if markdown:
        text, blocks = apply_edits(text, unmark(text))
        offsets = offsets.then(blocks)
    joins = unwrap(text)
    if joins:
        text, blocks = apply_edits(text, joins)
        offsets = offsets.then(blocks)
        repairs = (*repairs, f"{len(joins)} wrapped lines joined")
    return text, offsets, repairs


def _date(item: Item, extracted: Extracted, stored: str, given: str | None) -> tuple[str | None, str]:
    candidates = (
        (given, "given"),
        (issued(extracted.metadata), "metadata"),
        (find_date(stored[:HEAD]), "text"),
        (find_date(_SLUG.sub("-", Path(item.path).stem)), "name"),
    )
    return next(((day, where) for day, where in candidates if day), (None, ""))


def _id(item: Item, sha256: str) -> str:
    """Readable, and the same wherever the same bytes lie under the same name."""
    slug = _SLUG.sub("_", Path(item.path).stem).strip("_").lower()[:40] or "document"
    return f"{slug}-{item.line}-{sha256[:8]}" if item.line else f"{slug}-{sha256[:8]}"
