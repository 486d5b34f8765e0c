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
COLUMNS = 20

# Columns of the scalar results.
(VALUE_A, VALUE_B, MONTHS, ATTACK_NOW, THRESHOLD, THRESHOLD_LAPSED, NEVER, NEEDED, CONVERGED) = range(9)
RESULTS = 9

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
    """What attacking at power ``p`` is worth to A."""
    acts = (game[MONITORING] + (1 - game[MONITORING]) * game[LATE]) * credibility
    return game[WA0] + game[WA1] * power_met(game, p, credibility) - acts * game[PENALTY]


@inner
def lay_out(game, points):  # type: ignore[no-untyped-def]
    """Monthly chances, start row, and what attacking meets and yields, lapsed (0) and in force (1)."""
    cell = (game[P_MAX] - game[P_MIN]) / (points - 1)
    weights = np.empty(2 * points - 1)
    mean, spread = game[DRIFT] / cell, game[SHOCK] / cell
    row = np.empty(points)
    start_row((game[POWER] - game[P_MIN]) / cell, mean, spread, weights, row)
    ends = step_weights(mean, spread, points - 1, weights)
    met = np.empty((2, points))
    yields = np.empty((2, points))
    for k in range(points):
        p = game[P_MIN] + cell * k
        for g in range(2):
            credibility = game[CREDIBILITY] if g == 1 else 0.0
            met[g, k] = power_met(game, p, credibility)
            yields[g, k] = attack_value(game, p, credibility)
    return weights, ends, row, met, yields


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
def choose_attacks(game, points, layout, scratch, attacks, values, result):  # type: ignore[no-untyped-def]
    """A's best months to attack, lapsed block first; fills ``attacks`` and A's value at the start."""
    weights, ends, row, _met, yields = layout
    share, discount, lapse = game[SHARE_A], game[DISC_A], game[LAPSE]
    flow, after = np.empty(points), np.empty(points)
    settled = True
    fill(flow, (1 - discount) * share)
    if lapse > 0.0:
        settled = best_stopping(
            yields[0], flow, discount, share, weights, ends, scratch, attacks[0], values[0]
        )
        spread_back(values[0], weights, ends[0], ends[1], scratch[1], after)
        for k in range(points):
            flow[k] += discount * lapse * after[k]
    keep = discount * (1 - lapse)
    settled &= best_stopping(yields[1], flow, keep, share, weights, ends, scratch, attacks[1], values[1])
    go_on = (1 - discount) * share + keep * dot(row, values[1])
    if lapse > 0.0:
        go_on += discount * lapse * dot(row, values[0])
    now = attack_value(game, game[POWER], game[CREDIBILITY])
    result[CONVERGED] = 1.0 if settled else 0.0
    result[ATTACK_NOW] = 1.0 if now > go_on + TIE else 0.0
    result[VALUE_A] = now if now > go_on + TIE else go_on


@inner
def new_memo(points, parties, months):  # type: ignore[no-untyped-def]
    """What follows once the guarantee has lapsed: kept, because many plays share it.

    Per party: discounted flows into the block in force, and sums from the start; then the same for expected
    months, the states without a way out, and survival by month.
    """
    flows, sums = np.empty((parties, 2, points)), np.empty((parties, 2))
    return flows, sums, level(points, 1.0), level(1, 0.0), no_flags(points), np.empty((months, points))


@inner
def forget(flows, sums):  # type: ignore[no-untyped-def]
    """Nothing flows in from the lapsed block."""
    for k in range(flows.shape[0]):
        for part in range(2):
            fill(flows[k, part], 0.0)
            sums[k, part] = 0.0


@inner
def remember_terms(game, discount, layout, attacks, scratch, flows, sums):  # type: ignore[no-untyped-def]
    """The lapsed part of ``break_terms``."""
    weights, ends, row, met, _yields = layout
    lapse = game[LAPSE]
    if lapse == 0.0:
        return
    points = row.size
    excess, out, nothing, ones = np.empty(points), np.empty(points), level(points, 0.0), level(points, 1.0)
    factor(attacks[0], weights, ends[0], ends[1], discount, scratch[0], excess)
    for part in range(2):
        at_stop = ones if part == 0 else met[0]
        stopped_value(attacks[0], at_stop, nothing, discount, weights, ends, scratch, out)
        sums[part] = discount * lapse * dot(row, out)
        spread_back(out, weights, ends[0], ends[1], scratch[1], flows[part])
        for k in range(points):
            flows[part, k] *= discount * lapse


