"""Sweeps: same bytes however they are run, interrupted, killed or damaged."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import types
from pathlib import Path

import numpy as np
import pytest

from detente.doubt.draws import uniforms
from detente.doubt.sweep import Where, read_sweep, run_sweep, write_sweep
from detente.doubt.sweep_store import Arrays, Chunk, Plan, Store, SweepError, decode, encode
from detente.errors import ShapeError

PLAN = Plan("case:abc", {"method": "toy"}, draws=230, chunk_draws=50, seed=9)


def toy(chunk: Chunk) -> Arrays:
    table = uniforms(["power", "patience"], chunk.draws, chunk.seed)
    return {"holds": table["power"] > 0.4, "value": np.column_stack([table["power"], table["patience"]])}


def test_pieces_have_their_own_seeds_and_cover_all_draws() -> None:
    chunks = PLAN.chunks
    assert [chunk.draws for chunk in chunks] == [50, 50, 50, 50, 30]
    assert len({chunk.seed for chunk in chunks}) == 5
    assert Plan("case:abc", {"method": "toy"}, 100, 50, 9).key == PLAN.key
    assert Plan("case:abc", {"method": "toy"}, 100, 50, 8).key != PLAN.key
    with pytest.raises(ShapeError, match="at least 1"):
        _ = Plan("x", {}, 0).chunks


def test_a_second_run_computes_nothing_and_a_longer_one_only_the_rest(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    seen: list[tuple[int, int]] = []
    first = run_sweep(PLAN, toy, store, report=lambda done, count: seen.append((done, count)))
    assert (first.found, first.computed) == (0, 5)
    assert seen[0] == (0, 5)
    assert seen[-1] == (5, 5)
    again = run_sweep(PLAN, toy, store)
    assert (again.found, again.computed) == (5, 0)
    longer = Plan(PLAN.what, PLAN.settings, 400, 50, 9)
    assert run_sweep(longer, toy, store).computed == 4
    assert (read_sweep(longer, store)["value"][:200] == read_sweep(PLAN, store)["value"][:200]).all()


def test_an_error_in_the_middle_keeps_what_is_finished(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"

    def breaks(chunk: Chunk) -> Arrays:
        if chunk.index == 3:
            raise KeyboardInterrupt
        return toy(chunk)

    with pytest.raises(KeyboardInterrupt):
        run_sweep(PLAN, breaks, store)
    with pytest.raises(SweepError, match=r"2 of 5 pieces are missing \(3, 4\)"):
        read_sweep(PLAN, store)
    assert run_sweep(PLAN, toy, store).computed == 2


def test_a_damaged_piece_is_noticed_and_made_again(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    run_sweep(PLAN, toy, store)
    good = read_sweep(PLAN, store)
    with sqlite3.connect(store) as link:
        link.execute("UPDATE chunks SET body = zeroblob(length(body)) WHERE chunk = 2")
    link.close()
    with pytest.raises(SweepError, match=r"1 of 5 pieces are missing \(2\)"):
        read_sweep(PLAN, store)
    assert run_sweep(PLAN, toy, store).computed == 1
    assert all((read_sweep(PLAN, store)[name] == good[name]).all() for name in good)


def test_bytes_survive_the_round_trip_and_depend_on_content_alone() -> None:
    arrays = {"b": np.arange(6.0).reshape(3, 2), "a": np.array([True, False, True])}
    body = encode(arrays, 3)
    back = decode(body)
    assert list(back) == ["a", "b"]
    assert all(
        (back[name] == arrays[name]).all() and back[name].dtype == arrays[name].dtype for name in arrays
    )
    assert encode(dict(reversed(arrays.items())), 3) == body
    with pytest.raises(ShapeError, match="needs that many rows"):
        encode(arrays, 4)
    with pytest.raises(ShapeError, match="object"):
        encode({"x": np.array([None])}, 1)


def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    run_sweep(Plan(PLAN.what, PLAN.settings, 50, 50, 9), toy, store)
    with Store(store) as kept:
        pages = kept._link.execute("PRAGMA page_count").fetchone()[0]
        kept._link.execute(f"PRAGMA max_page_count = {pages}")
        big = Plan("case:big", {}, 20_000, 20_000)
        with pytest.raises(SweepError, match=r"full.*make room and run the same command"):
            kept.put(big, big.chunks[0], {"x": np.zeros(20_000)})
        assert kept.finished(PLAN) == {0}


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "notes.txt"
    store.write_text(
        "these are my notes, not a database, and long enough to look at\n" * 40, encoding="utf-8"
    )
    with pytest.raises(SweepError, match="name another file"):
        run_sweep(PLAN, toy, store)
    with pytest.raises(SweepError, match="run the sweep first"):
        read_sweep(PLAN, tmp_path / "none.sqlite")


def test_a_cluster_that_does_not_answer_stops_or_goes_on_here(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    nowhere = "tcp://127.0.0.1:9"
    with pytest.raises(SweepError, match=r"without --cluster|leave --cluster out"):
        run_sweep(PLAN, toy, store, Where(cluster=nowhere, patience=1.0))
    sweep = run_sweep(PLAN, toy, store, Where(cluster=nowhere, or_here=True, patience=1.0))
    assert (sweep.computed, sweep.place) == (5, "this process")


class FakeFuture:
    """A piece on a cluster that goes away after three."""

    def __init__(self, number: int, work: object) -> None:
        self.status, self._work = ("finished" if number < 3 else "cancelled"), work

    def result(self) -> object:
        return self._work() if callable(self._work) else None

    def release(self) -> None:
        """Nothing to release."""


class FakeClient:
    """A client of a cluster that goes away."""

    closed = 0

    def __init__(self, *_: object, **__: object) -> None:
        self.sent = 0

    def wait_for_workers(self, *_: object, **__: object) -> None:
        """There are some."""

    def submit(self, task: object, chunk: object, pure: bool) -> FakeFuture:
        self.sent += 1
        return FakeFuture(self.sent, lambda: task(chunk))  # type: ignore[operator]

    def close(self) -> None:
        FakeClient.closed += 1


@pytest.mark.parametrize("or_here", [False, True])
def test_a_cluster_that_is_lost_on_the_way_keeps_what_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, or_here: bool
) -> None:
    module = types.SimpleNamespace(Client=FakeClient, as_completed=list)
    monkeypatch.setitem(sys.modules, "distributed", module)
    store, where = tmp_path / "s.sqlite", Where(cluster="tcp://somewhere:1", or_here=or_here)
    if or_here:
        assert run_sweep(PLAN, toy, store, where).place == "tcp://somewhere:1, then this process"
    else:
        with pytest.raises(SweepError, match="finished pieces are kept: run the same command again"):
            run_sweep(PLAN, toy, store, where)
        with Store(store) as kept:
            assert len(kept.finished(PLAN)) == 2
        assert run_sweep(PLAN, toy, store).computed == 3
    run_sweep(PLAN, toy, tmp_path / "plain.sqlite")
    one, other = read_sweep(PLAN, store), read_sweep(PLAN, tmp_path / "plain.sqlite")
    assert all((one[name] == other[name]).all() for name in one)
    assert FakeClient.closed


def test_a_scheduler_without_workers_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Idle(FakeClient):
        def wait_for_workers(self, *_: object, **__: object) -> None:
            raise TimeoutError

    module = types.SimpleNamespace(Client=Idle, as_completed=list)
    monkeypatch.setitem(sys.modules, "distributed", module)
    with pytest.raises(SweepError, match="has no workers; nothing is lost"):
        run_sweep(PLAN, toy, tmp_path / "s.sqlite", Where(cluster="tcp://somewhere:1"))


def test_results_are_written_as_csv(tmp_path: Path) -> None:
    store, target = tmp_path / "s.sqlite", tmp_path / "out.csv"
    run_sweep(PLAN, toy, store)
    write_sweep(PLAN, store, target)
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "holds,value.0,value.1"
    assert len(lines) == 231
    assert float(lines[1].split(",")[1]) == read_sweep(PLAN, store)["value"][0, 0]
    with pytest.raises(SweepError, match=r"csv or \.parquet"):
        write_sweep(PLAN, store, tmp_path / "out.txt")


SCRIPT = """
import sys, time
from pathlib import Path
import numpy as np
from detente.doubt.draws import uniforms
from detente.doubt.sweep import Where, run_sweep, write_sweep
from detente.doubt.sweep_store import Plan

