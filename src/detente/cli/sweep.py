"""``detente sweep``: many draws, in pieces that are kept, so that a run can be stopped and continued."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli._kept import kept_run
from detente.cli._output import ids_option, json_option, load_case, reports_faults, say, tell
from detente.cli._overlay import scenario_changes, settings_from
from detente.cli._run import enough_draws, error_option, sampling_option
from detente.cli._trail import DEAL, print_answer

if TYPE_CHECKING:
    from detente.assess.candidates import Candidate
    from detente.case import Case
    from detente.doubt.sweep import Sweep, Where
    from detente.doubt.sweep_store import Plan


@click.command("sweep")
@click.argument("case")
@error_option
@click.option(
    "--draws",
    type=click.IntRange(1),
    default=10_000,
    show_default=True,
    callback=enough_draws,
    help="Draws in all, at every point of a grid.",
)
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
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    help="The case changed as a named scenario says; several make a grid, `now` is the case as it stands.",
)
@click.option(
    "--grid",
    "grids",
    multiple=True,
    metavar="PATH=A,B,...",
    help="Other values of one number; several options are crossed with one another and with the scenarios.",
)
@sampling_option
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
@click.option(
    "--start",
    type=click.IntRange(1),
    metavar="N",
    help="Start N Dask workers on this machine for this run (extra `cluster`).",
)
@click.option(
    "--or-here", is_flag=True, help="Go on here, on processes, if the cluster does not answer or start."
)
@click.option(
    "--write",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all draws as .csv or .parquet.",
)
@json_option
@ids_option
@reports_faults
def command(case: str, **options: Any) -> None:  # fmt: skip
    """Assess the packages of CASE over many draws; stop it at any moment, run it again to go on.

    The numbers depend on the case, the seed and the size of a piece, not on workers or interruptions;
    asking for more draws later adds to those that are there. The packages are those of an assessment
    with 400 draws.

    \b
    detente sweep ukraine_2025 --draws 100000 --workers 2
    detente sweep ukraine_2025 --draws 100000 --start 2
    detente sweep ukraine_2025 --error 0.005 --only armed_line
    detente sweep ukraine_2025 --scenario now --scenario mediator_leaves --grid "war.shock=0.01,0.02"
    """
    if options["start"] is not None and options["cluster"] is not None:
        raise click.UsageError("give --start or --cluster: a cluster of one's own, or one that is there")
    loaded = load_case(case)
    packages = _packages(loaded, options["only"])
    points = _points(loaded, options["scenarios"], options["grids"])
    plans = [_plan(loaded, case, packages, changes, options) for changes in points.values()]
    with _place(options) as where:
        done = _run(plans, options["store"], where)
    records = _records(list(points), [plan for plan, _ in plans], options["store"])
    if options["target"] is not None:
        _write([plan for plan, _ in plans], options["store"], options["target"])
    plan, computed = plans[0][0], sum(one.computed for one in done)
    if options["as_json"]:
        whole: dict[str, Any] = {
            "draws": plan.draws,
            "pieces": len(plan.chunks) * len(plans),
            "computed": computed,
        }
        whole |= {"shares": records[0]["shares"]} if len(points) == 1 else {"points": records}
        print_answer(whole, loaded, (*DEAL, "signals"), [id for id, _ in packages])
        return
    tell(
        f"{plan.draws} draws in {len(plan.chunks)} pieces"
        + (f" at each of {len(points)} points" if len(points) > 1 else "")
        + f": {sum(one.found for one in done)} were there, {computed} computed ({done[0].place}); "
        f"kept in {options['store']}"
    )
    for record in records:
        _print(record, whole=len(points) == 1)


@contextmanager
def _place(options: Mapping[str, Any]) -> Iterator[Where]:
    """Where the pieces are computed, a cluster of our own started and ended around it."""
    from detente.doubt.local_cluster import local_cluster
    from detente.doubt.sweep import Where
    from detente.doubt.sweep_store import SweepError

    where = Where(options["workers"], options["cluster"], options["or_here"])
    if options["start"] is None:
        yield where
        return
    where = replace(where, workers=options["start"])
    with ExitStack() as stack:
        try:
            where = replace(where, cluster=stack.enter_context(local_cluster(where.workers)))
        except SweepError:
            if not where.or_here:
                raise
        yield where


def _run(plans: Sequence[tuple[Plan, Any]], store: Path, where: Where) -> list[Sweep]:
    """Every point in turn, with one account of how far all of them are."""
    from detente.doubt.sweep import run_sweep

    progress = _Remaining(sum(len(plan.chunks) for plan, _ in plans))
    done = []
    try:
        for plan, task in plans:
            done.append(run_sweep(plan, task, store, where, progress))
            progress.before += len(plan.chunks)
    except KeyboardInterrupt:
        say(f"\nfinished pieces are kept in {store}: the same command again goes on from there")
        raise
    return done


def _points(case: Case, scenarios: Sequence[str], grids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Label and changes of every point, the changed cases checked; one point without changes if none is asked for."""
    axes: list[list[tuple[str, Mapping[str, Any]]]] = []
    if scenarios:
        axes.append([(name, {} if name == "now" else scenario_changes(case, name)) for name in scenarios])
    for text in grids:
        path, equals, values = text.partition("=")
        pairs = [f"{path}{equals}{value}" for value in _split(values)]
        axes.append(
            [(f"{path.strip()} = {pair.partition('=')[2].strip()}", settings_from([pair])) for pair in pairs]
        )
    points = {}
    for chosen in itertools.product(*axes):
        changes = {path: value for _, part in chosen for path, value in part.items()}
        case.with_values(changes)
        points[", ".join(label for label, _ in chosen) or "now"] = changes
    return points


