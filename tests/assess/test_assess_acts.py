"""Answers to proposals as evidence: values are those of the verdict, and beliefs follow Bayes by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from detente.assess.acts import act_of, beliefs_after
from detente.case import load
from detente.case.bundled import template_path
from detente.errors import ShapeError, UnknownIdError
from detente.motives.choice import RATIONALITY


def test_an_answer_is_a_softmax_of_deal_against_war_over_the_grid() -> None:
    act = act_of(load(template_path()), "north", "league_plan", accepted=False)
    assert set(act.likelihood) == {"limited", "expansion"}
    for goal, chance in act.likelihood.items():
        by_hand = sum(1 / (1 + math.exp(b * (act.deal[goal] - act.no_deal[goal]))) for b in RATIONALITY)
        assert chance == pytest.approx(by_hand / len(RATIONALITY))
    other = act_of(load(template_path()), "north", "league_plan", accepted=True)
    assert all(other.likelihood[goal] + act.likelihood[goal] == pytest.approx(1.0) for goal in act.likelihood)


def test_refusing_what_an_account_would_like_speaks_against_it() -> None:
    act = act_of(load(template_path()), "north", "league_plan", accepted=False)
    gain = {goal: act.deal[goal] - act.no_deal[goal] for goal in act.deal}
    liked = max(gain, key=lambda goal: gain[goal])
    after = beliefs_after({"limited": 0.5, "expansion": 0.4, "other": 0.1}, [act])
    assert after.posterior[liked] < {"limited": 0.5, "expansion": 0.4}[liked]
    assert after.posterior["other"] == pytest.approx(0.1)
    assert sum(after.posterior.values()) == pytest.approx(1.0)


def test_an_answer_that_all_accounts_would_give_alike_moves_nothing() -> None:
    act = act_of(load(template_path()), "north", "league_plan", accepted=True)
    same = replace(act, deal=dict.fromkeys(act.deal, 0.6), no_deal=dict.fromkeys(act.deal, 0.3))
    after = beliefs_after({"limited": 0.7, "expansion": 0.3}, [same, same])
    assert after.posterior == pytest.approx({"limited": 0.7, "expansion": 0.3})
    assert after.mean_rationality > sum(RATIONALITY) / len(RATIONALITY)


def test_what_is_no_choice_is_refused() -> None:
    case = load(template_path())
    with pytest.raises(UnknownIdError, match="did you mean `north`"):
        act_of(case, "nort", "league_plan", True)
    with pytest.raises(UnknownIdError, match="did you mean `league_plan`"):
        act_of(case, "north", "league_pla", True)
    war = case.with_values({"proposals.league_plan.package": {"truce": "no_truce"}})
    with pytest.raises(ShapeError, match="no choice between a deal and war"):
        act_of(war, "north", "league_plan", True)
    with pytest.raises(ShapeError, match="no acts"):
        beliefs_after({"a": 1.0}, [])
