"""`detente deals` on the bundled case and on foreign scenarios; its record against its schema and against recomputation."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from detente.cli.deals import command
from detente.deals.report import DealTable, describe
from detente.deals.sheets import write_scenario_table
from detente.deals.space import feasible_packages, make_space, package_utilities
from detente.deals.tables import Table

ROOT = Path(__file__).parents[2]
QUICK = ("--draws", "30")
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "deals.json").read_text(encoding="utf-8"))


def run(*arguments: str):
    return CliRunner().invoke(command, list(arguments))


def small(floor) -> DealTable:
    space = make_space({"a": ["x", "y"], "b": ["x", "y", "z"]})
    packages = feasible_packages(space)
    values = package_utilities(
        packages,
        [
            [np.array([0.5, 0.0]), np.array([0.5, 0.3, 0.0])],
            [np.array([0.0, 0.4]), np.array([0.0, 0.4, 0.6])],
        ],
    )
    asked = np.ones(values.shape, dtype=bool)
    asked[packages[:, 0] == 1, 1] = False
    tables = (Table("first", (0,), (0, 1)),)
    return DealTable(space, packages, ("north", "south"), values, np.array(floor), asked, (0, 1), tables=tables,
                     refusal=np.full(values.shape, 0.1), proposals={"maximal": (0, 0)})  # fmt: skip


def check(record) -> None:
    jsonschema.validate({"format": "detente-deals-1", "judged_on": "test", **record}, SCHEMA)


def test_the_record_of_an_open_zone():
    table = small([0.45, 0.35])
    record = describe(table, top=6)
    check(record)
    accepted = {
        tuple(line["package"].values())
        for line in record["packages"]
        if not (line["blockers"] or line["only_by_coercion"])
    }
    expected = set()
    for package, worth, asked in zip(table.packages, table.values, table.asked, strict=True):
        if all(w >= f or not a for w, f, a in zip(worth, (0.45, 0.35), asked, strict=True)):
            expected.add(tuple(table.space.named(package).values()))
    assert accepted == expected
    assert record["counts"]["accepted_by_all_asked"] == len(expected)
    levels = record["zone"]["levels"]
    assert sum(levels["b"].values()) == len(expected)
    nash = next(line for line in record["principles"] if line["id"] == "nash")
    assert tuple(nash["package"].values()) in expected
    first = record["tables"][0]
    assert first["table_acceptable"] == int((table.values[:, 0] >= 0.45).sum())
    assert record["linked"] == {
        "together": first["table_acceptable"],
        "binding": "first",
        "decided_nowhere": [],
        "decided_twice": {},
    }
    proposal = record["proposals"]["maximal"]
    assert proposal["blockers"] == ["south"]
    assert proposal["nearest_acceptable"]["issues_to_change"] == 1


def test_packages_are_ranked_by_what_matters():
    table = small([0.1, 0.05])
    lines = describe(replace(table, chance=np.array([0.5, 0.5, 0.9, 0.504, 0.2, 0.5])), top=6)["packages"]
    free = [not (line["blockers"] or line["only_by_coercion"]) for line in lines]
    assert free == sorted(free, reverse=True)
    for before, after in pairwise(lines):
        if (before["blockers"], before["only_by_coercion"]) == (after["blockers"], after["only_by_coercion"]):
            first, second = round(before["signed_and_holds"], 2), round(after["signed_and_holds"], 2)
            assert first > second or (first == second and before["efficient"] >= after["efficient"])


def test_the_record_of_a_closed_zone_says_the_way_in():
    table = small([0.9, 0.9])
    record = describe(table)
    check(record)
    zone = record["zone"]
    assert not zone["open"]
    assert record["principles"] == []
    lowered = np.array([zone["smallest_concession"]["lowered"].get(party, 0.0) for party in table.parties])
    worth = np.where(table.asked, table.values, 9.0)
    assert (worth >= table.no_deal - lowered - 1e-9).all(axis=1).any()
    assert not (worth >= table.no_deal - 0.99 * lowered - 1e-9).all(axis=1).any()
    assert [set(way["movers"]) for way in zone["ways_in"]]


@pytest.fixture(autouse=True, scope="module")
def play_once():
    """The bundled case is played once for all tests of this file: that is the dear part."""
    from functools import lru_cache

    from detente.cli import deals

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deals, "_from_case", lru_cache(deals._from_case))
        yield


@pytest.fixture(scope="module")
def bundled():
    result = run("--json", "--text", "--give", "alignment=neutral", "--giver", "usa", "--top", "4", *QUICK)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_bundled_case_is_judged_and_valid(bundled):
    jsonschema.validate(bundled, SCHEMA)
    assert bundled["counts"]["judged"] > 1000
    for line in bundled["packages"]:
        assert set(line["blockers"]) | set(line["only_by_coercion"]) <= {
            p for p, gain in line["gains"].items() if gain < 1e-9
        }
        assert line["gains"]["russia"] == pytest.approx(
            line["values"]["russia"] - bundled["no_deal"]["russia"]
        )
    assert len(bundled["text"]) == len(bundled["issues"])
    assert "gives alignment: neutral before talks" in bundled["ledger"]["in_words"]
    for table in bundled["tables"]:
        parts = table["freely_ratified"] + table["only_by_coercion"] + table["do_not_survive"]
        assert parts == table["table_acceptable"]
        for count in table["survive_if_seated"].values():
            assert count <= table["freely_ratified"] + table["only_by_coercion"]
    assert bundled["linked"]["together"] <= min(table["table_acceptable"] for table in bundled["tables"])


def test_words_for_people(tmp_path):
    result = run("--top", "3", "--audit", "--table", str(tmp_path / "deals.csv"), *QUICK)
    assert result.exit_code == 0, result.output
    for words in (
        "packages judged",
        "Kalai-Smorodinsky: largest least share",
        "only by coercion",
        "Proposal moscow_terms",
        "Audit, nash",
        "Who signs, over 30 draws (seed 1)",
        "All asked sign package 1: ",
        "At home, ukraine (Parliament in Kyiv asks for +0.",
        "largest coercion gap ukraine",
        "would survive with a seat for",
        "for russia than its best acceptable package",
    ):
        assert words in result.output
    with (tmp_path / "deals.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 4
    assert all(len(row) == len(rows[0]) for row in rows)
    assert {"all sign", "standard error", "russia signs"} <= set(rows[0])


def test_a_workbook_holds_every_table(tmp_path):
    from openpyxl import load_workbook

    result = run("--top", "4", "--json", "--table", str(tmp_path / "deals.xlsx"), *QUICK)
    record, book = json.loads(result.stdout), load_workbook(tmp_path / "deals.xlsx")
    assert book.sheetnames == ["packages", "principles", "zone", "tables", "at home", "proposals"]
    zone = list(book["zone"].iter_rows(values_only=True))
    held = {(issue, level): count for _, issue, level, count, _ in zone[1:] if level}
    assert held["alignment", "neutral"] == record["zone"]["levels"]["alignment"]["neutral"]
    home = list(book["at home"].iter_rows(values_only=True))
    assert home[1][3] == next(iter(record["ratification"][0]["asks_for"].values()))
    for name in ("packages", "principles", "tables", "proposals"):
        head, *rows = book[name].iter_rows(values_only=True)
        assert len(rows) == len(record[name]) > 0
        assert all(len(row) == len(head) for row in rows)
    packages = list(book["packages"].iter_rows(values_only=True))
    assert packages[1][packages[0].index("gain russia")] == record["packages"][0]["gains"]["russia"]
    tables = list(book["tables"].iter_rows(values_only=True))
    assert tables[1][tables[0].index("do not survive")] == record["tables"][0]["do_not_survive"]


def test_sheets_of_a_closed_zone_a_concession_and_the_audit(tmp_path):
    """What would open the zone, what a concession changes and which axioms break, each as a sheet; folders are made."""
    from openpyxl import load_workbook

    table = "issue,level,a,b\nx,0,0,10\nx,1,6,5\nx,2,9,0\ny,0,0,4\ny,1,3,0\nreservation,,{},{}\n"
    for name, least in (("closed", (11, 12)), ("open", (4, 4))):
        (tmp_path / f"{name}.csv").write_text(table.format(*least), encoding="utf-8")
    target = tmp_path / "new" / "folder" / "book.xlsx"
    closed = run(str(tmp_path / "closed.csv"), "--table", str(target), "--json")
    assert closed.exit_code == 0, closed.output
    zone = json.loads(closed.stdout)["zone"]
    rows = list(load_workbook(target)["zone"].iter_rows(values_only=True))[1:]
    assert {row[0] for row in rows} >= {"smallest concession", "minimal set of movers 1"}
    told = {row[1]: row[3] for row in rows if row[0] == "smallest concession"}
    assert told == zone["smallest_concession"]["lowered"]
    more = ("--give", "x=1", "--giver", "a", "--audit", "--table", str(target), "--json")
    record = json.loads(run(str(tmp_path / "open.csv"), *more).stdout)
    book = load_workbook(target)
    assert book.sheetnames == ["packages", "principles", "zone", "tables", "proposals", "ledger", "audit"]
    ledger = {row[1]: row[2:] for row in list(book["ledger"].iter_rows(values_only=True))[1:]}
    assert ledger["packages lost"][0] == record["ledger"]["lost"]
    assert ledger["expected after"] == tuple(record["ledger"]["expected_after"].values())
    audit = list(book["audit"].iter_rows(values_only=True))[1:]
    assert len(audit) == sum(len(found) for found in record["audit"].values())


def test_every_listed_package_is_said_in_words():
    words = run("--top", "3", "--central").output
    record = json.loads(run("--top", "3", "--central", "--json").stdout)
    first, *others = [line["package"] for line in record["packages"]]
    for rank, package in enumerate(others, start=2):
        other = "; ".join(f"{i}: {level}" for i, level in package.items() if first[i] != level)
        assert f"  {rank}, where it differs: {other}" in " ".join(words.split("\n"))


def test_shares_over_draws_are_those_of_the_chain(bundled):
    """The shares of the first package, worked out by the verdicts' own code on the same draws."""
    from detente.assess.beliefs import posteriors, usable
    from detente.assess.binding import bind, terms_of
    from detente.assess.drawing import draw
    from detente.assess.judging import consent_of, play
    from detente.assess.verdicts import refusal_cuts
    from detente.case import load

    case = load("ukraine_2025")
    drawn = draw(case, 30, 1)
    bound, chances = bind(case, drawn), usable(case, posteriors(case, drawn))
    line = bundled["packages"][0]
    package = line["package"]
    cuts = refusal_cuts(bound, package)
    played = play(bound, package, terms_of(bound, package), cuts, 46)
    lead = bound.leads[bound.attacker]
    weights = np.stack([chances[lead][goal] for _, goal in bound.stances(lead)])
    for party in case.parties:
        found = consent_of(bound, played, party, chances[party], cuts)
        signs = ((found.freely + found.coerced) * weights).sum(axis=0)
        told = line["over_draws"]["signs"][party]
        assert told["share"] == pytest.approx(signs.mean(), abs=1e-9)
        assert told["freely"] == pytest.approx((found.freely * weights).sum(axis=0).mean(), abs=1e-9)
        assert 0 < told["standard_error"] < 0.1
    assert line["over_draws"]["all_sign"]["share"] <= min(
        found["share"] for party, found in line["over_draws"]["signs"].items() if party not in line["not_asked"]
    ) + 1e-9  # fmt: skip
    assert (bundled["over_draws"]["draws"], bundled["over_draws"]["seed"]) == (30, 1)


