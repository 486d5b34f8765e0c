"""Rules between issues: that they leave packages, that every level can happen, that proposals keep them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations, islice

from detente.case.checks.search import GaveUpError, PackageSearch
from detente.case.findings import Finding
from detente.case.records import CaseRecord

#: Sets of rules that are tried for a smaller contradiction.
MOST_SETS = 2_000


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
        chosen = _contradiction(case, peaceful)
        together = " at once" if len(chosen) > 1 else ""
        named = " and ".join(f"rules.{number}" for number in chosen)
        yield Finding(
            ("rules",) if case.rules else ("issues",),
            "C-070",
            f"no package keeps all rules and ends the fighting: {named} cannot be kept{together}"
            if chosen
            else "no package ends the fighting",
            "rules leave at least one settlement; no smaller set of these contradicts itself",
            f"loosen or take out {'one of ' if len(chosen) > 1 else ''}{named}"
            if chosen
            else "give every issue a level that is not `fighting`",
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


def _contradiction(case: CaseRecord, fixed: Mapping[str, Sequence[str]]) -> tuple[int, ...]:
    """A smallest set of rules that no settlement keeps; where there are very many, one that no rule can be left out of."""

    def clash(numbers: Sequence[int]) -> bool:
        return not PackageSearch(case.issues, [case.rules[n] for n in numbers]).is_possible(fixed)

    left = list(range(len(case.rules)))
    if not clash([]):
        for number in range(len(case.rules)):
            without = [n for n in left if n != number]
            left = without if clash(without) else left
    tried = islice(
        (chosen for size in range(len(left)) for chosen in combinations(range(len(case.rules)), size)),
        MOST_SETS,
    )
    return next((chosen for chosen in tried if clash(chosen)), tuple(left))


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
