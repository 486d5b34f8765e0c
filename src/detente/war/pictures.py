"""The series behind the pictures of this room: plain arrays and records, drawn elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.errors import ShapeError
from detente.war.coalition_record import CoalitionCurve as CoalitionCurve
from detente.war.games import SettlementGames
from detente.war.hold import SIGNATURES, solve_settlements
from detente.war.moratorium import MoratoriumAnswer
from detente.war.process import Floats
from detente.war.tipping import FixedPoint, coalition, fixed_points


@dataclass(frozen=True, slots=True)
class Band:
    """A curve over months with the middle, a central band and the mean over draws."""

    months: NDArray[np.int64]
    low: Floats
    middle: Floats
    high: Floats
    mean: Floats
    coverage: float


def survival_band(curves: Floats, weights: Floats | None = None, coverage: float = 0.9) -> Band:
    """Survival by month over draws: the band holds the central part of the draws at each month.

    Parameters
    ----------
    curves : (draws, months + 1)
        ``SettlementSolutions.survival_curve``.
    weights : (draws,), optional
        Weights of the draws, where they are not alike.

    Raises
    ------
    ShapeError
        No draws, or weights that do not fit.

    Examples
    --------
    >>> band = survival_band(np.array([[1.0, 0.8], [1.0, 0.6], [1.0, 0.7]]))
    >>> band.middle.tolist(), round(float(band.mean[1]), 3)
    ([1.0, 0.7], 0.7)
    """
    array = np.asarray(curves, np.float64)
    if array.ndim != 2 or not array.shape[0]:
        raise ShapeError(f"survival_band: needs (draws, months) curves, found {array.shape}")
    heavy = np.full(array.shape[0], 1.0) if weights is None else np.asarray(weights, np.float64)
    if heavy.shape != (array.shape[0],) or heavy.min() < 0 or heavy.sum() == 0:
        raise ShapeError(f"survival_band: weights {heavy.shape} do not fit {array.shape[0]} draws")
    heavy = heavy / heavy.sum()
    outside = (1 - coverage) / 2
    low, middle, high = (_weighted_quantile(array, heavy, q) for q in (outside, 0.5, 1 - outside))
    return Band(np.arange(array.shape[1]), low, middle, high, heavy @ array, coverage)


def _weighted_quantile(values: Floats, weights: Floats, q: float) -> Floats:
    """Smallest value with at least ``q`` of the weight at or below it, per column."""
    order = np.argsort(values, axis=0, kind="stable")
    held = np.cumsum(weights[order], axis=0)
    at = np.argmax(held >= q - 1e-12, axis=0)
    columns = np.arange(values.shape[1])
    return np.asarray(values[order[at, columns], columns], np.float64)


@dataclass(frozen=True, slots=True)
class SignatureMap:
    """What signing means at every share and credibility.

    Attributes
    ----------
    shares : (m,)
    credibilities : (c,)
    signature : (c, m) int
        Index into ``hold.SIGNATURES``.
    both_sign : (c, m) bool
        Both sides sign and nobody attacks at once.
    survival : (c, m)
        Chance to last ``months``.
    credibility_needed : (m,)
        The line above which nothing tempts A while the guarantee is in force.
    """

    shares: Floats
    credibilities: Floats
    signature: NDArray[np.int64]
    both_sign: NDArray[np.bool_]
    survival: Floats
    credibility_needed: Floats
    months: int

    def intervals(self, row: int) -> tuple[tuple[float, float, str], ...]:
        """Signable shares at one credibility, as (from, to, class): a union of intervals, never one."""
        return self._runs(row, np.flatnonzero(self.both_sign[row]))

    def classes(self, row: int) -> tuple[tuple[float, float, str], ...]:
        """Every share at one credibility, as (from, to, class of A's signature), refusals too."""
        return self._runs(row, np.arange(self.shares.size))

    def _runs(self, row: int, places: NDArray[np.intp]) -> tuple[tuple[float, float, str], ...]:
        found: list[tuple[float, float, str]] = []
        before = -2
        for at in places:
            name = SIGNATURES[int(self.signature[row, at])]
            share = float(self.shares[at])
            if found and at == before + 1 and found[-1][2] == name:
                found[-1] = (found[-1][0], share, name)
            else:
                found.append((share, share, name))
            before = int(at)
        return tuple(found)


def signature_map(
    game: SettlementGames,
    shares: Floats | None = None,
    credibilities: Floats | None = None,
    *,
    grid_points: int = 46,
    months: int = 60,
) -> SignatureMap:
    """Scan shares and credibilities of one game; ``share_b`` is one minus the share (one divisible stake).

    Raises
    ------
    ShapeError
        More than one game.
    """
    if len(game) != 1:
        raise ShapeError(f"signature_map: needs one game, found {len(game)}")
    x = np.linspace(0, 1, 101) if shares is None else np.asarray(shares, np.float64)
    gamma = np.linspace(0, 1, 21) if credibilities is None else np.asarray(credibilities, np.float64)
    many = game.rows(np.zeros(x.size * gamma.size, np.intp))
    across, down = np.tile(x, gamma.size), np.repeat(gamma, x.size)
    solved = solve_settlements(
        replace(many, share_a=across, share_b=1 - across, credibility=down), grid_points, (months,)
    )
    shape = (gamma.size, x.size)
    return SignatureMap(
        shares=x,
        credibilities=gamma,
        signature=solved.signature.reshape(shape),
        both_sign=(solved.signs_a & solved.signs_b & ~solved.attack_now).reshape(shape),
        survival=solved.survival[:, 0].reshape(shape),
        credibility_needed=solved.credibility_needed[: x.size].copy(),
        months=months,
    )


@dataclass(frozen=True, slots=True)
class PowerPath:
    """Power under the deal by month: the mean path, a spread of shocks, and where A attacks.

    ``threshold`` and ``threshold_lapsed`` are nan where A never attacks. ``attacks`` and ``attacks_lapsed`` are
    the bands of power in which A attacks, guarantee in force and lapsed: a union of intervals, never one.
    """

    months: NDArray[np.int64]
    mean: Floats
    low: Floats
    high: Floats
    threshold: float
    threshold_lapsed: float
    attack_month: float
    attacks: tuple[tuple[float, float], ...]
    attacks_lapsed: tuple[tuple[float, float], ...]


def power_path(game: SettlementGames, months: int = 120, *, grid_points: int = 46) -> PowerPath:
    """The path of power of one game if nobody attacked, bounds kept; the spread is two standard deviations.

    Examples
    --------
    >>> line = np.array([-0.02, 0.84])
    >>> deal = SettlementGames(
    ...     power=0.5,
    ...     drift=0.01,
    ...     shock=0.0,
    ...     power_min=0.0,
    ...     power_max=0.8,
    ...     share_a=0.45,
    ...     share_b=0.55,
    ...     discount_a=0.99,
    ...     discount_b=0.99,
    ...     war_a=line,
    ...     war_b=-line,
    ... )
    >>> path = power_path(deal, 40)
    >>> round(float(path.mean[10]), 3), round(float(path.mean[40]), 3)
    (0.6, 0.8)
    """
    if len(game) != 1:
        raise ShapeError(f"power_path: needs one game, found {len(game)}")
    solved = solve_settlements(game, grid_points, (max(1, months),))
    at = np.arange(months + 1)
    low, high = float(game.power_min[0]), float(game.power_max[0])
    mean = np.clip(game.power[0] + game.drift[0] * at, low, high)
    spread = 2 * game.shock[0] * np.sqrt(at)
    return PowerPath(
        months=at,
        mean=mean,
        low=np.clip(mean - spread, low, high),
        high=np.clip(mean + spread, low, high),
        threshold=float(solved.attack_threshold[0]),
        threshold_lapsed=float(solved.attack_threshold_lapsed[0]),
        attack_month=float(solved.attack_month[0]),
        attacks=_bands(solved.attacks[0, 1], low, high),
        attacks_lapsed=_bands(solved.attacks[0, 0], low, high) if game.lapse[0] > 0 else (),
    )


def _bands(attacks: NDArray[np.bool_], low: float, high: float) -> tuple[tuple[float, float], ...]:
    """Runs of grid powers at which A attacks, each reaching half a cell beyond its points, within the bounds."""
    cell = (high - low) / (attacks.size - 1)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], attacks, [False]]).astype(np.int8)))
    return tuple(
        (max(low, low + (first - 0.5) * cell), min(high, low + (after - 0.5) * cell))
        for first, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    )


