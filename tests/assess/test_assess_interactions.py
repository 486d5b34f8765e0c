"""What levels of several issues are worth together: every way of valuing a package against a plain loop."""

from __future__ import annotations

import json
from itertools import product

import numpy as np
import pytest
from click.testing import CliRunner

from detente.assess import assess
from detente.assess.binding import bind, war_lines
from detente.assess.drawing import central, draw
from detente.assess.naming import words_of
from detente.assess.playing import make_searcher
from detente.case import dump, load
from detente.case.bundled import template_path
from detente.case.worth import central_utility
from detente.cli import group
from detente.errors import CaseError

TOGETHER = {
    "quiet_needs_watching": {
        "if": {"security": ["none", "monitors"], "truce": "truce"},
        "worth": "-0.3 to -0.1",
        "because": ["s2"],
    },
    "half_and_guarded": {
        "if": {"valley": "shared", "security": "guarantee", "truce": "truce"},
        "worth": 0.2,
        "assumed": "a test",
    },
}


def with_interactions(case, party, terms):
    return case.with_values({f"parties.{party}.interactions": terms})


@pytest.fixture(scope="module")
def tied_case(small_case):
    """North values two things together, one of them under one account only; South another, which counts in war too."""
    north = {**TOGETHER, "half_and_guarded": {**TOGETHER["half_and_guarded"], "goals": ["expansion"]}}
    case = with_interactions(small_case, "north", north)
    south = {
        "war_over_a_shared_valley": {
            "if": {"valley": "shared", "truce": "no_truce"},
            "worth": 0.15,
            "assumed": "a test",
        }
    }
    return with_interactions(case, "south", south)


def plain_utility(case, draws, row, party, goal, package):
    """The definition, as a loop: weights scaled to sum to 1, times values, and what holds together added."""
    record = case.parties[party]
    account = record.goals[goal]
    weights = {
        issue: draws(f"parties.{party}.goals.{goal}.weights.{issue}")[row] for issue in account.weights
    }
    total = 0.0
    for issue, weight in weights.items():
        level = package[issue]
        own = (
            f"parties.{party}.goals.{goal}" if level in account.values.get(issue, {}) else f"parties.{party}"
        )
        total += weight / sum(weights.values()) * draws(f"{own}.values.{issue}.{level}")[row]
    for name, term in record.interactions.items():
        if term.goals and goal not in term.goals:
            continue
        named = {issue: [levels] if isinstance(levels, str) else levels for issue, levels in term.if_.items()}
        if all(package[issue] in levels for issue, levels in named.items()):
            total += draws(f"parties.{party}.interactions.{name}.worth")[row]
    return total


def every_package(case):
    names = [issue.level_ids() for issue in case.issues.values()]
    for levels in product(*names):
        yield dict(zip(case.issues, levels, strict=True))


def test_every_way_of_valuing_a_package_is_the_loop(tied_case):
    drawn, middle = draw(tied_case, 5, 3), central(tied_case.quantities())
    bound, searcher = bind(tied_case, drawn), make_searcher(tied_case)
    field = searcher.field
    held = 0
    for package in every_package(tied_case):
        for column, (party, goal) in enumerate(searcher.stances):
            expected = [plain_utility(tied_case, drawn, row, party, goal, package) for row in range(5)]
            assert bound.utility((party, goal), package) == pytest.approx(expected, abs=1e-12)
            at_middle = plain_utility(tied_case, middle, 0, party, goal, package)
            assert central_utility(tied_case, party, goal, package) == pytest.approx(at_middle, abs=1e-12)
            rows = np.flatnonzero((field.packages == field.space.numbered(package)).all(axis=1))
            for row in rows:
                held += 1
                assert searcher.utilities[row, column] == pytest.approx(at_middle, abs=1e-12)
    assert held == len(field.packages) * len(searcher.stances) > 0


