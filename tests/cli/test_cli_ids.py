"""Every number in the JSON of every command on a case has an id, and ``detente why`` knows it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner

from detente.assess.leaves import at, ids_of, leaves
from detente.case.bundled import template_path
from detente.cli import COMMANDS, group
from detente.cli import _ways as ways
from detente.cli._answers import answer_from, keep_answer, why_answer
from detente.cli._kept import open_case
from detente.dossier import render_json
from detente.methods import METHODS

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
SMALL, BUNDLED = str(template_path()), "ukraine_2025"
FEW = ["--draws", "20"]
ASKED = [
    ("deals", [SMALL, *FEW, "--audit", "--give", "valley=shared", "--giver", "north"]),
    ("hold", [SMALL, *FEW, "--least", "--renegotiated", "--two-sided", "--ceasefire", "0.05", "--grid"]),
    ("split", [SMALL]),
    ("deter", [SMALL, *FEW, "--loss", "200"]),
    ("motives", [SMALL]),
    ("flip", [SMALL, *FEW]),
    ("flip", [SMALL, *FEW, "verdict.league_plan.holds", "--values", "1"]),
    ("sensitivity", [SMALL, *FEW]),
    ("sensitivity", [SMALL, *FEW, "--screen", "--runs", "2"]),
    ("sensitivity", [SMALL, *FEW, "--break-even", "war.power", "--runs", "20"]),
    ("what-if", [SMALL, *FEW, "--set", "war.power=0.4"]),
    ("impact", [SMALL, *FEW, "s1"]),
    ("impact", [SMALL, *FEW, "s1", "--again"]),
    ("sweep", [SMALL, *FEW, "--piece", "20", "--grid", "war.power=0.4,0.6"]),
    ("moratorium", [BUNDLED, *FEW]),
    ("stable", [BUNDLED, "--coalitions", "--ways", "--ahead", "2", "--shake", "1"]),
    ("hold", [BUNDLED, *FEW]),
    ("motives", [BUNDLED]),
    ("deter", [BUNDLED, *FEW, "--package", "guaranteed_line"]),
    ("split", [BUNDLED]),
    ("changes", [SMALL, "other", *FEW]),
]
LONG = [
    ("deals", [BUNDLED, *FEW, "--top", "3"]),
    ("flip", [BUNDLED, *FEW]),
    ("impact", [BUNDLED, *FEW, "report_2025_02"]),
    ("what-if", [BUNDLED, *FEW, "--scenario", "mediator_leaves"]),
    ("sensitivity", [BUNDLED, *FEW, "verdict.armed_line.holds", "--break-even", "war.power", "--runs", "20"]),
    ("sweep", [BUNDLED, *FEW, "--piece", "20", "--only", "armed_line"]),
]


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(tmp_path_factory.mktemp("cache")))
        here = tmp_path_factory.mktemp("here")
        patch.chdir(here)
        shutil.copytree(template_path(), here / "other")
        file = here / "other" / "case.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("power: 0.5 to 0.6", "power: 0.7 to 0.8"), encoding="utf-8")
        yield


def numbers_in(value: Any, pointer: str = "") -> Iterator[tuple[str, float]]:
    """Every number of an answer with its place, but those of numbers that carry their own id."""
    if isinstance(value, dict) and not {"id", "rule", "unit", "text"} <= value.keys():
        for key, inner in value.items():
            escaped = key.replace("~", "~0").replace("/", "~1")
            yield from numbers_in(inner, f"{pointer}/{escaped}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from numbers_in(inner, f"{pointer}/{place}")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield pointer, value


def id_at(pointer: str, ids: dict[str, str]) -> str | None:
    """The id of the number at a place, as docs/methods/trail.md says: its own, or its list's and its place there."""
    rest: list[str] = []
    while pointer not in ids:
        pointer, slash, last = pointer.rpartition("/")
        if not slash or not last.isdigit():
            return None
        rest.insert(0, str(int(last) + 1))
    return ".".join([ids[pointer], *rest])


def uncovered(record: dict[str, Any], ids: dict[str, str], known: dict[str, Any]) -> list[str]:
    """Places of numbers without an id, or whose id stands for another number."""
    told = {key: value for key, value in record.items() if key not in ("trail", "ids", "problems")}
    return [
        pointer
        for pointer, value in numbers_in(told)
        if (id := id_at(pointer, ids)) not in known or known[str(id)][0] != value
    ]


