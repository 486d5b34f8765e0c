"""Several guarantees of one package, guarantors who rely on others, and coalitions, from a case file to the games."""

import shutil

import numpy as np
import pytest

from detente.assess.binding import bind, chances_to_act, credibility_of
from detente.assess.drawing import central
from detente.assess.gathering import gatherings, reliances
from detente.case import load
from detente.case.bundled import template_path
from detente.cli._war import draw_case
from detente.war.deterrence import protection

PLEDGE = """
  pledge:
    by: [north]
    scale: 0.15
    penalty: 0.02
    stake: 0.3
    audience: 0.2
    cost: 0.35
    spread: 0.2
    lapse: 0.02
    {more}
    assumed: a test
"""
COALITION = """
coalitions:
  willing:
    name: The willing
    guarantee: league_force
    members:
      league: {brings: 50, asks: 20 to 60}
      north: {brings: 30, asks: 40 to 70}
      south: {brings: 10, asks: 0}
    assumed: a test
"""


def bound_to(tmp_path, more="", draws=0, tail=""):
    folder = tmp_path / "case"
    shutil.copytree(template_path(), folder, dirs_exist_ok=True)
    file = folder / "case.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("\nsignals:", PLEDGE.format(more=more) + tail + "\nsignals:", 1)
    text = text.replace("{label: The valley is shared, needs: [north, south]}",
                        "{label: The valley is shared, needs: [north, south], effects: {guarantee: pledge}}")  # fmt: skip
    file.write_text(text, encoding="utf-8")
    case = load(folder)
    drawn = draw_case(case, draws, 1).bound.draws if draws else central(case.quantities())
    return bind(case, drawn)


BOTH = ("league_force", "pledge")


def test_guarantors_who_act_together_add_up(tmp_path):
    bound = bound_to(tmp_path)
    (g1, s1, f1, _), (g2, s2, f2, _) = ([part[0] for part in credibility_of(bound, (name,))] for name in BOTH)
    together, scale, penalty, lapse = (part[0] for part in credibility_of(bound, BOTH))
    assert together == pytest.approx(1 - (1 - g1) * (1 - g2))
    # the war value is a line in power: what counts is the expected fall and the expected penalty
    assert together * scale == pytest.approx(g1 * s1 + g2 * s2)
    assert together * penalty == pytest.approx(g1 * f1 + g2 * f2)
    assert 0.001 < lapse < 0.02
    assert scale > max(s1, s2) * 0.9  # an average of the two would have been below this


def test_a_second_guarantor_never_makes_an_attack_cheaper(tmp_path):
    from detente.assess.binding import games_of
    from detente.war.hold import solve_settlements

    bound = bound_to(tmp_path, draws=60)
    package = {"valley": "shared", "security": "guarantee", "truce": "truce"}
    one = games_of(bound, {**package, "valley": "south_keeps"}, ("north", "limited"), ("south", "survival"))
    two = games_of(bound, package, ("north", "limited"), ("south", "survival"))
    from dataclasses import replace

    alike = replace(two, credibility=one.credibility, scale=one.scale, penalty=one.penalty, lapse=two.lapse)
    assert (solve_settlements(two).value_a <= solve_settlements(alike).value_a + 1e-9).all()


def test_a_guarantor_who_relies_on_another_is_the_decoupling_formula(tmp_path):
    bound = bound_to(tmp_path, "relies_on: league_force\n    cost_alone: 0.7")
    together, scale, _, _ = (part[0] for part in credibility_of(bound, BOTH))
    leads = credibility_of(bound, ("league_force",))[0][0]
    alone = credibility_of(bound, ("pledge",))[0][0]
    (row,) = reliances(bound, bound)
    expected = protection(leads, row.acts_together, alone, 0.3, 0.15)
    assert row.acts_alone == pytest.approx(alone)
    assert row.acts_alone < row.acts_together
    assert together * scale == pytest.approx(expected.joint) == pytest.approx(row.joint)
    assert together == pytest.approx(1 - (1 - leads) * (1 - alone))
    assert "The League's promise" in row.words


def test_the_chance_that_nobody_acts_is_that_of_simulated_guarantors(tmp_path):
    bound = bound_to(tmp_path, "relies_on: league_force\n    cost_alone: 0.5")
    acts, nobody = chances_to_act(bound, BOTH)
    rng = np.random.default_rng(3)
    runs = 200_000
    leads = (
        rng.normal(0.4 + 0.2 - 0.4, 0.2, runs) > 0
    )  # stake, audience, cost of the league at central values
    follows = rng.normal(0.5 - np.where(leads, 0.35, 0.5), 0.2, runs) > 0
    assert acts[:, 0] == pytest.approx([leads.mean(), follows.mean()], abs=0.005)
    assert nobody[0] == pytest.approx((~leads & ~follows).mean(), abs=0.005)


def test_whether_a_coalition_of_the_case_gathers(tmp_path):
    bound = bound_to(tmp_path, draws=300, tail=COALITION)
    (found,) = gatherings(bound, bind(bound.case, central(bound.case.quantities())))
    south = next(line for line in found.members if line.party == "south")
    assert south.joins == south.stays == 1.0
    league = next(line for line in found.members if line.party == "league")
    north = next(line for line in found.members if line.party == "north")
    # counted again by hand: with the ten of the south and its own thirty, the north may bring the league in
    asks, other = (bound.draws(f"coalitions.willing.members.{name}.asks") for name in ("league", "north"))
    assert league.joins == pytest.approx((asks <= 10).mean())
    assert north.if_joins == pytest.approx(np.where(asks <= 40, 90, 40).mean() / 90)
    assert league.if_joins == pytest.approx(np.where(other <= 60, 90, 60).mean() / 90)
    assert found.members[0].anchor == max(line.anchor for line in found.members)
    assert "From nobody, South would join" in found.words
