"""One case, four deals, two accounts of the attacker's goals: the worked example of our theory, through the whole chain.

The expected table was computed by a separate plain script (policy iteration on full matrices, 46 grid points); here the
same numbers come out of a case file, by load, binding, settlement game and consent. Illustrative magnitudes, no estimates.
"""

from __future__ import annotations

import math

import pytest
from scipy.stats import norm

from detente.assess.binding import bind, terms_of, war_values
from detente.assess.drawing import central
from detente.assess.judging import play, refusal_values
from detente.case import load

# achievement of the attacker on each issue; the other side's worth is one minus it
LEVELS = {
    "territory": [1.0, 0.7, 0.6, 0.0],
    "alignment": [1.0, 0.8, 0.6, 0.5, 0.0],
    "forces": [1.0, 0.9, 0.3, 0.2, 0.1, 0.0],
    "sanctions": [1.0, 0.5, 0.0],
}
WEIGHTS = {
    "east": {"territory": 0.25, "alignment": 0.35, "forces": 0.25, "sanctions": 0.15},
    "west": {"territory": 0.30, "alignment": 0.25, "forces": 0.35, "sanctions": 0.10},
}
DEALS = {  # levels, then limits on the attacker and the defender, credibility, monitoring
    "d1": ((0.7, 0.8, 0.9, 1.0), (0.0, 1.0, 0.0, 0.3)),
    "d2": ((0.7, 0.8, 0.3, 0.5), (0.0, 0.0, 0.05, 0.5)),
    "d3": ((0.6, 0.5, 0.3, 1.0), (0.3, 0.0, 0.8, 0.9)),
    "d4": ((0.6, 0.6, 0.1, 1.0), (0.0, 0.0, 0.3, 0.8)),
}
# value to the attacker and the defender, survival over 60 months
LIMITED = {
    "d1": (0.830, 0.175, 1.000),
    "d2": (0.640, 0.354, 0.940),
    "d3": (0.552, 0.483, 0.989),
    "d4": (0.573, 0.438, 0.935),
}
IMPERIAL = {
    "d1": (0.692, 0.125, 0.012),
    "d2": (0.440, 0.363, 0.191),
    "d3": (0.298, 0.471, 0.759),
    "d4": (0.396, 0.423, 0.575),
}
SIGNS = {  # attacker, defender freely, defender if aid is cut; under the one account and the other
    "d1": ((True, False, False), (True, False, False)),
    "d2": ((True, False, True), (True, False, True)),
    "d3": ((True, True, True), (False, True, True)),
    "d4": ((True, True, True), (False, True, True)),
}


def level(value: float) -> str:
    return f"at_{round(100 * value)}"


