"""The dossier room: an assessment as one page to read and one record to compute with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.dossier.page import ReadDocument, ReadLine
    from detente.dossier.render import render_html, render_json
    from detente.dossier.write import write_atomically

_HOMES = {
    "ReadDocument": "page",
    "ReadLine": "page",
    "render_html": "render",
    "render_json": "render",
    "write_atomically": "write",
}

__all__ = ["ReadDocument", "ReadLine", "render_html", "render_json", "write_atomically"]


def __getattr__(name: str) -> Any:
    """Import a name from its file when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
