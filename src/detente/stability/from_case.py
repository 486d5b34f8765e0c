"""The conflict that the ``moves`` section of a case describes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from detente.case.case import Case
from detente.case.records import CaseRecord
from detente.errors import InputError, Place, Problem, ShapeError
from detente.stability.build import Rule, build_conflict, with_status_quo
from detente.stability.conflict import Conflict, Direction, Option
from detente.stability.formulas import Formula, FormulaError, parse_formula
from detente.stability.patterns import pattern_of
from detente.stability.preferences import Floats, Preferences, levels_from_draws, levels_from_statements

_DIRECTIONS: dict[str, Direction] = {"both": "both", "on": "fwd", "off": "back"}


@dataclass(frozen=True, slots=True, eq=False)
class CaseConflict:
    """The conflict of a case; ``option_ids`` and ``party_ids`` lead back to its lines."""

    conflict: Conflict
    preferences: Preferences
    option_ids: tuple[str, ...]
    party_ids: tuple[str, ...]


def conflict_from_case(case: CaseRecord) -> CaseConflict:
    """States, moves and rankings from ``case.moves``.

    Raises
    ------
    InputError
        The case has no moves, a statement cannot be read, or every state is infeasible.
    """
    if case.moves is None:
        fix = "add `moves:` with options, infeasible combinations and preferences"
        raise InputError(
            [_problem(case, "moves", "none", "S-002", "the graph model needs to know who can do what", fix)]
        )
    ids = tuple(case.moves.options)
    party_ids = tuple(dict.fromkeys(option.party for option in case.moves.options.values()))
    by_id = [
        Option(key, party_ids.index(o.party), _DIRECTIONS[o.direction])
        for key, o in case.moves.options.items()
    ]
    problems: list[Problem] = []
    stated = [_statements(case, party, by_id, problems) for party in party_ids]
    if problems:
        raise InputError(problems)
    options = [
        Option(o.label, by_id[k].party, by_id[k].direction) for k, o in enumerate(case.moves.options.values())
    ]
    rules = [
        Rule.pattern(pattern_of([(ids.index(key), int(on)) for key, on in combination.items()], options))
        for combination in case.moves.infeasible
    ]
    names = [case.parties[key].name if key in case.parties else key for key in party_ids]
    try:
        conflict = build_conflict(names, options, rules, title=case.title)
        quo = sum(1 << ids.index(key) for key in case.moves.status_quo)
        conflict = with_status_quo(conflict, conflict.find(f"#{quo}")) if case.moves.status_quo else conflict
    except (ShapeError, ValueError) as error:
        raise InputError(
            [_problem(case, "moves.infeasible", str(error), "S-006", "some state is left", "drop a rule")]
        ) from error
    levels = np.array([levels_from_statements(conflict, each) for each in stated])
    return CaseConflict(conflict, Preferences(levels, tuple(stated)), ids, party_ids)


def options_taken(found: CaseConflict) -> tuple[frozenset[str], ...]:
    """The ids of the options taken up in each state, in the order of the states."""
    taken = found.conflict.values()
    return tuple(
        frozenset(key for key, mark in zip(found.option_ids, row, strict=True) if mark) for row in taken
    )


def ranked_by_values(found: CaseConflict, values: Mapping[str, Floats]) -> CaseConflict:
    """The same conflict ranked by what its states are worth, (draws, states) per party.

    States whose mean difference lies within its Monte Carlo error are tied.
    """
    levels = np.array([levels_from_draws(values[party]) for party in found.party_ids])
    return CaseConflict(found.conflict, Preferences(levels), found.option_ids, found.party_ids)


def _statements(
    case: CaseRecord, party: str, options: list[Option], problems: list[Problem]
) -> tuple[Formula, ...]:
    found: list[Formula] = []
    assert case.moves is not None
    for row, text in enumerate(case.moves.preferences.get(party, ())):
        try:
            found.append(parse_formula(text, options))
        except FormulaError as error:
            path = f"moves.preferences.{party}.{row}"
            rule = "a statement is a formula over option ids: and, or, not, if, iff"
            problems.append(
                _problem(case, path, str(error), "S-014", rule, f"for instance: not {options[0].name}")
            )
    return tuple(found)


def _problem(case: CaseRecord, path: str, found: str, code: str, rule: str, fix: str) -> Problem:
    place = case.place(path) if isinstance(case, Case) else Place("case.yaml")
    return Problem(place, path, code, found, rule, fix)
