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
from detente.assess.binding import bind
from detente.assess.candidates import Candidate
from detente.assess.numbers import About, point
from detente.assess.pictured import frontier_series, marked_points
from detente.assess.playing import (
    COARSE_GRID,
    STEPS,
    TOLERANCE,
    Scored,
    Searcher,
    all_accept,
    make_searcher,
    on_paper,
    play_rows,
    principle_parties,
)
from detente.assess.race import Progress, Raced, race
from detente.assess.records import Number, PrincipleLine, SpaceLine
from detente.assess.verdicts import Bench, chance_signed_and_holds
from detente.case.case import Case
from detente.deals.frontier import pareto_frontier
from detente.deals.frontier_record import FrontierPicture
from detente.deals.principles import (
    egalitarian_welfare,
    kalai_smorodinsky,
    nash_solution,
    relative_utilitarian_welfare,
    utilitarian_welfare,
)

SECOND_PASS = 3000
#: Packages that are ranked over a part of the draws, and how many draws.
PROMISING = 24
RANKING_DRAWS = 48
_ONLY_CENTRAL = "A package that fails at central values and does well elsewhere in the ranges is missed: `detente brief --race` looks over the draws."
#: Principles whose pick does not depend on how parties' scales compare: these are played over the draws.
JUDGED = ("nash", "kalai_smorodinsky")

PRINCIPLES = (
    ("nash", "Nash", "largest product of gains over no deal", nash_solution),
    ("kalai_smorodinsky", "Kalai–Smorodinsky", "largest least share of a party's best acceptable gain", kalai_smorodinsky),
    ("egalitarian", "Egalitarian", "largest least gain, scales taken as they are (a welfare comparison)", egalitarian_welfare),
    ("utilitarian", "Utilitarian", "largest sum of gains, scales taken as they are (a welfare comparison)", utilitarian_welfare),
    ("relative_utilitarian", "Relative utilitarian", "largest sum of shares of each party's best acceptable gain", relative_utilitarian_welfare),
)  # fmt: skip


def _silent(what: str, done: int, total: int) -> None:
    """No progress wanted."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the search hands on: packages to be judged over the draws, and counts for the page."""

    candidates: tuple[Candidate, ...]
    space: SpaceLine
    principles: tuple[PrincipleLine, ...]
    method: str
    frontier: FrontierPicture | None
    marked: tuple[tuple[str, float, float], ...]


def search(case: Case, bench: Bench, grid_points: int, progress: Progress = _silent) -> Found:
    """Play the field, choose packages for the draws, and count for the page."""
    searcher = make_searcher(case)
    field = searcher.field
    paper, plausible = on_paper(searcher)
    first = play_rows(searcher, np.flatnonzero(plausible), COARSE_GRID, STEPS)
    order = np.argsort(-first.chance, kind="stable")[:SECOND_PASS]
    second = play_rows(searcher, np.sort(first.rows[order]), grid_points, None)
    seated = principle_parties(case)
    acceptable = all_accept(searcher, first, seated)
    picks, lines = _principles(searcher, first, acceptable, seated)
    raced = race(case, bench, progress=progress) if bench.settings.search == "race" else None
    likeliest = _likeliest(bench, searcher, second, picks) if raced is None else _winner(raced)
    candidates = _candidates(bench, searcher, likeliest, picks)
    ids = {int(row): candidate.id for row, candidate in candidates}
    principles = tuple(
        replace(line, verdict=ids.get(picks[line.id])) if line.id in picks else line for line in lines
    )
    space = _space_line(searcher, first, paper, acceptable, seated)
    method = (
        f"Search over {field.feasible:,} feasible packages at central values: those no needed party rejects on paper "
        f"({int(plausible.sum()):,}) are played on {COARSE_GRID} grid points with near-equal games played once; the best "
        f"{len(second.rows):,} are played again exactly, and the {PROMISING} most promising of them over {RANKING_DRAWS} draws. The counts, the principles and the grey points of the figure rest on the "
        f"first pass (approximate); verdicts rest on {bench.settings.draws} draws at {grid_points} grid points."
        + (f" {raced.words}" if raced is not None else f" {_ONLY_CENTRAL}")
    )
    shown = tuple(candidate for _, candidate in candidates)
    frontier = frontier_series(searcher, first, acceptable, _by_title(picks))
    marked = marked_points(searcher, shown, grid_points)
    return Found(shown, space, principles, method, frontier, marked)


def _by_title(picks: dict[str, int]) -> dict[str, int]:
    return {title: picks[id] for id, title, _, _ in PRINCIPLES if id in picks}


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


def _winner(raced: Raced) -> int | None:
    """Row of the package that won, if it is ever signed."""
    best = raced.finalists[0] if raced.finalists else None
    return best.row if best is not None and best.chance > 0.0 else None


def _candidates(
    bench: Bench, searcher: Searcher, likeliest: int | None, picks: dict[str, int]
) -> list[tuple[int, Candidate]]:
    """The package likeliest to be signed and hold, and the scale-free principles' picks; each once."""
    case = bench.bound.case
    rows: dict[int, str] = {}
    if likeliest is not None:
        rows[likeliest] = "Found: likeliest to be signed and hold"
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


def _likeliest(bench: Bench, searcher: Searcher, second: Scored, picks: dict[str, int]) -> int | None:
    """Row of the package with the best chance over a part of the draws, among the promising ones.

    A package may pass at central values by a hair, so the promising are half those with the best chance
    there and half those, of decent chance, whose least satisfied needed party gains most.
    """
    if not second.rows.size or second.chance.max() <= 0.0:
        return None
    likely = [searcher.likeliest(party) for party in bench.bound.case.parties]
    gain = np.where(
        searcher.field.needs[second.rows], second.values - searcher.alone(second.rows, likely), np.inf
    )
    margin = np.where(second.chance >= 0.5 * second.chance.max(), gain.min(axis=1), -np.inf)
    half = PROMISING // 2
    by_chance = np.lexsort((-margin, -np.round(second.chance, 6)))[:half]
    by_margin = np.argsort(-margin, kind="stable")[:half]
    rows = dict.fromkeys(int(second.rows[place]) for place in (*by_chance, *by_margin))
    rows |= dict.fromkeys(picks.values())
    draws = bench.bound.draws.every(RANKING_DRAWS)
    small = Bench(
        bind(bench.bound.case, draws),
        usable(bench.bound.case, posteriors(bench.bound.case, draws)),
        bench.settings,
        bench.ranks,
    )
    return max(rows, key=lambda row: chance_signed_and_holds(small, searcher.field.package(row)))


def _space_line(
    searcher: Searcher, first: Scored, paper: int, acceptable: NDArray[np.bool_], seated: Sequence[str]
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
    return SpaceLine(
        issues=len(case.issues),
        combinations=count("combinations", "combinations of levels", field.space.size),
        feasible=count("feasible", "packages that obey the rules", field.feasible),
        settling=count("settling", "of these, packages that end the fighting", len(field.packages)),
        all_accept_on_paper=count("paper", "accepted by everybody needed on paper terms", paper),
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
    )
