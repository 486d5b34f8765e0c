"""Does a principle keep its axioms on the packages at hand? Each failure comes with a witness.

Axioms are theorems about all convex bargaining problems; on a finite list of packages a principle may
break one that it keeps in theory, and a reader who leans on "it is fair because ..." should see that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.deals.frontier import on_grid, pareto_frontier
from detente.deals.principles import rational_rows
from detente.deals.space import Values
from detente.errors import NoAgreementError

Principle = Callable[[Values, Values], tuple[int, ...]]
Axiom = Literal[
    "pareto", "symmetry", "scale invariance", "independence", "individual monotonicity", "strong monotonicity"
]
Result = Literal["holds", "fails", "no violation found", "does not apply"]
#: Each axiom in words.
AXIOMS: dict[Axiom, str] = {
    "pareto": "no package is at least as good for every party and better for one than a chosen package",
    "symmetry": "where two parties can be exchanged without changing the problem, exchanging them keeps the choice",
    "scale invariance": "stretching or shifting one party's utility scale does not change the choice",
    "independence": "striking out packages that were not chosen does not change the choice",
    "individual monotonicity": "more packages that leave the others' best gains as they were never harm a party",
    "strong monotonicity": "more packages never harm any party",
}


@dataclass(frozen=True, slots=True)
class Witness:
    """The case that breaks an axiom, in row numbers of the table that was audited.

    ``chosen`` is the choice before, ``other`` after what ``change`` describes (or the package that
    dominates); ``removed`` the package struck out, ``party`` the party concerned.
    """

    change: str
    chosen: tuple[int, ...]
    other: tuple[int, ...]
    removed: int | None = None
    party: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One axiom on one table. ``tried`` counts the cases looked at; only ``pareto`` and ``symmetry`` are complete."""

    axiom: Axiom
    result: Result
    tried: int
    witness: Witness | None = None


def audit_principle(
    principle: Principle, utilities: Values, disagreement: Values, most: int = 200
) -> tuple[Finding, ...]:
    """Check every axiom of ``AXIOMS`` for one principle on one table of packages.

    Parameters
    ----------
    principle : function of (utilities, disagreement) returning rows
    utilities : (packages, parties) array, utils
    disagreement : (parties,) array, utils
    most : int
        Packages that are struck out one at a time, efficient ones first.

    Returns
    -------
    tuple of Finding
        "holds" only where every case was looked at; else "no violation found" with the number tried.

    Raises
    ------
    NoAgreementError
        There is nothing to choose from.
    """
    if rational_rows(utilities, disagreement).size == 0:
        raise NoAgreementError(
            "audit_principle: each package leaves some party below its disagreement utility"
        )
    chosen = principle(utilities, disagreement)
    removals = _removals(principle, utilities, disagreement, most)
    return (
        _pareto(utilities, chosen),
        _symmetry(utilities, disagreement, chosen),
        _scales(principle, utilities, disagreement, chosen),
        _independence(chosen, [case for case in removals if case[0] not in chosen]),
        _monotonicity("individual monotonicity", utilities, disagreement, chosen, removals),
        _monotonicity("strong monotonicity", utilities, disagreement, chosen, removals),
    )


def _pareto(utilities: Values, chosen: Sequence[int]) -> Finding:
    front = set(pareto_frontier(utilities).tolist())
    for row in chosen:
        if row not in front:
            better = (utilities >= utilities[row]).all(axis=1) & (utilities > utilities[row]).any(axis=1)
            witness = Witness("dominated", (row,), tuple(np.flatnonzero(better)[:1].tolist()))
            return Finding("pareto", "fails", len(chosen), witness)
    return Finding("pareto", "holds", len(chosen))


def _symmetry(utilities: Values, disagreement: Values, chosen: Sequence[int]) -> Finding:
    grid, floor = on_grid(utilities), on_grid(disagreement)
    tried = 0
    everything = {tuple(row) for row in grid.tolist()}
    picked = {tuple(grid[row].tolist()) for row in chosen}
    for one, two in combinations(range(utilities.shape[1]), 2):
        swap = list(range(utilities.shape[1]))
        swap[one], swap[two] = two, one
        mirrored = {tuple(row) for row in grid[:, swap].tolist()}
        if mirrored != everything or floor[one] != floor[two]:
            continue
        tried += 1
        for row in chosen:
            mirror = tuple(grid[row, swap].tolist())
            if mirror not in picked:
                other = np.flatnonzero((grid == np.array(mirror)).all(axis=1))
                witness = Witness(
                    f"parties {one} and {two} exchanged", (row,), tuple(other[:1].tolist()), party=one
                )
                return Finding("symmetry", "fails", tried, witness)
    return Finding("symmetry", "holds" if tried else "does not apply", tried)


def _scales(
    principle: Principle, utilities: Values, disagreement: Values, chosen: tuple[int, ...]
) -> Finding:
    tried = 0
    for party in range(utilities.shape[1]):
        for factor in (2, 5):
            other, floor = utilities.copy(), disagreement.copy()
            other[:, party] = other[:, party] * factor + 1
            floor[party] = floor[party] * factor + 1
            tried += 1
            after = principle(other, floor)
            if after != chosen:
                witness = Witness(f"scale of party {party} times {factor} plus 1", chosen, after, party=party)
                return Finding("scale invariance", "fails", tried, witness)
    return Finding("scale invariance", "no violation found", tried)


def _removals(
    principle: Principle, utilities: Values, disagreement: Values, most: int
) -> list[tuple[int, tuple[int, ...]]]:
    """The choice after each of up to ``most`` packages is struck out, in row numbers of the full table."""
    inside = rational_rows(utilities, disagreement)
    front = pareto_frontier(utilities[inside])
    first: NDArray[np.intp] = inside[front]
    candidates = [*first.tolist(), *np.setdiff1d(inside, first).tolist()]
    found = []
    for removed in candidates[:most] if len(inside) > 1 else []:
        rest = np.delete(inside, np.searchsorted(inside, removed))
        found.append((removed, tuple(int(rest[row]) for row in principle(utilities[rest], disagreement))))
    return found


def _independence(chosen: tuple[int, ...], removals: Sequence[tuple[int, tuple[int, ...]]]) -> Finding:
    for tried, (removed, after) in enumerate(removals, start=1):
        if after != chosen:
            witness = Witness("an unchosen package struck out", chosen, after, removed=removed)
            return Finding("independence", "fails", tried, witness)
    return Finding("independence", "no violation found", len(removals))


def _monotonicity(
    axiom: Literal["individual monotonicity", "strong monotonicity"],
    utilities: Values,
    disagreement: Values,
    chosen: tuple[int, ...],
    removals: Sequence[tuple[int, tuple[int, ...]]],
) -> Finding:
    """With the struck-out package back in, no party may do worse (in every tied choice) than without it."""
    inside = rational_rows(utilities, disagreement)
    best = utilities[inside].max(axis=0)
    tried = 0
    for removed, before in removals:
        without = utilities[inside[inside != removed]].max(axis=0)
        for party in range(utilities.shape[1]):
            others = np.arange(utilities.shape[1]) != party
            if axiom == "individual monotonicity" and (without[others] != best[others]).any():
                continue
            tried += 1
            if utilities[list(chosen), party].max() < utilities[list(before), party].min() - 1e-9:
                witness = Witness(f"package {removed} added", before, chosen, removed=removed, party=party)
                return Finding(axiom, "fails", tried, witness)
    return Finding(axiom, "no violation found" if tried else "does not apply", tried)
