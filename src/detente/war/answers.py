"""Answers to questions read from a file: numbers and one or more paragraphs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.war.questions import Question

if TYPE_CHECKING:
    from detente.war.games import SettlementGames
    from detente.war.moratorium import Moratorium

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, the numbers of the answer, and the paragraphs that say it."""

    kind: str
    numbers: Record
    words: tuple[str, ...]

    def as_record(self) -> Record:
        """For ``--json``: infinite numbers as words, since JSON has none."""
        return {"question": self.kind, "numbers": _plain(self.numbers), "words": list(self.words)}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.bool_ | bool):
        return bool(value)
    if isinstance(value, float | np.floating):
        number = float(value)
        return None if math.isnan(number) else ("infinite" if math.isinf(number) else number)
    return value


def answer_question(question: Question) -> Answer:
    """Answer a question of any kind.

    Examples
    --------
    >>> from detente.war.questions import read_question
    >>> text = '{"question": "moratorium", "days": 30, "harm_avoided": 1, "leverage_given_up": 0.6}'
    >>> answer_question(read_question(text, "asked.json")).numbers["accept"]
    True
    """
    answers = {
        "hold": _hold,
        "split": _split,
        "wait": _wait,
        "screening": _screening,
        "optimism": _optimism,
        "compliance": _compliance,
        "moratorium": _moratorium,
        "extortion": _extortion,
        "deter": _deter,
        "coalition": _coalition,
        "decoupling": _decoupling,
    }
    numbers, words = answers[question.kind](question)
    return Answer(question.kind, numbers, tuple(words))


def game_of(question: Question) -> SettlementGames:
    """The settlement game that a question of kind hold describes."""
    from detente.war.games import SettlementGames
    from detente.war.process import war_line

    n = question.numbers
    hazard = n["decision_hazard"]
    line_a = war_line(hazard, n["discount_a"], n["cost_a"], n["a_wins_to_a"], n["b_wins_to_a"], n["flow_a"])
    line_b = war_line(hazard, n["discount_b"], n["cost_b"], n["a_wins_to_b"], n["b_wins_to_b"], n["flow_b"])
    names = (
        "power", "drift", "shock", "power_min", "power_max", "share_a", "share_b", "discount_a", "discount_b",
        "monitoring", "credibility", "scale", "penalty", "surprise", "lapse", "late_response",
    )  # fmt: skip
    fields: Record = {name: n[name] for name in names}
    return SettlementGames(war_a=np.stack(line_a, -1), war_b=np.stack(line_b, -1), **fields)


def _hold(question: Question) -> tuple[Record, list[str]]:
    from detente.war.hold import solve_settlements
    from detente.war.words import settlement_in_words

    n = question.numbers
    game = game_of(question)
    points = int(n["grid_points"])
    solved = solve_settlements(game, points)
    numbers = {
        "signature": solved.signature_names()[0],
        "signs_b": solved.signs_b[0],
        "settlement_value_a": solved.value_a[0],
        "settlement_value_b": solved.value_b[0],
        "war_value_a": solved.war_now_a[0],
        "war_value_b": solved.war_now_b[0],
        "survival": {str(m): float(s) for m, s in zip(solved.horizons, solved.survival[0], strict=True)},
        "expected_months": solved.expected_months[0],
        "attack_threshold": solved.attack_threshold[0],
        "attack_month": solved.attack_month[0],
        "never_breaks": solved.never_breaks[0],
        "credibility_needed": solved.credibility_needed[0],
    }
    words = [settlement_in_words(game, solved)]
    for more, said in (_made_to_hold(question, game, points), _on_three_grids(game)):
        numbers |= more
        words += said
    return numbers, words


def _made_to_hold(question: Question, game: SettlementGames, points: int) -> tuple[Record, list[str]]:
    """The least of each instrument, and the cheapest mix where prices are given."""
    from detente.errors import NoAgreementError
    from detente.war.instruments import INSTRUMENTS, Aim, cheapest_combination, least_instruments

    n = question.numbers
    aim, rearming = Aim(n["asked"], int(n["months"])), (n["rearming_a"], n["rearming_b"])
    needs = least_instruments(game, aim, rearming=rearming, grid_points=points)
    shown = [need for need in needs if need.instrument not in ("limits_a", "limits_b") or any(rearming)]
    head = f"For a {100 * aim.survival:.0f} % chance to last {aim.months} months"
    words = [f"{head}, each instrument alone: " + " ".join(need.in_words() for need in shown)]
    numbers: Record = {"least": {need.instrument: need.least for need in needs}}
    prices: dict[str, float] = {
        name: n[f"price_{name}"] for name in INSTRUMENTS if f"price_{name}" in question.given
    }
    if prices:
        levels = 7 if len(prices) <= 4 else 4
        try:
            found = cheapest_combination(
                game, prices, aim, rearming=rearming, grid_points=points, levels=levels
            )
        except NoAgreementError:
            numbers["cheapest"] = None
            words.append(f"{head} no mix of {', '.join(prices)} is enough.")
        else:
            numbers["cheapest"] = {"levels": found.levels, "cost": found.cost, "survival": found.survival}
            words.append(f"{head}: {found.in_words()}")
    return numbers, words


