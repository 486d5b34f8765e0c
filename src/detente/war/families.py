"""Many packages at once: settlements of one family share all terms but the power at signature and A's share.

The power at signature is only where the play starts, so one solution per share serves all of them, and
between two changes of A's play a solution serves all shares. The answers are those of ``hold``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.errors import ShapeError
from detente.war import _families
from detente.war.building import tell_if_building
from detente.war.games import SettlementGames
from detente.war.process import TOLERANCE, Floats, check_between
from detente.war.threads import run_in_threads


@dataclass(frozen=True, slots=True)
class Families:
    """Packages by the family of terms that they belong to.

    Parameters
    ----------
    terms : SettlementGames
        One family per row; ``power``, ``share_a``, ``share_b``, ``discount_b`` and ``war_b`` are ignored.
    family : (m,) int
        Row of ``terms`` for each package.
    start : (m,) int
        Row of ``powers`` for each package.
    powers : (p,)
        The powers at signature that occur.
    share : (m,) utils
        What each package is worth to A on paper.

    Raises
    ------
    ShapeError
        Lengths that do not fit each other, numbers that are not rows, a power outside the reachable ones.
    """

    terms: SettlementGames
    family: NDArray[np.integer]
    start: NDArray[np.integer]
    powers: Floats
    share: Floats

    def __post_init__(self) -> None:
        sizes = {np.shape(self.family), np.shape(self.start), np.shape(self.share)}
        if len(sizes) != 1 or len(next(iter(sizes))) != 1:
            raise ShapeError(f"Families: family, start and share need one number per package; found {sizes}")
        for name, rows, many in (
            ("family", self.family, len(self.terms)),
            ("start", self.start, len(self.powers)),
        ):
            if len(rows) and not (rows.min() >= 0 and rows.max() < many):
                raise ShapeError(f"Families: {name} has {rows.max()}, there are {many} rows")
        if len(self.share):
            low, high = self.terms.power_min[self.family], self.terms.power_max[self.family]
            power = np.asarray(self.powers)[self.start]
            if not ((power >= low - TOLERANCE) & (power <= high + TOLERANCE)).all():
                raise ShapeError("Families: a power at signature lies outside the reachable powers")

    def in_order(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Families by what moves power and may end, so that neighbours share work; packages in that order and by
        falling share; and where each family begins.
        """
        terms = self.terms
        first = np.lexsort((terms.lapse, terms.credibility, terms.support_ends, terms.drift))
        place = np.empty(len(terms), np.int64)
        place[first] = np.arange(len(terms))
        family = place[self.family]
        edges = np.zeros(len(terms) + 1, np.int64)
        np.cumsum(np.bincount(family, minlength=len(terms)), out=edges[1:])
        return first, np.lexsort((-self.share, family)), edges


@dataclass(frozen=True, slots=True)
class FamilyValues:
    """What becomes of each package.

    Attributes
    ----------
    value_a : (m,) utils
        Worth to A, as in ``hold.SettlementSolutions``.
    survival : (m,)
        Chance that no attack has come by the month asked for.
    chance, power, alone : (m, k)
        As ``hold.break_terms`` for each patience.
    """

    value_a: Floats
    survival: Floats
    chance: Floats
    power: Floats
    alone: Floats


