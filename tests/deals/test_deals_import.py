"""A foreign scenario as a case and back: what the case says is what the scenario said."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from detente.case import check, load
from detente.cli import group
from detente.cli._deals_files import read_scenario
from detente.deals.from_case_files import ids_of
from detente.deals.genius import write_genius
from detente.deals.negmas import write_negmas
from detente.deals.scenario import Party, Scenario
from detente.deals.sheets import write_scenario_table
from detente.deals.space import feasible_packages, make_space, package_utilities

BROKEN = Path(__file__).parents[1] / "broken" / "deals"


def run(*arguments):
    return CliRunner().invoke(group, [str(argument) for argument in arguments])


def random_scenario(seed: int, parties: int) -> Scenario:
    rng = np.random.default_rng(seed)
    space = make_space(
        {"Full relief?": ["no", "2 years", "yes"], "2": ["a b", "a_b"], "agreement": ["x", "y", "زمن"]}
    )
    values = [tuple(rng.integers(-4, 9, size).astype(float) for size in space.sizes) for _ in range(parties)]
    tops = [sum(part.max() for part in parts) for parts in values]
    lows = [sum(part.min() for part in parts) for parts in values]
    least = [low + rng.uniform(-0.3, 0.7) * (top - low) for low, top in zip(lows, tops, strict=True)]
    names = ["Süd", "and", "North of X"][:parties]
    return Scenario("s", space, tuple(Party(n, v, r) for n, v, r in zip(names, values, least, strict=True)))


WRITERS = {
    "genius": lambda scenario, path: write_genius(scenario, path),
    "yaml": lambda scenario, path: write_negmas(scenario, path, "yaml"),
    "talks.csv": lambda scenario, path: write_scenario_table(scenario, path),
    "talks.xlsx": lambda scenario, path: write_scenario_table(scenario, path),
}


@pytest.mark.parametrize(
    ("kind", "seed", "parties"), [("genius", 1, 2), ("yaml", 2, 3), ("talks.csv", 3, 3), ("talks.xlsx", 5, 2)]
)
def test_a_scenario_becomes_a_case_that_says_the_same(tmp_path, kind, seed, parties):
    scenario = random_scenario(seed, parties)
    WRITERS[kind](scenario, tmp_path / kind)
    made = run("import", tmp_path / kind, tmp_path / "case", "--as-of", "2025-03-01")
    assert made.exit_code == 0, made.output
    case, problems = check(tmp_path / "case")
    assert case is not None
    assert problems == ()
    assert (case.as_of, len(case.parties)) == ("2025-03-01", parties)
    for path, quantity in case.quantities().items():
        assert quantity.statements or quantity.assumed, path
    record = json.loads(run("deals", tmp_path / "case", "--json", "--central", "--top", "1000").stdout)
    packages = feasible_packages(scenario.space)
    gains = package_utilities(packages, scenario.contributions) - scenario.reservations
    names = list(case.parties)
    spreads = [sum(float(np.ptp(part)) for part in party.parts) for party in scenario.parties]
    shares = [next(iter(case.parties[name].goals.values())).weights["agreement"].central for name in names]
    levels = [entry.level_ids() for entry in case.issues.values()]
    judged = {}
    for line in record["packages"]:
        key = tuple(
            ids.index(level) for ids, level in zip(levels[:-1], line["package"].values(), strict=False)
        )
        judged[key] = line
    for package, gain in zip(packages.tolist(), gains, strict=True):
        if (gain >= 1e-9).all():
            assert not judged[tuple(package)]["blockers"]
        if tuple(package) in judged:
            told = np.array(list(judged[tuple(package)]["gains"].values()))
            assert told == pytest.approx(gain / np.array(spreads) * (1 - np.array(shares)), abs=1e-6)
            assert bool(judged[tuple(package)]["blockers"]) == bool((gain < -1e-9).any())


@pytest.mark.parametrize("style", ["genius", "yaml", "back.csv", "back.xlsx"])
def test_and_back(tmp_path, style):
    """GENIUS puts every party on 0 to 1, so that there the very numbers come back; elsewhere up to each party's scale."""
    scenario = random_scenario(7, 3)
    write_scenario_table(scenario, tmp_path / "talks.csv")
    assert run("import", tmp_path / "talks.csv", tmp_path / "case").exit_code == 0
    target = tmp_path / ("folder" if "." not in style else style)
    written = run("export", tmp_path / "case", target, *(() if "." in style else ("--as", style)))
    assert written.exit_code == 0, written.output
    found = read_scenario(target)
    assert (found.space.issues, found.space.levels) == (scenario.space.issues, scenario.space.levels)
    if style != "genius":
        assert [party.name for party in found.parties] == [party.name for party in scenario.parties]
    for one, two in zip(scenario.parties, found.parties, strict=True):
        scale = sum(np.ptp(part) for part in one.parts) / sum(np.ptp(part) for part in two.parts)
        shift = sum(part.min() for part in one.parts) - scale * sum(part.min() for part in two.parts)
        packages = feasible_packages(scenario.space)
        first = package_utilities(packages, [list(one.parts)])[:, 0]
        second = package_utilities(packages, [list(two.parts)])[:, 0]
        assert second * scale + shift == pytest.approx(first, abs=1e-9)
        assert two.reservation * scale + shift == pytest.approx(one.reservation, abs=1e-6)


