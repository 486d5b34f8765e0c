"""Published conflicts, as small files: facts (options, rankings) with the place of publication."""

from __future__ import annotations

from importlib.resources import files

from detente.errors import UnknownIdError
from detente.stability.gmcr import Reading, parse_conflict


def conflict_names() -> tuple[str, ...]:
    """Names of the conflicts that come with the package."""
    return tuple(
        sorted(
            item.name.removesuffix(".json")
            for item in files(__name__).iterdir()
            if item.name.endswith(".json")
        )
    )


def conflict_text(name: str) -> str:
    """The file of one conflict.

    Raises
    ------
    UnknownIdError
        There is no conflict of that name.
    """
    if name not in conflict_names():
        raise UnknownIdError(f"{name!r} is no conflict of the library: {', '.join(conflict_names())}")
    return files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")


def open_conflict(name: str) -> Reading:
    """One conflict of the library, as a file would be read.

    Examples
    --------
    >>> open_conflict("elmira").conflict.size
    12
    """
    return parse_conflict(conflict_text(name), f"{name}.json")
