"""The table of statements (``statements.csv`` or ``statements.jsonl``) as plain values with places."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from detente.case.near import did_you_mean, nearest
from detente.case.records import Statement
from detente.errors import Place, Problem

COLUMNS = tuple(Statement.model_fields)
REQUIRED = tuple(name for name, field in Statement.model_fields.items() if field.is_required())
NUMBERS = ("paragraph", "start", "end")
FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

Row = tuple[dict[str, Any], dict[str, tuple[int, int]], tuple[int, int]]


def read_csv(text: str, file: str, problems: list[Problem]) -> list[Row]:
    """Rows of a table: plain values, place of each cell, place of the row.

    The first line names the columns; cells that are empty count as absent. A semicolon or a tab may stand in
    place of the comma, as spreadsheets in many countries write it.
    """
    if not text.strip():
        return []
    delimiter = _delimiter(text.split("\n", 1)[0])
    records = list(_records(text, file, delimiter, problems))
    if not records:
        return []
    header_cells, header_places = records[0]
    names = [name.strip() for name in header_cells]
    _check_header(names, header_places, file, problems)
    if not all(name in names for name in REQUIRED):
        return []
    rows: list[Row] = []
    for cells, places in records[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            problems.append(_wrong_width(file, places[0], len(cells), len(names)))
        rows.append(_row(names, cells, places, file, problems))
    return rows


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _records(
    text: str, file: str, delimiter: str, problems: list[Problem]
) -> Iterator[tuple[list[str], list[tuple[int, int]]]]:
    """Cells of each record with the line and column where each begins."""
    lines = text.split("\n")
    csv.field_size_limit(10_000_000)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield cells, _cell_places(lines, line, reader.line_num, delimiter)
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(
            Problem(
                Place(file, line),
                "statements",
                "C-020",
                str(error),
                "a cell that holds quotes is put in quotes itself, with each inner quote doubled",
                'write "he said ""no""", and close every quote',
            )
        )


def _cell_places(lines: list[str], first: int, last: int, delimiter: str) -> list[tuple[int, int]]:
    """Line and column of the first character of each cell of the record on lines ``first`` to ``last``."""
    places = [(first, 1)]
    quoted = False
    for number in range(first, last + 1):
        for column, character in enumerate(lines[number - 1], 1):
            if character == '"':
                quoted = not quoted
            elif character == delimiter and not quoted:
                places.append((number, column + 1))
    return places


def _check_header(
    names: list[str], places: list[tuple[int, int]], file: str, problems: list[Problem]
) -> None:
    seen: set[str] = set()
    explained: set[str] = set()
    for name, place in zip(names, places, strict=False):
        if name not in COLUMNS:
            free = [column for column in COLUMNS if column not in names]
            explained |= set(nearest(name, free))
            problems.append(_no_column(file, place, f"column `{name}`", did_you_mean(name, free)))
        elif name in seen:
            problems.append(_no_column(file, place, f"column `{name}` a second time", "rename or delete one"))
        seen.add(name)
    for name in REQUIRED:
        if name not in seen and name not in explained:
            problems.append(
                _no_column(file, (1, 1), f"no column `{name}`", f"add it, with the {name} of each statement")
            )


def _no_column(file: str, place: tuple[int, int], found: str, fix: str) -> Problem:
    rule = f"the first line names the columns, each once: {', '.join(REQUIRED)} always, of the others those you need"
    return Problem(Place(file, *place), "statements", "C-021", found, rule, fix)


def _wrong_width(file: str, place: tuple[int, int], found: int, expected: int) -> Problem:
    return Problem(
        Place(file, *place),
        "statements",
        "C-022",
        f"{found} cells",
        f"every row has as many cells as the header: {expected}",
        "put a cell that holds a comma in quotes" if found > expected else "add the empty cells at the end",
    )


def _row(
    names: list[str], cells: list[str], places: list[tuple[int, int]], file: str, problems: list[Problem]
) -> Row:
    values: dict[str, Any] = {}
    where: dict[str, tuple[int, int]] = {}
    for name, cell, place in zip(names, cells, places, strict=False):
        if name not in COLUMNS or name in values or not cell.strip():
            continue
        where[name] = place
        values[name] = _cell(name, cell, Place(file, *place), problems)
    return {key: value for key, value in values.items() if value is not None}, where, places[0]


def _cell(name: str, cell: str, place: Place, problems: list[Problem]) -> Any:
    if name in NUMBERS:
        digits = cell.strip()
        if digits.isascii() and digits.isdigit() and len(digits) < 10:
            return int(digits)
        problems.append(
            Problem(
                place,
                f"statements.{name}",
                "C-023",
                f'"{cell}"',
                f"`{name}` is a whole number of at least 0",
                "write digits only, or leave the cell empty",
            )
        )
        return None
    if name == "paraphrase":
        flag = FLAGS.get(cell.strip().casefold())
        if flag is None:
            problems.append(
                Problem(
                    place,
                    "statements.paraphrase",
                    "C-023",
                    f'"{cell}"',
                    "`paraphrase` is true or false",
                    "write true where the words are yours",
                )
            )
        return flag
    return cell if name in ("words", "translation", "note") else cell.strip()


def read_jsonl(text: str, file: str, problems: list[Problem]) -> list[Row]:
    """The same from one JSON object a line."""
    rows: list[Row] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        values = _object(line, Place(file, number, 1), problems)
        if values is not None:
            rows.append(({key: value for key, value in values.items() if value is not None}, {}, (number, 1)))
    return rows


def _object(line: str, place: Place, problems: list[Problem]) -> dict[str, Any] | None:
    """One line as an object with each key once and whole characters, or None and a problem."""
    rule = "each line is one JSON object, with each key once"
    found, fix = "", "correct the line, or delete it"
    try:
        values = json.loads(line, parse_constant=lambda name: name, object_pairs_hook=_each_once)
        if isinstance(values, dict):
            json.dumps(values, ensure_ascii=False).encode()
            return values
        found, fix = type(values).__name__, 'write {"id": "s1", ...}'
    except UnicodeEncodeError:
        found, fix = "half of a character (a lone surrogate such as \\ud800)", "write the character itself"
    except json.JSONDecodeError as error:
        found, place = error.msg, Place(place.file, place.line, error.colno)
    except (ValueError, RecursionError) as error:
        found = str(error)
    problems.append(Problem(place, "statements", "C-024", found, rule, fix))
    return None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key `{next(key for key in keys if keys.count(key) > 1)}` a second time")
    return out
