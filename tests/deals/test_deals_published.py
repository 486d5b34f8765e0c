"""Published tables and the public scenarios, every figure exact."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from detente.deals.frontier import pareto_frontier
from detente.deals.principles import (
    choose_packages,
    egalitarian_welfare,
    kalai_smorodinsky,
    lexicographic_kalai_smorodinsky,
    leximin_welfare,
    nash_solution,
    rational_rows,
    relative_utilitarian_welfare,
    utilitarian_welfare,
)
from detente.deals.space import feasible_packages, make_space, package_utilities
from detente.deals.zone import bargaining_range

SCENARIOS = [
    "acquisition_c", "airport_a", "camera_c", "domain8_6", "itex_cypress", "kite",
    "politics_3", "terra_3", "tram_3", "travel", "university_9", "zoning_3",
]  # fmt: skip


def nash_barter():
    """Nash 1950, Econometrica 18:155-162, the table of goods: what each is worth to Bill and to Jack."""
    goods = ["book", "whip", "ball", "bat", "box", "pen", "toy", "knife", "hat"]
    bill = [2, 2, 2, 2, 4, 10, 4, 6, 2]
    jack = [4, 2, 1, 2, 1, 1, 1, 2, 2]
    bills = {"book", "whip", "ball", "bat", "box"}
    space = make_space({good: ["bill", "jack"] for good in goods})
    parts = [[np.array([value, 0]) for value in bill], [np.array([0, value]) for value in jack]]
    start = [sum(v for g, v in zip(goods, bill, strict=True) if g in bills)]
    start.append(sum(v for g, v in zip(goods, jack, strict=True) if g not in bills))
    return space, parts, np.array(start)


def test_nash_1950_barter():
    space, parts, start = nash_barter()
    assert start.tolist() == [12, 6]
    packages = feasible_packages(space)
    utilities = package_utilities(packages, parts)
    (row,) = nash_solution(utilities, start)
    assert (utilities[row] - start).tolist() == [12, 5]
    owners = space.named(packages[row])
    assert {good for good, owner in owners.items() if owner == "jack"} == {
        "book",
        "whip",
        "ball",
        "bat",
        "hat",
    }
    assert (utilities[row] - start).prod() == 60


def test_two_issue_package_opens_a_zone_that_single_issues_do_not():
    """Theory T1.8: two yes-or-no issues, no deal on either alone, one on both."""
    space = make_space({"land": ["to_a", "to_b"], "relief": ["to_a", "to_b"]})
    parts = [[np.array([0.4, 0]), np.array([0.6, 0])], [np.array([0, 0.8]), np.array([0, 0.2])]]
    packages = feasible_packages(space)
    zone = bargaining_range(package_utilities(packages, parts), np.array([0.55, 0.75]))
    assert [space.named(packages[row]) for row in zone] == [{"land": "to_b", "relief": "to_a"}]


def test_kalai_smorodinsky_counterexample_on_a_grid():
    """Kalai and Smorodinsky 1975: a larger set where Nash gives one side less and theirs does not."""
    steps = np.arange(0, 1001)
    small = np.vstack(
        [np.column_stack([steps * 3, 4000 - steps]), np.column_stack([4000 - steps, steps * 3])]
    )
    large = np.vstack([np.column_stack([4 * steps, 4000 - 6 * steps // 5]), small])
    floor = np.zeros(2, dtype=int)
    assert small[list(nash_solution(small, floor))].tolist() == [[3000, 3000], [3000, 3000]]
    assert large[list(nash_solution(large, floor))].tolist() == [[4000, 2800]]
    row, *_ = kalai_smorodinsky(large, floor)
    assert large[row] == pytest.approx([4000 / 1.3, 4000 / 1.3], abs=4)


@pytest.mark.data
@pytest.mark.parametrize("name", SCENARIOS)
def test_public_scenario_is_reproduced_exactly(deal_data, name):
    record = json.loads((deal_data / f"{name}.json").read_text(encoding="utf-8"))
    facts = record["results"]
    space = make_space({issue["name"]: issue["values"] for issue in record["issues"]})
    packages = feasible_packages(space)
    utilities = package_utilities(
        packages, [[np.array(p) for p in party["contrib"]] for party in record["parties"]]
    )
    floor = np.array([party["reserve"] for party in record["parties"]])
    rational = rational_rows(utilities, floor)
    front = pareto_frontier(utilities)
    inside = [row for row in front.tolist() if (utilities[row] >= floor).all()]
    assert (len(packages), len(rational), len(front)) == (
        facts["n_outcomes"],
        facts["n_rational"],
        facts["n_pareto"],
    )
    assert len(np.unique(utilities[front], axis=0)) == facts["n_pareto_vectors"]
    assert len(inside) == facts["n_pareto_rational"]
    if facts.get("pareto_rational_outcomes"):
        listed = facts["pareto_rational_outcomes"]
        assert inside == (json.loads(listed) if isinstance(listed, str) else listed)
    assert utilities.min(axis=0).tolist() == facts["umin"]
    assert utilities.max(axis=0).tolist() == facts["umax"]
    assert utilities[rational].max(axis=0).tolist() == facts["ideal_rational"]
    check_principles(utilities, floor, facts)


def check_principles(utilities, floor, facts):
    nash = nash_solution(utilities, floor)
    assert list(nash) == facts["nash"]["outcomes"]
    gains = [int(gain) for gain in utilities[nash[0]] - floor]
    assert str(int(np.prod(np.array(gains, dtype=object)))) == facts["nash"]["product"]
    assert list(egalitarian_welfare(utilities, floor)) == facts["egalitarian"]["outcomes"]
    assert list(leximin_welfare(utilities, floor)) == facts["egalitarian"]["leximin_outcomes"]
    for kind, key in (("acceptable", "ks"), ("all", "ks_ideal_all")):
        chosen = kalai_smorodinsky(utilities, floor, ideal=kind)
        assert list(chosen) == facts[key]["outcomes"]
        top = facts["ideal_rational" if kind == "acceptable" else "ideal_all"]
        shares = [
            Fraction(int(u - r), int(t - r)) for u, r, t in zip(utilities[chosen[0]], floor, top, strict=True)
        ]
        assert str(min(shares)) == facts[key]["min_ratio_exact"]
        assert (
            list(lexicographic_kalai_smorodinsky(utilities, floor, ideal=kind))
            == facts[key]["leximin_outcomes"]
        )
    assert list(utilitarian_welfare(utilities, floor)) == facts["utilitarian"]["outcomes"]
    assert list(relative_utilitarian_welfare(utilities, floor)) == facts["relative_utilitarian"]["outcomes"]
    assert choose_packages(utilities, floor)["nash"] == nash
