"""Answers of the settlement game that need no solver: fast paths, and checks on the solver."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from detente.errors import ShapeError
from detente.war.games import SettlementGames
from detente.war.process import Floats


def credibility_for_no_break(games: SettlementGames) -> Floats:
    """Least credibility at which A never attacks while the guarantee is in force, from the top power alone.

    A may always comply for ever, which is worth exactly its share; so no attack ever comes if and only if
    attacking is worth no more than the share at every reachable power. Where attacking is worth more the
    higher the power and nothing is clipped, the highest power decides.

    Returns
    -------
    (n,) array
        Above 1: no credibility is enough. At or below 0: none is needed. Infinite: the guarantee has no bite.

    Notes
    -----
    Paper to code: gamma* of the never-break condition; exact where drift or shocks can reach ``power_max``
    and ``power_max - scale`` and ``power_max + surprise`` stay within [0, 1]. ``hold`` gives the general one.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.war.process import war_line
    >>> line = np.stack(war_line(0.05, 0.99, 0.3, 1, 0, 0.2), -1)
    >>> deal = SettlementGames(
    ...     power=0.5,
    ...     drift=0.01,
    ...     shock=0,
    ...     power_min=0,
    ...     power_max=0.8,
    ...     share_a=0.45,
    ...     share_b=0.55,
    ...     discount_a=0.99,
    ...     discount_b=0.99,
    ...     war_a=line,
    ...     war_b=line,
    ...     scale=0.3,
    ... )
    >>> round(float(credibility_for_no_break(deal)[0]), 6)
    0.808333
    """
    slope, top = games.war_a[:, 1], games.war_a[:, 0] + games.war_a[:, 1] * games.power_max
    unseen = 1.0 - games.monitoring
    temptation = top + unseen * slope * games.surprise - games.share_a
    bite = (games.monitoring + unseen * games.late_response) * (slope * games.scale + games.penalty)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(bite > 0, temptation / bite, np.where(temptation > 0, np.inf, -np.inf))
    return np.asarray(found, np.float64)


def credibility_for_safe_deal(games: SettlementGames) -> Floats:
    """Least credibility at which some deal is both safe and signed by B, when the two share one stake.

    The largest share that B would grant is ``1 - (B's war value)``; the deal is safe if A never breaks it.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.war.process import war_line
    >>> war_a = np.stack(war_line(0.05, 0.99, 0.3, 1, 0, 0.2), -1)
    >>> war_b = np.stack(war_line(0.05, 0.99, 0.4, 0, 1, 0.8), -1)
    >>> deal = SettlementGames(
    ...     power=0.5,
    ...     drift=0.004,
    ...     shock=0.02,
    ...     power_min=0,
    ...     power_max=0.9,
    ...     share_a=0.5,
    ...     share_b=0.5,
    ...     discount_a=0.99,
    ...     discount_b=0.99,
    ...     war_a=war_a,
    ...     war_b=war_b,
    ...     monitoring=0.9,
    ...     scale=0.3,
    ...     penalty=0.05,
    ...     surprise=0.03,
    ... )
    >>> round(float(credibility_for_safe_deal(deal)[0]), 6)
    0.812857
    """
    from dataclasses import replace

    granted = 1.0 - (games.war_b[:, 0] + games.war_b[:, 1] * games.power)
    return credibility_for_no_break(replace(games, share_a=granted))


def attack_month_without_shocks(games: SettlementGames) -> tuple[Floats, Floats]:
    """Month of A's attack and A's value when power rises by exactly ``drift`` a month up to ``power_max``.

    A attacks at the first power where attacking now beats waiting one month, or in one of the two months
    in which the top is reached, or never (an infinite month), whichever is worth most.

    Raises
    ------
    ShapeError
        There is drift downward, a shock, or a guarantee (this form has none of them).

    Notes
    -----
    The last step to the top may be shorter than ``drift``. Then the month before it can be best although
    the one-month rule, which counts on a full step, says to wait: ``docs/methods/war.md`` has an example.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.war.process import war_line
    >>> line = np.stack(war_line(0.05, 0.99, 0.3, 1, 0, 0.2), -1)
    >>> deal = SettlementGames(
    ...     power=0.5,
    ...     drift=0.002,
    ...     shock=0,
    ...     power_min=0,
    ...     power_max=0.95,
    ...     share_a=0.45,
    ...     share_b=0.55,
    ...     discount_a=0.99,
    ...     discount_b=0.99,
    ...     war_a=line,
    ...     war_b=line,
    ... )
    >>> month, value = attack_month_without_shocks(deal)
    >>> int(month[0]), round(float(value[0]), 9)
    (128, 0.496080635)
    """
    if (games.drift <= 0).any() or (games.shock > 0).any() or (games.credibility > 0).any():
        raise ShapeError("attack_month_without_shocks: needs drift above 0, no shocks and no guarantee")
    slope, discount, share = games.war_a[:, 1], games.discount_a, games.share_a
    enough = share + discount * slope * games.drift / (1 - discount)
    with np.errstate(divide="ignore", invalid="ignore"):
        threshold = np.where(slope > 0, (enough - games.war_a[:, 0]) / slope, np.inf)
    at_top = np.ceil((games.power_max - games.power) / games.drift - 1e-9)
    at_threshold = np.ceil((np.minimum(threshold, games.power_max) - games.power) / games.drift - 1e-9)
    months = np.maximum(0.0, np.stack([np.minimum(at_threshold, at_top), at_top - 1, at_top]))
    power = np.minimum(games.power + games.drift * months, games.power_max)
    weight = discount**months
    values = (1 - weight) * share + weight * (games.war_a[:, 0] + slope * power)
    best = values.max(axis=0)
    earliest = np.where(values >= best - 1e-13, months, np.inf).min(axis=0)
    attacks = best > share + 1e-13
    return np.where(attacks, earliest, np.inf), np.where(attacks, best, share)


def months_to_threshold(steps: int, start: int, up: float, down: float) -> float:
    """Expected months for a walk on 0, 1, ..., ``steps`` to reach ``steps``; blocked at 0.

    Examples
    --------
    >>> round(months_to_threshold(10, 4, 0.5, 0.5), 6), round(months_to_threshold(10, 4, 0.3, 0.2), 6)
    (90.0, 56.396213)
    """
    if not (0 <= start <= steps and up > 0 and down >= 0 and up + down <= 1 + 1e-12):
        raise ShapeError(
            "months_to_threshold: needs 0 <= start <= steps and chances up > 0, down, sum at most 1"
        )
    if abs(up - down) < 1e-12:
        return (steps * (steps + 1) - start * (start + 1)) / (2 * up)
    ratio = down / up
    return float((steps - start) / (up - down) - down / (up - down) ** 2 * (ratio**start - ratio**steps))


def value_until_lapse(
    share: ArrayLike, discount_factor: ArrayLike, lapse: ArrayLike, value_after: ArrayLike
) -> Floats:
    """Value to A of complying until the guarantee lapses and attacking in the month after.

    Examples
    --------
    >>> round(float(value_until_lapse(0.35, 0.99, 0.02, 0.4016806722689076)), 10)
    0.3843381648
    """
    x, d, z, after = (np.asarray(v, np.float64) for v in (share, discount_factor, lapse, value_after))
    return np.asarray(((1 - d) * x + d * z * after) / (1 - d * (1 - z)), np.float64)
