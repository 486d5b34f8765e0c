"""What would make a deal hold: the least of each instrument, the cheapest mix, and how fine a grid must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.errors import NoAgreementError, ShapeError, UnknownIdError
from detente.war.games import SettlementGames, swap_roles
from detente.war.hold import SettlementSolutions, solve_settlements
from detente.war.process import Floats, check_between

Instrument = Literal["credibility", "scale", "monitoring", "penalty", "limits_a", "limits_b"]

#: What can be strengthened; limits are the share of a side's remaining rearming that is prevented besides.
INSTRUMENTS: tuple[Instrument, ...] = (
    "credibility",
    "scale",
    "monitoring",
    "penalty",
    "limits_a",
    "limits_b",
)
_NAMES = {"limits_a": "further limit on A's rearming", "limits_b": "further limit on B's rearming"}
_LIMITS = {"limits_a": (0, -1.0), "limits_b": (1, 1.0)}


@dataclass(frozen=True, slots=True)
class Aim:
    """When a deal counts as holding: chance ``survival`` to last ``months``, and whether both must sign.

    With ``either`` breaks by B count too, from the game with the roles exchanged; the two sides' breaks are
    taken as exclusive, the least that the two games allow.
    """

    survival: float = 0.9
    months: int = 60
    both_sign: bool = False
    either: bool = False


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
        name = _NAMES.get(self.instrument, self.instrument)
        if np.isnan(self.least):
            return (
                f"No {name} alone is enough: at best the deal lasts the asked time with a chance "
                f"of {100 * self.survival:.0f} %."
            )
        beyond = "" if self.holds_above else " (but not at every larger value: see the scan)"
        if self.least <= self.present + 1e-12:
            return f"The {name} of {self.present:.2f} is enough as it is{beyond}."
        return f"The {name} would have to rise from {self.present:.2f} to {self.least:.2f}{beyond}."


def strengthen(
    game: SettlementGames, instrument: str, values: Floats, rearming: tuple[float, float] = (0.0, 0.0)
) -> SettlementGames:
    """The one game of ``game`` with one instrument set to each of ``values``.

    ``limits_a`` and ``limits_b`` are the share, 0 to 1, of the two sides' ``rearming`` (per month, as it
    already is in ``drift``) that is prevented besides.

    Raises
    ------
    UnknownIdError
        No instrument of that name.
    """
    if instrument not in INSTRUMENTS:
        raise UnknownIdError(f"no instrument {instrument!r}; there are {', '.join(INSTRUMENTS)}")
    return _set(game.rows(np.zeros(len(values), np.intp)), instrument, values, rearming)


def _set(
    games: SettlementGames, instrument: str, values: Floats, rearming: tuple[float, float]
) -> SettlementGames:
    """Games with one instrument at the value of each row."""
    if instrument in _LIMITS:
        side, sign = _LIMITS[instrument]
        return replace(games, drift=games.drift + sign * values * rearming[side])
    return replace(games, **{instrument: values})


def _holds(games: SettlementGames, aim: Aim, grid_points: int) -> tuple[NDArray[np.bool_], Floats]:
    solved: SettlementSolutions = solve_settlements(games, grid_points, (aim.months,))
    survival = solved.survival[:, 0]
    if aim.either:
        turned = solve_settlements(swap_roles(games), grid_points, (aim.months,))
        survival = np.maximum(survival + turned.survival[:, 0] - 1.0, 0.0)
    fine = survival >= aim.survival - 1e-12
    if aim.both_sign:
        fine &= solved.signs_a & solved.signs_b & ~solved.attack_now
    return fine, survival


def least_instruments(
    game: SettlementGames,
    aim: Aim | None = None,
    *,
    rearming: tuple[float, float] = (0.0, 0.0),
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
    rearming : (A, B), per month
        Rearming of each side that limits could still prevent; 0 leaves its limits without effect.
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
        fine, survival = _holds(strengthen(game, instrument, values, rearming), aim, grid_points)
        present = _present(game, instrument)
        if not fine.any():
            needs.append(InstrumentNeed(instrument, present, float("nan"), False, float(survival.max())))
            continue
        first = int(np.argmax(fine))
        low, high, reached = (values[first - 1] if first else 0.0), values[first], survival[first]
        if first:
            inside = np.linspace(low, high, steps)
            fine_inside, survival_inside = _holds(
                strengthen(game, instrument, inside, rearming), aim, grid_points
            )
            at = int(np.argmax(fine_inside))
            high, reached = inside[at], survival_inside[at]
        needs.append(
            InstrumentNeed(instrument, present, float(high), bool(fine[first:].all()), float(reached))
        )
    return tuple(needs)


def _present(game: SettlementGames, instrument: str) -> float:
    return 0.0 if instrument in _LIMITS else float(getattr(game, instrument)[0])


@dataclass(frozen=True, slots=True)
class Combination:
    """A mix of instruments that makes a deal hold: the level of each, its cost, and the chance to last."""

    levels: dict[str, float]
    cost: float
    survival: float
    step: float

    def in_words(self) -> str:
        """One sentence with the numbers and what they rest on."""
        parts = ", ".join(f"{_NAMES.get(name, name)} {level:.2f}" for name, level in self.levels.items())
        return (
            f"The cheapest mix found at these prices: {parts}, for {self.cost:.3g}; it then lasts with a chance of "
            f"{100 * self.survival:.0f} %. Mixes were tried from the cheapest up, to {100 * self.step:.1f} % of each range."
        )


def cheapest_combination(
    game: SettlementGames,
    prices: Mapping[str, float],
    aim: Aim | None = None,
    *,
    rearming: tuple[float, float] = (0.0, 0.0),
    grid_points: int = 46,
    levels: int = 7,
) -> Combination:
    """The cheapest mix of instruments that makes one deal hold, for given prices per unit.

    Mixes are tried from the cheapest up and the first that holds is taken; then three times more on a
    grid around it that is three times finer. What is already there costs nothing, and nothing is weakened.

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
    check_between("prices", list(prices.values()), 0.0, np.inf)
    present = {name: _present(game, name) for name in names}
    spans = [np.linspace(present[name], 1.0, levels) for name in names]
    best: tuple[Floats, float, float] | None = None
    width = 1.0 / (levels - 1)  # half of the window searched next: the step just taken
    for _ in range(4):
        found = _first_that_holds(
            game, names, spans, [prices[n] for n in names], (aim, rearming, grid_points)
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
        step = width
        spans = [
            np.linspace(
                max(present[n], v - width * (1 - present[n])), min(1.0, v + width * (1 - present[n])), levels
            )
            for n, v in zip(names, best[0], strict=True)
        ]
        width *= 2.0 / (levels - 1)
    assert best is not None
    cost = float(sum(prices[n] * (v - present[n]) for n, v in zip(names, best[0], strict=True)))
    return Combination({n: float(v) for n, v in zip(names, best[0], strict=True)}, cost, best[2], step)


def _first_that_holds(
    game: SettlementGames,
    names: list[str],
    spans: list[Floats],
    prices: list[float],
    rest: tuple[Aim, tuple[float, float], int],
) -> tuple[Floats, float, float] | None:
    """Levels, cost and survival of the cheapest mix on the grid of ``spans`` that holds."""
    aim, rearming, grid_points = rest
    mixes = np.array(list(product(*spans)))
    cost = mixes @ np.array(prices)
    order = np.argsort(cost, kind="stable")
    for begin in range(0, order.size, 256):
        rows = order[begin : begin + 256]
        games = game.rows(np.zeros(rows.size, np.intp))
        for column, name in enumerate(names):
            games = _set(games, name, mixes[rows, column], rearming)
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

    def in_words(self, row: int = 0, breaker: str = "A") -> str:
        """One sentence on one game: the answer on each grid, the extrapolated one, the error."""
        grids = ", ".join(str(k) for k in self.points)
        held = ", ".join(f"{100 * chance:.1f}" for chance in self.survival[:, row])
        worth = ", ".join(f"{value:.4f}" for value in self.value_a[:, row])
        return (
            f"On grids of {grids} points the chance to last is {held} % (extrapolated {100 * self.limit_survival[row]:.1f} %) and "
            f"the deal is worth {worth} to {breaker} (extrapolated {self.limit_value_a[row]:.4f}); the last step, "
            f"{100 * self.error_survival[row]:.1f} points and {self.error_value[row]:.4f}, is the stated error."
        )


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
