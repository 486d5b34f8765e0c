"""Where the doubt about a share comes from: inert parts explain nothing, and a driver set alone explains all."""

from __future__ import annotations

import pytest

from detente.assess.chain import proposals
from detente.assess.variation import part_of, variation
from detente.case import Case, load
from detente.case.bundled import template_path
from detente.errors import UnknownIdError

NUMBER = "verdict.league_plan.holds"


@pytest.fixture(scope="module")
def case() -> Case:
    return load(template_path())


def test_parts_that_cannot_matter_explain_exactly_nothing(case: Case) -> None:
    found = variation(case, proposals(case), NUMBER, draws=64)
    assert found.by_part.total_order["watch.second_brigade"].value == 0.0
    assert found.by_part.first_order["watch.second_brigade"].value == 0.0
    assert found.by_part.total_order["war"].value > 0.3
    assert found.by_grounds.total_order["assumed"].value == pytest.approx(1.0, abs=0.25)


def test_a_belief_varies_with_its_signals_alone(case: Case) -> None:
    found = variation(case, proposals(case), "belief.north.limited", draws=256)
    signals = "signals on north"
    assert found.by_part.total_order[signals].value == pytest.approx(1.0, abs=0.15)
    assert found.by_part.first_order[signals].value == pytest.approx(1.0, abs=0.15)
    assert all(i.value == 0.0 for name, i in found.by_part.total_order.items() if name != signals)


def test_parts_are_named_after_the_file(case: Case) -> None:
    assert part_of(case, "signals.withdrawal.reliability") == "signals on north"
    assert part_of(case, "war.power") == "war"
    assert part_of(case, "guarantees.league_force.cost") == "guarantees.league_force"
    with pytest.raises(UnknownIdError, match="no share is called"):
        variation(case, proposals(case), "nothing", draws=4)
