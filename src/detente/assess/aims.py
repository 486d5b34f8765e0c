"""What is doubtful about the accounts and likelihoods that a case enters, with their places in its files."""

from __future__ import annotations

from dataclasses import replace

from detente.case.case import Case
from detente.errors import Place, Problem
from detente.motives.evidence import Evidence, Item, check_evidence

#: The case's own checks say these with ranges in mind, or they follow from the form of the file.
_SAID = frozenset({"M-001", "M-002", "M-003", "M-009"})


def aim_problems(case: Case, party: str) -> tuple[Problem, ...]:
    """Remarks on the rival accounts of one party and on the signals about it, at central values.

    Signals whose likelihoods follow from a choice are left out: nobody entered them.

    Parameters
    ----------
    case : Case
    party : str

    Returns
    -------
    tuple of Problem
        Warnings: a likelihood below the floor, likelihoods that look like posteriors, an account that
        forbids nothing, no account for "none of these", reports of one event that disagree. None for a
        party with a single account.
    """
    goals = case.parties[party].goals
    if len(goals) < 2:
        return ()
    items = tuple(
        Item(
            signal.id,
            {goal: chance.central for goal, chance in signal.likelihood.items()},
            signal.reliability.central,
            signal.background.central,
            signal.origin,
            signal.event,
            cheap=not signal.costly,
        )
        for signal in case.signals
        if signal.about == party and signal.choice is None
    )
    total = sum(goal.prior.central for goal in goals.values()) or 1.0
    evidence = Evidence({name: goal.prior.central / total for name, goal in goals.items()}, items)
    home = f"parties.{party}.goals"
    found = check_evidence(evidence, Place(""), home)
    return tuple(_placed(case, problem, home) for problem in found if problem.code not in _SAID)


def _placed(case: Case, problem: Problem, home: str) -> Problem:
    """The problem at the path of the signal or account that it names."""
    rest = problem.path.removeprefix(home).removeprefix(".")
    signals = {signal.id for signal in case.signals}
    path = f"signals.{rest}" if rest.split(".")[0] in signals else problem.path
    return replace(problem, path=path, place=case.place(path))
