"""Survival curves against a published table and against scipy; scores against their definitions."""

from __future__ import annotations

import csv
import math
import os
import warnings
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from detente.errors import ShapeError
from detente.forecast.durability import base_rates, holding_at, kaplan_meier
from detente.forecast.scores import brier_score, calibration_table, compare_losses, log_score

DATA = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[3] / "shared" / "data")) / "forecast"

# Freireich et al. 1963, 6-MP arm: weeks in remission; the standard worked table of the estimator.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_the_published_remission_table() -> None:
    curve = kaplan_meier(WEEKS, RELAPSED)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.holding == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=2, max_size=25))
def test_the_curve_and_its_interval_agree_with_scipy(rows: list[tuple[int, bool]]) -> None:
    ends, broke = np.array([t for t, _ in rows], dtype=float), np.array([b for _, b in rows])
    if not broke.any():
        assert kaplan_meier(ends, broke).times.size == 0
        return
    curve = kaplan_meier(ends, broke)
    if broke.all():
        other = ecdf(ends).sf
    else:
        other = ecdf(CensoredData(uncensored=ends[broke], right=ends[~broke])).sf
    assert other.evaluate(curve.times) == pytest.approx(curve.holding)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        band = other.confidence_interval(0.9, method="log-log") if not broke.all() else None
    if band is not None:
        inner = curve.holding > 0  # where nothing holds any more, scipy's interval is undefined and ours is 0
        assert band.low.evaluate(curve.times)[inner] == pytest.approx(curve.low[inner], abs=1e-9)
        assert band.high.evaluate(curve.times)[inner] == pytest.approx(curve.high[inner], abs=1e-9)


def test_pieces_of_one_case_give_the_same_curve_as_the_whole() -> None:
    whole = kaplan_meier([5, 10, 20], [1, 1, 0])
    pieces = kaplan_meier([5, 4, 10, 12, 20], [1, 0, 1, 0, 0], entered=[0, 0, 4, 0, 12])
    assert pieces.holding == pytest.approx(whole.holding)
    assert (pieces.failures, whole.failures) == (2, 2)


def test_the_interval_covers_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(400):
        true, seen = rng.exponential(50, 80), rng.uniform(20, 120, 80)
        curve = kaplan_meier(np.minimum(true, seen), true <= seen)
        _, low, high = holding_at(curve, 30)
        covered += low <= math.exp(-0.6) <= high
    assert 0.86 <= covered / 400 <= 0.94


def test_base_rates_leave_out_kinds_of_few_cases() -> None:
    rates = base_rates([1, 2, 3, 4, 5, 9], [1, 0, 1, 0, 1, 1], ["a"] * 5 + ["b"], [2.5, 100])
    assert [(rate.kind, rate.months) for rate in rates] == [("a", 2.5), ("a", 100.0)]
    assert math.isnan(rates[1].holding)
    with pytest.raises(ShapeError, match="no earlier"):
        kaplan_meier([1.0], [True], [2.0])


@pytest.mark.data
@pytest.mark.skipif(not (DATA / "durability").is_dir(), reason="the evaluation data folder is not there")
def test_five_year_survival_of_cease_fires_is_the_known_one() -> None:
    ends: list[float] = []
    broke: list[bool] = []
    with (DATA / "durability" / "fortna_pk_pkept.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["firstob"]:
                begun = date.fromisoformat(row["t0"])
                ends.append(0.0)
                broke.append(False)
            ends[-1] = (date.fromisoformat(row["t1"]) - begun).days / 30.4375
            broke[-1] = float(row["failed"]) > 0
    assert sum(broke) == 84
    assert len(ends) == 156
    assert holding_at(kaplan_meier(ends, broke), 60)[0] == pytest.approx(0.57, abs=0.02)


def test_scores_reward_the_truth() -> None:
    rng = np.random.default_rng(1)
    truth = rng.random(40_000)
    happened = rng.random(40_000) < truth
    for score in (brier_score, log_score):
        assert score(truth, happened) < score(np.clip(truth + 0.1, 0, 1) * 0.98 + 0.01, happened)
    for row in calibration_table(truth, happened):
        assert row.happened == pytest.approx(row.forecast, abs=0.02)
    assert sum(row.count for row in calibration_table(truth, happened)) == 40_000
    with pytest.raises(ShapeError, match="probabilities"):
        brier_score([1.2], [1])


def test_a_paired_comparison_draws_whole_clusters() -> None:
    rng = np.random.default_rng(2)
    gap = np.repeat(rng.normal(0, 1, 30), 10)
    alike = compare_losses(gap, np.zeros(300), [str(i // 10) for i in range(300)], np.random.default_rng(0))
    alone = compare_losses(gap, np.zeros(300), [str(i) for i in range(300)], np.random.default_rng(0))
    assert alike.high - alike.low > 2 * (alone.high - alone.low)
    assert (alike.clusters, alike.cases) == (30, 300)
    with pytest.raises(ShapeError, match="do not fit"):
        compare_losses([1.0], [1.0, 2.0], ["a"], rng)
