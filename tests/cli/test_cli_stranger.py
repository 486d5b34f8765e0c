"""The command line in the hands of somebody who makes slips, stops it, and fills the disk."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from detente.case.bundled import template_path
from detente.cli import group

BINARY = [sys.executable, "-c", "from detente.cli import main; main()"]


def run(*arguments: str):
    return CliRunner().invoke(group, list(arguments))


def variant(folder: Path, change) -> str:
    """The template case with its file changed."""
    shutil.copytree(template_path(), folder)
    file = folder / "case.yaml"
    record = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(record)
    file.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return str(folder)


def test_a_misspelt_case_is_not_assessed_as_the_bundled_one(tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("Nothing was said.\n", encoding="utf-8")
    result = run("brief", str(tmp_path / "mycse"), str(note), "-o", str(tmp_path / "out"), "--draws", "2")
    assert result.exit_code == 1
    assert "mycse  [C-001]" in result.stderr
    assert not (tmp_path / "out").exists()


def test_what_if_each_says_that_there_are_no_scenarios():
    result = run("what-if", str(template_path()), "--each", "--draws", "3")
    assert result.exit_code == 1
    assert "has no scenarios" in result.stderr
    assert "docs/reference/case.md" in result.stderr


def test_paths_stay_whole_where_they_are_piped():
    result = run("show", str(template_path()), "--quantities")
    assert "issues.security.levels.guarantee.effects.monitoring " in result.stdout


def test_names_with_brackets_and_other_scripts_are_printed_as_they_are(tmp_path):
    def rename(record):
        record["parties"]["north"]["name"] = "الشمال [red]"
        record["parties"]["south"]["name"] = "ปักกิ่ง 🎉"  # no letter of the fonts that we draw with

    result = run("brief", variant(tmp_path / "c", rename), "-o", str(tmp_path / "out"), "--draws", "5")
    assert result.exit_code == 0, result.output
    assert "الشمال [red]" in result.stdout
    assert "ปักกิ่ง 🎉" in (tmp_path / "out" / "dossier.html").read_text(encoding="utf-8")


def test_numbers_of_one_are_singular(tmp_path):
    result = run("impact", str(template_path()), "s1", "--draws", "3")
    assert "withdrawn: 1 statement (s1)" in result.stdout


@pytest.mark.parametrize("name", ["nowhere", "garbage.bin"])
def test_deals_says_what_it_could_be_given(tmp_path, name):
    (tmp_path / "garbage.bin").write_bytes(b"\xfd\x00\xff")
    result = run("deals", str(tmp_path / name))
    assert result.exit_code == 1
    assert "name a case folder" in result.stderr


def test_a_conflict_file_of_bytes_is_no_text(tmp_path):
    (tmp_path / "garbage.bin").write_bytes(b"\xfd\x00\xff")
    result = run("stable", str(tmp_path / "garbage.bin"))
    assert "found: no UTF-8 text" in result.stderr
    assert "fix:   name a .gmcr or JSON conflict file" in result.stderr


def test_a_warning_of_motives_comes_with_rule_and_fix():
    result = run("motives", str(template_path()), "north")
    assert "rule: " in result.stdout
    assert "fix:  add `other: {prior: 0.1}`" in result.stdout


def test_the_other_order_of_moves_says_how_much_it_changes():
    result = run("hold", str(template_path()), "--draws", "3", "--two-sided")
    said = re.search(
        r"The order of moves matters in (\d+) % of draws; a value or chance moves by (\d\.\d\d)",
        result.stdout,
    )
    assert said is not None, result.stdout
    assert int(said[1]) == 0 or float(said[2]) > 0.0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [["--help"], ["lint", str(template_path())]])
def test_a_full_disk_is_said_in_one_line(arguments):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*BINARY, *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert "the disk is full: free some space" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_reader_that_goes_away_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*BINARY, "show", str(template_path())], stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_an_old_terminal_shows_codes_of_letters_it_lacks(tmp_path):
    def rename(record):
        record["title"] = "Gespräche über das Tal — долина"

    folder = variant(tmp_path / "c", rename)
    plain = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*BINARY, "show", folder], capture_output=True, text=True, env=plain)
    assert done.returncode == 0, done.stderr
    assert "Gespr\\xe4che" in done.stdout


def test_a_file_in_the_place_of_the_output_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    result = run(
        "brief", str(template_path()), "--no-read", "--draws", "2", "-o", str(tmp_path / "file" / "sub")
    )
    assert result.exit_code == 1
    assert str(tmp_path / "file") in result.stderr
    assert "name another folder" in result.stderr


def interrupted(arguments: list[str], ready, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run, wait until ``ready`` says that it is under way, then press Ctrl-C."""
    process = subprocess.Popen(
        [*BINARY, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    limit = time.monotonic() + 60
    while not ready() and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def test_ctrl_c_in_a_sweep_ends_with_130_and_the_run_can_go_on(tmp_path):
    store = tmp_path / "s.sqlite"
    more = ["--piece", "5", "--store", str(store)]

    def begun() -> bool:
        return store.exists() and store.stat().st_size > 20_000

    stopped = interrupted(["sweep", str(template_path()), "--draws", "90000", *more], begun, tmp_path)
    assert stopped.returncode == 130, stopped.stderr
    assert "goes on from there" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    again = run("sweep", str(template_path()), "--draws", "5", *more)
    assert again.exit_code == 0
    assert "1 were there, 0 computed" in again.stdout


def test_ctrl_c_in_brief_leaves_nothing_half_written(tmp_path):
    began = time.monotonic()
    stopped = interrupted(
        ["brief", "ukraine_2025", "--draws", "4000", "-o", "out"],
        lambda: time.monotonic() > began + 2.5,
        tmp_path,
    )
    assert stopped.returncode == 130, stopped.stderr
    assert stopped.stderr.strip().endswith("stopped")
    assert list(tmp_path.iterdir()) == []
