"""Foreign scenario files: round trips, the originals of the peer's layout, and every broken file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from detente.deals.genius import read_genius, read_genius_folder, write_genius
from detente.deals.negmas import read_negmas, write_negmas
from detente.deals.scenario import Party, Scenario, check_scenario, weights_problem
from detente.deals.sheets import package_table, read_scenario_table, write_scenario_table, write_table
from detente.deals.space import Never, feasible_packages, make_space, package_utilities
from detente.deals.xmltree import parse_xml
from detente.errors import CODES, InputError, Place, ShapeError

BROKEN = Path(__file__).parents[1] / "broken" / "deals"


def sample() -> Scenario:
    space = make_space(
        {"monitors": ["none", "un"], "price": ["0", "1", "2"], "prisoners <&>": ["alle", "لا أحد"]}
    )
    north = Party("Norte", (np.array([0.0, 0.5]), np.array([0.3, 0.15, 0.0]), np.array([0.2, 0.0])), 0.4)
    south = Party("Süd", (np.array([0.25, 0.0]), np.array([0.0, 0.25, 0.5]), np.array([0.0, 0.25])), 0.3)
    return Scenario("talks", space, (north, south))


def same_values(one: Scenario, two: Scenario) -> None:
    packages = feasible_packages(one.space)
    assert one.space.sizes == two.space.sizes
    assert package_utilities(packages, two.contributions) == pytest.approx(
        package_utilities(packages, one.contributions), abs=1e-12
    )
    assert two.reservations == pytest.approx(one.reservations, abs=1e-12)


def test_genius_round_trip(tmp_path):
    written = write_genius(sample(), tmp_path)
    found = read_genius(written[0], written[1:])
    assert (found.space.issues, found.space.levels) == (sample().space.issues, sample().space.levels)
    same_values(sample(), found)
    assert read_genius_folder(tmp_path).space == found.space


def test_genius_puts_other_scales_on_zero_to_one(tmp_path):
    space = make_space({"a": ["x", "y"], "b": ["x", "y"]})
    party = Party("p", (np.array([-3.0, 1.0]), np.array([2.0, 8.0])), 4.0)
    written = write_genius(Scenario("s", space, (party,)), tmp_path)
    found = read_genius(written[0], written[1:])
    utilities = package_utilities(feasible_packages(space), found.contributions)[:, 0]
    assert utilities == pytest.approx((np.array([-1, 5, 3, 9]) + 1) / 10)
    assert found.reservations == pytest.approx([0.5])


def test_the_two_readings_of_evaluations():
    """D-010 has evaluations 1, 3 and 2, 1 with weights of a half: GENIUS divides by 3 and 2, NegMAS does not."""
    folder = BROKEN / "D-010"
    files = folder / "domain.xml", [folder / "north.xml"]
    assert [part.tolist() for part in read_genius(*files).parties[0].parts] == [[0.5 / 3, 0.5], [0.5, 0.25]]
    assert [part.tolist() for part in read_genius(*files, "plain").parties[0].parts] == [
        [0.5, 1.5],
        [1.0, 0.5],
    ]


def test_whole_number_issues_and_linear_evaluators(tmp_path):
    """Older GENIUS files: an integer range in the domain, a line in the profile (offset and slope, or parameters)."""
    issue = '<issue index="1" name="years" type="integer" vtype="integer" {0}>{1}</issue>'
    domain = '<negotiation_template><utility_space><objective name="root">{0}</objective></utility_space></negotiation_template>'
    profile = '<utility_space><objective>{0}<weight index="1" value="1"/></objective></utility_space>'
    (tmp_path / "d.xml").write_text(domain.format(issue.format('lowerbound="2" upperbound="5"', "")))
    line = '<evaluator ftype="linear" {0}/>'
    (tmp_path / "p.xml").write_text(profile.format(issue.format("", line.format('offset="1" slope="-0.2"'))))
    (tmp_path / "q.xml").write_text(
        profile.format(issue.format("", line.format('parameter0="0" parameter1="2"')))
    )
    (tmp_path / "r.xml").write_text(profile.format(issue.format("", '<evaluator ftype="triangular" a="1"/>')))
    found = read_genius(tmp_path / "d.xml", [tmp_path / "p.xml", tmp_path / "q.xml"], "plain")
    assert found.space.levels == (("2", "3", "4", "5"),)
    assert found.parties[0].parts[0] == pytest.approx([0.6, 0.4, 0.2, 0.0])
    assert found.parties[1].parts[0].tolist() == [4, 6, 8, 10]
    with pytest.raises(InputError, match="an evaluator of kind triangular"):
        read_genius(tmp_path / "d.xml", [tmp_path / "r.xml"])
    (tmp_path / "s.xml").write_text(profile.format(issue.format("", "")))
    with pytest.raises(InputError, match="neither items nor an evaluator"):
        read_genius(tmp_path / "d.xml", [tmp_path / "s.xml"])


@pytest.mark.parametrize("style", ["yaml", "json"])
def test_negmas_round_trip(tmp_path, style):
    write_negmas(sample(), tmp_path, style)
    found = read_negmas(tmp_path)
    same_values(sample(), found)
    assert found.space == sample().space
    assert [party.name for party in found.parties] == ["Norte", "Süd"]


def test_what_negmas_writes_is_read(tmp_path):
    """The layout of files written with NegMAS 0.16 (numeric issues, lines as value functions, weights)."""
    (tmp_path / "talks.yaml").write_text(
        "issues:\n- {name: monitors, type: CategoricalIssue, values: [none, un]}\n"
        "- {name: years, type: ContiguousIssue, values: [2, 6]}\nname: talks\npath: null\n"
        "type: DiscreteCartesianOutcomeSpace\n"
    )
    (tmp_path / "a.yaml").write_text(
        "name: A\nreserved_outcome: null\nreserved_value: 0.4\nstability: 2047\n"
        "type: LinearAdditiveUtilityFunction\nvalues:\n- mapping: {none: 0.0, un: 1.0}\n  type: TableFun\n"
        "- {bias: 0.1, slope: 0.25, type: AffineFun}\nweights: [0.5, 0.2]\n"
    )
    (tmp_path / "b.json").write_text(
        json.dumps(
            {"name": "B", "reserved_value": 0.0, "type": "LinearAdditiveUtilityFunction",
             "values": {"monitors": {"type": "ConstFun", "bias": 1.0}, "years": {"type": "IdentityFun"}},
             "weights": {"monitors": 1.0, "years": -1.0}}
        )
    )  # fmt: skip
    found = read_negmas(tmp_path)
    assert found.space.levels == (("none", "un"), ("2", "3", "4", "5", "6"))
    a, b = found.parties
    assert [part.tolist() for part in a.parts] == [[0, 0.5], pytest.approx([0.12, 0.17, 0.22, 0.27, 0.32])]
    assert [part.tolist() for part in b.parts] == [[1, 1], [-2, -3, -4, -5, -6]]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_table_round_trip(tmp_path, suffix):
    path = tmp_path / f"talks.{suffix}"
    given = sample()
    given = Scenario("talks", given.space, (*given.parties, Party("unknown", None)))
    write_scenario_table(given, path)
    found = read_scenario_table(path)
    same_values(given, found)
    assert found.space == given.space
    assert found.parties[2].parts is None
    assert "[D-014, warning]" in found.notes[0]


def test_package_table_keeps_formulas_as_text(tmp_path):
    from openpyxl import load_workbook

    space = make_space({"a": ["=1+1", "y"]})
    packages = feasible_packages(space)
    header, rows = package_table(space, ["p"], packages, np.array([[1.0], [0.5]]))
    assert (header, rows) == (["package", "a", "p"], [[1, "=1+1", 1.0], [2, "y", 0.5]])
    write_table(tmp_path / "t.xlsx", header, rows)
    cell = load_workbook(tmp_path / "t.xlsx").worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


CASES = {
    "D-001": (lambda p: read_genius_folder(p), ["north.xml:2", "no element found"]),
    "D-002": (lambda p: read_genius(p / "domain.xml", [p / "north.xml", p / "south.xml"]), ["<!DOCTYPE lolz>", "<!DOCTYPE u>"]),
    "D-003": (lambda p: read_genius(p / "domain.xml", [p / "north.xml"]), ["<negotiation_template> without <objective>"]),
    "D-004": (lambda p: read_genius(p / "domain.xml", [p / "north.xml"]), ["only the level none", "two levels"]),
    "D-005": (lambda p: read_genius(p / "domain.xml", [p / "north.xml"]), ["evaluation 'inf'", "evaluation 'many'"]),
    "D-006": (lambda p: read_genius(p / "domain.xml", [p / "north.xml"]), ["weights 0, 0 with sum 0"]),
    "D-007": (lambda p: read_genius(p / "domain.xml", [p / "north.xml"]), ["issues prisoners, truce", "monitors, truce"]),
    "D-008": (lambda p: read_genius(p / "domain.xml", [p / "north.xml"]), ["kind real from 0.0 to 1.0"]),
    "D-009": (read_negmas, ["HyperRectangleUtilityFunction", "linear additive"]),
    "D-011": (lambda p: read_scenario_table(p / "talks.csv"), ["issue, worth", "one distinct column per party"]),
    "D-012": (lambda p: read_genius(p / "domain.xml", [p / "north.xml"]), ["level of monitors: none twice"]),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_broken_file(code):
    read, words = CASES[code]
    with pytest.raises(InputError) as caught:
        read(BROKEN / code)
    assert code in {problem.code for problem in caught.value.problems}
    for word in words:
        assert word in str(caught.value)


def test_a_reservation_above_the_best_package_is_a_warning():
    folder = BROKEN / "D-010"
    (note,) = read_genius(folder / "domain.xml", [folder / "north.xml"]).notes
    assert "D-010, warning" in note
    assert "1.7, its best package is worth 1" in note


def test_a_party_without_values_is_unknown():
    found = read_scenario_table(BROKEN / "D-014.csv")
    assert [party.parts is None for party in found.parties] == [False, True]
    assert "it never accepts" in found.notes[0]


def test_rules_that_contradict_are_named_and_formats_without_rules_refuse(tmp_path):
    with pytest.raises(InputError, match="D-013") as caught:
        read_scenario_table(BROKEN / "D-013.csv")
    (problem,) = caught.value.problems
    assert problem.found == "never a is x; never a is y"
    assert "no smaller set" in problem.rule
    space = make_space({"a": ["x", "y"]}, [Never({"a": ["x"]})])
    for write in (write_genius, write_negmas):
        with pytest.raises(InputError, match="neither rules nor combinations"):
            write(Scenario("s", space, ()), tmp_path)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("seed", range(5))
def test_tables_hold_rules_and_combinations(tmp_path, random_problem, suffix, seed):
    """Whatever rules and terms: the same packages are feasible, and worth the same, once written and read."""
    space, parts, terms, floor = random_problem(40 + seed)
    parties = tuple(
        Party(f"p{k}", tuple(part.astype(float) for part in party), float(least))
        for k, (party, least) in enumerate(zip(parts, floor, strict=True))
    )
    given = Scenario("talks", space, (*parties, Party("unknown", None)), (), tuple(terms))
    path = tmp_path / f"talks.{suffix}"
    write_scenario_table(given, path)
    found = read_scenario_table(path)
    packages = feasible_packages(space)
    assert feasible_packages(found.space).tolist() == packages.tolist()
    worth = package_utilities(packages, given.contributions, given.interactions)
    assert package_utilities(packages, found.contributions, found.interactions).tolist() == worth.tolist()


def test_names_that_would_be_read_as_rules_are_refused(tmp_path):
    space = make_space({"land and sea": ["x", "y"]}, [Never({"land and sea": ["x"]})])
    with pytest.raises(ShapeError, match="cannot be put in words"):
        write_scenario_table(Scenario("s", space, ()), tmp_path / "s.csv")


def test_rules_in_words(tmp_path):
    text = (
        "issue,level,north,south\ntruce,no,0,0.3\ntruce,yes,0.6,0\nmonitors,none,0.4,0\nmonitors,un,0,0.7\n"
        "truce + monitors,yes + un,0.05,-0.1\n{}\nreservation,,0.3,0.5\n"
    )
    path = tmp_path / "talks.csv"
    counts = {
        "if truce is no then monitors is none": 3, "never truce is no and monitors is un": 3,
        "at most 1 of truce is no and monitors is none or un": 2, "at least 1 of truce is yes and monitors is un": 3,
    }  # fmt: skip
    for rule, count in counts.items():
        path.write_text(text.format(f"rule,{rule},,"), encoding="utf-8")
        found = read_scenario_table(path)
        assert len(feasible_packages(found.space)) == count, rule
        assert package_utilities(np.array([[1, 1]], dtype=np.int8), found.contributions, found.interactions)[
            0
        ] == pytest.approx([0.65, 0.6])
    for row, words in (
        ("rule,perhaps not,,", "begins neither with if"),
        ("rule,never truce is perhaps,,", "has no level 'perhaps'"),
        ("rule,never truce,,", "not «issue is level»"),
        ("truce + price,yes + 2,1,1", "a combination joins issues of the table"),
        ("truce + monitors,yes + eu,1,1", "names one level of each of truce, monitors"),
        ("truce + monitors,no + un,inf,1", "a finite number"),
    ):
        path.write_text(text.format(row), encoding="utf-8")
        with pytest.raises(InputError, match="D-0") as caught:
            read_scenario_table(path)
        assert words in str(caught.value)


def test_infinite_values_and_weights():
    space = make_space({"a": ["x", "y"]})
    (problem,) = check_scenario(Scenario("s", space, (Party("p", (np.array([0.0, np.inf]),)),)), Place("s"))
    assert (problem.code, problem.path) == ("D-005", "p.values")
    assert weights_problem([0.5, 0.5], "p", Place("s")) is None
    problem = weights_problem([0.5, 0.7], "p.weights", Place("s"))
    assert "sum 1.2" in problem.found
    assert weights_problem([-1, 2], "p", Place("s")).fix == "correct the weights"


def test_entities_aliases_and_depth_are_refused(tmp_path):
    with pytest.raises(InputError, match="nesting deeper than 50"):
        parse_xml(b"<a>" * 200, "deep.xml")
    (tmp_path / "x.yaml").write_text("issues: &a [1]\nname: *a\n")
    with pytest.raises(InputError, match=r"an alias \*a"):
        read_negmas(tmp_path)
    (tmp_path / "x.yaml").write_text("a: [1\n")
    with pytest.raises(InputError, match="D-001"):
        read_negmas(tmp_path)
    with pytest.raises(InputError, match="No such file"):
        read_genius(tmp_path / "none.xml", [])


def test_every_code_of_the_room_has_a_row():
    import re

    source = Path(__file__).parents[2] / "src" / "detente"
    used = set()
    for file in [*(source / "deals").glob("*.py"), source / "cli" / "deals.py", source / "cli" / "burden.py"]:
        if file.exists():
            used |= set(re.findall(r'"(D-\d{3})"', file.read_text(encoding="utf-8")))
    assert used == {code for code in CODES if code.startswith("D-")}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_tables_hold_ranges(tmp_path, suffix):
    path = tmp_path / f"talks.{suffix}"
    write_table(
        path,
        ["issue", "level", "north"],
        [["truce", "no", 0.5], ["truce", "yes", "0.2 to 0.6"], ["reservation", "", "-1 to 0.5"]],
    )
    (party,) = read_scenario_table(path).parties
    assert [part.tolist() for part in party.parts] == [[0.5, pytest.approx(0.4)]]
    assert [part.tolist() for part in party.widths] == [[0.0, pytest.approx(0.2)]]
    assert (party.reservation, party.reservation_width) == (-0.25, 0.75)
    assert party.has_ranges
    write_scenario_table(read_scenario_table(path), tmp_path / f"again.{suffix}")
    (again,) = read_scenario_table(tmp_path / f"again.{suffix}").parties
    assert again.parts[0] == pytest.approx(party.parts[0])
    assert again.widths[0] == pytest.approx(party.widths[0])
    for cell in ("0.6 to 0.2", "0.2 to", "to 3", "0.1 to inf"):
        write_table(path, ["issue", "level", "north"], [["truce", "no", 0.5], ["truce", "yes", cell]])
        with pytest.raises(InputError, match="a finite number, or a range"):
            read_scenario_table(path)
