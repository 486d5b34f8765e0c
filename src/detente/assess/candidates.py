"""A package to be judged, and where it comes from: a plain record of its own, for what needs no game."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A package to be judged, and where it comes from."""

    id: str
    label: str
    package: Mapping[str, str]
    by: str | None = None
    because: tuple[str, ...] = ()
    note: str = ""
    found: bool = False
