"""Compiled: the settlement game in which either side may strike first, by backward induction over the months.

This file calls ``_kernels``: after a change there, touch this file too, or the compiled cache keeps the old loops.
"""

from __future__ import annotations

import numpy as np

from detente.war._kernels import (
    CREDIBILITY,
    DISC_A,
    DISC_B,
    LAPSE,
    P_MAX,
    P_MIN,
    POWER,
    SHARE_A,
    SHARE_B,
    WA0,
    WA1,
    WB0,
    WB1,
    attack_value,
    dot,
    fill,
    inner,
    lay_out,
    new_scratch,
    outer,
    power_met,
    spread_back,
    take,
)

NOBODY, A_STRIKES, B_STRIKES = 0, 1, 2
TIE = 1e-12


@inner
def strike_values(game, p, credibility, bonus, penalty):  # type: ignore[no-untyped-def]
    """If A strikes at ``p``: to A, to B; if B strikes first: to B, to A."""
    met = power_met(game, p, credibility)
    after = min(max(p - bonus, 0.0), 1.0)
    return (
        attack_value(game, p, credibility),
        game[WB0] + game[WB1] * met,
        game[WB0] + game[WB1] * after - penalty,
        game[WA0] + game[WA1] * after,
    )


@inner
def decide(strikes, keep_a, keep_b, b_first):  # type: ignore[no-untyped-def]
    """Who strikes in one state this month, and what it is worth to A and to B; the later mover is foreseen."""
    to_a, b_when_a, to_b, a_when_b = strikes
    if b_first:
        if to_a > keep_a + TIE:
            choice, value_a, value_b = A_STRIKES, to_a, b_when_a
        else:
            choice, value_a, value_b = NOBODY, keep_a, keep_b
        if to_b > value_b + TIE:
            choice, value_a, value_b = B_STRIKES, a_when_b, to_b
    else:
        if to_b > keep_b + TIE:
            choice, value_a, value_b = B_STRIKES, a_when_b, to_b
        else:
            choice, value_a, value_b = NOBODY, keep_a, keep_b
        if to_a > value_a + TIE:
            choice, value_a, value_b = A_STRIKES, to_a, b_when_a
    return choice, value_a, value_b


@inner
def spread_forward(mass, weights, first, last, pad, out):  # type: ignore[no-untyped-def]
    """Where the mass on the grid is a month later; what leaves the grid stays on its ends."""
    points = mass.size
    reach = points - 1
    fill(pad, 0.0)
    for o in range(first, last + 1):
        chance = weights[o + reach]
        near = pad[reach + o : reach + o + points]
        for k in range(points):
            near[k] += chance * mass[k]
    for k in range(points):
        out[k] = pad[reach + k]
    for k in range(reach):
        out[0] += pad[k]
        out[reach] += pad[reach + points + k]


@inner
def back_up(game, layout, table, months, b_first, scratch, values, play):  # type: ignore[no-untyped-def]
    """Values to A and B a month after the start (``values[side, block]``), and who strikes when (``play``)."""
    weights, ends, _row, _met, _yields = layout
    points = table.shape[1]
    lapse = game[LAPSE]
    after = np.empty((2, 2, points))
    mixed = np.empty(points)
    for block in range(2):
        values[0, block, :] = game[SHARE_A]
        values[1, block, :] = game[SHARE_B]
    for month in range(months - 1, 0, -1):
        for side in range(2):
            for k in range(points):
                mixed[k] = (1 - lapse) * values[side, 1, k] + lapse * values[side, 0, k]
            spread_back(mixed, weights, ends[0], ends[1], scratch[1], after[side, 1])
            if lapse > 0.0:
                spread_back(values[side, 0], weights, ends[0], ends[1], scratch[1], after[side, 0])
        for block in range(2):
            if block == 0 and lapse == 0.0:
                continue
            for k in range(points):
                keep_a = (1 - game[DISC_A]) * game[SHARE_A] + game[DISC_A] * after[0, block, k]
                keep_b = (1 - game[DISC_B]) * game[SHARE_B] + game[DISC_B] * after[1, block, k]
                cell = table[block, k]
                choice, to_a, to_b = decide((cell[0], cell[1], cell[2], cell[3]), keep_a, keep_b, b_first)
                play[month, block, k] = choice
                values[0, block, k], values[1, block, k] = to_a, to_b


