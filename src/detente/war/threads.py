"""Work on all cores: a compiled kernel over many rows, or one piece of work after another; the kernels hold no lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np

Given = TypeVar("Given")
Found = TypeVar("Found")


def cores() -> int:
    """Cores to work on: where ``OMP_NUM_THREADS`` is set, no more than it says (workers of a pool are told so)."""
    own = max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    told = os.environ.get("OMP_NUM_THREADS", "")
    return min(own, int(told)) if told.isdigit() and int(told) > 0 else own


def map_in_threads(work: Callable[[Given], Found], items: Iterable[Given]) -> Iterator[Found]:
    """What ``work`` makes of each item, in their order; several at a time, so it must write nothing that it shares."""
    at_once = cores()
    if at_once == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(work, items)


def run_in_threads(n: int, work: Callable[[slice], object]) -> None:
    """Call ``work(slice)`` on parts of ``range(n)``; the kernels hold no lock, so parts run side by side."""
    at_once = cores()
    parts = 1 if n < 64 else min(4 * at_once, n // 16)
    edges = np.linspace(0, n, parts + 1).astype(int)
    slices = [slice(int(a), int(b)) for a, b in pairwise(edges)]
    if parts == 1 or at_once == 1:
        for part in slices:
            work(part)
        return
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(work, slices))
