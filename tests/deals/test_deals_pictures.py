"""Series of the pictures: points of the picture are packages, and nothing that matters is thinned away."""

from __future__ import annotations

import numpy as np
import pytest

from detente.deals.frontier import pareto_frontier
from detente.deals.pictures import bars, frontier_picture, parallel_picture
from detente.errors import ShapeError


def test_bars_show_the_zone():
    values = np.array([[3.0, 1.0], [2.0, 2.0], [0.0, 5.0]])
    north, south = bars(("north", "south"), values, np.array([1.0, 0.5]), {"plan": 2})
    assert (north.lowest, north.highest, north.marked) == (2.0, 3.0, (("plan", 0.0),))
    assert (south.lowest, south.highest) == (1.0, 2.0)
    closed = bars(("north", "south"), values, np.array([9.0, 9.0]))
    assert closed[0].lowest is None


def test_a_large_cloud_is_thinned_but_the_frontier_is_whole():
    values = np.random.default_rng(1).random((20000, 2))
    found = frontier_picture(("a", "b"), values, np.array([0.5, 0.5]), {"nash": [3, 4]}, cells=30)
    assert len(found.cloud) <= 900
    every = {tuple(row) for row in values.tolist()}
    assert set(found.cloud) <= every
    assert sorted(found.frontier) == sorted(tuple(row) for row in values[pareto_frontier(values)].tolist())
    assert all(x >= 0.5 and y >= 0.5 for x, y in found.zone)
    assert [point[0] for point in found.solutions] == ["nash", "nash"]
    with pytest.raises(ShapeError, match="two parties, not 3"):
        frontier_picture(("a", "b"), np.zeros((2, 3)), np.zeros(3), {})


def test_parallel_lines_are_on_each_partys_own_axis():
    values = np.array([[1.0, 10.0, 5.0], [3.0, 20.0, 5.0]])
    found = parallel_picture(("a", "b", "c"), values, np.array([2.0, 5.0, 5.0]), {"one": 0, "two": 1})
    assert found.lines == (("one", (0.0, 0.0, 0.0)), ("two", (1.0, 1.0, 0.0)))
    assert found.reservations == (0.5, -0.5, 0.0)


def test_counts_and_accepted_points_are_of_all_packages():
    values = np.random.default_rng(2).random((5000, 2))
    floor = np.array([0.6, 0.3])
    accepted = (values >= floor).all(axis=1) & (np.arange(5000) % 3 == 0)
    found = frontier_picture(("a", "b"), values, floor, {}, accepted, 20)
    assert (found.packages, found.better_for_both) == (5000, int((values >= floor).all(axis=1).sum()))
    assert found.accepted_by_all == int(accepted.sum())
    assert set(found.accepted) <= {tuple(row) for row in values[accepted].tolist()}
    alone = frontier_picture(("a", "b"), values, floor, {})
    assert alone.accepted_by_all == alone.better_for_both
