"""The chain that makes one system of the rooms: case + settings -> Assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.assess.chain import assess
    from detente.assess.records import Assessment

_HOMES = {"assess": "chain", "Assessment": "records"}

__all__ = ["Assessment", "assess"]


def __getattr__(name: str) -> Any:
    """Import a name from its file when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
