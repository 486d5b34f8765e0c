"""Small insertions into a YAML file that keep its comments and layout, each checked by reading the file again.

PyYAML says where every node of a file begins and ends. An entry is put behind the last one of its mapping or list,
in the style that is there; afterwards the file must say exactly what it said before and the new entry.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from detente.case.yamlfile import YamlReader

Keys = tuple[str, ...]


class EditError(Exception):
    """The entry cannot be put in without touching what stands there; the words say where it belongs."""


def with_entry(text: str, keys: Keys, value: Any) -> str:
    """The file with ``value`` under ``keys``; missing mappings on the way are made, lists get one more item.

    Parameters
    ----------
    text : str
        A YAML file whose root is a mapping.
    keys : tuple of str
        Where: ``("sources", "friday")``. Where a list stands already, ``value`` is a list whose items are added.
    value : plain value
        Written in flow style; text in double quotes.

    Raises
    ------
    EditError
        Something else stands there, or the edited file does not read back as expected.

    Examples
    --------
    >>> with_entry("parties:\\n  north: {name: North}  # ours\\n", ("parties", "north", "because"), ["s1"])
    'parties:\\n  north: {name: North, because: [s1]}  # ours\\n'
    """
    expected = _expected(_plain(text), keys, value)
    edited = _inserted(text, keys, value)
    if _plain(edited) != expected:
        raise EditError(f"{'.'.join(keys)}: the file is laid out in a way that is not understood")
    return edited


def _plain(text: str) -> Any:
    reader = YamlReader(text, "case.yaml")
    data = reader.read()
    if reader.problems or not isinstance(data, dict):
        raise EditError("case.yaml is not a mapping in YAML 1.2")
    return data


def _expected(data: Any, keys: Keys, value: Any) -> Any:
    """What the file must say afterwards."""
    out = json.loads(json.dumps(data))  # no part shared by an alias
    here = out
    for number, key in enumerate(keys):
        if not isinstance(here, dict):
            raise EditError(f"{'.'.join(keys[:number])} is no mapping")
        if number == len(keys) - 1:
            there = here.get(key)
            if isinstance(there, list) and isinstance(value, list):
                here[key] = [*there, *value]
            elif there is not None:
                raise EditError(f"{'.'.join(keys)} stands already")
            else:
                here[key] = value
        else:
            here = here.setdefault(key, {})
    return out


def _inserted(text: str, keys: Keys, value: Any) -> str:
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    for number, key in enumerate(keys):
        child = _child(node, key)
        if child is None:
            return _into_mapping(text, node, key, _nested(keys[number + 1 :], value))
        node = child
    return _into_list(text, node, value)


def _nested(keys: Keys, value: Any) -> Any:
    for key in reversed(keys):
        value = {key: value}
    return value


def _child(node: Any, key: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        raise EditError(f"`{key}` has no mapping to stand in")
    return next((child for name, child in node.value if name.value == key), None)


def _into_mapping(text: str, node: Any, key: str, value: Any) -> str:
    entry = f"{key}: {_flow(value)}"
    if not isinstance(node, yaml.MappingNode):
        raise EditError(f"`{key}` has no mapping to stand in")
    if node.flow_style:
        return _into_flow(text, node, [item for pair in node.value for item in pair], entry)
    last = max(_end(item) for pair in node.value for item in pair)
    column = node.value[0][0].start_mark.column
    if isinstance(value, dict) and all(isinstance(item, dict) for item in value.values()):
        lines = (
            f"{name}: {_flow(item)}" for name, item in value.items()
        )  # a new part of the case: one line each
        entry = f"{key}:" + "".join(f"\n{' ' * (column + 2)}{line}" for line in lines)
    return _as_line(text, last, column, entry)


def _into_list(text: str, node: Any, items: list[str]) -> str:
    if not isinstance(node, yaml.SequenceNode) or not isinstance(items, list):
        raise EditError("there is no list to add to")
    for item in items:
        if node.flow_style:
            text = _into_flow(text, node, node.value, _flow(item))
        else:
            text = _as_line(text, max(map(_end, node.value)), node.start_mark.column, f"- {_flow(item)}")
        node = _again(text, node)
    return text


def _again(text: str, node: Any) -> Any:
    """The same node in the edited text: it still begins where it began."""
    waiting: list[Any] = [yaml.compose(text, Loader=yaml.SafeLoader)]
    while waiting:
        one = waiting.pop()
        if type(one) is type(node) and one.start_mark.index == node.start_mark.index:
            return one
        if isinstance(one, yaml.MappingNode):
            waiting += [item for pair in one.value for item in pair]
        elif isinstance(one, yaml.SequenceNode):
            waiting += one.value
    raise EditError("the list cannot be found again")


def _into_flow(text: str, node: Any, items: list[Any], entry: str) -> str:
    place = max(map(_end, items)) if items else node.start_mark.index + 1
    return f"{text[:place]}{', ' if items else ''}{entry}{text[place:]}"


def _as_line(text: str, after: int, column: int, entry: str) -> str:
    """A line of its own behind the line in which ``after`` lies."""
    end = text.find("\n", max(0, after - 1) if text[after - 1 : after] == "\n" else after)
    end = len(text) if end < 0 else end
    tail = text[end:] or "\n"
    return f"{text[:end]}\n{' ' * column}{entry}{tail}"


def _end(node: Any) -> int:
    """Where the last thing written in a node ends; a block's own end lies behind the comments that follow it."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return int(node.end_mark.index)
    if isinstance(node, yaml.MappingNode):
        return max(_end(item) for pair in node.value for item in pair)
    return max(map(_end, node.value))


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    if (
        text.replace("_", "a").replace("-", "a").isalnum()
        and text[0].isalpha()
        and text.isascii()
        and not _means(text)
    ):
        return text
    return json.dumps(text, ensure_ascii=False)


def _means(text: str) -> bool:
    """Whether a plain word would be read as something else than text, by YAML 1.2 or 1.1."""
    return text.lower() in {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
