"""Comma-separated tables: verdicts out, rankings in."""

from __future__ import annotations

import csv
import io

import numpy as np

from detente.errors import InputError, Place, Problem, UnknownIdError
from detente.stability.analysis import Stability
from detente.stability.conflict import Levels, Model
from detente.stability.narrate import describe_state


def write_table(model: Model, answer: Stability) -> str:
    """One row per state: number, code, marks, words, then per concept 1 or 0 for each party and for all."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    heads = [f"{concept}: {name}" for concept in answer.stable for name in (*model.parties, "all")]
    writer.writerow(["state", "code", "marks", "words", *(_harmless(head) for head in heads)])
    for state in range(model.size):
        cells: list[int] = []
        for table in answer.stable.values():
            column = table[:, state]
            cells += [*(int(stays) for stays in column), int(column.all())]
        words = [_harmless(model.label(state)), _harmless(describe_state(model, state))]
        writer.writerow([state + 1, int(model.codes[state]), *words, *cells])
    return text.getvalue()


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") else text


def read_levels(text: str, model: Model, name: str = "rankings.csv") -> Levels:
    """Rankings from a table with a column ``state`` and one column of numbers per party, higher is better.

    Raises
    ------
    InputError
        A party has no column, a state is missing, doubled or unknown, or a cell is no finite number.
    """
    rows = list(csv.reader(io.StringIO(text)))
    heads = [head.strip() for head in rows[0]] if rows else []
    problems = [
        Problem(
            Place(name, 1), party, "S-002", ", ".join(heads), "one column per party", f"add a column {party}"
        )
        for party in ("state", *model.parties)
        if heads.count(party) != 1
    ]
    if problems:
        raise InputError(problems)
    columns = [heads.index(party) for party in model.parties]
    values = np.full((len(model.parties), model.size), np.nan)
    for number, row in enumerate(rows[1:], start=2):
        if row:
            problems += _take_row(row, number, heads.index("state"), columns, values, (model, name))
    for state in np.flatnonzero(np.isnan(values).all(axis=0)):
        rule = "a ranking places every feasible state"
        found = f"no row for {int(state) + 1} ({model.label(int(state))})"
        problems.append(Problem(Place(name), "state", "S-007", found, rule, "add the row"))
    if problems:
        raise InputError(problems)
    return np.array([np.unique(row, return_inverse=True)[1] for row in values], dtype=np.int64)


def _take_row(
    row: list[str], number: int, key: int, columns: list[int], values: np.ndarray, where: tuple[Model, str]
) -> list[Problem]:
    model, name = where
    try:
        state = model.find(row[key])
    except (UnknownIdError, IndexError) as error:
        fix = "write its number, #code or marks"
        return [Problem(Place(name, number), "state", "S-008", str(row[:1]), str(error), fix)]
    if not np.isnan(values[:, state]).all():
        rule = "each state stands in a ranking once"
        return [
            Problem(Place(name, number), "state", "S-008", row[key], rule, "take out one of the two rows")
        ]
    problems = []
    for party, column in enumerate(columns):
        cell = row[column].strip() if column < len(row) else ""
        try:
            values[party, state] = float(cell)
        except ValueError:
            values[party, state] = np.nan
        if not np.isfinite(values[party, state]):
            values[party, state] = 0.0
            rule = "a level is a number, higher is better"
            path = model.parties[party]
            problems.append(
                Problem(Place(name, number, column + 1), path, "S-004", cell, rule, "write a number")
            )
    return problems
