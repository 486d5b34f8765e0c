"""The register: every method that detente can run, with what it assumes, where it comes from and what it costs.

A row is a value; the function is named by path so that the register costs nothing to import.
``docs/reference/methods.md`` is generated from here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """One row: what a method answers and what a reader must know before trusting it."""

    id: str
    title: str
    room: str
    function: str
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]
    cost: str


def _rows() -> tuple[Method, ...]:
    return ()


METHODS: tuple[Method, ...] = _rows()
