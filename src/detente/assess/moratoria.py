"""Limited cease-fires from each side's point of view, over the draws."""

from __future__ import annotations

from collections import Counter

import numpy as np

from detente.assess.drawing import Draws, central
from detente.assess.numbers import About, mean, share
from detente.assess.records import MoratoriumLine
from detente.case.case import Case
from detente.war.moratorium import Moratorium, answer_moratorium, break_even_belief


def moratorium_lines(case: Case, draws: Draws) -> tuple[MoratoriumLine, ...]:
    """One line per moratorium and party: better accepted or refused, and at what price."""
    middle = central(case.quantities())
    return tuple(
        _line(case, draws, middle, id, party) for id, entry in case.moratoria.items() for party in entry.sides
    )


def _line(case: Case, draws: Draws, middle: Draws, id: str, party: str) -> MoratoriumLine:
    entry, path = case.moratoria[id], f"moratoria.{id}.sides.{party}"
    answers = [answer_moratorium(question_of(draws, path, entry.days, row)) for row in range(draws.size)]
    ones, name = np.ones((1, draws.size)), case.parties[party].name

    def about(key: str, label: str) -> About:
        return About(f"moratorium.{id}.{party}.{key}", f"{label}, to {name}", "moratorium", (path + ".",))

    balance = np.array([[answer.value + answer.question.blame_for_refusing for answer in answers]])
    price = np.array([[answer.highest_price for answer in answers]])
    accepts = np.array([[float(answer.accept) for answer in answers]])
    day = entry.days // 3
    belief = break_even_belief(question_of(middle, path, entry.days, 0), day).in_words()
    return MoratoriumLine(
        id=id,
        label=entry.label,
        party=party,
        accepts=share(about("accepts", "better accepted"), accepts, ones),
        balance=mean(about("balance", "accepting less refusing"), balance, ones),
        highest_price=mean(about("price", "highest price worth paying"), price, ones),
        break_even_violation=belief,
        why=_why(belief, day, [answer.helps_the_other_side for answer in answers]),
    )


def question_of(draws: Draws, path: str, days: int, row: int) -> Moratorium:
    """One side's question in one draw; amounts per day on the side's own scale."""

    def read(key: str) -> float:
        return float(draws(f"{path}.{key}")[row])

    return Moratorium(
        days=days,
        harm_avoided=read("damage_avoided"),
        leverage_given_up=read("leverage_lost"),
        violation_hazard=read("violation"),
        blind_days=min(days, round(read("blind_days"))),
        pinned=read("pinned"),
        exposure_gain=read("exposure"),
        shared_blame=read("shared_blame"),
        price=read("price"),
        blame_for_refusing=read("refusal_blame"),
    )


def _why(belief: str, day: int, helps_the_other: list[bool]) -> str:
    counted = Counter(helps_the_other)
    text = f"If a breach came on day {day}: {belief[0].lower()}{belief[1:]}"
    if counted[True] > counted[False]:
        text += " Each honoured day gives up more than it spares: only the blame for refusing can justify it."
    return text
