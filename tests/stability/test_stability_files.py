"""Conflict files: reading, writing, and every problem code with its broken file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import CODES, InputError, ShapeError
from detente.stability import scale
from detente.stability.analysis import analyse
from detente.stability.build import Rule, build_conflict
from detente.stability.conflict import Conflict, GraphForm, Option
from detente.stability.formulas import FormulaError, describe, evaluate, parse_formula
from detente.stability.gmcr import parse_conflict, read_conflict
from detente.stability.gmcr_write import write_gmcr
from detente.stability.library import conflict_text
from detente.stability.moves import reach_masks
from detente.stability.preferences import Preferences, levels_from_ranking, ranking_of

BROKEN = Path(__file__).parents[1] / "broken" / "stability"

WORDS = {
    "S-001": ("line 3", "JSON", "save it again"),
    "S-002": ("decisionMakers[0].preferences", "is a list"),
    "S-003": ("infeasibles[1][0][0]", "counted from 0", "0 to 2"),
    "S-004": ("maybe", "write one of N, Y"),
    "S-005": ("decisionMakers[2].options", "every decision maker has an option"),
    "S-006": ("removes the last one", "infeasibles[2]"),
    "S-007": ("no place for 4, 5", "every feasible state"),
    "S-008": ("stands in a ranking once", "numbered 1 to 6"),
    "S-009": ("belongs to 2 decision makers", "exactly one"),
    "S-010": ("28 options", "at most"),
    "S-011": ("two values in one state",),
    "S-012": ("never true", "warning"),
    "S-013": ("sideways", '"both", "fwd" or "back"'),
    "S-014": ("bracket is not closed",),
    "S-015": ("Attack", "warning"),
    "S-016": ("as good as every other", "warning"),
    "S-017": ("ranked apart by Syria", "tied for every decision maker"),
}


def problems_of(path: Path) -> tuple[str, set[str]]:
    try:
        found = read_conflict(path).problems
    except InputError as error:
        found = error.problems
    return "\n".join(map(str, found)), {problem.code for problem in found}


@pytest.mark.parametrize("code", sorted(WORDS))
def test_each_code_has_a_broken_file(code: str) -> None:
    text, codes = problems_of(BROKEN / f"{code}.gmcr")
    assert codes == {code}
    assert all(word in text for word in WORDS[code]), text


def test_every_code_of_the_room_is_tried() -> None:
    assert {code for code in CODES if code.startswith("S-")} == set(WORDS)


def test_all_problems_come_at_once_each_with_its_line() -> None:
    text = """{
 "decisionMakers": [{"name": "A", "options": [0, 9], "preferences": []},
  {"name": "B", "options": []}],
 "options": [{"name": "x", "permittedDirection": "up"}], "infeasibles": []}"""
    with pytest.raises(InputError) as caught:
        parse_conflict(text, "two.gmcr")
    found = {(problem.code, problem.place.line) for problem in caught.value.problems}
    assert {("S-003", 2), ("S-005", 3), ("S-013", 4)} <= found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "3",
        '{"options": 5}',
        '{"decisionMakers": [3, null], "options": [1, {}]}',
        "[" * 100_000,
        '{"decisionMakers": [{"name": 1, "options": [[0]]}], "options": [{"name": "a"}], "infeasibles": {}}',
        '{"a": NaN}',
        '{"options": [{"name": "a", "values": []}], "decisionMakers": [{"name": "b", "options": [0]}]}',
    ],
)
def test_hostile_files_end_in_problems(text: str) -> None:
    with pytest.raises(InputError):
        parse_conflict(text)


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="S-001"):
        read_conflict(tmp_path / "none.gmcr")
    (tmp_path / "bytes.gmcr").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="S-001"):
        read_conflict(tmp_path / "bytes.gmcr")


SAMPLE = {
    "decisionMakers": [
        {
            "name": "US",
            "options": [0, 1],
            "preferences": ["3", "not 4", {"compound": True, "members": ["1", "2"]}],
        },
        {"name": "USSR", "options": ["Withdraw", 3], "preferences": [[[3, "n"]], "Withdraw iff 2", "--YN"]},
    ],
    "options": [
        {"name": "Strike", "permittedDirection": "fwd"},
        {"name": "Blockade"},
        {"name": "Withdraw"},
        "Escalate",
    ],
    "infeasibles": ["--YY"],
    "statusQuo": "NYNN",
    "barred": [{"by": "US", "from": "-Y--", "to": "YN--"}],
}


def test_what_is_read_forgivingly() -> None:
    reading = parse_conflict(json.dumps(SAMPLE))
    conflict = reading.conflict
    assert conflict.size == 12
    assert conflict.label(conflict.status_quo or 0) == "NYNN"
    assert conflict.options[0].direction == "fwd"
    assert conflict.removals[0].count == 4
    assert len(conflict.bars) == 1
    assert reading.problems == ()


def test_rules_of_a_file_give_their_counts_and_reasons() -> None:
    tree = {
        **SAMPLE,
        "barred": [],
        "infeasibles": [
            {"condition": "--YY", "reason": "nobody withdraws and escalates"},
            {"atLeastOne": [0, 1, "Withdraw"], "reason": "somebody acts"},
            {"atMostOne": [0, 1]},
            "1 and 3 or 2 and 4",
            "1 and not 1",
        ],
    }
    removals = parse_conflict(json.dumps({**tree, "statusQuo": None})).conflict.removals
    assert [(removal.count, removal.reason) for removal in removals[:3]] == [
        (4, "nobody withdraws and escalates"),
        (2, "somebody acts"),
        (3, ""),
    ]
    assert removals[4].count == 0
    assert 'at least one of "Strike", "Blockade", "Withdraw"' in removals[1].rule
    with pytest.raises(InputError, match="a rule names options"):
        parse_conflict(json.dumps({**tree, "infeasibles": [{"atLeastOne": []}], "statusQuo": None}))
    with pytest.raises(InputError, match="counted from 0"):
        parse_conflict(json.dumps({**tree, "infeasibles": [{"atMostOne": [9]}], "statusQuo": None}))


def test_written_files_read_back_the_same() -> None:
    tree = {key: value for key, value in SAMPLE.items() if key not in ("barred", "statusQuo")}
    first = parse_conflict(json.dumps(tree))
    text = write_gmcr(first.conflict, first.preferences)
    second = parse_conflict(text)
    assert np.array_equal(first.conflict.codes, second.conflict.codes)
    assert np.array_equal(first.preferences.levels, second.preferences.levels)
    assert set(json.loads(text)["decisionMakers"][0]) == {"name", "options", "preferences"}
    with pytest.raises(ShapeError, match="barred"):
        write_gmcr(parse_conflict(json.dumps(SAMPLE)).conflict, first.preferences)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_any_feasible_set_and_ranking_survives_writing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    options = [Option("same", 0, "fwd"), Option("same", 1), Option("c", 0, "back"), Option("d", 1)]
    gone = [Rule.state(int(code)) for code in np.flatnonzero(rng.random(16) < 0.4) if code]
    conflict = build_conflict(["A", "B"], options, gone)
    levels = rng.integers(0, 4, size=(2, conflict.size))
    back = parse_conflict(write_gmcr(conflict, Preferences(levels)))
    assert np.array_equal(back.conflict.codes, conflict.codes)
    assert [ranking_of(row) for row in back.preferences.levels] == [ranking_of(row) for row in levels]
    assert [o.direction for o in back.conflict.options] == ["fwd", "both", "back", "both"]


def small() -> Conflict:
    options = [Option("strike", 0), Option("stay out", 1), Option("level", 1, values=("low", "mid", "high"))]
    return build_conflict(["A", "B"], options)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("1 if 2", lambda a, b, c: a or not b),
        ("if 2 then 1", lambda a, b, c: a or not b),
        ("2 -> 1", lambda a, b, c: a or not b),
        ("strike iff not 'stay out'".replace("'", '"'), lambda a, b, c: a != b),
        ("-1 & (2 | level=high)", lambda a, b, c: not a and (b or c == 2)),
        ("not not 1", lambda a, b, c: a),
        ("1 or 2 and level=low", lambda a, b, c: a or (b and c == 0)),
        ("not (1 and 2) iff level=mid", lambda a, b, c: (not (a and b)) == (c == 1)),
    ],
)
def test_formulas_mean_what_they_say(text: str, truth: object) -> None:
    conflict = small()
    formula = parse_formula(text, conflict.options)
    values = conflict.values()
    expected = [bool(truth(bool(a), bool(b), int(c))) for a, b, c in values]  # type: ignore[operator]
    assert evaluate(formula, values).tolist() == expected
    again = parse_formula(describe(formula, conflict.options), conflict.options)
    assert evaluate(again, values).tolist() == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("4", "no option 4"),
        ("(1", "not closed"),
        ("1 2", "should end"),
        ("level", "say which value"),
        ("", "ends"),
        ("strik", "is no option"),
        ("level=huge", "no value"),
        ("(" * 200 + "1", "deeper"),
        ("1 and", "ends"),
    ],
)
def test_formulas_that_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        parse_formula(text, small().options)


def test_rankings_refuse_missing_and_doubled_states() -> None:
    with pytest.raises(ShapeError, match=r"doubles states \[1\] and misses states \[2\]"):
        levels_from_ranking([0, 1, 1], 3)
    with pytest.raises(ShapeError, match="names state 5"):
        levels_from_ranking([0, 5], 3)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([Rule.pattern("Y")], "marks"),
        ([Rule.pattern("Q--")], "no value"),
        ([Rule.at_least_one([0]), Rule.pattern("Y--")], "every"),
    ],
)
def test_models_that_cannot_be(rules: list[Rule], message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        build_conflict(["A", "B"], small().options, rules)
    with pytest.raises(ShapeError, match="has no option"):
        build_conflict(["A", "B", "C"], small().options)


def mangled(tree: object, rng: np.random.Generator) -> object:
    """The tree with one part replaced by something that does not belong there."""
    oddities = [
        None,
        True,
        -1,
        10**30,
        1.5,
        "",
        "Y",
        "nobody",
        [],
        {},
        [[]],
        [None],
        {"members": [[]]},
        "-" * 5,
        "((1",
    ]
    if rng.random() < 0.15 or not isinstance(tree, list | dict) or not tree:
        return oddities[int(rng.integers(len(oddities)))]
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    keys = list(copy) if isinstance(copy, dict) else list(range(len(copy)))
    key = keys[int(rng.integers(len(keys)))]
    copy[key] = mangled(copy[key], rng)  # type: ignore[index,call-overload]
    return copy


def test_mangled_files_end_in_problems_or_in_a_reading() -> None:
    rng, outcomes = np.random.default_rng(5), {"read": 0, "refused": 0}
    text = json.dumps(SAMPLE)
    merged = {**json.loads(conflict_text("elmira")), "indistinguishable": ["---Y-"]}
    for turn in range(600):
        tree = (SAMPLE, GRAPH, merged)[turn % 3]
        for _ in range(int(rng.integers(1, 4))):
            tree = mangled(tree, rng)  # type: ignore[assignment]
        broken = (
            json.dumps(tree)
            if turn % 4
            else text[: int(rng.integers(len(text)))] + text[int(rng.integers(len(text))) :]
        )
        try:
            parse_conflict(broken)
            outcomes["read"] += 1
        except InputError:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 5


GRAPH = {
    "title": "Two steps",
    "states": ["war", "talks", "peace"],
    "decisionMakers": [
        {
            "name": "North",
            "moves": [["war", "talks"], [2, 1]],
            "preferenceRanking": ["peace", ["war", "talks"]],
        },
        {"name": "South", "moves": [["talks", "peace"]], "preferenceRanking": [3, 2, 1]},
    ],
    "statusQuo": "war",
}


def test_graph_files_hold_any_arcs() -> None:
    reading = parse_conflict(json.dumps(GRAPH))
    graph = reading.conflict
    assert isinstance(graph, GraphForm)
    assert graph.arcs == (((1,), (0,), ()), ((), (2,), ()))
    assert reading.preferences.levels.tolist() == [[0, 0, 1], [0, 1, 2]]
    assert graph.status_quo == 0


def test_bad_graph_files_tell_everything() -> None:
    tree = json.loads(json.dumps(GRAPH))
    tree["states"].append("war")
    with pytest.raises(InputError, match="listed once"):
        parse_conflict(json.dumps(tree))
    tree = json.loads(json.dumps(GRAPH))
    tree["decisionMakers"][0].update(
        moves=[["war", "truce"], ["war", "war"], 3], preferenceRanking=["war", "war", 7]
    )
    tree["statusQuo"] = "limbo"
    with pytest.raises(InputError) as caught:
        parse_conflict(json.dumps(tree))
    assert sorted(p.code for p in caught.value.problems) == ["S-002"] * 2 + ["S-007"] + ["S-008"] * 4


def test_states_that_nobody_can_tell_apart_are_merged() -> None:
    tree = {**json.loads(conflict_text("elmira")), "indistinguishable": ["---Y-"]}
    reading = parse_conflict(json.dumps(tree))
    graph = reading.conflict
    assert isinstance(graph, GraphForm)
    assert graph.size == 9
    assert "-NNY-" in graph.labels
    assert graph.label(graph.status_quo or 0) == "NYNNN"
    answer = analyse(graph, reading.preferences.levels)
    assert [graph.label(s) for s in answer.equilibria("nash")] == ["-NNY-", "NYNNY", "YNYNY"]


def test_a_file_with_very_many_options_is_refused_at_once() -> None:
    options = [{"name": f"o{k}"} for k in range(20_000)]
    tree = {
        "options": options,
        "decisionMakers": [{"name": "a", "options": list(range(20_000))}],
        "infeasibles": [],
    }
    with pytest.raises(InputError, match="2\\^20000 combinations"):
        parse_conflict(json.dumps(tree))


def test_large_files_can_be_written_and_limits_are_said() -> None:
    options = [Option(f"o{k}", k % 2) for k in range(17)]
    conflict = build_conflict(["A", "B"], options)
    stated = tuple((parse_formula(text, options),) for text in ("1", "not 17"))
    text = write_gmcr(conflict, Preferences(np.zeros((2, conflict.size), dtype=np.int64), stated))
    assert json.loads(text)["infeasibles"] == []
    smaller = build_conflict(["A", "B"], options, [Rule.pattern("YY" + "-" * 15)])
    with pytest.raises(ShapeError, match="too many to write"):
        write_gmcr(smaller, Preferences(np.zeros((2, smaller.size), dtype=np.int64), stated))
    with pytest.raises(ShapeError, match="too many for sets"):
        reach_masks(conflict)


def test_limits_on_simultaneous_sanctions_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    conflict = small()
    levels = np.zeros((2, conflict.size), dtype=np.int64)
    levels[0, 1] = levels[1, 2] = 1
    monkeypatch.setattr(scale, "JOINT_BUDGET", 0)
    stable, left_out = scale.stable_tables(conflict, levels, ("nash", "sim"))
    assert set(stable) == {"nash"}
    assert "more steps" in left_out["sim"]
    monkeypatch.setattr(scale, "JOINT_MOVES", 3)
    assert "list of more than 3 moves" in scale.stable_tables(conflict, levels, ("fh",))[1]["fh"]


def test_the_file_in_the_documentation_is_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "methods" / "stability.md").read_text(encoding="utf-8")
    text = page.split("```json\n")[1].split("```")[0]
    reading = parse_conflict(text)
    assert reading.problems == ()
    assert reading.conflict.size == 6
    assert reading.conflict.label(reading.conflict.status_quo or 0) == "NNY"
    assert reading.unknown == ((), ((0, 3),))
    assert len(reading.conflict.bars) == 1
