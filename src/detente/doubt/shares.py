"""Shares of draws and differences on common draws, with their errors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A share of draws: its value, its standard error, and how many draws it is worth."""

    value: float
    error: float
    draws: float


def share_of_draws(holds: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Share:
    """The share of draws in which something holds, with its standard error.

    It is conditional on the entered ranges: it says in how many of the drawn cases a statement is
    true, and wherever it is printed the page says so.

    Parameters
    ----------
    holds : (draws,) array of bool or of numbers in [0, 1]
    weights : (draws,) array, not negative, optional
        Weights of the draws; without them all count alike.

    Returns
    -------
    Share
        ``draws`` is the effective sample, (sum w)^2 / sum w^2; ``error`` is the binomial standard
        error on it, with half a draw added to each side so that it is never 0 (Jeffreys).

    Raises
    ------
    ShapeError
        No draws, weights that do not fit, or no weight left.

    Examples
    --------
    >>> share = share_of_draws([True, True, False, True])
    >>> share.value, round(share.error, 3)
    (0.75, 0.205)
    """
    values = np.asarray(holds, dtype=np.float64)
    weight = np.ones_like(values) if weights is None else np.asarray(weights, dtype=np.float64)
    if values.ndim != 1 or values.size == 0 or weight.shape != values.shape:
        raise ShapeError(f"share_of_draws: {values.shape} draws and {weight.shape} weights do not fit")
    if not (weight >= 0).all() or weight.sum() <= 0:
        raise ShapeError("share_of_draws: weights must be 0 or more and not all 0")
    value = float((weight * values).sum() / weight.sum())
    effective = float(weight.sum() ** 2 / (weight**2).sum())
    centre = (value * effective + 0.5) / (effective + 1.0)
    return Share(value, math.sqrt(centre * (1.0 - centre) / (effective + 1.0)), effective)


def paired_difference(
    after: npt.ArrayLike, before: npt.ArrayLike, level: float = 0.9
) -> tuple[float, float, float]:
    """Mean difference on common draws, with its normal interval.

    Because both runs use the same draws, what they share cancels, and the interval is that of the
    differences, not of two separate means.

    Parameters
    ----------
    after, before : (draws,) arrays
        The same draws in the same order.
    level : float in (0, 1)
        Chance that the interval is meant to cover.

    Returns
    -------
    mean, low, high : float

    Raises
    ------
    ShapeError
        The two do not have the same draws, or fewer than 2.

    Examples
    --------
    >>> mean, low, high = paired_difference([1.0, 2, 3, 4], [0.0, 1, 2, 4])
    >>> round(mean, 2), round(low, 2), round(high, 2)
    (0.75, 0.34, 1.16)
    """
    from scipy.special import ndtri

    one, other = np.asarray(after, dtype=np.float64), np.asarray(before, dtype=np.float64)
    if one.shape != other.shape or one.ndim != 1 or one.size < 2:
        raise ShapeError(
            f"paired_difference: needs the same draws twice, at least 2; got {one.shape}, {other.shape}"
        )
    if not 0.0 < level < 1.0:
        raise ShapeError(f"paired_difference: level {level} is outside (0, 1)")
    gap = one - other
    half = float(ndtri(0.5 + level / 2)) * float(gap.std(ddof=1)) / math.sqrt(gap.size)
    mean = float(gap.mean())
    return mean, mean - half, mean + half


def draws_for(error: float, share: float = 0.5) -> int:
    """How many draws give a share this standard error.

    Examples
    --------
    >>> draws_for(0.025), draws_for(0.01)
    (400, 2500)
    """
    if not 0.0 < error < 1.0 or not 0.0 <= share <= 1.0:
        raise ShapeError(f"draws_for: error {error} must be in (0, 1) and share {share} in [0, 1]")
    return max(1, math.ceil(round(share * (1.0 - share) / error**2, 6)))
