"""Which entries of a case came, went or were rewritten between two versions of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.case.case import Case
from detente.case.dumping import plain

#: Parts of a case whose entries have names of their own; the statements are told apart by the change note.
PARTS = (
    "sources", "parties", "people", "issues", "tables", "support", "guarantees", "signals", "watch", "proposals",
    "moratoria", "scenarios",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry of a case that is new, gone or changed; ``keys`` are what differs within a changed one."""

    part: str
    id: str
    how: str
    keys: tuple[str, ...]


def entry_changes(before: Case, after: Case) -> tuple[EntryChange, ...]:
    """Every named entry that differs between two versions of a case.

    Parameters
    ----------
    before, after : Case

    Returns
    -------
    tuple of EntryChange
        In the order of the case file; ``how`` is "new", "gone" or "changed". What has no name of its own
        (title, date, rules, the war) is compared as a whole, by key.
    """
    old, new = plain(before), plain(after)
    out: list[EntryChange] = []
    for part in PARTS:
        first, second = _named(old.get(part)), _named(new.get(part))
        for id in dict.fromkeys([*first, *second]):
            if id not in first:
                out.append(EntryChange(part, id, "new", ()))
            elif id not in second:
                out.append(EntryChange(part, id, "gone", ()))
            elif first[id] != second[id]:
                out.append(EntryChange(part, id, "changed", _keys(first[id], second[id])))
    for key in dict.fromkeys([*old, *new]):
        if key not in PARTS and key != "statements" and old.get(key) != new.get(key):
            out.append(EntryChange(key, key, "changed", _keys(old.get(key), new.get(key))))
    return tuple(out)


def _named(entries: Any) -> dict[str, Any]:
    """Entries by name, whether they are a mapping or a list of entries with ids."""
    if isinstance(entries, Mapping):
        return {str(name): entry for name, entry in entries.items()}
    return {str(entry["id"]): entry for entry in entries or ()}


def _keys(first: Any, second: Any) -> tuple[str, ...]:
    if not isinstance(first, Mapping) or not isinstance(second, Mapping):
        return ()
    return tuple(str(key) for key in dict.fromkeys([*first, *second]) if first.get(key) != second.get(key))
