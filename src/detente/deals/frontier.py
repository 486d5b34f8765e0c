"""The efficient packages: those that no other package improves on for one party without costing another.

Values are compared on a grid of ``TOLERANCE`` (integers as they are), so that rounding in the last bit
of a sum neither invents an efficient package nor breaks a tie, and "better" stays transitive.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.space import TOLERANCE, Values, check_utilities
from detente.errors import ShapeError

Rows = NDArray[np.intp]
#: Columns compared with one another at a time.
BLOCK = 512
#: Rows above which a first sieve pays, how many strong rows it uses, and from how large a sample.
SIEVE_FROM = 4096
SIEVES = 24
SAMPLE = 2_000
#: Below this everything is compared at once.
FEW = 2_000
#: Rows above which the compiled loops are worth loading (0.6 s of processor time once in a process).
COMPILED_SIEVE_FROM = 300_000
COMPILE_THREE_FROM = 150_000
COMPILE_MANY_FROM = 15_000
#: The same once they are loaded.
LOADED_THREE_FROM = 4_000
LOADED_MANY_FROM = 600
STRONGEST = 256
BUCKETS = 256
LARGEST = 1 << 57


def on_grid(utilities: Values, step: float = TOLERANCE) -> NDArray[np.int64]:
    """Utilities as whole numbers of steps; integer arrays pass unchanged.

    Raises ``ShapeError`` where the numbers are too large for sums over parties to stay exact.
    """
    if np.issubdtype(utilities.dtype, np.integer):
        grid = utilities.astype(np.int64, copy=False)
    else:
        if utilities.size and np.abs(utilities).max() / step >= LARGEST:
            raise ShapeError(
                f"utilities: values beyond {LARGEST * step:.3g} cannot be compared to {step:g}; rescale"
            )
        grid = np.rint(utilities / step).astype(np.int64)
    if grid.size and max(int(grid.max()), -int(grid.min())) > LARGEST:
        raise ShapeError(f"utilities: whole numbers beyond {LARGEST:.3g} are too large to add; rescale")
    return grid


def pareto_frontier(utilities: Values, step: float = TOLERANCE) -> Rows:
    """Packages that no other package dominates; equal packages all stay.

    A package dominates another when it is at least as good for every party and better for one.

    Parameters
    ----------
    utilities : (packages, parties) array, utils
        Each party on its own scale; only the order within a column matters.
    step : float, utils
        Grid on which float utilities are compared; integers are compared exactly.

    Returns
    -------
    (efficient,) int array
        Row numbers, ascending.

    Raises
    ------
    ShapeError
        ``utilities`` is not a finite table.

    Notes
    -----
    Two parties: one sort and a running maximum. Three: a sort and a staircase. More: rows in falling
    order of their sum, in blocks, against the efficient ones found so far. Before that, a sieve of a few
    strong packages removes nearly everything. All are exact on the grid.

    Examples
    --------
    >>> pareto_frontier(np.array([[3, 1], [2, 2], [1, 1], [2, 2]])).tolist()
    [0, 1, 3]
    """
    check_utilities(utilities)
    if len(utilities) == 0 or utilities.shape[1] == 0:
        return np.arange(len(utilities), dtype=np.intp)
    rows = np.arange(len(utilities), dtype=np.intp)
    grid = np.ascontiguousarray(on_grid(utilities, step).T)
    if len(rows) > SIEVE_FROM:
        rows, grid = _sieve(rows, grid)
    if len(rows) > COMPILED_SIEVE_FROM:
        rows, grid = _compiled_sieve(rows, grid)
    distinct, inverse = distinct_columns(grid)
    return np.sort(rows[efficient_columns(distinct)[inverse]])


def efficient_columns(distinct: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the distinct columns, in falling lexicographic order, no other column dominates."""
    parties, count = distinct.shape
    if parties < 3 or count <= min(FEW, _compile_from(parties)):
        return _SOLVERS.get(parties, _block_filter)(distinct)
    keep = np.zeros(count, dtype=bool)
    left, rest = _sieve(np.arange(count), distinct)
    if len(left) > _compile_from(parties):
        keep[left] = _compiled(rest)
    else:
        keep[left] = _SOLVERS.get(parties, _block_filter)(rest)
    return keep


def _compile_from(parties: int) -> int:
    """Columns from which the compiled loops pay: few once they are loaded, many where they must be loaded first."""
    if "detente.deals.kernels" in sys.modules:
        return LOADED_THREE_FROM if parties == 3 else LOADED_MANY_FROM
    return COMPILE_THREE_FROM if parties == 3 else COMPILE_MANY_FROM


def load_kernels() -> Any | None:
    """The compiled loops, or None where numba cannot be loaded or has nowhere to keep what it compiles."""
    try:
        from detente.deals import kernels
    except (ImportError, RuntimeError):
        return None
    return kernels


