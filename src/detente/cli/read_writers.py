"""How ``detente read`` writes: a table for the eye, lines for programs, pages for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from detente.cli._output import count, say, styled
from detente.reading import outputs
from detente.reading.duplicates import Group, Sketch, group_documents

if TYPE_CHECKING:
    from detente.errors import Problem
    from detente.reading.documents import Document, DocumentReading
    from detente.reading.records import FoundStatement

#: Words of a statement shown in the table.
SHOWN = 90
#: Documents of a group that are named.
NAMED = 4


class Tally:
    """Counts what goes by, and keeps the problems and the sketches for the end."""

    def __init__(self) -> None:
        self.documents = 0
        self.statements = 0
        self.by_author = 0
        self.problems: list[Problem] = []
        self.sketches: list[Sketch] = []

    @property
    def errors(self) -> int:
        """How many problems are errors."""
        return sum(1 for one in self.problems if one.severity == "error")

    def watch(self, results: Iterable[DocumentReading]) -> Iterator[DocumentReading]:
        """Pass every result on."""
        for result in results:
            self.documents += result.document is not None
            own = sum(one.layer == "author" for one in result.statements)
            self.statements += len(result.statements) - own
            self.by_author += own
            self.problems += result.problems
            if result.sketch is not None:
                self.sketches.append(result.sketch)
            yield result

    def report(self) -> None:
        """Problems, copies and totals on the error stream."""
        from detente.errors import sort_problems

        for one in sort_problems(self.problems):
            click.echo(f"{styled(one)}\n", err=True)
        for group in group_documents(self.sketches):
            click.echo(group_line(group), err=True)
        own = f", and {self.by_author:,} of their authors' own" if self.by_author else ""
        say(f"{count(self.statements, 'attributed statement')} in {count(self.documents, 'document')}{own}")


def group_line(group: Group) -> str:
    """One group in words."""
    how = "one origin, printed in" if group.kind == "origin" else "one event, reported in"
    others = [one for one in group.documents if one != group.first]
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    return f"{how} {len(group.documents)} documents: {group.first}, {', '.join(others[:NAMED])}{more}"


@contextmanager
def _target(out: Path | None) -> Iterator[IO[str]]:
    if out is None:
        yield sys.stdout
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8", newline="") as file:
        yield file


def keep_texts(results: Iterable[DocumentReading], folder: Path) -> Iterator[DocumentReading]:
    """Write each stored text to ``<id>.txt``, whose SHA-256 is its ``text_sha256``, and pass the result on."""
    folder.mkdir(parents=True, exist_ok=True)
    for result in results:
        if result.document is not None:
            words = result.document.text.text.encode("utf-8", "surrogatepass")
            (folder / f"{result.document.id}.txt").write_bytes(words)
        yield result


def write_jsonl(results: Iterable[DocumentReading], out: Path | None) -> None:
    """Documents, statements and problems as they come, then the groups; one record a line."""
    sketches: list[Sketch] = []
    with _target(out) as file:
        for result in results:
            for record in outputs.records(result):
                file.write(outputs.json_line(record) + "\n")
            if result.sketch is not None:
                sketches.append(result.sketch)
        for group in group_documents(sketches):
            file.write(outputs.json_line(outputs.group_record(group)) + "\n")


def write_csv(results: Iterable[DocumentReading], out: Path | None) -> None:
    """One row per statement."""
    with _target(out) as file:
        file.write(outputs.csv_header())
        for document, statement in _pairs(results):
            file.write(outputs.csv_line(document, statement))


def write_annotation(results: Iterable[DocumentReading], out: Path | None) -> None:
    """One annotation page per line and document."""
    from detente.reading.annotation import annotation_page

    with _target(out) as file:
        for result in results:
            if result.document is not None:
                file.write(outputs.json_line(annotation_page(result.document, result.statements)) + "\n")


def write_parquet(results: Iterable[DocumentReading], out: Path | None) -> None:
    """One row per statement, in a Parquet file."""
    assert out is not None
    try:
        outputs.write_parquet((outputs.flat_row(*pair) for pair in _pairs(results)), out)
    except ImportError as error:
        raise click.ClickException(
            "Parquet needs the parquet extra: pip install 'detente[parquet]'"
        ) from error


def write_pages(results: Iterable[DocumentReading], out: Path | None) -> None:
    """One HTML page per document and an index, in a folder."""
    from detente.reading.page import document_page, index_page

    assert out is not None
    out.mkdir(parents=True, exist_ok=True)
    entries: list[tuple[str, Document, int]] = []
    problems: list[Problem] = []
    for result in results:
        problems += result.problems
        if result.document is not None:
            name = f"{result.document.id}.html"
            (out / name).write_text(document_page(result), encoding="utf-8")
            entries.append((name, result.document, len(result.statements)))
    (out / "index.html").write_text(index_page(entries, tuple(problems)), encoding="utf-8")
    click.echo(str(out / "index.html"))


def write_table(results: Iterable[DocumentReading], out: Path | None) -> None:
    """A table per document for the eye."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    with _target(out) as file:
        console = Console(file=file, width=None if file.isatty() else 140)
        for result in results:
            document = result.document
            if document is None:
                continue
            head = f"{document.title}  ({document.path}, {document.text.date or 'no date'}, {document.text.language})"
            table = Table(title=Text(_plain(head)), title_justify="left", box=SIMPLE, show_edge=False)
            rows = [_cells(document, one, whole=out is not None) for one in result.statements]
            shown = [name for name in COLUMNS if name in ALWAYS or any(row[name] for row in rows)]
            for name in shown:
                table.add_column(name, no_wrap=name == "¶")
            for row in rows:
                table.add_row(*(Text(_plain(row[name])) for name in shown))
            console.print(table)
            console.print()


