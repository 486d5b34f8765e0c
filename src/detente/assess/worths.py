"""What packages by number are worth to stances in one draw: levels one by one, and what several add together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.assess.binding import Bound, Floats, Stance
from detente.case.case import Case
from detente.case.records import Interaction
from detente.deals.space import Levels, package_utilities


def utilities_of(bound: Bound, packages: Levels, stances: Sequence[Stance]) -> Floats:
    """(packages, stances) utilities of packages, by level numbers, in the first draw; as ``Bound.utility``."""
    contributions = [[part[0] for part in bound.contributions[stance]] for stance in stances]
    utilities = np.asarray(package_utilities(packages, contributions))
    held: dict[str, NDArray[np.bool_]] = {}
    for column, stance in enumerate(stances):
        for path, term in bound.interactions(stance):
            if path not in held:
                held[path] = _holding(bound.case, packages, term)
            utilities[held[path], column] += bound.draws(path)[0]
    return utilities


def _holding(case: Case, packages: Levels, term: Interaction) -> NDArray[np.bool_]:
    """Packages that have all the levels an interaction names."""
    holding = np.ones(len(packages), dtype=bool)
    for number, (issue, entry) in enumerate(case.issues.items()):
        if issue in term.if_:
            named = term.levels()[issue]
            holding &= np.array([level in named for level in entry.levels])[packages[:, number]]
    return holding