@inner
def break_terms(game, discount, layout, attacks, attack_now, scratch, flows, sums):  # type: ignore[no-untyped-def]
    """Discounted chance of a break, and discounted power met at the break, seen from the start.

    Any party's value is then ``utility * (1 - first) + intercept * first + slope * second``. ``flows`` and
    ``sums`` come from ``remember_terms``.
    """
    weights, ends, row, met, _yields = layout
    if attack_now:
        return 1.0, power_met(game, game[POWER], game[CREDIBILITY])
    points = row.size
    keep = discount * (1 - game[LAPSE])
    excess, out, ones = np.empty(points), np.empty(points), level(points, 1.0)
    factor(attacks[1], weights, ends[0], ends[1], keep, scratch[0], excess)
    stopped_value(attacks[1], ones, flows[0], keep, weights, ends, scratch, out)
    chance = sums[0] + keep * dot(row, out)
    stopped_value(attacks[1], met[1], flows[1], keep, weights, ends, scratch, out)
    return chance, sums[1] + keep * dot(row, out)


@inner
def can_come(game, layout, attacks, stuck):  # type: ignore[no-untyped-def]
    """Whether an attack can be reached from the start, and whether the play may never end."""
    weights, ends, row, _met, _yields = layout
    first, last = ends
    points = row.size
    seed, passing, onward = positive(row), no_flags(points), no_flags(points)
    in_force, lapsed = no_flags(points), no_flags(points)
    visited(seed, attacks[1], weights, first, last, in_force)
    if game[LAPSE] == 0.0:
        if not meet(in_force, attacks[1]):
            return False, True
        trapped(attacks[1], weights, first, last, stuck)
        return True, meet(stuck, in_force)
    for k in range(points):
        passing[k] = in_force[k] and not attacks[1, k]
    step_from(
        passing, seed, weights, first, last, onward
    )  # a lapse comes one step from a free state or the start
    visited(onward, attacks[0], weights, first, last, lapsed)
    if not (meet(in_force, attacks[1]) or meet(lapsed, attacks[0])):
        return False, True
    return True, meet(stuck, lapsed)


@inner
def remember_months(game, layout, attacks, scratch, flow, total, stuck):  # type: ignore[no-untyped-def]
    """The lapsed part of ``expected_months``."""
    weights, ends, row, _met, _yields = layout
    fill(flow, 1.0)
    total[0] = 1.0
    if game[LAPSE] == 0.0:
        return
    trapped(attacks[0], weights, ends[0], ends[1], stuck)
    points = row.size
    excess, out, halted = np.empty(points), np.empty(points), either(attacks[0], stuck)
    factor(halted, weights, ends[0], ends[1], 1.0, scratch[0], excess)
    stopped_value(halted, level(points, 0.0), level(points, 1.0), 1.0, weights, ends, scratch, out)
    total[0] += game[LAPSE] * dot(row, out)
    spread_back(out, weights, ends[0], ends[1], scratch[1], flow)
    for k in range(points):
        flow[k] = 1.0 + game[LAPSE] * flow[k]


@inner
def expected_months(game, layout, attacks, attack_now, scratch, flow, total, stuck):  # type: ignore[no-untyped-def]
    """Expected months to the attack and whether one can come at all; infinite if the play may never break."""
    if attack_now:
        return 0.0, True
    possible, endless = can_come(game, layout, attacks, stuck)
    if endless:
        return np.inf, possible
    weights, ends, row, _met, _yields = layout
    points = row.size
    keep = 1.0 - game[LAPSE]
    excess, out = np.empty(points), np.empty(points)
    halted = either(attacks[1], stuck if game[LAPSE] == 0.0 else attacks[1])
    factor(halted, weights, ends[0], ends[1], keep, scratch[0], excess)
    stopped_value(halted, level(points, 0.0), flow, keep, weights, ends, scratch, out)
    return total[0] + keep * dot(row, out), True


@inner
def step_from(free, seed, weights, first, last, out):  # type: ignore[no-untyped-def]
    """Exactly the states entered in one step from ``free`` ones, and those of ``seed``."""
    reach = free.size - 1
    for k in range(free.size):
        out[k] = seed[k]
    for k in range(free.size):
        if free[k]:
            for o in range(first, last + 1):
                if weights[o + reach] > 0.0:
                    out[min(max(k + o, 0), reach)] = True


@inner
def remember_survival(game, layout, attacks, scratch, alive):  # type: ignore[no-untyped-def]
    """Chance of no attack within 0, 1, ... months from each lapsed state."""
    weights, ends, _row, _met, _yields = layout
    if game[LAPSE] == 0.0:
        for month in range(alive.shape[0]):
            fill(alive[month], 0.0)
        return
    for k in range(alive.shape[1]):
        alive[0, k] = 0.0 if attacks[0, k] else 1.0
    for month in range(1, alive.shape[0]):
        spread_back(alive[month - 1], weights, ends[0], ends[1], scratch[1], alive[month])
        for k in range(alive.shape[1]):
            if attacks[0, k]:
                alive[month, k] = 0.0