@inner
def run_forward(game, layout, play, choice, horizons, scratch, broken):  # type: ignore[no-untyped-def]
    """Chance that A, that B has struck by each horizon, in ``broken[horizon, side]``."""
    weights, ends, row, _met, _yields = layout
    lapse = game[LAPSE]
    points = row.size
    mass, moved = np.empty((2, points)), np.empty((2, points))
    by_a, by_b = 1.0 * (choice == A_STRIKES), 1.0 * (choice == B_STRIKES)
    there = 1.0 - by_a - by_b
    for k in range(points):
        mass[1, k], mass[0, k] = there * (1 - lapse) * row[k], there * lapse * row[k]
    last = horizons.max()
    for month in range(1, last + 1):
        for block in range(2):
            for k in range(points):
                if play[month, block, k] == A_STRIKES:
                    by_a += mass[block, k]
                    mass[block, k] = 0.0
                elif play[month, block, k] == B_STRIKES:
                    by_b += mass[block, k]
                    mass[block, k] = 0.0
        for h in range(horizons.size):
            if horizons[h] == month:
                broken[h, 0], broken[h, 1] = by_a, by_b
        if month == last:
            break
        for block in range(2):
            spread_forward(mass[block], weights, ends[0], ends[1], scratch[1], moved[block])
        for k in range(points):
            mass[1, k] = (1 - lapse) * moved[1, k]
            mass[0, k] = moved[0, k] + lapse * moved[1, k]


@outer
def two_sided_rows(games, bonus, penalty, points, months, b_first, horizons, results, broken):  # type: ignore[no-untyped-def]
    """Solve every row; ``results`` (n, 3) gets value to A, value to B, who strikes at once."""
    scratch = new_scratch(points)
    table = np.empty((2, points, 4))
    values, after = np.empty((2, 2, points)), np.empty(2)
    play = np.empty((months, 2, points), np.int8)
    for n in range(games.shape[0]):
        game = take(games, n)
        layout = lay_out(game, points)
        row, lapse = layout[2], game[LAPSE]
        cell = (game[P_MAX] - game[P_MIN]) / (points - 1)
        for block in range(2):
            credibility = game[CREDIBILITY] if block == 1 else 0.0
            for k in range(points):
                p = game[P_MIN] + cell * k
                to_a, b_when_a, to_b, a_when_b = strike_values(game, p, credibility, bonus[n], penalty[n])
                table[block, k, 0], table[block, k, 1] = to_a, b_when_a
                table[block, k, 2], table[block, k, 3] = to_b, a_when_b
        for month in range(months):
            for block in range(2):
                fill(play[month, block], NOBODY)
        back_up(game, layout, table, months, b_first, scratch, values, play)
        for side in range(2):
            after[side] = (1 - lapse) * dot(row, values[side, 1])
            if lapse > 0.0:
                after[side] += lapse * dot(row, values[side, 0])
        keep_a = (1 - game[DISC_A]) * game[SHARE_A] + game[DISC_A] * after[0]
        keep_b = (1 - game[DISC_B]) * game[SHARE_B] + game[DISC_B] * after[1]
        strikes = strike_values(game, game[POWER], game[CREDIBILITY], bonus[n], penalty[n])
        choice, to_a, to_b = decide(strikes, keep_a, keep_b, b_first)
        results[n, 0], results[n, 1], results[n, 2] = to_a, to_b, choice
        run_forward(game, layout, play, choice, horizons, scratch, broken[n])