def test_a_concession_changes_no_deal_and_the_split(bundled):
    """Recomputed from a case whose war already has the concession in force."""
    from detente.assess.playing import make_searcher
    from detente.case import load

    case = load("ukraine_2025")
    after = make_searcher(case.with_values({"war.while_fighting.alignment": "neutral"}))
    ledger = bundled["ledger"]
    for party in case.parties:
        column = after.likeliest(party)
        expected = float(after.no_deal[column]) - bundled["no_deal"][party]
        assert ledger["no_deal_change"][party] == pytest.approx(expected, abs=1e-9)
    assert any(abs(change) > 1e-3 for change in ledger["no_deal_change"].values())
    assert ledger["split"]["parties"] == ["russia", "ukraine"]
    assert ledger["split"]["before"] != ledger["split"]["after"]
    assert f"{ledger['lost']:,} acceptable packages leave play" in ledger["in_words"]


def test_what_a_given_level_ends_counts_from_then_on():
    """Supplies that end for nothing weaken Ukraine in the war as well: the links they end are gone."""
    ledger = json.loads(run("--central", "--json", "--give", "supplies=ended", "--giver", "usa").stdout)[
        "ledger"
    ]
    assert ledger["no_deal_change"]["ukraine"] < -0.05 < 0.05 < ledger["no_deal_change"]["russia"]
    assert ledger["lost"] >= ledger["traded"]


