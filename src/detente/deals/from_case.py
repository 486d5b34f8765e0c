"""From a case to what this room takes: tables and implementers by number, positions for a negotiating text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.case.case import Case
from detente.deals.ledger import LedgerEntry
from detente.deals.space import PackageSpace
from detente.deals.tables import Table
from detente.deals.text import Clause, bracketed_text

__all__ = ["bracketed_text_of", "needs_of", "positions_of", "tables_of", "words_of_entry"]


def tables_of(case: Case) -> tuple[Table, ...]:
    """The case's tables, parties and issues by their numbers in case order."""
    parties, issues = list(case.parties), list(case.issues)
    return tuple(
        Table(
            name,
            tuple(parties.index(seat) for seat in table.seats),
            tuple(issues.index(i) for i in table.decides),
        )
        for name, table in case.tables.items()
    )


def needs_of(case: Case) -> dict[tuple[int, int], tuple[int, ...]]:
    """(issue, level) -> parties that must act for it, by number; levels that need nobody are left out."""
    parties = list(case.parties)
    return {
        (j, k): tuple(parties.index(party) for party in record.needs)
        for j, issue in enumerate(case.issues.values())
        for k, record in enumerate(issue.levels.values())
        if record.needs
    }


def positions_of(case: Case) -> dict[str, dict[str, str]]:
    """Where each party stands, as its own proposals say; a later proposal replaces an earlier one by issue.

    What a party *said*, not what it wants: goals are another matter.
    """
    stands: dict[str, dict[str, str]] = {}
    for proposal in case.proposals.values():
        if proposal.by is not None and proposal.by in case.parties:
            stands.setdefault(proposal.by, {}).update(proposal.package)
    return stands


def bracketed_text_of(case: Case, space: PackageSpace) -> tuple[Clause, ...]:
    """The single negotiating text that the proposals of a case give, parties by name."""
    names = {party: record.name for party, record in case.parties.items()}
    stands: Mapping[str, Mapping[str, str]] = {
        names[party]: said for party, said in positions_of(case).items()
    }
    return bracketed_text(space, stands)


def words_of_entry(names: Sequence[str], entry: LedgerEntry) -> str:
    """A ledger entry in one sentence, parties by the given names."""
    given = (
        "; ".join(f"{issue}: {' or '.join(levels)}" for issue, levels in entry.given.items())
        or "nothing on the issues"
    )
    giver = names[entry.giver]
    parts = [
        f"{giver} gives {given} before talks: {len(entry.lost):,} acceptable packages leave play, "
        f"{len(entry.traded):,} of them better for {giver} than no deal"
    ]
    shifts = _moves(names, entry.no_deal_change)
    parts.append(f"no deal changes in worth by {shifts}" if shifts else "no deal stays worth the same")
    if entry.expected_change is not None:
        moved = _moves(names, entry.expected_change)
        parts.append(
            f"the Nash package moves by {moved}" if moved else "the Nash package stays worth the same"
        )
    elif entry.expected_before is not None:
        parts.append("no acceptable package remains")
    return "; ".join(parts) + "."


def _moves(names: Sequence[str], changes: Sequence[float]) -> str:
    moved = zip(names, changes, strict=True)
    return ", ".join(f"{change:+.3f} for {name}" for name, change in moved if abs(change) > 5e-4)
