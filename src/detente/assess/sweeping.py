"""One piece of a long run: the shares of a case's packages for some draws, as arrays to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from detente.assess.candidates import Candidate
from detente.assess.trace import Floats, rows_of, view
from detente.assess.tracing import trace
from detente.case.case import Case
from detente.doubt.draws import Method
from detente.doubt.sweep_store import Chunk
from detente.errors import DetenteError

Packages = Sequence[tuple[str, tuple[tuple[str, str], ...]]]


class ChangedCaseError(DetenteError):
    """The case on disk is not the one that the run began with."""


# One more than the six that are the rule: a run's settings, handed to workers as they are.
def piece(
    chunk: Chunk,
    path: str,
    digest: str,
    packages: Packages,
    changes: Sequence[tuple[str, Any]] = (),
    grid_points: int = 46,
    sampling: Method = "latin",
) -> dict[str, Floats]:
    """The rows behind the main shares of every package, for the draws of one chunk.

    Parameters
    ----------
    chunk : Chunk
        Number of draws, and the seed that they all come from.
    path : str
        Folder of the case, or the name of a bundled one; read anew in every process.
    digest : str
        The case's digest when the run began.
    packages : sequence of (id, ((issue, level), ...))
    changes : sequence of (path, value)
        Other values than those of the case on disk.
    grid_points : int
    sampling : "latin" or "sobol"

    Returns
    -------
    dict of number id to (draws,) array
        ``verdict.<id>.all_sign``, ``.holds``, ``.survival.60``, and ``belief.<party>.<goal>``.

    Raises
    ------
    ChangedCaseError
        The case was changed in the meantime.
    """
    case = _case(path)
    if case.digest != digest:
        raise ChangedCaseError(f"{path}: the case was changed since the run began; begin another run")
    if changes:
        case = case.with_values(dict(changes))
    candidates = [Candidate(id, id, dict(package)) for id, package in packages]
    held = trace(case, candidates, chunk.draws, chunk.seed, grid_points=grid_points, sampling=sampling)
    wanted = (".all_sign", ".holds", ".survival.60")
    return {
        id: np.ascontiguousarray(rows)
        for id, rows in rows_of(view(held)).items()
        if id.startswith("belief.") or id.endswith(wanted)
    }


@lru_cache(maxsize=2)
def _case(path: str) -> Case:
    from detente.case.loading import load

    return load(path)
