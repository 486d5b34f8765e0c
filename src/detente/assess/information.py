"""How good the information is, cell by cell, and which assumptions the verdicts hang on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from detente.assess.backing import AssumptionGroup, InformationCell, KeyAssumption
from detente.assess.binding import Floats
from detente.assess.naming import words_of
from detente.assess.numbers import About, point
from detente.assess.quality import Cell, quality_of_information
from detente.assess.ranks import RankTable
from detente.assess.records import Assumption, Number
from detente.case.case import Case
from detente.doubt.ranks import standard_ranks

#: Chance that sampling alone lifts any one of all correlations looked at above the threshold.
FALSE_ALARM = 0.05


def information_cells(
    case: Case,
) -> tuple[tuple[InformationCell, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Cells of party and issue with something on record, and the issues on which a party has nothing.

    Parameters
    ----------
    case : Case

    Returns
    -------
    cells : tuple of InformationCell
        Counts with their ids, in case order.
    gaps : tuple of (party, issues)
        Parties without gaps are left out.
    """
    found = quality_of_information(case)
    gaps: dict[str, list[str]] = {}
    for cell in found:
        if not cell.statements:
            gaps.setdefault(cell.party, []).append(cell.issue)
    cells = tuple(_cell(case, cell) for cell in found if cell.statements)
    return cells, tuple((party, tuple(issues)) for party, issues in gaps.items())


def _cell(case: Case, cell: Cell) -> InformationCell:
    where = f"{case.parties[cell.party].name} on {cell.issue.replace('_', ' ')}"

    def about(what: str, label: str) -> About:
        return About(
            f"information.{cell.party}.{cell.issue}.{what}",
            f"{label}: {where}",
            "information",
            cell.statements,
        )

    age = float("inf") if cell.age_days is None else float(cell.age_days)
    return InformationCell(
        party=cell.party,
        issue=cell.issue,
        statements=cell.statements,
        count=point(about("statements", "statements on record"), len(cell.statements), "count", "count"),
        origins=point(about("origins", "independent origins"), cell.origins, "count", "count"),
        newest=point(about("newest", "age of the newest dated statement"), age, "days", "count"),
        graded=point(about("graded", "statements graded well"), cell.well_graded, "count", "count"),
        contradictions=cell.contradictions,
        single=cell.single,
    )


def noise_level(draws: int, quantities: int) -> float:
    """Rank correlation that chance alone lifts some quantity to in one run out of twenty.

    The more quantities are looked at, the higher it lies (Bonferroni's bound, normal approximation).

    Examples
    --------
    >>> round(noise_level(401, 500), 3), round(noise_level(401, 1), 3)
    (0.195, 0.098)
    """
    from scipy.special import ndtri

    if quantities == 0:
        return 1.0
    return float(ndtri(1.0 - FALSE_ALARM / (2.0 * quantities)) / np.sqrt(max(draws - 1, 1)))


def correlations(ranks: RankTable, outcome: Floats) -> Floats:
    """Rank correlation of every uncertain quantity with an outcome over the draws; 0 where it never varies."""
    if not len(ranks.paths) or np.ptp(outcome) == 0.0:
        return np.zeros(len(ranks.paths))
    return np.asarray(ranks.table @ standard_ranks(outcome), dtype=np.float64)


def key_assumptions(
    case: Case, lines: Sequence[Assumption], ranks: RankTable, outcomes: Mapping[str, Floats]
) -> tuple[KeyAssumption, ...]:
    """Assumptions that move a verdict by more than chance would, the one that moves any verdict most first.

    Parameters
    ----------
    case : Case
    lines : sequence of Assumption
        Every assumption of the case.
    ranks : RankTable
        Ranks of the uncertain quantities.
    outcomes : mapping of verdict to (draws,) array
        Chance per draw that the package is signed and holds.

    Returns
    -------
    tuple of KeyAssumption
    """
    table = {verdict: correlations(ranks, outcome) for verdict, outcome in outcomes.items()}
    rows = {path: row for row, path in enumerate(ranks.paths)}
    size = ranks.table.shape[1]
    limit = noise_level(size, len(ranks.paths))
    found: list[tuple[float, KeyAssumption]] = []
    for line in lines:
        if line.path not in rows:
            continue
        strength = {verdict: float(column[rows[line.path]]) for verdict, column in table.items()}
        moved = sorted(
            (verdict for verdict in strength if abs(strength[verdict]) >= limit),
            key=lambda verdict: -abs(strength[verdict]),
        )
        if moved:
            words = words_of(case, line.path)
            effects = tuple((v, moves(v, line.path, words, strength[v])) for v in moved)
            entry = KeyAssumption(line.path, words, line.entered, line.reason, line.place, effects)
            found.append((abs(strength[moved[0]]), entry))
    found.sort(key=lambda pair: (-pair[0], pair[1].path))
    return tuple(entry for _, entry in found)


def moves(verdict: str, path: str, words: str, value: float) -> Number:
    """The rank correlation of a quantity with a verdict, with its id."""
    label = f"rank correlation of «{words}» with signed-and-holds"
    about = About(f"moves.{verdict}.{path}", label, "rank-correlation", (path, f"verdict.{verdict}.holds"))
    return point(about, value, "correlation", "over draws")


def assumption_groups(
    case: Case, lines: Sequence[Assumption], key: Sequence[KeyAssumption]
) -> tuple[AssumptionGroup, ...]:
    """All assumptions by kind, so that hundreds of small ones can be taken in at a glance."""
    first = {entry.path for entry in key}
    titles: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for line in lines:
        id, title = _group(case, line.path)
        titles[id] = title
        members.setdefault(id, []).append(line.path)
    out = []
    for id, paths in sorted(members.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        starts = tuple(sorted(paths)) if len(paths) <= 8 else ()
        counted = About(f"assumptions.{id}", f"assumed: {titles[id]}", "count", starts)
        moving = About(
            f"assumptions.{id}.key", f"of these, moving a verdict: {titles[id]}", "rank-correlation"
        )
        out.append(
            AssumptionGroup(
                id=id,
                title=titles[id],
                count=point(counted, len(paths), "count", "count"),
                key=point(moving, sum(path in first for path in paths), "count", "count"),
            )
        )
    return tuple(out)


def _group(case: Case, path: str) -> tuple[str, str]:
    parts = path.split(".")
    if parts[0] == "parties":
        name = case.parties[parts[1]].name
        kind = parts[4] if parts[2] == "goals" and len(parts) > 4 else parts[2]
        if kind == "values":
            return f"values.{parts[1]}", f"what each level of an issue is worth to {name}"
        if kind == "weights":
            return f"weights.{parts[1]}", f"how much each issue weighs for {name}"
        if kind == "interactions":
            return f"interactions.{parts[1]}", f"what levels together are worth to {name}"
        if kind == "prior":
            return "priors", "chances of the accounts of goals before the signals"
        return "parties", "patience, cost of war and margins at home"
    titles = {
        "signals": "likelihood and reliability of the signals",
        "war": "course of the war",
        "support": "support links",
        "guarantees": "guarantees",
        "issues": "effects of levels on war and settlement",
        "moratoria": "limited cease-fires",
    }
    return parts[0], titles.get(parts[0], parts[0].replace("_", " "))
