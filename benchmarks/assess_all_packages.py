"""All packages of the bundled case over 2,000 draws and all accounts of goals: what it costs, what a race finds.

``python benchmarks/assess_all_packages.py [DRAWS]``. Three tables: playing every package in one draw (and what all
draws would take at that rate); the race of all packages over the draws, as ``detente brief --race`` runs it; packages
drawn at random among those that each round dropped, played over part of the draws, against the winner there.
"""

from __future__ import annotations

import resource
import sys
import time
from typing import Any

import numpy as np

from detente.assess.beliefs import posteriors, usable
from detente.assess.binding import bind
from detente.assess.drawing import Draws, draw
from detente.assess.field import settling_packages
from detente.assess.playing import COARSE_GRID, STEPS, make_searcher, on_paper, play_rows
from detente.assess.race import FINALISTS, ROUNDS, race
from detente.assess.ranks import RankTable
from detente.assess.records import Settings
from detente.assess.search import search
from detente.assess.verdicts import Bench, chance_signed_and_holds
from detente.case import load
from doubt_common import head, write

#: Packages at random over so many draws, to see whether the race drops what it should keep.
DROPPED, OVER = 30, 100


def bench_of(case: Any, draws: Draws, seed: int = 1) -> Bench:
    """What the chain hands to the search."""
    bound = bind(case, draws)
    settings = Settings(draws.size, seed, 46, (12, 36, 60, 120), "icd203")
    return Bench(bound, usable(case, posteriors(case, draws)), settings, RankTable.of(bound))


def one_draw_table(case: Any, draws: Draws) -> list[dict[str, Any]]:
    """Processor time of playing every package that nobody needed rejects on paper, in single draws."""
    field = settling_packages(case)
    rows = []
    for number in (0, 1, 2):
        start = time.process_time()
        searcher = make_searcher(case, draws.at(number), field)
        plausible = np.flatnonzero(on_paper(searcher)[1])
        play_rows(searcher, plausible, COARSE_GRID, STEPS)
        spent = time.process_time() - start
        rows.append(
            {
                "draw": number,
                "packages": len(field[2]),
                "played": plausible.size,
                "processor s": round(spent, 2),
                "all draws at this rate, two cores, min": round(spent * draws.size / 120, 1),
            }
        )
    return rows


def race_table(case: Any, bench: Bench) -> tuple[list[dict[str, Any]], Any]:
    """The race and the search at central values on the same draws."""
    wall, spent = time.perf_counter(), time.process_time()
    raced = race(case, bench)
    rows = [row_of("race over the draws", bench, raced.finalists[0].package, wall, spent)]
    wall, spent = time.perf_counter(), time.process_time()
    found = search(case, bench, 46)
    best = max(found.candidates, key=lambda each: chance_signed_and_holds(bench, each.package))
    rows.append(row_of("search at central values, then draws", bench, best.package, wall, spent))
    rows[1]["same package"] = rows[0]["same package"] = str(best.package == raced.finalists[0].package)
    return rows, raced


def row_of(name: str, bench: Bench, package: Any, wall: float, spent: float) -> dict[str, Any]:
    wall, spent = time.perf_counter() - wall, time.process_time() - spent
    return {
        "search": name,
        "wall s": round(wall, 1),
        "processor s": round(spent, 1),
        "seconds on two idle cores, at least": round(spent / 2, 1),
        "peak memory MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "best: signed and holds 60 months": round(chance_signed_and_holds(bench, package), 4),
    }


def dropped_table(case: Any, draws: Draws, raced: Any) -> list[dict[str, Any]]:
    """Random packages of all that the rules allow against the winner, over part of the draws."""
    space, _, packages = settling_packages(case)
    part = bench_of(case, draws.every(OVER))
    chosen = np.random.default_rng(7).choice(len(packages), DROPPED, replace=False)
    chances = [
        chance_signed_and_holds(
            part,
            {
                i: names[int(at)]
                for i, names, at in zip(space.issues, space.levels, packages[row], strict=True)
            },
        )
        for row in chosen
    ]
    return [
        {
            "packages at random": DROPPED,
            "draws": OVER,
            "their best": round(max(chances), 4),
            "their median": round(float(np.median(chances)), 4),
            "the winner": round(chance_signed_and_holds(part, raced.finalists[0].package), 4),
        }
    ]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    case = load("ukraine_2025")
    draws = draw(case, count, 1)
    bench = bench_of(case, draws)
    chance_signed_and_holds(bench_of(case, draws.every(2)), case.fill(case.proposals["armed_line"].package))
    single = one_draw_table(case, draws)
    searches, raced = race_table(case, bench)
    laps = [
        {
            "packages": lap.packages,
            "draws so far": lap.draws,
            "games": "each by itself" if lap.exact else "near-equal ones once",
            "best chance": round(lap.best, 4),
            "last that ran on": round(lap.last, 4),
        }
        for lap in raced.laps
    ]
    tables = {
        "Every package in one draw": single,
        f"Best package over {count:,} draws": searches,
        "Rounds of the race": laps,
        "Packages at random against the winner": dropped_table(case, draws, raced),
    }
    settings = {
        "draws": count,
        "accounts of goals": "all, weighted; in the rounds those of Russia from 5 %",
        "rounds": "; ".join(f"{each.draws} draws, {each.keep:,} run on" for each in ROUNDS),
        "finalists": FINALISTS,
        "grid points": f"{COARSE_GRID} in the rounds, 46 over all draws",
    }
    write(
        "assess_all_packages",
        "All packages of the bundled case over the draws",
        head(settings, "numba"),
        tables,
    )


if __name__ == "__main__":
    main()
