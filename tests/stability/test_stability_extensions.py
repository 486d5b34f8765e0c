"""Unknown preferences, strength, foresight, hypergames and robustness, against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from stability_brute import Brute
from test_stability_brute import random_graph
from test_stability_inverse import graph_of, syria_iraq

from detente.errors import ShapeError
from detente.stability.analysis import analyse
from detente.stability.build import build_conflict
from detente.stability.concepts import Judge
from detente.stability.conflict import Option
from detente.stability.farsighted import Foresight, Maximin
from detente.stability.formulas import parse_formula
from detente.stability.hypergame import View, analyse_hypergame
from detente.stability.inverse import find_condition, reversed_pairs
from detente.stability.preferences import (
    deciding_statement,
    levels_from_draws,
    levels_from_statements,
    levels_from_values,
    levels_from_weights,
    levels_per_draw,
    tie_spans,
)
from detente.stability.robust import (
    equilibrium_shares,
    fewest_statement_swaps,
    flips_by_statement,
    flips_by_swap,
    shaken_rankings,
)
from detente.stability.uncertain import ATTITUDES, analyse_unknown, stable_where_known, strength_tables

PLAIN = ("nash", "gmr", "smr", "seq", "sseq")
DILEMMA = np.array([[3, 4, 1, 2], [3, 1, 4, 2]])


def dilemma():  # type: ignore[no-untyped-def]
    return build_conflict(["row", "column"], [Option("defect", 0), Option("betray", 1)])


class UnknownBrute(Brute):
    """The definitions with unknown pairs: what tempts, what deters, what an opponent may do."""

    def __init__(
        self, reach: list[list[set[int]]], payoff: list[list[int]], unknown: list[set[frozenset[int]]]
    ) -> None:
        super().__init__(reach, payoff)
        self.unknown = unknown

    def is_unknown(self, party: int, a: int, b: int) -> bool:
        return frozenset((a, b)) in self.unknown[party]

    def better(self, party: int, a: int, b: int) -> bool:
        return self.payoff[party][a] > self.payoff[party][b] and not self.is_unknown(party, a, b)

    def improving(self, party: int, state: int) -> set[int]:
        return {
            t
            for t in self.reach[party][state]
            if self.better(party, t, state) or self.is_unknown(party, t, state)
        }

    def judged(self, concept: str, party: int, state: int, attitude: str) -> bool:
        team = [p for p in self.parties if p != party]
        tempting = [
            t
            for t in self.reach[party][state]
            if self.better(party, t, state) or (attitude in "ac" and self.is_unknown(party, t, state))
        ]

        def deters(end: int) -> bool:
            if self.is_unknown(party, end, state):
                return attitude in "cd"
            return not self.better(party, end, state)

        def met(target: int) -> bool:
            ends = [e for e in self.ends(team, target, concept in ("seq", "sseq")) if deters(e)]
            if concept in ("smr", "sseq"):
                ends = [e for e in ends if all(deters(t) for t in self.reach[party][e])]
            return bool(ends)

        return not tempting if concept == "nash" else all(met(t) for t in tempting)


@pytest.mark.parametrize("attitude", ATTITUDES)
def test_unknown_preferences_follow_the_definitions(attitude: str) -> None:
    for seed in range(20):
        rng = np.random.default_rng([seed, 41])
        reach, levels = random_graph(rng)
        states = levels.shape[1]
        pairs = [[(a, b) for a in range(states) for b in range(a) if rng.random() < 0.25] for _ in reach]
        brute = UnknownBrute(reach, levels.tolist(), [{frozenset(pair) for pair in row} for row in pairs])
        answer = analyse_unknown(graph_of(reach, states), levels, pairs, attitude)  # type: ignore[arg-type]
        for concept in PLAIN:
            expected = [[brute.judged(concept, i, s, attitude) for s in brute.states] for i in brute.parties]
            assert answer.stable[concept].tolist() == expected


def test_nothing_unknown_changes_nothing() -> None:
    reach, levels = random_graph(np.random.default_rng(42))
    graph = graph_of(reach, levels.shape[1])
    plain = analyse(graph, levels)
    tables = {a: analyse_unknown(graph, levels, [[] for _ in reach], a) for a in ATTITUDES}
    for concept in PLAIN:
        sure, possibly = stable_where_known(tables, concept)
        assert np.array_equal(sure, plain.stable[concept])
        assert np.array_equal(possibly, plain.stable[concept])


def test_strength_follows_the_definition() -> None:
    for seed in range(25):
        rng = np.random.default_rng([seed, 43])
        reach, levels = random_graph(rng)
        degrees = np.maximum(levels - int(rng.integers(0, 3)), 0) // 2
        brute = Brute(reach, levels.tolist())
        tables = strength_tables(graph_of(reach, levels.shape[1]), levels, degrees, ("gmr", "smr", "seq"))
        for party in brute.parties:
            team = [p for p in brute.parties if p != party]
            for s in brute.states:

                def far_below(t: int, row: np.ndarray = degrees[party], s: int = s) -> bool:
                    return bool(row[t] < row[s])

                gains = brute.improving(party, s)
                strong = all(any(far_below(e) for e in brute.ends(team, t, False)) for t in gains)
                expected = 2 if strong else int(brute.stable("gmr", party, s))
                assert tables["gmr"][party, s] == expected
                strong = all(any(far_below(e) for e in brute.ends(team, t, True)) for t in gains)
                assert tables["seq"][party, s] == (2 if strong else int(brute.stable("seq", party, s)))
                strong = all(
                    any(
                        far_below(e) and all(far_below(x) for x in brute.reach[party][e])
                        for e in brute.ends(team, t, False)
                    )
                    for t in gains
                )
                assert tables["smr"][party, s] == (2 if strong else int(brute.stable("smr", party, s)))


def test_degrees_must_follow_the_ranking() -> None:
    with pytest.raises(ShapeError, match="follow the rankings"):
        strength_tables(dilemma(), DILEMMA, -DILEMMA)


def limited_move(brute: Brute, party: int, state: int, horizon: int) -> int:
    """Where play ends, by recursion from the definition."""
    if horizon == 0:
        return state
    best, following = state, (party + 1) % len(brute.reach)
    for target in sorted(brute.reach[party][state]):
        end = limited_move(brute, following, target, horizon - 1)
        if brute.payoff[party][end] > brute.payoff[party][best]:
            best = end
    return best


def test_limited_move_follows_the_definition_and_repeats() -> None:
    for seed in range(20):
        reach, levels = random_graph(np.random.default_rng([seed, 44]))
        reach, levels = reach[:2], levels[:2]
        brute, judge = Brute(reach, levels.tolist()), Judge(graph_of(reach, levels.shape[1]), levels)
        ahead = Foresight(judge)
        for horizon in (1, 2, 3, 4):
            table = ahead.limited_move(horizon)
            for party in brute.parties:
                for state in brute.states:
                    expected = limited_move(brute, party, state, horizon) == state
                    assert table[party, state] == expected
        assert np.array_equal(ahead.limited_move(1), analyse(judge.model, levels).stable["nash"])
        late = np.logical_and.reduce([ahead.limited_move(h) for h in range(300, 420)])
        assert np.array_equal(ahead.non_myopic(), late)
        follower = analyse(judge.model, levels).stable["nash"][1]
        assert set(ahead.stackelberg(0)) == set(np.flatnonzero(ahead.limited_move(2)[0] & follower))


def test_farsighted_parties_leave_the_dilemma_alone() -> None:
    ahead = Foresight(Judge(dilemma(), DILEMMA))
    assert {0, 3} <= set(np.flatnonzero(ahead.non_myopic().all(axis=0)))
    with pytest.raises(ShapeError, match="at least 1"):
        ahead.limited_move(0)


def test_maximin_is_nash_then_gmr_then_smr() -> None:
    for seed in range(25):
        reach, levels = random_graph(np.random.default_rng([seed, 45]))
        graph = graph_of(reach, levels.shape[1])
        stable, maximin = analyse(graph, levels).stable, Maximin(Judge(graph, levels))
        for horizon, concept in ((1, "nash"), (2, "gmr"), (3, "smr")):
            assert np.array_equal(maximin.stable(horizon), stable[concept]), (seed, concept)


def test_hypergame_of_one_shared_picture_is_the_game() -> None:
    game = dilemma()
    seen = analyse_hypergame(game, [View(DILEMMA), View(DILEMMA)], "nash")
    assert seen.expected == ((3,), (3,))
    assert seen.equilibria == seen.true_equilibria == (3,)
    assert seen.surprises == ((), ())


def test_a_party_that_misjudges_the_other_is_surprised() -> None:
    game = dilemma()
    friendly = np.array([[3, 2, 1, 0], [3, 1, 2, 0]])
    wishful = View(np.array([friendly[0], friendly[1]]))
    sober = View(np.array([friendly[0], DILEMMA[1]]))
    seen = analyse_hypergame(game, [wishful, sober], "nash")
    assert 0 in seen.expected[0]
    assert seen.surprises[0] == (0,)
    assert seen.equilibria == seen.true_equilibria == (2,)
    inner = View(wishful.levels, others=(wishful, sober))
    assert analyse_hypergame(game, [inner, sober], "nash").expected[0] == (2,)


def test_states_that_a_party_does_not_know_of() -> None:
    conflict, levels = syria_iraq()
    blind = View(levels, frozenset({1, 4}))
    seen = analyse_hypergame(conflict, [blind, View(levels)], "gmr")
    assert not set(seen.expected[0]) & {1, 4}
    with pytest.raises(ShapeError, match="views for"):
        analyse_hypergame(conflict, [blind])


def test_shares_of_draws() -> None:
    conflict, levels = syria_iraq()
    draws = np.array([levels, levels, levels[::-1], levels])
    firm = equilibrium_shares(conflict, draws, ("nash", "seq"))
    assert firm.draws == 4
    one, other = (analyse(conflict, each).equilibria("nash") for each in (levels, levels[::-1]))
    for state in range(6):
        assert firm.equilibrium["nash"][state] == pytest.approx(
            0.75 * (state in one) + 0.25 * (state in other)
        )


def test_shaken_rankings_are_near_and_repeat_under_one_seed() -> None:
    conflict, levels = syria_iraq()
    same = shaken_rankings(levels, 0, 3, np.random.default_rng(1))
    assert (np.argsort(same, axis=2) == np.argsort(levels, axis=1)).all()
    shaken = shaken_rankings(levels, 2, 80, np.random.default_rng(1))
    assert np.array_equal(shaken, shaken_rankings(levels, 2, 80, np.random.default_rng(1)))
    for draw in shaken:
        assert all(reversed_pairs(old, new) in (0, 2) for old, new in zip(levels, draw, strict=True))
    many = equilibrium_shares(conflict, shaken, ("nash", "seq"))
    few = [
        equilibrium_shares(conflict, shaken[k : k + 40], ("nash", "seq")).equilibrium["seq"] for k in (0, 40)
    ]
    assert many.equilibrium["seq"] == pytest.approx(np.mean(few, axis=0))
    assert 0.3 < many.equilibrium["seq"][5] < 1.0
    with pytest.raises(ShapeError, match="draws 1 or more"):
        shaken_rankings(levels, 1, 0, np.random.default_rng(1))


def test_single_swaps_that_turn_the_verdict() -> None:
    flips = flips_by_swap(dilemma(), DILEMMA, "nash", 3)
    assert {(flip.party, flip.becomes) for flip in flips} == {(0, False), (1, False)}
    assert all("ranks 3 (NY) above 4 (YY)" in f.what or "ranks 2 (YN) above 4 (YY)" in f.what for f in flips)


def test_single_statements_that_turn_the_verdict() -> None:
    game = dilemma()
    stated = [[parse_formula(t, game.options) for t in texts] for texts in (("not 2", "1"), ("not 1", "2"))]
    levels = np.array([levels_from_statements(game, row) for row in stated])
    assert levels.tolist() == [[2, 3, 0, 1], [2, 0, 3, 1]]
    assert deciding_statement(game, stated[0], 1, 3) == 0
    assert deciding_statement(game, stated[0], 1, 0) == 1
    what = [flip.what for flip in flips_by_statement(game, stated, "nash", 3)]
    assert 'with the opposite of statement 2 ("defect")' in what
    assert 'without statement 2 ("defect")' not in what
    condition = find_condition(Judge(game, levels), "nash", 0, 0)

    def accepts(row: np.ndarray) -> bool:
        return condition.holds(frozenset(int(s) for s in np.flatnonzero(row > row[0])))

    assert fewest_statement_swaps(game, stated[0], accepts) is None
    wishes = [parse_formula(t, game.options) for t in ("1", "1 iff 2")]
    assert fewest_statement_swaps(game, wishes, accepts) == (1, (1, 0))


def test_values_within_the_error_are_ties() -> None:
    values = np.array([0.50, 0.10, 0.52, 0.54])
    levels = levels_from_values(values, 0.03)
    assert levels.tolist() == [1, 0, 1, 1]
    assert tie_spans(values, levels) == pytest.approx([0.0, 0.04])
    assert levels_from_values(values).tolist() == [1, 0, 2, 3]
    with pytest.raises(ShapeError, match="finite"):
        levels_from_values(np.array([np.nan]))


def test_worths_that_differ_by_chance_only_are_tied() -> None:
    rng = np.random.default_rng(8)
    shared = rng.normal(size=(400, 1))
    base = np.array([0.0, 0.3, 0.3, 0.9])
    worths = shared + base + 0.2 * rng.normal(size=(400, 4))
    assert levels_from_draws(worths, 4.0).tolist() == [0, 1, 1, 2]
    assert len(set(levels_from_draws(worths, 0.0).tolist())) == 4
    with pytest.raises(ShapeError, match="two draws"):
        levels_from_draws(worths[:1])
    draws = levels_per_draw(np.stack([worths, -worths], axis=1))
    assert draws.shape == (400, 2, 4)
    firm = equilibrium_shares(dilemma(), draws, ("nash",))
    assert firm.equilibrium["nash"].max() <= 1.0


def test_weights_add_up() -> None:
    game = dilemma()
    stated = [parse_formula(text, game.options) for text in ("1", "2")]
    assert levels_from_weights(game, stated, [2.0, 3.0]).tolist() == [0, 1, 2, 3]
    with pytest.raises(ShapeError, match="weights"):
        levels_from_weights(game, stated, [1.0])


def test_more_statements_than_one_word_holds() -> None:
    game = dilemma()
    many = [parse_formula("1 or not 1", game.options)] * 130 + [parse_formula("1", game.options)]
    assert levels_from_statements(game, many).tolist() == [0, 1, 0, 1]
    rng = np.random.default_rng(3)
    stated = [parse_formula(str(rng.choice(["1", "not 1", "2", "1 iff 2"])), game.options) for _ in range(70)]
    expected = levels_from_statements(game, [s for k, s in enumerate(stated) if s not in stated[:k]])
    assert np.array_equal(levels_from_statements(game, stated), expected)
