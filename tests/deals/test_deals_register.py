"""The room's rows in the register: functions exist, principles are all there with their definitions and axioms."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from detente.deals.principles import PRINCIPLES
from detente.deals.report import DEFINITIONS
from detente.methods import METHODS

ROWS = [row for row in METHODS if row.room == "deals"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_function_of_a_row_exists_and_says_what_it_is(row):
    module, _, name = row.function.rpartition(".")
    function = getattr(importlib.import_module(module), name)
    assert function.__doc__
    assert row.assumptions
    assert row.sources


def test_every_principle_has_a_definition_and_a_row():
    assert set(DEFINITIONS) == set(PRINCIPLES)
    assert set(PRINCIPLES) <= {row.id for row in ROWS}


def test_principles_that_compare_utils_of_parties_say_so():
    for name, principle in PRINCIPLES.items():
        assert ("welfare comparison" in DEFINITIONS[name][1]) == (
            principle.__name__.endswith("_welfare") and not principle.__name__.startswith("relative")
        )


def test_the_methods_page_names_every_file_of_the_room_that_a_reader_meets():
    page = (Path(__file__).parents[2] / "docs" / "methods" / "deals.md").read_text(encoding="utf-8")
    for words in ("`detente deals`", "`detente burden`", "GENIUS", "NegMAS", "Not verified", "## Limits"):
        assert words in page
