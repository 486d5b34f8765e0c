"""Where the doubt about a share comes from: shares of its variance by part of the case, and by grounds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.assess.candidates import Candidate
from detente.assess.drawing import Draws, Floats, drivers_of
from detente.assess.trace import rows_of, view
from detente.assess.tracing import trace_draws
from detente.case.case import Case
from detente.case.near import did_you_mean
from detente.doubt.draws import Driver, generator_for
from detente.doubt.variance import SobolIndices, sobol_indices
from detente.errors import UnknownIdError

#: Rows played at once, so that memory stays small.
_BATCH = 400
_CHOICE = "#reading"
_CAUSE = "#driver "


@dataclass(frozen=True, slots=True)
class Variation:
    """First-order and total indices of a share by part of the case, and by what numbers rest on.

    The outcome is the chance of the thing in one drawn case (accounts of goals weighted by their
    posterior), so what is explained is the doubt about the case, not the doubt that is left in it.
    """

    number: str
    by_part: SobolIndices
    by_grounds: SobolIndices


def variation(
    case: Case,
    candidates: Sequence[Candidate],
    number: str,
    *,
    draws: int = 128,
    seed: int = 1,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> Variation:
    """How much of the variation of a share each part of a case explains, alone and with others.

    Parts are a party, the war, one guarantee, one support link, one issue, the signals on one party. A
    driver of the case is a part of its own: what it moves together counts there, and for a number only
    what its drivers leave.
    Grounds are ``coded`` (a statement carries the number) and ``assumed``.

    Parameters
    ----------
    case : Case
    candidates : sequence of Candidate
    number : str
        Id of a share.
    draws : int
        Rows of each base sample; the package is played over ``draws * (parts + 6)`` cases.
    seed : int
    progress : callable

    Returns
    -------
    Variation
        Intervals at 90 %.

    Raises
    ------
    UnknownIdError
        There is no such share.
    """
    causes = {_CAUSE + each.name: each for each in drivers_of(case)}
    quantities, names = case.quantities(), inputs_of(case)
    parts = _grouped(
        names, lambda path: f"driver {causes[path].name}" if path in causes else part_of(case, path)
    )
    grounds = _grouped(names, lambda path: "drivers" if path in causes else quantities[path].mark)
    size = 1 << max(1, draws - 1).bit_length()
    outcome = outcome_of(case, candidates, number, progress, size * (len(parts) + len(grounds) + 4))
    by_part = sobol_indices(outcome, names, draws, generator_for(seed, "parts"), parts)
    by_grounds = sobol_indices(outcome, names, draws, generator_for(seed, "grounds"), grounds)
    return Variation(number, by_part, by_grounds)


def inputs_of(case: Case) -> list[str]:
    """Names of all that is uncertain: paths, choices of a reading, drivers; independent of each other."""
    quantities = {path: entry for path, entry in case.quantities().items() if not entry.is_certain}
    mixed = [path + _CHOICE for path, entry in quantities.items() if len(entry.readings) > 1]
    return [*quantities, *mixed, *(_CAUSE + each.name for each in drivers_of(case))]


def outcome_of(
    case: Case,
    candidates: Sequence[Candidate],
    number: str,
    progress: Callable[[str, int, int], None],
    total: int,
) -> Callable[[Floats], Floats]:
    """The share as a function of rows of numbers in (0, 1), one column for each of ``inputs_of``.

    Only the package that the number belongs to is played; ``total`` rows in all are announced.
    """
    played = [c for c in candidates if number.split(".")[:2] == ["verdict", c.id]]
    names, done = inputs_of(case), 0

    def outcome(unit: Floats) -> Floats:
        nonlocal done
        rows = []
        for start in range(0, unit.shape[0], _BATCH):
            block = unit[start : start + _BATCH]
            rows.append(_outcome(case, played, number, names, block))
            done += block.shape[0]
            progress("playing cases", done - 1, total)
        return np.concatenate(rows)

    return outcome


def part_of(case: Case, path: str) -> str:
    """The part of the case that a quantity belongs to.

    Signals belong to the party they bear on, together.
    """
    keys = path.split(".")
    if keys[0] == "signals":
        about = {signal.id: signal.about for signal in case.signals}
        return f"signals on {about[keys[1]]}"
    return keys[0] if keys[0] == "war" else ".".join(keys[:2])


def _grouped(names: Sequence[str], group: Callable[[str], str]) -> Mapping[str, list[str]]:
    out: dict[str, list[str]] = {}
    for name in names:
        out.setdefault(group(name.removesuffix(_CHOICE)), []).append(name)
    return out


def _outcome(
    case: Case, played: Sequence[Candidate], number: str, names: Sequence[str], unit: Floats
) -> Floats:
    """(rows,) the share's value in each case of a block of uniforms."""
    columns = dict(zip(names, np.clip(unit.T, 2.0**-53, 1.0 - 2.0**-53), strict=True))
    for path in {path for each in drivers_of(case) for path in each.loadings}:
        columns[path] = _moved(columns, path, drivers_of(case))
    half = np.full(unit.shape[0], 0.5)
    values, labels = {}, {}
    for path, quantity in case.quantities().items():
        choice = columns.get(path + _CHOICE, half)
        values[path] = quantity.values(columns.get(path, half), choice)
        labels[path] = quantity.components(choice)
    held = trace_draws(case, played, Draws(unit.shape[0], values, labels), 0)
    rows = rows_of(view(held))
    check_share(number, rows)
    return np.asarray(rows[number], dtype=np.float64)


def check_share(number: str, known: Iterable[str]) -> None:
    """Nothing where ``number`` is among the known shares.

    Raises
    ------
    UnknownIdError
        It is not; the nearest ones are named.
    """
    shares = list(known)
    if number not in shares:
        hint = did_you_mean(number, shares, "`detente why CASE` lists the numbers")
        raise UnknownIdError(f"no share is called {number!r}: {hint}")


def _moved(columns: Mapping[str, Floats], path: str, drivers: Sequence[Driver]) -> Floats:
    """A quantity's uniforms as its drivers and its own column make them (a Gaussian copula, row by row)."""
    from scipy.special import ndtr, ndtri

    parts = [(_CAUSE + each.name, each.loadings[path]) for each in drivers if path in each.loadings]
    rest = math.sqrt(max(0.0, 1.0 - sum(loading**2 for _, loading in parts)))
    total = rest * ndtri(columns[path])
    for name, loading in parts:
        total = total + loading * ndtri(columns[name])
    return np.asarray(np.clip(ndtr(total), 2.0**-53, 1.0 - 2.0**-53), np.float64)
