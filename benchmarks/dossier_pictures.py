"""What the pictures of a dossier cost: processor seconds of drawing, of the series behind them, of the library's import.

Run: python benchmarks/dossier_pictures.py   (writes benchmarks/results/dossier_pictures.json and .md)
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

from doubt_common import head, write

RUNS = 3
#: The pictures do not depend on how many draws there are.
DRAWS = 60
MODULES = "matplotlib.figure, matplotlib.patches, matplotlib.ticker, matplotlib.backends.backend_svg"
IMPORT = f"import numpy, time; s = time.process_time(); import {MODULES}; print(time.process_time() - s)"


def least(job: Callable[[], object]) -> float:
    """Least processor seconds of some runs."""
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        job()
        times.append(time.process_time() - started)
    return round(min(times), 3)


def imported() -> float:
    """The same for a process of its own that imports what drawing needs."""
    runs = [
        subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
        for _ in range(RUNS)
    ]
    return round(min(float(run.stdout) for run in runs), 3)


def main() -> None:
    """Assess the bundled case, then draw all that its dossier shows."""
    from detente.assess import assess
    from detente.assess.binding import bind
    from detente.assess.drawing import draw
    from detente.assess.pictured import power_line, signature_field, stage_of
    from detente.case import library_path, load
    from detente.dossier.pictures import pictures_of

    load_before = round(os.getloadavg()[0], 1)
    case = load(library_path("ukraine_2025"))
    assessment = assess(case, draws=DRAWS, seed=1)
    names = {id: party.name for id, party in case.parties.items()}
    found = pictures_of(assessment, names)
    stage = stage_of(bind(case, draw(case, DRAWS, 1)))
    packages = [
        dict(v.package)
        for v in assessment.verdicts
        if v.label in {f.label for f in assessment.pictures.fields}
    ]  # type: ignore[union-attr]
    rows = {
        f"{len(found)} pictures drawn": least(lambda: pictures_of(assessment, names)),
        f"{len(packages)} maps of signatures solved": least(
            lambda: [signature_field(stage, "", p) for p in packages]
        ),
        f"{len(packages)} paths of power solved": least(lambda: [power_line(stage, "", p) for p in packages]),
        "import of the drawing library": imported(),
    }
    rows["together"] = round(sum(rows.values()), 3)
    size = sum(len(picture.svg) for picture in found.values()) // 1000
    settings = {
        "runs": RUNS,
        "take": "least",
        "draws": DRAWS,
        "target": "together under 2 s",
        "load before": load_before,
    }
    tables = {"Processor time": [{"part": name, "seconds": value} for name, value in rows.items()]}
    write(
        "dossier_pictures", f"Pictures of the dossier, {size} kB of SVG", head(settings, "matplotlib"), tables
    )


if __name__ == "__main__":
    main()
