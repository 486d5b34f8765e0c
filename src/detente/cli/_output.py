"""What the commands share: problems in words or JSON, exit statuses, colours only on a terminal.

Exit statuses: 0 done; 1 the input has errors, or nothing could be done with it; 2 wrong use of the command
(click); 130 Ctrl-C; 141 the reader of our output went away.
"""

from __future__ import annotations

import errno
import functools
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar

import click

from detente.errors import DetenteError, InputError, Problem

if TYPE_CHECKING:
    from rich.console import Console

    from detente.case import Case
    from detente.case.vocabulary import Vocabulary

P = ParamSpec("P")
R = TypeVar("R")

FAULTS = 1

_IDS = "detente.ids"


def ids_wanted() -> bool:
    """Whether the ids of the numbers are to be printed instead of the answer."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_IDS))


def _or_ids(_context: click.Context, _option: click.Parameter, value: bool) -> bool:
    """An answer with ids is made as for JSON."""
    return value or ids_wanted()


def _remember_ids(context: click.Context, _option: click.Parameter, value: bool) -> None:
    context.meta[_IDS] = value


json_option = click.option(
    "--json", "as_json", is_flag=True, callback=_or_ids, help="Print JSON (docs/schemas) instead of text."
)
#: With ``json_option``, for commands whose answers on a case go out by ``print_answer``.
ids_option = click.option(
    "--ids", "with_ids", is_flag=True, is_eager=True, expose_value=False, callback=_remember_ids,
    help="Print the numbers with the ids that `detente why` takes.",
)  # fmt: skip


def reports_faults(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the exceptions that we raise on purpose into messages on standard error and exit status 1.

    With ``--json`` among the command's options the problems of the input go to standard output as JSON.
    """

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except InputError as error:
            end_with_problems(error.problems, as_json=bool(kwargs.get("as_json")) and not ids_wanted())
        except DetenteError as error:
            end_with(str(error))
        except BrokenPipeError:  # click would leave with status 1
            from detente.cli._ending import READER_GONE, leave

            leave("", READER_GONE)
        except OSError as error:
            from detente.cli._ending import drop_unwritten, in_words

            drop_unwritten()
            end_with(in_words(error))

    return guarded


def end_with_problems(problems: Iterable[Problem], as_json: bool = False) -> NoReturn:
    """Print problems and leave with status 1."""
    if as_json:
        print_json({"problems": [problem.as_record() for problem in problems]})
    else:
        print_problems(problems, error_stream=True)
    sys.exit(FAULTS)


def end_with(message: str) -> NoReturn:
    """Print one message on standard error and leave with status 1."""
    click.echo(f"{click.style('error:', fg='red', bold=True)} {message}", err=True)
    sys.exit(FAULTS)


def print_problems(problems: Iterable[Problem], error_stream: bool = False) -> None:
    """Each problem in the house's form, with a blank line between two."""
    for number, problem in enumerate(problems):
        if number:
            click.echo(err=error_stream)
        click.echo(styled(problem), err=error_stream)


def styled(problem: Problem) -> str:
    """A problem with its code in red or yellow; click takes colours off where nobody sees them."""
    first, *rest = str(problem).split("\n")
    where, bracket, code = first.rpartition("[")
    colour = "red" if problem.severity == "error" else "yellow"
    return "\n".join([click.style(where, bold=True) + click.style(bracket + code, fg=colour), *rest])


def print_json(record: Mapping[str, Any]) -> None:
    """A record as JSON: two spaces, every script as it is, no NaN."""
    if ids_wanted():
        raise click.UsageError("--ids: these numbers come from no case, so `detente why` knows none of them")
    click.echo(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))


def tell(text: str, hang: int = 4) -> None:
    """Lines of an answer; on a terminal folded at its width, what follows further in, and whole anywhere else."""
    for line in text.split("\n"):
        for part in _folded(line, hang) if sys.stdout.isatty() else [line]:
            click.echo(part)


def _folded(line: str, hang: int) -> list[str]:
    import re
    import shutil
    import textwrap

    inset = " " * (len(line) - len(line.lstrip()) + hang)
    width = max(shutil.get_terminal_size().columns, 2 * len(inset))
    whole = re.sub(r"(?<=\d) %", "\u00a0%", line)  # a number keeps its per cent sign
    parts = textwrap.wrap(whole, width, subsequent_indent=inset, break_on_hyphens=False)
    return [part.replace("\u00a0", " ") for part in parts] or [""]


def say(message: str) -> None:
    """A remark that is no result: standard error, so that results can be piped."""
    click.echo(message, err=True)


def load_case(path: str | Path) -> Case:
    """The case at ``path``, or the bundled one of that name, or of ``CASE@COMMIT`` as it stood then.

    Its warnings go to standard error in one line.

    Raises
    ------
    CaseError
        The case has errors (``reports_faults`` prints them).
    """
    from detente.case import load
    from detente.cli._commits import case_at

    case = load(case_at(str(path)))
    say_warnings(len(case.warnings), path)
    return case


def say_warnings(number: int, path: str | Path) -> None:
    """One line on standard error where a case has warnings."""
    if number:
        say(f"{count(number, 'warning')} on this case: `detente lint {path}` shows them")


def case_names(path: str | Path) -> Vocabulary:
    """The names of a case for reading; one that is not in order yet gives its names all the same, and it is said.

    Raises
    ------
    CaseError
        The file cannot be read as a case at all.
    """
    from detente.case.naming import names_at

    names, problems = names_at(path)
    faults = sum(problem.severity == "error" for problem in problems)
    if faults:
        say(f"{path} has {count(faults, 'fault')} (`detente lint {path}`); its names are used all the same")
    return names


def console() -> Console:
    """A rich console on standard output; without a terminal it prints plain text 100 columns wide."""
    from rich.console import Console

    class Ours(Console):
        def on_broken_pipe(self) -> None:  # rich would leave with status 1
            raise BrokenPipeError(errno.EPIPE, "the reader went away")

    width = None if sys.stdout.isatty() else 100
    return Ours(width=width, highlight=False)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun.

    Examples
    --------
    >>> count(1, "party", "parties"), count(3, "warning")
    ('1 party', '3 warnings')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
