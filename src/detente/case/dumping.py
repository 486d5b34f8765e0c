"""A case as plain values and as files again."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from detente.case.evidence import source_file
from detente.case.quantities import Quantity, Reading
from detente.case.records import CaseRecord
from detente.case.statements import COLUMNS, read_csv
from detente.case.yamlfile import resolve
from detente.errors import Problem


def plain(case: CaseRecord) -> dict[str, Any]:
    """The case as the plain values that a case file would hold; what equals its default is left out."""
    out: dict[str, Any] = _plain(case)
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, Quantity):
        return plain_quantity(value)
    if isinstance(value, BaseModel):
        out = {}
        for name, written, required, default in _fields(type(value)):
            inner = getattr(value, name)
            if required or inner != default:
                out[written] = _plain(inner)
        return out
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(inner) for inner in value]
    return value


@cache
def _fields(kind: type[BaseModel]) -> tuple[tuple[str, str, bool, Any], ...]:
    """Of every field its name, how a file writes it, whether it is required, and its default."""
    return tuple(
        (name, field.alias or name, field.is_required(), field.get_default(call_default_factory=True))
        for name, field in kind.model_fields.items()
    )


def plain_quantity(quantity: Quantity) -> Any:
    """A quantity as one would write it: a bare number or range where that says everything."""
    grounds: dict[str, Any] = {}
    if quantity.because:
        grounds["because"] = list(quantity.because)
    for key in ("assumed", "judged_by", "on"):
        if (text := getattr(quantity, key)) is not None:
            grounds[key] = text
    only = quantity.readings[0]
    if len(quantity.readings) == 1 and not (only.because or only.assumed or only.weight is not None):
        return {"value": _span(only), **grounds} if grounds else _span(only)
    return {"readings": [_plain_reading(reading) for reading in quantity.readings], **grounds}


def _plain_reading(reading: Reading) -> dict[str, Any]:
    out: dict[str, Any] = {"value": _span(reading)}
    if reading.weight is not None:
        out["weight"] = reading.weight
    if reading.because:
        out["because"] = list(reading.because)
    if reading.assumed:
        out["assumed"] = reading.assumed
    return out


def _span(reading: Reading) -> float | str:
    if reading.likely is not None:
        return f"{_number(reading.low)} to {_number(reading.high)}, likely {_number(reading.likely)}"
    if reading.low == reading.high:
        return int(reading.low) if _is_whole(reading.low) else reading.low
    return f"{_number(reading.low)} to {_number(reading.high)}"


def _number(value: float) -> str:
    """Shortest text that reads back as the same number."""
    return str(int(value)) if _is_whole(value) else repr(value)


def _is_whole(value: float) -> bool:
    return value.is_integer() and abs(value) < 1e15


def dump(case: CaseRecord, folder: str | Path) -> None:
    """Write a case as a folder: case.yaml, statements.csv (or .jsonl) and the texts under sources/.

    Every file is written beside its place and then moved there, so that a reader never sees half a file and
    an interrupted run leaves the old one. Comments of an earlier case.yaml are not kept.

    Raises
    ------
    OSError
        The folder or a file cannot be written.
    """
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    data = plain(case)
    rows = data.pop("statements", [])
    table, lines = _as_csv(rows), _as_jsonl(rows)
    as_table = _reads_back(table, rows)
    _copy_sources(case, home)
    write_atomically(home / "case.yaml", to_yaml(data))
    for name, text, wanted in (
        ("statements.csv", table, as_table),
        ("statements.jsonl", lines, not as_table),
    ):
        if rows and wanted:
            write_atomically(home / name, text)
        else:
            (home / name).unlink(missing_ok=True)


def to_yaml(data: Any) -> str:
    """Plain values as YAML 1.2 text; words that YAML 1.1 would misread are quoted too."""
    text: str = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None
    )
    return text


class _Dumper(yaml.SafeDumper):
    """Quotes what would not read back as text, in YAML 1.2 or in 1.1; repeats instead of aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is not yaml.ScalarNode or not implicit[0]:
            return super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
        meaning = resolve(value)
        if isinstance(meaning, str):
            return super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
        return _TAGS[type(meaning)]


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Texts with line ends other than ``\\n`` or invisible characters go in double quotes, escaped."""
    hidden = any(not (character.isprintable() or character in "\n\t") for character in text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if hidden else None)


_Dumper.add_representer(str, _represent_text)

_TAGS: dict[type, str] = {
    bool: "tag:yaml.org,2002:bool",
    int: "tag:yaml.org,2002:int",
    float: "tag:yaml.org,2002:float",
    type(None): "tag:yaml.org,2002:null",
}


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file beside its place, then move it there in one step."""
    data = content.encode() if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _as_csv(rows: list[dict[str, Any]]) -> str:
    columns = [name for name in COLUMNS if any(name in row for row in rows)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {key: str(value).lower() if isinstance(value, bool) else value for key, value in row.items()}
        )
    return out.getvalue()


def _as_jsonl(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _reads_back(table: str, rows: list[dict[str, Any]]) -> bool:
    """Whether the table says the same as the rows (it cannot hold empty texts or edges of white space)."""
    problems: list[Problem] = []
    read = [
        values for values, _, _ in read_csv(table.replace("\r\n", "\n").replace("\r", "\n"), "", problems)
    ]
    return not problems and read == rows


def _copy_sources(case: CaseRecord, home: Path) -> None:
    """Copy the texts kept with the case, where it is written to another folder."""
    origin: Path | None = getattr(case, "folder", None)
    if origin is None or origin.resolve() == home.resolve():
        return
    for id_, source in case.sources.items():
        path = source_file(origin, id_, source.file)
        if path is not None:
            target = home / "sources" / path.relative_to((origin / "sources").resolve())
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(target, path.read_bytes())
