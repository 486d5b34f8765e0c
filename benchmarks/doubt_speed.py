"""Accuracy and time of the doubt room: draws, indices, flip sets, sweeps.

``python benchmarks/doubt_speed.py [--case DRAWS | --dask]``; with ``--case 100000`` the bundled case is swept
on two processes, with ``--dask`` one and two local Dask workers are compared on it.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from detente.doubt.draws import uniforms
from detente.doubt.flips import LabelledDraws, flip_sets, leave_one_out
from detente.doubt.sweep import Where, read_sweep, run_sweep
from detente.doubt.sweep_store import Arrays, Chunk, Plan
from detente.doubt.variance import sobol_indices
from doubt_common import head, write

#: Draws of the comparison on Dask.
DASK_DRAWS = 12_000


def ishigami(unit: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * unit - 1)
    result: np.ndarray = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return result


def sampling_table() -> list[dict[str, Any]]:
    """Spread over 40 seeds of a mean over 6 quantities, by kind of draws."""
    names = [f"q{i}" for i in range(6)]
    rows = []
    for count in (400, 2000):
        spread = {}
        for kind in ("plain", "latin", "sobol"):
            means = []
            for seed in range(40):
                if kind == "plain":
                    table = np.random.default_rng(seed).random((count, 6))
                else:
                    columns = uniforms(names, count, seed, method=kind)  # type: ignore[arg-type]
                    table = np.column_stack([columns[name] for name in names])
                means.append(((table[:, :4].sum(axis=1) + table[:, 4] * table[:, 5]) > 2.2).mean())
            spread[kind] = round(float(np.std(means)), 5)
        rows.append({"draws": count, **{f"standard error, {kind}": value for kind, value in spread.items()}})
    return rows


def indices_table() -> list[dict[str, Any]]:
    exact_first, exact_total = (0.3139052, 0.4424111, 0.0), (0.5575889, 0.4424111, 0.2436837)
    rows = []
    for power in (8, 10, 12, 14):
        start = time.process_time()
        found = sobol_indices(ishigami, ["x1", "x2", "x3"], 2**power, np.random.default_rng(0))
        spent = time.process_time() - start
        first = max(abs(i.value - e) for i, e in zip(found.first_order.values(), exact_first, strict=True))
        total = max(abs(i.value - e) for i, e in zip(found.total_order.values(), exact_total, strict=True))
        rows.append(
            {
                "runs": found.runs,
                "largest error, first order": round(first, 4),
                "largest error, total": round(total, 4),
                "processor seconds": round(spent, 3),
            }
        )
    return rows


def flips_table() -> list[dict[str, Any]]:
    rows = []
    for items, draws in ((30, 2000), (100, 400), (100, 2000), (100, 5000)):
        rng = np.random.default_rng(1)
        labels, components, outcome = {}, {}, rng.normal(size=draws)
        for q in range(0, items, 2):
            labels[f"q{q}"] = rng.choice(3, draws, p=[0.4, 0.3, 0.3])
            components[f"q{q}"] = [(), (f"e{q}",), (f"e{q + 1}",)]
            outcome = outcome + rng.normal(size=3)[labels[f"q{q}"]] * 0.2
        record = LabelledDraws((outcome > np.quantile(outcome, 0.05)).astype(float), labels, components)
        wall, start = time.perf_counter(), time.process_time()
        leave_one_out(record)
        one = time.process_time() - start
        report = flip_sets(record, 0.02)
        rows.append(
            {
                "items": items,
                "draws": draws,
                "searched to size": report.searched,
                "leave-one-out, processor s": round(one, 3),
                "flip sets, processor s": round(time.process_time() - start - one, 2),
                "both, wall s": round(time.perf_counter() - wall, 2),
            }
        )
    return rows


def work(chunk: Chunk) -> Arrays:
    """A stand-in for one piece of an assessment: a linear system per draw."""
    columns = uniforms([f"q{i}" for i in range(6)], chunk.draws, chunk.seed)
    table = np.column_stack(list(columns.values()))
    result = np.empty(chunk.draws)
    for i, row in enumerate(table):
        matrix = np.eye(40) * 1.5 + np.outer(np.linspace(0, row[0], 40), np.linspace(row[1], 1, 40))
        result[i] = np.linalg.solve(matrix, np.ones(40) * row[2]).sum()
    return {"value": result}


def sweep_table() -> list[dict[str, Any]]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for draws in (5_000, 10_000, 20_000, 40_000):
            plan = Plan("bench", {}, draws, 500, 1)
            store = Path(folder) / f"{draws}.sqlite"
            start = time.process_time()
            run_sweep(plan, work, store)
            spent = time.process_time() - start
            again = time.process_time()
            run_sweep(plan, work, store)
            read_sweep(plan, store)
            rows.append(
                {
                    "draws": draws,
                    "processor s": round(spent, 2),
                    "microseconds per draw": round(1e6 * spent / draws, 1),
                    "second run and reading, s": round(time.process_time() - again, 3),
                    "bytes per draw": round(store.stat().st_size / draws, 1),
                }
            )
    return rows


def case_task() -> tuple[Any, str]:
    """The work of ``detente sweep ukraine_2025 --only armed_line``: one piece, and the digest of the case."""
    from detente.assess.chain import proposals
    from detente.assess.sweeping import piece
    from detente.case import load

    case = load("ukraine_2025")
    packages = tuple(
        (each.id, tuple(each.package.items())) for each in proposals(case) if each.id == "armed_line"
    )
    return partial(piece, path="ukraine_2025", digest=case.digest, packages=packages), case.digest


def case_table(most: int) -> list[dict[str, Any]]:
    """Cost of a sweep of the bundled case on two processes, to 10^5 draws with ``most`` = 100,000."""
    task, digest = case_task()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        run_sweep(Plan("warm", {}, 200, 100, 1), task, Path(folder) / "warm.sqlite")
        for draws in (most // 10, most // 4, most):
            plan = Plan(f"assess:{digest}", {}, draws, 400, 1)
            store = Path(folder) / f"{draws}.sqlite"
            wall, spent = time.perf_counter(), children_seconds()
            run_sweep(plan, task, store, Where(workers=2))
            wall, spent = time.perf_counter() - wall, children_seconds() - spent
            held = read_sweep(plan, store)["verdict.armed_line.holds"]
            rows.append(
                {
                    "draws": draws,
                    "wall s": round(wall, 1),
                    "processor s": round(spent, 1),
                    "processor ms per draw": round(1e3 * spent / draws, 3),
                    "processor ms per draw beyond the row above": further(rows, draws, spent),
                    "signed and holds": round(float(held.mean()), 4),
                    "standard error": round(float(held.std() / draws**0.5), 5),
                }
            )
    return rows


def further(rows: list[dict[str, Any]], draws: int, spent: float) -> float | str:
    """What each further draw costs, without what starting the workers costs once."""
    if not rows:
        return "-"
    return round(1e3 * (spent - rows[-1]["processor s"]) / (draws - rows[-1]["draws"]), 3)


def children_seconds() -> float:
    """Processor time of this process and of the workers that have ended."""
    return sum(
        getattr(resource.getrusage(who), key)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        for key in ("ru_utime", "ru_stime")
    )


#: Times that each number of workers is measured, in turn; the median counts.
ROUNDS = 3


def dask_table() -> list[dict[str, Any]]:
    """The same sweep of the bundled case on one and on two workers, one thread each, started and warmed up."""
    import distributed

    task, digest = case_task()
    walls: dict[int, list[float]] = {1: [], 2: []}
    values = []
    for turn in range(ROUNDS):
        for workers in (1, 2):
            with (
                tempfile.TemporaryDirectory() as folder,
                distributed.LocalCluster(
                    n_workers=workers, threads_per_worker=1, dashboard_address=None
                ) as cluster,
            ):
                where = Where(cluster=cluster.scheduler_address)
                warm = Plan("warm", {"turn": turn}, 100 * 8 * workers, 100, 1)
                run_sweep(warm, task, Path(folder) / "warm.sqlite", where)
                plan = Plan(f"assess:{digest}", {}, DASK_DRAWS, 500, 1)
                start = time.perf_counter()
                run_sweep(plan, task, Path(folder) / "s.sqlite", where)
                walls[workers].append(time.perf_counter() - start)
                values.append(read_sweep(plan, Path(folder) / "s.sqlite")["verdict.armed_line.holds"])
    assert all((value == values[0]).all() for value in values)
    one = float(np.median(walls[1]))
    return [
        {
            "Dask workers": workers,
            "wall s, median": round(float(np.median(times)), 2),
            "all rounds": ", ".join(f"{each:.1f}" for each in times),
            "times one worker": round(one / float(np.median(times)), 2),
        }
        for workers, times in walls.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dask", action="store_true")
    parser.add_argument(
        "--case", type=int, metavar="DRAWS", help="Sweep the bundled case up to so many draws."
    )
    asked = parser.parse_args()
    if asked.case:
        tables = {"Sweep of the bundled case on two processes": case_table(asked.case)}
        settings = {"pieces": "400 draws", "package": "armed_line", "workers": 2}
        write("doubt_case_sweep", "Cost of a long sweep of the bundled case", head(settings, "numba"), tables)
        return
    if asked.dask:
        tables = {f"A sweep of the bundled case, {DASK_DRAWS:,} draws, same numbers": dask_table()}
        settings = {"pieces": "500 draws", "threads per worker": 1, "rounds": ROUNDS, "package": "armed_line"}
        write("doubt_dask", "Sweeps on one and two Dask workers", head(settings, "distributed"), tables)
        return
    tables = {
        "Standard error of a share by kind of draws": sampling_table(),
        "Sobol indices of the Ishigami function": indices_table(),
        "Evidence that turns a conclusion": flips_table(),
        "Sweeps in one process": sweep_table(),
    }
    settings = {"seeds": "40 for the first table, else one", "pieces of a sweep": "500 draws"}
    write("doubt_speed", "Accuracy and time of the doubt room", head(settings), tables)


if __name__ == "__main__":
    main()
