"""Compiled loops are built on first use, which takes a while: whoever listens is told beforehand."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

#: Called with a sentence before loops are built; the command line sets it.
announce: ContextVar[Callable[[str], None] | None] = ContextVar("announce", default=None)


def is_built(kernel: Any) -> bool:
    """Whether a compiled function is in memory or kept on disk since its file was last changed."""
    if kernel.signatures:
        return True
    function = kernel.py_func
    source = Path(function.__code__.co_filename)
    name = f"{source.stem}.{function.__qualname__}-{function.__code__.co_firstlineno}.*.nbi"
    try:
        changed = source.stat().st_mtime
        return any(kept.stat().st_mtime >= changed for kept in Path(kernel.stats.cache_path).glob(name))
    except OSError:
        return False


def tell_if_building(kernel: Any) -> None:
    """Say that loops are about to be built, if they are and somebody listens."""
    listener = announce.get()
    if listener is not None and not is_built(kernel):
        listener("building the solver once, up to half a minute; later runs start at once")
