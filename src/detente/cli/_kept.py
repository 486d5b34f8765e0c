"""Results of earlier runs, kept in the user's cache folder, so that questions about a run answer at once.

Four kinds of file: the ledger of a case (what its numbers rest on), by the bytes of the case's files; the
numbers of an assessment and the arrays behind them, by the digest of the case and the settings; the numbers of
other commands' answers, by the digest of the case and what was asked. All carry the digest of our own code. So a changed case, other settings or another version never meet an old answer.

Nothing here is needed: a missing or damaged file means that the run is made again. ``DETENTE_CACHE``
names another folder; an empty value keeps nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.assess.candidates import Candidate
from detente.assess.ledger import Ledger
from detente.assess.number import Number
from detente.case.bundled import find_case, is_folder, is_there

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.assess.chain import Run
    from detente.assess.trace import Trace
    from detente.case.case import Case
    from detente.doubt.draws import Method

    #: What a run is told: draws, seed, scale of words, sampling.
    How = tuple[int, int, str, Method]

_GRID = 46
#: Months for which a trace keeps survival, where nothing else is asked.
HORIZONS = (12, 36, 60, 120)
#: Files kept, and their bytes; the oldest go first.
_MOST = 200
_LARGEST = 300_000_000
_ENDINGS = (".json", ".npz", ".moves")
#: Answers of one case that are looked through for the nearest id.
_ANSWERS = 12


class Opened:
    """A case as a command was given it: its ledger at once, the case itself only where it is needed."""

    def __init__(self, folder: Path, ledger: Ledger, case: Case | None = None) -> None:
        self.folder, self.ledger, self._case = folder, ledger, case

    @property
    def digest(self) -> str:
        """Of the case."""
        return self.ledger.digest

    @property
    def case(self) -> Case:
        """The case, read now if it has not been."""
        if self._case is None:
            from detente.case.loading import load

            self._case = load(self.folder)
        return self._case


@dataclass(frozen=True, slots=True)
class Kept:
    """Numbers of one assessment by id, and the packages that it judged.

    ``moved_by`` gives of a share the rank correlation of every uncertain quantity with it, by path.
    """

    numbers: Mapping[str, Number]
    packages: tuple[Candidate, ...]
    bottom_line: str
    paths: tuple[str, ...]
    shares: tuple[str, ...]
    moves: array[float]

    def moved_by(self, id: str) -> dict[str, float]:
        """Rank correlations of the uncertain quantities with a share; empty for other numbers."""
        if id not in self.shares:
            return {}
        row, width = self.shares.index(id), len(self.paths)
        return dict(zip(self.paths, self.moves[row * width : (row + 1) * width], strict=True))


def home() -> Path | None:
    """The cache folder, or None where nothing is to be kept."""
    named = os.environ.get("DETENTE_CACHE")
    if named is not None:
        return Path(named) if named else None
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "detente"


def open_case(path: str) -> Opened:
    """The case at ``path`` by its kept ledger, or read now; its warnings go to standard error in one line.

    Raises
    ------
    CaseError
        The case has errors.
    """
    from detente.cli._commits import case_at
    from detente.cli._output import say_warnings

    path = case_at(path)
    folder = find_case(path)
    folder = folder if is_folder(folder) else folder.parent
    key = _key("ledger", *_files(folder))
    kept = _read(key, "json")
    if kept is not None:
        try:
            opened = Opened(folder, Ledger.from_record(json.loads(kept)))
        except (ValueError, KeyError, TypeError, IndexError):
            _complain(key)
        else:
            say_warnings(opened.ledger.warnings, path)
            return opened
    from detente.cli._output import load_case

    case = load_case(path)
    ledger = Ledger.of(case)
    _write(key, "json", _as_json(ledger.record()))
    return Opened(folder, ledger, case)


def kept_run(
    given: Case | Opened, draws: int, seed: int, scale: str = "icd203", sampling: Method = "latin"
) -> Kept:
    """The numbers and packages of an assessment: kept ones, or a run made now and kept."""
    found = find_run(given, draws, seed, scale, sampling)
    if found is not None:
        return found
    from detente.cli._run import run_chain_fully

    case = given.case if isinstance(given, Opened) else given
    return keep_run(run_chain_fully(case, draws, seed, scale, sampling))


def find_run(
    given: Case | Opened, draws: int, seed: int, scale: str = "icd203", sampling: Method = "latin"
) -> Kept | None:
    """The numbers and packages of an assessment that was kept; None if it was not."""
    key = _key("run", given.digest, draws, seed, scale, _GRID, sampling)
    text, moves = _read(key, "json"), _read(key, "moves")
    if text is not None and moves is not None:
        try:
            return _run_from(json.loads(text), moves)
        except (ValueError, KeyError, TypeError):
            _complain(key)
    return None


def write_answer(digest: str, command: str, options: Iterable[str], answer: Mapping[str, Any]) -> None:
    """Keep the numbers of a command's answer on a case, and that there is one."""
    key = _answer_key(digest, command, options)
    _write(key, "json", _as_json(answer))
    keys = dict.fromkeys([key, *_answer_keys(digest)])
    _write(_key("answers", digest), "json", _as_json({"keys": list(keys)[:_ANSWERS]}))


