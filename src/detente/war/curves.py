"""One solution for all packages: solve a settlement game for every share at once, then look values up.

Packages with the same terms (power, drift, guarantee, patience, war values) differ only in what they are
worth on paper. For fixed terms the play changes at finitely many shares of A; between them A's value is a
line, and B's value and survival follow from the same fixed play.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.errors import ShapeError
from detente.war import _kernels, _sweep
from detente.war.building import tell_if_building
from detente.war.games import SettlementGames
from detente.war.process import Floats, check_between
from detente.war.threads import run_in_threads


@dataclass(frozen=True, slots=True)
class PackageValues:
    """What packages are worth and whether they hold; one entry per package.

    Attributes
    ----------
    value_a, value_b, expected_months, attack_threshold, survival, attack_now, never_breaks, signature
        As in ``hold.SettlementSolutions``.
    signs_a, signs_b : (m,) bool
        Whether each side prefers signing to fighting on.
    """

    value_a: Floats
    value_b: Floats
    survival: Floats
    expected_months: Floats
    attack_threshold: Floats
    attack_now: NDArray[np.bool_]
    never_breaks: NDArray[np.bool_]
    signature: NDArray[np.int8]
    signs_a: NDArray[np.bool_]
    signs_b: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tally:
    """Weighted sums over draws, one row per package; divided by ``weight`` they are means and shares of draws."""

    totals: Floats
    weight: float
    horizons: tuple[int, ...]

    def _mean(self, column: int) -> Floats:
        return np.asarray(self.totals[:, column] / self.weight, np.float64)

    @property
    def value_a(self) -> Floats:
        """Mean settlement value to A."""
        return self._mean(_sweep.SUM_A)

    @property
    def value_b(self) -> Floats:
        """Mean settlement value to B."""
        return self._mean(_sweep.SUM_B)

    @property
    def signs_a(self) -> Floats:
        """Share of draws in which A signs."""
        return self._mean(_sweep.SIGNED_A)

    @property
    def signs_b(self) -> Floats:
        """Share of draws in which B signs."""
        return self._mean(_sweep.SIGNED_B)

    @property
    def both_sign(self) -> Floats:
        """Share of draws in which both sign and nobody attacks at once."""
        return self._mean(_sweep.SIGNED_BOTH)

    @property
    def safe(self) -> Floats:
        """Share of draws in which A signs and never breaks it."""
        return self._mean(_sweep.SAFE)

    @property
    def survival(self) -> Floats:
        """Mean chance to last each horizon, (packages, horizons)."""
        return np.asarray(self.totals[:, _sweep.TALLY :] / self.weight, np.float64)


@dataclass(frozen=True, slots=True)
class SettlementCurves:
    """The solution of each row of terms as pieces in A's share.

    Attributes
    ----------
    pieces : (n, most pieces, columns)
        Columns as in ``_sweep``; only the first ``counts[row]`` pieces of a row are filled.
    counts : (n,) int
        Pieces per row.
    index : (n, buckets + 1) int
        Where to begin looking for a share.
    share_range : (low, high)
        Shares for which the pieces are right.
    discounts : (n, k)
        Patience of the further parties that the curves can value.
    war_now_a, war_now_b, war_b, change_b
        What signing is compared with, B's war line, and what the end of support changes in it, per row.
    """

    pieces: Floats
    counts: NDArray[np.int64]
    index: NDArray[np.int64]
    share_range: tuple[float, float]
    horizons: tuple[int, ...]
    discounts: Floats
    war_now_a: Floats
    war_now_b: Floats
    war_b: Floats
    change_b: Floats

    def evaluate(
        self, share_a: ArrayLike, share_b: ArrayLike, rows: ArrayLike = 0, *, survival: bool = True
    ) -> PackageValues:
        """Values of packages under the terms of row ``rows`` (one number, or one per package).

        Parameters
        ----------
        share_a, share_b : (m,) utils
            What each package is worth on paper.
        rows : (m,) int
            Which row of the terms each package has.
        survival : bool
            Leave survival out (an array without columns) to save time and memory.

        Raises
        ------
        ShapeError
            A share outside ``share_range``, a row that does not exist, arrays that do not fit.
        """
        a, b, which = self._packages(share_a, share_b, rows)
        values, classes = np.empty((4, a.size)), np.empty((5, a.size), np.int8)
        held = np.empty((a.size, len(self.horizons) if survival else 0))
        wars = self._wars()
        run_in_threads(
            a.size,
            lambda s: _sweep.read_pieces(
                *self._table(), which[s], a[s], b[s], wars, values[:, s], classes[:, s], held[s]
            ),
        )
        return PackageValues(
            value_a=values[0],
            value_b=values[1],
            survival=held,
            expected_months=values[2],
            attack_threshold=values[3],
            attack_now=classes[0].view(np.bool_),
            never_breaks=classes[1].view(np.bool_),
            signature=classes[2],
            signs_a=classes[3].view(np.bool_),
            signs_b=classes[4].view(np.bool_),
        )

    def tally(
        self,
        share_a: ArrayLike,
        share_b: ArrayLike,
        rows: ArrayLike,
        before: Tally | None = None,
        weight: float = 1.0,
    ) -> Tally:
        """Add one draw of all packages to a tally, which is what millions of packages need.

        ``before`` is the tally so far; its arrays are added to in place and handed on.

        Raises
        ------
        ShapeError
            As ``evaluate``; a tally of other packages or horizons; a weight that is not above 0.
        """
        a, b, which = self._packages(share_a, share_b, rows)
        columns = _sweep.TALLY + len(self.horizons)
        totals = np.zeros((a.size, columns)) if before is None else before.totals
        if totals.shape != (a.size, columns) or not weight > 0:
            raise ShapeError(f"tally: {totals.shape} totals and weight {weight:g} for {a.size} packages")
        wars = self._wars()
        run_in_threads(
            a.size,
            lambda s: _sweep.add_pieces(*self._table(), which[s], a[s], b[s], wars, weight, totals[s]),
        )
        return Tally(totals, weight + (before.weight if before else 0.0), self.horizons)

    def value_bystanders(
        self, share_a: ArrayLike, utility: Floats, war: Floats, rows: ArrayLike = 0, change: ArrayLike = 0.0
    ) -> Floats:
        """Values of further parties, (m, k), for packages worth ``utility`` (m, k) to them on paper.

        ``war`` is (n, k, 2), (k, 2) or broadcastable: intercept and slope of their war values by row of
        the terms; ``change`` (n, k), (k,) or one number what the end of support does to them. Their patience is what ``solve_terms`` was given, in the same order.
        """
        paper = np.asarray(utility, np.float64)
        k = self.discounts.shape[1]
        a, _, which = self._packages(share_a, share_a, rows)
        if paper.shape != (a.size, k):
            raise ShapeError(f"value_bystanders: utility has shape {paper.shape}, needs ({a.size}, {k})")
        line = np.broadcast_to(np.asarray(war, np.float64), (self.counts.size, k, 2))[which]
        found = np.empty(a.size, np.int64)
        run_in_threads(a.size, lambda s: _sweep.look_up(*self._table(), which[s], a[s], found[s]))
        after = np.broadcast_to(np.asarray(change, np.float64), (self.counts.size, k))[which]
        terms = self.pieces[which, found, _sweep.PIECE + len(self.horizons) :].reshape(a.size, k, 3)
        chance, power, alone = terms[..., 0], terms[..., 1], terms[..., 2]
        kept = paper * (1 - chance)
        return np.asarray(kept + line[..., 0] * chance + line[..., 1] * power + after * alone, np.float64)

    def _wars(self) -> Floats:
        now = [self.war_now_a, self.war_now_b]
        return np.stack([*now, self.war_b[:, 0], self.war_b[:, 1], self.change_b], axis=1)

    def _table(self) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64], Floats]:
        return self.pieces, self.counts, self.index, np.array(self.share_range)

    def breakpoints(self, row: int = 0) -> Floats:
        """The shares at which A's play changes, under the terms of one row."""
        return self.pieces[row, 1 : int(self.counts[row]), _sweep.EDGE].copy()

    def _packages(
        self, share_a: ArrayLike, share_b: ArrayLike, rows: ArrayLike
    ) -> tuple[Floats, Floats, NDArray[np.int64]]:
        low, high = self.share_range
        a = np.ascontiguousarray(np.atleast_1d(check_between("share_a", share_a, low, high)))
        try:
            b = np.ascontiguousarray(np.broadcast_to(np.asarray(share_b, np.float64), a.shape))
            which = np.ascontiguousarray(np.broadcast_to(np.asarray(rows, np.int64), a.shape))
        except ValueError:
            sizes = f"{a.shape}, {np.shape(share_b)} and {np.shape(rows)}"
            raise ShapeError(f"share_a, share_b and rows do not fit each other: {sizes}") from None
        if a.size and not (which.min() >= 0 and which.max() < self.counts.size):
            raise ShapeError(f"rows: found {which.max()}, there are {self.counts.size} rows of terms")
        return a, b, which