def slow(chunk):
    time.sleep(0.01)
    return {"x": uniforms(["a"], chunk.draws, chunk.seed)["a"]}

if __name__ == "__main__":
    plan = Plan("kill", {}, 600, 20, 4)
    run_sweep(plan, slow, Path(sys.argv[1]), Where(workers=int(sys.argv[3])), lambda done, count: print(done, flush=True))
    write_sweep(plan, Path(sys.argv[1]), Path(sys.argv[2]))
"""


def run_killed(folder: Path, workers: int, rng: random.Random, kills: int) -> tuple[bytes, int]:
    """Run the script, killing it at random moments until it has finished; final bytes and kills."""
    script, store, out = folder / "script.py", folder / "s.sqlite", folder / "out.csv"
    script.write_text(SCRIPT, encoding="utf-8")
    done = 0
    while not out.exists():
        process = subprocess.Popen(
            [sys.executable, str(script), str(store), str(out), str(workers)], stdout=-1
        )
        assert process.stdout is not None
        if done < kills:
            process.stdout.readline()  # it has begun: kills during start-up would prove nothing
            time.sleep(rng.uniform(0, 0.25))
            process.send_signal(signal.SIGKILL)
            done += 1
        process.wait(timeout=120)
        process.stdout.close()
    return out.read_bytes(), done


def test_killing_it_again_and_again_leaves_the_same_final_bytes(tmp_path: Path) -> None:
    plain, killed = tmp_path / "plain", tmp_path / "killed"
    plain.mkdir()
    killed.mkdir()
    expected, _ = run_killed(plain, 1, random.Random(0), 0)
    found, kills = run_killed(killed, 1, random.Random(1), 3)
    assert found == expected
    assert kills >= 1


@pytest.mark.slow
def test_fifty_kills_with_workers_leave_the_same_final_bytes(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    expected, _ = run_killed(plain, 1, random.Random(0), 0)
    total, turn = 0, 0
    while total < 50:
        folder = tmp_path / f"turn{turn}"
        folder.mkdir()
        found, kills = run_killed(folder, 1 + turn % 2, random.Random(turn), min(5, 50 - total))
        assert found == expected
        total, turn = total + kills, turn + 1


@pytest.mark.skipif(not hasattr(os, "getppid"), reason="needs process parents")
def test_workers_do_not_change_a_number(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    assert run_killed(one, 1, random.Random(0), 0)[0] == run_killed(two, 2, random.Random(0), 0)[0]
