"""Tables in and out: CSV and xlsx of any table, and a bare deal space as one flat table.

A space as a table has the columns ``issue``, ``level`` and one per party; the row with issue ``reservation``
holds the least each party would sign for. Cells are utils; an empty column is a party whose values nobody
knows; a cell may be a range («0.2 to 0.4»: 90 % sure). A row with two issues and two levels, joined by " + ", holds what that combination adds; a row with issue
``rule`` a rule between issues in words (``deals.ruletext``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from detente.deals.ruletext import FORMS, read_rule, rule_words
from detente.deals.scenario import Party, Scenario, check_scenario
from detente.deals.space import (
    MOST_LEVELS,
    Interaction,
    Levels,
    PackageSpace,
    Rule,
    Values,
    compile_rule,
)
from detente.deals.xmltree import read_bytes
from detente.errors import InputError, Place, Problem, ShapeError, UnknownIdError

RESERVATION = "reservation"
RULE = "rule"
JOINED = " + "
Cell = str | int | float | None
#: Middle and half the width of a number that may be a range.
Number = tuple[float, float]


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table as CSV (UTF-8 with a byte-order mark, which spreadsheets need) or xlsx, by the suffix.

    Text is written as text: a label that begins with ``=`` does not become a formula in xlsx.
    """
    if path.suffix == ".xlsx":
        write_book(path, {"table": (header, rows)})
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows([["" if cell is None else cell for cell in row] for row in rows])


def write_book(path: Path, sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Cell]]]]) -> None:
    """Several tables, header and rows by name, as the sheets of one xlsx workbook."""
    from openpyxl import Workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(name)
        for down, row in enumerate([list(header), *rows], start=1):
            for across, value in enumerate(row, start=1):
                cell = sheet.cell(row=down, column=across)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
        sheet.freeze_panes = "A2"
    book.save(path)


def package_table(
    space: PackageSpace, parties: Sequence[str], packages: Levels, utilities: Values
) -> tuple[list[str], list[list[Cell]]]:
    """Header and rows of a package list: number, one column per issue (level names), one per party (utils)."""
    header = ["package", *space.issues, *parties]
    rows: list[list[Cell]] = []
    for number, (package, worth) in enumerate(zip(packages, utilities, strict=True), start=1):
        rows.append([number, *space.named(package).values(), *(float(value) for value in worth)])
    return header, rows


def write_scenario_table(scenario: Scenario, path: Path) -> None:
    """A scenario as one flat table, CSV or xlsx, with its combinations and rules.

    Raises
    ------
    ShapeError
        A rule is about names that hold words such as " and ", so that it could not be read back.
    """
    header = ["issue", "level", *(party.name for party in scenario.parties)]
    space = scenario.space
    rows: list[list[Cell]] = []
    for j, (issue, levels) in enumerate(zip(space.issues, space.levels, strict=True)):
        for k, level in enumerate(levels):
            rows.append([issue, level, *(_value_of(party, j, k) for party in scenario.parties)])
    known = [party for party in scenario.parties if party.parts is not None]
    for term in scenario.interactions:
        for where in np.argwhere(np.any([table != 0 for table in term.values], axis=0)).tolist():
            worth = {p.name: float(t[tuple(where)]) for p, t in zip(known, term.values, strict=True)}
            names = [space.levels[j][k] for j, k in zip(term.issues, where, strict=True)]
            issues = JOINED.join(space.issues[j] for j in term.issues)
            rows.append([issues, JOINED.join(names), *(worth.get(p.name) for p in scenario.parties)])
    empty: list[Cell] = [None] * len(scenario.parties)
    rows += [[RULE, rule_words(space, rule), *empty] for rule in space.rules]
    rows.append(
        [
            RESERVATION,
            "",
            *(
                None if p.parts is None else _shown(p.reservation, p.reservation_width)
                for p in scenario.parties
            ),
        ]
    )
    write_table(path, header, rows)


def _value_of(party: Party, issue: int, level: int) -> Cell:
    if party.parts is None:
        return None
    return _shown(party.parts[issue][level], 0.0 if party.widths is None else party.widths[issue][level])


def _shown(middle: float, width: float) -> Cell:
    """A number, or a range as it is read."""
    return f"{float(middle - width)!r} to {float(middle + width)!r}" if width > 0 else float(middle)


