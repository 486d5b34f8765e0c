"""How far the chain's two one-sided games are from the game in which both sides may strike, on the bundled case.

The chain takes the two sides' breaks as exclusive (docs/decisions/0010); here the true game is solved for the same
packages and draws, in either order of moves, with what a break costs the defender (the links that a refusal ends).
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from detente.assess.binding import bind, games_of, terms_of
from detente.assess.drawing import draw
from detente.assess.judging import mirror_of, play
from detente.assess.verdicts import refusal_cuts
from detente.case import load
from detente.case.bundled import library_path
from detente.war.two_sided import compare_orders
from war_common import write

DRAWS, POINTS = 120, 46


def main() -> None:
    case = load(library_path("ukraine_2025"))
    bound = bind(case, draw(case, DRAWS, 1))
    attacker, defender = bound.leads[bound.attacker], bound.stances(bound.leads[bound.defender])[0]
    rows: list[dict[str, Any]] = []
    for id, proposal in case.proposals.items():
        package = case.fill(proposal.package)
        terms = terms_of(bound, package)
        if terms.fighting:
            continue
        cuts = refusal_cuts(bound, package)
        played = play(bound, package, terms, cuts, POINTS, 60)
        for number, stance in enumerate(bound.stances(attacker)):
            games = games_of(bound, package, stance, defender)
            turned = mirror_of(bound, games, defender, (terms.cuts, cuts))
            # the defender's war line if it breaks, in the attacker's power: the slope is the same, so the gap is a cost
            lost = games.war_b @ [1.0, 0.5] - (turned.war_a[:, 0] + 0.5 * turned.war_a[:, 1])
            used = time.process_time()
            report = compare_orders(games, POINTS, strike_penalty_b=np.maximum(lost, 0.0))
            used = time.process_time() - used
            a, b = (solved.survival[:, 2].mean() for solved in (report.a_first, report.b_first))
            chain = played.survival[number, :, 60].mean()
            rows.append(
                {
                    "package": id, "goal": stance[1], "chain": round(float(chain), 3),
                    "attacker alone": round(float(played.kept[number, :, 60].mean()), 3),
                    "both, attacker first": round(float(a), 3), "both, defender first": round(float(b), 3),
                    "chain minus the lower": round(float(chain - min(a, b)), 3),
                    "value to the attacker, gap": round(float(np.abs(played.values[stance][number] - report.a_first.value_a).mean()), 3),
                    "value to the defender, gap": round(float(np.abs(played.values[defender][number] - report.a_first.value_b).mean()), 3),
                    "ms a game": round(used / DRAWS / 2 * 1e3, 2),
                }
            )  # fmt: skip
    write(
        "war_both_sides",
        "Two one-sided games against the game of both sides",
        {"draws": DRAWS, "grid_points": POINTS, "months": 60},
        rows,
    )


if __name__ == "__main__":
    main()
