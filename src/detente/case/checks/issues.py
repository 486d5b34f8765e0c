"""Issues and tables: levels to choose between, somebody to carry them out, seats for those who decide."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.findings import Finding
from detente.case.records import CaseRecord


def check_issues(case: CaseRecord) -> list[Finding]:
    """Issues with one level or nobody behind them, guarantees without monitoring, tables without seats."""
    return [*_levels(case), *_tables(case), *_guarantees(case)]


def _levels(case: CaseRecord) -> Iterator[Finding]:
    at_tables = {issue for table in case.tables.values() for issue in table.decides if table.seats}
    for key, issue in case.issues.items():
        if len(issue.levels) < 2:
            yield Finding(
                ("issues", key, "levels"),
                "C-050",
                f"{len(issue.levels)} level",
                "an issue has at least two levels: something to choose",
                "add the other way of settling it, or take the issue out",
            )
        if key not in at_tables and not any(level.needs for level in issue.levels.values()):
            yield Finding(
                ("issues", key),
                "C-051",
                f"no level of `{key}` needs anybody, and no table decides it",
                "an issue that nobody can carry out or decide cannot be settled",
                f"say who must act (`needs: [{next(iter(case.parties), 'party')}]`), or add `{key}` to `decides` of a table",
            )


def _tables(case: CaseRecord) -> Iterator[Finding]:
    for key, table in case.tables.items():
        if len(set(table.seats)) < 2:
            yield Finding(
                ("tables", key, "seats"),
                "C-046",
                f"{len(set(table.seats))} seat",
                "at a table sit at least two parties",
                "add who else sits there, or take the table out",
            )
        if not table.decides:
            yield Finding(
                ("tables", key, "decides"),
                "C-046",
                "nothing",
                "a table decides at least one issue",
                "add the issues it is about",
            )
        if table.last_word and table.last_word not in table.seats:
            yield Finding(
                ("tables", key, "last_word"),
                "C-046",
                f"`{table.last_word}`, who has no seat",
                "who proposes last sits at the table",
                f"write one of {', '.join(table.seats)}, or add `{table.last_word}` to `seats`",
            )


def _guarantees(case: CaseRecord) -> Iterator[Finding]:
    """A guarantee acts only on breaches that are seen: some level must give monitoring."""
    watched = any(
        level.effects.monitoring is not None and level.effects.monitoring.central > 0
        for issue in case.issues.values()
        for level in issue.levels.values()
    )
    used: set[str] = set()
    for key, issue in case.issues.items():
        for level_key, level in issue.levels.items():
            if not level.effects.guarantee:
                continue
            used.add(level.effects.guarantee)
            if not watched:
                yield Finding(
                    ("issues", key, "levels", level_key, "effects", "guarantee"),
                    "C-066",
                    f"guarantee `{level.effects.guarantee}` and no level with monitoring",
                    "guarantors act on breaches that are seen and attributed; without monitoring they never do",
                    "add `monitoring: 0.5 to 0.9` to the effects of this level or of another issue",
                    "warning",
                )
    for key in case.guarantees:
        if key not in used:
            yield Finding(
                ("guarantees", key),
                "C-069",
                f"guarantee `{key}`, which no level brings into force",
                "a guarantee matters through the level that promises it",
                f"add `guarantee: {key}` to the effects of a level, or take it out",
                "warning",
            )
