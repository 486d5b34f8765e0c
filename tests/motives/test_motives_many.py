"""The posterior over draws equals the posterior of every single draw."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import ShapeError
from detente.motives.evidence import Evidence, Item
from detente.motives.many import ItemDraws, record_of
from detente.motives.posterior import posterior

NAMES = ("a", "b", "other")


def random_record(seed: int, draws: int) -> tuple[dict[str, np.ndarray], list[ItemDraws]]:
    rng = np.random.default_rng(seed)
    raw = rng.uniform(0.05, 1, (draws, 3))
    raw /= raw.sum(axis=1, keepdims=True)
    items = []
    for i in range(int(rng.integers(1, 8))):
        spoken = [name for name in NAMES if rng.random() < 0.8]
        items.append(
            ItemDraws(
                f"i{i}",
                {name: rng.uniform(0, 1, draws) for name in spoken},
                rng.uniform(0, 1, draws) if rng.random() < 0.8 else np.ones(draws),
                rng.uniform(0.05, 1, draws),
                [None, "o1", "o2"][rng.integers(3)],
                [None, "e1", "e2"][rng.integers(3)],
                [1.0, 0.6][rng.integers(2)],
                bool(rng.random() < 0.2),
            )
        )
    return dict(zip(NAMES, raw.T, strict=True)), items


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_every_draw_is_what_the_single_posterior_says(seed: int) -> None:
    priors, items = random_record(seed, 4)
    record = record_of(priors, items)
    gone = [items[0].id]
    for row in range(4):
        single = Evidence(
            {name: float(priors[name][row]) for name in NAMES},
            tuple(
                Item(
                    item.id,
                    {name: float(p[row]) for name, p in item.likelihood.items()},
                    float(item.reliability[row]),
                    float(item.background[row]),
                    item.origin,
                    item.event,
                    item.copying,
                    item.denies,
                )
                for item in items
            ),
        )
        for without in ([], gone):
            expected = list(posterior(single, without).values())
            assert record.posterior(without)[row] == pytest.approx(expected, abs=1e-10)


def test_arrays_that_do_not_fit_are_refused() -> None:
    one = np.ones(3)
    with pytest.raises(ShapeError, match="no hypotheses"):
        record_of({}, [])
    with pytest.raises(ShapeError, match="not all 0"):
        record_of({"a": 0 * one}, [])
    with pytest.raises(ShapeError, match="item s"):
        record_of({"a": one}, [ItemDraws("s", {"a": one}, np.ones(2), one)])
