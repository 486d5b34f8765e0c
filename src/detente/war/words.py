"""Settlement games in plain words: one paragraph with its numbers, its conditions and what is left out."""

from __future__ import annotations

import numpy as np

from detente.war.games import SettlementGames
from detente.war.hold import SIGNATURES, SettlementSolutions
from detente.war.pictures import expected_months_in_words

_SIGNATURE_WORDS = {
    "safe": "{a} signs and has no reason ever to break it",
    "opportunist": "{a} gains by the terms themselves, and would still break them once its power has grown",
    "bad_faith": "{a} would sign terms worth less than fighting on to it, only because it plans to break them",
    "refuses": "{a} does not sign",
}


def settlement_in_words(
    games: SettlementGames, solutions: SettlementSolutions, row: int = 0, names: tuple[str, str] = ("A", "B")
) -> str:
    """One paragraph on one settlement.

    Parameters
    ----------
    names : (A, B)
        The side that may break the settlement, and the other.

    Examples
    --------
    >>> from detente.war.hold import solve_settlements
    >>> line = np.array([-0.02, 0.84])
    >>> deal = SettlementGames(
    ...     power=0.5,
    ...     drift=0.0,
    ...     shock=0.0,
    ...     power_min=0.0,
    ...     power_max=0.8,
    ...     share_a=0.45,
    ...     share_b=0.55,
    ...     discount_a=0.99,
    ...     discount_b=0.99,
    ...     war_a=line,
    ...     war_b=[0.9, -0.84],
    ... )
    >>> settlement_in_words(deal, solve_settlements(deal), names=("North", "South")).split(":")[0]
    'North signs and has no reason ever to break it'
    """
    a, b = names
    kind = SIGNATURES[int(solutions.signature[row])]
    text = _SIGNATURE_WORDS[kind].format(a=a)
    text += (
        f": the deal with its possible collapse is worth {solutions.value_a[row]:.3f} to {a} against "
        f"{solutions.war_now_a[row]:.3f} for fighting on, and {solutions.value_b[row]:.3f} to {b} against "
        f"{solutions.war_now_b[row]:.3f}, so {b} {'signs' if solutions.signs_b[row] else 'does not sign'}."
    )
    text += " " + _duration(games, solutions, row, a) + " " + _guarantee(games, solutions, row)
    return text + (
        " Only one side breaks it here and it knows its own best moment; terms stay fixed, power is one number, "
        "nobody else joins a new war."
    )


def _duration(games: SettlementGames, solutions: SettlementSolutions, row: int, a: str) -> str:
    if solutions.never_breaks[row]:
        return "No power that can be reached tempts it to attack."
    if solutions.attack_now[row]:
        return f"{a} would attack at once."
    held = ", ".join(
        f"{100 * chance:.0f} % for {month} months"
        for month, chance in zip(solutions.horizons, solutions.survival[row], strict=True)
    )
    text = f"Once signed, it lasts with a chance of {held}; the attack is expected after "
    text += expected_months_in_words(float(solutions.expected_months[row])) + "."
    threshold = solutions.attack_threshold[row]
    if not np.isnan(threshold):
        text += f" {a} attacks from a power of {threshold:.2f}, now {games.power[row]:.2f}"
        month = solutions.attack_month[row]
        text += f", which steady drift reaches in month {month:.0f}." if np.isfinite(month) else "."
    return text + _after_an_end(solutions, row, a)


def _after_an_end(solutions: SettlementSolutions, row: int, a: str) -> str:
    """What the end of the guarantee or of outside support changes in when A attacks."""
    now, lapsed, alone = (
        float(of[row])
        for of in (
            solutions.attack_threshold,
            solutions.attack_threshold_lapsed,
            solutions.attack_threshold_alone,
        )
    )
    ends = [
        (words, power)
        for words, power in (("the guarantee has lapsed", lapsed), ("outside support has ended", alone))
        if not np.isnan(power)
    ]
    if np.isnan(now):
        when = " or ".join(f"{words} (from {power:.2f})" for words, power in ends)
        return f" {a} attacks only once {when or 'guarantee and outside support have both ended'}."
    sooner = [f"{power:.2f} once {words}" for words, power in ends if power < now - 1e-9]
    return f" It would attack from {' and from '.join(sooner)}." if sooner else ""


def _guarantee(games: SettlementGames, solutions: SettlementSolutions, row: int) -> str:
    needed, offered = solutions.credibility_needed[row], games.credibility[row]
    if needed <= 0:
        return "It needs no guarantee."
    if not np.isfinite(needed):
        return "The guarantee has no bite: no credibility makes it hold for good."
    if needed > 1:
        return f"No credibility of this guarantee makes it hold for good ({needed:.2f} would be needed, {offered:.2f} is offered)."
    lapse = " while the guarantee lasts" if games.lapse[row] > 0 else ""
    return f"It would hold for good{lapse} with a credibility of {needed:.2f}; {offered:.2f} is offered."
