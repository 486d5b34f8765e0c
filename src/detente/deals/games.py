"""Burden-sharing questions as files: what each coalition would pay, or how many votes each member has.

A table (CSV or xlsx) with the columns ``coalition`` and ``cost`` (or ``gain``), members joined by ``+``; with
``member`` and ``votes``; with ``member`` and ``cost`` (what each would pay alone: ``deals.alone``); or with
``member``, ``worth``, ``outside`` and ``pays`` (who needs a side payment). Decimal numbers are taken exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any, Literal

import numpy as np

from detente.deals.burden import (
    MOST_PLAYERS,
    Game,
    banzhaf,
    blocking_sets,
    is_monotone,
    minimal_winning,
    shapley_shubik,
    shapley_value,
)
from detente.deals.core import MOST_PLAYERS as CORE_PLAYERS
from detente.deals.core import SidePayments, least_core, leavers, nucleolus, side_payments
from detente.deals.sheets import read_rows
from detente.errors import InputError, Place, Problem

Kind = Literal["cost", "gain"]
#: Groups that would leave a split, listed with it.
MOST_LISTED = 1000


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


@dataclass(frozen=True, slots=True)
class AloneCosts:
    """Members and what each would pay by itself."""

    members: tuple[str, ...]
    costs: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a package, and staying out of it, is worth to each member in one unit that can be paid; who may be asked to pay."""

    members: tuple[str, ...]
    worth: tuple[Fraction, ...]
    outside: tuple[Fraction, ...]
    payers: tuple[int, ...]


def read_sharing(path: Path) -> SharingGame | VotingBody | AloneCosts | Offer:
    """A cost or gain table, a voting body, costs of each alone, or an offer.

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
    if header[:2] == ["member", "cost"] and body:
        alone = read_members(path, body, 1)
        return AloneCosts(tuple(alone), tuple(cost for (cost,) in alone.values()))
    if header[:3] == ["member", "worth", "outside"] and body:
        offer = read_members(path, body, 2, signed=True)
        pays = {str(row[0] or "").strip(): str(row[3] if len(row) > 3 else "yes") for row in body}
        payers = [k for k, name in enumerate(offer) if pays[name].strip().casefold() not in ("no", "n", "0")]
        worth, outside = zip(*offer.values(), strict=True)
        return Offer(tuple(offer), worth, outside, tuple(payers))
    if len(header) < 2 or header[0] != "coalition" or header[1] not in ("cost", "gain") or not body:
        raise InputError(
            [Problem(place, "", "D-011", ", ".join(header) or "an empty table",
                     "the columns are coalition and cost (or gain); member and votes; member and cost; or member, worth, outside",
                     "add the header and rows")]
        )  # fmt: skip
    return _coalitions(path, body, "cost" if header[1] == "cost" else "gain")


def read_members(
    path: Path, body: Sequence[Sequence[Any]], columns: int, signed: bool = False
) -> dict[str, tuple[Fraction, ...]]:
    """Rows of a member's name and so many numbers, all faults at once."""
    problems: list[Problem] = []
    found: dict[str, tuple[Fraction, ...]] = {}
    for number, row in enumerate(body, start=2):
        name = str(row[0] or "").strip()
        values = [_fraction(cell) for cell in row[1 : columns + 1]]
        if not name or name in found:
            rule, fix = "each member has a name of its own", "name it, or remove the row"
            problems.append(Problem(Place(path.name, number), name, "D-012", repr(list(row))[:80], rule, fix))
        elif len(values) < columns or any(v is None or (v < 0 and not signed) for v in values):
            rule = f"{columns} finite {'number' if columns == 1 else 'numbers'}{'' if signed else ' of at least 0'}"
            fix = "write it with a decimal point"
            problems.append(Problem(Place(path.name, number), name, "D-005", repr(list(row))[:80], rule, fix))
        else:
            found[name] = tuple(value for value in values if value is not None)
    if problems:
        raise InputError(problems)
    return found


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


