"""What alternating offers predict: closed forms for patience, outside options, deadlines, breakdown, many parties.

All shares are of one divisible stake of size 1. They say what the balance of patience and threats would
give if nothing else mattered; they are checks on intuition, not forecasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, factorial, floor

from detente.errors import NoAgreementError, ShapeError


def _check_patience(*factors: float) -> None:
    if not all(0 < factor < 1 for factor in factors):
        raise ShapeError(f"discount factors must lie strictly between 0 and 1, got {factors}")


def rubinstein_share(proposer_patience: float, responder_patience: float) -> float:
    """The first proposer's share under alternating offers without end.

    Sources
    -------
    Rubinstein 1982, Econometrica 50(1):97-109.

    Examples
    --------
    >>> round(rubinstein_share(0.9, 0.9), 7)
    0.5263158
    """
    _check_patience(proposer_patience, responder_patience)
    return (1 - responder_patience) / (1 - proposer_patience * responder_patience)


@dataclass(frozen=True, slots=True)
class OutsideSplit:
    """Shares when each side proposes, and whose outside option binds."""

    first_proposes: float
    second_proposes: float
    first_binds: bool
    second_binds: bool


def outside_option_split(
    first_patience: float, second_patience: float, first_outside: float, second_outside: float
) -> OutsideSplit:
    """Alternating offers where the one who answers may leave for an outside option instead.

    An option that is worth less than what its owner would get anyway changes nothing: a better
    alternative helps only once it binds.

    Raises
    ------
    NoAgreementError
        The outside options are together worth more than the stake.

    Notes
    -----
    Solves a = 1 - max(w2, d2 b), b = 1 - max(w1, d1 a), a and b being each side's share when it proposes.
    The one who *proposed* may not leave after a refusal; with that right there are many equilibria.

    Sources
    -------
    Shaked and Sutton 1984, Econometrica 52(6):1351-1364; Binmore, Shaked and Sutton 1989, QJE 104(4):753-770.

    Examples
    --------
    >>> round(outside_option_split(0.9, 0.9, 0.0, 0.48).first_proposes, 9)
    0.52
    """
    _check_patience(first_patience, second_patience)
    if first_outside + second_outside > 1:
        raise NoAgreementError(
            "outside_option_split: the outside options are worth more than there is to divide"
        )
    for first_binds in (False, True):
        for second_binds in (False, True):
            if second_binds:
                one = 1 - second_outside
                two = 1 - (first_outside if first_binds else first_patience * one)
            elif first_binds:
                two = 1 - first_outside
                one = 1 - second_patience * two
            else:
                one = rubinstein_share(first_patience, second_patience)
                two = rubinstein_share(second_patience, first_patience)
            fits_second = (second_outside >= second_patience * two) == second_binds
            fits_first = (first_outside >= first_patience * one) == first_binds
            if fits_first and fits_second:
                return OutsideSplit(one, two, first_binds, second_binds)
    raise ShapeError("outside_option_split: no case fits; outside options must be finite numbers")


def deadline_shares(
    rounds: int,
    patience: tuple[float, float],
    end: tuple[float, float] = (0.0, 0.0),
) -> tuple[float, float]:
    """Shares of the first and second side when talks end after so many offers, the first side beginning.

    Parameters
    ----------
    rounds : int
        Offers until the deadline; who makes the last one gains most from it.
    patience : discount factors per round
    end : what each gets if the last offer is refused

    Sources
    -------
    Stahl 1972, Bargaining Theory, Stockholm; backward induction.

    Examples
    --------
    >>> [round(deadline_shares(n, (0.9, 0.9))[0], 4) for n in (1, 2, 3)]
    [1.0, 0.1, 0.91]
    """
    _check_patience(*patience)
    if rounds < 1:
        raise ShapeError(f"deadline_shares: {rounds} rounds")
    one, two = end
    for left in range(1, rounds + 1):
        first_proposes = (rounds - left) % 2 == 0
        if first_proposes:
            two = patience[1] * two
            one = 1 - two
        else:
            one = patience[0] * one
            two = 1 - one
    return one, two


def breakdown_share(risk: float, breakdown: tuple[float, float]) -> float:
    """The first proposer's share when each refusal risks that talks break down, patience aside.

    As the risk falls to zero this is the Nash solution with the breakdown values as disagreement point.

    Sources
    -------
    Binmore, Rubinstein and Wolinsky 1986, RAND Journal of Economics 17(2):176-188.
    """
    if not 0 < risk < 1:
        raise ShapeError(f"breakdown_share: the risk {risk} is not strictly between 0 and 1")
    return (1 - breakdown[1] + (1 - risk) * breakdown[0]) / (2 - risk)


def impatience_share(first_rate: float, second_rate: float) -> float:
    """The first side's share as offers follow each other ever faster: the other's rate of impatience over both."""
    if first_rate <= 0 or second_rate <= 0:
        raise ShapeError("impatience_share: rates of impatience must be positive")
    return second_rate / (first_rate + second_rate)


def waiting_cost_share(proposer_cost: float, responder_cost: float) -> float | None:
    """The first proposer's share where each round costs a fixed amount; None where equal costs decide nothing.

    Sources
    -------
    Rubinstein 1982, section on fixed bargaining costs.
    """
    if proposer_cost == responder_cost:
        return None
    return 1.0 if proposer_cost < responder_cost else responder_cost


def unanimity_shares(parties: int, patience: float) -> tuple[float, ...]:
    """Shares in order of proposing when all must agree and proposals rotate (the stationary equilibrium).

    With three or more patient parties every division is some equilibrium; this is the stationary one.

    Sources
    -------
    Osborne and Rubinstein 1990, Bargaining and Markets, section 3.13.
    """
    _check_patience(patience)
    return tuple(patience**k * (1 - patience) / (1 - patience**parties) for k in range(parties))


def partial_agreement_shares(parties: int, patience: float) -> tuple[float, ...]:
    """Shares, proposer first, when a party that accepts its share may leave with it.

    Sources
    -------
    Krishna and Serrano 1996, Review of Economic Studies 63(1):61-80; Chae and Yang 1994.
    """
    _check_patience(patience)
    whole = 1 + (parties - 1) * patience
    return (1 / whole, *([patience / whole] * (parties - 1)))


def recognition_shares(
    chances: Sequence[float], patience: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Unanimity with the proposer drawn at random: what each expects, and what each keeps when it proposes.

    Sources
    -------
    Binmore 1987, in The Economics of Bargaining, Blackwell.
    """
    _check_patience(patience)
    if abs(sum(chances) - 1) > 1e-9 or min(chances) < 0:
        raise ShapeError(f"recognition_shares: chances {chances} must sum to 1")
    return tuple(chances), tuple(1 - patience * (1 - chance) for chance in chances)


