"""How long agreements have lasted: survival curves with their doubt, as base rates beside a forecast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Survival:
    """A Kaplan-Meier curve: times at which something failed, share still holding just after, interval.

    ``last`` is the longest time under watch: beyond it the curve says nothing.
    """

    times: Floats
    holding: Floats
    low: Floats
    high: Floats
    cases: int
    failures: int
    last: float


@dataclass(frozen=True, slots=True)
class BaseRate:
    """Share of past cases of one kind still holding after some time, with its interval."""

    kind: str
    months: float
    holding: float
    low: float
    high: float
    cases: int
    failures: int


def kaplan_meier(
    durations: npt.ArrayLike,
    failed: npt.ArrayLike,
    entered: npt.ArrayLike | None = None,
    level: float = 0.9,
) -> Survival:
    """Share of agreements still holding by time, when some were last seen unbroken.

    Parameters
    ----------
    durations : (cases,) array, any unit of time
        Time to failure, or to the last look.
    failed : (cases,) array of bool
        Whether it failed then.
    entered : (cases,) array, optional
        Time at which the case came under watch (rows of one case cut in pieces); 0 if not given.
    level : float in (0, 1)
        Coverage of the interval, from Greenwood's variance on the log-log scale.

    Returns
    -------
    Survival

    Raises
    ------
    ShapeError
        No cases, shapes that do not fit, or a case that ends before it begins.

    Sources
    -------
    Kaplan and Meier 1958, J. American Statistical Association 53; Greenwood 1926; Kalbfleisch and
    Prentice 1980 for the interval.

    Examples
    --------
    >>> curve = kaplan_meier([6, 6, 6, 7, 10], [1, 1, 1, 1, 0])
    >>> curve.times.tolist(), [round(float(share), 6) for share in curve.holding]
    ([6.0, 7.0], [0.4, 0.2])
    """
    end = np.asarray(durations, dtype=np.float64)
    broke = np.asarray(failed, dtype=bool)
    start = np.zeros_like(end) if entered is None else np.asarray(entered, dtype=np.float64)
    if end.ndim != 1 or end.size == 0 or broke.shape != end.shape or start.shape != end.shape:
        raise ShapeError(
            f"kaplan_meier: {end.shape} durations, {broke.shape} failures, {start.shape} entries do not fit"
        )
    if not (np.isfinite(end).all() and (start >= 0).all() and (end >= start).all()):
        raise ShapeError("kaplan_meier: durations must be finite and end no earlier than they begin")
    times = np.unique(end[broke])
    at_risk = np.array([((start < t) & (end >= t)).sum() for t in times], dtype=np.float64)
    deaths = np.array([((end == t) & broke).sum() for t in times], dtype=np.float64)
    at_risk = np.maximum(at_risk, deaths)
    holding: Floats = np.cumprod(1.0 - deaths / at_risk).astype(np.float64)
    low, high = _interval(holding, deaths, at_risk, level)
    return Survival(times, holding, low, high, int(end.size), int(broke.sum()), float(end.max()))


def holding_at(curve: Survival, time: float) -> tuple[float, float, float]:
    """Share holding after some time, with its interval; nothing beyond what was watched.

    Parameters
    ----------
    curve : Survival
    time : float, in the curve's unit

    Returns
    -------
    share, low, high : float
        All nan after the longest time under watch.

    Examples
    --------
    >>> curve = kaplan_meier([6, 6, 6, 7, 10], [1, 1, 1, 1, 0])
    >>> round(holding_at(curve, 6.5)[0], 6), holding_at(curve, 2)[0], holding_at(curve, 11)[0]
    (0.4, 1.0, nan)
    """
    if time > curve.last:
        return math.nan, math.nan, math.nan
    place = int(np.searchsorted(curve.times, time, side="right")) - 1
    if place < 0:
        return 1.0, 1.0, 1.0
    return float(curve.holding[place]), float(curve.low[place]), float(curve.high[place])


def base_rates(
    durations: npt.ArrayLike,
    failed: npt.ArrayLike,
    kinds: Sequence[str],
    months: Sequence[float],
    entered: npt.ArrayLike | None = None,
) -> tuple[BaseRate, ...]:
    """Share of each kind of agreement still holding at each time.

    Parameters
    ----------
    durations, failed, entered : as for `kaplan_meier`
    kinds : sequence of str, one per case
    months : sequence of float
        Times asked about, in the unit of the durations.

    Returns
    -------
    tuple of BaseRate
        By kind, then by time; kinds with fewer than 5 cases are left out, because their curve would
        be a story about single cases.

    Raises
    ------
    ShapeError
        As for `kaplan_meier`.

    Examples
    --------
    >>> rates = base_rates([12, 40, 60, 60, 60], [1, 1, 0, 0, 0], ["truce"] * 5, [36])
    >>> rates[0].kind, round(rates[0].holding, 3)
    ('truce', 0.8)
    """
    end, broke = np.asarray(durations, dtype=np.float64), np.asarray(failed, dtype=bool)
    start = np.zeros_like(end) if entered is None else np.asarray(entered, dtype=np.float64)
    labels = np.asarray(kinds, dtype=object)
    if labels.shape != end.shape:
        raise ShapeError(f"base_rates: {labels.size} kinds for {end.size} cases")
    result = []
    for kind in sorted(set(kinds)):
        rows = labels == kind
        if int(rows.sum()) < 5:
            continue
        curve = kaplan_meier(end[rows], broke[rows], start[rows])
        for time in months:
            share, low, high = holding_at(curve, time)
            result.append(BaseRate(kind, float(time), share, low, high, curve.cases, curve.failures))
    return tuple(result)


def _interval(holding: Floats, deaths: Floats, at_risk: Floats, level: float) -> tuple[Floats, Floats]:
    from scipy.special import ndtri

    left = at_risk - deaths
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(deaths / (at_risk * left))
        spread = float(ndtri(0.5 + level / 2)) * np.sqrt(greenwood) / np.abs(np.log(holding))
        low, high = holding ** np.exp(spread), holding ** np.exp(-spread)
    gone = holding <= 0
    return np.where(gone, 0.0, low), np.where(gone, 0.0, high)
