"""Several tables, and those kept from them: what each table would sign, and what survives those who must act.

A package is *table-acceptable* when everybody who signs values it at least as high as no deal (W). It
*survives* when every implementer, seated or not, values it at least as high as refusing what the others
do (the refusal value). It is *freely ratified* when implementers also value it at least as high as no
deal; what survives but is not freely ratified survives only by coercion, and the coercion gap says by how
much refusing had to be made worse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.deals.space import TOLERANCE, Levels, PackageSpace, Values
from detente.errors import ShapeError

Mask = NDArray[np.bool_]
Status = Literal["free", "coerced", "does not survive", "not acceptable at the table", "unknown"]


def implementers(
    space: PackageSpace, packages: Levels, needs: Mapping[tuple[int, int], Sequence[int]], parties: int
) -> Mask:
    """Who must act for each package: the parties that some chosen level needs.

    Parameters
    ----------
    space : PackageSpace
    packages : (packages, issues) int array
    needs : (issue, level) -> party numbers
        Levels that are left out need nobody.
    parties : int

    Returns
    -------
    (packages, parties) array of bool
    """
    must = np.zeros((len(packages), parties), dtype=bool)
    for issue, size in enumerate(space.sizes):
        table = np.zeros((size, parties), dtype=bool)
        for level in range(size):
            table[level, list(needs.get((issue, level), ()))] = True
        must |= table[packages[:, issue]]
    return must


@dataclass(frozen=True, slots=True)
class Ratification:
    """What becomes of each package once those who must act have their say.

    All masks are (packages,). ``coercion_gap`` and ``shortfall`` are (packages, parties), utils: by how much
    refusing is worse than no deal for implementers who are coerced, and what an implementer would have to
    be given to stop refusing. ``unknown`` packages need a party whose values nobody entered.
    """

    table_acceptable: Mask
    survives: Mask
    free: Mask
    coerced: Mask
    unknown: Mask
    coercion_gap: NDArray[np.float64]
    shortfall: NDArray[np.float64]

    def status(self, package: int) -> Status:
        """The package's fate in words."""
        if not self.table_acceptable[package]:
            return "not acceptable at the table"
        if self.unknown[package]:
            return "unknown"
        if not self.survives[package]:
            return "does not survive"
        return "free" if self.free[package] else "coerced"


def ratify(
    values: Values,
    no_deal: Values,
    refusal: Values,
    seated: Sequence[int],
    must_act: Mask,
    known: Sequence[bool] | None = None,
) -> Ratification:
    """Which packages pass the table and then those who must carry them out.

    Parameters
    ----------
    values : (packages, parties) array
        What each package is worth to each party, its possible collapse included.
    no_deal : (parties,) array
        What each party gets if nobody signs.
    refusal : (parties,) or (packages, parties) array
        What a party gets if the others go ahead and it refuses, with whatever is cut on refusal.
    seated : sequence of int
        Parties whose signature the table needs.
    must_act : (packages, parties) array of bool
        Implementers of each package, seated or not.
    known : one bool per party, optional
        False for a party with no value map: packages that need it are unknown, never accepted.

    Returns
    -------
    Ratification

    Notes
    -----
    A seat changes which value a party compares with (no deal instead of refusal), never whether it counts.
    A seated party is held to the table test only; whether it carries out what it signed is the settlement
    game's question.
    """
    parties = values.shape[1]
    refusal = np.broadcast_to(refusal, values.shape)
    if no_deal.shape != (parties,) or must_act.shape != values.shape:
        raise ShapeError(
            f"ratify: values {values.shape}, no_deal {no_deal.shape}, must_act {must_act.shape} do not fit"
        )
    aware = np.ones(parties, dtype=bool) if known is None else np.array(known, dtype=bool)
    inside = np.zeros(parties, dtype=bool)
    inside[list(seated)] = True
    signs = values >= no_deal - TOLERANCE
    stays = values >= refusal - TOLERANCE
    acting = must_act & ~inside
    asked = must_act | inside
    unknown = (asked & ~aware).any(axis=1)
    table = (signs | ~inside | ~aware).all(axis=1)
    survives = table & (stays | ~acting | ~aware).all(axis=1) & ~unknown
    free = survives & (signs | ~acting).all(axis=1)
    gap = np.where(acting & aware & ~signs & stays, no_deal - refusal, 0.0)
    short = np.where(acting & aware, np.maximum(refusal - values, 0.0), 0.0)
    return Ratification(
        table, survives, free, survives & ~free, unknown, gap, np.where(short > TOLERANCE, short, 0.0)
    )


@dataclass(frozen=True, slots=True)
class ExclusionCost:
    """What keeping implementers from the table costs: packages that pass the table and then fail.

    ``lost`` packages pass the table and do not survive; ``best`` of them needs the least transfer in total,
    ``transfers`` per party; ``refusers`` counts in how many lost packages each party refuses.
    """

    table_acceptable: int
    lost: tuple[int, ...]
    refusers: tuple[int, ...]
    best: int | None
    transfers: tuple[float, ...]


def exclusion_cost(result: Ratification) -> ExclusionCost:
    """The packages that the table could agree on in vain, and the least transfer that would save one of them."""
    lost = np.flatnonzero(result.table_acceptable & ~result.survives & ~result.unknown)
    parties = result.shortfall.shape[1]
    if lost.size == 0:
        return ExclusionCost(int(result.table_acceptable.sum()), (), (0,) * parties, None, (0.0,) * parties)
    short = result.shortfall[lost]
    best = int(lost[int(short.sum(axis=1).argmin())])
    return ExclusionCost(
        int(result.table_acceptable.sum()),
        tuple(lost.tolist()),
        tuple((short > 0).sum(axis=0).tolist()),
        best,
        tuple(result.shortfall[best].tolist()),
    )


