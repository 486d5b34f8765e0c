"""YAML 1.2 as plain values with the place of every key; every fault of the file is a problem.

The events come from libyaml (through PyYAML), which is about fifteen times as fast as a reader in Python
(docs/decisions/0003); what a plain word means is decided here by the core schema of YAML 1.2, so that ``NO`` is
Norway and ``12:30`` is text. Keys are always text.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from detente.errors import Place, Problem

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: A case is about eight levels deep; this leaves room and keeps every walk far from Python's own limit.
DEEPEST = 24
#: Values after aliases are expanded; a case of 1,500 lines has about 6,000.
MOST_VALUES = 200_000

Path = tuple[str, ...]
Scalar = str | int | float | bool | None

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_CORE = "tag:yaml.org,2002:"


class _StopReadingError(Exception):
    """The rest of the file cannot be made sense of; a problem has been noted."""


def resolve(text: str) -> Scalar:
    """What a plain word means in the core schema of YAML 1.2.

    Examples
    --------
    >>> [resolve(word) for word in ("NO", "12:30", "1e3", "0x10", "true", "2025-03-19", "~")]
    ['NO', '12:30', 1000.0, 16, True, '2025-03-19', None]
    """
    if text in _SPECIAL:
        return _SPECIAL[text]
    first = text[0]
    if first not in "-+.0123456789":
        return text
    try:
        if _INT.fullmatch(text):
            if text[:2] in ("0o", "0x"):
                return int(text[2:], 8 if text[1] == "o" else 16)
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    except ValueError:  # an integer of more digits than Python converts
        return text
    return text


class YamlReader:
    """One file on its way to plain values: ``data``, ``places`` by path, ``problems``."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.places: dict[Path, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self._text = text
        self._count = 0
        self._anchors: dict[str, tuple[Any, Path] | None] = {}

    def read(self) -> Any:
        """The plain values, or None where there are none or the file cannot be read to its end."""
        try:
            data = self._document(Loader(self._text))
            if Loader is yaml.SafeLoader:  # libyaml refuses half characters itself
                json.dumps(data, ensure_ascii=False).encode()
            return data
        except yaml.MarkedYAMLError as error:
            self._grammar(error)
        except yaml.reader.ReaderError as error:
            self._control(error.position)
        except yaml.YAMLError as error:
            self._note(
                (0, 0), "", "C-004", str(error), "a case file is YAML 1.2", "correct the file at this place"
            )
        except (ValueError, OverflowError) as error:  # PyYAML's own reader, on escapes of no character
            self._note(
                (0, 0), "", "C-004", str(error), "escapes name characters", "write the character itself"
            )
        except _StopReadingError:
            pass
        return None

    def _document(self, loader: Any) -> Any:
        data: Any = None
        documents = 0
        while (event := loader.get_event()) is not None and not isinstance(event, yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._at(
                        event,
                        "",
                        "C-004",
                        "a second document (`---`)",
                        "a file holds one document",
                        "put it in a file of its own",
                    )
                    break
                data = self._value(loader, loader.get_event(), ())
        return data

    def _value(self, loader: Any, event: Any, path: Path) -> Any:
        self._count += 1
        if self._count > MOST_VALUES:
            self._too_many(event)
        if len(path) > DEEPEST:
            self._at(
                event,
                ".".join(path[:4]) + "…",
                "C-006",
                f"more than {DEEPEST} levels of nesting",
                "a case is about eight levels deep",
                "close the brackets that are open, or write the part in its own lines",
            )
            raise _StopReadingError
        self.places.setdefault(path, (event.start_mark.line + 1, event.start_mark.column + 1))
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path)
        if event.anchor:
            self._anchors[event.anchor] = None
        value = self._build(loader, event, path)
        if event.anchor:
            self._anchors[event.anchor] = (value, path)
        return value

    def _build(self, loader: Any, event: Any, path: Path) -> Any:
        if event.tag and event.tag != "!" and not self._is_core(event):
            self._at(
                event,
                ".".join(path),
                "C-008",
                f"tag {event.tag}",
                "a case is plain data: no tags",
                "leave the tag out",
            )
        if isinstance(event, yaml.ScalarEvent):
            return resolve(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(loader, path)
        return self._mapping(loader, path)

    def _is_core(self, event: Any) -> bool:
        return str(event.tag) in (_CORE + "str", _CORE + "map", _CORE + "seq")

    def _list(self, loader: Any, path: Path) -> list[Any]:
        out: list[Any] = []
        while not isinstance(event := loader.get_event(), yaml.SequenceEndEvent):
            out.append(self._value(loader, event, (*path, str(len(out)))))
        return out

    def _mapping(self, loader: Any, path: Path) -> dict[str, Any]:
        out: dict[str, Any] = {}
        while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._at(
                    event,
                    ".".join(path),
                    "C-004",
                    "a key that is a list, a mapping or an alias",
                    "keys are words",
                    "write `key: value`",
                )
                raise _StopReadingError
            key: str = event.value
            mark: Any = event.start_mark
            inner = (*path, key)
            if key in out:
                self._twice(event, inner)
            else:
                self.places[inner] = (mark.line + 1, mark.column + 1)
            value = self._value(loader, loader.get_event(), inner)
            out.setdefault(key, value)
        return out

    def _alias(self, event: Any, path: Path) -> Any:
        if event.anchor not in self._anchors:
            self._at(
                event,
                ".".join(path),
                "C-004",
                f"alias *{event.anchor}",
                f"an alias repeats something named with & before it; there is no &{event.anchor}",
                "write the value itself (a text that starts with * goes in quotes)",
            )
            raise _StopReadingError
        target = self._anchors[event.anchor]
        if target is None:
            self._at(
                event,
                ".".join(path),
                "C-007",
                f"alias *{event.anchor} inside itself",
                "a value cannot contain itself",
                "write the value itself",
            )
            raise _StopReadingError
        value, _ = target
        self._expand(value, path, event)
        return value

    def _expand(self, value: Any, path: Path, event: Any) -> None:
        """Count what an alias stands for, and place all of it at the alias."""
        children: Any = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, child in children:
            self._count += 1
            if self._count > MOST_VALUES:
                self._too_many(event)
            inner = (*path, str(key))
            if len(inner) > DEEPEST:
                self._too_many(event)
            self.places[inner] = (event.start_mark.line + 1, event.start_mark.column + 1)
            self._expand(child, inner, event)

    def _too_many(self, event: Any) -> None:
        self._at(
            event,
            "",
            "C-007",
            f"more than {MOST_VALUES:,} values once aliases are expanded",
            "aliases are a convenience; a case stays small when they are written out",
            "write the values themselves instead of `*name`",
        )
        raise _StopReadingError

    def _twice(self, event: Any, path: Path) -> None:
        line = self.places[path][0]
        self._at(
            event,
            ".".join(path),
            "C-005",
            f"`{path[-1]}` a second time (first on line {line})",
            "a key stands once in its mapping; the second would silently replace the first",
            "merge the two, or rename one",
        )

    def _grammar(self, error: yaml.MarkedYAMLError) -> None:
        """libyaml's own fault, with the likely cause in words where it is known."""
        line, column = _place_of(error)
        found = str(error.problem or error.context or error)
        rule, fix, code = "a case file is YAML 1.2", _grammar_fix(found), "C-004"
        source = self._text.split("\n")[line - 1] if 0 < line <= self._text.count("\n") + 1 else ""
        if "\\t" in repr(found) or "\t" in source[: max(column, 1)]:
            found, rule, fix, code = (
                "a tab",
                "YAML is indented with spaces, never with tabs",
                "replace each tab by two spaces",
                "C-009",
            )
        elif error.context and error.context != found:
            found = f"{found} ({error.context})"
        self._note((line, column), "", code, found, rule, fix)

    def _control(self, position: int) -> None:
        if Loader is not yaml.SafeLoader:  # libyaml counts bytes
            position = len(self._text.encode()[:position].decode(errors="ignore"))
        before = self._text[:position]
        line, column = before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
        shown = f"U+{ord(self._text[position]):04X}" if position < len(self._text) else "a character"
        self._note(
            (line, column),
            "",
            "C-004",
            f"control character {shown}",
            "YAML holds printable text",
            "delete the character",
        )

    def _at(self, event: Any, path: str, code: str, found: str, rule: str, fix: str) -> None:
        self._note((event.start_mark.line + 1, event.start_mark.column + 1), path, code, found, rule, fix)

    def _note(self, at: tuple[int, int], path: str, code: str, found: str, rule: str, fix: str) -> None:
        self.problems.append(Problem(Place(self.file, *at), path, code, found, rule, fix))


def _place_of(error: Any) -> tuple[int, int]:
    """Line and column of a fault of grammar, counted from 1."""
    mark = error.problem_mark or error.context_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _grammar_fix(found: str) -> str:
    """The usual cause of a message of libyaml."""
    hints = {
        "mapping values are not allowed": "a `: ` inside a text needs quotes around the whole text",
        "could not find expected ':'": "write `key: value`; a text over several lines starts with `>`",
        "did not find expected key": "check the indentation of this line and of the one above, and unclosed quotes",
        "did not find expected ',' or": "close the bracket, or put the text in quotes",
        "cannot start any token": "put a text that starts with this character in quotes",
        "did not find expected": "check the indentation and unclosed quotes or brackets above",
        "unexpected end of stream": "close the quotes or brackets that are open",
        "alphabetic or numeric": "put a text that starts with & or * in quotes",
        "escape": "in double quotes a backslash starts an escape: use single quotes",
    }
    return next((fix for part, fix in hints.items() if part in found), "correct the file at this place")
