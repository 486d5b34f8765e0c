"""``detente impact``: what moves when a statement, a source, a signal or an origin is withdrawn."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from detente.cli._kept import kept_run, kept_trace, open_case
from detente.cli._output import count, json_option, load_case, print_json, reports_faults
from detente.cli._run import run_options

if TYPE_CHECKING:
    from detente.assess.records import Number
    from detente.assess.withdrawal import Impact
    from detente.case import Case

_SHOWN = 20


# One parameter per option of the command line, so more than six.
@click.command("impact")
@click.argument("case")
@click.argument("names", metavar="SOURCE|STATEMENT|SIGNAL...", nargs=-1)
@click.option("--since", metavar="CASE", help="Instead: what moved since this earlier version of the case.")
@click.option("--all", "everything", is_flag=True, help="Every number that moves, not the first twenty.")
@run_options
@json_option
@reports_faults
def command(
    case: str,
    names: tuple[str, ...],
    since: str | None,
    everything: bool,
    draws: int,
    seed: int,
    scale: str,
    as_json: bool,
) -> None:
    """List every verdict and number of CASE that moves if evidence is withdrawn, and by how much.

    Several names are withdrawn together. A name is a statement, a source (all its statements), a signal
    (all statements behind it) or an origin (all its sources). With --since the change note between two
    versions: new statements, changed numbers of the case, and what moved because of them.

    \b
    detente impact ukraine_2025 f10
    detente impact ukraine_2025 report_2025_02
    detente impact mycase --since mycase_last_week
    """
    if bool(names) == (since is not None):
        raise click.UsageError("name what is withdrawn, or give --since an earlier version")
    if since is not None:
        _note(load_case(case), load_case(since), (draws, seed, scale), as_json)
        return
    from detente.assess.ledger import statements_of
    from detente.assess.withdrawal import impact

    opened = open_case(case)
    gone = statements_of(opened.ledger, names)
    kept = kept_run(opened, draws, seed, scale)
    held = kept_trace(opened, kept.packages, draws, seed)
    found = impact(opened.ledger, held, gone)
    if as_json:
        print_json({"withdrawn": list(names), **asdict(found)})
        return
    _print(found, dict(kept.numbers), draws, everything)


def _note(after: Case, before: Case, run: tuple[int, int, str], as_json: bool) -> None:
    """The change note between two versions."""
    from detente.assess.chain import proposals
    from detente.assess.quality import change_note

    draws, seed, _ = run
    old = kept_trace(before, tuple(proposals(before)), draws, seed)
    new = kept_trace(after, tuple(proposals(after)), draws, seed)
    note = change_note(before, after, old, new)
    if as_json:
        print_json({"change_note": asdict(note)})
        return
    for what, ids in (
        ("new statements", note.new_statements),
        ("dropped statements", note.dropped_statements),
        ("statements coded otherwise", note.reworded_statements),
        ("packages that are gone", note.packages_gone),
    ):
        if ids:
            click.echo(f"{what}: {_few(ids)}")
    click.echo(f"numbers of the case that differ: {len(note.quantities)}")
    for path, was, now, fresh in note.quantities[:_SHOWN]:
        because = f"  because of {', '.join(fresh)}" if fresh else ""
        click.echo(f"  {path}: {was} -> {now}{because}")
    click.echo(f"numbers of the assessment that move: {len(note.shifts)} (difference with its 90 % interval)")
    for row in note.shifts[:_SHOWN]:
        change = f"{100 * (row.after - row.before):+.1f}, {100 * row.low:+.1f} to {100 * row.high:+.1f}"
        through = "" if row.through is None else f"; through new statements {100 * row.through:+.1f}"
        click.echo(f"  {row.id:<46} {100 * row.before:.1f} -> {100 * row.after:.1f} % ({change}{through})")


def _print(found: Impact, numbers: dict[str, Number], draws: int, everything: bool) -> None:
    click.echo(f"withdrawn: {count(len(found.statements), 'statement')} ({_few(found.statements)})")
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
