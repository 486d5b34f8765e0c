"""The commands why, impact, flip, what-if, motives and sweep on the template case."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from detente.case.bundled import template_path
from detente.cli import group
from detente.cli._output import tell
from detente.cli._overlay import read_overlay, settings_from
from detente.errors import CODES, InputError

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
BROKEN = Path(__file__).parents[1] / "broken" / "doubt"
FEW = ["--draws", "120"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def run(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DETENTE_CACHE", str(kept))

    def invoke(command: str, *words: str, status: int = 0) -> Any:
        result = CliRunner().invoke(group, [command, str(template_path()), *words])
        assert result.exit_code == status, result.output
        if "--json" not in words:
            return result.output
        record = json.loads(result.stdout)
        schema = json.loads((SCHEMAS / f"{command.replace('-', '_')}.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(schema).validate(record)
        return record

    return invoke


def test_why_walks_from_a_number_to_the_words_in_the_file(run: Any) -> None:
    text = run("why", "verdict.league_plan.holds", "--all", *FEW)
    assert "rule: Per draw" in text
    assert "from verdict.league_plan.all_sign" in text
    assert "those that go with it most come first" in text
    assert "assumed: invented for the template" in text
    words = "it could not carry the cost of another year of war without aid"
    assert f"the file says: “{words}”" in run("why", "parties.south.war_cost")
    assert "the file says" in run("why", "s1")
    record = run("why", "verdict.league_plan.holds", "--json", *FEW)["why"][0]
    assert {row["path"] for row in record["quantities"]} >= {"parties.south.war_cost"}
    assert all(row["statements"] for row in record["quantities"])


def test_every_number_of_the_assessment_resolves(run: Any) -> None:
    numbers = run("why", "--json", *FEW)["numbers"]
    assert len(numbers) > 30
    for number in numbers[::4]:
        record = run("why", number["id"], "--json", *FEW)["why"][0]
        assert record["rule"]
        assert record["text"] == number["text"]


def test_why_names_the_nearest_id(run: Any) -> None:
    assert "did you mean `verdict.league_plan.holds`" in run(
        "why", "verdict.league_plan.hold", *FEW, status=1
    )


def test_impact_lists_what_moves_and_what_loses_support(run: Any) -> None:
    text = run("impact", "s1", *FEW)
    assert "signals that go with them: withdrawal" in text
    assert "belief.north.limited" in text
    record = run("impact", "wire", "--json", *FEW)
    assert record["proposals"] == ["league_plan"]
    assert "parties.south.war_cost" in record["unsupported"]
    assert "did you mean `wire`" in run("impact", "wir", *FEW, status=1)


def test_flip_finds_and_checks_the_set(run: Any) -> None:
    before = run("motives", "north", "--json")["motives"][0]["accounts"][0]
    level = str(round((before["prior"] + before["posterior"]) / 2, 3))
    text = run("flip", "belief.north.limited", "--level", level, "--check", *FEW)
    assert "without s1" in text
    assert "a real run without the first set gives" in text
    row = run("flip", "--json", *FEW)["flips"][0]
    assert row["number"] == "verdict.league_plan.holds"
    assert "no share is called" in run("flip", "verdict.nothing.holds", *FEW, status=1)
    assert "did you mean `league_plan`" in run("flip", "league_pla", *FEW, status=1)


def test_flip_says_what_the_members_of_its_sets_are(run: Any) -> None:
    text = run("flip", "belief.north.limited", "--by", "signal", "--level", "0.65", *FEW)
    assert "without withdrawal:" in text
    assert "where:\n  withdrawal  North pulled a brigade back from the road." in text


def test_impact_says_what_others_carry_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "kept"))
    shutil.copytree(template_path(), tmp_path / "case")
    file = tmp_path / "case" / "case.yaml"
    text = file.read_text(encoding="utf-8")
    changed = re.sub(r"(war_cost: \{[^}]*because: \[)(s\d)\]", r"\1\2, s2]", text, count=1)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    result = CliRunner().invoke(group, ["impact", str(tmp_path / "case"), "s2", *FEW])
    assert "on other statements too and stay" in result.output


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["sensitivity", "{}", "verdict.league_plan.hold"], "`verdict.league_plan.holds`"),
        (["sensitivity", "{}", "verdict.league_pla.holds"], "`verdict.league_plan.holds`"),
        (["sensitivity", "{}", "--break-even", "war.powr", "--runs", "10"], "`war.power`"),
        (["flip", "{}", "league_pla"], "`league_plan`"),
        (["impact", "{}", "withdrawl"], "`withdrawal`"),
        (["what-if", "{}", "--set", "war.powr=0.4"], "`war.power`"),
    ],
)
def test_every_command_of_the_trail_names_the_nearest(words: list[str], near: str, kept: Path) -> None:
    line = [word.format(template_path()) for word in words]
    result = CliRunner(env={"DETENTE_CACHE": str(kept)}).invoke(group, [*line, *FEW])
    assert result.exit_code == 1
    assert f"did you mean {near}" in result.output


def test_lines_are_folded_on_a_terminal_and_whole_anywhere_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "  " + "seventeen words " * 9 + "45 %"
    tell(line)
    assert capsys.readouterr().out == line + "\n"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    tell(line + "\nsecond")
    *folded, last = capsys.readouterr().out.splitlines()
    assert len(folded) > 1
    assert max(map(len, folded)) <= 60
    assert all(row.startswith("      ") for row in folded[1:])
    assert last == "second"
    assert not any(row.strip().startswith("%") for row in folded)


def test_flip_finds_values_at_which_a_share_turns(run: Any) -> None:
    holds = next(row for row in run("what-if", "--set", "title=Other", "--json", *FEW)["what_if"][0]["numbers"]
                 if row["id"] == "verdict.league_plan.holds")  # fmt: skip
    words = ["league_plan", "--values", "1", "--level", str(round(holds["before"], 2)), *FEW]
    (found,) = run("flip", *words, "--json")["turning_points"]
    assert found["turns"][0]["crossings"]
    assert "in more than" in run("flip", *words)


def test_what_if_compares_draw_by_draw(run: Any) -> None:
    same = run("what-if", "--set", "title=Other", "--json", *FEW)["what_if"][0]
    assert all(row["difference"] == row["low"] == row["high"] == 0 for row in same["numbers"])
    other = run("what-if", "--set", "war.power=0.8 to 0.9", "--json", *FEW)["what_if"][0]
    rows = {row["id"]: row for row in other["numbers"]}
    survival = rows["verdict.league_plan.survival.60"]
    assert survival["low"] <= survival["difference"] <= survival["high"]
    assert survival["difference"] == pytest.approx(survival["after"] - survival["before"])
    assert any(abs(row["difference"]) > 0.01 for row in rows.values())
    assert "largest moves" in run("what-if", "--set", "war.power=0.8 to 0.9", *FEW)
    assert "nothing is changed" in run("what-if", status=2)
    assert "did you mean `war.power`" in run("what-if", "--set", "war.powr=0.5", status=1)


def test_a_damaged_kept_result_is_made_again(run: Any, kept: Path) -> None:
    first = run("impact", "s1", "--json", *FEW)
    for file in kept.iterdir():
        file.write_bytes(b"PK damaged")
    assert run("impact", "s1", "--all", *FEW).count("made again") >= 1
    assert run("impact", "s1", "--json", *FEW) == first


def test_motives_weighs_accounts_and_says_what_to_check(run: Any) -> None:
    text = run("motives")
    assert "signals, most diagnostic first" in text
    assert "reports most worth checking" in text
    (record,) = run("motives", "--json")["motives"]
    assert record["acts"] is None
    supposed = run("motives", "north", "--refused", "league_plan", "--json")["motives"][0]["acts"]
    assert sum(supposed["posterior"].values()) == pytest.approx(1.0)
    assert "if it refused league_plan" in run("motives", "north", "--refused", "league_plan")
    assert "name the one party" in run("motives", "--refused", "league_plan", status=2)
    assert record["watch"][0]["id"] == "second_brigade"
    assert record["watch"][0]["if_seen"]["limited"] > record["accounts"][0]["posterior"]
    assert "what to watch for" in text
    assert sum(row["posterior"] for row in record["accounts"]) == pytest.approx(1.0)
    assert record["problems"][0]["code"] == "M-007"
    assert "did you mean `north`" in run("motives", "nort", status=1)


def test_variation_is_shown_by_part_and_by_grounds(run: Any) -> None:
    words = ["verdict.league_plan.holds", "--variation", *FEW]
    found = run("why", *words, "--json")["variation"]
    assert set(found["by_grounds"]["total_order"]) == {"assumed", "coded"}
    assert "by what the numbers rest on" in run("why", *words)


def test_cells_show_gaps_and_single_sources(run: Any) -> None:
    cells = {(c["party"], c["issue"]): c for c in run("why", "--cells", "--json")["cells"]}
    assert cells["north", "valley"]["single"]
    assert cells["south", "truce"]["statements"] == []
    assert "nothing on record about south" in run("why", "--cells")


def test_impact_by_a_real_run_lists_every_number_and_agrees_with_the_restated_shares(run: Any) -> None:
    quick = {row["id"]: row for row in run("impact", "s1", "--json", *FEW)["moved"]}
    again = run("impact", "s1", "--again", "--json", *FEW)
    moved = {row["id"]: row for row in again["again"]["moved"]}
    assert again["signals"] == ["withdrawal"]
    alike = [id for id in quick if not id.startswith("verdict.found")]
    assert {quick[id]["unit"] for id in alike} == {"share", "value"}
    for id in alike:
        assert moved[id]["after"] == pytest.approx(quick[id]["after"], abs=1e-9)
    assert {row["unit"] for row in moved.values()} > {"share"}
    text = run("impact", "s1", "--again", *FEW)
    assert "other numbers that move" in text
    assert "bottom line" in text


def test_what_is_left_without_support_can_be_widened_to_what_nobody_knows(run: Any) -> None:
    plain = run("impact", "wire", "--again", "--json", *FEW)
    wide = run("impact", "wire", "--widen", "--json", *FEW)
    assert plain["unsupported"] == wide["unsupported"]
    assert "parties.south.war_cost" in wide["unsupported"]
    one, other = ({row["id"]: row["after"] for row in each["again"]["moved"]} for each in (plain, wide))
    assert "war.south" in other
    assert "war.south" not in one


def test_a_commit_is_withdrawn_like_any_evidence(run: Any, tmp_path: Path) -> None:
    home = tmp_path / "history" / "case"
    shutil.copytree(template_path(), home)

    def git(*words: str) -> None:
        mine = ["-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(home), *mine, *words], check=True, capture_output=True)

    def change(old: str, new: str, message: str) -> None:
        file = home / "case.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        git("commit", "-aqm", message)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    change("power: 0.5 to 0.6", "power: 0.7 to 0.8", "stronger")
    change("as_of: 2025-01-15", "as_of: 2025-01-16", "a day later")

    def impact(name: str, *words: str, status: int = 0) -> str:
        result = CliRunner().invoke(group, ["impact", str(home), name, *words, *FEW])
        assert result.exit_code == status, result.output
        return result.output

    record = json.loads(impact("HEAD~1", "--json"))
    assert record["readings"] == ["war.power"]
    moved = {row["id"] for row in record["again"]["moved"]}
    assert {"war.north", "verdict.league_plan.holds"} <= moved
    assert "quantities that are otherwise without it: war.power" in impact("HEAD~1")
    assert {row["unit"] for row in json.loads(impact("HEAD", "--json"))["again"]["moved"]} == {"days"}
    change("power: 0.7 to 0.8", "power: 0.6 to 0.8", "less so")
    assert "detente changes" in impact("HEAD~2", status=1)
    assert "is no statement, source, signal or origin" in impact("nothing", status=1)
    git("commit", "-q", "--allow-empty", "-m", "empty")
    assert "changed nothing in" in impact("HEAD", status=1)


def test_sweep_goes_on_where_it_was(run: Any, tmp_path: Path) -> None:
    store, table = tmp_path / "s.sqlite", tmp_path / "all.csv"
    words = ["--piece", "40", "--store", str(store), "--only", "league_plan"]
    first = run("sweep", "--draws", "80", "--json", *words)
    more = run("sweep", "--draws", "160", "--write", str(table), "--json", *words)
    assert (first["computed"], more["computed"], more["pieces"]) == (2, 2, 4)
    assert len(table.read_text(encoding="utf-8").splitlines()) == 161
    assert "0 computed" in run("sweep", "--draws", "160", *words)
    assert "no package 'nothing'" in run("sweep", "--only", "nothing", status=1)


def test_overlays_extend_each_other_and_later_ones_win(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("set: {war.shock: 0.01, war.power: 0.4 to 0.5}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\nset: {war.shock: 0.02}\n", encoding="utf-8")
    assert read_overlay(tmp_path / "b.yaml") == {"war.shock": 0.02, "war.power": "0.4 to 0.5"}
    assert settings_from(["a.b={value: 1, because: [s1]}"]) == {"a.b": {"value": 1, "because": ["s1"]}}


@pytest.mark.parametrize(("code", "words"), [("U-010", "`set:`"), ("U-011", "U-011-circle-a.yaml -> ")])
def test_broken_overlays_say_what_to_do(code: str, words: str) -> None:
    file = sorted(BROKEN.glob(f"{code}*"))[0]
    with pytest.raises(InputError) as caught:
        read_overlay(file)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert words in str(problem)
    assert code in CODES
    with pytest.raises(InputError, match="a change is"):
        settings_from(["war.power"])


def test_a_missing_overlay_and_a_cache_that_cannot_be_written_are_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = CliRunner().invoke(
        group, ["what-if", str(template_path()), "--overlay", str(tmp_path / "no.yaml")]
    )
    assert "found: no such file or directory" in missing.output
    assert "check the name and the folder" in missing.output
    (tmp_path / "file").touch()
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "file" / "below"))
    asked = CliRunner().invoke(
        group, ["why", str(template_path()), "verdict.league_plan.holds", "--draws", "20"]
    )
    assert asked.exit_code == 0
    assert asked.output.count("(not kept for the next time") == 1
    unknown = CliRunner().invoke(group, ["impact", str(template_path()), "zzz", "--draws", "20"])
    assert "its sources are wire; `detente why CASE SOURCE` lists what is in one" in unknown.output