def test_openings_are_set_beside_the_best_acceptable_package(bundled):
    opening = bundled["proposals"]["moscow_terms"]["opening"]
    assert opening["by"] == "russia"
    assert opening["asks_more_by"] == pytest.approx(opening["worth"] - opening["best_acceptable"])
    assert opening["asks_more_by"] > 0
    assert all(line["judged"] for line in bundled["proposals"].values())


def test_who_must_agree_at_home(bundled):
    from detente.assess.drawing import draw
    from detente.case import load

    case = load("ukraine_2025")
    margins = draw(case, 30, 1)("parties.ukraine.ratifiers.rada.margin")
    line = next(line for line in bundled["ratification"] if line["party"] == "ukraine")
    for chance, package in zip(line["chance_independent"], bundled["packages"], strict=True):
        assert chance == pytest.approx((margins <= package["gains"]["ukraine"]).mean())
    assert line["chance_one_mood"] == line["chance_independent"]
    assert line["win_set_of_accepted"] <= min(line["win_set"], bundled["counts"]["accepted_by_all_asked"])
    for share, package in zip(line["over_draws"], bundled["packages"], strict=True):
        assert share["share"] >= package["over_draws"]["signs"]["ukraine"]["freely"] - 1e-12
        assert 0 < share["share"] < 1
    assert line["asks_for"]["rada"] == pytest.approx(case.parties["ukraine"].ratifiers["rada"].margin.central)
    assert "ukraine (1 to 1)" in run("--quota", "ukraine=2").output
    assert "--quota nobody=1" in run("--quota", "nobody=1").output


