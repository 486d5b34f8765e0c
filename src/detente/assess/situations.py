"""What the states of the graph model are worth to each party: values of deals and of the war, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.assess.beliefs import posteriors, usable
from detente.assess.binding import Floats, bind, terms_of, war_values
from detente.assess.drawing import draw
from detente.assess.judging import expected_value, play
from detente.assess.ranks import RankTable
from detente.assess.records import Settings
from detente.assess.verdicts import Bench, refusal_cuts
from detente.case.case import Case
from detente.errors import ShapeError


@dataclass(frozen=True, slots=True)
class StateValues:
    """Worth of states to parties, the same draws for all.

    ``values`` maps a party to a (draws, states) array on the party's own scale; ``situations`` names what
    each state amounts to: a proposal, or ``war`` with the links that have ended.
    """

    values: Mapping[str, Floats]
    situations: tuple[str, ...]


def state_values(
    case: Case, states: Sequence[frozenset[str]], draws: int = 400, seed: int = 1, grid_points: int = 46
) -> StateValues:
    """Value to every party of the situation that each state amounts to.

    Parameters
    ----------
    case : Case
        With ``moves.situations``.
    states : sequence of sets
        The ids of the options taken up in each state.
    draws, seed, grid_points
        As in ``assess``.

    Returns
    -------
    StateValues
        Deals are worth their settlement value, war the war value without the links that have ended; each
        party's accounts, and those of the side that may break, are averaged by their chances.

    Raises
    ------
    ShapeError
        The case does not say what its states amount to.
    """
    if case.moves is None or not case.moves.situations:
        raise ShapeError("state_values: the case has no moves.situations that say what states amount to")
    bound = bind(case, draw(case, draws, seed))
    chances = usable(case, posteriors(case, bound.draws))
    settings = Settings(draws, seed, grid_points, (60,), "icd203")
    bench = Bench(bound, chances, settings, RankTable((), (), np.zeros((0, draws))))
    found = [_situation(case, state) for state in states]
    worth = {key: _worth(bench, *key) for key in dict.fromkeys(found)}
    names = tuple(f"war without {', '.join(cuts)}" if cuts else name for name, cuts in found)
    values = {party: np.stack([worth[key][party] for key in found], axis=1) for party in case.parties}
    return StateValues(values, names)


def _situation(case: Case, state: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """The first situation that fits a state; war where none does."""
    assert case.moves is not None
    for situation in case.moves.situations:
        if all((option in state) == wanted for option, wanted in situation.when.items()):
            return situation.is_, situation.cuts if situation.is_ == "war" else ()
    return "war", ()


def _worth(bench: Bench, name: str, cuts: tuple[str, ...]) -> dict[str, Floats]:
    """(draws,) worth of one situation to every party; a package under which the war goes on is worth war."""
    bound = bench.bound
    package = bound.case.fill(bound.case.proposals[name].package) if name != "war" else {}
    terms = terms_of(bound, package) if package else None
    if terms is None or terms.fighting:
        return {
            party: np.asarray(
                np.sum(
                    [
                        war_values(bound, stance, cuts) * bench.chances[party][stance[1]]
                        for stance in bound.stances(party)
                    ],
                    axis=0,
                )
            )
            for party in bound.case.parties
        }
    played = play(bound, package, terms, refusal_cuts(bound, package), bench.settings.grid_points)
    return {
        party: np.asarray(
            (expected_value(bound, played, party, bench.chances[party]) * bench.weights).sum(axis=0)
        )
        for party in bound.case.parties
    }
