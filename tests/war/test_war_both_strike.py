"""The game of both sides beside each verdict: against the direct solver, and what a strike costs the defender."""

import numpy as np
import pytest

from detente.assess.binding import after_cuts, games_of, terms_of, war_lines
from detente.assess.chain import assess
from detente.assess.judging import defender_of
from detente.assess.striking import strike_cost
from detente.assess.verdicts import refusal_cuts
from detente.case import load
from detente.case.bundled import library_path, template_path
from detente.cli._war import draw_case
from detente.war.two_sided import compare_orders


def test_a_strike_costs_the_defender_what_a_refusal_would():
    bound = draw_case(load(library_path("ukraine_2025")), 20, 1).bound
    package = dict(bound.case.fill(bound.case.proposals["guaranteed_line"].package))
    defender, cuts = defender_of(bound), refusal_cuts(bound, package)
    terms = terms_of(bound, package)
    games = games_of(bound, package, bound.stances("russia")[0], defender)
    cost = strike_cost(bound, games, defender, package, cuts)
    lost = tuple(dict.fromkeys((*terms.cuts, *cuts)))
    kept, gone = war_lines(bound, defender, terms.cuts), war_lines(bound, defender, lost)
    # at any power: fighting with the links of the deal, less fighting once the refused ones are gone as well
    step = after_cuts(bound, lost)[0] - after_cuts(bound, terms.cuts)[0]
    for power in (0.2, 0.6):
        with_links = kept[:, 0] + kept[:, 1] * power
        without = gone[:, 0] + gone[:, 1] * (power + step)
        assert cost == pytest.approx(with_links - without, abs=1e-12)
    assert (cost > 0).all()


def test_the_number_beside_the_verdict_is_that_of_the_game_of_both_sides():
    case = load(template_path())
    found = assess(case, draws=24, seed=3)
    drawn = draw_case(case, 24, 3)
    bound = drawn.bound
    for verdict in found.verdicts:
        package = dict(verdict.package)
        held, weight, per_draw = 0.0, 0.0, []
        for stance in bound.stances("north"):
            games = games_of(bound, package, stance, defender_of(bound))
            cost = strike_cost(bound, games, defender_of(bound), package, refusal_cuts(bound, package))
            report = compare_orders(games, strike_penalty_b=cost)
            worse = np.minimum(report.a_first.survival[:, 2], report.b_first.survival[:, 2])
            chance = drawn.chances["north"][stance[1]]
            held, weight = held + (worse * chance).sum(), weight + chance.sum()
            per_draw.append(worse * chance)
        assert verdict.both_strike.value == pytest.approx(held / weight, abs=1e-6)
        error = 24 * np.sum(per_draw, axis=0).std() / weight / np.sqrt(24)
        assert held / weight - verdict.both_strike.low == pytest.approx(1.6448536 * error, abs=1e-6)


def test_land_without_guarantees_does_not_hold_if_both_may_strike():
    """Two one-sided games let the side that fears an attack wait for it; the game of both sides does not."""
    found = {verdict.id: verdict for verdict in assess(load(library_path("ukraine_2025")), draws=40).verdicts}
    land, line = found["land_for_peace"], found["guaranteed_line"]
    assert land.both_strike.value < land.survival[2].value - 0.1
    assert "if both may strike first" in land.in_words
    assert line.both_strike.value == pytest.approx(line.survival[2].value, abs=0.1)
    assert "if both may strike first" not in line.in_words
