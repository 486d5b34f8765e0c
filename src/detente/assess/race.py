"""A race of all packages over the draws: in each round fewer run on, over more draws.

No package is judged at central values, where one may fail by a hair that does well elsewhere in the ranges: all
are played over a few draws, the better ones over more, and the last few over all of them on the full grid, like
the packages put forward. ``everything`` plays all packages over all draws instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.assess.chances import chances_in_draw, remember_lines
from detente.assess.field import Ground, survey
from detente.assess.playing import COARSE_GRID, LEAST_CHANCE
from detente.assess.verdicts import Bench, signed_and_holds_by_draw
from detente.case.case import Case
from detente.war.threads import map_in_threads

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Round:
    """So many further draws for every package that is still in; the best ``keep`` run on.

    Accounts of the attacker below ``least_chance`` are left out, the others weigh more.
    """

    draws: int
    keep: int
    least_chance: float = LEAST_CHANCE


ROUNDS = (Round(4, 16_000, 0.25), Round(8, 1_500), Round(24, 120), Round(72, 12))
#: More draws before anything is dropped: about four times the work.
WIDE_ROUNDS = (Round(24, 30_000), Round(40, 4_000), Round(80, 400), Round(160, 24))
#: Packages that are played over all draws at the full grid.
FINALISTS = 4


@dataclass(frozen=True, slots=True)
class Lap:
    """One round as it was run: packages at its start, draws of each so far, accounts, first and last that ran on."""

    packages: int
    draws: int
    least_chance: float
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
    ahead : by how much the winner's chance exceeds the second's, and the standard error of that
        Paired: both have the same draws. None where one package is left.
    """

    packages: int
    laps: tuple[Lap, ...]
    finalists: tuple[Finalist, ...]
    ahead: tuple[float, float] | None

    @property
    def words(self) -> str:
        """What was done and how sure the winner is, for the page."""
        rounds = "; ".join(
            f"{lap.packages:,} over {lap.draws} draws (accounts of the breaker's goals from {100 * lap.least_chance:.0f} %)"
            for lap in self.laps
        )
        found = (
            f"The package likeliest to be signed and hold comes from a race over the draws on {COARSE_GRID} grid points: "
            f"{rounds}; the best {len(self.finalists)} over all at the full grid."
        )
        if len(self.laps) > 1:
            found += (
                f" After the first round packages below {100 * self.laps[0].last:.0f} in 100 were dropped, so one that "
                "did badly there and would recover over all draws is missed: `detente brief --search all` drops none."
            )
        if self.ahead is not None:
            gap, error = self.ahead
            found += (
                f" The winner is {100 * gap:.1f} points ahead of the second, standard error {100 * error:.1f} on the same draws"
                + (": they cannot be told apart." if gap < 2.0 * error else ".")
            )
        return found


def everything(draws: int) -> tuple[Round, ...]:
    """The rounds that drop nothing before all draws are played."""
    return (Round(draws, 24, 0.0),)


def race(
    case: Case,
    bench: Bench,
    rounds: Sequence[Round] = ROUNDS,
    finalists: int = FINALISTS,
    *,
    ground: Ground | None = None,
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
    ground : Ground, optional
        From ``field.survey``, where it is there already.
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
    ground = survey(case) if ground is None else ground
    remember_lines(bench.bound, ground)
    rows = np.arange(len(ground.packages))
    sums, seen, laps = np.zeros(len(rows)), 0, []
    for number, lap in enumerate(rounds):
        taken = range(seen, min(seen + lap.draws, bench.bound.draws.size))
        if not taken:  # all draws are played
            break
        what = f"race, round {number + 1} of {len(rounds)}" if len(rounds) > 1 else "all packages, draw"
        progress(what, 0, len(taken))
        played = map_in_threads(_player(bench, ground, rows, lap.least_chance), taken)
        for place, chances in enumerate(played, 1):
            sums += chances
            progress(what, place, len(taken))
        seen += len(taken)
        order = np.argsort(-sums, kind="stable")[: lap.keep]
        means = sums[order] / max(seen, 1)
        if order.size:
            laps.append(Lap(len(rows), seen, lap.least_chance, float(means[0]), float(means[-1])))
        rows, sums = rows[order], sums[order]
    return _finish(bench, ground, rows[:finalists], tuple(laps), progress)


def _player(
    bench: Bench, ground: Ground, rows: NDArray[np.int64], least_chance: float
) -> Callable[[int], Floats]:
    """What plays the packages of some rows in one draw."""
    return lambda draw: chances_in_draw(*bench.at(draw), ground, rows, least_chance=least_chance)


def _finish(
    bench: Bench, ground: Ground, rows: NDArray[np.int64], laps: tuple[Lap, ...], progress: Progress
) -> Raced:
    """The last ones over all draws on the full grid, best first."""
    found = []
    for place, row in enumerate(rows):
        progress("race, last round", place, len(rows))
        by_draw = signed_and_holds_by_draw(bench, ground.package(int(row)))
        found.append((Finalist(int(row), ground.package(int(row)), float(by_draw.mean())), by_draw))
    found.sort(key=lambda each: -each[0].chance)
    ahead = None
    if len(found) > 1:
        gap = found[0][1] - found[1][1]
        ahead = float(gap.mean()), float(gap.std(ddof=1) / np.sqrt(gap.size)) if gap.size > 1 else np.inf
    return Raced(len(ground.packages), laps, tuple(finalist for finalist, _ in found), ahead)
