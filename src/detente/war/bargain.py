"""Bargaining while the fighting goes on: what patience, pressure, deadlines and waiting do to the split."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.errors import NoAgreementError, ShapeError
from detente.war.process import TOLERANCE, check_between


@dataclass(frozen=True, slots=True)
class Fighter:
    """One side of a war that goes on while the two talk.

    Parameters
    ----------
    win_probability : float
        Chance that this side wins if the war is decided now.
    discount_factor, cost_of_war : float
        Patience per month, and monthly cost in months' flow of the stake.
    flow_while_fighting : float
        What it holds while fighting.
    talk_flow : float
        What talks alone bring it each month they last (standing, eased isolation).
    """

    win_probability: float
    discount_factor: float
    cost_of_war: float
    flow_while_fighting: float
    talk_flow: float = 0.0

    def month(self, decision_hazard: float) -> float:
        """What one month of fighting and talking brings, in average discounted units."""
        held = self.flow_while_fighting + self.talk_flow
        still = (1 - decision_hazard) * (1 - self.discount_factor) * held
        return decision_hazard * self.win_probability + still - (1 - self.discount_factor) * self.cost_of_war

    def weight(self, decision_hazard: float) -> float:
        """Weight of next month: patience times the chance that the war is still undecided."""
        return self.discount_factor * (1 - decision_hazard)

    def war_value(self, decision_hazard: float) -> float:
        """Value of fighting and talking on for ever."""
        return self.month(decision_hazard) / (1 - self.weight(decision_hazard))


@dataclass(frozen=True, slots=True)
class Split:
    """What the first proposer gets, and why.

    Attributes
    ----------
    share_a : float
        A's share when A proposes first.
    share_if_b_first : float
        A's share when B proposes first.
    surplus : float
        What a deal saves: one minus both war values.
    share_of_surplus : float
        The part of it that goes to A as first proposer.
    talks_are_the_prize : bool
        The war values add up to more than the stake: a side prefers talking on to any deal.
    """

    share_a: float
    share_if_b_first: float
    war_value_a: float
    war_value_b: float
    surplus: float
    share_of_surplus: float
    talks_are_the_prize: bool

    def in_words(self) -> str:
        """One paragraph: the split, its parts, its conditions, what it leaves out."""
        if self.talks_are_the_prize:
            return (
                f"Fighting and talking on is worth {self.war_value_a:.3f} to the first side and "
                f"{self.war_value_b:.3f} to the second, together more than the whole stake: talks are the "
                "prize, and no deal satisfies both while they pay."
            )
        return (
            f"The balance of patience and pressure gives the first side {self.share_a:.3f} of the stake if it "
            f"proposes first and {self.share_if_b_first:.3f} if the other does: its war value "
            f"{self.war_value_a:.3f} and {100 * self.share_of_surplus:.1f} % of the {self.surplus:.3f} that a deal saves. "
            "This holds if both know each other's costs, alternate in proposing and keep what they sign; "
            "mediators, publics and the chance that the deal breaks are not in it."
        )


def _proportions(theta_a: float, theta_b: float) -> float:
    """Share of the surplus that goes to A as first proposer; the limit where both are 1."""
    if 1 - theta_a * theta_b < 1e-15:
        return 0.5
    return (1 - theta_b) / (1 - theta_a * theta_b)


def split_while_fighting(side_a: Fighter, side_b: Fighter, decision_hazard: float) -> Split:
    """The split of one stake that alternating offers lead to, the war going on meanwhile.

    Each month of delay costs both; who loses less by it gets more. Each side's share is its war value
    plus a part of what a deal saves, set by the two weights of next month.

    Raises
    ------
    ShapeError
        A probability or patience outside its domain, or win probabilities that do not add up to 1.

    Notes
    -----
    Paper to code: theta is ``Fighter.weight``, d ``Fighter.month``; formula (3.1). Without fighting, costs
    and flows it is Rubinstein's split.

    Sources
    -------
    Rubinstein 1982, Econometrica 50(1):97-109, for the game; the war inside it is our derivation.

    Examples
    --------
    >>> a, b = Fighter(0.5, 0.99, 0.3, 0.2), Fighter(0.5, 0.99, 0.4, 0.8)
    >>> found = split_while_fighting(a, b, 0.05)
    >>> round(found.share_a, 10), round(found.share_of_surplus, 10)
    (0.4623078605, 0.5153311002)
    """
    check_between("decision_hazard", decision_hazard, 0.0, 1.0)
    for side in (side_a, side_b):
        check_between("win_probability", side.win_probability, 0.0, 1.0)
        check_between("discount_factor", side.discount_factor, 0.0, 1.0, open_ends=True)
        check_between("cost_of_war", side.cost_of_war, 0.0, np.inf)
    if abs(side_a.win_probability + side_b.win_probability - 1) > 1e-6:
        total = side_a.win_probability + side_b.win_probability
        raise ShapeError(f"split_while_fighting: win probabilities add up to {total:g}, not 1")
    value_a, value_b = side_a.war_value(decision_hazard), side_b.war_value(decision_hazard)
    theta_a, theta_b = side_a.weight(decision_hazard), side_b.weight(decision_hazard)
    surplus, part = 1 - value_a - value_b, _proportions(theta_a, theta_b)
    part_b_first = 1 - _proportions(theta_b, theta_a)
    share, second = value_a + part * surplus, value_a + part_b_first * surplus
    return Split(share, second, value_a, value_b, surplus, part, surplus < -TOLERANCE)


def patience_split(discount_a: float, discount_b: float) -> float:
    """Share of the first proposer when nothing happens but delay.

    Examples
    --------
    >>> round(patience_split(0.9, 0.8), 10)
    0.7142857143
    """
    check_between("discount factors", [discount_a, discount_b], 0.0, 1.0, open_ends=True)
    return _proportions(discount_a, discount_b)


def short_period_share(rate_a: float, rate_b: float, hazard: float) -> float:
    """Limit of A's part of the surplus as proposals follow ever faster: rates and hazard per year.

    Examples
    --------
    >>> round(short_period_share(0.12, 0.36, 0.6), 7)
    0.5714286
    """
    check_between("rates", [rate_a, rate_b, hazard], 0.0, np.inf)
    if rate_a + rate_b + 2 * hazard == 0:
        return 0.5
    return (rate_b + hazard) / (rate_a + rate_b + 2 * hazard)


@dataclass(frozen=True, slots=True)
class OutsideSplit:
    """A's share when proposing, B's when proposing, and whose outside option matters."""

    share_a: float
    share_b: float
    binding: tuple[str, ...]


def split_with_outside_options(
    discount_a: float, discount_b: float, outside_a: float, outside_b: float
) -> OutsideSplit:
    """The split when the one who answers may instead leave for an outside option.

    A threat to leave changes the split only if leaving is better than waiting for one's own turn; a
    better outside option that does not bind gains nothing.

    Raises
    ------
    NoAgreementError
        The two outside options together are worth more than the stake.

    Sources
    -------
    The principle is attributed to Shaked and Sutton 1984 and Binmore 1985; not re-read here.

    Examples
    --------
    >>> split_with_outside_options(0.9, 0.9, 0.0, 0.5)
    OutsideSplit(share_a=0.5, share_b=0.55, binding=('b',))
    >>> round(split_with_outside_options(0.9, 0.9, 0.0, 0.3).share_a, 7)
    0.5263158
    """
    check_between("discount factors", [discount_a, discount_b], 0.0, 1.0, open_ends=True)
    if outside_a + outside_b > 1 + TOLERANCE:
        raise NoAgreementError(
            f"split_with_outside_options: outside options {outside_a:g} and {outside_b:g} exceed the stake together"
        )
    a, b = _proportions(discount_a, discount_b), _proportions(discount_b, discount_a)
    binds_a, binds_b = outside_a > discount_a * a, outside_b > discount_b * b
    if binds_b and not binds_a:
        a = 1 - outside_b
        b = 1 - max(outside_a, discount_a * a)
        binds_a = outside_a > discount_a * a
    elif binds_a and not binds_b:
        b = 1 - outside_a
        a = 1 - max(outside_b, discount_b * b)
        binds_b = outside_b > discount_b * b
    if binds_a and binds_b:
        a, b = 1 - outside_b, 1 - outside_a
    return OutsideSplit(a, b, tuple(name for name, binds in (("a", binds_a), ("b", binds_b)) if binds))


@dataclass(frozen=True, slots=True)
class FrontierSplit:
    """Utilities to A and B in the deal proposed by A and in the one proposed by B."""

    utility_a: float
    utility_b: float
    utility_a_if_b_first: float
    utility_b_if_b_first: float
    steps: int


def split_on_frontier(
    frontier: Callable[[float], float],
    inverse: Callable[[float], float],
    months: tuple[float, float],
    weights: tuple[float, float],
    tol: float = 1e-12,
) -> FrontierSplit:
    """The split on any Pareto frontier, by fixed point.

    Parameters
    ----------
    frontier, inverse : function
        Most that B can get when A gets the argument; most that A can get when B gets the argument. Both
        fall, and each undoes the other.
    months, weights : (a, b)
        ``Fighter.month`` and ``Fighter.weight`` of the two.

    Raises
    ------
    NoAgreementError
        The iteration leads to less than a side's war value: no deal on the frontier is better than fighting.

    Examples
    --------
    >>> a, b = Fighter(0.5, 0.99, 0.3, 0.2), Fighter(0.5, 0.99, 0.4, 0.8)
    >>> line = lambda u: 1 - u
    >>> found = split_on_frontier(
    ...     line, line, (a.month(0.05), b.month(0.05)), (a.weight(0.05), b.weight(0.05))
    ... )
    >>> round(found.utility_a, 10)
    0.4623078605
    """
    (month_a, month_b), (weight_a, weight_b) = months, weights
    to_a, to_b = frontier_start(months, weights)
    steps = 0
    for _ in range(20_000):
        steps += 1
        # A proposes what leaves B as well off as waiting a month for its own turn, and the other way round
        new_a = inverse(month_b + weight_b * to_b)
        new_b = frontier(month_a + weight_a * to_a)
        change = max(abs(new_a - to_a), abs(new_b - to_b))
        to_a, to_b = new_a, new_b
        if change < tol:
            break
    else:
        raise NoAgreementError("split_on_frontier: no fixed point within 20000 steps")
    value_a, value_b = month_a / (1 - weight_a), month_b / (1 - weight_b)
    if to_a < value_a - 1e-6 or to_b < value_b - 1e-6:
        raise NoAgreementError(
            f"split_on_frontier: no deal on the frontier beats fighting on, worth {value_a:.4f} and {value_b:.4f}"
        )
    back_to_b, back_to_a = month_b + weight_b * to_b, month_a + weight_a * to_a
    return FrontierSplit(to_a, back_to_b, back_to_a, to_b, steps)


def frontier_start(months: tuple[float, float], weights: tuple[float, float]) -> tuple[float, float]:
    """Where the fixed point iteration begins: each side's war value."""
    return months[0] / (1 - weights[0]), months[1] / (1 - weights[1])


