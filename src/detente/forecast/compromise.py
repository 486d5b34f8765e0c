"""Where the weight lies on one ordered issue: weighted mean, weighted median, Condorcet position."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.errors import Place, Problem, ShapeError, sort_problems

Floats = npt.NDArray[np.float64]
_TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True)
class Voice:
    """One party on one issue: its position, its means to press, and how much of them it spends here."""

    position: float
    capability: float
    salience: float


def check_voices(voices: Mapping[str, Voice], place: Place, path: str = "") -> tuple[Problem, ...]:
    """Everything that is wrong with positions, capabilities and saliences.

    Parameters
    ----------
    voices : mapping of party to Voice
    place : Place
        Where they stand.
    path : str
        What they are called there.

    Returns
    -------
    tuple of Problem
        F-001 a salience that is no share; F-002 no voice has any weight; F-003 a capability that is
        negative, or a number that is not finite.

    Examples
    --------
    >>> [problem.code for problem in check_voices({"a": Voice(10, 1, 80)}, Place("case.yaml"))]
    ['F-001']
    """
    problems = []
    for name, voice in voices.items():
        where = ".".join(part for part in (path, name) if part)
        if not 0.0 <= voice.salience <= 1.0:
            percent = 1.0 < voice.salience <= 100.0
            fix = f"write {voice.salience / 100:g}" if percent else "write a share such as 0.4"
            rule = "salience is a share of one party's attention, between 0 and 1 (C3)"
            problems.append(Problem(place, f"{where}.salience", "F-001", f"{voice.salience:g}", rule, fix))
        if not math.isfinite(voice.position) or not (
            math.isfinite(voice.capability) and voice.capability >= 0
        ):
            found = f"position {voice.position:g}, capability {voice.capability:g}"
            rule = "a position is a number, and a capability is one from 0 up"
            problems.append(Problem(place, where, "F-003", found, rule, "give both as plain numbers"))
    if voices and not any(voice.capability * voice.salience > 0 for voice in voices.values()):
        rule = "a forecast weighs positions by capability times salience, so some of these must be above 0"
        fix = "give at least one party a capability and a salience"
        problems.append(Problem(place, path, "F-002", "every capability times salience is 0", rule, fix))
    return sort_problems(problems)


def weighted_mean(positions: npt.ArrayLike, weights: npt.ArrayLike) -> float:
    """The compromise: the mean position, weighted by capability times salience.

    No challenge model has been shown to beat it on decisions that were recorded in advance.

    Parameters
    ----------
    positions : (parties,) array, units of the issue
    weights : (parties,) array, 0 or more and not all 0

    Returns
    -------
    float, units of the issue

    Raises
    ------
    ShapeError
        Shapes do not fit, or no weight is above 0.

    Examples
    --------
    >>> weighted_mean([0.0, 10.0], [3.0, 1.0])
    2.5
    """
    place, weight = _arrays(positions, weights)
    return float(place @ weight / weight.sum())


def weighted_median(positions: npt.ArrayLike, weights: npt.ArrayLike) -> float:
    """The smallest position with at least half of the weight at or below it.

    Parameters and errors as for `weighted_mean`.

    Examples
    --------
    >>> weighted_median([4.0, 7.0, 10.0], [1.0, 1.0, 1.0])
    7.0
    """
    place, weight = _arrays(positions, weights)
    order = np.argsort(place, kind="stable")
    reached = np.cumsum(weight[order])
    half = 0.5 * reached[-1] * (1.0 - _TOLERANCE)
    return float(place[order][np.searchsorted(reached, half)])


def condorcet_positions(positions: npt.ArrayLike, weights: npt.ArrayLike) -> tuple[float, ...]:
    """Positions that no other position beats, votes counted by weight times how much closer it is.

    With lopsided distances this need not be the median; more than one is a tie, none a cycle.

    Parameters and errors as for `weighted_mean`.

    Examples
    --------
    >>> condorcet_positions([0.0, 1.0, 10.0], [1.0, 1.0, 1.0])
    (1.0,)
    """
    place, weight = _arrays(positions, weights)
    options = np.unique(place)
    far = np.abs(place[None, :] - options[:, None])
    votes = (far[None, :, :] - far[:, None, :]) @ weight
    scale = _TOLERANCE * max(1.0, float(np.abs(votes).max()))
    return tuple(float(options[i]) for i in np.flatnonzero((votes >= -scale).all(axis=1)))


def _arrays(positions: npt.ArrayLike, weights: npt.ArrayLike) -> tuple[Floats, Floats]:
    place, weight = np.asarray(positions, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if place.ndim != 1 or place.size == 0 or weight.shape != place.shape:
        raise ShapeError(f"{place.shape} positions and {weight.shape} weights do not fit")
    if not np.isfinite(place).all() or not (weight >= 0).all() or not weight.sum() > 0:
        raise ShapeError("positions must be finite, weights 0 or more and not all 0")
    return place, weight
