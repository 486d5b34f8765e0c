"""Stability when some preferences are unknown, or when it matters how strong they are.

Both put other sets of states into the three relations of ``concepts``; the concepts themselves stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.errors import ShapeError
from detente.stability.analysis import Stability, judge_all
from detente.stability.concepts import CONCEPTS, Judge, Masks, Relations, SanctionRule, better_masks
from detente.stability.conflict import Bools, Levels, Model
from detente.stability.moves import reach_masks

#: How a party treats what it cannot compare. a: moves there, not deterred by it; b: neither moves there nor is
#: deterred; c: moves there and is deterred; d: does not move there, is deterred.
Attitude = Literal["a", "b", "c", "d"]
ATTITUDES: tuple[Attitude, ...] = ("a", "b", "c", "d")


def unknown_pairs(states: int, pairs: Sequence[Sequence[tuple[int, int]]]) -> Masks:
    """``masks[party][state]``: states that the party is not known to rank against it, both ways round."""
    masks = []
    for row in pairs:
        mine = [0] * states
        for first, second in row:
            if not (0 <= first < states and 0 <= second < states) or first == second:
                raise ShapeError(f"({first}, {second}) is no pair of different states from 0 to {states - 1}")
            mine[first] |= 1 << second
            mine[second] |= 1 << first
        masks.append(mine)
    return masks


def unknown_relations(moves: Masks, levels: Levels, unknown: Masks, attitude: Attitude) -> Relations:
    """Relations of rankings with unknown pairs under one attitude.

    Opponents may also make moves of unknown worth to themselves, under every attitude.

    Raises
    ------
    ShapeError
        The attitude is none of a, b, c, d.
    """
    if attitude not in ATTITUDES:
        raise ShapeError(f"{attitude!r} is no attitude; write a, b, c or d")
    everything = (1 << levels.shape[1]) - 1
    better = [
        [mask & ~hidden for mask, hidden in zip(row, hides, strict=True)]
        for row, hides in zip(better_masks(levels), unknown, strict=True)
    ]
    tempted = [
        [b | u for b, u in zip(row, hides, strict=True)] for row, hides in zip(better, unknown, strict=True)
    ]
    known_harm = [[everything ^ mask for mask in row] for row in tempted]
    wide_harm = [[everything ^ mask for mask in row] for row in better]
    reply = [
        [m & t for m, t in zip(mrow, trow, strict=True)] for mrow, trow in zip(moves, tempted, strict=True)
    ]
    gain = tempted if attitude in ("a", "c") else better
    return Relations(gain, wide_harm if attitude in ("c", "d") else known_harm, reply)


def analyse_unknown(
    model: Model,
    levels: Levels,
    pairs: Sequence[Sequence[tuple[int, int]]],
    attitude: Attitude = "a",
    rule: SanctionRule = "no_repeat",
) -> Stability:
    """Stability where each party has pairs of states that it is not known how to rank.

    Parameters
    ----------
    model, levels : the conflict
        ``levels`` order everything else; the order that they give to an unknown pair is ignored.
    pairs : per party, pairs of rows of states
        What is unknown.
    attitude : "a", "b", "c" or "d"
        The same for all parties; see ``ATTITUDES``.

    Sources
    -------
    Li, Hipel, Kilgour and Fang 2004, IEEE Transactions on Systems, Man and Cybernetics C 34(4) (from memory).
    """
    moves = reach_masks(model)
    relations = unknown_relations(moves, levels, unknown_pairs(model.size, pairs), attitude)
    judge = Judge(model, levels, rule, relations)
    wanted = [c for c in CONCEPTS if hasattr(model, "options") or c not in ("sim", "fh")]
    return judge_all(judge, wanted)


def strength_tables(
    model: Model, levels: Levels, degrees: Levels, concepts: Sequence[str] = ("gmr", "smr", "seq")
) -> dict[str, NDArray[np.int8]]:
    """How firmly each state is stable: 2 strongly, 1 weakly, 0 not.

    Strongly: every improvement can be met by an end that the mover finds greatly worse than the present state
    (and, for smr and sseq, from which it has no move to anything but greatly worse states).

    Parameters
    ----------
    levels : (parties, states) int array
        Rankings.
    degrees : (parties, states) int array
        A coarser ranking of the same order: t is greatly worse than s where its degree is lower.

    Raises
    ------
    ShapeError
        ``degrees`` turns a pair of ``levels`` round.

    Sources
    -------
    Hamouda, Kilgour and Hipel 2004, Group Decision and Negotiation 13:449-462 (from memory).
    """
    for fine, coarse in zip(levels, degrees, strict=True):
        order = np.lexsort((coarse, fine))
        if (np.diff(coarse[order]) < 0).any() or len(
            set(zip(fine.tolist(), coarse.tolist(), strict=True))
        ) > len(set(fine.tolist())):
            raise ShapeError(
                "degrees must follow the rankings: equal where they tie, never the other way round"
            )
    plain = Judge(model, levels)
    everything = (1 << model.size) - 1
    not_far_below = [
        [everything ^ sum(1 << int(t) for t in np.flatnonzero(row < row[s])) for s in range(model.size)]
        for row in degrees
    ]
    harm = [[everything ^ mask for mask in row] for row in not_far_below]
    strong = Judge(model, levels, "no_repeat", Relations(plain.relations.gain, harm, plain.relations.reply))
    weak_table, strong_table = judge_all(plain, concepts).stable, judge_all(strong, concepts).stable
    return {c: (weak_table[c].astype(np.int8) + (strong_table[c] & weak_table[c])) for c in concepts}


def stable_where_known(tables: dict[Attitude, Stability], concept: str) -> tuple[Bools, Bools]:
    """(for sure, possibly): stable under every attitude, and under at least one."""
    rows = [table.stable[concept] for table in tables.values()]
    return np.logical_and.reduce(rows), np.logical_or.reduce(rows)
