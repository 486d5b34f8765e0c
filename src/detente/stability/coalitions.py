"""Coalitions: which groups would move together, which states no group would leave, and jumps between equilibria."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from detente.errors import ShapeError
from detente.stability.concepts import Judge, SanctionRule, bits, reach_together
from detente.stability.conflict import Bools

#: Concepts in their coalition versions, by short name.
COALITION_CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
Who = Literal["all", "several"]
#: Most parties for which every coalition is tried.
PARTY_LIMIT = 10


@dataclass(frozen=True, slots=True)
class JointMove:
    """A coalition that can bring about ``after`` from ``before`` with every member better off."""

    members: tuple[int, ...]
    before: int
    after: int


class Coalitions:
    """Answers questions about groups of parties; remembers what each group can reach.

    A coalition moves as its members like, nobody twice in a row, and needs every member better off at the end,
    not on the way. What opponents outside it do follows the judge's sanction rule.
    """

    def __init__(self, judge: Judge) -> None:
        if judge.levels.shape[0] > PARTY_LIMIT:
            raise ShapeError(
                f"{judge.levels.shape[0]} parties have too many coalitions; at most {PARTY_LIMIT}"
            )
        self.judge = judge
        self.parties, self.states = judge.levels.shape
        self._reach: dict[tuple[tuple[int, ...], int, bool, SanctionRule], int] = {}

    def groups(self, least: int = 1) -> list[tuple[int, ...]]:
        """Every coalition of at least so many members, small ones first."""
        everyone = range(self.parties)
        return [group for count in range(least, self.parties + 1) for group in combinations(everyone, count)]

    def reach(
        self, group: tuple[int, ...], state: int, improving: bool = False, rule: SanctionRule = "no_repeat"
    ) -> int:
        """States that a group can bring about, as a set; ``improving``: each move is its mover's improvement."""
        key = (group, state, improving, rule)
        if key not in self._reach:
            source = self.judge.relations.reply if improving else self.judge.moves
            self._reach[key] = reach_together([source[i] for i in group], state, rule) if group else 0
        return self._reach[key]

    def improvements(self, group: tuple[int, ...], state: int) -> int:
        """States that a group can bring about and that all of its members prefer, as a set."""
        found = self.reach(group, state)
        for member in group:
            found &= self.judge.relations.gain[member][state]
        return found

    def is_stable(self, concept: str, group: tuple[int, ...], state: int) -> bool:
        """Whether a group has no joint improvement worth making, under a concept's coalition version.

        An outside answer deters when some member ends no better than in ``state``; under smr and sseq, when in
        addition no joint move of the group from there leaves all members better off than in ``state``.
        """
        if concept not in COALITION_CONCEPTS:
            raise ShapeError(
                f"{concept!r} has no coalition version; write one of {', '.join(COALITION_CONCEPTS)}"
            )
        gains = self.improvements(group, state)
        if concept == "nash":
            return not gains
        return all(self._is_met(concept, group, state, target) for target in bits(gains))

    def _is_met(self, concept: str, group: tuple[int, ...], state: int, target: int) -> bool:
        others = tuple(party for party in range(self.parties) if party not in group)
        harm = 0
        for member in group:
            harm |= self.judge.relations.harm[member][state]
        ends = self.reach(others, target, concept in ("seq", "sseq"), self.judge.rule) & harm
        if concept in ("gmr", "seq"):
            return bool(ends)
        return any(not self.reach(group, end) & ~harm for end in bits(ends))

    def equilibria(self, concept: str, who: Who = "all") -> tuple[int, ...]:
        """Rows of states that no coalition would leave; ``several``: only coalitions of two or more count."""
        groups = self.groups(1 if who == "all" else 2)
        return tuple(s for s in range(self.states) if all(self.is_stable(concept, g, s) for g in groups))

    def joint_moves(self, state: int, least: int = 2) -> tuple[JointMove, ...]:
        """Every joint improvement from a state by a group that needs all its members.

        A group is left out where a smaller part of it has the same improvement.
        """
        found: list[JointMove] = []
        for group in self.groups(1):
            for target in bits(self.improvements(group, state)):
                smaller = any(move.after == target and set(move.members) < set(group) for move in found)
                if not smaller:
                    found.append(JointMove(group, state, target))
        return tuple(move for move in found if len(move.members) >= least)

    def jumps(self, equilibria: Sequence[int]) -> tuple[JointMove, ...]:
        """Joint improvements from one equilibrium to another: what individual stability cannot see.

        Parameters
        ----------
        equilibria : rows of states
            Of the concept under which they are equilibria.

        Sources
        -------
        Kilgour, Hipel, Fang and Peng 2001, Group Decision and Negotiation 10:159-175 (from memory).
        """
        wanted = set(equilibria)
        return tuple(move for state in equilibria for move in self.joint_moves(state) if move.after in wanted)

    def table(self, concept: str) -> tuple[tuple[tuple[int, ...], ...], Bools]:
        """Every coalition, and (coalitions, states) whether it would stay."""
        groups = self.groups()
        rows = [[self.is_stable(concept, group, state) for state in range(self.states)] for group in groups]
        return tuple(groups), np.array(rows, dtype=bool)
