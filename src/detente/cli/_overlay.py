"""Changes of a case given on the command line: single values, files, named scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import InputError, Place, Problem, UnknownIdError

if TYPE_CHECKING:
    from detente.case import Case

_FORM = "an overlay is a YAML file with `set:` (path: value) and, if wanted, `extends:` (other overlays)"


def settings_from(texts: Iterable[str]) -> dict[str, Any]:
    """``path=value`` pairs as a case file would hold them.

    Examples
    --------
    >>> settings_from(["war.power=0.4 to 0.5", "war.shock=0.01"])
    {'war.power': '0.4 to 0.5', 'war.shock': 0.01}
    """
    out: dict[str, Any] = {}
    for text in texts:
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            raise InputError([_pair_problem(text)])
        out[path.strip()] = _value(value.strip())
    return out


def read_overlay(file: Path, above: tuple[Path, ...] = ()) -> dict[str, Any]:
    """The changes of an overlay file, those of the files it extends first.

    Raises
    ------
    InputError
        U-010 a file that cannot be used as an overlay; U-011 overlays that extend each other in a circle.
    """
    place = file.resolve()
    if place in above:
        circle = " -> ".join(path.name for path in (*above[above.index(place) :], place))
        rule = "an overlay extends others that do not extend it"
        fix = f"take `{file.name}` out of one `extends:` list"
        raise InputError([Problem(Place(str(above[-1])), "extends", "U-011", circle, rule, fix)])
    data = _read(file)
    if not isinstance(data, dict) or not isinstance(data.get("set", {}), dict):
        raise InputError([_file_problem(file, f"{type(data).__name__} where a mapping is needed")])
    other = sorted(str(key) for key in data if key not in ("set", "extends", "label", "note"))
    if other:
        raise InputError([_file_problem(file, f"unknown keys {', '.join(other)}")])
    out: dict[str, Any] = {}
    extends = data.get("extends", [])
    for name in [extends] if isinstance(extends, str) else extends:
        out.update(read_overlay(file.parent / str(name), (*above, place)))
    out.update({str(path): value for path, value in data.get("set", {}).items()})
    return out


def overlay_label(file: Path) -> str:
    """What an overlay calls itself; empty where it has no label."""
    data = _read(file)
    return str(data.get("label", "")) if isinstance(data, dict) else ""


def _read(file: Path) -> Any:
    from detente.case.yamlfile import YamlReader

    try:
        reader = YamlReader(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as fault:
        found = fault.strerror or "" if isinstance(fault, OSError) else ""
        raise InputError([_file_problem(file, found.lower() or str(fault).split("\n")[0])]) from fault
    data = reader.read()
    if reader.problems:
        raise InputError(reader.problems)
    return data


def scenario_changes(case: Case, name: str) -> Mapping[str, Any]:
    """The changes of a named scenario of the case.

    Raises
    ------
    UnknownIdError
        The case has no such scenario.
    """
    from detente.case.near import did_you_mean

    if name not in case.scenarios:
        hint = did_you_mean(name, case.scenarios, f"it has {', '.join(case.scenarios) or 'none'}")
        raise UnknownIdError(f"the case has no scenario {name!r}: {hint}")
    return case.scenarios[name].set


def _value(text: str) -> Any:
    from detente.case.yamlfile import YamlReader

    reader = YamlReader(text, "--set")
    value = reader.read()
    return text if reader.problems else value


def _pair_problem(text: str) -> Problem:
    rule = "a change is `path=value`"
    fix = '--set "war.power=0.4 to 0.5"; `detente show CASE --quantities` lists the paths'
    return Problem(Place("--set"), "", "U-010", text, rule, fix)


def _file_problem(file: Path, found: str) -> Problem:
    fix = "write, for example, `set: {war.power: 0.4 to 0.5}`"
    if not file.exists():
        fix = f"check the name and the folder; in a new file, {fix}"
    return Problem(Place(str(file)), "", "U-010", found, _FORM, fix)
