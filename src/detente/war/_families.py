"""Compiled: settlements that differ in the share and in the power at signature only, solved together.

Nothing that follows a month after signature depends on the power at signature, so one solution per share
serves every start. The elimination is kept from share to share and brought up to date from the first row
whose past has changed: where A attacks above some power (nearly always), every row is worked out once for all
shares. This file calls ``_kernels``: after a change there, touch this file too, or the compiled cache keeps
the old loops. Functions that call one another stay in one file, which is why it is longer than others.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from detente.war._kernels import (
    BLOCKS,
    CREDIBILITY,
    DISC_A,
    DRIFT,
    IN_FORCE,
    LAPSED_ALONE,
    ORDER,
    P_MAX,
    P_MIN,
    SHOCK,
    TIE,
    attack_value,
    can_be,
    fill,
    inner,
    lay_out,
    level,
    mix_below,
    no_flags,
    outer,
    power_met,
    spread_back,
    start_row,
    take,
)

# No arrays are made in these, so no references to any need counting: that was half of the time.
_WITHOUT: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}
quick = njit(cache=True, nogil=True, error_model="numpy", **_WITHOUT)
# What is known of one play of one family: discounted chance of a break, power met at it, chance that support has
# ended by then; three numbers per patience.
PARTS = 3
CLOSE = 1e-9  # nearer to a tie than this a play is looked for from the first guess


@inner
def new_elimination(parties, points):  # type: ignore[no-untyped-def]
    """Room for eliminations: per patience and block a matrix, row sums, flags it was made for, rows done."""
    return (
        np.empty((parties, BLOCKS, points, points)),
        np.empty((parties, BLOCKS, points)),
        np.empty((parties, BLOCKS, points), np.bool_),
        np.zeros((parties, BLOCKS), np.int64),
    )


@quick
def last_free(halted):  # type: ignore[no-untyped-def]
    """The last state that is not halted; -1 if all are."""
    k = halted.size - 1
    while k >= 0 and halted[k]:
        k -= 1
    return k


@quick
def eliminate_row(k, halted, layout, keep, work, excess):  # type: ignore[no-untyped-def]
    """One row of ``y = rhs + keep * P y`` after the rows before it; only additions.

    Columns of halted states stay: to the right they meet the value at the stop when solving back, to the left
    they are passed on as they are. So a row depends on the flags of the states before it alone.
    """
    weights, ends = layout[0], layout[1]
    first, last = ends
    reach = halted.size - 1
    low, high = max(0, k + min(first, 0)), min(reach, k + max(last, 0))
    for j in range(low, high + 1):
        work[k, j] = 0.0
    for o in range(first, last + 1):
        work[k, min(max(k + o, 0), reach)] += keep * weights[o + reach]
    total = 1.0 - keep
    above = max(0, last)
    for c in range(low, k):
        if halted[c]:
            total += work[k, c]
            continue
        ratio = work[k, c] * work[c, c]
        work[k, c] = ratio
        total += ratio * excess[c]
        for j in range(c + 1, min(reach, c + above) + 1):
            work[k, j] += ratio * work[c, j]
    excess[k] = total
    for j in range(k + 1, high + 1):
        total += work[k, j]
    work[k, k] = 1.0 / total


@quick
def bring_up_to_date(elimination, who, b, halted, layout, keep):  # type: ignore[no-untyped-def]
    """Rows of an elimination that a new set of halted states needs; those whose past is the same stay."""
    works, excesses, made_for, rows = elimination
    flags, done, top = made_for[who, b], rows[who, b], last_free(halted)
    for k in range(min(done - 1, top)):
        if flags[k] != halted[k]:
            done = k + 1
            break
    if done > top:
        return
    for k in range(done, top + 1):
        eliminate_row(k, halted, layout, keep, works[who, b], excesses[who, b])
    for k in range(top + 1):
        flags[k] = halted[k]
    rows[who, b] = top + 1


@quick
def substitute(work, halted, at_stop, flow, ends, out):  # type: ignore[no-untyped-def]
    """Value of ``at_stop`` where halted, else ``flow`` and what comes; after ``bring_up_to_date``."""
    below, above = max(0, -ends[0]), max(0, ends[1])
    points, top = halted.size, last_free(halted)
    for k in range(points):
        if halted[k]:
            out[k] = at_stop[k]
            continue
        total = flow[k]
        for c in range(max(0, k - below), k):
            total += work[k, c] * out[c]
        out[k] = total
    for k in range(top, -1, -1):
        if not halted[k]:
            total = out[k]
            for j in range(k + 1, min(points, k + above + 1)):
                total += work[k, j] * out[j]
            out[k] = total * work[k, k]


@quick
def substitute_three(work, halted, ends, values):  # type: ignore[no-untyped-def]
    """The same for three at once: ``values`` holds what a stop yields where halted, else the flows; and then the answer."""
    below, above = max(0, -ends[0]), max(0, ends[1])
    points, top = halted.size, last_free(halted)
    for k in range(top + 1):
        if halted[k]:
            continue
        one, two, three = values[0, k], values[1, k], values[2, k]
        for c in range(max(0, k - below), k):
            ratio = work[k, c]
            one += ratio * values[0, c]
            two += ratio * values[1, c]
            three += ratio * values[2, c]
        values[0, k], values[1, k], values[2, k] = one, two, three
    for k in range(top, -1, -1):
        if halted[k]:
            continue
        one, two, three = values[0, k], values[1, k], values[2, k]
        for j in range(k + 1, min(points, k + above + 1)):
            part = work[k, j]
            one += part * values[0, j]
            two += part * values[1, j]
            three += part * values[2, j]
        scale = work[k, k]
        values[0, k], values[1, k], values[2, k] = one * scale, two * scale, three * scale


@quick
def best_play(game, layout, share, elimination, work, halted, values, after, warm):  # type: ignore[no-untyped-def]
    """A's best months to attack at a share, lowest block first; fills ``halted``, values and those a month before.

    ``warm``: begin with the play in ``halted``. Where that ends within ``CLOSE`` of a tie the block is done again
    from the first guess of ``_kernels.best_stopping``, so ties are broken as there.
    """
    _weights, _ends, _row, _met, yields, chain = layout
    flow = work[1]
    for b in ORDER:
        if not can_be(chain, b):
            continue
        mix_below(chain, b, game[DISC_A], after, flow)
        for k in range(flow.size):
            flow[k] += (1 - game[DISC_A]) * share
        gap = 0.0
        if warm:
            gap = best_in_block(game, layout, b, flow, elimination, work, halted[b], values[b], after[b])
        if gap < CLOSE:
            for k in range(flow.size):
                halted[b, k] = yields[b, k] > share + 1e-13
            gap = best_in_block(game, layout, b, flow, elimination, work, halted[b], values[b], after[b])
        if gap < 0.0:
            return False
    return True


@quick
def best_in_block(game, layout, b, flow, elimination, work, halted, values, after):  # type: ignore[no-untyped-def]
    """Policy iteration within one block; the old action is kept on a tie.

    Returns the least distance of a state from being indifferent, -1 if it did not settle.
    """
    weights, ends, _row, _met, yields, chain = layout
    keep = game[DISC_A] * chain[b, b]
    for _ in range(4 * flow.size + 20):
        bring_up_to_date(elimination, 0, b, halted, layout, keep)
        substitute(elimination[0][0, b], halted, yields[b], flow, ends, values)
        spread_back(values, weights, ends[0], ends[1], work[0], after)
        changed, gap = False, np.inf
        for k in range(flow.size):
            more = yields[b, k] - flow[k] - keep * after[k]
            gap = min(gap, abs(more))
            if halted[k] and more < -TIE:
                halted[k] = False
                changed = True
            elif not halted[k] and more > TIE:
                halted[k] = True
                changed = True
        if not changed:
            return gap
    return -1.0


@quick
def follow_share(game, layout, share, elimination, work, halted, values, after, lines):  # type: ignore[no-untyped-def]
    """How A's values change with the share while the play stays: fills ``lines[0]`` at the start; returns the least such share.

    As the share falls, states turn from complying to attacking and never back.
    """
    weights, ends, _row, _met, yields, chain = layout
    points = halted.shape[1]
    discount, lowest = game[DISC_A], -np.inf
    _pad, flow, worth, nothing, slopes, onward, _mine, _changed = work
    for b in ORDER:
        if not can_be(chain, b):
            continue
        keep = discount * chain[b, b]
        mix_below(chain, b, discount, onward, flow)
        mix_below(chain, b, discount, after, worth)
        for k in range(points):
            flow[k] += 1 - discount
        substitute(elimination[0][0, b], halted[b], nothing, flow, ends, slopes[b])
        spread_back(slopes[b], weights, ends[0], ends[1], work[0], onward[b])
        for k in range(points):
            if not halted[b, k]:
                slope = flow[k] + keep * onward[b, k]
                more = worth[k] + (1 - discount) * share + keep * after[b, k] - yields[b, k]
                lowest = max(lowest, share - more / slope)
    mixed_start(chain, slopes, lines)
    return lowest


@inner
def new_memo(parties, points):  # type: ignore[no-untyped-def]
    """What follows from a play by block, kept because plays that differ higher up share what is below.

    Values and those a month before (parties, parts, blocks, points), and per party the play that they are of.
    """
    return (
        np.empty((parties, PARTS, BLOCKS, points)),
        np.empty((parties, PARTS, BLOCKS, points)),
        np.zeros((parties, BLOCKS, points), np.bool_),
        np.zeros(parties, np.bool_),
    )


@inner
def new_lasting(months, points):  # type: ignore[no-untyped-def]
    """Chance of no attack by month less one, block and state; the play that it is of; whether it is known."""
    return np.empty((months, BLOCKS, points)), np.zeros((BLOCKS, points), np.bool_), no_flags(1)


@quick
def find_changed(chain, halted, made_for, known, changed):  # type: ignore[no-untyped-def]
    """Blocks whose values are no longer those of the play, since it changed there or below; notes the new play."""
    for b in ORDER:
        if not can_be(chain, b):
            continue
        changed[b] = not known
        for k in range(halted.shape[1]):
            changed[b] |= halted[b, k] != made_for[b, k]
            made_for[b, k] = halted[b, k]
        for c in range(BLOCKS):
            changed[b] |= c != b and chain[b, c] > 0.0 and changed[c]


@quick
def terms_of_play(discount, p, layout, halted, elimination, work, memo, start):  # type: ignore[no-untyped-def]
    """The three numbers of a break for party p, as the month after signature leads to them; fills ``start`` (3, points)."""
    weights, ends, _row, met, _yields, chain = layout
    values, before, made_for, known = memo
    points = halted.shape[1]
    mine, changed = work[6], work[7]
    find_changed(chain, halted, made_for[p], known[p], changed)
    known[p] = True
    for part in range(PARTS):
        fill(start[part], 0.0)
    for b in ORDER:
        if not can_be(chain, b):
            continue
        if changed[b]:
            alone = 1.0 if b >= LAPSED_ALONE else 0.0
            bring_up_to_date(elimination, 1 + p, b, halted[b], layout, discount * chain[b, b])
            for part in range(PARTS):
                mix_below(chain, b, discount, before[p, part], mine[part])
            for k in range(points):
                if halted[b, k]:
                    mine[0, k], mine[1, k], mine[2, k] = 1.0, met[b, k], alone
            substitute_three(elimination[0][1 + p, b], halted[b], ends, mine)
            for part in range(PARTS):
                for k in range(points):
                    values[p, part, b, k] = mine[part, k]
                if b != IN_FORCE:
                    spread_back(mine[part], weights, ends[0], ends[1], work[0], before[p, part, b])
        weight = discount * chain[IN_FORCE, b]
        for part in range(PARTS):
            for k in range(points):
                start[part, k] += weight * values[p, part, b, k]


@quick
def kept_for(layout, halted, work, lasting, start):  # type: ignore[no-untyped-def]
    """Chance of no attack within some months, as the month after signature leads to it; fills ``start``.

    ``lasting``: from ``new_lasting``.
    """
    weights, ends, _row, _met, _yields, chain = layout
    alive, made_for, known = lasting
    months, points = alive.shape[0], halted.shape[1]
    mixed, changed = work[1], work[7]
    find_changed(chain, halted, made_for, known[0], changed)
    known[0] = True
    fill(start, 0.0)
    for b in ORDER:
        if not can_be(chain, b):
            continue
        if changed[b]:
            top = last_free(halted[b]) + 1
            for k in range(points):
                alive[0, b, k] = 0.0 if halted[b, k] else 1.0
            for month in range(1, months):
                mix_below(chain, b, 1.0, alive[month - 1], mixed)
                for k in range(points):
                    mixed[k] += chain[b, b] * alive[month - 1, b, k]
                spread_some(mixed, weights, ends[0], ends[1], work[0], alive[month, b], top)
                for k in range(points):
                    alive[month, b, k] *= alive[0, b, k]
        for k in range(points):
            start[k] += chain[IN_FORCE, b] * alive[months - 1, b, k]


@quick
def spread_some(values, weights, first, last, pad, out, top):  # type: ignore[no-untyped-def]
    """As ``spread_back`` for the states below ``top``; 0 for the others."""
    points = values.size
    reach = points - 1
    for k in range(points):
        pad[reach + k] = values[k]
        out[k] = 0.0
    for k in range(max(0, -first)):
        pad[reach - 1 - k] = values[0]
    for k in range(max(0, last)):
        pad[reach + points + k] = values[points - 1]
    o = first
    while o + 3 <= last:
        a, b, c, d = (
            weights[o + reach],
            weights[o + reach + 1],
            weights[o + reach + 2],
            weights[o + reach + 3],
        )
        near = pad[reach + o : reach + o + points + 3]
        for k in range(top):
            out[k] += (a * near[k] + b * near[k + 1]) + (c * near[k + 2] + d * near[k + 3])
        o += 4
    while o <= last:
        a = weights[o + reach]
        near = pad[reach + o : reach + o + points]
        for k in range(top):
            out[k] += a * near[k]
        o += 1


@quick
def never_tempted(layout, share):  # type: ignore[no-untyped-def]
    """Whether no state that can come is worth an attack."""
    yields, chain = layout[4], layout[5]
    for b in range(BLOCKS):
        if can_be(chain, b):
            for k in range(yields.shape[1]):
                if yields[b, k] > share + TIE:
                    return False
    return True


@quick
def same_play(halted, before, chain):  # type: ignore[no-untyped-def]
    """Whether two plays attack at the same states of the blocks that can come."""
    for b in range(BLOCKS):
        if can_be(chain, b):
            for k in range(halted.shape[1]):
                if halted[b, k] != before[b, k]:
                    return False
    return True


@quick
def over(row, low, high, vector):  # type: ignore[no-untyped-def]
    """Expected value over the states that a start leads to."""
    total = 0.0
    for k in range(low, high):
        total += row[k] * vector[k]
    return total


@quick
def find_start(game, start, power, starts):  # type: ignore[no-untyped-def]
    """Fill the row of ``starts`` that says where a power at signature leads to, once per family; returns what it spans."""
    rows, spans, known, weights = starts
    if not known[start]:
        points = rows.shape[1]
        cell = (game[P_MAX] - game[P_MIN]) / (points - 1)
        start_row((power - game[P_MIN]) / cell, game[DRIFT] / cell, game[SHOCK] / cell, weights, rows[start])
        low, high = 0, points
        while low < points - 1 and rows[start, low] == 0.0:
            low += 1
        while high > 1 and rows[start, high - 1] == 0.0:
            high -= 1
        spans[start, 0], spans[start, 1], known[start] = low, high, True
    return spans[start, 0], spans[start, 1]


@inner
def next_family(games, n, points, elimination, starts, memo, lasting, past):  # type: ignore[no-untyped-def]
    """The next family: its game and layout. What the family before knew stays where it is the same.

    ``past``: drift, chance to stay in each block, patience of A of the family before; nan at first. Shock and
    reachable powers are the same for all families.
    """
    game = take(games, n)
    layout = lay_out(game, points)
    rows, chain = elimination[3], layout[5]
    moves = (
        game[DRIFT] == past[0]
        and game[SHOCK] == past[1]
        and game[P_MIN] == past[2]
        and game[P_MAX] == past[3]
    )
    alike = moves and game[DISC_A] == past[4]
    lasts = moves
    for b in range(BLOCKS):
        same = chain[b, b] == past[5 + b]
        lasts &= same
        for who in range(rows.shape[0]):
            if not (moves and same and (who > 0 or alike)):
                rows[who, b] = 0
        past[5 + b] = chain[b, b]
    past[0], past[1], past[2], past[3], past[4] = (
        game[DRIFT],
        game[SHOCK],
        game[P_MIN],
        game[P_MAX],
        game[DISC_A],
    )
    if not moves:
        fill(starts[2], False)
    if not lasts:
        lasting[2][0] = False
    fill(memo[3], False)
    return game, layout


@quick
def mixed_start(chain, values, out):  # type: ignore[no-untyped-def]
    """Values a month after signature by state, mixed over the blocks."""
    fill(out, 0.0)
    for b in range(BLOCKS):
        if can_be(chain, b):
            for k in range(out.size):
                out[k] += chain[IN_FORCE, b] * values[b, k]


@quick
def next_share(order, share, at, stop):  # type: ignore[no-untyped-def]
    """Where the packages of the present share end."""
    end = at + 1
    while end < stop and share[order[end]] == share[order[at]]:
        end += 1
    return end


@quick
def find_play(game, layout, share, elimination, room, state):  # type: ignore[no-untyped-def]
    """A's best play at a share that is not above the one before, and what it is worth at the start.

    Returns 0 if it did not settle, 1 if A never attacks, 2 if the play is new, 3 if it is the one before.
    ``state``: whether there is a play, the share it was found at, the least share at which it is the best one.
    """
    work, halted, held, values, after, own, lines, worth = room
    if never_tempted(layout, share):
        return 1
    warm = state[0] > 0.0
    if not (warm and share > state[2] + CLOSE):
        if not best_play(game, layout, share, elimination, work, halted, values, after, warm):
            return 0
        mixed_start(layout[5], values, own)
        state[1] = share
        state[2] = follow_share(game, layout, share, elimination, work, halted, values, after, lines)
        same = warm and same_play(halted, held, layout[5])
    else:
        same = True
    for k in range(own.size):
        worth[k] = own[k] + (share - state[1]) * lines[k]
    if same:
        return 3
    state[0] = 1.0
    for b in range(BLOCKS):
        for k in range(own.size):
            held[b, k] = halted[b, k]
    return 2


@inner
def new_room(points):  # type: ignore[no-untyped-def]
    """Working arrays of one thread, two plays, values, the same a month before; at the start: values, slopes, worth.

    The first: padded vector, two vectors, zeros, two by block, one by part, flags by block.
    """
    by_block = (np.empty((BLOCKS, points)), np.empty((BLOCKS, points)))
    work = (
        np.empty(3 * points),
        np.empty(points),
        np.empty(points),
        level(points, 0.0),
        by_block[0],
        by_block[1],
        np.empty((PARTS, points)),
        np.zeros(BLOCKS, np.bool_),
    )
    return (
        work,
        np.zeros((BLOCKS, points), np.bool_),
        np.zeros((BLOCKS, points), np.bool_),
        np.empty((BLOCKS, points)),
        np.empty((BLOCKS, points)),
        np.empty(points),
        np.empty(points),
        np.empty(points),
    )


@inner
def new_starts(powers, points):  # type: ignore[no-untyped-def]
    """Room for the starts of a family."""
    known = np.zeros(powers, np.bool_)
    return np.empty((powers, points)), np.empty((powers, 2), np.int64), known, np.empty(2 * points - 1)


@quick
def worth_at_start(game, share, power, place, own):  # type: ignore[no-untyped-def]
    """What signing is worth to A from a start, and whether it attacks at once."""
    row, low, high = place
    go_on = (1 - game[DISC_A]) * share + game[DISC_A] * over(row, low, high, own)
    at_once = attack_value(game, power, game[CREDIBILITY])
    return (at_once, True) if at_once > go_on + TIE else (go_on, False)


@outer
def solve_families(games, points, edges, order, share, start, powers, discounts, months, out):  # type: ignore[no-untyped-def]
    """Value to A, survival and three numbers per patience of every package, in ``out`` (m, 2 + 3 k).

    Family n has the packages ``order[edges[n]:edges[n + 1]]``, equal shares side by side; ``powers[start]`` is
    the power at signature. Survival is -1 where a policy iteration did not settle.
    """
    parties = discounts.size
    elimination = new_elimination(1 + parties, points)
    room, starts = new_room(points), new_starts(powers.size, points)
    memo, lasting, past = new_memo(parties, points), new_lasting(months, points), level(5 + BLOCKS, np.nan)
    terms, kept = np.empty((parties, PARTS, points)), np.empty(points)
    state = np.zeros(3)
    for n in range(games.shape[0]):
        game, layout = next_family(games, n, points, elimination, starts, memo, lasting, past)
        at = edges[n]
        state[0] = 0.0
        while at < edges[n + 1]:
            end = next_share(order, share, at, edges[n + 1])
            x = share[order[at]]
            found = find_play(game, layout, x, elimination, room, state)
            if found == 2:
                for p in range(parties):
                    terms_of_play(discounts[p], p, layout, room[2], elimination, room[0], memo, terms[p])
                kept_for(layout, room[2], room[0], lasting, kept)
            for step in range(at, end):
                i = order[step]
                fill(out[i], 0.0)
                if found < 2:
                    out[i, 0], out[i, 1] = x, 1.0 if found == 1 else -1.0
                    continue
                power = powers[start[i]]
                low, high = find_start(game, start[i], power, starts)
                row, place = starts[0][start[i]], (starts[0][start[i]], low, high)
                out[i, 0], now = worth_at_start(game, x, power, place, room[7])
                out[i, 1] = 0.0 if now else over(row, low, high, kept)
                for p in range(parties):
                    if now:
                        out[i, 2 + PARTS * p], out[i, 3 + PARTS * p] = (
                            1.0,
                            power_met(game, power, game[CREDIBILITY]),
                        )
                        continue
                    for part in range(PARTS):
                        out[i, 2 + PARTS * p + part] = over(row, low, high, terms[p, part])
            at = end


@quick
def consent(i, p, terms, signers, family):  # type: ignore[no-untyped-def]
    """Chance that party p signs package i, its accounts mixed; ``terms``: the three numbers at its patience."""
    utility, least, refusal, _needed, edges, weights, war, cuts, _own = signers
    chance, power, alone = terms
    total = 0.0
    for s in range(edges[p], edges[p + 1]):
        line = war[cuts[family], s]
        worth = utility[i, s] * (1.0 - chance) + line[0] * chance + line[1] * power + line[2] * alone
        if worth >= least[refusal[i], s]:
            total += weights[s]
    return total


@quick
def powers_met(layout, share, met_between):  # type: ignore[no-untyped-def]
    """Least and greatest power that an attack may meet at a share: complying for ever is worth the share everywhere."""
    _weights, _ends, _row, met, yields, chain = layout
    met_between[0], met_between[1] = np.inf, -np.inf
    for b in range(BLOCKS):
        if can_be(chain, b):
            for k in range(met.shape[1]):
                if yields[b, k] > share - CLOSE:
                    met_between[0] = min(met_between[0], met[b, k])
                    met_between[1] = max(met_between[1], met[b, k])


@quick
def may_sign(i, p, family, chance, met_between, signers):  # type: ignore[no-untyped-def]
    """Whether party p could sign package i if a break is at least as likely as ``chance``, in its discounted terms."""
    utility, least, refusal, _needed, edges, _weights, war, cuts, _own = signers
    for s in range(edges[p], edges[p + 1]):
        line = war[cuts[family], s]
        after = line[0] + max(line[1] * met_between[0], line[1] * met_between[1]) + max(0.0, line[2])
        paper = utility[i, s]
        if max(after, paper + chance * (after - paper)) >= least[refusal[i], s] - CLOSE:
            return True
    return False


@quick
def has_hope(i, family, start, hopes, met_between, signers):  # type: ignore[no-untyped-def]
    """Whether a package of a lower share may still be signed, by what is known of its start at higher ones."""
    refused, chances = hopes
    if refused[start, signers[2][i]]:
        return False
    for p in range(chances.shape[0]):
        known = chances[p, start] > 0.0 and signers[3][i, p]
        if known and not may_sign(i, p, family, chances[p, start], met_between, signers):
            return False
    return True


@quick
def some_hope(order, at, end, family, start, hopes, met_between, signers):  # type: ignore[no-untyped-def]
    """Whether any package of a share may be signed."""
    for step in range(at, end):
        i = order[step]
        if has_hope(i, family, start[i], hopes, met_between, signers):
            return True
    return False


@quick
def no_more_hope(hopes, start, row, at_once):  # type: ignore[no-untyped-def]
    """Note that A refuses from this start, whatever the refusal costs if it would attack at once, at all lower shares."""
    refused = hopes[0]
    refused[start, row] = True
    if at_once:
        for other in range(refused.shape[1]):
            refused[start, other] = True


@quick
def powers_met_in_play(layout, halted, place, between):  # type: ignore[no-untyped-def]
    """Least and greatest power that an attack may meet in a play from a start: one step from where A complies."""
    _weights, ends, _row, met, _yields, chain = layout
    _start, low, high = place
    points = met.shape[1]
    first, last = low, high - 1  # from the start, and one step from a free state of any block
    for b in range(BLOCKS):
        for k in range(points):
            if can_be(chain, b) and not halted[b, k]:
                first, last = min(first, k + min(ends[0], 0)), max(last, k + max(ends[1], 0))
    between[0], between[1] = np.inf, -np.inf
    for b in range(BLOCKS):
        for k in range(max(first, 0), min(last, points - 1) + 1):
            if can_be(chain, b) and halted[b, k]:
                between[0], between[1] = min(between[0], met[b, k]), max(between[1], met[b, k])
    if between[0] > between[1]:  # none: the chance of a break is 0
        between[0] = between[1] = 0.0


@quick
def sure_consent(i, p, family, chance, power, met_between, signers):  # type: ignore[no-untyped-def]
    """As ``consent`` from the chance of a break seen by another party; -1 where that does not decide.

    ``power``: logarithm of p's discount factor over the other party's. By Jensen's inequality p's discounted
    chance lies between the other's and its power.
    """
    utility, least, refusal, _needed, edges, weights, war, cuts, _own = signers
    one, two = chance, max(chance, 0.0) ** power
    total = 0.0
    for s in range(edges[p], edges[p + 1]):
        line = war[cuts[family], s]
        paper, wanted = utility[i, s], least[refusal[i], s]
        worst = line[0] + min(line[1] * met_between[0], line[1] * met_between[1]) + min(0.0, line[2]) - paper
        best = line[0] + max(line[1] * met_between[0], line[1] * met_between[1]) + max(0.0, line[2]) - paper
        if paper + min(one * worst, two * worst) >= wanted + CLOSE:
            total += weights[s]
        elif paper + max(one * best, two * best) >= wanted - CLOSE:
            return -1.0
    return total


@quick
def consent_in_play(i, p, family, place, discounts, play, terms, known, signers):  # type: ignore[no-untyped-def]
    """Chance that party p signs package i and the discounted chance of a break that it sees."""
    layout, elimination, room, memo = play
    row, low, high = place
    held = terms[p]
    if not known[p]:
        terms_of_play(discounts[p], p, layout, room[2], elimination, room[0], memo, held)
        known[p] = True
    chance = over(row, low, high, held[0])
    three = (chance, over(row, low, high, held[1]), over(row, low, high, held[2]))
    return consent(i, p, three, signers, family), chance


@quick
def all_sign(i, family, quiet, place, start, discounts, play, terms, known, signers, hopes, between):  # type: ignore[no-untyped-def]
    """Chance that all needed parties sign package i; each patience of a play is worked out when first asked for."""
    product, seen, seen_by, measured = 1.0, -1.0, 0, False
    for p in range(discounts.size):
        if not signers[3][i, p]:
            continue
        if quiet:
            signs = consent(i, p, (0.0, 0.0, 0.0), signers, family)
        else:
            signs = -1.0
            if seen >= 0.0 and not known[p]:
                if not measured:
                    powers_met_in_play(play[0], play[2][2], place, between)
                    measured = True
                ratio = math.log(discounts[p]) / math.log(discounts[seen_by])
                signs = sure_consent(i, p, family, seen, ratio, between, signers)
            if signs < 0.0:
                signs, chance = consent_in_play(i, p, family, place, discounts, play, terms, known, signers)
                hopes[1][p, start] = max(hopes[1][p, start], chance)
                if seen < 0.0:
                    seen, seen_by = chance, p
        product *= signs
        if product == 0.0:
            break
    return product


@quick
def walk_family(game, layout, n, packages, discounts, signers, kept_work, notes, out):  # type: ignore[no-untyped-def]
    """The packages of one family, by falling share; see ``signed_and_kept``."""
    order, edges, share, start, powers = packages
    elimination, room, starts, memo, lasting = kept_work
    state, terms, kept, known, hopes, met_between, between = notes
    parties, at = discounts.size, edges[n]
    play = (layout, elimination, room, memo)
    state[0] = 0.0
    for k in range(powers.size):
        fill(hopes[0][k], False)
    for p in range(parties):
        fill(hopes[1][p], 0.0)
    while at < edges[n + 1]:
        end, x = next_share(order, share, at, edges[n + 1]), share[order[at]]
        powers_met(layout, x, met_between)
        found = 0
        if some_hope(order, at, end, n, start, hopes, met_between, signers):
            found = find_play(game, layout, x, elimination, room, state)
            if found == 0:
                out[order[at]] = np.nan
        if found == 2:
            fill(known, False)
        for step in range(at, end if found else at):
            i = order[step]
            if not has_hope(i, n, start[i], hopes, met_between, signers):
                continue
            low, high = find_start(game, start[i], powers[start[i]], starts)
            place = (starts[0][start[i]], low, high)
            worth, now = x, False
            if found > 1:
                worth, now = worth_at_start(game, x, powers[start[i]], place, room[7])
            if now or worth < signers[8][signers[2][i]]:
                no_more_hope(hopes, start[i], signers[2][i], now)
                continue
            out[i] = all_sign(
                i, n, found == 1, place, start[i], discounts, play, terms, known, signers, hopes, between
            )
            if out[i] > 0.0 and found > 1:
                if not known[parties]:
                    kept_for(layout, room[2], room[0], lasting, kept)
                    known[parties] = True
                out[i] *= over(place[0], low, high, kept)
        at = end


@outer
def signed_and_kept(games, points, edges, order, share, start, powers, discounts, months, signers, out):  # type: ignore[no-untyped-def]
    """Chance that everybody needed signs and A does not attack within ``months``, in ``out`` (m,); nan if unsettled.

    As ``solve_families``, but nothing is worked out for packages that somebody rejects: A that refuses or
    attacks at once does so at all lower shares, and a break then is at least as likely. ``signers``:
    utilities (m, s) of stances, least values (r, s) with the row of each package (m,), needed (m, k), where each
    party's stances begin (k + 1,), their weights (s,), war lines and what the end of support changes (c, s, 3),
    the row of each family there (n,), the least value to A (r,).
    """
    parties = discounts.size
    elimination, room, starts = (
        new_elimination(1 + parties, points),
        new_room(points),
        new_starts(powers.size, points),
    )
    memo, lasting, past = new_memo(parties, points), new_lasting(months, points), level(5 + BLOCKS, np.nan)
    hopes = np.empty((powers.size, signers[8].size), np.bool_), np.empty((parties, powers.size))
    terms, kept = np.empty((parties, PARTS, points)), np.empty(points)
    known = np.zeros(parties + 1, np.bool_)  # the last: survival
    notes = (np.zeros(3), terms, kept, known, hopes, np.empty(2), np.empty(2))
    packages, kept_work = (order, edges, share, start, powers), (elimination, room, starts, memo, lasting)
    for n in range(games.shape[0]):
        game, layout = next_family(games, n, points, elimination, starts, memo, lasting, past)
        walk_family(game, layout, n, packages, discounts, signers, kept_work, notes, out)
