"""A case as plain values and as files again."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from detente.case.quantities import Quantity, Reading
from detente.case.records import CaseRecord


def plain(case: CaseRecord) -> dict[str, Any]:
    """The case as the plain values that a case file would hold; what equals its default is left out."""
    out: dict[str, Any] = _plain(case)
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, Quantity):
        return plain_quantity(value)
    if isinstance(value, BaseModel):
        out = {}
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if field.is_required() or inner != field.get_default(call_default_factory=True):
                out[field.alias or name] = _plain(inner)
        return out
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(inner) for inner in value]
    return value


def plain_quantity(quantity: Quantity) -> Any:
    """A quantity as one would write it: a bare number or range where that says everything."""
    grounds: dict[str, Any] = {}
    if quantity.because:
        grounds["because"] = list(quantity.because)
    for key in ("assumed", "judged_by", "on"):
        if (text := getattr(quantity, key)) is not None:
            grounds[key] = text
    only = quantity.readings[0]
    if len(quantity.readings) == 1 and not only.because and only.weight == 1.0:
        return {"value": _span(only), **grounds} if grounds else _span(only)
    return {"readings": [_plain_reading(reading) for reading in quantity.readings], **grounds}


def _plain_reading(reading: Reading) -> dict[str, Any]:
    out: dict[str, Any] = {"value": _span(reading)}
    if reading.weight != 1.0:
        out["weight"] = reading.weight
    if reading.because:
        out["because"] = list(reading.because)
    return out


def _span(reading: Reading) -> float | str:
    if reading.likely is not None:
        return f"{_number(reading.low)} to {_number(reading.high)}, likely {_number(reading.likely)}"
    if reading.low == reading.high:
        return reading.low
    return f"{_number(reading.low)} to {_number(reading.high)}"


def _number(value: float) -> str:
    """Shortest text that reads back as the same number."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
