"""Where the evaluation data lies, if anywhere; and the random problems that methods are compared on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from detente.deals.space import AtLeast, AtMost, Implies, Interaction, Never, make_space


@pytest.fixture(scope="session")
def deal_data() -> Path:
    """The folder of deal scenarios; tests that need it skip where it is absent."""
    root = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
    folder = root / "deals"
    if not folder.is_dir():
        pytest.skip(f"evaluation data not found at {folder}; set DETENTE_DATA")
    return folder


def make_problem(seed: int, parties: int | None = None, issues: int | None = None):
    """A small space, integer contributions and interactions, and reservations that some packages clear."""
    rng = np.random.default_rng(seed)
    parties = parties or int(rng.integers(2, 5))
    count = issues or int(rng.integers(2, 6))
    names = {f"i{j}": [f"l{k}" for k in range(rng.integers(2, 5))] for j in range(count)}

    def some(number: int) -> dict[str, list[str]]:
        chosen = rng.choice(count, size=min(number, count), replace=False)
        picked = {}
        for issue in chosen:
            levels = names[f"i{issue}"]
            size = int(rng.integers(1, len(levels)))
            picked[f"i{issue}"] = [
                levels[k] for k in sorted(rng.choice(len(levels), size=size, replace=False))
            ]
        return picked

    rules = []
    for _ in range(rng.integers(0, 4)):
        kind = rng.integers(0, 4)
        if kind == 0:
            both = some(3)
            keys = list(both)
            rules.append(Implies({k: both[k] for k in keys[:1]}, {k: both[k] for k in keys[1:]}))
        elif kind == 1:
            rules.append(Never(some(2)))
        elif kind == 2:
            rules.append(AtMost(1, some(3)))
        else:
            rules.append(AtLeast(1, some(3)))
    space = make_space(names, rules)
    parts = [[rng.integers(0, 30, size) for size in space.sizes] for _ in range(parties)]
    terms = []
    for _ in range(rng.integers(0, 3)):
        pair = tuple(int(j) for j in rng.choice(count, size=2, replace=False))
        shape = tuple(space.sizes[j] for j in pair)
        terms.append(Interaction(pair, tuple(rng.integers(-6, 7, shape) for _ in range(parties))))
    top = [sum(int(part.max()) for part in party) for party in parts]
    floor = np.array([int(best * rng.uniform(0.2, 0.55)) for best in top])
    return space, parts, terms, floor


@pytest.fixture(scope="session")
def random_problem() -> Callable[..., tuple]:
    """Random spaces with rules and interactions, the same for every test that compares methods."""
    return make_problem
