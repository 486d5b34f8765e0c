"""How good forecasts were: proper scores, calibration, and paired comparisons with their doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """Forecasts of one band: how many, their mean, and how often the thing happened."""

    low: float
    high: float
    count: int
    forecast: float
    happened: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Mean loss of two methods on the same cases, their difference and its interval."""

    one: float
    other: float
    difference: float
    low: float
    high: float
    cases: int
    clusters: int


def brier_score(forecasts: npt.ArrayLike, happened: npt.ArrayLike) -> float:
    """Mean squared distance of probabilities from what happened; 0 is perfect, 0.25 a coin.

    Examples
    --------
    >>> brier_score([0.9, 0.2], [1, 0])
    0.025
    """
    p, y = _pair(forecasts, happened)
    return round(float(((p - y) ** 2).mean()), 15)


def log_score(forecasts: npt.ArrayLike, happened: npt.ArrayLike) -> float:
    """Mean surprise in bits; infinite when something declared impossible happened.

    Examples
    --------
    >>> round(log_score([0.5, 0.25], [1, 0]), 6)
    0.707519
    """
    p, y = _pair(forecasts, happened)
    with np.errstate(divide="ignore"):
        return float(-np.log2(np.where(y > 0.5, p, 1.0 - p)).mean())


def calibration_table(
    forecasts: npt.ArrayLike, happened: npt.ArrayLike, edges: Sequence[float] = (0, 0.2, 0.4, 0.6, 0.8, 1)
) -> tuple[CalibrationRow, ...]:
    """Per band of forecast probability: how often it came true. Bands are half-open, the last closed.

    Examples
    --------
    >>> [(row.count, row.happened) for row in calibration_table([0.1, 0.15, 0.9], [0, 1, 1])]
    [(2, 0.5), (1, 1.0)]
    """
    p, y = _pair(forecasts, happened)
    rows = []
    for low, high in zip(edges[:-1], edges[1:], strict=True):  # noqa: RUF007 -- edges may be any sequence
        inside = (p >= low) & ((p < high) | ((high == edges[-1]) & (p <= high)))
        if inside.any():
            count = int(inside.sum())
            rows.append(CalibrationRow(low, high, count, float(p[inside].mean()), float(y[inside].mean())))
    return tuple(rows)


def compare_losses(
    one: npt.ArrayLike,
    other: npt.ArrayLike,
    clusters: Sequence[str],
    rng: np.random.Generator,
    level: float = 0.9,
    resamples: int = 2000,
) -> Comparison:
    """Whether one method loses less than another on the same cases.

    Cases of one negotiation are not independent, so whole clusters are drawn again, not cases.

    Parameters
    ----------
    one, other : (cases,) arrays
        Loss of each method on each case.
    clusters : sequence of str, one per case
    rng : numpy.random.Generator
    level : float in (0, 1)
    resamples : int

    Returns
    -------
    Comparison
        ``difference`` is one minus other: below 0 means that the first loses less.

    Raises
    ------
    ShapeError
        Shapes that do not fit, or no case.

    Examples
    --------
    >>> found = compare_losses([1.0, 2, 3], [2.0, 2, 4], ["a", "a", "b"], np.random.default_rng(0))
    >>> round(found.difference, 3), found.clusters
    (-0.667, 2)
    """
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if a.ndim != 1 or a.size == 0 or b.shape != a.shape or len(clusters) != a.size:
        raise ShapeError(
            f"compare_losses: {a.shape}, {b.shape} losses and {len(clusters)} clusters do not fit"
        )
    names, codes = np.unique(np.asarray(clusters, dtype=str), return_inverse=True)
    sums, sizes = np.bincount(codes, weights=a - b), np.bincount(codes).astype(np.float64)
    picks = rng.integers(0, names.size, size=(resamples, names.size))
    means = sums[picks].sum(axis=1) / sizes[picks].sum(axis=1)
    low, high = np.quantile(means, [0.5 - level / 2, 0.5 + level / 2])
    return Comparison(
        float(a.mean()),
        float(b.mean()),
        float((a - b).mean()),
        float(low),
        float(high),
        int(a.size),
        int(names.size),
    )


def _pair(forecasts: npt.ArrayLike, happened: npt.ArrayLike) -> tuple[Floats, Floats]:
    p, y = np.asarray(forecasts, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    if p.ndim != 1 or p.size == 0 or y.shape != p.shape:
        raise ShapeError(f"{p.shape} forecasts and {y.shape} outcomes do not fit")
    if not ((p >= 0) & (p <= 1)).all() or not np.isin(y, (0.0, 1.0)).all():
        raise ShapeError("forecasts must be probabilities and outcomes 0 or 1")
    return p, y
