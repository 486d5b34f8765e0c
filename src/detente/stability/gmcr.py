"""Conflict files: the ``.gmcr`` JSON layout, read forgivingly and written strictly.

The layout: ``decisionMakers`` (``name``, ``options`` as indices from 0, ``preferences`` as statements in
order of priority), ``options`` (``name``, ``permittedDirection``), ``infeasibles``. A condition is a list of
``[option, "Y" or "N"]`` pairs that hold together; ``{"compound": true, "members": [...]}`` is true where
one of its members is. Beyond that layout we read, and never write, statements as text (``"3 if not 1"`` or
``"Y--N"``), ``statusQuo`` (marks or code), ``barred`` moves, ``unknown`` pairs of states and options with several ``values``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from typing import Any

import numpy as np

from detente.errors import InputError, Place, Problem, ShapeError, UnknownIdError, sort_problems
from detente.stability.build import (
    STATE_LIMIT,
    Rule,
    build_conflict,
    merge_states,
    removed_by,
    with_status_quo,
    wording,
)
from detente.stability.conditions import Conditions
from detente.stability.conflict import Bar, Conflict, Direction, Levels, Model, Option
from detente.stability.formulas import Compound, Fact, Formula
from detente.stability.gmcr_parties import PartyReader
from detente.stability.graphfile import is_graph, read_graph
from detente.stability.merging import merge_levels, new_rows, ranked_apart
from detente.stability.patterns import parse_pattern, pattern_of
from detente.stability.places import JsonPlaces, Notes
from detente.stability.preferences import (
    Preferences,
    statement_truth,
)

#: Largest file that is read, in bytes.
FILE_LIMIT = 20_000_000
DIRECTIONS: tuple[Direction, ...] = ("both", "fwd", "back")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a conflict file says.

    ``unseen[party]`` are rows of states which that party does not see; ``unknown[party]`` pairs of rows that it is
    not known how to rank. ``conflict`` is a plain graph where the file lists states or merges some.
    """

    conflict: Model
    preferences: Preferences
    unseen: tuple[tuple[int, ...], ...] = ()
    unknown: tuple[tuple[tuple[int, int], ...], ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def read_conflict(path: Path) -> Reading:
    """Read a ``.gmcr`` or JSON conflict file.

    Raises
    ------
    InputError
        The file cannot be used; it lists everything that is wrong. Warnings alone come with the reading.
    """
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise ValueError(f"{path.stat().st_size} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        found = "no UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error)
        problem = Problem(
            Place(path.name),
            "",
            "S-001",
            found,
            f"a conflict file is a UTF-8 text of at most {FILE_LIMIT} bytes",
            "name a .gmcr or JSON conflict file, or a case folder with a `moves` section",
        )
        raise InputError([problem]) from error
    return parse_conflict(text, path.name)


def parse_conflict(text: str, name: str = "conflict.gmcr") -> Reading:
    """Read the text of a conflict file; see ``read_conflict``."""
    try:
        tree = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        line, column = (error.lineno, error.colno) if isinstance(error, json.JSONDecodeError) else (0, 0)
        found = "brackets nested too deeply" if isinstance(error, RecursionError) else str(error)
        fix = "open the file in the program that wrote it and save it again"
        raise InputError(
            [Problem(Place(name, line, column), "", "S-001", found, "the file is JSON", fix)]
        ) from error
    notes = Notes(JsonPlaces(text), name)
    if is_graph(tree):
        graph, levels = read_graph(tree, notes, Path(name).stem)
        return Reading(graph, Preferences(levels), problems=sort_problems(notes.problems))
    return _Reader(tree, notes, name).read()


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON value")


class _Reader:
    """One pass over the tree that collects problems and gives up only where it cannot go on."""

    def __init__(self, tree: Any, notes: Notes, name: str) -> None:
        self.tree, self.name, self.notes = tree, name, notes

    def read(self) -> Reading:
        options = self.options()
        parties = self.parties(options)
        self.notes.stop_on_errors()
        owners = {row: party for party, rows in enumerate(self.owned) for row in rows}
        options = [Option(o.name, owners[row], o.direction, o.values) for row, o in enumerate(options)]
        conflict = self.conflict(parties, options)
        statements, levels, unseen, unknown = [], [], [], []
        for party in range(len(parties)):
            reader = PartyReader(self.notes, self.tree, party, conflict)
            stated, row = reader.preferences()
            statements.append(stated)
            levels.append(row)
            unseen.append(reader.unseen())
            unknown.append(reader.unknown())
        groups = self.groups(conflict, np.array(levels))
        self.notes.stop_on_errors()
        preferences = Preferences(np.array(levels), tuple(statements))
        problems = sort_problems(self.notes.problems)
        if not groups:
            return Reading(conflict, preferences, tuple(unseen), tuple(unknown), problems)
        graph = merge_states(conflict, groups)
        rows = new_rows(conflict, groups, graph)
        hidden = tuple(tuple(sorted({int(rows[s]) for s in each})) for each in unseen)
        pairs = tuple(tuple((int(rows[a]), int(rows[b])) for a, b in each) for each in unknown)
        merged = Preferences(merge_levels(preferences.levels, rows))
        return Reading(graph, merged, hidden, pairs, problems)

    def groups(self, conflict: Conflict, levels: Levels) -> list[tuple[int, ...]]:
        """States that nobody can tell apart, as groups of rows; they must tie for everybody."""
        reader, groups, taken = Conditions(self.notes, conflict.options), [], set[int]()
        entries = self.notes.listed(self.tree, "indistinguishable", "indistinguishable", required=False)
        for place, entry in enumerate(entries):
            path = f"indistinguishable[{place}]"
            formula = reader.read(entry, path)
            if formula is None:
                continue
            group = tuple(int(s) for s in np.flatnonzero(statement_truth(conflict, [formula])[0]))
            apart = [conflict.parties[party] for party, _ in ranked_apart(levels, [group])] if group else []
            if len(group) < 2 or apart or taken & set(group):
                why = (
                    f"ranked apart by {', '.join(apart)}"
                    if apart
                    else f"{len(group)} states, some merged before"
                )
                rule = "merged states are two or more, in one group only, and tied for every decision maker"
                self.notes.tell(
                    path, "S-017", f"{entry}: {why}", rule, "tie them in each ranking, or do not merge them"
                )
            taken |= set(group)
            groups.append(group)
        return groups

    def options(self) -> list[Option]:
        found = []
        for row, item in enumerate(self.notes.listed(self.tree, "options", "options")):
            path = f"options[{row}]"
            item = {"name": item} if isinstance(item, str) else item
            if not isinstance(item, dict) or not isinstance(item.get("name"), str):
                self.notes.tell(
                    path, "S-002", item, "an option is an object with a name", '{"name": "Attack"}'
                )
                item = {"name": f"option {row + 1}"}
            direction = item.get("permittedDirection", "both")
            if direction not in DIRECTIONS:
                self.notes.tell(
                    f"{path}.permittedDirection",
                    "S-013",
                    direction,
                    "an option moves both ways, only from N to Y (fwd) or only from Y to N (back)",
                    'write "both", "fwd" or "back"',
                )
                direction = "both"
            found.append(Option(item["name"], 0, direction, self.option_values(item, path)))
        self.check_names([option.name for option in found], "options", "option")
        bits = sum(log2(len(option.values)) for option in found)
        if bits > log2(STATE_LIMIT):
            self.notes.tell(
                "options",
                "S-010",
                f"{len(found)} options, about 2^{bits:.0f} combinations",
                f"at most {STATE_LIMIT} combinations of options are written out",
                "leave out options that no party will use, or join some into one option with several values",
            )
        return found

    def option_values(self, item: dict[str, Any], path: str) -> tuple[str, ...]:
        values = item.get("values", ["N", "Y"])
        if isinstance(values, list) and len(values) > 1 and all(isinstance(v, str) and v for v in values):
            return tuple(values)
        self.notes.tell(
            f"{path}.values", "S-002", values, "an option has two or more named values", '["low", "high"]'
        )
        return ("N", "Y")

    def check_names(self, names: Sequence[str], path: str, kind: str) -> None:
        seen: set[str] = set()
        for row, name in enumerate(names):
            if name in seen:
                self.notes.tell(
                    f"{path}[{row}].name",
                    "S-015",
                    name,
                    f"two {kind}s with one name cannot be told apart in sentences",
                    f"rename one {kind}; until then formulas must use its number",
                    warning=True,
                )
            seen.add(name)

    def parties(self, options: Sequence[Option]) -> list[str]:
        items = self.notes.listed(self.tree, "decisionMakers", "decisionMakers")
        self.items = [item if isinstance(item, dict) else {} for item in items]
        self.owned: list[list[int]] = []
        names = []
        for row, item in enumerate(self.items):
            path = f"decisionMakers[{row}]"
            if not isinstance(item.get("name"), str):
                self.notes.tell(
                    path, "S-002", items[row], "a decision maker is an object with a name", '{"name": "Iraq"}'
                )
            names.append(str(item.get("name", f"party {row + 1}")))
            self.owned.append(self.owned_options(item, path, options))
        if not items:
            fix = 'add {"name": ..., "options": [...]}'
            self.notes.tell("decisionMakers", "S-005", "none", "a conflict has decision makers", fix)
        self.check_names(names, "decisionMakers", "decision maker")
        self.check_owners(options)
        return names

    def owned_options(self, item: dict[str, Any], path: str, options: Sequence[Option]) -> list[int]:
        rows = []
        for place, entry in enumerate(self.notes.listed(item, "options", f"{path}.options")):
            row = Conditions(self.notes, options).row_of(entry, f"{path}.options[{place}]")
            if row is not None:
                rows.append(row)
        if not rows:
            fix = "give it an option, or leave it out: it cannot move"
            self.notes.tell(
                f"{path}.options", "S-005", item.get("options"), "every decision maker has an option", fix
            )
        return rows

    def check_owners(self, options: Sequence[Option]) -> None:
        owners = Counter(row for rows in self.owned for row in rows)
        for row, option in enumerate(options):
            if owners[row] != 1:
                found = f"option {row} ({option.name}) belongs to {owners[row]} decision makers"
                fix = f"list {row} in the `options` of exactly one decision maker"
                self.notes.tell(
                    f"options[{row}]", "S-009", found, "an option is one decision maker's choice", fix
                )

    def conflict(self, parties: Sequence[str], options: Sequence[Option]) -> Conflict:
        rules = []
        for row, item in enumerate(
            self.notes.listed(self.tree, "infeasibles", "infeasibles", required=False)
        ):
            rule = self.rule(item, f"infeasibles[{row}]", options)
            if rule is not None:
                rules.append(rule)
        bars = self.bars(parties, options)
        self.notes.stop_on_errors()
        self.check_some_state_left(rules, options)
        self.notes.stop_on_errors()
        title = str(self.tree.get("title", Path(self.name).stem))
        conflict = build_conflict(parties, options, rules, bars, title)
        status = self.tree.get("statusQuo")
        if status is None:
            return conflict
        try:
            return with_status_quo(conflict, conflict.find(str(status)))
        except UnknownIdError as error:
            self.notes.tell("statusQuo", "S-004", status, str(error), f"for instance {conflict.label(0)}")
            return conflict

    def rule(self, item: Any, path: str, options: Sequence[Option]) -> Rule | None:
        """A condition that no state may satisfy; with ours, also a reason, at least one, at most one."""
        reader, reason = Conditions(self.notes, options), ""
        if isinstance(item, dict) and "members" not in item:
            reason = str(item.get("reason", ""))
            for key, make in (("atLeastOne", Rule.at_least_one), ("atMostOne", Rule.at_most_one)):
                if key in item:
                    entries = self.notes.listed(item, key, f"{path}.{key}")
                    rows = [reader.row_of(entry, f"{path}.{key}[{k}]") for k, entry in enumerate(entries)]
                    if not rows:
                        self.notes.tell(
                            f"{path}.{key}", "S-002", item, "a rule names options", f'"{key}": [0, 1]'
                        )
                    return make([row for row in rows if row is not None], reason)
            item, path = item.get("condition"), f"{path}.condition"
        formula = reader.read(item, path)
        if formula is None:
            return None
        facts = formula.parts if isinstance(formula, Compound) and formula.word == "and" else (formula,)
        if all(isinstance(fact, Fact) for fact in facts) and len(facts) == len(_rows(facts)):
            pairs = [(fact.row, fact.value) for fact in facts if isinstance(fact, Fact)]
            return Rule.pattern(pattern_of(pairs, options), reason)
        return Rule.formula(Compound("not", (formula,)), reason)

    def check_some_state_left(self, rules: Sequence[Rule], options: Sequence[Option]) -> None:
        codes = np.arange(int(np.prod([len(option.values) for option in options])), dtype=np.int64)
        for row, rule in enumerate(rules):
            codes = codes[~removed_by(rule, codes, options)]
            if codes.size == 0:
                self.notes.tell(
                    f"infeasibles[{row}]",
                    "S-006",
                    wording(rule, options),
                    "at least one state is feasible; this rule removes the last one",
                    "take out this rule or one before it",
                )
                return

    def bars(self, parties: Sequence[str], options: Sequence[Option]) -> list[Bar]:
        bars = []
        for row, item in enumerate(self.notes.listed(self.tree, "barred", "barred", required=False)):
            try:
                party = item["by"] if isinstance(item["by"], int) else list(parties).index(item["by"])
                parse_pattern(str(item["from"]), options)
                parse_pattern(str(item["to"]), options)
                bars.append(Bar(range(len(parties))[party], str(item["from"]), str(item["to"])))
            except (LookupError, TypeError, ValueError, ShapeError) as error:
                fix = '{"by": "Iraq", "from": "Y--", "to": "N--"}'
                self.notes.tell(
                    f"barred[{row}]", "S-002", item, f"a barred move has by, from and to ({error})", fix
                )
        return bars


def _rows(facts: Sequence[Formula]) -> set[int]:
    """Options that facts are about; fewer than facts where a text names one twice."""
    return {fact.row for fact in facts if isinstance(fact, Fact)}
