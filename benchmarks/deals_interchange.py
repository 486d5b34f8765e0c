"""Scenario files between this package and NegMAS, both ways, every outcome's utilities compared.

    .venv/bin/python benchmarks/deals_interchange.py --peer PATH/TO/python    # a Python that has negmas 0.16

NegMAS writes random scenarios as YAML, JSON and GENIUS XML and says what every outcome is worth there; we read the
files. Then we write what we read, NegMAS reads that and says the same again. GENIUS XML holds utilities on 0 to 1,
so there what we wrote is compared up to each party's scale. Its release 0.16 loads no scenarios in JSON, its own
neither, and writes names with an ampersand as XML that nothing reads; both are left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from doubt_common import head, write

PEER = Path(__file__).with_name("deals_interchange_peer.py")
SCENARIOS = 12


def ask(python: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run([python, str(PEER), *arguments], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def worth(scenario: Any, outcomes: list[dict[str, str]]) -> np.ndarray:
    from detente.deals.space import package_utilities

    packages = np.array([scenario.space.numbered(outcome) for outcome in outcomes], dtype=np.int8)
    return np.asarray(package_utilities(packages, scenario.contributions))


def by_name(scenario: Any, names: list[str]) -> Any:
    """The scenario with its parties in the order of the names (files are read in the order of their names)."""
    from dataclasses import replace

    known = {party.name: party for party in scenario.parties}
    return (
        replace(scenario, parties=tuple(known[name] for name in names))
        if set(names) <= set(known)
        else scenario
    )


def scaled(values: np.ndarray, reserved: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, high = values.min(axis=0), values.max(axis=0)
    return (values - low) / (high - low), (reserved - low) / (high - low)


def compare(python: str, folder: Path, seed: int) -> list[dict[str, Any]]:
    from detente.deals.genius import read_genius_folder, write_genius
    from detente.deals.negmas import read_negmas, write_negmas

    said = ask(python, "write", str(folder), str(seed))
    truth, reserved = np.array(said["utilities"]), np.array(said["reserved"])
    rows = []
    for kind in ("yml", "json", "xml"):
        found = read_genius_folder(folder / kind, "plain") if kind == "xml" else read_negmas(folder / kind)
        found = by_name(found, said["parties"])
        mine, least = worth(found, said["outcomes"]), found.reservations
        rows.append({
            "format": kind, "way": "NegMAS to us", "outcomes": len(truth),
            "utilities": float(np.abs(mine - truth).max()), "reservations": float(np.abs(least - reserved).max()),
        })  # fmt: skip
        if kind == "json":
            continue
        target = folder / f"ours_{kind}"
        if kind == "xml":
            write_genius(found, target)
        else:
            write_negmas(found, target, "yaml")
        again = ask(python, "read", str(target))
        place = {tuple(sorted(outcome.items())): row for row, outcome in enumerate(again["outcomes"])}
        order = [place[tuple(sorted(outcome.items()))] for outcome in said["outcomes"]]
        theirs, theirs_least = np.array(again["utilities"])[order], np.array(again["reserved"])
        first, second = (mine, least), (theirs, theirs_least)
        if kind == "xml":
            first, second = scaled(*first), scaled(*second)
        rows.append({
            "format": kind, "way": "us to NegMAS", "outcomes": len(truth),
            "utilities": float(np.abs(first[0] - second[0]).max()),
            "reservations": float(np.abs(first[1] - second[1]).max()),
        })  # fmt: skip
    return rows


def main() -> None:
    ask_for = argparse.ArgumentParser()
    ask_for.add_argument("--peer", required=True)
    python = ask_for.parse_args().peer
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(SCENARIOS):
            rows += compare(python, Path(folder) / str(seed), seed)
    table = []
    for kind in ("yml", "json", "xml"):
        for way in ("NegMAS to us", "us to NegMAS"):
            mine = [row for row in rows if (row["format"], row["way"]) == (kind, way)]
            if not mine:
                continue
            table.append({
                "format": {"yml": "NegMAS YAML", "json": "NegMAS JSON", "xml": "GENIUS XML"}[kind],
                "way": way, "scenarios": len(mine), "outcomes": sum(row["outcomes"] for row in mine),
                "largest difference of a utility": f"{max(row['utilities'] for row in mine):.1e}",
                "of a reservation": f"{max(row['reservations'] for row in mine):.1e}",
            })  # fmt: skip
    settings = {"scenarios": SCENARIOS, "seeds": f"0 to {SCENARIOS - 1}", "peer": "negmas 0.16"}
    write(
        "deals_interchange",
        "Deals: scenario files to and from NegMAS",
        head(settings),
        {"Every outcome": table},
    )


if __name__ == "__main__":
    main()
