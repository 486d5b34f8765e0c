"""detente: from press reports to deals that hold.

The public API is the command line's: ``load`` a case, ``assess`` it, ask the assessment.

>>> import detente
>>> case = detente.load(detente.library_path("ukraine_2025"))
>>> case.title
'Ukraine 2025: talks over a war that goes on'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.version import VERSION

if TYPE_CHECKING:
    from detente.assess import Assessment, assess
    from detente.case import Case, library_path, load
    from detente.reading.reading import read_documents

__version__ = VERSION

_HOMES = {
    "Assessment": "detente.assess",
    "Case": "detente.case",
    "assess": "detente.assess",
    "library_path": "detente.case",
    "load": "detente.case",
    "read_documents": "detente.reading.reading",
}

__all__ = ["Assessment", "Case", "__version__", "assess", "library_path", "load", "read_documents"]


def __getattr__(name: str) -> Any:
    """Import a name from its room when it is first asked for, so that ``import detente`` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
