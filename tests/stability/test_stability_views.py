"""Pictures, tables and the library of published conflicts."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from detente.cli.stable import command
from detente.errors import InputError, UnknownIdError
from detente.stability.analysis import analyse
from detente.stability.build import build_conflict
from detente.stability.check import check_explanation
from detente.stability.compare import rule_differences
from detente.stability.concepts import CONCEPTS
from detente.stability.conflict import Option
from detente.stability.drawing import DRAWN, draw_graph, draw_table
from detente.stability.explain import Explorer
from detente.stability.library import conflict_names, conflict_text, open_conflict
from detente.stability.tables import read_levels, write_table

SVG = "{http://www.w3.org/2000/svg}"

#: Codes of equilibria as published, where a publication lists them.
PUBLISHED = {
    "prisoners_dilemma": {"nash": [0], "gmr": [0, 3], "smr": [0, 3], "seq": [0, 3]},
    "chicken": {"nash": [1, 2], "gmr": [1, 2, 3], "smr": [1, 2, 3], "seq": [1, 2], "fh": [1, 2, 3]},
    "cuban_missiles": {"seq": [4, 5, 6], "fh": [4, 5, 6]},
    "elmira": {
        "nash": [8, 9, 18, 21, 24, 25],
        "seq": [8, 9, 18, 21, 24, 25],
        "smr": [2, 5, 8, 9, 18, 21, 24, 25],
    },
    "garrison": {"nash": [36, 41, 74, 148, 153, 276, 281], "seq": [36, 41, 74, 148, 153, 276, 281]},
    "syria_iraq": {"nash": [6], "gmr": [0, 6], "smr": [6], "seq": [6], "sim": [6]},
}


def test_the_library_is_what_the_test_knows() -> None:
    assert set(conflict_names()) == set(PUBLISHED)
    with pytest.raises(UnknownIdError, match="elmira"):
        conflict_text("atlantis")


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_published_equilibria(name: str) -> None:
    reading = open_conflict(name)
    assert reading.problems == ()
    answer = analyse(reading.conflict, reading.preferences.levels)
    for concept, codes in PUBLISHED[name].items():
        assert [int(reading.conflict.codes[s]) for s in answer.equilibria(concept)] == codes
    listed = json.loads(conflict_text(name)).get("publishedEquilibria", {})
    for concept, codes in listed.items():
        assert [int(reading.conflict.codes[s]) for s in answer.equilibria(concept)] == codes


def test_the_rule_explains_where_another_program_differs() -> None:
    """A public program's stored results for Garrison (four decision makers) follow the rule of a single answer."""
    reading = open_conflict("garrison")
    model, levels = reading.conflict, reading.preferences.levels
    narrow = analyse(model, levels, ("nash", "gmr", "smr", "seq", "sim"), "single")
    theirs = {2, 3, 8, 11, 13, 14, 15, 17, 18, 19, 21, 22}
    for concept in ("gmr", "smr"):
        assert {state + 1 for state in narrow.equilibria(concept)} == theirs
    for concept in ("nash", "seq", "sim"):
        assert {state + 1 for state in narrow.equilibria(concept)} == {2, 3, 11, 17, 18, 21, 22}
    wide = analyse(model, levels, ("gmr",))
    assert {state + 1 for state in wide.equilibria("gmr")} == theirs | {4, 6, 10}
    differing = {(each.party, each.state + 1) for each in rule_differences(model, levels, ("gmr",))}
    assert differing == {(0, 4), (0, 10), (2, 5), (2, 6)}


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_every_cell_of_the_library_is_explained_and_checked(name: str) -> None:
    reading = open_conflict(name)
    levels = reading.preferences.levels
    explorer, answer = Explorer(reading.conflict, levels), analyse(reading.conflict, levels)
    for concept in CONCEPTS:
        for party in range(len(reading.conflict.parties)):
            for state in range(reading.conflict.size):
                claim = explorer.explain(concept, party, state)
                assert claim.stable == answer.stable[concept][party, state]
                assert check_explanation(reading.conflict, levels, claim) == []


def large(options: int) -> tuple:  # type: ignore[type-arg]
    conflict = build_conflict(["A<&", 'B"'], [Option(f"o{k}", k % 2) for k in range(options)], title="<b>&")
    levels = np.array([np.random.default_rng(k).permutation(conflict.size) for k in range(2)])
    return conflict, levels, analyse(conflict, levels, ("nash", "seq"))


