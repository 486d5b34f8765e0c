"""Compiled: solve a settlement game for every share at once, by walking up the share from breakpoint to breakpoint.

For fixed terms A's value is convex and piecewise linear in its share: complying pays the share, attacking
does not, so as the share rises states only ever change from attack to comply, each once. Between two
changes the play is fixed; everything about it is worked out once. This file calls ``_kernels``: after a
change there, touch this file too, or the compiled cache keeps the old loops.
"""

from __future__ import annotations

import numpy as np

from detente.war._kernels import (
    BLOCKS,
    CREDIBILITY,
    DISC_A,
    DISC_B,
    IN_FORCE,
    ORDER,
    POWER,
    attack_value,
    break_terms,
    can_be,
    choose_attacks,
    expected_months,
    factor,
    fill,
    first_attack,
    inner,
    lay_out,
    level,
    mix_below,
    mix_start,
    new_memo,
    new_scratch,
    outer,
    remember_months,
    remember_survival,
    remember_terms,
    spread_back,
    stopped_value,
    survival_curve,
    take,
)

# Columns of one piece; survival at each horizon follows, then three numbers per further discount factor.
(EDGE, CONSTANT, SLOPE, CHANCE_B, POWER_B, MONTHS, ATTACK_NOW, NEVER, THRESHOLD, ALONE_B) = range(10)
PIECE = 10
SAME = 1e-9  # the room's tolerance, as in ``process.TOLERANCE``


@inner
def linear_values(game, layout, attacks, scratch, lowest, lines):  # type: ignore[no-untyped-def]
    """A's value in each state as constant and slope in the share, and a month before: ``lines[when, part, block]``.

    Blocks before ``lowest`` (a place in ``ORDER``) are as they were.
    """
    weights, ends, row, _met, yields, chain = layout
    discount = game[DISC_A]
    points = row.size
    nothing, flow, excess = level(points, 0.0), np.empty(points), np.empty(points)
    for place in range(lowest, BLOCKS):
        b = ORDER[place]
        if not can_be(chain, b):
            continue
        keep = discount * chain[b, b]
        factor(attacks[b], weights, ends[0], ends[1], keep, scratch[0], excess)
        for part in range(2):
            mix_below(chain, b, discount, lines[1, part], flow)
            for k in range(points):
                flow[k] += (1 - discount) * part
            at_stop = yields[b] if part == 0 else nothing
            stopped_value(attacks[b], at_stop, flow, keep, weights, ends, scratch, lines[0, part, b])
            spread_back(lines[0, part, b], weights, ends[0], ends[1], scratch[1], lines[1, part, b])


@inner
def continuing(game, layout, lines, onward):  # type: ignore[no-untyped-def]
    """Value of one more month of the deal, then the present play: ``onward[part, block, state]``."""
    chain = layout[5]
    discount = game[DISC_A]
    for b in ORDER:
        if not can_be(chain, b):
            continue
        keep = discount * chain[b, b]
        for part in range(2):
            mix_below(chain, b, discount, lines[1, part], onward[part, b])
            for k in range(onward.shape[2]):
                onward[part, b, k] += (1 - discount) * part + keep * lines[1, part, b, k]


@inner
def change_at(game, layout, attacks, onward, start):  # type: ignore[no-untyped-def]
    """The next share at which some attacking state turns to comply."""
    yields, chain = layout[4], layout[5]
    at = np.inf
    for b in ORDER:
        if not can_be(chain, b):
            continue
        for k in range(yields.shape[1]):
            if attacks[b, k]:
                at = min(at, (yields[b, k] - onward[0, b, k]) / onward[1, b, k])
    if start[2] > 0.0:
        at = min(at, (attack_value(game, game[POWER], game[CREDIBILITY]) - start[0]) / start[1])
    return at


@inner
def turn(layout, attacks, onward, at):  # type: ignore[no-untyped-def]
    """Let every state comply whose turn has come at share ``at``; returns the first block (in order) where one did."""
    yields, chain = layout[4], layout[5]
    lowest = BLOCKS
    for place in range(BLOCKS - 1, -1, -1):
        b = ORDER[place]
        if not can_be(chain, b):
            continue
        for k in range(yields.shape[1]):
            if attacks[b, k] and yields[b, k] <= onward[0, b, k] + onward[1, b, k] * at + 1e-13:
                attacks[b, k] = False
                lowest = place
    return lowest