def test_rules_come_along(tmp_path, random_problem):
    """Every kind of rule, through a table into a case and back into a table: the same packages are feasible."""
    from detente.assess.field import package_space

    tried = 0
    for seed in range(60, 90):
        space, parts, _, floor = random_problem(seed, parties=2)
        if not space.rules:
            continue
        parties = tuple(
            Party(n, tuple(map(np.float64, p)), float(f)) for n, p, f in zip("ab", parts, floor, strict=True)
        )
        given, folder = Scenario("talks", space, parties), tmp_path / str(seed)
        folder.mkdir()
        write_scenario_table(given, folder / "talks.csv")
        if run("import", folder / "talks.csv", folder / "case").exit_code:
            continue  # no opposed parties, or levels that the rules never allow
        tried += 1
        feasible = feasible_packages(space).tolist()
        case = load(folder / "case")
        inside = [row[:-1] for row in feasible_packages(package_space(case)).tolist() if row[-1] == 1]
        assert inside == feasible
        assert run("export", folder / "case", folder / "back.csv").exit_code == 0
        assert feasible_packages(read_scenario(folder / "back.csv").space).tolist() == feasible
        if tried == 4:
            break
    assert tried == 4


TABLE = """issue,level,a,b
x,no,0,3
x,yes,2,0
y,no,0,2
y,yes,1,0
x + y,yes + yes,4,-1
x + y,no + no,0,-2
reservation,,2.5,-1.5
"""


def test_combinations_come_along_and_back(tmp_path):
    """What they add in a table is what they add in the case, in `detente deals` and in the table written back."""
    (tmp_path / "joint.csv").write_text(TABLE, encoding="utf-8")
    made = run("import", tmp_path / "joint.csv", tmp_path / "case")
    assert made.exit_code == 0, made.output
    case, problems = check(tmp_path / "case")
    assert problems == ()
    assert [len(party.interactions) for party in case.parties.values()] == [1, 2]
    given = read_scenario(tmp_path / "joint.csv")
    gains = package_utilities(feasible_packages(given.space), given.contributions, given.interactions)
    gains = gains - given.reservations
    record = json.loads(run("deals", tmp_path / "case", "--json", "--central").stdout)
    assert record["counts"]["accepted_by_all_asked"] == (gains >= 0).all(axis=1).sum() == 1
    spread, share = 3.0, case.parties["a"].goals["as_given"].weights["agreement"].central
    best = record["packages"][0]
    assert best["package"]["x"] == best["package"]["y"] == "yes"
    assert best["gains"]["a"] == pytest.approx((7 - 2.5) / spread * (1 - share), abs=1e-9)


def test_a_range_of_a_combination_is_said_to_count_by_its_middle(tmp_path):
    (tmp_path / "joint.csv").write_text(
        TABLE.replace("yes + yes,4,-1", "yes + yes,3 to 5,-1"), encoding="utf-8"
    )
    found = read_scenario(tmp_path / "joint.csv")
    assert found.interactions[0].values[0][1, 1] == 4
    (note,) = found.notes
    assert "a range for yes + yes" in note
    assert "the middle counts" in note


