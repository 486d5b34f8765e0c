"""Every row of the register names a function that exists, says what it assumes and where it comes from."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from detente.methods import METHODS

ROOT = Path(__file__).parents[2]
ROOMS = {"assess", "case", "deals", "doubt", "forecast", "motives", "reading", "stability", "war"}


def test_ids_are_unique_and_every_room_is_there():
    ids = [method.id for method in METHODS]
    assert len(ids) == len(set(ids))
    assert {method.room for method in METHODS} == ROOMS


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_a_row_is_complete_and_its_function_is_documented(method):
    module, _, name = method.function.rpartition(".")
    function = getattr(import_module(module), name)
    assert callable(function)
    assert (function.__doc__ or "").strip()
    assert method.title
    assert method.cost
    assert method.assumptions, "a method without assumptions has not been thought through"
    assert method.sources
    assert f"detente.{method.room}" in method.function


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_room_has_a_page(room):
    page = ROOT / "docs" / "methods" / f"{room}.md"
    assert page.is_file()
    assert page.read_text(encoding="utf-8").startswith("# ")