def write_case(folder):
    assumed = "assumed: a worked example and no estimate"
    lines = ["detente: 1", "title: Worked example", "as_of: 2025-01-01", "parties:"]
    half_life = math.log(2) / -math.log(0.99)
    for party, cost in (("east", 0.35), ("west", 0.45), ("patron", 0.0)):
        lines += [f"  {party}:", f"    name: {party.title()}", f"    patience: {{value: {half_life!r}, {assumed}}}",
                  f"    war_cost: {{value: {cost}, {assumed}}}", "    values:"]  # fmt: skip
        for issue, values in LEVELS.items():
            worth = {level(x): x if party == "east" else 1 - x for x in values}
            lines.append(
                f"      {issue}: {{{', '.join(f'{key}: {value!r}' for key, value in worth.items())}}}"
            )
        weights = WEIGHTS["east" if party == "east" else "west"]
        text = ", ".join(f"{key}: {value}" for key, value in weights.items())
        lines += ["    goals:"]
        for goal, prior in (("limited", 0.5), ("imperial", 0.5)) if party == "east" else (("only", 1),):
            lines += [f"      {goal}:", f"        prior: {{value: {prior}, {assumed}}}", f"        weights: {{{text}}}",
                      f"        {assumed}"]  # fmt: skip
            if goal == "imperial":
                lines.append("        values:")
                for issue, values in LEVELS.items():
                    cubes = ", ".join(f"{level(x)}: {x**3!r}" for x in values)
                    lines.append(f"          {issue}: {{{cubes}}}")
    lines.append("issues:")
    for issue, values in LEVELS.items():
        lines += [f"  {issue}:", f"    question: What of {issue}?", "    levels:"]
        lines += [f"      {level(x)}: {{needs: [east, west]}}" for x in values]
    lines += ["  terms:", "    question: On what terms?", "    levels:", "      none: {}"]
    for deal, (_, (limit_a, limit_b, gamma, monitoring)) in DEALS.items():
        guarantee = f"guarantee: g{deal}, " if gamma else ""
        lines.append(
            f"      {deal}: {{effects: {{{guarantee}monitoring: {monitoring}, limits: {{east: {limit_a}, west: {limit_b}}}}}}}"
        )
    lines += ["tables:", "  room:", "    seats: [east, west]", "    decides: [territory, alignment, forces, sanctions, terms]",
              "    cuts_on_refusal: [aid]"]  # fmt: skip
    best = {issue: level(1.0) for issue in LEVELS} | {"terms": "none"}
    worst = {issue: level(0.0) for issue in LEVELS} | {"terms": "none"}
    now = {
        "territory": level(0.6),
        "alignment": level(0.0),
        "forces": level(0.2),
        "sanctions": level(0.0),
        "terms": "none",
    }
    show = lambda package: "{" + ", ".join(f"{key}: {value}" for key, value in package.items()) + "}"  # noqa: E731
    lines += ["war:", "  sides: {east: [east], west: [west]}"]
    for key, value in (("power", 0.56), ("decided_per_month", 0.05), ("shock", 0.015), ("power_min", 0), ("power_max", 0.9),
                       ("surprise", 0.04)):  # fmt: skip
        lines.append(f"  {key}: {{value: {value}, {assumed}}}")
    lines += [f"  rearming: {{east: {{value: 0.010, {assumed}}}, west: {{value: 0.008, {assumed}}}}}",
              f"  if_won: {{east: {show(best)}, west: {show(worst)}}}", f"  while_fighting: {show(now)}",
              "support:", "  aid:", "    gives: patron", "    to: west"]  # fmt: skip
    lines += [
        f"    {key}: {{value: {value}, {assumed}}}"
        for key, value in (("power", 0.12), ("cost", 0), ("lapse", 0))
    ]
    lines.append("guarantees:")
    for deal, (_, (_, _, gamma, _)) in DEALS.items():
        if gamma:
            lines += [f"  g{deal}:", "    by: [patron]"]
            entries = {"scale": 0.35, "penalty": 0.08, "stake": float(norm.ppf(gamma)), "audience": 0, "cost": 0,
                       "spread": 1, "lapse": 0.005}  # fmt: skip
            lines += [f"    {key}: {{value: {value!r}, {assumed}}}" for key, value in entries.items()]
    lines.append("proposals:")
    for deal, (achieved, _) in DEALS.items():
        package = {issue: level(x) for issue, x in zip(LEVELS, achieved, strict=True)} | {"terms": deal}
        lines += [f"  {deal}:", f"    label: {deal}", f"    package: {show(package)}"]
    (folder / "case.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def worked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worked")
    write_case(folder)
    case = load(folder)
    return case, bind(case, central(case.quantities()))


def test_the_war_values_are_those_of_the_table(worked):
    _, bound = worked
    assert war_values(bound, ("east", "limited"))[0] == pytest.approx(0.4437, abs=5e-5)
    assert war_values(bound, ("west", "only"))[0] == pytest.approx(0.4139, abs=5e-5)
    assert war_values(bound, ("west", "only"), ("aid",))[0] == pytest.approx(0.3130, abs=5e-5)
    assert war_values(bound, ("east", "imperial"))[0] == pytest.approx(0.421, abs=5e-4)


@pytest.mark.parametrize("deal", list(DEALS))
def test_values_survival_and_signatures_are_those_of_the_table(worked, deal):
    case, bound = worked
    package = case.fill(case.proposals[deal].package)
    played = play(bound, package, terms_of(bound, package), ("aid",), 46)
    for row, (goal, table) in enumerate((("limited", LIMITED), ("imperial", IMPERIAL))):
        east, west, held = table[deal]
        assert played.values[("east", goal)][row, 0] == pytest.approx(east, abs=6e-4)
        assert played.values[("west", "only")][row, 0] == pytest.approx(west, abs=6e-4)
        assert played.kept[row, 0, 60] == pytest.approx(held, abs=6e-4)
        signs = (
            played.values[("east", goal)][row, 0] >= war_values(bound, ("east", goal))[0],
            played.values[("west", "only")][row, 0] >= war_values(bound, ("west", "only"))[0],
            played.values[("west", "only")][row, 0] >= refusal_values(bound, ("west", "only"), ("aid",))[0],
        )
        assert signs == SIGNS[deal][row]
