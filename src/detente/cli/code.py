"""``detente code``: proposed codings decided on by a person, and the accepted ones written into the case."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli._output import (  # fmt: skip
    case_names,
    console,
    count,
    end_with,
    end_with_problems,
    json_option,
    print_json,
    print_problems,
    reports_faults,
    say,
)

if TYPE_CHECKING:
    from detente.case.accepting import Acceptance
    from detente.reading.codings import Merge, Sheet
    from detente.reading.documents import Document
    from detente.reading.reading import Reading

SHEET = "codings.csv"
#: Words of a statement shown in the list.
SHOWN = 100
#: Columns that are whole numbers in JSON; null where a person left the cell empty or wrote something else.
WHOLE = ("number", "paragraph", "start", "end")


@click.command("code")
@click.argument("case", type=click.Path(path_type=Path))
@click.argument("documents", nargs=-1, metavar="[DOC...]")
@click.option("--accept", "accepted", multiple=True, metavar="N", help="Rows to accept: 3, 5-8, or 3,7.")
@click.option("--refuse", "refused", multiple=True, metavar="N", help="Rows to refuse.")
@click.option("--write", is_flag=True, help="Write what is accepted into the case.")
@click.option("--all", "every", is_flag=True, help="Also statements whose words bear on no issue.")
@click.option("--texts/--no-texts", default=True, show_default=True,
              help="Keep the texts of the documents with the case when writing.")  # fmt: skip
@json_option
@reports_faults
def command(
    case: Path,
    documents: tuple[str, ...],
    accepted: tuple[str, ...],
    refused: tuple[str, ...],
    write: bool,
    every: bool,
    texts: bool,
    as_json: bool,
) -> None:  # one parameter per option, as click asks
    """Decide which statements of documents support which values of CASE.

    With DOC the documents are read and every statement that bears on an issue proposes a coding; proposals and
    decisions stand in CASE/codings.csv, which may as well be edited in a spreadsheet (`accept` or `refuse` under
    decision; party, issue, level, act and polarity may be corrected). Reading again changes no row that stands there.
    --write registers the documents as sources, adds the accepted statements to statements.csv and lets the values
    of their party on their issue rest on them; comments and layout of case.yaml stay.

    \b
    detente code mycase press/
    detente code mycase --accept 1,4-6 --refuse 2
    detente code mycase --write
    detente code mycase --json | jq '.rows[] | select(.decision == null) | .words'
    """
    from detente.reading.codings import to_text

    if not (case / "case.yaml").is_file():
        end_with(f"{case} is no folder with a case.yaml: `detente new {case}` starts a case")
    file = case / SHEET
    sheet = before = _sheet(file, as_json)
    merged = _merged(case, sheet, documents, every) if documents else None
    sheet = merged.sheet if merged else sheet
    try:
        sheet = sheet.decide(_numbers(accepted), "accepted").decide(_numbers(refused), "refused")
    except KeyError as error:
        end_with(f"there is no row {error.args[0]} in {file}; `detente code {case}` lists the open ones")
    if write:
        sheet = _write(case, sheet, documents, texts)
    if sheet != before:
        from detente.case.dumping import write_atomically

        write_atomically(file, to_text(sheet))
    if as_json:
        print_json(_record(case, sheet, merged))
    else:
        _show(case, sheet, merged)


def _sheet(file: Path, as_json: bool) -> Sheet:
    from detente.reading.codings import Sheet, from_bytes

    if not file.exists():
        return Sheet()
    sheet, problems = from_bytes(file.read_bytes(), str(file))
    if problems:
        end_with_problems(problems, as_json)
    return sheet


def _numbers(given: Iterable[str]) -> list[str]:
    """``3``, ``5-8`` and ``3,7`` as numbers of rows."""
    numbers: list[str] = []
    for part in ",".join(given).split(","):
        first, _, last = part.strip().partition("-")
        if not part.strip():
            continue
        if not first.isdigit() or (last and not last.isdigit()) or int(last or first) - int(first) > 10_000:
            raise click.UsageError(f'"{part}" is no row number: write 3, 5-8 or 3,7')
        numbers += [str(n) for n in range(int(first), int(last or first) + 1)]
    return numbers


def _merged(case: Path, sheet: Sheet, documents: tuple[str, ...], every: bool) -> Merge:
    from detente.reading.codings import merge, proposal_row
    from detente.reading.propose import propose_codings

    reading = _read(case, documents)
    rows = []
    for one in reading.statements:
        proposals: tuple[object, ...] = propose_codings([one])
        for proposal in proposals or ((None,) if every and one.layer != "author" else ()):
            document = reading.document(one.source)
            row = proposal_row(document, one, proposal)  # type: ignore[arg-type]
            rows.append({**row, "path": _from_case(case, document.path)})
    return merge(sheet, rows, [document.id for document in reading.documents])


def _read(case: Path, documents: tuple[str, ...]) -> Reading:
    from detente.reading.reading import read_documents

    if "-" in documents:
        raise click.UsageError("a coding names its document: save it as a file first")
    reading = read_documents(documents, case_names(case))
    print_problems(reading.problems, error_stream=True)
    return reading


def _from_case(case: Path, path: str) -> str:
    """A path as seen from the folder of the case, so that the case can be moved with its documents."""
    return path if path.startswith("<") else os.path.relpath(path, case)


def _write(case: Path, sheet: Sheet, documents: tuple[str, ...], texts: bool) -> Sheet:
    """Put the accepted rows that the case does not have yet into it."""
    from detente.case.accepting import accept

    waiting = [row for row in sheet.rows if sheet.decision(row) == "accepted" and not row["statement"]]
    if not waiting:
        say("nothing to write: every accepted row is in the case")
        return sheet
    told = [row for row in sheet.rows if sheet.decision(row) == "accepted"]
    paths = [str(case / row["path"]) for row in told if not row["path"].startswith("<")]
    there = tuple(dict.fromkeys(path for path in paths if os.path.exists(path)))
    reading = _read(case, (*documents, *there))
    read = {document.id: document for document in reading.documents}
    ready = [row for row in waiting if row["document"] in read]
    for row in waiting:
        if row["document"] not in read:
            say(
                f"row {row['number']} waits: {row['path']} is not the document it was read from; name it as DOC"
            )
    copies = _copies(reading)
    applied = accept(case, [_acceptance(row, read[row["document"]], texts, copies) for row in ready])
    for line in (*applied.because, *applied.remarks):
        say(line)
    say(
        f"{count(len(applied.ids), 'statement')} and {count(len(applied.sources), 'source')} written into {case}; "
        f"`detente lint {case}` checks it"
    )
    return sheet.written(dict(zip((row["number"] for row in ready), applied.ids, strict=True)))


def _copies(reading: Reading) -> dict[str, tuple[str, ...]]:
    """Digests of the documents that print the same story as a document, by its id."""
    from detente.reading.duplicates import group_documents, sketch

    digests = {one.id: (one.sha256, one.text_sha256) for one in reading.documents}
    found: dict[str, tuple[str, ...]] = {}
    for same in group_documents(sketch(document) for document in reading.documents):
        if same.kind == "origin":
            for id_ in same.documents:
                others = (other for other in same.documents if other != id_)
                found[id_] = tuple(digest for other in others for digest in digests[other])
    return found


def _acceptance(
    row: Mapping[str, str], document: Document, texts: bool, copies: Mapping[str, tuple[str, ...]]
) -> Acceptance:
    from detente.case.accepting import Acceptance, SourceText

    described = {
        "title": document.title,
        "outlet": str(document.metadata.get("container-title", "")),
        "author": "; ".join(str(one.get("literal", "")) for one in document.metadata.get("author", ())),
        "date": document.text.date or "",
        "language": document.text.language,
        "url": str(document.metadata.get("URL", "")),
        "note": f"read from {Path(document.path).name} (SHA-256 {document.sha256})" if texts else "",
    }
    source = SourceText(Path(document.path).name, document.sha256 if not texts else document.text_sha256,
                        described, document.text.text if texts else None, copies.get(document.id, ()))  # fmt: skip
    start, end = int(row["start"]), int(row["end"])
    names = (
        "paragraph",
        "party",
        "act",
        "issue",
        "level",
        "polarity",
        "layer",
        "form",
        "language",
        "date",
        "note",
    )
    statement: dict[str, object] = {name: row[name].strip() for name in names}
    statement |= {
        "speaker": row["speaker"] or "not named",
        "words": document.words((start, end)),
        "paraphrase": False,
    }
    if texts:
        statement |= {"start": start, "end": end}
    return Acceptance(statement, source)


def _counts(sheet: Sheet) -> dict[str, int]:
    """How many rows of the sheet are open, decided on, and in the case."""
    decided = [sheet.decision(row) for row in sheet.rows]
    return {
        "proposals": len(decided),
        "open": decided.count(None),
        "accepted": decided.count("accepted"),
        "refused": decided.count("refused"),
        "in_case": sum(bool(row["statement"]) for row in sheet.rows),
    }


def _record(case: Path, sheet: Sheet, merged: Merge | None) -> dict[str, object]:
    """The sheet as it stands now, with what reading changed in it."""
    rows = [
        {
            **row,
            **{name: int(row[name]) if row[name].isdigit() else None for name in WHOLE},
            "decision": sheet.decision(row),
        }
        for row in sheet.rows
    ]
    return {
        "case": str(case),
        "sheet": str(case / SHEET),
        "counts": _counts(sheet),
        "added": merged.added if merged else 0,
        "dropped": merged.dropped if merged else 0,
        "orphans": [row["id"] for row in merged.orphans] if merged else [],
        "rows": rows,
    }


def _show(case: Path, sheet: Sheet, merged: Merge | None) -> None:
    """The open rows, then how many there are of each kind."""
    from rich.box import SIMPLE
    from rich.markup import escape
    from rich.table import Table

    open_rows = [row for row in sheet.rows if sheet.decision(row) is None]
    if open_rows:
        table = Table(box=SIMPLE, show_edge=False, expand=True)
        for column, share in (("", 0), ("speaker", 3), ("coding", 5), ("words", 8), ("weigh", 3)):
            table.add_column(column, ratio=share or None, no_wrap=not share)
        for row in open_rows:
            table.add_row(*(escape(cell) for cell in _cells(row)))
        console().print(table)
    numbers = _counts(sheet)
    parts = [
        count(numbers["proposals"], "proposal"),
        *([f"{merged.added} new"] if merged else []),
        f"{numbers['open']} open",
        f"{numbers['accepted']} accepted",
        f"{numbers['refused']} refused",
        f"{numbers['in_case']} in the case",
    ]
    for row in merged.orphans if merged else ():
        say(
            f'row {row["number"]} is kept, but {row["path"]} does not give it any more: "{row["words"][:60]}"'
        )
    click.echo(f"{case / SHEET}: {', '.join(parts)}")
    if numbers["in_case"] < numbers["accepted"]:
        say(f"next: `detente code {case} --write`")
    elif open_rows:
        say(f"next: `detente code {case} --accept 1,3-4 --refuse 2`, or edit {case / SHEET}")
    sys.exit(0)


def _cells(row: Mapping[str, str]) -> tuple[str, ...]:
    words = " ".join(row["words"].split())
    target = ".".join(part for part in (row["issue"], row["level"]) if part) or "(no issue)"
    how = "" if row["polarity"] == "neutral" else f" {row['polarity']}"
    coding = f"{row['party'] or '(no party)'}: {row['act']}{how} {target}"
    return (
        row["number"],
        row["speaker"],
        coding,
        words if len(words) <= SHOWN else words[: SHOWN - 1] + "…",
        row["caution"],
    )
