"""Compiled: settlements that differ in the share and in the power at signature only, solved together.

Nothing that follows a month after signature depends on the power at signature, so one solution per share
serves every start. The elimination is kept from share to share and brought up to date from the first row
whose past has changed: where A attacks above some power (nearly always), every row is worked out once for all
shares. This file calls ``_kernels``: after a change there, touch this file too, or the compiled cache keeps
the old loops. Functions that call one another stay in one file, which is why it is longer than others.
"""

from __future__ import annotations

import numpy as np

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
    mix_below,
    outer,
    power_met,
    spread_back,
    start_row,
    take,
)

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


@inner
def last_free(halted):  # type: ignore[no-untyped-def]
    """The last state that is not halted; -1 if all are."""
    k = halted.size - 1
    while k >= 0 and halted[k]:
        k -= 1
    return k


@inner
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


@inner
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


@inner
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


@inner
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


@inner
def best_play(game, layout, share, elimination, pad, halted, values, after, warm):  # type: ignore[no-untyped-def]
    """A's best months to attack at a share, lowest block first; fills ``halted``, values and those a month before.

    ``warm``: begin with the play in ``halted``. Where that ends within ``CLOSE`` of a tie the block is done again
    from the first guess of ``_kernels.best_stopping``, so ties are broken as there.
    """
    _weights, _ends, _row, _met, yields, chain = layout
    flow = np.empty(halted.shape[1])
    for b in ORDER:
        if not can_be(chain, b):
            continue
        mix_below(chain, b, game[DISC_A], after, flow)
        for k in range(flow.size):
            flow[k] += (1 - game[DISC_A]) * share
        gap = 0.0
        if warm:
            gap = best_in_block(game, layout, b, flow, elimination, pad, halted[b], values[b], after[b])
        if gap < CLOSE:
            for k in range(flow.size):
                halted[b, k] = yields[b, k] > share + 1e-13
            gap = best_in_block(game, layout, b, flow, elimination, pad, halted[b], values[b], after[b])
        if gap < 0.0:
            return False
    return True


@inner
def best_in_block(game, layout, b, flow, elimination, pad, halted, values, after):  # type: ignore[no-untyped-def]
    """Policy iteration within one block; the old action is kept on a tie.

    Returns the least distance of a state from being indifferent, -1 if it did not settle.
    """
    weights, ends, _row, _met, yields, chain = layout
    keep = game[DISC_A] * chain[b, b]
    for _ in range(4 * flow.size + 20):
        bring_up_to_date(elimination, 0, b, halted, layout, keep)
        substitute(elimination[0][0, b], halted, yields[b], flow, ends, values)
        spread_back(values, weights, ends[0], ends[1], pad, after)
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


@inner
def follow_share(game, layout, share, elimination, pad, halted, values, after, lines):  # type: ignore[no-untyped-def]
    """How A's values change with the share while the play stays: fills ``lines[0]`` at the start; returns the least such share.

    As the share falls, states turn from complying to attacking and never back.
    """
    weights, ends, _row, _met, yields, chain = layout
    points = halted.shape[1]
    discount, lowest = game[DISC_A], -np.inf
    slopes, onward = np.empty((BLOCKS, points)), np.empty((BLOCKS, points))
    nothing, flow, worth = np.zeros(points), np.empty(points), np.empty(points)
    for b in ORDER:
        if not can_be(chain, b):
            continue
        keep = discount * chain[b, b]
        mix_below(chain, b, discount, onward, flow)
        mix_below(chain, b, discount, after, worth)
        for k in range(points):
            flow[k] += 1 - discount
        substitute(elimination[0][0, b], halted[b], nothing, flow, ends, slopes[b])
        spread_back(slopes[b], weights, ends[0], ends[1], pad, onward[b])
        for k in range(points):
            if not halted[b, k]:
                slope = flow[k] + keep * onward[b, k]
                more = worth[k] + (1 - discount) * share + keep * after[b, k] - yields[b, k]
                lowest = max(lowest, share - more / slope)
    mixed_start(chain, slopes, lines)
    return lowest


@inner
def terms_of_play(discount, who, layout, halted, elimination, pad, before, start):  # type: ignore[no-untyped-def]
    """The three numbers of a break for one patience, a month before each state, all blocks; fills ``start`` (3, points).

    ``start`` is what the month after signature leads to, mixed over the blocks. ``before`` is scratch.
    """
    weights, ends, _row, met, _yields, chain = layout
    points = halted.shape[1]
    values = np.empty((PARTS, points))
    for part in range(PARTS):
        fill(start[part], 0.0)
    for b in ORDER:
        if not can_be(chain, b):
            continue
        alone = 1.0 if b >= LAPSED_ALONE else 0.0
        keep = discount * chain[b, b]
        bring_up_to_date(elimination, who, b, halted[b], layout, keep)
        for part in range(PARTS):
            mix_below(chain, b, discount, before[part], values[part])
        for k in range(points):
            if halted[b, k]:
                values[0, k], values[1, k], values[2, k] = 1.0, met[b, k], alone
        substitute_three(elimination[0][who, b], halted[b], ends, values)
        for part in range(PARTS):
            if b != IN_FORCE:
                spread_back(values[part], weights, ends[0], ends[1], pad, before[part, b])
            for k in range(points):
                start[part, k] += discount * chain[IN_FORCE, b] * values[part, k]


