"""Can the bill be split so that nobody leaves? Core, least core, nucleolus, and side payments.

Works on *gains*: what a coalition can secure for itself. For a cost game hand over ``-costs``; the shares
then come back negative, and a positive excess means a group that pays less on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from detente.deals.burden import Game, players_of
from detente.deals.space import TOLERANCE
from detente.errors import ShapeError

Matrix = NDArray[np.float64]
#: Players up to which one programme over all coalitions is run.
MOST_PLAYERS = 14


@dataclass(frozen=True, slots=True)
class LeastCore:
    """The smallest excess that every coalition can be held to, and a split that does it.

    ``excess`` above zero means that the core is empty: under any split some group could do better alone by
    that much. ``tight`` are the coalitions (bit masks) at that excess under ``allocation``.
    """

    excess: float
    allocation: tuple[float, ...]
    tight: tuple[int, ...]

    @property
    def core_is_empty(self) -> bool:
        """Whether some group would leave whatever the split."""
        return self.excess > TOLERANCE


def _members(count: int) -> Matrix:
    masks = np.arange(1, (1 << count) - 1)
    return ((masks[:, None] >> np.arange(count)) & 1).astype(np.float64)


def excesses(game: Game, allocation: Sequence[float]) -> NDArray[np.float64]:
    """For each coalition by bit mask, how much more it could secure alone than ``allocation`` gives it."""
    count = players_of(game)
    if len(allocation) != count:
        raise ShapeError(f"excesses: {len(allocation)} shares for {count} players")
    masks = np.arange(len(game))
    given = ((masks[:, None] >> np.arange(count)) & 1) @ np.array([float(share) for share in allocation])
    return np.asarray(game.astype(np.float64) - given)


def leavers(game: Game, allocation: Sequence[float], tol: float = TOLERANCE) -> tuple[tuple[int, float], ...]:
    """Coalitions that would do better alone, by bit mask with their excess, greatest excess first."""
    over = excesses(game, allocation)
    masks = [mask for mask in range(1, len(game) - 1) if over[mask] > tol]
    return tuple((mask, float(over[mask])) for mask in sorted(masks, key=lambda mask: (-over[mask], mask)))


def least_core(game: Game) -> LeastCore:
    """Least core by one linear programme: the smallest e such that x(S) >= v(S) - e for every coalition S.

    Sources
    -------
    Maschler, Peleg and Shapley 1979, Mathematics of Operations Research 4(4):303-338.

    Examples
    --------
    >>> majority = np.array([0, 0, 0, 1, 0, 1, 1, 1])
    >>> found = least_core(majority)
    >>> round(found.excess, 6), found.core_is_empty
    (0.333333, True)
    """
    count = _check_size(game)
    if count == 1:
        return LeastCore(0.0, (float(game[1]),), ())
    members = _members(count)
    found = linprog(
        [0.0] * count + [1.0],
        A_ub=np.hstack([-members, -np.ones((len(members), 1))]),
        b_ub=-game[1:-1].astype(np.float64),
        A_eq=np.array([[1.0] * count + [0.0]]),
        b_eq=[float(game[-1])],
        bounds=[(None, None)] * (count + 1),
        method="highs",
    )
    if found.x is None:
        raise ShapeError(f"least_core: the solver failed: {found.message}")
    allocation = tuple(found.x[:count].tolist())
    over = excesses(game, allocation)
    tight = tuple(mask for mask in range(1, len(game) - 1) if over[mask] > found.x[-1] - 1e-7)
    return LeastCore(float(found.x[-1]), allocation, tight)


def _check_size(game: Game) -> int:
    count = players_of(game)
    if count > MOST_PLAYERS:
        raise ShapeError(f"core: {count} players; up to {MOST_PLAYERS}, as every coalition is a row")
    return count


def nucleolus(game: Game) -> tuple[Fraction, ...] | tuple[float, ...]:
    """The split whose worst-off coalitions are as content as can be, then the next, and so on.

    Nobody gets less than alone (where that can be paid for at all; if not, this is the pre-nucleolus).

    Parameters
    ----------
    game : (2**players,) array
        Gain of each coalition by bit mask; up to 14 players, some seconds above 10.

    Returns
    -------
    tuple
        Exact fractions for whole-number games, floats otherwise.

    Notes
    -----
    A sequence of linear programmes. Coalitions with a positive dual are tight in every optimum, so they
    are fixed; coalitions in the span of the fixed ones drop out; it ends when the fixed ones determine
    the split. The split itself is then solved for from the tight coalitions in fractions.

    Sources
    -------
    Schmeidler 1969, SIAM Journal on Applied Mathematics 17(6):1163-1170; the programmes of Kopelowitz 1967.

    Examples
    --------
    >>> estate = np.array([0, 0, 0, 0, 0, 0, 100, 200])  # claims 100, 200, 300 on an estate of 200
    >>> [str(share) for share in nucleolus(estate)]
    ['50', '75', '75']
    """
    count = _check_size(game)
    if count == 1:
        return (Fraction(int(game[1])),) if np.issubdtype(game.dtype, np.integer) else (float(game[1]),)
    members, worth = _members(count), game[1:-1].astype(np.float64)
    alone = np.array([float(game[1 << k]) for k in range(count)])
    low = alone if alone.sum() <= float(game[-1]) + TOLERANCE else np.full(count, -np.inf)
    fixed: list[list[int]] = []
    levels: list[float] = []
    left = np.arange(len(members))
    while _rank(members, fixed) < count:
        level, tight = _next_level(members, worth, float(game[-1]), low, (fixed, levels, left))
        fixed.append(tight)
        levels.append(level)
        left = _outside_span(members, fixed, left)
    floats = _solve_floats(members, worth, float(game[-1]), fixed, levels)
    if not np.issubdtype(game.dtype, np.integer):
        return tuple(floats)
    at_bound = [k for k in range(count) if abs(floats[k] - low[k]) < 1e-9]
    exact = _solve_exactly(game, count, fixed, at_bound)
    return (
        exact
        if exact is not None and np.allclose([float(x) for x in exact], floats, atol=1e-6)
        else tuple(floats)
    )


def _next_level(
    members: Matrix,
    worth: Matrix,
    total: float,
    low: Matrix,
    state: tuple[list[list[int]], list[float], NDArray[Any]],
) -> tuple[float, list[int]]:
    """Minimise the greatest excess of the coalitions still free; those with a positive dual are tight for good."""
    fixed, levels, left = state
    count = members.shape[1]
    done = [row for group in fixed for row in group]
    height = [level for group, level in zip(fixed, levels, strict=True) for _ in group]
    equal = np.vstack([np.ones(count), members[done]])
    found = linprog(
        [0.0] * count + [1.0],
        A_ub=np.hstack([-members[left], -np.ones((len(left), 1))]),
        b_ub=-worth[left],
        A_eq=np.hstack([equal, np.zeros((len(equal), 1))]),
        b_eq=np.concatenate([[total], worth[done] - np.array(height)]),
        bounds=[(lowest, None) for lowest in low.tolist()] + [(None, None)],
        method="highs",
    )
    if found.x is None:
        raise ShapeError(f"nucleolus: the solver failed: {found.message}")
    duals = -np.asarray(found.ineqlin.marginals)
    tight = left[duals > 1e-9] if (duals > 1e-9).any() else left[[int(duals.argmax())]]
    return float(found.x[-1]), tight.tolist()


def _rank(members: Matrix, fixed: list[list[int]]) -> int:
    rows = [row for group in fixed for row in group]
    return int(np.linalg.matrix_rank(np.vstack([np.ones(members.shape[1]), members[rows]])))


def _outside_span(members: Matrix, fixed: list[list[int]], left: NDArray[Any]) -> NDArray[Any]:
    """Coalitions whose share the fixed ones do not determine yet."""
    rows = [row for group in fixed for row in group]
    base = np.vstack([np.ones(members.shape[1]), members[rows]])
    _, sizes, directions = np.linalg.svd(base)
    span = directions[: int((sizes > 1e-9).sum())]
    rest = members[left] - members[left] @ span.T @ span
    return np.asarray(left[(np.abs(rest) > 1e-7).any(axis=1)])


def _solve_floats(
    members: Matrix, worth: Matrix, total: float, fixed: list[list[int]], levels: list[float]
) -> list[float]:
    rows = [row for group in fixed for row in group]
    height = [level for group, level in zip(fixed, levels, strict=True) for _ in group]
    left = np.vstack([np.ones(members.shape[1]), members[rows]])
    right = np.concatenate([[total], worth[rows] - np.array(height)])
    return [float(share) for share in np.linalg.lstsq(left, right, rcond=None)[0]]


def _solve_exactly(
    game: Game, count: int, fixed: list[list[int]], at_bound: list[int]
) -> tuple[Fraction, ...] | None:
    """Solve x(S) + level_k = v(S) for the tight coalitions of each level, and x(N) = v(N), in fractions.

    Players held at what they get alone give an equation more. None where that does not settle the split
    or the equations contradict one another, which rounding in the programmes could bring about.
    """
    unknowns = count + len(fixed)
    rows: list[list[Fraction]] = [
        [Fraction(int(k < count)) for k in range(unknowns)] + [Fraction(int(game[-1]))]
    ]
    for number, group in enumerate(fixed):
        for row in group:
            mask = row + 1
            line = [Fraction(mask >> k & 1) for k in range(count)]
            line += [Fraction(int(k == number)) for k in range(len(fixed))]
            rows.append([*line, Fraction(int(game[mask]))])
    for k in at_bound:
        rows.append([Fraction(int(j == k)) for j in range(unknowns)] + [Fraction(int(game[1 << k]))])
    pivots: list[int] = []
    for column in range(unknowns):
        at = next((r for r in range(len(pivots), len(rows)) if rows[r][column] != 0), None)
        if at is None:
            continue
        place = len(pivots)
        rows[place], rows[at] = rows[at], rows[place]
        rows[place] = [value / rows[place][column] for value in rows[place]]
        for r in range(len(rows)):
            if r != place and rows[r][column] != 0:
                factor = rows[r][column]
                rows[r] = [value - factor * lead for value, lead in zip(rows[r], rows[place], strict=True)]
        pivots.append(column)
    if any(row[-1] != 0 for row in rows[len(pivots) :]):
        return None
    if pivots[:count] != list(range(count)) or any(any(rows[k][count:unknowns]) for k in range(count)):
        return None
    return tuple(rows[k][-1] for k in range(count))


@dataclass(frozen=True, slots=True)
class SidePayments:
    """Who needs how much to stay, who can pay, and whether it suffices.

    ``payments`` are net (positive: pays); payers give in proportion to their surplus. All zero when
    ``can_be_financed`` is false, and ``missing`` says what is lacking.
    """

    needed: tuple[float, ...]
    surplus: tuple[float, ...]
    can_be_financed: bool
    missing: float
    payments: tuple[float, ...]


def side_payments(values: Sequence[float], outside: Sequence[float], payers: Sequence[int]) -> SidePayments:
    """What would keep everybody in a package, paid for by those who gain from it.

    Values must be in one unit that can be handed over (money); utils of different parties cannot (C1).

    Parameters
    ----------
    values, outside : (parties,) sequences
        What the package, and refusing it, is worth to each party.
    payers : sequence of int
        Parties who may be asked to pay.

    Examples
    --------
    >>> found = side_payments([5.0, 1.0, 9.0], [4.0, 3.0, 6.0], payers=[0, 2])
    >>> found.needed, found.can_be_financed, found.payments
    ((0.0, 2.0, 0.0), True, (0.5, -2.0, 1.5))
    """
    if len(values) != len(outside) or not set(payers) <= set(range(len(values))):
        raise ShapeError(
            f"side_payments: {len(values)} values, {len(outside)} outside values, payers {payers}"
        )
    gain = np.array(values, dtype=np.float64) - np.array(outside, dtype=np.float64)
    needed = np.maximum(-gain, 0)
    surplus = np.where(np.isin(np.arange(len(gain)), list(payers)), np.maximum(gain, 0), 0)
    lacking = max(0.0, float(needed.sum() - surplus.sum()))
    enough = lacking <= TOLERANCE
    share = surplus / surplus.sum() if surplus.sum() > 0 else surplus
    net = share * needed.sum() - needed if enough else np.zeros(len(gain))
    return SidePayments(tuple(needed.tolist()), tuple(surplus.tolist()), enough, lacking, tuple(net.tolist()))
