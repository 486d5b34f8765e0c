"""Tables, exclusion and ratification: the toy of the theory page, worked by hand, and properties."""

from __future__ import annotations

import numpy as np
import pytest

from detente.deals.space import feasible_packages, make_space, package_utilities
from detente.deals.tables import (
    Table,
    acceptable_at,
    chance_of_quota,
    chance_to_ratify,
    count_survivors,
    exclusion_cost,
    implementers,
    link_tables,
    ratify,
    undecided_and_shared,
    win_set,
)
from detente.errors import ShapeError

RU, US, UA, EU = range(4)


@pytest.fixture
def toy():
    space = make_space({"land": ["0", "1", "2"], "guarantee": ["0", "1"], "sanctions": ["0", "1"]})
    parts = [
        [np.array([0, 0.3, 0.5]), np.array([0.25, 0]), np.array([0, 0.25])],
        [np.array([0.45, 0.45, 0.45]), np.array([0.2, 0]), np.array([0, 0.2])],
        [np.array([0.45, 0.25, 0]), np.array([0, 0.45]), np.array([0.10, 0])],
        [np.array([0.3, 0.2, 0]), np.array([0, 0.3]), np.array([0.2, 0])],
    ]
    packages = feasible_packages(space)
    needs = {(0, level): (RU, US, UA) for level in range(3)} | {(1, 1): (EU,)}
    return space, packages, package_utilities(packages, parts), implementers(space, packages, needs, 4)


NO_DEAL = np.array([0.40, 0.35, 0.40, 0.30])
REFUSAL = np.array([0.40, 0.35, 0.28, 0.30])


def named(packages, mask):
    return {tuple(row) for row in packages[mask].tolist()}


def test_ratification_toy(toy):
    """Theory T6.8: 12 deals, 8 pass the table, 4 survive freely, 1 only by coercion."""
    _, packages, values, must = toy
    found = ratify(values, NO_DEAL, REFUSAL, (RU, US), must)
    assert len(packages) == 12
    assert named(packages, found.table_acceptable) == {
        (0, 0, 1), (1, 0, 0), (1, 0, 1), (1, 1, 1), (2, 0, 0), (2, 0, 1), (2, 1, 0), (2, 1, 1),
    }  # fmt: skip
    assert named(packages, found.free) == {(0, 0, 1), (1, 1, 1), (2, 1, 0), (2, 1, 1)}
    assert named(packages, found.coerced) == {(1, 0, 0)}
    row = packages.tolist().index([1, 0, 0])
    assert found.status(row) == "coerced"
    assert found.coercion_gap[row].tolist() == pytest.approx([0, 0, 0.12, 0])


def test_exclusion_cost_and_a_seat(toy):
    _, packages, values, must = toy
    found = ratify(values, NO_DEAL, REFUSAL, (RU, US), must)
    cost = exclusion_cost(found)
    assert cost.table_acceptable == 8
    assert named(packages, list(cost.lost)) == {(1, 0, 1), (2, 0, 0), (2, 0, 1)}
    assert packages[cost.best].tolist() == [1, 0, 1]
    assert cost.transfers == pytest.approx((0, 0, 0.03, 0))
    paid = values.copy()
    paid[cost.best] += np.array(cost.transfers)
    assert ratify(paid, NO_DEAL, REFUSAL, (RU, US), must).survives[cost.best]
    assert cost.refusers == (0, 0, 3, 0)
    seatings = [(RU, US), (RU, US, UA), (RU,), ()]
    counts = count_survivors(values, NO_DEAL, REFUSAL, must, seatings)
    assert counts[:2] == (5, 4)
    every = [ratify(values, NO_DEAL, REFUSAL, seated, must).survives for seated in seatings]
    assert counts == tuple(int(one.sum()) for one in every)
    assert named(packages, list(np.flatnonzero(every[0] & ~every[1]))) == {(1, 0, 0)}


def test_a_party_without_a_value_map_makes_packages_unknown_never_accepted(toy):
    _, packages, values, must = toy
    found = ratify(values, NO_DEAL, REFUSAL, (RU, US), must, known=[True, True, True, False])
    row = packages.tolist().index([1, 1, 1])
    assert found.status(row) == "unknown"
    assert not found.survives[packages[:, 1] == 1].any()
    assert found.status(packages.tolist().index([0, 0, 0])) == "not acceptable at the table"
    assert found.status(packages.tolist().index([2, 0, 0])) == "does not survive"
    with pytest.raises(ShapeError, match="do not fit"):
        ratify(values, NO_DEAL[:2], REFUSAL, (RU,), must)


def test_dropping_a_seat_never_frees_an_implementer(toy):
    _, _, values, must = toy
    everyone = ratify(values, NO_DEAL, NO_DEAL, (RU, US, UA, EU), must)
    without = ratify(values, NO_DEAL, NO_DEAL, (RU, US), must)
    assert (without.survives[everyone.survives]).all()
    assert (without.survives <= (values[:, UA] >= NO_DEAL[UA] - 1e-9)).all()


def test_linked_tables(toy):
    space, packages, values, _ = toy
    tables = (Table("first", (RU, US), (0, 2)), Table("second", (UA, EU), (0, 1)))
    assert undecided_and_shared(space, tables) == ((), {0: (0, 1)})
    assert undecided_and_shared(space, tables[1:]) == ((2,), {})
    accepted = acceptable_at(tables, values, NO_DEAL)
    linked = link_tables(tables, packages, values, NO_DEAL)
    assert linked.alone == (8, int(accepted[:, 1].sum()))
    assert linked.together == int(accepted.all(axis=1).sum())
    assert linked.alone[linked.binding] == min(linked.alone)
    for inside, alone in linked.partial:
        assert inside <= alone


def test_chances_to_ratify():
    """Theory T6.9."""
    two = chance_to_ratify(
        np.array([[0.45, 0.45]]), np.array([0.40, 0.425]), np.array([0.05, 0.05]), "independent"
    )
    assert two[0] == pytest.approx(0.5817583, abs=5e-8)
    together = chance_to_ratify(
        np.array([[0.45, 0.45]]), np.array([0.40, 0.425]), np.array([0.05, 0.05]), "one mood"
    )
    assert together[0] == pytest.approx(0.6914625, abs=5e-8)
    with pytest.raises(ShapeError, match="must be positive"):
        chance_to_ratify(np.array([[0.45]]), np.array([0.4]), np.array([0.0]), "independent")


def test_quotas():
    utilities = np.array([[1.0, 0, 1], [1, 1, 1], [0, 0, 1]])
    assert win_set(utilities, np.full(3, 0.5), 2).tolist() == [True, True, False]
    chances = np.array([[0.5, 0.5, 0.5], [1.0, 0.2, 0.0]])
    assert chance_of_quota(chances, 2).tolist() == pytest.approx([0.5, 0.2])
    rng = np.random.default_rng(4)
    chances = rng.random((1, 5))
    by_hand = 0.0
    for code in range(32):
        yes = [bool(code >> k & 1) for k in range(5)]
        if sum(yes) >= 3:
            by_hand += float(np.prod([c if y else 1 - c for c, y in zip(chances[0], yes, strict=True)]))
    assert chance_of_quota(chances, 3)[0] == pytest.approx(by_hand)
    with pytest.raises(ShapeError, match="quota 4 of 3"):
        win_set(utilities, np.full(3, 0.5), 4)