def find_answer(digest: str, command: str, options: Iterable[str]) -> dict[str, Any] | None:
    """The numbers of an answer that was kept; None if it was not."""
    return _answer(_answer_key(digest, command, options))


def kept_answers(digest: str) -> list[dict[str, Any]]:
    """All answers on a case that were kept, the latest first."""
    found = (_answer(key) for key in _answer_keys(digest))
    return [answer for answer in found if answer is not None]


def _answer(key: str) -> dict[str, Any] | None:
    kept = _read(key, "json")
    try:
        answer = json.loads(kept) if kept is not None else None
    except ValueError:
        _complain(key)
        return None
    return answer if isinstance(answer, dict) and "rows" in answer else None


def _answer_keys(digest: str) -> list[str]:
    kept = _read(_key("answers", digest), "json")
    try:
        return [str(key) for key in json.loads(kept)["keys"]] if kept is not None else []
    except (ValueError, KeyError, TypeError):
        return []


def _answer_key(digest: str, command: str, options: Iterable[str]) -> str:
    """By what was asked; an option that names a file or a folder, by what is in it."""
    contents = []
    for word in options:
        place = Path(word)
        if is_folder(place):
            contents += _files(place)
        elif is_there(place):
            contents.append(hashlib.sha256(place.read_bytes()).hexdigest())
        contents.append(word)
    return _key("answer", digest, command, *contents)


def keep_run(made: Run) -> Kept:
    """Keep a run that was made, so that questions about it are answered at once."""
    assessment = made.assessment
    settings = assessment.settings
    shares, moves = _moves(made)
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
        "paths": list(made.ranks.paths),
        "shares": shares,
    }
    run = (settings.draws, settings.seed)
    key = _key("run", assessment.case_digest, *run, settings.scale, _GRID, settings.sampling)
    _write(key, "json", _as_json(record))
    _write(key, "moves", moves)
    kept = _run_from(record, moves)
    _keep_trace(
        _trace_key(assessment.case_digest, kept.packages, *run, sampling=settings.sampling), made.held
    )
    return kept


# One more than the six that are the rule: what is asked for, how far, and who is told.
def kept_trace(
    given: Case | Opened,
    candidates: tuple[Candidate, ...],
    draws: int,
    seed: int,
    horizons: tuple[int, ...] = HORIZONS,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
    sampling: Method = "latin",
) -> Trace:
    """The arrays behind the shares of these packages: kept ones, or worked out now and kept."""
    from detente.assess.keeping import trace_from_bytes

    key = _trace_key(given.digest, candidates, draws, seed, horizons, sampling)
    body = _read(key, "npz")
    if body is not None:
        try:
            return trace_from_bytes(body)
        except ValueError:
            _complain(key)
    from detente.assess.tracing import trace

    case = given.case if isinstance(given, Opened) else given
    made = trace(
        case,
        candidates,
        draws,
        seed,
        grid_points=_GRID,
        horizons=horizons,
        progress=progress,
        sampling=sampling,
    )
    _keep_trace(key, made)
    return made


