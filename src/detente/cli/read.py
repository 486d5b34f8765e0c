"""``detente read``: documents in, attributed statements out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli._output import case_names, reports_faults

if TYPE_CHECKING:
    from detente.case.vocabulary import Vocabulary
    from detente.errors import Problem
    from detente.reading.corpus import Settings
    from detente.reading.documents import DocumentReading
    from detente.reading.intake_records import Item

FORMATS = ("table", "jsonl", "csv", "annotation", "page", "parquet")
_DATE = click.DateTime(["%Y-%m-%d"])


@click.command("read")
@click.argument("documents", nargs=-1, metavar="DOC...")
@click.option("--case", "case", type=click.Path(), help="Case whose parties and issues are looked for.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True,
              help="page writes HTML, annotation W3C Web Annotations.")  # fmt: skip
@click.option("-o", "--out", type=click.Path(path_type=Path), help="File to write; a folder for page.")
@click.option("--texts", type=click.Path(file_okay=False, path_type=Path),
              help="Folder for the stored texts, which spans count in.")  # fmt: skip
@click.option(
    "--date",
    type=_DATE,
    metavar="YYYY-MM-DD",
    help="Date of the documents; stands above what they say of themselves.",
)
@click.option(
    "--author/--no-author",
    default=True,
    show_default=True,
    help="Also what the writer of a text claims, as a layer of its own; never a party's position.",
)
@click.option(
    "--second-opinion",
    metavar="MODEL",
    help="Ask an installed spaCy model (or the folder of one) about English too; its findings are marked.",
)
@click.option(
    "--cache", type=click.Path(file_okay=False), help="Folder that keeps results (and words) between runs."
)
@click.option(
    "--workers", type=click.IntRange(min=0), default=0, help="Processes; 0: as many as it is worth."
)
@click.option(
    "--cluster", metavar="ADDRESS", help="Address of a Dask scheduler to spread the documents over."
)
@click.option(
    "--languages", "list_languages", is_flag=True, help="Print what each language covers, and stop."
)
@reports_faults
def command(
    documents: tuple[str, ...],
    case: str | None,
    form: str,
    out: Path | None,
    texts: Path | None,
    date: object,
    author: bool,
    second_opinion: str | None,
    cache: str | None,
    workers: int,
    cluster: str | None,
    list_languages: bool,
) -> None:  # one parameter per option, as click asks
    """Read press texts into attributed statements: who said what, in which exact words.

    DOC is a file (.txt .md .html .pdf .docx .eml), a file of articles (.jsonl .csv), a folder, a pattern, or -
    for standard input. Originals are never changed. What cannot be read is reported, the rest is read.

    \b
    detente read notes/ --case ukraine_2025
    detente read 'press/*.html' --format csv -o statements.csv
    detente read wire.jsonl --format jsonl --cache .read > statements.jsonl
    detente read article.pdf --format page -o pages/
    """
    from detente.cli import read_writers
    from detente.reading.corpus import Settings

    if list_languages:
        read_writers.print_languages()
        return
    if not documents:
        raise click.UsageError("name at least one document, folder or pattern (or --languages)")
    if form in {"page", "parquet"} and out is None:
        raise click.UsageError(
            f"--format {form} needs -o, the {'folder' if form == 'page' else 'file'} to write"
        )
    if cluster and cache:
        raise click.UsageError("--cache keeps nothing of what a --cluster reads: leave one of them out")
    if cluster and find_spec("distributed") is None:
        raise click.ClickException("--cluster needs the cluster extra: pip install 'detente[cluster]'")
    day = date.strftime("%Y-%m-%d") if date is not None else None  # type: ignore[attr-defined]
    if second_opinion:
        from detente.reading.second_opinion import load_model

        load_model(second_opinion)  # what is wrong with it is said once, not for every document
    settings = Settings(
        date=day, workers=workers, cache=cache, cluster=cluster, author=author, second_opinion=second_opinion
    )
    results = _results(documents, _vocabulary(case), settings, total=_count(documents))
    if texts:
        results = read_writers.keep_texts(results, texts)
    tally = read_writers.Tally()
    read_writers.WRITERS[form](tally.watch(results), out)
    tally.report()
    sys.exit(1 if tally.errors else 0)


def _vocabulary(case: str | None) -> Vocabulary:
    from detente.case.vocabulary import EMPTY

    return EMPTY if case is None else case_names(case)


def _items(documents: tuple[str, ...]) -> Iterator[Item | Problem]:
    from detente.reading.intake import find_items, items_of_input
    from detente.reading.intake_records import Limits

    if "-" in documents:
        yield from items_of_input(sys.stdin.buffer.read(Limits().file_bytes + 1))
    yield from find_items(path for path in documents if path != "-")


def _count(documents: tuple[str, ...]) -> int | None:
    """How many items there are, for the time that remains; not known for standard input."""
    if "-" in documents or not sys.stderr.isatty():
        return None
    return sum(1 for _ in _items(documents))


def _results(
    documents: tuple[str, ...], vocabulary: Vocabulary, settings: Settings, total: int | None
) -> Iterator[DocumentReading]:
    from detente.reading.reading import read_stream

    results = read_stream(_items(documents), vocabulary, settings)
    if total is None or total < 20:
        yield from results
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.0f} a second" if task.speed else "")

    columns = (BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress("reading", *columns, console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(results, total=total)
