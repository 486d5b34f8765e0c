"""Where in a JSON text each value stands, so that a problem can name its line and column."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import Any

from detente.errors import InputError, Place, Problem, Severity

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+)', re.DOTALL)


class JsonPlaces:
    """Line and column of every value of a JSON text that has already been found well formed."""

    def __init__(self, text: str) -> None:
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._offsets = _offsets(text)

    def of(self, path: str) -> tuple[int, int]:
        """(line, column) of the value at a path like ``options[2].name``; of its nearest parent if absent."""
        while path not in self._offsets and path:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        offset = self._offsets.get(path, 0)
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


def _offsets(text: str) -> dict[str, int]:
    """Path to offset, walking the tokens with a stack of open objects and arrays."""
    found: dict[str, int] = {}
    stack: list[list[str | int]] = []  # [path, next index or -1 in an object, current key]
    pending = ""
    expects_key = False
    for token in _TOKEN.finditer(text):
        mark, offset = token.group(1), token.start(1)
        if mark in "}]":
            stack.pop()
            expects_key = False
        elif mark == ",":
            expects_key = bool(stack) and stack[-1][1] == -1
        elif mark == ":":
            expects_key = False
        elif expects_key:
            pending = mark.strip('"')
        else:
            path = _path(stack, pending)
            found[path] = offset
            if mark in "{[":
                stack.append([path, -1 if mark == "{" else 0])
                expects_key = mark == "{"
    return found


def _path(stack: list[list[str | int]], key: str) -> str:
    if not stack:
        return ""
    parent, index = str(stack[-1][0]), int(stack[-1][1])
    if index == -1:
        return f"{parent}.{key}" if parent else key
    stack[-1][1] = index + 1
    return f"{parent}[{index}]"


class Notes:
    """Problems of one file, gathered while it is read."""

    def __init__(self, places: JsonPlaces, name: str) -> None:
        self.places, self.name = places, name
        self.problems: list[Problem] = []

    def tell(self, path: str, code: str, found: object, rule: str, fix: str, warning: bool = False) -> None:
        """Note one problem at the place of ``path``."""
        line, column = self.places.of(path)
        shown = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, default=str)
        severity: Severity = "warning" if warning else "error"
        self.problems.append(
            Problem(Place(self.name, line, column), path, code, shown[:200], rule, fix, severity)
        )

    def stop_on_errors(self) -> None:
        """Give up if anything noted so far is an error.

        Raises
        ------
        InputError
            With everything noted, warnings included.
        """
        if any(problem.severity == "error" for problem in self.problems):
            raise InputError(self.problems)

    def listed(self, tree: Any, key: str, path: str, required: bool = True) -> list[Any]:
        """The list under a key; noted and empty if something else stands there."""
        value = tree.get(key, None if required else []) if isinstance(tree, dict) else None
        if isinstance(value, list):
            return value
        self.tell(path, "S-002", value, f"`{key}` is a list", f'write "{key}": [...]')
        return []
