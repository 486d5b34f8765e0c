"""NegMAS scenarios as files (YAML or JSON): one outcome space and one linear additive utility function per party.

NegMAS itself is not imported; the layout is what its 0.16 release writes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from detente.deals.scenario import Party, Scenario, check_scenario, refuse_ties
from detente.deals.space import MOST_LEVELS, PackageSpace
from detente.deals.xmltree import read_bytes
from detente.errors import InputError, Place, Problem

SUFFIXES = (".yaml", ".yml", ".json")


def read_negmas(folder: Path) -> Scenario:
    """A scenario from a folder that NegMAS wrote: the file with ``issues`` is the space, the others are parties.

    Raises
    ------
    InputError
        D-001 unreadable, D-002 aliases, D-003 no outcome space, D-005 to D-009, D-012.
    """
    problems: list[Problem] = []
    records: dict[str, dict[str, Any]] = {}
    for path in sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES):
        try:
            records[path.name] = _record(path)
        except InputError as error:
            problems += error.problems
    spaces = [name for name, record in records.items() if "issues" in record]
    if len(spaces) != 1:
        found = ", ".join(spaces) or "none"
        problems.append(
            Problem(Place(folder.name), "issues", "D-003", f"files with `issues`: {found}",
                    "one file describes the outcome space", "name the folder that NegMAS wrote")
        )  # fmt: skip
        raise InputError(problems)
    issues = _issues(records[spaces[0]], Place(spaces[0]), problems)
    functions = {name: record for name, record in records.items() if name != spaces[0] and "type" in record}
    parties = [_party(record, Place(name), issues, problems) for name, record in functions.items()]
    if any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    space = PackageSpace(
        tuple(name for name, _ in issues),
        tuple(tuple(str(level) for level in levels) for _, levels in issues),
    )
    name = str(records[spaces[0]].get("name") or folder.name)
    scenario = Scenario(name, space, tuple(party for party in parties if party is not None))
    late = check_scenario(scenario, Place(spaces[0]))
    if any(problem.severity == "error" for problem in late):
        raise InputError(late)
    return Scenario(name, space, scenario.parties, tuple(str(problem) for problem in [*problems, *late]))


def _record(path: Path) -> dict[str, Any]:
    content = read_bytes(path)
    place = Place(path.name)
    try:
        text = content.decode("utf-8-sig")
        found = json.loads(text) if path.suffix == ".json" else _yaml(text, place)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise InputError(
            [
                Problem(
                    Place(path.name, line),
                    "",
                    "D-001",
                    str(error),
                    "the file must be UTF-8 JSON or YAML",
                    "write it again",
                )
            ]
        ) from error
    if not isinstance(found, dict):
        raise InputError(
            [
                Problem(
                    place,
                    "",
                    "D-009",
                    f"a {type(found).__name__}",
                    "a NegMAS file is a mapping",
                    "write it again",
                )
            ]
        )
    return found


def _yaml(text: str, place: Place) -> Any:
    """NegMAS writes with PyYAML, so words mean what PyYAML says (YAML 1.1), here as there."""
    import yaml

    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise InputError(
                    [Problem(Place(place.file, getattr(event.start_mark, "line", -1) + 1), "", "D-002", f"an alias *{event.anchor}",
                             "aliases can expand without end and are refused", "write the value out")]
                )  # fmt: skip
        return yaml.safe_load(text)
    except (ValueError, RecursionError) as error:  # a date or number that cannot be, or endless nesting
        raise InputError(
            [Problem(place, "", "D-001", str(error)[:80], "the file must be YAML", "repair it")]
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 0
        raise InputError(
            [
                Problem(
                    Place(place.file, line),
                    "",
                    "D-001",
                    str(error).splitlines()[0],
                    "the file must be YAML",
                    "repair it",
                )
            ]
        ) from error


def _issues(record: dict[str, Any], place: Place, problems: list[Problem]) -> list[tuple[str, list[Any]]]:
    issues: list[tuple[str, list[Any]]] = []
    for entry in record["issues"] if isinstance(record["issues"], list) else []:
        if not isinstance(entry, dict):
            problems.append(
                Problem(
                    place,
                    "issues",
                    "D-009",
                    repr(entry)[:80],
                    "an issue is a mapping with name, type, values",
                    "repair it",
                )
            )
            continue
        name, kind, values = str(entry.get("name")), str(entry.get("type")), entry.get("values")
        if kind.endswith("ContiguousIssue") and isinstance(values, list) and len(values) == 2:
            ends = [end for end in values if isinstance(end, int)]
            if len(ends) == 2 and ends[1] - ends[0] < MOST_LEVELS:
                values = list(range(ends[0], ends[1] + 1))
            else:
                values = None
        if not isinstance(values, list) or not 1 <= len(values) <= MOST_LEVELS or "Continuous" in kind:
            problems.append(
                Problem(place, name, "D-008", f"an issue of type {kind} with values {values!r:.80}",
                        f"levels can be listed, at most {MOST_LEVELS}", "discretise the issue before writing it")
            )  # fmt: skip
            continue
        if len({str(value) for value in values}) < len(values) or name in dict(issues):
            problems.append(
                Problem(
                    place,
                    name,
                    "D-012",
                    f"{values!r:.80}",
                    "issues and levels have distinct names",
                    "rename one",
                )
            )
        issues.append((name, values))
    return issues


def _party(
    record: dict[str, Any], place: Place, issues: list[tuple[str, list[Any]]], problems: list[Problem]
) -> Party | None:
    name = str(record.get("name") or Path(place.file).stem)
    kind = str(record.get("type"))
    functions, weights = record.get("values"), record.get("weights")
    if not kind.endswith("LinearAdditiveUtilityFunction") and not kind.endswith("LinearUtilityFunction"):
        problems.append(
            Problem(place, name, "D-009", f"a utility function of type {kind}", "linear additive functions are read",
                    "convert it to a LinearAdditiveUtilityFunction first")
        )  # fmt: skip
        return None
    if isinstance(functions, dict):
        functions = [functions.get(issue) for issue, _ in issues]
    if not (isinstance(functions, list) and len(functions) == len(issues)):
        problems.append(
            Problem(place, f"{name}.values", "D-007", f"{functions!r:.80}", f"one function for each of {len(issues)} issues",
                    "add the missing ones")
        )  # fmt: skip
        return None
    shares = _shares(weights, name, issues, place, problems)
    if shares is None:
        return None
    parts: list[Any] = []
    bias = _number(record.get("bias") or 0.0, f"{name}.bias", place, problems)
    for (issue, levels), function, share in zip(issues, functions, shares, strict=True):
        values = [_value(function, level, f"{name}.{issue}", place, problems) for level in levels]
        parts.append(share * np.array(values) + (bias if not parts else 0.0))
    reserve = record.get("reserved_value")
    reservation = 0.0 if reserve is None else _number(reserve, f"{name}.reserved_value", place, problems)
    return Party(name, tuple(parts), reservation)


def _shares(
    weights: Any, name: str, issues: list[tuple[str, list[Any]]], place: Place, problems: list[Problem]
) -> list[float] | None:
    """One weight per issue, by order or by name; all 1 where the file gives none."""
    if weights is None:
        return [1.0] * len(issues)
    if isinstance(weights, dict):
        weights = [weights.get(issue) for issue, _ in issues]
    if not isinstance(weights, list) or len(weights) != len(issues):
        found, rule = f"weights {weights!r:.80}", f"one weight for each of {len(issues)} issues"
        problems.append(Problem(place, f"{name}.weights", "D-006", found, rule, "add or remove weights"))
        return None
    return [_number(weight, f"{name}.weights", place, problems) for weight in weights]


def _number(value: Any, path: str, place: Place, problems: list[Problem]) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300:
        return float(value)
    problems.append(Problem(place, path, "D-005", repr(value)[:80], "a finite number (C2)", "write a number"))
    return 0.0


def _value(function: Any, level: Any, path: str, place: Place, problems: list[Problem]) -> float:
    """What NegMAS's function gives at a level: a table, a line, or the value itself."""
    if not isinstance(function, dict):
        function = {}
    kind = function.get("type", "")
    if str(kind).endswith("TableFun") and isinstance(function.get("mapping"), dict):
        table = function["mapping"]
        found = (
            table.get(level, table.get(str(level))) if isinstance(level, (str, int, float, bool)) else None
        )
        if found is None:
            problems.append(
                Problem(place, path, "D-007", f"no value for {level!r}", "a value for every level", "add it")
            )
            return 0.0
        return _number(found, path, place, problems)
    if isinstance(level, (int, float)) and not isinstance(level, bool):
        if str(kind).endswith(("AffineFun", "LinearFun")):
            slope, bias = function.get("slope", 1.0), function.get("bias", 0.0)
            return _number(slope, path, place, problems) * level + _number(bias, path, place, problems)
        if str(kind).endswith("IdentityFun"):
            return float(level)
    if str(kind).endswith("ConstFun"):
        return _number(function.get("bias"), path, place, problems)
    problems.append(
        Problem(place, path, "D-009", f"a value function of type {kind} at {level!r}",
                "tables, and lines over numeric levels, are read", "write it as a table")
    )  # fmt: skip
    return 0.0


