"""How long fighting lasts while sides probe each other: screening, and beliefs that converge by fighting."""

from __future__ import annotations

import math
from dataclasses import dataclass

from detente.errors import ShapeError
from detente.war.bargain import Fighter
from detente.war.process import check_between


@dataclass(frozen=True, slots=True)
class Screening:
    """A's choice between an offer that every B accepts and one that the tough B refuses.

    Attributes
    ----------
    share_pooling : float
        The share that even the tough B grants.
    share_screening : float
        The share that the weak B just grants, at once or (``share_first_round``) knowing that A gives in next month.
    chance_needed : float
        A screens if its chance that B is tough is below this.
    """

    share_pooling: float
    share_screening: float
    share_first_round: float
    chance_needed: float

    def in_words(self, chance_tough: float) -> str:
        """One sentence for a given belief."""
        if chance_tough < self.chance_needed:
            return (
                f"With a chance of {100 * chance_tough:.0f} % that the other side is tough, below {100 * self.chance_needed:.0f} %, "
                f"it pays to demand {self.share_screening:.3f} and risk that a tough side fights on."
            )
        return (
            f"With a chance of {100 * chance_tough:.0f} % that the other side is tough, at or above "
            f"{100 * self.chance_needed:.0f} %, it pays to ask only for the {self.share_pooling:.3f} that both kinds grant."
        )


def screen_two_types(side_a: Fighter, weak_b: Fighter, tough_b: Fighter, decision_hazard: float) -> Screening:
    """When A should demand what only a weak B grants, if B's cost of war is private.

    Raises
    ------
    ShapeError
        The weak B does not lose more by war than the tough one, or A would rather fight than meet either.

    Notes
    -----
    The two-round version (demand, refusal, then the pooling offer) has the same threshold on belief. That
    no other equilibrium exists was not checked.

    Examples
    --------
    >>> a = Fighter(0.5, 0.99, 0.3, 0.2)
    >>> found = screen_two_types(a, Fighter(0.5, 0.99, 0.9, 0.8), Fighter(0.5, 0.99, 0.2, 0.8), 0.05)
    >>> round(found.share_pooling, 10), round(found.share_screening, 10), round(found.chance_needed, 10)
    (0.4857142857, 0.6033613445, 0.5833333333)
    """
    value_a = side_a.war_value(decision_hazard)
    pooling, screening = 1 - tough_b.war_value(decision_hazard), 1 - weak_b.war_value(decision_hazard)
    if screening <= pooling:
        raise ShapeError("screen_two_types: the weak side must lose more by war than the tough one")
    if pooling < value_a:
        raise ShapeError("screen_two_types: the first side would rather fight than meet the tough type")
    weight = weak_b.weight(decision_hazard)
    first_round = 1 - weak_b.month(decision_hazard) - weight * (1 - pooling)
    return Screening(pooling, screening, first_round, (screening - pooling) / (screening - value_a))


@dataclass(frozen=True, slots=True)
class SteadyScreening:
    """A demands less each month; those B for whom war is dearest settle first.

    Attributes
    ----------
    fraction_left : float
        Part of the remaining kinds of B that fight on through each month.
    first_demand : float
        First demand, as a part of the largest cost of war that B could have.
    expected_months : float
        Expected length of the war, in months.
    """

    fraction_left: float
    first_demand: float
    expected_months: float

    def still_fighting(self, months: int) -> float:
        """Chance that the war lasts longer than ``months``."""
        return float(self.fraction_left**months)


def screen_steadily(discount_factor: float) -> SteadyScreening:
    """Screening month by month when B's cost of war lies evenly between zero and some number.

    The more patient both are, the lower the first demand and the longer the war.

    Notes
    -----
    The war is never decided by fighting here, both are equally patient and A makes all demands; the linear
    equilibrium is a closed form whose uniqueness was not checked.

    Examples
    --------
    >>> found = screen_steadily(0.9)
    >>> round(found.fraction_left, 7), round(found.first_demand, 7), round(found.expected_months, 7)
    (0.7597469, 0.2402531, 4.1622777)
    """
    check_between("discount_factor", discount_factor, 0.0, 1.0, open_ends=True)
    root = math.sqrt(1 - discount_factor)
    left = 1 / (1 + root)
    return SteadyScreening(left, root / (1 + root), 1 / (1 - left))


@dataclass(frozen=True, slots=True)
class Optimism:
    """Whether two sides that both expect to win can agree, and after how much fighting.

    Attributes
    ----------
    width_now : float
        Room for a deal as both see it now; negative means none.
    battles_needed : float
        Informative battles until there is room; 0 if there is already, infinite if costs are zero.
    """

    width_now: float
    battles_needed: float
    gap: float

    def in_words(self) -> str:
        """One sentence with its condition."""
        if self.battles_needed <= 0:
            return f"The two sides' hopes differ by {self.gap:.2f}, which the costs of war still cover."
        if math.isinf(self.battles_needed):
            return "Without costs of war no record of battles brings the two sides' hopes close enough."
        return (
            f"The two sides' hopes differ by {self.gap:.2f}, more than the costs of war cover; about "
            f"{math.ceil(self.battles_needed)} informative battles would close the gap, if both learn alike from them."
        )


def optimism(
    belief_a: float,
    belief_b: float,
    cost_of_war_total: float,
    slope: float = 1.0,
    prior_strength: float = 10.0,
) -> Optimism:
    """Room for a deal when A puts its chance at ``belief_a`` and B puts A's chance at ``belief_b``.

    Parameters
    ----------
    cost_of_war_total : float
        Expected cost of war to both together, in units of the stake.
    slope : float
        How much a unit of power changes the war value.
    prior_strength : float
        How many battles each side's present belief is worth.

    Examples
    --------
    >>> found = optimism(0.7, 0.4, 2 / 17)
    >>> round(found.battles_needed, 10), round(found.width_now, 4)
    (15.5, -0.1824)
    """
    check_between("beliefs", [belief_a, belief_b], 0.0, 1.0)
    if cost_of_war_total < 0 or slope <= 0 or prior_strength <= 0:
        raise ShapeError("optimism: needs a cost at or above 0, a slope and a prior strength above 0")
    gap = belief_a - belief_b
    width = cost_of_war_total - slope * gap
    if width >= 0:
        return Optimism(width, 0.0, gap)
    if cost_of_war_total == 0:
        return Optimism(width, math.inf, gap)
    return Optimism(width, prior_strength * (slope * gap / cost_of_war_total - 1), gap)


def width_after(
    belief_a: float,
    belief_b: float,
    cost_of_war_total: float,
    battles: int,
    slope: float = 1.0,
    prior_strength: float = 10.0,
) -> float:
    """Room for a deal after ``battles`` informative battles seen by both alike.

    Examples
    --------
    >>> [round(width_after(0.7, 0.4, 2 / 17, n), 4) for n in (0, 8, 15, 16)]
    [-0.1824, -0.049, -0.0024, 0.0023]
    """
    shrink = prior_strength / (prior_strength + battles)
    return cost_of_war_total - slope * (belief_a - belief_b) * shrink
