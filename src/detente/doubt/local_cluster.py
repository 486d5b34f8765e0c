"""A Dask cluster of one's own on this machine, for as long as a run takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from detente.doubt.sweep_store import SweepError


@contextmanager
def local_cluster(workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers of one thread each; all of them end with the block.

    Parameters
    ----------
    workers : int
        At least 1.

    Raises
    ------
    SweepError
        Dask is not installed, or its workers do not start.
    """
    try:
        import distributed
    except ImportError as error:
        raise SweepError(
            "workers of a cluster need Dask: pip install 'detente[cluster]', or give --workers N, processes without it"
        ) from error
    try:
        cluster = distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        )
    except (OSError, TimeoutError, RuntimeError) as error:
        raise SweepError(
            f"the cluster on this machine did not start ({type(error).__name__}: {error}); nothing is lost: "
            "give --workers N, processes without Dask"
        ) from error
    try:
        yield cluster.scheduler_address
    finally:
        cluster.close()
