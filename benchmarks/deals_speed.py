"""Speed of the deals room: large tables, large spaces, and NegMAS on the same scenarios in the same run.

    .venv/bin/python benchmarks/deals_speed.py --peer PATH/TO/python    # a Python that has negmas 0.16

Processor time of one process throughout, inputs made from fixed seeds. Without ``--peer`` the peer's column
is left out. Each figure is measured in a fresh process, libraries and compiled loops loaded before the clock
starts, on both sides. Ours are the least of three runs (each run's first figure is in the JSON), the peer's one.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from doubt_common import head, write

HERE = Path(__file__)


def additive(seed: int, issues: int, levels: int, parties: int) -> tuple[Any, list[list[Any]]]:
    """A space without rules; weights from a Dirichlet, each issue's values spread from 0 to 1 in random order."""
    from detente.deals.space import make_space

    rng = np.random.default_rng(seed)
    space = make_space({f"i{j}": [f"l{k}" for k in range(levels)] for j in range(issues)})
    weights = rng.dirichlet(np.ones(issues), parties)
    parts = [
        [weights[p, j] * rng.permutation(np.r_[0, rng.random(levels - 2), 1]) for j in range(issues)]
        for p in range(parties)
    ]
    return space, parts


def ruled(seed: int) -> tuple[Any, list[list[Any]]]:
    """20 issues x 6 levels x 6 parties with ten rules."""
    from detente.deals.space import AtMost, Implies, Never, make_space

    rng = np.random.default_rng(seed)
    _, parts = additive(seed, 20, 6, 6)
    pairs = [(a, b) for a, b in rng.choice(20, (9, 2)).tolist() if a != b][:8]
    rules = [Implies({f"i{a}": ["l0", "l1"]}, {f"i{b}": ["l2", "l3", "l4"]}) for a, b in pairs]
    rules += [AtMost(3, {f"i{j}": ["l5"] for j in range(8)}), Never({"i2": ["l3", "l4", "l5"], "i7": ["l1"]})]
    space = make_space({f"i{j}": [f"l{k}" for k in range(6)] for j in range(20)}, rules)
    return space, parts


def task(name: str, seed: int) -> dict[str, Any]:
    """One measured task, in a fresh process."""
    kind, _, size = name.partition(":")
    if kind in ("list", "carry"):
        return million(int(size), seed, carry=kind == "carry")
    if kind == "stream":
        return ten_million(seed)
    if kind == "programme":
        return programmes(seed)
    return frontier_twenty(seed)


def load() -> None:
    """Compiled loops into memory, by a frontier of each kind."""
    from detente.deals.frontier import load_kernels, pareto_frontier

    load_kernels()
    for parties in (3, 5):
        pareto_frontier(np.random.default_rng(1).integers(0, 10**6, (9000, parties)))


def million(parties: int, seed: int, carry: bool) -> dict[str, Any]:
    from detente.deals.engine import solve

    space, parts = additive(seed, 6, 10, parties)
    floor = np.full(parties, 0.2)
    load()
    times = []
    for _ in range(3):
        start = time.process_time()
        found = solve(space, parts, floor, list_up_to=0 if carry else 2_000_000)
        times.append(time.process_time() - start)
    rows = {name: answer.utilities[0] for name, answer in found.answers.items()}
    return {"seconds": min(times), "first": times[0], "frontier": len(found.frontier), "method": found.why,
            "principles": len(found.answers), "nash": rows["nash"], "welfare": sum(rows["utilitarian"])}  # fmt: skip


def ten_million(seed: int) -> dict[str, Any]:
    from detente.deals.engine import solve

    space, parts = additive(seed, 7, 10, 3)
    load()
    start = time.process_time()
    found = solve(space, parts, np.full(3, 0.3))
    seconds = time.process_time() - start
    return {"seconds": seconds, "frontier": len(found.frontier), "packages": found.feasible}


def programmes(seed: int) -> dict[str, Any]:
    from detente.deals.engine import solve

    space, parts = ruled(seed)
    start = time.process_time()
    found = solve(space, parts, np.full(6, 0.42))
    seconds = time.process_time() - start
    return {
        "seconds": seconds,
        "gaps": {name: answer.gap for name, answer in found.answers.items()},
        "method": found.method,
    }


def frontier_twenty(seed: int) -> dict[str, Any]:
    from detente.deals.additive import additive_frontier

    space, parts = additive(seed, 20, 6, 3)
    start = time.process_time()
    found = additive_frontier(space, parts)
    return {"seconds": time.process_time() - start, "frontier": len(found.vectors)}


def fresh(name: str, seed: int) -> dict[str, Any]:
    """Run one task in its own process and add its peak memory."""
    done = subprocess.run(
        [sys.executable, str(HERE), "--task", name, "--seed", str(seed)],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def ask_peer(python: str, parties: int, seed: int) -> dict[str, Any]:
    space, parts = additive(seed, 6, 10, parties)
    scenario = {
        "levels": space.levels,
        "contributions": [[part.tolist() for part in party] for party in parts],
        "reservations": [0.2] * parties,
    }
    done = subprocess.run(
        [python, str(HERE.with_name("deals_peer.py"))],
        input=json.dumps(scenario),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def compare(peer: str | None, seed: int) -> list[dict[str, Any]]:
    rows = []
    for parties in (2, 3, 5):
        listed, carried = fresh(f"list:{parties}", seed), fresh(f"carry:{parties}", seed)
        row: dict[str, Any] = {
            "parties": parties,
            "efficient": listed["frontier"],
            "all packages looked at, s": round(listed["seconds"], 3),
            "frontier carried only, s": round(carried["seconds"], 3),
        }
        if peer:
            other = ask_peer(peer, parties, seed)
            same = np.allclose(sorted(other["points"]["nash"][0]), sorted(listed["nash"]), atol=1e-9)
            row |= {
                "negmas, s": round(other["seconds"], 2),
                "negmas efficient": other["frontier"],
                "same Nash point": same,
                "times faster, all looked at": round(other["seconds"] / listed["seconds"], 1),
                "times faster, carried only": round(other["seconds"] / carried["seconds"], 1),
            }
        rows.append(row)
    return rows


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--peer")
    ask.add_argument("--task")
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    if given.task:
        result = task(given.task, given.seed)
        result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(result, default=float))
        return
    fresh("stream", 1), fresh("list:5", 1)  # fill the cache of compiled loops
    tables = {
        "A million packages (6 issues x 10 levels): frontier and principles": compare(given.peer, given.seed)
    }
    large = []
    for name, what, target in (
        ("stream", "10^7 packages, 3 parties: frontier, principles, ties", "3 s, 400 MB"),
        ("programme", "20 x 6 levels, 6 parties, 10 rules: Nash, KS, egalitarian, utilitarian", "10 s"),
        ("twenty", "20 x 6 levels, 3 parties: whole frontier", "1 s"),
    ):
        for seed in (1, 2, 3):
            found = fresh(name, seed)
            proved = max(found["gaps"].values()) if "gaps" in found else 0.0
            large.append({"task": what, "seed": seed, "seconds": round(found["seconds"], 2),
                          "peak MB": round(found["peak_mb"]), "efficient": found.get("frontier", ""),
                          "largest gap": f"{proved:.1e}", "target": target})  # fmt: skip
    tables["Large spaces"] = large
    settings = {
        "seed": given.seed,
        "time": "processor time of one process",
        "peer": "negmas 0.16" if given.peer else "none",
    }
    write("deals_speed", "Deals: speed", head(settings, "numba"), tables)


if __name__ == "__main__":
    main()