def _on_three_grids(game: SettlementGames) -> tuple[Record, list[str]]:
    from detente.war.instruments import grid_error

    seen = grid_error(game)
    numbers = {
        "points": list(seen.points),
        "survival_60": seen.survival[:, 0].tolist(),
        "extrapolated": float(seen.limit_survival[0]),
        "error": float(seen.error_survival[0]),
    }
    return {"grid": numbers}, [seen.in_words()]


def _split(question: Question) -> tuple[Record, list[str]]:
    from detente.war.bargain import Fighter, split_while_fighting, split_with_outside_options
    from detente.war.deadlines import split_before_deadline

    n = question.numbers
    a = Fighter(n["power"], n["discount_a"], n["cost_a"], n["flow_a"], n["talk_flow_a"])
    b = Fighter(1 - n["power"], n["discount_b"], n["cost_b"], n["flow_b"], n["talk_flow_b"])
    split = split_while_fighting(a, b, n["decision_hazard"])
    numbers: Record = {
        "share_a": split.share_a,
        "share_a_if_b_first": split.share_if_b_first,
        "war_value_a": split.war_value_a,
        "war_value_b": split.war_value_b,
        "surplus": split.surplus,
        "share_of_surplus": split.share_of_surplus,
        "talks_are_the_prize": split.talks_are_the_prize,
    }
    words = [split.in_words()]
    if question.given & {"outside_a", "outside_b"}:
        found = split_with_outside_options(n["discount_a"], n["discount_b"], n["outside_a"], n["outside_b"])
        numbers["share_a_with_outside_options"] = found.share_a
        who = " and ".join(found.binding).upper() or "nobody"
        words.append(
            f"If, instead of fighting on, each side may leave for its outside option, the first side gets "
            f"{found.share_a:.3f} when it proposes; the option that matters is that of {who}."
        )
    if "proposals" in question.given:
        last = int(n["proposals"])
        shares = [
            split_before_deadline(last, n["discount_a"], n["discount_b"], first=who) for who in ("a", "b")
        ]
        numbers["share_a_before_deadline"] = {"a_first": shares[0], "b_first": shares[1]}
        words.append(
            f"With {last} proposals left and nothing after them, the first side gets {shares[0]:.3f} if it proposes first "
            f"and {shares[1]:.3f} if the other does: who proposes last decides."
        )
    return numbers, words


def _wait(question: Question) -> tuple[Record, list[str]]:
    from detente.war.deadlines import waiting_threshold

    n = question.numbers
    found = waiting_threshold(
        n["share_now"], n["share_after_cut"], n["war_value"], n["discount_factor"], n["decision_hazard"]
    )
    believed = n["believed_hazard"] if "believed_hazard" in question.given else None
    return (
        {"hazard_needed": found.hazard_needed, "months_at_most": found.months_at_most},
        [found.in_words(believed)],
    )


def _screening(question: Question) -> tuple[Record, list[str]]:
    from dataclasses import replace

    from detente.war.bargain import Fighter
    from detente.war.screening import screen_steadily, screen_two_types

    n = question.numbers
    a = Fighter(n["power"], n["discount_a"], n["cost_a"], n["flow_a"])
    weak = Fighter(1 - n["power"], n["discount_b"], n["cost_b"], n["flow_b"])
    found = screen_two_types(a, weak, replace(weak, cost_of_war=n["cost_b_tough"]), n["decision_hazard"])
    steady = screen_steadily(n["discount_a"])
    numbers = {
        "share_pooling": found.share_pooling,
        "share_screening": found.share_screening,
        "share_first_round": found.share_first_round,
        "chance_needed": found.chance_needed,
        "expected_months": steady.expected_months,
    }
    return numbers, [
        found.in_words(n["chance_tough"]),
        f"If the cost lay evenly between nothing and some most, and demands fell month by month at the first side's patience, the war "
        f"would last {steady.expected_months:.1f} months on average, longer the more patient both are; no month decides it there, "
        "and that these equilibria are the only ones was not checked.",
    ]


def _optimism(question: Question) -> tuple[Record, list[str]]:
    from detente.war.screening import optimism

    found = optimism(**question.numbers)
    numbers = {"width_now": found.width_now, "battles_needed": found.battles_needed, "gap": found.gap}
    return numbers, [
        found.in_words()
        + " Beliefs are about the first side's chance to win; costs and slope are taken as known."
    ]


