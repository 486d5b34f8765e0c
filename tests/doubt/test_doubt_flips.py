"""Conditioning on labelled draws: the toy case of the theory page, re-runs, brute force, refusals."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from detente.doubt.flips import ENOUGH, LabelledDraws, flip_sets, leave_one_out, unsupported, without
from detente.errors import ShapeError

# The toy case: quantity -> (prior triangle, {item: (weight, triangle)}); the prior has weight 0.2.
TOY = {
    "p0": ((0.2, 0.5, 0.8), {"E1": (0.5, (0.45, 0.55, 0.65)), "E2": (0.3, (0.4, 0.5, 0.6))}),
    "gamma": (
        (0, 0.3, 1),
        {"E3": (0.5, (0, 0.1, 0.3)), "E4": (0.5, (0.5, 0.8, 1.0)), "E5": (0.2, (0.1, 0.3, 0.5))},
    ),
    "rearm": ((0, 0.1, 0.3), {"E6": (0.6, (0.05, 0.10, 0.2))}),
    "x": ((0.3, 0.45, 0.6), {"E7": (0.8, (0.40, 0.45, 0.50))}),
}


def toy_draws(count: int, rng: np.random.Generator, drop: tuple[str, ...] = ()) -> LabelledDraws:
    values, labels, components = {}, {}, {}
    for name, (prior, items) in TOY.items():
        kept = [key for key in items if key not in drop]
        shares = np.array([0.2] + [items[key][0] for key in kept])
        labels[name] = rng.choice(len(shares), count, p=shares / shares.sum())
        triangles = np.array([prior] + [items[key][1] for key in kept], dtype=float)[labels[name]]
        values[name] = rng.triangular(*triangles.T)
        components[name] = [()] + [(key,) for key in kept]
    decided, patience, cost = 0.05, 0.99, 0.3
    omega = decided / (1 - patience * (1 - decided))
    month = (1 - patience) / (1 - patience * (1 - decided))
    war = omega * np.minimum(1, values["p0"] + values["rearm"]) + month * ((1 - decided) * 0.2 - cost)
    holds = values["gamma"] * (omega * 0.35 + 0.08) >= war - values["x"]
    return LabelledDraws(holds.astype(float), labels, components)


def test_the_toy_case_has_its_published_share_and_flip_sets() -> None:
    draws = toy_draws(400_000, np.random.default_rng(11))
    assert draws.outcome.mean() == pytest.approx(0.693, abs=0.004)
    left = {row.items[0]: row.value for row in leave_one_out(draws)}
    assert left["E1"] == pytest.approx(0.7545, abs=0.005)
    assert left["E4"] == pytest.approx(0.5270, abs=0.005)
    report = flip_sets(draws)
    assert report.size == 2
    assert {row.items for row in report.sets} == {("E2", "E4"), ("E4", "E5"), ("E4", "E6")}
    values = {row.items: row.value for row in report.sets}
    assert values["E2", "E4"] == pytest.approx(0.477, abs=0.006)
    assert unsupported(draws, ["E7"]) == ("x",)
    assert unsupported(draws, ["E1"]) == ()


def test_leaving_one_out_equals_a_real_run_within_its_stated_error() -> None:
    """50 comparisons over items and seeds: |difference| in standard errors must look standard normal."""
    scores = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        draws = toy_draws(4000, rng)
        for item in draws.items[: 7 if seed < 7 else 1]:
            row = without(draws, (item,))
            again = toy_draws(4000, np.random.default_rng(1000 + seed), (item,)).outcome
            spread = np.hypot(
                np.sqrt(row.value * (1 - row.value) / row.draws), again.std() / np.sqrt(again.size)
            )
            scores.append((row.value - again.mean()) / spread)
    assert len(scores) == 50
    assert np.abs(scores).max() < 4
    assert np.mean(np.abs(scores) < 1.96) > 0.85


def test_the_error_of_a_change_is_its_spread_over_repetitions() -> None:
    rows = [without(toy_draws(1500, np.random.default_rng(seed)), ("E4",)) for seed in range(200)]
    assert np.mean([row.error for row in rows]) == pytest.approx(
        np.std([row.change for row in rows]), rel=0.15
    )


def test_dropping_a_signal_reweights_to_the_exact_value() -> None:
    """Two types at .5, o1 with likelihoods .8 and .3, o2 .6 and .5; P(holds | type) .2 and .7."""
    rng = np.random.default_rng(3)
    full = np.array([0.5 * 0.8 * 0.6, 0.5 * 0.3 * 0.5])
    full /= full.sum()
    dropped = np.array([0.5 * 0.6, 0.5 * 0.5])
    dropped /= dropped.sum()
    types = rng.choice(2, 200_000, p=full)
    holds = (rng.random(types.size) < np.array([0.2, 0.7])[types]).astype(float)
    draws = LabelledDraws(holds, {}, {}, {"o1": (dropped / full)[types]})
    assert holds.mean() == pytest.approx(0.319, abs=0.004)
    assert without(draws, ["o1"]).value == pytest.approx(dropped @ [0.2, 0.7], abs=0.004)
    assert dropped @ [0.2, 0.7] == pytest.approx(0.42727, abs=1e-5)


def random_draws(items: int, count: int, rng: np.random.Generator, share: float = 0.55) -> LabelledDraws:
    labels, components = {}, {}
    outcome = rng.normal(size=count)
    for q in range(0, items, 2):
        name = f"q{q}"
        labels[name] = rng.choice(3, count, p=[0.4, 0.3, 0.3])
        components[name] = [(), (f"e{q}",), (f"e{q + 1}",)]
        outcome = (
            outcome + rng.normal() * 0.6 * (labels[name] == 1) + rng.normal() * 0.6 * (labels[name] == 2)
        )
    ratio = rng.uniform(0.8, 1.2, count)
    outcome = (outcome > np.quantile(outcome, 1 - share)).astype(float)
    return LabelledDraws(outcome, labels, components, {"s": ratio})


@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_what_brute_force_finds(seed: int) -> None:
    draws = random_draws(10, 1200, np.random.default_rng(seed))
    report = flip_sets(draws, 0.5)
    base = draws.outcome.mean()
    by_hand, too_few = [], 0
    for size in (1, 2, 3):
        for chosen in itertools.combinations(draws.items, size):
            weight = np.ones(1200)
            for name, rows in draws.components.items():
                gone = [i for i, row in enumerate(rows) if set(row) & set(chosen)]
                weight[np.isin(draws.labels[name], gone)] = 0
            if "s" in chosen:
                weight = weight * draws.ratios["s"]
            effective = weight.sum() ** 2 / (weight**2).sum()
            too_few += effective < ENOUGH
            if effective >= ENOUGH and ((weight @ draws.outcome / weight.sum()) > 0.5) != (base > 0.5):
                by_hand.append(chosen)
        if by_hand:
            break
    assert report.size == (len(by_hand[0]) if by_hand else 0)
    assert report.found == len(by_hand)
    assert {row.items for row in report.sets} <= set(by_hand)
    assert report.refused == too_few


def test_too_few_draws_are_refused_and_listed_for_a_run() -> None:
    labels = np.array([0] * 40 + [1] * 400)
    draws = LabelledDraws((labels == 1).astype(float), {"p": labels}, {"p": [(), ("e",)]})
    (row,) = leave_one_out(draws)
    assert row.refused
    assert not row.turns
    report = flip_sets(draws)
    assert (report.size, report.refused, report.to_rerun) == (0, 1, (("e",),))
    alone = LabelledDraws(np.ones(200), {"p": np.zeros(200, dtype=int)}, {"p": [("e",)]})
    assert without(alone, ["e"]).draws == 0


def test_a_confirming_run_drops_false_sets() -> None:
    draws = random_draws(6, 2000, np.random.default_rng(0), share=0.52)
    found = flip_sets(draws, 0.5)
    assert found.size > 0
    assert flip_sets(draws, 0.5, largest=found.size, confirm=lambda _: 1.0).size == 0


def test_an_item_behind_two_quantities_leaves_both() -> None:
    rng = np.random.default_rng(5)
    labels = {"a": rng.integers(0, 2, 1000), "b": rng.integers(0, 2, 1000)}
    draws = LabelledDraws(
        (labels["a"] + labels["b"] > 0).astype(float), labels, {"a": [(), ("e",)], "b": [(), ("e",)]}
    )
    row = without(draws, ["e"])
    assert row.value == 0.0
    assert row.unsupported == ("a", "b")


def test_a_hundred_items_are_searched_to_size_three_unless_fewer_turn_it() -> None:
    draws = random_draws(100, 1000, np.random.default_rng(1), share=0.9)
    report = flip_sets(draws, 0.1)
    assert report.searched == 3 or report.size > 0


def test_wrong_arrays_are_refused() -> None:
    with pytest.raises(ShapeError, match="from 0 to 0"):
        leave_one_out(LabelledDraws(np.ones(3), {"p": np.array([0, 1, 0])}, {"p": [("e",)]}))
    with pytest.raises(ShapeError, match="rests on x"):
        without(LabelledDraws(np.ones(3), {}, {}), ["x"])
    with pytest.raises(ShapeError, match="size 1, 2 or 3"):
        flip_sets(LabelledDraws(np.ones(3), {}, {}), largest=4)
