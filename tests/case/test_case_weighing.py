"""Weights of readings by evidence: values by hand, copies that change nothing, grades, round trips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.assess.drawing import draw
from detente.case import Case, check, dump, load
from detente.case.dumping import plain
from detente.case.expurgate import expurgate
from detente.case.findings import Layout
from detente.case.loading import build
from detente.case.quantities import Quantity, Reading
from detente.case.weighing import Backing, Support, weigh
from detente.case.weights import GRADES
from detente.cli.show import words

VALID = load(Path(__file__).parents[1] / "broken" / "case" / "valid")
#: Statement -> source; source -> origin and grade; statement -> grade.
SAID = {"a": "wire", "b": "paper", "c": "radio", "d": "reprint"}
SOURCES = {"wire": ("agency", "B"), "paper": (None, "A"), "radio": (None, None), "reprint": ("agency", "D")}
ITEMS = {"a": "2", "b": "3", "c": None, "d": "2"}


def case_with(power: Any, **more: Any) -> Case:
    data = plain(VALID)
    data["sources"] = {
        key: {"title": key}
        | ({"origin": origin} if origin else {})
        | ({"reliability": grade} if grade else {})
        for key, (origin, grade) in SOURCES.items()
    }
    data["statements"] = [
        {"id": id, "source": source, "paragraph": 1, "speaker": "North", "issue": "land", "words": "words"}
        | ({"credibility": ITEMS[id]} if ITEMS[id] else {})
        for id, source in SAID.items()
    ]
    data["war"]["power"] = power
    made, problems = build({**data, **more}, Layout("case.yaml", {}, {}), None)
    assert made is not None, problems
    return made


def weights_with(*readings: Any, **more: Any) -> list[float]:
    return [round(count, 9) for count in case_with({"readings": list(readings), **more}).war.power.counts]


def test_grades_are_the_middles_of_five_equal_parts() -> None:
    ends = [(low / 5, (low + 1) / 5) for low in range(5)]
    middles = [round(sum(pair) / 2, 9) for pair in reversed(ends)]
    assert [GRADES[key] for key in "ABCDE"] == [GRADES[key] for key in "12345"] == middles
    assert GRADES["F"] == GRADES["6"] == 0.5


def test_weights_by_hand() -> None:
    one, two = {"value": 0.4, "because": ["a"]}, {"value": 0.6, "because": ["b"]}
    assert weights_with(one, two) == [0.49, 0.45]  # B2 is 0.7 * 0.7, A3 is 0.9 * 0.5
    assert weights_with(one, {**two, "because": ["b", "c"]}) == [0.49, 0.7]  # two origins: their sum
    assert weights_with(one, {**two, "because": ["c"]}) == [0.49, 0.25]  # not graded is F6
    shared = weights_with(one, {**two, "because": ["b", "d"]})  # D2 of the same agency: 0.21 beside 0.49
    assert shared == [round(0.49 * 0.49 / 0.7, 9), round(0.45 + 0.49 * 0.21 / 0.7, 9)]
    assert weights_with(one, {"value": 0.6, "assumed": "a guess"}) == [0.49, 0.25]
    assert weights_with(one, 0.6, 0.5) == [0.49, 0.125, 0.125]  # all the analyst's own count once
    assert weights_with(one, 0.6, because=["b"]) == [0.49, 0.45]  # what the quantity rests on


def test_a_weight_that_was_entered_counts_as_entered_and_then_all_do() -> None:
    one, two = {"value": 0.4, "because": ["a"]}, {"value": 0.6, "because": ["b"], "weight": 3}
    assert weights_with(one, two) == [1.0, 3.0]
    assert weights_with({**one, "weight": 0.5}, two) == [0.5, 3.0]


def test_readings_with_equal_evidence_count_alike() -> None:
    plain_mixture = Quantity(readings=(Reading(low=0.4, high=0.5), Reading(low=0.6, high=0.7)), scale="share")
    for because in (["a"], ["c"], []):
        rows = [{"value": "0.4 to 0.5", "because": because}, {"value": "0.6 to 0.7", "because": because}]
        found = case_with({"readings": rows}).war.power
        assert found.central == pytest.approx(plain_mixture.central, abs=1e-15)
        uniform = np.linspace(0.001, 0.999, 400)
        assert (found.components(uniform) == plain_mixture.components(uniform)).all()


def test_a_case_has_its_own_table_of_grades() -> None:
    rows = {"readings": [{"value": 0.4, "because": ["a"]}, {"value": 0.6, "because": ["b"]}]}
    graded = case_with(rows, grades={"B": 0.2, "2": 1})
    assert graded.war.power.counts == pytest.approx((0.2, 0.45))
    again = graded.with_values({"grades": {"A": 1, "3": 1}})
    assert again.war.power.counts == pytest.approx((0.49, 1.0))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_copy_of_a_report_moves_no_draw(place: int) -> None:
    one, two = {"value": "0.4 to 0.5", "because": ["a"]}, {"value": "0.6 to 0.7", "because": ["b"]}
    before = draw(case_with({"readings": [one, two]}), 500, 1)("war.power")
    beside = case_with({"readings": [{**one, "because": ["a", "d"]}, two]})
    assert (draw(beside, 500, 1)("war.power") == before).all()
    rows = [one, two]
    rows.insert(place, {**one, "because": ["d"]})
    apart = draw(case_with({"readings": rows}), 500, 1)("war.power")
    assert (apart == before).all()
    other = draw(case_with({"readings": [one, {**two, "because": ["b", "c"]}]}), 500, 1)("war.power")
    assert not (other == before).all()


supports = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from([0.1, 0.25, 0.49, 0.81])), min_size=1, max_size=3
)


@settings(max_examples=60, deadline=None)
@given(st.lists(supports, min_size=2, max_size=4), st.randoms())
def test_every_origin_has_one_unit_and_order_does_not_matter(rows: list[Any], random: Any) -> None:
    backings = []
    for number, row in enumerate(rows):
        found = tuple(Support(f"{number}.{place}", *one) for place, one in enumerate(row))
        backings.append(Backing(None, tuple(s.statement for s in found), found))
    weights = [row.weight for row in weigh(backings, 0.25)]
    best: dict[str, float] = {}
    for row in rows:
        for origin, chance in row:
            best[origin] = max(best.get(origin, 0.0), chance)
    assert sum(weights) == pytest.approx(sum(best.values()))
    shuffled = [
        row._replace(supports=tuple(random.sample(row.supports, len(row.supports)))) for row in backings
    ]
    order = random.sample(range(len(rows)), len(rows))
    again = weigh([shuffled[place] for place in order], 0.25)
    assert [row.weight for row in again] == [weights[place] for place in order]
    gone = {backings[0].supports[0].statement}
    less = [
        row._replace(
            because=tuple(id for id in row.because if id not in gone),
            supports=tuple(s for s in row.supports if s.statement not in gone),
        )
        for row in backings
    ]
    kept = [row for row in less if row.because]
    by_hand = iter(row.weight for row in weigh(kept, 0.25))
    expected = [next(by_hand) if row.because else 0.0 for row in less]
    assert [row.weight for row in weigh(backings, 0.25, gone)] == expected


def test_weights_are_not_written_and_come_back(tmp_path: Path) -> None:
    rows = [{"value": 0.4, "because": ["a"]}, {"value": 0.6, "assumed": "a guess"}]
    made = case_with({"readings": rows}, grades={"A": 0.8})
    assert plain(made)["war"]["power"] == {"readings": rows}
    dump(made, tmp_path / "case")
    again = load(tmp_path / "case")
    assert again == made
    assert again.war.power.counts == made.war.power.counts
    assert not [p for p in check(tmp_path / "case")[1] if p.severity == "error"]


def test_an_expurgated_case_keeps_the_weights() -> None:
    rows = [{"value": 0.4, "because": ["a"]}, {"value": 0.6, "because": ["b", "c"]}]
    data = plain(case_with({"readings": rows}))
    data["sources"]["radio"]["confidential"] = True
    data["statements"][2]["words"] = "words that stand nowhere else in this case"
    made, problems = build(data, Layout("case.yaml", {}, {}), None)
    assert made is not None, problems
    assert expurgate(made).war.power.counts == made.war.power.counts == pytest.approx((0.49, 0.7))


def test_show_gives_each_reading_its_share() -> None:
    rows = [{"value": "0.4 to 0.5", "because": ["a"]}, {"value": "0.6 to 0.7, likely 0.61", "because": ["c"]}]
    assert (
        words(case_with({"readings": rows}).war.power) == "0.4 to 0.5 (66 %) | 0.6 to 0.7, likely 0.61 (34 %)"
    )
    assert words(VALID.war.power) == "0.5"