def test_a_quota_reaches_every_number(tmp_path):
    """One of two bodies is easier to win than both, at home and so among those who sign; the case itself stays."""
    from detente.case import dump, load
    from detente.case.bundled import template_path

    bodies = {
        "house": {"name": "House", "margin": "0 to 0.1"},
        "senate": {"name": "Senate", "margin": "0.1 to 0.3"},
    }
    dump(load(template_path()).with_values({"parties.south.ratifiers": bodies}), tmp_path / "case")
    both, one = (
        json.loads(run(str(tmp_path / "case"), "--draws", "40", "--json", *more).stdout)
        for more in ((), ("--quota", "south=1"))
    )
    before, after = (
        {tuple(line["package"].items()): line["over_draws"] for line in record["packages"]}
        for record in (both, one)
    )
    shared = [(before[key], after[key]) for key in before if key in after]
    assert shared
    assert all(b["signs"]["south"]["share"] <= a["signs"]["south"]["share"] for b, a in shared)
    assert any(b["signs"]["south"]["share"] < a["signs"]["south"]["share"] for b, a in shared)
    assert [record["ratification"][0]["quota"] for record in (both, one)] == [2, 1]
    words = run(str(tmp_path / "case"), "--draws", "40", "--quota", "south=1").output
    assert "At home, south (House asks for +0.050, Senate asks for +0.200; 1 must agree)" in words


def test_the_witness_of_a_broken_axiom_is_in_the_record(bundled):
    record = json.loads(run("--central", "--json", "--audit").stdout)
    jsonschema.validate(record, SCHEMA)
    broken = record["audit"]["utilitarian"]["scale invariance"]
    assert broken["result"] == "fails"
    party, factor = broken["witness"]["party"], 5 if "times 5" in broken["witness"]["change"] else 2
    one, two = (broken["witness"][key]["values"] for key in ("chosen", "other"))

    def total(values, scale):
        return sum(value * (scale if name == party else 1) for name, value in values.items())

    assert total(one, 1) >= total(two, 1)
    assert total(two, factor) >= total(one, factor)
    for found in record["audit"].values():
        for line in found.values():
            assert ("witness" in line) == (line["result"] == "fails")


