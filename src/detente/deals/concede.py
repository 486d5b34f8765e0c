"""When nobody's packages meet: the smallest concessions that open the zone, who must move, what is nearest.

A *concession* of a party is by how much it lowers the least it would sign for. Sizes are in each party's
own utils divided by a scale given by the caller (the spread of its utilities when left out), because
adding utils of different parties has no meaning (C1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detente.deals.space import TOLERANCE, Levels, PackageSpace, Values, check_utilities
from detente.deals.zone import bargaining_range, blockers
from detente.errors import ShapeError


@dataclass(frozen=True, slots=True)
class Concession:
    """One way to open the zone: by how much each party would have to lower its reservation, and for which packages.

    ``size`` is the total in scaled units; ``largest`` the greatest single concession.
    """

    lowered: tuple[float, ...]
    size: float
    largest: float
    packages: tuple[int, ...]

    @property
    def movers(self) -> tuple[int, ...]:
        """Parties that have to move."""
        return tuple(party for party, amount in enumerate(self.lowered) if amount > 0)


@dataclass(frozen=True, slots=True)
class WayIn:
    """The cheapest concession for one minimal set of movers: no proper subset of them can open the zone alone."""

    movers: tuple[int, ...]
    concession: Concession


def smallest_concession(
    utilities: Values, reservations: Values, scale: Values | None = None, tol: float = TOLERANCE
) -> Concession:
    """The least total lowering of reservations that makes some package acceptable to all; exact.

    Opening the zone for a package costs exactly the sum of its shortfalls, so the minimum over the listed
    packages is the minimum over all ways of lowering reservations.

    Parameters
    ----------
    utilities : (packages, parties) array, utils
    reservations : (parties,) array, utils
    scale : (parties,) array, utils, optional
        One unit of concession for each party; the spread of its utilities when left out.
    tol : float, scaled units
        Totals this close to the least count as tied.

    Returns
    -------
    Concession
        ``lowered`` for the first of ``packages``; all zero when the zone is open already.

    Examples
    --------
    >>> table = np.array([[10.0, 0.0], [6.0, 3.0], [0.0, 10.0]])
    >>> found = smallest_concession(table, np.array([7.0, 5.0]))
    >>> found.packages, found.lowered, round(found.size, 3)
    ((1,), (1.0, 2.0), 0.3)
    """
    shortfalls = _shortfalls(utilities, reservations)
    total = (shortfalls / _scale(utilities, scale)).sum(axis=1)
    return _concession(shortfalls, _scale(utilities, scale), total, tol)


def most_even_concession(
    utilities: Values, reservations: Values, scale: Values | None = None, tol: float = TOLERANCE
) -> Concession:
    """The lowering whose greatest single concession is least: the package nearest to acceptable."""
    shortfalls = _shortfalls(utilities, reservations)
    worst = (shortfalls / _scale(utilities, scale)).max(axis=1)
    return _concession(shortfalls, _scale(utilities, scale), worst, tol)


def ways_in(utilities: Values, reservations: Values, scale: Values | None = None) -> tuple[WayIn, ...]:
    """All minimal sets of blockers, each with its cheapest concession, cheapest first.

    A set of parties is minimal when some package is blocked by these parties alone and none is blocked by
    fewer of them: exactly these parties have to move, whatever they get in return.
    """
    blocked = blockers(utilities, reservations)
    parties = utilities.shape[1]
    codes = blocked @ (1 << np.arange(parties, dtype=np.int64))
    present = sorted(set(codes.tolist()), key=lambda code: int(code).bit_count())
    minimal: list[int] = []
    for code in present:
        if not any(code & other == other for other in minimal):
            minimal.append(code)
    ways = []
    for code in minimal:
        rows = np.flatnonzero(codes == code)
        inside = smallest_concession(utilities[rows], reservations, _scale(utilities, scale))
        packages = tuple(int(rows[row]) for row in inside.packages)
        movers = tuple(party for party in range(parties) if code >> party & 1)
        ways.append(WayIn(movers, Concession(inside.lowered, inside.size, inside.largest, packages)))
    return tuple(sorted(ways, key=lambda way: (way.concession.size, way.movers)))


@dataclass(frozen=True, slots=True)
class LevelChange:
    """One change of a package that everybody accepts afterwards: which issues move to which levels."""

    package: int
    changed: tuple[tuple[int, int, int], ...]  # issue, level before, level after


def nearest_acceptable(
    space: PackageSpace, packages: Levels, utilities: Values, reservations: Values, proposal: Sequence[int]
) -> tuple[LevelChange, ...]:
    """What unblocks a proposal: the acceptable packages that differ from it on the fewest issues.

    Returns
    -------
    tuple of LevelChange
        All packages with the fewest changed issues, in row order; empty when nothing is acceptable.
    """
    if len(proposal) != len(space.issues):
        raise ShapeError(f"proposal: {len(proposal)} levels for {len(space.issues)} issues")
    inside = bargaining_range(utilities, reservations)
    if inside.size == 0:
        return ()
    given = np.array(proposal, dtype=np.int8)
    differing = (packages[inside] != given).sum(axis=1)
    rows = inside[differing == differing.min()]
    return tuple(
        LevelChange(
            int(row),
            tuple(
                (j, int(given[j]), int(packages[row, j]))
                for j in np.flatnonzero(packages[row] != given).tolist()
            ),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Slack:
    """How far one party's reservation could rise before the zone closes, and the package that goes last."""

    party: int
    amount: float
    packages: tuple[int, ...]


