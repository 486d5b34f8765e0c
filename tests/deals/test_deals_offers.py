"""Closed forms of bargaining against iteration; recorded facts are in tests/published/test_published_deal_anchors.py."""

from __future__ import annotations

import pytest

from detente.deals import offers
from detente.errors import NoAgreementError, ShapeError


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