def write_negmas(scenario: Scenario, folder: Path, style: str = "yaml") -> tuple[Path, ...]:
    """Write the space and one file per party, as NegMAS 0.16 does, in ``yaml`` or ``json``; values are not rescaled.

    Raises
    ------
    InputError
        D-008: the space has rules, which the format cannot hold.
    """
    refuse_ties(scenario, Place("domain"), "NegMAS outcome spaces as files")
    folder.mkdir(parents=True, exist_ok=True)
    listed = list(zip(scenario.space.issues, scenario.space.levels, strict=True))
    domain: dict[str, Any] = {
        "issues": [{"name": name, "type": "CategoricalIssue", "values": list(levels)} for name, levels in listed],
        "name": scenario.name, "path": None, "type": "DiscreteCartesianOutcomeSpace",
    }  # fmt: skip
    files = [(folder / f"domain.{style}", domain)]
    for number, party in enumerate(scenario.parties, start=1):
        if party.parts is None:
            continue
        tables = [
            {"mapping": {level: float(part[k]) for k, level in enumerate(levels)}, "type": "TableFun"}
            for (_, levels), part in zip(listed, party.parts, strict=True)
        ]
        record: dict[str, Any] = {
            "name": party.name, "reserved_outcome": None, "reserved_value": float(party.reservation),
            "type": "LinearAdditiveUtilityFunction", "values": tables, "weights": [1.0] * len(listed),
        }  # fmt: skip
        files.append((folder / f"party{number}.{style}", record))
    for path, content in files:
        path.write_text(_text(content, style), encoding="utf-8", newline="\n")
    return tuple(path for path, _ in files)


def _text(record: dict[str, Any], style: str) -> str:
    if style == "json":
        return json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    import yaml

    return str(yaml.safe_dump(record, allow_unicode=True, sort_keys=False))
