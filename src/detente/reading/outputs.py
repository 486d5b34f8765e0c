"""Results as lines that other programs read: JSON Lines, CSV, Parquet. Nothing here prints."""

from __future__ import annotations

import csv
import io
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from detente.errors import Problem
from detente.reading.documents import Document, DocumentReading
from detente.reading.duplicates import Group
from detente.reading.records import FoundStatement

#: Columns of the flat table, in the order an analyst reads them; ``docs/methods/documents.md`` explains each.
COLUMNS = (
    "id", "source", "title", "outlet", "date", "path", "line", "paragraph", "start", "end",
    "original_start", "original_end", "in_file", "language", "speaker_name", "speaker", "party", "speaker_candidates",
    "joint", "unnamed", "act", "addressee", "issues", "levels", "polarity", "hedged", "layer", "kind", "form",
    "words", "part_of", "found_by", "text_sha256",
)  # fmt: skip


def speaker_label(statement: FoundStatement) -> str:
    """Who speaks, for the eye: the name, both names where two readings remain, the author, or that nobody is named.

    Examples
    --------
    >>> speaker_label(FoundStatement("s", "t", 0, 9, speaker_candidates=("north", "south")))
    'north or south'
    """
    if statement.layer == "author":
        return "(the author)"
    if statement.is_ambiguous:
        more = " or somebody else of that name" if len(statement.speaker_candidates) == 1 else ""
        return " or ".join(statement.speaker_candidates) + more
    return statement.speaker_name or " and ".join(statement.speaker_candidates) or "(not named)"


def paragraph_number(document: Document, place: int) -> int:
    """Number of the paragraph at ``place``, from 1."""
    starts = [paragraph.start for paragraph in document.text.paragraphs]
    return max(1, bisect_right(starts, place))


def document_record(document: Document) -> dict[str, Any]:
    """One document without its words: what is needed to find it again and to check the spans against it."""
    return {
        "record": "document",
        "id": document.id,
        "path": document.path,
        "line": document.line,
        "kind": document.kind,
        "sha256": document.sha256,
        "text_sha256": document.text_sha256,
        "decoding": document.decoding,
        "date": document.text.date,
        "date_from": document.date_from,
        "language": document.text.language,
        "characters": len(document.text.text),
        "paragraphs": [[one.start, one.end, one.language] for one in document.text.paragraphs],
        "repairs": list(document.repairs),
        "csl": {"id": document.id, **document.metadata},
    }


def statement_record(document: Document, statement: FoundStatement) -> dict[str, Any]:
    """One statement with its words, its paragraph, and its span in the original."""
    original = document.offsets.to_original((statement.start, statement.end))
    return {
        "record": "statement",
        **statement.as_record(),
        "words": document.words((statement.start, statement.end)),
        "paragraph": paragraph_number(document, statement.start),
        "original_start": original[0],
        "original_end": original[1],
        "in_file": [asdict(place) for place in document.in_file((statement.start, statement.end))],
    }


def problem_record(problem: Problem) -> dict[str, Any]:
    """One problem as a flat record."""
    return {"record": "problem", **problem.as_record()}


def group_record(group: Group) -> dict[str, Any]:
    """One group of documents with one origin, or reporting one event."""
    return {"record": "group", **group.as_record()}


def records(result: DocumentReading) -> Iterator[dict[str, Any]]:
    """The document, its statements and its problems, in this order."""
    if result.document is not None:
        yield document_record(result.document)
        for statement in result.statements:
            yield statement_record(result.document, statement)
    for found in result.problems:
        yield problem_record(found)


def json_line(record: dict[str, Any]) -> str:
    """One record as one line; lone surrogates are escaped so that every line is valid UTF-8.

    Examples
    --------
    >>> json_line({"record": "group", "id": "perché"})
    '{"record": "group", "id": "perché"}'
    """
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(record, allow_nan=False)
    return line


def flat_row(document: Document, statement: FoundStatement) -> dict[str, Any]:
    """One statement as a row of ``COLUMNS``; several values in a cell are divided by a semicolon."""
    record = statement_record(document, statement)
    row: dict[str, Any] = {
        **record,
        "title": document.title,
        "outlet": document.metadata.get("container-title", ""),
        "date": document.text.date or "",
        "path": document.path,
        "line": document.line or "",
        "text_sha256": document.text_sha256,
    }
    for name in ("speaker_candidates", "issues", "levels"):
        row[name] = "; ".join(record[name])
    row["in_file"] = "; ".join(map(str, document.in_file((statement.start, statement.end))))
    return {name: "" if row[name] is None else row[name] for name in COLUMNS}


def csv_header() -> str:
    """The first line of a table."""
    return _csv_line(COLUMNS)


def csv_line(document: Document, statement: FoundStatement) -> str:
    """One statement as a line of CSV.

    A cell that a spreadsheet would run as a formula (it begins with ``=``, ``+``, ``-``, ``@`` or a tab) gets an
    apostrophe before it; JSON Lines keeps every word as it is.
    """
    row = flat_row(document, statement)
    return _csv_line(tuple(harmless(row[name]) for name in COLUMNS))


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> harmless("=HYPERLINK(1)"), harmless("no deal"), harmless(-3)
    ("'=HYPERLINK(1)", 'no deal', -3)
    """
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return "'" + value
    return value


def _csv_line(cells: Iterable[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue().encode("utf-8", "replace").decode("utf-8")


def write_parquet(rows: Iterable[dict[str, Any]], path: str | Path, batch: int = 5_000) -> int:
    """Write rows of ``COLUMNS`` to a Parquet file and return how many; needs the ``parquet`` extra.

    Raises
    ------
    ImportError
        pyarrow is not installed.
    """
    import pyarrow as arrow
    from pyarrow import parquet

    whole = {"paragraph", "start", "end", "original_start", "original_end"}
    truth = {"joint", "unnamed", "hedged"}
    schema = arrow.schema(
        [
            (name, arrow.int64() if name in whole else arrow.bool_() if name in truth else arrow.string())
            for name in COLUMNS
        ]
    )
    count = 0
    waiting: list[dict[str, Any]] = []
    with parquet.ParquetWriter(str(path), schema) as writer:
        for row in rows:
            waiting.append({**row, "line": str(row["line"])})
            count += 1
            if len(waiting) >= batch:
                writer.write_table(arrow.Table.from_pylist(waiting, schema))
                waiting = []
        if waiting:
            writer.write_table(arrow.Table.from_pylist(waiting, schema))
    return count
