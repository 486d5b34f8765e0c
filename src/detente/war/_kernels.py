"""Compiled inner loops of the settlement game: one game at a time, no Python objects, no lock held.

Everything here works on one row of packed parameters (the column numbers are below). Power lives on a
uniform grid, so moving it is a short convolution: mass beyond an end is put on the end, which is the same
as extending a value beyond the ends by a constant. Linear systems are solved by elimination that only
adds (off-diagonal parts and row sums are carried, never the difference), so very long expected times do
not lose their digits. All functions that call one another stay in this file: the compiled cache looks at
the time stamp of one file only, which is also why this file is longer than others.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

# Columns of the packed games.
(POWER, DRIFT, SHOCK, P_MIN, P_MAX, SHARE_A, SHARE_B, DISC_A, DISC_B, WA0, WA1, WB0, WB1) = range(13)
(MONITORING, CREDIBILITY, SCALE, PENALTY, SURPRISE, LAPSE, LATE) = range(13, 20)
(SUPPORT_ENDS, CHANGE_A, CHANGE_B) = range(20, 23)
COLUMNS = 23

# Blocks of states: what is still there besides power. A play starts IN_FORCE and moves down ORDER, never up.
(LAPSED, IN_FORCE, LAPSED_ALONE, IN_FORCE_ALONE) = range(4)  # alone: outside support has ended
BLOCKS = 4
ORDER = (LAPSED_ALONE, IN_FORCE_ALONE, LAPSED, IN_FORCE)

# Columns of the scalar results.
(VALUE_A, VALUE_B, MONTHS, ATTACK_NOW, THRESHOLD, THRESHOLD_LAPSED, NEVER, NEEDED, CONVERGED) = range(9)
THRESHOLD_ALONE = 9
RESULTS = 10

TIE = 1e-11
SPREAD = 7.5  # standard deviations kept: what lies beyond has a chance below 1e-13
_SQRT_HALF = math.sqrt(0.5)

_WRAPPERS: Any = {
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}  # not callable from Python: quicker to compile
inner = njit(cache=True, nogil=True, error_model="numpy", **_WRAPPERS)
outer = njit(cache=True, nogil=True, error_model="numpy")


# Small loops instead of array expressions: each array expression costs a compilation of its own.


@inner
def fill(array, value):  # type: ignore[no-untyped-def]
    """Set every entry of a vector."""
    for k in range(array.size):
        array[k] = value


@inner
def level(points, value):  # type: ignore[no-untyped-def]
    """A vector with the same number throughout."""
    array = np.empty(points)
    fill(array, value)
    return array


@inner
def no_flags(points):  # type: ignore[no-untyped-def]
    """A vector of flags, all down."""
    array = np.empty(points, np.bool_)
    fill(array, False)
    return array


@inner
def meet(first, second):  # type: ignore[no-untyped-def]
    """Whether two vectors of flags are up at the same place."""
    for k in range(first.size):  # noqa: SIM110  (compiled: no generators)
        if first[k] and second[k]:
            return True
    return False


@inner
def take(games, n):  # type: ignore[no-untyped-def]
    """A copy of one row; a guarantee that never acts cannot lapse."""
    game = np.empty(COLUMNS)
    for k in range(COLUMNS):
        game[k] = games[n, k]
    if game[CREDIBILITY] == 0.0:
        game[LAPSE] = 0.0
    return game


@inner
def normal_between(low, high):  # type: ignore[no-untyped-def]
    """Chance that a standard normal lies between the two; accurate in both tails."""
    if low > 0.0:
        return 0.5 * (math.erfc(low * _SQRT_HALF) - math.erfc(high * _SQRT_HALF))
    return 0.5 * (math.erfc(-high * _SQRT_HALF) - math.erfc(-low * _SQRT_HALF))


@inner
def step_weights(mean, spread, reach, weights):  # type: ignore[no-untyped-def]
    """Chances of moving by o cells, in ``weights[o + reach]``; returns the first and last o with a chance.

    ``mean`` and ``spread`` are in cells. Wide shocks: normal over cells. Narrow ones (below half a cell):
    three points with the right mean and variance, or, where no such three exist, two with the right mean.
    """
    fill(weights, 0.0)
    if spread >= 0.5:
        first = max(-reach, math.floor(mean - SPREAD * spread))
        last = max(first, min(reach, math.ceil(mean + SPREAD * spread)))
        if first > reach:
            first = last = reach
        for o in range(first, last + 1):
            low = -40.0 if o == first else (o - 0.5 - mean) / spread
            high = 40.0 if o == last else (o + 0.5 - mean) / spread
            weights[o + reach] = normal_between(low, high)
        return first, last
    variance = spread * spread
    nearest = math.floor(mean + 0.5)
    off = mean - nearest
    if variance < 1e-24 or variance + off * off < abs(off):
        nearest = math.floor(mean + 1e-9)
        off = min(max(mean - nearest, 0.0), 1.0)
        off = 0.0 if off < 1e-9 else off
        up, down = off, 0.0
    else:
        up, down = 0.5 * (variance + off * off + off), 0.5 * (variance + off * off - off)
    first, last = reach, -reach
    for o, chance in ((nearest - 1, down), (nearest, 1.0 - up - down), (nearest + 1, up)):
        if chance > 0.0:
            at = min(max(o, -reach), reach)
            weights[at + reach] += chance
            first, last = min(first, at), max(last, at)
    return first, last


@inner
def start_row(position, mean, spread, weights, row):  # type: ignore[no-untyped-def]
    """Where a power that may lie between grid points is a month later: chances over the grid."""
    points = row.size
    reach = (weights.size - 1) // 2
    base = math.floor(position + 0.5)
    first, last = step_weights(mean + (position - base), spread, reach, weights)
    fill(row, 0.0)
    for o in range(first, last + 1):
        row[min(max(base + o, 0), points - 1)] += weights[o + reach]


@inner
def spread_back(values, weights, first, last, pad, out):  # type: ignore[no-untyped-def]
    """Expected value a month later, from every grid point."""
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
    while o + 3 <= last:  # four at a time: fewer trips to memory
        a, b, c, d = (
            weights[o + reach],
            weights[o + reach + 1],
            weights[o + reach + 2],
            weights[o + reach + 3],
        )
        near = pad[reach + o : reach + o + points + 3]
        for k in range(points):
            out[k] += (a * near[k] + b * near[k + 1]) + (c * near[k + 2] + d * near[k + 3])
        o += 4
    while o <= last:
        a = weights[o + reach]
        near = pad[reach + o : reach + o + points]
        for k in range(points):
            out[k] += a * near[k]
        o += 1


@inner
def factor(halted, weights, first, last, keep, work, excess):  # type: ignore[no-untyped-def]
    """Eliminate ``y = rhs + keep * P y`` on the states that are not halted; only additions.

    ``work`` holds the matrix of the free states (in their order) and gets multipliers below the diagonal,
    pivots on it and the upper part above; ``excess`` (length points) is scratch.
    """
    points = halted.size
    reach = points - 1
    place = np.empty(points, np.int64)
    size = 0
    for k in range(points):
        place[k] = -1
        if not halted[k]:
            place[k] = size
            size += 1
    below, above = max(0, -first), max(0, last)
    for k in range(points):
        i = place[k]
        if i < 0:
            continue
        for j in range(max(0, i - below), min(size, i + above + 1)):
            work[i, j] = 0.0
        excess[i] = 1.0 - keep
        for o in range(first, last + 1):
            j = place[min(max(k + o, 0), reach)]
            if j < 0:
                excess[i] += keep * weights[o + reach]
            else:
                work[i, j] += keep * weights[o + reach]
    for k in range(size):
        end = min(size, k + above + 1)
        pivot = excess[k]
        for j in range(k + 1, end):
            pivot += work[k, j]
        work[k, k] = pivot
        for i in range(k + 1, min(size, k + below + 1)):
            ratio = work[i, k] / pivot
            work[i, k] = ratio
            excess[i] += ratio * excess[k]
            for j in range(k + 1, end):
                work[i, j] += ratio * work[k, j]


@inner
def back_solve(halted, work, below, above, rhs, out):  # type: ignore[no-untyped-def]
    """Solve with what ``factor`` left; ``rhs`` and ``out`` run over all states, halted ones untouched."""
    points = halted.size
    y = np.empty(points)
    size = 0
    for k in range(points):
        if not halted[k]:
            y[size] = rhs[k]
            size += 1
    for i in range(size):
        total = y[i]
        for j in range(max(0, i - below), i):
            total += work[i, j] * y[j]
        y[i] = total
    for i in range(size - 1, -1, -1):
        total = y[i]
        for j in range(i + 1, min(size, i + above + 1)):
            total += work[i, j] * y[j]
        y[i] = total / work[i, i]
    i = 0
    for k in range(points):
        if not halted[k]:
            out[k] = y[i]
            i += 1


@inner
def stopped_value(halted, at_stop, flow, keep, weights, ends, scratch, out):  # type: ignore[no-untyped-def]
    """Value of ``at_stop`` where halted, else ``flow`` and ``keep`` times what comes; after ``factor``."""
    work, pad, rhs, bound = scratch
    first, last = ends
    for k in range(halted.size):
        bound[k] = at_stop[k] if halted[k] else 0.0
    spread_back(bound, weights, first, last, pad, rhs)
    for k in range(halted.size):
        rhs[k] = flow[k] + keep * rhs[k]
        out[k] = bound[k]
    back_solve(halted, work, max(0, -first), max(0, last), rhs, out)


@inner
def solve_three(halted, work, below, above, flows, out):  # type: ignore[no-untyped-def]
    """As ``back_solve`` for three right-hand sides at once (``flows``, used up), which costs little more than one."""
    points = halted.size
    size = 0
    for k in range(points):
        if not halted[k]:
            for part in range(3):
                flows[part, size] = flows[part, k]
            size += 1
    for i in range(size):
        a, b, c = flows[0, i], flows[1, i], flows[2, i]
        for j in range(max(0, i - below), i):
            ratio = work[i, j]
            a += ratio * flows[0, j]
            b += ratio * flows[1, j]
            c += ratio * flows[2, j]
        flows[0, i], flows[1, i], flows[2, i] = a, b, c
    for i in range(size - 1, -1, -1):
        a, b, c = flows[0, i], flows[1, i], flows[2, i]
        for j in range(i + 1, min(size, i + above + 1)):
            part_ = work[i, j]
            a += part_ * flows[0, j]
            b += part_ * flows[1, j]
            c += part_ * flows[2, j]
        pivot = work[i, i]
        flows[0, i], flows[1, i], flows[2, i] = a / pivot, b / pivot, c / pivot
    i = 0
    for k in range(points):
        if not halted[k]:
            for part in range(3):
                out[part, k] = flows[part, i]
            i += 1


@inner
def best_stopping(at_stop, flow, keep, hold, weights, ends, scratch, halted, out):  # type: ignore[no-untyped-def]
    """Policy iteration for A's best months to attack; the old action is kept on a tie. True if it settled."""
    points = at_stop.size
    after = np.empty(points)
    excess = np.empty(points)
    for k in range(points):
        halted[k] = at_stop[k] > hold + 1e-13
    for _ in range(4 * points + 20):
        factor(halted, weights, ends[0], ends[1], keep, scratch[0], excess)
        stopped_value(halted, at_stop, flow, keep, weights, ends, scratch, out)
        spread_back(out, weights, ends[0], ends[1], scratch[1], after)
        changed = False
        for k in range(points):
            go_on = flow[k] + keep * after[k]
            if halted[k] and at_stop[k] < go_on - TIE:
                halted[k] = False
                changed = True
            elif not halted[k] and at_stop[k] > go_on + TIE:
                halted[k] = True
                changed = True
        if not changed:
            return True
    return False


