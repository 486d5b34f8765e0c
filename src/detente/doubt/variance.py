"""How much of an outcome's variance each input explains: Sobol indices, indices from draws, Morris screening."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError

Floats = npt.NDArray[np.float64]
_RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class Index:
    """One Sobol index with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """First-order and total indices per input or group, and the variance they are shares of."""

    first_order: Mapping[str, Index]
    total_order: Mapping[str, Index]
    variance: float
    runs: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Elementary effects of one input: mean, mean size (``mu_star``) with its error, and spread."""

    name: str
    mu: float
    mu_star: float
    error: float
    sigma: float


def sobol_indices(
    function: Callable[[Floats], npt.ArrayLike],
    names: Sequence[str],
    draws: int,
    rng: np.random.Generator,
    groups: Mapping[str, Sequence[str]] | None = None,
    level: float = 0.9,
) -> SobolIndices:
    """Shares of the variance of an outcome that inputs explain alone, and together with others.

    Parameters
    ----------
    function : function of a (rows, inputs) array of numbers in (0, 1) to (rows,) outcomes
        Inputs are uniform: the caller maps them through quantile functions.
    names : sequence of str
        One per column.
    draws : int
        Rows of each of the two base samples, rounded up to a power of 2; the function is run on
        ``draws * (groups + 2)`` rows.
    rng : numpy.random.Generator
        For the scrambling of the points and the bootstrap.
    groups : mapping of group to names, optional
        Inputs that are varied together; without it each is its own group.
    level : float in (0, 1)
        Coverage of the bootstrap intervals.

    Returns
    -------
    SobolIndices
        All zero when the outcome does not vary.

    Raises
    ------
    ShapeError
        Groups name unknown inputs, or the function returns something else than one number per row.

    Sources
    -------
    Jansen 1999, Computer Physics Communications 117 (total order); Saltelli et al. 2010, same journal
    181 (first order).

    Examples
    --------
    >>> found = sobol_indices(lambda x: x[:, 0] + 2 * x[:, 1], ["a", "b"], 1024, np.random.default_rng(0))
    >>> [round(found.first_order[name].value, 2) for name in ("a", "b")]
    [0.2, 0.8]
    """
    from scipy.stats import qmc

    parts = {name: (name,) for name in names} if groups is None else {g: tuple(m) for g, m in groups.items()}
    columns = {group: _columns(names, members) for group, members in parts.items()}
    power = max(1, math.ceil(math.log2(max(2, draws))))
    both = qmc.Sobol(2 * len(names), scramble=True, rng=rng).random_base2(power)
    one, other = both[:, : len(names)], both[:, len(names) :]
    at_one, at_other = _run(function, one), _run(function, other)
    mixed = {}
    for group, chosen in columns.items():
        rows = one.copy()
        rows[:, chosen] = other[:, chosen]
        mixed[group] = _run(function, rows)
    first, total = _estimates(at_one, at_other, mixed, level, rng)
    variance = float(np.concatenate([at_one, at_other]).var())
    return SobolIndices(first, total, variance, int(at_one.size) * (len(parts) + 2))


def first_order_from_draws(
    inputs: Mapping[str, npt.ArrayLike],
    outcome: npt.ArrayLike,
    rng: np.random.Generator,
    bins: int = 10,
    level: float = 0.9,
) -> dict[str, Index]:
    """First-order indices from draws already made, without running anything again.

    The share of variance between bins of one input, corrected for what bins explain by chance.

    Parameters
    ----------
    inputs : mapping of input to (draws,) array
        Numbers are cut into ``bins`` equal parts; an input with at most ``bins`` different values (a
        label) keeps one bin per value.
    outcome : (draws,) array
        Verdicts as 0 and 1, or any number.
    rng : numpy.random.Generator
        For the bootstrap.
    bins : int, at least 2
    level : float in (0, 1)

    Returns
    -------
    dict of input to Index

    Raises
    ------
    ShapeError
        An input has another number of draws than the outcome.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> a, b = rng.random(4000), rng.random(4000)
    >>> found = first_order_from_draws({"a": a, "b": b}, a + 2 * b, rng)
    >>> [round(found[name].value, 1) for name in ("a", "b")]
    [0.2, 0.8]
    """
    values = np.asarray(outcome, dtype=np.float64)
    result = {}
    picks = rng.integers(0, values.size, size=(_RESAMPLES, values.size))
    for name, column in inputs.items():
        given = np.asarray(column)
        if given.shape != values.shape or values.ndim != 1:
            raise ShapeError(
                f"first_order_from_draws: {name} has {given.shape} draws, the outcome {values.shape}"
            )
        cells = _cells(given, bins)
        spread = [_explained(cells[pick], values[pick]) for pick in picks]
        low, high = np.quantile(spread, [0.5 - level / 2, 0.5 + level / 2])
        result[name] = Index(_explained(cells, values), float(low), float(high))
    return result


def morris(
    function: Callable[[Floats], npt.ArrayLike],
    names: Sequence[str],
    trajectories: int,
    rng: np.random.Generator,
    levels: int = 4,
) -> tuple[Effect, ...]:
    """Cheap screening of many inputs: the mean size of their elementary effects, largest first.

    Parameters
    ----------
    function : function of a (rows, inputs) array of numbers in [0, 1] to (rows,) outcomes
    names : sequence of str
        One per column.
    trajectories : int, at least 2
        Random walks through the grid; the function is run on ``trajectories * (inputs + 1)`` rows.
    rng : numpy.random.Generator
    levels : int, even
        Grid levels per input.

    Returns
    -------
    tuple of Effect
        ``error`` is the standard error of ``mu_star``.

    Raises
    ------
    ShapeError
        Fewer than 2 trajectories or an odd number of levels.

    Sources
    -------
    Morris 1991, Technometrics 33; Campolongo et al. 2007 for ``mu_star``.

    Examples
    --------
    >>> found = morris(lambda x: x[:, 0] + 3 * x[:, 1], ["a", "b"], 10, np.random.default_rng(0))
    >>> [(effect.name, round(effect.mu_star, 6), round(effect.sigma, 6)) for effect in found]
    [('b', 3.0, 0.0), ('a', 1.0, 0.0)]
    """
    if trajectories < 2 or levels < 2 or levels % 2:
        raise ShapeError(
            f"morris: {trajectories} trajectories and {levels} levels; needs 2 or more and an even number"
        )
    count = len(names)
    step = levels / (2.0 * (levels - 1))
    effects = np.empty((trajectories, count))
    rows = np.empty((trajectories, count + 1, count))
    orders, signs = np.empty((trajectories, count), dtype=np.int64), np.empty((trajectories, count))
    for walk in range(trajectories):
        start = rng.integers(0, levels // 2, size=count) / (levels - 1)
        up = rng.random(count) < 0.5
        point = np.where(up, start, start + step)
        orders[walk], signs[walk] = rng.permutation(count), np.where(up, 1.0, -1.0)
        rows[walk, 0] = point
        for at, column in enumerate(orders[walk], start=1):
            point = point.copy()
            point[column] += signs[walk, column] * step
            rows[walk, at] = point
    values = _run(function, rows.reshape(-1, count)).reshape(trajectories, count + 1)
    for walk in range(trajectories):
        order = orders[walk]
        effects[walk, order] = np.diff(values[walk]) / (signs[walk, order] * step)
    size = np.abs(effects)
    found = [
        Effect(
            name,
            float(effects[:, i].mean()),
            float(size[:, i].mean()),
            float(size[:, i].std(ddof=1) / math.sqrt(trajectories)),
            float(effects[:, i].std(ddof=1)),
        )
        for i, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda effect: (-effect.mu_star, effect.name)))


def _columns(names: Sequence[str], members: Sequence[str]) -> list[int]:
    unknown = sorted(set(members) - set(names))
    if unknown:
        raise ShapeError(f"sobol_indices: no input called {', '.join(unknown)}")
    return [list(names).index(name) for name in members]


def _run(function: Callable[[Floats], npt.ArrayLike], rows: Floats) -> Floats:
    values = np.asarray(function(rows), dtype=np.float64)
    if values.shape != (rows.shape[0],):
        raise ShapeError(
            f"the function returned {values.shape} for {rows.shape[0]} rows; one number each is needed"
        )
    return values


def _estimates(
    at_one: Floats, at_other: Floats, mixed: Mapping[str, Floats], level: float, rng: np.random.Generator
) -> tuple[dict[str, Index], dict[str, Index]]:
    """Both indices with bootstrap intervals over rows; row 0 of every mean is the sample itself.

    Total order by Jansen; first order by Saltelli, which is exactly 0 for an input without any effect.
    """
    size = at_one.size
    middle = float(np.concatenate([at_one, at_other]).mean())
    at_one, at_other = at_one - middle, at_other - middle
    mixed = {group: values - middle for group, values in mixed.items()}
    terms = [at_one, at_other, at_one**2, at_other**2]
    for values in mixed.values():
        terms += [at_other * (values - at_one), (at_one - values) ** 2]
    table = np.column_stack(terms)
    counts = np.full(size, 1.0 / size)
    means = [table.mean(axis=0)]
    means += [rng.multinomial(size, counts) @ table / size for _ in range(_RESAMPLES)]
    sums = np.array(means)
    variance = (sums[:, 2] + sums[:, 3]) / 2.0 - ((sums[:, 0] + sums[:, 1]) / 2.0) ** 2
    varies = variance > 1e-15 * max(1.0, middle**2)
    scale = np.where(varies, variance, np.inf)
    first, total = {}, {}
    for place, group in enumerate(mixed):
        first[group] = _interval(sums[:, 4 + 2 * place] / scale, level)
        total[group] = _interval(sums[:, 5 + 2 * place] / 2.0 / scale, level)
    return first, total


def _interval(values: Floats, level: float) -> Index:
    low, high = np.quantile(values[1:], [0.5 - level / 2, 0.5 + level / 2])
    return Index(float(values[0]), float(low), float(high))


def _cells(column: npt.NDArray[np.generic], bins: int) -> npt.NDArray[np.int64]:
    kinds, codes = np.unique(column, return_inverse=True)
    if kinds.size <= bins:
        labels: npt.NDArray[np.int64] = codes.astype(np.int64)
        return labels
    ranks = np.argsort(np.argsort(column, kind="stable"), kind="stable")
    cells: npt.NDArray[np.int64] = (ranks * bins // column.size).astype(np.int64)
    return cells


def _explained(cells: npt.NDArray[np.int64], values: Floats) -> float:
    counts = np.bincount(cells)
    sums = np.bincount(cells, weights=values)
    there = counts > 0
    used = int(there.sum())
    total = float(((values - values.mean()) ** 2).sum())
    if total <= 0 or values.size <= used:
        return 0.0
    between = float((sums[there] ** 2 / counts[there]).sum() - values.sum() ** 2 / values.size)
    return 1.0 - (total - between) / total * (values.size - 1) / (values.size - used)
