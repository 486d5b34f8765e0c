"""``detente brief``: the main job, documents and a case in, a dossier out."""

from __future__ import annotations

import json
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from detente.cli._kept import open_case
from detente.cli._output import count, print_problems, reports_faults
from detente.cli._run import BUNDLED, is_case, run_chain, run_options, sampling_option
from detente.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from detente.assess.records import Assessment, Verdict
    from detente.case.case import Case
    from detente.dossier.page import ReadDocument, ReadLine
    from detente.errors import Problem
    from detente.reading.documents import Document
    from detente.reading.records import FoundStatement


@click.command("brief")
@click.argument("arguments", nargs=-1, metavar="[CASE] [DOC...]")
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("dossier"),
              show_default=True, help="Folder for dossier.html and dossier.json.")  # fmt: skip
@click.option("--no-read", is_flag=True, help="Assess only; read no documents.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the record of dossier.json instead of the bottom line."
)
@run_options
@sampling_option
@click.option(
    "--search",
    "search_by",
    type=click.Choice(["race", "wide", "all"]),
    default="race",
    show_default=True,
    help="How the best package is looked for: a race over the draws, a wider one, or all packages over all draws.",
)
@reports_faults
def command(arguments: tuple[str, ...], out: Path, no_read: bool, as_json: bool, **options: Any) -> None:
    """Read documents, assess a case, write the dossier, print the bottom line.

    CASE is a folder with case.yaml or the name of a bundled case; without one, the bundled case is used.
    DOC is a file (.txt .md .html .pdf .docx .eml), a folder or a pattern; without any, the texts kept with
    the case are read. What is read is listed in the dossier; it moves no number until somebody codes it.

    \b
    detente brief                              the bundled case and its notes
    detente brief mycase press/*.html -o out   your case and your documents
    detente brief --draws 2000 --seed 7        finer shares, another sample
    detente brief --error 0.01                 as many draws as one point of error needs
    """
    started = time.monotonic()
    names = list(arguments)
    named = names and (is_case(names[0]) or _is_misspelt(names[0]))
    case = open_case(names.pop(0) if named else BUNDLED).case
    documents, lines, problems = ((), (), ()) if no_read else _read(case, names)
    if names and not documents:
        raise InputError(problems)
    print_problems(problems, error_stream=True)
    how = (options["draws"], options["seed"], options["scale"], options["sampling"], options["search_by"])
    assessment = run_chain(case, *how)
    from detente.dossier import render_html, render_json, write_atomically

    record = render_json(assessment, lines)
    write_atomically(out / "dossier.html", render_html(case, assessment, documents, lines))
    write_atomically(out / "dossier.json", record)
    if as_json:
        from detente.cli._answers import answer_from, keep_answer
        from detente.cli._trail import asked

        keep_answer(case.digest, answer_from(json.loads(record), *asked(click.get_current_context())))
        sys.stdout.write(record)
        return
    _print(case, assessment, documents, lines)
    click.echo(
        f"\nDossier: {out / 'dossier.html'} (record: {out / 'dossier.json'}), {time.monotonic() - started:.1f} s"
    )


def _is_misspelt(name: str) -> bool:
    """Whether a first argument can only be meant as a case: nothing is there, and no document is named so.

    Without this a slip in the name of a case would have the documents assessed with the bundled one.
    """
    return not Path(name).exists() and not Path(name).suffix and not any(mark in name for mark in "*?[")


def _read(
    case: Case, names: list[str]
) -> tuple[tuple[ReadDocument, ...], tuple[ReadLine, ...], tuple[Problem, ...]]:
    """Documents named, or the texts kept with the case; as the dossier's own records."""
    from detente.dossier.page import ReadDocument
    from detente.reading.reading import read_documents

    kept = [case.folder / "sources"] if case.folder and (case.folder / "sources").is_dir() else []
    paths = names or [str(path) for path in kept]
    if not paths:
        return (), (), ()
    reading = read_documents(paths, case.vocabulary())
    documents = tuple(
        ReadDocument(
            name=Path(document.path).name,
            digest=document.text_sha256,
            languages=", ".join(sorted({paragraph.language for paragraph in document.text.paragraphs})),
            characters=len(document.text.text),
            statements=sum(found.source == document.id for found in reading.statements),
            note="; ".join(document.repairs),
        )
        for document in reading.documents
    )
    lines = tuple(_line(case, reading.document(found.source), found) for found in reading.statements)
    return documents, lines, reading.problems


