"""What the grid costs: 200 random games at 46, 91 and 181 points against 721, and what the automatic choice picks."""

from __future__ import annotations

import numpy as np

from detente.war.hold import solve_settlements
from detente.war.instruments import choose_grid, grid_error
from war_common import random_games, write

GAMES = 200


def main() -> None:
    games = random_games(GAMES, seed=5)
    fine = solve_settlements(games, 721, (60,))
    rows = []
    for points in (46, 91, 181, 361):
        solved = solve_settlements(games, points, (60,))
        errors = {
            "value A": np.abs(solved.value_a - fine.value_a),
            "value B": np.abs(solved.value_b - fine.value_b),
            "survival 60": np.abs(solved.survival[:, 0] - fine.survival[:, 0]),
        }
        row: dict[str, object] = {"points": points}
        for name, error in errors.items():
            row[f"{name} median"] = f"{np.median(error):.1e}"
            row[f"{name} 95 %"] = f"{np.quantile(error, 0.95):.1e}"
            row[f"{name} largest"] = f"{error.max():.1e}"
        rows.append(row)
    seen = grid_error(games)
    limit = np.abs(seen.limit_value_a - fine.value_a)
    held = np.abs(seen.limit_survival - fine.survival[:, 0])
    rows.append(
        {
            "points": "46, 91, 181 extrapolated",
            "value A median": f"{np.median(limit):.1e}",
            "value A 95 %": f"{np.quantile(limit, 0.95):.1e}",
            "value A largest": f"{limit.max():.1e}",
            "survival 60 median": f"{np.median(held):.1e}",
            "survival 60 95 %": f"{np.quantile(held, 0.95):.1e}",
            "survival 60 largest": f"{held.max():.1e}",
        }
    )
    picked = [choose_grid(games.rows(slice(i, i + 1)), 1e-3, 1e-2)[0] for i in range(40)]
    settings = {
        "games": GAMES,
        "reference": "721 points",
        "automatic choice for 0.001 in value and 0.01 in survival (40 games)": {
            str(points): picked.count(points) for points in sorted(set(picked))
        },
    }
    write("war_grid", "Grid error of the settlement game", settings, rows)


if __name__ == "__main__":
    main()
