"""Stability from the definitions, with nothing shared with the package: sequences of legal moves, in the open.

``Brute`` takes successor sets and payoffs. Sequences are built move by move, keeping the end and the last
mover of every legal sequence of each length, until a length repeats the ends of an earlier one.
"""

from __future__ import annotations

import itertools

import numpy as np


class Brute:
    def __init__(self, reach: list[list[set[int]]], payoff: list[list[int]], rule: str = "no_repeat") -> None:
        self.reach, self.payoff, self.rule = reach, payoff, rule
        self.parties, self.states = range(len(reach)), range(len(payoff[0]))
        self._ends: dict[tuple[tuple[int, ...], int, bool], set[int]] = {}

    def improving(self, party: int, state: int) -> set[int]:
        return {t for t in self.reach[party][state] if self.payoff[party][t] > self.payoff[party][state]}

    def ends(self, team: list[int], start: int, improving: bool) -> set[int]:
        key = (tuple(team), start, improving)
        if key not in self._ends:
            self._ends[key] = self._find_ends(team, start, improving)
        return self._ends[key]

    def _find_ends(self, team: list[int], start: int, improving: bool) -> set[int]:
        step = self.improving if improving else (lambda party, state: self.reach[party][state])
        if self.rule == "single" or len(team) == 1:
            return {t for party in team for t in step(party, start)}
        if self.rule == "once":
            found = set()
            for length in range(1, len(team) + 1):
                for movers in itertools.permutations(team, length):
                    here = {start}
                    for party in movers:
                        here = {t for s in here for t in step(party, s)}
                    found |= here
            return found
        found, here, before = set(), {(start, -1)}, set()
        while frozenset(here) not in before:  # the ends of length n decide those of length n + 1
            before.add(frozenset(here))
            here = {(t, party) for s, last in here for party in team if party != last for t in step(party, s)}
            found |= {s for s, _ in here}
        return found

    def stable(self, concept: str, party: int, state: int) -> bool:
        team, worth = [p for p in self.parties if p != party], self.payoff[party]

        def blocks(end: int, escape: bool) -> bool:
            if worth[end] > worth[state]:
                return False
            return not escape or all(worth[t] <= worth[state] for t in self.reach[party][end])

        for target in self.improving(party, state):
            if concept == "nash":
                return False
            ends = self.ends(team, target, concept in ("seq", "sseq"))
            if not any(blocks(end, concept in ("smr", "sseq")) for end in ends):
                return False
        return True


def brute_sim(
    codes: list[tuple[int, ...]], owner: list[int], brute: Brute, party: int, state: int, fh: bool
) -> bool:
    """Simultaneous sanctions, merging each party's own options; ``fh`` also takes a sequential sanction."""
    rows = {code: row for row, code in enumerate(codes)}
    worth = brute.payoff[party]
    team = [p for p in brute.parties if p != party]
    for target in brute.improving(party, state):
        met = fh and any(worth[e] <= worth[state] for e in brute.ends(team, target, True))
        for replies in itertools.product(*([state, *sorted(brute.improving(p, state))] for p in team)):
            picked = {party: target, **dict(zip(team, replies, strict=True))}
            merged = tuple(codes[picked[owner[k]]][k] for k in range(len(owner)))
            met = met or (merged in rows and worth[rows[merged]] <= worth[state])
        if not met:
            return False
    return True


def literal_ends(reach: list[list[set[int]]], team: list[int], start: int, length: int) -> set[int]:
    """Every sequence of at most ``length`` moves written out one by one; a check of ``Brute.ends`` itself."""
    found: set[int] = set()
    for count in range(1, length + 1):
        for movers in itertools.product(team, repeat=count):
            if len(team) > 1 and any(a == b for a, b in itertools.pairwise(movers)):
                continue
            if len(team) == 1 and count > 1:
                continue
            paths = [[start]]
            for party in movers:
                paths = [[*path, t] for path in paths for t in reach[party][path[-1]]]
            found |= {path[-1] for path in paths}
    return found


def option_reach(
    codes: list[tuple[int, ...]], owner: list[int], direction: list[str]
) -> list[list[set[int]]]:
    """Moves of option form from the definition, pair by pair of states."""
    reach: list[list[set[int]]] = [[set() for _ in codes] for _ in range(max(owner) + 1)]
    for a, before in enumerate(codes):
        for b, after in enumerate(codes):
            changed = [k for k in range(len(owner)) if before[k] != after[k]]
            movers = {owner[k] for k in changed}
            legal = all(
                direction[k] == "both" or (after[k] > before[k]) == (direction[k] == "fwd") for k in changed
            )
            if len(movers) == 1 and legal:
                reach[movers.pop()][a].add(b)
    return reach


def random_options(
    rng: np.random.Generator, parties: int, most: int = 5
) -> tuple[list[int], list[str], set[int]]:
    """Owners, directions and infeasible codes of a random small conflict."""
    count = int(rng.integers(parties, max(parties, most) + 1))
    owner = [*range(parties), *(int(rng.integers(parties)) for _ in range(count - parties))]
    rng.shuffle(owner)
    direction = [str(rng.choice(["both", "both", "fwd", "back"])) for _ in range(count)]
    share = float(rng.choice([0.0, 0.2, 0.4]))
    gone = {code for code in range(1 << count) if rng.random() < share}
    if len(gone) == 1 << count:
        gone.discard(0)
    return owner, direction, gone
