"""Where a case lies: the folder that a name stands for, and the cases that come with the package."""

from __future__ import annotations

from pathlib import Path

from detente.errors import UnknownIdError

_HOME = Path(__file__).parent


def library_names() -> tuple[str, ...]:
    """Names of the bundled cases, in alphabetical order."""
    root = _HOME / "library"
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
        from detente.case.near import did_you_mean

        raise UnknownIdError(f"no bundled case `{name}`: {did_you_mean(name, known)}")
    return _HOME / "library" / name


def template_path() -> Path:
    """The folder of the small case that `detente new` writes."""
    return _HOME / "template"


def is_there(file: Path) -> bool:
    """Whether a file is there, as far as one can see."""
    try:
        return file.exists()
    except OSError:  # the folder may not be looked into
        return True


def is_folder(place: Path) -> bool:
    """Whether a path is a folder; one that cannot be asked for is none."""
    try:
        return place.is_dir()
    except (OSError, ValueError):  # a name too long, or with a zero byte in it
        return False


def find_case(path: str | Path) -> Path:
    """The path itself; where nothing is there, the bundled case of that name."""
    place = Path(path)
    try:
        if place.exists() or place.name != str(path):
            return place
    except (OSError, ValueError):
        return place
    return library_path(str(path)) if str(path) in library_names() else place
