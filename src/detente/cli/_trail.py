"""The way back of numbers that a command works out by itself: ids that ``detente why`` knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.case import Case

#: Parts of a case that every value of a deal rests on.
DEAL = ("parties", "issues", "war", "support", "guarantees")


def trail_of(case: Case, parts: Iterable[str], numbers: Iterable[str] = ()) -> dict[str, Any]:
    """What to ask ``detente why`` about the numbers of an answer that an assessment does not hold.

    Parameters
    ----------
    case : Case
    parts : iterable of str
        Parts of the case, quantities or statements that the numbers rest on; those that this case does
        not have are left out.
    numbers : iterable of str
        Packages and other names for numbers of an assessment that say more about the same things.

    Returns
    -------
    dict
        ``case_digest``, ``rests_on`` and ``numbers``; each of the latter is an ID of ``detente why CASE ID``.
    """
    paths, statements = case.quantities(), {statement.id for statement in case.statements}
    known = [
        part
        for part in dict.fromkeys(parts)
        if part in statements or any(path == part or path.startswith(part + ".") for path in paths)
    ]
    return {"case_digest": case.digest, "rests_on": known, "numbers": list(dict.fromkeys(numbers))}


def trail_of_moves(case: Case, by_values: bool) -> dict[str, Any]:
    """The statements on which the moves of a case rest; ranked by values, the parts of the case as well."""
    moves = case.moves
    said = (
        [] if moves is None else [*moves.because, *(id for o in moves.options.values() for id in o.because)]
    )
    return trail_of(case, (*said, *(DEAL if by_values else ())), case.proposals if by_values else ())
