"""The record behind a tipping curve of named members, apart from what computes it, so that drawing loads no solver."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoalitionCurve:
    """Named members by what the others must bring before they join: a tipping curve in steps.

    Attributes
    ----------
    steps : tuple of (threshold, names, capability)
        Rising thresholds; members with one threshold together.
    total : float
        Capability of everybody.
    from_nobody, from_everybody : float
        Capability of the smallest and of the largest coalition that holds itself together.
    """

    steps: tuple[tuple[float, tuple[str, ...], float], ...]
    total: float
    from_nobody: float
    from_everybody: float
