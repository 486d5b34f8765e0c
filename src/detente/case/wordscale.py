"""Scales of words of likelihood of one's own: bands of probability with a word each, and what is wrong with them.

In one line such a scale is ``House scale: doubtful 0 to 0.5; expected 0.5 to 1``: so it stands among the settings
of a run, wherever the id of a known scale may stand.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.case.parse import NUMBER
from detente.errors import Severity

_END = rf"({NUMBER})\s*(%?)"
_BAND = re.compile(rf"\s*{_END}\s+to\s+{_END}\s*")
_RULE = "a band runs from a lower to a higher probability between 0 and 1, and into no other band"

#: Id of the scale where nothing else is said.
DEFAULT = "icd203"

Row = tuple[str, float, float]


@dataclass(frozen=True, slots=True)
class BandFault:
    """What is wrong with one band of a scale, or with its name (``word`` is empty)."""

    word: str
    code: str
    found: str
    rule: str
    fix: str
    severity: Severity = "error"


def read_bands(name: str, bands: Mapping[str, str]) -> tuple[tuple[Row, ...], tuple[BandFault, ...]]:
    """The bands of a scale from low to high, and all that is wrong with them.

    Parameters
    ----------
    name : str
        Printed beside every word.
    bands : mapping of word to ``LOW to HIGH``
        Probabilities, or percentages with the sign.

    Returns
    -------
    rows : tuple of (word, low, high)
        Bands that could be read, from low to high.
    faults : tuple of BandFault
        U-014 a band that cannot be, or overlaps; U-015 a word twice, or one that says nothing; U-016 gaps, or
        bands in disorder (a warning: published scales have gaps too).

    Examples
    --------
    >>> read_bands("house", {"doubtful": "0 to 50 %", "expected": "0.6 to 1"})[1][0].found
    'nothing between 0.5 and 0.6'
    """
    rows, faults = [], list(_of_words([name, *bands]))
    for word, text in bands.items():
        span = _span(text)
        if span is None:
            faults.append(BandFault(word, "U-014", f'"{text}"', _RULE, "write, for example, 0.2 to 0.5"))
        else:
            rows.append((word, *span))
    in_order = tuple(sorted(rows, key=lambda row: row[1:]))
    if not bands:
        faults.append(
            BandFault("", "U-014", "no bands", _RULE, "write bands: {doubtful: 0 to 0.5, expected: 0.5 to 1}")
        )
    if [row[0] for row in in_order] != [row[0] for row in rows]:
        order = ", ".join(row[0] for row in in_order)
        faults.append(
            BandFault(
                rows[0][0],
                "U-016",
                "bands in disorder",
                "bands are read from low to high",
                f"write them as {order}",
                "warning",
            )
        )
    faults += _between(in_order)
    return in_order, tuple(faults)


def _of_words(words: list[str]) -> Iterator[BandFault]:
    seen: dict[str, str] = {}
    for place, word in enumerate(words):
        key, where = " ".join(word.casefold().split()), word if place else ""
        if not key or ";" in word or ":" in word:
            rule = "names and words of a scale say something, without colons and semicolons"
            yield BandFault(where, "U-015", f'"{word}"', rule, "write a word or two, such as `rather likely`")
        elif place and key in seen:
            rule = "every word of a scale stands for one band"
            yield BandFault(
                where, "U-015", f'"{word}" beside "{seen[key]}"', rule, "give one of the two another word"
            )
        if place:
            seen.setdefault(key, word)


def _between(rows: tuple[Row, ...]) -> Iterator[BandFault]:
    for (lower, _, end), (upper, start, _) in itertools.pairwise(rows):
        if start < end:
            fix = f"let {upper} begin at {end:g}, or {lower} end at {start:g}"
            yield BandFault(
                upper, "U-014", f"{lower} to {end:g} and {upper} from {start:g} overlap", _RULE, fix
            )
        elif start > end:
            rule = "a probability in a gap has no word of its own: it is said to lie between two"
            fix = f"let {upper} begin at {end:g}, if no gap is meant"
            yield BandFault(upper, "U-016", f"nothing between {end:g} and {start:g}", rule, fix, "warning")


def _span(text: str) -> tuple[float, float] | None:
    match = _BAND.fullmatch(text)
    if match is None:
        return None
    low, low_sign, high, high_sign = match.groups()
    unit = 100.0 if high_sign else 1.0
    span = float(low) / (100.0 if low_sign else unit), float(high) / unit
    return span if 0.0 <= span[0] < span[1] <= 1.0 else None


def line_of(name: str, rows: tuple[Row, ...]) -> str:
    """A scale in one line."""
    return f"{name}: " + "; ".join(f"{word} {low:g} to {high:g}" for word, low, high in rows)
