"""From options and rules to the feasible states, with the count that each rule removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from detente.errors import ShapeError
from detente.stability.conflict import Bar, Bools, Conflict, GraphForm, Ints, Option, Removal, strides_of
from detente.stability.formulas import Formula, describe, evaluate, parse_formula
from detente.stability.moves import all_arcs
from detente.stability.patterns import match_codes

#: Most states, feasible or not, that are written out.
STATE_LIMIT = 1 << 23


@dataclass(frozen=True, slots=True)
class Rule:
    """States that cannot be; make one with one of the five functions below."""

    kind: str
    what: str | tuple[int, ...] | Formula
    reason: str = ""

    @staticmethod
    def pattern(pattern: str, reason: str = "") -> Rule:
        """No state fits ``pattern``, as in ``YY--``."""
        return Rule("pattern", pattern, reason)

    @staticmethod
    def at_least_one(options: Sequence[int], reason: str = "") -> Rule:
        """One of these option rows is taken in every state."""
        return Rule("at least one", tuple(options), reason)

    @staticmethod
    def at_most_one(options: Sequence[int], reason: str = "") -> Rule:
        """No two of these option rows are taken together."""
        return Rule("at most one", tuple(options), reason)

    @staticmethod
    def formula(text: str | Formula, reason: str = "") -> Rule:
        """Every state satisfies the statement, as in ``3 if 1`` (if option 1, then option 3)."""
        return Rule("formula", text, reason)

    @staticmethod
    def state(code: int, reason: str = "") -> Rule:
        """The state with this code cannot be."""
        return Rule("state", (code,), reason)


def build_conflict(
    parties: Sequence[str],
    options: Sequence[Option],
    rules: Sequence[Rule] = (),
    bars: Sequence[Bar] = (),
    title: str = "",
) -> Conflict:
    """The conflict whose states are all combinations of option values that no rule removes.

    Parameters
    ----------
    parties : names
        In the order of ``Option.party``.
    options : Option
        At least one for every party.
    rules : Rule
        Applied in order; each removal counts the states that no earlier rule had removed.
    bars : Bar
        Moves that cannot be made although both states are feasible.

    Raises
    ------
    ShapeError
        An option belongs to no party, a party has no option, a pattern does not fit the options, there
        are more than ``STATE_LIMIT`` combinations, or no state is left.
    FormulaError
        A rule's formula cannot be read.

    Examples
    --------
    >>> water = [Option("release", 0), Option("escalate", 0), Option("attack", 1)]
    >>> conflict = build_conflict(["Syria", "Iraq"], water, [Rule.pattern("YY-", "one or the other")])
    >>> conflict.labels
    ('NNN', 'YNN', 'NYN', 'NNY', 'YNY', 'NYY')
    >>> conflict.removals[0].count
    2
    """
    _check_ownership(parties, options)
    total = 1
    for option in options:
        total *= len(option.values)
    if total > STATE_LIMIT:
        raise ShapeError(
            f"{total} combinations of options are more than the {STATE_LIMIT} that are written out"
        )
    for bar in bars:
        match_codes(bar.before, np.zeros(1, dtype=np.int64), options)
        match_codes(bar.after, np.zeros(1, dtype=np.int64), options)
    codes, removals = np.arange(total, dtype=np.int64), []
    for rule in rules:
        gone = removed_by(rule, codes, options)
        removals.append(Removal(wording(rule, options), rule.reason, int(gone.sum())))
        codes = codes[~gone]
    if codes.size == 0:
        raise ShapeError("the rules remove every state; the last one to bite was " + removals[-1].rule)
    return Conflict(title, tuple(parties), tuple(options), codes, tuple(removals), tuple(bars))


def _check_ownership(parties: Sequence[str], options: Sequence[Option]) -> None:
    for option in options:
        if not 0 <= option.party < len(parties):
            raise ShapeError(f"option {option.name!r} belongs to party {option.party} of {len(parties)}")
        if len(option.values) < 2:
            raise ShapeError(f"option {option.name!r} has fewer than two values")
    idle = [name for row, name in enumerate(parties) if all(option.party != row for option in options)]
    if idle:
        raise ShapeError(f"party {idle[0]!r} has no option")


def removed_by(rule: Rule, codes: Ints, options: Sequence[Option]) -> Bools:
    """Which of the codes a rule removes."""
    strides = strides_of(options)
    if rule.kind == "pattern":
        return match_codes(str(rule.what), codes, options)
    if rule.kind == "formula":
        formula = _formula_of(rule, options)
        sizes = np.array([len(option.values) for option in options])
        return ~evaluate(formula, (codes[:, None] // strides[None, :] % sizes[None, :]).astype(np.int16))
    rows = _rows_of(rule)
    if rule.kind == "state":
        return np.isin(codes, rows)
    taken = np.zeros(codes.shape, dtype=np.int64)
    for row in rows:
        taken += (codes // strides[row]) % len(options[row].values) > 0
    return np.asarray(taken == 0 if rule.kind == "at least one" else taken > 1, dtype=bool)


def _formula_of(rule: Rule, options: Sequence[Option]) -> Formula:
    return parse_formula(rule.what, options) if isinstance(rule.what, str) else cast("Formula", rule.what)


def _rows_of(rule: Rule) -> list[int]:
    return [int(row) for row in cast("tuple[int, ...]", rule.what)]


def wording(rule: Rule, options: Sequence[Option]) -> str:
    """The rule in words, for the list of removals."""
    if rule.kind == "pattern":
        return f"no state like {rule.what}"
    if rule.kind == "formula":
        return f"always {describe(_formula_of(rule, options), options)}"
    if rule.kind == "state":
        return f"not the state with code {_rows_of(rule)[0]}"
    names = ", ".join(f'"{options[row].name}"' for row in _rows_of(rule))
    return f"{rule.kind} of {names}"


def merge_states(
    conflict: Conflict, groups: Sequence[Sequence[int]], labels: Sequence[str] = ()
) -> GraphForm:
    """The graph in which every group of states is one state, because nobody can tell them apart.

    The merged state takes the place, code and, unless ``labels`` names it, the marks that its members share
    (``-`` elsewhere). Who can move into or out of a member can move into or out of it.

    Raises
    ------
    ShapeError
        A state is in two groups, or is no state.
    """
    home = np.arange(conflict.size)
    for group in groups:
        rows = sorted(group)
        if not rows or rows[0] < 0 or rows[-1] >= conflict.size:
            raise ShapeError(f"group {list(group)} names a state outside 0 to {conflict.size - 1}")
        if any(home[row] != row for row in rows):
            raise ShapeError(f"group {list(group)} shares a state with another group")
        home[rows] = rows[0]
    kept = np.unique(home)
    number = {int(row): place for place, row in enumerate(kept)}
    names = [conflict.label(int(row)) for row in kept]
    for place, group in enumerate(groups):
        marks = zip(*(conflict.label(row) for row in group), strict=True)
        shared = "".join(each[0] if len(set(each)) == 1 else "-" for each in marks)
        names[number[min(group)]] = labels[place] if labels else shared
    arcs = tuple(
        tuple(_merged_targets(conflict, party, int(row), home, number) for row in kept)
        for party in range(len(conflict.parties))
    )
    status = None if conflict.status_quo is None else number[int(home[conflict.status_quo])]
    return GraphForm(
        conflict.title, conflict.parties, tuple(names), arcs, conflict.codes[kept], status, conflict.removals
    )


def _merged_targets(
    conflict: Conflict, party: int, row: int, home: Ints, number: dict[int, int]
) -> tuple[int, ...]:
    arcs = all_arcs(conflict, party)
    members = np.flatnonzero(home == row)
    targets = {number[int(home[target])] for member in members for target in arcs.of(int(member))}
    return tuple(sorted(targets - {number[row]}))


def with_status_quo(conflict: Conflict, state: int) -> Conflict:
    """The same conflict, now standing at ``state``."""
    return replace(conflict, status_quo=state, _cache={})
