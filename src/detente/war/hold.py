"""HOLD: would a signed settlement hold, who breaks it and when, and what is it worth including its collapse?

One side (A) may attack a settlement later, when its power has grown; a guarantor may answer. A's best
months to attack solve an optimal stopping problem on a grid of powers, with the guarantee in force or
lapsed. The equations are in ``docs/methods/war.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.errors import ShapeError
from detente.war import _kernels
from detente.war.building import tell_if_building
from detente.war.games import SettlementGames
from detente.war.process import TOLERANCE, Floats, check_between
from detente.war.threads import run_in_threads

__all__ = [
    "SIGNATURES",
    "SettlementGames",
    "SettlementSolutions",
    "Signature",
    "classify_signatures",
    "solve_settlements",
    "value_bystanders",
    "with_shares",
]

Signature = Literal["safe", "opportunist", "bad_faith", "refuses"]

#: The classes of A's signature, in the order of the codes in ``SettlementSolutions.signature``.
SIGNATURES: tuple[Signature, ...] = ("safe", "opportunist", "bad_faith", "refuses")


@dataclass(frozen=True, slots=True)
class SettlementSolutions:
    """What becomes of each settlement when A attacks at its best moment.

    Attributes
    ----------
    value_a, value_b : (n,) utils
        Worth of signing, including the possible collapse and the war after it: the settlement value.
    war_now_a, war_now_b : (n,) utils
        What each side compares signing with: no deal where the games give it, else the war value at the
        power of signature.
    survival : (n, horizons)
        Chance that no attack has come by each horizon; ``horizons`` gives the months.
    survival_curve : (n, months + 1) or None
        The same for every month from 0, if asked for.
    expected_months : (n,)
        Expected months to the attack; infinite means no certain break in the model, not a long time.
    attack_now, never_breaks : (n,) bool
        A attacks at once; no state in which A attacks can be reached.
    attack_threshold, attack_threshold_lapsed, attack_threshold_alone : (n,)
        Lowest grid power from which A attacks: guarantee in force, lapsed, and in force after outside
        support has ended; nan if there is none. The second is nan also where the guarantee cannot lapse, the
        third where support cannot end.
    attack_month : (n,)
        First month at which mean drift carries power to the threshold; infinite if it never does.
    credibility_needed : (n,)
        Least credibility at which A never attacks while the guarantee is in force. Above 1 no credibility
        is enough; at or below 0 none is needed.
    signature : (n,) int
        Index into ``SIGNATURES``.
    attacks : (n, 4, grid_points) bool
        Where A attacks: guarantee lapsed (0) and in force (1), and the same after outside support has ended.
    """

    value_a: Floats
    value_b: Floats
    war_now_a: Floats
    war_now_b: Floats
    horizons: tuple[int, ...]
    survival: Floats
    survival_curve: Floats | None
    expected_months: Floats
    attack_now: NDArray[np.bool_]
    never_breaks: NDArray[np.bool_]
    attack_threshold: Floats
    attack_threshold_lapsed: Floats
    attack_threshold_alone: Floats
    attack_month: Floats
    credibility_needed: Floats
    signature: NDArray[np.int64]
    attacks: NDArray[np.bool_]

    @property
    def signs_a(self) -> NDArray[np.bool_]:
        """A prefers signing (and perhaps breaking later) to fighting on."""
        signs: NDArray[np.bool_] = self.signature != SIGNATURES.index("refuses")
        return signs

    @property
    def signs_b(self) -> NDArray[np.bool_]:
        """B prefers the settlement, with its possible collapse, to fighting on."""
        return np.asarray(self.value_b >= self.war_now_b - TOLERANCE, np.bool_)

    def signature_names(self) -> list[Signature]:
        """The class of A's signature by name, per row."""
        return [SIGNATURES[int(code)] for code in self.signature]


