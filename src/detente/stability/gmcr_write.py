"""Writing conflict files: strictly the ``.gmcr`` layout, nothing that its other readers do not know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from detente.errors import ShapeError
from detente.stability.conflict import Bools, Conflict
from detente.stability.formulas import Fact, Formula, evaluate
from detente.stability.preferences import Preferences, ranking_of

#: Most members that a compound may need; beyond it the ranking is written instead of the statement.
MEMBER_LIMIT = 64


def write_gmcr(conflict: Conflict, preferences: Preferences) -> str:
    """The text of a ``.gmcr`` file.

    Statements are written as conditions and compounds; where one party's statements need more than
    ``MEMBER_LIMIT`` members, or a party's ranking was entered directly, all rankings are written as lists,
    because the layout has one switch for the whole file.

    Raises
    ------
    ShapeError
        The conflict has barred moves, options with several values or removed states that the layout cannot say.
    """
    if conflict.bars or any(option.values != ("N", "Y") for option in conflict.options):
        raise ShapeError("the .gmcr layout knows neither barred moves nor options with several values")
    written = [_statements(conflict, stated) for stated in preferences.statements]
    manual = len(written) < len(conflict.parties) or any(not each for each in written)
    parties = []
    for row, name in enumerate(conflict.parties):
        party: dict[str, Any] = {"name": name, "options": list(conflict.owned(row)), "preferences": []}
        if manual:
            groups = [[state + 1 for state in group] for group in ranking_of(preferences.levels[row])]
            party["preferenceRanking"] = [group[0] if len(group) == 1 else group for group in groups]
        else:
            party["preferences"] = written[row]
        parties.append(party)
    options = [{"name": o.name, "permittedDirection": o.direction} for o in conflict.options]
    tree = {
        "program": "detente",
        "decisionMakers": parties,
        "options": options,
        "infeasibles": _infeasibles(conflict),
        "useManualPreferenceRanking": manual,
        "useManualPreferenceVectors": manual,
    }
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _infeasibles(conflict: Conflict) -> list[list[list[Any]]]:
    """Conditions, as few as merging neighbours gives, that together remove exactly the missing states."""
    count = len(conflict.options)
    if conflict.size == 1 << count:
        return []
    if count > 16:
        raise ShapeError(f"{count} options are too many to write the missing states as patterns")
    kept = {int(code) for code in conflict.codes}
    gone = [code for code in range(1 << count) if code not in kept]
    return [_pairs(care, value) for care, value in _prime_cover(gone, count)]


def _pairs(care: int, value: int) -> list[list[Any]]:
    return [[row, "Y" if value >> row & 1 else "N"] for row in range(care.bit_length()) if care >> row & 1]


def _prime_cover(codes: Sequence[int], count: int) -> list[tuple[int, int]]:
    """(care mask, value) pairs that cover exactly ``codes``: widest patterns first, greedily."""
    wanted, covered, cover = set(codes), set[int](), []
    everything = (1 << count) - 1
    for code in codes:
        if code in covered:
            continue
        free = 0
        for row in range(count):
            trial = free | 1 << row
            if all((code & ~trial) | extra in wanted for extra in _submasks(trial)):
                free = trial
        covered |= {(code & ~free) | extra for extra in _submasks(free)}
        cover.append((everything & ~free, code & ~free))
    return cover


def _submasks(mask: int) -> list[int]:
    found, part = [mask], mask
    while part:
        part = (part - 1) & mask
        found.append(part)
    return found


def _statements(conflict: Conflict, stated: Sequence[Formula]) -> list[Any]:
    """Conditions and compounds, or nothing where the layout cannot hold them."""
    written: list[Any] = []
    for formula in stated:
        members = _members(formula)
        if members is None or not members or len(members) > MEMBER_LIMIT:
            return []
        conditions = [
            [[row, "Y" if value else "N"] for row, value in sorted(facts.items())] for facts in members
        ]
        if any(not condition for condition in conditions):
            return []
        written.append(conditions[0] if len(conditions) == 1 else {"compound": True, "members": conditions})
    return written


def _members(formula: Formula) -> list[dict[int, int]] | None:
    """The formula as alternatives of facts; a few options are enumerated, larger ones given up."""
    rows = sorted(_rows(formula))
    if isinstance(formula, Fact):
        return [{formula.row: formula.value}]
    if formula.word == "and" and all(isinstance(part, Fact) for part in formula.parts):
        facts = [(part.row, part.value) for part in formula.parts if isinstance(part, Fact)]
        return [dict(facts)] if len(dict(facts)) == len(set(facts)) else []
    if formula.word == "or":
        inner = [_members(part) for part in formula.parts]
        return (
            [facts for each in inner for facts in each or []]
            if all(each is not None for each in inner)
            else None
        )
    if len(rows) > 8:
        return None
    return [
        dict(zip(rows, values, strict=True))
        for values in product((0, 1), repeat=len(rows))
        if _holds(formula, rows, values)
    ]


def _rows(formula: Formula) -> set[int]:
    if isinstance(formula, Fact):
        return {formula.row}
    return set().union(*(_rows(part) for part in formula.parts))


def _holds(formula: Formula, rows: Sequence[int], values: Sequence[int]) -> bool:
    table = np.zeros((1, max(rows) + 1), dtype=np.int16)
    table[0, list(rows)] = values
    truth: Bools = evaluate(formula, table)
    return bool(truth[0])
