"""From a case and its draws to the arrays that the rooms take.

A *stance* is one party under one account of its goals. Everything is worked out per stance, and the
chances of the accounts are put on at the very end, so nothing here is sampled twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detente.assess.drawing import Draws
from detente.case.case import Case
from detente.case.effects import Terms, Value, combine
from detente.case.records import Interaction
from detente.war.deterrence import combine_guarantees, credibility_of_guarantor
from detente.war.hold import SettlementGames
from detente.war.process import war_line

Floats = NDArray[np.float64]
Stance = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Bound:
    """A case bound to draws.

    Attributes
    ----------
    attacker, defender : str
        Sides: the one that may break a settlement, and the other.
    leads : mapping of side to party
        The party that decides for each side.
    discount : mapping of party to (draws,) array
        Discount factor per month.
    contributions : mapping of stance to a list of (draws, levels) arrays
        Weight times worth of each level of each issue; a package's utility is their sum, and what levels of
        several issues together add (``interactions``).
    remembered, remembered_support : dict
        War lines already worked out, and what the end of support changes in them, by stance and cut links;
        every package asks for the same few.
    """

    case: Case
    draws: Draws
    attacker: str
    defender: str
    leads: Mapping[str, str]
    discount: Mapping[str, Floats]
    contributions: Mapping[Stance, Sequence[Floats]]
    remembered: dict[tuple[Stance, tuple[str, ...]], Floats] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )
    remembered_support: dict[tuple[Stance, tuple[str, ...]], tuple[Floats, Floats]] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )

    @property
    def issues(self) -> tuple[str, ...]:
        """Issues in case order."""
        return tuple(self.case.issues)

    def stances(self, party: str) -> tuple[Stance, ...]:
        """The party under each account of its goals that values anything."""
        return tuple(
            (party, goal) for goal in self.case.parties[party].goals if (party, goal) in self.contributions
        )

    def utility(self, stance: Stance, package: Mapping[str, str]) -> Floats:
        """(draws,) utility of a full package."""
        total = np.zeros(self.draws.size)
        for issue, part in zip(self.issues, self.contributions[stance], strict=True):
            total += part[:, self.case.issues[issue].level_ids().index(package[issue])]
        for path, term in self.interactions(stance):
            if term.holds(package):
                total += self.draws(path)
        return total

    def at(self, draw: int) -> Bound:
        """The same case bound to one of the draws; what is remembered comes along."""
        one = slice(draw, draw + 1)
        found = Bound(
            self.case,
            self.draws.at(draw),
            self.attacker,
            self.defender,
            self.leads,
            {party: factor[one] for party, factor in self.discount.items()},
            {stance: [part[one] for part in parts] for stance, parts in self.contributions.items()},
        )
        found.remembered.update({key: lines[one] for key, lines in self.remembered.items()})
        found.remembered_support.update(
            {key: (ends[one], change[one]) for key, (ends, change) in self.remembered_support.items()}
        )
        return found

    def interactions(self, stance: Stance) -> list[tuple[str, Interaction]]:
        """What levels of several issues together add for a stance: path of the worth, and the levels."""
        party, goal = stance
        return [
            (f"parties.{party}.interactions.{name}.worth", term)
            for name, term in self.case.parties[party].interactions.items()
            if term.counts_under(goal)
        ]


def bind(case: Case, draws: Draws) -> Bound:
    """Bind a case to draws."""
    first, second = tuple(case.war.sides)
    attacker = case.war.breaker or first
    defender = second if attacker == first else first
    return Bound(
        case=case,
        draws=draws,
        attacker=attacker,
        defender=defender,
        leads={side: parties[0] for side, parties in case.war.sides.items()},
        discount={party: 2.0 ** (-1.0 / draws(f"parties.{party}.patience")) for party in case.parties},
        contributions={
            (party, goal): _contributions(case, draws, party, goal)
            for party, record in case.parties.items()
            for goal in record.goals
            if record.goals[goal].weights
        },
    )


def _contributions(case: Case, draws: Draws, party: str, goal: str) -> list[Floats]:
    """(draws, levels) arrays, one per issue: the account's weight times the worth of each level."""
    record = case.parties[party]
    account = record.goals[goal]
    path = f"parties.{party}.goals.{goal}"
    weights = {issue: draws(f"{path}.weights.{issue}") for issue in account.weights}
    total = np.sum(list(weights.values()), axis=0)
    parts = []
    for issue, entry in case.issues.items():
        worth = np.zeros((draws.size, len(entry.levels)))
        if issue in weights:
            for number, level in enumerate(entry.levels):
                own = path if level in account.values.get(issue, {}) else f"parties.{party}"
                worth[:, number] = draws(f"{own}.values.{issue}.{level}")
            worth *= (weights[issue] / total)[:, None]
        parts.append(worth)
    return parts