def slack(utilities: Values, reservations: Values, tol: float = TOLERANCE) -> tuple[Slack, ...]:
    """Per party, how much more it could ask for, the others asking for no more; empty when there is no zone."""
    inside = bargaining_range(utilities, reservations, tol)
    if inside.size == 0:
        return ()
    gains = utilities[inside] - reservations
    return tuple(
        Slack(
            party,
            float(gains[:, party].max()),
            tuple(inside[gains[:, party] >= gains[:, party].max() - tol].tolist()),
        )
        for party in range(utilities.shape[1])
    )


def smallest_contradiction(space: PackageSpace, limit: int = 200_000) -> tuple[int, ...]:
    """A smallest set of rules that no package can keep together; empty when the rules can all be kept.

    Sets are tried by size, so the answer is of least size. A set is tested on its own issues only, by
    enumeration with pruning; ``limit`` bounds the partial packages of one test.

    Returns
    -------
    tuple of int
        Numbers of rules in ``space.rules``. Rules that came from one sentence of the analyst share a text.
    """
    if not _contradicts(space, range(len(space.rules)), limit):
        return ()
    for size in range(1, len(space.rules) + 1):
        for chosen in combinations(range(len(space.rules)), size):
            if _contradicts(space, chosen, limit):
                return chosen
    return tuple(range(len(space.rules)))


def _contradicts(space: PackageSpace, chosen: Sequence[int], limit: int) -> bool:
    """Whether no choice of levels on the issues of these rules keeps them all: depth first, first hit ends it."""
    rules = [space.rules[number] for number in chosen]
    issues = sorted({issue for rule in rules for issue in rule.issues})
    stack: list[tuple[int, tuple[int, ...]]] = [(0, tuple(0 for _ in rules))]
    seen: set[tuple[int, tuple[int, ...]]] = set(stack)
    while stack:
        depth, counts = stack.pop()
        if depth == len(issues):
            return False
        issue = issues[depth]
        for level in range(space.sizes[issue]):
            after = tuple(
                count + sum(c.issue == issue and level in c.levels for c in rule.conditions)
                for count, rule in zip(counts, rules, strict=True)
            )
            node = (depth + 1, after)
            if node not in seen and all(count <= rule.most for count, rule in zip(after, rules, strict=True)):
                if len(seen) >= limit:
                    raise ShapeError(
                        f"smallest_contradiction: more than {limit} partial packages; raise the limit"
                    )
                seen.add(node)
                stack.append(node)
    return True


def _shortfalls(utilities: Values, reservations: Values) -> NDArray[np.float64]:
    check_utilities(utilities, reservations)
    if len(utilities) == 0:
        raise ShapeError("concession: there is no package at all; the rules contradict each other")
    return np.asarray(np.maximum(reservations - utilities, 0), dtype=np.float64)


def _scale(utilities: Values, scale: Values | None) -> NDArray[np.float64]:
    if scale is None:
        spread = np.ptp(utilities, axis=0).astype(np.float64)
        return np.where(spread > 0, spread, 1.0)
    if scale.shape != (utilities.shape[1],) or not (scale > 0).all():
        raise ShapeError(f"scale: need {utilities.shape[1]} positive values, one per party, got {scale!r}")
    return scale.astype(np.float64)


def _concession(
    shortfalls: NDArray[np.float64], scale: NDArray[np.float64], cost: NDArray[np.float64], tol: float
) -> Concession:
    rows = np.flatnonzero(cost <= cost.min() + tol)
    lowered = shortfalls[rows[0]]
    scaled = lowered / scale
    return Concession(tuple(lowered.tolist()), float(scaled.sum()), float(scaled.max()), tuple(rows.tolist()))
