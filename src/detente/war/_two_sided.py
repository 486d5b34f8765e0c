"""Compiled: the settlement game in which either side may strike first, by backward induction over the months.

This file calls ``_kernels``: after a change there, touch this file too, or the compiled cache keeps the old loops.
"""

from __future__ import annotations

import numpy as np

from detente.war._kernels import (
    BLOCKS,
    CHANGE_A,
    CHANGE_B,
    CREDIBILITY,
    DISC_A,
    DISC_B,
    IN_FORCE,
    LAPSED_ALONE,
    ORDER,
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
    weights, ends, row, _met, _yields, chain = layout
    points = row.size
    after, mixed = np.empty((2, points)), np.empty(points)
    for b in range(BLOCKS):
        fill(values[0, b], game[SHARE_A])
        fill(values[1, b], game[SHARE_B])
    for month in range(months - 1, 0, -1):
        for place in range(
            BLOCKS - 1, -1, -1
        ):  # from in force down: what a block leads to is still that of next month
            b = ORDER[place]
            if not can_be(chain, b):
                continue
            for side in range(2):
                mix_below(chain, b, 1.0, values[side], mixed)
                for k in range(points):
                    mixed[k] += chain[b, b] * values[side, b, k]
                spread_back(mixed, weights, ends[0], ends[1], scratch[1], after[side])
            for k in range(points):
                keep_a = (1 - game[DISC_A]) * game[SHARE_A] + game[DISC_A] * after[0, k]
                keep_b = (1 - game[DISC_B]) * game[SHARE_B] + game[DISC_B] * after[1, k]
                cell = table[b, k]
                choice, to_a, to_b = decide((cell[0], cell[1], cell[2], cell[3]), keep_a, keep_b, b_first)
                play[month, b, k] = choice
                values[0, b, k], values[1, b, k] = to_a, to_b


@inner
def move_on(chain, mass, weights, first, last, scratch, moved):  # type: ignore[no-untyped-def]
    """Mass in each block and power a month later."""
    points = mass.shape[1]
    for b in ORDER:
        if can_be(chain, b):
            spread_forward(mass[b], weights, first, last, scratch[1], moved[b])
    for c in ORDER:
        fill(mass[c], 0.0)
        for b in ORDER:
            if can_be(chain, b) and chain[b, c] > 0.0:
                for k in range(points):
                    mass[c, k] += chain[b, c] * moved[b, k]


@inner
def run_forward(layout, play, choice, horizons, scratch, broken):  # type: ignore[no-untyped-def]
    """Chance that A, that B has struck by each horizon, in ``broken[horizon, side]``."""
    weights, ends, row, _met, _yields, chain = layout
    points = row.size
    mass, moved = np.empty((BLOCKS, points)), np.empty((BLOCKS, points))
    by_a, by_b = 1.0 * (choice == A_STRIKES), 1.0 * (choice == B_STRIKES)
    there = 1.0 - by_a - by_b
    for b in range(BLOCKS):
        for k in range(points):
            mass[b, k] = there * chain[IN_FORCE, b] * row[k]
    last = 0
    for h in range(horizons.size):
        last = max(last, horizons[h])
    for month in range(1, last + 1):
        for b in ORDER:
            if not can_be(chain, b):
                continue
            for k in range(points):
                if play[month, b, k] == A_STRIKES:
                    by_a += mass[b, k]
                    mass[b, k] = 0.0
                elif play[month, b, k] == B_STRIKES:
                    by_b += mass[b, k]
                    mass[b, k] = 0.0
        for h in range(horizons.size):
            if horizons[h] == month:
                broken[h, 0], broken[h, 1] = by_a, by_b
        if month == last:
            break
        move_on(chain, mass, weights, ends[0], ends[1], scratch, moved)


@outer
def two_sided_rows(games, bonus, penalty, points, months, b_first, horizons, results, broken):  # type: ignore[no-untyped-def]
    """Solve every row; ``results`` (n, 3) gets value to A, value to B, who strikes at once."""
    scratch = new_scratch(points)
    table = np.empty((BLOCKS, points, 4))
    values = np.empty((2, BLOCKS, points))
    play = np.empty((months, BLOCKS, points), np.int8)
    for n in range(games.shape[0]):
        game = take(games, n)
        layout = lay_out(game, points)
        row, chain = layout[2], layout[5]
        cell = (game[P_MAX] - game[P_MIN]) / (points - 1)
        for b in range(BLOCKS):
            credibility = game[CREDIBILITY] if b == IN_FORCE or b == IN_FORCE + 2 else 0.0
            change_a, change_b = (game[CHANGE_A], game[CHANGE_B]) if b >= LAPSED_ALONE else (0.0, 0.0)
            for k in range(points):
                p = game[P_MIN] + cell * k
                to_a, b_when_a, to_b, a_when_b = strike_values(game, p, credibility, bonus[n], penalty[n])
                table[b, k, 0], table[b, k, 1] = to_a + change_a, b_when_a + change_b
                table[b, k, 2], table[b, k, 3] = to_b + change_b, a_when_b + change_a
        back_up(game, layout, table, months, b_first, scratch, values, play)
        after_a, after_b = mix_start(chain, row, values[0]), mix_start(chain, row, values[1])
        keep_a = (1 - game[DISC_A]) * game[SHARE_A] + game[DISC_A] * after_a
        keep_b = (1 - game[DISC_B]) * game[SHARE_B] + game[DISC_B] * after_b
        strikes = strike_values(game, game[POWER], game[CREDIBILITY], bonus[n], penalty[n])
        choice, to_a, to_b = decide(strikes, keep_a, keep_b, b_first)
        results[n, 0], results[n, 1], results[n, 2] = to_a, to_b, choice
        run_forward(layout, play, choice, horizons, scratch, broken[n])
