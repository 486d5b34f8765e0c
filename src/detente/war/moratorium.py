"""Should a limited moratorium be accepted, at what price, under what belief; and paying those who make the problem."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from detente.errors import ShapeError
from detente.war.process import check_between


@dataclass(frozen=True, slots=True)
class Moratorium:
    """A limited moratorium as one side (B) sees it; amounts per day in one unit, the status quo is 0.

    Parameters
    ----------
    days : int
        How long it is to last.
    harm_avoided : float
        Worth of each day on which the other side holds back.
    leverage_given_up : float
        Worth of each day of B's own strikes that it gives up.
    violation_hazard : float, per day
        Chance that the other side breaks it on a given day.
    blind_days : int
        Days that B goes on complying before a breach is attributed.
    pinned : float
        Chance that a breach is pinned on the other side.
    exposure_gain, shared_blame : float
        Worth to B of the breach being pinned; cost to B if it is not.
    price : float
        What is attached to accepting.
    blame_for_refusing : float
        What refusing costs.

    Raises
    ------
    ShapeError
        No days, a chance outside [0, 1], more blind days than days.
    """

    days: int
    harm_avoided: float
    leverage_given_up: float
    violation_hazard: float = 0.0
    blind_days: int = 0
    pinned: float = 1.0
    exposure_gain: float = 0.0
    shared_blame: float = 0.0
    price: float = 0.0
    blame_for_refusing: float = 0.0

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ShapeError(f"days: found {self.days}, a moratorium lasts a day or more")
        if not 0 <= self.blind_days <= self.days:
            raise ShapeError(f"blind_days: found {self.blind_days}, must lie in 0 to {self.days}, the length")
        check_between("violation_hazard", self.violation_hazard, 0.0, 1.0)
        check_between("pinned", self.pinned, 0.0, 1.0)

    @property
    def after_breach(self) -> float:
        """Worth to B of what is said after a breach."""
        return self.pinned * self.exposure_gain - (1 - self.pinned) * self.shared_blame


@dataclass(frozen=True, slots=True)
class MoratoriumAnswer:
    """Accept or refuse, and what it rests on.

    Attributes
    ----------
    value : float
        Worth of accepting against the status quo, price included.
    accept : bool
        Whether that is no worse than the blame for refusing.
    highest_price : float
        The most that accepting is worth paying for.
    chance_of_breach, honoured_days, blind_cost : float
        Chance that it is broken within its days; expected days honoured; expected leverage lost unawares.
    helps_the_other_side : bool
        B gives up more each day than it is spared: then only the blame can justify accepting.
    ledger : tuple
        The terms of ``value``, named, in order.
    """

    value: float
    accept: bool
    highest_price: float
    chance_of_breach: float
    honoured_days: float
    blind_cost: float
    helps_the_other_side: bool
    ledger: tuple[tuple[str, float], ...]
    question: Moratorium

    def in_words(self) -> str:
        """One paragraph: the answer, its numbers, its conditions, what it leaves out."""
        verb = "Accepting" if self.accept else "Refusing"
        text = (
            f"{verb} is the better answer: accepting is worth {self.value:+.2f} against the status quo, refusing "
            f"{-self.question.blame_for_refusing:+.2f}. The highest price worth paying is {self.highest_price:.2f}; "
            f"{self.question.price:.2f} is asked. A breach comes with a chance of {100 * self.chance_of_breach:.0f} %, after "
            f"{self.honoured_days:.1f} honoured days on average."
        )
        if self.helps_the_other_side:
            text += " Each honoured day gives up more than it spares, so only the blame for refusing speaks for it."
        return text + " The days are alike, the hazard constant, and nothing beyond the last day is counted."


def answer_moratorium(question: Moratorium) -> MoratoriumAnswer:
    """Whether to accept a moratorium of some days, at its price.

    Accept if honoured days, less blind days, plus what is said after a breach, less the price, is no worse
    than being blamed for refusing.

    Notes
    -----
    Paper to code: n is ``days``, g ``harm_avoided``, l ``leverage_given_up``, eta ``violation_hazard``, tau
    ``blind_days``, mu_a ``pinned``, beta ``exposure_gain``, kappa' ``shared_blame``, z ``price``, kappa
    ``blame_for_refusing``; formula (4.1).

    Examples
    --------
    >>> thirty = Moratorium(30, 1.0, 0.6, 0.05, 3, 0.7, 4.0, 6.0)
    >>> round(answer_moratorium(thirty).value, 10)
    5.3611473442
    """
    q, eta, n = 1 - question.violation_hazard, question.violation_hazard, question.days
    broken = 1.0 if eta == 1 else -math.expm1(n * math.log1p(-eta))
    honoured = math.fsum(q**k for k in range(1, n + 1))
    blind = sum(eta * q**k * min(question.blind_days, n - k) for k in range(n))
    ledger = (
        ("harm avoided on honoured days", question.harm_avoided * honoured),
        ("leverage given up on honoured days", -question.leverage_given_up * honoured),
        ("leverage given up unawares", -question.leverage_given_up * blind),
        ("what is said after a breach", broken * question.after_breach),
        ("price", -question.price),
    )
    value = sum(amount for _, amount in ledger)
    return MoratoriumAnswer(
        value=value,
        accept=value >= -question.blame_for_refusing - 1e-12,
        highest_price=value + question.price + question.blame_for_refusing,
        chance_of_breach=broken,
        honoured_days=honoured,
        blind_cost=question.leverage_given_up * blind,
        helps_the_other_side=question.leverage_given_up > question.harm_avoided,
        ledger=ledger,
        question=question,
    )


Verdict = Literal["below", "always", "never", "above"]


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The belief at which accepting and refusing are worth the same.

    ``verdict`` says when to accept: ``below`` the belief, ``always``, ``never``, or ``above`` it (a breach
    exposes the other side, so more of it is better).
    """

    verdict: Verdict
    belief: float

    def in_words(self) -> str:
        """One sentence."""
        return {
            "below": f"Accept if the chance of a breach is at most {100 * self.belief:.0f} %.",
            "always": "Accept even if a breach is certain.",
            "never": "Do not accept, however unlikely a breach is.",
            "above": f"Accept if a breach is at least {100 * self.belief:.0f} % likely: it exposes the other side.",
        }[self.verdict]


