"""Effects of levels combined over a package: values by hand, arrays like numbers, order of issues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case import Case, combine, load
from detente.case.effects import Terms

VALID = (Path(__file__).parents[1] / "broken" / "case" / "valid" / "case.yaml").read_text()
GUARANTEES = "".join(
    f"  {name}: {{by: [south], scale: 0.3, penalty: 0.1, stake: 0.3, audience: 0.2, cost: 0.3, spread: 0.2, "
    "lapse: 0.01, assumed: a test}\n"
    for name in ("force", "pledge")
)
EXTRA = f"""  watch:
    question: Who watches?
    levels:
      nobody: {{}}
      monitors:
        needs: [south]
        effects:
          monitoring: 0.5
          limits: {{north: 0.6}}
          power: {{south: 0.03}}
          rearming: {{north: 0.5}}
          penalty: 0.7
          guarantee: force
          cuts: [aid]
  arms:
    question: How many arms?
    levels:
      many: {{}}
      few:
        needs: [north, south]
        effects:
          monitoring: 0.4
          limits: {{north: 0.5, south: 0.2}}
          power: {{north: 0.01, south: 0.02}}
          rearming: {{north: 0.4, south: 2}}
          penalty: 0.6
          guarantee: pledge
          cuts: [aid]
guarantees:
{GUARANTEES}support:
  aid: {{gives: north, to: south, power: 0.05, cost: 0.1, lapse: 0.02, assumed: a test}}
"""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    text = VALID.replace("war:\n", EXTRA + "war:\n").replace(
        ", truce: peace}", ", truce: peace, watch: nobody, arms: many}"
    )
    text = text.replace("truce: fire}\n", "truce: fire, watch: nobody, arms: many}\n")
    (tmp_path / "case.yaml").write_text(text)
    return load(tmp_path)


def terms(case: Case, **package: str) -> Terms:
    quantities = case.quantities()
    return combine(case, case.fill(package), lambda path: quantities[path].central)


def test_nothing_changes_without_effects(case: Case) -> None:
    found = terms(case, truce="peace")
    assert found.limits == {"north": 0.0, "south": 0.0}
    assert found.power == {"north": 0.0, "south": 0.0}
    assert found.rearming == {"north": 1.0, "south": 1.0}
    assert (found.monitoring, found.penalty, found.power_shift) == (0.0, 0.0, 0.0)
    assert (found.guarantees, found.cuts, found.fighting) == ((), (), False)
    assert found.needs == ("north", "south")


def test_the_rule_by_hand(case: Case) -> None:
    found = terms(case, truce="peace", watch="monitors", arms="few")
    assert found.limits == pytest.approx({"north": 1 - 0.4 * 0.5, "south": 0.2})
    assert found.monitoring == pytest.approx(1 - 0.5 * 0.6)
    assert found.power == pytest.approx({"north": 0.01, "south": 0.05})
    assert found.power_shift == pytest.approx(-0.04)
    assert found.rearming == pytest.approx({"north": 0.2, "south": 2.0})
    assert found.penalty == 1.0
    assert found.guarantees == ("force", "pledge")
    assert found.cuts == ("aid",)
    assert found.needs == ("north", "south")
    assert found.used["monitoring"] == (
        "issues.watch.levels.monitors.effects.monitoring",
        "issues.arms.levels.few.effects.monitoring",
    )


def test_fighting_is_no_settlement(case: Case) -> None:
    assert terms(case, truce="fire", arms="few").fighting


def test_an_issue_left_out_is_refused(case: Case) -> None:
    with pytest.raises(KeyError, match="truce"):
        combine(case, {"land": "all"}, lambda path: 0.0)


def test_arrays_give_each_draw_its_own_terms(case: Case) -> None:
    quantities = case.quantities()
    factors = np.array([0.5, 1.0, 1.1])
    package = case.fill({"truce": "peace", "watch": "monitors", "arms": "few"})
    together = combine(case, package, lambda path: quantities[path].central * factors)
    for number, factor in enumerate(factors):

        def value(path: str, by: float = float(factor)) -> float:
            return quantities[path].central * by

        alone = combine(case, package, value)
        for got, one in [
            (together.monitoring, alone.monitoring),
            (together.penalty, alone.penalty),
            (together.power_shift, alone.power_shift),
            (together.limits["north"], alone.limits["north"]),
            (together.rearming["south"], alone.rearming["south"]),
        ]:
            array: Any = got
            assert array[number] == pytest.approx(one)


@settings(max_examples=60)
@given(shares=st.lists(st.floats(0, 1), min_size=1, max_size=6), data=st.data())
def test_safeguards_never_harm_and_order_does_not_matter(shares: list[float], data: st.DataObject) -> None:
    from detente.case.effects import _any_of

    combined = _any_of(list(shares))
    assert max(shares) - 1e-12 <= combined <= 1
    assert combined == pytest.approx(_any_of(data.draw(st.permutations(shares))))