@inner
def power_met(game, p, credibility):  # type: ignore[no-untyped-def]
    """The expected power (clipped as the war value clips it) that an attack at power ``p`` meets."""
    seen, late = game[MONITORING], game[LATE] * credibility
    plain, cut = min(max(p, 0.0), 1.0), min(max(p - game[SCALE], 0.0), 1.0)
    bold = min(max(p + game[SURPRISE], 0.0), 1.0)
    bold_cut = min(max(p + game[SURPRISE] - game[SCALE], 0.0), 1.0)
    return seen * (credibility * cut + (1 - credibility) * plain) + (1 - seen) * (
        late * bold_cut + (1 - late) * bold
    )


@inner
def attack_value(game, p, credibility):  # type: ignore[no-untyped-def]
    """What attacking at power ``p`` is worth to A while outside support is in place."""
    acts = (game[MONITORING] + (1 - game[MONITORING]) * game[LATE]) * credibility
    return game[WA0] + game[WA1] * power_met(game, p, credibility) - acts * game[PENALTY]


@inner
def chances_between(game):  # type: ignore[no-untyped-def]
    """``chain[b, c]``: chance that block b is followed by block c; the guarantee and the support end independently."""
    lapse, ends = game[LAPSE], game[SUPPORT_ENDS]
    chain = np.zeros((BLOCKS, BLOCKS))
    chain[LAPSED_ALONE, LAPSED_ALONE] = 1.0
    chain[IN_FORCE_ALONE, IN_FORCE_ALONE] = chain[IN_FORCE, IN_FORCE] = 1.0 - lapse
    chain[IN_FORCE_ALONE, LAPSED_ALONE] = chain[IN_FORCE, LAPSED] = lapse
    chain[LAPSED, LAPSED] = 1.0 - ends
    chain[LAPSED, LAPSED_ALONE] = ends
    chain[IN_FORCE, IN_FORCE_ALONE] = ends * (1.0 - lapse)
    chain[IN_FORCE, LAPSED_ALONE] = ends * lapse
    chain[IN_FORCE, IN_FORCE] *= 1.0 - ends
    chain[IN_FORCE, LAPSED] *= 1.0 - ends
    return chain


