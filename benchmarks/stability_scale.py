"""How long stability tables take: random strict rankings, with and without infeasible states and one-way options.

Times are processor seconds of one process, compiled loops warm; memory is the largest resident size of a fresh
process per row, everything included.
"""

from __future__ import annotations

import json
import multiprocessing
import platform
import resource
import subprocess
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from detente.stability.build import build_conflict
from detente.stability.conflict import Conflict, Option
from detente.stability.explain import Explorer
from detente.stability.library import conflict_names, open_conflict
from detente.stability.narrate import narrate
from detente.stability.scale import stable_tables

ROOT = Path(__file__).resolve().parents[1]
FIVE = ("nash", "gmr", "smr", "seq", "sseq")
ROWS = [
    ("2^12, all two-way", 12, 0.0, 0.0, FIVE, 0.1, None),
    ("2^12, 20 % infeasible, 30 % one-way", 12, 0.2, 0.3, FIVE, 0.2, None),
    ("2^14, SIM and FH", 14, 0.0, 0.0, ("sim", "fh"), 10.0, None),
    ("2^20, all two-way", 20, 0.0, 0.0, FIVE, 5.0, 512),
    ("2^20, 20 % infeasible, 30 % one-way", 20, 0.2, 0.3, FIVE, 10.0, 1024),
    ("2^22, all two-way", 22, 0.0, 0.0, FIVE, None, None),
]


def random_conflict(
    options: int, infeasible: float, one_way: float, seed: int = 1
) -> tuple[Conflict, np.ndarray]:
    rng = np.random.default_rng(seed)
    ways = ["fwd" if rng.random() < one_way else "both" for _ in range(options)]
    conflict = build_conflict(
        [f"party {i}" for i in range(5)],
        [Option(f"o{k}", k * 5 // options, ways[k]) for k in range(options)],  # type: ignore[arg-type]
    )
    if infeasible:
        conflict = replace(conflict, codes=conflict.codes[rng.random(conflict.size) >= infeasible], _cache={})
    return conflict, np.array([rng.permutation(conflict.size) for _ in range(5)])


def measure(row: tuple[Any, ...]) -> dict[str, Any]:
    name, options, infeasible, one_way, concepts, target, memory = row
    warm, levels = random_conflict(8, infeasible, one_way)
    stable_tables(warm, levels, concepts)
    conflict, levels = random_conflict(options, infeasible, one_way)
    start = time.process_time()
    stable, left_out = stable_tables(conflict, levels, concepts)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "row": name,
        "states": conflict.size,
        "concepts": list(concepts),
        "seconds": round(seconds, 3),
        "target_seconds": target,
        "peak_mib": peak,
        "target_mib": memory,
        "equilibria": {concept: int(table.all(axis=0).sum()) for concept, table in stable.items()},
        "left_out": left_out,
    }


def explain_library() -> list[dict[str, Any]]:
    """All concepts, with an explanation in sentences for every cell."""
    rows = []
    for name in conflict_names():
        start = time.process_time()
        reading = open_conflict(name)
        explorer = Explorer(reading.conflict, reading.preferences.levels)
        cells = 0
        for concept in (*FIVE, "sim", "fh"):
            for party in range(len(reading.conflict.parties)):
                for state in range(reading.conflict.size):
                    narrate(reading.conflict, explorer.explain(concept, party, state))
                    cells += 1
        rows.append(
            {
                "conflict": name,
                "cells": cells,
                "seconds": round(time.process_time() - start, 4),
                "target_seconds": 0.05,
            }
        )
    return rows


def main() -> None:
    explain_library()
    context = multiprocessing.get_context("spawn")
    rows = []
    for row in ROWS:
        with context.Pool(1) as pool:
            rows.append(pool.apply(measure, (row,)))
        print(rows[-1])
    cpu = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    record = {
        "commit": commit.stdout.strip(),
        "machine": {
            "cores": multiprocessing.cpu_count(),
            "model": cpu[0].split(":", 1)[1].strip() if cpu else "unknown",
        },
        "versions": {"python": platform.python_version(), **{n: version(n) for n in ("numpy", "numba")}},
        "settings": {
            "parties": 5,
            "seed": 1,
            "rule": "no_repeat",
            "rankings": "strict, random",
            "clock": "processor time",
        },
        "rows": rows,
        "library": explain_library(),
    }
    folder = ROOT / "benchmarks" / "results"
    (folder / "stability_scale.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    (folder / "stability_scale.md").write_text(_page(record), encoding="utf-8")


def _page(record: dict[str, Any]) -> str:
    machine, versions = record["machine"], record["versions"]
    lines = [
        "# Stability tables: time and memory",
        "",
        f"Commit {record['commit']}; {machine['cores']} cores, {machine['model']}; "
        + ", ".join(f"{name} {number}" for name, number in versions.items())
        + ". Five parties, random strict rankings, sanction rule no_repeat; processor seconds of one process "
        "(compiled loops warm, first compilation not counted); memory is the peak of a fresh process, all included.",
        "",
        "| conflict | states | seconds | target | peak MiB | target |",
        "|---|---|---|---|---|---|",
    ]
    for row in record["rows"]:
        cells = (
            row["row"],
            row["states"],
            row["seconds"],
            row["target_seconds"],
            row["peak_mib"],
            row["target_mib"],
        )
        lines.append("| " + " | ".join("-" if cell is None else str(cell) for cell in cells) + " |")
    lines += [
        "",
        "Published conflicts, every cell of seven concepts explained in sentences, reading the file included:",
        "",
    ]
    lines += ["| conflict | cells | seconds | target |", "|---|---|---|---|"]
    for row in record["library"]:
        lines.append(f"| {row['conflict']} | {row['cells']} | {row['seconds']} | {row['target_seconds']} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
