"""What giving something away before talks costs: an entry per unconditional concession.

A concession made for nothing changes what no deal is worth, takes packages out of the space in which it
could have been traded, and moves what the parties can expect to end with. The ledger shows all three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.principles import nash_solution
from detente.deals.space import Levels, PackageSpace, Values
from detente.deals.zone import bargaining_range
from detente.errors import NoAgreementError, ShapeError


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One concession. Per-party tuples are in party order; packages are row numbers of the table given.

    Attributes
    ----------
    given : mapping of issue to the levels that remain
    no_deal_change : change of the value of no deal
    expected_before, expected_after : value of the Nash package to each party, None where the zone is empty
    lost : acceptable packages that the concession takes out of play
    traded : of these, packages in which the giver got more than no deal: what could have been had in return
    best_before, best_after : the giver's best acceptable package, None where there is none
    """

    given: Mapping[str, tuple[str, ...]]
    giver: int
    no_deal_change: tuple[float, ...]
    expected_before: tuple[float, ...] | None
    expected_after: tuple[float, ...] | None
    lost: tuple[int, ...]
    traded: tuple[int, ...]
    best_before: float | None
    best_after: float | None

    @property
    def expected_change(self) -> tuple[float, ...] | None:
        """Change of what each party can expect; None where there is no zone before or after."""
        if self.expected_before is None or self.expected_after is None:
            return None
        return tuple(
            after - before for before, after in zip(self.expected_before, self.expected_after, strict=True)
        )


def ledger_entry(
    space: PackageSpace,
    packages: Levels,
    values: Values,
    no_deal: tuple[Values, Values],
    given: Mapping[str, Sequence[str]],
    giver: int,
) -> LedgerEntry:
    """Compare talks before and after one party gives something away for nothing.

    Parameters
    ----------
    space : PackageSpace
    packages : (packages, issues) int array
    values : (packages, parties) array, utils
    no_deal : pair of (parties,) arrays
        Value of no deal before and after (a concession may lower the taker's cost of fighting on).
    given : issue -> levels that remain possible
        What the concession settles; an empty mapping for one that only changes no deal.
    giver : int

    Returns
    -------
    LedgerEntry

    Notes
    -----
    What parties can expect is the Nash package of the acceptable ones, first of ties. It is a yardstick for
    comparing before with after, not a forecast.
    """
    before, after = no_deal
    if before.shape != (values.shape[1],) or after.shape != before.shape or not 0 <= giver < values.shape[1]:
        raise ShapeError(
            f"ledger_entry: values {values.shape}, no_deal {before.shape}, {after.shape}, giver {giver}"
        )
    remains = np.ones(len(packages), dtype=bool)
    for issue, levels in given.items():
        number = space.issues.index(issue)
        kept = [space.levels[number].index(level) for level in levels]
        remains &= np.isin(packages[:, number], kept)
    zone = bargaining_range(values, before)
    later = np.flatnonzero(remains)[bargaining_range(values[remains], after)]
    lost = zone[~remains[zone]]
    traded = lost[values[lost, giver] > before[giver] + 1e-9]
    return LedgerEntry(
        {issue: tuple(levels) for issue, levels in given.items()},
        giver,
        tuple((after - before).tolist()),
        _expected(values, zone, before),
        _expected(values, later, after),
        tuple(lost.tolist()),
        tuple(traded.tolist()),
        float(values[zone, giver].max()) if zone.size else None,
        float(values[later, giver].max()) if later.size else None,
    )


def _expected(values: Values, zone: NDArray[np.intp], floor: Values) -> tuple[float, ...] | None:
    if zone.size == 0:
        return None
    try:
        row = zone[nash_solution(values[zone], floor)[0]]
    except NoAgreementError:  # only by a rounding between the two tests
        return None
    return tuple(values[row].tolist())


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening demand beside the best that the others would accept.

    ``excess`` is how much more the demand asks for than its owner's best acceptable package; ``refusers`` are
    those who reject the demand; ``fallback`` the rows of that best acceptable package.
    """

    party: int
    worth: float
    best: float | None
    excess: float | None
    refusers: tuple[int, ...]
    fallback: tuple[int, ...]


def compare_opening(
    packages: Levels, values: Values, reservations: Values, demand: Sequence[int], party: int
) -> Opening:
    """How far a maximalist opening lies above what its owner could get.

    Raises
    ------
    ShapeError
        The demand is not among ``packages``.
    """
    rows = np.flatnonzero((packages == np.array(demand, dtype=packages.dtype)).all(axis=1))
    if rows.size == 0:
        raise ShapeError(f"compare_opening: the demand {tuple(demand)} is not among the packages")
    row = int(rows[0])
    refusers = tuple(np.flatnonzero(values[row] < reservations - 1e-9).tolist())
    zone = bargaining_range(values, reservations)
    worth = float(values[row, party])
    if zone.size == 0:
        return Opening(party, worth, None, None, refusers, ())
    best = float(values[zone, party].max())
    fallback = zone[values[zone, party] >= best - 1e-9]
    return Opening(party, worth, best, worth - best, refusers, tuple(fallback.tolist()))
