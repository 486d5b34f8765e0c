"""What a number rests on where it does not say so itself: the nearest part around it that does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from detente.case.quantities import Quantity
from detente.case.records import CaseRecord, Party
from detente.case.shape import child

Grounds = tuple[tuple[str, ...], str | None]


def grounds(case: CaseRecord, path: str) -> Grounds:
    """``because`` or ``assumed`` of the nearest record above ``path`` that states either.

    A record that says why its numbers are assumed is taken at its word: its statements describe the
    thing, not the numbers.
    """
    found: Grounds = ((), None)
    value: Any = case
    keys = path.split(".")
    for number, key in enumerate(keys[:-1]):
        value = child(value, key)
        found = _stated(getattr(value, "because", ()), getattr(value, "assumed", None)) or found
        if isinstance(value, Party) and keys[number + 1] == "values" and len(keys) > number + 2:
            issue = keys[number + 2]
            found = _stated(value.values_because.get(issue, ()), value.values_assumed.get(issue)) or found
    return found


def grounded(value: Any, path: str = "", above: Grounds = ((), None)) -> dict[str, tuple[Quantity, Grounds]]:
    """Every quantity inside a record by path, with the grounds of the nearest record above it; one walk."""
    out: dict[str, tuple[Quantity, Grounds]] = {}
    _walk(value, path, above, out)
    return out


def _walk(value: Any, path: str, above: Grounds, out: dict[str, tuple[Quantity, Grounds]]) -> None:
    if isinstance(value, Quantity):
        out[path] = (value, above)
    elif isinstance(value, BaseModel):
        above = _stated(getattr(value, "because", ()), getattr(value, "assumed", None)) or above
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if inner is None or isinstance(inner, (str, int)):
                continue
            if name == "values" and isinstance(value, Party):
                for issue, levels in value.values.items():
                    own = (
                        _stated(value.values_because.get(issue, ()), value.values_assumed.get(issue)) or above
                    )
                    _walk(levels, f"{path}.values.{issue}", own, out)
            else:
                _walk(inner, _join(path, field.alias or name), above, out)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _walk(inner, _join(path, key), above, out)
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for number, inner in enumerate(value):
            _walk(inner, _join(path, getattr(inner, "id", str(number))), above, out)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _stated(because: tuple[str, ...], assumed: str | None) -> Grounds | None:
    if assumed:
        return (), assumed
    return (because, None) if because else None
