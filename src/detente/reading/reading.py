"""The front door of the reading room: paths in, documents with their attributed statements out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.case.vocabulary import EMPTY, Vocabulary
from detente.errors import Problem, sort_problems
from detente.reading.corpus import Settings, read_items
from detente.reading.documents import Document, DocumentReading
from detente.reading.duplicates import Group, Sketch, group_documents
from detente.reading.intake import find_items
from detente.reading.intake_records import Item, problem
from detente.reading.records import FoundStatement


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read: documents, statements in order, every problem, and who copied whom."""

    documents: tuple[Document, ...] = ()
    statements: tuple[FoundStatement, ...] = ()
    problems: tuple[Problem, ...] = ()
    groups: tuple[Group, ...] = ()

    def document(self, id: str) -> Document:
        """The document with this id; KeyError where there is none."""
        return next(one for one in self.documents if one.id == id)

    def origins(self) -> dict[str, str]:
        """For each document the one it stands behind: the earliest printing of the same story, or itself."""
        found = {document.id: document.id for document in self.documents}
        for group in self.groups:
            if group.kind == "origin":
                found.update(dict.fromkeys(group.documents, group.first))
        return found

    def words(self, statement: FoundStatement) -> str:
        """The words of a statement, letter for letter as stored."""
        return self.document(statement.source).words((statement.start, statement.end))


def read_stream(
    items: Iterable[Item | Problem], vocabulary: Vocabulary = EMPTY, settings: Settings | None = None
) -> Iterator[DocumentReading]:
    """One result per item in the order given; a document met twice is read once and the copy reported."""
    seen: dict[str, str] = {}
    for result in read_items(items, vocabulary, settings):
        document = result.document
        if document is None or document.id not in seen:
            if document is not None:
                seen[document.id] = document.path
            yield result
        else:
            same = problem("R-075", Item(document.path, document.kind, document.line).place,
                           f"the same bytes as {seen[document.id]}", severity="warning")  # fmt: skip
            yield DocumentReading(None, (), (same,))


def read_documents(
    paths: Iterable[str | Path], vocabulary: Vocabulary = EMPTY, settings: Settings | None = None
) -> Reading:
    """Read files, folders and patterns into attributed statements.

    Parameters
    ----------
    paths : iterable of path
        Documents (.txt .md .html .pdf .docx .eml), files of articles (.jsonl .csv), folders, patterns.
    vocabulary : Vocabulary
        The names of the case; without them speakers are known by the words of the text only.
    settings : Settings, optional
        Processes, cache, cluster, limits, a date for undated documents.

    Returns
    -------
    Reading
        Statements name their document by id; spans are half-open, in code points of its stored text (C8).
        What could not be read is in ``problems``; nothing is raised for the user's files.

    Examples
    --------
    >>> reading = read_documents(["no_such_folder"])
    >>> reading.documents, reading.problems[0].code
    ((), 'R-052')
    """
    limits = settings.limits if settings else None
    given = (paths,) if isinstance(paths, str | Path) else tuple(paths)
    documents: list[Document] = []
    statements: list[FoundStatement] = []
    problems: list[Problem] = []
    sketches: list[Sketch] = []
    for result in read_stream(find_items(given, limits), vocabulary, settings):
        problems += result.problems
        if result.document is not None:
            documents.append(result.document)
            statements += result.statements
        if result.sketch is not None:
            sketches.append(result.sketch)
    return Reading(tuple(documents), tuple(statements), sort_problems(problems), group_documents(sketches))
