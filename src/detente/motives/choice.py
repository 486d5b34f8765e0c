"""What an act says about its author: inverse decision, costly signals, and what markets can say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError

Floats = npt.NDArray[np.float64]

#: Grid of rationality that is integrated out when nobody says otherwise; utilities are on the 0..1 scale.
RATIONALITY = (1.0, 3.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True)
class Inference:
    """Belief after some acts: over hypotheses, and over how closely acts follow utility."""

    posterior: Mapping[str, float]
    rationality: Mapping[float, float]
    mean_rationality: float


def choice_chances(utilities: npt.ArrayLike, rationality: float) -> Floats:
    """Chance of each act for a chooser who mostly, not always, takes the better one (softmax).

    Parameters
    ----------
    utilities : (..., acts) array, utils
        What each act leads to, on the chooser's own 0..1 scale.
    rationality : float, not negative
        0 picks at random; large picks the best.

    Returns
    -------
    (..., acts) array, summing to 1 over the last axis

    Raises
    ------
    ShapeError
        Rationality is negative or utilities are not finite.

    Examples
    --------
    >>> [round(float(p), 7) for p in choice_chances([[1.0, 0.2, 0.0], [0.4, 0.8, 0.1]], 3.0)[:, 0]]
    [0.8768046, 0.2115647]
    """
    table = np.asarray(utilities, dtype=np.float64)
    if not (rationality >= 0 and np.isfinite(rationality)) or not np.isfinite(table).all():
        raise ShapeError(
            f"choice_chances: needs finite utilities and rationality from 0 up, not {rationality}"
        )
    weights = np.exp(rationality * (table - table.max(axis=-1, keepdims=True)))
    chances: Floats = weights / weights.sum(axis=-1, keepdims=True)
    return chances


def act_chances(
    utilities: npt.ArrayLike,
    chosen: int,
    grid: Sequence[float] = RATIONALITY,
    weights: Sequence[float] | None = None,
) -> Floats:
    """Chance of one act with the rationality integrated out, for any number of choosers at once.

    Parameters
    ----------
    utilities : (..., acts) array, utils
    chosen : int
        Which act was seen.
    grid, weights : sequences of float
        Rationalities and their probabilities (equal if not given).

    Returns
    -------
    (...) array

    Raises
    ------
    ShapeError
        There is no such act, or utilities are not finite.

    Examples
    --------
    >>> act_chances([[0.4, 0.8, 0.1], [1.0, 0.2, 0.0]], 0, grid=[3.0]).round(4).tolist()
    [0.2116, 0.8768]
    """
    table = np.asarray(utilities, dtype=np.float64)
    if not 0 <= chosen < table.shape[-1]:
        raise ShapeError(f"act_chances: act {chosen} is not among the {table.shape[-1]} acts")
    shares = _weights(grid, weights)
    mixed = [w * choice_chances(table, beta)[..., chosen] for w, beta in zip(shares, grid, strict=True)]
    return np.asarray(np.sum(mixed, axis=0), dtype=np.float64)


def act_likelihood(
    utilities: Mapping[str, Sequence[float]],
    chosen: int,
    grid: Sequence[float] = RATIONALITY,
    weights: Sequence[float] | None = None,
) -> dict[str, float]:
    """How likely each hypothesis makes one observed act, with the rationality integrated out.

    An act that every hypothesis would choose alike, such as one done to look like another type,
    comes out with equal likelihoods and so weighs nothing.

    Parameters
    ----------
    utilities : mapping of hypothesis to sequence over acts
        Value of each act's consequence (a deal's value or the value of war) under each hypothesis.
    chosen : int
        Which act was seen.
    grid, weights : sequences of float
        Rationalities and their probabilities (equal if not given).

    Returns
    -------
    dict of hypothesis to probability

    Raises
    ------
    ShapeError
        Hypotheses do not have the same acts, or there is no such act.

    Examples
    --------
    >>> chances = act_likelihood({"deal": [0.4, 0.8, 0.1], "stall": [1.0, 0.2, 0.0]}, 0, grid=[3.0])
    >>> {name: round(p, 4) for name, p in chances.items()}
    {'deal': 0.2116, 'stall': 0.8768}
    """
    mixed = act_chances(_table(utilities), chosen, grid, weights)
    return {name: float(p) for name, p in zip(utilities, mixed, strict=True)}


def infer_from_choices(
    priors: Mapping[str, float],
    acts: Sequence[tuple[Mapping[str, Sequence[float]], int]],
    grid: Sequence[float] = RATIONALITY,
    weights: Sequence[float] | None = None,
) -> Inference:
    """Belief after several acts of one party, whose rationality is the same in all of them.

    Parameters
    ----------
    priors : mapping of hypothesis to probability
    acts : sequence of (utilities, chosen)
        As for `act_likelihood`, one pair per act.
    grid, weights : sequences of float
        Rationalities and their prior probabilities.

    Returns
    -------
    Inference

    Raises
    ------
    ShapeError
        As for `act_likelihood`; or an act lacks a hypothesis.

    Examples
    --------
    >>> menu = {"revisionist": [1.0, 0.2, 0.0], "limited": [0.4, 0.8, 0.1]}
    >>> found = infer_from_choices(
    ...     {"revisionist": 0.5, "limited": 0.5}, [(menu, 0), (menu, 0)], grid=[1, 3, 10]
    ... )
    >>> round(found.posterior["revisionist"], 7), round(found.mean_rationality, 7)
    (0.936347, 5.8033204)
    """
    names = tuple(priors)
    joint = np.outer([priors[name] for name in names], _weights(grid, weights))
    for utilities, chosen in acts:
        if set(utilities) != set(names):
            raise ShapeError(
                f"infer_from_choices: an act has utilities for {sorted(utilities)}, not {sorted(names)}"
            )
        table = _table({name: utilities[name] for name in names})
        if not 0 <= chosen < table.shape[1]:
            raise ShapeError(f"infer_from_choices: act {chosen} is not among the {table.shape[1]} acts")
        joint = joint * np.column_stack([choice_chances(table, beta)[:, chosen] for beta in grid])
    joint = joint / joint.sum()
    over = joint.sum(axis=0)
    return Inference(
        {name: float(p) for name, p in zip(names, joint.sum(axis=1), strict=True)},
        {float(beta): float(p) for beta, p in zip(grid, over, strict=True)},
        float(over @ np.asarray(grid, dtype=np.float64)),
    )


def separating_range(cost_if_sincere: float, cost_if_not: float) -> tuple[float, float] | None:
    """For which benefits of being believed a costly signal tells the sincere from the rest.

    From the cost to the sincere up to, not including, the cost to the others: there the sincere pay
    and the others do not. None when the others can send it as cheaply; then its likelihood ratio is 1.

    Examples
    --------
    >>> separating_range(0.1, 0.4), separating_range(0.3, 0.3)
    ((0.1, 0.4), None)
    """
    return (cost_if_sincere, cost_if_not) if cost_if_sincere < cost_if_not else None


def market_shift(move: float, uplifts: Sequence[float]) -> tuple[tuple[float, float | None], ...]:
    """What a market's move says about the chance of a deal, by how much a deal would lift the price.

    The move gives the product of the two, never one alone: the uplift has to be assumed, and the
    answer is a table over assumptions. It says nothing about who gains or whether a deal would hold.

    Parameters
    ----------
    move : float
        Relative change of the price, 0.05 for 5 %.
    uplifts : sequence of float, not 0
        Assumed relative difference between the price with and without a deal.

    Returns
    -------
    tuple of (uplift, change of the chance of a deal)
        None for the change where it would be more than the whole probability: that uplift is ruled out.

    Raises
    ------
    ShapeError
        An uplift of 0.

    Examples
    --------
    >>> [(up, None if q is None else round(q, 3)) for up, q in market_shift(0.05, [0.1, 0.2, 0.3, 0.04])]
    [(0.1, 0.5), (0.2, 0.25), (0.3, 0.167), (0.04, None)]
    """
    if any(uplift == 0 for uplift in uplifts):
        raise ShapeError("market_shift: an uplift of 0 says that the price does not care about a deal")
    return tuple((up, move / up if abs(move / up) <= 1.0 else None) for up in uplifts)


def _table(utilities: Mapping[str, Sequence[float]]) -> Floats:
    lengths = {len(row) for row in utilities.values()}
    if len(lengths) != 1 or lengths == {0}:
        raise ShapeError(f"every hypothesis values the same acts; got {sorted(lengths)} acts")
    return np.array([list(row) for row in utilities.values()], dtype=np.float64)


def _weights(grid: Sequence[float], weights: Sequence[float] | None) -> Floats:
    if not grid:
        raise ShapeError("the grid of rationality is empty")
    prior = np.ones(len(grid)) if weights is None else np.asarray(weights, dtype=np.float64)
    if prior.shape != (len(grid),) or (prior < 0).any() or prior.sum() <= 0:
        raise ShapeError(f"{len(grid)} rationalities need as many weights, 0 or more and not all 0")
    shares: Floats = prior / prior.sum()
    return shares