def power_of(bound: Bound) -> Floats:
    """(draws,) chance that the attacker's side wins if the war were decided now."""
    power = bound.draws("war.power")
    return power if bound.attacker == next(iter(bound.case.war.sides)) else 1.0 - power


def side_of(case: Case, party: str) -> str | None:
    """The side of the war that a party is on, if any."""
    return next((side for side, parties in case.war.sides.items() if party in parties), None)


def after_cuts(bound: Bound, cuts: Sequence[str]) -> tuple[Floats, dict[str, Floats]]:
    """Power of the attacker, and war costs added to parties, once some support links have ended."""
    power = power_of(bound).copy()
    added: dict[str, Floats] = {}
    for link in cuts:
        receiver = bound.case.support[link].to
        lost = bound.draws(f"support.{link}.power")
        power += lost if side_of(bound.case, receiver) == bound.defender else -lost
        added[receiver] = added.get(receiver, np.zeros(bound.draws.size)) + bound.draws(
            f"support.{link}.cost"
        )
    return np.clip(power, 0.0, 1.0), added


def war_lines(bound: Bound, stance: Stance, cuts: Sequence[str] = ()) -> Floats:
    """(draws, 2) intercept and slope of the stance's war value in the attacker's power; not to be written to."""
    key = (stance, tuple(cuts))
    if key not in bound.remembered:
        found = _war_lines(bound, stance, cuts)
        found.flags.writeable = False
        bound.remembered[key] = found
    return bound.remembered[key]


def _war_lines(bound: Bound, stance: Stance, cuts: Sequence[str]) -> Floats:
    party, _ = stance
    war = bound.case.war
    cost = bound.draws(f"parties.{party}.war_cost") + after_cuts(bound, cuts)[1].get(party, 0.0)
    flow = bound.utility(stance, bound.case.fill(war.while_fighting))
    line = war_line(
        decision_hazard=bound.draws("war.decided_per_month"),
        discount_factor=bound.discount[party],
        cost_of_war=cost,
        utility_if_a_wins=bound.utility(stance, bound.case.fill(war.if_won[bound.attacker])),
        utility_if_b_wins=bound.utility(stance, bound.case.fill(war.if_won[bound.defender])),
        flow_while_fighting=flow,
    )
    found = np.stack(np.broadcast_arrays(*line), axis=-1)
    for loss in link_losses(bound, party, found[:, 1], cuts):
        found[:, 0] += loss.counted * loss.change
    return found


@dataclass(frozen=True, slots=True)
class LinkLoss:
    """One support link as a party sees it: hazard of its end, what its end changes, how much of that is counted.

    Attributes
    ----------
    lapse : (draws,) per month
    change : (draws,) utils
        What the war value loses or gains if the link is gone for good.
    counted : (draws,)
        Part of it that the war value contains already, because the link may lapse during the war.
    """

    lapse: Floats
    change: Floats
    counted: Floats


