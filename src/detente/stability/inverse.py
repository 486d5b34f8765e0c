"""The question turned round: which rankings make a wanted state stable, how many, and how far away the nearest is.

With the others fixed, whether a state is stable for a party depends only on the set of states that the party
ranks above it. So sets are searched, not rankings, and rankings are counted exactly: of all strict rankings, a
share of b! (q - b)! / (q + 1)! puts exactly b given states out of q above the wanted one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import factorial

import numpy as np

from detente.errors import ShapeError
from detente.stability.concepts import Judge, bits, ranked_relations
from detente.stability.conflict import Bools, Levels
from detente.stability.preferences import levels_from_ranking, ranking_of

#: Concepts whose conditions are sets; sim depends on the party's own improvements too and is left out.
INVERTIBLE = ("nash", "gmr", "smr", "seq", "sseq")
#: Most states that a condition may mention for its sets to be listed.
SET_LIMIT = 22


@dataclass(frozen=True, slots=True)
class Clause:
    """One tempting move: harmless if ``target`` is not above, or if none of some one group in ``answers`` is.

    Each answer is an end that the others can bring about together with the mover's ways out of it that must not
    be above either (none under gmr and seq).
    """

    target: int
    answers: tuple[frozenset[int], ...]


@dataclass(frozen=True)
class Condition:
    """When a state is stable for one party, as clauses on the set of states ranked above it."""

    concept: str
    party: int
    state: int
    states: int
    clauses: tuple[Clause, ...] = field(default=())

    @cached_property
    def mentioned(self) -> tuple[int, ...]:
        """States whose place above or not above matters."""
        named = {clause.target for clause in self.clauses}
        for clause in self.clauses:
            named = named.union(*clause.answers)
        return tuple(sorted(named - {self.state}))

    def holds(self, above: frozenset[int] | set[int]) -> bool:
        """Whether the state is stable when exactly these states are ranked above it."""
        return all(
            clause.target not in above or any(not answer & above for answer in clause.answers)
            for clause in self.clauses
        )

    def table(self) -> Bools:
        """Truth for every subset of ``mentioned``, by bits in that order.

        Raises
        ------
        ShapeError
            More than ``SET_LIMIT`` states are mentioned.
        """
        names = self.mentioned
        if len(names) > SET_LIMIT:
            raise ShapeError(f"the condition mentions {len(names)} states; at most {SET_LIMIT} are listed")
        place = {state: row for row, state in enumerate(names)}
        sets = np.arange(1 << len(names), dtype=np.int64)
        truth = np.ones(sets.size, dtype=bool)
        for clause in self.clauses:
            fine = (sets >> place[clause.target] & 1) == 0
            for answer in clause.answers:
                mask = sum(1 << place[state] for state in answer if state != self.state)
                fine |= (sets & mask) == 0
            truth &= fine
        return truth

    def share(self) -> Fraction:
        """Exact share of all strict rankings of the party under which the state is stable.

        Examples
        --------
        >>> Condition("nash", 0, 0, 3, (Clause(1, ()),)).share()
        Fraction(1, 2)
        """
        truth, size = self.table(), len(self.mentioned)
        counts = np.bincount(np.bitwise_count(np.flatnonzero(truth)), minlength=size + 1)
        total = factorial(size + 1)
        return sum(
            (Fraction(int(n) * factorial(b) * factorial(size - b), total) for b, n in enumerate(counts)),
            Fraction(0),
        )

    def count(self) -> int:
        """Exact number of strict rankings of all states under which the state is stable."""
        return int(self.share() * factorial(self.states))

    def within(self, above: frozenset[int]) -> Condition:
        """What is left to ask when no state outside ``above`` can come to be above."""
        clauses = []
        for clause in self.clauses:
            answers = tuple(answer & above for answer in clause.answers)
            if clause.target in above and frozenset() not in answers:
                clauses.append(Clause(clause.target, answers))
        return Condition(self.concept, self.party, self.state, self.states, tuple(clauses))

    def fewest_kept_down(self) -> tuple[frozenset[int], ...]:
        """The smallest sets (none within another) of states that must not be above; any one of them suffices."""
        truth, size = self.table(), len(self.mentioned)
        largest = truth.copy()
        sets = np.arange(truth.size)
        for bit in range(size):
            without = (sets >> bit & 1) == 0
            largest[without] &= ~truth[sets[without] | (1 << bit)]
        names = self.mentioned
        return tuple(
            frozenset(names[bit] for bit in range(size) if not int(kept) >> bit & 1)
            for kept in np.flatnonzero(largest)
        )


def find_condition(judge: Judge, concept: str, party: int, state: int) -> Condition:
    """The exact condition under which ``state`` is stable for ``party``, the other rankings staying as they are.

    Raises
    ------
    ShapeError
        The concept has no condition of this form.

    Sources
    -------
    Kinsara, Petersons, Hipel and Kilgour 2015, Group Decision and Negotiation 24 (inverse graph model);
    sets in place of permutations are derived here and counted against permutations in the tests.
    """
    if concept not in INVERTIBLE:
        raise ShapeError(f"{concept!r} has no inverse here; write one of {', '.join(INVERTIBLE)}")
    clauses = []
    for target in bits(judge.moves[party][state]):
        answers: list[frozenset[int]] = []
        ends = 0 if concept == "nash" else judge.opponents_reach(party, target, concept in ("seq", "sseq"))
        for end in bits(ends):
            escapes = bits(judge.moves[party][end]) if concept in ("smr", "sseq") else ()
            answers.append(frozenset({end, *escapes}) - {state})
        if frozenset() not in answers:
            clauses.append(Clause(target, tuple(answers)))
    return Condition(concept, party, state, judge.levels.shape[1], tuple(clauses))


@dataclass(frozen=True, slots=True)
class Change:
    """A ranking under which the state is stable, and how many pairs of states stand the other way round in it."""

    party: int
    ranking: tuple[tuple[int, ...], ...]
    reversed_pairs: int
    moved_down: tuple[int, ...]


def smallest_change(condition: Condition, levels: Levels) -> Change:
    """The nearest ranking of the party that makes the state stable, by pairs of states turned round.

    Lowering states never breaks a condition and raising never helps, so some states that stand above the wanted
    one are put directly below it; which, is found exactly. Ties are not used to make a change look smaller.

    Parameters
    ----------
    condition : Condition
        Of the party.
    levels : (states,) int array
        The party's present ranking.
    """
    level = levels[condition.state]
    above = sorted((s for s in range(levels.size) if levels[s] > level), key=lambda s: (-int(levels[s]), s))
    forced = condition.within(frozenset(above)).fewest_kept_down()
    best: tuple[int, frozenset[int]] | None = None
    for down in forced:
        cost, moved = _cheapest(above, levels, down)
        if best is None or cost < best[0]:
            best = (cost, moved)
    if best is None:
        raise ShapeError(
            "no ranking makes the state stable"
        )  # pragma: no cover  (everything below always does)
    cost, moved = best
    groups = ranking_of(levels)
    kept = [tuple(s for s in group if s not in moved) for group in groups if levels[group[0]] > level]
    lowered = [tuple(s for s in group if s in moved) for group in groups if levels[group[0]] > level]
    rest = [group for group in groups if levels[group[0]] <= level]
    mates = tuple(s for s in rest[0] if s != condition.state)
    middle = [rest[0]] if not moved else [(condition.state,), *lowered, mates]
    ranking = tuple(group for group in (*kept, *middle, *rest[1:]) if group)
    return Change(condition.party, ranking, cost, tuple(sorted(moved)))


def _cheapest(above: Sequence[int], levels: Levels, forced: frozenset[int]) -> tuple[int, frozenset[int]]:
    """Which of the states above to lower, given those that must be; dynamic programme from the top down.

    A lowered state turns round with the wanted one and with every kept state that stood strictly below it; what
    counts is therefore how many are lowered from higher levels.
    """
    best: dict[tuple[int, int], tuple[int, frozenset[int]]] = {(0, 0): (0, frozenset())}
    for row, state in enumerate(above):
        fresh = row == 0 or levels[above[row - 1]] != levels[state]
        following: dict[tuple[int, int], tuple[int, frozenset[int]]] = {}
        for (higher, same), (cost, moved) in best.items():
            base = (higher + same, 0) if fresh else (higher, same)
            options = [((base[0], base[1] + 1), cost + 1, moved | {state})]
            if state not in forced:
                options.append((base, cost + base[0], moved))
            for key, price, chosen in options:
                if key not in following or price < following[key][0]:
                    following[key] = (price, chosen)
        best = following
    return min(best.values(), key=lambda item: (item[0], len(item[1]), sorted(item[1])))


@dataclass(frozen=True, slots=True)
class Goal:
    """Rankings under which all wanted states are equilibria; ``reversed_pairs`` by party, 0 where nothing changes.

    ``proven`` says that every cell was judged anew under the new rankings; ``nearest`` that no nearer rankings
    exist (known for one wanted state under nash, gmr and smr only).
    """

    concept: str
    wanted: tuple[int, ...]
    levels: Levels
    reversed_pairs: tuple[int, ...]
    proven: bool
    nearest: bool


def seek_goal(judge: Judge, concept: str, wanted: Sequence[int]) -> Goal:
    """Change rankings until every wanted state is an equilibrium, and prove it.

    Each party in turn makes the smallest change for each wanted state that is not yet stable for it. Where those
    changes undo one another, the party's wanted states are tied at the top, which always serves.
    """
    levels = judge.levels.copy()
    for _ in range(3):
        for party in range(levels.shape[0]):
            levels[party] = _seek_for_party(judge, concept, wanted, levels, party)
        anew = _with_levels(judge, levels)
        if all(anew.is_stable(concept, party, s) for party in range(levels.shape[0]) for s in wanted):
            break
    else:
        levels[:, list(wanted)] = levels.max() + 1
    anew = _with_levels(judge, levels)
    proven = all(anew.is_stable(concept, party, s) for party in range(levels.shape[0]) for s in wanted)
    turned = tuple(reversed_pairs(old, new) for old, new in zip(judge.levels, levels, strict=True))
    nearest = len(wanted) == 1 and concept in ("nash", "gmr", "smr")
    return Goal(concept, tuple(wanted), levels, turned, proven, nearest)


def _seek_for_party(judge: Judge, concept: str, wanted: Sequence[int], levels: Levels, party: int) -> Levels:
    row: Levels = levels[party].copy()
    conditions = [find_condition(_with_levels(judge, levels), concept, party, state) for state in wanted]
    for _ in range(2 * len(wanted) + 1):
        broken = [c for c in conditions if not c.holds({int(s) for s in np.flatnonzero(row > row[c.state])})]
        if not broken:
            return row
        row = levels_from_ranking(smallest_change(broken[0], row).ranking, row.size)
    row[list(wanted)] = row.max() + 1
    return row


def _with_levels(judge: Judge, levels: Levels) -> Judge:
    return Judge(judge.model, levels, judge.rule, ranked_relations(judge.moves, levels))


def reversed_pairs(old: Levels, new: Levels) -> int:
    """Pairs of states that two rankings order strictly and oppositely."""
    first = np.sign(old[:, None] - old[None, :])
    second = np.sign(new[:, None] - new[None, :])
    return int((first * second == -1).sum() // 2)
