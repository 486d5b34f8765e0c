"""``detente impact``: what moves when a statement, a source, a signal, an origin or a commit is withdrawn."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli._kept import Opened, kept_run, kept_trace, open_case
from detente.cli._output import count, ids_option, json_option, reports_faults, tell
from detente.cli._run import run_options, sampling_option
from detente.cli._trail import print_answer

if TYPE_CHECKING:
    from detente.assess.ledger import Ledger
    from detente.assess.moved import Movement
    from detente.assess.number import Number
    from detente.assess.withdrawal import Impact, Moved
    from detente.case import Case
    from detente.cli._kept import How
    from detente.doubt.draws import Method

_SHOWN = 20


# One parameter per option of the command line, so more than six.
@click.command("impact")
@click.argument("case")
@click.argument("names", metavar="SOURCE|STATEMENT|COMMIT...", nargs=-1, required=True)
@click.option(
    "--again",
    is_flag=True,
    help="Run the case again without it: also values, searches and all other numbers, not only shares.",
)
@click.option(
    "--widen",
    is_flag=True,
    help="With --again: quantities left without any statement take the range of what nobody knows.",
)
@click.option("--all", "everything", is_flag=True, help="Every number that moves, not the first twenty.")
@run_options
@sampling_option
@json_option
@ids_option
@reports_faults
def command(
    case: str,
    names: tuple[str, ...],
    again: bool,
    widen: bool,
    everything: bool,
    draws: int,
    seed: int,
    scale: str,
    sampling: Method,
    as_json: bool,
) -> None:
    """List every verdict and number of CASE that moves if evidence is withdrawn, and by how much.

    Several names are withdrawn together. A name is a statement, a source (all its statements), a signal
    (all statements behind it), an origin (all its sources), or one commit of the repository that the case
    is kept in (what it changed is taken back, and the case is run again). What changed between two
    versions: `detente changes`.

    \b
    detente impact ukraine_2025 f10
    detente impact ukraine_2025 report_2025_02 --again --widen
    detente impact mycase 3f2a91c
    """
    from detente.assess.ledger import statements_of
    from detente.cli._commits import is_commit

    opened, run = open_case(case), (draws, seed, scale, sampling)
    known = {*opened.ledger.statements, *opened.ledger.sources, *opened.ledger.signals}
    if len(names) == 1 and names[0] not in known and is_commit(opened.folder, names[0]):
        _without_commit(opened, names[0], run, as_json, everything)
        return
    from detente.assess.withdrawal import impact

    gone = statements_of(opened.ledger, names)
    kept = kept_run(opened, *run)
    held = kept_trace(opened, kept.packages, draws, seed, sampling=sampling)
    found = impact(opened.ledger, held, gone)
    if again or widen:
        from detente.assess.withdrawal import withdraw

        less = withdraw(opened.case, gone, (), widen)
        _again(opened, less, {"withdrawn": list(names), **_bare(found)}, run, as_json, everything)
    elif as_json:
        print_answer({"withdrawn": list(names), **asdict(found)}, opened, sorted(gone), names)
    else:
        _print(found, dict(kept.numbers), draws, everything)
        _print_carried(opened.ledger, found)


def _bare(found: Impact) -> dict[str, Any]:
    """What goes with the withdrawal, without the numbers that are restated."""
    record = asdict(found)
    return {key: record[key] for key in ("statements", "signals", "readings", "unsupported", "proposals")}


def _without_commit(opened: Opened, name: str, run: How, as_json: bool, everything: bool) -> None:
    """The case as it is now against the case without one commit."""
    from detente.assess.quality import differing_quantities
    from detente.case.loading import load
    from detente.cli._commits import without_commit

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / opened.folder.resolve().name
        without_commit(opened.folder.resolve(), name, folder)
        less = load(folder)
        gone = {s.id for s in opened.case.statements} - {s.id for s in less.statements}
        signals = {s.id for s in opened.case.signals} - {s.id for s in less.signals}
        record = {
            "withdrawn": [name],
            "statements": sorted(gone),
            "signals": sorted(signals),
            "readings": [path for path, *_ in differing_quantities(opened.case, less)],
            "unsupported": [],
            "proposals": sorted(set(opened.case.proposals) - set(less.proposals)),
        }
        _again(opened, less, record, run, as_json, everything)


def _again(
    opened: Opened,
    less: Case,
    record: dict[str, Any],
    run: How,
    as_json: bool,
    everything: bool,
) -> None:
    """Every number of the case against those of a run of another version."""
    from detente.assess.moved import movement
    from detente.cli._moved import print_movement, version_of

    found = movement(version_of(opened, *run), version_of(less, *run))
    if as_json:
        answer = {**record, "again": _as_record(found)}
        print_answer(answer, opened, record["statements"], keep=bool(record["statements"]))
        return
    for key, what in _HEADINGS.items():
        if record[key]:
            tell(f"{what}: {_few(tuple(record[key]))}")
    print_movement(found, None if everything else _SHOWN)


_HEADINGS = {
    "withdrawn": "withdrawn",
    "statements": "statements that go",
    "signals": "signals that go with them",
    "readings": "quantities that are otherwise without it",
    "unsupported": "quantities left without any statement",
    "proposals": "proposals that go",
}


def _as_record(found: Movement) -> dict[str, Any]:
    was, now = found.bottom_line
    return {
        "bottom_line": {"before": was, "after": now},
        "packages_new": list(found.packages_new),
        "packages_gone": list(found.packages_gone),
        "packages_other": list(found.another),
        "moved": [asdict(row) for row in found.moved],
    }


def _print(found: Impact, numbers: dict[str, Number], draws: int, everything: bool) -> None:
    tell(f"withdrawn: {count(len(found.statements), 'statement')} ({_few(found.statements)})")
    if found.signals:
        tell(f"signals that go with them: {', '.join(found.signals)}")
    if found.readings:
        tell(
            f"quantities that lose a reading, or whose readings count otherwise: {', '.join(found.readings)}"
        )
    if found.unsupported:
        tell(
            f"left without any statement, and from then on assumed: {len(found.unsupported)} quantities "
            f"({_few(found.unsupported)})"
        )
    if found.proposals:
        tell(f"proposals that no statement puts forward any more: {', '.join(found.proposals)}")
    if found.refused:
        tell(
            f"only {found.draws_left} of {draws} draws do not rest on them, too few to restate the numbers: "
            "use more --draws, or --again for a run without them"
        )
        return
    if not found.moved:
        tell("no number moves")
        return
    turned = [row for row in found.moved if row.turns]
    tell(
        f"{len(found.moved)} numbers move, {len(turned)} across one half (from {found.draws_left} of {draws} draws)"
    )
    shares = [row for row in found.moved if row.unit == "share"]
    values = [row for row in found.moved if row.unit != "share"]
    for rows, most in ((shares, _SHOWN), (values, _SHOWN // 2)):
        for row in rows if everything else rows[:most]:
            tell(_line(row, numbers))
        if len(rows) > most and not everything:
            tell(f"  ... {len(rows) - most} more: --all")


def _print_carried(ledger: Ledger, found: Impact) -> None:
    """Quantities that rest on what is withdrawn and on others too, which carry them on."""
    gone, named = set(found.statements), {*found.readings, *found.unsupported}
    rows = {
        path: set(entry.statements) - gone
        for path, entry in ledger.quantities.items()
        if gone & set(entry.statements)
    }
    carried = tuple(path for path, rest in rows.items() if rest and path not in named)
    if carried:
        rest = sorted(set().union(*(rows[path] for path in carried)))
        what = count(len(carried), "quantity rests", "quantities rest")
        tell(
            f"{what} on other statements too and stay{'s' if len(carried) == 1 else ''} as entered ({_few(carried)}): {_few(tuple(rest))}"
        )


def _line(row: Moved, numbers: Mapping[str, Number]) -> str:
    mark = "  crosses one half" if row.turns else ""
    label = numbers[row.id].label if row.id in numbers else ""
    if row.unit != "share":
        return f"  {row.id:<46} {row.before:5.3f}   -> {row.after:5.3f}    ({row.change:+.3f})  {label}"
    change = f"({100 * row.change:+.1f})"
    return f"  {row.id:<46} {100 * row.before:5.1f} % -> {100 * row.after:5.1f} %  {change}  {label}{mark}"


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(names[:6]) + (f", ... {len(names) - 6} more" if len(names) > 6 else "")
