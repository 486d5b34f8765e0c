"""Stability concepts on small conflicts, for any moves and any preferences, by sets of states.

Sets of states are whole numbers (bit t is state t). A concept needs three relations per party and state:
``gain`` (states worth moving to), ``harm`` (states that make a move not worth it) and ``reply`` (moves that
an opponent would make of its own accord). With complete rankings these are: better, not better, and
improvements; unknown preferences and strength of preference put other sets there (see ``uncertain``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.errors import ShapeError
from detente.stability.conflict import Conflict, Levels, Model
from detente.stability.moves import own_part, reach_masks
from detente.stability.preferences import check_levels

#: How opponents may combine their moves into a sanction. ``no_repeat``: any sequence, nobody twice in a row;
#: ``once``: every opponent at most once; ``single``: one move by one opponent.
SanctionRule = Literal["no_repeat", "once", "single"]
SANCTION_RULES: tuple[SanctionRule, ...] = ("no_repeat", "once", "single")

#: Concepts by their published short names, in order of increasing foresight of replies.
CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq", "sim", "fh")

Masks = list[list[int]]


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """Per party and state, as sets of states: worth moving to, undoing the worth, and moves made unasked."""

    gain: Masks
    harm: Masks
    reply: Masks


def bits(mask: int) -> Iterator[int]:
    """The states in a set, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def better_masks(levels: Levels) -> Masks:
    """``better[party][state]``: states that the party ranks above."""
    masks = []
    for row in levels:
        above, by_level = 0, {}
        for level in np.unique(row)[::-1]:
            by_level[int(level)] = above
            above |= sum(1 << int(state) for state in np.flatnonzero(row == level))
        masks.append([by_level[int(level)] for level in row])
    return masks


def ranked_relations(moves: Masks, levels: Levels) -> Relations:
    """The relations of complete rankings, ties allowed."""
    everything = (1 << levels.shape[1]) - 1
    gain = better_masks(levels)
    harm = [[everything ^ mask for mask in row] for row in gain]
    reply = [[m & g for m, g in zip(mrow, grow, strict=True)] for mrow, grow in zip(moves, gain, strict=True)]
    return Relations(gain, harm, reply)


def reach_together(moves: Sequence[Sequence[int]], start: int, rule: SanctionRule = "no_repeat") -> int:
    """States that some parties can bring about together from ``start``.

    Parameters
    ----------
    moves : parties x states, sets
        One-move successors of each party that takes part.
    rule : SanctionRule
        How the moves may follow one another. One party on its own moves once, whatever the rule.
    """
    if rule == "single" or len(moves) == 1:
        return _union(moves[i][start] for i in range(len(moves)))
    if rule == "once":
        return _reach_once(moves, start)
    done = [0] * len(moves)
    fresh = [row[start] for row in moves]
    seen = list(fresh)
    while any(fresh):
        following = [0] * len(moves)
        for mover, row in enumerate(moves):
            source = _union(fresh[last] for last in range(len(moves)) if last != mover) & ~done[mover]
            done[mover] |= source
            reached = _union(row[state] for state in bits(source))
            following[mover] = reached & ~seen[mover]
            seen[mover] |= reached
        fresh = following
    return _union(seen)


def _union(masks: Iterator[int] | Sequence[int]) -> int:
    total = 0
    for mask in masks:
        total |= mask
    return total


def _reach_once(moves: Sequence[Sequence[int]], start: int) -> int:
    """By the set of parties that have moved: what they can reach, in any order."""
    reached = {0: 1 << start}
    for movers in range(1, 1 << len(moves)):
        reached[movers] = _union(
            _union(moves[last][state] for state in bits(reached[movers ^ (1 << last)]))
            for last in bits(movers)
        )
    return _union([mask for movers, mask in reached.items() if movers])


class Judge:
    """Answers one (concept, party, state) at a time and remembers what opponents can reach."""

    def __init__(
        self,
        model: Model,
        levels: Levels,
        rule: SanctionRule = "no_repeat",
        relations: Relations | None = None,
    ) -> None:
        check_levels(levels, len(model.parties), model.size)
        if rule not in SANCTION_RULES:
            raise ShapeError(f"{rule!r} is no sanction rule; write one of {', '.join(SANCTION_RULES)}")
        self.model, self.levels, self.rule = model, levels, rule
        self.moves = reach_masks(model)
        self.relations = relations or ranked_relations(self.moves, levels)
        self._reach: dict[tuple[int, int, bool], int] = {}
        self._parts = (
            [own_part(model, i) for i in range(len(model.parties))] if isinstance(model, Conflict) else []
        )
        self._rows = {int(code): row for row, code in enumerate(model.codes)}

    def opponents_reach(self, party: int, state: int, credible: bool) -> int:
        """Where the others can take the conflict; ``credible``: only by moves they would make unasked."""
        key = (party, state, credible)
        if key not in self._reach:
            source = self.relations.reply if credible else self.moves
            others = [row for i, row in enumerate(source) if i != party]
            self._reach[key] = reach_together(others, state, self.rule) if others else 0
        return self._reach[key]

    def improvements(self, party: int, state: int) -> int:
        """States that the party would move to."""
        return self.moves[party][state] & self.relations.gain[party][state]

    def sanctions(self, concept: str, party: int, state: int, target: int) -> int:
        """States by which the others answer a move from ``state`` to ``target``, under a concept."""
        if concept == "sim":
            return self.joint_states(party, state, target) & self.relations.harm[party][state]
        if concept == "fh":
            return self.sanctions("seq", party, state, target) | self.sanctions("sim", party, state, target)
        harm = self.relations.harm[party][state]
        found = self.opponents_reach(party, target, concept in ("seq", "sseq")) & harm
        if concept in ("smr", "sseq"):
            found = sum(1 << end for end in bits(found) if not self.moves[party][end] & ~harm)
        return found

    def joint_states(self, party: int, state: int, target: int) -> int:
        """States that result when the others each stay or improve from ``state`` while the party moves."""
        if not isinstance(self.model, Conflict):
            raise ShapeError("simultaneous sanctions need the options of each party; a plain graph has none")
        codes = {int(self.model.codes[state] - self._parts[party][state] + self._parts[party][target])}
        for other, part in enumerate(self._parts):
            if other != party:
                choices = [0, *(int(part[t] - part[state]) for t in bits(self.relations.reply[other][state]))]
                codes = {code + choice for code in codes for choice in choices}
        return sum(1 << self._rows[code] for code in codes if code in self._rows)

    def is_stable(self, concept: str, party: int, state: int) -> bool:
        """Whether the party has no move from ``state`` that is worth making, under a concept."""
        gains = self.improvements(party, state)
        if concept == "nash":
            return not gains
        return all(self.sanctions(concept, party, state, target) for target in bits(gains))
