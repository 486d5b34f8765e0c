"""A PDF to the words of its pages, without the lines that head and foot every page."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from detente.errors import Place, Problem
from detente.reading.anchors import Anchor
from detente.reading.intake_records import Extracted, IntakeError, Limits, problem
from detente.reading.metadata import as_csl

#: A gap this many times the usual one begins a paragraph, and so does an indent between these widths (points).
GAP, INDENT = 1.35, (6.0, 40.0)
_NUMBERS = re.compile(r"\d+")


def take_pdf(data: bytes, place: Place, limits: Limits) -> Extracted:
    """The text of a PDF, page after page.

    Raises
    ------
    IntakeError
        Locked, malformed, or without any text (scanned pages).
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise IntakeError(problem("R-055", place, "a PDF that asks for a password"))
        pages, found = _pages(reader, place, limits)
        metadata = _metadata(reader)
    except (FileNotDecryptedError, WrongPasswordError, DependencyError) as error:
        raise IntakeError(problem("R-055", place, str(error))) from error
    except (IntakeError, MemoryError, TimeoutError):
        raise
    except Exception as error:  # a damaged PDF makes pypdf fail in many ways
        raise IntakeError(problem("R-054", place, f"{type(error).__name__}: {error}"[:200])) from error
    lines = _without_running_lines(pages)
    text = "\n".join(line for _, line in lines)
    if not text.strip():
        if found:
            raise IntakeError(problem("R-054", place, found[0].found))
        raise IntakeError(problem("R-070", place, f"{len(pages)} pages without a single word"))
    return Extracted(text, "pdf", metadata, found, anchors=tuple(_anchors(lines)))


def _anchors(lines: list[tuple[int, str]]) -> Iterator[Anchor]:
    """Which page each run of lines is on; where on it is not said, since a page has no one order of characters."""
    place = 0
    for number, group in groupby(lines, key=itemgetter(0)):
        length = sum(len(line) + 1 for _, line in group)
        yield Anchor(place, place + length, "page", number, exact=False)
        place += length


def _pages(
    reader: Any, place: Place, limits: Limits
) -> tuple[list[tuple[int, list[str]]], tuple[Problem, ...]]:
    """The pages that can be read, by their number in the file."""
    pages: list[tuple[int, list[str]]] = []
    failed: list[str] = []
    length = 0
    for number, page in enumerate(reader.pages, start=1):
        if number > limits.pages or length > limits.characters:
            break
        try:
            lines = _lines(page)
        except (MemoryError, TimeoutError):
            raise
        except Exception as error:  # one bad page does not lose the others
            failed.append(f"page {number}: {type(error).__name__}: {error}"[:120])
            continue
        length += sum(map(len, lines))
        pages.append((number, lines))
    if failed:
        return pages, (problem("R-054", place, "; ".join(failed[:3]), severity="warning"),)
    return pages, ()


def _lines(page: Any) -> list[str]:
    """Lines of a page, an empty one where the gap between two lines or an indent shows a new paragraph."""
    pieces: list[tuple[str, float, float]] = []

    def visit(text: str, matrix: list[float], line: list[float], font: object, size: float) -> None:
        left = matrix[4] + line[4] * matrix[0] + line[5] * matrix[2]
        height = matrix[5] + line[5] * matrix[3] + line[4] * matrix[1]
        pieces.append((text, left, height))

    whole = page.extract_text(visitor_text=visit)
    if "".join(text for text, _, _ in pieces) != whole:
        return str(whole).replace("\x00", "").split("\n")
    lines: list[tuple[str, float, float]] = [("", 0.0, 0.0)]
    for text, left, height in pieces:
        first, *more = text.replace("\x00", "").split("\n")
        for number, part in enumerate((first, *more)):
            before = lines.pop() if not number else ("", 0.0, 0.0)
            placed = before if before[0].strip() else (before[0], left, height)
            lines.append((placed[0] + part, placed[1], placed[2]))
    return _with_gaps([line for line in lines if line[0].strip()])


def _with_gaps(lines: list[tuple[str, float, float]]) -> list[str]:
    gaps = sorted(abs(b[2] - a[2]) for a, b in pairwise(lines) if abs(b[2] - a[2]) > 1)
    lefts = sorted(left for _, left, _ in lines)
    usual, margin = (gaps[len(gaps) // 4], lefts[len(lefts) // 4]) if len(gaps) > 3 else (0.0, 0.0)
    kept: list[str] = []
    height = 0.0
    for text, left, here in lines:
        apart = usual and (abs(here - height) > GAP * usual or INDENT[0] < left - margin < INDENT[1])
        if kept and apart:
            kept.append("")
        kept.append(text)
        height = here
    return kept


def _without_running_lines(pages: list[tuple[int, list[str]]]) -> list[tuple[int, str]]:
    """Drop the lines at both ends that, their numbers aside, stand on most of at least three pages."""
    counts: Counter[str] = Counter()
    for _, page in pages:
        counts.update({_NUMBERS.sub("#", page[place].strip()) for place in _ends(page)})
    running = {line for line, count in counts.items() if count >= 3 and count * 2 > len(pages)}
    kept: list[tuple[int, str]] = []
    for number, page in pages:
        dropped = {place for place in _ends(page) if _NUMBERS.sub("#", page[place].strip()) in running}
        body = [line for place, line in enumerate(page) if place not in dropped]
        while body and not body[0]:
            body.pop(0)
        while body and not body[-1]:
            body.pop()
        kept += [(number, line) for line in body]
    return kept


def _ends(page: list[str]) -> set[int]:
    """Places of the first two and the last two lines with something on them."""
    filled = [place for place, line in enumerate(page) if line.strip()]
    return {*filled[:2], *filled[-2:]}


def _metadata(reader: Any) -> dict[str, Any]:
    try:
        info = reader.metadata
        if info is None:
            return {}
        return as_csl(title=info.title, author=info.author)  # no date: the file may be made years later
    except Exception:  # metadata is a courtesy: a broken date must not lose the text
        return {}