@inner
def kept_for(months, layout, halted, pad, start):  # type: ignore[no-untyped-def]
    """Chance of no attack within ``months``, a month after signature by state, mixed over the blocks; fills ``start``."""
    weights, ends, _row, _met, _yields, chain = layout
    points = halted.shape[1]
    alive, mixed = np.zeros((BLOCKS, points)), np.empty(points)
    for b in range(BLOCKS):
        for k in range(points):
            alive[b, k] = 0.0 if halted[b, k] else 1.0
    for _ in range(months - 1):
        for place in range(BLOCKS - 1, -1, -1):
            b = ORDER[place]
            if not can_be(chain, b) or last_free(halted[b]) < 0:
                continue
            mix_below(chain, b, 1.0, alive, mixed)
            for k in range(points):
                mixed[k] += chain[b, b] * alive[b, k]
            spread_back(mixed, weights, ends[0], ends[1], pad, alive[b])
            for k in range(points):
                if halted[b, k]:
                    alive[b, k] = 0.0
    fill(start, 0.0)
    for b in range(BLOCKS):
        if can_be(chain, b):
            for k in range(points):
                start[k] += chain[IN_FORCE, b] * alive[b, k]


@inner
def never_tempted(layout, share):  # type: ignore[no-untyped-def]
    """Whether no state that can come is worth an attack."""
    yields, chain = layout[4], layout[5]
    for b in range(BLOCKS):
        if can_be(chain, b):
            for k in range(yields.shape[1]):
                if yields[b, k] > share + TIE:
                    return False
    return True


@inner
def same_play(halted, before, chain):  # type: ignore[no-untyped-def]
    """Whether two plays attack at the same states of the blocks that can come."""
    for b in range(BLOCKS):
        if can_be(chain, b):
            for k in range(halted.shape[1]):
                if halted[b, k] != before[b, k]:
                    return False
    return True


@inner
def over(row, low, high, vector):  # type: ignore[no-untyped-def]
    """Expected value over the states that a start leads to."""
    total = 0.0
    for k in range(low, high):
        total += row[k] * vector[k]
    return total


@inner
def find_start(game, start, power, starts):  # type: ignore[no-untyped-def]
    """Where a power at signature leads to: its row of ``starts`` (worked out once per family) and what that spans."""
    rows, spans, known = starts
    if not known[start]:
        points = rows.shape[1]
        cell = (game[P_MAX] - game[P_MIN]) / (points - 1)
        weights = np.empty(2 * points - 1)
        start_row((power - game[P_MIN]) / cell, game[DRIFT] / cell, game[SHOCK] / cell, weights, rows[start])
        low, high = 0, points
        while low < points - 1 and rows[start, low] == 0.0:
            low += 1
        while high > 1 and rows[start, high - 1] == 0.0:
            high -= 1
        spans[start, 0], spans[start, 1], known[start] = low, high, True
    return rows[start], spans[start, 0], spans[start, 1]


@inner
def new_family(games, n, points, elimination, known):  # type: ignore[no-untyped-def]
    """The next family: its game and layout; nothing is known of it yet."""
    rows = elimination[3]
    for who in range(rows.shape[0]):
        for b in range(BLOCKS):
            rows[who, b] = 0
    fill(known, False)
    game = take(games, n)
    return game, lay_out(game, points)


@inner
def mixed_start(chain, values, out):  # type: ignore[no-untyped-def]
    """Values a month after signature by state, mixed over the blocks."""
    fill(out, 0.0)
    for b in range(BLOCKS):
        if can_be(chain, b):
            for k in range(out.size):
                out[k] += chain[IN_FORCE, b] * values[b, k]


@inner
def next_share(order, share, at, stop):  # type: ignore[no-untyped-def]
    """Where the packages of the present share end."""
    end = at + 1
    while end < stop and share[order[end]] == share[order[at]]:
        end += 1
    return end


