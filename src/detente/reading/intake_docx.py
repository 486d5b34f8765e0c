"""A Word document to its paragraphs: tables and inserted text too, deleted text not."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from detente.errors import Place
from detente.reading.anchors import Anchor
from detente.reading.intake_records import Extracted, IntakeError, Limits, problem
from detente.reading.metadata import as_csl

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: More members than this is no Word document.
MEMBERS = 5_000
#: Text packs about ten to one; far beyond that it was made to unpack.
PACKED = 300


def take_docx(data: bytes, place: Place, limits: Limits) -> Extracted:
    """The paragraphs of a Word document, one a line.

    Raises
    ------
    IntakeError
        Not a Word document, or one that unpacks to more than the limit.
    """
    check_archive(data, place, limits)
    from docx import Document

    try:
        document = Document(BytesIO(data))
        lines = [(number, line) for number, line in _paragraphs(document.element.body) if line.strip()]
        metadata = _metadata(document)
    except (MemoryError, TimeoutError):
        raise
    except Exception as error:  # a damaged archive makes python-docx fail in many ways
        raise IntakeError(problem("R-056", place, f"{type(error).__name__}: {error}"[:200])) from error
    if not lines:
        raise IntakeError(problem("R-051", place, "a Word document without a word"))
    text = "\n".join(line for _, line in lines)
    return Extracted(text, "docx", metadata, anchors=tuple(_anchors(lines)))


def _anchors(lines: list[tuple[int, str]]) -> Iterator[Anchor]:
    place = 0
    for number, line in lines:
        yield Anchor(place, place + len(line), "paragraph", number)
        place += len(line) + 1


def check_archive(data: bytes, place: Place, limits: Limits) -> None:
    """Refuse an archive that unpacks to too much, before anything is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise IntakeError(problem("R-056", place, f"{error}"[:200])) from error
    size = sum(member.file_size for member in members)
    if size > limits.unpacked_bytes or size > PACKED * max(len(data), 10_000) or len(members) > MEMBERS:
        found = f"{len(data):,} bytes that unpack to {size:,} in {len(members):,} parts"
        raise IntakeError(problem("R-057", place, found))


def _paragraphs(body: Any) -> list[tuple[int, str]]:
    """Paragraphs with their number among all of the document's, from 1."""
    lines: list[tuple[int, str]] = []
    for number, paragraph in enumerate(body.iter(f"{_WORD}p"), start=1):
        if any(parent.tag == _FALLBACK for parent in paragraph.iterancestors()):
            continue  # the same text box again, for old programs
        pieces: list[str] = []
        for node in paragraph.iter(
            f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr", f"{_WORD}noBreakHyphen"
        ):
            if next(node.iterancestors(f"{_WORD}p")) is not paragraph:
                continue  # of a text box inside this paragraph, which has its own turn
            if node.tag == f"{_WORD}t":
                pieces.append(node.text or "")
            else:
                pieces.append("-" if node.tag == f"{_WORD}noBreakHyphen" else " ")
        lines.append((number, "".join(pieces).replace("\n", " ")))
    return lines


def _metadata(document: Any) -> dict[str, Any]:
    try:
        core = document.core_properties
        author = core.author if core.author != "python-docx" else None
        # no date: the file may be made years after the words
        return as_csl(title=core.title, author=author, language=core.language)
    except Exception:  # metadata is a courtesy: a broken property must not lose the text
        return {}