def test_foreign_scenarios(tmp_path):
    from detente.deals.genius import write_genius
    from detente.deals.negmas import write_negmas
    from detente.deals.scenario import Party, Scenario

    space = make_space({"truce": ["no", "yes"], "monitors": ["none", "un"]})
    parties = (
        Party("north", (np.array([0.0, 0.6]), np.array([0.4, 0.0])), 0.3),
        Party("south", (np.array([0.3, 0.0]), np.array([0.0, 0.7])), 0.5),
    )
    scenario = Scenario("talks", space, parties)
    write_genius(scenario, tmp_path / "genius")
    write_negmas(scenario, tmp_path / "negmas", "json")
    write_scenario_table(scenario, tmp_path / "talks.xlsx")
    answers = []
    for path in ("genius", "negmas", "talks.xlsx"):
        result = run(str(tmp_path / path), "--json")
        assert result.exit_code == 0, result.output
        record = json.loads(result.stdout)
        jsonschema.validate(record, SCHEMA)
        assert record["judged_on"].startswith("paper terms")
        answers.append([line["package"] for line in record["packages"] if not line["blockers"]])
    assert answers[0] == answers[1] == answers[2] == [{"truce": "yes", "monitors": "un"}]
    assert run(str(tmp_path / "talks.xlsx"), "--text").exit_code == 1
    for target, style in (("a", "genius"), ("b", "yaml"), ("c", "json"), ("d.csv", "genius")):
        assert (
            run(str(tmp_path / "talks.xlsx"), "--export", str(tmp_path / target), "--as", style).exit_code
            == 0
        )
        again = json.loads(run(str(tmp_path / target), "--json").stdout)
        assert [line["package"] for line in again["packages"] if not line["blockers"]] == answers[0]
    assert (
        "`detente export` writes what foreign formats can hold"
        in run("--central", "--export", str(tmp_path / "e")).output
    )


def test_a_scenario_too_large_to_list(tmp_path):
    from detente.deals.negmas import write_negmas
    from detente.deals.scenario import Party, Scenario

    rng = np.random.default_rng(3)
    space = make_space({f"i{j}": [f"l{k}" for k in range(6)] for j in range(16)})
    parties = tuple(Party(name, tuple(rng.integers(0, 5, 6) / 80 for _ in range(16)), 0.4) for name in "ab")
    write_negmas(Scenario("large", space, parties), tmp_path)
    record = json.loads(run(str(tmp_path), "--json").stdout)
    jsonschema.validate(record, SCHEMA)
    assert "only the efficient packages" in record["judged_on"]
    assert record["counts"]["combinations"] == 6**16
    greedy = Scenario("large", space, tuple(Party(p.name, p.parts, 0.99) for p in parties))
    write_negmas(greedy, tmp_path)
    assert "somebody rejects every one of the" in run(str(tmp_path)).output


def test_faults_are_messages():
    broken = ROOT / "tests" / "broken" / "deals"
    result = run(str(broken / "D-002"))
    assert result.exit_code == 1
    assert "[D-002]" in result.output
    result = run(str(broken / "D-006"), "--json")
    assert json.loads(result.stdout)["problems"][0]["code"] == "D-006"
    assert "nowhere: no such file, folder or bundled case" in run("nowhere").output
    assert "parties: north" in run(str(broken / "D-010"), "--give", "truce=no").output
    assert (
        "not an issue and level"
        in run(str(broken / "D-010"), "--give", "truce=perhaps", "--giver", "north").output
    )
    assert "must be .csv or .xlsx" in run(str(broken / "D-010"), "--table", "deals.doc").output


def test_a_party_without_values_is_unknown_and_nothing_counts_as_accepted_by_all():
    path = str(ROOT / "tests" / "broken" / "deals" / "D-014.csv")
    record = json.loads(run(path, "--json").stdout)
    jsonschema.validate(record, SCHEMA)
    assert (record["unknown"], record["accepted_by_those_known"]) == (["south"], 1)
    assert record["counts"]["accepted_by_all_asked"] == 0
    assert "whether that party accepts anything is unknown" in run(path).output