def read_scenario_table(path: Path) -> Scenario:
    """A scenario from a flat table, CSV or xlsx.

    Raises
    ------
    InputError
        D-001 unreadable; D-011 columns, rows, rules or combinations; D-004, D-005, D-010, D-012, D-013.
    """
    lines = read_rows(path)
    place = Place(path.name, 1)
    header = [str(cell).strip() for cell in lines[0]] if lines else []
    if header[:2] != ["issue", "level"] or len(header) < 3 or len(set(header)) != len(header):
        raise InputError(
            [Problem(place, "", "D-011", ", ".join(header) or "an empty table",
                     "the first row is issue, level, and one distinct column per party", "add the header")]
        )  # fmt: skip
    problems: list[Problem] = []
    issues: dict[str, dict[str, list[Number | None]]] = {}
    least: list[Number | None] = [(0.0, 0.0)] * (len(header) - 2)
    rules: list[tuple[Place, str]] = []
    for number, line in enumerate(lines[1:], start=2):
        at = Place(path.name, number)
        if line and str(line[0] or "").strip() == RULE:
            rules.append((at, str(line[1] or "") if len(line) > 1 else ""))
        elif any(cell not in (None, "") for cell in line):
            least = _row(line, header, at, issues, problems) or least
    joint = {name: issues.pop(name) for name in list(issues) if JOINED in name}
    if not issues or any(len(levels) > MOST_LEVELS for levels in issues.values()):
        rule = f"issues with at most {MOST_LEVELS} levels"
        problems.append(Problem(place, "", "D-011", f"{len(issues)} issues", rule, "add rows"))
    if any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    space = _space(issues, rules, problems)
    return _scenario(path, header[2:], issues, least, (space, joint, problems))


def _space(
    issues: Mapping[str, Mapping[str, Any]], rules: Sequence[tuple[Place, str]], problems: list[Problem]
) -> PackageSpace:
    """The issues with the rules that can be read; what cannot is reported."""
    names = tuple(issues)
    levels = tuple(tuple(held) for held in issues.values())
    compiled: list[Rule] = []
    for at, text in rules:
        try:
            compiled += compile_rule(names, levels, read_rule(text))
        except (ShapeError, UnknownIdError) as error:
            fix = f"write for instance: {FORMS[0]}; {FORMS[1]}"
            problems.append(
                Problem(at, RULE, "D-011", str(error), "a rule names issues and levels of the table", fix)
            )
    return PackageSpace(names, levels, tuple(compiled))


def _terms(
    space: PackageSpace,
    joint: Mapping[str, Mapping[str, list[Number | None]]],
    known: Sequence[int],
    place: Place,
    problems: list[Problem],
) -> tuple[Interaction, ...]:
    """What combinations of levels add, for the parties (columns) with values."""
    terms = []
    for name, rows in joint.items():
        parts = [part.strip() for part in name.split(JOINED.strip())]
        if len(set(parts)) < len(parts) or not set(parts) <= set(space.issues):
            rule = f"a combination joins issues of the table: {', '.join(space.issues)}"
            problems.append(Problem(place, name, "D-011", name, rule, "correct the names"))
            continue
        places = tuple(space.issues.index(part) for part in parts)
        tables = [np.zeros([space.sizes[j] for j in places]) for _ in known]
        for words, cells in rows.items():
            levels = [word.strip() for word in words.split(JOINED.strip())]
            if len(levels) != len(places) or any(
                word not in space.levels[j] for word, j in zip(levels, places, strict=False)
            ):
                rule = f"a combination names one level of each of {', '.join(parts)}"
                problems.append(Problem(place, name, "D-011", words, rule, "correct the names"))
                continue
            if any((cells[column] or (0.0, 0.0))[1] > 0 for column in known):
                rule = "what a combination adds is one number in a table; the middle counts"
                fix = "write one number, or a range under `interactions` of a case"
                problems.append(Problem(place, name, "D-011", f"a range for {words}", rule, fix, "warning"))
            where = tuple(space.levels[j].index(word) for word, j in zip(levels, places, strict=True))
            for table, column in zip(tables, known, strict=True):
                table[where] = (cells[column] or (0.0, 0.0))[0]
        terms.append(Interaction(places, tuple(tables)))
    return tuple(terms)


