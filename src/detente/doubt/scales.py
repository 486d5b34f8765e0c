"""Scales of words of likelihood: a probability in a word, its number and the scale's name."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from detente.errors import ShapeError

_PART = re.compile(r"(.+?)\s+(\S+\s*%?\s+to\s+\S+(?:\s*%)?)")


@dataclass(frozen=True, slots=True)
class Band:
    """One word of a scale with its probabilities, from ``low`` up to but not including ``high``.

    ``also`` holds the synonyms that the scale allows in the word's place. (Where a scale says "remote"
    we write "remote chance", so that a remote village is not taken for a likelihood.)
    """

    word: str
    low: float
    high: float
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of words: its id, the name printed beside every word, and its bands from low to high."""

    id: str
    name: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A probability in a word, a number and the scale's name; ``str()`` gives the printed form."""

    word: str
    percent: str
    scale: str
    probability: float

    def __str__(self) -> str:
        return f"{self.word}, {self.percent}, {self.scale}"


SCALES: Mapping[str, Scale] = {
    "icd203": Scale(
        "icd203",
        "ICD 203",
        (
            Band("almost no chance", 0.01, 0.05, ("remote chance",)),
            Band("very unlikely", 0.05, 0.20, ("highly improbable",)),
            Band("unlikely", 0.20, 0.45, ("improbable",)),
            Band("roughly even chance", 0.45, 0.55, ("roughly even odds",)),
            Band("likely", 0.55, 0.80, ("probable",)),
            Band("very likely", 0.80, 0.95, ("highly probable",)),
            Band("almost certain", 0.95, 0.99, ("nearly certain",)),
        ),
    ),
    "ipcc": Scale(
        "ipcc",
        "IPCC",
        (
            Band("exceptionally unlikely", 0.0, 0.01),
            Band("very unlikely", 0.01, 0.10),
            Band("unlikely", 0.10, 0.33),
            Band("about as likely as not", 0.33, 0.66),
            Band("likely", 0.66, 0.90),
            Band("very likely", 0.90, 0.99),
            Band("virtually certain", 0.99, 1.0),
        ),
    ),
    "kent": Scale(
        "kent",
        "Kent",
        (
            Band("almost certainly not", 0.02, 0.12),
            Band("probably not", 0.20, 0.40),
            Band("chances about even", 0.40, 0.60),
            Band("probable", 0.63, 0.87),
            Band("almost certain", 0.87, 0.99),
        ),
    ),
    "nz": Scale(
        "nz",
        "NZ government",
        (
            Band("remote chance", 0.0, 0.10),
            Band("unlikely", 0.15, 0.20),
            Band("realistic possibility", 0.25, 0.50),
            Band("likely", 0.55, 0.70),
            Band("very likely", 0.75, 0.85),
            Band("almost certain", 0.90, 1.0),
        ),
    ),
}


def scale_from_table(name: str, rows: Sequence[tuple[str, float, float]]) -> Scale:
    """A scale of the user's own.

    Parameters
    ----------
    name : str
        Printed beside every word.
    rows : sequence of (word, low, high)
        Half-open bands in [0, 1], any order; gaps are allowed, overlaps are not.

    Raises
    ------
    ShapeError
        No band, an empty or overlapping band, or one outside [0, 1].

    Examples
    --------
    >>> house = scale_from_table("house scale", [("doubtful", 0, 0.5), ("expected", 0.5, 1)])
    >>> str(word_for(0.7, house))
    'expected, 70 %, house scale'
    """
    bands = tuple(Band(*row) for row in sorted(rows, key=lambda row: row[1]))
    if not bands:
        raise ShapeError(f"scale_from_table: {name!r} has no bands")
    for band in bands:
        if not 0.0 <= band.low < band.high <= 1.0:
            raise ShapeError(
                f"scale_from_table: band {band.word!r} runs from {band.low} to {band.high}, not inside [0, 1]"
            )
    for lower, upper in itertools.pairwise(bands):
        if lower.high > upper.low:
            raise ShapeError(f"scale_from_table: bands {lower.word!r} and {upper.word!r} of {name!r} overlap")
    return Scale("own", name, bands)


