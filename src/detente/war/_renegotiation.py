"""Compiled: terms renegotiated every month, many games, on the grid of the settlement game.

This file calls ``_kernels`` and ``_two_sided``: after a change there, touch this file too, or the compiled
cache keeps the old loops.
"""

from __future__ import annotations

import numpy as np

from detente.war._kernels import (
    BLOCKS,
    CHANGE_B,
    CREDIBILITY,
    DISC_A,
    DISC_B,
    IN_FORCE,
    LAPSED_ALONE,
    ORDER,
    POWER,
    WB0,
    WB1,
    attack_value,
    can_be,
    fill,
    inner,
    lay_out,
    mix_below,
    mix_start,
    new_scratch,
    outer,
    power_met,
    spread_back,
    take,
)
from detente.war._two_sided import move_on

STILL = 1e-11  # the recursion rests when no value moves by more


@inner
def bargain(fight_a, fight_b, later_a, later_b, game):  # type: ignore[no-untyped-def]
    """One state, one month: whether there is war, what keeps A from fighting, values to A and B."""
    offer = max(0.0, (fight_a - later_a) / (1 - game[DISC_A]))
    peace_b = (1 - game[DISC_B]) * (1 - offer) + later_b
    if offer > 1 + 1e-12 or fight_b > peace_b + 1e-12:
        return True, offer, fight_a, fight_b
    return False, offer, (1 - game[DISC_A]) * offer + later_a, peace_b


@inner
def settle(game, layout, fights, scratch, values, war, offers):  # type: ignore[no-untyped-def]
    """Values at rest (``values[side, block]``), where there is war and what is offered; true if it came to rest."""
    weights, ends, row, _met, _yields, chain = layout
    points = row.size
    mixed, after = np.empty(points), np.empty((2, points))
    for b in range(BLOCKS):
        for k in range(points):
            values[0, b, k], values[1, b, k] = fights[0, b, k], 1.0 - fights[0, b, k]
    for _ in range(200_000):
        change = 0.0
        for b in ORDER:
            if not can_be(chain, b):
                continue
            for side in range(2):
                mix_below(chain, b, 1.0, values[side], mixed)
                for k in range(points):
                    mixed[k] += chain[b, b] * values[side, b, k]
                spread_back(mixed, weights, ends[0], ends[1], scratch[1], after[side])
            for k in range(points):
                fought, offer, to_a, to_b = bargain(
                    fights[0, b, k],
                    fights[1, b, k],
                    game[DISC_A] * after[0, k],
                    game[DISC_B] * after[1, k],
                    game,
                )
                change = max(change, abs(to_a - values[0, b, k]), abs(to_b - values[1, b, k]))
                values[0, b, k], values[1, b, k] = to_a, to_b
                war[b, k], offers[b, k] = fought, offer
        if change < STILL:
            return True
    return False


@inner
def follow(layout, war, offers, scratch, start, alive, path):  # type: ignore[no-untyped-def]
    """Chance of peace and mean offer by month, from the start; ``start``: war at once, offer there."""
    weights, ends, row, _met, _yields, chain = layout
    points = row.size
    mass, moved = np.empty((BLOCKS, points)), np.empty((BLOCKS, points))
    fill(alive, 0.0)
    fill(path, np.nan)
    if start[0] > 0.0:
        return
    alive[0], path[0] = 1.0, min(start[1], 1.0)
    for b in range(BLOCKS):
        for k in range(points):
            mass[b, k] = chain[IN_FORCE, b] * row[k]
    for month in range(1, alive.size):
        total, paid = 0.0, 0.0
        for b in range(BLOCKS):
            for k in range(points):
                if war[b, k]:
                    mass[b, k] = 0.0
                total += mass[b, k]
                paid += mass[b, k] * min(offers[b, k], 1.0)
        alive[month] = total
        path[month] = paid / total if total > 1e-12 else np.nan
        move_on(chain, mass, weights, ends[0], ends[1], scratch, moved)


@outer
def renegotiate_rows(games, points, results, alive, paths):  # type: ignore[no-untyped-def]
    """Every row; ``results`` (n, 4): value to A, to B, the early flag, whether the recursion came to rest."""
    scratch = new_scratch(points)
    fights, values = np.empty((2, BLOCKS, points)), np.empty((2, BLOCKS, points))
    war, offers = np.zeros((BLOCKS, points), np.bool_), np.zeros((BLOCKS, points))
    start = np.empty(2)
    for n in range(games.shape[0]):
        game = take(games, n)
        layout = lay_out(game, points)
        row, met, yields, chain = layout[2], layout[3], layout[4], layout[5]
        for b in range(BLOCKS):
            change = game[CHANGE_B] if b >= LAPSED_ALONE else 0.0
            for k in range(points):
                fights[0, b, k] = yields[b, k]
                fights[1, b, k] = game[WB0] + game[WB1] * met[b, k] + change
        results[n, 3] = 1.0 * settle(game, layout, fights, scratch, values, war, offers)
        now = attack_value(game, game[POWER], game[CREDIBILITY])
        now_b = game[WB0] + game[WB1] * power_met(game, game[POWER], game[CREDIBILITY])
        later_a, later_b = mix_start(chain, row, values[0]), mix_start(chain, row, values[1])
        fought, offer, to_a, to_b = bargain(now, now_b, game[DISC_A] * later_a, game[DISC_B] * later_b, game)
        start[0], start[1] = 1.0 * fought, offer
        results[n, 0], results[n, 1] = to_a, to_b
        rise = mix_start(chain, row, fights[0])
        results[n, 2] = 1.0 * (game[DISC_A] * rise + now_b > 1 + 1e-12)
        follow(layout, war, offers, scratch, start, alive[n], paths[n])
