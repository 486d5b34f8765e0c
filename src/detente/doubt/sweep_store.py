"""Where the results of a sweep are kept: one SQLite file, each piece under the digest of what made it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.doubt.draws import chunk_seed
from detente.errors import DetenteError, ShapeError

Arrays = Mapping[str, npt.NDArray[Any]]


class SweepError(DetenteError):
    """A sweep cannot go on; what was finished is kept."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One piece of work: its number, how many draws, and the seed that belongs to it alone."""

    index: int
    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sweep computes; two plans with the same content share their results.

    Parameters
    ----------
    what : str
        Digest of the case and name of what is run on it.
    settings : mapping, JSON
        Everything else that the numbers depend on.
    draws : int
        In all.
    chunk_draws : int
        Per piece; part of what the numbers depend on, unlike the number of workers.
    seed : int
    """

    what: str
    settings: Mapping[str, Any]
    draws: int
    chunk_draws: int = 500
    seed: int = 1

    @property
    def text(self) -> str:
        """The plan as canonical JSON."""
        content = {
            "what": self.what,
            "settings": dict(self.settings),
            "draws_per_chunk": self.chunk_draws,
            "seed": self.seed,
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False)

    @property
    def key(self) -> str:
        """Address of the results: SHA-256 of the plan without its length, so that a longer run goes on."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """The pieces in order; the last may be shorter."""
        if self.draws < 1 or self.chunk_draws < 1:
            raise ShapeError(
                f"plan: {self.draws} draws in pieces of {self.chunk_draws}; both must be at least 1"
            )
        count = -(-self.draws // self.chunk_draws)
        sizes = [min(self.chunk_draws, self.draws - i * self.chunk_draws) for i in range(count)]
        return tuple(Chunk(i, size, chunk_seed(self.seed, i)) for i, size in enumerate(sizes))


class Store:
    """One SQLite file of finished pieces; safe to kill at any moment.

    Each piece is written in one transaction with the digest of its bytes, so after a kill a piece is
    there whole or not at all.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._link = sqlite3.connect(path, timeout=60, isolation_level=None)
            self._link.execute("PRAGMA synchronous = NORMAL")
            self._link.execute(
                "CREATE TABLE IF NOT EXISTS plans (key TEXT PRIMARY KEY, plan TEXT) WITHOUT ROWID"
            )
            self._link.execute(
                "CREATE TABLE IF NOT EXISTS chunks (plan TEXT, chunk INTEGER, draws INTEGER, digest TEXT, body BLOB, "
                "PRIMARY KEY (plan, chunk, draws)) WITHOUT ROWID"
            )
        except sqlite3.Error as error:
            raise SweepError(
                f"{path}: cannot be used to keep results ({error}); name another file"
            ) from error

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._link.close()

    def finished(self, plan: Plan) -> set[int]:
        """Numbers of the plan's pieces that are there with their full number of draws."""
        rows = self._link.execute("SELECT chunk, draws FROM chunks WHERE plan = ?", (plan.key,))
        there = set(rows)
        return {chunk.index for chunk in plan.chunks if (chunk.index, chunk.draws) in there}

    def put(self, plan: Plan, chunk: Chunk, arrays: Arrays) -> None:
        """Keep one finished piece; keeping it twice changes nothing."""
        body = encode(arrays, chunk.draws)
        digest = hashlib.sha256(body).hexdigest()
        try:
            self._link.execute("BEGIN IMMEDIATE")
            self._link.execute("INSERT OR IGNORE INTO plans VALUES (?, ?)", (plan.key, plan.text))
            self._link.execute(
                "INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?)",
                (plan.key, chunk.index, chunk.draws, digest, body),
            )
            self._link.execute("COMMIT")
        except sqlite3.Error as error:
            if self._link.in_transaction:
                self._link.execute("ROLLBACK")
            raise SweepError(
                f"{self.path}: piece {chunk.index} cannot be written ({error}); "
                f"{len(self.finished(plan))} of {len(plan.chunks)} pieces are kept: make room and run the same command"
            ) from error

    def get(self, plan: Plan, chunk: Chunk) -> dict[str, npt.NDArray[Any]] | None:
        """One piece, or None when it is missing or its bytes are not what was written."""
        row = self._link.execute(
            "SELECT digest, body FROM chunks WHERE plan = ? AND chunk = ? AND draws = ?",
            (plan.key, chunk.index, chunk.draws),
        ).fetchone()
        if row is None or hashlib.sha256(row[1]).hexdigest() != row[0]:
            return None
        return decode(row[1])

    def drop(self, plan: Plan, chunk: Chunk) -> None:
        """Forget one piece."""
        key = (plan.key, chunk.index, chunk.draws)
        self._link.execute("DELETE FROM chunks WHERE plan = ? AND chunk = ? AND draws = ?", key)


def encode(arrays: Arrays, draws: int) -> bytes:
    """Arrays as bytes that depend on their content alone: a JSON line of shapes, then the numbers.

    Raises
    ------
    ShapeError
        An array without one row per draw, or of objects.
    """
    head, parts = {}, []
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        if array.dtype.hasobject or array.ndim < 1 or array.shape[0] != draws:
            raise ShapeError(
                f"sweep: {name!r} is {array.dtype} {array.shape}; a piece of {draws} draws needs that many rows"
            )
        array = array.astype(array.dtype.newbyteorder("<"))
        head[name] = [array.dtype.str, list(array.shape)]
        parts.append(array.tobytes())
    return json.dumps(head, sort_keys=True).encode("utf-8") + b"\n" + b"".join(parts)


def decode(body: bytes) -> dict[str, npt.NDArray[Any]]:
    """The way back from `encode`."""
    line, _, rest = body.partition(b"\n")
    result, at = {}, 0
    for name, (kind, shape) in json.loads(line).items():
        dtype = np.dtype(kind)
        count = int(np.prod(shape, dtype=np.int64))
        result[name] = np.frombuffer(rest, dtype, count, at).reshape(shape).copy()
        at += count * dtype.itemsize
    return result
