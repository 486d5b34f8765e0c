"""Concession ledger, openings and the single negotiating text, by hand on small tables."""

from __future__ import annotations

import numpy as np
import pytest

from detente.deals.ledger import compare_opening, ledger_entry
from detente.deals.space import feasible_packages, make_space, package_utilities
from detente.deals.text import bracketed_text
from detente.errors import ShapeError, UnknownIdError

SPACE = make_space({"alignment": ["open", "closed"], "relief": ["none", "full"]})
PACKAGES = feasible_packages(SPACE)
VALUES = package_utilities(
    PACKAGES, [[np.array([0.6, 0.1]), np.array([0.3, 0.0])], [np.array([0.0, 0.5]), np.array([0.1, 0.5])]]
)
# open none (.9, .1)  open full (.6, .5)  closed none (.4, .6)  closed full (.1, 1.0)


def test_closing_a_question_for_nothing_takes_packages_out_of_play():
    floor = np.array([0.35, 0.3])
    entry = ledger_entry(SPACE, PACKAGES, VALUES, (floor, floor), {"alignment": ["closed"]}, giver=0)
    assert (entry.lost, entry.traded) == ((1,), (1,))
    assert (entry.best_before, entry.best_after) == (pytest.approx(0.6), pytest.approx(0.4))
    assert entry.expected_before == pytest.approx((0.6, 0.5))
    assert entry.expected_after == pytest.approx((0.4, 0.6))
    assert entry.expected_change == pytest.approx((-0.2, 0.1))
    assert entry.no_deal_change == (0.0, 0.0)


def test_a_concession_that_makes_fighting_on_cheaper_can_close_the_zone():
    floor, later = np.array([0.35, 0.3]), np.array([0.35, 0.7])
    entry = ledger_entry(SPACE, PACKAGES, VALUES, (floor, later), {}, giver=0)
    assert entry.no_deal_change == pytest.approx((0.0, 0.4))
    assert entry.expected_after is None
    assert entry.expected_change is None
    assert entry.lost == ()
    with pytest.raises(ShapeError, match="giver 5"):
        ledger_entry(SPACE, PACKAGES, VALUES, (floor, later), {}, giver=5)


def test_an_opening_beside_the_best_acceptable_package():
    found = compare_opening(PACKAGES, VALUES, np.array([0.35, 0.3]), (1, 1), 1)
    assert (found.worth, found.best, found.excess) == pytest.approx((1.0, 0.6, 0.4))
    assert (found.refusers, found.fallback) == ((0,), (2,))
    assert compare_opening(PACKAGES, VALUES, np.array([0.9, 0.9]), (1, 1), 1).best is None
    with pytest.raises(ShapeError, match="not among the packages"):
        compare_opening(PACKAGES[:2], VALUES[:2], np.array([0.35, 0.3]), (1, 1), 1)


def test_bracketed_text():
    text = bracketed_text(
        SPACE, {"a": {"alignment": "open", "relief": "full"}, "b": {"relief": "full"}}, ["a", "b", "c"]
    )
    assert [str(clause) for clause in text] == [
        "alignment: [a: open] [b, c: ...]",
        "relief: [a, b: full] [c: ...]",
    ]
    agreed = bracketed_text(SPACE, {"a": {"relief": "full"}, "b": {"relief": "full"}})
    assert agreed[1].is_agreed
    assert str(agreed[1]) == "relief: full"
    with pytest.raises(UnknownIdError, match="no level 'ajar'"):
        bracketed_text(SPACE, {"a": {"alignment": "ajar"}})