def word_for(probability: float, scale: Scale | str = "icd203") -> Wording:
    """A probability in the words of a scale: word, number, scale name.

    The word is chosen by the whole percent that is printed, so that word and number never
    contradict each other on the page.

    Parameters
    ----------
    probability : float in [0, 1]
    scale : Scale, id of one in `SCALES`, or a scale in one line
        In one line: ``House scale: doubtful 0 to 0.5; expected 0.5 to 1``.

    Returns
    -------
    Wording
        ``str()`` gives ``likely, 68 %, ICD 203``. Between two bands the word says which; beyond
        the first or last band it is ``outside the scale``.

    Raises
    ------
    ShapeError
        Not a probability, or an unknown scale.

    Examples
    --------
    >>> str(word_for(0.68)), str(word_for(0.6, "ipcc"))
    ('likely, 68 %, ICD 203', 'about as likely as not, 60 %, IPCC')
    >>> str(word_for(0.004)), str(word_for(0.17, "kent"))
    ('outside the scale, under 1 %, ICD 203', 'between almost certainly not and probably not, 17 %, Kent')
    """
    if not 0.0 <= probability <= 1.0:
        raise ShapeError(f"word_for: {probability} is not a probability in [0, 1]")
    table = find_scale(scale)
    if probability < 0.01:
        shown, percent = probability, "under 1 %"
    elif probability > 0.99:
        shown, percent = probability, "over 99 %"
    else:
        whole = math.floor(probability * 100 + 0.5)
        shown, percent = whole / 100, f"{whole} %"
    return Wording(_word(shown, table), percent, table.name, probability)


def find_scale(scale: Scale | str) -> Scale:
    """The scale itself, the one of `SCALES` with this id, or the one that a line describes."""
    if isinstance(scale, Scale):
        return scale
    if ":" in scale:
        return _scale_in_line(scale)
    if scale not in SCALES:
        raise ShapeError(
            f"no scale of words is called {scale!r}; there are {', '.join(SCALES)}, or give a table"
        )
    return SCALES[scale]


def read_line(line: str) -> tuple[str, dict[str, str]]:
    """Name and bands of a scale in one line; a part that is no band is a word with an empty one.

    Examples
    --------
    >>> read_line("House: doubtful 0 to 0.5; quite sure 0.5 to 1")
    ('House', {'doubtful': '0 to 0.5', 'quite sure': '0.5 to 1'})
    """
    name, _, rest = line.partition(":")
    bands = {}
    for part in rest.split(";"):
        match = _PART.fullmatch(part.strip())
        bands[match[1] if match else part.strip()] = match[2] if match else ""
    return name.strip(), bands


@lru_cache(maxsize=32)
def _scale_in_line(line: str) -> Scale:
    name, bands = read_line(line)
    try:
        ends = {word: [float(end) for end in span.split(" to ")] for word, span in bands.items()}
        return scale_from_table(name, [(word, low, high) for word, (low, high) in ends.items()])
    except ValueError as fault:
        raise ShapeError(
            f"no scale of words: {line!r}; write `House scale: doubtful 0 to 0.5; expected 0.5 to 1`"
        ) from fault


def _word(shown: float, table: Scale) -> str:
    bands = table.bands
    for band in bands:
        if band.low <= shown < band.high:
            return band.word
    if shown == bands[-1].high:
        return bands[-1].word
    if shown < bands[0].low or shown > bands[-1].high:
        return "outside the scale"
    below = max((band for band in bands if band.high <= shown), key=lambda band: band.high)
    above = min((band for band in bands if band.low > shown), key=lambda band: band.low)
    return f"between {below.word} and {above.word}"
