"""How much each reading of a mixture counts: as entered, or by the evidence that it rests on.

Where one reading of a quantity has a weight, all count as entered, and those without count 1. Otherwise
readings count as the statements behind them are reliable and independent. Every
origin has one unit of weight, however many statements go back to it: its most reliable statement says how
much of the unit counts, and where several readings rest on one origin they share that. What has several
origins has the sum, so that one reading on two origins counts as two equal readings on one each. Without
statements a reading is the analyst's own: all of these together count as one origin of which nothing can be
judged (docs/decisions/0014).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

#: The origin of readings that rest on no statement.
OWN = ""

By = Literal["entered", "evidence", "assumption", "withdrawn"]


class Support(NamedTuple):
    """A statement behind a reading: where it comes from in the end, and how reliable it is."""

    statement: str
    origin: str
    reliability: float


class Backing(NamedTuple):
    """One reading of a mixture: its weight where weights were entered, its own statements, and all behind it.

    ``supports`` are those of ``because``, or of the whole quantity where the reading names none.
    """

    entered: float | None
    because: tuple[str, ...]
    supports: tuple[Support, ...]


class Part(NamedTuple):
    """What one origin adds to the weight of a reading, by its most reliable statement there."""

    origin: str
    statement: str
    reliability: float
    counts: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weight of one reading, and what it comes from."""

    weight: float
    by: By
    parts: tuple[Part, ...] = ()


def weigh(readings: Sequence[Backing], unjudged: float, gone: Collection[str] = ()) -> tuple[Weighed, ...]:
    """How much each reading counts, with some statements withdrawn.

    Parameters
    ----------
    readings : sequence of Backing
        Of one quantity.
    unjudged : float in (0, 1]
        Reliability of what rests on no statement.
    gone : collection of str
        Ids of statements. A reading goes with the last of its own statements while another reading is left.

    Returns
    -------
    tuple of Weighed
        In the order of ``readings``; weights on one scale, on which an origin that is never wrong counts 1.

    Examples
    --------
    >>> one, copy, other = (
    ...     Support(*s) for s in (("s1", "wire", 0.4), ("s2", "wire", 0.4), ("s3", "talk", 0.2))
    ... )
    >>> rows = [Backing(None, ("s1", "s2"), (one, copy)), Backing(None, ("s3",), (other,))]
    >>> [round(row.weight, 3) for row in weigh(rows, 0.25)]
    [0.4, 0.2]
    >>> rows = [Backing(None, ("s1",), (one,)), Backing(None, ("s2",), (copy,)), rows[1]]
    >>> [round(row.weight, 3) for row in weigh(rows, 0.25)]
    [0.2, 0.2, 0.2]
    """
    away = frozenset(gone)
    lost = [bool(row.because) and away.issuperset(row.because) for row in readings]
    if all(lost):
        lost = [False] * len(readings)
    best = [
        {} if out or row.entered is not None else _best(row.supports, away, unjudged)
        for row, out in zip(readings, lost, strict=True)
    ]
    found = []
    for row, out, own in zip(readings, lost, best, strict=True):
        if out:
            found.append(Weighed(0.0, "withdrawn"))
        elif row.entered is not None:
            found.append(Weighed(row.entered, "entered"))
        else:
            parts = tuple(_part(origin, own[origin], best) for origin in sorted(own))
            by: By = "assumption" if set(own) == {OWN} else "evidence"
            found.append(Weighed(math.fsum(part.counts for part in parts), by, parts))
    return tuple(found)


def _best(supports: Sequence[Support], gone: frozenset[str], unjudged: float) -> dict[str, Support]:
    """The most reliable statement of every origin; of equals the one named first."""
    best: dict[str, Support] = {}
    for support in supports:
        if support.statement in gone:
            continue
        if support.origin not in best or support.reliability > best[support.origin].reliability:
            best[support.origin] = support
    return best or {OWN: Support("", OWN, unjudged)}


def _part(origin: str, own: Support, best: Sequence[Mapping[str, Support]]) -> Part:
    """The share of an origin's unit that one reading has."""
    claims = [row[origin].reliability for row in best if origin in row]
    return Part(origin, own.statement, own.reliability, max(claims) * own.reliability / math.fsum(claims))