@inner
def can_be(chain, b):  # type: ignore[no-untyped-def]
    """Whether a play that starts in force can come to block b."""
    return b == IN_FORCE or chain[IN_FORCE, b] > 0.0


@inner
def lay_out(game, points):  # type: ignore[no-untyped-def]
    """Monthly chances, start row, what attacking meets and yields in each block, chances between blocks."""
    cell = (game[P_MAX] - game[P_MIN]) / (points - 1)
    weights = np.empty(2 * points - 1)
    mean, spread = game[DRIFT] / cell, game[SHOCK] / cell
    row = np.empty(points)
    start_row((game[POWER] - game[P_MIN]) / cell, mean, spread, weights, row)
    ends = step_weights(mean, spread, points - 1, weights)
    met = np.empty((BLOCKS, points))
    yields = np.empty((BLOCKS, points))
    for k in range(points):
        p = game[P_MIN] + cell * k
        for g in range(2):
            credibility = game[CREDIBILITY] if g == IN_FORCE else 0.0
            met[g, k] = met[g + 2, k] = power_met(game, p, credibility)
            yields[g, k] = attack_value(game, p, credibility)
            yields[g + 2, k] = yields[g, k] + game[CHANGE_A]
    return weights, ends, row, met, yields, chances_between(game)


@inner
def new_scratch(points):  # type: ignore[no-untyped-def]
    """Working arrays of one thread: matrix, padded vector, right-hand side, values at the boundary."""
    return np.empty((points, points)), np.empty(3 * points), np.empty(points), np.empty(points)


