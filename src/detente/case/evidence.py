"""Where the texts of sources are kept, and whether they are what the case says."""

from __future__ import annotations

import hashlib
from pathlib import Path

from detente.case.records import Source

#: Endings under which a text is looked for where a source names no file.
ENDINGS = (".txt", ".md", ".html", ".htm", ".pdf")
LARGEST_SOURCE = 50_000_000


def source_file(folder: Path | None, id_: str, source: Source) -> Path | None:
    """The file under sources/ that holds the text of a source, or None where it is not kept with the case."""
    if folder is None:
        return None
    names = [source.file] if source.file else [id_ + ending for ending in ENDINGS]
    home = (folder / "sources").resolve()
    for name in names:
        path = (home / name).resolve()
        if path.is_relative_to(home) and path.is_file():
            return path
    return None


def digest_of(path: Path) -> str:
    """SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
