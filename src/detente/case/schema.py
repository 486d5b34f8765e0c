"""The published JSON Schema (2020-12) of the case format, version 1, and of the messages of ``lint``."""

from __future__ import annotations

import math
from typing import Any

from detente.case.parse import ICD_203, MAPPING_KEYS, READING_KEYS
from detente.case.quantities import SCALES, Scale
from detente.case.records import CaseRecord

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def case_schema() -> dict[str, Any]:
    """Schema of a case as plain values, statements included; meaning (sums, ids, rules) is for ``lint``."""
    schema = CaseRecord.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs")
    for scale in SCALES.values():
        definitions[_name(scale)] = _quantity(scale)
    definitions["reading"] = _reading()
    body = {
        key: schema[key] for key in ("description", "type", "properties", "required", "additionalProperties")
    }
    out = {
        "$schema": DIALECT,
        "title": "detente case, version 1",
        **body,
        "$defs": dict(sorted(definitions.items())),
    }
    refined: dict[str, Any] = _refine(out)
    return refined


def _name(scale: Scale) -> str:
    return f"quantity_{scale.name}"


def _refine(node: Any) -> Any:
    """Quantities by reference, titles that only repeat the key left out, `because` also as one id in quantities."""
    if isinstance(node, dict):
        if isinstance(name := node.get("x-quantity"), str):
            reference: dict[str, Any] = {"$ref": f"#/$defs/quantity_{name}"}
            if "description" in node:
                reference["description"] = node["description"]
            return reference
        return {
            key: _refine(value)
            for key, value in node.items()
            if not (key == "title" and isinstance(value, str) and "$schema" not in node)
        }
    if isinstance(node, list):
        return [_refine(item) for item in node]
    return node


def _value(scale: Scale) -> list[dict[str, Any]]:
    number: dict[str, Any] = {"type": "number"}
    if math.isfinite(scale.low):
        number["exclusiveMinimum" if scale.name == "months" else "minimum"] = scale.low
    if math.isfinite(scale.high):
        number["maximum"] = scale.high
    return [number, {"type": "string", "minLength": 1}]


def _quantity(scale: Scale) -> dict[str, Any]:
    value = {"anyOf": _value(scale)}
    words = f"; words of ICD 203: {', '.join(ICD_203)}" if scale.name == "share" else ""
    ids = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    texts = {
        key: {"type": ["string", "null"]} for key in MAPPING_KEYS if key in ("assumed", "judged_by", "on")
    }
    return {
        "description": f"A number, or a range such as `a to b` or `a to b, likely c`: {scale.rule}{words}.",
        "anyOf": [
            *_value(scale),
            {
                "type": "object",
                "properties": {
                    "value": value,
                    "readings": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/reading"}},
                    "because": ids,
                    **texts,
                },
                "oneOf": [{"required": ["value"]}, {"required": ["readings"]}],
                "additionalProperties": False,
            },
        ],
    }


def _reading() -> dict[str, Any]:
    value = {"type": ["number", "string"]}
    properties: dict[str, Any] = {
        "value": value,
        "weight": {"type": "number", "exclusiveMinimum": 0},
        "because": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "assumed": {"type": "string"},
    }
    return {
        "description": "One reading of a quantity; without weights it counts by its statements.",
        "anyOf": [
            {"type": ["number", "string"]},
            {
                "type": "object",
                "properties": {key: properties[key] for key in READING_KEYS},
                "required": ["value"],
                "additionalProperties": False,
            },
        ],
    }


def problem_schema() -> dict[str, Any]:
    """Schema of one problem as ``--json`` prints it."""
    texts = {key: {"type": "string"} for key in ("file", "path", "found", "rule", "fix")}
    return {
        "type": "object",
        "properties": {
            **texts,
            "line": {"type": "integer", "minimum": 0},
            "column": {"type": "integer", "minimum": 0},
            "code": {"type": "string", "pattern": "^[A-Z]-[0-9]{3}$"},
            "severity": {"enum": ["error", "warning"]},
        },
        "required": ["file", "line", "column", "path", "code", "found", "rule", "fix", "severity"],
        "additionalProperties": False,
    }


def lint_schema() -> dict[str, Any]:
    """Schema of ``detente lint --json``; commands that stop at a faulty case print ``problems`` alone."""
    count = {"type": "integer", "minimum": 0}
    return {
        "$schema": DIALECT,
        "title": "detente lint --json",
        "type": "object",
        "properties": {
            "case": {"type": "string"},
            "digest": {"anyOf": [{"type": "string", "pattern": "^[0-9a-f]{64}$"}, {"type": "null"}]},
            "errors": count,
            "warnings": count,
            "problems": {"type": "array", "items": {"$ref": "#/$defs/problem"}},
        },
        "required": ["problems"],
        "additionalProperties": False,
        "$defs": {"problem": problem_schema()},
    }


def show_schema() -> dict[str, Any]:
    """Schema of ``detente show --json``."""
    return {
        "$schema": DIALECT,
        "title": "detente show --json",
        "type": "object",
        "properties": {
            "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "folder": {"type": "string"},
            "case": {"description": "The case, as case.json describes it.", "type": "object"},
        },
        "required": ["digest", "folder", "case"],
        "additionalProperties": False,
    }
