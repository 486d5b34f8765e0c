"""One number of the case at a time: bars of a tornado at central values, and Morris screening of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from detente.assess.candidates import Candidate
from detente.assess.variation import inputs_of, outcome_of
from detente.case.case import Case
from detente.doubt.draws import generator_for
from detente.doubt.sensitivity import Bar
from detente.doubt.variance import Effect, morris

Progress = Callable[[str, int, int], None]
#: Percentiles at which a bar ends: those that a range in the case names.
ENDS = (0.05, 0.95)


def _silent(what: str, done: int, total: int) -> None:
    """No progress wanted."""


def bars(
    case: Case, candidates: Sequence[Candidate], number: str, progress: Progress = _silent
) -> tuple[float, tuple[Bar, ...]]:
    """A share with everything at its middle, and with one number at a time at its 5th and 95th percentile.

    Parameters
    ----------
    case : Case
    candidates : sequence of Candidate
    number : str
        Id of a share.
    progress : callable

    Returns
    -------
    tuple of (float, tuple of Bar)
        The share at the middle; one bar for every uncertain number, longest first. In one case a party
        signs or does not, so a bar is long where an answer turns and short where it nearly turns.

    Raises
    ------
    UnknownIdError
        There is no such share.

    Notes
    -----
    A mixture of readings is at the middle of the reading in its middle; which reading it is is an input of
    its own (its path with ``#reading``), as is a driver of the case.
    """
    names = inputs_of(case)
    play = outcome_of(case, candidates, number, progress, 1 + len(names) * len(ENDS))
    unit = np.full((1 + len(names) * len(ENDS), len(names)), 0.5)
    for place in range(len(names)):
        for end, level in enumerate(ENDS):
            unit[1 + place * len(ENDS) + end, place] = level
    values = play(unit)
    found = [
        Bar(name, *map(float, pair)) for name, pair in zip(names, values[1:].reshape(-1, 2), strict=True)
    ]
    return float(values[0]), tuple(sorted(found, key=lambda bar: (-bar.swing, bar.name)))


def screen(
    case: Case,
    candidates: Sequence[Candidate],
    number: str,
    *,
    trajectories: int = 8,
    seed: int = 1,
    progress: Progress = _silent,
) -> tuple[Effect, ...]:
    """Which of very many numbers move a share at all: Morris screening over their whole ranges.

    Parameters
    ----------
    case : Case
    candidates : sequence of Candidate
    number : str
        Id of a share.
    trajectories : int, at least 2
        The package is played over ``trajectories * (uncertain numbers + 1)`` cases.
    seed : int
    progress : callable

    Returns
    -------
    tuple of Effect
        Largest mean size of the elementary effects first; an effect is the change of the share over the
        whole range of the number.

    Raises
    ------
    UnknownIdError
        There is no such share.
    """
    names = inputs_of(case)
    play = outcome_of(case, candidates, number, progress, trajectories * (len(names) + 1))
    return morris(play, names, trajectories, generator_for(seed, "screen"))
