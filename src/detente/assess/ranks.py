"""Ranks of the draws: which quantities go with an outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.assess.binding import Bound, Floats
from detente.doubt.ranks import standard_ranks


@dataclass(frozen=True, slots=True)
class RankTable:
    """Standardised ranks of every uncertain quantity over the draws: (paths, draws), mean 0, length 1."""

    paths: tuple[str, ...]
    assumed: tuple[bool, ...]
    table: Floats

    @classmethod
    def of(cls, bound: Bound) -> RankTable:
        """Rank the draws of a bound case once, for all verdicts."""
        kept = [
            (path, quantity.mark == "assumed", standard_ranks(bound.draws(path)))
            for path, quantity in bound.case.quantities().items()
            if not quantity.is_certain and np.ptp(bound.draws(path)) > 0.0
        ]
        table = np.array([row for _, _, row in kept]).reshape(len(kept), bound.draws.size)
        return cls(tuple(path for path, _, _ in kept), tuple(mark for _, mark, _ in kept), table)
