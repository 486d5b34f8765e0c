"""The way back of numbers that a command works out by itself: ids that ``detente why`` knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from detente.cli._output import ids_wanted, print_json

if TYPE_CHECKING:
    from detente.case import Case
    from detente.cli._kept import Opened

#: Parts of a case that every value of a deal rests on.
DEAL = ("parties", "issues", "war", "support", "guarantees")
#: Options that move no number.
_NO_NUMBER = (
    "as_json", "pictures", "picture", "table", "export", "style", "write", "out", "no_read", "store", "workers",
    "cluster", "or_here", "target", "most", "everything", "scale", "start",
)  # fmt: skip


def print_answer(
    record: dict[str, Any],
    case: Case | Opened,
    parts: Iterable[str] = (),
    numbers: Iterable[str] = (),
    keep: bool = True,
) -> None:
    """The answer of a command on a case as JSON, with the ids of its numbers and what they rest on.

    Parameters
    ----------
    record : dict
        The answer; ``trail`` is added to it.
    case : Case or Opened
    parts, numbers
        As for ``trail_of``.
    keep : bool
        Whether ``detente why`` may answer from this answer; no where something that may change went in.
    """
    from detente.assess.leaves import ids_of
    from detente.cli._answers import answer_from, keep_answer

    command, options = asked(click.get_current_context())
    ids = ids_of(record, command)
    record["trail"] = {
        **trail_of(case, parts, numbers),
        "command": command,
        "options": options,
        "ids": ids,
    }
    if keep:
        keep_answer(case.digest, answer_from(record))
    if ids_wanted():
        print_ids(record, ids)
    else:
        print_json(record)


def print_ids(record: Mapping[str, Any], ids: Mapping[str, str]) -> None:
    """Every id with its number, and where it stands in the JSON."""
    from detente.assess.leaves import at

    for pointer, id in ids.items():
        value = at(record, pointer)
        shown = f"{len(value)} numbers: {id}.1 ..." if isinstance(value, (list, tuple)) else f"{value:.6g}"
        click.echo(f"{id}  {shown}")


def asked(context: click.Context) -> tuple[str, list[str]]:
    """The command, and what was given to it after the case, as far as it moves numbers."""
    options: list[str] = []
    for param in context.command.params[1:]:
        value = context.params.get(param.name or "")
        if param.name in _NO_NUMBER or value in (None, (), False) or value == param.get_default(context):
            continue
        values = value if isinstance(value, (list, tuple)) else [value]
        if isinstance(param, click.Argument):
            options += [str(each) for each in values]
        elif param.nargs > 1:
            options += [param.opts[0], *map(str, values)]
        else:
            options += [
                word
                for each in values
                for word in ([param.opts[0]] if each is True else [param.opts[0], str(each)])
            ]
    return context.command.name or "", options


def trail_of(case: Case | Opened, parts: Iterable[str], numbers: Iterable[str] = ()) -> dict[str, Any]:
    """What to ask ``detente why`` about the numbers of an answer that an assessment does not hold.

    Parameters
    ----------
    case : Case or Opened
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
    from detente.case import Case

    if isinstance(case, Case):
        paths, statements = [*case.quantities()], {statement.id for statement in case.statements}
    else:
        paths, statements = [*case.ledger.quantities], {*case.ledger.statements}
    known = [
        part
        for part in dict.fromkeys(parts)
        if part in statements or any(path == part or path.startswith(part + ".") for path in paths)
    ]
    return {"case_digest": case.digest, "rests_on": known, "numbers": list(dict.fromkeys(numbers))}


def parts_of_moves(case: Case, by_values: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The statements on which the moves of a case rest, and packages; ranked by values, the parts of the case too."""
    moves = case.moves
    said = (
        [] if moves is None else [*moves.because, *(id for o in moves.options.values() for id in o.because)]
    )
    return (*said, *(DEAL if by_values else ())), tuple(case.proposals) if by_values else ()
