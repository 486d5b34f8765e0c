"""Files as text: size, encoding and line ends checked before anything is parsed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from detente.errors import Place, Problem

#: Largest case file or table of statements that is read; real ones have well under a hundredth of it.
LARGEST = 5_000_000

_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def read_text(path: Path, problems: list[Problem], largest: int = LARGEST) -> str | None:
    """The text of a file with line ends as ``\\n`` and no byte-order mark, or None and a problem."""
    place = Place(str(path))
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            raise OSError("a folder, pipe or device, not a file")
        if (size := found.st_size) > largest:
            problems.append(_too_large(place, size, largest))
            return None
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        problems.append(
            Problem(
                place,
                "",
                "C-001",
                f"{getattr(error, 'strerror', None) or error}",
                "the files of a case can be opened and read",
                _missing_fix(path),
            )
        )
        return None
    return _decode(data, place, problems)


def _too_large(place: Place, size: int, largest: int) -> Problem:
    return Problem(
        place,
        "",
        "C-002",
        f"{size / 1e6:.0f} MB",
        f"a case file has at most {largest / 1e6:.0f} MB: it is written and read by people",
        "keep documents under sources/ and statements in statements.csv",
    )


def _decode(data: bytes, place: Place, problems: list[Problem]) -> str | None:
    if data[:2] in _MARKS:
        encoding = _MARKS[data[:2]]
        problems.append(
            Problem(place, "", "C-003", f"{encoding} text", "files are UTF-8", "save the file again as UTF-8")
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        problems.append(
            Problem(
                Place(place.file, line, column),
                "",
                "C-003",
                f"byte 0x{data[error.start]:02x}",
                "files are UTF-8",
                "save the file again as UTF-8 (it looks like an older Windows encoding)",
            )
        )
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _missing_fix(path: Path) -> str:
    from detente.case.bundled import library_names
    from detente.case.near import nearest

    near = nearest(path.name, library_names(), most=1)
    hint = f"did you mean the bundled case `{near[0]}`? Otherwise " if near else ""
    return f"{hint}check the name and the permissions; `detente new DIR` starts a case"
