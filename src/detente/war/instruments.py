"""What would make a deal hold: the least of each instrument, the cheapest mix, and how fine a grid must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.errors import NoAgreementError, ShapeError, UnknownIdError
from detente.war.games import SettlementGames
from detente.war.hold import SettlementSolutions, solve_settlements
from detente.war.process import Floats

Instrument = Literal["credibility", "scale", "monitoring", "penalty", "limits"]

#: What can be strengthened; ``limits`` is the share of A's remaining rearming that is prevented besides.
INSTRUMENTS: tuple[Instrument, ...] = ("credibility", "scale", "monitoring", "penalty", "limits")


@dataclass(frozen=True, slots=True)
class Aim:
    """When a deal counts as holding: chance ``survival`` to last ``months``, and whether both must sign."""

    survival: float = 0.9
    months: int = 60
    both_sign: bool = False


@dataclass(frozen=True, slots=True)
class InstrumentNeed:
    """The least of one instrument, all others as they are.

    Attributes
    ----------
    present, least : float
        Its value now, and the least value at which the deal holds; nan if no value does.
    holds_above : bool
        Whether the deal holds at every larger value too. It need not.
    survival : float
        Chance to last the asked months at the least value (the best of the scan, if none is enough).
    """

    instrument: Instrument
    present: float
    least: float
    holds_above: bool
    survival: float

    def in_words(self) -> str:
        """One sentence with the numbers."""
        if np.isnan(self.least):
            return (
                f"No {self.instrument} alone is enough: at best the deal lasts the asked time with a chance "
                f"of {100 * self.survival:.0f} %."
            )
        beyond = "" if self.holds_above else " (but not at every larger value: see the scan)"
        if self.least <= self.present + 1e-12:
            return f"The {self.instrument} of {self.present:.2f} is enough as it is{beyond}."
        return (
            f"The {self.instrument} would have to rise from {self.present:.2f} to {self.least:.2f}{beyond}."
        )


def strengthen(
    game: SettlementGames, instrument: str, values: Floats, rearming_a: float = 0.0
) -> SettlementGames:
    """The one game of ``game`` with one instrument set to each of ``values``.

    ``limits`` is the share, 0 to 1, of ``rearming_a`` (per month) that is prevented besides what ``drift``
    already counts.

    Raises
    ------
    UnknownIdError
        No instrument of that name.
    """
    if instrument not in INSTRUMENTS:
        raise UnknownIdError(f"no instrument {instrument!r}; there are {', '.join(INSTRUMENTS)}")
    many = game.rows(np.zeros(len(values), np.intp))
    if instrument == "limits":
        return replace(many, drift=many.drift - values * rearming_a)
    return replace(many, **{instrument: values})


def _holds(games: SettlementGames, aim: Aim, grid_points: int) -> tuple[NDArray[np.bool_], Floats]:
    solved: SettlementSolutions = solve_settlements(games, grid_points, (aim.months,))
    survival = solved.survival[:, 0]
    fine = survival >= aim.survival - 1e-12
    if aim.both_sign:
        fine &= solved.signs_a & solved.signs_b & ~solved.attack_now
    return fine, survival


def least_instruments(
    game: SettlementGames,
    aim: Aim | None = None,
    *,
    rearming_a: float = 0.0,
    grid_points: int = 46,
    steps: int = 101,
) -> tuple[InstrumentNeed, ...]:
    """The least of each instrument that makes one deal hold, each alone.

    Whether a deal holds need not change only once as an instrument grows, so the whole range is scanned
    and only the last step is narrowed down.

    Parameters
    ----------
    game : SettlementGames
        One row.
    aim : Aim
        What holding means; by default a 90 % chance to last 60 months.
    rearming_a : float, per month
        Rearming of A that limits could still prevent; 0 leaves ``limits`` without effect.
    steps : int
        Values scanned from 0 to 1 (``penalty`` too is scanned to one whole stake).

    Returns
    -------
    tuple of InstrumentNeed
        In the order of ``INSTRUMENTS``; ``least`` is right to 1e-4.

    Raises
    ------
    ShapeError
        More than one row.
    """
    aim = aim or Aim()
    if len(game) != 1:
        raise ShapeError(f"least_instruments: needs one game, found {len(game)}")
    needs = []
    for instrument in INSTRUMENTS:
        values = np.linspace(0, 1, steps)
        fine, survival = _holds(strengthen(game, instrument, values, rearming_a), aim, grid_points)
        present = 0.0 if instrument == "limits" else float(getattr(game, instrument)[0])
        if not fine.any():
            needs.append(InstrumentNeed(instrument, present, float("nan"), False, float(survival.max())))
            continue
        first = int(np.argmax(fine))
        low, high, reached = (values[first - 1] if first else 0.0), values[first], survival[first]
        if first:
            inside = np.linspace(low, high, steps)
            fine_inside, survival_inside = _holds(
                strengthen(game, instrument, inside, rearming_a), aim, grid_points
            )
            at = int(np.argmax(fine_inside))
            high, reached = inside[at], survival_inside[at]
        needs.append(
            InstrumentNeed(instrument, present, float(high), bool(fine[first:].all()), float(reached))
        )
    return tuple(needs)


@dataclass(frozen=True, slots=True)
class Combination:
    """A mix of instruments that makes a deal hold: the level of each, its cost, and the chance to last."""

    levels: dict[str, float]
    cost: float
    survival: float
    step: float


def cheapest_combination(
    game: SettlementGames,
    prices: Mapping[str, float],
    aim: Aim | None = None,
    *,
    rearming_a: float = 0.0,
    grid_points: int = 46,
    levels: int = 7,
) -> Combination:
    """The cheapest mix of instruments that makes one deal hold, for given prices per unit.

    Mixes are tried from the cheapest up and the first that holds is taken; then twice more on a finer
    grid around it. What is already there costs nothing, and nothing is weakened.

    Parameters
    ----------
    prices : mapping
        Price of a full unit (0 to 1) of each instrument that can be bought; the others stay as they are.

    Returns
    -------
    Combination
        ``step`` says how finely each level was searched (in units of the instrument's remaining range).

    Raises
    ------
    NoAgreementError
        No mix holds, even with everything at its largest.
    UnknownIdError
        A price for an instrument that does not exist.
    """
    aim = aim or Aim()
    names = list(prices)
    for name in names:
        strengthen(game, name, np.zeros(1))
    present = {name: 0.0 if name == "limits" else float(getattr(game, name)[0]) for name in names}
    spans = [np.linspace(present[name], 1.0, levels) for name in names]
    best: tuple[Floats, float, float] | None = None
    width = 1.0
    for _ in range(3):
        found = _first_that_holds(
            game, names, spans, [prices[n] for n in names], (aim, rearming_a, grid_points)
        )
        if found is None and best is None:
            raise NoAgreementError(
                "cheapest_combination: no mix of "
                + ", ".join(names)
                + f" gives a chance of {100 * aim.survival:.0f} % to last {aim.months} months"
            )
        if best is None or (found is not None and found[1] <= best[1]):
            best = found
        assert best is not None
        width /= levels - 1
        spans = [
            np.linspace(
                max(present[n], v - width * (1 - present[n])), min(1.0, v + width * (1 - present[n])), levels
            )
            for n, v in zip(names, best[0], strict=True)
        ]
    assert best is not None
    cost = float(sum(prices[n] * (v - present[n]) for n, v in zip(names, best[0], strict=True)))
    return Combination({n: float(v) for n, v in zip(names, best[0], strict=True)}, cost, best[2], width)


def _first_that_holds(
    game: SettlementGames,
    names: list[str],
    spans: list[Floats],
    prices: list[float],
    rest: tuple[Aim, float, int],
) -> tuple[Floats, float, float] | None:
    """Levels, cost and survival of the cheapest mix on the grid of ``spans`` that holds."""
    aim, rearming_a, grid_points = rest
    mixes = np.array(list(product(*spans)))
    cost = mixes @ np.array(prices)
    order = np.argsort(cost, kind="stable")
    for begin in range(0, order.size, 256):
        rows = order[begin : begin + 256]
        games = game.rows(np.zeros(rows.size, np.intp))
        for column, name in enumerate(names):
            values = mixes[rows, column]
            if name == "limits":
                games = replace(games, drift=games.drift - values * rearming_a)
            else:
                games = replace(games, **{name: values})
        fine, survival = _holds(games, aim, grid_points)
        if fine.any():
            at = int(np.argmax(fine))
            return mixes[rows[at]], float(cost[rows[at]]), float(survival[at])
    return None


@dataclass(frozen=True, slots=True)
class GridError:
    """An answer at three grids, what it seems to converge to, and how far the finest is from that.

    All arrays have one row per grid in ``points`` (the last the finest), or one entry per game.
    """

    points: tuple[int, ...]
    value_a: Floats
    value_b: Floats
    survival: Floats
    limit_value_a: Floats
    limit_value_b: Floats
    limit_survival: Floats
    error_value: Floats
    error_survival: Floats


def _extrapolate(series: Floats) -> tuple[Floats, Floats]:
    """Limit of three values on grids halved twice, and the distance of the last from it.

    The ratio of the two steps is the observed order; where it is not between 2 and 8 the steps do not
    shrink cleanly and the last value is kept. The stated error is the last step: thresholds fall between
    grid points, so convergence is uneven and the extrapolated value is no bound.
    """
    first, second = series[1] - series[0], series[2] - series[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = first / second
    clean = np.isfinite(ratio) & (ratio >= 2) & (ratio <= 8)
    beyond = np.where(clean, second / (np.where(clean, ratio, 2.0) - 1), 0.0)
    return series[2] + beyond, np.abs(second)


def grid_error(
    games: SettlementGames, points: tuple[int, int, int] = (46, 91, 181), month: int = 60
) -> GridError:
    """Solve on three grids, each with half the step of the one before, and extrapolate.

    The survival shown is that at ``month``.

    Examples
    --------
    >>> from detente.war.process import war_line
    >>> war_a = np.stack(war_line(0.05, 0.99, 0.3, 1, 0, 0.2), -1)
    >>> war_b = np.stack(war_line(0.05, 0.99, 0.4, 0, 1, 0.8), -1)
    >>> deal = SettlementGames(
    ...     power=0.5,
    ...     drift=0.004,
    ...     shock=0.02,
    ...     power_min=0,
    ...     power_max=0.9,
    ...     share_a=0.45,
    ...     share_b=0.55,
    ...     discount_a=0.99,
    ...     discount_b=0.99,
    ...     war_a=war_a,
    ...     war_b=war_b,
    ...     monitoring=0.9,
    ...     credibility=0.5,
    ...     scale=0.3,
    ...     penalty=0.05,
    ...     surprise=0.03,
    ...     lapse=0.01,
    ... )
    >>> seen = grid_error(deal)
    >>> seen.survival[:, 0].round(4).tolist(), round(float(seen.limit_survival[0]), 3)
    ([0.7856, 0.7946, 0.7971], 0.798)
    """
    solved = [solve_settlements(games, k, (month,)) for k in points]
    value_a, value_b = np.stack([s.value_a for s in solved]), np.stack([s.value_b for s in solved])
    survival = np.stack([s.survival[:, 0] for s in solved])
    limit_a, error_a = _extrapolate(value_a)
    limit_b, error_b = _extrapolate(value_b)
    limit_s, error_s = _extrapolate(survival)
    return GridError(
        points=points,
        value_a=value_a,
        value_b=value_b,
        survival=survival,
        limit_value_a=limit_a,
        limit_value_b=limit_b,
        limit_survival=np.clip(limit_s, 0.0, 1.0),
        error_value=np.maximum(error_a, error_b),
        error_survival=error_s,
    )


def choose_grid(
    games: SettlementGames, value_error: float = 1e-3, survival_error: float = 1e-2, *, largest: int = 721
) -> tuple[int, GridError]:
    """The coarsest grid (12 points to begin, the step halved each time) whose seen error is small enough.

    Returns
    -------
    tuple
        Number of points and the comparison it rests on; look at ``error_*`` when ``largest`` was reached.
    """
    points = 12
    while True:
        grids = (points, 2 * points - 1, 4 * points - 3)
        seen = grid_error(games, grids)
        off_a, off_b = (
            np.abs(seen.value_a[0] - seen.limit_value_a),
            np.abs(seen.value_b[0] - seen.limit_value_b),
        )
        in_value = (np.maximum(off_a, off_b) + seen.error_value).max()
        in_survival = (np.abs(seen.survival[0] - seen.limit_survival) + seen.error_survival).max()
        if (in_value <= value_error and in_survival <= survival_error) or grids[2] >= largest:
            return points, seen
        points = 2 * points - 1