@inner
def dot(a, b):  # type: ignore[no-untyped-def]
    """Inner product without a call to BLAS (which would start threads of its own)."""
    total = 0.0
    for k in range(a.size):
        total += a[k] * b[k]
    return total


@inner
def positive(row):  # type: ignore[no-untyped-def]
    """Flags of what can happen."""
    flags = no_flags(row.size)
    for k in range(row.size):
        flags[k] = row[k] > 0.0
    return flags


@inner
def either(first, second):  # type: ignore[no-untyped-def]
    """Flags that are up in one of two vectors."""
    flags = no_flags(first.size)
    for k in range(first.size):
        flags[k] = first[k] or second[k]
    return flags


@inner
def visited(seed, halted, weights, first, last, out):  # type: ignore[no-untyped-def]
    """Mark in ``out`` every state that can be entered from ``seed`` states by passing free ones only."""
    points = halted.size
    reach = points - 1
    queue = np.empty(points, np.int64)
    size = 0
    for k in range(points):
        if seed[k] and not out[k]:
            out[k] = True
            queue[size] = k
            size += 1
    at = 0
    while at < size:
        k = queue[at]
        at += 1
        if halted[k]:
            continue
        for o in range(first, last + 1):
            j = min(max(k + o, 0), reach)
            if weights[o + reach] > 0.0 and not out[j]:
                out[j] = True
                queue[size] = j
                size += 1