def break_even_belief(question: Moratorium, day_of_breach: int) -> BreakEven:
    """The chance of a breach on one given day at which accepting and refusing are worth the same.

    The hazard in ``question`` is left aside. Where a breach helps rather than harms nothing is divided: the
    answer is in the verdict.

    Raises
    ------
    ShapeError
        The day lies outside the moratorium.

    Examples
    --------
    >>> asked = Moratorium(30, 1.0, 0.6, 0.0, 3, 0.7, 4.0, 6.0, price=12.0, blame_for_refusing=5.0)
    >>> found = break_even_belief(asked, 10)
    >>> found.verdict, round(found.belief, 7)
    ('below', 0.5681818)
    """
    if not 0 <= day_of_breach <= question.days:
        raise ShapeError(f"day_of_breach: found {day_of_breach}, must lie in 0 to {question.days}")
    margin = question.harm_avoided - question.leverage_given_up
    kept = question.days * margin + question.blame_for_refusing - question.price
    lost = (question.days - day_of_breach) * margin + question.blind_days * question.leverage_given_up
    lost -= question.after_breach
    if lost <= 0:  # a breach is no loss: accepting is worth most when it is certain
        if kept >= 0:
            return BreakEven("always", math.nan)
        return (
            BreakEven("above", kept / lost) if lost < 0 and kept / lost <= 1 else BreakEven("never", math.nan)
        )
    if kept < 0:
        return BreakEven("never", math.nan)
    return BreakEven("below", kept / lost) if kept < lost else BreakEven("always", kept / lost)


def highest_price_at_belief(question: Moratorium, chance_of_breach: float, day_of_breach: int) -> float:
    """The most worth paying if a breach comes on one day with a given chance.

    Examples
    --------
    >>> asked = Moratorium(30, 1.0, 0.6, 0.0, 3, 0.7, 4.0, 6.0, blame_for_refusing=5.0)
    >>> round(highest_price_at_belief(asked, 0.9, 10), 10), round(highest_price_at_belief(asked, 0.5, 10), 10)
    (9.08, 12.6)
    """
    check_between("chance_of_breach", chance_of_breach, 0.0, 1.0)
    margin = question.harm_avoided - question.leverage_given_up
    broken = day_of_breach * margin - question.blind_days * question.leverage_given_up + question.after_breach
    kept = question.days * margin
    return (1 - chance_of_breach) * kept + chance_of_breach * broken + question.blame_for_refusing


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """What each side gains by an honoured moratorium, in its own units."""

    gain_a: float
    gain_b: float
    answer_a: MoratoriumAnswer
    answer_b: MoratoriumAnswer

    def in_words(self) -> str:
        """One sentence on who gains."""
        words = {True: "gains", False: "loses"}
        return (
            f"If it is honoured throughout, the first side {words[self.gain_a >= 0]} {abs(self.gain_a):.2f} and the "
            f"second {words[self.gain_b >= 0]} {abs(self.gain_b):.2f}, each in its own units: they are not compared."
        )


