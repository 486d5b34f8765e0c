"""One NegMAS run, started by ``deals_speed.py`` under the peer's own Python: reads a scenario, prints JSON.

    python deals_peer.py < scenario.json

NegMAS is never imported by the package; this file is the only one that knows it.
"""

from __future__ import annotations

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

from importlib.metadata import version  # noqa: E402

from negmas import make_issue, make_os  # noqa: E402
from negmas.preferences import LinearAdditiveUtilityFunction  # noqa: E402
from negmas.preferences.ops import (  # noqa: E402
    kalai_points,
    ks_points,
    max_welfare_points,
    nash_points,
    pareto_frontier,
)
from negmas.preferences.value_fun import TableFun  # noqa: E402


def main() -> None:
    scenario = json.load(sys.stdin)
    issues = [make_issue(names, f"i{j}") for j, names in enumerate(scenario["levels"])]
    space = make_os(issues)
    ufuns = [
        LinearAdditiveUtilityFunction(
            {
                issue.name: TableFun(dict(zip(issue.values, part, strict=True)))
                for issue, part in zip(issues, parts, strict=True)
            },
            outcome_space=space,
            reserved_value=reserve,
        )
        for parts, reserve in zip(scenario["contributions"], scenario["reservations"], strict=True)
    ]
    start = time.process_time()
    frontier, _ = pareto_frontier(ufuns, issues=issues)
    middle = time.process_time()
    points = {
        name: [list(map(float, point)) for point, _ in function(ufuns, frontier, outcome_space=space)]
        for name, function in (
            ("nash", nash_points), ("kalai", kalai_points), ("ks", ks_points), ("welfare", max_welfare_points),
        )
    }  # fmt: skip
    end = time.process_time()
    result = {"version": version("negmas"), "frontier": len(frontier), "frontier_seconds": middle - start,
              "seconds": end - start, "points": points}  # fmt: skip
    print(json.dumps(result))


if __name__ == "__main__":
    main()
