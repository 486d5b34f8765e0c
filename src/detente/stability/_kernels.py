"""Compiled loops of the stability tables: one pass over the states per question, no N x N matrix.

Option form. A state is an internal code in which every party owns a block of neighbouring bits: from bit ``low``
first ``free`` bits that change both ways, then ``held`` bits that only rise. The states that differ only in one
party's bits are its *coset*; those that also agree in its held bits its *group*. Infeasible codes carry level -1.

With complete rankings each sanction test is one number per state: the least that the mover can be held to. It is
found by sweeping from the mover's worst states backwards along the others' moves; each state is visited once.
All functions that call one another stay in this file: the compiled cache looks at one file's time stamp. Some take
more parameters than the house allows, because compiled code takes arrays, not records.
"""

from __future__ import annotations

import numpy as np
from numba import njit

compiled = njit(cache=True, nogil=True)


@compiled
def best_of_own_moves(value, low, free, held, out):  # type: ignore[no-untyped-def]
    """out[x]: the largest value among x and what its owner can move to; -1 where x is infeasible."""
    width = free + held
    most = np.empty(1 << held, dtype=value.dtype)
    for high in range(value.size >> (low + width)):
        for rest in range(1 << low):
            base = (high << (low + width)) | rest
            for group in range(1 << held):
                best = value[base | ((group << free) << low)]
                for mine in range(1, 1 << free):
                    best = max(best, value[base | (((group << free) | mine) << low)])
                most[group] = best
            for bit in range(held):
                for group in range(1 << held):
                    if not group >> bit & 1:
                        most[group] = max(most[group], most[group | (1 << bit)])
            for group in range(1 << held):
                for mine in range(1 << free):
                    x = base | (((group << free) | mine) << low)
                    out[x] = most[group] if value[x] >= 0 else -1


@compiled
def sort_states(key, top):  # type: ignore[no-untyped-def]
    """Feasible states in rising order of key (counting sort)."""
    start = np.zeros(top + 2, dtype=np.int32)
    for x in range(key.size):
        if key[x] >= 0:
            start[key[x] + 1] += 1
    for level in range(1, top + 2):
        start[level] += start[level - 1]
    order = np.empty(start[top + 1], dtype=np.int32)
    for x in range(key.size):
        if key[x] >= 0:
            order[start[key[x]]] = x
            start[key[x]] += 1
    return order


@compiled
def sort_group_members(level, low, free, members, below, count):  # type: ignore[no-untyped-def]
    """For one party: members of every group in rising order of level, and how many rank below each state."""
    spots = np.empty(1 << free, dtype=np.int64)
    keys = np.empty(1 << free, dtype=np.int64)
    for group in range(count.size):
        base = ((group >> low) << (low + free)) | (group & ((1 << low) - 1))
        size = 0
        for mine in range(1 << free):
            key = level[base | (mine << low)]
            if key < 0:
                continue
            place = size
            while place > 0 and keys[place - 1] > key:
                keys[place] = keys[place - 1]
                spots[place] = spots[place - 1]
                place -= 1
            keys[place] = key
            spots[place] = mine
            size += 1
        count[group] = size
        fewer = 0
        for place in range(size):
            if place > 0 and keys[place] > keys[place - 1]:
                fewer = place
            members[(group << free) + place] = spots[place]
            below[base | (spots[place] << low)] = fewer


@compiled
def root_of_moves(order, feasible, low, free, held, focal, root):  # type: ignore[no-untyped-def]
    """root[x]: the first state in ``order`` that the others can bring about from x (x itself counts)."""
    root[:] = -1
    done = np.zeros(root.size, dtype=np.uint32)
    stack = np.empty(order.size, dtype=np.int32)
    for first in order:
        if root[first] >= 0:
            continue
        root[first] = first
        stack[0] = first
        height = 1
        while height > 0:
            height -= 1
            y = stack[height]
            for j in range(low.size):
                if j == focal:
                    continue
                base = y & ~(((1 << free[j]) - 1) << low[j])
                if done[base] >> j & 1:
                    continue
                done[base] |= np.uint32(1 << j)
                lift = low[j] + free[j]
                mask = (((1 << held[j]) - 1) << lift) & y
                bare = base & ~mask
                sub = mask
                while True:
                    for mine in range(1 << free[j]):
                        z = bare | sub | (mine << low[j])
                        if root[z] < 0 and feasible[z] >= 0:
                            root[z] = first
                            stack[height] = z
                            height += 1
                    if sub == 0:
                        break
                    sub = (sub - 1) & mask


@compiled
def root_of_improvements(order, level, low, free, held, focal, members, below, count, offset, root):  # type: ignore[no-untyped-def]
    """As ``root_of_moves`` along moves that their makers prefer.

    Who improves on y inside a group is a prefix of the sorted group, so one pointer per group replaces the arcs.
    """
    root[:] = -1
    pointer = np.zeros(count.size, dtype=np.uint16)
    stack = np.empty(order.size, dtype=np.int32)
    for first in order:
        if root[first] >= 0:
            continue
        root[first] = first
        stack[0] = first
        height = 1
        while height > 0:
            height -= 1
            y = stack[height]
            for j in range(low.size):
                if j == focal:
                    continue
                lift = low[j] + free[j]
                mask = ((1 << held[j]) - 1) << lift
                base = y & ~(((1 << lift) - 1) ^ ((1 << low[j]) - 1)) & ~mask
                mask &= y
                sub = mask
                while True:
                    bare = base | sub
                    group = ((bare >> lift) << low[j]) | (bare & ((1 << low[j]) - 1))
                    at = offset[j] + group
                    place = pointer[at]
                    if sub == mask:
                        stop = below[j, y]
                    else:
                        stop = count[at]
                        limit = level[j, y]
                    while place < stop:
                        z = bare | (np.int64(members[j, (group << free[j]) + place]) << low[j])
                        if sub != mask and level[j, z] >= limit:
                            break
                        place += 1
                        if root[z] < 0:
                            root[z] = first
                            stack[height] = z
                            height += 1
                    if place > pointer[at]:
                        pointer[at] = place
                    if sub == 0:
                        break
                    sub = (sub - 1) & mask


