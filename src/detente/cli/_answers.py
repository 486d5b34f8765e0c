"""Numbers that a command works out by itself, walked back by ``detente why CASE COMMAND:ID``.

The answer comes from the command itself: kept from the last time it was asked the same of the same case, or
run again now. What is kept is the numbers and what their rows are about, not the whole answer.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import tempfile
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from detente.case.wordscale import DEFAULT
from detente.cli._kept import find_answer, find_run, kept_answers, kept_run, write_answer
from detente.errors import UnknownIdError

if TYPE_CHECKING:
    from detente.assess.number import Number
    from detente.cli._kept import Opened
    from detente.doubt.draws import Method

Answer = dict[str, Any]


def answer_from(record: Mapping[str, Any], command: str = "", options: Iterable[str] = ()) -> Answer:
    """The numbers of an answer by id, each with its value and what the rows around it are about."""
    from detente.assess.leaves import leaves

    trail = record.get("trail", {})
    name = trail.get("command", command)
    return {
        "command": name,
        "options": list(trail.get("options", options)),
        "kind": str(record.get("kind", "")),
        "rests_on": trail.get("rests_on", []),
        "about": {key: value for key, value in record.items() if isinstance(value, str)},
        "rows": {leaf.id: [leaf.value, dict(leaf.within)] for leaf in leaves(record, name) if not leaf.own},
    }


def keep_answer(digest: str, answer: Answer) -> None:
    """Keep the numbers of an answer, so that questions about them are answered at once."""
    write_answer(digest, answer["command"], answer["options"], answer)


def why_answer(opened: Opened, case: str, id: str, options: tuple[str, ...]) -> dict[str, Any]:
    """What a number of a command's answer rests on; of the beginning of an id, all numbers that begin so.

    Parameters
    ----------
    opened : Opened
    case : str
        As the user named it.
    id : str
        ``COMMAND:NUMBER``.
    options : tuple of str
        What was given to the command after the case.

    Raises
    ------
    UnknownIdError
        There is no such command or number; the nearest ones are named.
    """
    from detente.cli._ways import COMMANDS

    command, _, rest = id.partition(":")
    if command not in COMMANDS:
        from detente.case.near import did_you_mean

        hint = did_you_mean(command, COMMANDS, f"there are {', '.join(COMMANDS)}")
        raise UnknownIdError(f"no command {command!r} answers with numbers of a case: {hint}")
    answer = find_answer(opened.digest, command, options) or _asked_now(opened, case, command, options)
    rows = answer["rows"]
    if id in rows:
        return _walked(opened, answer, id)
    below = {name: row for name, row in rows.items() if not rest or name.startswith(f"{id.rstrip('.')}.")}
    if below:
        return _group(answer, id, below)
    raise UnknownIdError(
        f"{_asking(answer, case)} has no number {id!r}: {_nearest(opened, answer, id, case)}"
    )


def _asking(answer: Answer, case: str) -> str:
    return "`" + " ".join(["detente", answer["command"], case, *answer["options"]]) + "`"


def _nearest(opened: Opened, answer: Answer, id: str, case: str) -> str:
    """The nearest ids of this answer, or of the others that were kept of this case."""
    from detente.case.near import nearest

    for found in (answer, *kept_answers(opened.digest)):
        near = nearest(id, found["rows"])
        if near:
            more = " ".join(found["options"])
            given = f" (with -- {more})" if more and found is not answer else ""
            return f"did you mean {' or '.join(f'`{name}`' for name in near)}?{given}"
    first = answer["command"] + ":"
    return f"`detente why {case} {first}` lists them; for what an option adds, give it after --"


def nearest_beside(opened: Opened, id: str) -> list[str]:
    """The nearest ids of numbers in the answers that were kept of a case."""
    from detente.case.near import nearest

    return [near for answer in kept_answers(opened.digest) for near in nearest(id, answer["rows"])]


def _asked_now(opened: Opened, case: str, command: str, options: tuple[str, ...]) -> Answer:
    """The command, run now; what it cannot do is said by itself."""
    from detente.cli import group

    made = group.get_command(click.get_current_context(), command)
    if made is None:  # a row of the table of ways without its command
        raise UnknownIdError(f"there is no command {command!r}")
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as place:
        own = ["--no-read", "--out", place] if command == "brief" else []
        with contextlib.redirect_stdout(said):
            status = _run(made, command, [case, *options, *own, "--json"])
    if status:
        click.echo(said.getvalue(), nl=False)
        raise UnknownIdError(f"`detente {' '.join([command, case, *options])}` gives no numbers to ask about")
    answer = answer_from(json.loads(said.getvalue()), command, options)
    write_answer(opened.digest, command, options, answer)  # also as it was asked here
    return answer


def _run(made: click.Command, name: str, words: list[str]) -> int:
    try:
        made.main(words, prog_name=f"detente {name}", standalone_mode=False)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _group(answer: Answer, id: str, rows: Mapping[str, Any]) -> dict[str, Any]:
    numbers = [
        {"id": name, "label": _label(about), "text": f"{value:.6g}"} for name, (value, about) in rows.items()
    ]
    return {
        "kind": "group", "id": id, "label": f"numbers of {_asking(answer, 'CASE')}", "numbers": numbers,
        "statements": [], "quantities": [], "assumed": [],
    }  # fmt: skip


def _label(about: Mapping[str, str]) -> str:
    """What the rows around a number are about, for a reader."""
    for key in ("label", "name", "what"):
        if key in about:
            return about[key]
    return ""


def _walked(opened: Opened, answer: Answer, id: str) -> dict[str, Any]:
    """A number with its method, the numbers it comes from, and the quantities and statements below."""
    from detente.assess.walking import Walk
    from detente.cli._ways import filled, way_of

    value, about = answer["rows"][id]
    way = way_of(answer["command"], id, answer["kind"])
    known = {**answer["about"], **about}
    parts = _with_signals(opened, filled(way.parts, known))
    method = filled((way.method,), known)[0]
    numbers = _numbers(opened, answer, bool(parts)) if way.of else {}
    of = tuple(name for name in filled(way.of, known) if name in numbers)
    if method != "setting" and not parts and not of:
        parts = tuple(answer["rests_on"])
    said = [part for part in parts if part in opened.ledger.statements]
    inputs = (*of, *said, *(f"{part}." for part in parts if part not in said))
    return {
        "kind": "answer",
        "id": id,
        "label": _label(about),
        "value": value,
        "command": answer["command"],
        "options": answer["options"],
        "method": _method(method),
        **Walk(opened.ledger, opened.folder, numbers).below(inputs, {}),
    }


def _with_signals(opened: Opened, parts: Iterable[str]) -> tuple[str, ...]:
    """Parts of the case, what stands for the signals about a party written out."""
    from detente.cli._ways import SIGNALS_ON

    found: list[str] = []
    for part in parts:
        stem, _, party = part.partition(".")
        if stem == SIGNALS_ON:
            found += [f"signals.{signal.id}" for signal in opened.case.signals if signal.about == party]
        else:
            found.append(part)
    return tuple(found)


def _numbers(opened: Opened, answer: Answer, kept_only: bool) -> Mapping[str, Number]:
    """The numbers of an assessment with the draws of an answer; made now only where nothing else is known."""
    given = dict(itertools.pairwise(answer["options"]))
    draws = 400 if answer["command"] == "sweep" else int(given.get("--draws", 400))
    sampling: Method = "sobol" if given.get("--sampling") == "sobol" else "latin"
    run = (draws, int(given.get("--seed", 1)), DEFAULT, sampling)
    found = find_run(opened, *run) if kept_only else kept_run(opened, *run)
    return found.numbers if found is not None else {}


def _method(id: str) -> dict[str, Any] | None:
    """The row of the register; None for what the user set."""
    from detente.methods import METHODS

    found = next((row for row in METHODS if row.id == id), None)
    if found is None:
        return None
    return {
        "id": found.id, "title": found.title, "function": found.function, "assumptions": list(found.assumptions),
        "sources": list(found.sources),
    }  # fmt: skip
