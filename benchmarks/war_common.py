"""What the war benchmarks share: random games, where results go, what machine this is."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from detente.war.games import SettlementGames
from detente.war.process import war_line

ROOT = Path(__file__).resolve().parents[1]


def random_games(n: int, seed: int, **changes: Any) -> SettlementGames:
    """Games spread over what cases use: drift, shocks, guarantees, lapses, patience."""
    rng = np.random.default_rng(seed)
    discount_a, discount_b = rng.uniform(0.97, 0.995, n), rng.uniform(0.97, 0.995, n)
    share = rng.uniform(0.25, 0.65, n)
    hazard = rng.uniform(0.02, 0.1, n)
    fields: dict[str, Any] = {
        "power": rng.uniform(0.35, 0.6, n), "drift": rng.uniform(-0.002, 0.008, n), "shock": rng.uniform(0.01, 0.03, n),
        "power_min": 0.0, "power_max": rng.uniform(0.8, 1.0, n), "share_a": share, "share_b": 1 - share,
        "discount_a": discount_a, "discount_b": discount_b,
        "war_a": np.stack(war_line(hazard, discount_a, rng.uniform(0.2, 0.5, n), 1, 0, 0.2), -1),
        "war_b": np.stack(war_line(hazard, discount_b, rng.uniform(0.2, 0.5, n), 0, 1, 0.8), -1),
        "monitoring": rng.uniform(0.5, 1, n), "credibility": rng.uniform(0, 1, n), "scale": rng.uniform(0.1, 0.35, n),
        "penalty": rng.uniform(0, 0.1, n), "surprise": rng.uniform(0, 0.04, n), "lapse": rng.uniform(0.001, 0.02, n),
    }  # fmt: skip
    fields.update(changes)
    return SettlementGames(**fields)


def machine() -> dict[str, Any]:
    """Processor model, count of cores, versions and commit; nothing that names the machine."""
    model = "unknown"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        lines = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].split(":", 1)[1].strip() if lines else model
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    import numba

    versions = {"python": platform.python_version(), "numpy": np.__version__, "numba": numba.__version__}
    return {"commit": commit, "processor": model, "cores": len(os.sched_getaffinity(0)), "versions": versions}


def write(name: str, title: str, settings: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Write ``results/<name>.json`` and ``.md``."""
    folder = ROOT / "benchmarks" / "results"
    folder.mkdir(parents=True, exist_ok=True)
    record = {"title": title, "machine": machine(), "settings": settings, "rows": rows}
    (folder / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")
    keys = list(rows[0])
    here = record["machine"]
    lines = [
        f"# {title}",
        "",
        f"Commit {here['commit']}, {here['cores']} cores of {here['processor']}, {here['versions']}.",
    ]
    lines += ["", f"Settings: {settings}", "", "| " + " | ".join(keys) + " |", "|" + "---|" * len(keys)]
    lines += ["| " + " | ".join(str(row.get(key, "")) for key in keys) + " |" for row in rows]
    (folder / f"{name}.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
