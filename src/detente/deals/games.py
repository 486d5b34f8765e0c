"""Burden-sharing questions as files: what each coalition would pay, or how many votes each member has.

A table (CSV or xlsx) with the columns ``coalition`` and ``cost`` (or ``gain``), members joined by ``+``; or with
``member`` and ``votes``. Decimal numbers are taken exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any, Literal

import numpy as np

from detente.deals.burden import (
    Game,
    banzhaf,
    blocking_sets,
    is_monotone,
    minimal_winning,
    shapley_shubik,
    shapley_value,
)
from detente.deals.core import MOST_PLAYERS, least_core, leavers, nucleolus
from detente.deals.sheets import read_rows
from detente.errors import InputError, Place, Problem

Kind = Literal["cost", "gain"]


@dataclass(frozen=True, slots=True)
class SharingGame:
    """Members and what every coalition pays or gains, in whole units of 1 / ``scale``."""

    members: tuple[str, ...]
    game: Game
    scale: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class VotingBody:
    """Members with whole votes."""

    members: tuple[str, ...]
    votes: tuple[int, ...]


def read_sharing(path: Path) -> SharingGame | VotingBody:
    """A cost or gain table, or a voting body.

    Raises
    ------
    InputError
        D-001 unreadable; D-005 a number that is none; D-011 the columns; D-012 a coalition twice; D-015
        coalitions without a value, a share of none, or votes that are not whole.
    """
    rows = read_rows(path)
    place = Place(path.name, 1)
    header = [str(cell or "").strip() for cell in rows[0]] if rows else []
    body = [row for row in rows[1:] if any(cell not in (None, "") for cell in row)]
    if header[:2] == ["member", "votes"]:
        return _votes(path, body)
    if len(header) < 2 or header[0] != "coalition" or header[1] not in ("cost", "gain") or not body:
        raise InputError(
            [Problem(place, "", "D-011", ", ".join(header) or "an empty table",
                     "the columns are coalition and cost (or gain), or member and votes", "add the header and rows")]
        )  # fmt: skip
    return _coalitions(path, body, "cost" if header[1] == "cost" else "gain")


def _votes(path: Path, body: Sequence[Sequence[Any]]) -> VotingBody:
    problems: list[Problem] = []
    votes: dict[str, int] = {}
    for number, row in enumerate(body, start=2):
        name, value = str(row[0] or "").strip(), _fraction(row[1] if len(row) > 1 else None)
        if (
            value is None
            or value < 0
            or value.denominator != 1
            or value > 1_000_000
            or not name
            or name in votes
        ):
            problems.append(
                Problem(Place(path.name, number), name, "D-015", repr(list(row))[:80],
                        "a member has a name of its own and whole votes from 0 to 1,000,000", "correct the row")
            )  # fmt: skip
            continue
        votes[name] = int(value)
    if problems or not any(votes.values()):
        raise InputError(
            problems
            or [Problem(Place(path.name), "", "D-015", "no votes", "somebody has a vote", "add rows")]
        )
    return VotingBody(tuple(votes), tuple(votes.values()))


def _coalitions(path: Path, body: Sequence[Sequence[Any]], kind: Kind) -> SharingGame:
    problems: list[Problem] = []
    values: dict[frozenset[str], Fraction] = {}
    for number, row in enumerate(body, start=2):
        _coalition(row, Place(path.name, number), values, problems)
    members = tuple(dict.fromkeys(name for row in body for name in _names(row)))
    place = Place(path.name)
    if not 1 <= len(members) <= MOST_PLAYERS:
        rule = f"1 to {MOST_PLAYERS} members"
        problems.append(Problem(place, "", "D-015", f"{len(members)} members", rule, "merge some"))
        raise InputError(problems)
    everybody = [
        frozenset(m for k, m in enumerate(members) if mask >> k & 1) for mask in range(1 << len(members))
    ]
    missing = ["+".join(m for m in members if m in who) for who in everybody[1:] if who not in values]
    if missing and not problems:
        found = f"no value for {len(missing)} coalitions, first {', '.join(missing[:4])}"
        rule, fix = (
            "every coalition has a value; none is guessed",
            "add the rows, or say what acting together saves",
        )
        problems.append(Problem(place, "", "D-015", found, rule, fix))
    if problems:
        raise InputError(problems)
    scale = lcm(*(value.denominator for value in values.values()))
    whole = [int(values.get(who, Fraction(0)) * scale) for who in everybody]
    if max(map(abs, whole)) > 1 << 50:
        found = f"values up to {max(map(abs, whole))} units of 1/{scale}"
        rule, fix = "values can be added exactly", "round them to fewer digits"
        raise InputError([Problem(place, "", "D-015", found, rule, fix)])
    return SharingGame(members, np.array(whole, dtype=np.int64), scale, kind)


def _names(row: Sequence[Any]) -> list[str]:
    return [name for name in (part.strip() for part in str(row[0] or "").split("+")) if name]


def _coalition(
    row: Sequence[Any], at: Place, values: dict[frozenset[str], Fraction], problems: list[Problem]
) -> None:
    """Enter one row, or say what is wrong with it."""
    who = frozenset(_names(row))
    name = "+".join(sorted(who))
    cell = row[1] if len(row) > 1 else None
    value = _fraction(cell)
    if value is None:
        fix = "write it with a decimal point"
        problems.append(Problem(at, name, "D-005", repr(cell)[:80], "a finite number", fix))
    elif not who and value != 0:
        found = f"{float(value):g} for nobody"
        problems.append(Problem(at, "", "D-015", found, "nobody pays and gains nothing", "remove it"))
    elif who in values:
        problems.append(Problem(at, name, "D-012", "twice", "one value per coalition", "remove one row"))
    else:
        values[who] = value


def _fraction(cell: Any) -> Fraction | None:
    try:
        value = Fraction(str(cell).strip())
    except (ValueError, ZeroDivisionError):
        return None
    return value if abs(value) < 10**15 and value.denominator < 10**9 else None


def describe_sharing(given: SharingGame) -> dict[str, Any]:
    """Shares by every rule, who would leave each, and whether any split keeps everybody."""
    sign = -1 if given.kind == "cost" else 1
    gains = sign * given.game
    whole = int(given.game[-1])
    core = least_core(gains)
    kernel = [sign * share for share in nucleolus(gains)]
    splits: dict[str, Sequence[Any]] = {
        "shapley": shapley_value(given.game),
        "nucleolus": kernel,
        "equal": [Fraction(whole, len(given.members))] * len(given.members),
    }
    return {
        "members": list(given.members),
        "kind": given.kind,
        "whole": whole / given.scale,
        "joining_never_lowers_it": is_monotone(given.game),
        "core_is_empty": core.core_is_empty,
        "least_excess": core.excess / given.scale,
        "splits": {name: _split(given, gains, sign, shares) for name, shares in splits.items()},
    }


def _split(given: SharingGame, gains: Game, sign: int, shares: Sequence[Any]) -> dict[str, Any]:
    scaled = [share / given.scale for share in shares]
    gone = leavers(
        gains, [sign * float(share) for share in shares], 1e-7 * max(1.0, float(np.abs(gains).max()))
    )
    return {
        "shares": {name: float(share) for name, share in zip(given.members, scaled, strict=True)},
        "exact": {
            name: str(share)
            for name, share in zip(given.members, scaled, strict=True)
            if isinstance(share, Fraction)
        },
        "would_leave": [
            {
                "members": [m for k, m in enumerate(given.members) if mask >> k & 1],
                "better_by": over / given.scale,
            }
            for mask, over in gone
        ],
    }


def describe_voting(body: VotingBody, quota: int) -> dict[str, Any]:
    """Power of each member, and the smallest groups that win or block."""
    swings = banzhaf(body.votes, quota)
    few = len(body.members) <= 15
    winning = minimal_winning(body.votes, quota) if few else ()
    blocking = blocking_sets(body.votes, quota) if few else ()

    def names(who: Sequence[int]) -> list[str]:
        return [body.members[k] for k in who]

    return {
        "members": dict(zip(body.members, body.votes, strict=True)),
        "quota": quota,
        "shapley_shubik": {
            m: str(p) for m, p in zip(body.members, shapley_shubik(body.votes, quota), strict=True)
        },
        "banzhaf": {m: str(p) for m, p in zip(body.members, swings.normalised, strict=True)},
        "swings": dict(zip(body.members, swings.swings, strict=True)),
        "minimal_winning": len(winning) if few else None,
        "smallest_winning": [names(who) for who in winning[:10]],
        "smallest_blocking": [names(who) for who in blocking[:10]],
    }
