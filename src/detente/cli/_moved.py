"""What commands that compare two runs share: the runs, and numbers that moved, printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from detente.cli._kept import Opened, kept_run, kept_trace
from detente.cli._output import tell

if TYPE_CHECKING:
    from detente.assess.moved import Movement, NumberMove, Version
    from detente.case.case import Case
    from detente.doubt.draws import Method


def version_of(
    given: Case | Opened, draws: int, seed: int, scale: str, sampling: Method = "latin"
) -> Version:
    """The run of one version of a case, kept or made now."""
    from detente.assess.moved import Version

    kept = kept_run(given, draws, seed, scale, sampling)
    held = kept_trace(given, kept.packages, draws, seed, sampling=sampling)
    return Version(kept.numbers, kept.packages, kept.bottom_line, held)


def print_movement(found: Movement, most: int | None) -> None:
    """Bottom line, packages and numbers of two runs."""
    was, now = found.bottom_line
    if was != now:
        tell(f"bottom line before: {was}\nbottom line after:  {now}")
    else:
        tell(f"the bottom line stays: {now}")
    for what, ids in (
        ("packages that are new", found.packages_new),
        ("packages that are gone", found.packages_gone),
        ("packages found by search that are others now", found.another),
    ):
        if ids:
            tell(f"{what}: {', '.join(ids)}")
    shares = sorted((row for row in found.moved if row.unit == "share"), key=lambda row: not _sums_up(row.id))
    others = [row for row in found.moved if row.unit != "share"]
    if not found.moved:
        tell("no number of the assessment moves")
    turned = sum(row.turns for row in shares)
    print_part(
        f"shares that move, {turned} across one half (difference with its 90 % interval; verdicts first)",
        map(_line, shares),
        most,
    )
    print_part("other numbers that move", map(_line, others), most)


def _sums_up(id: str) -> bool:
    """Whether a number is what a verdict comes to: signed and holds."""
    return id.startswith("verdict.") and id.endswith(".holds") and id.count(".") == 2


def print_part(what: str, lines: Iterable[str], most: int | None) -> None:
    """A heading with its count, and the first lines below it."""
    rows = list(lines)
    if not rows:
        return
    tell(f"{what}: {len(rows)}")
    shown = rows if most is None else rows[:most]
    for row in shown:
        tell(f"  {row}")
    if len(shown) < len(rows):
        tell(f"  ... {len(rows) - len(shown)} more: --all")


def _line(row: NumberMove) -> str:
    if row.unit != "share" or row.before is None or row.after is None:
        return f"{row.id:<46} {row.before_text} -> {row.after_text}  {row.label}"
    change = f"{100 * (row.after - row.before):+.1f}"
    if row.low is not None and row.high is not None:
        change += f", {100 * row.low:+.1f} to {100 * row.high:+.1f}"
    mark = "  crosses one half" if row.turns else ""
    return (
        f"{row.id:<46} {100 * row.before:5.1f} % -> {100 * row.after:5.1f} %  ({change})  {row.label}{mark}"
    )