@inner
def from_start(game, layout, lines, start):  # type: ignore[no-untyped-def]
    """Constant and slope of complying at the start, in ``start[0]`` and ``start[1]``."""
    row, chain = layout[2], layout[5]
    discount = game[DISC_A]
    for part in range(2):
        start[part] = (1 - discount) * part + discount * mix_start(chain, row, lines[0, part])


@inner
def describe(game, layout, attacks, start, scratch, horizons, discounts, lowest, memo, curve, piece):  # type: ignore[no-untyped-def]
    """Fill one piece with what follows from the present play; true if it never breaks."""
    terms, months, stuck, alive = memo
    now = start[2] > 0.0
    piece[CONSTANT] = attack_value(game, game[POWER], game[CREDIBILITY]) if now else start[0]
    piece[SLOPE] = 0.0 if now else start[1]
    piece[ATTACK_NOW] = start[2]
    remember_months(layout, attacks, scratch, lowest, months, stuck)
    wait, can_break = expected_months(layout, attacks, now, months, stuck)
    piece[MONTHS], piece[NEVER] = wait, 0.0 if can_break else 1.0
    piece[THRESHOLD] = first_attack(game, attacks[IN_FORCE], attacks.shape[1])
    after = PIECE + horizons.size
    if not can_break:
        piece[CONSTANT], piece[SLOPE] = 0.0, 1.0
        piece[CHANCE_B] = piece[POWER_B] = piece[ALONE_B] = 0.0
        for k in range(PIECE, piece.size):
            piece[k] = 1.0 if k < after else 0.0
        return True
    for k in range(-1, discounts.size):
        discount = game[DISC_B] if k < 0 else discounts[k]
        place = CHANCE_B if k < 0 else after + 3 * k
        if k >= 0 and discount == game[DISC_B]:
            piece[place], piece[place + 1], piece[place + 2] = piece[CHANCE_B], piece[POWER_B], piece[ALONE_B]
            continue
        held = terms[k + 1]
        remember_terms(discount, layout, attacks, scratch, lowest, held)
        chance, power, alone = break_terms(game, discount, layout, now, held)
        piece[place], piece[place + 1] = chance, power
        piece[ALONE_B if k < 0 else place + 2] = alone
    remember_survival(layout, attacks, scratch, lowest, alive)
    survival_curve(layout, attacks, now, scratch, alive, curve)
    for h in range(horizons.size):
        piece[PIECE + h] = curve[horizons[h]]
    return False


@outer
def sweep_rows(games, points, shares, horizons, discounts, pieces, counts):  # type: ignore[no-untyped-def]
    """Pieces of every row from ``shares[0]`` to ``shares[1]``; ``counts`` is -1 where a walk did not end."""
    scratch = new_scratch(points)
    last = 0
    for h in range(horizons.size):
        last = max(last, horizons[h])
    curve = np.empty(last + 1)
    attacks = np.empty((BLOCKS, points), np.bool_)
    values, lines, onward = (
        np.empty((BLOCKS, points)),
        np.empty((2, 2, BLOCKS, points)),
        np.empty((2, BLOCKS, points)),
    )
    start = level(3, 0.0)
    memo = new_memo(points, 1 + discounts.shape[1], curve.size)
    for n in range(games.shape[0]):
        game = take(games, n)
        layout = lay_out(game, points)
        now = attack_value(game, game[POWER], game[CREDIBILITY])
        at = shares[0]
        for b in range(BLOCKS):
            fill(attacks[b], False)
        settled, _ = choose_attacks(game, layout, at, scratch, attacks, values)
        start[2] = 1.0
        count = changed = stale = 0  # blocks from here on (in order) changed; are not described yet
        while settled and count < pieces.shape[1]:
            linear_values(game, layout, attacks, scratch, changed, lines)
            continuing(game, layout, lines, onward)
            from_start(game, layout, lines, start)
            if now <= start[0] + start[1] * at + 1e-13:
                start[2] = 0.0
            # while A attacks at once, changes elsewhere are of no consequence: no new piece
            if count == 0 or start[2] == 0.0:
                piece = pieces[n, count]
                piece[EDGE] = at
                count += 1
                if describe(
                    game, layout, attacks, start, scratch, horizons, discounts[n], stale, memo, curve, piece
                ):
                    break
                stale = BLOCKS
            following = max(at, change_at(game, layout, attacks, onward, start))
            if following > shares[1]:
                break
            at = following
            changed = turn(layout, attacks, onward, at)
            stale = min(stale, changed)
        counts[n] = count if settled and count < pieces.shape[1] else -1


BUCKETS = 256  # equal parts of the share range, each with the piece at its lower end


