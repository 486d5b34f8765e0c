"""Choices as signals: their likelihoods are those of a softmax over the case's own values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from detente.assess import assess
from detente.assess.acts import act_of
from detente.assess.beliefs import posteriors
from detente.assess.binding import bind, terms_of, war_values
from detente.assess.chain import proposals
from detente.assess.choices import goal_records, watch_chances
from detente.assess.drawing import central, draw
from detente.assess.judging import play
from detente.assess.ledger import Ledger
from detente.assess.trace import numbers_of, view
from detente.assess.tracing import trace
from detente.assess.verdicts import refusal_cuts
from detente.assess.withdrawal import impact, withdraw
from detente.case import Case, load
from detente.case.bundled import template_path
from detente.case.dumping import dump, plain
from detente.cli import group
from detente.errors import CaseError
from detente.motives.choice import RATIONALITY


def with_choice(case: Case, about: str = "north", **more: Any) -> Case:
    """The small case with one signal more: the plan refused."""
    signal = {
        "id": "refusal",
        "what": "The plan is refused",
        "about": about,
        "choice": {"took": "war", "over": ["league_plan"]},
        "reliability": 0.9,
        "background": 0.2,
        "because": ["s2"],
        **more,
    }
    return case.with_values({"signals": [*plain(case)["signals"], signal]})


@pytest.fixture(scope="module")
def case(small_case: Any) -> Case:
    return with_choice(small_case)


def test_the_likelihood_is_a_softmax_over_the_values_with_rationality_integrated_out(case: Case) -> None:
    drawn = draw(case, 40, 3)
    (item,) = goal_records(case, drawn)["north"].items["item:refusal"]
    bound = bind(case, drawn)
    full = case.fill(case.proposals["league_plan"].package)
    played = play(bound, full, terms_of(bound, full), refusal_cuts(bound, full), 46)
    lead = bound.leads[bound.attacker]
    assert lead == "north"
    for row, stance in enumerate(bound.stances("north")):
        deal, no_deal = played.values[stance][row], war_values(bound, stance)
        by_hand = np.mean([1.0 / (1.0 + np.exp(beta * (deal - no_deal))) for beta in RATIONALITY], axis=0)
        assert item.likelihood[stance[1]] == pytest.approx(by_hand, abs=1e-12)


def test_it_moves_beliefs_as_the_supposed_answer_does(case: Case, small_case: Case) -> None:
    supposed = act_of(small_case, "north", "league_plan", accepted=False).likelihood
    (item,) = goal_records(case, central(case.quantities()))["north"].items["item:refusal"]
    assert {goal: float(chance[0]) for goal, chance in item.likelihood.items()} == pytest.approx(supposed)
    before, after = (posteriors(each, draw(each, 40, 3))["north"] for each in (small_case, case))
    favoured = max(supposed, key=lambda goal: supposed[goal])
    assert (after[favoured] > before[favoured]).all()
    taken = with_choice(small_case, choice={"took": "league_plan", "over": ["war"]})
    other = posteriors(taken, draw(taken, 40, 3))["north"]
    assert (other[favoured] < before[favoured]).all()


def test_an_act_that_every_account_would_choose_weighs_nothing(small_case: Case) -> None:
    goals = plain(small_case)["parties"]["north"]["goals"]
    same = {name: {**goal, "weights": goals["limited"]["weights"]} for name, goal in goals.items()}
    for goal in same.values():
        goal.pop("values", None)
    alike = small_case.with_values({"parties.north.goals": same})
    chosen = with_choice(alike)
    before, after = (posteriors(each, draw(each, 40, 3))["north"] for each in (alike, chosen))
    assert after["limited"] == pytest.approx(before["limited"], abs=1e-12)


def test_the_choice_of_another_party_is_weighed_under_the_breakers_accounts(small_case: Case) -> None:
    goals = plain(small_case)["parties"]["south"]["goals"]
    (name, only), *_ = goals.items()
    issues = list(only["weights"])
    rivals = {
        name: {**only, "prior": 0.5},
        "rival": {
            **only,
            "prior": 0.5,
            "weights": {issues[0]: 0.9, **dict.fromkeys(issues[1:], 0.1 / (len(issues) - 1))},
        },
    }
    case = with_choice(small_case.with_values({"parties.south.goals": rivals}), about="south")
    supposed = act_of(case, "south", "league_plan", accepted=False).likelihood
    (item,) = goal_records(case, central(case.quantities()))["south"].items["item:refusal"]
    assert {goal: float(chance[0]) for goal, chance in item.likelihood.items()} == pytest.approx(supposed)


def test_a_withdrawn_choice_moves_what_a_real_run_moves(case: Case) -> None:
    packages = proposals(case)
    held = trace(case, packages, 120, 3)
    found = impact(Ledger.of(case), held, ["s2"])
    assert found.signals == ("refusal",)
    real, before = numbers_of(view(trace(withdraw(case, ["s2"]), packages, 120, 3))), numbers_of(view(held))
    shares = [row for row in found.moved if row.unit == "share"]
    assert {row.id for row in shares} == {id for id in real if abs(real[id] - before[id]) > 1e-9}
    assert all(row.after == pytest.approx(real[row.id], abs=1e-9) for row in shares)


def test_the_chain_reports_its_weight_and_the_case_comes_back_from_its_files(
    case: Case, tmp_path: Any
) -> None:
    lines = {line.id: line for line in assess(case, 20, 1).signals}
    assert lines["refusal"].weight.value
    dump(case, tmp_path / "again")
    assert load(tmp_path / "again") == case
    assert load(template_path()) != case


def with_watch(case: Case, **more: Any) -> Case:
    entry = {"id": "answer", "what": "Whether the plan is refused", "about": "north"}
    return case.with_values(
        {"watch": [{**entry, "choice": {"took": "war", "over": ["league_plan"]}, **more}]}
    )


def test_a_choice_to_watch_for_is_as_likely_as_the_same_choice_made(case: Case, small_case: Case) -> None:
    for about in ("north", "south"):
        drawn = draw(with_choice(small_case, about), 30, 3)
        (item,) = goal_records(with_choice(small_case, about), drawn)[about].items["item:refusal"]
        later = watch_chances(with_watch(small_case, about=about), drawn)["answer"]
        assert list(later) == list(item.likelihood)
        assert all(later[goal] == pytest.approx(item.likelihood[goal], abs=1e-12) for goal in later)
    given = {"limited": 0.3, "expansion": 0.6}
    entered = with_watch(small_case, choice=None, likelihood=given, assumed="a test")
    assert {
        goal: float(row[0])
        for goal, row in watch_chances(entered, central(entered.quantities()))["answer"].items()
    } == given


def test_what_to_watch_for_is_ranked_with_its_choices(small_case: Case, tmp_path: Path) -> None:
    made = with_watch(small_case, by="2026-01-01")
    dump(made, tmp_path)
    assert load(tmp_path) == made
    result = CliRunner().invoke(group, ["motives", str(tmp_path), "north", "--json"])
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    (line,) = record["motives"][0]["watch"]
    assert line["id"] == "answer"
    assert 0.0 < line["bits"] < 1.0
    chances = watch_chances(made, central(made.quantities()))["answer"]
    ratio = (
        line["if_seen"]["limited"]
        / line["if_seen"]["expansion"]
        * line["if_not"]["expansion"]
        / line["if_not"]["limited"]
    )
    a, b = float(chances["limited"][0]), float(chances["expansion"][0])
    assert ratio == pytest.approx(a / (1 - a) / (b / (1 - b)))
    assert "war" in record["trail"]["rests_on"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"choice": {"took": "war", "over": ["war"]}}, "C-049"),
        ({"likelihood": {"limited": 0.5}}, "C-049"),
        ({"choice": {"took": "war", "over": ["leage_plan"]}}, "C-035"),
        ({"choice": None}, "C-045"),
    ],
)
def test_a_choice_to_watch_for_is_checked_like_one_made(small_case: Case, more: Any, code: str) -> None:
    with pytest.raises(CaseError, match=code) as caught:
        with_watch(small_case, **more)
    assert caught.value.problems[0].path.startswith("watch.")
