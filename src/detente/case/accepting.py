"""Accepted codings put into a case: the source registered, the statement written, the value resting on it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.case.dumping import write_atomically
from detente.case.editing import EditError, with_entry
from detente.case.evidence import digest_of
from detente.case.loading import check
from detente.case.statements import COLUMNS, read_csv
from detente.case.textfile import read_text
from detente.case.yamlfile import YamlReader
from detente.errors import CaseError, Problem


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document on its way into a case: its description (keys of a source) and its stored text, if it is kept.

    ``copies`` are digests of documents that print the same story; one that is a source already gives its origin.
    """

    name: str
    sha256: str
    described: Mapping[str, str]
    text: str | None = None
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One accepted coding: the columns of its statement without ``id`` and ``source``, and its document."""

    statement: Mapping[str, Any]
    source: SourceText


@dataclass(slots=True)
class Applied:
    """What was written: ids of the statements in the order given, numbers that rest on them now, what was not done."""

    ids: list[str] = field(default_factory=list)
    because: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def accept(folder: Path, acceptances: Sequence[Acceptance]) -> Applied:
    """Write accepted codings into the case in ``folder``; comments and layout of its files stay.

    A statement with a party and an issue for which the party states values becomes one of the grounds of those
    values (``values_because``). The case need not be free of faults: ``because`` may name statements that are
    still to come.

    Raises
    ------
    CaseError
        ``case.yaml`` cannot be read as a mapping.
    OSError
        A file cannot be written.
    """
    text, data = _read(folder)
    applied = Applied()
    rows: list[dict[str, Any]] = []
    texts: dict[str, str] = {}
    taken = _statement_ids(folder, data)
    known = _digests(folder, data)
    for one in acceptances:
        key = known.get(one.source.sha256)
        if key is None:
            key = known[one.source.sha256] = _free(_slug(one.source.name), data.setdefault("sources", {}))
            origin = _origin(data["sources"], (known[copy] for copy in one.source.copies if copy in known))
            text = _register(text, key, one.source, origin, texts, applied)
            data["sources"][key] = {"origin": origin}
        id_ = _next_id(taken)
        rows.append(
            {"id": id_, "source": key, **{k: v for k, v in one.statement.items() if v not in (None, "")}}
        )
        applied.ids.append(id_)
        text = _rest_on(text, data, one.statement, id_, applied)
    _write(folder, text, rows, texts)
    return applied


def _read(folder: Path) -> tuple[str, dict[str, Any]]:
    problems: list[Problem] = []
    text = read_text(folder / "case.yaml", problems)
    if text is not None:
        reader = YamlReader(text, str(folder / "case.yaml"))
        data = reader.read()
        problems += reader.problems
        if isinstance(data, dict) and not problems:
            return text, data
    raise CaseError(problems or check(folder)[1])


def _statement_ids(folder: Path, data: Mapping[str, Any]) -> set[str]:
    """Ids in use, and those that a ``because`` of the case waits for."""
    found = set(re.findall(r"\bs\d+\b", json.dumps(data, default=str)))
    for name in ("statements.csv", "statements.jsonl"):
        if (folder / name).exists():
            found |= _ids_of(folder / name)
    return found


def _ids_of(file: Path) -> set[str]:
    if file.suffix == ".csv":
        return {str(values.get("id")) for values, _, _ in read_csv(_text(file), file.name, [])}
    return {
        str(json.loads(line).get("id")) for line in _text(file).split("\n") if line.strip().startswith("{")
    }


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig")


def _next_id(taken: set[str]) -> str:
    number = 1 + max((int(id_[1:]) for id_ in taken if re.fullmatch(r"s\d{1,6}", id_)), default=0)
    taken.add(f"s{number}")
    return f"s{number}"


def _digests(folder: Path, data: Mapping[str, Any]) -> dict[str, str]:
    """Sources that the case has already, by the digest they state or that of the file kept."""
    found: dict[str, str] = {}
    sources = data.get("sources")
    for key, source in sources.items() if isinstance(sources, dict) else ():
        if isinstance(source, dict):
            if source.get("sha256"):
                found[str(source["sha256"]).lower()] = key
            file = folder / "sources" / str(source.get("file") or f"{key}.txt")
            if file.is_file():
                found[digest_of(file)] = key
    return found


def _slug(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", Path(name).stem.lower()).strip("_")[:30] or "document"
    return slug if slug[0].isalpha() else f"d_{slug}"


def _free(wanted: str, taken: Mapping[str, Any]) -> str:
    names = (wanted if not n else f"{wanted}_{n + 1}" for n in range(len(taken) + 1))
    return next(name for name in names if name not in taken)


def _origin(sources: Mapping[str, Any], copies: Iterable[str]) -> str:
    """Origin that a document shares with copies of it that are sources; empty where none is."""
    first = next(iter(copies), None)
    return "" if first is None else str((sources.get(first) or {}).get("origin") or first)


# What is registered, under which key, and where it goes: six and the text.
def _register(
    text: str, key: str, source: SourceText, origin: str, texts: dict[str, str], applied: Applied
) -> str:
    entry = {name: value for name, value in {**source.described, "origin": origin}.items() if value}
    if origin:
        applied.remarks.append(
            f"sources.{key}: prints the story of {origin}, so that both count once (`origin`)"
        )
    if source.text is not None:
        texts[f"{key}.txt"] = source.text
        entry["file"] = f"{key}.txt"
    else:
        entry["sha256"] = source.sha256
    applied.sources.append(key)
    return with_entry(text, ("sources", key), entry)


def _rest_on(
    text: str, data: Mapping[str, Any], statement: Mapping[str, Any], id_: str, applied: Applied
) -> str:
    """The values of the party on the issue rest on the statement, where the party states any."""
    party, issue = statement.get("party"), statement.get("issue")
    if not party or not issue:
        return text
    part = (data.get("parties") or {}).get(party) or {}
    if not (part.get("values") or {}).get(issue):
        applied.remarks.append(f"{id_}: {party} states no values for {issue}, so no number rests on it yet")
        return text
    try:
        text = with_entry(text, ("parties", party, "values_because", issue), [id_])
        applied.because.append(f"parties.{party}.values_because.{issue}: {id_}")
    except EditError as error:
        applied.remarks.append(
            f"{id_}: write it yourself under parties.{party}.values_because.{issue} ({error})"
        )
    return text


def _write(folder: Path, text: str, rows: list[dict[str, Any]], texts: Mapping[str, str]) -> None:
    """Sources first, then statements, then what rests on them: an interrupted run leaves nothing dangling."""
    for name, words in texts.items():
        (folder / "sources").mkdir(exist_ok=True)
        write_atomically(folder / "sources" / name, words.encode("utf-8", "surrogatepass"))
    if rows and (folder / "statements.jsonl").exists() and not (folder / "statements.csv").exists():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        write_atomically(folder / "statements.jsonl", _ended(_text(folder / "statements.jsonl")) + lines)
    elif rows:
        write_atomically(folder / "statements.csv", _with_rows(folder / "statements.csv", rows))
    write_atomically(folder / "case.yaml", text)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _with_rows(file: Path, rows: list[dict[str, Any]]) -> str:
    """The table with more rows; columns that it lacks are added behind the others."""
    text = _text(file) if file.exists() else ""
    needed = [name for name in COLUMNS if any(name in row for row in rows)]
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count) if text.strip() else ","
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) if text.strip() else [[]]
    names = [name.strip() for name in table[0]]
    more = [name for name in needed if name not in names]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    if more:
        writer.writerow([*names, *more])
        writer.writerows([*cells, *[""] * len(more)] for cells in table[1:] if cells)
    else:
        out.write(_ended(text))
    for row in rows:
        writer.writerow([_cell(row.get(name, "")) for name in (*names, *more)])
    return out.getvalue()


def _cell(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
