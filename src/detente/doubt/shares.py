"""Shares of draws, and the words of a probability scale that go with them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A share of draws: its value, its standard error, and how many draws it is worth."""

    value: float
    error: float
    draws: float


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


def share_of_draws(holds: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Share:
    """The share of draws in which something holds, with its standard error.

    It is conditional on the entered ranges: it says in how many of the drawn cases a statement is
    true, and wherever it is printed the page says so.

    Parameters
    ----------
    holds : (draws,) array of bool or of numbers in [0, 1]
    weights : (draws,) array, not negative, optional
        Weights of the draws; without them all count alike.

    Returns
    -------
    Share
        ``draws`` is the effective sample, (sum w)^2 / sum w^2; ``error`` is the binomial standard
        error on it, with half a draw added to each side so that it is never 0 (Jeffreys).

    Raises
    ------
    ShapeError
        No draws, weights that do not fit, or no weight left.

    Examples
    --------
    >>> share = share_of_draws([True, True, False, True])
    >>> share.value, round(share.error, 3)
    (0.75, 0.205)
    """
    values = np.asarray(holds, dtype=np.float64)
    weight = np.ones_like(values) if weights is None else np.asarray(weights, dtype=np.float64)
    if values.ndim != 1 or values.size == 0 or weight.shape != values.shape:
        raise ShapeError(f"share_of_draws: {values.shape} draws and {weight.shape} weights do not fit")
    if not (weight >= 0).all() or weight.sum() <= 0:
        raise ShapeError("share_of_draws: weights must be 0 or more and not all 0")
    value = float((weight * values).sum() / weight.sum())
    effective = float(weight.sum() ** 2 / (weight**2).sum())
    centre = (value * effective + 0.5) / (effective + 1.0)
    return Share(value, math.sqrt(centre * (1.0 - centre) / (effective + 1.0)), effective)


def paired_difference(
    after: npt.ArrayLike, before: npt.ArrayLike, level: float = 0.9
) -> tuple[float, float, float]:
    """Mean difference on common draws, with its normal interval.

    Because both runs use the same draws, what they share cancels, and the interval is that of the
    differences, not of two separate means.

    Parameters
    ----------
    after, before : (draws,) arrays
        The same draws in the same order.
    level : float in (0, 1)
        Chance that the interval is meant to cover.

    Returns
    -------
    mean, low, high : float

    Raises
    ------
    ShapeError
        The two do not have the same draws, or fewer than 2.

    Examples
    --------
    >>> mean, low, high = paired_difference([1.0, 2, 3, 4], [0.0, 1, 2, 4])
    >>> round(mean, 2), round(low, 2), round(high, 2)
    (0.75, 0.34, 1.16)
    """
    from scipy.special import ndtri

    one, other = np.asarray(after, dtype=np.float64), np.asarray(before, dtype=np.float64)
    if one.shape != other.shape or one.ndim != 1 or one.size < 2:
        raise ShapeError(
            f"paired_difference: needs the same draws twice, at least 2; got {one.shape}, {other.shape}"
        )
    if not 0.0 < level < 1.0:
        raise ShapeError(f"paired_difference: level {level} is outside (0, 1)")
    gap = one - other
    half = float(ndtri(0.5 + level / 2)) * float(gap.std(ddof=1)) / math.sqrt(gap.size)
    mean = float(gap.mean())
    return mean, mean - half, mean + half


def draws_for(error: float, share: float = 0.5) -> int:
    """How many draws give a share this standard error.

    Examples
    --------
    >>> draws_for(0.025), draws_for(0.01)
    (400, 2500)
    """
    if not 0.0 < error < 1.0 or not 0.0 <= share <= 1.0:
        raise ShapeError(f"draws_for: error {error} must be in (0, 1) and share {share} in [0, 1]")
    return max(1, math.ceil(round(share * (1.0 - share) / error**2, 6)))


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
    scale : Scale or id of one in `SCALES`

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
    """The scale itself, or the one of `SCALES` with this id."""
    if isinstance(scale, Scale):
        return scale
    if scale not in SCALES:
        raise ShapeError(
            f"no scale of words is called {scale!r}; there are {', '.join(SCALES)}, or give a table"
        )
    return SCALES[scale]


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
