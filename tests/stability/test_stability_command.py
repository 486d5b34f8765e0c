"""``detente stable`` from the outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from test_stability_files import BROKEN, SAMPLE

from detente.case.records import CaseRecord, Moves, Party
from detente.case.yamlfile import YamlReader
from detente.cli.stable import command
from detente.errors import InputError
from detente.stability.compare import rule_differences
from detente.stability.conflict import graph_form
from detente.stability.from_case import conflict_from_case
from detente.stability.library import conflict_text


@pytest.fixture
def conflict_file(tmp_path: Path) -> Path:
    path = tmp_path / "missiles.gmcr"
    path.write_text(json.dumps(SAMPLE), encoding="utf-8")
    return path


def test_table_names_rule_and_removals(conflict_file: Path) -> None:
    result = CliRunner().invoke(command, [str(conflict_file), "--why", "NYNN"])
    assert result.exit_code == 0, result.output
    assert "12 feasible states" in result.output
    assert "removed 4" in result.output
    assert "Sanction rule: no_repeat" in result.output
    assert "\x1b[" not in result.output


def test_json_holds_the_same(conflict_file: Path) -> None:
    result = CliRunner().invoke(command, [str(conflict_file), "--json", "--why", "3", "--rule", "once"])
    record = json.loads(result.output)
    assert record["states"] == 12
    assert record["sanction_rule"] == "once"
    assert record["status_quo"]["marks"] == "NYNN"
    assert {item["concept"] for item in record["why"]} == {"nash", "gmr", "smr", "seq", "sseq", "sim", "fh"}


@pytest.mark.parametrize("as_json", [False, True])
def test_bad_files_end_with_status_one_and_all_problems(as_json: bool) -> None:
    result = CliRunner().invoke(command, [str(BROKEN / "S-008.gmcr"), *(["--json"] if as_json else [])])
    assert result.exit_code == 1
    assert "stands in a ranking once" in result.output
    assert "numbered 1 to 6" in result.output


def test_a_state_that_does_not_exist(conflict_file: Path) -> None:
    result = CliRunner().invoke(command, [str(conflict_file), "--why", "99"])
    assert result.exit_code == 1
    assert "write a number from 1 to 12" in result.output


SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "stable.json"


@pytest.mark.parametrize(
    "arguments",
    [
        ["elmira", "--ways", "--coalitions", "--want", "9", "--want", "1", "--why", "1", "--firm", "7"],
        ["elmira", "--by", "Uniroyal=nash", "--compare-rules", "--ahead", "3"],
        ["chicken", "--shake", "2", "--ahead", "2", "--versus", "1", "4"],
        ["syria_iraq"],
        ["cuban_missiles", "--concept", "sim", "--why", "3"],
        [str(BROKEN / "S-012.gmcr")],
        [str(BROKEN / "S-006.gmcr")],
    ],
)
def test_json_follows_its_schema(arguments: list[str]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    result = CliRunner().invoke(command, [*arguments, "--json"])
    record = json.loads(result.stdout)
    jsonschema.validate(record, schema)
    record["extra"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, schema)


CASE = """
moves:
  options:
    stop: {party: north, label: stop the shelling}
    accept: {party: south, label: accept monitors}
    cut: {party: south, label: cut the pipeline, direction: on}
  infeasible:
    - {accept: true, cut: true}
  preferences:
    north: [not cut, accept, not stop]
    south: [stop, not accept if not stop]
  status_quo: [cut]