def _compiled(distinct: NDArray[np.int64]) -> NDArray[np.bool_]:
    kernels = load_kernels()
    if kernels is None:
        return _SOLVERS.get(len(distinct), _block_filter)(distinct)
    keep = np.zeros(distinct.shape[1], dtype=bool)
    if len(distinct) == 3:
        values, place = np.unique(-distinct[1], return_inverse=True)
        keep[:] = kernels.sweep_three(place.astype(np.int64), np.ascontiguousarray(distinct[2]), len(values))
        return keep
    order = np.argsort(-distinct.sum(axis=0), kind="stable")
    values = distinct[:, order]
    edges = np.sort(values, axis=1)[:, :: max(1, values.shape[1] // BUCKETS)]
    places = [
        np.searchsorted(edge, value, side="right") - 1 for edge, value in zip(edges, values, strict=True)
    ]
    keep[order] = kernels.filter_many(
        np.ascontiguousarray(values.T), np.stack(places, axis=1), edges.shape[1]
    )
    return keep


def dominates(better: Values, worse: Values) -> bool:
    """Whether the first utility vector is nowhere worse and somewhere better; the witness check."""
    return bool((better >= worse).all() and (better > worse).any())


def _sieve(rows: Rows, grid: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
    """Drop rows that one of the strongest rows of a sample dominates, twice."""
    for _ in range(2):
        before = len(rows)
        for row in strongest(grid[:, :: max(1, before // SAMPLE)].T, SIEVES):
            no_worse = np.ones(len(rows), dtype=bool)
            better = np.zeros(len(rows), dtype=bool)
            for party, value in enumerate(row):
                no_worse &= grid[party] <= value
                better |= grid[party] < value
            keep = ~(no_worse & better)
            if keep.sum() < 0.95 * len(rows):
                rows, grid = rows[keep], np.ascontiguousarray(grid[:, keep])
        if len(rows) > 0.6 * before or len(rows) < FEW:
            break
    return rows, grid


def _compiled_sieve(rows: Rows, grid: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
    """The same with the strongest rows of a sample, twice: the second sample is of what the first left."""
    kernels = load_kernels()
    if kernels is None:
        return rows, grid
    for _ in range(2):
        strong = strongest(grid[:, :: max(1, len(rows) // SAMPLE)].T, STRONGEST)
        keep = kernels.sieve(grid, strong)
        rows, grid = rows[keep], np.ascontiguousarray(grid[:, keep])
        if len(rows) < COMPILED_SIEVE_FROM:
            break
    return rows, grid


def strongest(grid: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The efficient rows of (packages, parties) with the largest sums of scaled values, at most ``most``."""
    distinct, _ = distinct_columns(np.ascontiguousarray(grid.T))
    strong = distinct[:, _SOLVERS.get(len(distinct), _block_filter)(distinct)]
    scale = 1.0 / np.maximum(strong.max(axis=1) - strong.min(axis=1), 1)
    best = np.argsort(-(scale @ strong), kind="stable")[:most]
    return np.ascontiguousarray(strong[:, best].T)


def distinct_columns(grid: NDArray[np.int64]) -> tuple[NDArray[np.int64], Rows]:
    """Distinct columns in falling order of the first party, then the second, ...; and where each one went."""
    order = np.lexsort(tuple(-grid[party] for party in range(len(grid) - 1, -1, -1)))
    ordered = grid[:, order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    inverse = np.empty(len(order), dtype=np.intp)
    inverse[order] = np.cumsum(new) - 1
    return ordered[:, new], inverse


def _one_party(grid: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray(grid[0] == grid[0].max())


def _two_parties(grid: NDArray[np.int64]) -> NDArray[np.bool_]:
    """In the order of ``distinct_columns``, efficient exactly when the second value beats all before it."""
    second = grid[1]
    before = np.maximum.accumulate(second)
    keep = np.ones(len(second), dtype=bool)
    keep[1:] = second[1:] > before[:-1]
    return keep


def _three_parties(grid: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Sweep down the first party, holding the staircase of the other two."""
    keep = np.zeros(grid.shape[1], dtype=bool)
    seconds: list[int] = []
    thirds: list[int] = []  # falls as seconds rises
    for column, (second, third) in enumerate(zip(grid[1].tolist(), grid[2].tolist(), strict=True)):
        at = bisect_left(seconds, second)
        if at < len(seconds) and thirds[at] >= third:
            continue
        keep[column] = True
        if at < len(seconds) and seconds[at] == second:
            end = at + 1
        else:
            end = at
        start = at
        while start > 0 and thirds[start - 1] <= third:
            start -= 1
        seconds[start:end] = [second]
        thirds[start:end] = [third]
    return keep


def _block_filter(grid: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Columns in falling order of their sum: only earlier columns can dominate later ones."""
    order = np.argsort(-grid.sum(axis=0), kind="stable")
    ranks = _ranks(grid[:, order])
    keep = np.zeros(grid.shape[1], dtype=bool)
    kept = ranks[:, :0]
    for start in range(0, len(order), BLOCK):
        values = ranks[:, start : start + BLOCK]
        alive = ~_covered(values, kept)
        alive[alive] = ~_covered(values[:, alive], values[:, alive])
        keep[order[start : start + BLOCK][alive]] = True
        kept = np.hstack([kept, values[:, alive]])
    return keep


def _ranks(grid: NDArray[np.int64]) -> NDArray[Any]:
    """Each party's values by rank, in the smallest whole numbers that hold them: comparing those is faster."""
    ranks = [np.unique(values, return_inverse=True)[1] for values in grid]
    small = np.int16 if grid.shape[1] < 1 << 15 else np.int32
    return np.array(ranks, dtype=small)


def _covered(values: NDArray[Any], by: NDArray[Any]) -> NDArray[np.bool_]:
    """Which columns have another, different column that is nowhere worse."""
    covered = np.zeros(values.shape[1], dtype=bool)
    for start in range(0, by.shape[1], 4 * BLOCK):
        part = by[:, start : start + 4 * BLOCK]
        no_worse = np.ones((values.shape[1], part.shape[1]), dtype=bool)
        better = np.zeros_like(no_worse)
        for party in range(len(values)):
            no_worse &= part[party][None, :] >= values[party][:, None]
            better |= part[party][None, :] > values[party][:, None]
        covered |= (no_worse & better).any(axis=1)
    return covered


_SOLVERS: dict[int, Callable[[Any], NDArray[np.bool_]]] = {1: _one_party, 2: _two_parties, 3: _three_parties}
