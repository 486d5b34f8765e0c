"""What levels are worth to a party under an account of its goals: where the number stands, and its middle."""

from __future__ import annotations

from collections.abc import Mapping

from detente.case.quantities import Quantity
from detente.case.records import CaseRecord


def value_path(case: CaseRecord, party: str, goal: str, issue: str, level: str) -> str | None:
    """Path of the worth of a level: the goal's own entry, else the party's; None where neither gives one."""
    record = case.parties[party]
    if level in record.goals[goal].values.get(issue, {}):
        return f"parties.{party}.goals.{goal}.values.{issue}.{level}"
    if level in record.values.get(issue, {}):
        return f"parties.{party}.values.{issue}.{level}"
    return None


def value_map(case: CaseRecord, party: str, goal: str, issue: str) -> dict[str, Quantity]:
    """Worth of each level of an issue under a goal, as far as it is given; in the order of the levels."""
    record = case.parties[party]
    merged = {**record.values.get(issue, {}), **record.goals[goal].values.get(issue, {})}
    return {level: merged[level] for level in case.issues[issue].levels if level in merged}


def central_utility(case: CaseRecord, party: str, goal: str, package: Mapping[str, str]) -> float | None:
    """Utility of a package at the middle of every range; None where a weight or value is missing.

    Weights are scaled to sum to 1, so the best package is worth 1 and the worst 0, before what levels
    of several issues together add or take away.
    """
    weights = {issue: weight.central for issue, weight in case.parties[party].goals[goal].weights.items()}
    total = sum(weights.values())
    if not total:
        return None
    utility = 0.0
    for issue, weight in weights.items():
        worth = (
            value_map(case, party, goal, issue).get(package.get(issue, "")) if issue in case.issues else None
        )
        if worth is None:
            return None
        utility += weight / total * worth.central
    together = case.parties[party].interactions.values()
    return utility + sum(
        term.worth.central for term in together if term.counts_under(goal) and term.holds(package)
    )
