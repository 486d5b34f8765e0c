"""How far the record supports each account of what each party is after: priors, signals, posteriors."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from detente.assess.choices import goal_records
from detente.assess.drawing import Draws, central
from detente.assess.numbers import About, mean, point
from detente.assess.records import GoalBelief, SignalWeight
from detente.case.case import Case
from detente.motives.evidence import Evidence, Item
from detente.motives.many import RecordDraws
from detente.motives.posterior import weigh

Floats = NDArray[np.float64]


def evidence_of(record: RecordDraws, row: int) -> Evidence:
    """The record on one party's goals in one draw."""
    items = tuple(
        Item(
            id=item.id,
            likelihood={goal: float(chance[row]) for goal, chance in item.likelihood.items()},
            reliability=float(item.reliability[row]),
            background=float(item.background[row]),
            origin=item.origin,
            event=item.event,
        )
        for rows in record.items.values()
        for item in rows
    )
    priors = np.exp(record.log_priors[row])
    return Evidence({goal: float(p) for goal, p in zip(record.hypotheses, priors, strict=True)}, items)


def posteriors(case: Case, draws: Draws) -> dict[str, dict[str, Floats]]:
    """(draws,) posterior chance of every account of every party."""
    table: dict[str, dict[str, Floats]] = {}
    for party, record in goal_records(case, draws).items():
        rows = record.posterior()
        table[party] = {goal: rows[:, column] for column, goal in enumerate(record.hypotheses)}
    return table


def usable(case: Case, table: Mapping[str, Mapping[str, Floats]]) -> dict[str, dict[str, Floats]]:
    """Chances among the accounts that value anything, scaled to sum to 1.

    "None of these" has no weights, so no package can be judged under it; verdicts are conditional on
    one of the named accounts, and the page says how likely that is.
    """
    out: dict[str, dict[str, Floats]] = {}
    for party, record in case.parties.items():
        named = {goal: table[party][goal] for goal, entry in record.goals.items() if entry.weights}
        total = np.sum(list(named.values()), axis=0)
        out[party] = {goal: chance / total for goal, chance in named.items()}
    return out


def belief_lines(
    case: Case, draws: Draws, table: Mapping[str, Mapping[str, Floats]]
) -> tuple[GoalBelief, ...]:
    """One line per account of every party that has more than one."""
    ones = np.ones((1, draws.size))
    lines = []
    for party, record in case.parties.items():
        if len(record.goals) < 2:
            continue
        signals = [signal.id for signal in case.signals if signal.about == party]
        inputs = tuple(f"signals.{id}." for id in signals)
        for goal, entry in record.goals.items():
            path = f"parties.{party}.goals.{goal}.prior"
            prior = About(
                f"prior.{party}.{goal}", f"chance of «{goal}» before the signals", "entered", (path,)
            )
            after = About(
                f"belief.{party}.{goal}",
                f"chance of «{goal}» after the signals",
                "posterior",
                (path, *inputs),
            )
            lines.append(
                GoalBelief(
                    party=party,
                    goal=goal,
                    says=entry.says,
                    prior=mean(prior, draws(path)[None, :], ones, "share"),
                    posterior=mean(after, table[party][goal][None, :], ones, "share"),
                )
            )
    return tuple(lines)


def signal_lines(case: Case) -> tuple[SignalWeight, ...]:
    """What each signal does, at central values; the most telling first within each party."""
    records = goal_records(case, central(case.quantities()))
    signals = {signal.id: signal for signal in case.signals}
    lines = []
    for party, record in case.parties.items():
        if len(record.goals) < 2 or not any(signal.about == party for signal in case.signals):
            continue
        for weight in weigh(evidence_of(records[party], 0)).weights:
            signal = signals[weight.item]
            favours = max(weight.decibans, key=lambda goal: weight.decibans[goal])
            about = About(
                f"signal.{signal.id}",
                f"weight of the signal for «{favours}»",
                "decibans",
                (f"signals.{signal.id}.",),
            )
            notes = ["costly" if signal.costly else "cheap talk"]
            if signal.choice is not None:
                notes.append("likelihoods from what deals and no deal are worth")
            if weight.turns:
                notes.append("the leading account changes without it")
            lines.append(
                SignalWeight(
                    id=signal.id,
                    what=signal.what,
                    about=party,
                    favours=favours,
                    weight=point(about, weight.decibans[favours], "decibans"),
                    because=signal.because,
                    note="; ".join(notes),
                )
            )
    return tuple(lines)