@pytest.mark.parametrize(
    ("name", "words"), [*ASKED, *(pytest.param(*asked, marks=pytest.mark.slow) for asked in LONG)]
)
def test_every_number_has_an_id_that_why_knows(name: str, words: list[str]) -> None:
    result = CliRunner().invoke(group, [name, *words, "--json"])
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    schema = json.loads((SCHEMAS / f"{name.replace('-', '_')}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(record)
    trail, opened = record["trail"], open_case(words[0])
    ids = trail["ids"]
    assert trail["case_digest"] == opened.digest
    assert len(set(ids.values())) == len(ids) > 0
    answer = answer_from(record)
    assert not uncovered(record, ids, answer["rows"])
    one_of_each = {ways.way_of(name, id, answer["kind"]): id for id in answer["rows"]}
    for way, id in one_of_each.items():
        found = why_answer(opened, words[0], id, tuple(trail["options"]))
        assert (found["kind"], found["id"], found["value"]) == ("answer", id, answer["rows"][id][0])
        if way.method != "setting":
            assert found["method"] is not None, id
            assert found["quantities"] or found["assumed"] or found["statements"], id


def test_numbers_of_the_dossier_have_ids(bundled_assessment: Any) -> None:
    record = json.loads(render_json(bundled_assessment))
    opened, answer = open_case(BUNDLED), answer_from(record, "brief")
    assert not uncovered(record, record["ids"], answer["rows"])
    own = {leaf.id for leaf in leaves(record, "brief") if leaf.own}
    assert {id for id in own if not id.endswith((".low", ".high"))} <= bundled_assessment.numbers().keys()
    keep_answer(opened.digest, answer)
    for id in (
        "brief:settings.draws",
        "brief:verdicts.armed_line.curve.1.1",
        "brief:pictures.frontier.cloud.3.2",
    ):
        assert why_answer(opened, BUNDLED, id, ())["value"] == answer["rows"][id][0]


def test_an_id_that_is_taken_away_is_missed() -> None:
    record = {"rows": [{"package": "a", "holds": 0.5}, {"package": "b", "holds": 0.25}]}
    ids, rows = ids_of(record, "hold"), answer_from(record, "hold")["rows"]
    assert not uncovered(record, ids, rows)
    assert uncovered(record, {"/rows/0/holds": ids["/rows/0/holds"]}, rows) == ["/rows/1/holds"]
    assert uncovered(record, {**ids, "/rows/1/holds": ids["/rows/0/holds"]}, rows) == ["/rows/1/holds"]


def test_ids_do_not_hang_on_the_order_of_rows() -> None:
    rows = [{"package": name, "goal": goal, "holds": 0.5} for name in "ab" for goal in ("limited", "other")]
    ids = set(ids_of({"rows": rows}, "hold").values())
    assert ids == set(ids_of({"rows": rows[::-1]}, "hold").values())
    assert "hold:a.limited.holds" in ids
    twice = ids_of({"rows": [{"package": "a", "x": 1}, {"package": "a", "x": 2}]}, "hold")
    assert len(set(twice.values())) == 2
    assert at({"a/b": [{"x": 3}]}, "/a~1b/0/x") == 3


def test_every_way_is_a_method_and_every_command_exists() -> None:
    known = {row.id for row in METHODS} | {"setting", "{id}"}
    assert {way.method for rows in ways._WAYS.values() for way in rows} <= known
    assert set(ways.COMMANDS) <= set(COMMANDS)


#: Answers with --json whose numbers are places in files, the case's own, rest on no case, or explain others.
WITHOUT = {"lint", "show", "code", "burden", "wording", "why"}


def test_no_command_with_json_is_forgotten() -> None:
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        options = {option for param in command.params for option in param.opts}
        assert ("--json" in options and name not in WITHOUT) == (name in ways.COMMANDS), name
        assert name == "brief" or ("--ids" in options) == (name in ways.COMMANDS), name


@pytest.mark.parametrize(
    ("id", "words"),
    [
        (
            "hold:league_plan.limited.surviva.60.mean",
            "did you mean `hold:league_plan.limited.survival.60.mean`",
        ),
        ("hol:league_plan.limited", "did you mean `hold`"),
        ("hold:nothing_like_it_at_all", "`detente why CASE hold:` lists them".replace("CASE", SMALL)),
        ("eague_plan.limited.never_breaks", "`hold:league_plan.limited.never_breaks`"),
    ],
)
def test_an_unknown_id_names_the_nearest_also_of_other_commands(id: str, words: str) -> None:
    CliRunner().invoke(group, ["hold", SMALL, "--json"])
    result = CliRunner().invoke(group, ["why", SMALL, id])
    assert result.exit_code == 1
    assert words in result.output


def test_why_says_method_and_sentence_and_asks_again_with_options() -> None:
    asked = ["why", SMALL, "hold:league_plan.limited.least.credibility", "--draws", "20"]
    assert "has no number" in CliRunner().invoke(group, asked).output
    result = CliRunner().invoke(group, [*asked, "--", "--least"])
    assert result.exit_code == 0, result.output
    assert "with --least --draws 20" in result.output
    assert "rule: The least of each instrument" in result.output
    assert "the file says: " in result.output
    listed = CliRunner().invoke(group, ["why", SMALL, "hold:league_plan.limited.survival", *FEW])
    assert "hold:league_plan.limited.survival.60.mean" in listed.output
    schema = json.loads((SCHEMAS / "why.json").read_text(encoding="utf-8"))
    as_json = CliRunner().invoke(group, [*asked, "--json", "--", "--least"])
    jsonschema.Draft202012Validator(schema).validate(json.loads(as_json.stdout))


def test_ids_of_a_table_are_listed_on_request_only() -> None:
    plain = CliRunner().invoke(group, ["split", SMALL])
    listed = CliRunner().invoke(group, ["split", SMALL, "--ids"])
    assert "split:" not in plain.output
    assert "split:screening.pooling  " in listed.output
    refused = CliRunner().invoke(group, ["deals", str(Path(__file__).parent), "--ids"])
    assert refused.exit_code != 0
