"""The race over the draws against brute force: every package played over every draw."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detente.assess import assess
from detente.assess.beliefs import posteriors, usable
from detente.assess.binding import bind
from detente.assess.drawing import central, draw
from detente.assess.field import settling_packages
from detente.assess.playing import COARSE_GRID, make_searcher, on_paper, play_rows
from detente.assess.race import Round, race
from detente.assess.ranks import RankTable
from detente.assess.records import Settings
from detente.assess.verdicts import Bench, chance_signed_and_holds

DRAWS = 24


@pytest.fixture(scope="module")
def bench(small_case: Any) -> Bench:
    bound = bind(small_case, draw(small_case, DRAWS, 5))
    settings = Settings(DRAWS, 5, 46, (12, 36, 60, 120), "icd203")
    return Bench(
        bound, usable(small_case, posteriors(small_case, bound.draws)), settings, RankTable.of(bound)
    )


@pytest.fixture(scope="module")
def every(small_case: Any, bench: Bench) -> list[float]:
    """Chance of every settling package over all draws, played one by one as the verdicts are."""
    space, _, packages = settling_packages(small_case)
    named = [
        {i: names[int(level)] for i, names, level in zip(space.issues, space.levels, row, strict=True)}
        for row in packages
    ]
    return [chance_signed_and_holds(bench, package) for package in named]


def test_the_race_ends_with_the_best_of_all(small_case: Any, bench: Bench, every: list[float]) -> None:
    most = len(every)
    rounds = (Round(6, most - 2, False), Round(10, most - 4, True))
    raced = race(small_case, bench, rounds, finalists=most - 4)
    best = raced.finalists[0]
    assert best.chance == pytest.approx(max(every), abs=1e-12)
    assert every[best.row] == pytest.approx(best.chance)
    assert [finalist.chance for finalist in raced.finalists] == sorted(
        (finalist.chance for finalist in raced.finalists), reverse=True
    )
    assert [lap.draws for lap in raced.laps] == [6, 16]
    assert [lap.packages for lap in raced.laps] == [most, most - 2]
    assert f"{most:,} over 6 draws (near-equal games played once)" in raced.words


def test_rounds_never_take_more_draws_than_there_are(small_case: Any, bench: Bench) -> None:
    raced = race(small_case, bench, (Round(20, 10, True), Round(20, 5, True)), finalists=2)
    assert [lap.draws for lap in raced.laps] == [20, 24]


def test_one_draw_at_the_middle_is_the_search_at_central_values(small_case: Any) -> None:
    field = settling_packages(small_case)
    plain, drawn = (
        make_searcher(small_case),
        make_searcher(small_case, central(small_case.quantities()), field),
    )
    rows = np.flatnonzero(on_paper(plain)[1])
    assert (rows == np.flatnonzero(on_paper(drawn)[1])).all()
    one, other = (play_rows(searcher, rows, COARSE_GRID, None).chance for searcher in (plain, drawn))
    assert (one == other).all()


def test_an_assessment_by_race_says_so_and_finds_no_worse(small_case: Any) -> None:
    plain = assess(small_case, draws=60, seed=3)
    raced = assess(small_case, draws=60, seed=3, search_by="race")
    assert raced.settings.search == "race"
    assert any("race over the draws" in line for line in raced.limits)
    assert not any("race over the draws" in line for line in plain.limits)
    assert any("is missed: `detente brief --race`" in line for line in plain.limits)

    def best(assessment: Any) -> float:
        return max(verdict.signed_and_holds.value for verdict in assessment.verdicts)

    assert best(raced) >= best(plain) - 1e-12
