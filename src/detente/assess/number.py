"""One number of an assessment, the smallest part of the contract in ``detente.assess.records``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal[
    "share",
    "credibility",
    "value",
    "months",
    "power",
    "count",
    "correlation",
    "decibans",
    "days",
    "points",
    "bits",
]
Kind = Literal[
    "share of draws",
    "mean over draws",
    "median over draws",
    "over draws",
    "at central values",
    "count",
    "entered",
]


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the assessment.

    ``low`` and ``high`` are the 5 and 95 per cent points over the draws. ``value`` is None where the
    model gives none ("no break in the model"); ``text`` always says it in words. ``inputs`` are ids of
    other numbers, of statements, paths of quantities of the case, or beginnings of paths (ending in a full
    stop), which stand for all quantities under them.
    """

    id: str
    label: str
    value: float | None
    text: str
    unit: Unit
    kind: Kind
    rule: str
    inputs: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
