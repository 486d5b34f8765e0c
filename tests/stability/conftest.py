"""Shared by the tests of the stability room: the evaluation data, and helpers beside this file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def stability_data() -> Path:
    root = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[3] / "shared" / "data"))
    folder = root / "stability"
    if not folder.is_dir():
        pytest.skip(f"no evaluation data at {folder}; set DETENTE_DATA")
    return folder