def solve_settlements(
    games: SettlementGames,
    grid_points: int = 46,
    horizons: tuple[int, ...] = (12, 36, 60, 120),
    *,
    curves: bool = False,
) -> SettlementSolutions:
    """Solve each settlement when only A can break it.

    A compares, every month, attacking now with one more month of the deal. The best rule is found by
    policy iteration on the grid, exactly up to rounding; values, survival and expected months are then
    those of the play that follows from it.

    Parameters
    ----------
    games : SettlementGames
        One settlement per row.
    grid_points : int, >= 3
        Points from ``power_min`` to ``power_max``.
    horizons : tuple of int, months
        When survival is wanted.
    curves : bool
        Also return survival for every month up to the last horizon.

    Returns
    -------
    SettlementSolutions
        One row per game.

    Raises
    ------
    ShapeError
        Fewer than three grid points, a horizon below 1, or a policy iteration that did not settle.

    Notes
    -----
    A power at signature that lies between grid points is a state of its own, from which the first month's
    step leads onto the grid; on a grid point this is the same as starting there. Shocks of at least half a
    grid cell use the normal distribution over cells; narrower ones two or three points with the right mean.

    Sources
    -------
    Our own model, in the spirit of Powell 2006, International Organization 60(1):169-203; policy iteration
    is Howard 1960, the subtraction-free elimination Grassmann, Taksar and Heyman 1985.

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
    >>> solved = solve_settlements(deal, grid_points=91)
    >>> round(float(solved.value_a[0]), 6), round(float(solved.value_b[0]), 6), solved.signature_names()
    (0.548084, 0.40078, ['opportunist'])
    """
    if grid_points < 3 or not horizons or min(horizons) < 1:
        raise ShapeError(
            "solve_settlements: needs 3 or more grid points and horizons from month 1; "
            f"found {grid_points}, {horizons}"
        )
    n = len(games)
    packed = games.packed()
    curve = np.empty((n, max(horizons) + 1))
    attacks = np.zeros((n, _kernels.BLOCKS, grid_points), np.bool_)
    results = np.empty((n, _kernels.RESULTS))
    tell_if_building(_kernels.solve_rows)
    run_in_threads(
        n,
        lambda part: _kernels.solve_rows(
            packed[part], grid_points, curve[part], attacks[part], results[part]
        ),
    )
    if not results[:, _kernels.CONVERGED].all():
        row = int(np.flatnonzero(results[:, _kernels.CONVERGED] == 0)[0])
        raise ShapeError(f"solve_settlements: policy iteration did not settle in row {row}")
    column = results.T
    war_now_a, war_now_b = games.values_of_no_deal()
    attack_now, never = column[_kernels.ATTACK_NOW] > 0, column[_kernels.NEVER] > 0
    threshold = column[_kernels.THRESHOLD].copy()
    return SettlementSolutions(
        value_a=column[_kernels.VALUE_A].copy(),
        value_b=column[_kernels.VALUE_B].copy(),
        war_now_a=war_now_a,
        war_now_b=war_now_b,
        horizons=tuple(horizons),
        survival=curve[:, list(horizons)],
        survival_curve=curve if curves else None,
        expected_months=column[_kernels.MONTHS].copy(),
        attack_now=attack_now,
        never_breaks=never,
        attack_threshold=threshold,
        attack_threshold_lapsed=column[_kernels.THRESHOLD_LAPSED].copy(),
        attack_threshold_alone=column[_kernels.THRESHOLD_ALONE].copy(),
        attack_month=_attack_month(games, threshold, attack_now),
        credibility_needed=column[_kernels.NEEDED].copy(),
        signature=classify_signatures(games.share_a, column[_kernels.VALUE_A], war_now_a, never),
        attacks=attacks,
    )


def _attack_month(games: SettlementGames, threshold: Floats, attack_now: NDArray[np.bool_]) -> Floats:
    """First month at which mean drift alone brings power to the threshold."""
    gap = threshold - games.power
    with np.errstate(divide="ignore", invalid="ignore"):
        months = np.where(games.drift > 0, np.ceil(gap / games.drift - 1e-9), np.inf)
    months = np.where(np.isnan(threshold), np.inf, np.where(gap <= TOLERANCE, 0.0, months))
    return np.where(attack_now, 0.0, months)


