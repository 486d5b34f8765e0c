"""What the known principles of division choose among the packages that nobody rejects.

Peers mean different things by the same names, so each function here states its own definition. Three
rules hold for all: packages that leave any party below its disagreement utility are set aside *before*
anything is multiplied or averaged; a disagreement utility below the worst package stays where it is;
every tied package is returned, in row order. Integer tables are answered exactly, float tables within a
stated tolerance. Principles that weigh one party's utils against another's say ``welfare`` (C1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.deals.space import TOLERANCE, Values, check_utilities
from detente.errors import NoAgreementError, ShapeError

Rows = tuple[int, ...]
#: How near the best a float score must be for its exact value to be looked at.
_NEAR = 1e-9


def rational_rows(utilities: Values, disagreement: Values, tol: float = TOLERANCE) -> NDArray[np.intp]:
    """Packages that leave no party below its disagreement utility; a party that is indifferent accepts."""
    check_utilities(utilities, disagreement)
    slack = 0 if _is_exact(utilities, disagreement) else tol
    fine = np.ones(len(utilities), dtype=bool)
    for party, least in enumerate(disagreement):
        fine &= utilities[:, party] >= least - slack
    return np.flatnonzero(fine)


def nash_solution(
    utilities: Values, disagreement: Values, tol: float = TOLERANCE, weights: Values | None = None
) -> Rows:
    """Packages with the largest product of gains over disagreement.

    Only packages that no party rejects enter the product, so two losses can never multiply into a
    false gain.

    Parameters
    ----------
    utilities : (packages, parties) array, utils
        What each package is worth to each party, on that party's own scale.
    disagreement : (parties,) array, utils
        What each party gets if talks fail, on the same scales.
    tol : float, relative
        Packages whose product is within ``tol`` of the best count as tied; not used for integers.
    weights : (parties,) array of positive numbers, optional
        Bargaining weights: the exponent of each gain (the asymmetric solution). Equal when left out.

    Returns
    -------
    tuple of int
        Row numbers of ``utilities``, ascending; more than one means a tie.

    Raises
    ------
    ShapeError
        ``disagreement`` or ``weights`` has not one fitting entry per column of ``utilities``.
    NoAgreementError
        Every package leaves some party below its disagreement utility.

    Notes
    -----
    Paper to code: S is the rows of ``utilities``, d is ``disagreement``. S is finite and not convexified,
    so uniqueness is not promised: hence ties. Where no package gains every party something, every product
    is zero and all acceptable packages tie.

    Sources
    -------
    Nash 1950, Econometrica 18(2):155-162, the objective and the barter table.

    Examples
    --------
    >>> gains = np.array([[12.0, 5], [14, 4], [10, 5], [16, 2]])
    >>> nash_solution(gains, np.zeros(2))
    (0,)
    """
    rows, gains = _gains("nash_solution", utilities, disagreement, tol)
    powers = _weights(weights, utilities.shape[1])
    scaled = gains / np.maximum(gains.max(axis=0), np.finfo(float).tiny)
    product = np.ones(len(rows))
    for party in range(gains.shape[1]):
        product *= scaled[:, party] if weights is None else scaled[:, party] ** powers[party]
    whole = weights is None or bool((powers == np.rint(powers)).all())
    if not (_is_exact(utilities, disagreement) and whole):
        best = product.max()
        return _rows(rows[product >= best - tol * abs(best)])
    exponents = [int(power) for power in powers]
    return _exact_best(rows, gains, product, lambda row: _product(row, exponents))


def kalai_smorodinsky(
    utilities: Values,
    disagreement: Values,
    tol: float = TOLERANCE,
    ideal: Literal["acceptable", "all"] = "acceptable",
) -> Rows:
    """Packages whose worst-placed party gets the largest share of its own best possible gain.

    Parameters
    ----------
    utilities, disagreement : as for ``nash_solution``
    tol : float, share of the ideal gain
        Packages this close to the best count as tied; not used for integers.
    ideal : "acceptable" or "all"
        A party's best gain is taken over the packages nobody rejects, or over every package.

    Returns
    -------
    tuple of int
        Row numbers, ascending. A party that cannot gain at all has no share and is left out.

    Notes
    -----
    On a finite set the largest least share replaces the point where the line to the ideal meets the
    frontier. NegMAS means by this name the least spread of shares, which is something else.

    Sources
    -------
    Kalai and Smorodinsky 1975, Econometrica 43(3):513-518.

    Examples
    --------
    >>> kalai_smorodinsky(np.array([[4, 0], [2, 5], [1, 6], [0, 10]]), np.zeros(2, dtype=int))
    (1,)
    """
    rows, gains, best = _shares(utilities, disagreement, tol, ideal)
    if not len(best):
        return _rows(rows)
    least = (gains / best).min(axis=1)
    if not _is_exact(utilities, disagreement):
        return _rows(rows[least >= least.max() - tol])
    return _exact_best(rows, gains, least, lambda row: min(_ratios(row, best)))


def lexicographic_kalai_smorodinsky(
    utilities: Values,
    disagreement: Values,
    tol: float = TOLERANCE,
    ideal: Literal["acceptable", "all"] = "acceptable",
) -> Rows:
    """As ``kalai_smorodinsky``, then the second-worst share, and so on; always efficient.

    Sources
    -------
    Imai 1983, Econometrica 51(2):389-401.
    """
    rows, gains, best = _shares(utilities, disagreement, tol, ideal)
    if not len(best):
        return _rows(rows)
    if not _is_exact(utilities, disagreement):
        return _leximin(rows, gains / best, tol)
    least = (gains / best).min(axis=1)
    return _exact_best(rows, gains, least, lambda row: sorted(_ratios(row, best)))


def proportional_welfare(
    utilities: Values, disagreement: Values, weights: Values, tol: float = TOLERANCE
) -> Rows:
    """Packages with the largest t such that every party gains at least t times its weight.

    Sources
    -------
    Kalai 1977, Econometrica 45(7):1623-1630. The weights are the rate at which gains are compared.
    """
    rows, gains = _gains("proportional_welfare", utilities, disagreement, tol)
    rates = _weights(weights, utilities.shape[1])
    least = (gains / rates).min(axis=1)
    if not _is_exact(utilities, disagreement):
        return _rows(rows[least >= least.max() - tol])
    return _exact_best(
        rows, gains, least, lambda row: min(_ratios(row, [Fraction(rate) for rate in rates.tolist()]))
    )


def egalitarian_welfare(utilities: Values, disagreement: Values, tol: float = TOLERANCE) -> Rows:
    """Packages with the largest least gain in utils, the scales taken as they are.

    Examples
    --------
    >>> egalitarian_welfare(np.array([[4, 1], [2, 3], [3, 2]]), np.zeros(2, dtype=int))
    (1, 2)
    """
    rows, gains = _gains("egalitarian_welfare", utilities, disagreement, tol)
    least = gains.min(axis=1)
    return _rows(rows[least >= least.max() - _slack(utilities, disagreement, tol)])


def leximin_welfare(utilities: Values, disagreement: Values, tol: float = TOLERANCE) -> Rows:
    """Packages with the largest least gain, then the largest second-least, and so on; always efficient."""
    rows, gains = _gains("leximin_welfare", utilities, disagreement, tol)
    return _leximin(rows, gains, _slack(utilities, disagreement, tol))


def utilitarian_welfare(
    utilities: Values, disagreement: Values, tol: float = TOLERANCE, weights: Values | None = None
) -> Rows:
    """Packages with the largest (weighted) sum of gains among those nobody rejects.

    Examples
    --------
    >>> utilitarian_welfare(np.array([[9, 0], [4, 4], [3, 6]]), np.array([1, 1]))
    (2,)
    """
    rows, gains = _gains("utilitarian_welfare", utilities, disagreement, tol)
    total = gains.sum(axis=1) if weights is None else gains @ _weights(weights, utilities.shape[1])
    slack = tol if weights is not None else _slack(utilities, disagreement, tol)
    return _rows(rows[total >= total.max() - slack])


def relative_utilitarian_welfare(utilities: Values, disagreement: Values, tol: float = TOLERANCE) -> Rows:
    """Packages with the largest sum of shares of each party's best acceptable gain; free of the scales.

    Sources
    -------
    Dhillon and Mertens 1999, Econometrica 67(3):471-498, the rule for lotteries; here on a finite set.
    """
    rows, gains, best = _shares(utilities, disagreement, tol, "acceptable")
    if not len(best):
        return _rows(rows)
    total = (gains / best).sum(axis=1)
    if not _is_exact(utilities, disagreement):
        return _rows(rows[total >= total.max() - tol])
    return _exact_best(rows, gains, total, lambda row: sum(_ratios(row, best)))


def maximin_welfare(utilities: Values, disagreement: Values, tol: float = TOLERANCE) -> Rows:
    """Packages with the largest least *utility* among those nobody rejects (disagreement not subtracted)."""
    rows, _ = _gains("maximin_welfare", utilities, disagreement, tol)
    least = utilities[rows].min(axis=1)
    return _rows(rows[least >= least.max() - _slack(utilities, disagreement, tol)])


def median_rank_solution(utilities: Values, disagreement: Values, tol: float = TOLERANCE) -> Rows:
    """Packages with the largest median rank: half the parties or more like them at least that well.

    Each party ranks the acceptable packages by the share of them that it likes less; a package's score is
    the median of its ranks over parties (the lower one where the number of parties is even). Uses order
    only, so no utilities are compared.
    """
    rows, gains = _gains("median_rank_solution", utilities, disagreement, tol)
    slack = _slack(utilities, disagreement, tol)
    values = gains if slack == 0 else np.rint(gains / slack)
    ordered = np.sort(values, axis=0)
    needed = gains.shape[1] - (gains.shape[1] - 1) // 2
    low, high = 0, len(rows) - 1
    while low < high:  # the highest rank that some package reaches for as many parties as make a median
        middle = (low + high + 1) // 2
        reached = _parties_above(values, ordered[middle - 1]) >= needed
        low, high = (middle, high) if reached.any() else (low, middle - 1)
    if low == 0:
        return _rows(rows)
    return _rows(rows[_parties_above(values, ordered[low - 1]) >= needed])


def _parties_above(values: Values, bars: Values) -> NDArray[np.int8]:
    """For how many parties each package is worth more than that party's bar."""
    count = np.zeros(len(values), dtype=np.int8)
    for party, bar in enumerate(bars):
        count += values[:, party] > bar
    return count