@compiled
def least_by_root(value, root, out):  # type: ignore[no-untyped-def]
    """out[x]: the least value among the states that share x's root; for moves that all go both ways."""
    least = np.full(value.size, np.iinfo(value.dtype).max, dtype=value.dtype)
    for x in range(value.size):
        if value[x] >= 0:
            least[root[x]] = min(least[root[x]], value[x])
    for x in range(value.size):
        out[x] = least[root[x]] if value[x] >= 0 else -1


@compiled
def value_of_root(value, root, cap, out):  # type: ignore[no-untyped-def]
    """out[x]: the value of x's root, at most ``cap[x]``; -1 where x is infeasible."""
    for x in range(root.size):
        out[x] = min(value[root[x]], cap[x]) if root[x] >= 0 else -1


# Any arcs: one party's moves as starts and targets; situations are (state, last mover).


@compiled
def best_of_own_arcs(value, starts, targets, out):  # type: ignore[no-untyped-def]
    """out[x]: the largest value among x and its successors."""
    for x in range(value.size):
        best = value[x]
        for k in range(starts[x], starts[x + 1]):
            best = max(best, value[targets[k]])
        out[x] = best


@compiled
def reverse_arcs(starts, targets):  # type: ignore[no-untyped-def]
    """Predecessors in the same layout."""
    size = starts.size - 1
    back = np.zeros(size + 1, dtype=np.int64)
    for t in targets:
        back[t + 1] += 1
    for x in range(size):
        back[x + 1] += back[x]
    place = back[:-1].copy()
    sources = np.empty(targets.size, dtype=np.int32)
    for x in range(size):
        for k in range(starts[x], starts[x + 1]):
            sources[place[targets[k]]] = x
            place[targets[k]] += 1
    return back, sources


@compiled
def root_of_arcs(order, level, starts, sources, shift, focal, improving, root):  # type: ignore[no-untyped-def]
    """root[x]: the first state in ``order`` that the others bring about from x, nobody moving twice in a row.

    ``starts[j]`` and ``sources`` hold the predecessors by party j, from ``shift[j]``. A situation (y, j) is "at y,
    j moved last"; before it stood a predecessor by j that anybody but j brought about, or where it all began.
    """
    parties, size = level.shape
    root[:] = -1
    arrived = np.zeros(size, dtype=np.uint32)
    everybody = np.uint32(((1 << parties) - 1) & ~(1 << focal))
    stack = np.empty(size * max(parties - 1, 1), dtype=np.int64)
    for first in order:
        height = 0
        for j in range(parties):
            if j != focal and not arrived[first] >> j & 1:
                stack[height] = first * parties + j
                height += 1
        arrived[first] = everybody
        while height > 0:
            height -= 1
            y, j = stack[height] // parties, stack[height] % parties
            for k in range(starts[j, y], starts[j, y + 1]):
                z = sources[shift[j] + k]
                if improving and level[j, z] >= level[j, y]:
                    continue
                if root[z] < 0:
                    root[z] = first
                fresh = everybody & ~np.uint32(1 << j) & ~arrived[z]
                if fresh:
                    arrived[z] |= fresh
                    for other in range(parties):
                        if fresh >> other & 1:
                            stack[height] = z * parties + other
                            height += 1


# Simultaneous sanctions.


@compiled
def find_joint_stable(codes, place, gain, starts, steps, level, focal, held_to, budget):  # type: ignore[no-untyped-def]
    """For one party: 1 where every improvement is met, 0 where not, -1 where the budget of steps ran out.

    ``steps[gain[j] + k]`` for k from ``starts[j, s]`` are what the improvements of party j add to the code of s;
    ``place`` maps codes to states. An improvement with ``held_to`` at most the present level is met already.
    """
    parties, size = level.shape
    stable = np.zeros(size, dtype=np.int8)
    wheel = np.zeros(parties, dtype=np.int64)
    for s in range(size):
        verdict = 1
        for k in range(starts[focal, s], starts[focal, s + 1]):
            moved = codes[s] + steps[gain[focal] + k]
            if held_to[place[moved]] <= level[focal, s]:
                continue
            wheel[:] = 0
            met = False
            while not met:
                budget -= 1
                if budget < 0:
                    stable[s:] = -1
                    return stable
                code = moved
                for j in range(parties):
                    if wheel[j]:
                        code += steps[gain[j] + starts[j, s] + wheel[j] - 1]
                end = place[code]
                met = end >= 0 and level[focal, end] <= level[focal, s]
                j = 0
                while j < parties:
                    if j != focal:
                        wheel[j] += 1
                        if wheel[j] <= starts[j, s + 1] - starts[j, s]:
                            break
                        wheel[j] = 0
                    j += 1
                if j == parties:
                    break
            if not met:
                verdict = 0
                break
        stable[s] = verdict
    return stable