def describe_sharing(given: SharingGame, split: Mapping[str, Fraction] | None = None) -> dict[str, Any]:
    """Shares by every rule, who would leave each, and whether any split keeps everybody.

    ``split`` is one more, as somebody proposes it: who would leave it, and the payments that would keep everybody.
    """
    sign = -1 if given.kind == "cost" else 1
    gains = sign * given.game
    whole = int(given.game[-1])
    splits: dict[str, Sequence[Any]] = {"shapley": shapley_value(given.game)}
    record: dict[str, Any] = {
        "members": list(given.members),
        "kind": given.kind,
        "whole": whole / given.scale,
        "joining_never_lowers_it": is_monotone(given.game),
    }
    kernel: Sequence[Any] | None = None
    if len(given.members) <= CORE_PLAYERS:
        core = least_core(gains)
        kernel = [sign * share for share in nucleolus(gains)]
        record |= {"core_is_empty": core.core_is_empty, "least_excess": core.excess / given.scale}
        splits |= {"nucleolus": kernel, "least_core": [sign * share for share in core.allocation]}
    splits["equal"] = [Fraction(whole, len(given.members))] * len(given.members)
    if split is not None:
        splits["as_given"] = [split[name] * given.scale for name in given.members]
    record["splits"] = {name: _split(given, gains, sign, shares) for name, shares in splits.items()}
    if split is not None:
        record["splits"]["as_given"]["payments"] = _payments(given, sign, splits["as_given"], kernel, record)
    return record


def _split(given: SharingGame, gains: Game, sign: int, shares: Sequence[Any]) -> dict[str, Any]:
    scaled = [share / given.scale for share in shares]
    gone = leavers(
        gains, [sign * float(share) for share in shares], 1e-7 * max(1.0, float(np.abs(gains).max()))
    )
    return {
        "groups_that_would_leave": len(gone),
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
            for mask, over in gone[:MOST_LISTED]
        ],
    }


def _payments(
    given: SharingGame,
    sign: int,
    shares: Sequence[Any],
    kernel: Sequence[Any] | None,
    record: Mapping[str, Any],
) -> dict[str, Any]:
    """What would make nobody worse off than alone; and what would keep every group, by way of the nucleolus."""
    alone = [sign * float(given.game[1 << k]) / given.scale for k in range(len(given.members))]
    has = [sign * float(share) / given.scale for share in shares]
    found = side_payments(has, alone, range(len(given.members)))
    keeps = None
    if kernel is not None and not record["core_is_empty"]:
        moves = [sign * (float(a) - float(b)) / given.scale for a, b in zip(shares, kernel, strict=True)]
        keeps = dict(zip(given.members, moves, strict=True))
    return {**_financed(given.members, found), "to_keep_every_group": keeps}


def describe_offer(given: Offer) -> dict[str, Any]:
    """Who needs how much to stay, who can pay, whether it suffices, and who then pays what."""
    found = side_payments(
        [float(value) for value in given.worth], [float(value) for value in given.outside], given.payers
    )
    return {
        "members": list(given.members),
        "would_stay_out": [
            name for name, short in zip(given.members, found.needed, strict=True) if short > 0
        ],
        **_financed(given.members, found),
    }


def _financed(members: Sequence[str], found: SidePayments) -> dict[str, Any]:
    return {
        "needed": dict(zip(members, found.needed, strict=True)),
        "can_pay": dict(zip(members, found.surplus, strict=True)),
        "can_be_financed": found.can_be_financed,
        "missing": found.missing,
        "pays": dict(zip(members, found.payments, strict=True)),
    }


def read_split(path: Path, members: Sequence[str], whole: Fraction) -> dict[str, Fraction]:
    """A proposed split: the columns member and share, one row per member, adding up to the whole.

    Raises
    ------
    InputError
        D-011 columns; D-005, D-012 rows; D-015 strangers, members without a share, or another sum.
    """
    rows = read_rows(path)
    header = [str(cell or "").strip() for cell in rows[0]] if rows else []
    place = Place(path.name, 1)
    if header[:2] != ["member", "share"]:
        rule = "the columns are member and share"
        raise InputError(
            [Problem(place, "", "D-011", ", ".join(header) or "an empty table", rule, "add the header")]
        )
    body = [row for row in rows[1:] if any(cell not in (None, "") for cell in row)]
    split = {name: share for name, (share,) in read_members(path, body, 1, signed=True).items()}
    total = sum(split.values(), Fraction(0))
    problems = []
    if set(split) != set(members):
        found = f"members {', '.join(split)}"
        rule, fix = f"a share for each of {', '.join(members)}", "correct the names"
        problems.append(Problem(place, "", "D-015", found, rule, fix))
    elif abs(total - whole) > max(Fraction(1), abs(whole)) / 10**6:
        found, rule = f"shares with sum {float(total):g}", f"the shares add up to {float(whole):g}"
        problems.append(Problem(place, "", "D-015", found, rule, "scale them"))
    if problems:
        raise InputError(problems)
    return split


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