@inner
def trapped(halted, weights, first, last, out):  # type: ignore[no-untyped-def]
    """Mark the free states from which no halted state can be reached."""
    points = halted.size
    reach = points - 1
    for k in range(points):
        out[k] = not halted[k]
    changed = True
    while changed:
        changed = False
        for step in range(2 * points):
            k = step if step < points else 2 * points - 1 - step
            if out[k]:
                for o in range(first, last + 1):
                    if weights[o + reach] > 0.0 and not out[min(max(k + o, 0), reach)]:
                        out[k] = False
                        changed = True
                        break


@inner
def mix_below(chain, b, factor_, held, out):  # type: ignore[no-untyped-def]
    """Sum over the blocks below b of the chance to come there times what is ``held`` there, into ``out``."""
    fill(out, 0.0)
    for c in range(BLOCKS):
        if c != b and chain[b, c] > 0.0:
            weight = factor_ * chain[b, c]
            for k in range(out.size):
                out[k] += weight * held[c, k]


@inner
def mix_start(chain, row, held):  # type: ignore[no-untyped-def]
    """The same a month after the start, over all blocks that can follow it."""
    total = 0.0
    for c in range(BLOCKS):
        if chain[IN_FORCE, c] > 0.0:
            total += chain[IN_FORCE, c] * dot(row, held[c])
    return total


@inner
def choose_attacks(game, layout, share, scratch, attacks, values):  # type: ignore[no-untyped-def]
    """A's best months to attack at ``share``, lowest block first; fills ``attacks`` and A's values there.

    Returns whether it settled, and what one month of the deal and then that play is worth at the start.
    """
    weights, ends, row, _met, yields, chain = layout
    discount = game[DISC_A]
    points = row.size
    flow, after = np.empty(points), np.empty((BLOCKS, points))
    settled = True
    for b in ORDER:
        if not can_be(chain, b):
            continue
        mix_below(chain, b, discount, after, flow)
        for k in range(points):
            flow[k] += (1 - discount) * share
        keep = discount * chain[b, b]
        settled &= best_stopping(yields[b], flow, keep, share, weights, ends, scratch, attacks[b], values[b])
        spread_back(values[b], weights, ends[0], ends[1], scratch[1], after[b])
    return settled, (1 - discount) * share + discount * mix_start(chain, row, values)


@inner
def new_memo(points, parties, months):  # type: ignore[no-untyped-def]
    """What follows in each block, kept because plays that differ higher up share what is below.

    Per party and block: three discounted numbers and the same a month before; then expected months likewise,
    the states without a way out, and survival by month (of the block in force only the last month).
    """
    terms = np.empty((parties, 2, 3, BLOCKS, points))
    return terms, np.empty((2, BLOCKS, points)), no_flags(points), np.empty((months, BLOCKS, points))


