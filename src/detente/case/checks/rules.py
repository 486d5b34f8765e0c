"""Rules between issues: that they leave packages, that every level can happen, that proposals keep them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from detente.case.checks.search import GaveUpError, PackageSearch
from detente.case.findings import Finding
from detente.case.records import CaseRecord


def check_rules(case: CaseRecord) -> list[Finding]:
    """Faults of single rules, then of all of them together."""
    found = [*_single(case)]
    if found:
        return found
    search = PackageSearch(case.issues, case.rules)
    with suppress(GaveUpError):
        found += _together(case, search)
    return [*found, *_proposals(case)]


def _single(case: CaseRecord) -> Iterator[Finding]:
    for number, rule in enumerate(case.rules):
        if not rule.then and not rule.never:
            yield Finding(
                ("rules", str(number)), "C-072", "a rule without `then` and without `never`",
                "a rule says what follows", "add then: {issue: level} or never: {issue: level}",
            )  # fmt: skip
        for issue, levels in (*rule.if_.items(), *rule.then.items(), *rule.never.items()):
            if not isinstance(levels, str) and not levels:
                yield Finding(
                    ("rules", str(number)), "C-072", f"no level for `{issue}`", "a rule names levels",
                    f"write {issue}: level, or take the line out",
                )  # fmt: skip


def _together(case: CaseRecord, search: PackageSearch) -> Iterator[Finding]:
    peaceful = {
        key: [name for name, level in issue.levels.items() if not level.fighting]
        for key, issue in case.issues.items()
    }
    if not search.is_possible(peaceful):
        path = ("rules",) if case.rules else ("issues",)
        yield Finding(
            path,
            "C-070",
            "no package keeps all rules and ends the fighting",
            "rules leave at least one settlement; these contradict one another",
            _culprits(case, peaceful),
        )
        return
    for key, issue in case.issues.items():
        if not search.is_named(key):
            continue
        for level in issue.levels:
            if not search.is_possible({key: [level]}):
                yield Finding(
                    ("issues", key, "levels", level),
                    "C-073",
                    f"level `{level}`, which the rules never allow",
                    "every level stands in some package",
                    "loosen the rules that name it, or take the level out",
                    "warning",
                )


def _culprits(case: CaseRecord, fixed: Mapping[str, Sequence[str]]) -> str:
    """Which single rule, taken out, opens the space again."""
    for number in range(min(len(case.rules), 50)):
        rest = [rule for other, rule in enumerate(case.rules) if other != number]
        if PackageSearch(case.issues, rest).is_possible(fixed):
            return f"loosen or take out rules.{number}: without it there are packages"
    return "take out or loosen at least two of the rules"


def _proposals(case: CaseRecord) -> Iterator[Finding]:
    for key, proposal in case.proposals.items():
        full = {
            issue: proposal.package.get(issue, case.war.while_fighting.get(issue, ""))
            for issue in case.issues
        }
        for number, rule in enumerate(case.rules):
            if not rule.allows(full):
                filled = [
                    issue for issue in (*rule.if_, *rule.then, *rule.never) if issue not in proposal.package
                ]
                note = (
                    f" (left out and filled from war.while_fighting: {', '.join(filled)})" if filled else ""
                )
                yield Finding(
                    ("proposals", key, "package"),
                    "C-071",
                    f"breaks rules.{number}{note}",
                    "a proposal is a package that can exist; issues left out stay as while fighting",
                    f"change the proposal, or loosen rules.{number}",
                )
        fighting = [issue for issue, level in full.items() if _is_fighting(case, issue, level)]
        if fighting:
            yield Finding(
                ("proposals", key, "package"),
                "C-074",
                f"the war goes on under {', '.join(f'{issue}: {full[issue]}' for issue in fighting)}",
                "a proposal for a settlement ends the fighting; issues left out stay as while fighting",
                f"name another level of {', '.join(fighting)}, or leave it if the proposal is a pause in the war",
                "warning",
            )


def _is_fighting(case: CaseRecord, issue: str, level: str) -> bool:
    found = case.issues[issue].levels.get(level)
    return found is not None and found.fighting
