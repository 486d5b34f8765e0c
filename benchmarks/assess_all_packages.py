"""All packages of the bundled case over the draws: what a draw costs, what the race finds, what playing everything finds.

``python benchmarks/assess_all_packages.py [DRAWS [EVERYTHING]]``. Three tables: playing every package in single draws, all
accounts counted, and what 2,000 draws take at that rate; the default race and the wide one over DRAWS (400); and over the
first EVERYTHING draws (40) all packages over all draws, with the race's winner beside the best of all.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from typing import Any

from detente.assess.beliefs import posteriors, usable
from detente.assess.binding import bind
from detente.assess.chances import chances_in_draw, remember_lines
from detente.assess.drawing import Draws, draw
from detente.assess.field import Ground, survey
from detente.assess.playing import COARSE_GRID, LEAST_CHANCE
from detente.assess.race import FINALISTS, ROUNDS, WIDE_ROUNDS, Raced, everything, race
from detente.assess.ranks import RankTable
from detente.assess.records import Settings
from detente.assess.verdicts import Bench, chance_signed_and_holds
from detente.case import load
from doubt_common import head, write

SINGLE = 8
WANTED = 2000


def bench_of(case: Any, draws: Draws, seed: int = 1) -> Bench:
    """What the chain hands to the search."""
    bound = bind(case, draws)
    settings = Settings(draws.size, seed, 46, (12, 36, 60, 120), "icd203")
    return Bench(bound, usable(case, posteriors(case, draws)), settings, RankTable.of(bound))


def single_draws(bench: Bench, ground: Ground) -> list[dict[str, Any]]:
    """Processor time of every package in one draw, on average over some draws."""
    remember_lines(bench.bound, ground)
    chances_in_draw(*bench.at(0), ground)
    rows = []
    for name, least in (("from 5 %", LEAST_CHANCE), ("all", 0.0)):
        spent, wall = time.process_time(), time.perf_counter()
        for number in range(SINGLE):
            chances_in_draw(*bench.at(number), ground, least_chance=least)
        spent, wall = (time.process_time() - spent) / SINGLE, (time.perf_counter() - wall) / SINGLE
        rows.append(
            {
                "accounts of Russia's goals": name,
                "packages": len(ground.packages),
                "families": len(ground.families),
                "processor s a draw": round(spent, 3),
                "wall s a draw": round(wall, 3),
                f"{WANTED:,} draws on two idle cores, at least, min": round(spent * WANTED / 120, 1),
            }
        )
    return rows


def raced_row(name: str, bench: Bench, run: Any) -> tuple[dict[str, Any], Raced]:
    """One search, timed."""
    wall, spent = time.perf_counter(), time.process_time()
    raced: Raced = run()
    wall, spent = time.perf_counter() - wall, time.process_time() - spent
    best = raced.finalists[0]
    gap, error = raced.ahead or (0.0, 0.0)
    row = {
        "search": name,
        "draws": bench.bound.draws.size,
        "wall s": round(wall, 1),
        "processor s": round(spent, 1),
        "peak memory MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "best package (row)": best.row,
        "signed and holds 60 months": round(best.chance, 4),
        "ahead of the second": f"{gap:.4f} (standard error {error:.4f})",
    }
    return row, raced


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    part = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    case = load("ukraine_2025")
    ground, draws = survey(case), draw(case, count, 1)
    bench, small = bench_of(case, draws), bench_of(case, draw(case, part, 1))
    chance_signed_and_holds(small, case.fill(case.proposals["armed_line"].package))
    single = single_draws(bench, ground)
    rows, laps = [], []
    for name, rounds in (("race (default)", ROUNDS), ("wide", WIDE_ROUNDS)):
        row, raced = raced_row(name, bench, lambda rounds=rounds: race(case, bench, rounds, ground=ground))
        rows.append(row)
        laps += [
            {"search": name, "packages": lap.packages, "draws so far": lap.draws,
             "best chance": round(lap.best, 4), "last that ran on": round(lap.last, 4)}
            for lap in raced.laps
        ]  # fmt: skip
    both = []
    for name, rounds in (("race (default)", ROUNDS), ("all", everything(part))):
        row, _ = raced_row(name, small, lambda rounds=rounds: race(case, small, rounds, ground=ground))
        both.append(row)
    tables = {
        f"Every package in one draw, on average over {SINGLE} draws": single,
        f"Best package over {count:,} draws": rows,
        "Rounds": laps,
        f"The race against playing everything, {part} draws": both,
    }
    settings = {
        "draws": count,
        "finalists": FINALISTS,
        "grid points": f"{COARSE_GRID} in the rounds, 46 over all draws",
        "load before": round(os.getloadavg()[0], 1),
    }
    write(
        "assess_all_packages",
        "All packages of the bundled case over the draws",
        head(settings, "numba"),
        tables,
    )


if __name__ == "__main__":
    main()
