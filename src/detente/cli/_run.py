"""What commands that run the chain share: finding the case, its options, telling how far a run is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from detente.cli._scale import scale_option

if TYPE_CHECKING:
    from detente.assess.chain import Run
    from detente.assess.records import Assessment
    from detente.case.case import Case

BUNDLED = "ukraine_2025"
#: Seconds that are still to come from which a watcher is told.
_WORTH_SAYING = 10.0


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
        self.what = ""
        self.since = self.started

    def __call__(self, what: str, done: int, total: int) -> None:
        """One step further."""
        if self.live:
            share = f" {done + 1}/{total}" if total > 1 else ""
            now = time.monotonic()
            if what != self.what:
                self.what, self.since = what, now
            left = (now - self.since) * (total - done) / done if done else 0.0
            more = f", about {left:.0f} s left" if left >= _WORTH_SAYING else ""
            click.echo(f"\r\033[K{now - self.started:5.1f} s  {what}{share}{more}", nl=False, err=True)

    def clear(self) -> None:
        """Leave a clean line."""
        if self.live:
            click.echo("\r\033[K", nl=False, err=True)


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command running the chain has."""
    options = (
        error_option,
        click.option("--draws", type=click.IntRange(1, 100_000), default=400, show_default=True, callback=enough_draws, help="Draws of the uncertain quantities."),
        click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Same seed, same numbers."),
        scale_option,
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def error_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Draws chosen by the standard error that a share may have; goes with ``enough_draws`` on ``--draws``."""

    def remember(context: click.Context, _option: click.Parameter, value: float | None) -> None:
        context.meta["detente.error"] = value

    help = "As many draws as keep the standard error of every share at or below this (0.01: one point)."
    made = click.option(
        "--error", type=click.FloatRange(0.0015, 0.5), is_eager=True, expose_value=False, callback=remember, help=help
    )  # fmt: skip
    return made(command)


def enough_draws(context: click.Context, option: click.Parameter, value: int) -> int:
    """The draws that were asked for, or those that ``--error`` needs (a share of one half needs most)."""
    error = context.meta.get("detente.error")
    if error is None:
        return value
    source = context.get_parameter_source(option.name or "")
    if source is not None and source.name == "COMMANDLINE":
        raise click.UsageError("give --draws or --error, not both: the error sets the number of draws")
    from detente.doubt.shares import draws_for

    return draws_for(error)


def sampling_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """How draws are spread."""
    made = click.option(
        "--sampling",
        type=click.Choice(["latin", "sobol"]),
        default="latin",
        show_default=True,
        help="Latin hypercube, or scrambled Sobol points.",
    )
    return made(command)


def run_chain(
    case: Case,
    draws: int,
    seed: int,
    scale: str,
    sampling: Literal["latin", "sobol"] = "latin",
    search_by: Literal["race", "wide", "all"] = "race",
) -> Assessment:
    """Assess with progress on the screen, and keep the run for questions about it (as it is done by default)."""
    from detente.cli._kept import keep_run

    made = run_chain_fully(case, draws, seed, scale, sampling, search_by)
    if search_by == "race":
        keep_run(made)
    return made.assessment


def run_chain_fully(
    case: Case,
    draws: int,
    seed: int,
    scale: str,
    sampling: Literal["latin", "sobol"] = "latin",
    search_by: Literal["race", "wide", "all"] = "race",
) -> Run:
    """Assess with progress on the screen."""
    from detente.assess.chain import run

    reporter = Reporter()
    try:
        return run(case, draws, seed, scale=scale, sampling=sampling, search_by=search_by, progress=reporter)
    finally:
        reporter.clear()
