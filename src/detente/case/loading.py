"""Reading a case: the folder's files to one checked ``Case``, with every fault at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from detente.case.bundled import find_case, is_folder, is_there
from detente.case.case import Case
from detente.case.findings import Layout, names_of_items
from detente.case.statements import Row, read_csv, read_jsonl
from detente.case.textfile import read_text
from detente.case.validate import validate
from detente.case.yamlfile import YamlReader
from detente.errors import CaseError, Place, Problem, sort_problems

#: Faults of a table of statements that lose rows or cells, and what follows from those without being news.
TABLE_FAULTS = frozenset({"C-002", "C-003", "C-020", "C-021", "C-022", "C-023", "C-024"})
FOLLOW = frozenset({"C-033", "C-084", "C-085", "C-086"})

#: Problems of one code that are listed; more of the same help nobody.
MOST_OF_A_KIND = 200

Marks = dict[tuple[str, ...], tuple[str, int, int]]


def load(path: str | Path) -> Case:
    """The case in a folder, in the file ``case.yaml`` of a folder, or the bundled case of that name.

    Raises
    ------
    CaseError
        The case has faults; ``problems`` holds all of them, each with file, line and column.
    """
    case, problems = check(path)
    if case is None:
        raise CaseError(problems)
    return case


def check(path: str | Path) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case, or None where it has errors, and all problems, errors first."""
    place = find_case(path)
    problems: list[Problem] = []
    file = place / "case.yaml" if is_folder(place) else place
    if file != place and not is_there(file):
        return None, (_no_case(place),)
    text = read_text(file, problems)
    if text is None:
        return None, sort_problems(problems)
    reader = YamlReader(text, str(file))
    data = reader.read()
    problems += reader.problems
    marks: Marks = {key: (str(file), *mark) for key, mark in reader.places.items()}
    if data is None and problems:
        return None, sort_problems(problems)
    folder = file.parent
    if isinstance(data, dict):
        _add_statements(data, marks, folder, problems)
    layout = Layout(str(file), marks, names_of_items(data))
    case, more = build(data, layout, folder)
    faulty_table = any(problem.code in TABLE_FAULTS for problem in problems)
    everything = sort_problems(
        [*problems, *(item for item in more if not (faulty_table and item.code in FOLLOW))]
    )
    if any(problem.severity == "error" for problem in everything):
        return None, everything
    return case, everything


def build(data: Any, layout: Layout, folder: Path | None) -> tuple[Case | None, tuple[Problem, ...]]:
    """A case from plain values, and every problem with them."""
    from detente.case.checks import check_record
    from detente.case.weights import Scales, with_weights

    record, findings, repaired = validate(data)
    if record is not None:
        record = with_weights(record, Scales(record))
        above = {path[:length] for path in repaired for length in range(len(path) + 1)}
        inside = set(repaired)
        findings += [item for item in check_record(record, folder) if not _hidden(item.path, above, inside)]
    problems = sort_problems(_capped(layout.problems(findings)))
    if record is None or any(finding.severity == "error" for finding in findings):
        return None, problems
    case = Case.model_construct(**{name: getattr(record, name) for name in type(record).model_fields})
    case._layout = layout
    case._folder = folder
    case._warnings = problems
    return case, problems


def _hidden(path: tuple[str, ...], above: set[tuple[str, ...]], inside: set[tuple[str, ...]]) -> bool:
    """Whether a finding concerns a part whose own fault has been reported already, or a part around one."""
    return path in above or any(path[:length] in inside for length in range(len(path) + 1))


def _capped(problems: list[Problem]) -> list[Problem]:
    """At most ``MOST_OF_A_KIND`` problems of one code; the last of them says how many more there are."""
    kept: dict[str, list[Problem]] = {}
    for problem in problems:
        kept.setdefault(problem.code, []).append(problem)
    out: list[Problem] = []
    for same in kept.values():
        out += same[:MOST_OF_A_KIND]
        if len(same) > MOST_OF_A_KIND:
            more = len(same) - MOST_OF_A_KIND
            out[-1] = replace(out[-1], found=f"{out[-1].found} (and {more:,} more problems of this kind)")
    return out


def _no_case(folder: Path) -> Problem:
    return Problem(
        Place(str(folder)),
        "",
        "C-001",
        "a folder without case.yaml",
        "a case is a folder with a file case.yaml",
        f"`detente new {folder}` writes one, or name another folder",
    )


def _add_statements(data: dict[str, Any], marks: Marks, folder: Path, problems: list[Problem]) -> None:
    """Append the rows of statements.csv and statements.jsonl to those of the case file."""
    for name, read in (("statements.csv", read_csv), ("statements.jsonl", read_jsonl)):
        file = folder / name
        if not is_there(file):
            continue
        text = read_text(file, problems)
        if text is None:
            continue
        have = data.setdefault("statements", [])
        if not isinstance(have, list):
            return
        for row in read(text, str(file), problems):
            _add_row(row, have, marks, str(file))


def _add_row(row: Row, have: list[Any], marks: Marks, file: str) -> None:
    values, places, start = row
    number = str(len(have))
    marks["statements", number] = (file, *start)
    for key, place in places.items():
        marks["statements", number, key] = (file, *place)
    have.append(values)
