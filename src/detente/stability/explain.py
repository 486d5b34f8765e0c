"""Why a state is stable or not for a party: the move, the sanction and the counter-move, as records.

Sanctions are found breadth first, so that the one shown is as short as any. Nothing here decides a verdict on
its own authority: ``check`` re-reads each explanation with separate code.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np

from detente.errors import ShapeError
from detente.stability.concepts import CONCEPTS, SanctionRule
from detente.stability.conflict import Conflict, Ints, Levels, Model
from detente.stability.moves import find_codes, moves_from, own_part

#: Situations (state and who moved last) that one search may visit.
SEARCH_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class Step:
    """One move: ``party`` takes the conflict from one state to another."""

    party: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Answer:
    """How the others answer one improvement.

    ``sanction`` leads from the improvement to ``end`` (for ``together``: each step from the first state, made at
    once); ``end`` is None where nothing deters. ``counter`` is then the mover's way out of the nearest harmful
    state, where there is one, and ``worst`` the least that the mover can be held to.
    """

    move: Step
    sanction: tuple[Step, ...]
    end: int | None
    together: bool = False
    worst: int | None = None
    counter: Step | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why ``state`` is stable or not for ``party`` under a concept and a sanction rule.

    Stable: one answer, with a sanction, for every improvement. Unstable: the one answer without a sanction.
    """

    concept: str
    rule: SanctionRule
    party: int
    state: int
    stable: bool
    answers: tuple[Answer, ...]


class Explorer:
    """Walks a conflict move by move, remembering the moves it has looked up."""

    def __init__(self, model: Model, levels: Levels, rule: SanctionRule = "no_repeat") -> None:
        self.model, self.levels, self.rule = model, levels, rule
        self._moves: dict[tuple[int, int], tuple[int, ...]] = {}

    def moves(self, party: int, state: int) -> tuple[int, ...]:
        """States that a party can reach in one move."""
        key = (party, state)
        if key not in self._moves:
            self._moves[key] = tuple(int(t) for t in moves_from(self.model, party, state))
        return self._moves[key]

    def improvements(self, party: int, state: int) -> tuple[int, ...]:
        """States that a party can reach in one move and prefers; the best first."""
        row = self.levels[party]
        better = [target for target in self.moves(party, state) if row[target] > row[state]]
        return tuple(sorted(better, key=lambda target: (-int(row[target]), target)))

    def explain(self, concept: str, party: int, state: int) -> Explanation:
        """The verdict on one cell with its reasons.

        Raises
        ------
        ShapeError
            The concept has no such name, the conflict has no options where it needs them, or the others can
            reach more than ``SEARCH_LIMIT`` situations.
        """
        if concept not in CONCEPTS:
            raise ShapeError(f"{concept!r} is no concept; write one of {', '.join(CONCEPTS)}")
        answers = []
        for target in self.improvements(party, state):
            answer = self._answer(concept, Step(party, state, target))
            if answer.end is None:
                return Explanation(concept, self.rule, party, state, False, (answer,))
            answers.append(answer)
        return Explanation(concept, self.rule, party, state, True, tuple(answers))

    def _answer(self, concept: str, move: Step) -> Answer:
        if concept == "nash":
            return Answer(move, (), None)
        if concept == "sim":
            return self._together(move)
        if concept == "fh":
            found = self._in_turn("seq", move)
            together = self._together(move) if found.end is None else found
            return found if together.end is None else together
        return self._in_turn(concept, move)

    def _in_turn(self, concept: str, move: Step) -> Answer:
        """Shortest sequence of the others' moves to an end that undoes the improvement."""
        row, party = self.levels[move.party], move.party
        credible, no_escape = concept in ("seq", "sseq"), concept in ("smr", "sseq")
        worst, escaped = move.after, None
        for state, path in self._walk(party, move.after, credible):
            if row[state] < row[worst]:
                worst = state
            if row[state] > row[move.before]:
                continue
            out = [t for t in self.moves(party, state) if row[t] > row[move.before]] if no_escape else []
            if not out:
                return Answer(move, path(), state)
            if escaped is None:
                best = max(out, key=lambda target: int(row[target]))
                escaped = Answer(move, path(), None, counter=Step(party, state, best))
        if escaped is not None:
            return Answer(move, escaped.sanction, None, worst=worst, counter=escaped.counter)
        return Answer(move, (), None, worst=worst)

    def _walk(self, party: int, start: int, credible: bool) -> _Walk:
        """States that the others can bring about, nearest first, each with the way there."""
        others = [other for other in range(len(self.model.parties)) if other != party]
        step = self.improvements if credible else self.moves
        forgetful = self.rule == "no_repeat" and isinstance(self.model, Conflict) and not self.model.bars
        return _Walk(step, others, start, None if forgetful else self.rule)

    def _together(self, move: Step) -> Answer:
        """Fewest other parties that, each improving from the first state, spoil the move."""
        model = self.model
        if not isinstance(model, Conflict):
            raise ShapeError("simultaneous sanctions need the options of each party; a plain graph has none")
        row = self.levels[move.party]
        others = [other for other in range(len(model.parties)) if other != move.party]
        choices = [(move.before, *self.improvements(other, move.before)) for other in others]
        parts = {other: own_part(model, other) for other in (*others, move.party)}
        base = int(model.codes[move.after])
        best: Answer | None = None
        for replies in product(*choices):
            steps = [
                Step(o, move.before, t) for o, t in zip(others, replies, strict=True) if t != move.before
            ]
            if best is not None and len(steps) >= len(best.sanction):
                continue
            code = base + sum(int(parts[s.party][s.after] - parts[s.party][s.before]) for s in steps)
            end = int(find_codes(model, _one(code))[0])
            if end >= 0 and row[end] <= row[move.before]:
                best = Answer(move, tuple(steps), end, together=True)
        return best or Answer(move, (), None, together=True)


