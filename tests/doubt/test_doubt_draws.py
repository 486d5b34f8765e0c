"""Draws: stratified, keyed by name, unmoved by other quantities; correlations as asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest, spearmanr

from detente.doubt.draws import (
    Driver,
    correlate,
    generator_for,
    impose_rank_correlation,
    loading_for,
    uniforms,
)
from detente.errors import ShapeError

NAMES = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=6, unique=True)


@settings(max_examples=30, deadline=None)
@given(NAMES, st.integers(1, 70), st.integers(0, 2**40))
def test_latin_columns_have_one_number_per_slice_and_know_only_their_own_name(
    names: list[str], draws: int, seed: int
) -> None:
    table = uniforms(names, draws, seed)
    for name in names:
        column = table[name]
        assert ((column > 0) & (column < 1)).all()
        assert sorted(np.floor(column * draws).astype(int).tolist()) == list(range(draws))
        assert (uniforms([name], draws, seed)[name] == column).all()
    backwards = uniforms(names[::-1], draws, seed)
    assert all((backwards[name] == table[name]).all() for name in names)


@pytest.mark.parametrize("method", ["latin", "sobol"])
def test_appending_a_quantity_changes_no_other_column(method: str) -> None:
    few = uniforms(["a", "b"], 100, 7, method=method)  # type: ignore[arg-type]
    more = uniforms(["a", "b", "c"], 100, 7, method=method)  # type: ignore[arg-type]
    assert all((few[name] == more[name]).all() for name in few)
    other_seed = uniforms(["a"], 100, 8, method=method)["a"]  # type: ignore[arg-type]
    assert (other_seed != few["a"]).any()


@pytest.mark.parametrize("method", ["latin", "sobol"])
def test_the_component_column_is_independent_of_the_value_column(method: str) -> None:
    value = uniforms(["a", "b"], 4096, 1, method=method)  # type: ignore[arg-type]
    component = uniforms(["a", "b"], 4096, 1, purpose="component", method=method)  # type: ignore[arg-type]
    for name in value:
        assert abs(spearmanr(value[name], component[name]).statistic) < 0.05
        cells = np.histogram2d(value[name], component[name], bins=8, range=[[0, 1], [0, 1]])[0]
        assert abs(cells - 64).max() < 40


def test_scrambled_sobol_is_a_net_in_one_dimension_and_beats_chance_in_two() -> None:
    names = [f"q{i}" for i in range(8)]
    table = uniforms(names, 1024, 5, method="sobol")
    for name in names:
        assert sorted(np.floor(table[name] * 1024).astype(int).tolist()) == list(range(1024))
        assert kstest(table[name], "uniform").statistic < 2 / 1024
    errors, plain = [], []
    for seed in range(20):
        sobol = uniforms(names, 1024, seed, method="sobol")
        chance = np.random.default_rng(seed).random((1024, 8))
        errors.append(np.prod([1.5 * sobol[n] ** 0.5 for n in names[:3]], axis=0).mean() - 1)
        plain.append(np.prod(1.5 * chance[:, :3] ** 0.5, axis=1).mean() - 1)
    assert np.std(errors) < np.std(plain) / 5


@pytest.mark.parametrize("wanted", [-0.8, -0.3, 0.0, 0.5, 0.9])
def test_a_shared_driver_gives_the_wanted_rank_correlation_and_keeps_the_numbers(wanted: float) -> None:
    raw = uniforms(["power", "rearming", "cost"], 4000, 2)
    load = loading_for(wanted)
    driver = Driver("industry", {"power": load, "rearming": load if wanted > 0 else -load})
    both = correlate(raw, [driver], 2)
    assert abs(spearmanr(both["power"], both["rearming"]).statistic - wanted) < 0.05
    assert (np.sort(both["power"]) == np.sort(raw["power"])).all()
    assert both["cost"] is raw["cost"]
    assert abs(spearmanr(both["power"], both["cost"]).statistic) < 0.05


def test_a_matrix_of_rank_correlations_is_met_and_the_numbers_are_kept() -> None:
    rng = np.random.default_rng(4)
    columns = rng.random((3000, 3)) ** 3
    target = np.array([[1, 0.7, -0.2], [0.7, 1, 0.1], [-0.2, 0.1, 1]])
    ordered = impose_rank_correlation(columns, target, rng)
    assert abs(spearmanr(ordered).statistic - target).max() < 0.04
    assert (np.sort(ordered, axis=0) == np.sort(columns, axis=0)).all()


def test_wrong_input_is_refused_with_words() -> None:
    with pytest.raises(ShapeError, match="named twice: a"):
        uniforms(["a", "a"], 3, 0)
    with pytest.raises(ShapeError, match="at least 1"):
        uniforms(["a"], 0, 0)
    with pytest.raises(ShapeError, match="seed is -1"):
        generator_for(-1, "a")
    raw = uniforms(["a", "b"], 10, 0)
    with pytest.raises(ShapeError, match="names 'c'"):
        correlate(raw, [Driver("d", {"c": 0.5})], 0)
    with pytest.raises(ShapeError, match=r"outside \[-1, 1\]"):
        correlate(raw, [Driver("d", {"a": 1.5})], 0)
    with pytest.raises(ShapeError, match="sum to"):
        correlate(raw, [Driver("d", {"a": 0.9}), Driver("e", {"a": 0.9})], 0)
    with pytest.raises(ShapeError, match="contradict"):
        impose_rank_correlation(
            np.random.default_rng(0).random((9, 3)),
            np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]),
            np.random.default_rng(0),
        )
