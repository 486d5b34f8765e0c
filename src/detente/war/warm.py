"""Build the compiled loops of this room once, so that the first run need not: ``python -m detente.war.warm``."""

from __future__ import annotations

from typing import Any

import numpy as np


def compile_kernels() -> None:
    """Solve one small settlement every way there is; what is built is kept beside the code."""
    from detente.war.curves import solve_terms
    from detente.war.families import Families, Signers, signed_and_kept, solve_families
    from detente.war.games import SettlementGames
    from detente.war.hold import solve_settlements, value_bystanders
    from detente.war.renegotiation import renegotiate_deals
    from detente.war.two_sided import solve_two_sided

    fields: dict[str, Any] = {
        "power": 0.5, "drift": 0.01, "shock": 0.02, "power_min": 0.0, "power_max": 0.9, "share_a": 0.4, "share_b": 0.6,
        "discount_a": 0.9, "discount_b": 0.9, "war_a": [0.0, 0.8], "war_b": [0.8, -0.8], "credibility": 0.5,
        "scale": 0.2, "lapse": 0.1,
    }  # fmt: skip
    game = SettlementGames(**fields)
    solved = solve_settlements(game, 5, curves=True)
    value_bystanders(game, solved, np.ones((1, 1)), np.array([0.9]), np.zeros((1, 2)))
    solve_terms(game, 5).evaluate([0.4], [0.6])
    one, none = np.zeros(1), np.zeros(1, np.int64)
    packages = Families(game, none, none, np.array([0.5]), np.array([0.4]))
    solve_families(packages, [0.9], 2, 5)
    signers = Signers(
        np.array([0.9]), np.ones((1, 1), np.bool_), np.array([0, 1]), np.ones(1), np.ones((1, 1)),
        np.zeros((1, 1, 3)), none, np.zeros((1, 1)), one, none,
    )  # fmt: skip
    signed_and_kept(packages, signers, 2, 5)
    solve_two_sided(game, 5)
    renegotiate_deals(game, 5, 12)


if __name__ == "__main__":
    compile_kernels()