@inner
def remember_terms(discount, layout, attacks, scratch, lowest, terms):  # type: ignore[no-untyped-def]
    """Discounted chance of a break, power met at it, and chance that support has ended by then; by block.

    Blocks before ``lowest`` (a place in ``ORDER``) are as they were.
    """
    weights, ends, row, met, _yields, chain = layout
    points = row.size
    work, pad, rhs, bound = scratch
    excess, flows, found = np.empty(points), np.empty((3, points)), np.empty((3, points))
    for place in range(lowest, BLOCKS):
        b = ORDER[place]
        if not can_be(chain, b):
            continue
        alone = 1.0 if b >= LAPSED_ALONE else 0.0
        keep = discount * chain[b, b]
        factor(attacks[b], weights, ends[0], ends[1], keep, work, excess)
        for part in range(3):
            mix_below(chain, b, discount, terms[1, part], flows[part])
            for k in range(points):
                bound[k] = 0.0
                if attacks[b, k]:
                    bound[k] = met[b, k] if part == 1 else (1.0 if part == 0 else alone)
                found[part, k] = bound[k]
            spread_back(bound, weights, ends[0], ends[1], pad, rhs)
            for k in range(points):
                flows[part, k] += keep * rhs[k]
        solve_three(attacks[b], work, max(0, -ends[0]), max(0, ends[1]), flows, found)
        for part in range(3):
            for k in range(points):
                terms[0, part, b, k] = found[part, k]
            spread_back(found[part], weights, ends[0], ends[1], pad, terms[1, part, b])


@inner
def break_terms(game, discount, layout, attack_now, terms):  # type: ignore[no-untyped-def]
    """The three numbers of ``remember_terms`` seen from the start.

    Any party's value is then ``utility * (1 - first) + intercept * first + slope * second + change * third``,
    ``change`` being what the end of the support does to its war value.
    """
    row, chain = layout[2], layout[5]
    if attack_now:
        return 1.0, power_met(game, game[POWER], game[CREDIBILITY]), 0.0
    return (
        discount * mix_start(chain, row, terms[0, 0]),
        discount * mix_start(chain, row, terms[0, 1]),
        discount * mix_start(chain, row, terms[0, 2]),
    )


@inner
def can_come(layout, attacks, stuck):  # type: ignore[no-untyped-def]
    """Whether an attack can be reached from the start, and whether the play may never end."""
    weights, ends, row, _met, _yields, chain = layout
    first, last = ends
    points = row.size
    seed, start = no_flags(points), positive(row)
    reached = np.zeros((BLOCKS, points), np.bool_)
    possible = endless = False
    for place in range(BLOCKS - 1, -1, -1):
        b = ORDER[place]
        if not can_be(chain, b):
            continue
        for k in range(points):
            seed[k] = start[k] and chain[IN_FORCE, b] > 0.0
        for above in range(place + 1, BLOCKS):
            c = ORDER[above]
            if can_be(chain, c) and chain[c, b] > 0.0:
                step_from(reached[c], attacks[c], weights, first, last, seed)
        visited(seed, attacks[b], weights, first, last, reached[b])
        possible |= meet(reached[b], attacks[b])
        if chain[b, b] == 1.0:  # the last block: whoever cannot attack from here never will
            endless = meet(reached[b], stuck)
    return possible, endless or not possible


@inner
def remember_months(layout, attacks, scratch, lowest, months, stuck):  # type: ignore[no-untyped-def]
    """Expected months to the attack, by block; ``stuck``: states of the last block that no attack follows."""
    weights, ends, row, _met, _yields, chain = layout
    points = row.size
    excess, flow, nothing = np.empty(points), np.empty(points), level(points, 0.0)
    for place in range(lowest, BLOCKS):
        b = ORDER[place]
        if not can_be(chain, b):
            continue
        halted = attacks[b]
        if chain[b, b] == 1.0:
            trapped(attacks[b], weights, ends[0], ends[1], stuck)
            halted = either(attacks[b], stuck)
        mix_below(chain, b, 1.0, months[1], flow)
        for k in range(points):
            flow[k] += 1.0
        factor(halted, weights, ends[0], ends[1], chain[b, b], scratch[0], excess)
        stopped_value(halted, nothing, flow, chain[b, b], weights, ends, scratch, months[0, b])
        spread_back(months[0, b], weights, ends[0], ends[1], scratch[1], months[1, b])


@inner
def expected_months(layout, attacks, attack_now, months, stuck):  # type: ignore[no-untyped-def]
    """Expected months to the attack and whether one can come at all; infinite if the play may never break."""
    if attack_now:
        return 0.0, True
    possible, endless = can_come(layout, attacks, stuck)
    if endless:
        return np.inf, possible
    return 1.0 + mix_start(layout[5], layout[2], months[0]), True


