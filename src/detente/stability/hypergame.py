"""Hypergames: each party acts on its own picture of the conflict, and may have a picture of the others' pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.errors import ShapeError
from detente.stability.analysis import analyse
from detente.stability.concepts import SanctionRule
from detente.stability.conflict import Bools, Conflict, GraphForm, Levels, Model
from detente.stability.moves import moves_from


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One party's picture: everybody's rankings as it believes them, and states that it does not know of.

    ``others[j]`` is what it takes party j's picture to be (level 2; its own entry is not read); empty where it
    believes that all see what it sees.
    """

    levels: Levels
    unseen: frozenset[int] = frozenset()
    others: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Hypergame:
    """What each party thinks stable, against what is.

    ``expected[i]``: equilibria in the picture of party i. ``stable[i]``: states where party i, acting on its
    picture, stays. ``equilibria``: where everybody stays, each for its own reasons. ``true_equilibria``: what
    there would be if all knew all. ``surprises[i]``: expected by i, but somebody will leave.
    """

    concept: str
    expected: tuple[tuple[int, ...], ...]
    stable: Bools
    equilibria: tuple[int, ...]
    true_equilibria: tuple[int, ...]
    surprises: tuple[tuple[int, ...], ...]


def analyse_hypergame(
    model: Model, views: Sequence[View], concept: str = "seq", rule: SanctionRule = "no_repeat"
) -> Hypergame:
    """Equilibria of a conflict in which parties misjudge one another.

    Parameters
    ----------
    model : Conflict or GraphForm
        What can really happen.
    views : one View per party
        Row i of ``views[i].levels`` is taken as the party's true ranking.
    concept, rule : as for ``analyse``
        A party that does not know of a state expects nobody to move from it or to it, and counts it as stable
        for nobody.

    Raises
    ------
    ShapeError
        There is not one view per party, or a view misses a party or state.

    Sources
    -------
    Bennett 1977, Omega 5:749-751; Wang, Hipel and Fraser 1988, Behavioral Science 33:207-223 (from memory).
    """
    parties = len(model.parties)
    if len(views) != parties:
        raise ShapeError(f"{len(views)} views for {parties} parties")
    tables = [_table(model, view, own, concept, rule) for own, view in enumerate(views)]
    true_levels = np.array([views[party].levels[party] for party in range(parties)])
    stable = np.array([tables[party][party] for party in range(parties)])
    expected = tuple(_rows(np.logical_and.reduce(table)) for table in tables)
    equilibria = _rows(np.logical_and.reduce(stable))
    actual = analyse(model, true_levels, (concept,), rule).equilibria(concept)
    surprises = tuple(tuple(s for s in hoped if s not in equilibria) for hoped in expected)
    return Hypergame(concept, expected, stable, equilibria, actual, surprises)


def _table(model: Model, view: View, own_row: int, concept: str, rule: SanctionRule) -> Bools:
    """(parties, states) in one picture; at level 2 each other party is judged in the picture ascribed to it."""
    own = analyse(restricted(model, view.unseen), view.levels, (concept,), rule)
    if concept not in own.stable:
        raise ShapeError(f"{concept}: {own.left_out[concept]}")
    table = own.stable[concept].copy()
    for party, ascribed in enumerate(view.others):
        if party == own_row:
            continue
        inner = analyse(restricted(model, ascribed.unseen), ascribed.levels, (concept,), rule)
        table[party] = inner.stable[concept][party]
    table[:, list(view.unseen)] = False
    return table


def restricted(model: Model, unseen: frozenset[int]) -> Model:
    """The model without moves from or to states that are not seen; states keep their rows."""
    if not unseen:
        return model
    arcs = tuple(
        tuple(
            ()
            if state in unseen
            else tuple(int(t) for t in moves_from(model, party, state) if int(t) not in unseen)
            for state in range(model.size)
        )
        for party in range(len(model.parties))
    )
    labels = model.labels if isinstance(model, Conflict | GraphForm) else ()
    return GraphForm(model.title, model.parties, labels, arcs, model.codes, model.status_quo, model.removals)


def _rows(mask: Bools) -> tuple[int, ...]:
    return tuple(int(state) for state in np.flatnonzero(mask))