def _keep_trace(key: str, made: Trace) -> None:
    from detente.assess.keeping import trace_as_bytes

    _write(key, "npz", trace_as_bytes(made))


def _trace_key(
    digest: str,
    candidates: Iterable[Candidate],
    draws: int,
    seed: int,
    horizons: tuple[int, ...] = HORIZONS,
    sampling: Method = "latin",
) -> str:
    terms = json.dumps([[candidate.id, dict(candidate.package)] for candidate in candidates], sort_keys=True)
    return _key("trace", digest, draws, seed, _GRID, horizons, terms, sampling)


def _moves(made: Run) -> tuple[list[str], bytes]:
    """Every share that the trace can restate, and the correlations of the uncertain quantities with each."""
    import numpy as np

    from detente.assess.trace import rows_of, view
    from detente.doubt.ranks import standard_ranks

    rows = {id: row for id, row in rows_of(view(made.held)).items() if row.max() > row.min()}
    table = [made.ranks.table @ standard_ranks(row) for row in rows.values()]
    return list(rows), np.array(table, dtype=np.float32).tobytes()


def _run_from(record: Mapping[str, Any], moves: bytes) -> Kept:
    numbers = {row["id"]: Number(**{**row, "inputs": tuple(row["inputs"])}) for row in record["numbers"]}
    packages = tuple(Candidate(**{**row, "because": tuple(row["because"])}) for row in record["packages"])
    shares, paths = tuple(record["shares"]), tuple(record["paths"])
    table = array("f", moves)
    if len(table) != len(shares) * len(paths):
        raise ValueError("damaged")
    return Kept(numbers, packages, record["bottom_line"], paths, shares, table)


def _as_json(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _files(folder: Path) -> list[str]:
    """Digests of the files that a case is read from; of the texts of its sources, size and time of change."""
    out = [str(folder.resolve())]
    for name in ("case.yaml", "statements.csv", "statements.jsonl"):
        file = folder / name
        if is_there(file):
            try:
                out.append(f"{name} {hashlib.sha256(file.read_bytes()).hexdigest()}")
            except OSError:  # the reading of the case says what is wrong with it
                out.append(name)
    sources = folder / "sources"
    if is_folder(sources):
        out += sorted(f"{f.name} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in sources.rglob("*"))
    return out


@lru_cache(maxsize=1)
def _code() -> str:
    """Digest of our own source, so that results of other code are never taken for ours."""
    import detente

    digest = hashlib.sha256()
    root = Path(detente.__file__).parent
    for room in ("assess", "case", "cli", "deals", "war", "motives", "doubt"):
        for file in sorted((root / room).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _key(*parts: object) -> str:
    text = "\x1f".join((_code(), *(str(part) for part in parts)))
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
        _say_once(f"(not kept for the next time: {fault.strerror or fault}: {folder})")


@lru_cache(maxsize=1)
def _say_once(text: str) -> None:
    """A remark on what is kept, where several files are."""
    click.echo(text, err=True)


def _prune(folder: Path) -> None:
    """Drop the oldest files beyond the number or the size that is kept; only our own kind is touched."""
    ours = [file for file in folder.iterdir() if len(file.stem) == 64 and file.suffix in _ENDINGS]
    told = sorted(((file.stat().st_mtime, file.stat().st_size, file) for file in ours), reverse=True)
    size = 0
    for number, (_, bytes_, file) in enumerate(told):
        size += bytes_
        if number >= _MOST or (number > 2 and size > _LARGEST):
            file.unlink(missing_ok=True)


def _complain(key: str) -> None:
    click.echo(f"(a kept result is damaged and is made again: {key[:12]})", err=True)
