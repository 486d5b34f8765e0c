"""`detente deals` on the bundled case: whole processes at central values, with 400 draws, and with the draws kept.

Run: python benchmarks/deals_command.py   (writes benchmarks/results/deals_command.json and .md)
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import tempfile
from pathlib import Path

from main_job import measured

ROOT = Path(__file__).parents[1]
RUNS = 2
#: Command -> its options; whether what an earlier run kept is thrown away first.
JOBS = {
    "detente deals --central": (["--central"], True),
    "detente deals": ([], True),
    "detente deals, again": ([], False),
}


def main() -> None:
    """Least processor time of two runs of each; the interpreter and its imports are in it."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    load = round(os.getloadavg()[0], 2)
    rows: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as kept:
        os.environ["DETENTE_CACHE"] = kept
        for name, (options, anew) in JOBS.items():
            runs = []
            for _ in range(RUNS):
                if anew:
                    for file in Path(kept).iterdir():
                        file.unlink()
                runs.append(measured(["deals", "ukraine_2025", *options]))
            rows[name] = {key: round(min(run[key] for run in runs), 2) for key in ("wall", "processor")}
            rows[name]["megabytes"] = round(max(run["megabytes"] for run in runs))
    record = {
        "commit": commit.stdout.strip(),
        "machine": {"cores": os.cpu_count(), "machine": platform.machine()},
        "python": platform.python_version(),
        "settings": {"runs": RUNS, "draws": 400, "packages": "10 listed and those of 9 principles", "load_before": load},
        "rows": rows,
    }  # fmt: skip
    lines = [
        f"# `detente deals`, bundled case (commit {record['commit']}, {os.cpu_count()} cores, load {load} before)",
        "",
        "| command | wall s | processor s | peak MB |",
        "|---|---|---|---|",
        *(
            f"| `{name}` | {row['wall']:.1f} | {row['processor']:.1f} | {row['megabytes']:.0f} |"
            for name, row in rows.items()
        ),
    ]
    out = ROOT / "benchmarks" / "results"
    (out / "deals_command.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    (out / "deals_command.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
