"""Grounds: every number rests on statements or says why it is assumed (C10)."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.findings import Finding, Path
from detente.case.grounds import grounded
from detente.case.records import CaseRecord
from detente.case.shape import walk

#: How many numbers a message names before it only counts.
NAMED = 6


def check_grounds(case: CaseRecord) -> Iterator[Finding]:
    """One warning for each part of the case that has numbers without grounds."""
    bare: dict[Path, list[str]] = {}
    indices = {
        (group, item.id): str(number)
        for group in ("signals", "watch")
        for number, item in enumerate(getattr(case, group))
    }
    for path, (quantity, above) in grounded(case).items():
        if quantity.says_why or any(above):
            continue
        keys = tuple(path.split("."))
        if keys[0] in ("signals", "watch"):
            keys = (keys[0], indices[keys[0], keys[1]], *keys[2:])
        part = _part(keys)
        bare.setdefault(part, []).append(".".join(keys[len(part) :]))
    for part, names in bare.items():
        listed = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
        yield Finding(
            part,
            "C-087",
            f"{len(names)} assumed without a reason: {listed}",
            "every number rests on statements (`because`) or is assumed for a stated reason (C10)",
            'add `assumed: "the reason"` once for this part, or write {value: ..., because: [s1]}',
            "warning",
        )


def _part(keys: Path) -> Path:
    """The nearest record around a quantity that has a key `assumed`."""
    for length in range(len(keys) - 1, 0, -1):
        shape, steps = walk(keys[:length])
        if steps == length and shape.record is not None and "assumed" in shape.fields():
            return keys[:length]
    return keys[:2]
