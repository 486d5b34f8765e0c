"""The chain: the same numbers for the same seed, in any order of the file, and re-computed by other code."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from detente.assess import assess
from detente.assess.binding import bind, games_of, terms_of, war_values
from detente.assess.drawing import central, draw
from detente.assess.field import lay_out
from detente.assess.judging import play
from detente.assess.search import search
from detente.assess.verdicts import refusal_cuts
from detente.doubt.wording import check_wording
from detente.war.hold import SIGNATURES


def slow_hold(game, grid_points=46, months=4000):
    """Settlement game of one row by plain value iteration and forward simulation of the play: our own oracle.

    Returns value to the attacker, and a function giving a bystander's value.
    """
    from scipy.stats import norm

    one = {name: np.asarray(getattr(game, name))[0] for name in game.__dataclass_fields__}
    grid = np.linspace(one["power_min"], one["power_max"], grid_points)
    step, start = grid[1] - grid[0], one["power"]
    edges = np.concatenate([[-np.inf], grid[:-1] + step / 2, [np.inf]])
    where = np.append(grid, start)
    kernel = np.array([np.diff(norm.cdf((edges - p - one["drift"]) / one["shock"])) for p in where])

    def war(line, power):
        return line[0] + line[1] * np.clip(power, 0, 1)

    def attack(line, guard, own):
        acts = one["credibility"] * guard
        seen = acts * (war(line, where - one["scale"]) - own * one["penalty"]) + (1 - acts) * war(line, where)
        return one["monitoring"] * seen + (1 - one["monitoring"]) * war(line, where + one["surprise"])

    # what may be left: outside support or not, the guarantee or not
    worlds = [(support, guard) for support in (0.0, 1.0) for guard in (0.0, 1.0)]

    def fallen_in(line, own, change):
        return np.stack([attack(line, guard, own) + (1 - support) * change for support, guard in worlds])

    gain = fallen_in(one["war_a"], 1.0, one["support_change_a"])
    d, x = one["discount_a"], one["share_a"]
    s, z = ([[1, 0], [end, 1 - end]] for end in (one["support_ends"], one["lapse"]))
    chain = np.kron(s, z)

    def ahead(values, patience, flow):
        return (1 - patience) * flow + patience * (chain @ (values[:, :-1] @ kernel.T))

    values = gain.copy()
    for _ in range(months):
        values = np.maximum(gain, ahead(values, d, x))
    stop = gain > ahead(values, d, x) + 1e-9

    def bystander(line, flow, patience, change):
        fallen = fallen_in(line, 0.0, change)
        worth = fallen.copy()
        for _ in range(months):
            worth = np.where(stop, fallen, ahead(worth, patience, flow))
        return worth[-1, -1]

    return values[-1, -1], bystander


def test_values_of_every_party_equal_a_plain_re_computation(bundled_case):
    bound = bind(bundled_case, central(bundled_case.quantities()))
    lead, other = bound.leads[bound.attacker], bound.leads[bound.defender]
    for proposal in list(bundled_case.proposals.values())[:4]:
        package = bundled_case.fill(proposal.package)
        from detente.assess.binding import support_under_deal, terms_of, war_lines

        terms = terms_of(bound, package)
        if terms.fighting:
            continue
        played = play(bound, package, terms, refusal_cuts(bound, package), 46)
        for row, attacker in enumerate(bound.stances(lead)[:2]):
            game = games_of(bound, package, attacker, bound.stances(other)[0])
            own, bystander = slow_hold(game)
            assert played.values[attacker][row, 0] == pytest.approx(own, abs=2e-6)
            for party in bundled_case.parties:
                if party != lead:
                    stance = bound.stances(party)[0]
                    worth = bystander(
                        war_lines(bound, stance, terms.cuts)[0],
                        bound.utility(stance, package)[0],
                        bound.discount[party][0],
                        support_under_deal(bound, stance, terms.cuts)[1][0],
                    )
                    assert played.values[stance][row, 0] == pytest.approx(worth, abs=2e-5)


def test_the_class_of_a_signature_and_the_answer_of_the_breaker_are_set_against_the_same_no_deal(
    bundled_case,
):
    bound = bind(bundled_case, draw(bundled_case, 60, 1))
    lead = bound.leads[bound.attacker]
    refuses = 0
    for proposal in bundled_case.proposals.values():
        package = bundled_case.fill(proposal.package)
        terms = terms_of(bound, package)
        if terms.fighting:
            continue
        played = play(bound, package, terms, refusal_cuts(bound, package), 46, 12)
        for row, stance in enumerate(bound.stances(lead)):
            gain = played.values[stance][row] - war_values(bound, stance)
            refused = played.classes[row] == SIGNATURES.index("refuses")
            assert (gain[~refused] >= -1e-9).all()
            assert (gain[refused] <= 1e-9).all()
            refuses += int(refused.sum())
    assert refuses


def test_the_field_has_the_same_terms_as_single_packages(bundled_case):
    bound = bind(bundled_case, central(bundled_case.quantities()))
    field = lay_out(bound)
    attacker = bound.stances(bound.leads[bound.attacker])[0]
    defender = bound.stances(bound.leads[bound.defender])[0]
    for row in random.Random(5).sample(range(len(field.packages)), 40):
        game = games_of(bound, field.package(row), attacker, defender)
        found = (field.power[row], field.drift[row], field.monitoring[row], field.penalty[row])
        wanted = (game.power[0], game.drift[0], game.monitoring[0], game.penalty[0])
        assert found == pytest.approx(wanted, abs=1e-12)


def test_every_field_package_obeys_the_rules_and_settles(small_case):
    bound = bind(small_case, central(small_case.quantities()))
    field = lay_out(bound)
    for row in range(len(field.packages)):
        package = field.package(row)
        for rule in small_case.rules:
            if all(package[issue] in _many(levels) for issue, levels in rule.if_.items()):
                assert all(package[issue] in _many(levels) for issue, levels in rule.then.items())
                never = [package[issue] in _many(levels) for issue, levels in rule.never.items()]
                assert not (never and all(never))
        assert not any(small_case.issues[issue].levels[level].fighting for issue, level in package.items())


def _many(levels):
    return (levels,) if isinstance(levels, str) else levels


def test_war_value_falls_to_whoever_loses_support(bundled_case):
    bound = bind(bundled_case, draw(bundled_case, 50, 3))
    for link, entry in bundled_case.support.items():
        for stance in bound.stances(entry.to):
            assert (war_values(bound, stance, (link,)) <= war_values(bound, stance) + 1e-12).all(), link


def test_lapsing_support_equals_a_month_by_month_war(bundled_case):
    """War value with independent lapses, against the expected path of power and cost added up month by month."""
    bound = bind(bundled_case, central(bundled_case.quantities()))
    stance = bound.stances(bound.leads[bound.defender])[0]
    party = stance[0]
    read = lambda path: float(bound.draws(path)[0])  # noqa: E731
    patience, hazard = float(bound.discount[party][0]), read("war.decided_per_month")
    war = bundled_case.war
    won = [
        float(bound.utility(stance, bundled_case.fill(war.if_won[side]))[0])
        for side in (bound.attacker, bound.defender)
    ]
    flow = float(bound.utility(stance, bundled_case.fill(war.while_fighting))[0])
    power, cost = read("war.power"), read(f"parties.{party}.war_cost")
    total = 0.0
    for month in range(4000):
        p, c = power, cost
        for link, entry in bundled_case.support.items():
            gone = 1 - (1 - read(f"support.{link}.lapse")) ** month
            sign = 1 if entry.to in war.sides[bound.defender] else -1
            p += sign * gone * read(f"support.{link}.power")
            c += gone * read(f"support.{link}.cost") * (entry.to == party)
        decided = hazard * (p * won[0] + (1 - p) * won[1])
        total += (patience * (1 - hazard)) ** month * (
            decided + (1 - hazard) * (1 - patience) * flow - (1 - patience) * c
        )
    assert float(war_values(bound, stance)[0]) == pytest.approx(total, abs=1e-9)


def test_the_same_seed_gives_the_same_assessment(small_case):
    assert assess(small_case, 30, 4) == assess(small_case, 30, 4)
    assert assess(small_case, 30, 4) != assess(small_case, 30, 5)


def test_the_order_of_parties_issues_and_levels_of_the_file_changes_nothing(small_case):
    turned = small_case.model_copy(
        update={
            "parties": dict(reversed(small_case.parties.items())),
            "issues": dict(reversed(small_case.issues.items())),
            "tables": dict(reversed(small_case.tables.items())),
            "support": dict(reversed(small_case.support.items())),
        }
    )
    one, other = assess(small_case, 40, 2), assess(turned, 40, 2)
    for verdict in one.verdicts:
        if verdict.origin == "proposal":
            twin = other.verdict(verdict.id)
            assert twin.all_sign.value == pytest.approx(verdict.all_sign.value, abs=1e-9)
            assert twin.signed_and_holds.value == pytest.approx(verdict.signed_and_holds.value, abs=1e-9)
            assert {line.party: line.value.value for line in twin.parties} == pytest.approx(
                {line.party: line.value.value for line in verdict.parties}, abs=1e-9
            )


def test_answers_add_up_and_agree_with_values(bundled_assessment):
    for verdict in bundled_assessment.verdicts:
        for line in verdict.parties:
            total = line.signs_freely.value + line.signs_coerced.value + line.refuses.value
            assert total == pytest.approx(1.0, abs=1e-9)
        assert sum(number.value for _, number in verdict.signature) == pytest.approx(1.0, abs=1e-9)
        held = [number.value for number in verdict.survival]
        assert held == sorted(held, reverse=True)
        assert verdict.signed_and_holds.value <= verdict.all_sign.value + 1e-9
        for blocker in verdict.blockers:
            line = next(line for line in verdict.parties if line.party == blocker)
            assert line.needed
            assert line.refuses.value > 0.5
        for party in verdict.outside_blockers:
            line = next(line for line in verdict.parties if line.party == party)
            assert line.outside_on


def test_every_number_has_one_id_and_inputs_that_exist(bundled_case, bundled_assessment):
    numbers = bundled_assessment.numbers()
    known = set(numbers) | set(bundled_case.quantities()) | {said.id for said in bundled_case.statements}
    paths = tuple(bundled_case.quantities())
    for number in numbers.values():
        missing = [
            name
            for name in number.inputs
            if name not in known and not (name.endswith(".") and any(path.startswith(name) for path in paths))
        ]
        assert not missing, f"{number.id}: {missing[:3]}"
        assert number.text


def test_texts_keep_the_rules_of_wording(bundled_assessment):
    texts = [bundled_assessment.bottom_line]
    for judgement in bundled_assessment.judgements:
        texts += [judgement.text, judgement.confidence]
    for verdict in bundled_assessment.verdicts:
        texts += [verdict.in_words, verdict.confidence]
    for text in texts:
        faults = check_wording(text)
        assert not faults, f"{faults[0].found} in {faults[0].sentence!r}"


def test_a_party_with_unpayable_margin_at_home_never_signs(small_case):
    party = next(iter(small_case.parties))
    body = small_case.with_values({f"parties.{party}.ratifiers": {"house": {"name": "House", "margin": 5}}})
    for verdict in assess(body, 20, 1).verdicts:
        line = next(line for line in verdict.parties if line.party == party)
        assert line.refuses.value == 1.0


def test_a_stronger_guarantee_never_lowers_the_chance_that_the_attacker_keeps_it(bundled_case):
    """Metamorphic: more credibility in force, no lapse, one account: the attacker attacks in fewer states."""
    bound = bind(bundled_case, central(bundled_case.quantities()))
    package = bundled_case.fill(bundled_case.proposals["guaranteed_line"].package)
    attacker = bound.stances(bound.leads[bound.attacker])[0]
    game = games_of(bound, package, attacker, bound.stances(bound.leads[bound.defender])[0])
    from detente.war.hold import solve_settlements

    kept = [
        float(
            solve_settlements(replace(game, credibility=np.array([c]), lapse=np.array([0.0]))).survival[0, 3]
        )
        for c in (0.0, 0.3, 0.6, 0.9, 1.0)
    ]
    values = [
        float(solve_settlements(replace(game, credibility=np.array([c]), lapse=np.array([0.0]))).value_a[0])
        for c in (0.0, 0.3, 0.6, 0.9, 1.0)
    ]
    assert values == sorted(values, reverse=True)
    assert kept[-1] >= kept[0] - 1e-9


def test_search_finds_no_worse_than_what_was_put_forward(small_case):
    from detente.assess.beliefs import posteriors, usable
    from detente.assess.ranks import RankTable
    from detente.assess.records import Settings
    from detente.assess.verdicts import Bench

    drawn = draw(small_case, 20, 1)
    bound = bind(small_case, drawn)
    bench = Bench(bound, usable(small_case, posteriors(small_case, drawn)),
                  Settings(20, 1, 46, (12, 36, 60, 120), "icd203"), RankTable.of(bound))  # fmt: skip
    found = search(small_case, bench, 46)
    assert found.space.feasible.value >= found.space.settling.value >= found.space.all_sign.value
    assert len({tuple(candidate.package.items()) for candidate in found.candidates}) == len(found.candidates)