@inner
def step_from(reached, halted, weights, first, last, out):  # type: ignore[no-untyped-def]
    """Add to ``out`` the states entered in one step from those reached and not halted."""
    reach = out.size - 1
    for k in range(out.size):
        if reached[k] and not halted[k]:
            for o in range(first, last + 1):
                if weights[o + reach] > 0.0:
                    out[min(max(k + o, 0), reach)] = True


@inner
def free_states(halted, out):  # type: ignore[no-untyped-def]
    """1 where A does not attack, 0 where it does; returns whether there is any 1."""
    found = False
    for k in range(halted.size):
        out[k] = 0.0 if halted[k] else 1.0
        found |= not halted[k]
    return found


@inner
def survive(free, mixed, weights, ends, pad, out):  # type: ignore[no-untyped-def]
    """Chance of no attack from each state, from that of a month less."""
    spread_back(mixed, weights, ends[0], ends[1], pad, out)
    for k in range(free.size):
        out[k] *= free[k]


@inner
def remember_survival(layout, attacks, scratch, lowest, alive):  # type: ignore[no-untyped-def]
    """Chance of no attack within 0, 1, ... months from each state, of the blocks below the one in force."""
    weights, ends, row, _met, _yields, chain = layout
    points = row.size
    mixed = np.empty(points)
    for place in range(lowest, BLOCKS - 1):
        b = ORDER[place]
        if not can_be(chain, b):
            continue
        some = free_states(attacks[b], alive[0, b])
        for month in range(1, alive.shape[0]):
            if not some:  # A attacks everywhere
                fill(alive[month, b], 0.0)
                continue
            mix_below(chain, b, 1.0, alive[month - 1], mixed)
            for k in range(points):
                mixed[k] += chain[b, b] * alive[month - 1, b, k]
            survive(alive[0, b], mixed, weights, ends, scratch[1], alive[month, b])


@inner
def survival_curve(layout, attacks, attack_now, scratch, alive, curve):  # type: ignore[no-untyped-def]
    """Chance that no attack has come by each month 0, 1, ...; fills ``curve``."""
    weights, ends, row, _met, _yields, chain = layout
    points = row.size
    fill(curve, 0.0)
    if attack_now:
        return
    free, now, mixed = np.empty(points), np.empty(points), np.empty(points)
    free_states(attacks[IN_FORCE], free)
    free_states(attacks[IN_FORCE], now)
    curve[0] = 1.0
    for month in range(1, curve.size):
        mix_below(chain, IN_FORCE, 1.0, alive[month - 1], mixed)
        for k in range(points):
            mixed[k] += chain[IN_FORCE, IN_FORCE] * now[k]
        curve[month] = dot(row, mixed)
        if month < curve.size - 1:
            survive(free, mixed, weights, ends, scratch[1], now)


@inner
def credibility_needed(game, layout, points):  # type: ignore[no-untyped-def]
    """Least credibility at which no reachable power tempts A while the guarantee is in force."""
    weights, ends, row = layout[0], layout[1], layout[2]
    seen = no_flags(points)
    visited(positive(row), no_flags(points), weights, ends[0], ends[1], seen)
    cell = (game[P_MAX] - game[P_MIN]) / (points - 1)
    alone = max(0.0, game[CHANGE_A]) if game[SUPPORT_ENDS] > 0.0 else 0.0
    needed, tempted = -np.inf, -np.inf
    for k in range(-1, points):
        if k >= 0 and not seen[k]:
            continue
        p = game[POWER] if k < 0 else game[P_MIN] + cell * k
        more = alone if k >= 0 else 0.0  # at signature the support is still there
        temptation = attack_value(game, p, 0.0) + more - game[SHARE_A]
        bite = attack_value(game, p, 0.0) - attack_value(game, p, 1.0)
        if bite > 0.0:
            needed = max(needed, temptation / bite)
        elif temptation > TIE:
            needed = np.inf
        tempted = max(tempted, attack_value(game, p, game[CREDIBILITY]) + more)
        if game[LAPSE] > 0.0:
            tempted = max(tempted, temptation + game[SHARE_A])
    return needed, tempted <= game[SHARE_A] + TIE