def classify_signatures(
    share_a: Floats, value_a: Floats, war_now_a: Floats, never_breaks: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Class of A's signature: safe, opportunist, bad faith or refuses (codes of ``SIGNATURES``).

    An attack at once that is worth no more than fighting on counts as a refusal.

    Examples
    --------
    >>> codes = classify_signatures(
    ...     np.array([0.5, 0.45, 0.36, 0.3]),
    ...     np.array([0.5, 0.55, 0.45, 0.4]),
    ...     np.full(4, 0.4),
    ...     np.array([True, False, False, False]),
    ... )
    >>> [SIGNATURES[code] for code in codes]
    ['safe', 'opportunist', 'bad_faith', 'refuses']
    """
    safe, opportunist, bad_faith, refuses = range(4)
    worth = np.where(share_a >= war_now_a - TOLERANCE, opportunist, bad_faith)
    # signing only to fight at once is no better than refusing, unless surprise makes it pay
    gains = (value_a > war_now_a + TOLERANCE) | (
        (share_a >= war_now_a - TOLERANCE) & (value_a >= war_now_a - TOLERANCE)
    )
    signs_safe = never_breaks & (value_a >= war_now_a - TOLERANCE)
    return np.where(signs_safe, safe, np.where(gains, worth, refuses)).astype(np.int64)


def break_terms(
    games: SettlementGames, solutions: SettlementSolutions, discount: Floats
) -> tuple[Floats, Floats, Floats]:
    """Discounted chance of the break, power after it, and chance that support has ended, for any patience.

    A party's settlement value is linear in these three: ``utility * (1 - chance) + intercept * chance +
    slope * power + change * alone``, with ``change`` what the end of support does to its war value, so one
    call serves every account of a party's goals.

    Parameters
    ----------
    games, solutions
        From :func:`solve_settlements`, same rows.
    discount : (n, k) per month
        Patience of k parties.

    Returns
    -------
    tuple of (n, k) arrays
        ``E[discount ** T]``, the same times the power after the break, and the same where outside support
        has ended by then; T the month of the break.

    Raises
    ------
    ShapeError
        Arrays that do not fit the games, or a discount factor outside (0, 1).
    """
    n = len(games)
    patience = np.ascontiguousarray(discount, np.float64)
    if patience.ndim != 2 or patience.shape[0] != n:
        raise ShapeError(f"break_terms: discount has shape {patience.shape}, needs ({n}, parties)")
    check_between("discount", patience, 0.0, 1.0, open_ends=True)
    terms = np.empty((*patience.shape, 3))
    packed, attacks, now = games.packed(), solutions.attacks, solutions.attack_now
    run_in_threads(
        n,
        lambda part: _kernels.value_rows(packed[part], attacks[part], now[part], patience[part], terms[part]),
    )
    return terms[..., 0], terms[..., 1], terms[..., 2]


def value_bystanders(
    games: SettlementGames,
    solutions: SettlementSolutions,
    utility: Floats,
    discount: Floats,
    war: Floats,
    change: ArrayLike = 0.0,
) -> Floats:
    """What the play that results is worth to further parties, who neither attack nor are attacked.

    Each gets its utility while the deal holds, and after the break its own war value at the power that
    then follows (the guarantor acting or not, the attack seen or not).

    Parameters
    ----------
    games, solutions
        From :func:`solve_settlements`, same rows.
    utility : (n, k) utils
        What the deal is worth to each of k parties while it holds.
    discount : (n, k) or (k,) per month
        Their patience.
    war : (n, k, 2) or (k, 2)
        Intercept and slope of their war values in A's power.
    change : (n, k) or one number, utils
        What the end of outside support changes in their war values.

    Returns
    -------
    (n, k) array, utils
        Settlement values.

    Raises
    ------
    ShapeError
        Arrays that do not fit the games.
    """
    utility = np.asarray(utility, np.float64)
    n = len(games)
    if utility.ndim != 2 or utility.shape[0] != n:
        raise ShapeError(f"value_bystanders: utility has shape {utility.shape}, needs ({n}, parties)")
    try:
        patience = np.broadcast_to(np.asarray(discount, np.float64), utility.shape)
        line = np.broadcast_to(np.asarray(war, np.float64), (*utility.shape, 2))
        after = np.broadcast_to(np.asarray(change, np.float64), utility.shape)
    except ValueError:
        found = f"discount {np.shape(discount)} and war {np.shape(war)}"
        raise ShapeError(f"value_bystanders: {found} do not fit utility {utility.shape}") from None
    chance, power, alone = break_terms(games, solutions, patience)
    kept = utility * (1 - chance)
    return np.asarray(kept + line[..., 0] * chance + line[..., 1] * power + after * alone, np.float64)


def with_shares(games: SettlementGames, share_a: Floats, share_b: Floats) -> SettlementGames:
    """The same terms with other shares (for scans over the share)."""
    return replace(games, share_a=share_a, share_b=share_b)
