"""Where the evaluation data lies, if it lies anywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def deal_data() -> Path:
    """The folder of deal scenarios; tests that need it skip where it is absent."""
    root = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
    folder = root / "deals"
    if not folder.is_dir():
        pytest.skip(f"evaluation data not found at {folder}; set DETENTE_DATA")
    return folder
