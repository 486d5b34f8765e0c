"""What changes the war while it lasts: support that may lapse, power that drifts, a front that freezes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from detente.errors import ShapeError
from detente.war.process import Floats, check_between, war_line


def with_stalemate(
    decision_hazard: ArrayLike,
    stalemate_hazard: ArrayLike,
    utility_stalemate: ArrayLike,
    utility_if_a_wins: ArrayLike = 1.0,
    utility_if_b_wins: ArrayLike = 0.0,
) -> tuple[Floats, Floats, Floats]:
    """Hazard and utilities that make the plain war process one that may also freeze for good.

    In a month that does not decide the war, the front freezes with ``stalemate_hazard``; from then on no
    costs are paid and ``utility_stalemate`` flows. The frozen war is a third outcome, and a mixture of
    outcomes at the joint hazard is the plain process again.

    Returns
    -------
    tuple of arrays
        ``(decision_hazard, utility_if_a_wins, utility_if_b_wins)`` to hand to ``war_line`` or ``war_value``.

    Notes
    -----
    With eta the stalemate hazard and z its utility, the value is
    ``[lam (p uA + (1-p) uB) + (1-lam) eta z + (1-lam)(1-eta)(1-d) y - (1-d) c] / [1 - d (1-lam)(1-eta)]``.
    At ``eta = 0`` it is the plain form; at ``eta = 1`` the war lasts a month; at ``z = y`` freezing only
    ends the costs. Two sides can both value a frozen front, so their war values may add up to more.

    Examples
    --------
    >>> from detente.war.process import war_value
    >>> hazard, won, lost = with_stalemate(0.05, 0.1, 0.5)
    >>> round(float(war_value(0.5, hazard, 0.99, 0.3, won, lost, 0.2)), 6)
    0.463758
    """
    lam = check_between("decision_hazard", decision_hazard, 0.0, 1.0)
    eta = check_between("stalemate_hazard", stalemate_hazard, 0.0, 1.0)
    frozen = (1 - lam) * eta
    joint = lam + frozen
    share = np.divide(lam, joint, out=np.ones(np.broadcast(lam, joint).shape), where=joint > 0)
    z, won, lost = (
        np.asarray(v, np.float64) for v in (utility_stalemate, utility_if_a_wins, utility_if_b_wins)
    )
    return joint, np.asarray(share * won + (1 - share) * z), np.asarray(share * lost + (1 - share) * z)


def drift_shift(
    decision_hazard: ArrayLike, discount_factor: ArrayLike, slope: ArrayLike, drift_in_war: ArrayLike
) -> Floats:
    """What a steady monthly change of power during the war adds to the intercept of a war line.

    Exact while power stays within its bounds; the war value stays a line in power.

    Examples
    --------
    >>> round(float(drift_shift(0.05, 0.99, 0.8403361344537816, 0.002)), 6)
    0.026566
    """
    hazard = check_between("decision_hazard", decision_hazard, 0.0, 1.0)
    discount = check_between("discount_factor", discount_factor, 0.0, 1.0, open_ends=True)
    going_on = discount * (1 - hazard)
    return np.asarray(np.asarray(slope) * going_on * np.asarray(drift_in_war) / (1 - going_on), np.float64)


def war_values_on_grid(
    powers: Floats,
    moves: Floats,
    decision_hazard: float,
    discount_factor: float,
    cost_of_war: float,
    outcomes: tuple[float, float, float] = (1.0, 0.0, 0.0),
) -> Floats:
    """War values when power moves by any row-stochastic ``moves`` (powers, powers) during the war.

    ``outcomes`` are the utilities if A wins, if B wins, and while fighting.

    Raises
    ------
    ShapeError
        ``moves`` is not square of the size of ``powers``, or its rows do not sum to 1.
    """
    p = np.asarray(powers, np.float64)
    if moves.shape != (p.size, p.size) or np.abs(moves.sum(axis=1) - 1).max() > 1e-9 or moves.min() < 0:
        raise ShapeError(
            f"war_values_on_grid: moves {moves.shape} must be row-stochastic over {p.size} powers"
        )
    hazard, discount = decision_hazard, discount_factor
    won, lost, flow = outcomes
    month = hazard * (p * won + (1 - p) * lost)
    month = month + (1 - hazard) * (1 - discount) * flow - (1 - discount) * cost_of_war
    return np.asarray(np.linalg.solve(np.eye(p.size) - discount * (1 - hazard) * moves, month), np.float64)


@dataclass(frozen=True, slots=True)
class SupportLinks:
    """Outside support to the fighting sides, one entry per link.

    Parameters
    ----------
    power : (k,)
        What the link adds to A's power: negative for support to B.
    cost : (k,) months' flow of the stake
        What it adds to the party's monthly cost of war (usually negative for the receiver, zero for others).
    lapse : (k,) per month, in [0, 1]
        Hazard that it ends while the war lasts.
    """

    power: Floats
    cost: Floats
    lapse: Floats

    def __post_init__(self) -> None:
        names = ("power", "cost", "lapse")
        (k,) = np.broadcast_shapes(*(np.shape(np.atleast_1d(getattr(self, name))) for name in names))
        for name in names:
            array = np.broadcast_to(np.asarray(getattr(self, name), np.float64), (k,))
            object.__setattr__(self, name, np.ascontiguousarray(array))
        check_between("lapse", self.lapse, 0.0, 1.0)
        check_between("power", self.power, -1.0, 1.0)
        check_between("cost", self.cost, -1e9, 1e9)


@dataclass(frozen=True, slots=True)
class SupportReport:
    """War values with all links, with none, and without each; utils."""

    with_all: float
    with_none: float
    without_each: Floats
    worth_of_each: Floats

    def in_words(self, names: tuple[str, ...]) -> str:
        """One paragraph naming what each link is worth."""
        parts = [f"{name} {worth:+.3f}" for name, worth in zip(names, self.worth_of_each, strict=True)]
        return (
            f"With all support, fighting on is worth {self.with_all:.3f}; with none, {self.with_none:.3f}. "
            f"Each link, counting that it may lapse: {', '.join(parts)}. Links are taken to act independently, "
            f"to add up, and not to bring others in; power is not held within 0 and 1."
        )


def support_report(
    power: float, war: tuple[float, float, float, float, float, float], links: SupportLinks
) -> SupportReport:
    """What each support link is worth to a party while the war goes on.

    Parameters
    ----------
    power : float
        Power without any of the links.
    war : tuple
        ``decision_hazard, discount_factor, cost_of_war, utility_if_a_wins, utility_if_b_wins,
        flow_while_fighting`` of the party, without the links.

    Notes
    -----
    A link adds a monthly amount for as long as it lasts, so its worth is that amount over
    ``1 - discount * (1 - hazard) * (1 - lapse)``; worths add up, whatever links do to one another.

    Examples
    --------
    >>> links = SupportLinks(power=[-0.1, -0.05], cost=[-0.1, 0.0], lapse=[0.05, 0.0])
    >>> report = support_report(0.6, (0.05, 0.99, 0.5, 0.0, 1.0, 0.8), links)
    >>> round(report.with_none, 4), report.worth_of_each.round(4).tolist()
    (0.3798, [0.0563, 0.042])
    """
    hazard, discount, cost, won, lost, flow = war
    intercept, slope = war_line(hazard, discount, cost, won, lost, flow)
    alone = float(intercept + slope * power)
    going_on = discount * (1 - hazard)
    month = hazard * (won - lost) * links.power - (1 - discount) * links.cost
    worth = month / (1 - going_on * (1 - links.lapse))
    total = alone + float(worth.sum())
    return SupportReport(total, alone, total - worth, np.asarray(worth, np.float64))


def drift_under_limits(
    rearming_a: ArrayLike, rearming_b: ArrayLike, limit_a: ArrayLike = 0.0, limit_b: ArrayLike = 0.0
) -> Floats:
    """Monthly drift of A's power when each side's rearming is limited by a share of it.

    Examples
    --------
    >>> round(float(drift_under_limits(0.010, 0.008, 0.8, 0.0)), 6)
    -0.006
    """
    cut_a, cut_b = check_between("limit_a", limit_a, 0.0, 1.0), check_between("limit_b", limit_b, 0.0, 1.0)
    free_a, free_b = (
        check_between("rearming_a", rearming_a, 0.0, 1.0),
        check_between("rearming_b", rearming_b, 0.0, 1.0),
    )
    return np.asarray((1 - cut_a) * free_a - (1 - cut_b) * free_b, np.float64)
