"""The four commands: on a case, on a question file, on faults; their JSON against the published schemas."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from detente.case.bundled import template_path
from detente.cli import group

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "examples" / "questions"
COMMANDS = {
    "hold": ["hold"],
    "split": ["split", "wait", "screening", "optimism"],
    "moratorium": ["moratorium", "extortion", "compliance"],
    "deter": ["deter", "coalition", "decoupling"],
}


EVERYTHING = (
    "--least", "--price", "limits_a=1", "--price", "limits_b=2", "--either", "--renegotiated", "--two-sided",
    "--ceasefire", 0.05, "--grid",
)  # fmt: skip


def run(*words, status=0):
    result = CliRunner().invoke(group, [str(word) for word in words])
    assert result.exit_code == status, result.output
    return result


def check(command, record):
    schema = json.loads((ROOT / "docs" / "schemas" / f"{command}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(record, schema)
    return record


@pytest.mark.parametrize("command", COMMANDS)
def test_questions(command):
    for kind in COMMANDS[command]:
        path = QUESTIONS / f"{kind}.json"
        record = check(command, json.loads(run(command, path, "--json").stdout))
        assert record["question"] == kind
        assert record["words"][0] in run(command, path).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_a_question_of_another_kind_is_turned_away(command):
    other = "hold" if command != "hold" else "split"
    result = run(command, QUESTIONS / f"{other}.json", status=1)
    assert "this command answers" in result.output


def test_faults_are_messages_in_both_forms():
    broken = ROOT / "tests" / "broken" / "war" / "W-006-percent.json"
    assert "[W-006]" in run("hold", broken, status=1).output
    record = check("hold", json.loads(run("hold", broken, "--json", status=1).stdout))
    assert record["problems"][0]["code"] == "W-006"
    assert "no_such_file.json: no such file or folder" in run("hold", "no_such_file.json", status=1).output


def test_warnings_do_not_stop_an_answer():
    result = run("hold", ROOT / "tests" / "broken" / "war" / "W-011-narrow-shock.json")
    assert "W-011, warning" in result.stderr
    assert "lasts with a chance" in result.stdout


@pytest.fixture(scope="module")
def held():
    return json.loads(run("hold", template_path(), "--draws", 60, "--json", *EVERYTHING).stdout)


def test_hold_on_a_case(held):
    check("hold", held)
    assert held["rows"]
    for row in held["rows"]:
        assert sum(row["signature"].values()) == pytest.approx(1)
        chances = [row["survival"][month]["mean"] for month in ("12", "36", "60", "120")]
        assert chances == sorted(chances, reverse=True)
        assert len(row["words"]) >= 6
        moving = row["renegotiated"]
        assert moving["robust"] <= min(moving["fixed_holds"], moving["moving_holds"])
        both = row["two_sided"]
        for order in ("breaker_first", "other_first"):
            assert sum(both[order]["first_breaker"].values()) == pytest.approx(1)
            # who may be struck first does not hold longer than who may not
            assert both[order]["survival_60"]["mean"] <= row["survival"]["60"]["mean"] + 1e-6
        assert row["grid"]["survival_60"][0] == pytest.approx(
            row["grid"]["extrapolated"]["survival_60"], abs=0.05
        )
        needs = [value for value in row["least"].values() if value is not None]
        assert row["cheapest"] is not None or not any(
            row["least"][name] is not None for name in ("limits_a", "limits_b")
        )
        assert all(0 <= value <= 1 for value in needs)
        assert row["ceasefire"]["both_keep"] <= row["ceasefire"]["breaker"]["keeps"]
    again = json.loads(run("hold", template_path(), "--draws", 60, "--json", *EVERYTHING).stdout)
    assert again == held
    told = run("hold", template_path(), "--draws", 20, *EVERYTHING).stdout
    for words in (
        "(robust) in",
        "The order of moves matters",
        "On grids of 46, 91, 181",
        "each instrument alone",
        "Keeping the cease-fire",
    ):
        assert words in told


def test_the_ceasefire_shares_are_those_of_one_side_at_a_time():
    import numpy as np

    from detente.assess.ceasefire import ceasefire_shares
    from detente.case import load
    from detente.cli._war import draw_case
    from detente.war.compliance import CeasefireSide, Monitoring, compliance_under_monitoring

    drawn = draw_case(load(template_path()), 40, 1)
    package = next(iter(drawn.packages(()).values()))[1]
    games = drawn.game(package, "limited")
    found = ceasefire_shares(games, 0.3, 0.02)
    war = games.war_b[:, 0] + games.war_b[:, 1] * games.power
    for i in range(40):
        if not (games.share_b[i] > war[i] and games.monitoring[i] > 0.02):
            assert np.isinf(found.needed_b[i])
            continue
        side = CeasefireSide(games.share_b[i], war[i], games.share_b[i] + 0.3)
        one = compliance_under_monitoring(side, Monitoring(games.monitoring[i], 0.02), games.discount_b[i])
        assert found.needed_b[i] == pytest.approx(one.patience_needed)
        assert bool(found.keeps_b[i]) == one.keeps
    assert found.keeps_b.mean() > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--price", "hope=1"), "no instrument 'hope'"),
        (("--price", "scale=cheap"), "write --price scale=1"),
        (("--price", "scale=-1"), "write --price scale=1"),
        (("--price", "scale"), "write --price scale=1"),
    ],
)
def test_a_price_that_cannot_be_read(words, said):
    assert said in run("hold", template_path(), "--draws", 5, *words, status=1).output
    assert "If signed, would it hold?" in run("hold", template_path(), "--draws", 20).stdout


def test_hold_agrees_with_the_chain(held):
    from detente.assess.chain import assess
    from detente.case import load

    verdicts = {verdict.id: verdict for verdict in assess(load(template_path()), 60, 1).verdicts}
    for row in held["rows"]:
        lines = [line for line in verdicts[row["package"]].by_goal if line.goal == row["goal"]]
        assert lines
        # the chain also counts the other side's own breaches: it can only hold less often
        assert lines[0].holds.value <= row["survival"]["60"]["mean"] + 1e-9


def test_a_proposal_that_is_not_there():
    result = run("hold", template_path(), "--package", "nosuch", status=1)
    assert "no proposal 'nosuch'" in result.output


def test_the_other_three_on_the_bundled_case():
    split = check("split", json.loads(run("split", "--json").stdout))
    assert split["split"]["breaker_proposes"]["breaker"] > split["war_values"][0]
    assert split["split"]["other_proposes"]["other"] > split["war_values"][1]
    assert all(row["change"] > 0 for row in split["givers"])
    (dated,) = split["deadlines"]
    assert (
        dated["breaker_last"]["breaker"]
        > split["split"]["breaker_proposes"]["breaker"]
        > dated["other_last"]["breaker"]
    )
    assert 0 < split["hopes"]["gap_covered"] < 1
    assert 0 < split["screening"]["chance_needed"] < 1
    assert split["screening"]["pooling"] < split["screening"]["screening"]
    moratorium = check("moratorium", json.loads(run("moratorium", "--draws", 50, "--json").stdout))
    assert {row["party"] for row in moratorium["rows"]} == {"russia", "ukraine"}
    assert "Amounts are on each side's own scale" in run("moratorium", "--draws", 20).stdout
    words = ("--draws", 40, "--package", "guaranteed_line", "--loss", 200)
    deter = check("deter", json.loads(run("deter", *words, "--json").stdout))
    for row in deter["rows"]:
        assert row["holds_60_with"] >= row["holds_60_without"] - 1e-9
        assert row["deter"] == (isinstance(row["loss_needed"], float) and row["loss_needed"] <= 200)
    assert "Deterring" in run("deter", *words).stdout
