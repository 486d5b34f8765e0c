"""What becomes of a package if the defender may strike first as well: the game of both sides, on part of the draws."""

from __future__ import annotations

import numpy as np

from detente.assess.binding import Bound, Floats, Stance, terms_of
from detente.assess.judging import Played, defender_of, mirror_of
from detente.assess.numbers import About, share
from detente.assess.records import Number
from detente.war.games import SettlementGames
from detente.war.two_sided import solve_two_sided

#: Draws over which both sides' game is played beside each verdict: enough to see whether it differs.
STRIKE_DRAWS = 32
#: Accounts of the attacker's goals below this chance are left out of it.
LEAST_CHANCE = 0.05


def strike_cost(
    bound: Bound, games: SettlementGames, defender: Stance, package: dict[str, str], cuts: tuple[str, ...]
) -> Floats:
    """(draws,) what striking first costs the defender: the support that a refusal ends is gone in that war."""
    turned = mirror_of(bound, games, defender, (terms_of(bound, package).cuts, cuts))
    # both war lines have one slope in power, so the gap between them is a cost
    kept, lost = games.war_b @ [1.0, 0.5], turned.war_a @ [1.0, 0.5]
    return np.maximum(np.asarray(kept - lost), 0.0)


def holds_if_both_may_strike(
    bound: Bound, played: Played, weights: Floats, cuts: tuple[str, ...], path: str
) -> Number:
    """Chance to hold 60 months if either side may strike first, the worse of the two orders of moves.

    So few draws leave a sampling error that counts: ``low`` and ``high`` are its 90 % band.

    ``weights`` are the (accounts, draws) chances of the attacker's accounts.
    """
    size = bound.draws.size
    chosen = np.unique(np.linspace(0, size - 1, min(STRIKE_DRAWS, size)).astype(int))
    chance = weights.mean(axis=1)
    likely = np.flatnonzero(chance >= min(LEAST_CHANCE, chance.max()))
    cost = strike_cost(
        bound, played.games.rows(slice(0, size)), defender_of(bound), dict(played.package), cuts
    )
    rows = (likely[:, None] * size + chosen[None, :]).ravel()
    games, costs = played.games.rows(rows), np.tile(cost[chosen], likely.size)
    held = [
        solve_two_sided(games, horizons=(60,), strike_penalty_b=costs, b_moves_first=order).survival[:, 0]
        for order in (False, True)
    ]
    about = About(
        f"{path}.both_strike",
        f"chance that it holds 60 months if both may strike first ({chosen.size} of the draws)",
        "hold-two-sided",
        (f"{path}.survival.60",),
    )
    worse = np.minimum(held[0], held[1]).reshape(likely.size, chosen.size)
    part = weights[np.ix_(likely, chosen)]
    return share(about, worse, part * (chosen.size / part.sum()))
