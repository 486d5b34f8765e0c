"""Either side may strike first: who would, when, and whether the order of moves decides it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.errors import ShapeError
from detente.war import _two_sided
from detente.war.building import tell_if_building
from detente.war.games import SettlementGames
from detente.war.process import TOLERANCE, Floats
from detente.war.threads import run_in_threads

#: Who strikes, by code.
STRIKERS = ("nobody", "a", "b")


@dataclass(frozen=True, slots=True)
class TwoSidedSolutions:
    """What becomes of each settlement when both sides may strike.

    Attributes
    ----------
    value_a, value_b, war_now_a, war_now_b : (n,) utils
        Worth of signing to each side, and what it compares that with (``SettlementSolutions``).
    strikes_now : (n,) int
        Index into ``STRIKERS``: who strikes in the month of signature.
    broken_by_a, broken_by_b : (n, horizons)
        Chance that the side has broken the settlement by each horizon.
    survival : (n, horizons)
        Chance that neither has.
    """

    value_a: Floats
    value_b: Floats
    war_now_a: Floats
    war_now_b: Floats
    strikes_now: NDArray[np.int8]
    horizons: tuple[int, ...]
    broken_by_a: Floats
    broken_by_b: Floats

    @property
    def survival(self) -> Floats:
        """Chance that neither side has broken the settlement by each horizon."""
        return 1.0 - self.broken_by_a - self.broken_by_b

    @property
    def signed(self) -> NDArray[np.bool_]:
        """Both sides do at least as well as by fighting on, and nobody strikes at once."""
        gains = (self.value_a >= self.war_now_a - TOLERANCE) & (self.value_b >= self.war_now_b - TOLERANCE)
        return np.asarray(gains & (self.strikes_now == 0), np.bool_)

    def first_breaker(self) -> list[str]:
        """Who is likelier to have broken it by the last horizon: ``nobody`` where neither ever does."""
        a, b = self.broken_by_a[:, -1], self.broken_by_b[:, -1]
        codes = np.where(np.maximum(a, b) <= TOLERANCE, 0, np.where(a >= b, 1, 2))
        return [STRIKERS[int(code)] for code in codes]


def solve_two_sided(
    games: SettlementGames,
    grid_points: int = 46,
    horizons: tuple[int, ...] = (12, 36, 60, 120),
    *,
    months: int = 240,
    strike_bonus_b: ArrayLike = 0.0,
    strike_penalty_b: ArrayLike = 0.0,
    b_moves_first: bool = False,
) -> TwoSidedSolutions:
    """Solve each settlement when A and B may each strike in any month.

    Each month one side decides, then the other; the later mover's choice is foreseen, so there is one
    answer and nothing to select. After ``months`` the deal is taken to hold for good.

    Parameters
    ----------
    games, grid_points, horizons
        As in ``hold.solve_settlements``.
    months : int
        Length of the induction. 240 is within 1e-4 of the endless game at a patience of 0.99; patient sides
        need more.
    strike_bonus_b : (n,) in [0, 1]
        How far B's strike lowers A's power.
    strike_penalty_b : (n,) utils, infinite allowed
        What striking first costs B besides; infinite means that B cannot.
    b_moves_first : bool
        Order of decisions within a month: see :func:`compare_orders`.

    Returns
    -------
    TwoSidedSolutions
        One row per game.

    Raises
    ------
    ShapeError
        A horizon not before ``months``, a negative penalty, a bonus outside [0, 1].

    Notes
    -----
    The play depends on the month; survival follows that play. With an infinite penalty this converges to
    the one-sided solution as ``months`` grows.

    Sources
    -------
    Our own model. That B is rarely content to wait is its main lesson: with no penalty and no guarantee B
    strikes first wherever A would gain from waiting.

    Examples
    --------
    >>> from detente.war.process import war_line
    >>> war_a = np.stack(war_line(0.05, 0.99, 0.3, 1, 0, 0.2), -1)
    >>> war_b = np.stack(war_line(0.05, 0.99, 0.4, 0, 1, 0.8), -1)
    >>> deal = SettlementGames(
    ...     power=0.5,
    ...     drift=0.004,
    ...     shock=0.02,
    ...     power_min=0,
    ...     power_max=0.9,
    ...     share_a=0.45,
    ...     share_b=0.55,
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
    >>> free = solve_two_sided(deal, 91)
    >>> round(float(free.value_b[0]), 7), STRIKERS[free.strikes_now[0]]
    (0.4806723, 'b')
    """
    n = len(games)
    bonus, penalty = np.asarray(strike_bonus_b, np.float64), np.asarray(strike_penalty_b, np.float64)
    if not ((bonus >= 0) & (bonus <= 1)).all() or not (penalty >= 0).all():
        raise ShapeError(
            "solve_two_sided: strike_bonus_b must lie in [0, 1] and strike_penalty_b at or above 0"
        )
    if grid_points < 3 or not horizons or min(horizons) < 1 or max(horizons) >= months:
        raise ShapeError(f"solve_two_sided: horizons {horizons} must lie from 1 to below {months} months")
    bonus = np.ascontiguousarray(np.broadcast_to(bonus, (n,)))
    penalty = np.ascontiguousarray(np.broadcast_to(penalty, (n,)))
    packed, at = games.packed(), np.array(horizons, np.int64)
    tell_if_building(_two_sided.two_sided_rows)
    results, broken = np.empty((n, 3)), np.empty((n, len(horizons), 2))
    run_in_threads(
        n,
        lambda s: _two_sided.two_sided_rows(
            packed[s], bonus[s], penalty[s], grid_points, months, b_moves_first, at, results[s], broken[s]
        ),
    )
    war_now_a, war_now_b = games.values_of_no_deal()
    return TwoSidedSolutions(
        value_a=results[:, 0].copy(),
        value_b=results[:, 1].copy(),
        war_now_a=war_now_a,
        war_now_b=war_now_b,
        strikes_now=results[:, 2].astype(np.int8),
        horizons=tuple(horizons),
        broken_by_a=broken[:, :, 0].copy(),
        broken_by_b=broken[:, :, 1].copy(),
    )


@dataclass(frozen=True, slots=True)
class OrderReport:
    """Both orders of moves, and the rows where the order changes what an analyst would say."""

    a_first: TwoSidedSolutions
    b_first: TwoSidedSolutions
    matters: NDArray[np.bool_]
    largest_difference: Floats


def compare_orders(
    games: SettlementGames,
    grid_points: int = 46,
    *,
    months: int = 240,
    strike_bonus_b: ArrayLike = 0.0,
    strike_penalty_b: ArrayLike = 0.0,
) -> OrderReport:
    """Solve with A deciding first each month and with B deciding first, and say where it matters.

    The order matters in a row when signing, who strikes at once or the likelier breaker differs, or a
    value or chance moves by more than 0.01.

    Examples
    --------
    See ``docs/methods/war.md``; the rows are those of ``games``.
    """
    a_first, b_first = (
        solve_two_sided(
            games,
            grid_points,
            months=months,
            strike_bonus_b=strike_bonus_b,
            strike_penalty_b=strike_penalty_b,
            b_moves_first=order,
        )
        for order in (False, True)
    )
    gaps = [
        np.abs(a_first.value_a - b_first.value_a),
        np.abs(a_first.value_b - b_first.value_b),
        np.abs(a_first.broken_by_a - b_first.broken_by_a).max(axis=1),
        np.abs(a_first.broken_by_b - b_first.broken_by_b).max(axis=1),
    ]
    largest = np.max(gaps, axis=0)
    breaker = np.array(a_first.first_breaker()) != np.array(b_first.first_breaker())
    matters = (largest > 0.01) | breaker | (a_first.strikes_now != b_first.strikes_now)
    matters |= a_first.signed != b_first.signed
    return OrderReport(a_first, b_first, np.asarray(matters, np.bool_), np.asarray(largest, np.float64))
