"""Terms that are renegotiated every month: creeping concessions rather than war, and when even they fail."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.errors import ShapeError
from detente.war.building import tell_if_building
from detente.war.games import SettlementGames
from detente.war.hold import solve_settlements
from detente.war.process import Floats
from detente.war.threads import run_in_threads


@dataclass(frozen=True, slots=True)
class Renegotiation:
    """Month-by-month bargaining over one stake, on any chain of states.

    Attributes
    ----------
    value_a, value_b : (states,) utils
        Values when B proposes each month's split and A accepts or fights.
    war : (states,) bool
        Where no split of a month's flow keeps the peace, or B would rather not pay it.
    offer : (states,)
        The share of the month's flow that just keeps A from fighting; above 1 nothing does.
    settled : bool
        Whether the recursion came to rest.
    """

    value_a: Floats
    value_b: Floats
    war: NDArray[np.bool_]
    offer: Floats
    settled: bool


def renegotiate(
    moves: Floats, fight_a: Floats, fight_b: Floats, discount_a: float, discount_b: float
) -> Renegotiation:
    """Solve the game in which B proposes the split of each month's flow and A accepts or fights.

    Parameters
    ----------
    moves : (states, states)
        Row-stochastic monthly moves.
    fight_a, fight_b : (states,) utils
        What fighting now is worth to A and to B.
    discount_a, discount_b : float
        Patience.

    Raises
    ------
    ShapeError
        Arrays that do not fit, or rows that do not sum to 1.

    Notes
    -----
    Exact recursion, iterated until nothing moves by more than 1e-13. For the other protocol exchange the
    sides (``games.swap_roles``).

    Sources
    -------
    Powell 2004, American Political Science Review 98(2):231-241, and Powell 2006 for the result, from memory.

    Examples
    --------
    >>> from detente.war.process import war_value
    >>> to_a = war_value([0.3, 0.5], 0.05, 0.99, 0.3, 1, 0, 0.2)
    >>> to_b = war_value([0.3, 0.5], 0.05, 0.99, 0.4, 0, 1, 0.8)
    >>> renegotiate(np.array([[0.0, 1], [0, 1]]), to_a, to_b, 0.99, 0.99).war.tolist()
    [True, False]
    """
    n = fight_a.size
    if moves.shape != (n, n) or fight_b.shape != (n,) or np.abs(moves.sum(axis=1) - 1).max() > 1e-9:
        raise ShapeError(f"renegotiate: moves {moves.shape} must be row-stochastic over {n} states")
    value_a, value_b = fight_a.copy(), 1.0 - fight_a
    sweeps = math.ceil(math.log(1e-14) / math.log(max(discount_a, discount_b))) + 200
    settled = False
    for _ in range(sweeps):
        later_a, later_b = discount_a * (moves @ value_a), discount_b * (moves @ value_b)
        offer = np.maximum(0.0, (fight_a - later_a) / (1 - discount_a))
        peace_b = (1 - discount_b) * (1 - offer) + later_b
        war = (offer > 1 + 1e-12) | (fight_b > peace_b + 1e-12)
        new_a = np.where(war, fight_a, (1 - discount_a) * offer + later_a)
        new_b = np.where(war, fight_b, peace_b)
        change = max(np.abs(new_a - value_a).max(), np.abs(new_b - value_b).max())
        value_a, value_b = new_a, new_b
        if change < 1e-13:
            settled = True
            break
    return Renegotiation(value_a, value_b, war, offer, settled)


@dataclass(frozen=True, slots=True)
class RenegotiatedDeals:
    """Settlements whose terms are renegotiated, from their start; one row per game.

    Attributes
    ----------
    value_a, value_b : (n,)
        Values at signature.
    survival : (n, months + 1)
        Chance that no war has come by each month.
    offer : (n, months + 1)
        Mean share of the flow that A gets in each month, where there is still peace: creeping concessions.
    early_flag : (n,) bool
        The inequality that is sufficient for war holds at signature. War may come without it.
    settled : (n,) bool
        Whether the recursion came to rest.
    """

    value_a: Floats
    value_b: Floats
    survival: Floats
    offer: Floats
    early_flag: NDArray[np.bool_]
    settled: NDArray[np.bool_]

    def in_words(self, row: int = 0, names: tuple[str, str] = ("The first side", "the second")) -> str:
        """One paragraph: the path, the chance of war, and what it leaves out."""
        survival, offer = self.survival[row], self.offer[row]
        last = len(survival) - 1
        if survival[0] == 0.0:
            return (
                "No split of the coming months keeps the peace even now: war comes in spite of renegotiation."
            )
        flag = "already holds" if self.early_flag[row] else "does not hold"
        end = np.flatnonzero(np.isfinite(offer))[-1]
        return (
            f"With terms renegotiated every month {names[0]}'s part of the flow goes from {offer[0]:.2f} to "
            f"{offer[end]:.2f} in {end} months, and peace lasts {last} months with a chance of "
            f"{100 * survival[last]:.0f} %. The simple early flag for war {flag}; it is only sufficient, the recursion "
            f"decides. One divisible stake, {names[1]} proposes, nothing is private."
        )


def renegotiate_deals(games: SettlementGames, grid_points: int = 46, months: int = 120) -> RenegotiatedDeals:
    """Settlement games with monthly renegotiation instead of fixed shares (``share_a`` is ignored).

    The guarantee works as under fixed terms: it lowers what fighting is worth to A.

    Parameters
    ----------
    games, grid_points
        As in ``hold.solve_settlements``.
    months : int
        Length of the path.

    Raises
    ------
    ShapeError
        Fewer than three grid points, or no month.

    Notes
    -----
    The recursion of :func:`renegotiate` on the grid of the settlement game, until no value moves by more
    than 1e-11.

    Examples
    --------
    See ``docs/methods/war.md``; rows are those of ``games``.
    """
    if grid_points < 3 or months < 1:
        raise ShapeError(f"renegotiate_deals: needs 3 grid points and a month, found {grid_points}, {months}")
    from detente.war import _renegotiation

    tell_if_building(_renegotiation.renegotiate_rows)
    n, packed = len(games), games.packed()
    results, alive, path = np.empty((n, 4)), np.empty((n, months + 1)), np.empty((n, months + 1))
    run_in_threads(
        n,
        lambda part: _renegotiation.renegotiate_rows(
            packed[part], grid_points, results[part], alive[part], path[part]
        ),
    )
    return RenegotiatedDeals(
        results[:, 0].copy(), results[:, 1].copy(), alive, path, results[:, 2] > 0, results[:, 3] > 0
    )


@dataclass(frozen=True, slots=True)
class Robustness:
    """Chance that deals last with fixed terms and with renegotiated ones; one entry per game."""

    fixed: Floats
    renegotiated: Floats
    asked: float

    @property
    def robust(self) -> NDArray[np.bool_]:
        """It holds whether or not terms are renegotiated."""
        return np.asarray((self.fixed >= self.asked) & (self.renegotiated >= self.asked), np.bool_)


def robustness(
    games: SettlementGames, months: int = 60, asked: float = 0.9, grid_points: int = 46
) -> Robustness:
    """Chance that deals last ``months`` with their terms fixed and with terms renegotiated every month."""
    fixed = solve_settlements(games, grid_points, (months,)).survival[:, 0]
    moving = renegotiate_deals(games, grid_points, months).survival[:, months]
    return Robustness(fixed, moving, asked)


def critical_shift(war_value_a: float, war_value_b: float, slope: float, discount_factor: float) -> float:
    """The certain one-month rise of A's power from which no renegotiation keeps the peace.

    Examples
    --------
    >>> from detente.war.process import war_value
    >>> a, b = war_value(0.3, 0.05, 0.99, 0.3, 1, 0, 0.2), war_value(0.3, 0.05, 0.99, 0.4, 0, 1, 0.8)
    >>> round(critical_shift(float(a), float(b), 0.05 / 0.0595, 0.99), 6)
    0.144222
    """
    surplus = 1 - war_value_a - war_value_b
    return (surplus + (1 - discount_factor) * war_value_a) / (discount_factor * slope)


def critical_drift(
    war_value_a: float, war_value_b: float, slope: float, discount_factor: float, lag_months: int
) -> float:
    """The steady monthly rise of A's power from which war is certain if B can answer only every so many months.

    Examples
    --------
    >>> from detente.war.process import war_value
    >>> a, b = war_value(0.3, 0.05, 0.99, 0.3, 1, 0, 0.2), war_value(0.3, 0.05, 0.99, 0.4, 0, 1, 0.8)
    >>> [round(critical_drift(float(a), float(b), 0.05 / 0.0595, 0.99, n), 6) for n in (1, 12)]
    [0.144222, 0.016132]
    """
    if lag_months < 1:
        raise ShapeError(f"lag_months: found {lag_months}, needs one month or more")
    return ((1 - war_value_b) / discount_factor**lag_months - war_value_a) / (slope * lag_months)


def critical_chance_of_shift(
    war_value_now_b: float, war_value_later_a: float, discount_factor: float
) -> float:
    """The monthly chance of a lasting rise of A's war value from which B fights at once; infinite if none.

    Far below what the early flag says: the flag looks one month ahead, B looks at all of them.

    Examples
    --------
    >>> from detente.war.process import war_value
    >>> b, later = war_value(0.3, 0.05, 0.99, 0.4, 0, 1, 0.8), war_value(0.6, 0.05, 0.99, 0.3, 1, 0, 0.2)
    >>> round(critical_chance_of_shift(float(b), float(later), 0.99), 10)
    0.0263888889
    """
    granted = 1 - war_value_now_b
    if war_value_later_a <= granted:
        return math.inf
    return granted * (1 - discount_factor) / (discount_factor * (war_value_later_a - granted))
