"""Packages played once over the draws, with everything kept that questions about their evidence need."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from detente.assess.binding import Bound, bind, terms_of, war_values
from detente.assess.candidates import Candidate
from detente.assess.choices import goal_records
from detente.assess.drawing import Draws, draw
from detente.assess.judging import TOLERANCE, Played, is_ratified, play, refusal_values
from detente.assess.trace import Floats, PackageTrace, Stance, Trace
from detente.assess.verdicts import needed_parties, refusal_cuts
from detente.case.case import Case
from detente.case.weights import Scales
from detente.doubt.draws import Method
from detente.war.hold import SIGNATURES

Progress = Callable[[str, int, int], None]


def _silent(what: str, done: int, total: int) -> None:
    """No progress wanted."""


# Two more than the six that are the rule, as for ``assess``, and who is told how far it is.
def trace(
    case: Case,
    candidates: Sequence[Candidate],
    draws: int,
    seed: int,
    *,
    grid_points: int = 46,
    horizons: tuple[int, ...] = (12, 36, 60, 120),
    sampling: Method = "latin",
    progress: Progress = _silent,
) -> Trace:
    """Play the packages once and keep what every question about their evidence needs.

    Parameters
    ----------
    case : Case
    candidates : sequence of Candidate
        Packages; those that leave the fighting going are left out.
    draws, seed, grid_points, sampling
        As for ``assess``; the numbers are the same as there.
    horizons : tuple of int
        Months.
    progress : callable
        Told before each package.

    Returns
    -------
    Trace

    Raises
    ------
    ShapeError
        As ``assess``.
    """
    drawn = draw(case, draws, seed, sampling)
    return trace_draws(case, candidates, drawn, seed, grid_points, horizons, progress)


def trace_draws(
    case: Case,
    candidates: Sequence[Candidate],
    drawn: Draws,
    seed: int,
    grid_points: int = 46,
    horizons: tuple[int, ...] = (12, 36, 60, 120),
    progress: Progress = _silent,
) -> Trace:
    """As ``trace``, for draws already made (or changed)."""
    bound = bind(case, drawn)
    packages = []
    for number, candidate in enumerate(candidates):
        progress(f"playing packages over {drawn.size} draws", number, len(candidates))
        terms = terms_of(bound, candidate.package)
        if not terms.fighting:
            cuts = refusal_cuts(bound, candidate.package)
            played = play(bound, candidate.package, terms, cuts, grid_points, max(horizons))
            packages.append(package_trace(bound, candidate, played, horizons))
    scales = Scales(case)
    readings = scales.mixtures(case)
    return Trace(
        case_digest=case.digest,
        draws=drawn.size,
        seed=seed,
        lead=bound.leads[bound.attacker],
        horizons=horizons,
        signatures=SIGNATURES,
        records=goal_records(case, drawn),
        goals={party: tuple(goal for _, goal in bound.stances(party)) for party in case.parties},
        readings=readings,
        unjudged=scales.unjudged,
        labels={path: drawn.labels[path] for path in readings},
        signals={signal.id: signal.because for signal in case.signals},
        about={signal.id: signal.about for signal in case.signals},
        packages=tuple(packages),
    )


def package_trace(
    bound: Bound, candidate: Candidate, played: Played, horizons: tuple[int, ...]
) -> PackageTrace:
    """Who would sign one package in each draw under each account, and how surely it holds then."""
    lead = bound.leads[bound.attacker]
    cuts = refusal_cuts(bound, candidate.package)
    shape = played.classes.shape
    freely, coerced = {}, {}
    for party in bound.case.parties:
        for row, stance in enumerate(bound.stances(party)):
            worth, no_deal = played.values[stance], war_values(bound, stance)
            alone = war_values(bound, stance, cuts) if cuts else no_deal
            free = (worth >= no_deal - TOLERANCE) & is_ratified(bound, party, worth - no_deal)
            forced = ~free & (worth >= alone - TOLERANCE) & is_ratified(bound, party, worth - alone)
            if party == lead:
                free, forced = free[row : row + 1], forced[row : row + 1]
            keep = (1, shape[1]) if party == lead else shape
            freely[stance], coerced[stance] = np.broadcast_to(free, keep), np.broadcast_to(forced, keep)
    return PackageTrace(
        id=candidate.id,
        label=candidate.label,
        package=tuple(candidate.package.items()),
        needed=needed_parties(bound, played),
        freely=freely,
        coerced=coerced,
        worth=_worth(bound, candidate, played, cuts),
        survival=np.stack([played.survival[:, :, month] for month in horizons]),
        classes=played.classes,
    )


def _worth(
    bound: Bound, candidate: Candidate, played: Played, cuts: Sequence[str]
) -> dict[str, dict[Stance, Floats]]:
    """What a package is worth to every stance: on paper, as a deal, against no deal and against refusing alone."""
    worth: dict[str, dict[Stance, Floats]] = {"paper": {}, "value": {}, "war": {}, "alone": {}}
    lead = bound.leads[bound.attacker]
    for party in bound.case.parties:
        for row, stance in enumerate(bound.stances(party)):
            deal = played.values[stance]
            worth["value"][stance] = deal[row : row + 1] if party == lead else deal
            worth["paper"][stance] = bound.utility(stance, candidate.package)[None, :]
            worth["war"][stance] = war_values(bound, stance)[None, :]
            worth["alone"][stance] = refusal_values(bound, stance, cuts)[None, :]
    return worth
