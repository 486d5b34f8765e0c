"""What levels together are worth, and how many must agree at home: that each says something that can be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from detente.case.checks.search import GaveUpError, PackageSearch
from detente.case.findings import Finding, Path
from detente.case.records import CaseRecord, Interaction, Package


def check_interactions(case: CaseRecord) -> list[Finding]:
    """Everything about the interactions of parties; every issue and level that they name is there."""
    found = [
        finding
        for party, record in case.parties.items()
        for name, term in record.interactions.items()
        for finding in _conditions(case, ("parties", party, "interactions", name, "if"), term)
    ]
    if not found:
        found = [*_twice(case), *_without_weight(case)]
        with suppress(GaveUpError):
            found += _never(case)
    return found


def _conditions(case: CaseRecord, path: Path, term: Interaction) -> Iterator[Finding]:
    rule = "an interaction ties levels of two issues or more; what one level adds belongs into `values`"
    if len(term.if_) < 2:
        yield Finding(
            path, "C-053", f"only {', '.join(term.if_) or 'an empty `if`'}", rule,
            "add the other issue with its level, or change the value of the level",
        )  # fmt: skip
    for issue, levels in term.levels().items():
        every = ", ".join(case.issues[issue].levels)
        if not levels or set(levels) >= set(case.issues[issue].levels):
            yield Finding(
                (*path, issue), "C-053", f"all levels: {every}" if levels else "no level", rule,
                f"name some of {every}, or take {issue} out",
            )  # fmt: skip


def _twice(case: CaseRecord) -> Iterator[Finding]:
    for party, record in case.parties.items():
        seen: list[tuple[str, dict[str, set[str]], set[str]]] = []
        for name, term in record.interactions.items():
            named = {issue: set(levels) for issue, levels in term.levels().items()}
            goals = set(term.goals or record.goals)
            for other, levels, accounts in seen:
                if levels == named and accounts & goals:
                    yield Finding(
                        ("parties", party, "interactions", name), "C-054", f"the same levels as `{other}`",
                        "what levels together are worth stands once; two entries for one account are added up",
                        f"merge the two, or give each its own `goals: [{', '.join(record.goals)}]`", "warning",
                    )  # fmt: skip
            seen.append((name, named, goals))


def _without_weight(case: CaseRecord) -> Iterator[Finding]:
    for party, record in case.parties.items():
        for name, term in record.interactions.items():
            blind = [goal for goal in term.goals if goal in record.goals and not record.goals[goal].weights]
            if blind:
                yield Finding(
                    ("parties", party, "interactions", name, "goals"), "C-054", f"{', '.join(blind)}, without weights",
                    "an account without weights values nothing, and an interaction is on the scale of the weights",
                    f"give {blind[0]} weights, or take it out of `goals`", "warning",
                )  # fmt: skip


def _never(case: CaseRecord) -> Iterator[Finding]:
    """Levels that no package and no outcome of the war has together."""
    search = PackageSearch(case.issues, case.rules)
    outcomes: list[Package] = [case.war.while_fighting, *case.war.if_won.values()]
    for party, record in case.parties.items():
        for name, term in record.interactions.items():
            wanted = term.levels()
            words = ", ".join(f"{issue}: {' or '.join(levels)}" for issue, levels in wanted.items())
            if not any(term.holds(package) for package in outcomes) and not search.is_possible(wanted):
                yield Finding(
                    ("parties", party, "interactions", name, "if"), "C-054",
                    f"{words}, which the rules never allow together",
                    "an interaction counts in some package", "loosen the rules that forbid it, or take it out", "warning",
                )  # fmt: skip


def check_ratifiers(case: CaseRecord) -> list[Finding]:
    """Quotas that can be reached, and seats where there is something to count."""
    return [finding for party in case.parties for finding in _ratifiers(case, party)]


def _ratifiers(case: CaseRecord, party: str) -> Iterator[Finding]:
    record = case.parties[party]
    path: Path = ("parties", party)
    if record.ratifier_quota is not None and record.ratifier_quota > len(record.ratifiers):
        yield Finding(
            (*path, "ratifier_quota"), "C-055", f"{record.ratifier_quota} of {len(record.ratifiers)} ratifiers",
            "so many of the ratifiers can agree as there are",
            f"write at most {len(record.ratifiers)}" if record.ratifiers else "add `ratifiers:`, or take it out",
        )  # fmt: skip
    for name, body in record.ratifiers.items():
        at = (*path, "ratifiers", name)
        rule = "a quota counts seats, and the spread is that of their holders"
        if body.seats is None and (body.quota is not None or body.spread is not None):
            key = "quota" if body.quota is not None else "spread"
            yield Finding(
                (*at, key), "C-055", f"`{key}` without `seats`", rule, "add seats: how many members vote"
            )
        elif body.seats is not None and body.quota is not None and body.quota > body.seats:
            yield Finding(
                (*at, "quota"), "C-055", f"{body.quota} of {body.seats} seats", rule, f"write at most {body.seats}"
            )  # fmt: skip
        elif body.seats is not None and body.spread is None:
            yield Finding(
                (*at, "seats"), "C-055", "`seats` without `spread`", rule,
                "add spread: 0.02 to 0.1 (standard deviation of the members' margins), or take `seats` out",
            )  # fmt: skip
