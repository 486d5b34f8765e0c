"""Long runs in pieces: resumable after a kill, same numbers whatever the number of workers."""

from __future__ import annotations

import asyncio
import concurrent.futures
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.doubt.sweep_store import Arrays, Chunk, Plan, Store, SweepError

Task = Callable[[Chunk], Arrays]
#: Called with pieces done and pieces in all, after each one.
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Where:
    """Where pieces are computed: this many processes here, or a Dask scheduler.

    ``or_here`` chooses what happens when the scheduler does not answer, has no workers, or is lost on the
    way: go on here, or stop.
    """

    workers: int = 1
    cluster: str | None = None
    or_here: bool = False
    patience: float = 10.0


class ClusterLostError(SweepError):
    """The cluster went away in the middle of a run."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a run did: pieces found finished, pieces computed now, and where."""

    plan: Plan
    found: int
    computed: int
    place: str


def run_sweep(
    plan: Plan, task: Task, store: Path, where: Where | None = None, report: Report | None = None
) -> Sweep:
    """Compute the pieces of a plan that are not there yet.

    A piece depends on the plan and its own number alone, so neither workers nor interruptions nor a
    later, longer run change a number. Nothing that was finished is ever computed again.

    Parameters
    ----------
    plan : Plan
    task : function of a Chunk to arrays with one row per draw
        Must be picklable (a function of a module, or a partial of one) when there are several
        workers or a cluster, and must take its randomness from the chunk's seed alone.
    store : Path
        SQLite file, made if it does not exist.
    where : Where, optional
        One process here, if not given.
    report : function of (done, all), optional

    Returns
    -------
    Sweep

    Raises
    ------
    SweepError
        The file cannot be written (disk full, no right), a worker died, or the cluster does not
        answer; finished pieces are kept and the same call goes on from there.
    """
    place = Where() if where is None else where
    chunks = plan.chunks
    with Store(store) as kept:
        there = kept.finished(plan)
        missing = {chunk.index: chunk for chunk in chunks if chunk.index not in there}
        computed = len(missing)
        if report is not None:
            report(len(there), len(chunks))

        def keep(results: Iterator[tuple[Chunk, Arrays]]) -> None:
            for chunk, arrays in results:
                kept.put(plan, chunk, arrays)
                del missing[chunk.index]
                if report is not None:
                    report(len(chunks) - len(missing), len(chunks))

        name, results = _open(task, list(missing.values()), place)
        try:
            keep(results)
        except ClusterLostError:
            if not place.or_here:
                raise
            here, results = _open(task, list(missing.values()), replace(place, cluster=None))
            name = f"{name}, then {here}"
            keep(results)
    return Sweep(plan, len(chunks) - computed, computed, name)


def read_sweep(plan: Plan, store: Path) -> dict[str, npt.NDArray[Any]]:
    """The results of a finished sweep, pieces joined in order.

    Parameters
    ----------
    plan : Plan
    store : Path

    Returns
    -------
    dict of str to (draws, ...) array

    Raises
    ------
    SweepError
        Pieces are missing, or damaged on disk (then they are dropped, and the next run makes them
        again).
    """
    parts, missing = [], []
    if not store.exists():
        raise SweepError(f"{store}: there are no results yet; run the sweep first")
    with Store(store) as kept:
        for chunk in plan.chunks:
            piece = kept.get(plan, chunk)
            if piece is None:
                kept.drop(plan, chunk)
                missing.append(chunk.index)
            else:
                parts.append(piece)
    if missing:
        shown = ", ".join(str(index) for index in missing[:5]) + (" ..." if len(missing) > 5 else "")
        raise SweepError(
            f"{store}: {len(missing)} of {len(plan.chunks)} pieces are missing ({shown}); run the sweep again"
        )
    return {name: np.concatenate([part[name] for part in parts]) for name in sorted(parts[0])}


def write_sweep(plan: Plan, store: Path, target: Path) -> None:
    """Write the joined results as ``.csv``, or as ``.parquet`` where pyarrow is installed.

    The bytes of the CSV depend on the plan alone. Arrays of more than one column become
    ``name.0``, ``name.1``, ...

    Parameters
    ----------
    plan : Plan
    store : Path
    target : Path

    Raises
    ------
    SweepError
        Pieces are missing, another ending, or pyarrow is not there.
    """
    columns = _flat(read_sweep(plan, store))
    if target.suffix == ".csv":
        rows = zip(*(column.tolist() for column in columns.values()), strict=True)
        lines = [",".join(columns), *(",".join(repr(value) for value in row) for row in rows)]
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    elif target.suffix == ".parquet":
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError as error:
            raise SweepError(
                "Parquet needs pyarrow: pip install 'detente[parquet]', or write .csv"
            ) from error
        pyarrow.parquet.write_table(pyarrow.table(columns), target)
    else:
        raise SweepError(f"{target}: results are written as .csv or .parquet")