def test_pictures_are_well_formed_and_say_the_equilibria() -> None:
    reading = open_conflict("elmira")
    answer = analyse(reading.conflict, reading.preferences.levels)
    picture = draw_graph(reading.conflict, reading.preferences.levels, answer, "seq")
    tree = ET.fromstring(picture)
    rings = [node for node in tree.iter(f"{SVG}circle") if node.get("r") == "11.5"]
    assert len(rings) == len(answer.equilibria("seq")) == 6
    assert "YNYNY" in (tree.findtext(f"{SVG}desc") or "")
    table = ET.fromstring(draw_table(reading.conflict, answer))
    marks = [node.text for node in table.iter(f"{SVG}text")]
    assert marks.count("E") == sum(len(answer.equilibria(c)) for c in answer.stable)
    assert picture == draw_graph(reading.conflict, reading.preferences.levels, answer, "seq")


def test_arrows_are_improvements_one_for_one_on_small_conflicts() -> None:
    conflict, levels, answer = large(3)
    tree = ET.fromstring(draw_graph(conflict, levels, answer, "nash"))
    arrows = [node for node in tree.iter(f"{SVG}path") if node.get("fill") == "none"]
    explorer = Explorer(conflict, levels)
    assert len(arrows) == sum(len(explorer.improvements(i, s)) for i in range(2) for s in range(8))


def test_large_pictures_count_instead() -> None:
    conflict, levels, answer = large(7)
    assert conflict.size > DRAWN
    tree = ET.fromstring(draw_graph(conflict, levels, answer, "seq"))
    assert not list(tree.iter(f"{SVG}circle"))
    assert "128 states" in "".join(tree.itertext())
    assert "equilibria only, of 128 states" in "".join(ET.fromstring(draw_table(conflict, answer)).itertext())


def test_tables_go_out_and_rankings_come_in() -> None:
    reading = open_conflict("syria_iraq")
    model, levels = reading.conflict, reading.preferences.levels
    lines = write_table(model, analyse(model, levels, ("nash",))).splitlines()
    assert lines[0] == "state,code,marks,words,nash: Syria,nash: Iraq,nash: all"
    assert lines[6].endswith("1,1,1")
    text = "state,Iraq,Syria\n" + "".join(
        f"{model.label(s)},{levels[1, s]},{levels[0, s]}\n" for s in range(6)
    )
    assert np.array_equal(read_levels(text, model), levels)


def test_bad_tables_tell_everything() -> None:
    model = open_conflict("syria_iraq").conflict
    text = "state,Syria,Iraq\n1,2,x\n1,3,4\n9,1,1\n2,1,inf\n"
    with pytest.raises(InputError) as caught:
        read_levels(text, model)
    assert {(p.code, p.place.line) for p in caught.value.problems} >= {
        ("S-004", 2),
        ("S-008", 3),
        ("S-008", 4),
        ("S-004", 5),
    }
    assert sum(p.code == "S-007" for p in caught.value.problems) == 4
    with pytest.raises(InputError, match="one column per party"):
        read_levels("state,Syria\n", model)


def test_command_answers_more(tmp_path: Path) -> None:
    files = [str(tmp_path / name) for name in ("g.svg", "t.csv", "w.gmcr")]
    arguments = ["elmira", "--ways", "--coalitions", "--want", "9", "--picture", files[0]]
    result = CliRunner().invoke(command, [*arguments, "--table", files[1], "--write", files[2]])
    assert result.exit_code == 0, result.output
    assert "MoE and Uniroyal together: 7 to 10, another equilibrium" in result.output
    assert "to 7 in 1: Local Government takes up" in result.output
    assert "Uniroyal: nearest change: rank 11 below it" in result.output
    assert all(Path(name).stat().st_size > 100 for name in files)
    again = CliRunner().invoke(command, [files[2], "--json", "--ways", "--from", "NYNNN"])
    assert again.exit_code == 0, again.output
    assert json.loads(again.output)["evolution"][0]["from"] == 1
    refused = CliRunner().invoke(command, [files[2], "--ways"])
    assert refused.exit_code == 1
    assert "give it with --from" in refused.output
