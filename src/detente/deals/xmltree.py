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


def parse_xml(content: bytes, file: str) -> Node:
    """The root element.

    Raises
    ------
    InputError
        D-001 not well-formed; D-002 a document type, an entity or too deep nesting.
    """
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    stack: list[Node] = []
    roots: list[Node] = []

    def here() -> Place:
        return Place(file, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def refuse(found: str) -> None:
        raise InputError(
            [Problem(here(), "", "D-002", found, "scenario files hold elements only: no document type, no entities, "
                     f"no nesting beyond {DEEPEST}", "delete the declaration; real GENIUS files have none")]
        )  # fmt: skip

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(stack) >= DEEPEST:
            refuse(f"nesting deeper than {DEEPEST}")
        node = Node(tag, attributes, here())
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)

    def doctype(name: str, *_: Any) -> None:
        refuse(f"a document type declaration <!DOCTYPE {name}>")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _tag: stack.pop()
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = lambda name, *_: refuse(f"an entity declaration {name}")
    # never called: a document type, without which there are no external entities, is refused above
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        place = Place(file, error.lineno, error.offset + 1)
        found = expat.errors.messages.get(error.code, str(error))
        problem = Problem(
            place,
            "",
            "D-001",
            str(found),
            "the file must be well-formed XML",
            "repair it, or export it again",
        )
        raise InputError([problem]) from error
    except (LookupError, ValueError) as error:  # an encoding that Python or expat does not know
        problem = Problem(
            Place(file, 1), "", "D-001", str(error), "XML in an encoding that is known", "save it as UTF-8"
        )
        raise InputError([problem]) from error
    return roots[0]
