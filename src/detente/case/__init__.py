"""The case room: what a case says, read with every fault at once, checked, changed and written again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.case.bundled import library_path
    from detente.case.case import Case
    from detente.case.dumping import dump
    from detente.case.effects import Terms, combine
    from detente.case.loading import check, load

_HOMES = {
    "Case": "case",
    "Terms": "effects",
    "check": "loading",
    "combine": "effects",
    "dump": "dumping",
    "library_path": "bundled",
    "load": "loading",
}

__all__ = ["Case", "Terms", "check", "combine", "dump", "library_path", "load"]


def __getattr__(name: str) -> Any:
    """Import a name from its file when it is first asked for, so that the room costs nothing to import."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
