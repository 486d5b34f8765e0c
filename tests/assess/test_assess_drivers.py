"""Common drivers and correlations of a case: what moves together does, everything else stays as it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.stats import spearmanr

from detente.assess import assess
from detente.assess.drawing import draw
from detente.assess.variation import variation
from detente.case import Case, load
from detente.case.bundled import template_path
from detente.case.dumping import dump
from detente.cli.show import command as show
from detente.errors import CaseError

POWER = "war.power"


def with_drivers(drivers: Any = None, correlations: Any = ()) -> Case:
    case = load(template_path())
    return case.with_values({"drivers": drivers or {}, "correlations": list(correlations)})


@pytest.fixture(scope="module")
def sides() -> tuple[str, ...]:
    return tuple(load(template_path()).war.sides)


def paths_of(sides: tuple[str, ...]) -> tuple[str, str]:
    return POWER, f"war.rearming.{sides[0]}"


def driver(sides: tuple[str, ...], first: float, second: float) -> dict[str, Any]:
    one, other = paths_of(sides)
    return {"industry": {"says": "arms industry", "moves": {one: first, other: second}, "assumed": "a test"}}


def test_a_driver_moves_its_numbers_together_and_no_others(sides: tuple[str, ...]) -> None:
    plain = draw(with_drivers(), 1000, 3)
    moved = draw(with_drivers(driver(sides, 0.8, 0.8)), 1000, 3)
    one, other = paths_of(sides)
    assert abs(spearmanr(plain(one), plain(other)).statistic) < 0.1
    expected = 6 / np.pi * np.arcsin(0.64 / 2)
    assert spearmanr(moved(one), moved(other)).statistic == pytest.approx(expected, abs=0.05)
    for path in plain.values:
        if path in (one, other):
            assert np.allclose(np.sort(plain(path)), np.sort(moved(path)))
        else:
            assert (plain(path) == moved(path)).all(), path


@pytest.mark.parametrize("rank", [0.6, -0.6])
def test_a_correlated_pair_gets_its_rank_correlation(sides: tuple[str, ...], rank: float) -> None:
    one, other = paths_of(sides)
    case = with_drivers(correlations=[{"between": [one, other], "rank": rank, "assumed": "a test"}])
    drawn = draw(case, 2000, 1)
    assert spearmanr(drawn(one), drawn(other)).statistic == pytest.approx(rank, abs=0.04)


def test_what_moves_together_widens_what_follows(sides: tuple[str, ...]) -> None:
    """A stronger and faster rearming side at once: the war value of the other spreads more over draws."""
    from detente.assess.chain import proposals
    from detente.assess.trace import rows_of, view
    from detente.assess.tracing import trace

    def spread(case: Case) -> float:
        rows = rows_of(view(trace(case, proposals(case), 400, 1)))
        return max(float(rows[id].std()) for id in rows if id.endswith("survival.60"))

    apart = spread(with_drivers(driver(sides, 0.95, -0.95)))
    together = spread(with_drivers(driver(sides, 0.95, 0.95)))
    assert together != pytest.approx(apart, abs=1e-3)


def test_indices_count_a_driver_as_a_part_of_its_own(sides: tuple[str, ...]) -> None:
    from detente.assess.chain import proposals

    case = with_drivers(driver(sides, 0.9, 0.9))
    first = proposals(case)[0]
    found = variation(case, proposals(case), f"verdict.{first.id}.survival.60", draws=32)
    assert "driver industry" in found.by_part.first_order
    assert "drivers" in found.by_grounds.first_order


def test_a_correlation_with_nothing_says_where(sides: tuple[str, ...]) -> None:
    with pytest.raises(CaseError, match=r"did you mean `war.power`\?"):
        with_drivers({"a": {"says": "b", "moves": {"war.pwer": 0.5, paths_of(sides)[1]: 0.5}}})
    with pytest.raises(CaseError, match="between two numbers"):
        with_drivers(correlations=[{"between": [POWER, POWER], "rank": 0.5}])
    with pytest.raises(CaseError, match="two numbers or more"):
        with_drivers({"a": {"says": "b", "moves": {POWER: 0.5}}})


def test_drivers_survive_writing_and_are_shown(sides: tuple[str, ...], tmp_path: Any) -> None:
    case = with_drivers(driver(sides, 0.8, 0.7))
    dump(case, tmp_path / "copy")
    assert load(tmp_path / "copy").drivers == case.drivers
    shown = CliRunner().invoke(show, [str(tmp_path / "copy")])
    assert "arms industry" in shown.output
    assert "war.power (0.8)" in shown.output


def test_sobol_sampling_is_recorded_and_keeps_draws_common_under_a_scenario(small_case: Any) -> None:
    made = assess(small_case, draws=16, seed=1, sampling="sobol")
    assert made.settings.sampling == "sobol"
    path = next(path for path, quantity in small_case.quantities().items() if not quantity.is_certain)
    low = small_case.quantities()[path].central
    before, after = (
        draw(small_case, 64, 1, "sobol"),
        draw(small_case.with_values({path: low}), 64, 1, "sobol"),
    )
    assert all((before(other) == after(other)).all() for other in before.values if other != path)
