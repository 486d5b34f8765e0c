"""Ids of the numbers in an answer, from where they stand in it.

An id is the name of the command, a colon and the way to the number, joined by full stops: keys as they are, a
row of a list by what it is about (its package, party, account, ...) and only where it says nothing of that, or
not enough to tell it from another row, by its place counted from 1. So an id stays when rows are added or
sorted otherwise. A number of an assessment keeps its own id, its band as ``ID.low`` and ``ID.high``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: What rows are called by, in this order; what serves only to be read comes last, if nothing else is there.
_NAMES = (
    "id", "moratorium", "verdict", "package", "path", "party", "goal", "guarantee", "giver", "scenario",
    "table", "point", "issue", "concept", "state", "device", "item", "from", "to",
)  # fmt: skip
_READ = ("number", "name", "label", "rule", "kind")
#: Parts of an answer that say where its numbers come from; no numbers of their own.
_ASIDE = ("trail", "ids", "problems")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A number of an answer.

    Attributes
    ----------
    pointer : str
        Where it stands, as a JSON Pointer (RFC 6901).
    value : float
    within : mapping
        What the rows around it are about, such as ``{"package": "armed_line", "goal": "limited"}``.
    own : bool
        Whether it is a number of an assessment, with an id of its own.
    """

    id: str
    pointer: str
    value: float
    within: Mapping[str, str]
    own: bool = False


def leaves(answer: Mapping[str, Any], command: str) -> Iterator[Leaf]:
    """Every number of an answer with its id.

    Parameters
    ----------
    answer : mapping
        Plain values, as for JSON.
    command : str
        Its name begins the ids.

    Examples
    --------
    >>> answer = {"draws": 400, "rows": [{"package": "armed line", "goal": "limited", "holds": {"60": 0.25}}]}
    >>> [(leaf.id, leaf.pointer) for leaf in leaves(answer, "hold")]
    [('hold:draws', '/draws'), ('hold:armed_line.limited.holds.60', '/rows/0/holds/60')]
    """
    skipped = ("rows", "assessment", command, command.replace("-", "_"), f"{command}s")
    for key, value in answer.items():
        if key not in _ASIDE:
            stem = f"{command}:" if key in skipped else f"{command}:{_segment(key)}"
            yield from _below(value, stem, f"/{_escaped(key)}", {})


def ids_of(answer: Mapping[str, Any], command: str) -> dict[str, str]:
    """Id by JSON Pointer: of every number that has none of its own, of a list of numbers once for the list.

    The numbers of such a list have its id with their place in it, counted from 1.

    Examples
    --------
    >>> ids_of({"points": [0.1, 0.2], "best": 0.2}, "deals")
    {'/points': 'deals:points', '/best': 'deals:best'}
    """
    found: dict[str, str] = {}
    series: dict[str, bool] = {}
    for leaf in leaves(answer, command):
        if not leaf.own:
            pointer, id = leaf.pointer, leaf.id
            while True:
                above = pointer.rpartition("/")[0]
                if above not in series:
                    series[above] = _is_series(at(answer, above))
                if not series[above]:
                    break
                pointer, id = above, id.rpartition(".")[0]
            found[pointer] = id
    return found


def at(answer: Mapping[str, Any], pointer: str) -> Any:
    """What stands at a JSON Pointer of an answer."""
    value: Any = answer
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        value = value[key] if isinstance(value, dict) else value[int(key)]
    return value


def _below(value: Any, stem: str, pointer: str, within: Mapping[str, str]) -> Iterator[Leaf]:
    if _is_number(value):
        yield Leaf(stem, pointer, value, within)
    elif isinstance(value, dict) and {"id", "rule", "unit", "text"} <= value.keys():
        for key, id in (
            ("value", value["id"]),
            ("low", f"{value['id']}.low"),
            ("high", f"{value['id']}.high"),
        ):
            if _is_number(value[key]):
                yield Leaf(id, f"{pointer}/{key}", value[key], within, own=True)
    elif isinstance(value, dict):
        about = {**within} | {key: str(value[key]) for key in (*_NAMES, *_READ) if _is_name(value.get(key))}
        if isinstance(value.get("package"), dict):
            about |= {"label": "; ".join(f"{issue}: {level}" for issue, level in value["package"].items())}
        for key, inner in value.items():
            yield from _below(inner, _joined(stem, _segment(key)), f"{pointer}/{_escaped(key)}", about)
    elif isinstance(value, (list, tuple)):
        for place, (name, inner) in enumerate(zip(_called(value), value, strict=True)):
            yield from _below(inner, _joined(stem, name), f"{pointer}/{place}", within)


def _called(rows: Sequence[Any]) -> list[str]:
    """What each row of a list is called; by its place where its own words do not tell it from the others."""
    names = []
    for place, row in enumerate(rows, 1):
        known = row if isinstance(row, dict) else {}
        own = [key for key in _NAMES if _is_name(known.get(key))]
        keys = own or [key for key in _READ if _is_name(known.get(key))][:1]
        keys = keys[:1] if keys[:1] == ["id"] else keys
        names.append(".".join(_segment(str(known[key])) for key in keys) or str(place))
    return [name if names.count(name) == 1 else f"{name}.{place}" for place, name in enumerate(names, 1)]


def _is_name(value: Any) -> bool:
    return (isinstance(value, str) and value != "") or (
        isinstance(value, int) and not isinstance(value, bool)
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_series(value: Any) -> bool:
    """Whether a value is a list of numbers, or of such lists."""
    return isinstance(value, (list, tuple)) and all(_is_number(inner) or _is_series(inner) for inner in value)


def _joined(stem: str, name: str) -> str:
    return f"{stem}{name}" if stem.endswith(":") else f"{stem}.{name}"


def _segment(key: str) -> str:
    return "_".join(key.split())


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
