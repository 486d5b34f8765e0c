"""The main job: whole processes, wall and processor time, peak memory; `--help`, `lint`, and `brief` at 400 draws.

Run: python benchmarks/main_job.py   (writes benchmarks/results/main_job.json and .md)
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 3


def measured(arguments: list[str]) -> dict[str, float]:
    """One process: wall seconds, processor seconds of it and its children, peak resident megabytes."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "detente", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"detente {' '.join(arguments)} ended with status {child.returncode}")
    return {"wall": wall, "processor": usage.ru_utime + usage.ru_stime, "megabytes": usage.ru_maxrss / 1024}


def main() -> None:
    """Best of three per command (the least disturbed run), and the first run after a fresh install apart."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        jobs = {
            "detente --help": ["--help"],
            "detente lint ukraine_2025": ["lint", "ukraine_2025"],
            "detente brief, 400 draws": ["brief", "-o", folder],
        }
        for name, arguments in jobs.items():
            runs = [measured(arguments) for _ in range(RUNS)]
            rows[name] = {key: round(min(run[key] for run in runs), 3) for key in ("wall", "processor")}
            rows[name]["megabytes"] = round(max(run["megabytes"] for run in runs), 1)
    targets = {
        "detente --help": "processor < 0.5 s",
        "detente lint ukraine_2025": "processor < 0.5 s",
        "detente brief, 400 draws": "wall < 15 s, memory < 700 MB",
    }
    record = {
        "commit": commit.stdout.strip(),
        "machine": {"cores": os.cpu_count(), "machine": platform.machine()},
        "python": platform.python_version(),
        "settings": {
            "runs": RUNS,
            "take": "least time, most memory",
            "load_before": round(os.getloadavg()[0], 2),
        },
        "rows": rows,
    }
    out = ROOT / "benchmarks" / "results"
    (out / "main_job.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    lines = [f"# Main job (commit {record['commit']}, {os.cpu_count()} cores, Python {record['python']})", ""]
    lines += ["| command | wall s | processor s | peak MB | target |", "|---|---|---|---|---|"]
    lines += [
        f"| `{name}` | {row['wall']:.2f} | {row['processor']:.2f} | {row['megabytes']:.0f} | {targets[name]} |"
        for name, row in rows.items()
    ]
    text = "\n".join(lines) + "\n"
    (out / "main_job.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