def link_losses(bound: Bound, party: str, slope: Floats, cuts: Sequence[str]) -> list[LinkLoss]:
    """The links that are not cut, for a party whose war value has ``slope`` in the attacker's power.

    A link that ends with hazard z per month is gone, for valuation, with weight
    ``t z / (1 - t (1 - z))``, t the chance per month that the war goes on, discounted. The war value is
    linear in power and cost, so independent lapses add up exactly (power is not clipped here).
    """
    patience = bound.discount[party]
    goes_on = patience * (1.0 - bound.draws("war.decided_per_month"))
    found = []
    for link, entry in bound.case.support.items():
        if link in cuts:
            continue
        hazard = bound.draws(f"support.{link}.lapse")
        lost = bound.draws(f"support.{link}.power")
        change = slope * (lost if side_of(bound.case, entry.to) == bound.defender else -lost)
        if entry.to == party:
            change = change - (1.0 - patience) * bound.draws(f"support.{link}.cost") / (1.0 - goes_on)
        found.append(LinkLoss(hazard, change, goes_on * hazard / (1.0 - goes_on * (1.0 - hazard))))
    return found


def support_under_deal(bound: Bound, stance: Stance, cuts: Sequence[str]) -> tuple[Floats, Floats]:
    """(draws,) hazard that outside support ends under a settlement, and what that changes in a stance's war value.

    The game knows one end of all support that may lapse. It is exact for one link, and for links that
    lapse together; for several its hazard is the one that gives the same discounted loss at the stance's
    patience.
    """
    key = (stance, tuple(cuts))
    if key not in bound.remembered_support:
        discount = bound.discount[stance[0]]
        whole, near, change = (np.zeros(bound.draws.size) for _ in range(3))
        for loss in link_losses(bound, stance[0], war_lines(bound, stance, cuts)[:, 1], cuts):
            left = np.where(loss.lapse > 0.0, (1.0 - loss.counted) * loss.change, 0.0)
            change += left
            whole += np.abs(left)
            near += np.abs(left) * loss.lapse / (1.0 - discount * (1.0 - loss.lapse))
        part = np.divide(near, whole, out=np.zeros_like(near), where=whole > 0.0)
        bound.remembered_support[key] = part * (1.0 - discount) / (1.0 - discount * part), change
    return bound.remembered_support[key]


def war_values(bound: Bound, stance: Stance, cuts: Sequence[str] = ()) -> Floats:
    """(draws,) value of no deal, with the given support links cut."""
    line = war_lines(bound, stance, cuts)
    return line[:, 0] + line[:, 1] * after_cuts(bound, cuts)[0]


def terms_of(bound: Bound, package: Mapping[str, str]) -> Terms:
    """What the levels of a full package change in war and settlement."""
    return combine(bound.case, package, bound.draws)


def credibility_of(bound: Bound, guarantees: Sequence[str]) -> tuple[Floats, Floats, Floats, Floats]:
    """Credibility, scale, penalty and lapse hazard of the guarantees that a package brings into force.

    Several guarantees act independently unless one relies on another: the credibility is the chance that
    at least one acts, and what those that act do adds up (``war.deterrence.combine_guarantees``). When one
    of several lapses the others stay; the game knows one lapse of all, at the hazards' average weighted by
    what each is expected to bring.
    """
    if not guarantees:
        nothing = np.zeros(bound.draws.size)
        return nothing, nothing, nothing, nothing
    acts, nobody = chances_to_act(bound, guarantees)
    scale, penalty, lapse = (
        np.array([bound.draws(f"guarantees.{name}.{key}") for name in guarantees])
        for key in ("scale", "penalty", "lapse")
    )
    if len(guarantees) == 1:
        return acts[0], scale[0], penalty[0], lapse[0]
    together, falls, penalties = combine_guarantees(acts, scale, penalty, nobody)
    brought = np.maximum(acts * (scale + penalty), 1e-12)
    hazard = (brought * lapse).sum(axis=0) / brought.sum(axis=0)
    return together, np.minimum(falls, 1.0), penalties, np.asarray(hazard)