def _compliance(question: Question) -> tuple[Record, list[str]]:
    from detente.war.compliance import CeasefireSide, Monitoring, compliance_under_monitoring

    n = question.numbers
    months = n["months_of_war"] if "months_of_war" in question.given else math.inf
    watched = Monitoring(n["seen"], n["false_alarm"], months)
    found = compliance_under_monitoring(
        CeasefireSide(n["kept"], n["war"], n["breach"]), watched, n["discount_factor"]
    )
    verb = "is" if found.keeps else "is not"
    needed = (
        f"a monthly patience of {found.patience_needed:.3f}"
        if found.patience_needed < 1
        else "more than any patience"
    )
    words = f"Keeping the cease-fire {verb} in this side's interest: it needs {needed}, and has {n['discount_factor']:.3f}."
    alarm = watched.months_to_false_alarm
    if math.isfinite(alarm):
        words += f" A false alarm is to be expected every {alarm:.0f} months."
    numbers = {
        "keeps": found.keeps,
        "patience_needed": found.patience_needed,
        "value": found.value,
        "months_to_false_alarm": alarm,
    }
    return numbers, [words + " Power is taken not to shift meanwhile."]


def asked_moratorium(question: Question) -> Moratorium:
    """The limited cease-fire that a question of kind moratorium is about."""
    from detente.war.moratorium import Moratorium

    n = question.numbers
    return Moratorium(
        days=int(n["days"]),
        blind_days=int(n["blind_days"]),
        **{key: value for key, value in n.items() if key not in ("days", "blind_days")},
    )


def _moratorium(question: Question) -> tuple[Record, list[str]]:
    from detente.war.moratorium import answer_moratorium, break_even_belief, worth_of_blame

    asked = asked_moratorium(question)
    found = answer_moratorium(asked)
    even = break_even_belief(asked, asked.days // 3)
    numbers = {
        "value": found.value,
        "accept": found.accept,
        "highest_price": found.highest_price,
        "chance_of_breach": found.chance_of_breach,
        "blame_share_of_price": worth_of_blame(asked),
        "break_even": {"verdict": even.verdict, "belief": even.belief, "day": asked.days // 3},
        "ledger": [{"item": item, "amount": amount} for item, amount in found.ledger],
    }
    return numbers, [found.in_words(), f"For a breach on day {asked.days // 3}: {even.in_words()}"]


def _extortion(question: Question) -> tuple[Record, list[str]]:
    from detente.war.moratorium import judge_extortion

    n = question.numbers
    found = judge_extortion(
        n["harm_avoided"], n["blame_escaped"], n["price"], n["payments_invited"],
        chance_paid=n["chance_paid"], cost=n["cost"],
    )  # fmt: skip
    numbers = {
        "profit": found.profit,
        "gain_from_paying": found.gain_from_paying,
        "patience_needed": found.patience_needed,
        "blame_share": found.blame_share,
    }
    return numbers, [found.in_words()]


def _deter(question: Question) -> tuple[Record, list[str]]:
    from detente.war.deterrence import credibility_of_guarantor, deter_or_pay, needed_credibility

    n = question.numbers
    found = deter_or_pay(
        n["monthly_cost"], n["hazard_without"], n["hazard_with"], [n["loss"]], n["discount_factor"]
    )
    numbers: Record = {
        "deter": found.deter,
        "loss_needed": found.loss_needed,
        "bill_deter": found.bill_deter,
        "bill_not": found.bill_not,
    }
    words = [found.in_words()]
    if question.given & {"gain", "stake", "audience", "cost"}:
        needed = float(needed_credibility(n["gain"], n["loss_if_answered"]))
        acts = float(credibility_of_guarantor(n["stake"], n["audience"], n["cost"], n["spread"]))
        numbers |= {"credibility_needed": needed, "credibility": acts}
        verdict = "enough" if acts >= needed else "not enough"
        words.append(
            f"The guarantor would act with a chance of {100 * acts:.0f} %; {100 * needed:.0f} % is needed for the attacker not to attack, so "
            f"it is {verdict}. Only the audience term changes by signing; troops in place change it and the response."
        )
    return numbers, words


def _coalition(question: Question) -> tuple[Record, list[str]]:
    from detente.war.tipping import coalition

    capabilities = {name: pair[0] for name, pair in question.members.items()}
    found = coalition(capabilities, {name: pair[1] for name, pair in question.members.items()})
    numbers = {
        "from_nobody": list(found.from_nobody),
        "from_everybody": list(found.from_everybody),
        "worth_of_leadership": found.worth_of_leadership,
        "anchor": found.anchor,
        "if_leaves": found.if_leaves,
    }
    return numbers, [found.in_words()]


def _decoupling(question: Question) -> tuple[Record, list[str]]:
    from dataclasses import asdict

    from detente.war.deterrence import protection

    found = protection(**question.numbers)
    words = found.in_words("the first guarantor", "the second guarantor")
    return asdict(found), [
        words + " Falls of power add up; how strongly the second follows the first is a judgement."
    ]
