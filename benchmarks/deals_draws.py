"""Acceptance of every feasible package of the bundled case over 1,000 draws of what the parties want.

    .venv/bin/python benchmarks/deals_draws.py

Paper terms against the value of no deal, under each party's first account of its goals.
"""

from __future__ import annotations

import resource
import time

import numpy as np

from doubt_common import head, write

DRAWS = 1000


def main() -> None:
    from detente.assess.binding import bind, war_values
    from detente.assess.drawing import draw
    from detente.assess.field import package_space
    from detente.case.loading import load
    from detente.deals.drawn import acceptance_over_draws
    from detente.deals.space import feasible_packages

    case = load("ukraine_2025")
    start = time.process_time()
    bound = bind(case, draw(case, DRAWS, 1))
    stances = [bound.stances(party)[0] for party in case.parties if bound.stances(party)]
    space = package_space(case)
    packages = feasible_packages(space)
    floors = np.stack([war_values(bound, stance) for stance in stances], axis=1)
    ready = time.process_time()
    parts = [list(bound.contributions[stance]) for stance in stances]
    found = acceptance_over_draws(packages, space.sizes, parts, floors)
    seconds = time.process_time() - ready
    rows = [
        {
            "packages": len(packages),
            "parties": len(stances),
            "draws": DRAWS,
            "drawing and listing, s": round(ready - start, 2),
            "acceptance, s": round(seconds, 2),
            "peak MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "largest share in which all accept": round(float(found.together.max()), 3),
            "target": "30 s",
        }
    ]
    settings = {"draws": DRAWS, "seed": 1, "time": "processor time of one process"}
    write(
        "deals_draws",
        "Deals: acceptance over draws",
        head(settings),
        {"Bundled case, every feasible package": rows},
    )


if __name__ == "__main__":
    main()
