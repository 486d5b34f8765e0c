"""Deter now or pay later: how credible a guarantee must look, would the guarantor act, is it worth its cost."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, ndtr

from detente.errors import ShapeError
from detente.war.process import Floats, check_between


def needed_credibility(gain: ArrayLike, loss: ArrayLike) -> Floats:
    """Least chance of a response at which an attacker does not attack: it gains ``gain`` if none comes, else loses.

    Zero where there is nothing to gain.

    Examples
    --------
    >>> round(float(needed_credibility(0.3, 0.2)), 10)
    0.6
    """
    won, lost = np.asarray(gain, np.float64), np.asarray(loss, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(won <= 0, 0.0, np.where(won + lost > 0, won / (won + lost), np.inf))
    return np.asarray(found, np.float64)


def needed_credibility_at_power(
    share: ArrayLike, war_value: ArrayLike, slope: ArrayLike, scale: ArrayLike, penalty: ArrayLike = 0.0
) -> Floats:
    """The same from the settlement's terms at the power of signature, everything seen and no surprise.

    Examples
    --------
    >>> round(float(needed_credibility_at_power(0.35, 0.4016806722689076, 0.8403361344537816, 0.3, 0.05)), 7)
    0.1710709
    """
    gain = np.asarray(war_value, np.float64) - np.asarray(share, np.float64)
    bite = np.asarray(slope, np.float64) * np.asarray(scale, np.float64) + np.asarray(penalty, np.float64)
    return needed_credibility(gain, bite - gain)


def chance_of_attack(needed: ArrayLike, perceived_for: ArrayLike, perceived_against: ArrayLike) -> Floats:
    """Chance that the attacker's impression of credibility, Beta distributed, falls below what is needed.

    Parameters
    ----------
    perceived_for, perceived_against : array, > 0
        The two numbers of the Beta distribution: impressions for and against a response.

    Examples
    --------
    >>> round(float(chance_of_attack(0.6, 4, 2)), 5)
    0.33696
    """
    a, b = np.asarray(perceived_for, np.float64), np.asarray(perceived_against, np.float64)
    if not ((a > 0).all() and (b > 0).all()):
        raise ShapeError("chance_of_attack: both numbers of the Beta distribution must be above 0")
    return np.asarray(betainc(a, b, np.clip(needed, 0.0, 1.0)), np.float64)


def credibility_of_guarantor(
    stake: ArrayLike, audience: ArrayLike, cost: ArrayLike, spread: ArrayLike
) -> Floats:
    """Chance that a guarantor acts: what is at stake and who is watching must outweigh the cost.

    A signature changes only ``audience``; troops in place change ``audience`` and the scale of a response.

    Parameters
    ----------
    spread : array, > 0
        Standard deviation of what is not known about the balance.

    Examples
    --------
    >>> round(float(credibility_of_guarantor(0.5, 0.1, 0.4, 0.2)), 7)
    0.8413447
    """
    sd = np.asarray(spread, np.float64)
    if not (sd > 0).all():
        raise ShapeError(f"spread: found {sd.min():g}, must be above 0")
    return np.asarray(ndtr((np.asarray(stake) + np.asarray(audience) - np.asarray(cost)) / sd), np.float64)


def hazard_from_survival(survival: ArrayLike, months: float = 60.0) -> Floats:
    """Monthly hazard that gives the same chance to last ``months``; infinite where that chance is zero.

    Examples
    --------
    >>> round(float(hazard_from_survival(0.7946)), 6)
    0.003832
    """
    held = check_between("survival", survival, 0.0, 1.0)
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(held) / months, np.float64) + 0.0


def expected_bill(
    monthly_cost: ArrayLike, hazard: ArrayLike, loss: ArrayLike, discount_factor: ArrayLike
) -> Floats:
    """Discounted cost of paying every month until deterrence fails, and of the failure.

    Examples
    --------
    >>> round(float(expected_bill(1.0, 0.004, 188.1313131, 0.99)), 4)
    125.0
    """
    k, h, cost = (np.asarray(v, np.float64) for v in (monthly_cost, hazard, loss))
    d = check_between("discount_factor", discount_factor, 0.0, 1.0, open_ends=True)
    return np.asarray((k + d * h * cost) / (1 - d * (1 - h)), np.float64)


def loss_that_justifies(
    monthly_cost: ArrayLike, hazard_without: ArrayLike, hazard_with: ArrayLike, discount_factor: ArrayLike
) -> Floats:
    """Loss from which deterring is cheaper than not; infinite where deterrence does not lower the hazard.

    Examples
    --------
    >>> round(float(loss_that_justifies(1.0, 0.02, 0.004, 0.99)), 7)
    188.1313131
    """
    k, h0, h1 = (np.asarray(v, np.float64) for v in (monthly_cost, hazard_without, hazard_with))
    d = check_between("discount_factor", discount_factor, 0.0, 1.0, open_ends=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = k * (1 - d + d * h0) / (d * (1 - d) * (h0 - h1))
    return np.where(h0 > h1, found, np.inf)


@dataclass(frozen=True, slots=True)
class DeterAnswer:
    """Deter now or pay later.

    Attributes
    ----------
    loss_needed : float
        Loss from which deterring is cheaper.
    bill_deter, bill_not : float
        Expected discounted cost of each, at the mean loss.
    chance_deter_cheaper : float
        Share of the drawn losses at which deterring is cheaper.
    value_of_information : float
        What knowing the loss before choosing would save on average.
    """

    hazard_without: float
    hazard_with: float
    loss_needed: float
    bill_deter: float
    bill_not: float
    chance_deter_cheaper: float
    value_of_information: float

    @property
    def deter(self) -> bool:
        """Deterring is cheaper on average."""
        return self.bill_deter <= self.bill_not

    def in_words(self) -> str:
        """One paragraph: the answer, its numbers, its conditions, what it leaves out."""
        if self.hazard_with >= self.hazard_without:
            return (
                f"The guarantee does not lower the monthly hazard ({self.hazard_without:.4f} without, "
                f"{self.hazard_with:.4f} with it): no loss justifies paying for it."
            )
        verb = "Deterring now" if self.deter else "Not deterring"
        return (
            f"{verb} is cheaper on average: {self.bill_deter:.2f} with deterrence against {self.bill_not:.2f} without. "
            f"Deterring pays if a failure costs {self.loss_needed:.1f} or more months of its cost unit; that is so in "
            f"{100 * self.chance_deter_cheaper:.0f} % of the drawn losses. Knowing the loss beforehand would save "
            f"{self.value_of_information:.2f}. The hazards, {self.hazard_without:.4f} a month without and "
            f"{self.hazard_with:.4f} with, are taken as constant, and a failure as final."
        )


def deter_or_pay(
    monthly_cost: float, hazard_without: float, hazard_with: float, losses: ArrayLike, discount_factor: float
) -> DeterAnswer:
    """Whether to pay for deterrence each month, the loss from its failure being uncertain.

    Parameters
    ----------
    losses : (draws,)
        Drawn losses, in the unit of ``monthly_cost``; one number for a known loss.

    Raises
    ------
    ShapeError
        A hazard outside [0, 1], a cost or loss outside [0, 1e9].

    Examples
    --------
    >>> found = deter_or_pay(1.0, 0.02, 0.004, [188.2], 0.99)
    >>> found.deter, round(found.loss_needed, 7), found.value_of_information
    (True, 188.1313131, 0.0)
    """
    drawn = np.atleast_1d(check_between("losses", losses, 0.0, 1e9))
    check_between("hazards", [hazard_without, hazard_with], 0.0, 1.0)
    check_between("monthly_cost", monthly_cost, 0.0, 1e9)
    bill = expected_bill(monthly_cost, hazard_with, drawn, discount_factor)
    bill_not = expected_bill(0.0, hazard_without, drawn, discount_factor)
    saved = bill_not - bill
    information = float(np.maximum(saved, 0).mean() - max(float(saved.mean()), 0.0))
    return DeterAnswer(
        hazard_without=hazard_without,
        hazard_with=hazard_with,
        loss_needed=float(loss_that_justifies(monthly_cost, hazard_without, hazard_with, discount_factor)),
        bill_deter=float(bill.mean()),
        bill_not=float(bill_not.mean()),
        chance_deter_cheaper=float((saved >= 0).mean()),
        value_of_information=max(0.0, information),
    )


def loss_that_justifies_once(cost: float, chance_without: float, chance_with: float) -> float:
    """The same for a single crisis: infinite if deterrence does not lower the chance.

    Examples
    --------
    >>> round(loss_that_justifies_once(2, 0.5, 0.1), 10)
    5.0
    """
    check_between("chances", [chance_without, chance_with], 0.0, 1.0)
    gap = chance_without - chance_with
    return cost / gap if gap > 0 else math.inf


@dataclass(frozen=True, slots=True)
class Protection:
    """Expected fall of the attacker's power by two guarantors, with, without and decoupled from the first."""

    joint: float
    without_first: float
    second_alone_needed: float

    def in_words(self, first: str, second: str) -> str:
        """One sentence."""
        text = (
            f"Together {first} and {second} are expected to lower the attacker's power by {self.joint:.3f}; without "
            f"{first} it is {self.without_first:.3f}. "
        )
        if self.second_alone_needed > 1:
            return text + f"However surely it acted, {second} alone would not protect as much."
        return (
            text
            + f"{second} alone would have to act with a chance of {self.second_alone_needed:.2f} to protect as much."
        )


