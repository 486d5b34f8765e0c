"""Who gains by pressing whom on one ordered issue, in the expected-utility form of Bueno de Mesquita.

The matrix is a reading aid. The rounds are exploratory: their course depends on choices that the
published descriptions leave open, and every result of them says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError

Floats = npt.NDArray[np.float64]

EXPLORATORY = (
    "exploratory: the course of the rounds depends on choices the published method leaves open; "
    "the weighted mean forecasts recorded decisions at least as well"
)


@dataclass(frozen=True, slots=True)
class Challenges:
    """Chance that i's position beats j's, and what i expects from challenging j.

    ``chance[i, j] + chance[j, i] = 1`` for different positions and 0 on equal ones; ``expected[i, j]``
    is seen with i's own risk exponent, ``seen[i, j]`` is what i thinks that j expects from
    challenging i.
    """

    chance: Floats
    expected: Floats
    seen: Floats
    risk: Floats


@dataclass(frozen=True, slots=True)
class Rounds:
    """Positions after each round, round 0 first, with the label that they are exploratory."""

    label: str
    positions: Floats
    weighted_means: tuple[float, ...]


def challenge_matrix(
    positions: npt.ArrayLike,
    capability: npt.ArrayLike,
    salience: npt.ArrayLike,
    risk: npt.ArrayLike | None = None,
) -> Challenges:
    """Chances and expected utilities of every challenge.

    Parameters
    ----------
    positions : (parties,) array, units of the issue
    capability : (parties,) array, 0 or more
    salience : (parties,) array, in [0, 1]
    risk : (parties,) array, optional
        Exponents in [1/2, 2]; worked out from the security of each party if not given.

    Returns
    -------
    Challenges
        All zero where every position is the same: then there is nothing to challenge.

    Raises
    ------
    ShapeError
        Shapes do not fit, or numbers outside their ranges.

    Notes
    -----
    With d = |x_i - x_j| / range and r the viewer's exponent: success 2-4(.5-.5d)^r, failure
    2-4(.5+.5d)^r, status quo 2-4(.5)^r (which is taken to prevail otherwise, Q = 1). The chance is the
    weight of those nearer to i's position over the weight of all who care, by how much they care,
    distances raised to each voter's exponent. The published formula for resistance prints the
    challenger's salience where the opponent's is meant.

    Sources
    -------
    Bueno de Mesquita 1994; Scholz, Calbert and Smith 2011, J. Theoretical Politics 23(4), as
    reported by replications.

    Examples
    --------
    >>> found = challenge_matrix([0.0, 1.0], [3.0, 1.0], [1.0, 0.5], risk=[1.0, 1.0])
    >>> round(float(found.chance[0, 1]), 6), round(float(found.expected[0, 1]), 6)
    (0.857143, 1.714286)
    """
    place, strength, care = _arrays(positions, capability, salience)
    width = float(np.ptp(place))
    count = place.size
    if width == 0:
        zero = np.zeros((count, count))
        return Challenges(zero, zero, zero, np.ones(count))
    if risk is None:
        exponents = risk_exponents(place, strength, care)
    else:
        exponents = np.asarray(risk, dtype=np.float64)
        if exponents.shape != place.shape or not (exponents > 0).all():
            raise ShapeError(f"challenge_matrix: {count} parties need as many exponents above 0")
    chance = _chances(place, strength * care, exponents, width)
    expected = _expected(place, care, chance, exponents[:, None], width)
    seen = _expected(place, care, chance, exponents[None, :], width).T
    return Challenges(chance, expected, seen, exponents)


def risk_exponents(positions: npt.ArrayLike, capability: npt.ArrayLike, salience: npt.ArrayLike) -> Floats:
    """How boldly each party takes risks, from how much others expect to gain by challenging it.

    Parameters and errors as for `challenge_matrix`.

    Returns
    -------
    (parties,) array, in [1/2, 2]
        1 for all where nobody is more exposed than another.

    Examples
    --------
    >>> risk_exponents([0.0, 0.5, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]).round(4).tolist()
    [0.5, 2.0, 0.5]
    """
    place, strength, care = _arrays(positions, capability, salience)
    width = float(np.ptp(place))
    if width == 0:
        return np.ones(place.size)
    return _risk(place, strength, care, width)


def explore_rounds(
    positions: npt.ArrayLike, capability: npt.ArrayLike, salience: npt.ArrayLike, rounds: int = 10
) -> Rounds:
    """Positions as parties give way to challenges, round by round (exploratory).

    Each party takes, among the offers it believes to receive, a confrontation before a compromise
    before a capitulation, and of one kind the smallest move; all move at once; risk is worked out
    anew in each round.

    Parameters
    ----------
    positions, capability, salience : as for `challenge_matrix`
    rounds : int

    Returns
    -------
    Rounds

    Raises
    ------
    ShapeError
        As for `challenge_matrix`.

    Examples
    --------
    >>> explore_rounds([0.0, 1.0], [3.0, 1.0], [1.0, 0.5], rounds=1).positions.round(4).tolist()
    [[0.0, 1.0], [0.0, 0.764]]
    """
    place, strength, care = _arrays(positions, capability, salience)
    weights = strength * care
    if not weights.sum() > 0:
        raise ShapeError("explore_rounds: some capability times salience must be above 0")
    width = float(np.ptp(place))
    history = [place]
    for _ in range(rounds):
        place = _move(place, strength, care, width) if np.ptp(place) > 0 else place
        history.append(place)
    means = tuple(float(row @ weights / weights.sum()) for row in history)
    return Rounds(EXPLORATORY, np.array(history), means)


def _risk(place: Floats, strength: Floats, care: Floats, width: float) -> Floats:
    flat = np.ones(place.size)
    expected = _expected(place, care, _chances(place, strength * care, flat, width), flat[:, None], width)
    security = expected.sum(axis=0) - expected.diagonal()
    high, low = float(security.max()), float(security.min())
    if high - low <= 1e-12:
        return flat
    relative = (2.0 * security - high - low) / (high - low)
    exponents: Floats = (1.0 - relative / 3.0) / (1.0 + relative / 3.0)
    return exponents


def _move(place: Floats, strength: Floats, care: Floats, width: float) -> Floats:
    exponents = _risk(place, strength, care, width)
    chance = _chances(place, strength * care, exponents, width)
    own = _expected(place, care, chance, exponents[:, None], width)
    other = _expected(place, care, chance, exponents[None, :], width).T
    moved = place.copy()
    for i in range(place.size):
        offers: dict[int, list[float]] = {0: [], 1: [], 2: []}
        for j in np.flatnonzero(place != place[i]):
            a, b = float(own[i, j]), float(other[i, j])
            if b > a > 0:
                offers[0].append(float(place[j]))
            elif b > 0 > a and b > abs(a):
                offers[1].append(float(place[i] + (place[j] - place[i]) * abs(a / b)))
            elif b > 0 > a and b < abs(a):
                offers[2].append(float(place[j]))
        kind = next((k for k in offers if offers[k]), None)
        if kind is not None:
            moved[i] = min(offers[kind], key=lambda target: abs(place[i] - target))
    return moved


def _chances(place: Floats, weights: Floats, exponents: Floats, width: float) -> Floats:
    """chance[i, j] that i's position beats j's; the mean of 0 and 1 where nobody cares."""
    far = (np.abs(place[None, :] - place[:, None]) / width) ** exponents[None, :]
    votes = weights[None, None, :] * (far[None, :, :] - far[:, None, :])
    gained = np.where(votes > 0, votes, 0.0).sum(axis=2)
    cast = np.abs(votes).sum(axis=2)
    chance = np.divide(gained, cast, out=np.full_like(gained, 0.5), where=cast > 0)
    return np.where(place[:, None] == place[None, :], 0.0, chance)


def _expected(place: Floats, care: Floats, chance: Floats, exponent: Floats, width: float) -> Floats:
    """expected[i, j] of i challenging j, seen with the exponent given for [i, j]."""
    d = np.abs(place[:, None] - place[None, :]) / width
    success = 2.0 - 4.0 * (0.5 - 0.5 * d) ** exponent
    failure = 2.0 - 4.0 * (0.5 + 0.5 * d) ** exponent
    status_quo = 2.0 - 4.0 * 0.5**exponent
    fought = chance * success + (1.0 - chance) * failure
    result: Floats = care[None, :] * fought + (1.0 - care[None, :]) * success - status_quo
    return result


def _arrays(
    positions: npt.ArrayLike, capability: npt.ArrayLike, salience: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    place = np.asarray(positions, dtype=np.float64)
    strength, care = np.asarray(capability, dtype=np.float64), np.asarray(salience, dtype=np.float64)
    if place.ndim != 1 or place.size == 0 or strength.shape != place.shape or care.shape != place.shape:
        raise ShapeError(
            f"{place.shape} positions, {strength.shape} capabilities and {care.shape} saliences do not fit"
        )
    if not np.isfinite(place).all() or not (strength >= 0).all() or not ((care >= 0) & (care <= 1)).all():
        raise ShapeError("positions must be finite, capabilities 0 or more, saliences between 0 and 1")
    return place, strength, care
