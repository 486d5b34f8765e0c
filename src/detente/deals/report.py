"""Everything the deals room says about one table of packages, as one plain record for page, JSON and tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.concede import (
    Concession,
    most_even_concession,
    nearest_acceptable,
    slack,
    smallest_concession,
    ways_in,
)
from detente.deals.frontier import pareto_frontier
from detente.deals.ledger import compare_opening
from detente.deals.principles import PRINCIPLES
from detente.deals.space import TOLERANCE, Levels, PackageSpace, Values
from detente.deals.tables import (
    Table,
    count_survivors,
    exclusion_cost,
    link_tables,
    ratify,
    undecided_and_shared,
)
from detente.deals.zone import issue_ranges, levels_given_rest

Mask = NDArray[np.bool_]

#: What each principle of ``PRINCIPLES`` means here, and the axioms that it is known by (on convex problems).
DEFINITIONS: Mapping[str, tuple[str, str, str]] = {
    "nash": ("Nash", "largest product of gains over no deal", "efficient, symmetric, free of scales, independent"),
    "kalai_smorodinsky": (
        "Kalai-Smorodinsky", "largest least share of a party's best acceptable gain",
        "efficient for two parties, symmetric, free of scales, individually monotone",
    ),
    "lexicographic_kalai_smorodinsky": (
        "Kalai-Smorodinsky, lexicographic", "as Kalai-Smorodinsky, then the second least share, and so on",
        "efficient, symmetric, free of scales",
    ),
    "egalitarian": ("Egalitarian", "largest least gain in utils (a welfare comparison)", "symmetric, strongly monotone"),
    "leximin": (
        "Leximin", "largest least gain, then second least, and so on (a welfare comparison)", "efficient, symmetric",
    ),
    "utilitarian": ("Utilitarian", "largest sum of gains in utils (a welfare comparison)", "efficient, symmetric, independent"),
    "relative_utilitarian": (
        "Relative utilitarian", "largest sum of shares of each party's best acceptable gain", "efficient, free of scales",
    ),
    "maximin": ("Maximin", "largest least utility, no deal not subtracted (a welfare comparison)", "symmetric"),
    "median_rank": ("Median rank", "largest median over parties of the rank each gives the package", "uses order only"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DealTable:
    """Packages with what they are worth and what refusing is worth: the input of ``describe``.

    Attributes
    ----------
    values : (packages, parties) array, utils
    no_deal : (parties,) array, utils
    asked : (packages, parties) array of bool
        Whose consent each package needs.
    counted : sequence of int
        Parties whose gains the principles weigh; the others only have to accept.
    refusal : (packages, parties) array, utils, optional
        Value of refusing while the others go ahead; no deal where left out.
    tables : sequence of Table, optional
        Each is tried as the only one that signs: what it would agree, and what survives those left out.
    chance : (packages,) array, optional
        Chance that the package is signed by all asked and holds; ranks packages where given.
    signs : (packages, parties) array, optional
        Chance that each party signs, freely or because refusing alone is worse.
    proposals : name -> package, optional
    owners : name -> party, optional
        Who put a proposal forward.
    unknown : tuple of str, optional
        Further parties that are asked and whose values nobody entered: nothing is accepted by all.
    chosen : principle -> rows, optional
        What principles choose, where ``packages`` are some of a space too large to list; worked out here if left out.
    known_efficient : rows, optional
        Which packages are proved efficient in such a space; worked out among ``packages`` if left out.
    """

    space: PackageSpace
    packages: Levels
    parties: tuple[str, ...]
    values: Values
    no_deal: Values
    asked: Mask
    counted: tuple[int, ...]
    refusal: Values | None = None
    tables: tuple[Table, ...] = ()
    chance: NDArray[np.float64] | None = None
    signs: NDArray[np.float64] | None = None
    proposals: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[int, ...]] | None = None
    known_efficient: tuple[int, ...] | None = None

    @property
    def rejects(self) -> Mask:
        """(packages, parties): asked, and worth less to the party than no deal."""
        return np.asarray(self.asked & (self.values < self.no_deal - TOLERANCE))

    def refuses(self, row: int) -> Mask:
        """(parties,): asked, and worth less than refusing while the others go ahead."""
        least = self.no_deal if self.refusal is None else np.minimum(self.refusal[row], self.no_deal)
        return np.asarray(self.asked[row] & (self.values[row] < least - TOLERANCE))

    @property
    def forgiving(self) -> Values:
        """Values with those who are not asked at or above no deal, for methods that ask everybody."""
        return np.where(self.asked, self.values, np.maximum(self.values, self.no_deal))


def describe(table: DealTable, top: int = 15) -> dict[str, Any]:
    """The whole record: counts, ranking, principles, zone or the way into one, blockers, ratification, proposals.

    Parameters
    ----------
    table : DealTable
    top : int
        Packages listed in ``packages``, best first.

    Returns
    -------
    dict
        Plain values only (``docs/schemas/deals.json``).
    """
    rejects = table.rejects
    accepted: Mask = np.asarray(~rejects.any(axis=1))
    rows = np.flatnonzero(accepted)
    if table.known_efficient is not None:
        efficient = np.array(table.known_efficient, dtype=np.intp)
    else:
        efficient = rows[pareto_frontier(table.values[rows])] if rows.size else rows
    chosen = _principles(table, rows) if table.chosen is None else table.chosen
    inside = table.packages[rows]
    forgiving = table.forgiving
    sole = rejects.sum(axis=1) == 1
    record: dict[str, Any] = {
        "parties": list(table.parties),
        "issues": {
            issue: list(levels) for issue, levels in zip(table.space.issues, table.space.levels, strict=True)
        },
        "counts": {
            "combinations": table.space.size,
            "judged": len(table.packages),
            "accepted_by_all_asked": 0 if table.unknown else int(accepted.sum()),
            "efficient": len(efficient),
        },
        **(
            {"unknown": list(table.unknown), "accepted_by_those_known": int(accepted.sum())}
            if table.unknown
            else {}
        ),
        "no_deal": _by_party(table, table.no_deal),
        "packages": [
            _package(table, row, rejects, chosen, efficient)
            | (
                {"accepted_with": _free_levels(table, row, inside)}
                if accepted[row] and table.chosen is None
                else {}
            )
            for row in _ranking(table, accepted, rejects, efficient)[:top]
        ],
        "principles": _principle_lines(table, chosen),
        "rejected_only_by": {
            table.parties[p]: int((rejects[:, p] & sole).sum()) for p in range(len(table.parties))
        },
        "zone": _zone(table, forgiving, accepted) if rows.size else _way_in(table, forgiving),
        "tables": [_ratification(table, one) for one in table.tables],
        "linked": _linked(table),
        "proposals": {name: _proposal(table, forgiving, name) for name in table.proposals},
    }
    return record


def _by_party(table: DealTable, values: Values) -> dict[str, float]:
    return {party: float(value) for party, value in zip(table.parties, values, strict=True)}


def _principles(table: DealTable, rows: NDArray[np.intp]) -> dict[str, tuple[int, ...]]:
    if rows.size == 0:
        return {}
    counted = list(table.counted)
    inside, floor = table.values[rows][:, counted], table.no_deal[counted]
    fine = np.flatnonzero((inside >= floor - TOLERANCE).all(axis=1))
    if fine.size == 0:
        return {}
    return {
        name: tuple(int(rows[fine[row]]) for row in principle(inside[fine], floor))
        for name, principle in PRINCIPLES.items()
    }


def _principle_lines(table: DealTable, chosen: Mapping[str, tuple[int, ...]]) -> list[dict[str, Any]]:
    lines = []
    for name, rows in chosen.items():
        title, definition, axioms = DEFINITIONS[name]
        first = rows[0] if table.chance is None else max(rows, key=lambda row: float(table.chance[row]))  # type: ignore[index]
        lines.append({
            "id": name, "title": title, "definition": definition, "axioms": axioms, "ties": len(rows),
            "package": table.space.named(table.packages[first]), "values": _by_party(table, table.values[first]),
        })  # fmt: skip
    return lines


def _ranking(table: DealTable, accepted: Mask, rejects: Mask, efficient: NDArray[np.intp]) -> list[int]:
    """What all asked accept freely first; by chance in whole per cent, efficient before others, least share of gain."""
    gains = table.values[:, list(table.counted)] - table.no_deal[list(table.counted)]
    best = gains[accepted].max(axis=0) if accepted.any() else gains.max(axis=0, initial=0.0)
    least = (gains / np.where(best > TOLERANCE, best, 1.0)).min(axis=1)
    chance = np.zeros(len(gains)) if table.chance is None else np.round(table.chance, 2)
    beaten = np.ones(len(gains), dtype=bool)
    beaten[efficient] = False
    return [int(row) for row in np.lexsort((-np.round(least, 9), beaten, -chance, rejects.sum(axis=1)))]


def _package(
    table: DealTable,
    row: int,
    rejects: Mask,
    chosen: Mapping[str, tuple[int, ...]],
    efficient: NDArray[np.intp],
) -> dict[str, Any]:
    refuses = table.refuses(row)
    record: dict[str, Any] = {
        "package": table.space.named(table.packages[row]),
        "values": _by_party(table, table.values[row]),
        "gains": _by_party(table, table.values[row] - table.no_deal),
        "blockers": [table.parties[p] for p in np.flatnonzero(refuses)],
        "only_by_coercion": [table.parties[p] for p in np.flatnonzero(rejects[row] & ~refuses)],
        "not_asked": [table.parties[p] for p in np.flatnonzero(~table.asked[row])],
        "efficient": bool(np.isin(row, efficient)),
        "chosen_by": [name for name, rows in chosen.items() if row in rows],
    }
    if table.chance is not None:
        record["signed_and_holds"] = min(1.0, float(table.chance[row]))
    if table.signs is not None:
        record["signs"] = _by_party(table, np.clip(table.signs[row], 0.0, 1.0))
    return record


def _free_levels(table: DealTable, row: int, inside: Levels) -> dict[str, list[str]]:
    """Issues on which other levels too keep the package accepted while all the rest stays: all such levels."""
    free = levels_given_rest(inside, np.ones(len(inside), dtype=bool), table.packages[row])
    return {
        issue: [names[level] for level in levels]
        for issue, names, levels in zip(table.space.issues, table.space.levels, free, strict=True)
        if len(levels) > 1
    }


def _zone(table: DealTable, forgiving: Values, accepted: Mask) -> dict[str, Any]:
    ranges = issue_ranges(table.packages, table.space.sizes, accepted)
    room = {
        table.parties[one.party]: {
            "amount": one.amount,
            "last_package": table.space.named(table.packages[one.packages[0]]),
        }
        for one in slack(forgiving, table.no_deal)
        if table.asked[accepted, one.party].all() and table.known_efficient is None
    }
    return {
        "open": True,
        "levels": {
            table.space.issues[entry.issue]: dict(
                zip(table.space.levels[entry.issue], entry.packages, strict=True)
            )
            for entry in ranges
        },
        "room_to_spare": room,
    }


def _way_in(table: DealTable, utilities: Values) -> dict[str, Any]:
    if len(table.packages) == 0:
        return {"open": False, "reason": "the rules leave no package"}
    return {
        "open": False,
        "smallest_concession": _concession(table, smallest_concession(utilities, table.no_deal)),
        "most_even_concession": _concession(table, most_even_concession(utilities, table.no_deal)),
        "ways_in": [
            {"movers": [table.parties[p] for p in way.movers], **_concession(table, way.concession)}
            for way in ways_in(utilities, table.no_deal)
        ],
    }


def _concession(table: DealTable, found: Concession) -> dict[str, Any]:
    return {
        "lowered": {table.parties[p]: found.lowered[p] for p in found.movers},
        "size": found.size,
        "package": table.space.named(table.packages[found.packages[0]]),
        "ties": len(found.packages),
    }


def _ratification(table: DealTable, signing: Table) -> dict[str, Any]:
    """What one table alone would sign, and what becomes of it with those who must act and are not there."""
    refusal = table.no_deal if table.refusal is None else table.refusal
    found = ratify(table.values, table.no_deal, refusal, signing.seats, table.asked)
    cost = exclusion_cost(found)
    outside = [p for p in range(len(table.parties)) if p not in signing.seats]
    record: dict[str, Any] = {
        "table": signing.name,
        "seated": [table.parties[p] for p in signing.seats],
        "decides": [table.space.issues[j] for j in signing.issues],
        "table_acceptable": int(found.table_acceptable.sum()),
        "freely_ratified": int(found.free.sum()),
        "only_by_coercion": int(found.coerced.sum()),
        "do_not_survive": len(cost.lost),
        "refused_by": {table.parties[p]: cost.refusers[p] for p in outside if cost.refusers[p]},
        "largest_coercion_gap": {
            table.parties[p]: float(found.coercion_gap[found.coerced, p].max())
            for p in outside
            if found.coerced.any() and found.coercion_gap[found.coerced, p].max() > TOLERANCE
        },
    }
    wanted = [p for p in outside if cost.refusers[p] or (found.coercion_gap[:, p] > 0).any()]
    seatings = [[*signing.seats, p] for p in wanted]
    counts = count_survivors(table.values, table.no_deal, refusal, table.asked, seatings)
    record["survive_if_seated"] = {table.parties[p]: count for p, count in zip(wanted, counts, strict=True)}
    if cost.best is not None:
        record["cheapest_to_save"] = {
            "package": table.space.named(table.packages[cost.best]),
            "transfers": {table.parties[p]: cost.transfers[p] for p in outside if cost.transfers[p] > 0},
        }
    return record


def _linked(table: DealTable) -> dict[str, Any] | None:
    """How the tables fit together: what each would sign, what all would, which one binds, and who decides what."""
    if not table.tables:
        return None
    found = link_tables(table.tables, table.packages, table.forgiving, table.no_deal)
    undecided, shared = undecided_and_shared(table.space, table.tables)
    return {
        "together": found.together,
        "binding": table.tables[found.binding].name,
        "decided_nowhere": [table.space.issues[j] for j in undecided],
        "decided_twice": {
            table.space.issues[j]: [table.tables[t].name for t in where] for j, where in shared.items()
        },
    }


def _proposal(table: DealTable, forgiving: Values, name: str) -> dict[str, Any]:
    """A proposal's own line where it was judged, and the acceptable packages that change fewest of its issues."""
    package = table.proposals[name]
    rows = np.flatnonzero((table.packages == np.array(package, dtype=np.int8)).all(axis=1))
    record: dict[str, Any] = {"package": table.space.named(package), "judged": bool(rows.size)}
    if rows.size:
        row = int(rows[0])
        record["gains"] = _by_party(table, table.values[row] - table.no_deal)
        refuses = table.refuses(row)
        rejects = table.asked[row] & (table.values[row] < table.no_deal - TOLERANCE)
        record["blockers"] = [table.parties[p] for p in np.flatnonzero(refuses)]
        record["only_by_coercion"] = [table.parties[p] for p in np.flatnonzero(rejects & ~refuses)]
        if name in table.owners:
            record["opening"] = _opening(table, forgiving, package, table.owners[name])
    near = nearest_acceptable(table.space, table.packages, forgiving, table.no_deal, package)
    if near:
        changes = {tuple((j, after) for j, _, after in change.changed) for change in near}
        record["nearest_acceptable"] = {
            "issues_to_change": len(near[0].changed),
            "ways": len(near),
            "first": {table.space.issues[j]: table.space.levels[j][after] for j, after in sorted(changes)[0]},
        }
    return record


def _opening(table: DealTable, forgiving: Values, package: Sequence[int], owner: str) -> dict[str, Any]:
    """What its owner asks for beside the best it could get that everybody asked accepts."""
    party = table.parties.index(owner)
    found = compare_opening(table.packages, forgiving, table.no_deal, package, party)
    record: dict[str, Any] = {"by": owner, "worth": found.worth}
    if found.best is not None:
        record |= {
            "best_acceptable": found.best,
            "asks_more_by": found.excess,
            "best_package": table.space.named(table.packages[found.fallback[0]]),
        }
    return record
