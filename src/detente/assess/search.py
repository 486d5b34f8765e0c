"""Search of all packages that the rules allow: which would be signed, which would hold.

All that no needed party rejects on paper are played once at central values, for the counts, the principles and
the picture; a race over the draws (``assess.race``) finds the package likeliest to be signed and hold. What the page
says of single packages comes from neither, but from all draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.assess.candidates import Candidate
from detente.assess.field import Ground
from detente.assess.numbers import About, point
from detente.assess.pictured import frontier_series, marked_points
from detente.assess.playing import (
    COARSE_GRID,
    TOLERANCE,
    Searcher,
    Valued,
    all_accept,
    make_searcher,
    on_paper,
    play_rows,
    principle_parties,
    value_rows,
)
from detente.assess.race import ROUNDS, WIDE_ROUNDS, Progress, Raced, everything, race
from detente.assess.records import Number, PrincipleLine, SpaceLine
from detente.assess.verdicts import Bench
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
    played = value_rows(searcher, np.flatnonzero(plausible), COARSE_GRID)
    seated = principle_parties(case)
    acceptable = all_accept(searcher, played, seated)
    picks, lines = _principles(searcher, played, acceptable, seated)
    raced = _race(case, bench, field.ground, progress)
    candidates = _candidates(bench, searcher, _winner(raced), picks)
    ids = {int(row): candidate.id for row, candidate in candidates}
    principles = tuple(
        replace(line, verdict=ids.get(picks[line.id])) if line.id in picks else line for line in lines
    )
    space = _space_line(searcher, played, paper, acceptable, seated)
    method = (
        f"Search over {field.ground.feasible:,} feasible packages. Those no needed party rejects on paper at central values "
        f"({int(plausible.sum()):,}) are played there on {COARSE_GRID} grid points: the counts, the principles and the grey points of the "
        f"figure rest on this; verdicts rest on {bench.settings.draws} draws at {grid_points} grid points. {raced.words}"
    )
    shown = tuple(candidate for _, candidate in candidates)
    frontier = frontier_series(searcher, played, acceptable, _by_title(picks))
    marked = marked_points(searcher, shown, grid_points)
    return Found(shown, space, principles, method, frontier, marked)


def _race(case: Case, bench: Bench, ground: Ground, progress: Progress) -> Raced:
    """The race that the settings ask for."""
    if bench.settings.search == "all":
        rounds = everything(bench.bound.draws.size)
        return race(case, bench, rounds, ground=ground, progress=progress)
    rounds = WIDE_ROUNDS if bench.settings.search == "wide" else ROUNDS
    return race(case, bench, rounds, ground=ground, progress=progress)


def _by_title(picks: dict[str, int]) -> dict[str, int]:
    return {title: picks[id] for id, title, _, _ in PRINCIPLES if id in picks}


def _principles(
    searcher: Searcher, scored: Valued, acceptable: NDArray[np.bool_], seated: Sequence[str]
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
        tied = scored.rows[rows[np.array(ties)]]
        picks[id] = int(tied[play_rows(searcher, tied, COARSE_GRID).chance.argmax() if len(tied) > 1 else 0])
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


def _space_line(
    searcher: Searcher, first: Valued, paper: int, acceptable: NDArray[np.bool_], seated: Sequence[str]
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
        feasible=count("feasible", "packages that obey the rules", field.ground.feasible),
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
