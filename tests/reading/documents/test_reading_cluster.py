"""Two workers on this machine give what one process gives; a run that was killed goes on from its cache."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detente.reading.corpus import Settings, read_items
from detente.reading.intake import find_items

ROOT = Path(__file__).parents[3]
NOTES = [ROOT / "tests" / "gold" / "it", ROOT / "tests" / "broken" / "reading"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the scheduler's own
def test_two_workers_give_the_same_as_one_process() -> None:
    distributed = pytest.importorskip("distributed", reason="the cluster extra is not installed")
    alone = list(read_items(find_items(NOTES)))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", scheduler_port=0, dashboard_address=None
    ) as cluster:
        spread = list(read_items(find_items(NOTES), settings=Settings(cluster=cluster.scheduler_address)))
    assert spread == alone


def count(folder: Path) -> int:
    return sum(1 for _ in folder.rglob("*.json.z"))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_run_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    words = "The envoy, Ana Oller, said that round {n} had failed. “We will go on,” she added. "
    for n in range(300):
        (folder / f"{n:03}.txt").write_text(words.format(n=n) * 20, encoding="utf-8")
    command = [sys.executable, "-m", "detente", "read", str(folder), "--workers", "1", "--format", "jsonl"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    killed = subprocess.Popen([*command, "--cache", str(tmp_path / "cache"), "-o", str(tmp_path / "a")],
                              env=environment, stderr=subprocess.DEVNULL)  # fmt: skip
    for _ in range(600):
        if count(tmp_path / "cache") >= 40 or killed.poll() is not None:
            break
        time.sleep(0.05)
    killed.kill()
    killed.wait()
    kept = count(tmp_path / "cache")
    assert 40 <= kept < 300
    stamps = {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").rglob("*.json.z")}
    for out, more in (("b", ["--cache", str(tmp_path / "cache")]), ("c", [])):
        subprocess.run(
            [*command, *more, "-o", str(tmp_path / out)], env=environment, check=True, capture_output=True
        )
    assert (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()
    assert count(tmp_path / "cache") == 300
    assert all(file.stat().st_mtime_ns == stamp for file, stamp in stamps.items()), (
        "a kept result was read again"
    )