def _row(
    line: Sequence[Any],
    header: Sequence[str],
    at: Place,
    issues: dict[str, dict[str, list[Number | None]]],
    problems: list[Problem],
) -> list[Number | None] | None:
    """Enter one row of values; what it holds where it is the row of reservations."""
    values = [_cell(cell, name, at, problems) for name, cell in zip(header[2:], line[2:], strict=False)]
    issue, level = (str(cell or "").strip() for cell in [*line, "", ""][:2])
    if len(line) != len(header) or not issue or not (level or issue == RESERVATION):
        rule = f"a row has {len(header)} cells, with an issue and a level"
        problems.append(
            Problem(at, issue, "D-011", f"{len(line)} cells: {line!r:.80}", rule, "fill or remove the row")
        )
    elif issue == RESERVATION:
        return values
    elif level in issues.setdefault(issue, {}):
        rule = "levels are told apart by name"
        problems.append(Problem(at, issue, "D-012", f"level {level} twice", rule, "rename one"))
    else:
        issues[issue][level] = values
    return None


def _scenario(
    path: Path,
    names: list[str],
    issues: dict[str, dict[str, list[Number | None]]],
    least: list[Number | None],
    found: tuple[PackageSpace, Mapping[str, Mapping[str, list[Number | None]]], list[Problem]],
) -> Scenario:
    space, joint, problems = found
    place = Place(path.name)
    parties = []
    for column, name in enumerate(names):
        cells = [[values[column] for values in levels.values()] for levels in issues.values()]
        given = [cell is not None for part in cells for cell in part]
        if not any(given):
            parties.append(Party(name, None))
            continue
        if not all(given):
            problems.append(
                Problem(place, name, "D-011", f"{given.count(False)} empty cells", "a party has a value for every level, "
                        "or for none (unknown)", "fill the cells")
            )  # fmt: skip
            continue
        parts, widths = (
            tuple(np.array([cell[k] if cell is not None else 0.0 for cell in part]) for part in cells)
            for k in (0, 1)
        )
        reservation = least[column] or (0.0, 0.0)
        parties.append(Party(name, parts, reservation[0], None, widths, reservation[1]))
    known = [column for column, party in enumerate(parties) if party.parts is not None]
    terms = _terms(space, joint, known, place, problems)
    scenario = Scenario(path.stem, space, tuple(parties), (), terms)
    problems += check_scenario(scenario, place)
    if any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    return replace(scenario, notes=tuple(str(problem) for problem in problems))


def _cell(cell: Any, path: str, place: Place, problems: list[Problem]) -> Number | None:
    """A number or a range as its middle and half its width."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    low, _, high = str(cell).partition(" to ")
    try:
        ends = (float(cell), float(cell)) if not high else (float(low), float(high))
    except (TypeError, ValueError):
        ends = (float("nan"), float("nan"))
    value = (ends[0] + ends[1]) / 2
    if not isfinite(value) or ends[1] < ends[0]:
        problems.append(
            Problem(
                place,
                path,
                "D-005",
                repr(cell)[:80],
                "a finite number, or a range «0.2 to 0.4»",
                "write it with a decimal point",
            )
        )
        return 0.0, 0.0
    return value, (ends[1] - ends[0]) / 2


def read_rows(path: Path) -> list[list[Any]]:
    """All rows of a CSV file (comma, semicolon or tab, UTF-8) or of the first sheet of an xlsx workbook."""
    return _read_xlsx(path) if path.suffix == ".xlsx" else _read_csv(path)


def _read_csv(path: Path) -> list[list[Any]]:
    content = read_bytes(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            [
                Problem(
                    Place(path.name),
                    "",
                    "D-001",
                    str(error),
                    "tables are UTF-8",
                    "save as CSV UTF-8 in the spreadsheet",
                )
            ]
        ) from error
    first = text.splitlines()[0] if text else ""
    mark = max((";", "\t", ","), key=first.count)
    try:
        return [list(row) for row in csv.reader(text.splitlines(), delimiter=mark, strict=True)]
    except csv.Error as error:
        raise InputError(
            [
                Problem(
                    Place(path.name), "", "D-001", str(error), "the file must be CSV", "save it as CSV again"
                )
            ]
        ) from error


def _read_xlsx(path: Path) -> list[list[Any]]:
    from io import BytesIO
    from zipfile import ZipFile

    from openpyxl import load_workbook

    content = read_bytes(path)
    try:
        with ZipFile(BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > 200_000_000:
            raise InputError(
                [Problem(Place(path.name), "", "D-002", f"{unpacked:,} bytes when unpacked",
                         "a table unpacks to at most 200 MB", "save the sheet alone in a new workbook")]
            )  # fmt: skip
        sheet = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets[0]
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    except InputError:
        raise
    except Exception as error:  # what openpyxl raises on damaged workbooks has no common class
        raise InputError(
            [
                Problem(
                    Place(path.name),
                    "",
                    "D-001",
                    str(error),
                    "the file must be an xlsx workbook",
                    "save it again as xlsx",
                )
            ]
        ) from error
