"""Plain series behind the pictures of this room; whoever draws needs no other numbers than these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.frontier import pareto_frontier
from detente.deals.frontier_record import FrontierPicture as FrontierPicture
from detente.deals.space import TOLERANCE, Values, check_utilities
from detente.errors import ShapeError


@dataclass(frozen=True, slots=True)
class Bar:
    """One party: its reservation, and the range of what packages accepted by all are worth to it."""

    party: str
    reservation: float
    lowest: float | None
    highest: float | None
    marked: tuple[tuple[str, float], ...]


def bars(
    parties: Sequence[str], values: Values, reservations: Values, marked: Mapping[str, int] | None = None
) -> tuple[Bar, ...]:
    """Value to each party against its reservation; ``marked`` names packages (by row) to show on the bars."""
    check_utilities(values, reservations)
    inside = (values >= reservations - TOLERANCE).all(axis=1)
    return tuple(
        Bar(
            name,
            float(reservations[p]),
            float(values[inside, p].min()) if inside.any() else None,
            float(values[inside, p].max()) if inside.any() else None,
            tuple((label, float(values[row, p])) for label, row in (marked or {}).items()),
        )
        for p, name in enumerate(parties)
    )


def frontier_picture(
    parties: tuple[str, str],
    values: Values,
    reservations: Values,
    solutions: Mapping[str, Sequence[int]],
    accepted: NDArray[np.bool_] | None = None,
    cells: int = 120,
) -> FrontierPicture:
    """Series of the two-party picture; the cloud keeps one package per cell of a ``cells`` x ``cells`` grid.

    ``accepted`` marks packages (rows) that everybody asked accepts; the two alone are asked when it is left out.

    Examples
    --------
    >>> table = np.array([[0.0, 1.0], [0.6, 0.6], [1.0, 0.0], [0.2, 0.2]])
    >>> found = frontier_picture(("north", "south"), table, np.array([0.1, 0.1]), {"nash": [1]})
    >>> found.frontier, found.zone
    (((0.0, 1.0), (0.6, 0.6), (1.0, 0.0)), ((0.2, 0.2), (0.6, 0.6)))
    """
    check_utilities(values, reservations)
    if values.shape[1] != 2:
        raise ShapeError(f"frontier_picture: two parties, not {values.shape[1]}")
    thin = values[_one_per_cell(values, cells)]
    zone = (values >= reservations - TOLERANCE).all(axis=1)
    agreed = zone if accepted is None else np.asarray(accepted, dtype=bool)
    chosen = values[agreed]
    inside = (thin >= reservations - TOLERANCE).all(axis=1)
    front = np.unique(values[pareto_frontier(values)], axis=0)
    return FrontierPicture(
        parties,
        (float(reservations[0]), float(reservations[1])),
        _pairs(thin),
        _pairs(thin[inside]),
        _pairs(front),
        tuple(
            (name, float(values[row, 0]), float(values[row, 1]))
            for name, rows in solutions.items()
            for row in rows
        ),
        _pairs(chosen[_one_per_cell(chosen, cells)]) if len(chosen) else (),
        len(values),
        int(zone.sum()),
        int(agreed.sum()),
    )


def _one_per_cell(values: Values, cells: int) -> NDArray[np.intp]:
    low, high = values.min(axis=0), values.max(axis=0)
    spread = np.where(high > low, high - low, 1)
    places = np.minimum(((values - low) / spread * cells).astype(np.int64), cells - 1)
    code = np.zeros(len(values), dtype=np.int64)
    for party in range(values.shape[1]):
        code = code * cells + places[:, party]
    return np.unique(code, return_index=True)[1]


def _pairs(points: Values) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in points.tolist())


@dataclass(frozen=True, slots=True)
class ParallelPicture:
    """More than two parties: one line per package across the parties' axes.

    Heights are shares of each party's own range over the packages shown, 0 its worst and 1 its best;
    ``reservations`` are on the same axes and may lie outside 0..1.
    """

    parties: tuple[str, ...]
    reservations: tuple[float, ...]
    lines: tuple[tuple[str, tuple[float, ...]], ...]


def parallel_picture(
    parties: Sequence[str], values: Values, reservations: Values, shown: Mapping[str, int]
) -> ParallelPicture:
    """Series of the parallel-coordinates picture for some packages (label to row)."""
    check_utilities(values, reservations)
    low, high = values.min(axis=0), values.max(axis=0)
    spread = np.where(high > low, high - low, 1)
    return ParallelPicture(
        tuple(parties),
        tuple(((reservations - low) / spread).tolist()),
        tuple((label, tuple(((values[row] - low) / spread).tolist())) for label, row in shown.items()),
    )
