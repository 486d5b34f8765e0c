"""A race of all packages over the draws: in each round fewer run on, over more draws and more exactly.

The search at central values can miss a package that fails there by a hair and does well elsewhere in the
ranges. Here no package is judged at central values: all are played over a few draws, the better ones over
more, and the last few over all of them, like the packages put forward.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.assess.drawing import Draws
from detente.assess.field import settling_packages
from detente.assess.playing import COARSE_GRID, STEPS, make_searcher, on_paper, play_rows
from detente.assess.verdicts import Bench, chance_signed_and_holds
from detente.case.case import Case

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Round:
    """So many further draws for every package that is still in; the best ``keep`` run on.

    ``exact``: every game by itself; else near-equal games of one draw are played once.
    """

    draws: int
    keep: int
    exact: bool


ROUNDS = (Round(4, 20_000, False), Round(12, 2_000, False), Round(32, 200, True), Round(96, 24, True))
#: Packages that are played over all draws at the full grid.
FINALISTS = 4


@dataclass(frozen=True, slots=True)
class Lap:
    """One round as it was run: packages at its start, draws of each so far, first and last that ran on."""

    packages: int
    draws: int
    exact: bool
    best: float
    last: float


@dataclass(frozen=True, slots=True)
class Finalist:
    """A package played over all draws: its row among those that settle, its levels, its chance.

    The chance is that everybody needed signs and nobody breaks it for 60 months.
    """

    row: int
    package: dict[str, str]
    chance: float


@dataclass(frozen=True, slots=True)
class Raced:
    """Where the race ended.

    Attributes
    ----------
    packages : number of packages at the start
    laps : the rounds
    finalists : best first
    """

    packages: int
    laps: tuple[Lap, ...]
    finalists: tuple[Finalist, ...]

    @property
    def words(self) -> str:
        """What was done, in one sentence for the page."""
        rounds = "; ".join(
            f"{lap.packages:,} over {lap.draws} draws"
            + ("" if lap.exact else " (near-equal games played once)")
            for lap in self.laps
        )
        return (
            f"The package likeliest to be signed and hold comes from a race over the draws: {rounds}; the best "
            f"{len(self.finalists)} over all. A package that does badly in its first draws is dropped although it might "
            "recover over all of them."
        )


def race(
    case: Case,
    bench: Bench,
    rounds: Sequence[Round] = ROUNDS,
    finalists: int = FINALISTS,
    progress: Progress = lambda what, done, total: None,
) -> Raced:
    """Find the package likeliest to be signed and hold without looking at central values.

    Parameters
    ----------
    case : Case
    bench : Bench
        The case with the draws of the run; the race takes its draws in their order, which is random.
    rounds : sequence of Round
    finalists : int
    progress : callable

    Returns
    -------
    Raced

    Notes
    -----
    Successive halving (sequential elimination). All packages of a round have the same draws, so what the
    draws share cancels in the comparison. In the rounds a break by the defender is not counted; over all draws it is.

    Sources
    -------
    Jamieson and Talwalkar 2016, AISTATS (successive halving).
    """
    space, feasible, packages = settling_packages(case)
    rows = np.arange(len(packages))
    sums, seen, laps = np.zeros(len(rows)), 0, []
    for number, lap in enumerate(rounds):
        taken = range(seen, min(seen + lap.draws, bench.bound.draws.size))
        for place, draw in enumerate(taken):
            progress(f"race, round {number + 1} of {len(rounds)}", place, len(taken))
            sums += _chances(case, bench.bound.draws, draw, (space, feasible, packages[rows]), lap.exact)
        seen += len(taken)
        order = np.argsort(-sums, kind="stable")[: lap.keep]
        means = sums[order] / max(seen, 1)
        laps.append(Lap(len(rows), seen, lap.exact, float(means[0]), float(means[-1])))
        rows, sums = rows[order], sums[order]
    found = []
    for place, row in enumerate(rows[:finalists]):
        progress("race, last round", place, finalists)
        package = {
            issue: names[int(level)]
            for issue, names, level in zip(space.issues, space.levels, packages[row], strict=True)
        }
        found.append(Finalist(int(row), package, chance_signed_and_holds(bench, package)))
    found.sort(key=lambda finalist: -finalist.chance)
    return Raced(len(packages), tuple(laps), tuple(found))


def _chances(case: Case, draws: Draws, draw: int, field: tuple[Any, int, Any], exact: bool) -> Floats:
    """(packages,) chance in one draw; 0 where somebody needed rejects a package on paper under every account."""
    searcher = make_searcher(case, draws.at(draw), field)
    rows = np.flatnonzero(on_paper(searcher)[1])
    chances = np.zeros(len(field[2]))
    if rows.size:
        chances[rows] = play_rows(searcher, rows, COARSE_GRID, None if exact else STEPS).chance
    return chances