#: Every principle that needs no weights, by the name shown to the reader.
PRINCIPLES: Mapping[str, Callable[[Values, Values], Rows]] = {
    "nash": nash_solution,
    "kalai_smorodinsky": kalai_smorodinsky,
    "lexicographic_kalai_smorodinsky": lexicographic_kalai_smorodinsky,
    "egalitarian": egalitarian_welfare,
    "leximin": leximin_welfare,
    "utilitarian": utilitarian_welfare,
    "relative_utilitarian": relative_utilitarian_welfare,
    "maximin": maximin_welfare,
    "median_rank": median_rank_solution,
}


def choose_packages(utilities: Values, disagreement: Values) -> dict[str, Rows]:
    """What each principle of ``PRINCIPLES`` chooses; an empty dict when somebody rejects every package."""
    rows = rational_rows(utilities, disagreement)
    if rows.size == 0:
        return {}
    inside = np.asfortranarray(utilities[rows])
    return {
        name: tuple(int(rows[row]) for row in principle(inside, disagreement))
        for name, principle in PRINCIPLES.items()
    }


def _is_exact(utilities: Values, disagreement: Values) -> bool:
    return bool(np.issubdtype(utilities.dtype, np.integer) and np.issubdtype(disagreement.dtype, np.integer))


def _slack(utilities: Values, disagreement: Values, tol: float) -> float:
    return 0 if _is_exact(utilities, disagreement) else tol


