"""Files of articles: one JSON object a line, or one row of a table; every row is a document of its own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.errors import Place, Problem
from detente.reading.intake_bytes import decode
from detente.reading.intake_html import article
from detente.reading.intake_records import Extracted, IntakeError, Item, Limits, problem
from detente.reading.metadata import from_row

#: Names of the key or column that holds the words, best first.
WORDS = ("text", "body", "content", "article", "fulltext", "full_text", "testo", "texto", "texte")
_DELIMITERS = ",;\t|"


def rows_of_jsonl(path: Path, limits: Limits) -> Iterator[Item | Problem]:
    """One item per line; a line that is too long is a problem, and its rest is skipped."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(limits.file_bytes + 1):
            number += 1
            if len(line) > limits.file_bytes:
                yield problem(
                    "R-058", Place(str(path), number), f"a line of more than {limits.file_bytes:,} bytes"
                )
                while line and not line.endswith(b"\n"):
                    line = file.readline(limits.file_bytes)
                continue
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                yield Item(str(path), "row", number, line)


def rows_of_csv(path: Path, limits: Limits) -> Iterator[Item | Problem]:
    """One item per row, handed on as JSON; a table without a column of words is one problem."""
    place = Place(str(path), 1)
    size = path.stat().st_size
    if size > limits.file_bytes:
        yield problem("R-058", place, f"{size:,} bytes")
        return
    try:
        text, _, problems = decode(path.read_bytes(), place)
    except IntakeError as error:
        yield error.problem
        return
    yield from problems
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count) if any(mark in head for mark in _DELIMITERS) else ","
    csv.field_size_limit(max(csv.field_size_limit(), limits.file_bytes))
    reader = csv.DictReader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    try:
        columns = {str(name).strip().casefold() for name in reader.fieldnames or ()}
        if not columns & set(WORDS):
            yield problem("R-065", place, f"columns {', '.join(sorted(columns))[:150] or 'none'}")
            return
        for row in reader:
            record = {str(key).strip(): value for key, value in row.items() if key is not None}
            yield Item(str(path), "row", reader.line_num, json.dumps(record).encode())
    except csv.Error as error:
        yield problem("R-065", Place(str(path), reader.line_num), str(error))


def take_row(data: bytes, place: Place, limits: Limits) -> Extracted:
    """The words and metadata of one article.

    Raises
    ------
    IntakeError
        Not JSON, not an object, or without words.
    """
    text, name, problems = decode(data, place)
    try:
        row = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise IntakeError(problem("R-064", place, f"{type(error).__name__}: {error}"[:150])) from error
    if not isinstance(row, dict):
        raise IntakeError(problem("R-064", place, f"a {type(row).__name__} instead of an object"))
    words = _words(row)
    if words is None:
        raise IntakeError(problem("R-064", place, f"keys {', '.join(map(str, list(row)[:12])) or 'none'}"))
    metadata = from_row(row)
    if words.lstrip()[:1] == "<" and "</" in words:
        words, of_page = article(words, place, limits)
        metadata = {**of_page, **metadata}
    return Extracted(_whole(words), name, metadata, problems)


def _words(row: dict[str, Any]) -> str | None:
    lower = {str(key).strip().casefold(): value for key, value in row.items()}
    for name in WORDS:
        value = lower.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _whole(text: str) -> str:
    """Half of a surrogate pair, which JSON can spell but no text can hold, becomes a replacement mark."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
