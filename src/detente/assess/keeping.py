"""A trace as bytes and back, so that a run that has been made is asked again at once."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.assess.trace import PackageTrace, Trace
from detente.case.weighing import Backing, Support
from detente.motives.many import ItemDraws, RecordDraws

_KINDS: Mapping[str, type] = {"f": np.float64, "i": np.int64, "b": np.bool_}
#: What a trace holds as plain values; the rest are arrays.
_BARE = ("case_digest", "draws", "seed", "lead", "horizons", "signatures", "goals", "unjudged", "signals")
Arrays = Mapping[str, NDArray[Any]]


class _Parts:
    """Arrays one after the other, one row per kind of number; ``put`` says where an array went."""

    def __init__(self) -> None:
        self.rows: dict[str, list[NDArray[Any]]] = {kind: [] for kind in _KINDS}
        self.size = dict.fromkeys(_KINDS, 0)

    def put(self, array: NDArray[Any]) -> list[Any]:
        kind, start = array.dtype.kind, self.size[array.dtype.kind]
        self.rows[kind].append(array.ravel())
        self.size[kind] += array.size
        return [kind, start, list(array.shape)]


def trace_as_bytes(held: Trace) -> bytes:
    """All of a trace: one long array per kind of number, and a head that says which part of it is what.

    Parameters
    ----------
    held : Trace

    Returns
    -------
    bytes
    """
    parts = _Parts()
    head = {name: getattr(held, name) for name in (*_BARE, "about")}
    head["readings"] = held.readings
    head["labels"] = {path: parts.put(labels) for path, labels in held.labels.items()}
    head["records"] = {party: _record(record, parts) for party, record in held.records.items()}
    head["packages"] = [_package(package, parts) for package in held.packages]
    arrays = {
        kind: np.concatenate(rows) if rows else np.zeros(0, _KINDS[kind]) for kind, rows in parts.rows.items()
    }
    text = json.dumps(head, ensure_ascii=False).encode("utf-8")
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, head=np.frombuffer(text, np.uint8), **arrays)
    return stream.getvalue()


def trace_from_bytes(body: bytes) -> Trace:
    """The trace that ``trace_as_bytes`` wrote down.

    Raises
    ------
    ValueError
        The bytes are damaged or of another form.
    """
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as file:
            arrays = {kind: file[kind] for kind in _KINDS}
            head = json.loads(file["head"].tobytes())
        bare = {name: _tuples(head[name]) for name in _BARE}
        return Trace(
            **bare,
            about=head["about"],
            readings={path: _backings(rows) for path, rows in head["readings"].items()},
            labels={path: _get(arrays, where) for path, where in head["labels"].items()},
            records={party: _record_from(row, arrays) for party, row in head["records"].items()},
            packages=tuple(_package_from(row, arrays) for row in head["packages"]),
        )
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError, OSError, IndexError) as fault:
        raise ValueError(f"not a kept trace: {fault}") from fault


def _get(arrays: Arrays, where: list[Any]) -> NDArray[Any]:
    kind, start, shape = where
    return arrays[kind][start : start + math.prod(shape)].reshape(shape)


def _tuples(value: Any) -> Any:
    """Lists of JSON as the tuples that they were."""
    if isinstance(value, dict):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(_tuples(inner) for inner in value) if isinstance(value, list) else value


def _backings(rows: list[Any]) -> tuple[Backing, ...]:
    return tuple(
        Backing(entered, tuple(because), tuple(Support(*support) for support in supports))
        for entered, because, supports in rows
    )


def _record(record: RecordDraws, parts: _Parts) -> dict[str, Any]:
    return {
        "hypotheses": record.hypotheses,
        "log_priors": parts.put(record.log_priors),
        "items": {event: [_item(item, parts) for item in rows] for event, rows in record.items.items()},
        "logs": {event: parts.put(logs) for event, logs in record.logs.items()},
    }


def _record_from(row: Mapping[str, Any], arrays: Arrays) -> RecordDraws:
    return RecordDraws(
        hypotheses=tuple(row["hypotheses"]),
        log_priors=_get(arrays, row["log_priors"]),
        items={event: tuple(_item_from(i, arrays) for i in rows) for event, rows in row["items"].items()},
        logs={event: _get(arrays, where) for event, where in row["logs"].items()},
    )


def _item(item: ItemDraws, parts: _Parts) -> dict[str, Any]:
    return {
        "id": item.id,
        "likelihood": {goal: parts.put(chance) for goal, chance in item.likelihood.items()},
        "reliability": parts.put(item.reliability),
        "background": parts.put(item.background),
        **{name: getattr(item, name) for name in ("origin", "event", "copying", "denies")},
    }


def _item_from(row: Mapping[str, Any], arrays: Arrays) -> ItemDraws:
    likelihood = {goal: _get(arrays, where) for goal, where in row["likelihood"].items()}
    rates = {name: _get(arrays, row[name]) for name in ("reliability", "background")}
    return ItemDraws(**{**row, "likelihood": likelihood, **rates})


def _package(package: PackageTrace, parts: _Parts) -> dict[str, Any]:
    return {
        "id": package.id,
        "label": package.label,
        "package": package.package,
        "needed": package.needed,
        "answers": [
            [stance, parts.put(free), parts.put(package.coerced[stance])]
            for stance, free in package.freely.items()
        ],
        "worth": {
            kind: [[stance, parts.put(values)] for stance, values in worth.items()]
            for kind, worth in package.worth.items()
        },
        "survival": parts.put(package.survival),
        "classes": parts.put(package.classes),
    }


def _package_from(row: Mapping[str, Any], arrays: Arrays) -> PackageTrace:
    answers = [((party, goal), free, forced) for (party, goal), free, forced in row["answers"]]
    return PackageTrace(
        id=row["id"],
        label=row["label"],
        package=_tuples(row["package"]),
        needed=tuple(row["needed"]),
        freely={stance: _get(arrays, free) for stance, free, _ in answers},
        coerced={stance: _get(arrays, forced) for stance, _, forced in answers},
        worth={
            kind: {(party, goal): _get(arrays, where) for (party, goal), where in worth}
            for kind, worth in row["worth"].items()
        },
        survival=_get(arrays, row["survival"]),
        classes=_get(arrays, row["classes"]),
    )
