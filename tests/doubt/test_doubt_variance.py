"""Break-even points, tornado, Sobol indices against analytic ones, Morris."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from detente.doubt.ranks import standard_ranks
from detente.doubt.sensitivity import break_even, describe_crossing, tornado
from detente.doubt.variance import first_order_from_draws, morris, sobol_indices
from detente.errors import ShapeError


def ishigami(unit: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def sobol_g(unit: np.ndarray) -> np.ndarray:
    return np.prod((np.abs(4 * unit - 2) + G_SCALES) / (1 + G_SCALES), axis=1)


G_SCALES = np.array([0.0, 1.0, 4.5, 9.0])


def test_ishigami_indices_are_the_analytic_ones() -> None:
    found = sobol_indices(ishigami, ["x1", "x2", "x3"], 2**13, np.random.default_rng(0))
    first = {"x1": 0.3139052, "x2": 0.4424111, "x3": 0.0}
    total = {"x1": 0.5575889, "x2": 0.4424111, "x3": 0.2436837}
    for name in first:
        assert found.first_order[name].value == pytest.approx(first[name], abs=0.02)
        assert found.total_order[name].value == pytest.approx(total[name], abs=0.02)
        assert found.first_order[name].low - 0.02 <= first[name] <= found.first_order[name].high + 0.02
    assert found.variance == pytest.approx(13.8446, rel=0.01)
    assert found.runs == 2**13 * 5


def test_sobol_g_indices_are_the_analytic_ones_and_groups_add_up() -> None:
    parts = (1 / 3) / (1 + G_SCALES) ** 2
    variance = np.prod(1 + parts) - 1
    first = parts / variance
    total = parts * np.prod(1 + parts) / (1 + parts) / variance
    names = ["a", "b", "c", "d"]
    found = sobol_indices(sobol_g, names, 2**13, np.random.default_rng(1))
    for i, name in enumerate(names):
        assert found.first_order[name].value == pytest.approx(first[i], abs=0.02)
        assert found.total_order[name].value == pytest.approx(total[i], abs=0.02)
    pair = sobol_indices(
        sobol_g, names, 2**12, np.random.default_rng(1), {"ab": ["a", "b"], "cd": ["c", "d"]}
    )
    both = (np.prod(1 + parts[:2]) - 1) / variance
    assert pair.first_order["ab"].value == pytest.approx(both, abs=0.02)
    assert pair.runs == 2**12 * 4


def test_the_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    covered = 0
    for seed in range(60):
        found = sobol_indices(lambda x: x[:, 0] + x[:, 1] ** 2, ["a", "b"], 256, np.random.default_rng(seed))
        index = found.total_order["a"]
        truth = (1 / 12) / (1 / 12 + 4 / 45)
        covered += index.low <= truth <= index.high
    assert covered >= 48


def test_an_outcome_that_never_varies_has_no_indices() -> None:
    found = sobol_indices(lambda x: np.ones(len(x)), ["a"], 64, np.random.default_rng(0))
    assert found.first_order["a"].value == found.total_order["a"].value == 0.0


def test_indices_from_draws_agree_with_those_from_runs() -> None:
    rng = np.random.default_rng(2)
    unit = rng.random((20_000, 3))
    found = first_order_from_draws({f"x{i + 1}": unit[:, i] for i in range(3)}, ishigami(unit), rng, bins=24)
    for name, truth in {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}.items():
        assert found[name].value == pytest.approx(truth, abs=0.02)
    label = (unit[:, 0] > 0.3).astype(int)
    alone = first_order_from_draws({"label": label, "noise": unit[:, 1]}, label, rng)
    assert alone["label"].value == pytest.approx(1.0)
    assert alone["noise"].value == pytest.approx(0.0, abs=0.01)


def test_morris_sees_linear_effects_exactly_and_finds_what_interacts() -> None:
    rng = np.random.default_rng(0)
    found = {e.name: e for e in morris(ishigami, ["x1", "x2", "x3"], 200, rng)}
    assert found["x3"].mu_star > 1
    assert abs(found["x3"].mu) < found["x3"].mu_star
    assert found["x3"].sigma > 1
    flat = morris(lambda x: 2 * x[:, 0] - x[:, 1], ["a", "b", "c"], 5, rng)
    assert [(e.name, e.mu) for e in flat] == [("a", pytest.approx(2)), ("b", pytest.approx(-1)), ("c", 0)]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.03, 0.97), min_size=1, max_size=3, unique=True))
def test_break_evens_are_the_roots_of_a_polynomial(roots: list[float]) -> None:
    roots = sorted(roots)
    if any(b - a < 0.04 for a, b in itertools.pairwise(roots)):
        return
    turns = break_even(lambda x: float(np.prod([x - root for root in roots])), 0.0, 1.0)
    assert [turn.at for turn in turns] == pytest.approx(roots, abs=1e-5)
    assert all(a.rising != b.rising for a, b in itertools.pairwise(turns))


def test_break_even_of_the_toy_case_and_of_a_verdict_that_jumps() -> None:
    decided, patience = 0.05, 0.99
    omega = decided / (1 - patience * (1 - decided))
    war = omega * 0.62 + (1 - patience) / (1 - patience * (1 - decided)) * ((1 - decided) * 0.2 - 0.3)
    (turn,) = break_even(lambda gamma: gamma * (omega * 0.35 + 0.08) + 0.45 - war, 0, 1, points=2)
    assert turn.at == pytest.approx(0.140386, abs=1e-5)
    (jump,) = break_even(lambda x: 1.0 if x < 0.37 else -1.0, 0, 1)
    assert jump.at == pytest.approx(0.37, abs=1e-5)
    assert "falls below 0.37, it holds" in describe_crossing(jump, "x", "0.37", "it holds")
    assert break_even(lambda x: 1.0, 0, 1) == ()


def test_the_longest_bar_comes_first_and_unknown_inputs_are_refused() -> None:
    bars = tornado(lambda v: v["a"] * v["b"], {"a": 1.0, "b": 5.0}, {"a": (0, 2), "b": (4, 6)})
    assert [(bar.name, bar.swing) for bar in bars] == [("a", 10.0), ("b", 2.0)]
    with pytest.raises(ShapeError, match="central value for c"):
        tornado(lambda v: 0.0, {"a": 1.0}, {"c": (0, 1)})
    with pytest.raises(ShapeError, match="low < high"):
        break_even(lambda x: x, 1, 1)
    with pytest.raises(ShapeError, match="one number each"):
        sobol_indices(lambda x: x, ["a"], 8, np.random.default_rng(0))
    with pytest.raises(ShapeError, match="no input called z"):
        sobol_indices(lambda x: x[:, 0], ["a"], 8, np.random.default_rng(0), {"g": ["z"]})
    with pytest.raises(ShapeError, match="even number"):
        morris(lambda x: x[:, 0], ["a"], 5, np.random.default_rng(0), levels=3)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=30))
def test_ranks_give_spearmans_correlation(rows: list[tuple[int, int]]) -> None:
    one, other = np.array(rows).T
    found = float(standard_ranks(one) @ standard_ranks(other))
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        assert found == 0.0
    else:
        assert found == pytest.approx(spearmanr(one, other).statistic)