def solve_families(
    families: Families, discounts: ArrayLike, month: int = 60, grid_points: int = 46
) -> FamilyValues:
    """What every package is worth to A, whether it lasts, and what its end means to parties of some patience.

    Parameters
    ----------
    families : Families
    discounts : (k,) per month
        Patience of k parties.
    month : int
        When survival is wanted.
    grid_points : int, >= 3

    Returns
    -------
    FamilyValues
        The numbers of ``hold.solve_settlements`` and ``hold.break_terms`` for each package.

    Raises
    ------
    ShapeError
        Too few grid points, a month below 1, a discount factor outside (0, 1), a policy iteration that did not settle.

    Notes
    -----
    Within a family shares are walked downwards: each state turns from complying to attacking once and never
    back, and the least share at which a play stays the best one follows from how its values change with the
    share (as in ``curves``). Between them nothing is solved.

    Sources
    -------
    Our own; as ``hold`` and ``curves``.

    Examples
    --------
    >>> from detente.war.process import war_line
    >>> war_a = np.stack(war_line(0.05, 0.99, 0.3, 1, 0, 0.2), -1)
    >>> terms = SettlementGames(
    ...     power=0.0,
    ...     drift=0.004,
    ...     shock=0.02,
    ...     power_min=0,
    ...     power_max=0.9,
    ...     share_a=0,
    ...     share_b=0,
    ...     discount_a=0.99,
    ...     discount_b=0.99,
    ...     war_a=war_a,
    ...     war_b=[0.0, 0.0],
    ...     monitoring=0.8,
    ...     credibility=0.5,
    ...     scale=0.25,
    ...     penalty=0.05,
    ...     surprise=0.03,
    ...     lapse=0.01,
    ... )
    >>> packages = Families(terms, np.array([0, 0]), np.array([0, 0]), np.array([0.5]), np.array([0.45, 0.8]))
    >>> solve_families(packages, [0.99], grid_points=91).value_a.round(6).tolist()
    [0.548084, 0.8]
    """
    patience = _checked(discounts, month, grid_points)
    first, order, edges = families.in_order()
    out = np.zeros((len(order), 2 + _families.PARTS * patience.size))
    packed = families.terms.packed()[first]
    tell_if_building(_families.solve_families)
    run_in_threads(
        len(packed),
        lambda part: _families.solve_families(
            packed[part], grid_points, edges[part.start : part.stop + 1], order, families.share,
            families.start, families.powers, patience, month, out,
        ),
    )  # fmt: skip
    if (out[:, 1] < 0.0).any():
        raise ShapeError("solve_families: a policy iteration did not settle")
    terms = out[:, 2:].reshape(len(out), patience.size, _families.PARTS)
    return FamilyValues(out[:, 0], out[:, 1], terms[..., 0], terms[..., 1], terms[..., 2])


@dataclass(frozen=True, slots=True)
class Signers:
    """Who must sign, and what each asks for; a party may hold one of several accounts of its goals.

    Attributes
    ----------
    discounts : (k,) per month
        Patience of each party other than A.
    needed : (m, k) bool
    accounts : (k + 1,) int
        Where each party's accounts begin.
    weights : (s,)
        Chance of each account; a party's add up to 1.
    utility : (m, s) utils
        What a package is worth on paper.
    war : (w, s, 3) utils
        Intercept and slope of the war value, and what the end of outside support changes in it.
    war_row : (n,) int
        Row of ``war`` for each family.
    least : (r, s) utils
        The least value for which an account signs.
    least_a : (r,) utils
        The same for A.
    least_row : (m,) int
        Row of ``least`` and ``least_a`` for each package.
    """

    discounts: Floats
    needed: NDArray[np.bool_]
    accounts: NDArray[np.int64]
    weights: Floats
    utility: Floats
    war: Floats
    war_row: NDArray[np.int64]
    least: Floats
    least_a: Floats
    least_row: NDArray[np.int64]


def signed_and_kept(families: Families, signers: Signers, month: int = 60, grid_points: int = 46) -> Floats:
    """(m,) chance that everybody needed signs a package and A does not attack within ``month`` months.

    The same as from ``solve_families``; but what nobody needs to know, since somebody rejects, is not worked out.

    Parameters
    ----------
    families : Families
    signers : Signers
    month : int
    grid_points : int, >= 3

    Raises
    ------
    ShapeError
        As ``solve_families``.
    """
    patience = _checked(signers.discounts, month, grid_points)
    first, order, edges = families.in_order()
    out = np.zeros(len(order))
    packed = families.terms.packed()[first]
    whole, war_row = np.ascontiguousarray, signers.war_row[first]
    tell_if_building(_families.signed_and_kept)
    run_in_threads(
        len(packed),
        lambda part: _families.signed_and_kept(
            packed[part], grid_points, edges[part.start : part.stop + 1], order, families.share,
            families.start, families.powers, patience, month,
            (
                whole(signers.utility), whole(signers.least), whole(signers.least_row), whole(signers.needed),
                whole(signers.accounts), whole(signers.weights), whole(signers.war), war_row[part],
                whole(signers.least_a),
            ),
            out,
        ),
    )  # fmt: skip
    if np.isnan(out).any():
        raise ShapeError("signed_and_kept: a policy iteration did not settle")
    return out


def _checked(discounts: ArrayLike, month: int, grid_points: int) -> Floats:
    patience = np.atleast_1d(np.ascontiguousarray(discounts, np.float64))
    check_between("discounts", patience, 0.0, 1.0, open_ends=True)
    if grid_points < 3 or month < 1:
        raise ShapeError(f"needs 3 or more grid points and a month from 1 on; found {grid_points}, {month}")
    return patience
