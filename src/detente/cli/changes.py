"""``detente changes``: the change note between two versions of a case."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from detente.cli._kept import kept_trace
from detente.cli._output import json_option, load_case, print_json, reports_faults
from detente.cli._run import run_options

if TYPE_CHECKING:
    from detente.assess.changes import EntryChange
    from detente.assess.quality import ChangeNote
    from detente.case import Case

_SHOWN = 20


@click.command("changes")
@click.argument("old")
@click.argument("new")
@click.option("--all", "everything", is_flag=True, help="Every line, not the first twenty of each part.")
@run_options
@json_option
@reports_faults
def command(
    old: str, new: str, everything: bool, draws: int, seed: int, scale: str, as_json: bool
) -> None:  # one parameter per option, as click asks
    """Say what changed between two versions of a case, OLD and NEW, and what moved because of it.

    Lists the statements that are new, dropped or coded otherwise; the entries that came, went or were
    rewritten; the numbers of the case that differ; and every share of the assessment that moved, as a
    paired difference on the same draws with the part of it that goes through the new statements. The
    packages are those put forward in both versions.

    \b
    detente changes case_last_week case
    detente changes case_last_week case --json > note.json
    """
    from detente.assess.chain import proposals
    from detente.assess.changes import entry_changes
    from detente.assess.quality import change_note

    before, after = load_case(old), load_case(new)
    traces = [kept_trace(case, tuple(proposals(case)), draws, seed) for case in (before, after)]
    note, entries = change_note(before, after, *traces), entry_changes(before, after)
    if as_json:
        print_json({"changes": _record(before, after, note, entries)})
        return
    _print(before, after, note, entries, None if everything else _SHOWN)


def _record(before: Case, after: Case, note: ChangeNote, entries: tuple[EntryChange, ...]) -> dict[str, Any]:
    return {
        "before": {"as_of": before.as_of, "digest": before.digest},
        "after": {"as_of": after.as_of, "digest": after.digest},
        "entries": [asdict(entry) for entry in entries],
        "new_statements": list(note.new_statements),
        "dropped_statements": list(note.dropped_statements),
        "reworded_statements": list(note.reworded_statements),
        "quantities": [
            {"path": path, "before": was, "after": now, "because": list(because)}
            for path, was, now, because in note.quantities
        ],
        "packages_gone": list(note.packages_gone),
        "moved": [asdict(shift) for shift in note.shifts],
    }


def _print(
    before: Case, after: Case, note: ChangeNote, entries: tuple[EntryChange, ...], most: int | None
) -> None:
    click.echo(f"{after.title}: {before.as_of} ({before.digest[:12]}) -> {after.as_of} ({after.digest[:12]})")
    said = {statement.id: statement for case in (before, after) for statement in case.statements}
    for what, ids in (
        ("new statements", note.new_statements),
        ("dropped statements", note.dropped_statements),
        ("statements coded otherwise", note.reworded_statements),
    ):
        _part(what, [f"{id}  {said[id].speaker}: {said[id].words}" for id in ids], most)
    rows = [f"{e.part}: {e.id} {e.how}" + (f" ({', '.join(e.keys)})" if e.keys else "") for e in entries]
    _part("entries that differ", rows, most)
    rows = [
        f"{path}: {was} -> {now}" + (f"  because of {', '.join(because)}" if because else "")
        for path, was, now, because in note.quantities
    ]
    _part("numbers of the case that differ", rows, most)
    _part("packages no longer put forward", list(note.packages_gone), most)
    rows = []
    for row in note.shifts:
        change = f"{100 * (row.after - row.before):+.1f}, {100 * row.low:+.1f} to {100 * row.high:+.1f}"
        through = "" if row.through is None else f"; through new statements {100 * row.through:+.1f}"
        rows.append(f"{row.id:<46} {100 * row.before:5.1f} % -> {100 * row.after:5.1f} % ({change}{through})")
    _part("numbers of the assessment that move (difference with its 90 % interval)", rows, most)
    if not rows:
        click.echo("no number of the assessment moves")


def _part(what: str, rows: list[str], most: int | None) -> None:
    if not rows:
        return
    click.echo(f"{what}: {len(rows)}")
    shown = rows if most is None else rows[:most]
    for row in shown:
        click.echo(f"  {row}")
    if len(shown) < len(rows):
        click.echo(f"  ... {len(rows) - len(shown)} more: --all")