def test_principles_of_a_space_too_large_to_list_are_the_engine_s(tmp_path):
    """Six parties: ideal gains are those of the whole space, not of the packages that happen to be listed."""
    from detente.deals.engine import solve
    from detente.deals.negmas import write_negmas
    from detente.deals.scenario import Party, Scenario

    rng = np.random.default_rng(3)
    space = make_space({f"i{j}": [f"l{k}" for k in range(4)] for j in range(14)})
    parties = tuple(
        Party(name, tuple(rng.integers(0, 9, 4) / 100 for _ in range(14)), 0.55) for name in "abcdef"
    )
    scenario = Scenario("large", space, parties)
    write_negmas(scenario, tmp_path)
    record = json.loads(run(str(tmp_path), "--json", "--efficient", "3", "--top", "50").stdout)
    jsonschema.validate(record, SCHEMA)
    found = solve(space, scenario.contributions, scenario.reservations, programmed=3)
    told = {line["id"]: tuple(space.numbered(line["package"])) for line in record["principles"]}
    assert told == {name: answer.packages[0] for name, answer in found.answers.items()}
    assert set(told) == {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}
    assert record["counts"]["efficient"] == 3
    sure = {space.numbered(line["package"]) for line in record["packages"] if line["efficient"]}
    assert sure == {tuple(package) for package in found.frontier_packages.tolist()}
    assert "no other has a larger sum of shares" in record["judged_on"]
    assert record["zone"]["room_to_spare"] == {}


RANGES = (
    "issue,level,North,South\ntruce,no,0,0.3\ntruce,yes,0.5 to 0.7,0\nmonitors,none,0.4,0\nmonitors,UN,0,0.6 to 0.8\n"
    "reservation,,0.3 to 0.7,0.5 to 0.8\n"
)


def test_ranges_of_a_table_give_shares_over_draws(tmp_path):
    """Against the exact shares: what is offered less what is asked, both piecewise even, by a fine grid of quantiles."""
    (tmp_path / "talks.csv").write_text(RANGES, encoding="utf-8")
    path = str(tmp_path / "talks.csv")
    record = json.loads(run(path, "--json", "--draws", "4000").stdout)
    jsonschema.validate(record, SCHEMA)
    line = next(line for line in record["packages"] if list(line["package"].values()) == ["yes", "UN"])
    steps = np.interp((np.arange(2000) + 0.5) / 2000, (0, 0.05, 0.5, 0.95, 1), (-1.2, -1, 0, 1, 1.2))
    exact = {}
    for party, (worth, wide), (least, range_) in (
        ("North", (0.6, 0.1), (0.5, 0.2)),
        ("South", (0.7, 0.1), (0.65, 0.15)),
    ):
        exact[party] = float((worth + wide * steps[:, None] >= least + range_ * steps[None, :]).mean())
        told = line["over_draws"]["signs"][party]
        assert abs(told["share"] - exact[party]) < 4 * told["standard_error"]
    together = line["over_draws"]["all_sign"]
    assert abs(together["share"] - exact["North"] * exact["South"]) < 4 * together["standard_error"]
    assert record["likeliest"] == {"package": line["package"], "all_sign": together}
    assert (
        "Of all packages, all sign most often: truce: yes; monitors: UN" in run(path, "--draws", "200").output
    )
    assert "over_draws" not in json.loads(run(path, "--json", "--central").stdout)
    assert "ranges are written as their middles" in run(path, "--export", str(tmp_path / "g")).output


def test_ranges_come_along_into_a_case(tmp_path):
    """Those of reservations and of levels in between; the ends of an issue are its scale, and the command says so."""
    from detente.cli import group

    def both(table):
        (tmp_path / "talks.csv").write_text(table, encoding="utf-8")
        folder = tmp_path / f"case{len(list(tmp_path.iterdir()))}"
        made = CliRunner().invoke(group, ["import", str(tmp_path / "talks.csv"), str(folder)])
        assert made.exit_code == 0, made.output
        return made.output, [
            json.loads(run(str(path), "--json", "--draws", "2000").stdout)
            for path in (tmp_path / "talks.csv", folder)
        ]

    between = (
        "issue,level,North,South\ntruce,no,0,0.3\ntruce,short,0.3 to 0.5,0.1 to 0.2\ntruce,yes,0.6,0\nmonitors,none,0.4,0\n"
        "monitors,UN,0,0.7\nreservation,,0.1 to 0.5,0.5 to 0.9\n"
    )
    said, (table, case) = both(between)
    assert "entered as their middles" not in said
    told = {tuple(line["package"].values())[:2]: line["over_draws"]["signs"] for line in case["packages"]}
    assert ("short", "un") in told
    for line in table["packages"]:
        key = tuple(level.casefold() for level in line["package"].values())
        if key in told:
            for one, two in zip(line["over_draws"]["signs"].values(), told[key].values(), strict=True):
                assert abs(one["share"] - two["share"]) < 4 * (one["standard_error"] + two["standard_error"])
    said, _ = both(RANGES)
    assert "entered as their middles" in said
