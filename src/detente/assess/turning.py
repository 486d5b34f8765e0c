"""Where a share of the assessment turns: at which value of one quantity, the others as they were drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.assess.candidates import Candidate
from detente.assess.drawing import Draws, draw
from detente.assess.naming import value_words, words_of
from detente.assess.trace import numbers_of, rows_of, view
from detente.assess.tracing import trace_draws
from detente.assess.variation import check_share
from detente.case.case import Case
from detente.case.near import did_you_mean
from detente.case.quantities import Quantity
from detente.doubt.ranks import standard_ranks
from detente.doubt.sensitivity import Crossing, break_even, describe_crossing
from detente.errors import ShapeError, UnknownIdError


@dataclass(frozen=True, slots=True)
class Turning:
    """One quantity and one share: the share at both ends of the range, and where it crosses the level."""

    path: str
    low: float
    high: float
    central: float
    share_low: float
    share_high: float
    crossings: tuple[Crossing, ...]

    @property
    def swing(self) -> float:
        """How far the share moves from end to end: the length of its bar in a tornado."""
        return abs(self.share_high - self.share_low)

    def indicator(self, case: Case, says: str, level: float) -> tuple[str, ...]:
        """Each crossing as something to watch for; ``says`` is what the share says (``in_words``)."""
        name, scale = f"«{words_of(case, self.path)}»", case.quantities()[self.path].scale
        return tuple(
            describe_crossing(
                turn, name, value_words(turn.at, scale), f"{says} in more than {100 * level:g} % of draws"
            )
            for turn in self.crossings
        )


def in_words(candidates: Sequence[Candidate], number: str) -> str:
    """What a share says, as half a sentence."""
    parts = number.split(".")
    label = next((each.label for each in candidates if parts[:2] == ["verdict", each.id]), None)
    if label is None:
        return f"{number} is so"
    if parts[2:3] == ["survival"]:
        return f"«{label}» holds {parts[3]} months once signed"
    ways = {"holds": "is signed and holds 60 months", "all_sign": "is signed by everybody needed"}
    return f"«{label}» {ways[parts[2]]}" if parts[2] in ways else f"«{label}»: {'.'.join(parts[2:])} is so"


# Three more settings than the six that are the rule: each has a default that is right for the page.
def turning_points(
    case: Case,
    candidates: Sequence[Candidate],
    number: str,
    paths: Sequence[str],
    *,
    level: float = 0.5,
    draws: int = 100,
    seed: int = 1,
    points: int = 7,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> tuple[Turning, ...]:
    """At which values of single quantities a share crosses a level.

    One quantity is held at a value in every draw, the others stay as they were drawn, and the value is
    moved through the quantity's whole range. Only the package that the number belongs to is played.

    Parameters
    ----------
    case : Case
    candidates : sequence of Candidate
        Packages of the run.
    number : str
        Id of a share, such as ``verdict.armed_line.holds``.
    paths : sequence of str
        Uncertain quantities.
    level : float in (0, 1)
    draws, seed : int
        Fewer draws than in an assessment will do: the draws are the same at every value.
    points : int
        Values scanned; two turns closer together are missed.
    progress : callable

    Returns
    -------
    tuple of Turning
        Longest swing first.

    Raises
    ------
    UnknownIdError
        There is no such share or quantity.
    ShapeError
        A quantity has no range.
    """
    drawn = draw(case, draws, seed)
    parts = number.split(".")
    played = [c for c in candidates if parts[0] == "verdict" and c.id == parts[1]]
    known = numbers_of(view(trace_draws(case, played, drawn, seed)))
    check_share(number, [*known, *(f"verdict.{each.id}.holds" for each in candidates if not played)])
    quantities = case.quantities()
    out = []
    for place, path in enumerate(paths):
        progress("moving quantities", place, len(paths))
        if path not in quantities:
            hint = did_you_mean(path, quantities, "`detente show CASE --quantities` lists them")
            raise UnknownIdError(f"the case has no quantity {path!r}: {hint}")
        out.append(_turning(case, played, number, (path, quantities[path]), drawn, (level, points, seed)))
    return tuple(sorted(out, key=lambda turn: (-turn.swing, turn.path)))


def drivers(
    case: Case, candidates: Sequence[Candidate], number: str, draws: int, seed: int, most: int
) -> tuple[str, ...]:
    """The uncertain quantities whose ranks go most with a share's over the draws, strongest first.

    Correlations below two standard errors are left out.
    """
    drawn = draw(case, draws, seed)
    parts = number.split(".")
    played = [c for c in candidates if parts[0] == "verdict" and c.id == parts[1]]
    rows = rows_of(view(trace_draws(case, played, drawn, seed)))
    check_share(number, [*rows, *(f"verdict.{each.id}.holds" for each in candidates if not played)])
    outcome = standard_ranks(rows[number])
    strength = {
        path: abs(float(standard_ranks(values) @ outcome))
        for path, values in drawn.values.items()
        if np.ptp(values) > 0
    }
    noise = 2.0 / np.sqrt(max(drawn.size - 1, 1))
    kept = [path for path, value in strength.items() if value > noise]
    return tuple(sorted(kept, key=lambda path: (-strength[path], path))[:most])


def _turning(
    case: Case,
    played: Sequence[Candidate],
    number: str,
    quantity: tuple[str, Quantity],
    drawn: Draws,
    how: tuple[float, int, int],
) -> Turning:
    path, entry = quantity
    level, points, seed = how
    ends = [entry.knots(reading) for reading in entry.readings]
    low, high = min(knots[0] for knots in ends), max(knots[-1] for knots in ends)
    if not low < high:
        raise ShapeError(f"{path} is entered as one number, {low:g}: give it a range to see where it turns")
    known: dict[float, float] = {}

    def share_at(value: float) -> float:
        if value not in known:
            values: Mapping[str, np.ndarray] = {**drawn.values, path: np.full(drawn.size, value)}
            held = trace_draws(case, played, replace(drawn, values=values), seed)
            known[value] = numbers_of(view(held))[number]
        return known[value]

    turns = break_even(lambda value: share_at(value) - level, low, high, points, tolerance=0.005)
    return Turning(path, low, high, entry.central, share_at(low), share_at(high), turns)
