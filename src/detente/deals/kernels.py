"""Compiled inner loops of the frontier for large tables; the need was measured (``benchmarks/results``).

Both take distinct rows and answer exactly what the plain code in ``deals.frontier`` answers (a test says so).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Keep = NDArray[np.bool_]


@njit(cache=True)
def sweep_three(rank: NDArray[np.int64], third: NDArray[np.int64], ranks: int) -> Keep:
    """Rows in falling order of the first value; ``rank`` numbers the second value, 0 for the largest.

    A row stays when no earlier row has a second value at least as large and a third at least as large:
    a tree of prefix maxima of the third value over the ranks answers that.
    """
    keep = np.zeros(len(rank), dtype=np.bool_)
    best = np.full(ranks + 1, np.iinfo(np.int64).min, dtype=np.int64)
    for row in range(len(rank)):
        value = third[row]
        place = rank[row] + 1
        beaten = False
        while place > 0:
            if best[place] >= value:
                beaten = True
                break
            place -= place & -place
        if beaten:
            continue
        keep[row] = True
        place = rank[row] + 1
        while place <= ranks:
            if best[place] < value:
                best[place] = value
            place += place & -place
    return keep


@njit(cache=True)
def sieve(values: NDArray[np.int64], strong: NDArray[np.int64]) -> Keep:
    """Columns of ``values`` that no row of ``strong`` dominates; a row that bites moves forward."""
    parties, count = values.shape
    keep = np.ones(count, dtype=np.bool_)
    order = np.arange(len(strong))
    for column in range(count):
        for place in range(len(order)):
            row = order[place]
            no_worse = True
            better = False
            for party in range(parties):
                if strong[row, party] < values[party, column]:
                    no_worse = False
                    break
                if strong[row, party] > values[party, column]:
                    better = True
            if no_worse and better:
                keep[column] = False
                order[place], order[place // 2] = order[place // 2], row
                break
    return keep


@njit(cache=True)
def filter_many(values: NDArray[np.int64], buckets: NDArray[np.int64], most: int) -> Keep:
    """Distinct rows in falling order of their sum: a row stays when no kept row is nowhere worse.

    ``buckets`` numbers each value among its party's values, 0 to ``most - 1``, never falling as values
    rise. For each party and bucket a bit set holds the kept rows in that bucket or above, so the rows
    that may cover a new one are the common bits of as many sets as there are parties; only those are
    compared.
    """
    count, parties = values.shape
    keep = np.zeros(count, dtype=np.bool_)
    kept = np.empty((count, parties), dtype=np.int64)
    bits = np.zeros((parties, most, 64), dtype=np.uint64)
    size = 0
    one = np.uint64(1)
    for row in range(count):
        beaten = False
        for word in range((size + 63) // 64):
            common = bits[0, buckets[row, 0], word]
            for party in range(1, parties):
                if common == 0:
                    break
                common &= bits[party, buckets[row, party], word]
            place = word * 64
            while common != 0 and not beaten:
                if common & one:
                    covers = True
                    for party in range(parties):
                        if kept[place, party] < values[row, party]:
                            covers = False
                            break
                    beaten = covers
                common >>= one
                place += 1
            if beaten:
                break
        if beaten:
            continue
        keep[row] = True
        kept[size] = values[row]
        if size // 64 >= bits.shape[2]:
            wider = np.zeros((parties, most, 2 * bits.shape[2]), dtype=np.uint64)
            wider[:, :, : bits.shape[2]] = bits
            bits = wider
        flag = one << np.uint64(size % 64)
        for party in range(parties):
            for bucket in range(buckets[row, party] + 1):
                bits[party, bucket, size // 64] |= flag
        size += 1
    return keep
