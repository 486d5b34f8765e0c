"""Numbers with their way back, from arrays over accounts and draws.

Shares of draws carry the 90 % band of their sampling error; means and medians carry the 5 and 95 per
cent points over the draws. Weights are the chances of the accounts, per draw, and sum to 1 per draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.assess.records import Kind, Number, Unit

Floats = NDArray[np.float64]
_NORMAL_90 = 1.6448536269514722
LONG_MONTHS = 1200


@dataclass(frozen=True, slots=True)
class About:
    """What a number is about: its id and label, the rule that made it and what went in."""

    id: str
    label: str
    rule: str
    inputs: tuple[str, ...] = ()


def share(about: About, hits: Floats, weights: Floats) -> Number:
    """Share of draws, accounts weighted by their chances; ``hits`` in [0, 1], same shape as ``weights``."""
    per_draw = (hits * weights).sum(axis=0)
    value = float(per_draw.mean())
    error = _NORMAL_90 * float(per_draw.std()) / np.sqrt(per_draw.size)
    low, high = max(0.0, value - error), min(1.0, value + error)
    return _number(about, value, "share", "share of draws", (low, high))


def mean(about: About, values: Floats, weights: Floats, unit: Unit = "value") -> Number:
    """Mean over draws and accounts with the 5 and 95 per cent points."""
    flat, chance = values.ravel(), weights.ravel()
    value = float((flat * chance).sum() / chance.sum())
    return _number(about, value, unit, "mean over draws", quantiles(flat, chance, (0.05, 0.95)))


def median(about: About, values: Floats, weights: Floats, unit: Unit = "value") -> Number:
    """Median over draws and accounts (infinite values allowed) with the 5 and 95 per cent points."""
    low, middle, high = quantiles(values.ravel(), weights.ravel(), (0.05, 0.5, 0.95))
    return _number(about, middle, unit, "median over draws", (low, high))


def point(about: About, value: float, unit: Unit, kind: Kind = "at central values") -> Number:
    """A number without a band."""
    return _number(about, value, unit, kind, None)


def quantiles(values: Floats, weights: Floats, levels: tuple[float, ...]) -> tuple[float, ...]:
    """Weighted quantiles (the smallest value at which the weight below reaches the level)."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    reached /= reached[-1]
    rows = np.minimum(np.searchsorted(reached, np.array(levels) - 1e-12), values.size - 1)
    return tuple(float(values[order[row]]) for row in rows)


def words_for(value: float, unit: Unit) -> str:
    """The number as a person reads it."""
    if not np.isfinite(value) and unit == "days":
        return "not dated"
    if not np.isfinite(value) and unit == "points":
        return "ruled out"
    if not np.isfinite(value):
        return "no break in the model" if unit == "months" else "none suffices"
    if unit == "credibility":
        return "none needed" if value <= 0.0 else "none suffices" if value > 1.0 else f"{100 * value:.0f} %"
    if unit == "share":
        return f"{100 * value:.0f} %"
    if unit == "months" and value == 0.0:
        return "at once"
    if unit == "months":
        return "more than 100 years" if value > LONG_MONTHS else f"{value:.0f} months"
    if unit == "count":
        return f"{value:,.0f}"
    if unit == "decibans":
        return f"{value:+.1f} dB"
    if unit == "days":
        return f"{value:.0f} day{'' if value == 1 else 's'}"
    if unit == "points" and abs(value) < 0.0005:
        return "no change"
    if unit == "points":
        return f"{100 * value:+.1f} points".replace("-", "\u2212")
    if unit == "bits":
        return f"{value:.3f} bits"
    return f"{value:.2f}"


def _number(about: About, value: float, unit: Unit, kind: Kind, band: tuple[float, ...] | None) -> Number:
    finite = [edge if np.isfinite(edge) else None for edge in band] if band else [None, None]
    return Number(
        id=about.id,
        label=about.label,
        value=_tidy(value),
        text=words_for(value, unit),
        unit=unit,
        kind=kind,
        rule=about.rule,
        inputs=about.inputs,
        low=_tidy(finite[0]),
        high=_tidy(finite[1]),
    )


def _tidy(value: float | None) -> float | None:
    """Ten significant digits, so that files do not differ in the last bit between machines; no infinities."""
    if value is None or not np.isfinite(value):
        return None
    return float(f"{value:.10g}")
