"""The names a case knows things by, in every language: what the reader looks for in a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

NameKind = Literal["party", "person", "issue", "level"]


@dataclass(frozen=True, slots=True)
class Name:
    """One way of naming one thing of the case.

    ``id`` is ``russia`` for a party, ``putin`` for a person, ``sanctions`` for an issue and
    ``sanctions.lifted`` for a level; ``language`` is an ISO 639-1 code, or None where the name serves
    in every language.
    """

    id: str
    kind: NameKind
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All names of a case, and which party each person speaks for."""

    names: tuple[Name, ...] = ()
    speaks_for: Mapping[str, str] = field(default_factory=dict)

    def of_kind(self, *kinds: NameKind) -> tuple[Name, ...]:
        """The names of the given kinds, in case order."""
        return tuple(name for name in self.names if name.kind in kinds)


EMPTY = Vocabulary()
