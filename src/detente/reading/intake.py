"""From paths, folders, patterns and standard input to documents, one at a time; originals are only read."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from detente.errors import Place, Problem
from detente.reading.intake_articles import rows_of_csv, rows_of_jsonl, take_row
from detente.reading.intake_bytes import decode
from detente.reading.intake_docx import take_docx
from detente.reading.intake_html import take_html
from detente.reading.intake_mail import take_mail
from detente.reading.intake_pdf import take_pdf
from detente.reading.intake_records import Extracted, IntakeError, Item, Limits, problem
from detente.reading.metadata import as_csl, front_matter, headline

#: Ending of the file name to kind of document.
KINDS: dict[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "mail",
    ".jsonl": "rows",
    ".ndjson": "rows",
    ".csv": "table",
    ".tsv": "table",
}
#: Endings of documents that we do not read: in a folder they are named in a warning, other files are passed over.
NOT_READ = frozenset(
    (
        ".doc",
        ".docm",
        ".rtf",
        ".odt",
        ".pages",
        ".wpd",
        ".msg",
        ".mht",
        ".mhtml",
        ".epub",
        ".xlsx",
        ".xls",
        ".pptx",
    )
)
_HEADING = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.M)


def find_items(paths: Iterable[str | Path], limits: Limits | None = None) -> Iterator[Item | Problem]:
    """Every document under ``paths`` in a stable order, with a problem for each path that leads to none.

    Parameters
    ----------
    paths : iterable of path
        Files, folders (searched to any depth, hidden files left out), patterns with ``*``.
    limits : Limits, optional
        What one document may cost.

    Returns
    -------
    iterator of Item or Problem
        Rows of a file of articles are found one by one, so that memory stays flat.

    Examples
    --------
    >>> [found.code for found in find_items(["no_such_file.txt"])]
    ['R-052']
    """
    limits = limits or Limits()
    seen: set[str] = set()
    for path in paths:
        for found in _files(str(path)):
            if isinstance(found, Problem):
                yield found
            elif (real := os.path.realpath(found)) not in seen:
                seen.add(real)
                yield from _items_of_file(found, limits)


def _files(path: str) -> Iterator[str | Problem]:
    if os.path.isdir(path):
        yield from _folder(path, path)
    elif os.path.exists(path):
        yield path
    elif glob.has_magic(path):
        matches = sorted(glob.glob(path, recursive=True))
        if not matches:
            yield problem("R-053", Place(path), "a pattern that matches nothing")
        for match in matches:
            if os.path.isdir(match):
                yield from _folder(match, match)
            else:
                yield match
    else:
        yield problem("R-052", Place(path), "no such file or folder")


def _folder(folder: str, shown: str) -> Iterator[str | Problem]:
    """Documents below a folder; pictures and the like are passed over, for a folder may hold anything."""
    empty = True
    for root, folders, names in os.walk(folder, onerror=None):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in KINDS:
                empty = False
                yield os.path.join(root, name)
            elif Path(name).suffix.lower() in NOT_READ and not name.startswith((".", "~")):
                place = Place(os.path.join(root, name))
                yield problem("R-050", place, f"a file with {Path(name).suffix}", severity="warning")
    if empty:
        yield problem("R-053", Place(shown), "a folder without a document in it")


def _items_of_file(path: str, limits: Limits) -> Iterator[Item | Problem]:
    kind = KINDS.get(Path(path).suffix.lower(), "unknown")
    if kind not in {"rows", "table"}:
        yield Item(path, kind)
        return
    rows = rows_of_jsonl if kind == "rows" else rows_of_csv
    empty = True
    try:
        for found in rows(Path(path), limits):
            empty = False
            yield found
    except OSError as error:
        empty = False
        yield problem("R-052", Place(path), error.strerror or str(error))
    if empty:
        yield problem("R-051", Place(path), "no article in the file")


def items_of_input(data: bytes, name: str = "<stdin>") -> Iterator[Item]:
    """Standard input as one document, or one per line of JSON; its kind is told from its first bytes."""
    head = data[:2048].lstrip().lower()
    if head.startswith((b'{"', b"{ ")):
        for number, line in enumerate(data.split(b"\n"), start=1):
            if line.strip():
                yield Item(name, "row", number, line)
        return
    if data.startswith(b"%PDF-"):
        kind = "pdf"
    elif data.startswith(b"PK\x03\x04"):
        kind = "docx"
    elif head.startswith((b"<!doctype html", b"<html")):
        kind = "html"
    else:
        kind = "text"
    yield Item(name, kind, payload=data)


def read_bytes(item: Item, limits: Limits) -> bytes:
    """The bytes of a document.

    Raises
    ------
    IntakeError
        The file cannot be read, is no regular file, or is larger than the limit.
    """
    if item.payload is not None:
        if len(item.payload) > limits.file_bytes:
            raise IntakeError(problem("R-058", item.place, f"more than {limits.file_bytes:,} bytes"))
        return item.payload
    try:
        if not os.path.isfile(item.path):
            raise IntakeError(problem("R-052", item.place, "not a regular file"))
        with open(item.path, "rb") as file:
            data = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise IntakeError(problem("R-052", item.place, error.strerror or str(error))) from error
    if len(data) > limits.file_bytes:
        raise IntakeError(problem("R-058", item.place, f"more than {limits.file_bytes:,} bytes"))
    return data


def take_in(item: Item, data: bytes, limits: Limits | None = None) -> Extracted:
    """The text of one document, as it is, with what it says of itself.

    Parameters
    ----------
    item : Item
        Which document; decides how the bytes are read.
    data : bytes
        Its bytes.
    limits : Limits, optional
        What it may cost.

    Returns
    -------
    Extracted
        Not repaired yet.

    Raises
    ------
    IntakeError
        It cannot be read; the error carries the problem.
    """
    limits = limits or Limits()
    taker = TAKERS.get(item.kind)
    if taker is None:
        ending = Path(item.path).suffix or "no ending"
        raise IntakeError(problem("R-050", item.place, f"a file with {ending}"))
    if not data.strip(b" \t\r\n\x0b\x0c"):
        raise IntakeError(problem("R-051", item.place, "an empty file"))
    extracted = taker(data, item.place, limits)
    if not extracted.text.strip():
        raise IntakeError(problem("R-051", item.place, "no text"))
    return extracted


def _take_text(data: bytes, place: Place, limits: Limits) -> Extracted:
    plain = _decoded(data, place)
    title = headline(plain.text[:8_000]) if "title" not in plain.metadata else ""
    return replace(plain, metadata={**as_csl(title=title), **plain.metadata})


def _decoded(data: bytes, place: Place) -> Extracted:
    text, name, problems = decode(data, place)
    keys, _ = front_matter(text[:8_000].replace("\r\n", "\n"))
    return Extracted(text, name, as_csl(**keys), problems)


def _take_markdown(data: bytes, place: Place, limits: Limits) -> Extracted:
    plain = _decoded(data, place)
    metadata = dict(plain.metadata)
    heading = _HEADING.search(plain.text[:8_000])
    if heading and "title" not in metadata:
        metadata = {**as_csl(title=heading.group(1)), **metadata}
    return Extracted(plain.text, plain.decoding, metadata, plain.problems, markdown=True)


TAKERS: dict[str, Callable[[bytes, Place, Limits], Extracted]] = {
    "text": _take_text,
    "markdown": _take_markdown,
    "html": take_html,
    "pdf": take_pdf,
    "docx": take_docx,
    "mail": take_mail,
    "row": take_row,
}
