"""Closed forms of bargaining against the recorded facts and against iteration."""

from __future__ import annotations

import json
import re
from fractions import Fraction

import numpy as np
import pytest

from detente.deals import offers
from detente.deals.burden import banzhaf, shapley_shubik, shapley_value
from detente.deals.core import nucleolus
from detente.errors import NoAgreementError, ShapeError


def figures(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"(?<![\w.])-?\d*\.?\d+", text)]


@pytest.fixture
def anchors(deal_data):
    return json.loads((deal_data / "anchors.json").read_text(encoding="utf-8"))


@pytest.mark.data
def test_two_party_anchors(anchors):
    for key, value in anchors["rubinstein"]["facts"].items():
        assert offers.rubinstein_share(*figures(key)) == pytest.approx(value, abs=1e-15)
    for key, value in anchors["stahl_finite"]["facts"].items():
        rounds, patience = figures(key)
        assert offers.deadline_shares(int(rounds), (patience, patience))[0] == pytest.approx(value, abs=1e-12)
    for key, value in anchors["outside_option_principle"]["facts"].items():
        given = dict(re.findall(r"(\w+)=([\d.]+)", key))
        d1, d2 = float(given.get("d1", given.get("d"))), float(given.get("d2", given.get("d")))
        found = offers.outside_option_split(d1, d2, float(given.get("w1", 0)), float(given["w2"]))
        assert found.first_proposes == pytest.approx(value, abs=1e-12)
    for key, value in anchors["breakdown_risk"]["facts"].items():
        risk, one, two = figures(key)
        assert offers.breakdown_share(risk, (one, two)) == pytest.approx(value, abs=1e-12)
    for key, value in anchors["rubinstein_limit_asymmetric_nash"]["facts"].items():
        assert offers.impatience_share(*figures(key)) == pytest.approx(value)
    for key, value in anchors["fixed_cost"]["facts"].items():
        assert offers.waiting_cost_share(*figures(key)) == value
    assert offers.waiting_cost_share(0.1, 0.1) is None


@pytest.mark.data
def test_many_party_anchors(anchors):
    for key, value in anchors["unanimity_rotating"]["facts"].items():
        parties, patience = figures(key)
        assert offers.unanimity_shares(int(parties), patience) == pytest.approx(value, abs=1e-12)
    for key, value in anchors["unanimity_exit"]["facts"].items():
        parties, patience = figures(key)
        shares = offers.partial_agreement_shares(int(parties), patience)
        assert [shares[0], shares[1]] == pytest.approx(value[:2], abs=1e-12)
        assert sum(shares) == pytest.approx(1)
    for key, value in anchors["unanimity_random_recognition"]["facts"].items():
        *chances, patience = figures(key)
        values, proposer = offers.recognition_shares(chances, patience)
        assert values == pytest.approx(value["values"])
        assert proposer == pytest.approx(value["proposer"])
    for key, value in anchors["baron_ferejohn_closed"]["facts"].items():
        parties, quota, patience = figures(key)
        proposer, partner = offers.majority_shares(int(parties), int(quota), patience)
        assert (proposer, partner) == pytest.approx((value["proposer"], value["coalition_member"]))
    for key, value in anchors["veto_player_bf"]["facts"].items():
        assert offers.veto_value(*figures(key)) == pytest.approx((value["veto"], value["other"]))
    for key, value in anchors["irwin_hall_acceptance"]["facts"].items():
        issues, threshold = figures(key)
        assert offers.chance_of_enough(int(issues), threshold) == pytest.approx(value, abs=1e-12)


@pytest.mark.data
def test_cooperative_anchors(anchors):
    power = shapley_shubik([7] * 5 + [1] * 10, 39)
    facts = anchors["unsc"]["facts"]
    assert (str(power[0]), str(power[-1])) == (facts["shapley_permanent"], facts["shapley_elected"])
    counts = banzhaf([7] * 5 + [1] * 10, 39)
    assert [counts.swings[0], counts.swings[-1]] == facts["banzhaf_swings"]
    facts = anchors["eec_1958"]["facts"]
    council = [4, 4, 4, 2, 2, 1]
    assert [str(share) for share in shapley_shubik(council, 12)] == facts["shapley"]
    assert list(banzhaf(council, 12).swings) == facts["banzhaf_swings"]
    facts = anchors["airport_cost"]["facts"]
    costs = facts["costs"]
    table = np.array([max((c for k, c in enumerate(costs) if m >> k & 1), default=0) for m in range(16)])
    assert [str(share) for share in shapley_value(table)] == facts["shapley"]
    for key, value in anchors["talmud_bankruptcy"]["facts"].items():
        (estate,) = figures(key)
        claims = (100, 200, 300)
        table = np.array(
            [max(0, int(estate) - sum(c for k, c in enumerate(claims) if not m >> k & 1)) for m in range(8)]
        )
        assert list(nucleolus(table)) == [Fraction(share) for share in value]


def test_outside_options_as_a_fixed_point():
    """Theory T3.2: five pairs of outside options, against iteration."""
    for one, two in ((0, 0.3), (0, 0.5), (0.3, 0.6), (0.6, 0.3), (0.45, 0.54)):
        found = offers.outside_option_split(0.9, 0.9, one, two)
        a = b = 0.5
        for _ in range(5000):
            a, b = 1 - max(two, 0.9 * b), 1 - max(one, 0.9 * a)
        assert (found.first_proposes, found.second_proposes) == pytest.approx((a, b), abs=1e-9)
    assert not offers.outside_option_split(0.9, 0.9, 0, 0.3).second_binds
    assert offers.outside_option_split(0.9, 0.9, 0, 0.5).second_binds


def test_deadline_closed_form():
    """Theory T3.4: (1 - (-d)^n) / (1 + d)."""
    for rounds in range(1, 40):
        expected = (1 - (-0.9) ** rounds) / 1.9
        assert offers.deadline_shares(rounds, (0.9, 0.9))[0] == pytest.approx(expected, abs=1e-12)
    assert offers.deadline_shares(400, (0.9, 0.8))[0] == pytest.approx(offers.rubinstein_share(0.9, 0.8))


def test_bad_input_is_refused():
    with pytest.raises(ShapeError, match="strictly between 0 and 1"):
        offers.rubinstein_share(1.0, 0.9)
    with pytest.raises(NoAgreementError, match="more than there is to divide"):
        offers.outside_option_split(0.9, 0.9, 0.6, 0.5)
    with pytest.raises(ShapeError, match="quota 9 of 5"):
        offers.majority_shares(5, 9, 0.9)
    with pytest.raises(ShapeError, match="must sum to 1"):
        offers.recognition_shares([0.5, 0.6], 0.9)
    for call in (
        lambda: offers.deadline_shares(0, (0.9, 0.9)),
        lambda: offers.breakdown_share(1.5, (0, 0)),
        lambda: offers.impatience_share(0, 1),
        lambda: offers.veto_value(1.0),
    ):
        with pytest.raises(ShapeError):
            call()
