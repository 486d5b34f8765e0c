"""The bundled case does what its structure says it must: the mechanics bite (docs/cases/ukraine_2025.md)."""

from __future__ import annotations

import pytest

from detente.assess.chain import assess
from detente.assess.records import Assessment, Number, PartyLine, Verdict
from detente.case import Case, library_path, load
from detente.stability.analysis import analyse
from detente.stability.from_case import conflict_from_case


@pytest.fixture(scope="module")
def case() -> Case:
    return load(library_path("ukraine_2025"))


@pytest.fixture(scope="module")
def assessment(case: Case) -> Assessment:
    return assess(case, draws=60)


def verdict(assessment: Assessment, name: str) -> Verdict:
    return next(item for item in assessment.verdicts if item.id == name)


def line(assessment: Assessment, name: str, party: str) -> PartyLine:
    return next(item for item in verdict(assessment, name).parties if item.party == party)


def value(number: Number) -> float:
    assert number.value is not None, number.id
    return float(number.value)


def under(assessment: Assessment, name: str, goal: str, what: str) -> float:
    found = next(item for item in verdict(assessment, name).by_goal if item.goal == goal)
    return value(getattr(found, what))


def test_buying_moscow_off_is_signed_by_moscow_and_refused_by_kyiv(assessment: Assessment) -> None:
    assert dict(verdict(assessment, "moscow_terms").signature)["safe"].value == pytest.approx(1.0)
    assert value(line(assessment, "moscow_terms", "ukraine").refuses) > 0.95
    assert value(verdict(assessment, "moscow_terms").all_sign) < 0.05


def test_land_without_guarantees_is_signed_to_be_broken(assessment: Assessment) -> None:
    signature = {word: value(share) for word, share in verdict(assessment, "land_for_peace").signature}
    assert signature["bad_faith"] > 0.5
    assert signature["bad_faith"] + signature["opportunist"] > 0.95
    at_60 = value(verdict(assessment, "land_for_peace").survival[2])
    assert at_60 < 0.5


def test_the_guaranteed_line_works_under_one_account_only(assessment: Assessment) -> None:
    # Moscow's war value counts that Kyiv's support may lapse, so waiting is an alternative even for the limited account
    assert under(assessment, "guaranteed_line", "limited", "all_sign") > 0.6
    assert under(assessment, "guaranteed_line", "limited", "holds") > 0.8
    assert under(assessment, "guaranteed_line", "imperial", "breaker_signs") < 0.25


def test_the_stronger_guarantee_holds_longer(assessment: Assessment) -> None:
    strong, weak = (
        value(verdict(assessment, name).survival[2]) for name in ("guaranteed_line", "armed_line")
    )
    assert strong > weak + 0.1


def test_credibilities_spread_over_the_middle_of_the_scale(assessment: Assessment) -> None:
    offered = {
        name: value(verdict(assessment, name).credibility_offered)
        for name in ("armed_line", "europe_line", "guaranteed_line")
    }
    assert offered["armed_line"] < offered["europe_line"] < offered["guaranteed_line"]
    assert all(0.2 < credibility < 0.9 for credibility in offered.values())


def test_refusal_has_a_price_for_kyiv(assessment: Assessment) -> None:
    """The cut of American support bites: some acceptances are coerced, and refusing alone is worse than no deal."""
    kyiv = line(assessment, "washington_line", "ukraine")
    assert value(kyiv.refusal_value) < value(kyiv.war_value) - 0.05
    assert value(kyiv.signs_coerced) > 0.05


def test_sanctions_relief_can_be_blocked_from_outside_the_room(assessment: Assessment) -> None:
    assert "eu" in verdict(assessment, "washington_line").outside_blockers


def test_no_account_is_certain_or_excluded_by_the_signals(assessment: Assessment) -> None:
    posterior = {(item.party, item.goal): value(item.posterior) for item in assessment.beliefs}
    assert 0.5 < posterior["russia", "imperial"] < 0.95
    assert posterior["russia", "limited"] > 0.05
    assert max(share for (party, _), share in posterior.items() if party == "usa") < 0.6


def test_two_situations_are_stable(case: Case) -> None:
    """Pressure on Moscow with a truce and a force, or cut aid and unpaid normalisation: nothing between lasts."""
    conflict = conflict_from_case(case)
    nash = analyse(conflict.conflict, conflict.preferences.levels).equilibria("nash")
    taken = [
        {
            name
            for name, mark in zip(conflict.option_ids, conflict.conflict.label(state), strict=True)
            if mark == "Y"
        }
        for state in nash
    ]
    assert {"ru_ceasefire", "us_press", "eu_force"} in taken
    assert {"ru_maximal", "us_cut", "us_normalise"} in taken
    assert len(taken) == 2


@pytest.mark.parametrize("name", ["pressure_on_kyiv_only", "normalise_without_conditions", "mediator_leaves"])
def test_scenarios_change_the_war_values_the_way_they_should(case: Case, name: str) -> None:
    from detente.assess.binding import bind, war_values
    from detente.assess.drawing import central

    def kyiv_and_moscow(of: Case) -> tuple[float, float]:
        bound = bind(of, central(of.quantities()))
        return float(war_values(bound, ("ukraine", "survive"))[0]), float(
            war_values(bound, ("russia", "limited"))[0]
        )

    before = kyiv_and_moscow(case)
    after = kyiv_and_moscow(case.with_values(case.scenarios[name].set))
    assert after[0] < before[0] - 0.005
    assert after[1] >= before[1] - 1e-9
