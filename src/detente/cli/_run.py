"""What commands that run the chain share: finding the case, its options, telling how far a run is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from detente.assess.records import Assessment
    from detente.case.case import Case

BUNDLED = "ukraine_2025"


def is_case(name: str) -> bool:
    """Whether an argument names a case: a folder with case.yaml, that file, or a bundled case."""
    path = Path(name)
    if path.is_dir():
        return (path / "case.yaml").is_file()
    if path.name == "case.yaml":
        return True
    from detente.case.bundled import library_names

    return not path.exists() and name in library_names()


class Reporter:
    """Says on standard error how far a long run is; silent where nobody watches."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.live = sys.stderr.isatty()

    def __call__(self, what: str, done: int, total: int) -> None:
        """One step further."""
        if self.live:
            share = f" {done + 1}/{total}" if total > 1 else ""
            spent = time.monotonic() - self.started
            click.echo(f"\r\033[K{spent:5.1f} s  {what}{share}", nl=False, err=True)

    def clear(self) -> None:
        """Leave a clean line."""
        if self.live:
            click.echo("\r\033[K", nl=False, err=True)


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command running the chain has."""
    from detente.doubt.shares import SCALES

    options = (
        click.option("--draws", type=click.IntRange(1, 100_000), default=400, show_default=True, help="Draws of the uncertain quantities."),
        click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Same seed, same numbers."),
        click.option("--scale", type=click.Choice(list(SCALES)), default="icd203", show_default=True, help="Words of likelihood."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def run_chain(case: Case, draws: int, seed: int, scale: str) -> Assessment:
    """Assess with progress on the screen."""
    from detente.assess import assess

    reporter = Reporter()
    try:
        return assess(case, draws, seed, scale=scale, progress=reporter)
    finally:
        reporter.clear()