"""


def case_with_moves() -> CaseRecord:
    tree = YamlReader(CASE, "case.yaml").read()["moves"]
    return CaseRecord.model_construct(
        title="Pipeline",
        parties={"north": Party.model_construct(name="North")},
        moves=Moves.model_validate(tree),
    )


def test_moves_of_a_case_become_a_conflict() -> None:
    found = conflict_from_case(case_with_moves())
    conflict = found.conflict
    assert conflict.parties == ("North", "south")
    assert [(o.name, o.direction) for o in conflict.options][2] == ("cut the pipeline", "fwd")
    assert conflict.size == 6
    assert conflict.label(conflict.status_quo or 0) == "NNY"
    north = dict(zip(conflict.labels, found.preferences.levels[0].tolist(), strict=True))
    assert max(north, key=lambda marks: north[marks]) == "NYN"
    assert found.option_ids == ("stop", "accept", "cut")


def test_moves_that_cannot_be_read_are_problems() -> None:
    case = case_with_moves()
    assert case.moves is not None
    bad = case.moves.model_copy(update={"preferences": {"north": ("stop and",), "south": ("surrender",)}})
    with pytest.raises(InputError) as caught:
        conflict_from_case(case.model_copy(update={"moves": bad}))
    assert [p.path for p in caught.value.problems] == [
        "moves.preferences.north.0",
        "moves.preferences.south.0",
    ]
    with pytest.raises(InputError, match="who can do what"):
        conflict_from_case(case.model_copy(update={"moves": None}))
    everything = ({"stop": True}, {"stop": False})
    with pytest.raises(InputError, match="remove every state"):
        conflict_from_case(
            case.model_copy(update={"moves": case.moves.model_copy(update={"infeasible": everything})})
        )


def run(tree: dict[str, object], tmp_path: Path, *arguments: str) -> dict[str, Any]:
    path = tmp_path / "given.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    result = CliRunner().invoke(command, [str(path), "--json", *arguments])
    assert result.exit_code == 0, result.output
    record: dict[str, Any] = json.loads(result.stdout)
    jsonschema.validate(record, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return record


def test_what_parties_do_not_see_makes_a_hypergame(tmp_path: Path) -> None:
    tree = json.loads(conflict_text("syria_iraq"))
    tree["decisionMakers"][0]["misperceptions"] = [[[0, "Y"], [1, "N"]]]
    record = run(tree, tmp_path)
    assert record["hypergame"]["parties"]["Syria"]["expects"] == [6]
    assert record["hypergame"]["if_all_knew"] == [6]


def test_unknown_preferences_from_the_file(tmp_path: Path) -> None:
    tree = json.loads(conflict_text("prisoners_dilemma"))
    tree["decisionMakers"][0]["unknown"] = [[1, 2]]
    tempted = run(tree, tmp_path, "--attitude", "a")["stable"]["nash"]
    patient = run(tree, tmp_path, "--attitude", "b")["stable"]["nash"]
    assert tempted != patient
    refused = CliRunner().invoke(command, [str(tmp_path / "given.json"), "--why", "1", "--shake", "2"])
    assert refused.exit_code == 1
    assert "--why, --shake: for complete rankings only" in refused.output
    tree["decisionMakers"][0]["unknown"] = [[1, 1], [3], 7]
    (tmp_path / "bad.json").write_text(json.dumps(tree), encoding="utf-8")
    result = CliRunner().invoke(command, [str(tmp_path / "bad.json")])
    assert result.exit_code == 1
    assert result.output.count("names two different states") == 3


def test_each_party_by_its_own_concept() -> None:
    result = CliRunner().invoke(
        command, ["elmira", "--json", "--by", "MoE=gmr", "--by", "Local Government=gmr"]
    )
    mixed = json.loads(result.stdout)["mixed"]
    assert mixed["reasoning"] == {"MoE": "gmr", "Uniroyal": "seq", "Local Government": "gmr"}
    assert {1, 4} <= {state["number"] for state in mixed["equilibria"]}
    refused = CliRunner().invoke(command, ["elmira", "--by", "France=gmr"])
    assert refused.exit_code == 1
    assert "PARTY=CONCEPT" in refused.output


def test_rules_that_disagree_are_listed() -> None:
    arcs = [[[1], [], [], [], []], [[], [2], [], [4], []], [[], [], [3], [], []]]
    graph = graph_form(["a", "b", "c"], list("01234"), arcs)
    found = rule_differences(graph, np.array([[1, 2, 3, 3, 0], [0] * 5, [0] * 5]), ("gmr",))
    assert [(each.party, each.state, each.stable_under) for each in found] == [(0, 0, ("no_repeat",))]


def test_the_bundled_case_has_a_conflict() -> None:
    result = CliRunner().invoke(command, ["ukraine_2025", "--json", "--concept", "seq", "--ways"])
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    jsonschema.validate(record, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert record["status_quo"] is not None
