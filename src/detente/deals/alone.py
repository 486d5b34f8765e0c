"""Burdens of which only each member's own cost is known: joint costs by a stated rule, shares exact or sampled.

A stand-in where nobody knows what every group would pay together: the rule is an assumption and the record says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from detente.deals.burden import MOST_PLAYERS, sampled_shapley
from detente.deals.games import AloneCosts, SharingGame, describe_sharing
from detente.errors import ShapeError


@dataclass(frozen=True, slots=True)
class JointRule:
    """What a group pays together: its members' costs less ``saving`` of them (never less than its dearest member
    alone), or, where ``saving`` is None, what its dearest member alone would pay (one facility serves all)."""

    saving: Fraction | None

    def __post_init__(self) -> None:
        if self.saving is not None and not 0 <= self.saving < 1:
            raise ShapeError(f"joint costs: a saving of {float(self.saving):g} is not a share below 1")

    def cost(self, costs: list[Fraction]) -> Fraction:
        """Of a group with these costs."""
        if len(costs) < 2:
            return sum(costs, Fraction(0))
        dearest = max(costs)
        return dearest if self.saving is None else max(sum(costs, Fraction(0)) * (1 - self.saving), dearest)

    @property
    def in_words(self) -> str:
        """What is assumed."""
        if self.saving is None:
            return "assumed: a group pays what its dearest member would pay alone"
        return f"assumed: a group saves {100 * float(self.saving):g} % of its members' costs, but pays at least its dearest member's"


def game_of(given: AloneCosts, rule: JointRule) -> SharingGame:
    """The game of at most 20 members, exact, in whole units.

    Examples
    --------
    >>> airport = AloneCosts(("a", "b", "c"), (Fraction(3), Fraction(7), Fraction(12)))
    >>> game_of(airport, JointRule(None)).game.tolist()
    [0, 3, 7, 7, 12, 12, 12, 12]
    """
    count = len(given.members)
    if count > MOST_PLAYERS:
        raise ShapeError(f"game_of: {count} members; up to {MOST_PLAYERS} can be listed by group")
    part = Fraction(1) if rule.saving is None else 1 - rule.saving
    scale = lcm(*(cost.denominator for cost in given.costs)) * part.denominator
    whole = [int(cost * scale) for cost in given.costs]
    masks = np.arange(1 << count, dtype=np.int64)
    total, dearest = np.zeros(len(masks), dtype=np.int64), np.zeros(len(masks), dtype=np.int64)
    for k, cost in enumerate(whole):
        member = (masks >> k & 1).astype(bool)
        total[member] += cost
        dearest[member] = np.maximum(dearest[member], cost)
    # every cost is a multiple of the denominator, so that the division is exact
    joint = (
        dearest if rule.saving is None else np.maximum(total // part.denominator * part.numerator, dearest)
    )
    many = np.bitwise_count(masks) > 1
    return SharingGame(given.members, np.where(many, joint, total), scale, "cost")


def describe_alone(
    given: AloneCosts,
    rule: JointRule,
    rng: np.random.Generator,
    orders: int,
    split: Mapping[str, Fraction] | None,
) -> dict[str, Any]:
    """Shares of a joint cost: exact with who would leave up to 20 members, Shapley by sampling beyond.

    Parameters
    ----------
    given : AloneCosts
    rule : JointRule
    rng : numpy Generator
    orders : int
        Orders of joining drawn where there are more than 20 members.
    split : mapping of member to share, optional
        As for ``describe_sharing``.
    """
    if len(given.members) <= MOST_PLAYERS:
        return {**describe_sharing(game_of(given, rule), split), "joint_costs": rule.in_words}
    costs = [float(cost) for cost in given.costs]
    keep = 1.0 if rule.saving is None else 1.0 - float(rule.saving)

    def cost_of(group: frozenset[int]) -> float:
        if len(group) < 2:
            return sum(costs[k] for k in group)
        dearest = max(costs[k] for k in group)
        return dearest if rule.saving is None else max(keep * sum(costs[k] for k in group), dearest)

    found = sampled_shapley(
        cost_of, len(costs), costs, rng, orders
    )  # joining adds between nothing and one's own cost
    return {
        "members": list(given.members),
        "kind": "cost",
        "whole": cost_of(frozenset(range(len(costs)))),
        "joint_costs": rule.in_words,
        "sampled": {
            "orders": found.orders,
            "confidence": found.confidence,
            "shares": dict(zip(given.members, found.shares, strict=True)),
            "standard_errors": dict(zip(given.members, found.standard_errors, strict=True)),
            "within": dict(zip(given.members, found.radius, strict=True)),
        },
    }