def compare_sides(for_a: Moratorium, for_b: Moratorium) -> Asymmetry:
    """The same moratorium judged by both sides with their own numbers.

    Raises
    ------
    ShapeError
        The two descriptions differ in length.

    Examples
    --------
    >>> found = compare_sides(Moratorium(30, 1.4, 0.2), Moratorium(30, 1.0, 1.2))
    >>> round(found.gain_a, 6), round(found.gain_b, 6), found.answer_b.helps_the_other_side
    (36.0, -6.0, True)
    """
    if for_a.days != for_b.days:
        raise ShapeError(f"compare_sides: the two moratoria last {for_a.days} and {for_b.days} days")
    gains = [m.days * (m.harm_avoided - m.leverage_given_up) for m in (for_a, for_b)]
    return Asymmetry(gains[0], gains[1], answer_moratorium(for_a), answer_moratorium(for_b))


def worth_of_blame(question: Moratorium) -> float:
    """How much of the highest price worth paying is paid only to escape the blame for refusing (0 to 1).

    Examples
    --------
    >>> worth_of_blame(Moratorium(30, 1.0, 1.0, blame_for_refusing=5.0))
    1.0
    """
    with_blame = answer_moratorium(question).highest_price
    without = answer_moratorium(replace(question, blame_for_refusing=0.0)).highest_price
    if with_blame <= 0:
        return 0.0
    return min(1.0, (with_blame - max(without, 0.0)) / with_blame)


@dataclass(frozen=True, slots=True)
class Extortion:
    """A problem made in order to be paid for ending it, seen from both sides.

    Attributes
    ----------
    profit : float
        What an episode brings the side that makes the problem.
    gain_from_paying : float
        What paying this once brings the other side.
    patience_needed : float
        Patience from which never paying is the better rule; 0 if paying gains nothing even now.
    blame_share : float
        Part of what paying escapes that is blame, not harm.
    """

    profit: float
    gain_from_paying: float
    patience_needed: float
    blame_share: float

    def in_words(self) -> str:
        """One paragraph."""
        if self.gain_from_paying <= 0:
            return "The price is above what paying escapes: not paying is better even this once."
        return (
            f"Paying once gains {self.gain_from_paying:.2f}; never paying is the better rule for a monthly patience "
            f"of {self.patience_needed:.3f} or more. An episode brings the other side {self.profit:+.2f}. Of what paying "
            f"escapes, {100 * self.blame_share:.0f} % is blame: that is what the tactic turns into money. How many payments "
            "paying invites is a judgement, not an observation."
        )


def judge_extortion(
    harm_avoided: float,
    blame_escaped: float,
    price: float,
    payments_invited: float,
    *,
    chance_paid: float,
    cost: float,
) -> Extortion:
    """Whether to pay for the end of a problem that the other side made.

    Parameters
    ----------
    harm_avoided, blame_escaped, price : float
        What paying escapes, and what it costs, in one unit.
    payments_invited : float, per month
        Extra expected payments that being known to pay invites.
    chance_paid, cost : float
        As the other side sees it: chance that it is paid, and what making the problem costs it.

    Examples
    --------
    >>> found = judge_extortion(7.0, 5.0, 10.0, 0.5, chance_paid=0.6, cost=4.0)
    >>> round(found.profit, 10), round(found.patience_needed, 10)
    (2.0, 0.8)
    """
    check_between("chance_paid", chance_paid, 0.0, 1.0)
    check_between("payments_invited", payments_invited, 0.0, math.inf)
    gain = harm_avoided + blame_escaped - price
    needed = 0.0 if gain <= 0 else gain / (gain + payments_invited)
    escaped = harm_avoided + blame_escaped
    blame = blame_escaped / escaped if escaped > 0 else 0.0
    return Extortion(chance_paid * price - cost, gain, needed, blame)
