"""``detente changes``: the change note between two versions of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from detente.cli._moved import print_movement, print_part, version_of
from detente.cli._output import ids_option, json_option, load_case, reports_faults, tell
from detente.cli._run import run_options
from detente.cli._trail import print_answer

if TYPE_CHECKING:
    from detente.assess.changes import EntryChange
    from detente.assess.moved import Cause, Movement, Version
    from detente.assess.quality import ChangeNote
    from detente.case import Case

_SHOWN = 20
_EFFECTS = 4


@click.command("changes")
@click.argument("old")
@click.argument("new")
@click.option("--all", "everything", is_flag=True, help="Every line, not the first twenty of each part.")
@click.option("--quick", is_flag=True, help="Leave out which change moves what (one more run for each).")
@run_options
@json_option
@ids_option
@reports_faults
def command(
    old: str, new: str, everything: bool, quick: bool, draws: int, seed: int, scale: str, as_json: bool
) -> None:  # one parameter per option, as click asks
    """Say what changed between two versions of a case, OLD and NEW, what moved, and because of what.

    A version is a case, or CASE@COMMIT: the case as it stood in a commit of the repository it is kept in.

    Lists the statements that are new, dropped or coded otherwise; the entries that came, went or were
    rewritten; the numbers of the case that differ; the bottom line, every verdict and every number of the
    assessment that moved, shares as paired differences on the same draws; and for each change what it
    moves by itself: it is taken back in the new version, and the packages that both versions judge are
    played again.

    \b
    detente changes case_last_week case
    detente changes mycase@HEAD~1 mycase
    detente changes case_last_week case --json > note.json
    """
    from detente.assess.changes import entry_changes
    from detente.assess.moved import movement
    from detente.assess.quality import change_note

    before, after = load_case(old), load_case(new)
    was, now = (version_of(case, draws, seed, scale) for case in (before, after))
    found = movement(was, now)
    note, entries = change_note(before, after, was.held, now.held), entry_changes(before, after)
    because = () if quick or not found.moved else _causes(before, after, (was, now), seed)
    if as_json:
        record = {"changes": {**_record(before, after, note, entries), **_moves(found, note, because)}}
        print_answer(record, before, (*note.dropped_statements, *(path for path, *_ in note.quantities)))
        return
    most = None if everything else _SHOWN
    _print(before, after, note, entries, most)
    print_movement(found, most)
    _print_causes(because, most)


def _causes(before: Case, after: Case, runs: tuple[Version, Version], seed: int) -> tuple[Cause, ...]:
    """What each change moves by itself, on the packages that both versions judge."""
    from detente.assess.moved import causes
    from detente.assess.tracing import trace
    from detente.cli._run import Reporter

    was, now = runs
    known = {package.id for package in was.packages}
    both = [package for package in now.packages if package.id in known and not package.found]
    reporter = Reporter()
    draws = now.held.draws
    found = causes(
        before, after, now.held, both, lambda case, packages: trace(case, packages, draws, seed), reporter
    )
    reporter.clear()
    return found


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
    }


def _moves(found: Movement, note: ChangeNote, because: Sequence[Cause]) -> dict[str, Any]:
    through = {shift.id: shift.through for shift in note.shifts}
    was, now = found.bottom_line
    return {
        "bottom_line": {"before": was, "after": now},
        "packages_new": list(found.packages_new),
        "packages_gone": list(found.packages_gone),
        "packages_other": list(found.another),
        "moved": [{**asdict(row), "through": through.get(row.id)} for row in found.moved],
        "because": [
            {**asdict(cause), "effects": [{"id": id, "change": change} for id, change in cause.effects]}
            for cause in because
        ],
    }


def _print(
    before: Case, after: Case, note: ChangeNote, entries: tuple[EntryChange, ...], most: int | None
) -> None:
    tell(f"{after.title}: {before.as_of} ({before.digest[:12]}) -> {after.as_of} ({after.digest[:12]})")
    said = {statement.id: statement for case in (before, after) for statement in case.statements}
    for what, ids in (
        ("new statements", note.new_statements),
        ("dropped statements", note.dropped_statements),
        ("statements coded otherwise", note.reworded_statements),
    ):
        print_part(what, [f"{id}  {said[id].speaker}: {said[id].words}" for id in ids], most)
    rows = [f"{e.part}: {e.id} {e.how}" + (f" ({', '.join(e.keys)})" if e.keys else "") for e in entries]
    print_part("entries that differ", rows, most)
    rows = [
        f"{path}: {was} -> {now}" + (f"  because of {', '.join(because)}" if because else "")
        for path, was, now, because in note.quantities
    ]
    print_part("numbers of the case that differ", rows, most)


def _print_causes(because: Sequence[Cause], most: int | None) -> None:
    """Each change with the key shares that it moves most by itself."""
    rows = []
    for cause in because:
        what = f"statement {cause.what}" if cause.statements else cause.what
        if cause.unsound:
            rows.append(f"{what}: cannot be taken back alone ({cause.unsound})")
            continue
        parts = [f"{id} {100 * change:+.1f}" for id, change in cause.effects[:_EFFECTS]]
        more = f" and {len(cause.effects) - _EFFECTS} more" if len(cause.effects) > _EFFECTS else ""
        rows.append(f"{what}: {', '.join(parts) or 'moves nothing'}{more}")
    print_part("because of, in points, each change by itself (they need not add up)", rows, most)
