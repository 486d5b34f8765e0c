"""Parties that look a fixed number of moves ahead: limited-move, non-myopic, Stackelberg and maximin stability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.errors import ShapeError
from detente.stability.concepts import Judge, bits
from detente.stability.conflict import Bools, Ints


class Foresight:
    """Anticipated ends for a horizon, by backward induction; parties take turns in a fixed cycle.

    ``anticipated(h)[i, s]`` is the state where play ends when party i has the initiative at s and h moves are
    left. Whoever has the initiative stays, which ends the play, unless some move leads to an end that it strictly
    prefers to staying; among best moves the lowest state is taken. With two parties this is the published
    concept; with more, the party after i in the list answers i.
    """

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.parties, self.states = judge.levels.shape
        self._layers: list[Ints] = [np.tile(np.arange(self.states), (self.parties, 1))]

    def anticipated(self, horizon: int) -> Ints:
        """(parties, states): where play ends with ``horizon`` moves left."""
        while len(self._layers) <= horizon:
            last = self._layers[-1]
            self._layers.append(
                np.array(
                    [
                        [self._best(party, s, last) for s in range(self.states)]
                        for party in range(self.parties)
                    ]
                )
            )
        return self._layers[horizon]

    def _best(self, party: int, state: int, last: Ints) -> int:
        row, following = self.judge.levels[party], (party + 1) % self.parties
        best = state
        for target in bits(self.judge.moves[party][state]):
            end = int(last[following, target])
            if row[end] > row[best]:
                best = end
        return best

    def limited_move(self, horizon: int) -> Bools:
        """(parties, states): stable with ``horizon`` moves in view (L_h).

        Raises
        ------
        ShapeError
            The horizon is not at least 1; 1 is Nash stability.

        Sources
        -------
        Kilgour 1985, Theory and Decision 18; Fang, Hipel and Kilgour 1993, chapter 3 (from memory).
        """
        if horizon < 1:
            raise ShapeError(f"a horizon is at least 1 move, not {horizon}")
        return np.asarray(self.anticipated(horizon) == np.arange(self.states))

    def non_myopic(self) -> Bools:
        """(parties, states): stable for every horizon from some horizon on.

        The anticipated ends depend only on those of the horizon before, so they must repeat; stability is asked
        over one whole period.

        Sources
        -------
        Brams and Wittman 1981; Kilgour 1984 (from memory).
        """
        seen: dict[bytes, int] = {}
        horizon = 0
        while self.anticipated(horizon).tobytes() not in seen:
            seen[self.anticipated(horizon).tobytes()] = horizon
            horizon += 1
        first = seen[self.anticipated(horizon).tobytes()]
        period = range(1, horizon + 1) if first == 0 else range(first, horizon)
        tables = [self.anticipated(h) == np.arange(self.states) for h in period]
        return np.asarray(np.logical_and.reduce(tables))

    def stackelberg(self, leader: int) -> tuple[int, ...]:
        """States where the leader, who foresees the follower's best answer, and the follower both stay.

        Raises
        ------
        ShapeError
            There are not two parties.
        """
        if self.parties != 2:
            raise ShapeError(f"a leader and a follower are two parties, not {self.parties}")
        stays = self.limited_move(2)[leader] & self.limited_move(1)[1 - leader]
        return tuple(int(state) for state in np.flatnonzero(stays))


@dataclass(frozen=True, slots=True, eq=False)
class Maximin:
    """What each party can make sure of within a horizon, expecting the worst of everybody else."""

    judge: Judge

    def stable(self, horizon: int) -> Bools:
        """(parties, states): no move assures the party of more than it has, ``horizon`` moves in view.

        The mover and all others together take turns; each may end the play by staying. 1 is Nash, 2 is GMR,
        3 is SMR.

        Sources
        -------
        Rego and Vieira 2021, maximin_h stability (definition from memory, extended to several opponents who
        answer by any sequence of moves in which nobody moves twice in a row).
        """
        if horizon < 1:
            raise ShapeError(f"a horizon is at least 1 move, not {horizon}")
        parties, states = self.judge.levels.shape
        table = np.zeros((parties, states), dtype=bool)
        for party in range(parties):
            level = self.judge.levels[party]
            after = self._assured(party, horizon - 1)
            for state in range(states):
                gains = [after[target] for target in bits(self.judge.moves[party][state])]
                table[party, state] = not gains or max(gains) <= level[state]
        return table

    def _assured(self, party: int, left: int) -> Ints:
        """Level that the party is sure of at each state when the others have the next of ``left`` moves."""
        level: Ints = self.judge.levels[party]
        if left == 0:
            return level
        mine = self._own_turn(party, left - 1)
        found: Ints = level.copy()
        for state in range(level.size):
            ends = [mine[end] for end in bits(self.judge.opponents_reach(party, state, False))]
            found[state] = min([level[state], *ends])
        return found

    def _own_turn(self, party: int, left: int) -> Ints:
        level: Ints = self.judge.levels[party]
        if left == 0:
            return level
        after = self._assured(party, left - 1)
        found: Ints = level.copy()
        for state in range(level.size):
            gains = [after[target] for target in bits(self.judge.moves[party][state])]
            found[state] = max([level[state], *gains])
        return found
