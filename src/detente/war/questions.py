"""One question to this room as a small JSON file, without a case: read with every fault named at once.

A question is an object with the key ``question`` (its kind) and numbers; ``KINDS`` lists what each kind takes.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from detente.errors import InputError, Place, Problem

#: What can be bought: as in ``instruments``, which is not imported here because it compiles loops.
INSTRUMENTS = ("credibility", "scale", "monitoring", "penalty", "limits_a", "limits_b")

#: Domains: words for the rule, code, and the test that a number must pass.
DOMAINS: dict[str, tuple[str, str, Callable[[float], bool]]] = {
    "share": ("is a share or a chance, between 0 and 1", "W-006", lambda v: 0 <= v <= 1),
    "patience": ("is a monthly discount factor, above 0 and below 1", "W-005", lambda v: 0 < v < 1),
    "cost": ("is a cost or an amount, not below 0", "W-007", lambda v: v >= 0),
    "number": ("is a number", "W-004", math.isfinite),
    "count": ("is a whole number from 1 to 100,000", "W-014", lambda v: 1 <= v <= 100_000 and v == int(v)),
    "months": ("is a whole number from 1 to 100,000", "W-014", lambda v: 1 <= v <= 100_000 and v == int(v)),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What one key of a question holds: its domain, and its value if left out (none: it must be given)."""

    domain: str
    default: float | None = None


_SIDES = {
    "decision_hazard": Entry("share"),
    "power": Entry("share"),
    "discount_a": Entry("patience"),
    "discount_b": Entry("patience"),
    "cost_a": Entry("cost"),
    "cost_b": Entry("cost"),
    "flow_a": Entry("number", 0.5),
    "flow_b": Entry("number", 0.5),
}