def test_it_reaches_the_value_of_no_deal(tied_case, small_case):
    """What South gets while they fight over a shared valley is worth more, so its war is; the League's stays.

    North wins with nobody watching, which its own interaction makes worth less.
    """
    before, after = (bind(case, draw(case, 4, 1)) for case in (small_case, tied_case))
    flow = {"south": after.draws("parties.south.interactions.war_over_a_shared_valley.worth")}
    for stance in after.stances("south"):
        hazard, patience = after.draws("war.decided_per_month"), after.discount["south"]
        gain = flow["south"] * (1 - hazard) * (1 - patience) / (1 - patience * (1 - hazard))
        assert war_lines(after, stance)[:, 0] - war_lines(before, stance)[:, 0] == pytest.approx(gain)
    for stance in after.stances("league"):
        assert (war_lines(after, stance) == war_lines(before, stance)).all()
    for stance in after.stances("north"):
        assert (war_lines(after, stance)[:, 1] < war_lines(before, stance)[:, 1]).all()


def test_an_interaction_of_no_worth_and_none_at_all_are_the_same_to_the_bit(small_case):
    nothing = {"none": {"if": {"valley": "shared", "truce": "truce"}, "worth": 0, "assumed": "a test"}}
    one, two = (
        assess(case, draws=20, seed=5)
        for case in (small_case, with_interactions(small_case, "north", nothing))
    )
    assert one.verdicts == two.verdicts
    assert one.space == two.space


def test_verdicts_move_the_way_the_interaction_says(small_case, tied_case):
    """The plan of the guarantee is worth .2 more to North if expansion, on paper, and more likely signed."""
    one, two = (assess(case, draws=60, seed=1).verdicts[0] for case in (small_case, tied_case))
    assert one.package == two.package
    paper = [
        next(line for line in verdict.parties if line.party == "north").paper_value.value
        for verdict in (one, two)
    ]
    chance = small_case.parties["north"].goals["expansion"].prior.central
    assert paper[1] - paper[0] == pytest.approx(0.2 * chance, abs=0.1)
    assert paper[1] > paper[0]


def test_paths_words_what_if_and_the_trail(tmp_path, tied_case):
    path = "parties.north.interactions.quiet_needs_watching.worth"
    assert tied_case.quantities()[path].statements == ("s2",)
    assert words_of(tied_case, path) == (
        "North: what «Nobody» or «Monitors of the League» with «It stops» is worth beyond each by itself"
    )
    assert tied_case.with_values({path: -0.5}).quantities()[path].central == -0.5
    dump(tied_case, tmp_path / "case")
    assert load(tmp_path / "case") == tied_case
    told = CliRunner().invoke(group, ["why", str(tmp_path / "case"), path])
    assert told.exit_code == 0, told.output
    assert "s2" in told.output
    changed = CliRunner().invoke(
        group, ["what-if", str(tmp_path / "case"), "--set", f"{path}=-0.5", "--draws", "20", "--json"]
    )
    assert changed.exit_code == 0, changed.output
    assert path in json.dumps(json.loads(changed.stdout))
    shown = CliRunner().invoke(group, ["show", str(tmp_path / "case")])
    assert "half_and_guarded" in shown.output


def test_impact_of_the_statement_behind_it(tmp_path, tied_case):
    dump(tied_case, tmp_path / "case")
    told = CliRunner().invoke(group, ["impact", str(tmp_path / "case"), "s2", "--draws", "20", "--json"])
    assert told.exit_code == 0, told.output
    assert "interactions.quiet_needs_watching.worth" in told.output


def test_out_of_bounds_is_told_with_its_place(small_case):
    big = {"big": {"if": {"valley": "shared", "truce": "truce"}, "worth": 1.4, "assumed": "a test"}}
    with pytest.raises(
        CaseError, match=r"(?s)interactions\.big\.worth.*C-013.*found: 1\.4.*weights of issues sum to 1"
    ):
        with_interactions(small_case, "north", big)


def test_the_template_shows_one_that_loads(tmp_path):
    """The commented lines of the template, uncommented, are an interaction."""
    text = (template_path() / "case.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.strip().startswith("# interactions:"))
    last = next(n for n in range(first, len(lines)) if not lines[n].strip().startswith("#"))
    for number in range(first, last):
        lines[number] = lines[number].replace("# ", "", 1)
    for path in template_path().rglob("*"):
        if path.is_file() and path.name != "case.yaml":
            target = tmp_path / path.relative_to(template_path())
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (tmp_path / "case.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    case = load(tmp_path)
    assert [len(party.interactions) for party in case.parties.values()] == [0, 1, 0]
    assert case.warnings == load(template_path()).warnings
