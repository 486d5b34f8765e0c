"""The sheet of proposed codings: what reading proposes beside what a person decided, in one table to edit.

A row that stands in the sheet is never changed by reading again: decisions, corrections and notes stay. New proposals
are added at the end; a row that nobody touched goes when its document no longer gives it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from detente.errors import Place, Problem
from detente.reading.documents import Document
from detente.reading.intake_bytes import decode
from detente.reading.intake_records import problem
from detente.reading.outputs import harmless, paragraph_number, speaker_label
from detente.reading.propose import Decision, Proposal
from detente.reading.records import FoundStatement

#: Columns of the sheet. A person writes in the first seven; the others say what the proposal rests on.
COLUMNS = (
    "decision", "party", "issue", "level", "act", "polarity", "note",
    "number", "words", "speaker", "caution", "layer", "form", "numbers", "dates", "document", "paragraph",
    "date", "language", "start", "end", "path", "statement", "id",
)  # fmt: skip
_DECISIONS: dict[str, Decision | None] = {
    **dict.fromkeys(("accept", "accepted", "yes", "y", "x"), "accepted"),
    **dict.fromkeys(("refuse", "refused", "no", "n"), "refused"),
    "": None,
}
_POLARITY = {"for": "for", "against": "against", "open": "neutral"}
_FORMS = {"direct quote": "quote"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows by column name, in order; ``number`` names a row for good."""

    rows: tuple[Mapping[str, str], ...] = ()

    def decision(self, row: Mapping[str, str]) -> Decision | None:
        """What a person decided on a row."""
        return _DECISIONS[row["decision"].strip().lower()]

    def decide(self, numbers: Iterable[str], decision: Decision) -> Sheet:
        """The sheet with a decision on the rows of these numbers.

        Raises
        ------
        KeyError
            There is no row of that number.
        """
        wanted = set(numbers)
        missing = wanted - {row["number"] for row in self.rows}
        if missing:
            raise KeyError(min(missing, key=lambda number: (len(number), number)))
        said = {"accepted": "accept", "refused": "refuse"}[decision]
        return Sheet(
            tuple({**row, "decision": said} if row["number"] in wanted else row for row in self.rows)
        )

    def written(self, ids: Mapping[str, str]) -> Sheet:
        """The sheet with the ids that accepted rows (by number) have in the case."""
        return Sheet(
            tuple({**row, "statement": ids.get(row["number"], row["statement"])} for row in self.rows)
        )


@dataclass(frozen=True, slots=True)
class Merge:
    """A sheet after reading again: how many rows came, how many untouched ones went, which decided ones lost their words."""

    sheet: Sheet
    added: int
    dropped: int
    orphans: tuple[Mapping[str, str], ...]


def merge(sheet: Sheet, proposed: Sequence[Mapping[str, str]], documents: Iterable[str]) -> Merge:
    """Put new proposals beside what stands in the sheet.

    Parameters
    ----------
    sheet : Sheet
        As it stands, with decisions.
    proposed : sequence of row
        What this reading proposes.
    documents : iterable of str
        Names of the documents that were read now: only their rows can go.

    Returns
    -------
    Merge
        Rows that stood there are unchanged, letter for letter.
    """
    names, wanted = set(documents), {row["id"] for row in proposed}
    kept, orphans = [], []
    for row in sheet.rows:
        is_gone = row["id"] not in wanted and row["document"] in names
        is_touched = bool(row["decision"].strip() or row["note"].strip() or row["statement"].strip())
        if is_gone and is_touched:
            orphans.append(row)
        if not is_gone or is_touched:
            kept.append(row)
    known = {row["id"] for row in kept}
    first = 1 + max((int(row["number"]) for row in sheet.rows if row["number"].isdigit()), default=0)
    fresh = [row for row in proposed if row["id"] not in known]
    added = [{**row, "number": str(first + n)} for n, row in enumerate(fresh)]
    return Merge(Sheet((*kept, *added)), len(added), len(sheet.rows) - len(kept), tuple(orphans))


def proposal_row(document: Document, statement: FoundStatement, proposal: Proposal | None) -> dict[str, str]:
    """The row of a proposal; without one the statement alone, which supports no number until somebody codes it."""
    start, end = statement.start, statement.end
    words = document.words((start, end))
    coded = {
        "party": statement.party or "", "issue": "", "level": "", "act": statement.act, "polarity": "neutral",
        "caution": "names no issue", "id": statement.id,
    }  # fmt: skip
    if proposal is not None:
        level = (proposal.level or "").partition(".")[2]
        coded = {
            "party": proposal.party, "issue": proposal.issue, "level": level, "act": proposal.act,
            "polarity": _POLARITY[proposal.stance], "caution": "; ".join(proposal.caution), "id": proposal.id,
        }  # fmt: skip
    row = {
        "words": words,
        "speaker": statement.speaker or speaker_label(statement),
        "layer": statement.layer,
        "form": _FORMS.get(statement.form, statement.form),
        "numbers": "; ".join(f"{one.value:g} {one.unit}".strip() for one in statement.numbers),
        "dates": "; ".join(one.iso for one in statement.dates),
        "document": document.id,
        "paragraph": str(paragraph_number(document, start)),
        "date": document.text.date or "",
        "language": statement.language,
        "start": str(start),
        "end": str(end),
        "path": document.path,
        **coded,
    }
    return {name: row.get(name, "") for name in COLUMNS}


def to_text(sheet: Sheet) -> str:
    """The sheet as CSV with a byte-order mark, so that spreadsheets read every script; no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sheet.rows:
        writer.writerow([_guarded(row.get(name, "")) for name in COLUMNS])
    return "\ufeff" + out.getvalue()


def from_bytes(data: bytes, file: str) -> tuple[Sheet, tuple[Problem, ...]]:
    """A sheet as a spreadsheet saved it: any of comma, semicolon and tab, UTF-8 or Windows-1252, columns in any order."""
    text, _, _ = decode(data, Place(file))
    text = text.removeprefix("\ufeff")
    header = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count))
    names = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in ("decision", "id", "words", "document") if name not in names]
    if missing:
        return Sheet(), (problem("R-079", Place(file, 1), f"no column {', '.join(missing)}"),)
    rows: list[dict[str, str]] = []
    problems: list[Problem] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        found = {name: _plain(cell) for name, cell in zip(names, cells, strict=False)}
        row = {name: found.get(name, "") for name in COLUMNS}
        if row["decision"].strip().lower() not in _DECISIONS:
            place = Place(file, reader.line_num)
            problems.append(problem("R-078", place, f'"{row["decision"]}"', path=f"row {row['number']}"))
        rows.append(row)
    return Sheet(tuple(rows)), tuple(problems)


def _guarded(cell: str) -> str:
    """A cell with one apostrophe more where a spreadsheet would run it, or what follows its own apostrophes."""
    bare = cell.lstrip("'")
    return cell if harmless(bare) == bare else f"'{cell}"


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and _guarded(cell[1:]) == cell else cell
