"""What the record is worth cell by cell, and what changed between two versions of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from detente.assess.naming import entered
from detente.assess.trace import Trace, rows_of, view
from detente.assess.withdrawal import STAYS
from detente.case.case import Case
from detente.case.records import Statement
from detente.doubt.shares import paired_difference
from detente.errors import ShapeError


@dataclass(frozen=True, slots=True)
class Cell:
    """What is on record about one party and one issue.

    ``origins`` counts independent sources; ``age_days`` is that of the newest dated statement;
    ``well_graded`` counts statements graded A or B and 1 or 2; ``contradictions`` are pairs that point
    for and against the same level; ``levels`` are those the statements speak for.
    """

    party: str
    issue: str
    statements: tuple[str, ...]
    origins: int
    age_days: int | None
    well_graded: int
    quotes: int
    contradictions: tuple[tuple[str, str], ...]
    levels: tuple[str, ...]

    @property
    def single(self) -> bool:
        """Everything goes back to one origin."""
        return self.origins == 1


@dataclass(frozen=True, slots=True)
class Shift:
    """One number in both versions, with the 90 % interval of the paired difference.

    ``through`` is the part of the difference that goes when the new statements are withdrawn.
    """

    id: str
    before: float
    after: float
    low: float
    high: float
    through: float | None


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """What was added, dropped and entered otherwise, and which numbers moved by it."""

    new_statements: tuple[str, ...]
    dropped_statements: tuple[str, ...]
    reworded_statements: tuple[str, ...]
    quantities: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    packages_gone: tuple[str, ...]
    shifts: tuple[Shift, ...]


def quality_of_information(case: Case) -> tuple[Cell, ...]:
    """Every cell of party and issue: how much is on record, how independent, how old, how contradictory.

    Cells without a statement are listed as well: they are the gaps.

    Parameters
    ----------
    case : Case

    Returns
    -------
    tuple of Cell
        In case order, parties first.
    """
    groups: dict[tuple[str, str], list[Statement]] = {}
    for statement in case.statements:
        if statement.party and statement.issue:
            groups.setdefault((statement.party, statement.issue), []).append(statement)
    return tuple(
        _cell(case, party, issue, groups.get((party, issue), []))
        for party in case.parties
        for issue in case.issues
    )


def change_note(before: Case, after: Case, old: Trace, new: Trace) -> ChangeNote:
    """What moved between two versions of a case, and how much of it goes through new statements.

    Parameters
    ----------
    before, after : Case
    old, new : Trace
        Of the two cases, drawn alike.

    Returns
    -------
    ChangeNote
        Shifts of shares that both versions have, largest first.

    Raises
    ------
    ShapeError
        The traces were not drawn alike.
    """
    if (old.draws, old.seed) != (new.draws, new.seed):
        raise ShapeError("change_note: both versions must be drawn with the same number of draws and seed")
    first = {statement.id: statement for statement in before.statements}
    second = {statement.id: statement for statement in after.statements}
    added = tuple(id for id in second if id not in first)
    rows, now, less = rows_of(view(old)), rows_of(view(new)), view(new, added)
    without = rows_of(less)
    shifts = []
    for id, values in rows.items():
        if id not in now or abs(float(now[id].mean() - values.mean())) <= STAYS:
            continue
        mean, low, high = paired_difference(now[id], values)
        through = float(now[id].mean() - less.mean(without[id])) if added and less.enough else None
        shifts.append(Shift(id, float(values.mean()), float(values.mean()) + mean, low, high, through))
    shifts.sort(key=lambda shift: (-abs(shift.after - shift.before), shift.id))
    return ChangeNote(
        new_statements=added,
        dropped_statements=tuple(id for id in first if id not in second),
        reworded_statements=tuple(id for id in first if id in second and first[id] != second[id]),
        quantities=differing_quantities(before, after),
        packages_gone=tuple(p.id for p in old.packages if p.id not in {q.id for q in new.packages}),
        shifts=tuple(shifts),
    )


def _cell(case: Case, party: str, issue: str, found: list[Statement]) -> Cell:
    origins = {case.sources[s.source].origin or s.source for s in found}
    ages = [age for s in found if (age := _age(case, s)) is not None]
    clashes = [
        (one.id, other.id)
        for place, one in enumerate(found)
        for other in found[place + 1 :]
        if one.level is not None
        and one.level == other.level
        and {one.polarity, other.polarity} == {"for", "against"}
    ]
    good = [
        s for s in found if case.sources[s.source].reliability in ("A", "B") and s.credibility in ("1", "2")
    ]
    return Cell(
        party=party,
        issue=issue,
        statements=tuple(s.id for s in found),
        origins=len(origins),
        age_days=min(ages) if ages else None,
        well_graded=len(good),
        quotes=sum(s.form == "quote" for s in found),
        contradictions=tuple(clashes),
        levels=tuple(dict.fromkeys(s.level for s in found if s.level and s.polarity == "for")),
    )


def _age(case: Case, statement: Statement) -> int | None:
    """Days between the statement (or its source) and the date of the case; None where no full date is known."""
    said = statement.date or case.sources[statement.source].date or ""
    try:
        return max(0, (date.fromisoformat(case.as_of) - date.fromisoformat(said)).days)
    except ValueError:
        return None


def _shares(counts: Sequence[float]) -> str:
    """Shares of the readings of a mixture in per cent."""
    return " : ".join(f"{100 * count / sum(counts):.0f} %" for count in counts)


def differing_quantities(before: Case, after: Case) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """Path, entry before, entry after, and the statements that are new behind it."""
    first, second = before.quantities(), after.quantities()
    rows = []
    for path in sorted({*first, *second}):
        old, new = first.get(path), second.get(path)
        if old is not None and new is not None and old == new:
            continue
        known = set(old.statements) if old is not None else set()
        fresh = tuple(id for id in new.statements if id not in known) if new is not None else ()
        texts = [entered(q.readings) if q is not None else "-" for q in (old, new)]
        if old is not None and new is not None and old.counts != new.counts and texts[0] == texts[1]:
            texts = [f"{text}, {_shares(q.counts)}" for text, q in zip(texts, (old, new), strict=True)]
        rows.append((path, texts[0], texts[1], fresh))
    return tuple(rows)
