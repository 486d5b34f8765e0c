"""Section 5 of the theory: credibility, the guarantor, deter now or pay later, tipping, decoupling."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import ShapeError
from detente.war.deterrence import (
    chance_of_attack,
    combine_guarantees,
    credibility_of_guarantor,
    deter_or_pay,
    expected_bill,
    hazard_from_survival,
    loss_that_justifies,
    loss_that_justifies_once,
    needed_credibility,
    needed_credibility_at_power,
    protection,
)
from detente.war.tipping import coalition, fixed_points, joined, normal_thresholds

CAPABILITIES = {"US": 50, "UK": 15, "FR": 12, "DE": 13, "PL": 8, "IT": 7}
THRESHOLDS = {"US": 0, "UK": 40, "FR": 45, "DE": 60, "PL": 10, "IT": 80}


def test_credibility():
    assert needed_credibility(0.3, 0.2) == pytest.approx(0.6)
    assert needed_credibility(-0.1, 0.2) == 0
    found = needed_credibility_at_power(0.35, 0.4016806722689076, 0.05 / 0.0595, 0.3, 0.05)
    assert found == pytest.approx(0.1710709, abs=5e-8)
    assert chance_of_attack(0.6, 4, 2) == pytest.approx(0.33696, abs=5e-6)
    assert credibility_of_guarantor(0.5, 0.1, 0.4, 0.2) == pytest.approx(0.8413447, abs=5e-8)
    assert credibility_of_guarantor(0.5, 0.2, 0.4, 0.2) == pytest.approx(0.9331928, abs=5e-8)
    with pytest.raises(ShapeError, match="spread: found 0"):
        credibility_of_guarantor(0.5, 0.1, 0.4, 0.0)


def test_the_bill():
    needed = loss_that_justifies(1.0, 0.02, 0.004, 0.99)
    assert needed == pytest.approx(188.1313131, abs=5e-8)
    assert expected_bill(1.0, 0.004, needed, 0.99) == pytest.approx(125)
    assert expected_bill(0.0, 0.02, needed, 0.99) == pytest.approx(125)
    assert loss_that_justifies(1.0, 0.02, 0.02, 0.99) == math.inf
    assert loss_that_justifies_once(2, 0.5, 0.1) == pytest.approx(5)
    assert hazard_from_survival(1.0) == 0
    assert hazard_from_survival(0.0) == math.inf


def test_an_uncertain_loss():
    drawn = np.random.default_rng(3).lognormal(math.log(150), 0.6, 50_000)
    found = deter_or_pay(1.0, 0.02, 0.004, drawn, 0.99)
    assert found.chance_deter_cheaper == pytest.approx((drawn >= found.loss_needed).mean(), abs=1e-12)
    assert found.value_of_information > 0
    assert "drawn losses" in found.in_words()
    useless = deter_or_pay(1.0, 0.02, 0.03, drawn, 0.99)
    assert not useless.deter
    assert "no loss justifies" in useless.in_words()


def test_tipping():
    wide = fixed_points(normal_thresholds(0.25, 0.122))
    assert [p.share for p in wide] == pytest.approx([0.054792, 0.069476, 1], abs=5e-7)
    assert [p.stable for p in wide] == [True, False, True]
    assert [p.share for p in fixed_points(normal_thresholds(0.25, 0.13))] == pytest.approx([1.0])
    middle = fixed_points(normal_thresholds(0.5, 0.1))
    assert [p.stable for p in middle] == [True, False, True]
    assert middle[0].share == pytest.approx(2.9e-7, abs=1e-8)
    assert middle[1].share == pytest.approx(0.5)


def test_granovetter():
    crowd = {str(i): 1.0 for i in range(100)}
    assert len(joined(crowd, {str(i): i for i in range(100)})) == 100
    assert len(joined(crowd, {str(i): 2 if i == 1 else i for i in range(100)})) == 1


def test_the_coalition():
    found = coalition(CAPABILITIES, THRESHOLDS)
    assert found.from_nobody == found.from_everybody == tuple(sorted(CAPABILITIES))
    assert found.if_leaves["US"] == 0
    europe = {name: value for name, value in CAPABILITIES.items() if name != "US"}
    asks = {name: value for name, value in THRESHOLDS.items() if name != "US"}
    alone = coalition(europe, asks)
    assert alone.from_nobody == alone.from_everybody == ()
    assert "nobody" in alone.in_words()
    assert joined(europe, {**asks, "PL": 0, "UK": 8}) == ("PL", "UK")
    with pytest.raises(ShapeError, match="thresholds"):
        joined(europe, THRESHOLDS)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 50)), min_size=1, max_size=6))
def test_the_smallest_coalition_is_the_smallest_that_holds_itself_together(actors):
    capabilities = {str(i): float(c) for i, (c, _) in enumerate(actors)}
    thresholds = {str(i): float(t) for i, (_, t) in enumerate(actors)}

    def stays(group):
        total = sum(capabilities[name] for name in group)
        inside = all(total - capabilities[name] >= thresholds[name] for name in group)
        outside = all(total < thresholds[name] for name in capabilities if name not in group)
        return inside and outside

    names = tuple(capabilities)
    stable = [set(g) for k in range(len(names) + 1) for g in combinations(names, k) if stays(g)]
    low, high = set(joined(capabilities, thresholds)), set(joined(capabilities, thresholds, names))
    assert low in stable
    assert high in stable
    assert all(low <= group <= high for group in stable)


def test_decoupling():
    found = protection(0.4, 0.9, 0.3, 0.3, 0.15)
    assert found.joint == pytest.approx(0.201)
    assert found.without_first == pytest.approx(0.045)
    assert protection(0.0, 0.9, 0.9, 0.3, 0.15).joint == pytest.approx(0.135)
    assert "However surely it acted" in found.in_words("the US", "Europe")
    assert "a chance of 0.45" in protection(0.1, 0.45, 0.45, 0.0, 0.15).in_words("the US", "Europe")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.2), st.floats(0, 0.1)), min_size=1, max_size=3))
def test_several_guarantors_are_the_mixture_of_who_acts(guarantors):
    acts, scale, penalty = (np.array(column) for column in zip(*guarantors, strict=True))
    together, fall, fine = combine_guarantees(acts, scale, penalty)

    def war(p):
        return -0.02 + 0.84 * p

    exact = 0.0
    for mask in range(1 << len(acts)):
        on = np.array([mask >> k & 1 for k in range(len(acts))], bool)
        chance = np.prod(np.where(on, acts, 1 - acts))
        exact += chance * (war(0.7 - scale[on].sum()) - penalty[on].sum())
    assert together * (war(0.7 - fall) - fine) + (1 - together) * war(0.7) == pytest.approx(exact, abs=1e-12)
