"""Rankings: from statements in order of priority, weights, a list, or the worth of each state.

A ranking is one row of *levels*: whole numbers, higher is better, equal is indifferent; only their order
means anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.errors import ShapeError
from detente.stability.conflict import Conflict, Ints, Levels
from detente.stability.formulas import Formula, evaluate

Floats = NDArray[np.float64]


def levels_from_statements(conflict: Conflict, statements: Sequence[Formula]) -> Levels:
    """Ranking by statements in order of priority, the first one above all others together.

    Of two states, the better is the one that satisfies the first statement on which they differ; states that
    satisfy the same statements are tied. Any number of statements: 62 at a time share one machine word.

    Returns
    -------
    (states,) int array
        0 for the worst group, then 1, 2, ...

    Examples
    --------
    >>> from detente.stability.build import build_conflict
    >>> from detente.stability.conflict import Option
    >>> from detente.stability.formulas import parse_formula
    >>> two = build_conflict(["row", "column"], [Option("defect", 0), Option("betray", 1)])
    >>> levels_from_statements(two, [parse_formula(s, two.options) for s in ("not 2", "1")]).tolist()
    [2, 3, 0, 1]
    """
    levels = np.zeros(conflict.size, dtype=np.int64)
    truth = statement_truth(conflict, statements)
    for first in range(0, len(statements), 62):
        word = np.zeros(conflict.size, dtype=np.int64)
        for row in truth[first : first + 62]:
            word = (word << 1) | row
        levels = _dense_pairs(levels, word)
    return levels


def statement_truth(conflict: Conflict, statements: Sequence[Formula]) -> NDArray[np.bool_]:
    """(statements, states): which state satisfies which statement."""
    values = conflict.values()
    truth = [evaluate(statement, values) for statement in statements]
    return np.array(truth, dtype=bool).reshape(len(statements), conflict.size)


def deciding_statement(
    conflict: Conflict, statements: Sequence[Formula], better: int, worse: int
) -> int | None:
    """Row of the first statement on which two states differ: the one that decides; None where they tie."""
    truth = statement_truth(conflict, statements)
    differing = np.flatnonzero(truth[:, better] != truth[:, worse])
    return int(differing[0]) if differing.size else None


def levels_from_weights(
    conflict: Conflict, statements: Sequence[Formula], weights: Sequence[float], tolerance: float = 1e-9
) -> Levels:
    """Ranking by the sum of the weights of the statements that a state satisfies.

    Raises
    ------
    ShapeError
        There is not one finite weight per statement.
    """
    if len(weights) != len(statements):
        raise ShapeError(f"{len(weights)} weights for {len(statements)} statements")
    truth = statement_truth(conflict, statements)
    return levels_from_values(np.asarray(weights, dtype=np.float64) @ truth, tolerance)


def levels_from_ranking(ranking: Sequence[int | Sequence[int]], states: int) -> Levels:
    """Ranking from a list of state rows, best first; a list within the list is a tie.

    Raises
    ------
    ShapeError
        A state is missing, doubled or does not exist.

    Examples
    --------
    >>> levels_from_ranking([2, [0, 1]], 3).tolist()
    [0, 0, 1]
    """
    groups = [[group] if isinstance(group, int | np.integer) else list(group) for group in ranking]
    groups = [group for group in groups if group]
    listed = [int(state) for group in groups for state in group]
    wrong = [state for state in listed if not 0 <= state < states]
    if wrong:
        raise ShapeError(f"the ranking names state {wrong[0]}, states are 0 to {states - 1}")
    doubled = sorted(state for state, times in Counter(listed).items() if times > 1)
    missing = sorted(set(range(states)) - set(listed))
    if doubled or missing:
        raise ShapeError(f"the ranking doubles states {doubled[:5]} and misses states {missing[:5]}")
    levels = np.zeros(states, dtype=np.int64)
    for place, group in enumerate(groups):
        levels[group] = len(groups) - 1 - place
    return levels


def levels_from_values(values: Floats, tolerance: float = 0.0) -> Levels:
    """Ranking from what each state is worth; neighbours closer than ``tolerance`` are tied.

    Ties run on: with tolerance 0.1, values 0, 0.08 and 0.16 are all tied. ``tie_spans`` tells how wide the
    groups became.

    Parameters
    ----------
    values : (states,) array
        Worth on any one scale, finite.
    tolerance : float
        On that scale; set it to the Monte Carlo error of the values.

    Raises
    ------
    ShapeError
        A value is not finite, or ``tolerance`` is negative.

    Examples
    --------
    >>> levels_from_values(np.array([0.5, 0.1, 0.52]), tolerance=0.05).tolist()
    [1, 0, 1]
    """
    if not np.isfinite(values).all() or tolerance < 0:
        raise ShapeError("values must be finite and the tolerance not negative")
    order = np.argsort(values, kind="stable")
    steps = np.diff(values[order]) > tolerance
    levels = np.zeros(values.size, dtype=np.int64)
    levels[order[1:]] = np.cumsum(steps)
    return levels


def levels_from_draws(values: Floats, errors: float = 2.0) -> Levels:
    """Ranking from drawn worths; neighbours whose mean difference is within its Monte Carlo error are tied.

    Differences are taken draw by draw, so what all states share (a patience, a cost) does not blur them.

    Parameters
    ----------
    values : (draws, states) array
        Worth to one party on any one scale, the same draws for all states.
    errors : float, standard errors
        How many standard errors of the mean difference count as nothing.

    Raises
    ------
    ShapeError
        There are fewer than two draws, or a value is not finite.

    Examples
    --------
    >>> luck = np.array([0.0, 0.5, 1.0, 0.2])
    >>> levels_from_draws(np.stack([luck, luck + 0.1, 0.6 - luck], axis=1)).tolist()
    [0, 1, 0]
    """
    if values.ndim != 2 or values.shape[0] < 2 or not np.isfinite(values).all():
        raise ShapeError(
            f"worths are (draws, states), two draws or more and finite; got shape {values.shape}"
        )
    order = np.argsort(values.mean(axis=0), kind="stable")
    steps = np.diff(values[:, order], axis=1)
    noise = errors * steps.std(axis=0, ddof=1) / np.sqrt(values.shape[0])
    levels = np.zeros(values.shape[1], dtype=np.int64)
    levels[order[1:]] = np.cumsum(steps.mean(axis=0) > noise + 1e-12)
    return levels


def levels_per_draw(values: Floats, tolerance: float = 0.0) -> Levels:
    """One ranking per draw and party, for ``robust.equilibrium_shares``.

    Parameters
    ----------
    values : (draws, parties, states) array
        Worth of each state to each party in each draw.

    Returns
    -------
    (draws, parties, states) int array
    """
    rows = [[levels_from_values(row, tolerance) for row in draw] for draw in values]
    return np.array(rows, dtype=np.int64)


def tie_spans(values: Floats, levels: Levels) -> Floats:
    """How far apart the values within each level are; more than the tolerance means that ties ran on."""
    spans = [float(np.ptp(values[levels == level])) for level in np.unique(levels)]
    return np.array(spans)


def check_levels(levels: Levels, parties: int, states: int) -> None:
    """Refuse what is no set of rankings.

    Raises
    ------
    ShapeError
        The array is not (parties, states), or holds anything but whole numbers.
    """
    if levels.shape != (parties, states):
        raise ShapeError(f"levels are {levels.shape}, the conflict is {(parties, states)}")
    if not np.issubdtype(levels.dtype, np.integer):
        raise ShapeError(f"levels are whole numbers, not {levels.dtype}; make them with levels_from_values")


def ranking_of(levels: Levels) -> tuple[tuple[int, ...], ...]:
    """Tie groups of state rows, best first."""
    return tuple(
        tuple(int(state) for state in np.flatnonzero(levels == level)) for level in np.unique(levels)[::-1]
    )


def dense_levels(levels: Levels) -> Levels:
    """The same order with levels 0, 1, 2, ..."""
    return np.unique(levels, return_inverse=True)[1].reshape(levels.shape).astype(np.int64)


def _dense_pairs(first: Ints, second: Ints) -> Levels:
    """Levels of pairs in lexicographic order."""
    second = dense_levels(second)
    return dense_levels(dense_levels(first) * (int(second.max(initial=0)) + 1) + second)


@dataclass(frozen=True, slots=True, eq=False)
class Preferences:
    """One ranking per party, with the statements it came from where there are any.

    ``levels`` is (parties, states), higher is better. ``statements[party]`` is empty where the ranking was
    entered directly.
    """

    levels: Levels
    statements: tuple[tuple[Formula, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.levels.ndim != 2:
            raise ShapeError(f"levels must be (parties, states), got shape {self.levels.shape}")
