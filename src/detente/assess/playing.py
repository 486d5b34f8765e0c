"""Playing the field: every plausible package of a case at central values, or at one draw.

Each package is played as its own game; packages of one family are solved together (``war.families``). Only the
grid of powers is coarser than that of the verdicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.assess.beliefs import posteriors, usable
from detente.assess.binding import (
    Bound,
    Stance,
    bind,
    credibility_of,
    power_bounds,
    support_under_deal,
    war_lines,
    war_values,
)
from detente.assess.drawing import Draws, central
from detente.assess.field import Field, Ground, lay_out
from detente.assess.home import least_gain
from detente.assess.worths import utilities_of
from detente.case.case import Case
from detente.deals.space import PackageSpace
from detente.war.families import Families, solve_families
from detente.war.games import SettlementGames

Floats = NDArray[np.float64]
TOLERANCE = 1e-9
COARSE_GRID = 24
#: Months for which a settlement must hold.
HORIZON = 60
#: Accounts of the attacker's goals below this chance are left out of the search (not of the verdicts).
LEAST_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Scored:
    """Packages played at central values.

    Attributes
    ----------
    rows : (k,) rows of the field
    chance : (k,) chance that everybody needed signs and it then holds 60 months
    accepts : (k, parties) chance that each party signs (accounts mixed)
    values : (k, parties) value under the likeliest account of every party's goals
    """

    rows: NDArray[np.int64]
    chance: Floats
    accepts: Floats
    values: Floats


@dataclass(frozen=True, slots=True)
class Valued:
    """Packages played at central values under the attacker's likeliest account alone.

    Attributes
    ----------
    rows : (k,) rows of the field
    values : (k, parties) value under the likeliest account of every party's goals
    """

    rows: NDArray[np.int64]
    values: Floats


@dataclass(frozen=True, slots=True)
class Searcher:
    """The case at central values with everything both passes need."""

    bound: Bound
    field: Field
    chances: dict[str, dict[str, Floats]]
    stances: tuple[Stance, ...]
    utilities: Floats
    no_deal: Floats
    refusals: Floats

    def alone(self, rows: NDArray[np.int64], columns: int | list[int]) -> Floats:
        """Refusal values of some stances on some packages; never above no deal."""
        return np.asarray(self.refusals[:, columns][self.field.ground.refusal[rows]])

    def columns(self, party: str) -> list[int]:
        """Columns of ``stances`` that belong to a party."""
        return [number for number, stance in enumerate(self.stances) if stance[0] == party]

    def likeliest(self, party: str) -> int:
        """Column of the party's likeliest account."""
        return max(
            self.columns(party), key=lambda number: float(self.chances[party][self.stances[number][1]][0])
        )

    def weight(self, column: int) -> float:
        """Chance of a stance's account."""
        party, goal = self.stances[column]
        return float(self.chances[party][goal][0])


@dataclass(frozen=True, slots=True)
class PlayedField:
    """Every plausible package of a case, played at central values (the first pass of the search).

    Attributes
    ----------
    space : PackageSpace
    packages : (m, issues) level numbers
    parties, seated : names; seated are those who fight or sit at a table
    values, alone : (m, parties) value and refusal value under likeliest accounts
    no_deal : (parties,) value of no deal
    needs : (m, parties) bool
    chance : (m,) chance that all needed sign and it then holds 60 months
    accepts : (m, parties) chance that each signs, its accounts mixed
    """

    space: PackageSpace
    packages: NDArray[np.int8]
    parties: tuple[str, ...]
    seated: tuple[str, ...]
    values: Floats
    alone: Floats
    no_deal: Floats
    needs: NDArray[np.bool_]
    chance: Floats
    accepts: Floats


def played_field(case: Case, grid_points: int = COARSE_GRID) -> PlayedField:
    """Play every package that no needed party rejects on paper, at central values (approximate, see module).

    What was put forward is played whether or not somebody rejects it on paper.
    """
    searcher = make_searcher(case)
    rows = np.flatnonzero(on_paper(searcher)[1] | _put_forward(searcher))
    scored = play_rows(searcher, rows, grid_points)
    likeliest = [searcher.likeliest(party) for party in case.parties]
    return PlayedField(
        space=searcher.field.space,
        packages=searcher.field.packages[rows],
        parties=tuple(case.parties),
        seated=principle_parties(case),
        values=scored.values,
        alone=searcher.alone(rows, likeliest),
        no_deal=searcher.no_deal[likeliest],
        needs=searcher.field.needs[rows],
        chance=scored.chance,
        accepts=scored.accepts,
    )


