"""Rules between issues: that they leave packages, that every level can happen, that proposals keep them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from detente.case.findings import Finding
from detente.case.records import CaseRecord, Rule

#: Steps after which the search for a package is given up and nothing is said.
MOST_STEPS = 200_000


class _GiveUpError(Exception):
    """The search took too long."""


def check_rules(case: CaseRecord) -> list[Finding]:
    """Faults of single rules, then of all of them together."""
    found = [*_single(case)]
    if found:
        return found
    search = Search(case.issues, case.rules)
    with suppress(_GiveUpError):
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


class Search:
    """Looks for one package that keeps all rules; only issues that rules name matter."""

    def __init__(self, issues: Mapping[str, object], rules: Sequence[Rule]) -> None:
        self._levels = {key: tuple(getattr(issue, "levels", ())) for key, issue in issues.items()}
        self._rules = tuple(rules)
        named = [issue for rule in rules for issue in (*rule.if_, *rule.then, *rule.never)]
        self._order = [key for key in dict.fromkeys(named) if key in self._levels]
        self._ready: dict[str, list[Rule]] = {key: [] for key in self._order}
        for rule in rules:
            inside = [
                self._order.index(key) for key in (*rule.if_, *rule.then, *rule.never) if key in self._ready
            ]
            if inside:
                self._ready[self._order[max(inside)]].append(rule)
        self._steps = 0

    def find(self, fixed: Mapping[str, Sequence[str]]) -> dict[str, str] | None:
        """A package of the named issues inside ``fixed`` (issue: allowed levels) that keeps all rules, or None."""
        self._steps = 0
        return self._extend({}, 0, fixed)

    def _extend(
        self, package: dict[str, str], depth: int, fixed: Mapping[str, Sequence[str]]
    ) -> dict[str, str] | None:
        if depth == len(self._order):
            return dict(package)
        issue = self._order[depth]
        for level in fixed.get(issue, self._levels[issue]):
            self._steps += 1
            if self._steps > MOST_STEPS:
                raise _GiveUpError
            package[issue] = level
            if all(rule.allows(package) for rule in self._ready[issue]):
                found = self._extend(package, depth + 1, fixed)
                if found is not None:
                    return found
            del package[issue]
        return None


def _together(case: CaseRecord, search: Search) -> Iterator[Finding]:
    peaceful = {
        key: [name for name, level in issue.levels.items() if not level.fighting]
        for key, issue in case.issues.items()
    }
    if search.find(peaceful) is None:
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
        for level in issue.levels:
            if search.find({key: [level]}) is None:
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
    for number in range(len(case.rules)):
        rest = [rule for other, rule in enumerate(case.rules) if other != number]
        if Search(case.issues, rest).find(fixed) is not None:
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
