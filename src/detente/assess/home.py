"""Consent at home: the least gain at which enough of a party's ratifiers agree."""

from __future__ import annotations

import numpy as np

from detente.assess.binding import Floats
from detente.assess.drawing import Draws
from detente.case.case import Case


def least_gain(case: Case, draws: Draws, party: str, quota: int | None = None) -> Floats | None:
    """(draws,) gain over no deal at which enough ratifiers agree; None where the party has none.

    Parameters
    ----------
    case : Case
    draws : Draws
    party : str
    quota : int, optional
        How many of the ratifiers must agree; as the case says where left out.
    """
    record = case.parties[party]
    if not record.ratifiers:
        return None
    needed = quota or record.ratifier_quota or len(record.ratifiers)
    margins = np.stack([margin_of(case, draws, party, body) for body in record.ratifiers])
    return np.asarray(np.sort(margins, axis=0)[needed - 1])


def margin_of(case: Case, draws: Draws, party: str, body: str) -> Floats:
    """(draws,) gain at which one body agrees: the margin of the member whose vote makes the quota.

    Of n members in order of what they ask for, the k-th stands at the (k - 1/2)/n point of a normal
    distribution around the middle member's margin; of a body without seats there is one margin.
    """
    path = f"parties.{party}.ratifiers.{body}"
    record = case.parties[party].ratifiers[body]
    margin = draws(f"{path}.margin")
    if record.seats is None or record.spread is None:
        return margin
    from scipy.special import ndtri

    needed = record.quota or record.seats // 2 + 1
    return np.asarray(margin + draws(f"{path}.spread") * ndtri((needed - 0.5) / record.seats))
