"""What a number rests on where it does not say so itself: the nearest part around it that does."""

from __future__ import annotations

from typing import Any

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


def _stated(because: tuple[str, ...], assumed: str | None) -> Grounds | None:
    if assumed:
        return (), assumed
    return (because, None) if because else None
