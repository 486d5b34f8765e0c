"""The packages that the page says more about: the best put forward and the best found, with their outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.assess.records import Verdict
from detente.assess.trace import Trace, holds_per_draw, view


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """One package; ``outcome`` is the chance per draw that it is signed and holds 60 months."""

    id: str
    label: str
    outcome: NDArray[np.float64]


def outcomes_of(held: Trace) -> dict[str, NDArray[np.float64]]:
    """(draws,) chance that each package is signed by everybody needed and holds 60 months."""
    seen = view(held)
    return {package.id: holds_per_draw(seen, package) for package in held.packages}


def best_of_each(held: Trace, verdicts: Sequence[Verdict]) -> tuple[Chosen, ...]:
    """The likeliest to be signed and hold among those put forward, and among those found; the former first.

    A package that nobody ever signs, or that never holds, is left out: nothing could move it.
    """
    outcomes = outcomes_of(held)
    out = []
    for origin in ("proposal", "found"):
        rows = [verdict for verdict in verdicts if verdict.origin == origin]
        if rows:
            best = max(rows, key=lambda verdict: verdict.signed_and_holds.value or 0.0)
            if outcomes[best.id].max() > 0.0:
                out.append(Chosen(best.id, best.label, outcomes[best.id]))
    return tuple(out)
