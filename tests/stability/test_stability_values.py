"""Values that were worked out elsewhere: the reference sheet's T8, and the evaluation data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.stability.analysis import analyse
from detente.stability.build import Rule, build_conflict, merge_states
from detente.stability.concepts import Judge, bits, reach_together
from detente.stability.conflict import Conflict, Option, graph_form
from detente.stability.moves import moves_from, reach_masks
from detente.stability.preferences import levels_from_ranking

ALL = ("nash", "gmr", "smr", "seq", "sseq", "sim", "fh")


def two_by_two(row: list[int], column: list[int]) -> dict[str, tuple[int, ...]]:
    """Payoffs by state CC, DC, CD, DD (the first option is the row party's)."""
    game = build_conflict(["row", "column"], [Option("defect", 0), Option("defect", 1)])
    answer = analyse(game, np.array([row, column]))
    return {concept: answer.equilibria(concept) for concept in answer.stable}


def test_prisoners_dilemma() -> None:
    found = two_by_two([3, 4, 1, 2], [3, 1, 4, 2])
    assert found["nash"] == (3,)
    assert all(found[concept] == (0, 3) for concept in ("gmr", "smr", "seq", "sim"))


def test_chicken() -> None:
    found = two_by_two([3, 4, 2, 1], [3, 2, 4, 1])
    assert found["nash"] == found["seq"] == (1, 2)
    assert all(found[concept] == (0, 1, 2) for concept in ("gmr", "smr", "sim"))


def test_two_by_two_of_the_reference_sheet() -> None:
    graph = graph_form(
        ["agency", "developers"],
        ["P/SD", "P/U", "R/SD", "R/U"],
        [[[2], [3], [0], [1]], [[1], [0], [3], [2]]],
    )
    levels = np.array([levels_from_ranking([0, 2, 1, 3], 4), levels_from_ranking([2, 0, 3, 1], 4)])
    answer = analyse(graph, levels)
    assert answer.equilibria("nash") == answer.equilibria("seq") == (0,)
    assert answer.equilibria("gmr") == answer.equilibria("smr") == (0, 2)


def elmira_nine() -> tuple[Any, np.ndarray]:
    """Elmira with the states after abandonment merged: nine states as in Hipel et al. 1993."""
    options = [
        Option("modify", 0, "fwd"),
        Option("delay", 1, "back"),
        Option("accept", 1),
        Option("abandon", 1, "fwd"),
        Option("insist", 2),
    ]
    rules = [Rule.at_most_one([1, 2, 3]), Rule.at_least_one([1, 2, 3])]
    conflict = build_conflict(["MoE", "Uniroyal", "LG"], options, rules)
    gone = [row for row in range(conflict.size) if conflict.label(row)[3] == "Y"]
    graph = merge_states(conflict, [gone])
    order = ["NYNNN", "YYNNN", "NNYNN", "YNYNN", "NYNNY", "YYNNY", "NNYNY", "YNYNY", "-NNY-"]
    place = [graph.labels.index(label) for label in order]
    rankings = ([7, 3, 4, 8, 5, 1, 2, 6, 9], [1, 4, 8, 5, 9, 3, 7, 2, 6], [7, 3, 5, 1, 8, 6, 4, 2, 9])
    levels = [levels_from_ranking([place[number - 1] for number in ranking], 9) for ranking in rankings]
    return (graph, place), np.array(levels)


def test_elmira_with_merged_states() -> None:
    (graph, place), levels = elmira_nine()
    answer = analyse(graph, levels)

    def numbers(concept: str) -> set[int]:
        return {place.index(state) + 1 for state in answer.equilibria(concept)}

    assert numbers("nash") == numbers("seq") == {5, 8, 9}
    assert numbers("gmr") == numbers("smr") == {1, 4, 5, 8, 9}


def test_three_party_toy() -> None:
    conflict = build_conflict(["RU", "UA", "US"], [Option("stop", 0), Option("accept", 1), Option("cut", 2)])

    def row(text: str) -> int:
        marks = text.split("/")
        return conflict.find("".join("Y" if m in ("stop", "accept", "cut") else "N" for m in marks))

    rankings = [
        "stop/accept/cut stop/accept/aid fight/accept/cut fight/refuse/cut fight/accept/aid fight/refuse/aid "
        "stop/refuse/cut stop/refuse/aid",
        "stop/refuse/aid stop/accept/aid fight/refuse/aid stop/refuse/cut stop/accept/cut fight/accept/aid "
        "fight/refuse/cut fight/accept/cut",
        "stop/accept/cut stop/accept/aid stop/refuse/cut stop/refuse/aid fight/accept/aid fight/refuse/cut "
        "fight/refuse/aid fight/accept/cut",
    ]
    levels = np.array([levels_from_ranking([row(text) for text in line.split()], 8) for line in rankings])
    answer = analyse(conflict, levels)
    assert answer.equilibria("nash") == (row("fight/refuse/cut"),)
    more = ("fight/refuse/cut", "fight/accept/aid", "stop/accept/aid", "stop/accept/cut")
    assert set(answer.equilibria("seq")) == {row(text) for text in more}


def test_nobody_twice_in_a_row_is_not_each_once() -> None:
    arcs = [[[1], [], [], [], []], [[], [2], [], [4], []], [[], [], [3], [], []]]
    graph = graph_form(["a", "b", "c"], list("01234"), arcs)
    masks = reach_masks(graph)
    assert set(bits(reach_together(masks[1:], 1))) == {2, 3, 4}
    assert set(bits(reach_together(masks[1:], 1, "once"))) == {2, 3}
    levels = np.array([[1, 2, 3, 3, 0], [0] * 5, [0] * 5])
    assert Judge(graph, levels).is_stable("gmr", 0, 0)
    assert not Judge(graph, levels, "once").is_stable("gmr", 0, 0)


NAMES = ("Cuban", "Elmira", "Prisoners", "SyriaIraq", "pub_Chicken", "pub_NorthKorea2017_base")
NAMES += ("pub_NorthKorea2017_deterrence", "pub_PrisonersDilemma")


def load(folder: Path, name: str) -> tuple[dict[str, Any], Conflict, np.ndarray]:
    data = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    names = [party["name"] for party in data["decision_makers"]]
    options = [Option(o["name"], names.index(o["dm"]), o["direction"]) for o in data["options"]]
    kept = {state["decimal"] for state in data["states"]}
    rules = [Rule.state(code) for code in range(1 << len(options)) if code not in kept]
    conflict = build_conflict(names, options, rules)
    rankings = [[[s - 1 for s in group] for group in party["ranking"]] for party in data["decision_makers"]]
    return data, conflict, np.array([levels_from_ranking(r, conflict.size) for r in rankings])


@pytest.mark.data
@pytest.mark.parametrize("engine", ["sets", "compiled"])
@pytest.mark.parametrize("name", NAMES)
def test_evaluation_data(stability_data: Path, name: str, engine: str) -> None:
    data, conflict, levels = load(stability_data, name)
    assert [state["yn"] for state in data["states"]] == list(conflict.labels)
    for party, moves in enumerate(data["moves"].values()):
        for state in range(conflict.size):
            assert [t + 1 for t in moves_from(conflict, party, state)] == moves.get(str(state + 1), [])
    answer = analyse(conflict, levels, engine=engine)
    for concept, by_party in data["reference"]["stable"].items():
        found = answer.stable[concept.lower()]
        expected = [[s + 1 in stable for s in range(conflict.size)] for stable in by_party.values()]
        assert found.tolist() == expected, concept
    for concept, states in data.get("published", {}).get("equilibria_decimal", {}).items():
        assert [int(conflict.codes[s]) for s in answer.equilibria(concept.lower())] == states


@pytest.mark.data
@pytest.mark.parametrize("name", NAMES)
def test_narrower_sanction_rules(stability_data: Path, name: str) -> None:
    data, conflict, levels = load(stability_data, name)
    for rule, key in (("once", "each_opponent_moves_at_most_once"), ("single", "only_one_opponent_move")):
        expected = data["reference"].get(f"equilibria_if_{key}", {})
        answer = analyse(conflict, levels, ("nash", "gmr", "smr", "seq"), rule)  # type: ignore[arg-type]
        for concept, states in expected.items():
            assert [s + 1 for s in answer.equilibria(concept.lower())] == states
