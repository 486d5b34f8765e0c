"""Who listens is told before loops are built, and not when they are kept."""

import os
import subprocess
import sys

from detente.war import _kernels
from detente.war.building import announce, is_built, tell_if_building

ASK = """
from detente.war.building import announce
from detente.war import _kernels
from detente.war.building import is_built, tell_if_building
said = []
announce.set(said.append)
print(is_built(_kernels.power_met))
tell_if_building(_kernels.solve_rows)
print(len(said), said)
"""


def ask(folder):
    env = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, text=True, check=True)
    return done.stdout


def test_a_cold_machine_is_told(tmp_path):
    found = ask(tmp_path)
    assert found.startswith("False\n1 ['building the solver once")


def test_what_was_built_is_not_announced(make_games):
    from detente.war.hold import solve_settlements

    solve_settlements(make_games(), 5)
    assert is_built(_kernels.solve_rows)
    said = []
    token = announce.set(said.append)
    try:
        tell_if_building(_kernels.solve_rows)
    finally:
        announce.reset(token)
    assert not said


def test_what_is_kept_on_disk_counts_as_built(make_games):
    from detente.war.hold import solve_settlements

    solve_settlements(make_games(), 5)
    script = "from detente.war import _kernels as k; from detente.war.building import is_built; print(is_built(k.solve_rows))"
    kept = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert kept.strip() == "True"
