"""Chance that each package of a case is signed and holds, in one draw: quick enough for all packages and many draws.

What somebody needed rejects on paper under every account is not played and counts as 0, as in the search at
central values. A break by the defender is not counted here; the verdicts count it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.assess.binding import Bound, Stance, support_under_deal
from detente.assess.field import Field, Ground, lay_out
from detente.assess.playing import (
    COARSE_GRID,
    HORIZON,
    LEAST_CHANCE,
    TOLERANCE,
    discounts_of,
    families_of,
    lines_after,
    margin_of,
    stances_of,
    values_without,
)
from detente.assess.worths import utilities_of
from detente.war.families import Signers, signed_and_kept

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Beliefs = Mapping[str, Mapping[str, Floats]]


@dataclass(frozen=True, slots=True)
class _Side:
    """One party in one draw: accounts, their chances, least values by refusal, worth of the packages in play."""

    party: str
    stances: tuple[Stance, ...]
    weights: Floats
    least: Floats
    utility: Floats


def remember_lines(bound: Bound, ground: Ground) -> None:
    """Work out the war lines of all draws at once, so that single draws (``Bound.at``) need not."""
    for stance in stances_of(bound):
        for cuts in {(), *ground.cut_sets, *ground.refusal_cuts}:
            support_under_deal(bound, stance, cuts)


def chances_in_draw(
    bound: Bound,
    beliefs: Beliefs,
    ground: Ground,
    rows: Rows | None = None,
    grid_points: int = COARSE_GRID,
    least_chance: float = LEAST_CHANCE,
) -> Floats:
    """Chance that everybody needed signs each package and the attacker does not break it for 60 months.

    Parameters
    ----------
    bound : Bound
        The case bound to one draw.
    beliefs : mapping of party to goal to (1,) array
        Chances of the accounts in that draw.
    ground : Ground
        From ``field.survey``.
    rows : (k,) int, optional
        Rows of the ground; all of them where left out.
    grid_points : int
    least_chance : float
        Accounts of the attacker below this chance are left out (the others weigh more), but not the likeliest;
        0 counts all.

    Returns
    -------
    (k,) array
    """
    field = lay_out(bound, ground)
    asked = np.arange(len(ground.packages)) if rows is None else rows
    sides: list[_Side] = []
    left = np.arange(len(asked))
    for party in _in_order(bound):
        side, stay = _on_paper(bound, beliefs[party], ground, asked[left], party)
        left = left[stay]
        sides = [_only(each, stay) for each in (*sides, side)]
    out = np.zeros(len(asked))
    if left.size:
        out[left] = _played(bound, field, asked[left], sides, (grid_points, least_chance))
    return out


def _in_order(bound: Bound) -> list[str]:
    """The attacker, the defender, everybody else: whoever rejects most comes first."""
    fighters = [bound.leads[bound.attacker], bound.leads[bound.defender]]
    return [*fighters, *(party for party in bound.case.parties if party not in fighters)]


def _on_paper(
    bound: Bound, beliefs: Mapping[str, Floats], ground: Ground, rows: Rows, party: str
) -> tuple[_Side, NDArray[np.bool_]]:
    """A party's side of some packages, and which of them it would accept on paper under some account."""
    stances = bound.stances(party)
    utility = utilities_of(bound, ground.packages[rows], stances)
    alone = values_without(bound, stances, ground.refusal_cuts)[1]
    number = list(bound.case.parties).index(party)
    fine = (utility >= alone[ground.refusal[rows]] - TOLERANCE).any(axis=1)
    weights = np.array([float(beliefs[goal][0]) for _, goal in stances])
    side = _Side(party, stances, weights, alone + margin_of(bound, party) - TOLERANCE, utility)
    return side, fine | ~ground.needs[rows, number]


def _only(side: _Side, stay: NDArray[np.bool_]) -> _Side:
    return _Side(side.party, side.stances, side.weights, side.least, side.utility[stay])


def _played(bound: Bound, field: Field, rows: Rows, sides: list[_Side], how: tuple[int, float]) -> Floats:
    """Chances of packages that nobody needed rejects on paper, the attacker's accounts mixed."""
    (grid_points, least_chance), ground = how, field.ground
    lead, others = sides[0], sides[1:]
    parties = [side.party for side in others]
    numbers = [list(bound.case.parties).index(party) for party in parties]
    present = np.unique(ground.family[rows])
    least = min(least_chance, float(lead.weights.max()))
    counted = [place for place, weight in enumerate(lead.weights) if weight >= least]
    total = sum(float(lead.weights[place]) for place in counted)
    out = np.zeros(len(rows))
    for place in counted:
        signers = Signers(
            discounts=discounts_of(bound, parties),
            needed=ground.needs[rows][:, numbers],
            accounts=np.cumsum([0, *(len(side.stances) for side in others)]),
            weights=np.concatenate([side.weights for side in others]),
            utility=np.concatenate([side.utility for side in others], axis=1),
            war=lines_after(bound, ground, [stance for side in others for stance in side.stances]),
            war_row=ground.cuts[ground.families[present]],
            least=np.concatenate([side.least for side in others], axis=1),
            least_a=lead.least[:, place],
            least_row=ground.refusal[rows],
        )
        families = families_of(bound, field, rows, lead.stances[place], lead.utility[:, place])
        out += lead.weights[place] / total * signed_and_kept(families, signers, HORIZON, grid_points)
    return out
