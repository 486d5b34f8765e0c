"""Is keeping a package's cease-fire in both sides' interest: patience, alarms, and what each device changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.war.compliance import (
    CeasefireSide,
    ComplianceReport,
    Device,
    Monitoring,
    compare_devices,
    patience_needed_under_alarms,
)
from detente.war.games import SettlementGames

Floats = NDArray[np.float64]
Side = Literal["a", "b"]


@dataclass(frozen=True, slots=True)
class CeasefireShares:
    """Both sides over the draws: least patience (n,), whether it is enough, months to a false alarm."""

    needed_a: Floats
    needed_b: Floats
    keeps_a: Floats
    keeps_b: Floats

    @property
    def both(self) -> float:
        """Share of draws in which keeping it is in both sides' interest."""
        return float(np.mean(self.keeps_a * self.keeps_b))


def ceasefire_shares(games: SettlementGames, gain: float, false_alarm: float) -> CeasefireShares:
    """Whether each side keeps the cease-fire of settlement games, any alarm being answered by war for good.

    Parameters
    ----------
    gain : float, months' flow of the whole stake
        What a surprise breach brings either side in its month.
    false_alarm : float, per month
        Chance of an alarm without a breach.

    Notes
    -----
    What is kept is the share, what war brings the war value at signature, and a breach is seen as the
    game's ``monitoring`` says. Power is taken not to shift: that is the settlement game.
    """
    found = []
    for share, line, discount in (
        (games.share_a, games.war_a, games.discount_a),
        (games.share_b, games.war_b, games.discount_b),
    ):
        war = line[:, 0] + line[:, 1] * games.power
        needed = patience_needed_under_alarms(share, war, gain, games.monitoring, false_alarm)
        found.append((needed, (discount >= needed - 1e-12).astype(float)))
    return CeasefireShares(found[0][0], found[1][0], found[0][1], found[1][1])


def devices_of(
    game: SettlementGames, side: Side, gain: float, false_alarm: float
) -> tuple[tuple[str, ComplianceReport], ...]:
    """What each peacekeeping device alone changes for one side of one game; empty where there is no dilemma.

    A buffer zone halves the gain of a breach; monitors halve both the chance to miss a breach and false
    alarms; the package's guarantee lowers what war brings A as the game says, and B by as much; a
    commission ends the war after six months.
    """
    share, line, discount = (
        (game.share_a, game.war_a, game.discount_a)
        if side == "a"
        else (game.share_b, game.war_b, game.discount_b)
    )
    kept, war = float(share[0]), float(line[0, 0] + line[0, 1] * game.power[0])
    seen = float(game.monitoring[0])
    if kept <= war or seen <= false_alarm or gain <= 0:
        return ()
    bite = float(game.credibility[0] * (abs(game.war_a[0, 1]) * game.scale[0] + game.penalty[0]))
    devices = (
        Device("buffer zone", breach=kept + gain / 2),
        Device("monitors", seen=(1 + seen) / 2, false_alarm=false_alarm / 2),
        Device("guarantee", war=war - bite),
        Device("commission", months_of_war=6),
    )
    before = CeasefireSide(kept, war, kept + gain)
    return compare_devices(before, Monitoring(seen, false_alarm), float(discount[0]), devices)
