"""``detente sweep``: grids on common draws, killed and continued, draws by error, a cluster that is not there."""

from __future__ import annotations

import contextlib
import csv
import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from detente.case import load
from detente.case.bundled import template_path
from detente.case.dumping import dump
from detente.cli.sweep import command as sweep

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "sweep.json"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    made = load(template_path()).with_values(
        {"scenarios": {"calm": {"label": "calm", "set": {"war.shock": 0.02}}}}
    )
    dump(made, tmp_path / "case")
    return tmp_path / "case"


def run(case: Path, *words: str, status: int = 0) -> Any:
    store = case.parent / "s.sqlite"
    only = next(iter(load(case).proposals))
    result = CliRunner().invoke(sweep, [str(case), "--store", str(store), "--only", only, *words])
    assert result.exit_code == status, result.output
    if "--json" not in words or status:
        return result.output
    record = json.loads(result.stdout)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(record)
    return record


def test_a_grid_crosses_scenarios_and_values_on_common_draws(case: Path) -> None:
    words = ("--draws", "60", "--piece", "20", "--scenario", "now", "--scenario", "calm")
    found = run(case, *words, "--grid", "war.power=0.4 to 0.5, 0.6", "--json")
    labels = [point["point"] for point in found["points"]]
    assert labels == [
        "now, war.power = 0.4 to 0.5",
        "now, war.power = 0.6",
        "calm, war.power = 0.4 to 0.5",
        "calm, war.power = 0.6",
    ]
    assert found["pieces"] == found["computed"] == 12
    first, other = ({row["id"]: row for row in found["points"][place]["shares"]} for place in (0, 1))
    for id, row in other.items():
        assert row["difference"] == pytest.approx(row["value"] - first[id]["value"])
        assert row["low"] <= row["difference"] <= row["high"]
    again = run(case, *words, "--grid", "war.power=0.4 to 0.5,0.6", "--json", "--workers", "2")
    assert again["computed"] == 0
    assert again["points"] == found["points"]


def test_every_point_is_what_a_sweep_of_it_alone_gives(case: Path) -> None:
    grid = run(case, "--draws", "30", "--piece", "10", "--grid", "war.shock=0.02,0.03", "--json")
    alone = run(case, "--draws", "30", "--piece", "10", "--scenario", "calm", "--json")
    values = {row["id"]: row["value"] for row in grid["points"][0]["shares"]}
    assert values == {row["id"]: row["value"] for row in alone["shares"]}
    assert any(row["value"] != values[row["id"]] for row in grid["points"][1]["shares"])


def test_a_grid_is_written_as_one_file_for_each_point(case: Path) -> None:
    target = case.parent / "out.csv"
    run(case, "--draws", "12", "--piece", "6", "--grid", "war.shock=0.02,0.03", "--write", str(target))
    for number in (1, 2):
        with (case.parent / f"out.{number}.csv").open(encoding="utf-8") as file:
            assert len(list(csv.reader(file))) == 13


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--grid", "war.shok=0.1,0.2"), "did you mean `war.shock`?"),
        (("--grid", "war.shock"), "a change is `path=value`"),
        (("--grid", "war.shock=0.01,many"), "C-013"),
        (("--scenario", "calmer"), "no scenario 'calmer'"),
        (("--cluster", "tcp://127.0.0.1:1"), "nothing is lost"),
    ],
)
def test_what_cannot_be_swept_is_said_before_anything_runs(
    case: Path, words: tuple[str, ...], says: str
) -> None:
    if "--cluster" in words:
        pytest.importorskip("distributed")
    assert says in run(case, "--draws", "10", *words, status=1)
    assert not (case.parent / "s.sqlite").exists() or "--cluster" in words


def test_draws_are_chosen_for_a_stated_error(case: Path) -> None:
    found = run(case, "--error", "0.05", "--json")
    assert found["draws"] == 100
    assert all(row["error"] <= 0.05 for row in found["shares"])
    result = CliRunner().invoke(sweep, [str(case), "--error", "0.05", "--draws", "9"])
    assert result.exit_code == 2
    assert "--draws or --error" in result.output


def test_sobol_points_are_another_run_under_the_same_name(case: Path) -> None:
    words = ("--draws", "64", "--piece", "64", "--json")
    plain, net = run(case, *words), run(case, *words, "--sampling", "sobol")
    assert net["computed"] == 1, "kept apart from the Latin hypercubes"
    for one, other in zip(plain["shares"], net["shares"], strict=True):
        assert one["value"] == pytest.approx(other["value"], abs=5 * max(one["error"], 0.02))
    assert plain["shares"] != net["shares"]


@pytest.mark.slow
def test_a_killed_command_goes_on_where_it_was(case: Path) -> None:
    """SIGKILL to the real command once it has kept a piece; the numbers are those of a run nobody touched."""
    only = next(iter(load(case).proposals))
    words = ["--draws", "200", "--piece", "5", "--only", only, "--json"]

    def begin(store: Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "detente", "sweep", str(case), "--store", str(store), *words],
            stdout=subprocess.PIPE,
            text=True,
        )

    def pieces(store: Path) -> int:
        try:
            with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as link:
                return int(link.execute("SELECT count(*) FROM chunks").fetchone()[0])
        except sqlite3.OperationalError:  # not made yet
            return 0

    whole = json.loads(begin(case.parent / "whole.sqlite").communicate(timeout=120)[0])
    store = case.parent / "killed.sqlite"
    for _ in range(2):
        before, process = pieces(store), begin(store)
        while pieces(store) <= before and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    kept = pieces(store)
    assert 2 <= kept < 40, "killed before it was done"
    last = json.loads(begin(store).communicate(timeout=120)[0])
    assert last["shares"] == whole["shares"]
    assert last["computed"] == 40 - kept, "what was kept is not computed again"


def test_workers_started_for_the_run_give_the_same_numbers_and_end_with_it(case: Path) -> None:
    pytest.importorskip("distributed")
    words = ("--draws", "60", "--piece", "20")
    made = run(case, *words, "--start", "2", "--json")
    (case.parent / "s.sqlite").unlink()
    here = run(case, *words, "--json")
    assert made["computed"] == here["computed"] == 3
    assert made["shares"] == here["shares"]


def test_without_dask_no_workers_are_started(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    words = ("--draws", "40", "--piece", "20", "--start", "1")
    assert "pip install 'detente[cluster]', or give --workers N" in run(case, *words, status=1)
    assert "2 computed (this process)" in run(case, *words, "--or-here")
    assert "--start or --cluster" in run(case, *words, "--cluster", "tcp://127.0.0.1:1", status=2)
