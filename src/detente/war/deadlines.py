"""Dates and impatience: who proposes last, and when it pays to wait for a mediator to lose patience."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from detente.errors import ShapeError
from detente.war.process import TOLERANCE, check_between


def split_before_deadline(
    proposals: int,
    discount_a: float,
    discount_b: float,
    end: tuple[float, float] = (0.0, 0.0),
    first: str = "a",
) -> float:
    """A's share when only ``proposals`` proposals are left, made in turn, and ``end`` follows if all fail.

    Who proposes last takes almost everything there is to take: say who that is.

    Raises
    ------
    ShapeError
        Less than one proposal, or a first proposer that is neither ``a`` nor ``b``.

    Examples
    --------
    >>> [round(split_before_deadline(n, 0.9, 0.9), 4) for n in (1, 2, 3, 4, 5)]
    [1.0, 0.1, 0.91, 0.181, 0.8371]
    """
    if proposals < 1 or first not in ("a", "b"):
        raise ShapeError(
            f"split_before_deadline: needs 1 or more proposals by a or b first; found {proposals}, {first}"
        )
    check_between("discount factors", [discount_a, discount_b], 0.0, 1.0)
    value_a, value_b = end
    for turn in reversed(range(proposals)):
        by_a = (turn % 2 == 0) == (first == "a")
        if by_a:
            keep = discount_b * value_b
            value_a, value_b = 1 - keep, keep
        else:
            keep = discount_a * value_a
            value_a, value_b = keep, 1 - keep
    return value_a


def split_on_frontier_before_deadline(
    frontier: Callable[[float], float],
    inverse: Callable[[float], float],
    months: tuple[float, float],
    weights: tuple[float, float],
    proposals: int,
    last: str,
) -> tuple[float, float]:
    """Utilities to A and B when ``proposals`` are left, one a month in turn, and war for ever follows if all fail.

    Parameters
    ----------
    frontier, inverse, months, weights
        As in ``bargain.split_on_frontier``; the war goes on meanwhile.
    last : str
        ``a`` or ``b``: who makes the last proposal.

    Raises
    ------
    ShapeError
        Less than one proposal, or a last proposer that is neither.

    Examples
    --------
    >>> line = lambda u: 1 - u
    >>> [
    ...     round(split_on_frontier_before_deadline(line, line, (0, 0), (0.9, 0.9), n, "a")[0], 4)
    ...     for n in (1, 3, 5)
    ... ]
    [1.0, 0.91, 0.8371]
    """
    if proposals < 1 or last not in ("a", "b"):
        raise ShapeError(f"needs 1 or more proposals, the last by a or b; found {proposals}, {last}")
    to_a, to_b = months[0] / (1 - weights[0]), months[1] / (1 - weights[1])
    by_a = last == "a"
    for _ in range(proposals):
        keep_a, keep_b = months[0] + weights[0] * to_a, months[1] + weights[1] * to_b
        offer_a, offer_b = (inverse(keep_b), keep_b) if by_a else (keep_a, frontier(keep_a))
        gains = offer_a >= keep_a - TOLERANCE and offer_b >= keep_b - TOLERANCE
        to_a, to_b = (offer_a, offer_b) if gains else (keep_a, keep_b)
        by_a = not by_a
    return to_a, to_b


@dataclass(frozen=True, slots=True)
class Waiting:
    """When A does better to wait for the mediator to cut support than to settle now.

    Attributes
    ----------
    hazard_needed : float
        Waiting pays if the monthly hazard of the cut is above this; infinite if it never does.
    months_at_most : float
        Waiting pays for a cut at a known date only up to this many months ahead (no decision of the war meanwhile).
    """

    hazard_needed: float
    months_at_most: float

    def in_words(self, believed_hazard: float | None = None) -> str:
        """One paragraph: the threshold and, if given, where the believed hazard stands."""
        if math.isinf(self.hazard_needed):
            return (
                "Waiting never pays: after the cut the first side would get no more than it is offered now."
            )
        months = math.floor(self.months_at_most) if math.isfinite(self.months_at_most) else 0
        certain = f"a cut is certain within {months} month{'s' if months != 1 else ''}"
        if self.hazard_needed >= 1:
            text = (
                f"Waiting pays only if {certain}."
                if months
                else "Waiting does not pay, however likely a cut is."
            )
            return text + " The offer is taken to stay open, and nobody else to replace what is cut."
        text = f"Waiting pays only if the chance of a cut is above {100 * self.hazard_needed:.1f} % a month"
        text += f", or {certain}." if months else "."
        if believed_hazard is not None:
            side = "above" if believed_hazard > self.hazard_needed else "not above"
            text += f" The believed chance of {100 * believed_hazard:.1f} % is {side} it."
        return text + " The offer is taken to stay open, and nobody else to replace what is cut."


def waiting_threshold(
    share_now: float,
    share_after_cut: float,
    war_value: float,
    discount_factor: float,
    decision_hazard: float = 0.0,
) -> Waiting:
    """How likely a cut of the other side's support must be for A to wait rather than settle.

    Parameters
    ----------
    share_now, share_after_cut : float
        A's share in a deal now, and in the deal that follows once support is cut.
    war_value : float
        A's war value; without a decision of the war, what flows to A while it waits.

    Raises
    ------
    ShapeError
        Patience outside (0, 1), a hazard outside [0, 1], or an offer below the war value (nothing to wait from).

    Examples
    --------
    >>> found = waiting_threshold(0.45, 0.60, -0.10, 0.99)
    >>> round(found.hazard_needed, 10), round(found.months_at_most, 4)
    (0.037037037, 23.9954)
    """
    check_between("discount_factor", discount_factor, 0.0, 1.0, open_ends=True)
    check_between("decision_hazard", decision_hazard, 0.0, 1.0)
    if share_now < war_value - TOLERANCE:
        raise ShapeError(f"waiting_threshold: the offer {share_now:g} is below the war value {war_value:g}")
    if share_after_cut <= share_now:
        return Waiting(math.inf, 0.0)
    weight = discount_factor * (1 - decision_hazard)
    if weight == 0.0:
        return Waiting(math.inf, 0.0)
    hazard = (1 - weight) * (share_now - war_value) / (weight * (share_after_cut - share_now))
    ratio = (share_now - war_value) / (share_after_cut - war_value)
    months = math.log(ratio) / math.log(weight) if ratio > 0 else math.inf
    return Waiting(hazard, months)
