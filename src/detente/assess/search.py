"""Search of all packages that the rules allow, at central values: which would be signed, which would hold.

Two passes. The first plays every package that no needed party rejects on its paper terms, on a coarser
grid of power and with near-equal games played once; the second plays the best few thousand exactly. What
the page says of single packages comes from neither, but from the draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.assess.beliefs import posteriors, usable
from detente.assess.binding import Bound, Stance, bind, credibility_of, war_lines, war_values
from detente.assess.drawing import central
from detente.assess.field import Field, lay_out
from detente.assess.numbers import About, point
from detente.assess.records import Number, PrincipleLine, SpaceLine
from detente.assess.verdicts import Bench, Candidate
from detente.case.case import Case
from detente.deals.frontier import pareto_frontier
from detente.deals.principles import (
    egalitarian_welfare,
    kalai_smorodinsky,
    nash_solution,
    relative_utilitarian_welfare,
    utilitarian_welfare,
)
from detente.deals.space import package_utilities
from detente.war.hold import SettlementGames, break_terms, solve_settlements

Floats = NDArray[np.float64]
TOLERANCE = 1e-9
#: Steps within which the first pass takes two games for one: power, drift, monitoring, penalty, share.
STEPS = {"power": 0.02, "drift": 0.001, "monitoring": 0.02, "penalty": 0.02, "share": 0.03}
COARSE_GRID = 24
SECOND_PASS = 3000
FIGURE_POINTS = 900
#: Principles whose pick does not depend on how parties' scales compare: these are played over the draws.
JUDGED = ("nash", "kalai_smorodinsky")

PRINCIPLES = (
    ("nash", "Nash", "largest product of gains over no deal", nash_solution),
    ("kalai_smorodinsky", "Kalai–Smorodinsky", "largest least share of a party's best acceptable gain", kalai_smorodinsky),
    ("egalitarian", "Egalitarian", "largest least gain, scales taken as they are (a welfare comparison)", egalitarian_welfare),
    ("utilitarian", "Utilitarian", "largest sum of gains, scales taken as they are (a welfare comparison)", utilitarian_welfare),
    ("relative_utilitarian", "Relative utilitarian", "largest sum of shares of each party's best acceptable gain", relative_utilitarian_welfare),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What the search hands on: packages to be judged over the draws, and counts for the page."""

    candidates: tuple[Candidate, ...]
    space: SpaceLine
    principles: tuple[PrincipleLine, ...]
    method: str


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


def search(case: Case, bench: Bench, grid_points: int) -> Found:
    """Play the field, choose packages for the draws, and count for the page."""
    searcher = _searcher(case)
    field = searcher.field
    on_paper, plausible = _paper(searcher)
    first = _play(searcher, np.flatnonzero(plausible), COARSE_GRID, STEPS)
    order = np.argsort(-first.chance, kind="stable")[:SECOND_PASS]
    second = _play(searcher, np.sort(first.rows[order]), grid_points, None)
    seated = _principle_parties(case)
    acceptable = _all_accept(searcher, first, seated)
    picks, lines = _principles(searcher, first, acceptable, seated)
    candidates = _candidates(case, searcher, second, picks)
    ids = {int(row): candidate.id for row, candidate in candidates}
    principles = tuple(
        replace(line, verdict=ids.get(picks[line.id])) if line.id in picks else line for line in lines
    )
    space = _space_line(searcher, first, on_paper, acceptable, seated)
    method = (
        f"Search over {field.feasible:,} feasible packages at central values: those no needed party rejects on paper "
        f"({int(plausible.sum()):,}) are played on {COARSE_GRID} grid points with near-equal games played once; the best "
        f"{len(second.rows):,} are played again exactly. The counts, the principles and the grey points of the figure rest on the "
        f"first pass (approximate); verdicts rest on {bench.settings.draws} draws at {grid_points} grid points."
    )
    return Found(tuple(candidate for _, candidate in candidates), space, principles, method)


