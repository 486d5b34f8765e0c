"""Question files: every fault has a code and a file, every example has an answer."""

import json
from pathlib import Path

import pytest

from detente.errors import CODES, InputError
from detente.war.answers import answer_question
from detente.war.questions import KINDS, read_question

ROOT = Path(__file__).resolve().parents[2]
BROKEN = sorted((ROOT / "tests" / "broken" / "war").glob("W-*.json"))
WORDS = {
    "W-001": ("one of hold", "one JSON object"), "W-002": ("did you mean shock?",), "W-003": ("needs share_a",),
    "W-004": ("'even'", "plain number"), "W-005": ("above 0 and below 1",), "W-006": ("write 0.5 if 50 is meant in percent",),
    "W-007": ("-0.3", "not below 0"), "W-008": ("prefer winning to losing",), "W-009": ("widen power_min",),
    "W-010": ("0.06 a month", "write 0.005"), "W-011": ("set grid_points to",), "W-012": ("never sees an attack",),
    "W-013": ("write share_b: 0.55",), "W-014": ("whole number from 1 to 100,000",), "W-015": ("more is to be had after the cut",),
    "W-016": ("nothing to agree on",), "W-017": ("nobody is tempted",), "W-018": ("says nothing",),
    "W-019": ("write at most 30",), "W-020": ("same unit",), "W-021": ("does not lower the hazard",),
    "W-022": ("nothing to gain",), "W-023": ("unit of capabilities",), "W-024": ("exchange cost_b and cost_b_tough",),
}  # fmt: skip


def problems_of(path):
    try:
        return read_question(path.read_text(encoding="utf-8"), path.name).warnings
    except InputError as error:
        return error.problems


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_each_fault_is_named(path):
    code = path.name[:5]
    found = [problem for problem in problems_of(path) if problem.code == code]
    assert len(found) == 1
    text = str(found[0])
    assert any(words in text for words in WORDS[code]), text
    assert found[0].place.line >= 1


def test_every_code_has_a_file_and_every_file_a_code():
    here = {path.name[:5] for path in BROKEN}
    assert here == {code for code in CODES if code.startswith("W-")} == set(WORDS)


@pytest.mark.parametrize(("key", "value"), [("days", 10**9), ("days", 2.5), ("grid_points", 5000)])
def test_counts_that_would_never_end_are_refused(key, value):
    kind = "hold" if key == "grid_points" else "moratorium"
    path = ROOT / "examples" / "questions" / f"{kind}.json"
    record = json.loads(path.read_text(encoding="utf-8")) | {key: value}
    with pytest.raises(InputError, match="W-014"):
        read_question(json.dumps(record), "asked.json")


def test_all_faults_are_reported_at_once():
    text = json.dumps({"question": "hold", "power": 2, "cost_a": -1, "colour": 3}, indent=1)
    with pytest.raises(InputError) as caught:
        read_question(text, "asked.json")
    codes = {problem.code for problem in caught.value.problems}
    assert {"W-002", "W-003", "W-006", "W-007"} <= codes
    assert next(p for p in caught.value.problems if p.code == "W-002").place.line == 5


@pytest.mark.parametrize(
    "text", ["", "[]", "3", '{"question": NaN}', "{" * 100_000, '{"question": ["hold"]}']
)
def test_nothing_else_than_a_message_comes_of_rubbish(text):
    with pytest.raises(InputError):
        read_question(text, "rubbish.json")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_an_example_and_an_answer(kind):
    path = ROOT / "examples" / "questions" / f"{kind}.json"
    asked = read_question(path.read_text(encoding="utf-8"), path.name)
    assert asked.kind == kind
    answer = answer_question(asked)
    assert answer.words
    assert all(len(words) > 40 for words in answer.words)
    json.dumps(answer.as_record(), allow_nan=False)


def test_prices_and_limits_in_a_question():
    from detente.war.instruments import INSTRUMENTS
    from detente.war.questions import INSTRUMENTS as KEYS

    assert KEYS == INSTRUMENTS
    path = ROOT / "examples" / "questions" / "hold.json"
    asked = json.loads(path.read_text(encoding="utf-8"))
    asked |= {
        "rearming_a": 0.006,
        "rearming_b": 0.002,
        "price_limits_a": 1,
        "price_credibility": 5,
        "asked": 0.95,
    }
    answer = answer_question(read_question(json.dumps(asked), "asked.json"))
    cheapest = answer.numbers["cheapest"]
    assert cheapest["survival"] >= 0.95
    assert cheapest["cost"] <= answer.numbers["least"]["limits_a"] + 0.02
    assert any("cheapest mix" in words for words in answer.words)
    assert answer.numbers["grid"]["points"] == [46, 91, 181]


def test_the_examples_give_the_published_numbers():
    def ask(kind):
        text = (ROOT / "examples" / "questions" / f"{kind}.json").read_text(encoding="utf-8")
        return answer_question(read_question(text, kind)).numbers

    assert ask("split")["share_a"] == pytest.approx(0.4623078605, abs=5e-11)
    assert ask("wait")["hazard_needed"] == pytest.approx(0.0370370370, abs=5e-11)
    assert ask("compliance")["patience_needed"] == pytest.approx(0.5555556, abs=5e-8)
    assert ask("deter")["loss_needed"] == pytest.approx(188.1313131, abs=5e-8)
    assert ask("extortion")["patience_needed"] == pytest.approx(0.8)
    assert ask("hold")["signature"] == "opportunist"
    assert ask("screening")["chance_needed"] == pytest.approx(0.5833333333, abs=5e-11)
    assert ask("optimism")["battles_needed"] == pytest.approx(15.5, abs=1e-6)
