"""Settlement games per second, one-sided and two-sided, next to a plain dense implementation of the same equations.

The plain one is the theory folder's solver where present (``DETENTE_THEORY``, or beside the evaluation data); its time per
game is measured in the same run. Rates are for all cores from wall time and, since machines are shared, also
from processor time (rate per processor second times cores).
"""

from __future__ import annotations

import importlib.util
import os
import time
from typing import Any

import numpy as np

from detente.war.hold import solve_settlements
from detente.war.two_sided import solve_two_sided
from war_common import ROOT, random_games, write

GAMES, SMALL, POINTS = 20_000, 2_000, 46


def plain_solver() -> Any:
    folder = os.environ.get("DETENTE_THEORY", str(ROOT / ".." / "shared" / "data" / ".." / "theory"))
    path = os.path.join(folder, "hold.py")
    if not os.path.isfile(path):
        return None
    spec = importlib.util.spec_from_file_location("theory_hold", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain_games(module: Any, count: int) -> list[Any]:
    rng = np.random.default_rng(1)
    out = []
    for _ in range(count):
        share = rng.uniform(0.25, 0.65)
        grid = np.linspace(0, rng.uniform(0.8, 1.0), POINTS)
        out.append(
            module.Par(
                grid=grid, k0=25, drift=rng.uniform(-0.002, 0.008), sigma=rng.uniform(0.012, 0.03), xA=share,
                xB=1 - share, mu=rng.uniform(0.5, 1), gam=rng.uniform(0, 1), s=rng.uniform(0.1, 0.35),
                f=rng.uniform(0, 0.1), b=rng.uniform(0, 0.04), zeta=rng.uniform(0.001, 0.02),
            )
        )  # fmt: skip
    return out


def plain_one_sided(module: Any, game: Any) -> None:
    _values, stop, chain, _ = module.solve_one_sided(game)
    module.value_B_given(game, stop, chain)
    module.duration(stop, chain, POINTS + game.k0)
    module.survival(stop, chain, POINTS + game.k0, 120)


def timed(work: Any, count: int, cores: int) -> dict[str, Any]:
    best_wall, best_used = np.inf, np.inf
    for _ in range(3):
        wall, used = time.perf_counter(), time.process_time()
        work()
        best_wall = min(best_wall, time.perf_counter() - wall)
        best_used = min(best_used, time.process_time() - used)
    return {
        "games": count,
        "per second (wall)": round(count / best_wall),
        "per second (processor time x cores)": round(count / best_used * cores),
        "microseconds each": round(best_used / count * 1e6, 1),
    }


def main() -> None:
    cores = len(os.sched_getaffinity(0))
    games = random_games(GAMES, seed=1)
    small = games.rows(slice(0, SMALL))
    backed = random_games(SMALL, seed=1, support_ends=0.03, support_change_a=0.1, support_change_b=-0.1)
    solve_settlements(small, POINTS)
    solve_two_sided(small.rows(slice(0, 64)), POINTS)
    rows = [
        {"what": "one-sided, with values, months, survival"}
        | timed(lambda: solve_settlements(games, POINTS), GAMES, cores),
        {"what": "one-sided, with support that may end"}
        | timed(lambda: solve_settlements(backed, POINTS), SMALL, cores),
        {"what": "two-sided, 240 months"}
        | timed(lambda: solve_two_sided(small, POINTS, strike_penalty_b=0.05), SMALL, cores),
    ]
    module = plain_solver()
    if module is not None:
        batch = plain_games(module, 60)
        rows.append(
            {"what": "plain, one-sided"}
            | timed(lambda: [plain_one_sided(module, g) for g in batch], len(batch), 1)
        )
        rows.append(
            {"what": "plain, two-sided, 240 months"}
            | timed(lambda: [module.solve_two_sided(g, 240) for g in batch[:20]], 20, 1)
        )
        ratio = rows[3]["microseconds each"] / rows[0]["microseconds each"]
        rows[0]["times the plain one"] = round(ratio)
        rows[2]["times the plain one"] = round(rows[4]["microseconds each"] / rows[2]["microseconds each"], 1)
    write("war_hold", "Settlement games per second", {"grid_points": POINTS, "best of": 3}, rows)


if __name__ == "__main__":
    main()
