"""What the benchmark scripts of doubt, motives and forecast share: the head of a result and how it is written."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("DETENTE_DATA", ROOT.parent / "shared" / "data"))


def cpu_model() -> str:
    """The processor's model as the system names it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def head(settings: dict[str, Any], *packages: str) -> dict[str, Any]:
    """Commit, machine, versions and settings of a run."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    names = ("numpy", "scipy", *packages)
    return {
        "commit": commit,
        "machine": {"processors": os.cpu_count(), "model": cpu_model()},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in names}},
        "settings": settings,
    }


def write(name: str, title: str, record: dict[str, Any], tables: dict[str, list[dict[str, Any]]]) -> None:
    """``results/<name>.json`` and ``.md``."""
    folder = ROOT / "benchmarks" / "results"
    folder.mkdir(exist_ok=True)
    content = {**record, "tables": tables}
    (folder / f"{name}.json").write_text(
        json.dumps(content, indent=1, default=float) + "\n", encoding="utf-8"
    )
    machine = record["machine"]
    lines = [
        f"# {title}",
        "",
        f"Commit {record['commit']}; {machine['processors']} processors, {machine['model']}; "
        + ", ".join(f"{key} {value}" for key, value in record["versions"].items())
        + ".",
        "",
        "Settings: " + "; ".join(f"{key} {value}" for key, value in record["settings"].items()) + ".",
    ]
    for heading, rows in tables.items():
        columns = list(rows[0])
        lines += ["", f"## {heading}", "", "| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
        lines += ["| " + " | ".join(_shown(row[key]) for key in columns) + " |" for row in rows]
    (folder / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