@dataclass(frozen=True, slots=True)
class Concession:
    """What an unconditional concession to A changes before the talks begin."""

    war_value_change: float
    share_change: float
    before: Split
    after: Split

    def in_words(self) -> str:
        """One sentence with both numbers."""
        return (
            f"The concession raises what fighting on is worth to the first side by {self.war_value_change:+.3f} and "
            f"its predicted share by {self.share_change:+.3f}; what was given can no longer be traded for anything."
        )


def concession_effect(
    before_a: Fighter, after_a: Fighter, side_b: Fighter, decision_hazard: float
) -> Concession:
    """What a concession given before the talks does to A's war value and to the predicted split.

    Parameters
    ----------
    before_a, after_a : Fighter
        A without and with the concession: a lower cost of war, or more that it holds while fighting.

    Examples
    --------
    >>> b = Fighter(0.5, 0.99, 0.4, 0.8)
    >>> found = concession_effect(Fighter(0.5, 0.99, 0.3, 0.2), Fighter(0.5, 0.99, 0.2, 0.2), b, 0.05)
    >>> round(found.war_value_change, 4), round(found.share_change, 4)
    (0.0168, 0.0081)
    """
    before = split_while_fighting(before_a, side_b, decision_hazard)
    after = split_while_fighting(after_a, side_b, decision_hazard)
    return Concession(after.war_value_a - before.war_value_a, after.share_a - before.share_a, before, after)
