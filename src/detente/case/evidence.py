"""Where the texts of sources are kept, and whether they are what the case says."""

from __future__ import annotations

import hashlib
from pathlib import Path

#: Endings under which a text is looked for where a source names no file.
ENDINGS = (".txt", ".md", ".html", ".htm", ".pdf")
LARGEST_SOURCE = 50_000_000


def source_file(folder: Path | None, id_: str, name: str | None) -> Path | None:
    """The file under sources/ that holds the text of a source, or None where it is not kept with the case.

    ``name`` is the file that the source names; without one, the id with a usual ending is looked for.
    """
    if folder is None:
        return None
    names = [name] if name else [id_ + ending for ending in ENDINGS]
    home = (folder / "sources").resolve()
    for candidate in names:
        path = (home / candidate).resolve()
        if path.is_relative_to(home) and path.is_file():
            return path
    return None


def digest_of(path: Path) -> str:
    """SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
