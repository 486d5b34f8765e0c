"""Cases at the edge: nothing put forward, one package, nobody who would refuse."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from detente.assess import assess
from detente.assess.chain import proposals
from detente.assess.ledger import Ledger
from detente.assess.tracing import trace
from detente.assess.withdrawal import impact
from detente.case import load
from detente.case.bundled import template_path
from detente.errors import CaseError


@pytest.fixture(name="changed")
def _changed(tmp_path):
    def make(change):
        shutil.copytree(template_path(), tmp_path / "case")
        file = tmp_path / "case" / "case.yaml"
        record = yaml.safe_load(file.read_text(encoding="utf-8"))
        change(record)
        file.write_text(yaml.safe_dump(record, sort_keys=False), encoding="utf-8")
        return load(tmp_path / "case")

    return make


def test_one_package_is_not_said_to_do_best_of_many(changed):
    line = assess(changed(lambda record: None), 20, 1).bottom_line
    assert line.startswith("One package is put forward, «The League's plan»: that everybody")
    assert "(0 % of draws)" not in line


def test_without_proposals_nothing_is_compared_with_nothing(changed):
    line = assess(changed(lambda record: record.pop("proposals")), 20, 1).bottom_line
    assert line.startswith("No package put forward would end the fighting.")
    assert "does better" not in line
    assert "would be signed by all and hold for five years" in line


def test_a_proposal_that_fights_on_is_not_counted_as_put_forward(changed):
    def fight(record):
        record["proposals"] = {"on": {"label": "Fight on", "package": {"truce": "no_truce"}}}

    assert assess(changed(fight), 20, 1).bottom_line.startswith("No package put forward would end")


def test_a_signature_in_bad_faith_is_never_deterred_by_nothing(changed):
    found = assess(changed(lambda record: None), 20, 1)
    (text,) = [line.text for line in found.judgements if line.id == "judgement.bad_faith"]
    assert "none needed" not in text
    assert "In most draws no guarantee is needed, in the others it is" in text


def test_one_day_is_not_days(changed):
    found = assess(changed(lambda record: None), 5, 1)
    assert any("newest item 1 day old" in line.confidence for line in found.judgements)


def test_two_packages_are_compared(changed):
    def second(record):
        other = {"valley": "south_keeps", "security": "none", "truce": "truce"}
        record["proposals"]["other"] = {"label": "Other", "package": other}

    assert "Of the 2 packages put forward, «" in assess(changed(second), 20, 1).bottom_line


def test_a_belief_that_falls_to_one_half_and_the_rival_that_rises_to_it_cross_neither():
    case = load(Path(__file__).parents[2] / "examples" / "strait")
    moved = {
        row.id: row
        for row in impact(Ledger.of(case), trace(case, proposals(case), 100, 1), ["s4", "s5"]).moved
    }
    assert moved["belief.isle.tolls"].after == pytest.approx(0.5)
    assert not moved["belief.isle.tolls"].turns
    assert not moved["belief.isle.strait"].turns
    ten_years = moved["verdict.joint_plan.survival.120"]
    assert ten_years.before > 0.5 > ten_years.after
    assert ten_years.turns


@pytest.mark.parametrize("part", ["signals", "tables", "support", "rules"])
def test_a_part_left_out_still_gives_verdicts(changed, part):
    def leave_out(record):
        record.pop(part)
        if part == "signals":
            record.pop("watch")

    found = assess(changed(leave_out), 20, 1)
    assert found.verdicts
    assert all(0.0 <= (verdict.all_sign.value or 0.0) <= 1.0 for verdict in found.verdicts)


@pytest.mark.parametrize("draws", [1, 3])
def test_very_few_draws_give_whole_verdicts(changed, draws):
    found = assess(changed(lambda record: None), draws, 2**40)
    assert found.settings.draws == draws
    assert found.verdicts


@pytest.mark.parametrize("party", ["league", "south"])
def test_a_party_that_is_asked_and_weighs_nothing_is_a_fault_of_the_case(changed, party):
    def forget(record):
        for goal in record["parties"][party]["goals"].values():
            goal.pop("weights")

    with pytest.raises(
        CaseError, match=r"C-044(.|\n)*no weights in (.|\n)*write `weights: \{valley: 1"
    ) as error:
        changed(forget)
    assert len(error.value.problems) == 1
