"""Loading: traps of YAML and of encodings, places, content read from several files, changes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from detente.case import check, library_path, load, yamlfile
from detente.case.bundled import template_path
from detente.case.loading import load as load_directly
from detente.case.yamlfile import MOST_VALUES, YamlReader, resolve
from detente.errors import CaseError, Place, UnknownIdError

VALID = (Path(__file__).parents[1] / "broken" / "case" / "valid" / "case.yaml").read_text()


def write(folder: Path, text: str | bytes, **files: str) -> Path:
    data = text.encode() if isinstance(text, str) else text
    (folder / "case.yaml").write_bytes(data)
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content)
    return folder


def changed(old: str, new: str) -> str:
    assert old in VALID
    return VALID.replace(old, new)


def codes(folder: Path) -> list[str]:
    return [problem.code for problem in check(folder)[1]]


def test_norway_is_no_truth_value(tmp_path: Path) -> None:
    """`NO` is text in YAML 1.2: as a key, as an id in a list, as a language."""
    text = VALID.replace("north", "NO").replace(
        "    name: South\n", "    name: South\n    also: {no: [Sør]}\n"
    )
    case = load(write(tmp_path, text))
    assert list(case.parties) == ["NO", "south"]
    assert case.war.sides["NO"] == ("NO",)
    assert case.parties["south"].also == {"no": ("Sør",)}


def test_core_schema_of_yaml_1_2() -> None:
    assert [resolve(word) for word in ("yes", "on", "12:30", "0o17", "017", "1_000", "1e3", "+5", ".5")] == [
        "yes", "on", "12:30", 15, 17, "1_000", 1000.0, 5, 0.5,
    ]  # fmt: skip
    assert resolve("9" * 5000) == "9" * 5000
    assert resolve("2025-03-19") == "2025-03-19"


@pytest.mark.parametrize(
    "value", ["12:30", "NO", "yes", ".nan", ".inf", "-.inf", "1e999", "1_000", "true", "~", "[1, 2]"]
)
def test_a_trap_where_a_number_belongs(tmp_path: Path, value: str) -> None:
    assert codes(write(tmp_path, changed("power: 0.5", f"power: {value}"))) == ["C-013"]


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    plain = load(write(tmp_path, VALID))
    windows = load(write(tmp_path, b"\xef\xbb\xbf" + VALID.replace("\n", "\r\n").encode()))
    assert windows == plain
    assert windows.digest == plain.digest
    assert windows.place("war.power") == plain.place("war.power")


def test_utf_16_is_named(tmp_path: Path) -> None:
    (problem,) = check(write(tmp_path, VALID.encode("utf-16")))[1]
    assert (problem.code, problem.found) == ("C-003", "UTF-16 text")


def test_right_to_left_and_other_scripts(tmp_path: Path) -> None:
    text = VALID.replace("name: North", "name: الشمال").replace("name: South", 'name: "דרום \\u200f"')
    text = text.replace("half", "половина").replace("title: Two sides and a valley", "title: 谷の両側 🕊")
    case = load(write(tmp_path, text))
    assert case.parties["north"].name == "الشمال"
    assert "половина" in case.issues["land"].levels
    assert case.title.endswith("🕊")
    assert case.place("issues.land.levels.половина") == Place(str(tmp_path / "case.yaml"), 22, 37)


def test_deep_nesting_and_cyclic_aliases_end(tmp_path: Path) -> None:
    assert codes(write(tmp_path, "a: " + "[" * 100_000)) == ["C-006"]
    assert codes(write(tmp_path, "a: " + "{b: " * 50_000)) == ["C-006"]
    assert codes(write(tmp_path, "a: &x [*x]\n")) == ["C-007"]
    assert codes(write(tmp_path, "a: *nothing\n")) == ["C-004"]


def test_billion_laughs_is_counted_not_built(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 15)]
    reader = YamlReader("\n".join(lines), "case.yaml")
    assert reader.read() is None
    assert [problem.code for problem in reader.problems] == ["C-007"]
    assert len(reader.places) <= MOST_VALUES + 1


def test_an_alias_is_placed_where_it_is_used(tmp_path: Path) -> None:
    text = VALID.replace("goals: {main: {prior: 1, ", "goals: {main: &g {prior: 1, ", 1)
    index = text.rindex("goals: {main: {")
    end = text.index("\n", index)
    text = text[:index] + "goals: {main: *g}" + text[end:]
    case = load(write(tmp_path, text))
    assert case.parties["south"].goals == case.parties["north"].goals
    assert case.place("parties.south.goals.main.prior").line == 17


@pytest.mark.parametrize("text", ["", "\n\n", "# remark\n", "\ufeff", "---\n...\n", "null\n"])
def test_empty_files(tmp_path: Path, text: str) -> None:
    assert codes(write(tmp_path, text)) == ["C-010"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("just words\n", "C-014"),
        ("- a\n- b\n", "C-014"),
        ("detente: 1\n---\ndetente: 1\n", "C-004"),
        ("? [a]\n: b\n", "C-004"),
        ("a: 'open\n", "C-004"),
        ("a: \x07\n", "C-004"),
        ("a: [1, 2\n", "C-004"),
        ("a: `tick`\n", "C-004"),
        ("a: @at\n", "C-004"),
        ("a:\n\t- b\n", "C-009"),
    ],
)
def test_files_that_are_no_case(tmp_path: Path, text: str, code: str) -> None:
    found = codes(write(tmp_path, text))
    assert code in found


def test_places_of_statements_and_signals(tmp_path: Path) -> None:
    text = VALID + (
        "sources:\n  wire: {title: A report}\n"
        "signals:\n  - id: march\n    what: troops marched\n    about: north\n    likelihood: {main: likely}\n"
        "    reliability: 0.9\n    background: 0.1\n    assumed: a test\n"
    )
    table = (
        'id,source,paragraph,speaker,issue,words\ns1,wire,1,North,land,"a, b\nc"\ns2,wire,2,"X, Y",land,d\n'
    )
    case = load(write(tmp_path, text, statements_csv=table))
    assert case.place("signals.march.likelihood.main") == Place(str(tmp_path / "case.yaml"), 44, 18)
    assert case.place("statements.s2.words") == Place(str(tmp_path / "statements.csv"), 4, 23)
    assert case.statements[0].words == "a, b\nc"


def test_semicolons_and_tabs_of_spreadsheets(tmp_path: Path) -> None:
    text = VALID + "sources:\n  wire: {title: A report}\n"
    rows = [
        ["id", "source", "paragraph", "speaker", "issue", "words"],
        ["s1", "wire", "1", "North", "land", "Well, no"],
    ]
    for mark in (";", "\t"):
        table = "\n".join(mark.join(row) for row in rows)
        assert load(write(tmp_path, text, statements_csv=table)).statements[0].words == "Well, no"


def test_json_lines_say_the_same_as_the_table(tmp_path: Path) -> None:
    text = VALID + "sources:\n  wire: {title: A report}\n"
    row = {"id": "s1", "source": "wire", "paragraph": 1, "speaker": "North", "issue": "land", "words": "No"}
    table = ",".join(row) + "\n" + ",".join(map(str, row.values())) + "\n"
    first = load(write(tmp_path, text, statements_csv=table))
    (tmp_path / "statements.csv").unlink()
    assert load(write(tmp_path, text, statements_jsonl=json.dumps(row) + "\n")) == first


def test_half_a_character_in_json_lines(tmp_path: Path) -> None:
    line = '{"id": "s1", "source": "wire", "speaker": "North", "words": "\\ud800"}\n'
    text = VALID + "sources:\n  wire: {title: A report}\n"
    assert codes(write(tmp_path, text, statements_jsonl=line)) == ["C-024"]


def test_file_and_folder_and_bundled_name(tmp_path: Path) -> None:
    write(tmp_path, VALID)
    assert load(tmp_path) == load(tmp_path / "case.yaml") == load_directly(str(tmp_path))
    with pytest.raises(UnknownIdError, match="no bundled case `nowhere`"):
        library_path("nowhere")


@pytest.mark.parametrize("path", ["no/such", "x" * 5000, "a\0b"])
def test_paths_that_lead_nowhere(path: str) -> None:
    with pytest.raises(CaseError, match="C-001"):
        load(path)


def test_pipes_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "case.yaml")
    assert "not a file" in check(tmp_path)[1][0].found
    assert check("/dev/zero")[1][0].code == "C-001"
    (tmp_path / "case.yaml").unlink()
    write(tmp_path, VALID)
    (tmp_path / "statements.csv").mkdir()
    assert codes(tmp_path) == ["C-001"]


def test_a_yearly_hazard_given_as_monthly_is_remarked_on(tmp_path: Path) -> None:
    case = load(write(tmp_path, changed("decided_per_month: 0.02", "decided_per_month: 0.6")))
    (warning,) = case.warnings
    assert warning.code == "C-065"
    assert "0.6 per year (= 0.0735 per month)" in warning.fix


def test_two_fixes_for_what_may_have_been_meant(tmp_path: Path) -> None:
    (problem,) = check(write(tmp_path, changed("power: 0.5", "power: 55")))[1]
    assert problem.fix == "write 0.55 or `55 %` if a percentage was meant, else a number from 0 to 1"


def test_changed_values_are_checked_like_a_file(tmp_path: Path) -> None:
    case = load(write(tmp_path, VALID))
    other = case.with_values({"war.power": "0.3 to 0.4", "issues.truce.levels.peace.effects.monitoring": 0.5})
    assert other.war.power.readings[0].high == 0.4
    assert case.war.power.is_certain
    assert other != case
    assert other.with_values({"war.power": 0.5}).war == case.war
    with pytest.raises(CaseError, match=r"war.power  \[C-013\]\n  found: 1.2"):
        case.with_values({"war.power": 1.2})
    with pytest.raises(CaseError, match=r"did you mean `war\.power`"):
        case.with_values({"war.powr": 0.2})
    with pytest.raises(CaseError, match="C-040"):
        case.with_values({"parties.north.goals.main.prior": 0.5})
    with pytest.raises(CaseError, match="C-090"):
        case.with_values({"parties.nroth.war_cost": 0.5})
    with pytest.raises(CaseError, match=r"issues.land.levels.*\[C-090\]"):
        case.with_values({"issues.land.levels.third": {}})


def test_with_values_takes_plain_values_only(tmp_path: Path) -> None:
    case = load(write(tmp_path, VALID))
    for raw in ("\udcff", {"a": object()}, {1, 2}):
        with pytest.raises(CaseError, match="C-014"):
            case.with_values({"title": raw})
    taken = case.with_values({"war.surprise": case.war.power}).war.surprise
    assert (taken.central, taken.scale) == (0.5, "shift")


def test_with_values_reports_every_fault(tmp_path: Path) -> None:
    case = load(write(tmp_path, VALID))
    with pytest.raises(CaseError) as caught:
        case.with_values({"war.powr": 0.2, "war.shok": 0.1})
    assert [problem.code for problem in caught.value.problems] == ["C-090", "C-090"]


def test_quantities_do_not_depend_on_the_order_of_the_file(tmp_path: Path) -> None:
    one = load(write(tmp_path, VALID))
    start, parties, rest = (
        VALID.partition("parties:\n")[0],
        *VALID.partition("parties:\n")[2].split("issues:\n"),
    )
    north, south = parties.split("  south:\n")
    turned = f"{start}parties:\n  south:\n{south}{north}issues:\n{rest}"
    other = load(write(tmp_path, turned))
    assert list(other.parties) == ["south", "north"]
    assert list(one.quantities().items()) == list(other.quantities().items())


def test_grounds_come_from_the_nearest_part_that_states_them(tmp_path: Path) -> None:
    text = VALID.replace("    war_cost: 0.3\n", "    war_cost: {value: 0.3, because: [s1]}\n", 1)
    text = text.replace(
        "goals: {main: {prior: 1, weights: {land: 0.6, truce: 0.4}}}",
        "goals: {main: {prior: 1, because: [s1], weights: {land: 0.6, truce: 0.4}}}", 1,
    ).replace("    assumed: a test\n", "    assumed: a test\n    values_assumed: {land: it is known}\n", 1)  # fmt: skip
    table = "id,source,paragraph,speaker,words\ns1,wire,1,North,No\n"
    found = load(
        write(tmp_path, text + "sources:\n  wire: {title: A report}\n", statements_csv=table)
    ).quantities()
    assert found["parties.north.war_cost"].mark == "coded"
    assert found["parties.north.goals.main.weights.land"].because == ("s1",)
    assert found["parties.north.patience"].assumed == "a test"
    assert found["parties.north.values.land.half"].assumed == "it is known"
    assert found["parties.north.values.truce.fire"].assumed == "a test"


def test_fill_and_vocabulary(tmp_path: Path) -> None:
    text = VALID.replace("    name: South\n", "    name: South\n    also: {es: [el Sur], ar: [الجنوب]}\n")
    case = load(write(tmp_path, text + "people:\n  envoy: {name: A. Oller, speaks_for: south}\n"))
    assert case.fill({"truce": "peace"}) == {"land": "half", "truce": "peace"}
    vocabulary = case.vocabulary()
    assert [(name.id, name.text, name.language) for name in vocabulary.of_kind("party")] == [
        ("north", "North", None), ("south", "South", None), ("south", "el Sur", "es"), ("south", "الجنوب", "ar"),
    ]  # fmt: skip
    assert vocabulary.speaks_for == {"envoy": "south"}


def test_a_misspelt_level_does_not_make_the_rules_contradictory(tmp_path: Path) -> None:
    text = VALID + "rules:\n  - {if: {truce: peace}, then: {land: hlaf}}\n"
    assert codes(write(tmp_path, text)) == ["C-032"]


def test_a_faulty_part_hides_no_fault_elsewhere_and_makes_none(tmp_path: Path) -> None:
    """A prior that is no number says nothing about the sum of the priors, and hides no unknown id."""
    text = VALID.replace("prior: 1", "prior: one", 1).replace("truce: fire}", "truce: fier}")
    assert codes(write(tmp_path, text)) == ["C-013", "C-032"]


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_with_and_without_the_compiled_reader(monkeypatch: pytest.MonkeyPatch, loader: type) -> None:
    """Without libyaml the same values, places and codes come from PyYAML's own reader."""
    monkeypatch.setattr(yamlfile, "Loader", loader)
    text = (template_path() / "case.yaml").read_text()
    reader = YamlReader(text, "case.yaml")
    data = reader.read()
    monkeypatch.undo()
    compiled = YamlReader(text, "case.yaml")
    assert data == compiled.read()
    assert reader.places == compiled.places
    monkeypatch.setattr(yamlfile, "Loader", loader)
    for faulty, place, code in [
        ("a: é谷🕊\nb: x\x07y\n", "f:2:5", "C-004"),
        ("a:\n\tb: c\n", "f:2:1", "C-009"),
        ("é: 1\né: 2\n", "f:2:1", "C-005"),
        ("a: " + "[" * 3000, "f:1:28", "C-006"),
        ("a: !!python/name:os.system x\n", "f:1:4", "C-008"),
    ]:
        reader = YamlReader(faulty, "f")
        reader.read()
        assert [(str(problem.place), problem.code) for problem in reader.problems] == [(place, code)]