def _line(case: Case, document: Document, found: FoundStatement) -> ReadLine:
    from detente.dossier.page import ReadLine

    person = case.people.get(found.speaker or "")
    party = case.parties.get(found.party or "")
    names = (
        " or ".join(found.speaker_candidates) if found.speaker is None and found.speaker_candidates else ""
    )
    return ReadLine(
        document=Path(document.path).name,
        where=f"{found.start}–{found.end}",
        language=found.language,
        speaker=person.name if person else names or found.speaker_name or "not named",
        party=party.name if party else "",
        act=("not " if found.polarity == "negative" else "") + found.act,
        issues=", ".join(issue.replace("_", " ") for issue in found.issues),
        layer=found.layer,
        words=document.words((found.start, found.end)),
    )


#: Below this width the columns would break words: packages are then listed one under the other.
NARROW = 84


def _print(
    case: Case, assessment: Assessment, documents: tuple[ReadDocument, ...], lines: tuple[ReadLine, ...]
) -> None:
    """The bottom line and one row per package."""
    from rich.markup import escape

    from detente.cli._output import console as make_console

    console = make_console()
    said = [f"{assessment.title}  (as of {assessment.as_of})"]
    if documents:
        speakers = len({line.speaker for line in lines})
        said.append(
            f"Read {count(len(documents), 'document')}: {count(len(lines), 'attributed statement')} "
            f"by {count(speakers, 'speaker')}."
        )
    said += ["", f"Bottom line. {assessment.bottom_line}", ""]
    for text in said:
        folded = escape(_folded(text, console.width))
        for lead in (assessment.title, "Bottom line."):
            folded = folded.replace(escape(lead), f"[bold]{escape(lead)}[/bold]", 1)
        console.print(folded, soft_wrap=True)
    rows = [_row(case, verdict) for verdict in assessment.verdicts]
    if not rows:
        return
    if console.width < NARROW:
        for row in rows:
            console.print(_listed(row, console.width), soft_wrap=True, markup=False)
        return
    _print_rows(console, rows)


def _print_rows(console: Console, rows: list[tuple[str, ...]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Package", "Would refuse", "All sign", "Holds 5 y", "Both", "First breaker"):
        justify: Literal["left", "right"] = "right" if title in ("All sign", "Holds 5 y", "Both") else "left"
        table.add_column(title, justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)


def _listed(row: tuple[str, ...], width: int) -> str:
    """A package as a short paragraph."""
    label, refuse, sign, holds, both, breaker = row
    rest = [
        f"would refuse: {refuse}",
        f"all sign {sign}, holds 5 y {holds}, both {both}",
        f"first breaker: {breaker}",
    ]
    return "\n".join([_folded(label, width), *(_folded(f"  {text}", width, "    ") for text in rest)])


def _folded(text: str, width: int, hang: str = "") -> str:
    """Text in lines of at most ``width``, a per cent sign never apart from its number."""
    from detente.dossier.page import unbroken

    lines = textwrap.wrap(unbroken(text), width, subsequent_indent=hang, break_on_hyphens=False)
    return "\n".join(lines).replace("\u00a0", " ")


def _row(case: Case, verdict: Verdict) -> tuple[str, ...]:
    from detente.dossier.page import signers

    breaker = case.parties[verdict.first_breaker].name if verdict.first_breaker else "nobody in 10 y"
    sixty = next(number for number in verdict.survival if number.id.endswith(".60"))
    return (
        verdict.label,
        signers(verdict, "refuses"),
        verdict.all_sign.text,
        sixty.text,
        verdict.signed_and_holds.text,
        breaker,
    )
