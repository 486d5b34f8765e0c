"""Acceptance over draws for whole package spaces: which share of draws each party, and everybody, accepts.

Issues are merged into a few blocks whose joint levels fit one table, so that a draw costs a few look-ups
per package and party instead of one per issue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.joint import joint_levels, joint_values, merge_issues
from detente.deals.space import TOLERANCE, Levels, Values
from detente.errors import ShapeError

#: Packages handled at a time, so that the work stays in the processor's cache.
ROWS = 16_384


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Shares of draws, in [0, 1]: ``each`` is (packages, parties), ``together`` (packages,)."""

    each: NDArray[np.float64]
    together: NDArray[np.float64]
    draws: int


def acceptance_over_draws(
    packages: Levels,
    sizes: Sequence[int],
    contributions: Sequence[Sequence[NDArray[Any]]],
    reservations: Values,
    asked: NDArray[np.bool_] | None = None,
    fixed: Values | None = None,
) -> Acceptance:
    """In which share of draws every package clears the reservation of each party, and of all asked.

    Parameters
    ----------
    packages : (packages, issues) int array
    sizes : levels per issue
    contributions : per party, per issue, (draws, levels) array, utils
        The same draws for all packages.
    reservations : (draws, parties) array, utils
    asked : (packages, parties) array of bool, optional
        Whose consent a package needs; everybody's when left out.
    fixed : (packages, parties) array, utils, optional
        What packages are worth beyond the contributions, the same in all draws.

    Returns
    -------
    Acceptance
        Shares of draws under the entered ranges, not frequencies in the world.

    Examples
    --------
    >>> rows = np.array([[0], [1]], dtype=np.int8)
    >>> values = [[np.array([[0.2, 0.8], [0.6, 0.8]])]]
    >>> acceptance_over_draws(rows, [2], values, np.array([[0.5], [0.5]])).together.tolist()
    [0.5, 1.0]
    """
    draws, parties = reservations.shape
    if len(contributions) != parties or any(len(parts) != len(sizes) for parts in contributions):
        raise ShapeError(
            f"acceptance_over_draws: {len(contributions)} parties, reservations {reservations.shape}"
        )
    blocks = merge_issues(sizes)
    codes = (
        np.stack([joint_levels(packages, block, sizes) for block in blocks])
        if blocks
        else np.zeros((0, len(packages)))
    )
    tables = [[joint_values(parts, block) for block in blocks] for parts in contributions]
    each = np.zeros((parties, len(packages)), dtype=np.int64)
    together = np.zeros(len(packages), dtype=np.int64)
    waived = None if asked is None else ~asked.T
    for start in range(0, len(packages), ROWS):
        part = slice(start, min(start + ROWS, len(packages)))
        here = [np.ascontiguousarray(code[part]) for code in codes]
        for draw in range(draws):
            everybody = np.ones(part.stop - part.start, dtype=bool)
            for party in range(parties):
                total = tables[party][0][draw][here[0]]
                for table, code in zip(tables[party][1:], here[1:], strict=True):
                    total += table[draw][code]
                if fixed is not None:
                    total += fixed[part, party]
                accepts = total >= reservations[draw, party] - TOLERANCE
                each[party, part] += accepts
                everybody &= accepts if waived is None else accepts | waived[party, part]
            together[part] += everybody
    return Acceptance(each.T / draws, together / draws, draws)
