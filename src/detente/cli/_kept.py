"""Results of earlier runs, kept in the user's cache folder, so that questions about a run answer at once.

Nothing here is needed: a missing or damaged file means that the run is made again. ``DETENTE_CACHE``
names another folder; an empty value keeps nothing.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from detente.assess.candidates import Candidate
    from detente.assess.records import Number
    from detente.assess.trace import Trace
    from detente.case.case import Case

_GRID = 46
#: Files kept; the oldest go first.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """Numbers of one assessment by id, and the packages that it judged."""

    numbers: Mapping[str, Number]
    packages: tuple[Candidate, ...]
    bottom_line: str


def home() -> Path | None:
    """The cache folder, or None where nothing is to be kept."""
    named = os.environ.get("DETENTE_CACHE")
    if named is not None:
        return Path(named) if named else None
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "detente"


def kept_run(case: Case, draws: int, seed: int, scale: str = "icd203") -> Kept:
    """The numbers and packages of an assessment: kept ones, or a run made now and kept."""
    key = _key("run", case, draws, seed, scale)
    text = _read(key, "json")
    if text is not None:
        try:
            return _run_from(json.loads(text))
        except (ValueError, KeyError, TypeError):
            _complain(key)
    from detente.cli._run import run_chain

    assessment = run_chain(case, draws, seed, scale)
    record = {
        "numbers": [asdict(number) for number in assessment.numbers().values()],
        "packages": [
            {
                "id": verdict.id,
                "label": verdict.label,
                "by": verdict.by,
                "package": dict(verdict.package),
                "found": verdict.origin == "found",
                "because": list(verdict.because),
            }
            for verdict in assessment.verdicts
        ],
        "bottom_line": assessment.bottom_line,
    }
    _write(key, "json", json.dumps(record, ensure_ascii=False).encode("utf-8"))
    return _run_from(record)


def kept_trace(case: Case, candidates: tuple[Candidate, ...], draws: int, seed: int) -> Trace:
    """The arrays behind the shares of these packages: kept ones, or worked out now and kept."""
    from detente.assess.trace import Trace
    from detente.assess.tracing import trace

    terms = json.dumps([[candidate.id, dict(candidate.package)] for candidate in candidates], sort_keys=True)
    key = _key("trace", case, draws, seed, terms)
    body = _read(key, "npz")
    bare = trace(case, (), draws, seed, grid_points=_GRID)
    if body is not None:
        try:
            packages = _packages_from(body)
            return Trace(**{**{name: getattr(bare, name) for name in Trace.__slots__}, "packages": packages})
        except (ValueError, KeyError, OSError, EOFError):
            _complain(key)
    made = trace(case, candidates, draws, seed, grid_points=_GRID)
    _write(key, "npz", _packages_as_bytes(made))
    return made


def _run_from(record: Mapping[str, Any]) -> Kept:
    from detente.assess.candidates import Candidate
    from detente.assess.records import Number

    numbers = {row["id"]: Number(**{**row, "inputs": tuple(row["inputs"])}) for row in record["numbers"]}
    packages = tuple(Candidate(**{**row, "because": tuple(row["because"])}) for row in record["packages"])
    return Kept(numbers, packages, record["bottom_line"])


def _packages_as_bytes(made: Trace) -> bytes:
    import numpy as np

    arrays: dict[str, Any] = {}
    rows = []
    for place, package in enumerate(made.packages):
        stances = list(package.freely)
        rows.append(
            {
                "id": package.id,
                "label": package.label,
                "package": list(package.package),
                "needed": list(package.needed),
                "stances": stances,
            }
        )
        for column, stance in enumerate(stances):
            arrays[f"{place}.free.{column}"] = package.freely[stance]
            arrays[f"{place}.forced.{column}"] = package.coerced[stance]
        arrays[f"{place}.survival"], arrays[f"{place}.classes"] = package.survival, package.classes
    arrays["head"] = np.frombuffer(json.dumps(rows).encode("utf-8"), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def _packages_from(body: bytes) -> tuple[Any, ...]:
    import zipfile

    import numpy as np

    from detente.assess.trace import PackageTrace

    try:
        held = np.load(io.BytesIO(body), allow_pickle=False)
        arrays = {name: held[name] for name in held.files}
    except zipfile.BadZipFile as error:
        raise ValueError("damaged") from error
    packages = []
    for place, row in enumerate(json.loads(arrays["head"].tobytes())):
        stances = [(party, goal) for party, goal in row["stances"]]
        packages.append(
            PackageTrace(
                id=row["id"],
                label=row["label"],
                package=tuple((issue, level) for issue, level in row["package"]),
                needed=tuple(row["needed"]),
                freely={s: arrays[f"{place}.free.{i}"] for i, s in enumerate(stances)},
                coerced={s: arrays[f"{place}.forced.{i}"] for i, s in enumerate(stances)},
                survival=arrays[f"{place}.survival"],
                classes=arrays[f"{place}.classes"],
            )
        )
    return tuple(packages)


@lru_cache(maxsize=1)
def _code() -> str:
    """Digest of our own source, so that results of other code are never taken for ours."""
    import detente

    digest = hashlib.sha256()
    root = Path(detente.__file__).parent
    for room in ("assess", "case", "deals", "war", "motives", "doubt"):
        for file in sorted((root / room).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _key(kind: str, case: Case, draws: int, seed: int, more: str) -> str:
    text = "\x1f".join((kind, _code(), case.digest, str(draws), str(seed), str(_GRID), more))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read(key: str, ending: str) -> bytes | None:
    folder = home()
    if folder is None:
        return None
    try:
        return (folder / f"{key}.{ending}").read_bytes()
    except OSError:
        return None


def _write(key: str, ending: str, body: bytes) -> None:
    folder = home()
    if folder is None:
        return
    from detente.case.dumping import write_atomically

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(folder / f"{key}.{ending}", body)
        _prune(folder)
    except OSError as fault:
        click.echo(f"(not kept for the next time: {fault})", err=True)


def _prune(folder: Path) -> None:
    """Drop the oldest files beyond the most that are kept; only our own kind is touched."""
    ours = [file for file in folder.iterdir() if len(file.stem) == 64 and file.suffix in (".json", ".npz")]
    for file in sorted(ours, key=lambda file: file.stat().st_mtime)[:-_MOST]:
        file.unlink(missing_ok=True)


def _complain(key: str) -> None:
    click.echo(f"(a kept result is damaged and is made again: {key[:12]})", err=True)
