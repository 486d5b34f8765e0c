"""The bargaining range in the shadow of war: which shares or packages no side would rather fight over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.errors import ShapeError
from detente.war.process import TOLERANCE, Floats, check_between

Attitude = Literal["power", "exponential"]


@dataclass(frozen=True, slots=True)
class ShareRange:
    """Shares of one divisible stake from the least that A takes to the most that B grants."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """Negative where no share satisfies both."""
        return self.high - self.low

    @property
    def is_empty(self) -> bool:
        """No share satisfies both sides."""
        return self.width < -TOLERANCE

    def in_words(self) -> str:
        """One sentence with the numbers and what they leave out."""
        if self.is_empty:
            return (
                f"There is no share of the stake that both sides prefer to fighting on: A needs at least "
                f"{self.low:.3f}, B grants at most {self.high:.3f}."
            )
        return (
            f"Both sides prefer a share for A between {self.low:.3f} and {self.high:.3f} to fighting on. "
            f"This weighs the terms as if they were kept; whether they would be is another question."
        )


def share_range(war_value_a: float, war_value_b: float) -> ShareRange:
    """Shares that both sides prefer to fighting on, one divisible stake, both indifferent to risk.

    Examples
    --------
    >>> found = share_range(0.4016806722689076, 0.4806722689075632)
    >>> round(found.low, 6), round(found.high, 6), round(found.width, 9)
    (0.401681, 0.519328, 0.117647059)
    """
    return ShareRange(max(0.0, float(war_value_a)), min(1.0, 1.0 - float(war_value_b)))


def least_share(value: ArrayLike, curvature: ArrayLike = 1.0, attitude: Attitude = "power") -> Floats:
    """Share whose utility is ``value``: 0 where any share is enough, above 1 where none is.

    Parameters
    ----------
    value : array, utils
        Utility to be matched: the war value, or chance of winning less the cost.
    curvature : array
        ``power``: exponent of ``x ** curvature``, below 1 averse to risk, above 1 fond of it.
        ``exponential``: coefficient of ``(1 - exp(-a x)) / (1 - exp(-a))``, 0 indifferent, above 0 averse.

    Raises
    ------
    ShapeError
        An exponent that is not above 0.

    Examples
    --------
    >>> round(float(least_share(0.45, 3.0, "exponential")), 10), round(float(least_share(0.45, 2.0)), 7)
    (0.1859699758, 0.6708204)
    """
    wanted, bend = np.asarray(value, np.float64), np.asarray(curvature, np.float64)
    if attitude == "power":
        if not (bend > 0).all():
            raise ShapeError(f"curvature: found {bend.min():g}, an exponent must be above 0")
        return np.asarray(np.maximum(wanted, 0.0) ** (1.0 / bend), np.float64)
    straight = np.abs(bend) < 1e-6
    a = np.where(straight, 1.0, bend)
    inside = 1.0 - wanted * (1.0 - np.exp(-a))
    with np.errstate(divide="ignore", invalid="ignore"):
        curved = np.where(inside > 0, -np.log(np.where(inside > 0, inside, 1.0)) / a, np.inf)
    return np.asarray(np.maximum(np.where(straight, wanted, curved), 0.0), np.float64)


def share_range_under_risk(
    value_a: float, value_b: float, curvature: tuple[float, float] = (1.0, 1.0), attitude: Attitude = "power"
) -> ShareRange:
    """Shares that both prefer to a gamble worth ``value_a`` and ``value_b`` utils to them.

    Risk lovers on both sides can leave nothing, in spite of the cost of war.

    Examples
    --------
    >>> share_range_under_risk(0.45, 0.45, (2.0, 2.0)).is_empty
    True
    >>> found = share_range_under_risk(0.45, 0.45, (0.5, 0.5))
    >>> round(found.low, 6), round(found.high, 6)
    (0.2025, 0.7975)
    """
    low, high = least_share([value_a, value_b], list(curvature), attitude)
    return ShareRange(float(low), 1.0 - float(high))


def feasible_in_range(shares: ArrayLike, found: ShareRange) -> Floats:
    """Which of finitely many possible shares lie in the range: an indivisible stake may have none.

    Examples
    --------
    >>> feasible_in_range([0, 1], ShareRange(0.3, 0.6)).tolist()
    []
    """
    array = np.asarray(shares, np.float64)
    return array[(array >= found.low - TOLERANCE) & (array <= found.high + TOLERANCE)]


def acceptable_packages(utilities: Floats, war_values: Floats) -> NDArray[np.intp]:
    """Rows of ``utilities`` (packages, parties) that leave nobody below its war value; it may be none.

    With more than two parties, or with a stalemate, nothing guarantees that any is left, even when all
    know everything: the war values can add up to more than the stake.

    Raises
    ------
    ShapeError
        ``war_values`` has not one entry per column.

    Examples
    --------
    >>> both_to_one = np.array([[0.4, 0.2], [0.6, 0.8], [1.0, 0.0], [0.0, 1.0]])
    >>> acceptable_packages(both_to_one, np.array([0.55, 0.75])).tolist()
    [1]
    """
    values = np.asarray(utilities, np.float64)
    if values.ndim != 2 or np.shape(war_values) != (values.shape[1],):
        raise ShapeError(
            f"acceptable_packages: {np.shape(war_values)} war values for utilities {values.shape}"
        )
    return np.flatnonzero((values >= np.asarray(war_values) - TOLERANCE).all(axis=1))


@dataclass(frozen=True, slots=True)
class FinalDemand:
    """A's best last demand on a side of unknown cost: what is demanded, the risk of war, what it is worth."""

    share: float
    risk_of_war: float
    value: float
    cost_pressed: float


def best_final_demand(power: float, cost_a: float, cost_b_low: float, cost_b_high: float) -> FinalDemand:
    """A's best final demand when B's cost of war is known only to lie evenly between two numbers.

    A higher demand gains more if it is met and is refused more often. No risk is taken if and only if
    ``cost_b_high <= 2 * cost_b_low + cost_a``.

    Raises
    ------
    ShapeError
        Costs upside down or negative, a power outside [0, 1].

    Examples
    --------
    >>> best_final_demand(0.5, 0.10, 0.05, 0.35)
    FinalDemand(share=0.625, risk_of_war=0.25, value=0.56875, cost_pressed=0.125)
    """
    check_between("power", power, 0.0, 1.0)
    check_between("costs", [cost_a, cost_b_low, cost_b_high], 0.0, np.inf)
    if not cost_b_low < cost_b_high:
        raise ShapeError(
            f"best_final_demand: cost_b_low {cost_b_low:g} is not below cost_b_high {cost_b_high:g}"
        )
    pressed = min(max((cost_b_high - cost_a) / 2, cost_b_low), cost_b_high)
    risk = (pressed - cost_b_low) / (cost_b_high - cost_b_low)
    value = (1 - risk) * (power + pressed) + risk * (power - cost_a)
    return FinalDemand(round(power + pressed, 15), round(risk, 15), round(value, 15), round(pressed, 15))
