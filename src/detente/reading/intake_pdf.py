"""A PDF to the words of its pages, without the lines that head and foot every page."""

from __future__ import annotations

import logging
import re
from collections import Counter
from io import BytesIO
from typing import Any

from detente.errors import Place, Problem
from detente.reading.intake_records import Extracted, IntakeError, Limits, problem
from detente.reading.metadata import as_csl

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
    text = "\n".join(_without_running_lines(pages)).strip()
    if not text:
        if found:
            raise IntakeError(problem("R-054", place, found[0].found))
        raise IntakeError(problem("R-070", place, f"{len(pages)} pages without a single word"))
    return Extracted(text, "pdf", metadata, found)


def _pages(reader: Any, place: Place, limits: Limits) -> tuple[list[list[str]], tuple[Problem, ...]]:
    pages: list[list[str]] = []
    failed: list[str] = []
    length = 0
    for number, page in enumerate(reader.pages, start=1):
        if number > limits.pages or length > limits.characters:
            break
        try:
            text = page.extract_text()
        except (MemoryError, TimeoutError):
            raise
        except Exception as error:  # one bad page does not lose the others
            failed.append(f"page {number}: {type(error).__name__}: {error}"[:120])
            continue
        length += len(text)
        pages.append(text.replace("\x00", "").split("\n"))
    if failed:
        return pages, (problem("R-054", place, "; ".join(failed[:3]), severity="warning"),)
    return pages, ()


def _without_running_lines(pages: list[list[str]]) -> list[str]:
    """Drop first and last lines that, their numbers aside, stand on most of at least three pages."""
    pages = [[line for line in page if line.strip()] for page in pages]
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_NUMBERS.sub("#", line.strip()) for line in (*page[:1], *page[-1:])})
    running = {line for line, count in counts.items() if count >= 3 and count * 2 > len(pages)}
    kept: list[str] = []
    for page in pages:
        kept += [
            line
            for index, line in enumerate(page)
            if 0 < index < len(page) - 1 or _NUMBERS.sub("#", line.strip()) not in running
        ]
    return kept


def _metadata(reader: Any) -> dict[str, Any]:
    try:
        info = reader.metadata
        if info is None:
            return {}
        created = info.creation_date
        return as_csl(
            title=info.title, author=info.author, date=created.date().isoformat() if created else None
        )
    except Exception:  # metadata is a courtesy: a broken date must not lose the text
        return {}
