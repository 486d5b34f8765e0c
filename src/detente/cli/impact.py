"""``detente impact``: what moves when a statement, a source, a signal or an origin is withdrawn."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from detente.cli._kept import kept_run, kept_trace
from detente.cli._output import json_option, load_case, print_json, reports_faults
from detente.cli._run import run_options

if TYPE_CHECKING:
    from detente.assess.records import Number
    from detente.assess.withdrawal import Impact

_SHOWN = 20


@click.command("impact")
@click.argument("case")
@click.argument("names", metavar="SOURCE|STATEMENT|SIGNAL...", nargs=-1, required=True)
@click.option("--all", "everything", is_flag=True, help="Every number that moves, not the first twenty.")
@run_options
@json_option
@reports_faults
def command(
    case: str, names: tuple[str, ...], everything: bool, draws: int, seed: int, scale: str, as_json: bool
) -> None:
    """List every verdict and number of CASE that moves if evidence is withdrawn, and by how much.

    Several names are withdrawn together. A name is a statement, a source (all its statements), a signal
    (all statements behind it) or an origin (all its sources).

    \b
    detente impact ukraine_2025 f10
    detente impact ukraine_2025 report_2025_02
    """
    from detente.assess.withdrawal import impact, statements_of

    loaded = load_case(case)
    gone = statements_of(loaded, names)
    kept = kept_run(loaded, draws, seed, scale)
    held = kept_trace(loaded, kept.packages, draws, seed)
    found = impact(loaded, held, gone)
    if as_json:
        print_json({"withdrawn": list(names), **asdict(found)})
        return
    _print(found, dict(kept.numbers), draws, everything)


def _print(found: Impact, numbers: dict[str, Number], draws: int, everything: bool) -> None:
    click.echo(f"withdrawn: {len(found.statements)} statements ({_few(found.statements)})")
    if found.signals:
        click.echo(f"signals that go with them: {', '.join(found.signals)}")
    if found.readings:
        click.echo(f"quantities that lose a reading: {', '.join(found.readings)}")
    if found.unsupported:
        click.echo(
            f"left without any statement, and from then on assumed: {len(found.unsupported)} quantities "
            f"({_few(found.unsupported)})"
        )
    if found.proposals:
        click.echo(f"proposals that no statement puts forward any more: {', '.join(found.proposals)}")
    if found.refused:
        click.echo(
            f"only {found.draws_left} of {draws} draws do not rest on them, too few to restate the numbers: "
            "use more --draws, or run the case without them"
        )
        return
    if not found.moved:
        click.echo("no number moves")
        return
    turned = [row for row in found.moved if row.turns]
    click.echo(
        f"{len(found.moved)} numbers move, {len(turned)} across one half (from {found.draws_left} of {draws} draws)"
    )
    for row in found.moved if everything else found.moved[:_SHOWN]:
        mark = "  crosses one half" if row.turns else ""
        label = numbers[row.id].label if row.id in numbers else ""
        click.echo(
            f"  {row.id:<46} {100 * row.before:5.1f} % -> {100 * row.after:5.1f} %  ({100 * row.change:+.1f})  {label}{mark}"
        )
    if len(found.moved) > _SHOWN and not everything:
        click.echo(f"  ... {len(found.moved) - _SHOWN} more: --all")


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(names[:6]) + (f", ... {len(names) - 6} more" if len(names) > 6 else "")
