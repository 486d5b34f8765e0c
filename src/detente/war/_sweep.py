"""Compiled: solve a settlement game for every share at once, by walking up the share from breakpoint to breakpoint.

For fixed terms A's value is convex and piecewise linear in its share: complying pays the share, attacking
does not, so as the share rises states only ever change from attack to comply, each once. Between two
changes the play is fixed; everything about it is worked out once. This file calls ``_kernels``: after a
change there, touch this file too, or the compiled cache keeps the old loops.
"""

from __future__ import annotations

import numpy as np

from detente.war._kernels import (
    CREDIBILITY,
    DISC_A,
    DISC_B,
    LAPSE,
    POWER,
    attack_value,
    best_stopping,
    break_terms,
    dot,
    expected_months,
    factor,
    fill,
    first_attack,
    forget,
    inner,
    lay_out,
    level,
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

# Columns of one piece; survival at each horizon follows, then two numbers per further discount factor.
(EDGE, CONSTANT, SLOPE, CHANCE_B, POWER_B, MONTHS, ATTACK_NOW, NEVER, THRESHOLD) = range(9)
PIECE = 9
SAME = 1e-9  # the room's tolerance, as in ``process.TOLERANCE``


@inner
def linear_values(game, layout, attacks, scratch, lines, excess, lapsed_too):  # type: ignore[no-untyped-def]
    """A's value in each state as constant and slope in the share: ``lines[block, part, state]``."""
    weights, ends, _row, _met, yields = layout
    discount, lapse = game[DISC_A], game[LAPSE]
    points = yields.shape[1]
    nothing, flow = level(points, 0.0), np.empty(points)
    for g in range(2):
        if g == 0 and (lapse == 0.0 or not lapsed_too):
            continue
        keep = discount if g == 0 else discount * (1 - lapse)
        factor(attacks[g], weights, ends[0], ends[1], keep, scratch[0], excess)
        for part in range(2):
            fill(flow, 0.0)
            if g == 1 and lapse > 0.0:
                spread_back(lines[0, part], weights, ends[0], ends[1], scratch[1], flow)
            for k in range(points):
                flow[k] = discount * lapse * flow[k] + (1 - discount) * part
            at_stop = yields[g] if part == 0 else nothing
            stopped_value(attacks[g], at_stop, flow, keep, weights, ends, scratch, lines[g, part])


@inner
def continuing(game, layout, lines, scratch, onward):  # type: ignore[no-untyped-def]
    """Value of one more month of the deal, then the present play: ``onward[block, part, state]``."""
    weights, ends, _row, _met, yields = layout
    discount, lapse = game[DISC_A], game[LAPSE]
    points = yields.shape[1]
    after = np.empty(points)
    for part in range(2):
        lapsed = level(points, 0.0)
        if lapse > 0.0:
            spread_back(lines[0, part], weights, ends[0], ends[1], scratch[1], lapsed)
        spread_back(lines[1, part], weights, ends[0], ends[1], scratch[1], after)
        for k in range(points):
            onward[0, part, k] = (1 - discount) * part + discount * lapsed[k]
            onward[1, part, k] = (1 - discount) * part + discount * (
                lapse * lapsed[k] + (1 - lapse) * after[k]
            )


@inner
def change_at(game, layout, attacks, onward, start):  # type: ignore[no-untyped-def]
    """The next share at which some attacking state turns to comply."""
    yields = layout[4]
    at = np.inf
    for g in range(2):
        if g == 0 and game[LAPSE] == 0.0:
            continue
        for k in range(yields.shape[1]):
            if attacks[g, k]:
                at = min(at, (yields[g, k] - onward[g, 0, k]) / onward[g, 1, k])
    if start[2] > 0.0:
        at = min(at, (attack_value(game, game[POWER], game[CREDIBILITY]) - start[0]) / start[1])
    return at


@inner
def turn(game, layout, attacks, onward, at):  # type: ignore[no-untyped-def]
    """Let every state comply whose turn has come at share ``at``; true if a lapsed one did."""
    yields = layout[4]
    lapsed_too = False
    for g in range(2):
        if g == 0 and game[LAPSE] == 0.0:
            continue
        for k in range(yields.shape[1]):
            if attacks[g, k] and yields[g, k] <= onward[g, 0, k] + onward[g, 1, k] * at + 1e-13:
                attacks[g, k] = False
                lapsed_too |= g == 0
    return lapsed_too


@inner
def from_start(game, layout, lines, start):  # type: ignore[no-untyped-def]
    """Constant and slope of complying at the start, in ``start[0]`` and ``start[1]``."""
    row = layout[2]
    discount, lapse = game[DISC_A], game[LAPSE]
    for part in range(2):
        lapsed = dot(row, lines[0, part]) if lapse > 0.0 else 0.0
        start[part] = (1 - discount) * part + discount * (
            (1 - lapse) * dot(row, lines[1, part]) + lapse * lapsed
        )


@inner
def remember(game, layout, attacks, scratch, discounts, memo):  # type: ignore[no-untyped-def]
    """Everything that depends on the lapsed block alone."""
    flows, sums, later, total, stuck, lapsed = memo
    remember_terms(game, game[DISC_B], layout, attacks, scratch, flows[0], sums[0])
    for k in range(discounts.size):
        if discounts[k] != game[DISC_B]:
            remember_terms(game, discounts[k], layout, attacks, scratch, flows[k + 1], sums[k + 1])
    remember_months(game, layout, attacks, scratch, later, total, stuck)
    remember_survival(game, layout, attacks, scratch, lapsed)


@inner
def describe(game, layout, attacks, start, scratch, horizons, discounts, memo, curve, piece):  # type: ignore[no-untyped-def]
    """Fill one piece with what follows from the present play; true if it never breaks."""
    flows, sums, later, total, stuck, lapsed = memo
    now = start[2] > 0.0
    piece[CONSTANT] = attack_value(game, game[POWER], game[CREDIBILITY]) if now else start[0]
    piece[SLOPE] = 0.0 if now else start[1]
    piece[ATTACK_NOW] = start[2]
    months, can_break = expected_months(game, layout, attacks, now, scratch, later, total, stuck)
    piece[MONTHS], piece[NEVER] = months, 0.0 if can_break else 1.0
    piece[THRESHOLD] = first_attack(game, attacks[1], attacks.shape[1])
    after = PIECE + horizons.size
    if not can_break:
        piece[CONSTANT], piece[SLOPE] = 0.0, 1.0
        piece[CHANCE_B] = piece[POWER_B] = 0.0
        for k in range(PIECE, piece.size):
            piece[k] = 1.0 if k < after else 0.0
        return True
    chance_b, power_b = break_terms(game, game[DISC_B], layout, attacks, now, scratch, flows[0], sums[0])
    piece[CHANCE_B], piece[POWER_B] = chance_b, power_b
    for k in range(discounts.size):
        chance, power = chance_b, power_b
        if discounts[k] != game[DISC_B]:
            held, added = flows[k + 1], sums[k + 1]
            chance, power = break_terms(game, discounts[k], layout, attacks, now, scratch, held, added)
        piece[after + 2 * k], piece[after + 2 * k + 1] = chance, power
    survival_curve(game, layout, attacks, now, scratch, lapsed, curve)
    for h in range(horizons.size):
        piece[PIECE + h] = curve[horizons[h]]
    return False


@inner
def begin(game, layout, share, scratch, attacks, lines):  # type: ignore[no-untyped-def]
    """The best play at the lowest share, by policy iteration."""
    weights, ends, _row, _met, yields = layout
    discount, lapse = game[DISC_A], game[LAPSE]
    points = yields.shape[1]
    flow, after = np.empty(points), np.empty(points)
    fill(flow, (1 - discount) * share)
    settled = True
    if lapse > 0.0:
        settled = best_stopping(yields[0], flow, discount, share, weights, ends, scratch, attacks[0], after)
        spread_back(after, weights, ends[0], ends[1], scratch[1], lines[0, 0])
        for k in range(points):
            flow[k] += discount * lapse * lines[0, 0, k]
    keep = discount * (1 - lapse)
    settled &= best_stopping(yields[1], flow, keep, share, weights, ends, scratch, attacks[1], after)
    return settled


@outer
def sweep_rows(games, points, shares, horizons, discounts, pieces, counts):  # type: ignore[no-untyped-def]
    """Pieces of every row from ``shares[0]`` to ``shares[1]``; ``counts`` is -1 where a walk did not end."""
    scratch = new_scratch(points)
    excess = np.empty(points)
    curve = np.empty(horizons.max() + 1)
    attacks = np.empty((2, points), np.bool_)
    lines, onward = np.empty((2, 2, points)), np.empty((2, 2, points))
    start = level(3, 0.0)
    memo = new_memo(points, 1 + discounts.shape[1], curve.size)
    for n in range(games.shape[0]):
        game = take(games, n)
        layout = lay_out(game, points)
        now = attack_value(game, game[POWER], game[CREDIBILITY])
        at = shares[0]
        fill(attacks[0], False)
        fill(attacks[1], False)
        forget(memo[0], memo[1])
        settled = begin(game, layout, at, scratch, attacks, lines)
        start[2] = 1.0
        count = 0
        lapsed_too = stale = True
        while settled and count < pieces.shape[1]:
            linear_values(game, layout, attacks, scratch, lines, excess, lapsed_too)
            continuing(game, layout, lines, scratch, onward)
            from_start(game, layout, lines, start)
            if now <= start[0] + start[1] * at + 1e-13:
                start[2] = 0.0
            # while A attacks at once, changes elsewhere are of no consequence: no new piece
            if count == 0 or start[2] == 0.0:
                if stale:
                    remember(game, layout, attacks, scratch, discounts[n], memo)
                    stale = False
                piece = pieces[n, count]
                piece[EDGE] = at
                count += 1
                if describe(
                    game, layout, attacks, start, scratch, horizons, discounts[n], memo, curve, piece
                ):
                    break
            following = max(at, change_at(game, layout, attacks, onward, start))
            if following > shares[1]:
                break
            at = following
            lapsed_too = turn(game, layout, attacks, onward, at)
            stale |= lapsed_too
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
        value_b = share_b[i] * (1 - chance) + war[2] * chance + war[3] * piece[POWER_B]
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

    ``wars`` (n, 4): war value of A at signature, of B, B's intercept and slope. ``classes`` (5, m): attack
    now, never breaks, class of A's signature, A signs, B signs.
    """
    for i in range(rows.size):
        n = rows[i]
        x = share_a[i]
        low = find_piece(pieces, counts, index, ends, n, x)
        piece, war = pieces[n, low], wars[n]
        value = piece[CONSTANT] + piece[SLOPE] * x
        chance = piece[CHANCE_B]
        value_b = share_b[i] * (1 - chance) + war[2] * chance + war[3] * piece[POWER_B]
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
