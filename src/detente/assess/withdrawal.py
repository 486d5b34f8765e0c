"""Evidence withdrawn: what moves, what is left without support, which sets turn a conclusion."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from detente.assess.ledger import Ledger
from detente.assess.restating import Restated
from detente.assess.trace import (
    Floats,
    Trace,
    View,
    numbers_of,
    reweighed,
    rows_of,
    statements_behind,
    value_rows_of,
    view,
)
from detente.doubt.flips import FlipReport, search_flips
from detente.errors import UnknownIdError

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.case.quantities import Quantity, Reading

By = Literal["statement", "source", "signal"]
#: A number that moves by less than this stays where it is.
STAYS = 1e-9


@dataclass(frozen=True, slots=True)
class Moved:
    """One number that moves; ``turns`` says that a share crosses one half; ``unit`` is share or value.

    ``error`` is the standard error of the change where it was read off the draws that are left; 0 where
    it is exact.
    """

    id: str
    before: float
    after: float
    turns: bool
    error: float
    unit: str = "share"

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Impact:
    """What withdrawing some statements does.

    ``readings`` are the quantities that lose a reading, or whose readings count otherwise.
    ``unsupported`` lists quantities that no statement carries any more: their numbers stay as entered,
    but from then on they are assumptions. ``refused`` says that too few draws are left to restate the
    numbers; then ``moved`` is empty and a run of the case without the statements is needed.
    """

    statements: tuple[str, ...]
    signals: tuple[str, ...]
    readings: tuple[str, ...]
    unsupported: tuple[str, ...]
    proposals: tuple[str, ...]
    moved: tuple[Moved, ...]
    draws_left: int
    refused: bool


def impact(ledger: Ledger, held: Trace, statements: Collection[str]) -> Impact:
    """Every number that moves when statements are withdrawn, and what is left without support.

    Parameters
    ----------
    ledger : Ledger
    held : Trace
        Of the same case.
    statements : collection of str
        Ids of statements (see `detente.assess.ledger.statements_of`).

    Returns
    -------
    Impact
        Shares first, then what packages are worth to parties, each with the largest move first. What comes from signals is exact, as a real run would give it; what comes
        from draws that are left is listed when it is more than two standard errors.
    """
    gone = frozenset(statements)
    before, seen = view(held), view(held, gone)
    moved: list[Moved] = []
    if seen.enough:
        lost = lost_readings(held, gone)
        for unit, rows in (("share", rows_of), ("value", value_rows_of)):
            old, new = rows(before), rows(seen)
            found = (_moved(held, id, (old[id], new[id]), seen, lost, unit) for id in old)
            moved += sorted((r for r in found if r is not None), key=lambda row: (-abs(row.change), row.id))
    settled = _signal_paths(seen.lost_signals, ledger.quantities)
    return Impact(
        statements=tuple(sorted(gone)),
        signals=seen.lost_signals,
        readings=lost_readings(held, gone),
        unsupported=tuple(
            path
            for path, entry in ledger.quantities.items()
            if entry.statements and gone.issuperset(entry.statements) and path not in settled
        ),
        proposals=tuple(
            id for id, because in ledger.proposals.items() if because and gone.issuperset(because)
        ),
        moved=tuple(moved),
        draws_left=seen.left,
        refused=not seen.enough,
    )


def lost_readings(held: Trace, gone: Collection[str]) -> tuple[str, ...]:
    """Paths of quantities that lose a reading and keep another, or whose readings count otherwise."""
    away = frozenset(gone)
    return tuple(path for path in held.readings if reweighed(held, path, away) is not None)


def flips(
    ledger: Ledger, held: Trace, number: str, level: float = 0.5, by: By = "statement", largest: int = 3
) -> FlipReport:
    """The smallest sets of evidence whose withdrawal carries a number across a level.

    Parameters
    ----------
    ledger : Ledger
    held : Trace
    number : str
        Id of a share, for example ``verdict.armed_line.holds`` or ``belief.russia.imperial``.
    level : float
    by : "statement", "source" or "signal"
        What a set is made of.
    largest : int, 1 to 3

    Returns
    -------
    FlipReport

    Raises
    ------
    UnknownIdError
        The trace has no such number.
    """
    from detente.case.near import did_you_mean

    numbers = numbers_of(view(held))
    if number not in numbers:
        known = [*numbers, *(package.id for package in held.packages)]
        hint = did_you_mean(number, known, "`detente why CASE` lists the numbers")
        raise UnknownIdError(f"no share is called {number!r}: {hint}")
    members = _members(ledger, held, by)
    evaluate = _evaluator(held, number, level, by, members)
    sets = None if by == "signal" else _unions(_supports(ledger, held, by), largest)
    return search_flips(list(members), evaluate, level, largest, sets)


def withdraw(
    case: Case, statements: Collection[str], signals: Collection[str] = (), widen: bool = False
) -> Case:
    """The case without some evidence, for a real run: readings and signals gone as in a trace.

    Parameters
    ----------
    case : Case
    statements, signals : collections of str
        What is withdrawn.
    widen : bool
        Quantities that are left without any statement take the range that nothing on record leaves them
        (see `unknown_range`); otherwise they stay as entered.

    Raises
    ------
    CaseError
        The case is not sound without them.
    """
    from detente.case.dumping import plain, plain_quantity
    from detente.case.grounds import grounded

    gone, own = frozenset(statements), grounded(case)
    values: dict[str, object] = {}
    for path, quantity in case.quantities().items():
        if gone.isdisjoint(quantity.statements):
            continue
        kept = tuple(r for r in quantity.readings if not (r.because and gone.issuperset(r.because)))
        is_less = 0 < len(kept) < len(quantity.readings)
        if widen and not is_less and gone.issuperset(quantity.statements):
            low, high = unknown_range(quantity)
            values[path] = {"value": f"{low:.9g} to {high:.9g}", "assumed": "what it rested on is withdrawn"}
        elif len(quantity.readings) > 1:
            values[path] = plain_quantity(_without(own[path][0], kept or quantity.readings, gone))
    held = [
        signal
        for signal in case.signals
        if signal.id not in signals and not (signal.because and gone.issuperset(signal.because))
    ]
    if len(held) < len(case.signals):
        kept_ids = {signal.id for signal in held}
        values["signals"] = [row for row in plain(case)["signals"] if row["id"] in kept_ids]
    return case.with_values(values) if values else case


def _without(quantity: Quantity, kept: Sequence[Reading], gone: frozenset[str]) -> Quantity:
    """A mixture of the readings that are left, each with what is left of its statements."""
    rows = tuple(_bare(row, gone) for row in kept)
    left = tuple(id for id in quantity.because if id not in gone)
    return quantity.model_copy(update={"readings": rows, "because": left})


def _bare(reading: Reading, gone: frozenset[str]) -> Reading:
    return reading.model_copy(update={"because": tuple(id for id in reading.because if id not in gone)})


def unknown_range(quantity: Quantity) -> tuple[float, float]:
    """The 90 % range of a quantity on which nothing is on record.

    A share takes its whole scale. On the other scales the whole range would say more than nothing (a
    chance per month anywhere between 0 and 1), so the range goes from a third of its lowest to three times
    its highest point, within the scale; where it reaches below 0, to three times its largest size either way.

    Examples
    --------
    >>> from detente.case.quantities import Quantity, Reading
    >>> row = (Reading(low=0.02, high=0.04),)
    >>> [unknown_range(Quantity(readings=row, scale=scale)) for scale in ("share", "hazard")]
    [(0.0, 1.0), (0.006666666666666667, 0.12)]
    """
    from detente.case.quantities import SCALES

    scale = SCALES[quantity.scale]
    if scale.name == "share":
        return scale.low, scale.high
    low, high = min(r.low for r in quantity.readings), max(r.high for r in quantity.readings)
    if low < 0.0:
        low = high = max(abs(low), abs(high))
        return max(scale.low, -3.0 * low), min(scale.high, 3.0 * high)
    return max(scale.low, low / 3.0), min(scale.high, 3.0 * high)


def _moved(
    held: Trace, id: str, rows: tuple[Floats, Floats], seen: View, lost: Collection[str], unit: str
) -> Moved | None:
    """One number before and after, or None where it stays."""
    old, new = rows
    before, exact = float(old.mean()), float(new.mean())
    after, error = exact, 0.0
    if not seen.even and _may_rest_on(held, id, lost):
        after = seen.mean(new)
        weight = seen.counts / seen.counts.mean()
        influence = weight * (new - after) - (new - exact)
        error = float(np.sqrt((influence**2).mean() / new.size))
    if abs(exact - before) <= STAYS and abs(after - exact) <= max(STAYS, 2.0 * error):
        return None
    return Moved(id, before, after, unit == "share" and _turns(before, after), error, unit)


def _may_rest_on(held: Trace, id: str, paths: Collection[str]) -> bool:
    """Whether a number can depend on quantities: a belief only on its own party's priors and signals."""
    parts = id.split(".")
    if parts[0] != "belief":
        return True
    own = [f"signals.{signal}." for signal, party in held.about.items() if party == parts[1]]
    return any(path.startswith((f"parties.{parts[1]}.goals.", *own)) for path in paths)