@inner
def find_play(game, layout, share, elimination, room, state):  # type: ignore[no-untyped-def]
    """A's best play at a share that is not above the one before, and what it is worth at the start.

    Returns 0 if it did not settle, 1 if A never attacks, 2 if the play is new, 3 if it is the one before.
    ``state``: whether there is a play, the share it was found at, the least share at which it is the best one.
    """
    pad, halted, held, values, after, own, lines, worth = room
    if never_tempted(layout, share):
        return 1
    warm = state[0] > 0.0
    if not (warm and share > state[2] + CLOSE):
        if not best_play(game, layout, share, elimination, pad, halted, values, after, warm):
            return 0
        mixed_start(layout[5], values, own)
        state[1] = share
        state[2] = follow_share(game, layout, share, elimination, pad, halted, values, after, lines)
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
    """Working arrays of one thread: padded vector, two plays, values, the same a month before; at the start, slopes, worth."""
    return (
        np.empty(3 * points),
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
    return np.empty((powers, points)), np.empty((powers, 2), np.int64), np.zeros(powers, np.bool_)


@inner
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
    before, terms, kept = (
        np.empty((PARTS, BLOCKS, points)),
        np.empty((parties, PARTS, points)),
        np.empty(points),
    )
    state = np.zeros(3)
    for n in range(games.shape[0]):
        game, layout = new_family(games, n, points, elimination, starts[2])
        at = edges[n]
        state[0] = 0.0
        while at < edges[n + 1]:
            end = next_share(order, share, at, edges[n + 1])
            x = share[order[at]]
            found = find_play(game, layout, x, elimination, room, state)
            if found == 2:
                for p in range(parties):
                    terms_of_play(
                        discounts[p], 1 + p, layout, room[2], elimination, room[0], before, terms[p]
                    )
                kept_for(months, layout, room[2], room[0], kept)
            for place in range(at, end):
                i = order[place]
                fill(out[i], 0.0)
                if found < 2:
                    out[i, 0], out[i, 1] = x, 1.0 if found == 1 else -1.0
                    continue
                power = powers[start[i]]
                place = find_start(game, start[i], power, starts)
                row, low, high = place
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


@inner
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


@inner
def all_sign(i, family, quiet, place, discounts, play, terms, known, signers):  # type: ignore[no-untyped-def]
    """Chance that all needed parties sign package i; each patience of a play is worked out when first asked for."""
    layout, elimination, room, before = play
    row, low, high = place
    needed = signers[3]
    product = 1.0
    for p in range(discounts.size):
        if not needed[i, p]:
            continue
        three = (0.0, 0.0, 0.0)
        if not quiet:
            held = terms[p]
            if not known[p]:
                terms_of_play(discounts[p], 1 + p, layout, room[2], elimination, room[0], before, held)
                known[p] = True
            three = (
                over(row, low, high, held[0]),
                over(row, low, high, held[1]),
                over(row, low, high, held[2]),
            )
        product *= consent(i, p, three, signers, family)
        if product == 0.0:
            break
    return product


@outer
def signed_and_kept(games, points, edges, order, share, start, powers, discounts, months, signers, out):  # type: ignore[no-untyped-def]
    """Chance that everybody needed signs and A does not attack within ``months``, in ``out`` (m,); nan if unsettled.

    As ``solve_families``, but nothing is worked out for packages that somebody before rejects. ``signers``:
    utilities (m, s) of stances, least values (r, s) with the row of each package (m,), needed (m, k), where each
    party's stances begin (k + 1,), their weights (s,), war lines and what the end of support changes (c, s, 3),
    the row of each family there (n,), the least value to A (r,).
    """
    parties = discounts.size
    elimination = new_elimination(1 + parties, points)
    room, starts, state = new_room(points), new_starts(powers.size, points), np.zeros(3)
    before, terms, kept = (
        np.empty((PARTS, BLOCKS, points)),
        np.empty((parties, PARTS, points)),
        np.empty(points),
    )
    known = np.zeros(parties + 1, np.bool_)  # the last: survival
    for n in range(games.shape[0]):
        game, layout = new_family(games, n, points, elimination, starts[2])
        play = (layout, elimination, room, before)
        at = edges[n]
        state[0] = 0.0
        while at < edges[n + 1]:
            end = next_share(order, share, at, edges[n + 1])
            x = share[order[at]]
            found = find_play(game, layout, x, elimination, room, state)
            if found == 2:
                fill(known, False)
            for step in range(at, end):
                i = order[step]
                out[i] = 0.0 if found else np.nan
                place = find_start(game, start[i], powers[start[i]], starts)
                worth, now = x, False
                if found > 1:
                    worth, now = worth_at_start(game, x, powers[start[i]], place, room[7])
                if now or worth < signers[8][signers[2][i]]:
                    continue
                signed = all_sign(i, n, found == 1, place, discounts, play, terms, known, signers)
                if signed > 0.0 and found > 1:
                    if not known[parties]:
                        kept_for(months, layout, room[2], room[0], kept)
                        known[parties] = True
                    signed *= over(place[0], place[1], place[2], kept)
                out[i] = out[i] + signed
            at = end
