"""What a settlement game is made of, one game per row."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from detente.errors import ShapeError
from detente.war.process import TOLERANCE, Floats, check_between


@dataclass(frozen=True, slots=True)
class SettlementGames:
    """Settlements to solve, one per row; every field takes one number or ``n`` of them.

    Parameters
    ----------
    power : (n,) in [power_min, power_max]
        Chance that A wins if the war were decided now, at signature. It need not lie on the grid.
    drift, shock : (n,) per month
        Mean monthly change of power under the deal (limits included), and its standard deviation.
    power_min, power_max : (n,)
        Reachable powers: the ends of the grid. They matter a lot.
    share_a, share_b : (n,) utils
        What the deal on paper is worth to A and to B while it holds.
    discount_a, discount_b : (n,) per month, in (0, 1)
        Patience.
    war_a, war_b : (n, 2)
        Intercept and slope of each side's war value in power (``process.war_line``).
    monitoring : (n,) in [0, 1]
        Chance that preparations are seen and attributed in time.
    credibility : (n,) in [0, 1]
        Chance that the guarantor acts, given attribution.
    scale : (n,) in [0, 1]
        Fall of A's power if the guarantor acts.
    penalty : (n,) utils, >= 0
        What A loses besides if the guarantor acts.
    surprise : (n,) in [0, 1]
        Gain of power for an attack that nobody saw coming.
    lapse : (n,) per month, in [0, 1)
        Hazard that the guarantee lapses for good.
    late_response : (n,) in [0, 1]
        Chance that an unseen attack is still attributed after it began, so that the guarantor may act.
    support_ends : (n,) per month, in [0, 1]
        Hazard that outside support, counted in the war values, ends for good while the settlement holds.
    support_change_a, support_change_b : (n,) utils
        What its end changes in each side's war value.
    no_deal_a, no_deal_b : (n,) utils
        What each side compares signing with; the war value at the power at signature where left out (nan). The
        two differ where the settlement itself moves power or ends support.

    Raises
    ------
    ShapeError
        A field is missing, infinite or outside its domain, or lengths differ.
    """

    power: Floats
    drift: Floats
    shock: Floats
    power_min: Floats
    power_max: Floats
    share_a: Floats
    share_b: Floats
    discount_a: Floats
    discount_b: Floats
    war_a: Floats
    war_b: Floats
    monitoring: Floats = 1.0  # type: ignore[assignment]
    credibility: Floats = 0.0  # type: ignore[assignment]
    scale: Floats = 0.0  # type: ignore[assignment]
    penalty: Floats = 0.0  # type: ignore[assignment]
    surprise: Floats = 0.0  # type: ignore[assignment]
    lapse: Floats = 0.0  # type: ignore[assignment]
    late_response: Floats = 0.0  # type: ignore[assignment]
    support_ends: Floats = 0.0  # type: ignore[assignment]
    support_change_a: Floats = 0.0  # type: ignore[assignment]
    support_change_b: Floats = 0.0  # type: ignore[assignment]
    no_deal_a: Floats = np.nan  # type: ignore[assignment]
    no_deal_b: Floats = np.nan  # type: ignore[assignment]

    def __post_init__(self) -> None:
        lines = {"war_a", "war_b"}
        names = [field.name for field in fields(self)]
        raw = {name: np.asarray(getattr(self, name), np.float64) for name in names}
        shapes = [raw[name].shape[:-1] if name in lines else raw[name].shape for name in names]
        try:
            (n,) = np.broadcast_shapes((1,), *shapes)
        except ValueError:
            sizes = ", ".join(f"{name} {shape}" for name, shape in zip(names, shapes, strict=True) if shape)
            raise ShapeError(
                f"SettlementGames: every field needs one number or n of them; found {sizes}"
            ) from None
        for name in names:
            shape = (n, 2) if name in lines else (n,)
            if name in lines and raw[name].shape[-1:] != (2,):
                raise ShapeError(f"{name}: found shape {raw[name].shape}, needs (n, 2): intercept and slope")
            object.__setattr__(self, name, np.ascontiguousarray(np.broadcast_to(raw[name], shape)))
        _check_games(self)

    def __len__(self) -> int:
        return int(self.power.size)

    def packed(self) -> Floats:
        """All fields that the play depends on as one (n, columns) array, for the compiled kernels."""
        lines = [self.war_a[:, 0], self.war_a[:, 1], self.war_b[:, 0], self.war_b[:, 1]]
        before = [getattr(self, field.name) for field in fields(self)[:9]]
        after = [getattr(self, field.name) for field in fields(self)[11:-2]]
        return np.ascontiguousarray(np.stack([*before, *lines, *after], axis=1))

    def values_of_no_deal(self) -> tuple[Floats, Floats]:
        """(n,) what A and B compare signing with, utils."""
        at_war = (line[:, 0] + line[:, 1] * self.power for line in (self.war_a, self.war_b))
        given = (self.no_deal_a, self.no_deal_b)
        first, second = (np.where(np.isnan(own), war, own) for own, war in zip(given, at_war, strict=True))
        return first, second

    def rows(self, which: NDArray[np.integer] | slice) -> SettlementGames:
        """The games of some rows."""
        return SettlementGames(**{field.name: getattr(self, field.name)[which] for field in fields(self)})


def swap_roles(games: SettlementGames, **guarantee: Floats | float) -> SettlementGames:
    """The same settlements with A and B exchanged: B may attack A later.

    The guarantee of ``games`` protects B and is not carried over; give what protects A, by field name.
    Support that may end stays as it is.

    Examples
    --------
    >>> deal = SettlementGames(
    ...     power=0.4,
    ...     drift=0.01,
    ...     shock=0.0,
    ...     power_min=0.0,
    ...     power_max=0.9,
    ...     share_a=0.3,
    ...     share_b=0.7,
    ...     discount_a=0.99,
    ...     discount_b=0.98,
    ...     war_a=[0.0, 1.0],
    ...     war_b=[1.0, -1.0],
    ... )
    >>> turned = swap_roles(deal, credibility=0.5, scale=0.2)
    >>> turned.power.tolist(), turned.drift.tolist(), turned.war_a.tolist(), turned.credibility.tolist()
    ([0.6], [-0.01], [[0.0, 1.0]], [0.5])
    """

    def turned(line: Floats) -> Floats:
        return np.stack([line[:, 0] + line[:, 1], -line[:, 1]], axis=1)

    return SettlementGames(
        power=1 - games.power,
        drift=-games.drift,
        shock=games.shock,
        power_min=1 - games.power_max,
        power_max=1 - games.power_min,
        share_a=games.share_b,
        share_b=games.share_a,
        discount_a=games.discount_b,
        discount_b=games.discount_a,
        war_a=turned(games.war_b),
        war_b=turned(games.war_a),
        support_ends=games.support_ends,
        support_change_a=games.support_change_b,
        support_change_b=games.support_change_a,
        no_deal_a=games.no_deal_b,
        no_deal_b=games.no_deal_a,
        **guarantee,  # type: ignore[arg-type]
    )


def _check_games(games: SettlementGames) -> None:
    for name in ("power_min", "power_max", "monitoring", "credibility", "scale", "surprise", "late_response"):
        check_between(name, getattr(games, name), 0.0, 1.0)
    for name in ("discount_a", "discount_b"):
        check_between(name, getattr(games, name), 0.0, 1.0, open_ends=True)
    for name, top in (("shock", 1.0), ("penalty", 1e9)):
        check_between(name, getattr(games, name), 0.0, top)
    for name in ("lapse", "support_ends"):
        check_between(name, getattr(games, name), 0.0, 1.0)
    for name in ("drift", "share_a", "share_b", "war_a", "war_b", "support_change_a", "support_change_b"):
        check_between(name, getattr(games, name), -1e9, 1e9)
    for name in ("no_deal_a", "no_deal_b"):
        given = getattr(games, name)
        check_between(name, given[~np.isnan(given)], -1e9, 1e9)
    if not (games.power_min < games.power_max).all():
        row = int(np.flatnonzero(~(games.power_min < games.power_max))[0])
        raise ShapeError(
            f"power_max: row {row} has {games.power_max[row]:g}, not above power_min {games.power_min[row]:g}"
        )
    outside = (games.power < games.power_min - TOLERANCE) | (games.power > games.power_max + TOLERANCE)
    if outside.any():
        row = int(np.flatnonzero(outside)[0])
        ends = f"[{games.power_min[row]:g}, {games.power_max[row]:g}]"
        raise ShapeError(f"power: row {row} has {games.power[row]:g}, outside the reachable powers {ends}")
