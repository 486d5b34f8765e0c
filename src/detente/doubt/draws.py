"""Uniform numbers for the draws, one column per named quantity: a new quantity moves no old number."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError

Floats = npt.NDArray[np.float64]
Method = Literal["latin", "sobol"]
Purpose = Literal["value", "component"]

#: scipy's table of Sobol directions ends here.
_SOBOL_DIMENSIONS = 21_201
_TINY = 2.0**-53


@dataclass(frozen=True, slots=True)
class Driver:
    """A common cause of several quantities.

    ``loadings`` gives for each quantity its correlation, in [-1, 1], with the driver on the normal
    scale; two quantities with loadings a and b are then correlated a*b there.
    """

    name: str
    loadings: Mapping[str, float]


def generator_for(seed: int, *keys: str | int) -> np.random.Generator:
    """A generator that depends on the seed and the keys alone.

    Keys are hashed with their lengths, so ``("ab", "c")`` and ``("a", "bc")`` differ.

    Parameters
    ----------
    seed : int, not negative
        Seed of the whole assessment.
    keys : str or int
        What the numbers are for.

    Returns
    -------
    numpy.random.Generator
        PCG64 stream of its own.

    Raises
    ------
    ShapeError
        The seed is negative.

    Examples
    --------
    >>> bool(generator_for(1, "power").random() == generator_for(1, "power").random())
    True
    """
    if seed < 0:
        raise ShapeError(f"generator_for: the seed is {seed}; it must be a whole number from 0 up")
    text = "\x1f".join(f"{type(key).__name__}:{len(str(key))}:{key}" for key in keys)
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    words = [int.from_bytes(digest[at : at + 4], "little") for at in range(0, 32, 4)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def uniforms(
    names: Sequence[str],
    draws: int,
    seed: int,
    purpose: Purpose = "value",
    method: Method = "latin",
) -> dict[str, Floats]:
    """One column of numbers in (0, 1) for every name.

    With ``latin`` each column is a stratified sample of its own (Latin hypercube): exactly one number
    falls in each of ``draws`` equal slices, and the column depends on seed, name, purpose and the
    number of draws only. Adding, dropping or reordering quantities changes no other column, so two
    versions of a case are compared on common random numbers.

    Parameters
    ----------
    names : sequence of str
        Quantities, each once.
    draws : int, at least 1
        Length of every column.
    seed : int, not negative
        Seed of the assessment.
    purpose : "value" or "component"
        ``value`` feeds the quantity's quantile function; ``component`` is a second column,
        independent of the first, that says which reading of a mixture a draw uses.
    method : "latin" or "sobol"
        ``sobol`` gives each name the low-discrepancy dimension of its place in ``names``, scrambled
        by a key of its own: appending a name changes no other column, reordering does.

    Returns
    -------
    dict of str to (draws,) array, in (0, 1)

    Raises
    ------
    ShapeError
        No draws, a name twice, or more Sobol dimensions than the table holds.

    Sources
    -------
    McKay, Beckman, Conover 1979 (Latin hypercube); Owen 1995 and Burley 2020 (hashed scrambling).

    Examples
    --------
    >>> few = uniforms(["power"], 4, seed=1)["power"]
    >>> more = uniforms(["patience", "power"], 4, seed=1)["power"]
    >>> bool((few == more).all())
    True
    >>> [int(slice_) for slice_ in sorted(few * 4)]
    [0, 1, 2, 3]
    """
    _check_names(names, draws)
    if method == "sobol":
        return _sobol_columns(names, draws, seed, purpose)
    columns = {}
    for name in names:
        rng = generator_for(seed, "latin", purpose, name)
        column = (rng.permutation(draws) + rng.random(draws)) / draws
        columns[name] = np.clip(column, _TINY, 1.0 - _TINY)
    return columns


def chunk_seed(seed: int, chunk: int) -> int:
    """The seed of one chunk of a long run: a function of the run's seed and the chunk's number.

    Examples
    --------
    >>> chunk_seed(1, 0) == chunk_seed(1, 0), chunk_seed(1, 0) == chunk_seed(1, 1)
    (True, False)
    """
    return int(generator_for(seed, "chunk", chunk).integers(0, 2**62))


def correlate(columns: Mapping[str, Floats], drivers: Sequence[Driver], seed: int) -> dict[str, Floats]:
    """The same columns, reordered so that quantities with a common driver move together.

    Each quantity keeps exactly its own numbers (so a Latin hypercube column stays one); only their
    order changes, to the ranks of ``sum of loadings * drivers + rest * own`` on the normal scale (a
    Gaussian copula). A column depends on its own name and its drivers', on nothing else.

    Parameters
    ----------
    columns : mapping of str to (draws,) array, in (0, 1)
        Independent columns, as `uniforms` returns.
    drivers : sequence of Driver
        Each quantity may have several; the squares of its loadings may sum to at most 1.
    seed : int
        Seed of the assessment, from which the driver columns come.

    Returns
    -------
    dict of str to (draws,) array

    Raises
    ------
    ShapeError
        A driver names an unknown quantity, a loading lies outside [-1, 1], or a quantity's squared
        loadings sum to more than 1.

    Notes
    -----
    Rank correlation of two quantities whose loadings multiply to c is (6/pi) asin(c/2); see
    `loading_for` for the way back.

    Sources
    -------
    Iman and Conover 1982, Communications in Statistics B11, the reordering idea.

    Examples
    --------
    >>> raw = uniforms(["power", "rearming"], 1000, seed=3)
    >>> pair = correlate(raw, [Driver("industry", {"power": 0.9, "rearming": 0.9})], seed=3)
    >>> bool(np.corrcoef(pair["power"], pair["rearming"])[0, 1] > 0.7)
    True
    """
    shares: dict[str, list[tuple[Driver, float]]] = {}
    for driver in drivers:
        for name, loading in driver.loadings.items():
            if name not in columns:
                raise ShapeError(f"correlate: driver {driver.name!r} names {name!r}, which has no column")
            if not -1.0 <= loading <= 1.0:
                raise ShapeError(
                    f"correlate: loading {loading} of {name!r} on {driver.name!r} is outside [-1, 1]"
                )
            shares.setdefault(name, []).append((driver, loading))
    result = dict(columns)
    for name, parts in shares.items():
        result[name] = _follow(columns[name], name, parts, seed)
    return result


def loading_for(rank_correlation: float) -> float:
    """The loading that two quantities need on one driver for a wanted rank correlation between them.

    Both get this loading; for a negative correlation, one of them with the sign turned.

    Examples
    --------
    >>> round(loading_for(0.5), 4)
    0.7195
    """
    if not -1.0 <= rank_correlation <= 1.0:
        raise ShapeError(f"loading_for: a rank correlation lies in [-1, 1], not {rank_correlation}")
    return math.sqrt(abs(2.0 * math.sin(math.pi * rank_correlation / 6.0)))


def impose_rank_correlation(columns: Floats, target: Floats, rng: np.random.Generator) -> Floats:
    """Columns reordered so that their rank correlations come close to a given matrix.

    Parameters
    ----------
    columns : (draws, quantities) array
        Independent samples; more draws than quantities.
    target : (quantities, quantities) array
        Wanted rank correlations: symmetric, ones on the diagonal, positive definite.
    rng : numpy.random.Generator
        For the order of the scores.

    Returns
    -------
    (draws, quantities) array
        The same numbers in each column, in another order.

    Raises
    ------
    ShapeError
        ``target`` does not fit ``columns``, or is not a correlation matrix.

    Sources
    -------
    Iman and Conover 1982, Communications in Statistics B11(3):311-334.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> both = impose_rank_correlation(rng.random((2000, 2)), np.array([[1.0, 0.6], [0.6, 1.0]]), rng)
    >>> bool(abs(np.corrcoef(both.T)[0, 1] - 0.6) < 0.05)
    True
    """
    from scipy.special import ndtri

    draws, count = columns.shape
    if (
        target.shape != (count, count)
        or not np.allclose(target, target.T)
        or not np.allclose(np.diag(target), 1)
    ):
        raise ShapeError(
            f"impose_rank_correlation: {count} columns need a symmetric {count} x {count} matrix, diagonal 1"
        )
    try:
        wanted = np.linalg.cholesky(target)
    except np.linalg.LinAlgError as error:
        raise ShapeError(
            "impose_rank_correlation: these correlations contradict each other (not positive definite)"
        ) from error
    scores = ndtri(np.arange(1, draws + 1) / (draws + 1))
    table = np.column_stack([rng.permutation(scores) for _ in range(count)])
    have = np.linalg.cholesky(np.corrcoef(table, rowvar=False).reshape(count, count))
    table = table @ np.linalg.inv(have).T @ wanted.T
    ranks = np.argsort(np.argsort(table, axis=0, kind="stable"), axis=0, kind="stable")
    ordered: Floats = np.take_along_axis(np.sort(columns, axis=0), ranks, axis=0)
    return ordered


def _check_names(names: Sequence[str], draws: int) -> None:
    if draws < 1:
        raise ShapeError(f"uniforms: {draws} draws asked for; at least 1 is needed")
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if list(names).count(name) > 1})
        raise ShapeError(f"uniforms: these quantities are named twice: {', '.join(twice)}")


def _follow(column: Floats, name: str, parts: Sequence[tuple[Driver, float]], seed: int) -> Floats:
    from scipy.special import ndtri

    explained = sum(loading**2 for _, loading in parts)
    if explained > 1.0 + 1e-12:
        raise ShapeError(f"correlate: the squared loadings of {name!r} sum to {explained:.3g}, more than 1")
    total: Floats = math.sqrt(max(0.0, 1.0 - explained)) * ndtri(column)
    for driver, loading in parts:
        common = uniforms([f"driver:{driver.name}"], column.size, seed)[f"driver:{driver.name}"]
        total = total + loading * ndtri(common)
    ranks = np.argsort(np.argsort(total, kind="stable"), kind="stable")
    ordered: Floats = np.sort(column)[ranks]
    return ordered


def _sobol_columns(names: Sequence[str], draws: int, seed: int, purpose: Purpose) -> dict[str, Floats]:
    from scipy.stats import qmc

    dimensions = 2 * len(names)
    if dimensions > _SOBOL_DIMENSIONS:
        raise ShapeError(
            f"uniforms: {len(names)} quantities are too many for Sobol points; use method='latin'"
        )
    if not names:
        return {}
    power = max(0, math.ceil(math.log2(draws)))
    plain = qmc.Sobol(dimensions, scramble=False, bits=32).random_base2(power)[:draws]
    offset = 0 if purpose == "value" else 1
    columns = {}
    for place, name in enumerate(names):
        rng = generator_for(seed, "sobol", purpose, name)
        digits = (plain[:, 2 * place + offset] * 2.0**32).astype(np.uint32)
        mixed = _scramble(digits, rng.integers(0, 2**32, size=4, dtype=np.uint32))
        columns[name] = np.clip((mixed + rng.random(draws)) / 2.0**32, _TINY, 1.0 - _TINY)
    return columns


def _reverse_bits(word: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    for shift, mask in ((1, 0x55555555), (2, 0x33333333), (4, 0x0F0F0F0F), (8, 0x00FF00FF)):
        keep, by = np.uint32(mask), np.uint32(shift)
        word = ((word >> by) & keep) | ((word & keep) << by)
    return (word >> np.uint32(16)) | (word << np.uint32(16))


def _scramble(digits: npt.NDArray[np.uint32], keys: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Owen's nested scrambling by hashing: every bit is flipped as a function of the higher bits alone.

    On bit-reversed words, adding a constant or multiplying by an even number and xor-ing carries
    information from low bits to high bits only, which is what nested scrambling asks for.
    """
    word = _reverse_bits(digits)
    for key in keys:
        word = word + key
        word = word ^ (word * (key & np.uint32(0xFFFFFFFE)))
    return _reverse_bits(word)
