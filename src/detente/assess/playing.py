"""Playing the field: every plausible package of a case at central values.

Near-equal games are played once (``STEPS``), so the values are approximate unless ``steps`` is None.
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
from detente.assess.field import Field, Levels, lay_out
from detente.assess.home import least_gain
from detente.assess.worths import utilities_of
from detente.case.case import Case
from detente.deals.space import PackageSpace
from detente.war.hold import SettlementGames, break_terms, solve_settlements

Floats = NDArray[np.float64]
TOLERANCE = 1e-9
#: Steps within which the first pass takes two games for one: power, drift, monitoring, penalty, share.
STEPS = {"power": 0.02, "drift": 0.001, "monitoring": 0.02, "penalty": 0.02, "share": 0.03}
COARSE_GRID = 24
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
class Searcher:
    """The case at central values with everything both passes need."""

    bound: Bound
    field: Field
    chances: dict[str, dict[str, Floats]]
    stances: tuple[Stance, ...]
    utilities: Floats
    no_deal: Floats
    refusals: Floats
    refusal: NDArray[np.intp]

    def alone(self, rows: NDArray[np.int64], columns: int | list[int]) -> Floats:
        """Refusal values of some stances on some packages; never above no deal."""
        return np.asarray(self.refusals[:, columns][self.refusal[rows]])

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
    scored = play_rows(searcher, rows, grid_points, STEPS)
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


def make_searcher(
    case: Case, draw: Draws | None = None, packages: tuple[PackageSpace, int, Levels] | None = None
) -> Searcher:
    """The case at its central values, or at one draw; all its packages, or those given."""
    draws = central(case.quantities()) if draw is None else draw
    bound = bind(case, draws)
    field = lay_out(bound, packages)
    stances = tuple(stance for party in case.parties for stance in bound.stances(party))
    utilities = utilities_of(bound, field.packages, stances)
    sets: dict[tuple[str, ...], Floats] = {
        (): np.array([float(war_values(bound, stance)[0]) for stance in stances])
    }
    refusals: list[Floats] = []
    masks, which = np.unique(field.touched, axis=0, return_inverse=True)
    for mask in masks:
        tables = [table for table, hit in zip(case.tables.values(), mask, strict=True) if hit]
        cuts = tuple(dict.fromkeys(link for table in tables for link in table.cuts_on_refusal))
        if cuts not in sets:
            sets[cuts] = np.array([float(war_values(bound, stance, cuts)[0]) for stance in stances])
        refusals.append(np.minimum(sets[()], sets[cuts]))
    chances = usable(case, posteriors(case, draws))
    return Searcher(bound, field, chances, stances, utilities, sets[()], np.array(refusals), which.ravel())


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


def play_rows(
    searcher: Searcher, rows: NDArray[np.int64], grid_points: int, steps: dict[str, float] | None
) -> Scored:
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
        own, others, held = _play_account(searcher, rows, column, grid_points, steps)
        worth = searcher.utilities[rows].copy()
        worth[:, searcher.columns(lead)] = -np.inf
        worth[:, column] = own
        for place, stance in enumerate(searcher.stances):
            if stance[0] != lead:
                worth[:, place] = others[:, place]
        signs = _signing(searcher, rows, worth, column)
        everybody = np.where(field.needs[rows], signs, 1.0).prod(axis=1)
        chance += weight * everybody * held
        accepts += weight * signs
        if column == searcher.likeliest(lead):
            values = worth[:, [searcher.likeliest(party) for party in parties]]
    return Scored(rows, chance, accepts, values)


def _signing(searcher: Searcher, rows: NDArray[np.int64], worth: Floats, attacker: int) -> Floats:
    """(k, parties) chance that each party signs, freely or because refusing alone is worse."""
    bound = searcher.bound
    lead = bound.leads[bound.attacker]
    out = []
    for party in bound.case.parties:
        least = least_gain(bound.case, bound.draws, party)
        margin = 0.0 if least is None else max(0.0, float(least[0]))
        if party == lead:
            out.append(
                (worth[:, attacker] >= searcher.alone(rows, attacker) + margin - TOLERANCE).astype(float)
            )
            continue
        columns = searcher.columns(party)
        fine = worth[:, columns] >= searcher.alone(rows, columns) + margin - TOLERANCE
        out.append(fine @ np.array([searcher.weight(column) for column in columns]))
    return np.stack(out, axis=1)


def _play_account(
    searcher: Searcher, rows: NDArray[np.int64], column: int, grid_points: int, steps: dict[str, float] | None
) -> tuple[Floats, Floats, Floats]:
    """Value to the attacker, value to every stance, and survival over 60 months, under one account."""
    field, share = searcher.field, searcher.utilities[rows, column]
    exact = {
        "power": field.power[rows], "drift": field.drift[rows], "monitoring": field.monitoring[rows],
        "penalty": field.penalty[rows], "share": share,
    }  # fmt: skip
    keys = [
        np.round(exact[name] / steps[name]) if steps else np.arange(len(rows), dtype=float) for name in exact
    ]
    first, which = _distinct([*keys, field.guarantee[rows], field.cuts[rows]])
    which = which.ravel()
    chosen = {name: exact[name][first] for name in exact}
    games = _games(searcher, rows[first], column, chosen)
    solved = solve_settlements(games, grid_points, (60,))
    parties = list(searcher.bound.case.parties)
    discounts = np.array([float(searcher.bound.discount[party][0]) for party in parties])
    chances, powers, alone = break_terms(games, solved, np.tile(discounts, (len(first), 1)))
    own = np.maximum(solved.value_a[which], share) if steps else solved.value_a[which]
    others = np.empty((len(rows), len(searcher.stances)))
    for place, stance in enumerate(searcher.stances):
        party = parties.index(stance[0])
        chance, power = chances[which, party], powers[which, party]
        lines = np.array([war_lines(searcher.bound, stance, cuts)[0] for cuts in field.cut_sets])[
            field.cuts[rows]
        ]
        changes = np.array(
            [support_under_deal(searcher.bound, stance, cuts)[1][0] for cuts in field.cut_sets]
        )
        others[:, place] = (
            searcher.utilities[rows, place] * (1 - chance)
            + lines[:, 0] * chance
            + lines[:, 1] * power
            + changes[field.cuts[rows]] * alone[which, party]
        )
    return own, others, solved.survival[which, 0]


def _distinct(columns: Sequence[NDArray[np.generic]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First row of every distinct row of whole numbers, and which of them each row is."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        whole = column.astype(np.int64)
        key = key * (int(np.ptp(whole)) + 1) + (whole - whole.min()) if len(whole) else key
        _, key = np.unique(key, return_inverse=True)
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    return first, which


def _games(
    searcher: Searcher, rows: NDArray[np.int64], column: int, chosen: dict[str, Floats]
) -> SettlementGames:
    """Settlement games of some rows under one account of the attacker."""
    bound, field = searcher.bound, searcher.field
    stance = searcher.stances[column]
    other = next(found for found in searcher.stances if found[0] == bound.leads[bound.defender])
    offered = np.array(
        [[float(part[0]) for part in credibility_of(bound, names)] for names in field.guarantees]
    )
    credibility, scale, _, lapse = offered[field.guarantee[rows]].T
    war_a, war_b = (
        np.array([war_lines(bound, who, cuts)[0] for cuts in field.cut_sets])[field.cuts[rows]]
        for who in (stance, other)
    )
    low, high = power_bounds(bound)
    (ends, change_a), (_, change_b) = (
        np.array([support_under_deal(bound, who, cuts) for cuts in field.cut_sets])[field.cuts[rows], :, 0].T
        for who in (stance, other)
    )
    return SettlementGames(
        power=chosen["power"], drift=chosen["drift"], shock=bound.draws("war.shock"),
        power_min=low, power_max=high,
        share_a=chosen["share"], share_b=np.array(0.0),
        discount_a=bound.discount[stance[0]], discount_b=bound.discount[other[0]],
        war_a=war_a, war_b=war_b, monitoring=np.clip(chosen["monitoring"], 0.0, 1.0), credibility=credibility, scale=scale,
        penalty=chosen["penalty"], surprise=bound.draws("war.surprise"), lapse=lapse,
        support_ends=ends, support_change_a=change_a, support_change_b=change_b,
    )  # fmt: skip


def principle_parties(case: Case) -> tuple[str, ...]:
    """Who counts in the principles: the two who fight, and everybody with a seat at a table."""
    fighters = {parties[0] for parties in case.war.sides.values()}
    seats = {seat for table in case.tables.values() for seat in table.seats}
    return tuple(party for party in case.parties if party in fighters | seats)


def all_accept(searcher: Searcher, scored: Scored, seated: Sequence[str]) -> NDArray[np.bool_]:
    """Packages that are worth at least no deal to every seated and every needed party, likeliest accounts."""
    fine = np.ones(len(scored.rows), dtype=bool)
    for number, party in enumerate(searcher.bound.case.parties):
        accepts = scored.values[:, number] >= searcher.no_deal[searcher.likeliest(party)] - TOLERANCE
        fine &= accepts | (~searcher.field.needs[scored.rows, number] & (party not in seated))
    return fine
