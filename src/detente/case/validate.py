"""Plain values to a ``CaseRecord``: each fault of form as a finding, and a repaired copy so that the rest is checked too."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from detente.case.findings import Finding, Path
from detente.case.near import did_you_mean
from detente.case.parse import QuantityError
from detente.case.records import CaseRecord
from detente.case.shape import ROOT, Shape, walk

_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "a mapping (`key: value` lines)",
    "model_type": "a mapping (`key: value` lines)",
    "model_attributes_type": "a mapping (`key: value` lines)",
    "tuple_type": "a list (`[a, b]`, or lines that start with `- `)",
    "float_type": "a number",
    "float_parsing": "a number",
    "greater_than_equal": "a larger number",
}


def validate(data: Any) -> tuple[CaseRecord | None, list[Finding], list[Path]]:
    """The record of plain values, what is wrong with their form, and the paths that were repaired.

    Where parts are faulty, each is replaced by a stand-in and the rest is validated again, so that one typing
    error does not hide faults of meaning elsewhere; findings about repaired parts are to be left out.
    """
    if not isinstance(data, dict):
        return None, [_not_a_mapping(data)], [()]
    try:
        return CaseRecord.model_validate(data), [], []
    except ValidationError as error:
        details = error.errors(include_url=False)
    findings, repairs = _findings(details, data)
    repaired = copy.deepcopy(data)
    for path, detail in repairs:
        _repair(repaired, path, detail)
    try:
        record = CaseRecord.model_validate(repaired)
    except ValidationError:
        return None, findings, [()]
    return record, findings, [path for path, _ in repairs]


def _not_a_mapping(data: Any) -> Finding:
    if data is None:
        return Finding(
            (),
            "C-010",
            "nothing",
            "a case file says what the case is",
            "`detente new DIR` writes a small complete case to start from",
        )
    return Finding(
        (),
        "C-014",
        _show(data),
        "a case file is a mapping with keys such as `title:` and `parties:`",
        "`detente new DIR` writes a small complete case to start from",
    )


def _findings(
    details: Sequence[ErrorDetails], data: Any
) -> tuple[list[Finding], list[tuple[Path, ErrorDetails]]]:
    findings: list[Finding] = []
    repairs: dict[Path, ErrorDetails] = {}
    for detail in details:
        path = _path(detail)
        if path in repairs:
            continue
        repairs[path] = detail
        findings.append(_finding(path, detail, data))
    return findings, list(repairs.items())


def _path(detail: ErrorDetails) -> Path:
    """Where the fault is, in terms of the file: as far as the format knows the path."""
    path = tuple(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return path
    _, steps = walk(path)
    return path[:steps]


def _finding(path: Path, detail: ErrorDetails, data: Any) -> Finding:
    kind = detail["type"]
    if kind == "missing":
        return _missing(path)
    if kind == "extra_forbidden":
        return _unknown_key(path)
    error = detail.get("ctx", {}).get("error")
    if isinstance(error, QuantityError):
        return Finding(path, "C-013", error.found, error.rule, error.fix)
    if kind == "literal_error":
        return _not_a_choice(path, detail["input"])
    shape, _ = walk(path)
    found = _show(detail["input"])
    rule = f"here stands {_expected(kind, shape)}"
    fix = f"write {_expected(kind, shape)}"
    if kind == "string_type" and isinstance(detail["input"], (bool, int, float)):
        fix = "put it in quotes, exactly as it stands: without them YAML reads a number or a truth value"
    if detail["input"] is None:
        found = "nothing"
        fix = "write {} for an empty mapping, [] for an empty list, or leave the key out"
    return Finding(path, "C-014", found, rule, fix)


def _expected(kind: str, shape: Shape) -> str:
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    return {"record": "a mapping", "mapping": "a mapping", "list": "a list"}.get(
        shape.kind, "one word, or a list of words"
    )


def _missing(path: Path) -> Finding:
    above, _ = walk(path[:-1])
    field = above.fields().get(path[-1])
    says = field.description if field is not None and field.description else "this key is required"
    return Finding(path, "C-011", f"no `{path[-1]}`", says, f"add `{path[-1]}: {_example(path)}`")


def _example(path: Path) -> str:
    shape, _ = walk(path)
    if shape.kind == "quantity" and shape.scale is not None:
        return {"months": "24 to 72 months", "hazard": "0.01 to 0.04"}.get(shape.scale.name, "0.2 to 0.5")
    if path == ("detente",):
        return "1"
    return {"record": "{...}", "mapping": "{...}", "list": "[...]"}.get(shape.kind, "...")


def _unknown_key(path: Path) -> Finding:
    above, _ = walk(path[:-1])
    rule = "only the keys of the case reference are read, so that a typing error cannot hide a value"
    if path[-1] == "<<":
        return Finding(path, "C-012", "`<<`", "merge keys are not in YAML 1.2", "write the keys themselves")
    return Finding(path, "C-012", f"key `{path[-1]}`", rule, did_you_mean(path[-1], above.fields()))


def _not_a_choice(path: Path, found: Any) -> Finding:
    shape, _ = walk(path)
    if path == ("detente",):
        return Finding(
            path,
            "C-015",
            _show(found),
            "this is version 1 of the case format",
            "write `detente: 1`, or read the case with a newer detente",
        )
    if path == ("period",):
        return Finding(
            path,
            "C-015",
            _show(found),
            "periods are months",
            "write `period: month`; rates per year may be written as `0.5 per year`",
        )
    return Finding(
        path,
        "C-015",
        _show(found),
        f"one of: {', '.join(shape.choices)}",
        did_you_mean(str(found), shape.choices),
    )


def _repair(data: Any, path: Path, detail: ErrorDetails) -> None:
    """Put a stand-in where the fault is, or take out what does not belong."""
    parent = data
    for key in path[:-1]:
        parent = _down(parent, key)
        if parent is None:
            return
    if not path or not isinstance(parent, (dict, list)):
        return
    last = path[-1]
    if detail["type"] == "extra_forbidden":
        if isinstance(parent, dict):
            parent.pop(last, None)
        return
    stand_in = _stand_in(walk(path)[0])
    if isinstance(parent, dict):
        parent[last] = stand_in
    elif last.isdigit() and int(last) < len(parent):
        parent[int(last)] = stand_in


def _down(parent: Any, key: str) -> Any:
    if isinstance(parent, dict):
        return parent.get(key)
    if isinstance(parent, list) and key.isdigit() and int(key) < len(parent):
        return parent[int(key)]
    return None


def _stand_in(shape: Shape) -> Any:
    """Something valid for a place whose own content is not."""
    if shape.kind == "quantity" and shape.scale is not None:
        low, high = shape.scale.low, shape.scale.high
        return (low + high) / 2 if math.isfinite(low) and math.isfinite(high) else 1.0
    if shape.kind == "record":
        required = {key: field for key, field in shape.fields().items() if field.is_required()}
        return {key: _stand_in(below) for key in required if (below := shape.step(key)) is not None}
    if shape.kind == "choice":
        return 1 if shape.choices == ("1",) else shape.choices[0]
    if shape.kind in ("mapping", "list"):
        return {} if shape.kind == "mapping" else []
    return {str: "?", int: 1, bool: False}.get(shape.type_)


def _show(value: Any, limit: int = 60) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else str(value)
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


__all__ = ["ROOT", "validate"]
