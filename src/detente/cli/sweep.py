"""``detente sweep``: many draws, in pieces that are kept, so that a run can be stopped and continued."""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli._kept import kept_run
from detente.cli._output import json_option, load_case, print_json, reports_faults, say
from detente.cli._overlay import scenario_changes

if TYPE_CHECKING:
    from detente.case import Case
    from detente.doubt.sweep_store import Plan


@click.command("sweep")
@click.argument("case")
@click.option("--draws", type=click.IntRange(1), default=10_000, show_default=True, help="Draws in all.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Same seed, same numbers.")
@click.option(
    "--piece",
    "size",
    type=click.IntRange(1),
    default=400,
    show_default=True,
    help="Draws per piece; another size gives other draws.",
)
@click.option("--only", multiple=True, metavar="PACKAGE", help="Only these packages (ids of the assessment).")
@click.option("--scenario", help="The case changed as a named scenario says.")
@click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("sweep.sqlite"),
    show_default=True,
    help="Where finished pieces are kept.",
)
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes on this machine."
)
@click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler, e.g. tcp://host:8786.")
@click.option("--or-here", is_flag=True, help="Go on here if the scheduler does not answer.")
@click.option(
    "--write",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all draws as .csv or .parquet.",
)
@json_option
@reports_faults
def command(case: str, **options: Any) -> None:  # fmt: skip
    """Assess the packages of CASE over many draws; stop it at any moment, run it again to go on.

    The numbers depend on the case, the seed and the size of a piece, not on workers or interruptions;
    asking for more draws later adds to those that are there. The packages are those of an assessment
    with 400 draws.

    \b
    detente sweep ukraine_2025 --draws 100000 --workers 2
    """
    from detente.doubt.sweep import Where, read_sweep, run_sweep, write_sweep

    loaded = load_case(case)
    packages = _packages(loaded, options["only"])
    plan, task = _plan(loaded, case, packages, options)
    where = Where(options["workers"], options["cluster"], options["or_here"])
    try:
        done = run_sweep(plan, task, options["store"], where, _Remaining())
    except KeyboardInterrupt:
        say(f"\nfinished pieces are kept in {options['store']}: the same command again goes on from there")
        raise
    shares = _shares(read_sweep(plan, options["store"]))
    if options["target"] is not None:
        write_sweep(plan, options["store"], options["target"])
    if options["as_json"]:
        print_json(
            {"draws": plan.draws, "pieces": len(plan.chunks), "computed": done.computed, "shares": shares}
        )
        return
    click.echo(
        f"{plan.draws} draws in {len(plan.chunks)} pieces: {done.found} were there, {done.computed} computed "
        f"({done.place}); kept in {options['store']}"
    )
    for row in shares:
        click.echo(
            f"  {row['id']:<46} {100 * row['value']:6.2f} %  (standard error {100 * row['error']:.2f})"
        )


def _packages(case: Case, only: tuple[str, ...]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    from detente.case.near import did_you_mean
    from detente.errors import UnknownIdError

    kept = kept_run(case, 400, 1)
    known = {package.id: tuple(package.package.items()) for package in kept.packages}
    for id in only:
        if id not in known:
            raise UnknownIdError(f"no package {id!r}: {did_you_mean(id, known, ', '.join(known))}")
    return tuple((id, package) for id, package in known.items() if not only or id in only)


def _plan(case: Case, name: str, packages: Any, options: dict[str, Any]) -> tuple[Plan, Any]:
    """The plan, addressed by the content of the case, and the picklable task."""
    from detente import __version__
    from detente.assess.sweeping import piece
    from detente.doubt.sweep_store import Plan

    path = str(Path(name).resolve()) if Path(name).exists() else name
    changes = list(scenario_changes(case, options["scenario"]).items()) if options["scenario"] else []
    settings = {
        "version": __version__,
        "packages": [[id, dict(package)] for id, package in packages],
        "changes": [[at, str(value)] for at, value in changes],
    }
    plan = Plan(f"assess:{case.digest}", settings, options["draws"], options["size"], options["seed"])
    return plan, partial(piece, path=path, digest=case.digest, packages=packages, changes=changes)


def _shares(arrays: dict[str, Any]) -> list[dict[str, Any]]:
    """Mean of every number over the draws with its standard error."""
    import numpy as np

    return [
        {"id": id, "value": float(rows.mean()), "error": float(rows.std() / np.sqrt(rows.size))}
        for id, rows in arrays.items()
    ]


class _Remaining:
    """Pieces done and the time that is left, on standard error; silent where nobody watches."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.first: int | None = None
        self.live = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        """One piece further."""
        if self.first is None:
            self.first = done
        if not self.live:
            return
        made = done - self.first
        left = (time.monotonic() - self.began) / made * (total - done) if made else None
        rest = (
            ""
            if left is None
            else f", about {left / 60:.0f} min left"
            if left > 90
            else f", about {left:.0f} s left"
        )
        click.echo(f"\r\033[K{done}/{total} pieces{rest}", nl=done == total, err=True)
