"""Time of the questions about an assessed case: why, impact, flip sets, what-if; and of a sweep of it."""

from __future__ import annotations

import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from detente.assess.chain import proposals
from detente.assess.sweeping import piece
from detente.assess.ledger import Ledger, statements_of
from detente.assess.trace import numbers_of, view
from detente.assess.tracing import trace
from detente.assess.withdrawal import flips, impact, withdraw
from detente.case import load
from detente.doubt.sweep import run_sweep
from detente.doubt.sweep_store import Plan
from doubt_common import head, write

CASE = "ukraine_2025"
DRAWS = 400


def clock(function: Any) -> tuple[Any, float, float]:
    wall, start = time.perf_counter(), time.process_time()
    result = function()
    return result, time.process_time() - start, time.perf_counter() - wall


def main() -> None:
    case, loading, loading_wall = clock(lambda: load(CASE))
    packages = proposals(case)
    held, playing, playing_wall = clock(lambda: trace(case, packages, DRAWS, 1))
    rows = [
        {"question": "load the case", "processor s": loading, "wall s (shared machine)": loading_wall},
        {
            "question": f"play {len(packages)} packages over {DRAWS} draws (once)",
            "processor s": playing,
            "wall s (shared machine)": playing_wall,
        },
    ]
    numbers, spent, wall = clock(lambda: numbers_of(view(held)))
    rows.append(
        {"question": f"restate {len(numbers)} numbers", "processor s": spent, "wall s (shared machine)": wall}
    )
    for name in ("report_2025_02", "f27"):
        found, spent, wall = clock(lambda name=name: impact(Ledger.of(case), held, statements_of(Ledger.of(case), [name])))
        rows.append(
            {
                "question": f"impact of {name} ({len(found.moved)} numbers move)",
                "processor s": spent,
                "wall s (shared machine)": wall,
            }
        )
    best = max(packages, key=lambda p: numbers[f"verdict.{p.id}.holds"]).id
    for by in ("statement", "source", "signal"):
        for number in (f"verdict.{best}.holds", "belief.russia.imperial"):
            report, spent, wall = clock(lambda number=number, by=by: flips(Ledger.of(case), held, number, 0.5, by))
            rows.append(
                {
                    "question": f"flip sets by {by} of {number}, to size {report.searched}",
                    "processor s": spent,
                    "wall s (shared machine)": wall,
                }
            )
    checks = []
    for name in ("report_2025_02", "article_2025_03", "f27"):
        gone = statements_of(Ledger.of(case), [name])
        real = numbers_of(view(trace(withdraw(case, gone), packages, DRAWS, 1)))
        restated = numbers_of(view(held, gone))
        gap = max(abs(real[id] - restated[id]) for id in real)
        checks.append(
            {
                "withdrawn": name,
                "draws left": int(view(held, gone).kept.sum()),
                "largest gap to a real run": gap,
            }
        )
    sweeps = []
    tasks = tuple((p.id, tuple(p.package.items())) for p in packages if p.id == best)
    task = partial(piece, path=CASE, digest=case.digest, packages=tasks)
    with tempfile.TemporaryDirectory() as folder:
        for draws in (800, 1600, 3200):
            plan = Plan("bench", {}, draws, 400, 1)
            _, spent, wall = clock(
                lambda plan=plan, draws=draws: run_sweep(plan, task, Path(folder) / f"{draws}.sqlite")
            )
            sweeps.append(
                {"draws": draws, "packages": 1, "processor s": spent, "ms per draw": 1e3 * spent / draws}
            )
    tables = {
        "Questions": rows,
        "Restated against run again": checks,
        "Sweep of one package in one process": sweeps,
    }
    write(
        "doubt_trail",
        "Questions about an assessed case",
        head({"case": CASE, "draws": DRAWS, "seed": 1}),
        tables,
    )


if __name__ == "__main__":
    main()
