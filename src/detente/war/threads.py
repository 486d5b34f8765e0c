"""Run a compiled kernel over many rows on all cores; the kernels hold no lock."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np


def run_in_threads(n: int, work: Callable[[slice], object]) -> None:
    """Call ``work(slice)`` on parts of ``range(n)``; the kernels hold no lock, so parts run side by side.

    Where ``OMP_NUM_THREADS`` is set, no more threads than it says: workers of a pool or a cluster are told so.
    """
    cores = max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    told = os.environ.get("OMP_NUM_THREADS", "")
    cores = min(cores, int(told)) if told.isdigit() and int(told) > 0 else cores
    parts = 1 if n < 64 else min(4 * cores, n // 16)
    edges = np.linspace(0, n, parts + 1).astype(int)
    slices = [slice(int(a), int(b)) for a, b in pairwise(edges)]
    if parts == 1 or cores == 1:
        for part in slices:
            work(part)
        return
    with ThreadPoolExecutor(cores) as pool:
        list(pool.map(work, slices))