@outer
def index_pieces(pieces, counts, low, high, index):  # type: ignore[no-untyped-def]
    """For every row and bucket the piece that holds the bucket's lower end, in ``index`` (n, BUCKETS + 1)."""
    for n in range(counts.size):
        at = 0
        for bucket in range(BUCKETS + 1):
            share = low + (high - low) * bucket / BUCKETS
            while at + 1 < counts[n] and pieces[n, at + 1, EDGE] <= share:
                at += 1
            index[n, bucket] = at


@inner
def find_piece(pieces, counts, index, ends, n, share):  # type: ignore[no-untyped-def]
    """The piece of row n that holds a share: from its bucket's piece onward, seldom more than a step."""
    at = index[n, int((share - ends[0]) / (ends[1] - ends[0]) * BUCKETS)]
    while at > 0 and pieces[n, at, EDGE] > share:
        at -= 1
    while at + 1 < counts[n] and pieces[n, at + 1, EDGE] <= share:
        at += 1
    return at


@outer
def look_up(pieces, counts, index, ends, rows, share, out):  # type: ignore[no-untyped-def]
    """Number of the piece of row ``rows[i]`` that holds ``share[i]``."""
    for i in range(rows.size):
        out[i] = find_piece(pieces, counts, index, ends, rows[i], share[i])


# Columns of a tally; chances to last each horizon follow.
(SUM_A, SUM_B, SIGNED_A, SIGNED_B, SIGNED_BOTH, SAFE) = range(6)
TALLY = 6


@outer
def add_pieces(pieces, counts, index, ends, rows, share_a, share_b, wars, weight, totals):  # type: ignore[no-untyped-def]
    """Add one draw of every package to ``totals`` (m, columns), without storing the draw."""
    for i in range(rows.size):
        n = rows[i]
        x = share_a[i]
        low = find_piece(pieces, counts, index, ends, n, x)
        piece, war, total = pieces[n, low], wars[n], totals[i]
        value = piece[CONSTANT] + piece[SLOPE] * x
        chance = piece[CHANCE_B]
        value_b = (
            share_b[i] * (1 - chance) + war[2] * chance + war[3] * piece[POWER_B] + war[4] * piece[ALONE_B]
        )
        total[SUM_A] += weight * value
        total[SUM_B] += weight * value_b
        signs_a = value > war[0] + SAME or (x >= war[0] - SAME and value >= war[0] - SAME)
        signs_b = value_b >= war[1] - SAME
        if signs_a:
            total[SIGNED_A] += weight
            if piece[NEVER] > 0.0:
                total[SAFE] += weight
        if signs_b:
            total[SIGNED_B] += weight
            if signs_a and piece[ATTACK_NOW] == 0.0:
                total[SIGNED_BOTH] += weight
        for h in range(totals.shape[1] - TALLY):
            total[TALLY + h] += weight * piece[PIECE + h]


@outer
def read_pieces(pieces, counts, index, ends, rows, share_a, share_b, wars, values, classes, survival):  # type: ignore[no-untyped-def]
    """One pass: values to A and B, months and threshold in ``values`` (4, m); flags and class in ``classes``.

    ``wars`` (n, 5): war value of A at signature, of B, B's intercept, slope and change once support has ended. ``classes`` (5, m): attack
    now, never breaks, class of A's signature, A signs, B signs.
    """
    for i in range(rows.size):
        n = rows[i]
        x = share_a[i]
        low = find_piece(pieces, counts, index, ends, n, x)
        piece, war = pieces[n, low], wars[n]
        value = piece[CONSTANT] + piece[SLOPE] * x
        chance = piece[CHANCE_B]
        value_b = (
            share_b[i] * (1 - chance) + war[2] * chance + war[3] * piece[POWER_B] + war[4] * piece[ALONE_B]
        )
        values[0, i], values[1, i] = value, value_b
        values[2, i], values[3, i] = piece[MONTHS], piece[THRESHOLD]
        fair = x >= war[0] - SAME
        if piece[NEVER] > 0.0 and value >= war[0] - SAME:
            class_ = 0
        elif value > war[0] + SAME or (fair and value >= war[0] - SAME):
            class_ = 1 if fair else 2
        else:
            class_ = 3
        classes[0, i], classes[1, i] = piece[ATTACK_NOW] > 0.0, piece[NEVER] > 0.0
        classes[2, i], classes[3, i], classes[4, i] = class_, class_ < 3, value_b >= war[1] - SAME
        for h in range(survival.shape[1]):
            survival[i, h] = piece[PIECE + h]
