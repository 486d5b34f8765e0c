"""A small XML reader that refuses what XML can do to a reader: any DTD, entities, endless nesting, huge files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from detente.errors import InputError, Place, Problem

LARGEST = 20_000_000
DEEPEST = 50


@dataclass(slots=True)
class Node:
    """One element: its tag, attributes, children and place. Filled while reading, then left alone."""

    tag: str
    attributes: dict[str, str]
    place: Place
    children: list[Node] = field(default_factory=list)

    def all(self, tag: str) -> list[Node]:
        """Children with the tag."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> Node | None:
        """First descendant with the tag, this element included, depth first."""
        if self.tag == tag:
            return self
        for child in self.children:
            found = child.first(tag)
            if found is not None:
                return found
        return None


def read_bytes(path: Path) -> bytes:
    """The file's bytes; ``InputError`` where it cannot be opened or is too large to be a scenario."""
    place = Place(path.name)
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(
                [Problem(place, "", "D-001", f"{path.stat().st_size:,} bytes",
                         f"scenario files have at most {LARGEST:,} bytes", "check that this is the right file")]
            )  # fmt: skip
        return path.read_bytes()
    except OSError as error:
        problem = Problem(
            place, "", "D-001", error.strerror or str(error), "the file must be readable", "check the path"
        )
        raise InputError([problem]) from error


class _Handlers:
    """What happens at each event of the parser: build the tree, refuse declarations and endless nesting."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.roots: list[Node] = []
        self.stack: list[Node] = []
        self.parser = expat.ParserCreate()
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = lambda _tag: self.stack.pop()
        # without a document type there are no entities of one's own, external or not
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = lambda name, *_: self.refuse(f"an entity declaration {name}")

    def here(self) -> Place:
        return Place(self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def refuse(self, found: str) -> None:
        rule = (
            f"scenario files hold elements only: no document type, no entities, no nesting beyond {DEEPEST}"
        )
        fix = "delete the declaration; real GENIUS files have none"
        raise InputError([Problem(self.here(), "", "D-002", found, rule, fix)])

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.stack) >= DEEPEST:
            self.refuse(f"nesting deeper than {DEEPEST}")
        node = Node(tag, attributes, self.here())
        (self.stack[-1].children if self.stack else self.roots).append(node)
        self.stack.append(node)

    def doctype(self, name: str, *_: Any) -> None:
        self.refuse(f"a document type declaration <!DOCTYPE {name}>")


def parse_xml(content: bytes, file: str) -> Node:
    """The root element.

    Raises
    ------
    InputError
        D-001 not well-formed; D-002 a document type, an entity or too deep nesting.
    """
    handlers = _Handlers(file)
    rule, fix = (
        "the file must be well-formed XML in a known encoding",
        "repair it, or export it again as UTF-8",
    )
    try:
        handlers.parser.Parse(content, True)
    except expat.ExpatError as error:
        found = str(expat.errors.messages.get(error.code, error))
        place = Place(file, error.lineno, error.offset + 1)
        raise InputError([Problem(place, "", "D-001", found, rule, fix)]) from error
    except (LookupError, ValueError) as error:  # an encoding that Python or expat does not know
        raise InputError([Problem(Place(file, 1), "", "D-001", str(error), rule, fix)]) from error
    return handlers.roots[0]
