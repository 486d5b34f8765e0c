"""Every explanation of random conflicts is re-checked by the separate checker; the checker can fail."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_stability_brute import random_conflict, random_graph, random_levels

from detente.stability.analysis import analyse
from detente.stability.build import build_conflict
from detente.stability.check import check_explanation
from detente.stability.concepts import CONCEPTS, SANCTION_RULES
from detente.stability.conflict import Option, graph_form
from detente.stability.explain import Explorer
from detente.stability.narrate import narrate


@pytest.mark.parametrize("rule", SANCTION_RULES)
def test_explanations_agree_with_the_engine_and_pass_the_checker(rule: str) -> None:
    for seed in range(18):
        rng = np.random.default_rng([seed, 21])
        conflict, _, _ = random_conflict(rng, 4)
        levels = random_levels(rng, len(conflict.parties), conflict.size)
        answer = analyse(conflict, levels, CONCEPTS, rule, "sets")  # type: ignore[arg-type]
        explorer = Explorer(conflict, levels, rule)  # type: ignore[arg-type]
        for concept in CONCEPTS:
            for party in range(len(conflict.parties)):
                for state in range(conflict.size):
                    claim = explorer.explain(concept, party, state)
                    assert claim.stable == answer.stable[concept][party, state]
                    assert check_explanation(conflict, levels, claim) == []
                    assert narrate(conflict, claim).startswith(f"State {state + 1} ")


def test_explanations_of_graphs() -> None:
    for seed in range(15):
        reach, levels = random_graph(np.random.default_rng([seed, 22]))
        graph = graph_form(
            [f"p{i}" for i in range(len(reach))],
            [f"s{k}" for k in range(levels.shape[1])],
            [[sorted(row) for row in rows] for rows in reach],
        )
        answer, explorer = analyse(graph, levels), Explorer(graph, levels)
        for concept in ("nash", "gmr", "smr", "seq", "sseq"):
            for party in range(len(reach)):
                for state in range(graph.size):
                    claim = explorer.explain(concept, party, state)
                    assert claim.stable == answer.stable[concept][party, state]
                    assert check_explanation(graph, levels, claim) == []


def test_the_checker_can_fail() -> None:
    game = build_conflict(["row", "column"], [Option("defect", 0), Option("defect", 1)])
    levels = np.array([[3, 4, 1, 2], [3, 1, 4, 2]])
    claim = Explorer(game, levels).explain("seq", 0, 0)
    assert claim.stable
    (answer,) = claim.answers
    assert check_explanation(game, levels, claim) == []
    assert check_explanation(game, levels, replace(claim, answers=()))
    assert check_explanation(game, levels, replace(claim, stable=False))
    backwards = replace(answer.sanction[0], before=3, after=1)
    assert check_explanation(game, levels, replace(claim, answers=(replace(answer, sanction=(backwards,)),)))
    assert check_explanation(game, levels, replace(claim, answers=(replace(answer, end=2),)))
    unsanctioned = Explorer(game, levels).explain("nash", 0, 0)
    assert check_explanation(game, levels, replace(unsanctioned, concept="gmr"))


def test_the_checker_finds_overlooked_joint_answers() -> None:
    game = build_conflict(["row", "column"], [Option("straight", 0), Option("straight on", 1)])
    levels = np.array([[3, 4, 2, 1], [3, 2, 4, 1]])
    claim = Explorer(game, levels).explain("sim", 0, 0)
    assert claim.stable
    (answer,) = claim.answers
    denied = replace(claim, stable=False, answers=(replace(answer, sanction=(), end=None),))
    assert "at the same time" in check_explanation(game, levels, denied)[0]


def test_the_story_in_words() -> None:
    game = build_conflict(["Row", "Column"], [Option("confess", 0), Option("talk", 1)])
    levels = np.array([[3, 4, 1, 2], [3, 1, 4, 2]])
    text = narrate(game, Explorer(game, levels).explain("seq", 0, 0))
    assert text == (
        "State 1 (NN) is stable for Row under sequential stability (SEQ). Row would rather be in state 2 (YN): "
        'Row takes up "confess". But then Column takes up "talk", which ends in state 4 (YY), no better for Row '
        "than state 1. (Sanction rule: the others may move in any sequence in which nobody moves twice in a row.)"
    )
    nash = narrate(game, Explorer(game, levels).explain("nash", 0, 0))
    assert "is not stable" in nash
