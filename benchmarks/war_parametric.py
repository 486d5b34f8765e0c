"""A million packages, 20 combinations of terms, 400 draws: solve the terms, look every package up in every draw.

Each package belongs to one combination. Reported: wall and processor time, peak memory, and the largest
difference from the direct solver on a sample. Wall time says how busy the machine was; processor time over cores is
what it would be on an idle one (all heavy parts run on all cores).
"""

from __future__ import annotations

import os
import resource
import time

import numpy as np

from detente.war.curves import solve_terms
from detente.war.hold import solve_settlements, with_shares
from war_common import random_games, write

PACKAGES, COMBINATIONS, DRAWS, POINTS = 1_000_000, 20, 400, 46


def main() -> None:
    rng = np.random.default_rng(7)
    combination = rng.integers(0, COMBINATIONS, PACKAGES)
    paper_a = rng.uniform(0, 1, PACKAGES)
    terms = random_games(COMBINATIONS * DRAWS, seed=3)
    few = solve_terms(terms.rows(slice(0, 64)), POINTS)  # compile first
    few.evaluate(paper_a[:64], 1 - paper_a[:64])
    few.tally(paper_a[:64], 1 - paper_a[:64], 0)
    wall, used = time.perf_counter(), time.process_time()
    curves = solve_terms(terms, POINTS)
    solved = time.process_time() - used
    seen = None
    for draw in range(DRAWS):
        seen = curves.tally(paper_a, 1 - paper_a, combination + draw * COMBINATIONS, seen)
    assert seen is not None
    wall, used = time.perf_counter() - wall, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sample = rng.integers(0, PACKAGES, 4000)
    rows = combination[sample] + rng.integers(0, DRAWS, 4000) * COMBINATIONS
    looked_up = curves.evaluate(paper_a[sample], 1 - paper_a[sample], rows)
    direct = solve_settlements(with_shares(terms.rows(rows), paper_a[sample], 1 - paper_a[sample]), POINTS)
    error = max(
        float(np.abs(looked_up.value_a - direct.value_a).max()),
        float(np.abs(looked_up.value_b - direct.value_b).max()),
        float(np.abs(looked_up.survival - direct.survival).max()),
    )
    row = {
        "packages": PACKAGES, "combinations": COMBINATIONS, "draws": DRAWS, "wall seconds": round(wall, 1),
        "processor seconds": round(used, 1),
        "seconds on idle cores": round(used / len(os.sched_getaffinity(0)), 1), "of which solving": round(solved, 1), "peak memory MB": round(memory),
        "largest difference": f"{error:.1e}", "mean share of draws that both sign": round(float(seen.both_sign.mean()), 4),
        "mean chance to hold 60 months": round(float(seen.survival[:, 2].mean()), 4),
    }  # fmt: skip
    write("war_parametric", "One solution for all packages", {"grid_points": POINTS}, [row])


if __name__ == "__main__":
    main()