def _one(code: int) -> Ints:
    return np.array([code], dtype=np.int64)


class _Walk:
    """Breadth-first walk over (state, memory), where memory says who may move next under the rule.

    Without a rule there is no memory: where two moves of one party in a row are always one move of it, the nearest
    way to a state never has them, and "nobody twice in a row" forbids nothing.
    """

    def __init__(
        self,
        step: Callable[[int, int], tuple[int, ...]],
        others: list[int],
        start: int,
        rule: SanctionRule | None,
    ) -> None:
        self.step, self.others, self.start, self.rule = step, others, start, rule
        self.parents: dict[tuple[int, int], tuple[tuple[int, int], Step] | None] = {(start, 0): None}

    def __iter__(self) -> _Walk:
        self.queue = deque([(self.start, 0)])
        self.fresh: deque[tuple[int, int]] = deque()
        return self

    def __next__(self) -> tuple[int, Callable[[], tuple[Step, ...]]]:
        while not self.fresh:
            if not self.queue:
                raise StopIteration
            self._expand(self.queue.popleft())
        node = self.fresh.popleft()
        return node[0], lambda: self.path(node)

    def _expand(self, node: tuple[int, int]) -> None:
        if len(self.parents) > SEARCH_LIMIT:
            raise ShapeError(
                f"the others can reach more than {SEARCH_LIMIT} situations; no explanation was searched"
            )
        state, memory = node
        for mover in self.others:
            following = self._memory_after(memory, mover)
            if following is None:
                continue
            for target in self.step(mover, state):
                reached = (target, following)
                if reached not in self.parents:
                    self.parents[reached] = (node, Step(mover, state, target))
                    self.queue.append(reached)
                    self.fresh.append(reached)

    def _memory_after(self, memory: int, mover: int) -> int | None:
        """0 before the first move; then 1 + the last mover, or the set of movers under ``once``."""
        if self.rule is None:
            return 0
        if self.rule == "once":
            return None if memory >> (mover + 1) & 1 else memory | 1 << (mover + 1)
        if self.rule == "single":
            return None if memory else mover + 1
        return None if memory == mover + 1 else mover + 1

    def path(self, node: tuple[int, int]) -> tuple[Step, ...]:
        steps: list[Step] = []
        link = self.parents[node]
        while link is not None:
            node, step = link
            steps.append(step)
            link = self.parents[node]
        return tuple(reversed(steps))
