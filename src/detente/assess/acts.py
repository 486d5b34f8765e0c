"""What accepting or refusing a package would say about its author: likelihoods out of the case itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.assess.beliefs import posteriors, usable
from detente.assess.binding import bind, terms_of
from detente.assess.choices import NO_DEAL, play_proposal, values_of
from detente.assess.drawing import central
from detente.case.case import Case
from detente.errors import ShapeError, UnknownIdError
from detente.motives.choice import RATIONALITY, Inference, act_likelihood, infer_from_choices


@dataclass(frozen=True, slots=True)
class Act:
    """A package accepted or refused, with what each choice is worth under each account of the party."""

    package: str
    accepted: bool
    deal: Mapping[str, float]
    no_deal: Mapping[str, float]
    likelihood: Mapping[str, float]


def act_of(case: Case, party: str, package: str, accepted: bool, grid_points: int = 46) -> Act:
    """How likely each account of a party's goals makes it to accept or refuse a proposed package.

    A party is taken to choose between the value of the deal, its possible collapse included, and the
    value of no deal, mostly but not always for the better; how closely is integrated out.

    Parameters
    ----------
    case : Case
    party : str
    package : str
        Id of a proposal of the case that would end the fighting.
    accepted : bool
        What the party did.
    grid_points : int
        As for ``assess``.

    Returns
    -------
    Act
        At central values; accounts that value nothing ("none of these") are left out.

    Raises
    ------
    UnknownIdError
        No such party or proposal.
    ShapeError
        The package leaves the fighting going: refusing it is no choice between deal and war.
    """
    from detente.case.near import did_you_mean

    if party not in case.parties:
        raise UnknownIdError(f"the case has no party {party!r}: {did_you_mean(party, case.parties)}")
    if package not in case.proposals:
        raise UnknownIdError(f"the case has no proposal {package!r}: {did_you_mean(package, case.proposals)}")
    drawn = central(case.quantities())
    bound = bind(case, drawn)
    full = case.fill(case.proposals[package].package)
    terms = terms_of(bound, full)
    if terms.fighting:
        raise ShapeError(f"{package} leaves the fighting going on, so it is no choice between a deal and war")
    played = {package: play_proposal(bound, package, grid_points)}
    chances = usable(case, posteriors(case, drawn))
    lead = bound.leads[bound.attacker]
    weights = np.stack([chances[lead][goal] for _, goal in bound.stances(lead)])
    deal, no_deal = (
        {goal: float(worth[0]) for goal, worth in values_of(bound, party, name, weights, played).items()}
        for name in (package, NO_DEAL)
    )
    menu = {goal: (deal[goal], no_deal[goal]) for goal in deal}
    return Act(package, accepted, deal, no_deal, act_likelihood(menu, 0 if accepted else 1))


def beliefs_after(beliefs: Mapping[str, float], acts: Sequence[Act]) -> Inference:
    """Beliefs after acts, one rationality for all of them.

    An account of which the acts say nothing ("none of these") is as likely to act as the average of
    the others, so its chance moves only because theirs do not.

    Raises
    ------
    ShapeError
        No acts, or none of the accounts is valued.
    """
    if not acts:
        raise ShapeError("beliefs_after: there are no acts")
    named = tuple(acts[0].deal)
    total = sum(beliefs[goal] for goal in named)
    if total <= 0:
        raise ShapeError("beliefs_after: no account that values anything has any chance")
    menus = [
        ({goal: (act.deal[goal], act.no_deal[goal]) for goal in named}, 0 if act.accepted else 1)
        for act in acts
    ]
    found = infer_from_choices({goal: beliefs[goal] / total for goal in named}, menus, RATIONALITY)
    after = {
        goal: found.posterior[goal] * total if goal in named else chance for goal, chance in beliefs.items()
    }
    return Inference(after, found.rationality, found.mean_rationality)


__all__ = ["Act", "act_of", "beliefs_after"]
