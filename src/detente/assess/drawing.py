"""Draws of a case: every quantity as an array, the same draws for everything that is assessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.case.case import Case
from detente.case.quantities import Quantity
from detente.doubt.draws import Driver, Method, correlate, loading_for, uniforms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Draws:
    """Values and reading labels of every quantity.

    Attributes
    ----------
    size : int
        Number of draws.
    values : mapping of path to (draws,) array
        Values on the quantity's own scale.
    labels : mapping of path to (draws,) array
        Which reading of the quantity each draw took (0 where there is one).
    """

    size: int
    values: Mapping[str, Floats]
    labels: Mapping[str, Ints]

    def __call__(self, path: str) -> Floats:
        """The draws of the quantity at ``path``."""
        return self.values[path]

    def every(self, most: int) -> Draws:
        """At most ``most`` of the draws, evenly spaced: enough to rank candidates, not to report."""
        return self._only(np.unique(np.linspace(0, self.size - 1, min(most, self.size)).astype(int)))

    def at(self, row: int) -> Draws:
        """One of the draws."""
        return self._only(np.array([row]))

    def _only(self, rows: Ints) -> Draws:
        return Draws(
            len(rows),
            {path: values[rows] for path, values in self.values.items()},
            {path: labels[rows] for path, labels in self.labels.items()},
        )


def draw(case: Case, draws: int, seed: int, method: Method = "latin") -> Draws:
    """Draw every quantity of a case; quantities with a common driver move together.

    With ``latin`` a quantity's column depends on its path, its drivers, ``draws`` and ``seed`` alone. So
    adding a quantity to a case, or changing one, leaves all other columns as they were, and two versions
    of a case can be compared draw by draw. With ``sobol`` that holds for cases with the same quantities.
    """
    return draw_some(case.quantities(), drivers_of(case), draws, seed, method)


def draw_some(
    quantities: Mapping[str, Quantity],
    drivers: Sequence[Driver],
    draws: int,
    seed: int,
    method: Method = "latin",
) -> Draws:
    """As ``draw``, for some quantities; drivers of others are passed over."""
    uncertain = [path for path, quantity in quantities.items() if not quantity.is_certain]
    mixed = [path for path in uncertain if len(quantities[path].readings) > 1]
    # Sobol points go by place: certain quantities keep theirs, so that a scenario may make one certain.
    columns = uniforms(uncertain if method == "latin" else list(quantities), draws, seed, method=method)
    choices = uniforms(mixed, draws, seed, purpose="component")
    here = [
        Driver(each.name, {path: loading for path, loading in each.loadings.items() if path in columns})
        for each in drivers
    ]
    columns = correlate(columns, here, seed)
    half = np.full(draws, 0.5)
    values: dict[str, Floats] = {}
    labels: dict[str, Ints] = {}
    for path, quantity in quantities.items():
        choice = choices.get(path, half)
        values[path] = quantity.values(columns.get(path, half), choice)
        labels[path] = quantity.components(choice)
    return Draws(draws, values, labels)


def drivers_of(case: Case) -> tuple[Driver, ...]:
    """Common causes of the case's quantities; a correlated pair is a driver of its own."""
    found = [Driver(name, record.moves) for name, record in case.drivers.items()]
    for pair in case.correlations:
        first, second = pair.between
        loading = loading_for(pair.rank)
        other = loading if pair.rank >= 0.0 else -loading
        found.append(Driver(f"{first} and {second}", {first: loading, second: other}))
    return tuple(found)


def central(quantities: Mapping[str, Quantity]) -> Draws:
    """One draw with every quantity at its central value."""
    values = {path: np.array([quantity.central]) for path, quantity in quantities.items()}
    return Draws(1, values, {path: np.zeros(1, np.int64) for path in quantities})
