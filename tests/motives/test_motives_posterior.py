"""Posterior over goals: worked values, order, copies, leave-one-out, flips; brute force beside it."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import CODES, Place, ShapeError, UnknownIdError
from detente.motives.ach import ach_matrix
from detente.motives.evidence import FLOOR, Evidence, Item, check_evidence
from detente.motives.posterior import posterior, posterior_table, smallest_flip, weigh

BROKEN = Path(__file__).parents[1] / "broken" / "motives"
HALF = {"a": 0.5, "b": 0.5}


def test_worked_values_of_bayes_rule() -> None:
    assert posterior(Evidence(HALF, (Item("e", {"a": 0.8, "b": 0.2}),)))["a"] == pytest.approx(0.8)
    three = tuple(Item(f"e{i}", {"a": 0.9, "b": 0.3}) for i in range(3))
    assert posterior(Evidence({"a": 0.1, "b": 0.9}, three))["a"] == pytest.approx(0.75)
    types = {"x": 0.5, "y": 0.3, "z": 0.2}
    items = (Item("e1", {"x": 0.7, "y": 0.4, "z": 0.1}), Item("e2", {"x": 0.2, "y": 0.5, "z": 0.6}))
    assert list(posterior(Evidence(types, items)).values()) == pytest.approx(
        [0.492958, 0.422535, 0.084507], abs=1e-6
    )


@pytest.mark.parametrize(
    ("copying", "ratios"),
    [
        (1.0, [4.0625, 4.0625, 4.0625, 4.0625]),
        (0.9, [4.0625, 4.2067, 4.6363, 6.4423]),
        (0.5, [4.0625, 5.0104, 7.0390, 7.9994]),
        (0.0, [4.0625, 7.1865, 7.9987, 8.0]),
    ],
)
def test_many_reports_of_one_event_never_say_more_than_the_event(copying: float, ratios: list[float]) -> None:
    for count, ratio in zip((1, 2, 5, 20), ratios, strict=True):
        items = tuple(
            Item(f"r{i}", {"a": 0.8, "b": 0.1}, 0.7, 0.3, origin="wire", event="visit", copying=copying)
            for i in range(count)
        )
        found = posterior(Evidence(HALF, items))
        assert found["a"] / found["b"] == pytest.approx(ratio, abs=5e-5)


def test_origins_given_the_event_multiply_and_match_a_sum_over_everything() -> None:
    """Brute force: two origins, with three and two reports, enumerating event and copying."""
    r, b, copying, chances = 0.7, 0.3, 0.6, {"a": 0.8, "b": 0.1}
    items = tuple(
        Item(f"{origin}{i}", chances, r, b, origin=origin, event="visit", copying=copying)
        for origin, count in (("wire", 3), ("paper", 2))
        for i in range(count)
    )
    joint = {}
    for name, chance in chances.items():
        total = 0.0
        for happened, weight in ((1, chance), (0, 1 - chance)):
            q = r * happened + (1 - r) * b
            for copies in itertools.product((0, 1), repeat=3):
                draw = math.prod(copying if c else (1 - copying) * q for c in copies)
                total += weight * q * q * draw
        joint[name] = total / 2
    assert posterior(Evidence(HALF, items))["a"] == pytest.approx(joint["a"] / sum(joint.values()))


def test_reports_of_unknown_origin_are_discounted_and_capped() -> None:
    def ratio(count: int) -> float:
        items = tuple(Item(f"r{i}", {"a": 0.8, "b": 0.1}, 0.7, 0.3, event="visit") for i in range(count))
        found = posterior(Evidence(HALF, items))
        return found["a"] / found["b"]

    assert ratio(1) == pytest.approx(4.0625)
    worth = 1.190476
    yes, no = 0.79**worth, 0.09**worth
    assert ratio(5) == pytest.approx((0.8 * yes + 0.2 * no) / (0.1 * yes + 0.9 * no), rel=1e-5)


def test_a_denial_pulls_the_other_way_and_cancels_an_equal_report() -> None:
    says = Item("s", {"a": 0.8, "b": 0.1}, 0.7, 0.5, origin="x", event="visit")
    denies = Item("d", {"a": 0.8, "b": 0.1}, 0.7, 0.5, origin="y", event="visit", denies=True)
    assert posterior(Evidence(HALF, (denies,)))["a"] < 0.5
    assert posterior(Evidence(HALF, (says, denies)))["a"] == pytest.approx(0.5)


CHANCES = st.floats(0.02, 1.0)


@st.composite
def records(draw: st.DrawFn) -> Evidence:
    names = ("a", "b", "other")
    raw = [draw(st.floats(0.05, 1)) for _ in names]
    items = []
    for i in range(draw(st.integers(1, 6))):
        event = draw(st.sampled_from([None, "e1", "e2"]))
        likelihood = {name: draw(CHANCES) for name in names if name == "a" or draw(st.booleans())}
        items.append(
            Item(
                f"i{i}",
                likelihood,
                draw(st.floats(0, 1)),
                draw(st.floats(0.05, 1)),
                draw(st.sampled_from([None, "o1", "o2"])),
                event,
                draw(st.floats(0, 1)),
                draw(st.booleans()),
            )
        )
    return Evidence({name: p / sum(raw) for name, p in zip(names, raw, strict=True)}, tuple(items))


@settings(max_examples=60, deadline=None)
@given(records(), st.randoms())
def test_the_order_of_items_and_hypotheses_changes_nothing(record: Evidence, shuffler: object) -> None:
    items = list(record.items)
    shuffler.shuffle(items)  # type: ignore[attr-defined]
    turned = Evidence(dict(reversed(list(record.priors.items()))), tuple(items))
    before, after = posterior(record), posterior(turned)
    assert all(before[name] == pytest.approx(after[name], abs=1e-12) for name in before)
    assert sum(before.values()) == pytest.approx(1.0)


@settings(max_examples=60, deadline=None)
@given(records(), st.data())
def test_a_pure_copy_of_a_report_changes_nothing(record: Evidence, data: st.DataObject) -> None:
    first = data.draw(st.sampled_from(record.items))
    source = Item(
        first.id, first.likelihood, first.reliability, first.background, "agency", "copied", 1.0, first.denies
    )
    copy = Item("copy", *[getattr(source, f) for f in Item.__slots__[1:]])
    rest = tuple(item for item in record.items if item.id != first.id)
    once = posterior(Evidence(record.priors, (*rest, source)))
    twice = posterior(Evidence(record.priors, (*rest, source, copy)))
    assert all(once[name] == pytest.approx(twice[name], abs=1e-12) for name in once)


@settings(max_examples=50, deadline=None)
@given(records())
def test_leaving_one_out_equals_running_again(record: Evidence) -> None:
    ids, table = posterior_table(record)
    found = weigh(record)
    for row, name in enumerate(ids, start=1):
        again = list(posterior(record, without=[name]).values())
        assert table[row] == pytest.approx(again, abs=1e-10)
    for weight in found.weights:
        again_by_name = posterior(record, without=[weight.item])
        odds = [p[h] / (1 - p[h]) for p in (found.posterior, again_by_name) for h in ("a",)]
        assert weight.decibans["a"] == pytest.approx(10 * math.log10(odds[0] / odds[1]), abs=1e-6)


def odds_record() -> Evidence:
    ratios = {"e1": 4.0, "e2": 2.0, "e3": 0.5, "e4": 3.0}
    return Evidence({"a": 0.3, "b": 0.7}, tuple(Item(k, {"a": v / 5, "b": 0.2}) for k, v in ratios.items()))


def test_leave_one_out_and_the_flip_of_the_worked_example() -> None:
    record = odds_record()
    found = weigh(record)
    assert found.posterior["a"] == pytest.approx(0.8372093)
    without = {weight.item: weight.without["a"] for weight in found.weights}
    assert without == pytest.approx({"e1": 0.5625, "e2": 0.72, "e3": 0.9114, "e4": 0.6316}, abs=5e-5)
    assert smallest_flip(record, "a", 0.6) == (("e1",),)
    assert found.weights[0].item == "e1"
    assert weigh(record).events["item:e1"]["a"] == pytest.approx(10 * math.log10(4))


@settings(max_examples=40, deadline=None)
@given(records(), st.floats(0.2, 0.8))
def test_the_smallest_flip_is_confirmed_by_running_again(record: Evidence, level: float) -> None:
    above = posterior(record)["a"] > level
    by_hand: list[tuple[str, ...]] = []
    for size in range(1, 4):
        for chosen in itertools.combinations(sorted(item.id for item in record.items), size):
            value = posterior(record, without=chosen)["a"]
            if (value > level) != above and abs(value - level) > 1e-9:
                by_hand.append(chosen)
        if by_hand:
            break
    found = smallest_flip(record, "a", level)
    assert {c for c in found if abs(posterior(record, without=c)["a"] - level) > 1e-9} == set(by_hand)


def test_a_silent_item_moves_no_hypothesis_it_does_not_speak_of() -> None:
    record = Evidence({"a": 0.5, "b": 0.4, "other": 0.1}, (Item("e", {"a": 0.9, "b": 0.3}),))
    assert posterior(record)["other"] == pytest.approx(0.1)
    nothing = Evidence({"a": 0.5, "b": 0.5}, (Item("e", {}),))
    assert posterior(nothing) == pytest.approx(HALF)


def test_a_likelihood_of_zero_is_floored_and_named() -> None:
    record = Evidence(HALF, (Item("e", {"a": 0.0, "b": 0.5}),))
    assert posterior(record)["a"] == pytest.approx(FLOOR / (FLOOR + 0.5))
    assert weigh(record).floored == ("e",)


def test_wrong_use_is_refused() -> None:
    with pytest.raises(ShapeError, match="sum to 1"):
        posterior(Evidence({"a": 0.5, "b": 0.4}))
    with pytest.raises(UnknownIdError, match="zz"):
        posterior(Evidence(HALF), without=["zz"])
    with pytest.raises(UnknownIdError, match="no hypothesis 'c'"):
        smallest_flip(Evidence(HALF), "c")


def test_the_matrix_warns_when_score_and_posterior_disagree_and_says_why() -> None:
    copies = tuple(Item(f"c{i}", {"a": 0.3, "b": 0.6, "other": 0.5}, origin="w", event="x") for i in range(4))
    strong = Item("s", {"a": 0.9, "b": 0.1, "other": 0.5})
    matrix = ach_matrix(Evidence({"a": 0.45, "b": 0.45, "other": 0.1}, (*copies, strong)))
    assert matrix.rows[0].item == "s"
    assert matrix.inconsistency == {"a": 4.0, "b": 2.0, "other": 0.0}
    assert matrix.most_probable == ("a",)
    assert "5 reports of 2 events" in matrix.warning
    agree = ach_matrix(Evidence({"a": 0.45, "b": 0.45, "other": 0.1}, (strong,)))
    assert agree.warning == ""
    assert agree.rows[0].letters == {"a": "CC", "b": "II", "other": "N"}


def load_broken(file: Path) -> Evidence:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    rows = data.get("list") or [{"id": key, **row} for key, row in data["items"].items()]
    return Evidence(data["priors"], tuple(Item(**row) for row in rows))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("M-001", "priors sum to 0.9"),
        ("M-002", "1.4"),
        ("M-003", "deal, stall, other"),
        ("M-004", "may not rule a hypothesis out for ever"),
        ("M-005", "would count the prior twice"),
        ("M-006", "forbids nothing"),
        ("M-007", "other: {prior: 0.1}"),
        ("M-008", "reports of event 'call' give 0.4 to 0.9"),
        ("M-009", "give it another id"),
        ("M-010", "4.5 to 1 for words that cost nothing"),
    ],
)
def test_every_code_has_a_broken_file_and_a_message_that_helps(code: str, words: str) -> None:
    (file,) = BROKEN.glob(f"{code}*")
    problems = check_evidence(load_broken(file), Place(file.name), "parties.usa.goals")
    assert [problem.code for problem in problems] == [code]
    assert words in str(problems[0])
    assert code in CODES


def test_a_sound_record_has_no_problems() -> None:
    items = (Item("s1", {"deal": 0.7, "stall": 0.2, "other": 0.4}), Item("s2", {"deal": 0.1, "stall": 0.5}))
    assert check_evidence(Evidence({"deal": 0.5, "stall": 0.4, "other": 0.1}, items), Place("x")) == ()


def test_no_pair_of_a_hundred_weak_items_turns_an_extreme_level() -> None:
    rng = np.random.default_rng(0)
    items = tuple(
        Item(f"i{i}", {"a": float(p), "b": float(q)})
        for i, (p, q) in enumerate(rng.uniform(0.45, 0.55, (100, 2)))
    )
    assert smallest_flip(Evidence(HALF, items), "a", 1e-9, largest=2) == ()
