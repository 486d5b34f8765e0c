"""What moved between two runs: every number, the packages that came and went, and because of which change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.assess.candidates import Candidate
from detente.assess.number import Number
from detente.assess.trace import Trace, rows_of, view
from detente.errors import CaseError

if TYPE_CHECKING:
    from detente.case.case import Case

#: A number that moves by less than this, of its own size where that is above 1, stays where it is.
STAYS = 1e-9


@dataclass(frozen=True, slots=True)
class Version:
    """One run of one version of a case: its numbers by id, the packages judged, the arrays behind the shares."""

    numbers: Mapping[str, Number]
    packages: tuple[Candidate, ...]
    bottom_line: str
    held: Trace


@dataclass(frozen=True, slots=True)
class NumberMove:
    """One number in two runs.

    ``low`` and ``high`` are the 90 % interval of the paired difference, for shares that both runs can
    restate draw by draw; ``turns`` says that a share comes to lie on the other side of one half.
    """

    id: str
    label: str
    unit: str
    before: float | None
    after: float | None
    before_text: str
    after_text: str
    low: float | None
    high: float | None
    turns: bool


@dataclass(frozen=True, slots=True)
class Movement:
    """What differs between two runs.

    ``another`` names packages found by search that are another package now under the same id; their
    numbers are not compared. ``came`` and ``went`` are numbers of packages, signals and the like that
    only one of the runs has.
    """

    bottom_line: tuple[str, str]
    packages_new: tuple[str, ...]
    packages_gone: tuple[str, ...]
    another: tuple[str, ...]
    moved: tuple[NumberMove, ...]
    came: tuple[str, ...]
    went: tuple[str, ...]


def movement(old: Version, new: Version) -> Movement:
    """Every number that two runs have in common and that differs.

    Parameters
    ----------
    old, new : Version
        Drawn alike (same number of draws, same seed), so that shares are compared draw by draw.

    Returns
    -------
    Movement
        Shares first, those that move most before the others; then numbers in other units, in page order.
    """
    was, now = ({package.id: package for package in each.packages} for each in (old, new))
    another = tuple(
        id for id in was if id in now and was[id].found and dict(was[id].package) != dict(now[id].package)
    )
    away = frozenset(another)
    common = [id for id in old.numbers if id in new.numbers and not away.intersection(id.split("."))]
    pairs = _intervals(old.held, new.held)
    moves = [
        move for id in common if (move := _move(old.numbers[id], new.numbers[id], pairs.get(id))) is not None
    ]
    shares = [move for move in moves if move.unit == "share"]
    shares.sort(key=lambda move: -abs((move.after or 0.0) - (move.before or 0.0)))
    return Movement(
        bottom_line=(old.bottom_line, new.bottom_line),
        packages_new=tuple(id for id in now if id not in was),
        packages_gone=tuple(id for id in was if id not in now),
        another=another,
        moved=(*shares, *(move for move in moves if move.unit != "share")),
        came=tuple(id for id in new.numbers if id not in old.numbers),
        went=tuple(id for id in old.numbers if id not in new.numbers),
    )


def _move(old: Number, new: Number, interval: tuple[float, float] | None) -> NumberMove | None:
    if old.value is None or new.value is None:
        stays = old.text == new.text
    else:
        stays = abs(new.value - old.value) <= STAYS * max(1.0, abs(old.value))
    if stays:
        return None
    low, high = interval if interval is not None else (None, None)
    turns = new.unit == "share" and ((old.value or 0.0) - 0.5) * ((new.value or 0.0) - 0.5) < -STAYS
    return NumberMove(new.id, new.label, new.unit, old.value, new.value, old.text, new.text, low, high, turns)


def _intervals(old: Trace, new: Trace) -> dict[str, tuple[float, float]]:
    """90 % intervals of the paired differences of shares that both traces restate."""
    from detente.doubt.shares import paired_difference

    if (old.draws, old.seed) != (new.draws, new.seed) or old.draws < 2:
        return {}
    first, second = rows_of(view(old)), rows_of(view(new))
    return {id: paired_difference(second[id], row)[1:] for id, row in first.items() if id in second}


@dataclass(frozen=True, slots=True)
class Cause:
    """One change between two versions of a case, and what it moves by itself.

    ``statements`` are those new behind it; where there are none, ``what`` names the part of the case.
    ``effects`` are the key shares that would be otherwise in the new version had this not changed, with
    the difference that it makes; differences of several causes need not add up. ``unsound`` says why the
    new version without this change is no sound case, where it is none: then there are no effects.
    """

    what: str
    statements: tuple[str, ...]
    paths: tuple[str, ...]
    signals: tuple[str, ...]
    effects: tuple[tuple[str, float], ...]
    unsound: str = ""


# One more than six: the two versions, their run, how to play and whom to tell.
def causes(
    before: Case,
    after: Case,
    held: Trace,
    candidates: Sequence[Candidate],
    play: Callable[[Case, Sequence[Candidate]], Trace],
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> tuple[Cause, ...]:
    """Which change moves what: the new version with each change taken back by itself, on the same draws.

    Changes with the same new statements behind them are taken back together; so are those of one part of
    the case that no new statement stands behind.

    Parameters
    ----------
    before, after : Case
    held : Trace
        Of ``after``, with at least the candidates.
    candidates : sequence of Candidate
        Packages to play.
    play : function of a case and candidates to Trace
        Plays with the draws and seed of ``held``.
    progress : callable

    Returns
    -------
    tuple of Cause
        Most effective first.
    """
    ids = {candidate.id for candidate in candidates}
    now, found, out = _key_shares(held, ids), _grouped(before, after), []
    for number, ((statements, part), (paths, signals)) in enumerate(found.items()):
        progress("taking back changes", number, len(found))
        what = ", ".join(statements) or part
        effects: dict[str, float] = {}
        unsound = ""
        try:
            other = _key_shares(
                play(after.with_values(_undo(before, after, paths, signals)), candidates), ids
            )
        except CaseError as fault:
            unsound = f"{fault.problems[0].path}: {fault.problems[0].found}"
        else:
            effects = {id: value - other[id] for id, value in now.items() if id in other}
        told = [row for row in effects.items() if abs(row[1]) > STAYS]
        told.sort(key=lambda row: (-abs(row[1]), row[0]))
        out.append(Cause(what, statements, tuple(paths), tuple(signals), tuple(told), unsound))
    return tuple(sorted(out, key=lambda cause: -max((abs(v) for _, v in cause.effects), default=0.0)))


def _key_shares(held: Trace, packages: Collection[str]) -> dict[str, float]:
    """Of every package that it is signed and holds, and of every account how likely it is."""
    key = {f"verdict.{id}.holds" for id in packages}
    rows = rows_of(view(held))
    return {id: float(np.mean(row)) for id, row in rows.items() if id in key or id.startswith("belief.")}


def _grouped(before: Case, after: Case) -> dict[tuple[tuple[str, ...], str], tuple[list[str], list[str]]]:
    """Changed quantities and signals, by the statements that are new behind them, or by part of the case."""
    known = {statement.id for statement in before.statements}
    groups: dict[tuple[tuple[str, ...], str], tuple[list[str], list[str]]] = {}

    def group(statements: Sequence[str], part: str) -> tuple[list[str], list[str]]:
        fresh = tuple(id for id in statements if id not in known)
        return groups.setdefault((fresh, "" if fresh else part), ([], []))

    first, second = before.quantities(), after.quantities()
    for path in sorted({*first} & {*second}):
        old, new = first[path], second[path]
        is_same = (old.readings, old.counts) == (new.readings, new.counts)
        if not is_same and not path.startswith("signals."):
            parts = path.split(".")
            part = parts[0] if parts[0] == "war" else ".".join(parts[:2])
            group(new.statements, part)[0].append(path)
    was, now = ({signal.id: signal for signal in case.signals} for case in (before, after))
    for id in dict.fromkeys([*was, *now]):
        if was.get(id) != now.get(id):
            group(now[id].because if id in now else (), f"signals.{id}")[1].append(id)
    return groups


def _undo(before: Case, after: Case, paths: Sequence[str], signals: Sequence[str]) -> dict[str, Any]:
    """Values for ``after`` that take some changes back; what they rested on may be gone, so they say so."""
    from detente.case.dumping import plain, plain_quantity

    old = before.quantities()
    values: dict[str, Any] = {}
    for path in paths:
        counts = old[path].counts if len(old[path].readings) > 1 else (None,)
        bare = tuple(
            reading.model_copy(update={"because": (), "weight": count})
            for reading, count in zip(old[path].readings, counts, strict=True)
        )
        again = old[path].model_copy(update={"readings": bare, "because": (), "assumed": "as it was before"})
        values[path] = plain_quantity(again)
    if signals:
        known = {statement.id for statement in after.statements}
        rows = {row["id"]: row for row in plain(after).get("signals", [])}
        was = {row["id"]: row for row in plain(before).get("signals", [])}
        for id in signals:
            rows.pop(id, None)
            if id in was:
                because = [name for name in was[id].get("because", ()) if name in known]
                rows[id] = {"assumed": "as it was before", **was[id], "because": because}
        values["signals"] = list(rows.values())
    return values
