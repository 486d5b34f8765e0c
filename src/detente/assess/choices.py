"""What is on record about goals, draw by draw: priors, signals, and choices whose likelihood the case itself gives.

A party that took one thing and left another tells something about its goals: under each account the deal
was worth so much, its possible collapse included, and no deal so much. The chance of the choice follows by
a softmax over these values, with the rationality integrated out (theory section 7, inverse decision).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from detente.assess.binding import Bound, bind, terms_of, war_values
from detente.assess.drawing import Draws
from detente.assess.judging import Played, play
from detente.assess.verdicts import refusal_cuts
from detente.case.case import Case
from detente.case.records import Observation, Signal
from detente.motives.choice import act_chances
from detente.motives.many import ItemDraws, RecordDraws, record_of

Floats = NDArray[np.float64]
#: The id under which no deal is one of the things to choose from.
NO_DEAL = "war"
_GRID = 46


def goal_records(case: Case, drawn: Draws) -> dict[str, RecordDraws]:
    """Priors and signals of every party over the draws.

    Choices of the party that may break a deal come first: what a deal is worth to the others depends on
    how likely its accounts are.

    Parameters
    ----------
    case : Case
    drawn : Draws

    Returns
    -------
    dict of party to RecordDraws
        In the order of the case.
    """
    given = {
        signal.id: {goal: drawn(f"signals.{signal.id}.likelihood.{goal}") for goal in signal.likelihood}
        for signal in case.signals
        if signal.choice is None
    }
    choices = [signal for signal in case.signals if signal.choice is not None]
    if choices:
        bound = bind(case, drawn)
        lead = bound.leads[bound.attacker]
        game = _Game(bound)
        first = [signal for signal in choices if signal.about == lead]
        given.update({signal.id: game.likelihood(signal) for signal in first})
        game.learn(_record(case, drawn, lead, given))
        rest = [signal for signal in choices if signal.about != lead]
        given.update({signal.id: game.likelihood(signal) for signal in rest})
    return {party: _record(case, drawn, party, given) for party in case.parties}


def watch_chances(case: Case, drawn: Draws) -> dict[str, dict[str, Floats]]:
    """How likely each account makes what could be observed next, choices out of the case's own values.

    Parameters
    ----------
    case : Case
    drawn : Draws

    Returns
    -------
    dict of id to (mapping of account to (draws,) array)
        In the order of the case; accounts that value nothing are silent on a choice.
    """
    chances = {
        entry.id: {goal: drawn(f"watch.{entry.id}.likelihood.{goal}") for goal in entry.likelihood}
        for entry in case.watch
    }
    choices = [entry for entry in case.watch if entry.choice is not None]
    if choices:
        game = _Game(bind(case, drawn))
        game.learn(goal_records(case, drawn)[game.lead])
        chances.update({entry.id: game.likelihood(entry) for entry in choices})
    return chances


def values_of(
    bound: Bound, party: str, name: str, weights: Floats, played: Mapping[str, Played]
) -> dict[str, Floats]:
    """(draws,) worth of a proposal or of no deal to a party under each account that values anything.

    ``weights`` are the (accounts, draws) chances of the accounts of the party that may break the deal.
    """
    if name == NO_DEAL:
        return {stance[1]: war_values(bound, stance) for stance in bound.stances(party)}
    lead = bound.leads[bound.attacker]
    out = {}
    for row, stance in enumerate(bound.stances(party)):
        worth = played[name].values[stance]
        out[stance[1]] = worth[row] if party == lead else (worth * weights).sum(axis=0)
    return out


def play_proposal(bound: Bound, name: str, grid_points: int = _GRID) -> Played:
    """A proposal of the case, played."""
    full = bound.case.fill(bound.case.proposals[name].package)
    return play(bound, full, terms_of(bound, full), refusal_cuts(bound, full), grid_points)


class _Game:
    """Values of what was chosen from; each proposal is played once."""

    def __init__(self, bound: Bound) -> None:
        self.bound = bound
        self.lead = bound.leads[bound.attacker]
        self.played: dict[str, Played] = {}
        accounts = len(bound.stances(self.lead))
        self.weights: Floats = np.full((accounts, bound.draws.size), 1.0 / accounts)

    def learn(self, record: RecordDraws) -> None:
        """Take the breaker's accounts at their chances."""
        table = record.posterior()
        columns = [record.hypotheses.index(goal) for _, goal in self.bound.stances(self.lead)]
        shares = table[:, columns]
        self.weights = (shares / shares.sum(axis=1, keepdims=True)).T

    def likelihood(self, signal: Signal | Observation) -> dict[str, Floats]:
        """Chance of the choice under each account that values anything; silent on the others."""
        assert signal.choice is not None
        names = (signal.choice.took, *signal.choice.over)
        for name in names:
            if name != NO_DEAL and name not in self.played:
                self.played[name] = play_proposal(self.bound, name)
        worth = [values_of(self.bound, signal.about, name, self.weights, self.played) for name in names]
        return {
            goal: act_chances(np.stack([table[goal] for table in worth], axis=-1), 0) for goal in worth[0]
        }


def _record(
    case: Case, drawn: Draws, party: str, likelihood: Mapping[str, Mapping[str, Floats]]
) -> RecordDraws:
    items = [
        ItemDraws(
            signal.id,
            likelihood[signal.id],
            drawn(f"signals.{signal.id}.reliability"),
            drawn(f"signals.{signal.id}.background"),
            signal.origin,
            signal.event,
        )
        for signal in case.signals
        if signal.about == party
    ]
    goals = case.parties[party].goals
    priors = {goal: drawn(f"parties.{party}.goals.{goal}.prior") for goal in goals}
    if len(priors) == 1:  # a certainty, whatever prior is written
        priors = {goal: np.ones(drawn.size) for goal in priors}
    return record_of(priors, items)