@dataclass(frozen=True, slots=True)
class Table:
    """A table by numbers: who must sign there and which issues it decides."""

    name: str
    seats: tuple[int, ...]
    issues: tuple[int, ...]


def undecided_and_shared(
    space: PackageSpace, tables: Sequence[Table]
) -> tuple[tuple[int, ...], dict[int, tuple[int, ...]]]:
    """Issues that no table decides, and issues that several tables decide (whose choices must then agree)."""
    where = {
        j: tuple(t for t, table in enumerate(tables) if j in table.issues) for j in range(len(space.issues))
    }
    return tuple(j for j, found in where.items() if not found), {
        j: found for j, found in where.items() if len(found) > 1
    }


def acceptable_at(tables: Sequence[Table], values: Values, no_deal: Values) -> Mask:
    """(packages, tables): whether everybody seated at the table values the package at least as high as no deal."""
    signs = values >= no_deal - TOLERANCE
    return np.stack([signs[:, list(table.seats)].all(axis=1) for table in tables], axis=1)


@dataclass(frozen=True, slots=True)
class Linkage:
    """Whether linked tables can end in one package.

    ``alone`` counts the packages each table would sign; ``together`` those that every table would;
    ``partial`` counts, per table, the choices on its own issues that occur in a package every table signs,
    of all choices on its issues that it would sign with some rest.
    """

    alone: tuple[int, ...]
    together: int
    partial: tuple[tuple[int, int], ...]

    @property
    def binding(self) -> int:
        """The table that would sign fewest packages."""
        return int(np.argmin(self.alone))


def link_tables(tables: Sequence[Table], packages: Levels, values: Values, no_deal: Values) -> Linkage:
    """How the acceptable sets of linked tables fit together over the same packages."""
    accepted = acceptable_at(tables, values, no_deal)
    every = accepted.all(axis=1)
    partial = []
    for number, table in enumerate(tables):
        own = np.zeros(len(packages), dtype=np.int64)
        for issue in table.issues:  # numbered by what occurs, so that no product of sizes is too large
            _, own = np.unique(
                own * (int(packages[:, issue].max(initial=0)) + 1) + packages[:, issue], return_inverse=True
            )
        partial.append((len(np.unique(own[every])), len(np.unique(own[accepted[:, number]]))))
    return Linkage(tuple(accepted.sum(axis=0).tolist()), int(every.sum()), tuple(partial))


def count_survivors(
    values: Values, no_deal: Values, refusal: Values, must_act: Mask, seatings: Sequence[Sequence[int]]
) -> tuple[int, ...]:
    """How many packages survive under each of several seatings: the count of ``ratify`` and nothing else.

    A further seat makes a party compare with no deal in place of refusing alone, also where it need not act.
    """
    signs = values >= no_deal - TOLERANCE
    stays = (values >= np.broadcast_to(refusal, values.shape) - TOLERANCE) | ~must_act
    found = []
    for seated in seatings:
        left = np.ones(len(values), dtype=bool)
        for party in range(values.shape[1]):
            left &= signs[:, party] if party in seated else stays[:, party]
        found.append(int(left.sum()))
    return tuple(found)


def win_set(utilities: Values, reservations: Values, quota: int, tol: float = TOLERANCE) -> Mask:
    """Packages that at least ``quota`` of the ratifiers (columns) value at or above their reservation."""
    if not 1 <= quota <= utilities.shape[1] or reservations.shape != (utilities.shape[1],):
        raise ShapeError(
            f"win_set: quota {quota} of {utilities.shape[1]} ratifiers, reservations {reservations.shape}"
        )
    return np.asarray((utilities >= reservations - tol).sum(axis=1) >= quota)


def chance_of_quota(chances: NDArray[Any], quota: int) -> NDArray[np.float64]:
    """Chance that at least ``quota`` of independent ratifiers say yes: (packages, ratifiers) -> (packages,)."""
    if not 1 <= quota <= chances.shape[1]:
        raise ShapeError(f"chance_of_quota: quota {quota} of {chances.shape[1]} ratifiers")
    ways = np.zeros((len(chances), chances.shape[1] + 1))
    ways[:, 0] = 1
    for column in range(chances.shape[1]):
        yes = chances[:, column][:, None]
        ways[:, 1:] = ways[:, 1:] * (1 - yes) + ways[:, :-1] * yes
        ways[:, 0] *= 1 - yes[:, 0]
    return np.asarray(ways[:, quota:].sum(axis=1))


def chance_to_ratify(
    utilities: Values, mean: Values, deviation: Values, moods: Literal["independent", "one mood"]
) -> Values:
    """Chance that every body ratifies, its reservation being normal with this mean and deviation.

    Parameters
    ----------
    utilities : (packages, bodies) array
    mean, deviation : (bodies,) arrays, same scale; deviation positive
    moods : "independent" or "one mood"
        Independent bodies multiply; bodies that rise and fall together give the least of their chances.

    Examples
    --------
    >>> one = chance_to_ratify(np.array([[0.45]]), np.array([0.40]), np.array([0.05]), "independent")
    >>> round(float(one[0]), 7)
    0.8413447
    """
    from scipy.special import ndtr

    if (deviation <= 0).any() or mean.shape != deviation.shape or utilities.shape[1:] != mean.shape:
        raise ShapeError(f"chance_to_ratify: deviations must be positive, one per body, got {deviation!r}")
    each = ndtr((utilities - mean) / deviation)
    return np.asarray(each.prod(axis=1) if moods == "independent" else each.min(axis=1))
