"""The race over the draws against brute force: every package played over every draw."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detente.assess import assess
from detente.assess.beliefs import posteriors, usable
from detente.assess.binding import bind
from detente.assess.chances import chances_in_draw, remember_lines
from detente.assess.drawing import central, draw
from detente.assess.field import survey
from detente.assess.playing import COARSE_GRID, make_searcher, on_paper, play_rows
from detente.assess.race import Round, everything, race
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
    ground = survey(small_case)
    return [chance_signed_and_holds(bench, ground.package(row)) for row in range(len(ground.packages))]


def test_the_race_ends_with_the_best_of_all(small_case: Any, bench: Bench, every: list[float]) -> None:
    most = len(every)
    rounds = (Round(6, most - 2), Round(10, most - 4))
    raced = race(small_case, bench, rounds, finalists=most - 4)
    best = raced.finalists[0]
    assert best.chance == pytest.approx(max(every), abs=1e-12)
    assert every[best.row] == pytest.approx(best.chance)
    assert [finalist.chance for finalist in raced.finalists] == sorted(
        (finalist.chance for finalist in raced.finalists), reverse=True
    )
    assert [lap.draws for lap in raced.laps] == [6, 16]
    assert [lap.packages for lap in raced.laps] == [most, most - 2]
    assert f"{most:,} over 6 draws" in raced.words
    assert "`detente brief --search all` drops none" in raced.words


def test_everything_plays_all_packages_over_all_draws(
    small_case: Any, bench: Bench, every: list[float]
) -> None:
    raced = race(small_case, bench, everything(DRAWS))
    assert [(lap.packages, lap.draws) for lap in raced.laps] == [(len(every), DRAWS)]
    assert raced.finalists[0].chance == pytest.approx(max(every), abs=1e-12)
    assert "dropped" not in raced.words


def test_the_winner_is_told_apart_from_the_second_by_paired_draws(
    small_case: Any, bench: Bench, every: list[float]
) -> None:
    raced = race(small_case, bench, everything(DRAWS))
    assert raced.ahead is not None
    first, second = raced.finalists[:2]
    assert raced.ahead[0] == pytest.approx(first.chance - second.chance, abs=1e-12)
    assert 0.0 <= raced.ahead[1] < 0.5
    assert f"{100 * raced.ahead[0]:.1f} points ahead of the second" in raced.words
    assert race(small_case, bench, everything(DRAWS), finalists=1).ahead is None


def test_rounds_never_take_more_draws_than_there_are(small_case: Any, bench: Bench) -> None:
    raced = race(small_case, bench, (Round(20, 10), Round(20, 5)), finalists=2)
    assert [lap.draws for lap in raced.laps] == [20, 24]


@pytest.mark.parametrize("name", ["small_case", "bundled_case"])
def test_chances_in_a_draw_are_those_of_the_field(request: Any, name: str) -> None:
    case = request.getfixturevalue(name)
    ground = survey(case)
    rng = np.random.default_rng(4)
    draws = draw(case, 8, 2)
    bound, beliefs = bind(case, draws), usable(case, posteriors(case, draws))
    remember_lines(bound, ground)
    for number in range(3):
        searcher = make_searcher(case, draws.at(number), ground)
        rows = np.flatnonzero(on_paper(searcher)[1])
        rows = np.sort(rng.choice(rows, min(400, rows.size), replace=False))
        played = play_rows(searcher, rows, COARSE_GRID).chance
        one = {
            party: {goal: each[number : number + 1] for goal, each in of.items()}
            for party, of in beliefs.items()
        }
        found = chances_in_draw(bound.at(number), one, ground, rows)
        np.testing.assert_allclose(found, played, atol=1e-9)
        others = np.flatnonzero(~on_paper(searcher)[1])[:200]
        assert not chances_in_draw(bound.at(number), one, ground, others).any()
        assert found.max() > 0.0 or name == "small_case"


def test_one_draw_at_the_middle_is_the_search_at_central_values(small_case: Any) -> None:
    middle = central(small_case.quantities())
    plain, drawn = make_searcher(small_case), make_searcher(small_case, middle, survey(small_case))
    rows = np.flatnonzero(on_paper(plain)[1])
    assert (rows == np.flatnonzero(on_paper(drawn)[1])).all()
    one, other = (play_rows(searcher, rows, COARSE_GRID).chance for searcher in (plain, drawn))
    assert (one == other).all()


def test_wider_searches_say_so_and_find_no_worse(small_case: Any) -> None:
    plain, wide, whole = (
        assess(small_case, draws=60, seed=3, search_by=how) for how in ("race", "wide", "all")
    )
    assert [each.settings.search for each in (plain, wide, whole)] == ["race", "wide", "all"]
    assert all(any("race over the draws" in line for line in each.limits) for each in (plain, wide, whole))

    def best(assessment: Any) -> float:
        return max(verdict.signed_and_holds.value for verdict in assessment.verdicts)

    assert best(whole) >= best(wide) - 1e-12
    assert best(whole) >= best(plain) - 1e-12