def majority_shares(parties: int, quota: int, patience: float) -> tuple[float, float]:
    """What the proposer keeps and what each bought partner gets when ``quota`` votes suffice.

    Sources
    -------
    Baron and Ferejohn 1989, American Political Science Review 83(4):1181-1206.

    Examples
    --------
    >>> proposer, partner = majority_shares(5, 3, 0.9)
    >>> round(proposer, 9), round(partner, 9)
    (0.64, 0.18)
    """
    if not 0 < patience <= 1 or not 1 <= quota <= parties:
        raise ShapeError(f"majority_shares: quota {quota} of {parties}, patience {patience}")
    return 1 - patience * (quota - 1) / parties, patience / parties


def veto_value(patience: float) -> tuple[float, float]:
    """Expected shares of a veto holder and of each other party: three parties, majority, equal recognition.

    Sources
    -------
    Winter 1996, American Political Science Review 90(4):813-823; the closed form by value iteration.
    """
    if not 0 <= patience < 1:
        raise ShapeError(f"veto_value: patience {patience} is not in [0, 1)")
    veto = (2 - patience) / (6 - 5 * patience)
    return veto, (1 - veto) / 2


@dataclass(frozen=True, slots=True)
class SealedOffers:
    """What two sealed offers lead to when neither side knows what the other could accept.

    ``zone`` is the chance that a price exists which is better for both, ``agreement`` the chance that they find
    one, ``gains`` the expected gain of both, ``first_best`` what it would be if nobody shaded.
    """

    zone: float
    agreement: float
    gains: float
    first_best: float


def sealed_offers(worth: float, cost: float) -> tuple[float, float]:
    """What a buyer to whom it is worth so much offers, and what a seller with such a cost asks.

    Worth and cost are independent and even on 0..1; offers that cross are met half way. The buyer offers less than
    it is worth, the seller asks more than it costs, so that deals worth less than a quarter are lost: ignorance
    alone closes a zone. The linear equilibrium; there are others.

    Sources
    -------
    Chatterjee and Samuelson 1983, Operations Research 31(5):835-851.

    Examples
    --------
    >>> offer, ask = sealed_offers(0.75, 0.25)
    >>> round(offer, 6), round(ask, 6)
    (0.583333, 0.416667)
    """
    if not (0 <= worth <= 1 and 0 <= cost <= 1):
        raise ShapeError(f"sealed_offers: worth {worth} and cost {cost} must lie in [0, 1]")
    return 2 * worth / 3 + 1 / 12, 2 * cost / 3 + 1 / 4


def sealed_offer_outcome() -> SealedOffers:
    """What the offers of ``sealed_offers`` lead to on average: 9/32 of pairs agree, and 27/32 of the gains are had.

    They agree exactly where worth exceeds cost by a quarter or more; no rule that nobody must subsidise does better.

    Sources
    -------
    Chatterjee and Samuelson 1983, Operations Research 31(5):835-851; Myerson and Satterthwaite 1983, Journal of
    Economic Theory 29(2):265-281, for the bound.
    """
    return SealedOffers(zone=1 / 2, agreement=9 / 32, gains=9 / 64, first_best=1 / 6)


def chance_of_enough(issues: int, threshold: float) -> float:
    """Chance that a party accepts when its ``issues`` values are independent and even on 0..1 and their sum must
    reach ``threshold`` (the Irwin-Hall distribution): a yardstick for how fast zones shrink with demands."""
    below = sum(
        (-1) ** k * comb(issues, k) * (threshold - k) ** issues
        for k in range(min(floor(threshold), issues) + 1)
    ) / factorial(issues)
    return float(min(1.0, max(0.0, 1 - below)))
