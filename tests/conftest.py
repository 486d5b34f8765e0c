"""What several folders of tests share: assessed cases, evaluation data, Chromium, a check that time grows slowly."""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
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
def grows_slowly() -> Callable[..., None]:
    """Asserts that work takes far less time than the square of what its input grows by.

    Each input's time is its least over three to ten turns, without garbage collection, so that a busy
    machine makes nothing fail: work in quadratic time fails every turn.
    """

    def check(work: Callable[[Any], object], small: Any, large: Any, times: float) -> None:
        least = [float("inf")] * 2
        for turn in range(10):
            for place, given in enumerate((small, large)):
                least[place] = min(least[place], _processor_time(work, given))
            if turn >= 2 and least[1] < times**1.5 * least[0] + 0.02:
                return
        pytest.fail(
            f"{times:g} times the input takes {least[1]:.3f} s after {least[0]:.4f} s of processor time"
        )

    return check


def _processor_time(work: Callable[[Any], object], given: Any) -> float:
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        work(given)
        return time.process_time() - start
    finally:
        gc.enable()


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
