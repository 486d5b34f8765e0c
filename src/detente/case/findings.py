"""Findings of the checks, and the way from a path of the case to a place in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from detente.errors import Place, Problem, Severity

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem before it has a place: where in the case, which code; found; rule; fix."""

    path: Path
    code: str
    found: str
    rule: str
    fix: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where every part of a case stands in its files."""

    file: str
    marks: Mapping[Path, tuple[str, int, int]]
    names: Mapping[Path, str]

    def place(self, path: Path) -> Place:
        """The place of a path, or of the nearest part above it that is written down."""
        for length in range(len(path), -1, -1):
            if (mark := self.marks.get(path[:length])) is not None:
                return Place(*mark)
        return Place(self.file)

    def spell(self, path: Path) -> str:
        """The path in words: list items go by their id."""
        parts = [self.names.get(path[: number + 1], part) for number, part in enumerate(path)]
        return ".".join(parts)

    def problem(self, finding: Finding) -> Problem:
        """The finding with its place."""
        return Problem(
            self.place(finding.path),
            self.spell(finding.path),
            finding.code,
            finding.found,
            finding.rule,
            finding.fix,
            finding.severity,
        )

    def problems(self, findings: Iterable[Finding]) -> list[Problem]:
        """All findings with their places."""
        return [self.problem(finding) for finding in findings]

    def all_places(self) -> dict[str, Place]:
        """Every path in words with its place."""
        return {self.spell(path): Place(*mark) for path, mark in self.marks.items()}


def names_of_items(data: Any) -> dict[Path, str]:
    """Paths of list items that have an id, with that id."""
    names: dict[Path, str] = {}
    if isinstance(data, dict):
        for key in ("signals", "statements", "watch"):
            items = data.get(key)
            if isinstance(items, list):
                for number, item in enumerate(items):
                    if isinstance(item, dict) and isinstance(item.get("id"), str):
                        names[(key, str(number))] = item["id"]
    return names
