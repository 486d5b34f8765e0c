"""The corners of every domain at once: finite answers, and the two solvers still agree."""

from itertools import product

import numpy as np
import pytest

from detente.war.curves import solve_terms
from detente.war.hold import solve_settlements
from detente.war.two_sided import solve_two_sided


@pytest.mark.parametrize("points", [3, 4, 46])
def test_corners(make_games, points):
    corners = product(
        [0, 1], [0, 0.5, 1], [-0.9, 0, 1e-9, 0.9], [0, 1e-6, 1], [0, 1], [0, 1], [0.01, 0.99999]
    )
    lapse, credibility, drift, shock, scale, surprise, discount = np.array(list(corners)).T
    rng = np.random.default_rng(0)
    n = lapse.size
    games = make_games(
        lapse=lapse, credibility=credibility, drift=drift, shock=shock, scale=scale, surprise=surprise,
        discount_a=discount, discount_b=discount, share_a=rng.uniform(0, 1, n),
        power=rng.choice([0, 1, 0.5, 0.333], n), penalty=rng.choice([0, 5.0], n), monitoring=rng.choice([0, 1, 0.5], n),
    )  # fmt: skip
    solved = solve_settlements(games, points, (1, 12))
    assert np.isfinite(solved.value_a).all()
    assert np.isfinite(solved.value_b).all()
    assert not np.isnan(solved.expected_months).any()
    assert not np.isnan(solved.credibility_needed).any()
    assert ((solved.survival >= -1e-12) & (solved.survival <= 1 + 1e-9)).all()
    found = solve_terms(games, points, (1, 12)).evaluate(games.share_a, games.share_b, np.arange(n))
    assert found.value_a == pytest.approx(solved.value_a, abs=1e-11)
    assert found.value_b == pytest.approx(solved.value_b, abs=1e-11)
    both = solve_two_sided(games, points, (1, 12), strike_penalty_b=rng.choice([0, 0.1, np.inf], n))
    assert np.isfinite(both.value_a).all()
    assert np.isfinite(both.value_b).all()
    assert both.survival.min() > -1e-9