def _rows(rows: NDArray[np.intp]) -> Rows:
    return tuple(int(row) for row in rows)


def _gains(name: str, utilities: Values, disagreement: Values, tol: float) -> tuple[NDArray[np.intp], Values]:
    rows = rational_rows(utilities, disagreement, tol)
    if rows.size == 0:
        raise NoAgreementError(
            f"{name}: each of the {len(utilities)} packages leaves some party below its disagreement "
            "utility; see deals.zone.blockers for who blocks what."
        )
    inside = utilities if len(rows) == len(utilities) else utilities[rows]
    return rows, np.maximum(inside - disagreement, 0)


def _weights(weights: Values | None, parties: int) -> NDArray[np.float64]:
    if weights is None:
        return np.ones(parties)
    if weights.shape != (parties,) or not np.isfinite(weights).all() or (weights <= 0).any():
        raise ShapeError(f"weights: need {parties} positive finite numbers, one per party, got {weights!r}")
    return weights.astype(np.float64)


def _shares(
    utilities: Values, disagreement: Values, tol: float, ideal: str
) -> tuple[NDArray[np.intp], Values, Values]:
    """Acceptable rows, their gains for the parties that can gain, and those parties' best gains."""
    rows, gains = _gains("kalai_smorodinsky", utilities, disagreement, tol)
    best = gains.max(axis=0) if ideal == "acceptable" else utilities.max(axis=0) - disagreement
    can = best > _slack(utilities, disagreement, tol)
    return rows, gains[:, can], best[can]


def _leximin(rows: NDArray[np.intp], values: Values, slack: float) -> Rows:
    ordered = np.sort(values, axis=1)
    for place in range(ordered.shape[1]):
        keep = ordered[:, place] >= ordered[:, place].max() - slack
        rows, ordered = rows[keep], ordered[keep]
    return _rows(rows)


def _product(row: list[int], exponents: list[int]) -> int:
    product = 1
    for gain, power in zip(row, exponents, strict=True):
        product *= gain**power
    return product


def _ratios(row: list[int], best: Any) -> list[Fraction]:
    return [Fraction(gain) / Fraction(top) for gain, top in zip(row, _plain(best), strict=True)]


def _plain(values: Any) -> list[Any]:
    return list(values.tolist()) if isinstance(values, np.ndarray) else list(values)


def _exact_best(
    rows: NDArray[np.intp], gains: Values, score: NDArray[np.float64], exact: Callable[[list[int]], Any]
) -> Rows:
    """Of the rows whose float score is near the best, those whose exact score is the best."""
    near = np.flatnonzero(score >= score.max() - _NEAR * abs(score.max()))
    values = [exact(row) for row in gains[near].tolist()]
    best = max(values)
    return tuple(int(rows[row]) for row, value in zip(near, values, strict=True) if value == best)
