"""Compiled: terms renegotiated every month, many games, on the grid of the settlement game.

This file calls ``_kernels`` and ``_two_sided``: after a change there, touch this file too, or the compiled
cache keeps the old loops.
"""

from __future__ import annotations

import numpy as np

from detente.war._kernels import (
    CREDIBILITY,
    DISC_A,
    DISC_B,
    LAPSE,
    POWER,
    WB0,
    WB1,
    attack_value,
    dot,
    inner,
    lay_out,
    new_scratch,
    outer,
    power_met,
    spread_back,
    take,
)
from detente.war._two_sided import spread_forward

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
    weights, ends, _row, _met, _yields = layout
    points = war.shape[1]
    lapse = game[LAPSE]
    mixed, after = np.empty(points), np.empty((2, points))
    for block in range(2):
        for k in range(points):
            values[0, block, k], values[1, block, k] = fights[0, block, k], 1.0 - fights[0, block, k]
    for _ in range(200_000):
        change = 0.0
        for block in range(2):
            if block == 0 and lapse == 0.0:
                continue
            for side in range(2):
                for k in range(points):
                    mixed[k] = values[side, block, k]
                    if block == 1:
                        mixed[k] = (1 - lapse) * mixed[k] + lapse * values[side, 0, k]
                spread_back(mixed, weights, ends[0], ends[1], scratch[1], after[side])
            for k in range(points):
                fought, offer, to_a, to_b = bargain(
                    fights[0, block, k], fights[1, block, k],
                    game[DISC_A] * after[0, k], game[DISC_B] * after[1, k], game,
                )  # fmt: skip
                change = max(change, abs(to_a - values[0, block, k]), abs(to_b - values[1, block, k]))
                values[0, block, k], values[1, block, k] = to_a, to_b
                war[block, k], offers[block, k] = fought, offer
        if change < STILL:
            return True
    return False


@inner
def follow(game, layout, war, offers, scratch, start, alive, path):  # type: ignore[no-untyped-def]
    """Chance of peace and mean offer by month, from the start; ``start``: war at once, offer there."""
    weights, ends, row, _met, _yields = layout
    points = row.size
    lapse = game[LAPSE]
    mass, moved = np.empty((2, points)), np.empty((2, points))
    for month in range(alive.size):
        alive[month], path[month] = 0.0, np.nan
    if start[0] > 0.0:
        return
    alive[0], path[0] = 1.0, min(start[1], 1.0)
    for k in range(points):
        mass[1, k], mass[0, k] = (1 - lapse) * row[k], lapse * row[k]
    for month in range(1, alive.size):
        total, paid = 0.0, 0.0
        for block in range(2):
            for k in range(points):
                if war[block, k]:
                    mass[block, k] = 0.0
                total += mass[block, k]
                paid += mass[block, k] * min(offers[block, k], 1.0)
        alive[month] = total
        path[month] = paid / total if total > 1e-12 else np.nan
        for block in range(2):
            spread_forward(mass[block], weights, ends[0], ends[1], scratch[1], moved[block])
        for k in range(points):
            mass[1, k] = (1 - lapse) * moved[1, k]
            mass[0, k] = moved[0, k] + lapse * moved[1, k]


@outer
def renegotiate_rows(games, points, results, alive, paths):  # type: ignore[no-untyped-def]
    """Every row; ``results`` (n, 4): value to A, to B, the early flag, whether the recursion came to rest."""
    scratch = new_scratch(points)
    fights, values = np.empty((2, 2, points)), np.empty((2, 2, points))
    war, offers = np.zeros((2, points), np.bool_), np.zeros((2, points))
    start = np.empty(2)
    for n in range(games.shape[0]):
        game = take(games, n)
        layout = lay_out(game, points)
        row, met, yields, lapse = layout[2], layout[3], layout[4], game[LAPSE]
        for block in range(2):
            for k in range(points):
                fights[0, block, k] = yields[block, k]
                fights[1, block, k] = game[WB0] + game[WB1] * met[block, k]
        results[n, 3] = 1.0 * settle(game, layout, fights, scratch, values, war, offers)
        now = attack_value(game, game[POWER], game[CREDIBILITY])
        now_b = game[WB0] + game[WB1] * power_met(game, game[POWER], game[CREDIBILITY])
        later_a = (1 - lapse) * dot(row, values[0, 1])
        later_b = (1 - lapse) * dot(row, values[1, 1])
        rise = (1 - lapse) * dot(row, fights[0, 1])
        if lapse > 0.0:
            later_a += lapse * dot(row, values[0, 0])
            later_b += lapse * dot(row, values[1, 0])
            rise += lapse * dot(row, fights[0, 0])
        fought, offer, to_a, to_b = bargain(now, now_b, game[DISC_A] * later_a, game[DISC_B] * later_b, game)
        start[0], start[1] = 1.0 * fought, offer
        results[n, 0], results[n, 1] = to_a, to_b
        results[n, 2] = 1.0 * (game[DISC_A] * rise + now_b > 1 + 1e-12)
        follow(game, layout, war, offers, scratch, start, alive[n], paths[n])
