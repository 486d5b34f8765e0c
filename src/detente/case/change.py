"""A case with some values changed: the same checks, and the places of the original files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from detente.case.dumping import plain
from detente.case.findings import Finding
from detente.case.near import did_you_mean
from detente.case.quantities import Quantity
from detente.case.records import CaseRecord
from detente.case.shape import Shape, walk
from detente.errors import CaseError

if TYPE_CHECKING:
    from detente.case.case import Case


def changed(case: Case, values: Mapping[str, Any]) -> Case:
    """``case`` with each value of ``values`` at its path."""
    from detente.case.loading import build

    data = plain(case)
    findings = [
        finding for path, raw in values.items() if (finding := _put(data, path, raw, case)) is not None
    ]
    layout = case._layout
    if findings:
        raise CaseError(layout.problems(findings))
    made, problems = build(data, layout, case.folder)
    if made is None:
        raise CaseError(problems)
    return made


def _put(data: Any, path: str, raw: Any, case: Case) -> Finding | None:
    """Set one value in place; a finding where the path leads nowhere."""
    if not _is_plain(raw):
        return Finding(
            tuple(path.split(".")),
            "C-014",
            ascii(raw)[:60],
            "a new value is what a case file could say: text of whole characters, numbers, lists, mappings",
            "write the value as in the case file",
        )
    keys = find_keys(data, path)
    if keys is None:
        return nowhere(path, case, tuple(path.split(".")))
    parent = data
    for key in keys[:-1]:
        below = parent.get(key) if isinstance(parent, dict) else parent[int(key)]
        if below is None:
            below = parent[key] = {}
        parent = below
    if isinstance(parent, dict):
        parent[keys[-1]] = raw
    else:
        parent[int(keys[-1])] = raw
    return None


def _is_plain(raw: Any) -> bool:
    """Whether a value could stand in a case file."""
    if isinstance(raw, Quantity):
        return True
    try:
        json.dumps(raw, ensure_ascii=False).encode()
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def find_keys(data: Any, path: str) -> list[str] | None:
    """The path as keys of the plain values, list items by number; None if the case has no such place."""
    keys: list[str] = []
    value = data
    for part in path.split("."):
        shape, steps = walk(keys)
        if steps < len(keys) or shape.step(part) is None:
            return None
        if isinstance(value, list):
            numbers = [
                number
                for number, item in enumerate(value)
                if isinstance(item, dict) and item.get("id") == part
            ]
            if not numbers and part.isdigit() and int(part) < len(value):
                numbers = [int(part)]
            if not numbers:
                return None
            keys.append(str(numbers[0]))
            value = value[numbers[0]]
            continue
        known = isinstance(value, dict) and part in value
        if not known and not _may_be_new(shape, part):
            return None
        keys.append(part)
        value = value[part] if known else None
    return keys


def _may_be_new(shape: Shape, part: str) -> bool:
    """A field that was left out may be set; of mappings only those that hold single values may grow."""
    if shape.kind == "record":
        return part in shape.fields()
    below = shape.step(part)
    return shape.kind == "mapping" and below is not None and below.kind in ("quantity", "value", "mapping")


def nowhere(path: str, case: CaseRecord, place: tuple[str, ...]) -> Finding:
    """The finding on a path that the case does not have, with the nearest ones."""
    return Finding(
        place,
        "C-090",
        f"path `{path}`",
        "a change names a place of the case",
        did_you_mean(path, _known(plain(case)), "`detente show CASE --quantities` lists every path"),
    )


def _known(data: Any, path: str = "") -> Iterator[str]:
    """Every path of the plain values outside the statements."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        if path or key not in ("statements", "sources", "scenarios"):
            name = (
                value["id"] if isinstance(data, list) and isinstance(value, dict) and "id" in value else key
            )
            inner = f"{path}.{name}" if path else str(name)
            yield inner
            yield from _known(value, inner)
