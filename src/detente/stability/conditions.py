"""Conditions on options as conflict files write them, turned into formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.stability.conflict import Option
from detente.stability.formulas import DEPTH_LIMIT, Compound, Fact, Formula, FormulaError, parse_formula
from detente.stability.patterns import parse_pattern
from detente.stability.places import Notes

_YES_NO = {"y": 1, "n": 0, "yes": 1, "no": 0, "true": 1, "false": 0, "1": 1, "0": 0}


class Conditions:
    """Reads conditions on ``options`` and notes what is wrong with them."""

    def __init__(self, notes: Notes, options: Sequence[Option]) -> None:
        self.notes, self.options = notes, options

    def read(self, item: Any, path: str, depth: int = 0) -> Formula | None:
        """A condition, compound, pattern or formula as text; None after noting what is wrong."""
        if isinstance(item, str):
            return self._text(item, path)
        if isinstance(item, dict) and depth < DEPTH_LIMIT:
            return self._any_of(self.notes.listed(item, "members", path), f"{path}.members", depth)
        if isinstance(item, list) and item and all(_is_pair(pair) for pair in item):
            return self._all_of(item, path)
        nested = isinstance(item, list) and item and all(isinstance(part, list | dict) for part in item)
        if nested and depth < DEPTH_LIMIT:
            return self._any_of(item, path, depth)
        rule = 'a condition is a list of [option, "Y" or "N"] pairs'
        self.notes.tell(path, "S-002", item, rule, '[[0, "Y"], [2, "N"]]')
        return None

    def row_of(self, entry: Any, path: str) -> int | None:
        """Row of the option that ``entry`` names by index or name."""
        if isinstance(entry, int) and not isinstance(entry, bool) and 0 <= entry < len(self.options):
            return entry
        names = [option.name for option in self.options]
        if isinstance(entry, str) and names.count(entry) == 1:
            return names.index(entry)
        rule = f"options are counted from 0; this file has 0 to {len(self.options) - 1}"
        self.notes.tell(path, "S-003", entry, rule, "write the index of an option in `options`")
        return None

    def _any_of(self, members: list[Any], path: str, depth: int) -> Formula | None:
        return _joined("or", [self.read(m, f"{path}[{k}]", depth + 1) for k, m in enumerate(members)])

    def _text(self, text: str, path: str) -> Formula | None:
        try:
            if len(text) == len(self.options) and set(text) <= {"Y", "N", "-"}:
                return _joined("and", [Fact(row, value) for row, value in parse_pattern(text, self.options)])
            return parse_formula(text, self.options)
        except FormulaError as error:
            code = "S-003" if "no option" in str(error) else "S-014"
            self.notes.tell(path, code, text, str(error), 'for instance "3 and not 1", "2 if 1", "Y--N"')
        return None

    def _all_of(self, pairs: list[list[Any]], path: str) -> Formula | None:
        facts: dict[int, int] = {}
        for place, (entry, mark) in enumerate(pairs):
            row = self.row_of(entry, f"{path}[{place}][0]")
            if row is None:
                continue
            option = self.options[row]
            value = _value_of(mark, option)
            if value is None:
                marks = ", ".join(option.values)
                rule = f"option {row} ({option.name}) has the values {marks}"
                self.notes.tell(f"{path}[{place}][1]", "S-004", mark, rule, f"write one of {marks}")
            elif facts.setdefault(row, value) != value:
                rule = f"option {row} ({option.name}) cannot have two values in one state"
                fix = "take out one of the two, or make a compound"
                self.notes.tell(f"{path}[{place}]", "S-011", pairs, rule, fix)
        return _joined("and", [Fact(row, value) for row, value in facts.items()])


def _is_pair(item: Any) -> bool:
    return (
        isinstance(item, list) and len(item) == 2 and not any(isinstance(part, list | dict) for part in item)
    )


def _value_of(mark: Any, option: Option) -> int | None:
    if isinstance(mark, str) and mark in option.values:
        return option.values.index(mark)
    return _YES_NO.get(str(mark).lower()) if option.values == ("N", "Y") else None


def _joined(word: str, parts: Sequence[Formula | None]) -> Formula | None:
    known = tuple(part for part in parts if part is not None)
    if not known or len(known) < len(parts):
        return None
    return known[0] if len(known) == 1 else Compound(word, known)