def solve_terms(
    terms: SettlementGames,
    grid_points: int = 46,
    horizons: tuple[int, ...] = (12, 36, 60, 120),
    *,
    share_range: tuple[float, float] = (0.0, 1.0),
    bystander_discounts: ArrayLike | None = None,
) -> SettlementCurves:
    """Solve each row of terms for every share of A in ``share_range``.

    As A's share rises, each state changes from attack to comply once and never back (complying pays the
    share, attacking does not), so the walk from breakpoint to breakpoint visits every best play there is.

    Parameters
    ----------
    terms : SettlementGames
        One combination of terms per row; ``share_a`` and ``share_b`` are ignored.
    grid_points, horizons
        As in ``hold.solve_settlements``.
    share_range : (low, high), utils
        Shares that packages will be looked up for.
    bystander_discounts : (n, k) or (k,), per month
        Patience of further parties, if the curves are to value them.

    Returns
    -------
    SettlementCurves
        Look values up with ``evaluate``.

    Raises
    ------
    ShapeError
        A range upside down, too few grid points, or a walk that did not end.

    Notes
    -----
    Up to about two pieces per grid point, four where outside support may end. At a breakpoint itself A is indifferent and complies; the
    direct solver may there choose otherwise, which moves B's value but not A's.

    Sources
    -------
    Our own; parametric optimal stopping with one index per state, as in Gittins 1979, JRSS B 41(2):148-177.

    Examples
    --------
    >>> from detente.war.process import war_line
    >>> war_a = np.stack(war_line(0.05, 0.99, 0.3, 1, 0, 0.2), -1)
    >>> war_b = np.stack(war_line(0.05, 0.99, 0.4, 0, 1, 0.8), -1)
    >>> terms = SettlementGames(
    ...     power=0.5,
    ...     drift=0.004,
    ...     shock=0.02,
    ...     power_min=0,
    ...     power_max=0.9,
    ...     share_a=0,
    ...     share_b=0,
    ...     discount_a=0.99,
    ...     discount_b=0.99,
    ...     war_a=war_a,
    ...     war_b=war_b,
    ...     monitoring=0.8,
    ...     credibility=0.5,
    ...     scale=0.25,
    ...     penalty=0.05,
    ...     surprise=0.03,
    ...     lapse=0.01,
    ... )
    >>> found = solve_terms(terms, grid_points=91).evaluate([0.45, 0.8], [0.55, 0.2])
    >>> found.value_a.round(6).tolist(), found.value_b.round(6).tolist()
    ([0.548084, 0.8], [0.40078, 0.2])
    """
    low, high = float(share_range[0]), float(share_range[1])
    if grid_points < 3 or not horizons or min(horizons) < 1 or not low < high:
        raise ShapeError(
            "solve_terms: needs 3 or more grid points, horizons from month 1 and a rising share range; "
            f"found {grid_points}, {horizons}, {share_range}"
        )
    n = len(terms)
    discounts = (
        np.zeros((n, 0)) if bystander_discounts is None else np.asarray(bystander_discounts, np.float64)
    )
    discounts = np.ascontiguousarray(np.broadcast_to(discounts, (n, discounts.shape[-1])))
    check_between("bystander_discounts", discounts, 0.0, 1.0, open_ends=True)
    columns = _sweep.PIECE + len(horizons) + 3 * discounts.shape[1]
    tell_if_building(_sweep.sweep_rows)
    pieces = np.zeros((n, _kernels.BLOCKS * grid_points + 4, columns))
    counts = np.zeros(n, np.int64)
    packed, months, ends = terms.packed(), np.array(horizons, np.int64), np.array([low, high])
    run_in_threads(
        n,
        lambda s: _sweep.sweep_rows(packed[s], grid_points, ends, months, discounts[s], pieces[s], counts[s]),
    )
    if (counts < 0).any():
        raise ShapeError(f"solve_terms: the walk did not end in row {int(np.flatnonzero(counts < 0)[0])}")
    pieces = pieces[:, : int(counts.max())].copy()
    index = np.empty((n, _sweep.BUCKETS + 1), np.int64)
    _sweep.index_pieces(pieces, counts, low, high, index)
    war_now_a, war_now_b = terms.values_of_no_deal()
    return SettlementCurves(
        pieces=pieces,
        counts=counts,
        index=index,
        share_range=(low, high),
        horizons=tuple(horizons),
        discounts=discounts,
        war_now_a=war_now_a,
        war_now_b=war_now_b,
        war_b=terms.war_b,
        change_b=terms.support_change_b,
    )
