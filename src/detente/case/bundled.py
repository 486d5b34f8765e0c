"""The cases that come with the package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from detente.case.near import did_you_mean
from detente.errors import UnknownIdError


def library_names() -> tuple[str, ...]:
    """Names of the bundled cases, in alphabetical order."""
    root = Path(str(files("detente.case"))) / "library"
    if not root.is_dir():
        return ()
    return tuple(sorted(entry.name for entry in root.iterdir() if (entry / "case.yaml").is_file()))


def library_path(name: str) -> Path:
    """The folder of a bundled case.

    Raises
    ------
    UnknownIdError
        No bundled case has that name.
    """
    known = library_names()
    if name not in known:
        raise UnknownIdError(f"no bundled case `{name}`: {did_you_mean(name, known)}")
    return Path(str(files("detente.case"))) / "library" / name


def template_path() -> Path:
    """The folder of the small case that `detente new` writes."""
    return Path(str(files("detente.case"))) / "template"
