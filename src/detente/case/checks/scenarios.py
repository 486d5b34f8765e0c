"""Scenarios: each path leads somewhere, each new value could stand there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from detente.case.change import find_keys, nowhere
from detente.case.dumping import plain
from detente.case.findings import Finding
from detente.case.parse import QuantityError, parse_quantity
from detente.case.records import CaseRecord
from detente.case.shape import walk

#: Paths that lead nowhere of which the nearest ones are looked up.
MOST_LOST = 20


def check_scenarios(case: CaseRecord) -> Iterator[Finding]:
    """Paths and values of every scenario; the changed case as a whole is checked when it is used."""
    if not case.scenarios:
        return
    data = plain(case)
    lost = 0
    for key, scenario in case.scenarios.items():
        for path, raw in scenario.set.items():
            keys = find_keys(data, path)
            place = ("scenarios", key, "set", path)
            if keys is None:
                lost += 1
                if lost <= MOST_LOST:
                    yield nowhere(path, case, place)
                continue
            shape, _ = walk(keys)
            if shape.kind == "quantity" and shape.scale is not None:
                try:
                    parse_quantity(raw, shape.scale)
                except QuantityError as error:
                    yield Finding(place, "C-013", error.found, error.rule, error.fix)
            elif not _is_finite(raw):
                yield Finding(
                    place,
                    "C-014",
                    str(raw),
                    "numbers are finite; missing is an absent key (C2)",
                    "write a finite number",
                )


def _is_finite(raw: Any) -> bool:
    if isinstance(raw, dict):
        return all(_is_finite(item) for item in raw.values())
    if isinstance(raw, list):
        return all(_is_finite(item) for item in raw)
    return not isinstance(raw, float) or math.isfinite(raw)