def _searcher(case: Case) -> Searcher:
    draws = central(case.quantities())
    bound = bind(case, draws)
    field = lay_out(bound)
    stances = tuple(stance for party in case.parties for stance in bound.stances(party))
    utilities = package_utilities(
        field.packages, [[part[0] for part in bound.contributions[stance]] for stance in stances]
    )
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
    return Searcher(
        bound, field, chances, stances, np.asarray(utilities), sets[()], np.array(refusals), which.ravel()
    )


def _paper(searcher: Searcher) -> tuple[int, NDArray[np.bool_]]:
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


def _play(
    searcher: Searcher, rows: NDArray[np.int64], grid_points: int, steps: dict[str, float] | None
) -> Scored:
    """Play the packages of some rows under every account of the attacker and score them."""
    bound, field = searcher.bound, searcher.field
    parties = list(bound.case.parties)
    lead = bound.leads[bound.attacker]
    chance = np.zeros(len(rows))
    accepts = np.zeros((len(rows), len(parties)))
    values = np.zeros((len(rows), len(parties)))
    for column in searcher.columns(lead):
        weight = searcher.weight(column)
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
        margins = [
            float(bound.draws(f"parties.{party}.ratifiers.{body}.margin")[0])
            for body in bound.case.parties[party].ratifiers
        ]
        margin = max([0.0, *margins])
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
    chances, powers = break_terms(games, solved, np.tile(discounts, (len(first), 1)))
    own = np.maximum(solved.value_a[which], share) if steps else solved.value_a[which]
    others = np.empty((len(rows), len(searcher.stances)))
    for place, stance in enumerate(searcher.stances):
        party = parties.index(stance[0])
        chance, power = chances[which, party], powers[which, party]
        lines = np.array([war_lines(searcher.bound, stance, cuts)[0] for cuts in field.cut_sets])[
            field.cuts[rows]
        ]
        others[:, place] = (
            searcher.utilities[rows, place] * (1 - chance) + lines[:, 0] * chance + lines[:, 1] * power
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
    low, high = (float(bound.draws(f"war.power_{end}")[0]) for end in ("min", "max"))
    if bound.attacker != next(iter(bound.case.war.sides)):
        low, high = 1.0 - high, 1.0 - low
    return SettlementGames(
        power=chosen["power"], drift=chosen["drift"], shock=bound.draws("war.shock"),
        power_min=np.array(low), power_max=np.array(high),
        share_a=chosen["share"], share_b=np.array(0.0),
        discount_a=bound.discount[stance[0]], discount_b=bound.discount[other[0]],
        war_a=war_a, war_b=war_b, monitoring=np.clip(chosen["monitoring"], 0.0, 1.0), credibility=credibility, scale=scale,
        penalty=chosen["penalty"], surprise=bound.draws("war.surprise"), lapse=lapse,
    )  # fmt: skip


def _principle_parties(case: Case) -> tuple[str, ...]:
    """Who counts in the principles: the two who fight, and everybody with a seat at a table."""
    fighters = {parties[0] for parties in case.war.sides.values()}
    seats = {seat for table in case.tables.values() for seat in table.seats}
    return tuple(party for party in case.parties if party in fighters | seats)


def _all_accept(searcher: Searcher, scored: Scored, seated: Sequence[str]) -> NDArray[np.bool_]:
    """Packages that are worth at least no deal to every seated and every needed party, likeliest accounts."""
    fine = np.ones(len(scored.rows), dtype=bool)
    for number, party in enumerate(searcher.bound.case.parties):
        accepts = scored.values[:, number] >= searcher.no_deal[searcher.likeliest(party)] - TOLERANCE
        fine &= accepts | (~searcher.field.needs[scored.rows, number] & (party not in seated))
    return fine


def _principles(
    searcher: Searcher, scored: Scored, acceptable: NDArray[np.bool_], seated: Sequence[str]
) -> tuple[dict[str, int], list[PrincipleLine]]:
    """What each principle picks among the acceptable packages: row of the field by principle."""
    parties = list(searcher.bound.case.parties)
    columns = [parties.index(party) for party in seated]
    floor = np.array([searcher.no_deal[searcher.likeliest(party)] for party in seated])
    rows = np.flatnonzero(acceptable)
    picks: dict[str, int] = {}
    lines = []
    for id, title, definition, solve in PRINCIPLES:
        if rows.size == 0:
            note = "no package is worth at least no deal to everybody needed and seated"
            lines.append(PrincipleLine(id, title, definition, None, "", 0, note))
            continue
        ties = solve(scored.values[rows][:, columns], floor)
        best = max(ties, key=lambda row: scored.chance[rows[row]])
        picks[id] = int(scored.rows[rows[best]])
        terms = "; ".join(f"{issue}: {level}" for issue, level in searcher.field.package(picks[id]).items())
        lines.append(PrincipleLine(id, title, definition, None, terms, len(ties), ""))
    return picks, lines


def _candidates(
    case: Case, searcher: Searcher, second: Scored, picks: dict[str, int]
) -> list[tuple[int, Candidate]]:
    """The package likeliest to be signed and hold, and the scale-free principles' picks; each once."""
    rows: dict[int, str] = {}
    if second.rows.size and second.chance.max() > 0.0:
        gain = second.values - searcher.no_deal[[searcher.likeliest(party) for party in case.parties]]
        best = np.lexsort((-gain.min(axis=1), -np.round(second.chance, 6)))[0]
        rows[int(second.rows[best])] = "Found: likeliest to be signed and hold"
    for id, title, _, _ in PRINCIPLES:
        if id in JUDGED and id in picks:
            rows.setdefault(picks[id], f"Found: {title} package")
    put_forward = {tuple(case.fill(proposal.package).items()) for proposal in case.proposals.values()}
    out = []
    for number, (row, label) in enumerate(rows.items(), 1):
        package = searcher.field.package(row)
        if tuple(package.items()) not in put_forward:
            out.append((row, Candidate(f"found_{number}", label, package, found=True)))
    return out


def _space_line(
    searcher: Searcher, first: Scored, on_paper: int, acceptable: NDArray[np.bool_], seated: Sequence[str]
) -> SpaceLine:
    case, field = searcher.bound.case, searcher.field
    parties = list(case.parties)

    def count(id: str, label: str, value: int) -> Number:
        return point(About(f"space.{id}", label, "count"), float(value), "count")

    signed = np.ones(len(first.rows), dtype=bool)
    refusing = np.zeros((len(first.rows), len(parties)), dtype=bool)
    for number, party in enumerate(parties):
        signs = first.values[:, number] >= searcher.alone(first.rows, searcher.likeliest(party)) - TOLERANCE
        refusing[:, number] = field.needs[first.rows, number] & ~signs
        signed &= ~refusing[:, number]
    sole = refusing.sum(axis=1) == 1
    columns = [parties.index(party) for party in seated]
    table = first.values[acceptable][:, columns]
    efficient = len(pareto_frontier(table)) if len(table) else 0
    fighters = [parties.index(party) for party in searcher.bound.leads.values()]
    stride = max(1, len(first.rows) // FIGURE_POINTS)
    points = np.round(first.values[::stride][:, fighters], 4)
    return SpaceLine(
        issues=len(case.issues),
        combinations=count("combinations", "combinations of levels", field.space.size),
        feasible=count("feasible", "packages that obey the rules", field.feasible),
        settling=count("settling", "of these, packages that end the fighting", len(field.packages)),
        all_accept_on_paper=count("paper", "accepted by everybody needed on paper terms", on_paper),
        all_sign=count(
            "signed", "signed by everybody needed, possible collapse counted in", int(signed.sum())
        ),
        efficient=count(
            "efficient", "efficient among those worth at least no deal to all needed and seated", efficient
        ),
        blocked_only_by=tuple(
            (
                party,
                count(f"blocked.{party}", f"packages that {case.parties[party].name} alone blocks", int(n)),
            )
            for number, party in enumerate(parties)
            if (n := (sole & refusing[:, number]).sum())
        ),
        points=tuple(tuple(map(float, row)) for row in points if np.isfinite(row).all()),
        point_parties=tuple(searcher.bound.leads.values()),
    )