@inner
def survival_curve(game, layout, attacks, attack_now, scratch, lapsed, curve):  # type: ignore[no-untyped-def]
    """Chance that no attack has come by each month 0, 1, ...; fills ``curve``."""
    weights, ends, row, _met, _yields = layout
    points = row.size
    fill(curve, 0.0)
    if attack_now:
        return
    lapse = game[LAPSE]
    alive, mixed = np.empty(points), np.empty(points)
    for k in range(points):
        alive[k] = 0.0 if attacks[1, k] else 1.0
    curve[0] = 1.0
    for month in range(1, curve.size):
        for k in range(points):
            mixed[k] = (1 - lapse) * alive[k] + lapse * lapsed[month - 1, k]
        curve[month] = dot(row, mixed)
        if month == curve.size - 1:
            break
        spread_back(mixed, weights, ends[0], ends[1], scratch[1], alive)
        for k in range(points):
            if attacks[1, k]:
                alive[k] = 0.0


@inner
def credibility_needed(game, layout, points):  # type: ignore[no-untyped-def]
    """Least credibility at which no reachable power tempts A while the guarantee is in force."""
    weights, ends, row, _met, _yields = layout
    seen = no_flags(points)
    visited(positive(row), no_flags(points), weights, ends[0], ends[1], seen)
    cell = (game[P_MAX] - game[P_MIN]) / (points - 1)
    needed, tempted = -np.inf, -np.inf
    for k in range(-1, points):
        if k >= 0 and not seen[k]:
            continue
        p = game[POWER] if k < 0 else game[P_MIN] + cell * k
        temptation = attack_value(game, p, 0.0) - game[SHARE_A]
        bite = attack_value(game, p, 0.0) - attack_value(game, p, 1.0)
        if bite > 0.0:
            needed = max(needed, temptation / bite)
        elif temptation > TIE:
            needed = np.inf
        now = attack_value(game, p, game[CREDIBILITY])
        tempted = max(tempted, now)
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
    values = np.empty((2, points))
    fill(values[0], 0.0)
    flows, sums, later, total, stuck, lapsed = new_memo(points, 1, curves.shape[1])
    for n in range(games.shape[0]):
        game = take(games, n)
        layout = lay_out(game, points)
        result, attack = results[n], attacks[n]
        fill(attack[0], False)
        fill(attack[1], False)
        needed, never = credibility_needed(game, layout, points)
        result[NEEDED] = needed
        result[THRESHOLD] = result[THRESHOLD_LAPSED] = np.nan
        if never:
            result[VALUE_A], result[VALUE_B], result[MONTHS] = game[SHARE_A], game[SHARE_B], np.inf
            result[ATTACK_NOW], result[NEVER], result[CONVERGED] = 0.0, 1.0, 1.0
            fill(curves[n], 1.0)
            continue
        choose_attacks(game, points, layout, scratch, attack, values, result)
        now = result[ATTACK_NOW] > 0.0
        forget(flows, sums)
        remember_terms(game, game[DISC_B], layout, attack, scratch, flows[0], sums[0])
        chance, power = break_terms(game, game[DISC_B], layout, attack, now, scratch, flows[0], sums[0])
        result[VALUE_B] = game[SHARE_B] * (1 - chance) + game[WB0] * chance + game[WB1] * power
        remember_months(game, layout, attack, scratch, later, total, stuck)
        months, can_break = expected_months(game, layout, attack, now, scratch, later, total, stuck)
        result[MONTHS], result[NEVER] = months, 0.0 if can_break else 1.0
        remember_survival(game, layout, attack, scratch, lapsed)
        survival_curve(game, layout, attack, now, scratch, lapsed, curves[n])
        if game[LAPSE] == 0.0 and game[CREDIBILITY] == 0.0:
            attack[0] = attack[1]
        result[THRESHOLD] = first_attack(game, attack[1], points)
        result[THRESHOLD_LAPSED] = first_attack(game, attack[0], points)


@outer
def value_rows(games, attacks, attack_now, discounts, out):  # type: ignore[no-untyped-def]
    """For each game and further party: discounted chance of the break and power met, in ``out`` (n, k, 2)."""
    points = attacks.shape[2]
    scratch = new_scratch(points)
    flows, sums = np.empty((1, 2, points)), np.empty((1, 2))
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
                out[n, k] = out[n, same]
                continue
            forget(flows, sums)
            discount, now = discounts[n, k], attack_now[n]
            remember_terms(game, discount, layout, attacks[n], scratch, flows[0], sums[0])
            chance, power = break_terms(game, discount, layout, attacks[n], now, scratch, flows[0], sums[0])
            out[n, k, 0], out[n, k, 1] = chance, power
