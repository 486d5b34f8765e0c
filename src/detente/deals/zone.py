"""The zone of possible agreement: what everyone accepts, who blocks the rest, how far it reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.space import TOLERANCE, Levels, Values, check_utilities
from detente.errors import ShapeError

Mask = NDArray[np.bool_]


def blockers(utilities: Values, reservations: Values, tol: float = TOLERANCE) -> Mask:
    """Who blocks each package: the parties for whom it is worth less than the least they would sign for.

    Parameters
    ----------
    utilities : (packages, parties) array, utils
    reservations : (parties,) array, or (packages, parties) where refusing is worth something else per package
    tol : float, utils
        A party this close to its reservation is indifferent and accepts.

    Returns
    -------
    (packages, parties) array of bool

    Examples
    --------
    >>> blockers(np.array([[3.0, 1.0], [2.0, 2.0]]), np.array([1.0, 1.5])).tolist()
    [[False, True], [False, False]]
    """
    check_utilities(utilities)
    if (
        reservations.shape not in {(utilities.shape[1],), utilities.shape}
        or not np.isfinite(reservations).all()
    ):
        raise ShapeError(
            f"reservations: need finite values of shape {(utilities.shape[1],)} or {utilities.shape}"
        )
    return np.asarray(utilities < reservations - tol)


def bargaining_range(utilities: Values, reservations: Values, tol: float = TOLERANCE) -> NDArray[np.intp]:
    """Packages that no party rejects, ascending; none when the zone is empty."""
    return np.flatnonzero(~blockers(utilities, reservations, tol).any(axis=1))


@dataclass(frozen=True, slots=True)
class IssueRange:
    """Which levels of one issue occur in packages that everyone accepts, and in how many of them."""

    issue: int
    packages: tuple[int, ...]

    @property
    def open_levels(self) -> tuple[int, ...]:
        """Levels that occur in some acceptable package."""
        return tuple(level for level, count in enumerate(self.packages) if count)


def issue_ranges(packages: Levels, sizes: Sequence[int], accepted: Mask) -> tuple[IssueRange, ...]:
    """For each issue, in how many acceptable packages each level occurs."""
    inside = packages[accepted]
    return tuple(
        IssueRange(issue, tuple(np.bincount(inside[:, issue], minlength=size).tolist()))
        for issue, size in enumerate(sizes)
    )


def levels_given_rest(packages: Levels, accepted: Mask, package: Levels) -> tuple[tuple[int, ...], ...]:
    """For each issue, the levels that keep ``package`` acceptable while all its other levels stay."""
    same = packages == package
    others = same.sum(axis=1)
    found = []
    for issue in range(packages.shape[1]):
        alike = others - same[:, issue] == packages.shape[1] - 1
        found.append(tuple(sorted(packages[alike & accepted, issue].tolist())))
    return tuple(found)


def room_to_spare(utilities: Values, reservations: Values) -> NDArray[np.float64]:
    """How much each party could lose, alone and in every package, before the zone closes; zero if empty.

    For party i this is the largest gain of i over the packages that the others accept and i accepts too.
    """
    check_utilities(utilities, reservations)
    inside = bargaining_range(utilities, reservations)
    if inside.size == 0:
        return np.zeros(utilities.shape[1])
    return np.asarray((utilities[inside] - reservations).max(axis=0), dtype=np.float64)


def acceptance_shares(
    utilities: Values, reservations: Values, tol: float = TOLERANCE
) -> tuple[Values, Values]:
    """Over draws: the share in which each party accepts each package, and in which all do.

    Parameters
    ----------
    utilities : (draws, packages, parties) array, utils
        The same draws for all packages.
    reservations : (draws, parties) array, utils
        Drawn together with the utilities.

    Returns
    -------
    (packages, parties) array and (packages,) array, shares of draws in [0, 1]
    """
    if utilities.ndim != 3 or reservations.shape != (utilities.shape[0], utilities.shape[2]):
        raise ShapeError(
            f"acceptance_shares: utilities {utilities.shape} do not fit reservations {reservations.shape}"
        )
    accepts = utilities >= reservations[:, None, :] - tol
    return accepts.mean(axis=0), accepts.all(axis=2).mean(axis=0)
