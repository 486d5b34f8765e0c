"""Bytes to characters: strict UTF-8, else Windows-1252, always saying which."""

from __future__ import annotations

import codecs
import re

from detente.errors import Place, Problem
from detente.reading.intake_records import IntakeError, problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Bytes that text does not hold: controls other than tab, line feeds, form feed, escape.
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)


def decode(data: bytes, place: Place, *, html: bool = False) -> tuple[str, str, tuple[Problem, ...]]:
    """Text, name of the encoding used, and what a reader should know about it.

    Raises
    ------
    IntakeError
        The bytes are not text: more than one in a hundred is a control character.

    Examples
    --------
    >>> text, encoding, problems = decode("però".encode("cp1252"), Place("note.txt"))
    >>> text, encoding, problems[0].code
    ('però', 'windows-1252', 'R-060')
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, name), name, ()
    sample = data[:1_000_000]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls * 100 > len(sample):
        share = 100 * controls / len(sample)
        raise IntakeError(problem("R-059", place, f"{share:.0f} % of the bytes are control characters"))
    found: tuple[Problem, ...] = ()
    if controls:
        found = (problem("R-076", place, f"{controls} control characters", severity="warning"),)
    text, name = _strict(data, html=html)
    if name == "windows-1252":
        found += (problem("R-060", place, _first_bad(data), severity="warning"),)
    return text, name, found


def _strict(data: bytes, *, html: bool) -> tuple[str, str]:
    declared = _declared(data) if html else None
    for name in filter(None, (declared, "utf-8")):
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    try:  # a file cut off inside its last character is still UTF-8, if it shows itself as UTF-8 before
        text = codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        text = ""
    return (_windows(data), "windows-1252") if text.isascii() else (text, "utf-8")


def _decode_as(data: bytes, name: str) -> str:
    return data.decode(name, "replace").removeprefix("\ufeff")


def _windows(data: bytes) -> str:
    """Windows-1252 as browsers read it: its five empty places are the control characters of that number."""
    import ftfy.bad_codecs  # noqa: F401  # registers the codec

    return data.decode("sloppy-windows-1252")


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:2048])
    if match is None:
        return None
    name = match.group(1).decode("ascii").lower()
    try:
        known = codecs.lookup(name)
    except LookupError:
        return None
    # a codec such as "rot13" or "zip" is not an encoding of characters
    return known.name if known._is_text_encoding and known.name != "utf-7" else None


def _first_bad(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"byte 0x{data[error.start]:02X} at {error.start} (line {line}) is not UTF-8"
    return "bytes that are not UTF-8"
