"""Where a conclusion turns, and what one input at a time does to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from detente.errors import ShapeError


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a margin changes sign; ``rising`` means that it is negative below and not above."""

    at: float
    rising: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a tornado: the outcome at the low and at the high end of one input."""

    name: str
    low: float
    high: float

    @property
    def swing(self) -> float:
        """Length of the bar."""
        return abs(self.high - self.low)


def break_even(
    margin: Callable[[float], float],
    low: float,
    high: float,
    points: int = 33,
    tolerance: float = 1e-6,
) -> tuple[Crossing, ...]:
    """Every value of one input at which a conclusion turns.

    The range is scanned first, so that a margin that is not monotone shows all its turns that are
    wider than the scan; each is then bisected, which also works for a margin that jumps (a verdict
    as +1 and -1).

    Parameters
    ----------
    margin : function of one number
        Not negative where the conclusion stands. Two points suffice where it is known to be monotone.
    low, high : float
        Range of the input.
    points : int, at least 2
        Values scanned, ends included.
    tolerance : float, relative to the range
        Width to which a turn is bisected.

    Returns
    -------
    tuple of Crossing
        Ascending; empty when the conclusion does not turn.

    Raises
    ------
    ShapeError
        An empty range or fewer than 2 points.

    Examples
    --------
    >>> [(round(turn.at, 3), turn.rising) for turn in break_even(lambda x: x - 0.4, 0.0, 1.0)]
    [(0.4, True)]
    >>> [round(turn.at, 3) for turn in break_even(lambda x: (x - 0.2) * (x - 0.7), 0.0, 1.0)]
    [0.2, 0.7]
    """
    if not low < high or points < 2:
        raise ShapeError(f"break_even: needs low < high and 2 points or more, not {low}, {high}, {points}")
    grid = np.linspace(low, high, points)
    stands = [margin(float(x)) >= 0 for x in grid]
    turns = []
    for left, right, before, after in zip(grid[:-1], grid[1:], stands[:-1], stands[1:], strict=True):
        if before != after:
            turns.append(
                Crossing(_bisect(margin, float(left), float(right), tolerance * (high - low)), after)
            )
    return tuple(turns)


def describe_crossing(turn: Crossing, name: str, shown: str, holds: str) -> str:
    """A turn as something to watch for.

    Examples
    --------
    >>> describe_crossing(
    ...     Crossing(0.004, False), "Washington's lapse hazard", "0.4 % a month", "package 3 holds"
    ... )
    "if Washington's lapse hazard falls below 0.4 % a month, package 3 holds"
    """
    way = "rises above" if turn.rising else "falls below"
    return f"if {name} {way} {shown}, {holds}"


def tornado(
    outcome: Callable[[Mapping[str, float]], float],
    central: Mapping[str, float],
    ends: Mapping[str, tuple[float, float]],
) -> tuple[Bar, ...]:
    """The outcome at both ends of each input, all others at their central values; longest bar first.

    One at a time by design: it shows no interactions (see `detente.doubt.variance`).

    Parameters
    ----------
    outcome : function of a mapping of input to value
    central : mapping of input to its central value
    ends : mapping of input to (low, high), usually its 5th and 95th percentile

    Returns
    -------
    tuple of Bar
        Ties by name.

    Raises
    ------
    ShapeError
        An input of ``ends`` has no central value.

    Examples
    --------
    >>> bars = tornado(lambda x: x["a"] + 3 * x["b"], {"a": 0.5, "b": 0.5}, {"a": (0, 1), "b": (0, 1)})
    >>> [(bar.name, bar.low, bar.high) for bar in bars]
    [('b', 0.5, 3.5), ('a', 1.5, 2.5)]
    """
    unknown = sorted(set(ends) - set(central))
    if unknown:
        raise ShapeError(f"tornado: no central value for {', '.join(unknown)}")
    bars = [
        Bar(name, *(float(outcome({**central, name: value})) for value in pair))
        for name, pair in ends.items()
    ]
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.name)))


def _bisect(margin: Callable[[float], float], left: float, right: float, width: float) -> float:
    stands = margin(left) >= 0
    while right - left > width:
        middle = 0.5 * (left + right)
        if middle in (left, right):
            break
        value = margin(middle)
        if value == 0:
            return middle
        if (value >= 0) == stands:
            left = middle
        else:
            right = middle
    return 0.5 * (left + right)
