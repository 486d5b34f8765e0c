"""Whether support for a guarantee snowballs or unravels, and whose joining matters most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from detente.errors import ShapeError
from detente.war.process import Floats


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """A share of supporters that reproduces itself; stable if small disturbances die out."""

    share: float
    stable: bool


def fixed_points(joins: Callable[[Floats], Floats], points: int = 20_001) -> tuple[FixedPoint, ...]:
    """Shares r at which exactly the share r joins when the share r has joined.

    Parameters
    ----------
    joins : function on arrays
        Share that joins if at least the argument has; rising, within [0, 1].
    points : int
        Shares scanned; two fixed points closer than a step are not told apart.

    Notes
    -----
    Stable: just below, more join than have; just above, fewer. At the ends one side is enough.

    Examples
    --------
    >>> [round(p.share, 6) for p in fixed_points(normal_thresholds(0.25, 0.122))]
    [0.054792, 0.069476, 1.0]
    """
    grid = np.linspace(0.0, 1.0, points)
    gap = np.asarray(joins(grid), np.float64) - grid
    if gap[0] < -1e-12 or gap[-1] > 1e-12:
        raise ShapeError("fixed_points: the share that joins must lie in [0, 1]")
    found = []
    for i in range(points - 1):
        if gap[i] * gap[i + 1] < 0:
            share = brentq(lambda r: float(joins(np.array([r]))[0]) - r, grid[i], grid[i + 1], xtol=1e-12)
            found.append(FixedPoint(float(share), bool(gap[i] > 0)))
        elif abs(gap[i]) < 1e-12:
            below, above = (i == 0 or gap[i - 1] > 0), (i == points - 1 or gap[i + 1] < 0)
            found.append(FixedPoint(float(grid[i]), bool(below and above)))
    if abs(gap[-1]) < 1e-12:
        found.append(FixedPoint(1.0, bool(gap[-2] > 0)))
    return tuple(found)


def normal_thresholds(mean: float, spread: float) -> Callable[[Floats], Floats]:
    """The share that joins when thresholds are normally distributed.

    Examples
    --------
    >>> round(float(normal_thresholds(0.5, 0.1)(np.array([0.5]))[0]), 3)
    0.5
    """
    if spread <= 0:
        raise ShapeError(f"spread: found {spread:g}, must be above 0")
    return lambda r: np.asarray(ndtr((r - mean) / spread), np.float64)


def joined(
    capabilities: Mapping[str, float], thresholds: Mapping[str, float], start: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Who has joined in the end, from ``start``, if each joins once the others bring what it asks for.

    Raises
    ------
    ShapeError
        The two mappings do not name the same actors.

    Examples
    --------
    >>> joined({"a": 5, "b": 3, "c": 1}, {"a": 0, "b": 5, "c": 9})
    ('a', 'b')
    """
    if set(capabilities) != set(thresholds):
        raise ShapeError(f"joined: capabilities name {sorted(capabilities)}, thresholds {sorted(thresholds)}")
    inside = set(start)
    for _ in range(2 * len(capabilities) + 2):
        total = sum(capabilities[name] for name in inside)
        new = {
            name
            for name in capabilities
            if total - (capabilities[name] if name in inside else 0) >= thresholds[name] - 1e-12
        }
        if new == inside:
            break
        inside = new
    return tuple(sorted(inside))


@dataclass(frozen=True, slots=True)
class Coalition:
    """Who joins from nobody, who stays from everybody, and what each actor's joining moves.

    Attributes
    ----------
    from_nobody, from_everybody : tuple of str
        The smallest and the largest coalition that holds itself together.
    worth_of_leadership : float
        Capability between the two: what coordination or leadership could add.
    if_joins : dict
        Capability gathered from nobody if that actor joins whatever the others do.
    anchor : str
        The actor whose joining adds most beyond its own capability.
    if_leaves : dict
        Capability that remains from everybody if that actor drops out for good.
    """

    from_nobody: tuple[str, ...]
    from_everybody: tuple[str, ...]
    worth_of_leadership: float
    if_joins: dict[str, float]
    anchor: str
    if_leaves: dict[str, float]

    def in_words(self) -> str:
        """One paragraph."""
        low = ", ".join(self.from_nobody) or "nobody"
        high = ", ".join(self.from_everybody) or "nobody"
        return (
            f"From nobody, {low} would join; from everybody, {high} would stay. Between the two lies a capability of "
            f"{self.worth_of_leadership:g}, which leadership could bring about. {self.anchor} joining first would add "
            "most. Thresholds are taken as fixed and known to all."
        )


def coalition(capabilities: Mapping[str, float], thresholds: Mapping[str, float]) -> Coalition:
    """Whether support gathers by itself, and who could start it or undo it.

    Examples
    --------
    >>> asks = {"US": 0, "UK": 40, "FR": 45, "DE": 60, "PL": 10, "IT": 80}
    >>> found = coalition({"US": 50, "UK": 15, "FR": 12, "DE": 13, "PL": 8, "IT": 7}, asks)
    >>> (
    ...     found.from_nobody == found.from_everybody == ("DE", "FR", "IT", "PL", "UK", "US"),
    ...     found.if_leaves["US"],
    ... )
    (True, 0)
    """

    def total(names: tuple[str, ...]) -> float:
        return sum(capabilities[name] for name in names)

    low, high = joined(capabilities, thresholds), joined(capabilities, thresholds, tuple(capabilities))
    if_joins, added, if_leaves = {}, {}, {}
    for name in capabilities:
        willing = {**thresholds, name: -np.inf}
        if_joins[name] = total(joined(capabilities, willing))
        added[name] = if_joins[name] - total(low) - (0 if name in low else capabilities[name])
        others = {other: value for other, value in capabilities.items() if other != name}
        left = joined(others, {other: thresholds[other] for other in others}, tuple(others))
        if_leaves[name] = total(left)
    anchor = max(added, key=lambda name: (added[name], if_joins[name]))
    return Coalition(low, high, total(high) - total(low), if_joins, anchor, if_leaves)
