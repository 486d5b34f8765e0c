"""The base case of the theory page, and its plain reference solver where the folder is present."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import numpy as np
import pytest

from detente.war.hold import SettlementGames
from detente.war.process import war_line


def base_games(**changes):
    """The base case: hazard 0.05, patience 0.99, costs 0.3 and 0.4, flow 0.2, even power, no guarantee."""
    fields = {
        "power": 0.5, "drift": 0.0, "shock": 0.0, "power_min": 0.0, "power_max": 1.0,
        "share_a": 0.45, "discount_a": 0.99, "discount_b": 0.99,
        "war_a": np.stack(war_line(0.05, 0.99, 0.3, 1, 0, 0.2), -1),
        "war_b": np.stack(war_line(0.05, 0.99, 0.4, 0, 1, 0.8), -1),
    }  # fmt: skip
    fields.update(changes)
    fields.setdefault("share_b", 1 - np.asarray(fields["share_a"]))
    return SettlementGames(**fields)


@pytest.fixture(scope="session")
def reference():
    """The theory page's plain solver, loaded by path; tests that need it skip where it is absent."""
    root = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("DETENTE_THEORY", root / ".." / "shared" / "data" / ".." / "theory"))
    if not (folder / "hold.py").is_file():
        pytest.skip(f"no reference solver at {folder}")
    spec = importlib.util.spec_from_file_location("theory_hold", folder / "hold.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def make_games():
    return base_games