def _split(values: str) -> list[str]:
    """Values between commas; commas inside brackets do not part them."""
    parts, depth = [""], 0
    for letter in values:
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _records(labels: Sequence[str], plans: Sequence[Plan], store: Path) -> list[dict[str, Any]]:
    """Shares of every point, and their paired differences from the first point: all points have the same draws."""
    from detente.doubt.shares import paired_difference
    from detente.doubt.sweep import read_sweep

    first = read_sweep(plans[0], store)
    records = []
    for label, plan in zip(labels, plans, strict=True):
        arrays = read_sweep(plan, store)
        shares = _shares(arrays)
        for row in shares if plan is not plans[0] and plan.draws > 1 else ():
            if row["id"] in first:
                middle, low, high = paired_difference(arrays[row["id"]], first[row["id"]])
                row |= {"difference": middle, "low": low, "high": high}
        records.append({"point": label, "shares": shares})
    return records


def _write(plans: Sequence[Plan], store: Path, target: Path) -> None:
    """One file, or one for each point: name.1.csv, name.2.csv, ..."""
    from detente.doubt.sweep import write_sweep

    for number, plan in enumerate(plans, 1):
        numbered = target.with_name(f"{target.stem}.{number}{target.suffix}")
        write_sweep(plan, store, target if len(plans) == 1 else numbered)


def _print(record: Mapping[str, Any], whole: bool) -> None:
    """All shares of one point, or of a grid's point the ones that sum a package up."""
    if not whole:
        tell(f"{record['point']}")
    for row in record["shares"]:
        if whole or row["id"].endswith(".holds"):
            beside = (
                f"  ({100 * row['difference']:+.2f}, {100 * row['low']:+.2f} to {100 * row['high']:+.2f})"
                if "difference" in row
                else ""
            )
            tell(
                f"  {row['id']:<46} {100 * row['value']:6.2f} %  (standard error {100 * row['error']:.2f}){beside}"
            )


def _packages(case: Case, only: tuple[str, ...]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    from detente.assess.chain import proposals
    from detente.case.near import did_you_mean
    from detente.errors import UnknownIdError

    known = {package.id: tuple(package.package.items()) for package in proposals(case)}
    if not only or any(id not in known for id in only):  # found packages: an assessment says which
        known = {id: tuple(package.package.items()) for id, package in _judged(case).items()}
    for id in only:
        if id not in known:
            raise UnknownIdError(f"no package {id!r}: {did_you_mean(id, known, ', '.join(known))}")
    return tuple((id, package) for id, package in known.items() if not only or id in only)


def _judged(case: Case) -> dict[str, Candidate]:
    """The packages of an assessment by id."""
    return {package.id: package for package in kept_run(case, 400, 1).packages}


def _plan(
    case: Case, name: str, packages: Any, changed: Mapping[str, Any], options: Mapping[str, Any]
) -> tuple[Plan, Any]:
    """The plan, addressed by the content of the case, and the picklable task."""
    from detente import __version__
    from detente.assess.sweeping import piece
    from detente.doubt.sweep_store import Plan

    path = str(Path(name).resolve()) if Path(name).exists() else name
    changes = list(changed.items())
    settings: dict[str, Any] = {
        "version": __version__,
        "packages": [[id, dict(package)] for id, package in packages],
        "changes": [[at, str(value)] for at, value in changes],
    }
    if options["sampling"] != "latin":
        settings["sampling"] = options["sampling"]
    plan = Plan(f"assess:{case.digest}", settings, options["draws"], options["size"], options["seed"])
    return plan, partial(
        piece,
        path=path,
        digest=case.digest,
        packages=packages,
        changes=changes,
        sampling=options["sampling"],
    )


def _shares(arrays: dict[str, Any]) -> list[dict[str, Any]]:
    """Mean of every number over the draws with its standard error."""
    import numpy as np

    return [
        {"id": id, "value": float(rows.mean()), "error": float(rows.std() / np.sqrt(rows.size))}
        for id, rows in arrays.items()
    ]


class _Remaining:
    """Pieces done and the time that is left, on standard error; silent where nobody watches."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.before = 0
        self.began = time.monotonic()
        self.first: int | None = None
        self.live = sys.stderr.isatty()

    def __call__(self, done: int, _here: int) -> None:
        """One piece further."""
        done, total = self.before + done, self.total
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
