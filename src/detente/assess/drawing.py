"""Draws of a case: every quantity as an array, the same draws for everything that is assessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.case.quantities import Quantity
from detente.doubt.draws import uniforms

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
        rows = np.unique(np.linspace(0, self.size - 1, min(most, self.size)).astype(int))
        return Draws(
            len(rows),
            {path: values[rows] for path, values in self.values.items()},
            {path: labels[rows] for path, labels in self.labels.items()},
        )


def draw(quantities: Mapping[str, Quantity], draws: int, seed: int) -> Draws:
    """Draw every quantity; a quantity's column depends on its path, ``draws`` and ``seed`` alone.

    So adding a quantity to a case, or changing one, leaves all other columns as they were, and two
    versions of a case can be compared draw by draw.
    """
    uncertain = [path for path, quantity in quantities.items() if not quantity.is_certain]
    mixed = [path for path in uncertain if len(quantities[path].readings) > 1]
    columns = uniforms(uncertain, draws, seed)
    choices = uniforms(mixed, draws, seed, purpose="component")
    half = np.full(draws, 0.5)
    values: dict[str, Floats] = {}
    labels: dict[str, Ints] = {}
    for path, quantity in quantities.items():
        choice = choices.get(path, half)
        values[path] = quantity.values(columns.get(path, half), choice)
        labels[path] = quantity.components(choice)
    return Draws(draws, values, labels)


def central(quantities: Mapping[str, Quantity]) -> Draws:
    """One draw with every quantity at its central value."""
    values = {path: np.array([quantity.central]) for path, quantity in quantities.items()}
    return Draws(1, values, {path: np.zeros(1, np.int64) for path in quantities})