def test_combinations_in_foreign_formats_only_when_told_to(tmp_path):
    (tmp_path / "joint.csv").write_text(TABLE, encoding="utf-8")
    assert run("import", tmp_path / "joint.csv", tmp_path / "case").exit_code == 0
    refused = run("export", tmp_path / "case", tmp_path / "out")
    assert refused.exit_code == 1
    assert "3 interactions between issues" in refused.output
    assert "--drop-interactions" in refused.output
    written = run("export", tmp_path / "case", tmp_path / "out", "--as", "yaml", "--drop-interactions")
    assert written.exit_code == 0, written.output
    assert "left out: 3 interactions" in written.output
    assert not read_scenario(tmp_path / "out").interactions
    for name in ("back.csv", "back.xlsx"):
        assert run("export", tmp_path / "case", tmp_path / name).exit_code == 0
        given, found = (read_scenario(tmp_path / file) for file in ("joint.csv", name))
        packages = feasible_packages(given.space)
        first, second = (package_utilities(packages, s.contributions, s.interactions) for s in (given, found))
        first, second = first - given.reservations, second - found.reservations
        for column in range(2):
            scale = np.ptp(first[:, column]) / np.ptp(second[:, column])
            assert second[:, column] * scale == pytest.approx(first[:, column], abs=1e-9)


def test_a_case_with_rules_is_written_without_them_only_when_told_to(tmp_path):
    refused = run("export", "ukraine_2025", tmp_path / "out")
    assert refused.exit_code == 1
    assert "[D-008]" in refused.output
    assert "--drop-rules" in refused.output
    written = run("export", "ukraine_2025", tmp_path / "out", "--as", "json", "--drop-rules")
    assert written.exit_code == 0, written.output
    assert "rules" in written.output
    table = run("export", "ukraine_2025", tmp_path / "out.csv")
    assert table.exit_code == 0, table.output
    assert read_scenario(tmp_path / "out.csv").space.rules
    case, found = load("ukraine_2025"), read_scenario(tmp_path / "out")
    fighting = {
        issue
        for issue, entry in case.issues.items()
        if any(level.fighting for level in entry.levels.values())
    }
    assert fighting
    assert len(found.space.issues) == len(case.issues)
    assert found.space.size < np.prod([len(entry.levels) for entry in case.issues.values()])
    from detente.assess.playing import make_searcher

    searcher = make_searcher(case)
    names = [record.name for record in case.parties.values()]
    for party in found.parties:
        column = searcher.likeliest(list(case.parties)[names.index(party.name)])
        assert party.reservation == pytest.approx(searcher.no_deal[column])
        best = sum(part.max() for part in party.parts)
        assert best >= searcher.utilities[:, column].max() - 1e-9  # rules gone, so no less than with them


def test_what_cannot_become_a_case(tmp_path):
    one = run("import", BROKEN / "D-016" / "talks.csv", tmp_path / "a")
    assert one.exit_code == 1
    assert "[D-016]" in one.output
    assert "a case has two parties or more" in one.output
    unknown = run("import", BROKEN / "D-014.csv", tmp_path / "b")
    assert "[D-014]" in unknown.output
    assert "a case judges every party by its values" in unknown.output
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "x").write_text("x")
    write_scenario_table(random_scenario(1, 2), tmp_path / "talks.csv")
    assert "never overwrites anything" in run("import", tmp_path / "talks.csv", tmp_path / "c").output
    alike = random_scenario(1, 2)
    same = Scenario("s", alike.space, tuple(Party(name, alike.parties[0].parts, 0.0) for name in "ab"))
    write_scenario_table(same, tmp_path / "same.csv")
    assert (
        "no two parties of whom each likes another package better"
        in run("import", tmp_path / "same.csv", tmp_path / "e").output
    )
    assert "no such file" in run("import", tmp_path / "nowhere", tmp_path / "d").output
    dated = run("import", tmp_path / "talks.csv", tmp_path / "f", "--as-of", "gestern")
    assert "[C-039]" in dated.output
    assert not any((tmp_path / name).exists() for name in ("a", "b", "d", "e", "f"))
    assert "--quota needs a case" in run("deals", tmp_path / "talks.csv", "--quota", "a=1").output


def test_ids_are_words_of_their_own():
    assert ids_of(["AND", "and", "", "über uns", "9"], ["x"]) == ("and_2", "and_3", "x_2", "über_uns", "n9")
