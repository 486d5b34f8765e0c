"""Rank correlation without the weight of a statistics package: it is asked for on every ``why``."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def standard_ranks(values: npt.ArrayLike) -> Floats:
    """Ranks with ties at their mean, shifted to mean 0 and scaled to length 1; zeros where all are equal.

    The product of two such arrays is Spearman's correlation.

    Parameters
    ----------
    values : (draws,) array

    Returns
    -------
    (draws,) array

    Examples
    --------
    >>> one, other = standard_ranks([1, 5, 3, 3]), standard_ranks([2, 9, 4, 4])
    >>> round(float(one @ other), 6), standard_ranks([2.0, 2.0]).tolist()
    (1.0, [0.0, 0.0])
    """
    _, place, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2.0)[place.ravel()]
    ranks -= ranks.mean()
    length = float(np.linalg.norm(ranks))
    result: Floats = ranks / length if length > 0 else np.zeros(ranks.size)
    return result
