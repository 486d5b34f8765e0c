"""The pictures of a dossier by their ids, those that the assessment has something to draw for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.assess.records import Assessment, Verdict
from detente.assess.views import answers_of, comparison_of, guarantees_of, survival_of
from detente.dossier.figures import belief_picture, credibility_picture, party_picture
from detente.dossier.figures_choices import coalition_picture, ledger_picture
from detente.dossier.figures_deals import (
    acceptance_picture,
    parallel_picture,
    reservation_picture,
)
from detente.dossier.figures_frontier import frontier_figure
from detente.dossier.figures_mind import lever_picture, tornado_picture
from detente.dossier.figures_war import power_picture, signature_picture, survival_picture
from detente.dossier.sheet import (
    Picture,
)

BAND = "mean over draws; band: 10 to 90 % of draws."
NOTE = "Central values and the likeliest accounts of aims; worth counts the possible collapse. Numbered: packages put forward and found."


def pictures_of(a: Assessment, names: Mapping[str, str]) -> dict[str, Picture]:
    """Every picture of the dossier by its id; ``names`` are the parties' names by their ids."""
    settling = [verdict for verdict in a.verdicts if verdict.settles]
    found = _of_packages(settling) if settling else []
    found += [
        *(tornado_picture(a.verdict(mind.verdict), mind) for mind in a.minds if mind.drivers),
        *([lever_picture(a.levers)] if a.levers else []),
        *(
            belief_picture(a, party, names[party])
            for party in dict.fromkeys(belief.party for belief in a.beliefs)
            if any(signal.about == party for signal in a.signals)
        ),
    ]
    drawn = a.pictures
    if drawn is not None:
        found += [frontier_figure(drawn.frontier, drawn.marked, NOTE)] if drawn.frontier else []
        found += [signature_picture(drawn.fields)] if drawn.fields else []
        found += [power_picture(drawn.powers)] if drawn.powers else []
        found += [ledger_picture(drawn.ledgers)] if drawn.ledgers else []
        found += [
            coalition_picture(curve, name, f"tipping-{n}") for n, (name, curve) in enumerate(drawn.coalitions)
        ]
    return {picture.id: picture for picture in found}


def _of_packages(settling: Sequence[Verdict]) -> list[Picture]:
    seen = comparison_of(settling)
    return [
        acceptance_picture(seen.parties, answers_of(settling)),
        survival_picture(survival_of(settling), BAND),
        reservation_picture(seen),
        parallel_picture(seen),
        credibility_picture(guarantees_of(settling)),
        *(party_picture(verdict) for verdict in settling),
    ]