def _put_forward(searcher: Searcher) -> NDArray[np.bool_]:
    """(m,) packages of the field that are proposals of the case."""
    case, field = searcher.bound.case, searcher.field
    hit = np.zeros(len(field.packages), dtype=bool)
    for proposal in case.proposals.values():
        hit |= (field.packages == field.space.numbered(case.fill(proposal.package))).all(axis=1)
    return hit


def make_searcher(case: Case, draw: Draws | None = None, ground: Ground | None = None) -> Searcher:
    """The case at its central values, or at one draw; ``ground`` where it is known already."""
    draws = central(case.quantities()) if draw is None else draw
    bound = bind(case, draws)
    field = lay_out(bound, ground)
    stances = stances_of(bound)
    utilities = utilities_of(bound, field.packages, stances)
    no_deal, refusals = values_without(bound, stances, field.ground.refusal_cuts)
    return Searcher(
        bound, field, usable(case, posteriors(case, draws)), stances, utilities, no_deal, refusals
    )


def stances_of(bound: Bound) -> tuple[Stance, ...]:
    """Every party under each account of its goals, in case order."""
    return tuple(stance for party in bound.case.parties for stance in bound.stances(party))


def values_without(
    bound: Bound, stances: Sequence[Stance], cuts: Sequence[tuple[str, ...]]
) -> tuple[Floats, Floats]:
    """(stances,) value of no deal, and (cuts, stances) value of refusing where that ends support; never above it."""
    values = {
        links: np.array([float(war_values(bound, stance, links)[0]) for stance in stances])
        for links in {(), *cuts}
    }
    return values[()], np.array([np.minimum(values[()], values[links]) for links in cuts])


def on_paper(searcher: Searcher) -> tuple[int, NDArray[np.bool_]]:
    """How many packages everybody needed accepts on paper under likeliest accounts; which some accounts would."""
    parties = list(searcher.bound.case.parties)
    likely = np.ones(len(searcher.field.packages), dtype=bool)
    possible = likely.copy()
    rows = np.arange(len(likely))
    for number, party in enumerate(parties):
        needed = searcher.field.needs[:, number]
        columns = searcher.columns(party)
        fine = searcher.utilities[:, columns] >= searcher.alone(rows, columns) - TOLERANCE
        likely &= ~needed | (
            searcher.utilities[:, searcher.likeliest(party)] >= searcher.no_deal[searcher.likeliest(party)]
        )
        possible &= ~needed | fine.any(axis=1)
    return int(likely.sum()), possible


def value_rows(searcher: Searcher, rows: NDArray[np.int64], grid_points: int) -> Valued:
    """What the packages of some rows are worth to everybody under likeliest accounts."""
    bound = searcher.bound
    worth, _ = _play_account(searcher, rows, searcher.likeliest(bound.leads[bound.attacker]), grid_points, 1)
    return Valued(rows, worth[:, [searcher.likeliest(party) for party in bound.case.parties]])


def play_rows(searcher: Searcher, rows: NDArray[np.int64], grid_points: int) -> Scored:
    """Play the packages of some rows under every account of the attacker and score them."""
    bound, field = searcher.bound, searcher.field
    parties = list(bound.case.parties)
    lead = bound.leads[bound.attacker]
    chance = np.zeros(len(rows))
    accepts = np.zeros((len(rows), len(parties)))
    values = np.zeros((len(rows), len(parties)))
    counted = [column for column in searcher.columns(lead) if searcher.weight(column) >= LEAST_CHANCE]
    total = sum(searcher.weight(column) for column in counted)
    for column in counted:
        weight = searcher.weight(column) / total
        worth, held = _play_account(searcher, rows, column, grid_points)
        signs = _signing(searcher, rows, worth, column)
        everybody = np.where(field.needs[rows], signs, 1.0).prod(axis=1)
        chance += weight * everybody * held
        accepts += weight * signs
        if column == searcher.likeliest(lead):
            values = worth[:, [searcher.likeliest(party) for party in parties]]
    return Scored(rows, chance, accepts, values)


def margin_of(bound: Bound, party: str) -> float:
    """Gain over refusing at which the party's ratifiers agree; 0 where it has none."""
    least = least_gain(bound.case, bound.draws, party)
    return 0.0 if least is None else max(0.0, float(least[0]))