def chances_to_act(bound: Bound, guarantees: Sequence[str]) -> tuple[Floats, Floats]:
    """(guarantees, draws) chance that each acts, and (draws,) chance that none does.

    A guarantor acts with probability Phi((stake + audience - cost) / spread); one that relies on another
    faces ``cost`` where that one acts and ``cost_alone`` where it does not or is not in force.
    """
    records = bound.case.guarantees
    acts, nobody = [], np.ones(bound.draws.size)
    for name in guarantees:
        leader = records[name].relies_on
        if leader is None:
            acts.append(acts_at(bound, name, "cost"))
            alone = [other for other in guarantees if records[other].relies_on == name]
            nobody = nobody * (1.0 - acts[-1])
            for other in alone:
                nobody = nobody * (1.0 - acts_at(bound, other, "cost_alone"))
        else:
            leads = acts_at(bound, leader, "cost") if leader in guarantees else np.zeros(bound.draws.size)
            together, alone_too = acts_at(bound, name, "cost"), acts_at(bound, name, "cost_alone")
            acts.append(leads * together + (1.0 - leads) * alone_too)
            if leader not in guarantees:
                nobody = nobody * (1.0 - alone_too)
    return np.array(acts), nobody


def acts_at(bound: Bound, guarantee: str, cost: str) -> Floats:
    """(draws,) chance that the guarantors act at the cost that stands under a key of the guarantee."""
    path = f"guarantees.{guarantee}"
    stake, audience, price = (bound.draws(f"{path}.{key}") for key in ("stake", "audience", cost))
    return credibility_of_guarantor(stake, audience, price, np.maximum(bound.draws(f"{path}.spread"), 1e-12))


def games_of(bound: Bound, package: Mapping[str, str], attacker: Stance, defender: Stance) -> SettlementGames:
    """The settlement game that a full package sets, for every draw, with the attacker's side moving."""
    terms = terms_of(bound, package)
    power, _ = after_cuts(bound, terms.cuts)
    shift = _of(terms.power, bound.attacker) - _of(terms.power, bound.defender)
    credibility, scale, penalty, lapse = credibility_of(bound, terms.guarantees)
    low, high = power_bounds(bound)
    ends, change = support_under_deal(bound, attacker, terms.cuts)
    return SettlementGames(
        power=np.clip(power + shift, low, high),
        drift=drift_of(bound, terms),
        shock=bound.draws("war.shock"),
        power_min=low,
        power_max=high,
        share_a=bound.utility(attacker, package),
        share_b=bound.utility(defender, package),
        discount_a=bound.discount[attacker[0]],
        discount_b=bound.discount[defender[0]],
        war_a=war_lines(bound, attacker, terms.cuts),
        war_b=war_lines(bound, defender, terms.cuts),
        monitoring=np.broadcast_to(terms.monitoring, power.shape),
        credibility=credibility,
        scale=scale,
        penalty=np.minimum(penalty + terms.penalty, 1.0),
        surprise=bound.draws("war.surprise"),
        lapse=lapse,
        support_ends=ends,
        support_change_a=change,
        support_change_b=support_under_deal(bound, defender, terms.cuts)[1],
        no_deal_a=war_values(bound, attacker),
        no_deal_b=war_values(bound, defender),
    )


def power_bounds(bound: Bound) -> tuple[Floats, Floats]:
    """Lowest and highest power that the attacker's side can reach."""
    low, high = bound.draws("war.power_min"), bound.draws("war.power_max")
    return (low, high) if bound.attacker == next(iter(bound.case.war.sides)) else (1.0 - high, 1.0 - low)


def drift_of(bound: Bound, terms: Terms) -> Floats:
    """(draws,) power that the attacker's side gains per month under the settlement."""
    own, other = rearming_of(bound, terms)
    return np.asarray(own - other)


def rearming_of(bound: Bound, terms: Terms) -> tuple[Floats, Floats]:
    """(draws,) power that the attacker's and the defender's side gain per month, limits counted."""
    gains = []
    for side in (bound.attacker, bound.defender):
        free = bound.draws(f"war.rearming.{side}")
        gains.append((1.0 - _of(terms.limits, side)) * free * _of(terms.rearming, side, 1.0))
    return np.asarray(gains[0]), np.asarray(gains[1])


def _of(table: Mapping[str, Value], side: str, otherwise: float = 0.0) -> Floats:
    return np.asarray(table.get(side, otherwise))