#: Columns of the table; those that are not always there come where a statement of the document fills them.
COLUMNS = ("¶", "speaker", "for", "act", "to", "on", "how", "words")
ALWAYS = frozenset(("¶", "speaker", "act", "how", "words"))


def _cells(document: Document, one: FoundStatement, whole: bool) -> dict[str, str]:
    """One row: ``for`` is the party spoken for, ``on`` the issues and levels; a file gets all the words."""
    words = " ".join(document.words((one.start, one.end)).split())
    if len(words) > SHOWN and not whole:
        words = words[: SHOWN - 1].rstrip() + "…"
    how = {"reported": one.kind, "author": "own words"}.get(one.layer, f"{one.kind}, {one.layer}")
    if one.found_by != "rules":
        how += ", both" if one.found_by == "both" else ", second opinion"
    named = {level.split(".")[0] for level in one.levels}
    topics = (*one.levels, *(issue for issue in one.issues if issue not in named))
    return {
        "¶": str(outputs.paragraph_number(document, one.start)),
        "speaker": outputs.speaker_label(one),
        "for": one.party or "",
        "act": one.act,
        "to": one.addressee or "",
        "on": ", ".join(topics),
        "how": how,
        "words": words,
    }


def _plain(text: str) -> str:
    """Without characters that a terminal would obey."""
    return "".join(mark if mark.isprintable() else "�" for mark in text)


def _pairs(results: Iterable[DocumentReading]) -> Iterator[tuple[Document, FoundStatement]]:
    for result in results:
        if result.document is not None:
            for statement in result.statements:
                yield result.document, statement


def print_languages() -> None:
    """What each language file holds, part by part; a part with nothing in it is a gap."""
    from detente.reading.languages import available, load_language

    for code in available():
        language = load_language(code)
        cues = {cue for found in language.cues.values() for cue in found}
        forms = {part: {cue.words for cue in cues if part in cue.parts} for part in ("noun", "preposition")}
        marks = sum(len(found) for found in language.author.values())
        parts = (
            f"{len({cue.words for cue in cues}) - sum(map(len, forms.values())):,} forms of reporting verbs",
            f"{len(forms['noun'])} nouns with a clause",
            f"{len(forms['preposition'])} phrases like “according to”",
            f"{len(language.pronouns)} pronouns",
            f"acts: {', '.join(act for act, *_ in language.acts)}",
            f"{len(language.words['hedges'])} hedges",
            f"{marks} marks of the author’s own judgement",
            f"dates: {len(language.months)} names of months, "
            f"{len(language.dates.get('weekdays', {}))} weekdays, {len(language.dates.get('near', {}))} like “yesterday”",
        )
        dropped = "; a verb may stand without its subject" if language.drops_subject else ""
        click.echo(f"{code}  {language.name}: {language.level}{dropped}")
        for part in parts:
            click.echo(f"      {part}")


WRITERS: dict[str, Callable[[Iterable[DocumentReading], Path | None], None]] = {
    "table": write_table,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "annotation": write_annotation,
    "parquet": write_parquet,
    "page": write_pages,
}