@dataclass(frozen=True, slots=True)
class TippingCurve:
    """Share that joins against share that has joined, the diagonal crossings marked."""

    joined: Floats
    joins: Floats
    fixed: tuple[FixedPoint, ...]


def tipping_curve(joins: Callable[[Floats], Floats], points: int = 201) -> TippingCurve:
    """The curve of ``tipping.fixed_points`` for drawing.

    Examples
    --------
    >>> from detente.war.tipping import normal_thresholds
    >>> [p.stable for p in tipping_curve(normal_thresholds(0.5, 0.1)).fixed]
    [True, False, True]
    """
    shares = np.linspace(0, 1, points)
    return TippingCurve(shares, np.asarray(joins(shares), np.float64), fixed_points(joins))


def coalition_curve(capabilities: Mapping[str, float], thresholds: Mapping[str, float]) -> CoalitionCurve:
    """The steps by which a coalition of named members gathers.

    Examples
    --------
    >>> curve = coalition_curve({"a": 5, "b": 3, "c": 1}, {"a": 0, "b": 5, "c": 9})
    >>> curve.steps[:2], curve.from_nobody, curve.from_everybody
    (((0, ('a',), 5), (5, ('b',), 3)), 8, 8)
    """
    found = coalition(capabilities, thresholds)
    steps = []
    for threshold in sorted(set(thresholds.values())):
        names = tuple(name for name in capabilities if thresholds[name] == threshold)
        steps.append((threshold, names, sum(capabilities[name] for name in names)))
    low, high = (
        sum(capabilities[name] for name in names) for names in (found.from_nobody, found.from_everybody)
    )
    return CoalitionCurve(tuple(steps), sum(capabilities.values()), low, high)


def moratorium_ledger(answer: MoratoriumAnswer) -> tuple[tuple[str, float, float], ...]:
    """Rows (item, amount, running total) that end at what accepting is worth.

    Examples
    --------
    >>> from detente.war.moratorium import Moratorium, answer_moratorium
    >>> moratorium_ledger(answer_moratorium(Moratorium(30, 1.0, 0.6)))[-1]
    ('price', -0.0, 12.0)
    """
    rows, total = [], 0.0
    for name, amount in answer.ledger:
        total += amount
        rows.append((name, amount, round(total, 12)))
    return tuple(rows)


def expected_months_in_words(months: float) -> str:
    """Expected months as a reader should see them.

    Examples
    --------
    >>> [expected_months_in_words(m) for m in (0.0, 1.0, 38.4, 250.0, 5e6, float("inf"))]
    ['at once', '1 month', '38 months', 'about 21 years', 'over 100 years', 'no break in the model']
    """
    if np.isinf(months):
        return "no break in the model"
    if months == 0:
        return "at once"
    if months > 1200:
        return "over 100 years"
    if months >= 120:
        return f"about {months / 12:.0f} years"
    rounded = max(1, round(months))
    return f"{rounded} month{'s' if rounded != 1 else ''}"
