"""The war process: what fighting on is worth to any party, as a line in power.

Each month of war costs something; with a fixed hazard the war is decided that month and the winner's
settlement flows for ever; otherwise what each side holds while fighting flows, and it goes on.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.errors import ShapeError

Floats: TypeAlias = NDArray[np.float64]

#: The one tolerance of this room (C7): values closer than this count as equal.
TOLERANCE = 1e-9


def check_between(
    name: str, values: ArrayLike, low: float, high: float, *, open_ends: bool = False
) -> Floats:
    """Return ``values`` as an array, or refuse them by name.

    Raises
    ------
    ShapeError
        A value is missing, infinite, or outside the interval.
    """
    array = np.asarray(values, dtype=np.float64)
    inside = (array > low) & (array < high) if open_ends else (array >= low) & (array <= high)
    if not inside.all():
        bad = array[~inside].ravel()[0] if array.ndim else array
        ends = f"({low:g}, {high:g})" if open_ends else f"[{low:g}, {high:g}]"
        raise ShapeError(f"{name}: found {bad:g}, must lie in {ends}")
    return array


def war_line(
    decision_hazard: ArrayLike,
    discount_factor: ArrayLike,
    cost_of_war: ArrayLike,
    utility_if_a_wins: ArrayLike = 1.0,
    utility_if_b_wins: ArrayLike = 0.0,
    flow_while_fighting: ArrayLike = 0.0,
) -> tuple[Floats, Floats]:
    """Intercept and slope of the war value as a line in power, for any party.

    The war value is linear in the chance that side A wins, so two numbers hold it for every power; this
    is also how a party that does not fight values a war between the other two.

    Parameters
    ----------
    decision_hazard : array, per month, in (0, 1]
        Chance that the war is decided this month, given that it is still on. Zero is allowed and means a
        war that never ends (slope zero).
    discount_factor : array, per month, in (0, 1)
        The party's patience.
    cost_of_war : array, in months' flow of the whole stake
        What a month of war costs the party; may exceed 1.
    utility_if_a_wins, utility_if_b_wins : array, utils
        What the party gets when the one or the other side has won.
    flow_while_fighting : array, utils
        What it holds while the fighting lasts.

    Returns
    -------
    tuple of arrays
        ``(intercept, slope)``; the value at power ``p`` is ``intercept + slope * p``.

    Raises
    ------
    ShapeError
        A hazard, discount factor or cost lies outside its domain.

    Notes
    -----
    Paper to code: lambda is ``decision_hazard``, delta ``discount_factor``, c ``cost_of_war``, y
    ``flow_while_fighting``; the slope is omega.

    Sources
    -------
    Fearon 1995, International Organization 49(3):379-414, for the idea; the monthly process is our own.

    Examples
    --------
    >>> intercept, slope = war_line(0.05, 0.99, 0.3, flow_while_fighting=0.2)
    >>> round(float(intercept + slope * 0.5), 10), round(float(slope), 10)
    (0.4016806723, 0.8403361345)
    """
    hazard = check_between("decision_hazard", decision_hazard, 0.0, 1.0)
    discount = check_between("discount_factor", discount_factor, 0.0, 1.0, open_ends=True)
    cost = check_between("cost_of_war", cost_of_war, 0.0, np.inf)
    won, lost, flow = (
        np.asarray(v, np.float64) for v in (utility_if_a_wins, utility_if_b_wins, flow_while_fighting)
    )
    scale = 1.0 / (1.0 - discount * (1.0 - hazard))
    slope = hazard * (won - lost) * scale
    intercept = (hazard * lost + (1.0 - hazard) * (1.0 - discount) * flow - (1.0 - discount) * cost) * scale
    intercept, slope = np.broadcast_arrays(intercept, slope)
    return np.array(intercept, np.float64), np.array(slope, np.float64)


def war_value(  # seven parameters: the process has seven
    power: ArrayLike,
    decision_hazard: ArrayLike,
    discount_factor: ArrayLike,
    cost_of_war: ArrayLike,
    utility_if_a_wins: ArrayLike = 1.0,
    utility_if_b_wins: ArrayLike = 0.0,
    flow_while_fighting: ArrayLike = 0.0,
) -> Floats:
    """What fighting on is worth to a party when A would win with chance ``power`` if decided now.

    Parameters
    ----------
    power : array, in [0, 1]
        Chance that A is the winner if the war is decided now.
    decision_hazard, discount_factor, cost_of_war, utility_if_a_wins, utility_if_b_wins, flow_while_fighting
        As in :func:`war_line`; all arrays broadcast.

    Returns
    -------
    array, utils
        The average discounted value; it may be negative, and above 1 when fighting pays.

    Raises
    ------
    ShapeError
        A probability, discount factor or cost lies outside its domain.

    Examples
    --------
    >>> round(float(war_value(0.6, 1.0, 0.9, 0.5)), 12)
    0.55
    """
    p = check_between("power", power, 0.0, 1.0)
    intercept, slope = war_line(
        decision_hazard,
        discount_factor,
        cost_of_war,
        utility_if_a_wins,
        utility_if_b_wins,
        flow_while_fighting,
    )
    return np.asarray(intercept + slope * p, np.float64)


def expected_cost_of_war(
    decision_hazard: ArrayLike, discount_factor: ArrayLike, cost_of_war: ArrayLike
) -> Floats:
    """What the fighting itself is expected to cost a party, in units of the whole stake.

    Examples
    --------
    >>> round(float(expected_cost_of_war(0.05, 0.99, 0.3)), 10)
    0.0504201681
    """
    hazard = check_between("decision_hazard", decision_hazard, 0.0, 1.0)
    discount = check_between("discount_factor", discount_factor, 0.0, 1.0, open_ends=True)
    cost = check_between("cost_of_war", cost_of_war, 0.0, np.inf)
    return np.asarray((1 - discount) * cost / (1 - discount * (1 - hazard)), np.float64)
