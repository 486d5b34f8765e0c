"""Frontier and principles over tens of millions of packages without holding them: two passes over a stream.

The first pass keeps the efficient packages; every principle here takes its best value at an efficient
package, so the best values are then known, and the second pass picks up every package that ties with one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.frontier import STRONGEST, load_kernels, on_grid, pareto_frontier, strongest
from detente.deals.principles import choose_packages, rational_rows
from detente.deals.space import (
    TOLERANCE,
    Contributions,
    Interaction,
    Levels,
    PackageSpace,
    Values,
    package_utilities,
    stream_packages,
)

#: Packages waiting to be compared with one another before they are.
WAITING = 400_000
#: Most ties kept per principle.
MOST_TIES = 10_000


@dataclass(frozen=True, slots=True)
class Survey:
    """What a stream of packages held: counts, the efficient ones, and each principle's packages with ties.

    ``frontier`` holds the efficient packages that nobody rejects. ``ties_cut`` names principles of which
    more than ``MOST_TIES`` packages tie and only the first are listed.
    """

    feasible: int
    acceptable: int
    frontier_packages: Levels
    frontier: Values
    chosen: dict[str, tuple[Levels, Values]]
    ties_cut: tuple[str, ...]


def survey(
    space: PackageSpace,
    contributions: Contributions,
    reservations: Values,
    interactions: Sequence[Interaction] = (),
) -> Survey:
    """Efficient packages and all principles but the median rank, with every tie, in little memory.

    Parameters
    ----------
    space, contributions, interactions : as in ``package_utilities``
    reservations : (parties,) array, utils

    Returns
    -------
    Survey
        ``chosen`` is empty when somebody rejects every package.
    """

    def blocks() -> Iterator[tuple[Levels, Values]]:
        for packages in stream_packages(space):
            yield packages, package_utilities(packages, contributions, interactions)

    feasible, acceptable, packages, utilities = _first_pass(blocks(), reservations, len(space.issues))
    choice = choose_packages(utilities, reservations) if acceptable else {}
    choice.pop("median_rank", None)
    chosen: dict[str, tuple[Levels, Values]] = {}
    wanted: dict[str, Values] = {}
    for name, rows in choice.items():
        floors = floors_of(name, utilities, rows[0], reservations)
        if floors is None:
            chosen[name] = packages[list(rows)], utilities[list(rows)]
        else:
            wanted[name] = floors
    found = _second_pass(blocks(), wanted) if wanted else {}
    cut = tuple(name for name, (tied, _) in found.items() if len(tied) > MOST_TIES)
    chosen |= {name: (tied[:MOST_TIES], worth[:MOST_TIES]) for name, (tied, worth) in found.items()}
    return Survey(feasible, acceptable, packages, utilities, chosen, cut)


def _first_pass(
    blocks: Iterator[tuple[Levels, Values]], reservations: Values, issues: int
) -> tuple[int, int, Levels, Values]:
    """Counts and the efficient acceptable packages; weak packages fall to the strongest ones seen so far."""
    feasible = acceptable = 0
    kept: list[tuple[Levels, Values]] = []
    strong: NDArray[np.int64] | None = None
    kernels: Any | None = None
    waiting = 0
    for packages, utilities in blocks:
        feasible += len(packages)
        inside = rational_rows(utilities, reservations)
        acceptable += len(inside)
        if len(inside) < len(packages):
            packages, utilities = packages[inside], utilities.T[:, inside].T
        if strong is not None and kernels is not None and len(packages):
            keep = np.flatnonzero(kernels.sieve(np.ascontiguousarray(on_grid(utilities).T), strong))
            packages, utilities = packages[keep], utilities.T[:, keep].T
        kept.append((packages, utilities))
        waiting += len(packages)
        if waiting > WAITING:
            kept = [_efficient(kept)]
            waiting = 0
            strong, kernels = strongest(on_grid(kept[0][1]), STRONGEST), load_kernels()
    if not kept:
        return 0, 0, np.zeros((0, issues), dtype=np.int8), np.zeros((0, len(reservations)))
    return feasible, acceptable, *_efficient(kept)


def _efficient(kept: list[tuple[Levels, Values]]) -> tuple[Levels, Values]:
    packages = np.concatenate([part for part, _ in kept])
    utilities = np.concatenate([part for _, part in kept])
    rows = pareto_frontier(utilities)
    return packages[rows], utilities[rows]


def floors_of(name: str, utilities: Values, row: int, reservations: Values) -> Values | None:
    """What every party must get for a package to be as good as the best, where dominated packages can be.

    None for principles that only efficient packages satisfy.
    """
    gains = utilities[row] - reservations
    whole = np.issubdtype(utilities.dtype, np.integer) and np.issubdtype(reservations.dtype, np.integer)
    slack = 0 if whole else TOLERANCE
    if name == "egalitarian":
        return np.asarray(reservations + gains.min() - slack)
    if name == "maximin":
        return np.asarray(np.maximum(utilities[row].min(), reservations) - slack)
    if name == "nash" and (gains <= slack).any():
        return reservations - slack
    if name == "kalai_smorodinsky":
        ideal = utilities.max(axis=0) - reservations
        able = ideal > slack
        if whole:
            part = min(
                (Fraction(int(g), int(i)) for g, i in zip(gains[able], ideal[able], strict=True)), default=0
            )
            least = [ceil(part * int(i)) if can else 0 for i, can in zip(ideal, able, strict=True)]
            return np.asarray(reservations + np.array(least))
        share = (gains[able] / ideal[able]).min() if able.any() else 0.0
        return np.where(able, reservations + (share - TOLERANCE) * ideal, reservations - slack)
    return None


def _second_pass(
    blocks: Iterator[tuple[Levels, Values]], wanted: dict[str, Values]
) -> dict[str, tuple[Levels, Values]]:
    """For each principle, the packages that give every party at least its floor."""
    found: dict[str, list[tuple[Levels, Values]]] = {name: [] for name in wanted}
    for packages, utilities in blocks:
        for name, floors in wanted.items():
            if sum(len(part) for part, _ in found[name]) <= MOST_TIES:
                hit = _above(utilities, floors)
                found[name].append((packages[hit], utilities[hit]))
    return {
        name: (np.concatenate([p for p, _ in parts]), np.concatenate([u for _, u in parts]))
        for name, parts in found.items()
    }


def _above(utilities: Values, floors: Values) -> NDArray[np.intp]:
    fine = utilities[:, 0] >= floors[0]
    for party in range(1, len(floors)):
        fine &= utilities[:, party] >= floors[party]
    return np.flatnonzero(fine)
