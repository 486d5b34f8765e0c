"""Random conflicts: every engine against the definitions, state by state, for every concept and sanction rule."""

from __future__ import annotations

import numpy as np
import pytest
from stability_brute import Brute, brute_sim, literal_ends, option_reach, random_options

from detente.stability.analysis import analyse
from detente.stability.build import Rule, build_conflict
from detente.stability.concepts import SANCTION_RULES
from detente.stability.conflict import Bar, Conflict, Option, graph_form
from detente.stability.moves import moves_from

PLAIN = ("nash", "gmr", "smr", "seq", "sseq")


def random_conflict(
    rng: np.random.Generator, most: int = 5
) -> tuple[Conflict, list[tuple[int, ...]], list[int]]:
    parties = int(rng.integers(2, 6))
    owner, direction, gone = random_options(rng, parties, most)
    options = [Option(f"o{k}", owner[k], direction[k]) for k in range(len(owner))]  # type: ignore[arg-type]
    conflict = build_conflict([f"p{i}" for i in range(parties)], options, [Rule.state(code) for code in gone])
    codes = [tuple(int(code) >> k & 1 for k in range(len(owner))) for code in conflict.codes]
    return conflict, codes, owner


def test_engines_agree_on_larger_conflicts_with_barred_moves_and_several_values() -> None:
    for seed in range(25):
        rng = np.random.default_rng([seed, 15])
        values = [("N", "Y"), ("N", "Y"), ("low", "mid", "high"), ("N", "Y"), ("a", "b", "c")]
        directions = [str(d) for d in rng.choice(["both", "fwd", "back"], size=5, p=[0.6, 0.2, 0.2])]
        options = [Option(f"o{k}", k % 3, directions[k], values[k]) for k in range(5)]  # type: ignore[arg-type]
        bars = [Bar(0, "Y----", "N--Y-"), Bar(2, "--2--", "--0--")] if seed % 2 else []
        rules = [Rule.state(int(code)) for code in rng.choice(72, size=12, replace=False)]
        conflict = build_conflict(["a", "b", "c"], options, rules, bars)
        levels = random_levels(rng, 3, conflict.size)
        first, second = (analyse(conflict, levels, engine=engine) for engine in ("sets", "compiled"))
        for concept in first.stable:
            assert np.array_equal(first.stable[concept], second.stable[concept]), (seed, concept)


def random_levels(rng: np.random.Generator, parties: int, states: int) -> np.ndarray:
    if rng.random() < 0.5:
        return np.array([rng.permutation(states) for _ in range(parties)])
    return rng.integers(0, max(2, states // 3), size=(parties, states))


def compare(seed: int, engine: str, rule: str = "no_repeat") -> int:
    rng = np.random.default_rng([seed, 11])
    conflict, codes, owner = random_conflict(rng, int(rng.integers(3, 6)))
    levels = random_levels(rng, len(conflict.parties), conflict.size)
    reach = option_reach(codes, owner, [option.direction for option in conflict.options])
    brute = Brute(reach, levels.tolist(), rule)
    answer = analyse(conflict, levels, (*PLAIN, "sim", "fh"), rule, engine)  # type: ignore[arg-type]
    cells = 0
    for party in brute.parties:
        for state in brute.states:
            assert set(moves_from(conflict, party, state).tolist()) == reach[party][state]
            for concept, table in answer.stable.items():
                if concept in PLAIN:
                    expected = brute.stable(concept, party, state)
                else:
                    expected = brute_sim(codes, owner, brute, party, state, concept == "fh")
                assert bool(table[party, state]) == expected, (seed, concept, party, state)
                cells += 1
    return cells


@pytest.mark.parametrize("block", range(4))
def test_sets_engine_equals_the_definitions(block: int) -> None:
    assert sum(compare(seed, "sets") for seed in range(block * 40, block * 40 + 40)) > 2000


@pytest.mark.parametrize("rule", SANCTION_RULES)
def test_every_sanction_rule_equals_its_definition(rule: str) -> None:
    for seed in range(1000, 1030):
        compare(seed, "sets", rule)


@pytest.mark.parametrize("block", range(4))
def test_compiled_engine_equals_the_definitions(block: int) -> None:
    assert sum(compare(seed, "compiled") for seed in range(block * 40, block * 40 + 40)) > 2000


@pytest.mark.slow
def test_compiled_engine_equals_the_definitions_on_many_conflicts() -> None:
    assert sum(compare(seed, "compiled") for seed in range(20_000, 22_000)) > 100_000
    for seed in range(1000, 2000):
        compare_graph(seed, "compiled")


@pytest.mark.slow
def test_sets_engine_equals_the_definitions_on_many_conflicts() -> None:
    assert sum(compare(seed, "sets") for seed in range(10_000, 12_000)) > 100_000


def random_graph(rng: np.random.Generator) -> tuple[list[list[set[int]]], np.ndarray]:
    parties, states = int(rng.integers(2, 6)), int(rng.integers(3, 8))
    density = float(rng.choice([0.15, 0.3, 0.5]))
    reach = [
        [{b for b in range(states) if b != a and rng.random() < density} for a in range(states)]
        for _ in range(parties)
    ]
    return reach, random_levels(rng, parties, states)


def compare_graph(seed: int, engine: str, rule: str = "no_repeat") -> None:
    reach, levels = random_graph(np.random.default_rng([seed, 12]))
    arcs = [[sorted(row) for row in rows] for rows in reach]
    graph = graph_form([f"p{i}" for i in range(len(reach))], [f"s{k}" for k in range(levels.shape[1])], arcs)
    answer = analyse(graph, levels, (*PLAIN, "sim"), rule, engine)  # type: ignore[arg-type]
    assert "sim" in answer.left_out
    brute = Brute(reach, levels.tolist(), rule)
    for concept in PLAIN:
        expected = [[brute.stable(concept, i, s) for s in brute.states] for i in brute.parties]
        assert answer.stable[concept].tolist() == expected, (seed, concept)


def test_graph_form_with_any_arcs_equals_the_definitions() -> None:
    for seed in range(120):
        compare_graph(seed, "sets")
        compare_graph(seed, "compiled")
    for seed in range(30):
        compare_graph(seed, "sets", "once")


def test_the_brute_force_agrees_with_sequences_written_out() -> None:
    for seed in range(12):
        reach, levels = random_graph(np.random.default_rng([seed, 13]))
        brute = Brute(reach, levels.tolist())
        for start in brute.states:
            for team in ([0], [0, 1], list(brute.parties)[:3]):
                written = literal_ends(reach, team, start, 4)
                assert written <= brute.ends(team, start, False)
                if len(team) == 2 and levels.shape[1] <= 4:
                    assert literal_ends(reach, team, start, 9) == brute.ends(team, start, False)


def test_inclusions_hold_and_ties_are_not_improvements() -> None:
    for seed in range(60):
        rng = np.random.default_rng([seed, 14])
        conflict, _, _ = random_conflict(rng)
        levels = random_levels(rng, len(conflict.parties), conflict.size)
        table = analyse(conflict, levels, PLAIN, engine="sets").stable
        for small, large in (
            ("nash", "smr"),
            ("smr", "gmr"),
            ("nash", "seq"),
            ("seq", "gmr"),
            ("nash", "sseq"),
        ):
            assert not (table[small] & ~table[large]).any(), (small, large)
        assert not (table["sseq"] & ~(table["seq"] & table["smr"])).any()
        tied = analyse(conflict, np.zeros_like(levels), PLAIN, engine="sets").stable
        assert all(rows.all() for rows in tied.values())
