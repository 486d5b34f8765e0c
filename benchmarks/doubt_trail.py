"""Time of the questions about an assessed case: why, impact, flip sets; as commands and as functions; and of a sweep."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from detente.assess.chain import proposals
from detente.assess.ledger import Ledger, statements_of
from detente.assess.sweeping import piece
from detente.assess.trace import numbers_of, view
from detente.assess.tracing import trace
from detente.assess.withdrawal import flips, impact, withdraw
from detente.case import load
from detente.case.dumping import plain
from detente.doubt.sweep import run_sweep
from detente.doubt.sweep_store import Plan
from doubt_common import head, write

CASE = "ukraine_2025"
DRAWS = 400
REPEATS = 7
COMMANDS = (
    ("why", CASE, "verdict.armed_line.holds"),
    ("why", CASE, "war.power"),
    ("why", CASE, "armed_line"),
    ("why", CASE, "hold:armed_line.imperial.survival.60.mean"),
    ("why", CASE, "motives:russia.accounts.imperial.posterior"),
    ("impact", CASE, "f27"),
    ("impact", CASE, "report_2025_02"),
    ("flip", CASE, "armed_line"),
)


def clock(function: Any) -> tuple[Any, float, float]:
    wall, start = time.perf_counter(), time.process_time()
    result = function()
    return result, time.process_time() - start, time.perf_counter() - wall


def commands(cache: str) -> list[dict[str, Any]]:
    """Wall time and processor time of commands on a case whose run is kept: the least and the middle of some."""
    environment = {**os.environ, "DETENTE_CACHE": cache}

    def run(*words: str) -> tuple[float, float]:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "detente", *words], check=True, capture_output=True, env=environment
        )
        wall = time.perf_counter() - wall
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        return wall, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime

    rows = []
    first = run("brief", CASE, "--no-read", "-o", f"{cache}/out")
    rows.append(
        {
            "command": "brief (makes the run that is kept)",
            "least wall s": first[0],
            "middle wall s": first[0],
            "processor s": first[1],
        }
    )
    for words in COMMANDS:
        times = [run(*words) for _ in range(REPEATS)]
        rows.append(
            {
                "command": "detente " + " ".join(words),
                "least wall s": min(wall for wall, _ in times),
                "middle wall s": statistics.median(wall for wall, _ in times),
                "processor s": min(spent for _, spent in times),
            }
        )
    return rows


def hundred_signals(case: Any) -> Any:
    """The case with signals of its own kind up to a hundred, each on an event of its own."""
    rows = plain(case)["signals"]
    random = np.random.default_rng(0)
    for number in range(100 - len(rows)):
        row = dict(rows[number])
        chances = {
            goal: float(np.clip(0.5 + random.normal(0, 0.04), 0.05, 0.95)) for goal in row["likelihood"]
        }
        rows.append({**row, "id": f"x{number}", "event": f"e{number}", "likelihood": chances})
    return case.with_values({"signals": rows})


def flip_rows(case: Any) -> list[dict[str, Any]]:
    """Flip sets to size three over a hundred signals, none of which turns the conclusion: all are tried."""
    many = hundred_signals(case)
    held = trace(many, [p for p in proposals(many) if p.id == "armed_line"], DRAWS, 1)
    rows = []
    for number in ("verdict.armed_line.holds", "belief.russia.imperial"):
        report, spent, wall = clock(lambda number=number: flips(Ledger.of(many), held, number, 0.5, "signal"))
        rows.append(
            {
                "conclusion": number,
                "signals": len(held.signals),
                "searched to size": report.searched,
                "sets that turn it": report.found,
                "processor s": spent,
                "wall s (shared machine)": wall,
            }
        )
    return rows


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
        found, spent, wall = clock(
            lambda name=name: impact(Ledger.of(case), held, statements_of(Ledger.of(case), [name]))
        )
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
            report, spent, wall = clock(
                lambda number=number, by=by: flips(Ledger.of(case), held, number, 0.5, by)
            )
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
                "draws left": view(held, gone).left,
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
    with tempfile.TemporaryDirectory() as cache:
        asked = commands(cache)
    tables = {
        "Commands on a kept run": asked,
        "Flip sets over a hundred signals": flip_rows(case),
        "Questions as functions": rows,
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
