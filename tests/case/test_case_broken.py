"""One broken folder per problem code, the place and the words of each message, and a code for every folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case import check, load
from detente.case.expurgate import expurgate
from detente.case.starting import attach, start
from detente.errors import CODES, CaseError, Problem

BROKEN = Path(__file__).parents[1] / "broken" / "case"

#: Code -> where the first such problem stands, words of what was found, words of the fix.
EXPECTED = {
    "C-001": ("", "a folder without case.yaml", "detente new"),
    "C-003": ("case.yaml:13:12", "byte 0xfc", "UTF-8"),
    "C-004": ("case.yaml:21:19", "mapping values are not allowed", "needs quotes"),
    "C-005": ("case.yaml:9:5", "`war_cost` a second time (first on line 8)", "merge the two"),
    "C-006": ("case.yaml:2:32", "24 levels", "close the brackets"),
    "C-007": ("case.yaml:9:8", "200,000 values", "instead of `*name`"),
    "C-008": ("case.yaml:2:8", "python/object", "leave the tag out"),
    "C-009": ("case.yaml:6:1", "a tab", "two spaces"),
    "C-010": ("case.yaml", "nothing", "detente new"),
    "C-011": ("case.yaml:5:3", "no `patience`", "patience: 24 to 72 months"),
    "C-012": ("case.yaml:8:5", "`war_cots`", "did you mean `war_cost`?"),
    "C-013": ("case.yaml:28:3", "0.7 to 0.4", "write `0.4 to 0.7`"),
    "C-014": ("case.yaml:2:1", "2025", "in quotes"),
    "C-015": ("case.yaml:1:1", "2", "write `detente: 1`"),
    "C-020": ("statements.csv:3", "expected after", "close every quote"),
    "C-021": ("statements.csv:1:21", "`speakr`", "did you mean `speaker`?"),
    "C-022": ("statements.csv:3:1", "8 cells", "comma in quotes"),
    "C-023": ("statements.csv:2:9", "first", "digits only"),
    "C-024": ("statements.jsonl:2:14", "Expecting property name", "correct the line"),
    "C-030": ("case.yaml:22:68", "no land", "write no_land"),
    "C-031": ("case.yaml:22:20", "`suoth`", "did you mean `south`?"),
    "C-032": ("case.yaml:36:20", "`hlaf`", "did you mean `half`?"),
    "C-033": ("case.yaml:8:28", "`s11`", "did you mean `s1`?"),
    "C-034": ("statements.csv:3:4", "`wrie`", "did you mean `wire`?"),
    "C-035": ("case.yaml:30:40", "`est`", "known here: north, south"),
    "C-036": ("statements.csv:3:1", "id `s1` a second time", "write s1_2"),
    "C-037": ("case.yaml:14:5", '"NORTH" for `north` and for `south`', "merge `south` into `north`"),
    "C-038": ("case.yaml:14:12", "english", "write en for English"),
    "C-039": ("case.yaml:3:1", "15.1.2025", "write 2025-01-15"),
    "C-040": ("case.yaml:10:5", "a sum of 0.9", "prior: 0.1"),
    "C-041": ("case.yaml:10:30", "a sum of 0.9", "{land: 6, truce: 3}"),
    "C-042": ("case.yaml:9:14", "values from 0.1 to 0.9", "{all: 1, half: 0.5, nothing: 0}"),
    "C-043": ("case.yaml:9:14", "no value for half", "half: 0.5"),
    "C-044": ("case.yaml:10:5", "no goal", "goals: {main"),
    "C-045": ("case.yaml:39:53", "no likelihood under main", "main: 0.5"),
    "C-046": ("case.yaml:40:11", "1 seat", "who else sits there"),
    "C-047": ("case.yaml:39:50", "2024-12-31", "correct the deadline"),
    "C-048": ("statements.csv:2:11", "speaker `noth`", "did you mean `north`?"),
    "C-049": ("case.yaml:39:52", "war over war", "took: war"),
    "C-050": ("case.yaml:25:5", "1 level", "the other way"),
    "C-051": ("case.yaml:23:3", "no level of `truce` needs anybody", "needs: [north]"),
    "C-052": ("case.yaml:38:51", "an uplift between -0.019 and 0.329", "uplift: 0.1 to 0.3"),
    "C-053": ("case.yaml:11:28", "only truce", "the value of the level"),
    "C-054": ("case.yaml:11:71", "the same levels as `one`", "its own `goals: [main]`"),
    "C-055": ("case.yaml:11:5", "4 of 3 ratifiers", "at most 3"),
    "C-060": ("case.yaml:27:3", "1 side", "sides: {north"),
    "C-061": ("case.yaml:35:12", "no level for truce", "truce: fire"),
    "C-062": ("case.yaml:35:12", "winning is worth 0.4", "exchange the packages"),
    "C-063": ("case.yaml:28:3", "bounds 0.1 to 0.45", "power_max: 0.5"),
    "C-064": ("case.yaml:31:3", "half a grid step 0.008889", "at least 0.0089"),
    "C-065": ("case.yaml:30:14", "1.44 in a year", "0.12 per year"),
    "C-066": ("case.yaml:25:79", "no level with monitoring", "monitoring: 0.5 to 0.9"),
    "C-068": ("case.yaml:39:3", "`north` helps itself", "`to`"),
    "C-069": ("case.yaml:39:3", "which no level brings into force", "guarantee: force"),
    "C-070": ("case.yaml:38:1", "rules.0 and rules.1 cannot be kept at once", "one of rules.0 and rules.1"),
    "C-071": ("case.yaml:41:51", "breaks rules.0", "loosen rules.0"),
    "C-072": ("case.yaml:39:5", "without `then`", "then: {issue: level}"),
    "C-073": ("case.yaml:22:14", "level `all`", "take the level out"),
    "C-074": ("case.yaml:39:27", "truce: fire", "a pause in the war"),
    "C-075": ("case.yaml:52:5", "1 member", "add a member"),
    "C-076": ("case.yaml:49:3", "`relies_on` without `cost_alone`", "add cost_alone: 0.5"),
    "C-077": ("case.yaml:41:29", "1.2", "write 0.6"),
    "C-078": ("case.yaml:58:9", "40 of 30 days", "write at most 30"),
    "C-080": ("case.yaml:39:48", "wire.txt has SHA-256", "the right document"),
    "C-081": ("statements.csv:2:26", 'has "We want the land."', "paraphrase: true"),
    "C-082": ("statements.csv:2:9", "30 to 13", "first code point"),
    "C-083": ("case.yaml:39:32", "sources/wire.txt", "detente attach"),
    "C-084": ("statements.csv:2:1", "neither span nor paragraph", "counted from 1"),
    "C-085": ("statements.csv:2:1", "`s1`, on which nothing rests", "because"),
    "C-086": ("case.yaml:39:3", "source `wire` without statements", "add its statements"),
    "C-087": ("case.yaml:5:3", "7 assumed without a reason: patience, war_cost", "assumed:"),
    "C-088": ("case.yaml:28:3", "2 readings, all from agency", "a reading from elsewhere"),
    "C-089": ("case.yaml:38:10", "1.5 for grade A", "write 0.9"),
    "C-090": ("case.yaml:39:42", "`war.pwer`", "did you mean `war.power`?"),
}
WARNINGS = {
    "C-047",
    "C-048",
    "C-054",
    "C-064",
    "C-066",
    "C-069",
    "C-073",
    "C-074",
    "C-084",
    "C-085",
    "C-086",
    "C-087",
    "C-088",
}
#: Codes whose fault is no file that could be kept here: each has a test of its own below.
MADE_HERE = {"C-002", "C-091", "C-092", "C-093"}


def problems_of(code: str) -> tuple[Problem, ...]:
    return check(BROKEN / code)[1]


@pytest.mark.parametrize("code", EXPECTED)
def test_message_of_code(code: str) -> None:
    where, found, fix = EXPECTED[code]
    problems = problems_of(code)
    assert {problem.code for problem in problems} == {code}, "\n".join(map(str, problems))
    first = problems[0]
    assert str(first.place).endswith(where)
    assert found in first.found
    assert fix in first.fix
    assert len(first.rule) > 10
    assert first.severity == ("warning" if code in WARNINGS else "error")


@pytest.mark.parametrize("code", sorted(set(EXPECTED) - WARNINGS))
def test_errors_stop_the_load(code: str) -> None:
    with pytest.raises(CaseError, match=code):
        load(BROKEN / code)


@pytest.mark.parametrize("code", sorted(WARNINGS))
def test_warnings_do_not(code: str) -> None:
    assert [problem.code for problem in load(BROKEN / code).warnings] == [code] * len(problems_of(code))


def test_every_code_has_a_broken_file() -> None:
    ours = {code for code in CODES if code.startswith("C-")}
    assert ours == set(EXPECTED) | MADE_HERE
    folders = {path.name for path in BROKEN.iterdir()} - {"valid"}
    assert folders == ours - {"C-002"}


def test_the_valid_one_is_valid() -> None:
    assert check(BROKEN / "valid")[1] == ()


def test_c_002_a_file_of_50_mb_is_not_even_read(tmp_path: Path) -> None:
    with (tmp_path / "case.yaml").open("wb") as file:
        file.truncate(50_000_000)
    (problem,) = check(tmp_path)[1]
    assert problem.code == "C-002"
    assert problem.found == "50 MB"


def test_c_091_new_never_overwrites() -> None:
    before = sorted(path.name for path in (BROKEN / "C-091").iterdir())
    with pytest.raises(CaseError, match=r"C-091.*\n.*a folder with notes.txt"):
        start(BROKEN / "C-091")
    assert sorted(path.name for path in (BROKEN / "C-091").iterdir()) == before


def test_c_092_attach_refuses_another_edition() -> None:
    case = load(BROKEN / "C-092")
    with pytest.raises(CaseError, match="which no source has"):
        attach(case, BROKEN / "C-092" / "other.txt")
    with pytest.raises(CaseError, match="not 0000"):
        attach(case, BROKEN / "C-092" / "other.txt", "wire")
    with pytest.raises(CaseError, match="did you mean `wire`"):
        attach(case, BROKEN / "C-092" / "other.txt", "wrie")
    assert not (BROKEN / "C-092" / "sources").exists()


def test_c_093_secrets_are_found_where_they_leaked() -> None:
    with pytest.raises(CaseError, match=r"C-093.*\n.*`note` repeats the words"):
        expurgate(load(BROKEN / "C-093"))


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = (BROKEN / "valid" / "case.yaml").read_text()
    for old, new in (
        ("power: 0.5", "power: 1.4"),
        ("while_fighting: {land: half", "while_fighting: {land: hlaf"),
        ("prior: 1, weights: {land: 0.6", "prior: 0.8, weights: {land: 0.5"),
        ("as_of: 2025-01-15", "as_of: yesterday"),
        ("    name: South\n", "    name: South\n    nmae: South\n"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "case.yaml").write_text(text)
    codes = [problem.code for problem in check(tmp_path)[1]]
    assert sorted(codes) == ["C-012", "C-013", "C-032", "C-039", "C-040", "C-041"]
    lines = [problem.place.line for problem in check(tmp_path)[1]]
    assert lines == sorted(lines)


def test_a_broken_table_does_not_make_every_reference_look_broken(tmp_path: Path) -> None:
    text = (BROKEN / "C-033" / "case.yaml").read_text().replace("s11", "s1")
    (tmp_path / "case.yaml").write_text(text)
    (tmp_path / "statements.csv").write_text("id,source,speker,words\ns1,wire,North,Hello\n")
    assert [problem.code for problem in check(tmp_path)[1]] == ["C-021"]
