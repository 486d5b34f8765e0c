"""How firm an answer is: over draws of rankings, and against single changes of ranking or statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.errors import ShapeError
from detente.stability.analysis import Stability, analyse
from detente.stability.concepts import Judge, SanctionRule
from detente.stability.conflict import Conflict, Levels, Model
from detente.stability.formulas import Compound, Formula, describe
from detente.stability.preferences import dense_levels, levels_from_statements, ranking_of

Shares = NDArray[np.float64]
#: Above this many draws the compiled engine answers small conflicts too.
MANY = 50


@dataclass(frozen=True, slots=True, eq=False)
class Firmness:
    """Shares of draws: ``equilibrium[concept]`` is (states,), ``stable[concept]`` is (parties, states)."""

    draws: int
    equilibrium: Mapping[str, Shares]
    stable: Mapping[str, Shares]


def equilibrium_shares(
    model: Model, draws: NDArray[np.int64], concepts: Sequence[str], rule: SanctionRule = "no_repeat"
) -> Firmness:
    """In what share of the draws each state is an equilibrium.

    Parameters
    ----------
    model : Conflict or GraphForm
        The same for all draws.
    draws : (draws, parties, states) int array
        One set of rankings per draw, as from ``levels_from_values`` on drawn values.

    Raises
    ------
    ShapeError
        The array has another shape or no draws.
    """
    if draws.ndim != 3 or not len(draws):
        raise ShapeError(f"draws must be (draws, parties, states), got {draws.shape}")
    engine = "compiled" if len(draws) > MANY and rule == "no_repeat" else "auto"
    answers: list[Stability] = [analyse(model, levels, concepts, rule, engine) for levels in draws]
    names = list(answers[0].stable)
    stable = {c: np.mean([answer.stable[c] for answer in answers], axis=0) for c in names}
    both = {c: np.mean([answer.stable[c].all(axis=0) for answer in answers], axis=0) for c in names}
    return Firmness(len(draws), both, stable)


def shaken_rankings(levels: Levels, exchanges: int, draws: int, rng: np.random.Generator) -> Levels:
    """Rankings that differ from the entered ones by a few exchanges of neighbouring tie groups.

    Parameters
    ----------
    levels : (parties, states) int array
        As entered.
    exchanges : int
        How many times, in each draw and for each party, a random group changes places with the next one.
    draws : int
        How many sets of rankings to make.

    Returns
    -------
    (draws, parties, states) int array
    """
    if exchanges < 0 or draws < 1:
        raise ShapeError(f"exchanges are 0 or more and draws 1 or more, not {exchanges} and {draws}")
    dense = np.array([dense_levels(row) for row in levels])
    made = np.tile(dense, (draws, 1, 1))
    for draw in range(draws):
        for party in range(levels.shape[0]):
            top = int(dense[party].max())
            order = np.arange(top + 1)
            for place in rng.integers(0, top, size=exchanges) if top else ():
                order[[place, place + 1]] = order[[place + 1, place]]
            made[draw, party] = np.argsort(order)[dense[party]]
    return made


@dataclass(frozen=True, slots=True)
class Flip:
    """A single change that turns whether a state is an equilibrium: of whom, what, and how it then stands."""

    party: int
    what: str
    becomes: bool


def flips_by_swap(model: Model, levels: Levels, concept: str, state: int) -> tuple[Flip, ...]:
    """Every exchange of two neighbouring groups in one party's ranking that turns the verdict on a state."""
    before = _is_equilibrium(Judge(model, levels), concept, state)
    found = []
    for party, row in enumerate(levels):
        dense = dense_levels(row)
        groups = ranking_of(dense)
        for place in range(len(groups) - 1):
            upper, lower = groups[place], groups[place + 1]
            trial = levels.copy()
            trial[party] = dense
            trial[party, list(upper)], trial[party, list(lower)] = dense[lower[0]], dense[upper[0]]
            after = _is_equilibrium(Judge(model, trial), concept, state)
            if after != before:
                what = f"ranks {_named(model, lower)} above {_named(model, upper)}"
                found.append(Flip(party, what, after))
    return tuple(found)


def flips_by_statement(
    conflict: Conflict, statements: Sequence[Sequence[Formula]], concept: str, state: int
) -> tuple[Flip, ...]:
    """Every single change to one party's statements that turns the verdict: drop one, deny one, exchange neighbours."""
    levels = np.array([levels_from_statements(conflict, stated) for stated in statements])
    before = _is_equilibrium(Judge(conflict, levels), concept, state)
    found = []
    for party, stated in enumerate(statements):
        for what, changed in _edits(conflict, list(stated)):
            trial = levels.copy()
            trial[party] = levels_from_statements(conflict, changed)
            after = _is_equilibrium(Judge(conflict, trial), concept, state)
            if after != before:
                found.append(Flip(party, what, after))
    return tuple(found)


def _edits(conflict: Conflict, stated: list[Formula]) -> list[tuple[str, list[Formula]]]:
    edits = []
    for row, formula in enumerate(stated):
        text = f"statement {row + 1} ({describe(formula, conflict.options)})"
        edits.append((f"without {text}", stated[:row] + stated[row + 1 :]))
        denied: list[Formula] = [*stated[:row], Compound("not", (formula,)), *stated[row + 1 :]]
        edits.append((f"with the opposite of {text}", denied))
        if row + 1 < len(stated):
            swapped = [*stated[:row], stated[row + 1], formula, *stated[row + 2 :]]
            edits.append((f"with {text} after the next one", swapped))
    return edits


def fewest_statement_swaps(
    conflict: Conflict, stated: Sequence[Formula], accepts: Callable[[Levels], bool], orders: int = 5000
) -> tuple[int, tuple[int, ...]] | None:
    """Least exchanges of neighbouring statements after which the party's ranking is accepted.

    Parameters
    ----------
    accepts : function of (states,) levels
        For instance whether the wanted state is then stable (``find_condition(...).holds``).
    orders : int
        Most orders of the statements to try, nearest first.

    Returns
    -------
    (exchanges, order of statement rows), or None where no order that was tried is accepted.
    """
    start = tuple(range(len(stated)))
    layer, seen, distance = [start], {start}, 0
    while layer:
        following = []
        for order in layer:
            if accepts(levels_from_statements(conflict, [stated[row] for row in order])):
                return distance, order
            for place in range(len(order) - 1):
                swapped = (*order[:place], order[place + 1], order[place], *order[place + 2 :])
                if swapped not in seen and len(seen) < orders:
                    seen.add(swapped)
                    following.append(swapped)
        layer, distance = following, distance + 1
    return None


def _is_equilibrium(judge: Judge, concept: str, state: int) -> bool:
    return all(judge.is_stable(concept, party, state) for party in range(judge.levels.shape[0]))


def _named(model: Model, states: Sequence[int]) -> str:
    shown = ", ".join(f"{state + 1} ({model.label(state)})" for state in states[:4])
    return shown + (f" and {len(states) - 4} more" if len(states) > 4 else "")
