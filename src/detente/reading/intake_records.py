"""What intake hands on: an item to read, and the text taken from it with what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.errors import Place, Problem, Severity
from detente.reading.anchors import Anchor


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost; beyond it a problem is recorded and reading goes on with the next."""

    file_bytes: int = 64_000_000
    unpacked_bytes: int = 128_000_000
    characters: int = 2_000_000
    pages: int = 2_000
    html_characters: int = 8_000_000
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Item:
    """One document to read: a file, or one row of a file of articles (then ``payload`` is the row)."""

    path: str
    kind: str
    line: int = 0
    payload: bytes | None = None

    @property
    def place(self) -> Place:
        """Where problems of this document are reported."""
        return Place(self.path, self.line)


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a document before repair, how it was decoded, what it says of itself (CSL-JSON), and where it stood in its file."""

    text: str
    decoding: str = "utf-8"
    metadata: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    markdown: bool = False
    anchors: tuple[Anchor, ...] = ()


class IntakeError(Exception):
    """A document cannot be read; carries the problem. Never leaves the reading room."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


#: Rule and fix of every problem of intake; what was found is said where it is found.
RULES: dict[str, tuple[str, str]] = {
    "R-050": (
        "documents are .txt .md .html .pdf .docx .eml, or articles in .jsonl or .csv",
        "save it as one of these, or as plain text with the ending .txt",
    ),
    "R-051": ("a document holds some text", "take it out of the list, or save it again from its source"),
    "R-052": ("every path given must exist and be readable", "check the spelling and the permissions"),
    "R-053": (
        "a folder or pattern leads to at least one document",
        "name the folder that holds the .txt .md .html .pdf .docx .eml .jsonl or .csv files",
    ),
    "R-054": ("a PDF can be opened and its pages read", "save it again from its source, or as text"),
    "R-055": (
        "a PDF is not locked with a password",
        "open it with its password and print it to a new PDF, or save its text",
    ),
    "R-056": (
        "a .docx is a zip archive with a Word document in it",
        "open and save it again in a word processor",
    ),
    "R-057": (
        "a .docx unpacks to a reasonable size",
        "do not open it: a file that unpacks to this much is damaged or hostile",
    ),
    "R-058": ("a document has a reasonable size", "split it, or read its parts as separate files"),
    "R-059": ("a text file holds text", "give the file its right ending, or take it out of the list"),
    "R-060": (
        "text is UTF-8; what is not is read as Windows-1252",
        "look at the accents and quote marks; if they are wrong, save the file as UTF-8",
    ),
    "R-061": (
        "characters that turn the direction of writing can hide what a text says",
        "compare the stored text, which leaves them out, with the original",
    ),
    "R-062": (
        "a paragraph longer than 20,000 characters is read in pieces",
        "check whether the paragraph breaks were lost when the text was saved",
    ),
    "R-063": ("only the first part of a very long document is read", "split it into several files"),
    "R-064": (
        'a line of .jsonl is an object with the words under "text" (or body, content, testo, texto)',
        'write {"title": "...", "date": "2025-03-19", "text": "..."} on one line',
    ),
    "R-065": (
        "the first row of a .csv of articles names its columns, one of them text (or body, content, testo)",
        "rename the column that holds the words to text",
    ),
    "R-066": (
        "a mail has a part in plain text or HTML",
        "open it in the mail program and save the words as text",
    ),
    "R-067": ("an HTML page holds an article", "save the article alone, or copy its words into a .txt file"),
    "R-068": (
        "attachments of a mail are not read with it",
        "save the attachments and read them as documents",
    ),
    "R-069": (
        "only paragraphs in a language with a language file are read",
        "read the original of a translation, or add the language (docs/methods/reading.md says how)",
    ),
    "R-070": ("the pages of a PDF hold text", "run text recognition (OCR) on the scanned pages first"),
    "R-072": (
        "reading a document never fails on our side",
        "report it with the document if you may share it; the other documents were read",
    ),
    "R-073": ("one document takes at most the time limit", "split it, or raise the limit"),
    "R-074": ("an entry of the cache is whole", "nothing to do: the document was read again"),
    "R-075": ("the same document is read once", "nothing to do; the second copy adds no evidence"),
    "R-077": (
        "a speaker is named only when one reading remains",
        "look at the words; until you decide, both readings are kept and no coding is proposed unless both speak for one party",
    ),
    "R-078": (
        "the decision on a proposed coding is accept, refuse, or nothing yet",
        "write accept or refuse, or empty the cell",
    ),
    "R-079": (
        "a sheet of codings has the columns decision, words, document and id",
        "take the sheet that `detente code CASE DOC` writes, and leave its first row as it is",
    ),
    "R-076": ("a stored text is in NFC and an archive holds no NUL", "nothing to do: they were left out"),
}


def problem(code: str, place: Place, found: str, *, path: str = "", severity: Severity = "error") -> Problem:
    """One problem of intake with the rule and the fix of its code."""
    rule, fix = RULES[code]
    return Problem(place, path, code, found, rule, fix, severity)