def _turns(before: float, after: float) -> bool:
    """Whether a share comes to lie on the other side of one half; reaching one half is not crossing it."""
    return bool((before - 0.5) * (after - 0.5) < -1e-9)


def _signal_paths(signals: Collection[str], paths: Collection[str]) -> set[str]:
    starts = tuple(f"signals.{signal}." for signal in signals)
    return {path for path in paths if starts and path.startswith(starts)}


def _members(ledger: Ledger, held: Trace, by: By) -> dict[str, frozenset[str]]:
    """Items that can have an effect, with their statements."""
    if by == "signal":
        return {signal: frozenset(because) for signal, because in held.signals.items()}
    active = {id for because in held.signals.values() for id in because}
    active |= {id for rows in held.readings.values() for id in statements_behind(rows)}
    if by == "statement":
        return {id: frozenset({id}) for id in active}
    groups: dict[str, set[str]] = {}
    for id, row in ledger.statements.items():
        if id in active:
            groups.setdefault(row["source"], set()).add(id)
    return {source: frozenset(ids) for source, ids in groups.items()}


def _supports(ledger: Ledger, held: Trace, by: By) -> list[frozenset[str]]:
    """What has to go together for a signal or a reading to go or to count otherwise, in statements or sources."""
    backings = [row for rows in held.readings.values() for row in rows]
    rows = [*held.signals.values(), *(row.because for row in backings)]
    rows += [(support.statement,) for row in backings if row.entered is None for support in row.supports]
    name = {id: id if by == "statement" else row["source"] for id, row in ledger.statements.items()}
    return [frozenset(name[id] for id in row) for row in rows if row]