def _flat(arrays: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    columns = {}
    for name, array in arrays.items():
        if array.ndim == 1:
            columns[name] = array
        else:
            table = array.reshape(array.shape[0], -1)
            columns.update({f"{name}.{i}": table[:, i] for i in range(table.shape[1])})
    return columns


def _open(task: Task, chunks: Sequence[Chunk], where: Where) -> tuple[str, Iterator[tuple[Chunk, Arrays]]]:
    if where.cluster is not None and chunks:
        try:
            return where.cluster, _on_cluster(task, chunks, where)
        except SweepError:
            if not where.or_here:
                raise
    if where.workers > 1 and len(chunks) > 1:
        return f"{where.workers} processes", _in_processes(task, chunks, where.workers)
    return "this process", ((chunk, task(chunk)) for chunk in chunks)


def _in_processes(task: Task, chunks: Sequence[Chunk], workers: int) -> Iterator[tuple[Chunk, Arrays]]:
    context = multiprocessing.get_context("spawn")
    pool = concurrent.futures.ProcessPoolExecutor(workers, context, _leave_with_parent, (os.getpid(),))
    waiting: dict[concurrent.futures.Future[Arrays], Chunk] = {}
    queue = iter(chunks)
    try:
        for chunk in queue:
            waiting[pool.submit(task, chunk)] = chunk
            if len(waiting) < 2 * workers:
                continue
            yield from _take(waiting)
        while waiting:
            yield from _take(waiting)
    except concurrent.futures.process.BrokenProcessPool as error:
        raise SweepError(
            "a worker process died (out of memory?); finished pieces are kept: run again with fewer workers"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _take(waiting: dict[concurrent.futures.Future[Arrays], Chunk]) -> Iterator[tuple[Chunk, Arrays]]:
    ready, _ = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
    for future in ready:
        chunk = waiting.pop(future)
        yield chunk, future.result()


def _leave_with_parent(parent: int) -> None:
    """Start a watch in a worker: when the parent is killed, the worker must not stay behind.

    A worker takes one core: the others belong to the other workers.
    """
    os.environ["OMP_NUM_THREADS"] = "1"

    def watch() -> None:
        pause = threading.Event()
        while os.getppid() == parent:
            pause.wait(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _on_cluster(task: Task, chunks: Sequence[Chunk], where: Where) -> Iterator[tuple[Chunk, Arrays]]:
    """Pieces from a Dask scheduler; connecting happens here, so that a dead address is known at once."""
    try:
        import distributed
    except ImportError as error:
        raise SweepError(
            "a cluster needs Dask: pip install 'detente[cluster]', or leave --cluster out to run on this machine"
        ) from error
    try:
        client = distributed.Client(where.cluster, timeout=where.patience)
    except (OSError, TimeoutError, ValueError) as error:
        raise SweepError(
            f"{where.cluster}: no Dask scheduler answers there ({type(error).__name__}); nothing is lost: "
            "start one with `dask scheduler`, or run on this machine without --cluster"
        ) from error
    try:
        client.wait_for_workers(1, timeout=where.patience)
    except (OSError, TimeoutError) as error:
        client.close()
        raise SweepError(
            f"{where.cluster}: the scheduler has no workers; nothing is lost: start some with "
            f"`dask worker {where.cluster}`, or run on this machine without --cluster"
        ) from error
    return _from_client(client, distributed.as_completed, task, chunks)


def _from_client(
    client: Any, as_completed: Any, task: Task, chunks: Sequence[Chunk]
) -> Iterator[tuple[Chunk, Arrays]]:
    try:
        futures = {client.submit(task, chunk, pure=False): chunk for chunk in chunks}
        for future in as_completed(list(futures)):
            if future.status in ("cancelled", "lost"):
                raise ConnectionError(future.status)
            yield futures[future], future.result()
            future.release()
    except (OSError, TimeoutError, concurrent.futures.CancelledError, asyncio.CancelledError) as error:
        raise ClusterLostError(
            f"the cluster was lost ({type(error).__name__}); finished pieces are kept: run the same command again"
        ) from error
    finally:
        client.close()