@inner
def first_attack(game, attacks, points):  # type: ignore[no-untyped-def]
    """Lowest grid power from which A attacks, nan if none."""
    for k in range(points):
        if attacks[k]:
            return game[P_MIN] + (game[P_MAX] - game[P_MIN]) / (points - 1) * k
    return np.nan


@outer
def solve_rows(games, points, curves, attacks, results):  # type: ignore[no-untyped-def]
    """Solve every row of ``games``; fills the survival curves, attack sets and scalar results."""
    scratch = new_scratch(points)
    values = np.empty((BLOCKS, points))
    terms, months, stuck, alive = new_memo(points, 1, curves.shape[1])
    for n in range(games.shape[0]):
        game = take(games, n)
        layout = lay_out(game, points)
        result, attack = results[n], attacks[n]
        for b in range(BLOCKS):
            fill(attack[b], False)
        needed, never = credibility_needed(game, layout, points)
        result[NEEDED] = needed
        result[THRESHOLD] = result[THRESHOLD_LAPSED] = result[THRESHOLD_ALONE] = np.nan
        if never:
            result[VALUE_A], result[VALUE_B], result[MONTHS] = game[SHARE_A], game[SHARE_B], np.inf
            result[ATTACK_NOW], result[NEVER], result[CONVERGED] = 0.0, 1.0, 1.0
            fill(curves[n], 1.0)
            continue
        settled, go_on = choose_attacks(game, layout, game[SHARE_A], scratch, attack, values)
        at_once = attack_value(game, game[POWER], game[CREDIBILITY])
        now = at_once > go_on + TIE
        result[CONVERGED], result[ATTACK_NOW] = 1.0 if settled else 0.0, 1.0 if now else 0.0
        result[VALUE_A] = at_once if now else go_on
        discount = game[DISC_B]
        if not now:
            remember_terms(discount, layout, attack, scratch, 0, terms[0])
            remember_months(layout, attack, scratch, 0, months, stuck)
            remember_survival(layout, attack, scratch, 0, alive)
        chance, power, alone = break_terms(game, discount, layout, now, terms[0])
        result[VALUE_B] = game[SHARE_B] * (1 - chance) + game[WB0] * chance + game[WB1] * power
        result[VALUE_B] += game[CHANGE_B] * alone
        wait, can_break = expected_months(layout, attack, now, months, stuck)
        result[MONTHS], result[NEVER] = wait, 0.0 if can_break else 1.0
        survival_curve(layout, attack, now, scratch, alive, curves[n])
        if game[CREDIBILITY] == 0.0:  # nothing can lapse: the two blocks are one
            for k in range(points):  # no array assignment: it compiles the words of its own error
                attack[LAPSED, k], attack[LAPSED_ALONE, k] = attack[IN_FORCE, k], attack[IN_FORCE_ALONE, k]
        result[THRESHOLD] = first_attack(game, attack[IN_FORCE], points)
        result[THRESHOLD_LAPSED] = first_attack(game, attack[LAPSED], points)
        result[THRESHOLD_ALONE] = first_attack(game, attack[IN_FORCE_ALONE], points)


@outer
def value_rows(games, attacks, attack_now, discounts, out):  # type: ignore[no-untyped-def]
    """For each game and further party the three numbers of ``break_terms``, in ``out`` (n, k, 3)."""
    points = attacks.shape[2]
    scratch = new_scratch(points)
    terms = np.empty((2, 3, BLOCKS, points))
    for n in range(games.shape[0]):
        game = take(games, n)
        layout = lay_out(game, points)
        for k in range(discounts.shape[1]):
            same = -1
            for j in range(k):
                if discounts[n, j] == discounts[n, k]:
                    same = j
                    break
            if same >= 0:
                for part in range(3):
                    out[n, k, part] = out[n, same, part]
                continue
            if not attack_now[n]:
                remember_terms(discounts[n, k], layout, attacks[n], scratch, 0, terms)
            chance, power, alone = break_terms(game, discounts[n, k], layout, attack_now[n], terms)
            out[n, k, 0], out[n, k, 1], out[n, k, 2] = chance, power, alone
