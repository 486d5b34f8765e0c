"""What backs the verdicts: counts redone by hand, drivers of a known outcome, levers and evidence against re-runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.assess.beliefs import posteriors, usable
from detente.assess.binding import bind
from detente.assess.chain import HORIZONS, proposals
from detente.assess.changes import entry_changes
from detente.assess.chosen import Chosen
from detente.assess.drawing import draw
from detente.assess.information import information_cells, noise_level
from detente.assess.mind import drivers_of, next_observations
from detente.assess.naming import words_of
from detente.assess.ranks import RankTable
from detente.assess.records import Settings
from detente.assess.trace import holds_per_draw, numbers_of, view
from detente.assess.tracing import trace
from detente.assess.verdicts import Bench
from detente.assess.withdrawal import withdraw


@pytest.fixture(scope="module")
def bench(small_case):
    drawn = draw(small_case, 200, 1)
    bound = bind(small_case, drawn)
    settings = Settings(200, 1, 46, HORIZONS, "icd203")
    return Bench(bound, usable(small_case, posteriors(small_case, drawn)), settings, RankTable.of(bound))


def test_cells_count_statements_and_origins(bundled_case):
    cells, gaps = information_cells(bundled_case)
    for cell in cells:
        said = [s for s in bundled_case.statements if (s.party, s.issue) == (cell.party, cell.issue)]
        origins = {bundled_case.sources[s.source].origin or s.source for s in said}
        assert cell.statements == tuple(s.id for s in said)
        assert (cell.count.value, cell.origins.value) == (len(said), len(origins))
        assert cell.single == (len(origins) == 1)
    empty = sum(len(issues) for _, issues in gaps)
    assert len(cells) + empty == len(bundled_case.parties) * len(bundled_case.issues)
    assert cells
    assert empty


def test_what_decides_an_outcome_is_named_as_its_driver(bench):
    power = bench.bound.draws("war.power")
    chosen = Chosen("made", "made up", (power > np.median(power)).astype(float))
    first = drivers_of(bench, chosen)[0]
    assert first.path == "war.power"
    assert (first.low.value, first.high.value) == (0.0, 1.0)
    assert first.indicator.startswith("above ")
    turned = drivers_of(bench, replace(chosen, outcome=1.0 - chosen.outcome))[0]
    assert turned.indicator.startswith("below ")


def test_an_outcome_made_of_noise_has_hardly_a_driver(bench):
    rng = np.random.default_rng(5)
    found = [len(drivers_of(bench, Chosen("made", "noise", rng.random(200)))) for _ in range(60)]
    assert np.mean(np.array(found) > 0) <= 0.15, "one run in twenty, by the rule"


def test_the_noise_level_rises_with_what_is_looked_at_and_falls_with_draws():
    assert noise_level(400, 10) < noise_level(400, 1000)
    assert noise_level(4000, 10) < noise_level(400, 10)
    assert noise_level(400, 0) == 1.0


def test_key_assumptions_are_assumed_and_groups_count_all(bundled_case, bundled_assessment):
    quantities = bundled_case.quantities()
    for key in bundled_assessment.key_assumptions:
        assert quantities[key.path].mark == "assumed"
        assert key.moves
    groups = bundled_assessment.assumption_groups
    assert sum(group.count.value for group in groups) == len(bundled_assessment.assumptions)
    assert sum(group.key.value for group in groups) == len(bundled_assessment.key_assumptions)


def test_a_lever_is_what_a_run_of_the_changed_case_gives(bundled_case, bundled_assessment):
    lever = next(line for line in bundled_assessment.levers if line.id == "mediator_leaves")
    assert bundled_assessment.lever_draws == 40, "at few draws scenarios are played over all of them"
    put_forward = {verdict.id for verdict in bundled_assessment.verdicts if verdict.origin == "proposal"}
    effect = next(row for row in lever.effects if row.verdict in put_forward)
    before = bundled_assessment.verdict(effect.verdict).signed_and_holds.value
    assert effect.before.value == pytest.approx(before, abs=1e-9)
    other = bundled_case.with_values(dict(bundled_case.scenarios["mediator_leaves"].set))
    candidate = next(each for each in proposals(other) if each.id == effect.verdict)
    again = trace(other, [candidate], 40, 1)
    value = float(holds_per_draw(view(again), again.packages[0]).mean())
    assert effect.after.value == pytest.approx(value, abs=1e-9)
    assert effect.difference.value == pytest.approx(effect.after.value - effect.before.value, abs=1e-9)
    assert effect.difference.low <= effect.difference.value <= effect.difference.high


def test_evidence_without_its_strongest_signal_is_what_a_run_without_it_gives(
    bundled_case, bundled_assessment
):
    assert bundled_assessment.beliefs_rest_on
    for line in bundled_assessment.beliefs_rest_on:
        less = withdraw(bundled_case, (), (line.strongest,))
        again = numbers_of(view(trace(less, (), 40, 1)))[line.number]
        assert line.without.value == pytest.approx(again, abs=1e-9)


def test_what_to_look_at_next_averages_to_what_is_believed_now(bundled_case):
    found = next_observations(bundled_case)
    assert [line.bits.value for line in found] == sorted((line.bits.value for line in found), reverse=True)
    for line in found:
        chance = line.chance.value
        mixed = chance * line.if_seen.value + (1.0 - chance) * line.if_not.value
        assert mixed == pytest.approx(line.now.value, abs=1e-9)


def test_every_quantity_has_words(bundled_case):
    for path in bundled_case.quantities():
        words = words_of(bundled_case, path)
        assert words != path.replace(".", " ").replace("_", " "), path
    assert words_of(bundled_case, "some.other_path") == "some other path"


def test_changed_entries_are_named_with_what_differs(small_case):
    party = next(iter(small_case.parties))
    other = small_case.with_values({f"parties.{party}.war_cost": 0.123, "title": "Another title"})
    rows = {(row.part, row.id): row for row in entry_changes(small_case, other)}
    assert rows["parties", party].keys == ("war_cost",)
    assert rows["title", "title"].how == "changed"
    assert len(rows) == 2
    assert entry_changes(small_case, small_case) == ()