def _unions(supports: Collection[frozenset[str]], largest: int) -> set[frozenset[str]]:
    """All unions of supports up to a size: any other set does no more than one of its parts."""
    small = {support for support in supports if len(support) <= largest}
    found = set(small)
    for _ in range(largest - 1):
        found |= {one | other for one in found for other in small if len(one | other) <= largest}
    return found


def _evaluator(
    held: Trace, number: str, level: float, by: By, members: Mapping[str, frozenset[str]]
) -> Callable[[Sequence[tuple[str, ...]]], list[tuple[float, float]]]:
    """The number without each of many sets, and the draws left; sets that touch no reading go together."""
    restated = Restated(held, number)
    touched: dict[str, set[str]] = {}
    for signal, because in held.signals.items():
        for id in because:
            touched.setdefault(id, set()).add(signal)
    mixed = {
        id
        for path, rows in held.readings.items()
        if _may_rest_on(held, number, (path,))
        for id in statements_behind(rows)
    }
    known: dict[tuple[tuple[str, ...], bytes], tuple[float, float]] = {}

    def lost(gone: frozenset[str]) -> tuple[str, ...]:
        signals = {signal for id in gone for signal in touched.get(id, ())}
        return tuple(sorted(signal for signal in signals if gone.issuperset(held.signals[signal])))

    def conditioned(gone: frozenset[str]) -> tuple[float, float]:
        seen = view(held, gone)
        key = (seen.lost_signals, seen.counts.tobytes())
        if key not in known:
            left = float(seen.left)
            known[key] = (restated.among(seen.lost_signals, seen.counts) if left else float("nan"), left)
        return known[key]

    def evaluate(sets: Sequence[tuple[str, ...]]) -> list[tuple[float, float]]:
        if by == "signal":
            return [(value, float(held.draws)) for value in restated.screened(sets, level)]
        gone = [frozenset().union(*(members[name] for name in chosen)) for chosen in sets]
        plain = [row for row, ids in enumerate(gone) if mixed.isdisjoint(ids)]
        values = restated.screened([lost(gone[row]) for row in plain], level)
        out = dict(zip(plain, values, strict=True))
        return [
            (float(out[row]), float(held.draws)) if row in out else conditioned(ids)
            for row, ids in enumerate(gone)
        ]

    return evaluate
