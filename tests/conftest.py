"""What several folders of tests share: the assessed cases, the evaluation data folder, Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def bundled_case() -> Any:
    """The bundled case."""
    from detente.case import library_path, load

    return load(library_path("ukraine_2025"))


@pytest.fixture(scope="session")
def small_case() -> Any:
    """The small case that ``detente new`` writes."""
    from detente.case import load
    from detente.case.bundled import template_path

    return load(template_path())


@pytest.fixture(scope="session")
def bundled_assessment(bundled_case: Any) -> Any:
    """The bundled case, assessed over few draws."""
    from detente.assess import assess

    return assess(bundled_case, draws=40, seed=1)


@pytest.fixture(scope="session")
def small_assessment(small_case: Any) -> Any:
    """The small case, assessed over few draws."""
    from detente.assess import assess

    return assess(small_case, draws=60, seed=1)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of evaluation data; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("DETENTE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the evaluation data folder is absent (set DETENTE_DATA)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real Chromium; tests that need it skip where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()
