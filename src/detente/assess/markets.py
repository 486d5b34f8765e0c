"""Moves of prices as evidence on the chance of a deal, over the assumed uplifts."""

from __future__ import annotations

import numpy as np

from detente.assess.backing import MarketLine
from detente.assess.drawing import Draws
from detente.assess.numbers import About, median, point, share
from detente.case.case import Case
from detente.motives.choice import market_shift


def market_lines(case: Case, draws: Draws) -> tuple[MarketLine, ...]:
    """One line per market of the case: by how much its move says that a deal became likelier.

    Parameters
    ----------
    case : Case
    draws : Draws

    Returns
    -------
    tuple of MarketLine
        In the order of the case. Nothing else in an assessment depends on them.
    """
    return tuple(_line(case, draws, id) for id in case.markets)


def _line(case: Case, draws: Draws, id: str) -> MarketLine:
    market, path = case.markets[id], f"markets.{id}"
    move, uplift = draws(f"{path}.move"), draws(f"{path}.uplift")
    shift = move / uplift
    possible = (np.abs(shift) <= 1.0).astype(np.float64)[None, :]

    def about(key: str, label: str, *inputs: str) -> About:
        return About(f"market.{id}.{key}", label, "market", inputs or (f"{path}.",))

    told = about("shift", "change of the chance of a deal that the move speaks for")
    if possible.any():
        middle = median(told, shift[None, :], possible, "points")
    else:
        middle = point(told, float("nan"), "points")
    ruled = about("ruled_out", "assumed uplifts that the move rules out")
    ends = sorted(
        {r for reading in market.uplift.readings for r in (reading.low, reading.middle, reading.high)}
    )
    rows = []
    for number, (at, change) in enumerate(market_shift(market.move.central, ends)):
        label = f"change of the chance of a deal if one would move the price by {100 * at:+.3g} %"
        known = about(f"at_{number}", label, f"{path}.move")
        rows.append((f"{at:g}", point(known, float("nan") if change is None else change, "points")))
    return MarketLine(
        id=id,
        what=market.what,
        because=market.because,
        shift=middle,
        ruled_out=share(ruled, 1.0 - possible, np.ones_like(possible)),
        by_uplift=tuple(rows),
    )
