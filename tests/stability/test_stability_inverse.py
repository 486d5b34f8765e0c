"""Inverse questions, coalitions and evolution against enumeration."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import factorial

import numpy as np
import pytest
from stability_brute import Brute
from test_stability_brute import random_conflict, random_graph, random_levels
from test_stability_values import elmira_nine

from detente.stability.analysis import analyse
from detente.stability.build import Rule, build_conflict
from detente.stability.coalitions import Coalitions
from detente.stability.concepts import Judge, bits
from detente.stability.conflict import Conflict, GraphForm, Option, graph_form
from detente.stability.evolution import evolve, evolve_by_coalitions, fewest_movers
from detente.stability.explain import Explorer
from detente.stability.inverse import INVERTIBLE, find_condition, reversed_pairs, seek_goal, smallest_change
from detente.stability.preferences import levels_from_ranking


def syria_iraq() -> tuple[Conflict, np.ndarray]:
    options = [Option("release water", 0), Option("escalate", 0), Option("attack", 1)]
    conflict = build_conflict(["Syria", "Iraq"], options, [Rule.pattern("YY-")])
    rankings = [[0, 2, 5, 1, 3, 4], [1, 3, 5, 0, 4, 2]]
    return conflict, np.array([levels_from_ranking(r, 6) for r in rankings])


def test_syria_iraq_counts() -> None:
    conflict, levels = syria_iraq()
    condition = find_condition(Judge(conflict, levels), "smr", 0, 1)
    gmr = find_condition(Judge(conflict, levels), "gmr", 0, 1)
    assert gmr.share() == Fraction(8, 15)
    assert gmr.count() == 384
    assert condition.share() <= gmr.share()


def graph_of(reach: list[list[set[int]]], states: int) -> GraphForm:
    arcs = [[sorted(row) for row in rows] for rows in reach]
    return graph_form([f"p{i}" for i in range(len(reach))], [f"s{k}" for k in range(states)], arcs)


@pytest.mark.parametrize("concept", INVERTIBLE)
def test_counts_and_smallest_changes_equal_all_permutations(concept: str) -> None:
    for seed in range(10):
        rng = np.random.default_rng([seed, 31])
        reach, levels = random_graph(rng)
        states = min(levels.shape[1], 5)
        reach = [[{t for t in row if t < states} for row in rows[:states]] for rows in reach]
        levels = np.array([rng.permutation(states) for _ in reach])
        graph = graph_of(reach, states)
        condition = find_condition(Judge(graph, levels), concept, 0, 2)
        nearest, stable = 99, 0
        for order in itertools.permutations(range(states)):
            trial = levels.copy()
            trial[0] = order
            if Brute(reach, trial.tolist()).stable(concept, 0, 2):
                stable += 1
                nearest = min(nearest, reversed_pairs(levels[0], trial[0]))
        assert condition.count() == stable
        assert condition.share() == Fraction(stable, factorial(states))
        change = smallest_change(condition, levels[0])
        trial = levels.copy()
        trial[0] = levels_from_ranking(change.ranking, states)
        assert Brute(reach, trial.tolist()).stable(concept, 0, 2)
        assert change.reversed_pairs == nearest == reversed_pairs(levels[0], trial[0])


def test_changes_of_tied_rankings_are_priced_right() -> None:
    for seed in range(40):
        rng = np.random.default_rng([seed, 32])
        conflict, _, _ = random_conflict(rng, 4)
        levels = rng.integers(0, 4, size=(len(conflict.parties), conflict.size))
        judge = Judge(conflict, levels)
        for concept in ("gmr", "smr", "seq"):
            condition = find_condition(judge, concept, 0, conflict.size // 2)
            change = smallest_change(condition, levels[0])
            trial = levels.copy()
            trial[0] = levels_from_ranking(change.ranking, conflict.size)
            assert reversed_pairs(levels[0], trial[0]) == change.reversed_pairs
            assert Judge(conflict, trial).is_stable(concept, 0, conflict.size // 2)
            assert (change.reversed_pairs == 0) == judge.is_stable(concept, 0, conflict.size // 2)


@pytest.mark.parametrize("concept", ["nash", "gmr", "seq"])
def test_goals_are_reached_and_proven(concept: str) -> None:
    for seed in range(15):
        rng = np.random.default_rng([seed, 33])
        conflict, _, _ = random_conflict(rng, 4)
        levels = random_levels(rng, len(conflict.parties), conflict.size)
        wanted = sorted({int(s) for s in rng.integers(0, conflict.size, size=2)})
        goal = seek_goal(Judge(conflict, levels), concept, wanted)
        assert goal.proven
        assert set(wanted) <= set(analyse(conflict, goal.levels, (concept,)).equilibria(concept))
        for old, new, turned in zip(levels, goal.levels, goal.reversed_pairs, strict=True):
            assert reversed_pairs(old, new) == turned


def is_met(brute: Brute, target: int, sides: tuple[list[int], list[int]], state: int, own: bool) -> bool:
    members, outside = sides
    ends = brute.ends(outside, target, own) if outside else set()
    return any(any(brute.payoff[i][e] <= brute.payoff[i][state] for i in members) for e in ends)


def test_coalitions_of_one_are_the_parties_and_of_many_equal_the_definition() -> None:
    for seed in range(25):
        reach, levels = random_graph(np.random.default_rng([seed, 34]))
        reach, levels = reach[:3], levels[:3]
        judge = Judge(graph_of(reach, levels.shape[1]), levels)
        groups, brute = Coalitions(judge), Brute(reach, levels.tolist())
        for state in brute.states:
            for party in brute.parties:
                for concept in ("nash", "gmr", "smr", "seq", "sseq"):
                    assert groups.is_stable(concept, (party,), state) == brute.stable(concept, party, state)
            for group in groups.groups(2):
                members = list(group)
                gains = {
                    t
                    for t in brute.ends(members, state, False)
                    if all(levels[i, t] > levels[i, state] for i in members)
                }
                assert set(bits(groups.improvements(group, state))) == gains
                outside = [p for p in brute.parties if p not in group]

                for concept, own in (("gmr", False), ("seq", True)):
                    expected = all(is_met(brute, t, (members, outside), state, own) for t in gains)
                    assert groups.is_stable(concept, group, state) == expected


def test_elmira_jump_by_ministry_and_company() -> None:
    (graph, place), levels = elmira_nine()
    judge = Judge(graph, levels)
    groups = Coalitions(judge)
    equilibria = analyse(graph, levels).equilibria("nash")
    jumps = {
        (move.members, place.index(move.before) + 1, place.index(move.after) + 1)
        for move in groups.jumps(equilibria)
    }
    assert jumps == {((0, 1), 5, 8)}
    assert {place.index(s) + 1 for s in equilibria if s in groups.equilibria("nash")} == {8, 9}


def test_dilemma_is_left_together() -> None:
    game = build_conflict(["row", "column"], [Option("defect", 0), Option("defect", 1)])
    groups = Coalitions(Judge(game, np.array([[3, 4, 1, 2], [3, 1, 4, 2]])))
    assert [(move.members, move.after) for move in groups.joint_moves(3)] == [((0, 1), 0)]
    assert groups.equilibria("nash") == ()
    assert groups.equilibria("nash", "several") == (0, 1, 2)


@pytest.mark.parametrize("kind", ["improvements", "moves"])
def test_ways_are_all_the_shortest_ones(kind: str) -> None:
    for seed in range(25):
        reach, levels = random_graph(np.random.default_rng([seed, 35]))
        graph = graph_of(reach, levels.shape[1])
        brute = Brute(reach, levels.tolist())
        step = brute.improving if kind == "improvements" else (lambda p, s, r=reach: r[p][s])
        evolution = evolve(Explorer(graph, levels), 0, list(brute.states), kind)  # type: ignore[arg-type]
        paths: list[list[tuple[int, int]]] = [[(-1, 0)]]
        shortest: dict[int, list[list[tuple[int, int]]]] = {0: [[(-1, 0)]]}
        for _ in range(6):
            paths = [
                [*w, (p, t)] for w in paths for p in brute.parties if p != w[-1][0] for t in step(p, w[-1][1])
            ]
            paths = paths[:4000]
            if len(paths) == 4000:
                break
            for end in {way[-1][1] for way in paths} - set(shortest):
                shortest[end] = [way for way in paths if way[-1][1] == end]
        else:
            for ways in evolution.ways:
                if ways.target in shortest:
                    found = {tuple((s.party, s.after) for s in way) for way in ways.listed}
                    assert found == {tuple(way[1:]) for way in shortest[ways.target]}
                    assert ways.count == len(found)
                    common = set.intersection(*({p for p, _ in way[1:]} for way in shortest[ways.target]))
                    assert set(ways.must_move) == common
            assert set(shortest) <= {ways.target for ways in evolution.ways}


def test_evolution_of_the_dilemma() -> None:
    game = build_conflict(["row", "column"], [Option("defect", 0), Option("defect", 1)])
    levels = np.array([[3, 4, 1, 2], [3, 1, 4, 2]])
    evolution = evolve(Explorer(game, levels), 0, (3, 0))
    assert [(ways.target, ways.length, ways.count) for ways in evolution.ways] == [(3, 2, 2), (0, 0, 1)]
    assert evolution.ways[0].must_move == (0, 1)
    back = evolve(Explorer(game, levels), 3, (0,))
    assert back.unreachable == (0,)
    steps = evolve_by_coalitions(Judge(game, levels), 3, (0,))[0]
    assert [(step.members, step.after) for step in steps] == [((0, 1), 0)]
    assert fewest_movers(Explorer(game, levels), 0, 3) == ((0, 1),)
    assert fewest_movers(Explorer(game, levels), 0, 1) == ((0,),)
    assert fewest_movers(Explorer(game, levels), 3, 0, "improvements") == ()
