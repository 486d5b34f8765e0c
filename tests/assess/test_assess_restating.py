"""Shares restated for many sets of signals at once against one view at a time."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from detente.assess.chain import proposals
from detente.assess.restating import Restated
from detente.assess.trace import Trace, numbers_of, rows_of, view
from detente.assess.tracing import trace
from detente.case.dumping import plain
from detente.motives.many import ItemDraws, record_of


@pytest.fixture(scope="module")
def held(small_case: Any) -> Trace:
    """Six signals on two parties, three of them reports of one event."""
    first = plain(small_case)["signals"][0]
    goals = plain(small_case)["parties"]["south"]["goals"]
    ((name, only),) = list(goals.items())[:1]
    issues = list(only["weights"])
    other = dict.fromkeys(issues, 0.1) | {issues[-1]: round(1.1 - 0.1 * len(issues), 3)}
    rivals = {
        name: {**only, "prior": 0.6},
        "rival": {**only, "prior": 0.3, "weights": other},
        "other": {"prior": 0.1},
    }
    base = small_case.with_values({"parties.south.goals": rivals})
    rows = [
        ("g0", "north", "raid", {"limited": 0.2, "expansion": 0.6}),
        ("g1", "north", "raid", {"limited": 0.2, "expansion": 0.6}),
        ("g2", "north", "raid", {"limited": 0.2, "expansion": 0.6}),
        ("g3", "north", None, {"limited": 0.7, "expansion": 0.4}),
        ("g4", "south", None, {name: 0.7, "rival": 0.3, "other": 0.5}),
        ("g5", "south", None, {name: 0.3, "rival": 0.6, "other": 0.5}),
    ]
    signals = [
        {
            **first,
            "id": id,
            "about": about,
            "event": event,
            "origin": None,
            "likelihood": chances,
            "reliability": 0.8,
        }
        for id, about, event, chances in rows
    ]
    case = base.with_values({"signals": signals})
    return trace(case, proposals(case), 120, 5)


def test_every_share_without_every_set_is_what_a_view_gives(held: Trace) -> None:
    sets = [(), *(c for size in (1, 2, 3) for c in itertools.combinations(held.signals, size))]
    views = [numbers_of(view(held, signals=gone)) for gone in sets]
    for number in views[0]:
        found = Restated(held, number).values(sets)
        assert found == pytest.approx([each[number] for each in views], abs=1e-12), number
    assert {number.split(".")[0] for number in views[0]} == {"verdict", "belief"}


def test_screened_values_are_exact_where_they_cross(held: Trace) -> None:
    sets = list(itertools.combinations(held.signals, 2))
    number = "verdict.league_plan.holds"
    exact = Restated(held, number).values(sets)
    level = float(np.median(exact)) + 1e-9
    now = numbers_of(view(held))[number]
    found = Restated(held, number).screened(sets, level)
    crossed = (exact > level) != (now > level)
    assert 0 < crossed.sum() < len(sets)
    assert (found[crossed] == exact[crossed]).all()
    assert ((found > level) == (exact > level)).all()
    assert found == pytest.approx(exact, abs=1e-3)


def test_some_of_the_draws(held: Trace) -> None:
    counts = (np.arange(held.draws) % 3 == 0).astype(float)
    number, gone = "belief.north.limited", ("g0", "g3")
    expected = rows_of(view(held, signals=gone))[number][counts > 0].mean()
    assert Restated(held, number).among(gone, counts) == pytest.approx(expected, abs=1e-12)


def test_posteriors_of_many_sets_are_posteriors_of_each() -> None:
    random = np.random.default_rng(4)
    items = [
        ItemDraws(
            f"i{number}",
            {goal: random.uniform(0.05, 0.95, 30) for goal in ("a", "b", "c")[: 2 + number % 2]},
            random.uniform(0.3, 1.0, 30),
            random.uniform(0.1, 0.5, 30),
            origin=("wire", None)[number % 2],
            event=("one", "two", None)[number % 3],
        )
        for number in range(7)
    ]
    priors = {"a": random.uniform(0.1, 1, 30), "b": random.uniform(0.1, 1, 30), "c": np.zeros(30)}
    record = record_of(priors, items)
    sets = [(), ("i0",), ("i0", "i3", "i6"), ("i1", "i2"), ("i5", "nothing")]
    found = record.posteriors(sets)
    for row, gone in zip(found, sets, strict=True):
        assert pytest.approx(record.posterior(gone), abs=1e-12) == row.T
    assert record.posteriors(sets, np.float32) == pytest.approx(found, abs=1e-4)
