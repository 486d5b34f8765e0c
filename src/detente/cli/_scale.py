"""The scale of words of likelihood that a command is given: by id, in a file, in one line, or by its case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli._output import end_with_problems, print_problems
from detente.errors import InputError, Place, Problem

if TYPE_CHECKING:
    from detente.doubt.scales import Scale

_KEY = re.compile(r"^words:", re.MULTILINE)
_SHOWN = "a name and bands, each a word with its probabilities"
_FIX = "write, for example, `name: House scale` and `bands: {doubtful: 0 to 0.5, expected: 0.5 to 1}`"


def scale_given(context: click.Context, _option: click.Parameter, value: str | None) -> str:
    """The value of `--scale` as the functions below take it: an id, or a scale in one line.

    Left out, it is the scale of the case that the command was given, where that has one.
    """
    from detente.case.wordscale import DEFAULT
    from detente.doubt.scales import SCALES

    if value is None:
        return next(_of_cases(context), DEFAULT)
    if value in SCALES:
        return value
    is_line = ":" in value and not Path(value).exists()
    if not is_line and Path(value).suffix not in (".yaml", ".yml"):
        raise click.BadParameter(
            f"{value!r} is no scale: give one of {', '.join(SCALES)}, a YAML file with {_SHOWN}, or one in a line "
            "such as 'House scale: doubtful 0 to 0.5; expected 0.5 to 1'"
        )
    try:
        name, bands = _of_line(value) if is_line else _of_file(Path(value))
        return _checked(name, bands, "--scale" if is_line else value)
    except InputError as error:
        end_with_problems(error.problems, as_json=bool(context.params.get("as_json")))


scale_option = click.option(
    "--scale",
    metavar="NAME|FILE",
    callback=scale_given,
    help="Words of likelihood: icd203, ipcc, kent, nz, or a YAML file with your own.  [default: those of the case, "
    "else icd203]",
)


def own_scale(file: Path) -> Scale:
    """A scale from a file.

    Raises
    ------
    InputError
        U-013: the file cannot be read, or does not hold a scale; U-014, U-015: a band or word that cannot be.
    """
    from detente.doubt.scales import find_scale

    return find_scale(_checked(*_of_file(file), str(file)))


def _of_cases(context: click.Context) -> Iterator[str]:
    """Scales of the cases among what the command was given; a case with faults is left to the command."""
    from detente.case.bundled import find_case, is_folder
    from detente.errors import DetenteError

    for value in context.params.values():
        for given in value if isinstance(value, tuple) else (value,):
            if not isinstance(given, str | Path):
                continue
            try:
                file = find_case(str(given))
                file = file / "case.yaml" if is_folder(file) else file
                if file.suffix in (".yaml", ".yml") and _KEY.search(file.read_text(encoding="utf-8")):
                    from detente.case.loading import load

                    yield load(file).scale
            except (DetenteError, OSError, ValueError):
                continue


def _of_line(line: str) -> tuple[str, dict[str, str]]:
    from detente.doubt.scales import read_line

    return read_line(line)


def _of_file(file: Path) -> tuple[str, dict[str, str]]:
    from detente.case.yamlfile import YamlReader

    try:
        reader = YamlReader(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as fault:
        raise _unreadable(file, str(fault)) from fault
    data = reader.read()
    if reader.problems:
        raise InputError(reader.problems)
    if not isinstance(data, dict):
        raise _unreadable(file, "no mapping")
    for key, kind in (("name", str), ("bands", dict)):
        if not isinstance(data.get(key), kind):
            raise _unreadable(file, f"no `{key}`")
    return data["name"], {str(word): str(span) for word, span in data["bands"].items()}


def _unreadable(file: Path, found: str) -> InputError:
    return InputError([Problem(Place(str(file)), "", "U-013", found, f"a scale has {_SHOWN}", _FIX)])


def _checked(name: str, bands: dict[str, str], where: str) -> str:
    """The scale in one line; its warnings go to standard error."""
    from detente.case.wordscale import line_of, read_bands

    rows, faults = read_bands(name, bands)
    problems = [
        Problem(Place(where), fault.word, fault.code, fault.found, fault.rule, fault.fix, fault.severity)
        for fault in faults
    ]
    if any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    print_problems(problems, error_stream=True)
    return line_of(name, rows)