def protection(
    chance_first: float, second_if_first: float, second_if_not: float, scale_first: float, scale_second: float
) -> Protection:
    """What two guarantors' forces are expected to do, the second's will depending on the first's.

    Examples
    --------
    >>> found = protection(0.4, 0.9, 0.3, 0.3, 0.15)
    >>> round(found.joint, 6), round(found.without_first, 6)
    (0.201, 0.045)
    """
    check_between("chances", [chance_first, second_if_first, second_if_not], 0.0, 1.0)
    check_between("scales", [scale_first, scale_second], 0.0, 1.0)
    joint = chance_first * (scale_first + second_if_first * scale_second)
    joint += (1 - chance_first) * second_if_not * scale_second
    needed = joint / scale_second if scale_second > 0 else math.inf
    return Protection(joint, second_if_not * scale_second, needed)


def combine_guarantees(
    credibility: Floats, scale: Floats, penalty: Floats, nobody: Floats | None = None
) -> tuple[Floats, Floats, Floats]:
    """Several guarantors as one guarantee of the settlement game.

    Parameters
    ----------
    credibility, scale, penalty : (guarantors, ...) arrays
        Chance that each acts, fall of the attacker's power and penalty if it does; falls and penalties add.
    nobody : (...) array
        Chance that none acts, where they do not act independently.

    Returns
    -------
    tuple of arrays
        Chance that at least one acts, and the mean fall and penalty given that.

    Notes
    -----
    The war value is a line in power, so only the mean counts: exact as long as power minus the falls stays
    above 0. Where it does not, the true bite is smaller.

    Examples
    --------
    >>> together = combine_guarantees(np.array([0.5, 0.5]), np.array([0.2, 0.2]), np.zeros(2))
    >>> [round(float(part), 6) for part in together]
    [0.75, 0.266667, 0.0]
    """
    acts = check_between("credibility", credibility, 0.0, 1.0)
    at_least_one = 1.0 - (np.prod(1.0 - acts, axis=0) if nobody is None else np.asarray(nobody))
    divisor = np.where(at_least_one > 0, at_least_one, 1.0)
    mean_scale = (acts * np.asarray(scale)).sum(axis=0) / divisor
    mean_penalty = (acts * np.asarray(penalty)).sum(axis=0) / divisor
    return np.asarray(at_least_one), np.asarray(mean_scale), np.asarray(mean_penalty)
