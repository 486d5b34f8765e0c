"""Numbers that commands work out by themselves say what to ask ``detente why`` about; all of it is known there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from detente.assess.ledger import Ledger
from detente.assess.walking import Walk
from detente.case.bundled import template_path
from detente.cli import group

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
SMALL, BUNDLED = str(template_path()), "ukraine_2025"


@pytest.fixture
def walk_of(
    bundled_case: Any, bundled_assessment: Any, small_case: Any, small_assessment: Any
) -> dict[str, Walk]:
    return {
        SMALL: Walk(Ledger.of(small_case), None, small_assessment.numbers()),
        BUNDLED: Walk(Ledger.of(bundled_case), None, bundled_assessment.numbers()),
    }


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("deals", [SMALL, "--draws", "20"]),
        ("hold", [SMALL, "--draws", "20"]),
        ("split", [SMALL]),
        ("deter", [SMALL, "--draws", "20"]),
        ("moratorium", [BUNDLED, "--draws", "20"]),
        ("stable", [BUNDLED]),
    ],
)
def test_every_answer_on_a_case_names_its_way_back(
    name: str, words: list[str], walk_of: dict[str, Walk]
) -> None:
    result = CliRunner().invoke(group, [name, *words, "--json"])
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(record)
    walk, trail = walk_of[words[0]], record["trail"]
    assert trail["case_digest"] == walk.ledger.digest
    assert trail["rests_on"]
    for id in trail["rests_on"]:
        assert id in walk.ledger.statements or walk.ledger.under(id), id
    for id in trail["numbers"]:
        found = walk.group(id) if id not in walk.numbers else walk.number(id, {})
        assert found is not None, id
        assert found["kind"] == "number" or found["numbers"], id
