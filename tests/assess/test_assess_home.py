"""Consent at home: quotas of bodies and of seats, against counting votes one by one."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from detente.assess import assess
from detente.assess.binding import bind
from detente.assess.drawing import draw
from detente.assess.home import least_gain, margin_of
from detente.assess.judging import is_ratified
from detente.assess.naming import words_of
from detente.assess.playing import make_searcher, play_rows

BODIES = {
    "house": {"name": "House", "margin": "-0.1 to 0.1", "seats": 9, "quota": 6, "spread": "0.02 to 0.2"},
    "senate": {"name": "Senate", "margin": "0 to 0.1", "seats": 4, "spread": 0.05},
    "court": {"name": "Court", "margin": "-0.05 to 0.05"},
}


def with_bodies(case, quota=None):
    values = {"parties.south.ratifiers": BODIES}
    return case.with_values(values if quota is None else {**values, "parties.south.ratifier_quota": quota})


def votes(draws, body, row, gain):
    """How many members of a body agree, one by one."""
    path, record = f"parties.south.ratifiers.{body}", BODIES[body]
    margin = draws(f"{path}.margin")[row]
    if "seats" not in record:
        return int(gain >= margin)
    spread = draws(f"{path}.spread")[row]
    points = [(k + 0.5) / record["seats"] for k in range(record["seats"])]
    return sum(gain >= margin + spread * NormalDist().inv_cdf(point) - 1e-12 for point in points)


@pytest.mark.parametrize("quota", [None, 1, 2, 3])
def test_it_is_ratified_where_the_votes_say_so(small_case, quota):
    case = with_bodies(small_case, quota)
    draws = draw(case, 40, 2)
    bound = bind(case, draws)
    rng = np.random.default_rng(1)
    agreed = 0
    for gain in rng.uniform(-0.3, 0.3, 12):
        found = is_ratified(bound, "south", np.full(40, gain))
        for row in range(40):
            yes = [
                votes(draws, body, row, gain) >= record.get("quota", record.get("seats", 1) // 2 + 1)
                for body, record in BODIES.items()
            ]
            assert found[row] == (sum(yes) >= (quota or 3)), (gain, row)
            agreed += found[row]
    assert 0 < agreed < 480


def test_the_middle_of_an_odd_house_asks_for_the_margin_itself(small_case):
    odd = {"house": {**BODIES["house"], "seats": 9, "quota": 5}}
    case = small_case.with_values({"parties.south.ratifiers": odd})
    draws = draw(case, 10, 1)
    assert margin_of(case, draws, "south", "house") == pytest.approx(
        draws("parties.south.ratifiers.house.margin"), abs=1e-15
    )
    assert least_gain(case, draws, "north") is None
    assert is_ratified(bind(case, draws), "north", np.full(10, -9.0)).all()


def test_a_quota_changes_who_signs_in_search_and_verdict(small_case):
    """One body of three is easier to win than all: chances rise in the search and over the draws."""
    chances, shares = [], []
    for quota in (3, 1):
        case = with_bodies(small_case, quota)
        searcher = make_searcher(case)
        scored = play_rows(searcher, np.arange(len(searcher.field.packages)), 24)
        chances.append(scored.accepts[:, list(case.parties).index("south")])
        verdict = assess(case, draws=60, seed=1).verdicts[0]
        line = next(line for line in verdict.parties if line.party == "south")
        shares.append(line.signs_freely.value)
    assert (chances[1] >= chances[0]).all()
    assert chances[1].sum() > chances[0].sum()
    assert shares[1] > shares[0]


def test_words_of_its_numbers(small_case):
    path = "parties.south.ratifiers.house.spread"
    assert words_of(with_bodies(small_case), path) == "South: spread of the margins inside «house»"