def _signing(searcher: Searcher, rows: NDArray[np.int64], worth: Floats, attacker: int) -> Floats:
    """(k, parties) chance that each party signs, freely or because refusing alone is worse."""
    bound = searcher.bound
    lead = bound.leads[bound.attacker]
    out = []
    for party in bound.case.parties:
        columns = [attacker] if party == lead else searcher.columns(party)
        weights = [1.0] if party == lead else [searcher.weight(column) for column in columns]
        fine = worth[:, columns] >= searcher.alone(rows, columns) + margin_of(bound, party) - TOLERANCE
        out.append(fine @ np.array(weights))
    return np.stack(out, axis=1)


def _play_account(
    searcher: Searcher, rows: NDArray[np.int64], column: int, grid_points: int, month: int = HORIZON
) -> tuple[Floats, Floats]:
    """Value to every stance, and survival to a month, under one account; the attacker's other accounts get none."""
    bound, stances = searcher.bound, searcher.stances
    lead = bound.leads[bound.attacker]
    utilities = searcher.utilities[rows]
    families = families_of(bound, searcher.field, rows, stances[column], utilities[:, column])
    parties = [party for party in bound.case.parties if party != lead]
    found = solve_families(families, discounts_of(bound, parties), month, grid_points)
    lines = lines_after(bound, searcher.field.ground, stances)[searcher.field.ground.cuts[rows]]
    worth = np.full(utilities.shape, -np.inf)
    worth[:, column] = found.value_a
    for place, (party, _) in enumerate(stances):
        if party != lead:
            at = parties.index(party)
            chance, power, alone = found.chance[:, at], found.power[:, at], found.alone[:, at]
            line = lines[:, place]
            worth[:, place] = (
                utilities[:, place] * (1 - chance)
                + line[:, 0] * chance
                + line[:, 1] * power
                + line[:, 2] * alone
            )
    return worth, found.survival


def discounts_of(bound: Bound, parties: Sequence[str]) -> Floats:
    """Patience of some parties."""
    return np.array([float(bound.discount[party][0]) for party in parties])


def lines_after(bound: Bound, ground: Ground, stances: Sequence[Stance]) -> Floats:
    """(cut sets, stances, 3) intercept and slope of war values, and what the end of outside support changes."""
    return np.array(
        [
            [
                [*war_lines(bound, stance, cuts)[0], support_under_deal(bound, stance, cuts)[1][0]]
                for stance in stances
            ]
            for cuts in ground.cut_sets
        ]
    )


def families_of(
    bound: Bound, field: Field, rows: NDArray[np.int64], stance: Stance, share: Floats
) -> Families:
    """The settlement games of some rows under one account of the attacker, by family."""
    ground = field.ground
    present, family = np.unique(ground.family[rows], return_inverse=True)
    one_each = ground.families[present]
    offered = np.array(
        [[float(part[0]) for part in credibility_of(bound, names)] for names in ground.guarantees]
    )
    credibility, scale, _, lapse = offered[ground.guarantee[one_each]].T
    low, high = power_bounds(bound)
    line = lines_after(bound, ground, [stance])[ground.cuts[one_each], 0]
    ends = np.array([float(support_under_deal(bound, stance, cuts)[0][0]) for cuts in ground.cut_sets])
    terms = SettlementGames(
        power=low, drift=field.family_drift[present], shock=bound.draws("war.shock"),
        power_min=low, power_max=high, share_a=np.array(0.0), share_b=np.array(0.0),
        discount_a=bound.discount[stance[0]], discount_b=bound.discount[stance[0]],
        war_a=line[:, :2], war_b=np.zeros(2), monitoring=np.clip(field.family_monitoring[present], 0.0, 1.0),
        credibility=credibility, scale=scale, penalty=field.family_penalty[present],
        surprise=bound.draws("war.surprise"), lapse=lapse,
        support_ends=ends[ground.cuts[one_each]], support_change_a=line[:, 2],
    )  # fmt: skip
    return Families(terms, family, ground.start[rows], field.start_power, share)


def principle_parties(case: Case) -> tuple[str, ...]:
    """Who counts in the principles: the two who fight, and everybody with a seat at a table."""
    fighters = {parties[0] for parties in case.war.sides.values()}
    seats = {seat for table in case.tables.values() for seat in table.seats}
    return tuple(party for party in case.parties if party in fighters | seats)


def all_accept(searcher: Searcher, scored: Valued, seated: Sequence[str]) -> NDArray[np.bool_]:
    """Packages that are worth at least no deal to every seated and every needed party, likeliest accounts."""
    fine = np.ones(len(scored.rows), dtype=bool)
    for number, party in enumerate(searcher.bound.case.parties):
        accepts = scored.values[:, number] >= searcher.no_deal[searcher.likeliest(party)] - TOLERANCE
        fine &= accepts | (~searcher.field.needs[scored.rows, number] & (party not in seated))
    return fine