#: What each kind of question takes.
KINDS: dict[str, dict[str, Entry]] = {
    "hold": {
        **_SIDES,
        "drift": Entry("number", 0.0),
        "shock": Entry("share", 0.0),
        "power_min": Entry("share", 0.0),
        "power_max": Entry("share", 1.0),
        "share_a": Entry("share"),
        "share_b": Entry("share"),
        "a_wins_to_a": Entry("number", 1.0),
        "b_wins_to_a": Entry("number", 0.0),
        "a_wins_to_b": Entry("number", 0.0),
        "b_wins_to_b": Entry("number", 1.0),
        "monitoring": Entry("share", 1.0),
        "credibility": Entry("share", 0.0),
        "scale": Entry("share", 0.0),
        "penalty": Entry("cost", 0.0),
        "surprise": Entry("share", 0.0),
        "lapse": Entry("share", 0.0),
        "late_response": Entry("share", 0.0),
        "rearming_a": Entry("share", 0.0),
        "rearming_b": Entry("share", 0.0),
        "asked": Entry("share", 0.9),
        "months": Entry("months", 60.0),
        **{f"price_{name}": Entry("cost", 0.0) for name in INSTRUMENTS},
        "stakes": Entry("count", 2.0),
        "grid_points": Entry("count", 46.0),
    },
    "split": {
        **_SIDES,
        "talk_flow_a": Entry("cost", 0.0),
        "talk_flow_b": Entry("cost", 0.0),
        "outside_a": Entry("number", -1e9),
        "outside_b": Entry("number", -1e9),
        "proposals": Entry("count", 1e9),
    },
    "wait": {
        "share_now": Entry("share"),
        "share_after_cut": Entry("share"),
        "war_value": Entry("number"),
        "discount_factor": Entry("patience"),
        "decision_hazard": Entry("share", 0.0),
        "believed_hazard": Entry("share", 0.0),
    },
    "screening": {
        **_SIDES,
        "cost_b_tough": Entry("cost"),
        "chance_tough": Entry("share"),
    },
    "optimism": {
        "belief_a": Entry("share"),
        "belief_b": Entry("share"),
        "cost_of_war_total": Entry("cost"),
        "slope": Entry("cost", 1.0),
        "prior_strength": Entry("cost", 10.0),
    },
    "compliance": {
        "kept": Entry("number"),
        "war": Entry("number"),
        "breach": Entry("number"),
        "seen": Entry("share", 1.0),
        "false_alarm": Entry("share", 0.0),
        "months_of_war": Entry("months", 1e9),
        "discount_factor": Entry("patience"),
    },
    "moratorium": {
        "days": Entry("count"),
        "harm_avoided": Entry("cost"),
        "leverage_given_up": Entry("cost"),
        "violation_hazard": Entry("share", 0.0),
        "blind_days": Entry("cost", 0.0),
        "pinned": Entry("share", 1.0),
        "exposure_gain": Entry("cost", 0.0),
        "shared_blame": Entry("cost", 0.0),
        "price": Entry("cost", 0.0),
        "blame_for_refusing": Entry("cost", 0.0),
    },
    "extortion": {
        "harm_avoided": Entry("cost"),
        "blame_escaped": Entry("cost", 0.0),
        "price": Entry("cost"),
        "payments_invited": Entry("cost"),
        "chance_paid": Entry("share", 1.0),
        "cost": Entry("cost", 0.0),
    },
    "deter": {
        "monthly_cost": Entry("cost"),
        "hazard_without": Entry("share"),
        "hazard_with": Entry("share"),
        "loss": Entry("cost"),
        "discount_factor": Entry("patience"),
        "gain": Entry("number", 0.3),
        "loss_if_answered": Entry("number", 0.2),
        "stake": Entry("number", 0.0),
        "audience": Entry("number", 0.0),
        "cost": Entry("number", 0.0),
        "spread": Entry("cost", 1.0),
    },
    "coalition": {},
    "decoupling": {
        "chance_first": Entry("share"),
        "second_if_first": Entry("share"),
        "second_if_not": Entry("share"),
        "scale_first": Entry("share"),
        "scale_second": Entry("share"),
    },
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question read from a file.

    Attributes
    ----------
    numbers : dict
        Every number of its kind, defaults filled in.
    given : frozenset of str
        Keys that the file itself gives.
    members : dict
        For a coalition: name to (capability, threshold).
    warnings : tuple of Problem
        What is suspicious and still can be answered.
    """

    kind: str
    numbers: dict[str, float]
    given: frozenset[str]
    members: dict[str, tuple[float, float]]
    warnings: tuple[Problem, ...]


class _Reader:
    """Collects problems while one question is read."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.problems: list[Problem] = []

    def place(self, key: str) -> Place:
        found = re.search(rf'"{re.escape(key)}"\s*:', self.text)
        if not found:
            return Place(self.file, 1)
        line = self.text.count("\n", 0, found.start()) + 1
        return Place(self.file, line, found.start() - self.text.rfind("\n", 0, found.start()))

    def add(self, key: str, code: str, *said: str, warning: bool = False) -> None:
        found, rule, fix = said
        severity = "warning" if warning else "error"
        self.problems.append(Problem(self.place(key), key, code, found, rule, fix, severity))  # type: ignore[arg-type]


def read_question(text: str, file: str) -> Question:
    """Read a question, or refuse it with everything that is wrong with it.

    Parameters
    ----------
    text : str
        JSON.
    file : str
        Name for messages.

    Raises
    ------
    InputError
        Any fault; ``problems`` has one entry per fault, with its line.

    Examples
    --------
    >>> asked = read_question(
    ...     '{"question": "wait", "share_now": 0.45, "share_after_cut": 0.6,'
    ...     ' "war_value": -0.1, "discount_factor": 0.99}',
    ...     "wait.json",
    ... )
    >>> asked.kind, asked.numbers["decision_hazard"]
    ('wait', 0.0)
    """
    from detente.war.question_checks import check_question

    reader = _Reader(text, file)
    raw = _parse(reader)
    kind = raw.get("question")
    if not isinstance(kind, str) or kind not in KINDS:
        listed = ", ".join(KINDS)
        reader.add(
            "question", "W-001", repr(kind), f"a question is one of {listed}", 'write "question": "hold"'
        )
        raise InputError(reader.problems)
    entries = KINDS[kind]
    _refuse_unknown(reader, raw, kind)
    numbers = {key: _number(reader, raw, key, entry) for key, entry in entries.items()}
    members = _members(reader, raw) if kind == "coalition" else {}
    if not reader.problems:
        check_question(reader.add, kind, numbers, members, frozenset(raw))
    if any(problem.severity == "error" for problem in reader.problems):
        raise InputError(reader.problems)
    return Question(kind, numbers, frozenset(raw) - {"question"}, members, tuple(reader.problems))


def _parse(reader: _Reader) -> dict[str, Any]:
    def refuse(word: str) -> float:
        raise ValueError(f"{word} is no number")

    try:
        raw = json.loads(reader.text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        problem = Problem(
            Place(reader.file, line, getattr(error, "colno", 0)),
            "",
            "W-001",
            str(error),
            "a question file holds one JSON object",
            'write {"question": "hold", "power": 0.5, ...}; docs/methods/war.md has one of each kind',
        )
        raise InputError([problem]) from error
    if not isinstance(raw, dict):
        found = type(raw).__name__
        reader.add(
            "", "W-001", f"a {found}", "a question file holds one JSON object", "put it between { and }"
        )
        raise InputError(reader.problems)
    return raw


def _refuse_unknown(reader: _Reader, raw: dict[str, Any], kind: str) -> None:
    known = [*KINDS[kind], "question", "note"] + (["members"] if kind == "coalition" else [])
    for key in raw:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            fix = f"did you mean {near[0]}?" if near else "take it out"
            reader.add(key, "W-002", key, f"a question of kind {kind} has no such key", fix)


def _number(reader: _Reader, raw: dict[str, Any], key: str, entry: Entry) -> float:
    words, code, fits = DOMAINS[entry.domain]
    if key not in raw:
        if entry.default is None:
            kind = raw["question"]
            reader.add(
                key,
                "W-003",
                "nothing",
                f"a question of kind {kind} needs {key}; it {words}",
                f'add "{key}": ...',
            )
            return math.nan
        return entry.default
    value = raw[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        reader.add(key, "W-004", repr(value), f"{key} {words}", f'write a plain number, as in "{key}": 0.5')
        return math.nan
    if not fits(float(value)):
        percent = entry.domain == "share" and 1 < value <= 100
        fix = (
            f"write {value / 100:g} if {value:g} is meant in percent"
            if percent
            else f"give {key} within its scale"
        )
        reader.add(key, code, f"{value:g}", f"{key} {words}", fix)
    return float(value)


def _members(reader: _Reader, raw: dict[str, Any]) -> dict[str, tuple[float, float]]:
    members = raw.get("members")
    fix = 'write "members": {"north": {"capability": 5, "threshold": 0}}'
    if not isinstance(members, dict) or not members:
        reader.add("members", "W-003", repr(members), "a coalition needs its members by name", fix)
        return {}
    read = {}
    for name, pair in members.items():
        numbers = [pair.get(key) for key in ("capability", "threshold")] if isinstance(pair, dict) else [None]
        if not all(isinstance(v, int | float) and not isinstance(v, bool) and v >= 0 for v in numbers):
            reader.add(
                name, "W-004", repr(pair), "a member has a capability and a threshold, not below 0", fix
            )
        else:
            read[name] = (float(numbers[0]), float(numbers[1]))  # type: ignore[arg-type]
    return read
