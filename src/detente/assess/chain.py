"""The one chain: case, draws, values of the settlement game, consent, verdicts (docs/methods/assess.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from detente.assess.beliefs import belief_lines, posteriors, signal_lines, usable
from detente.assess.binding import Bound, bind, terms_of, war_values
from detente.assess.candidates import Candidate
from detente.assess.chosen import Chosen, best_of_each, outcomes_of
from detente.assess.drawing import draw
from detente.assess.information import assumption_groups, information_cells, key_assumptions
from detente.assess.judgements import bottom_line, confidence, in_words, judgements
from detente.assess.judging import play
from detente.assess.levers import lever_lines, lever_rows
from detente.assess.markets import market_lines
from detente.assess.mind import belief_evidence, minds, next_observations
from detente.assess.moratoria import moratorium_lines
from detente.assess.naming import entered
from detente.assess.numbers import About, mean
from detente.assess.pictured import pictured
from detente.assess.ranks import RankTable
from detente.assess.records import Assessment, Assumption, Number, Settings, Verdict, WarOutlook
from detente.assess.search import Found, search
from detente.assess.trace import Trace
from detente.assess.tracing import package_trace, trace_draws
from detente.assess.verdicts import Bench, judge, refusal_cuts
from detente.case.case import Case
from detente.doubt.draws import Method
from detente.doubt.scales import find_scale
from detente.version import VERSION

HORIZONS = (12, 36, 60, 120)
SearchBy = Literal["race", "wide", "all"]
#: Told how far a long run is: what is being done, steps done, steps in all.
Progress = Callable[[str, int, int], None]


def _silent(what: str, done: int, total: int) -> None:
    """No progress wanted."""


# Two settings more than the six that are the rule: each has a default that is right for the page.
def assess(
    case: Case,
    draws: int = 400,
    seed: int = 1,
    *,
    grid_points: int = 46,
    scale: str | None = None,
    sampling: Method = "latin",
    search_by: SearchBy = "race",
    progress: Progress = _silent,
) -> Assessment:
    """Judge the packages of a case: who signs, who blocks, what breaks them and when, how sure we are.

    Every quantity is drawn once and the same draws serve all packages. Values are those of the
    settlement game, the deal's possible collapse included; acceptance is judged on them and never on
    the paper terms.

    Parameters
    ----------
    case : Case
        A loaded case.
    draws : int
        Number of draws; 400 give a standard error of at most 2.5 points on a share.
    seed : int
        The same seed gives the same numbers.
    grid_points : int
        Points of the grid of power in the settlement game.
    scale : str
        Scale of words of likelihood: ``icd203``, ``ipcc``, ``nz``, ``kent``, or one of your own in one line
        (``House scale: doubtful 0 to 0.5; expected 0.5 to 1``). Left out: the case's own, else ``icd203``.
    sampling : "latin" or "sobol"
        Latin hypercube, or scrambled Sobol points.
    search_by : "race", "wide" or "all"
        How the package likeliest to be signed and hold is looked for: a race of all packages over a few draws
        and the better ones over more; the same over more draws; or all packages over all draws.
    progress : callable
        Called with what is being done, steps done and steps in all.

    Returns
    -------
    Assessment
        Verdicts on the packages put forward and on the best found by search, with everything that a
        page needs.

    Raises
    ------
    ShapeError
        Fewer than one draw, an unknown scale, or values of the case outside what a model allows.
    """
    return run(
        case, draws, seed, grid_points=grid_points, scale=scale, sampling=sampling,
        search_by=search_by, progress=progress,
    ).assessment  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """An assessment with what it was read off: for questions about its evidence afterwards."""

    assessment: Assessment
    held: Trace
    ranks: RankTable


# As many settings as ``assess``.
def run(
    case: Case,
    draws: int = 400,
    seed: int = 1,
    *,
    grid_points: int = 46,
    scale: str | None = None,
    sampling: Method = "latin",
    search_by: SearchBy = "race",
    progress: Progress = _silent,
) -> Run:
    """As ``assess``, with the arrays behind the shares and the ranks of the draws."""
    words = scale if scale is not None else case.scale
    find_scale(words)  # a scale that does not exist is refused before anything is played
    settings = Settings(draws, seed, grid_points, HORIZONS, words, sampling, search_by)
    progress("drawing", 0, 1)
    drawn = draw(case, draws, seed, sampling)
    bound = bind(case, drawn)
    table = posteriors(case, drawn)
    bench = Bench(bound, usable(case, table), settings, RankTable.of(bound))
    progress("searching all packages", 0, 1)
    found = search(case, bench, grid_points, progress)
    candidates = [*proposals(case), *found.candidates]
    verdicts, held = _verdicts(bench, candidates, progress)
    chosen = best_of_each(held, verdicts)
    assumptions = assumption_lines(case, verdicts)
    key = key_assumptions(case, assumptions, bench.ranks, outcomes_of(held))
    information, gaps = information_cells(case)
    beliefs = belief_lines(case, drawn, table)
    moratoria = moratorium_lines(case, drawn)
    progress("writing up", 0, 1)
    assessment = Assessment(
        title=case.title,
        as_of=case.as_of,
        version=VERSION,
        case_digest=case.digest,
        settings=settings,
        breaker=bound.leads[bound.attacker],
        defender=bound.leads[bound.defender],
        bottom_line=bottom_line(case, verdicts, words),
        judgements=judgements(case, verdicts, beliefs, bound.leads[bound.attacker], words),
        verdicts=verdicts,
        space=found.space,
        principles=found.principles,
        beliefs=beliefs,
        signals=signal_lines(case),
        war=war_outlooks(bench),
        moratoria=moratoria,
        assumptions=assumptions,
        limits=limits_of(case, bound, found),
        information=information,
        gaps=gaps,
        minds=minds(bench, held, chosen),
        beliefs_rest_on=belief_evidence(case, held),
        next_observations=next_observations(case),
        markets=market_lines(case, drawn),
        key_assumptions=key,
        assumption_groups=assumption_groups(case, assumptions, key),
        levers=lever_lines(bound, settings, chosen, {each.id: each for each in candidates}),
        lever_draws=lever_rows(draws).size,
        pictures=pictured(bound, found, _headlines(chosen, candidates), moratoria),
    )
    return Run(assessment, held, bench.ranks)


def _headlines(
    chosen: Sequence[Chosen], candidates: Sequence[Candidate]
) -> list[tuple[str, Mapping[str, str]]]:
    """Label and levels of the packages that the page says more about."""
    packages = {candidate.id: candidate.package for candidate in candidates}
    return [(one.label, packages[one.id]) for one in chosen]


def proposals(case: Case) -> list[Candidate]:
    """The packages that somebody has put forward, issues left out staying as while the fighting goes on."""
    return [
        Candidate(
            id=id,
            label=proposal.label,
            package=case.fill(proposal.package),
            by=proposal.by,
            because=proposal.because,
            note=proposal.note or "",
        )
        for id, proposal in case.proposals.items()
    ]


def _verdicts(
    bench: Bench, candidates: Sequence[Candidate], progress: Progress
) -> tuple[tuple[Verdict, ...], Trace]:
    """One verdict per package that would end the fighting, and what each rests on; the others are moves."""
    out, packages = [], []
    for number, candidate in enumerate(candidates):
        progress("playing packages", number, len(candidates))
        terms = terms_of(bench.bound, candidate.package)
        if not terms.fighting:
            cuts = refusal_cuts(bench.bound, candidate.package)
            played = play(bench.bound, candidate.package, terms, cuts, bench.settings.grid_points)
            verdict = judge(bench, candidate, played)
            words = in_words(bench.bound.case, verdict, bench.settings.scale)
            out.append(replace(verdict, in_words=words, confidence=confidence(bench.bound.case, verdict)))
            packages.append(package_trace(bench.bound, candidate, played, HORIZONS))
    settings = bench.settings
    bare = trace_draws(bench.bound.case, (), bench.bound.draws, settings.seed, settings.grid_points, HORIZONS)
    return tuple(out), replace(bare, packages=tuple(packages))


def war_outlooks(bench: Bench) -> tuple[WarOutlook, ...]:
    """What no deal is worth to every party, and what it would be worth without each support link."""
    bound = bench.bound
    out = []
    for party, record in bound.case.parties.items():

        def outlook(cuts: tuple[str, ...], id: str, label: str, party: str = party) -> Number:
            values = [
                war_values(bound, stance, cuts) * bench.chances[party][stance[1]]
                for stance in bound.stances(party)
            ]
            inputs = bench.paths(f"parties.{party}.", "war.", *(f"support.{link}." for link in cuts))
            ones = np.ones((1, bound.draws.size))
            return mean(About(id, label, "war-value", inputs), np.sum(values, axis=0)[None, :], ones)

        links = tuple(
            (
                link,
                outlook(
                    (link,),
                    f"war.{party}.without.{link}",
                    f"no deal without {entry.name or link}, to {record.name}",
                ),
            )
            for link, entry in bound.case.support.items()
        )
        out.append(
            WarOutlook(party, record.name, outlook((), f"war.{party}", f"no deal, to {record.name}"), links)
        )
    return tuple(out)


def assumption_lines(case: Case, verdicts: Sequence[Verdict]) -> tuple[Assumption, ...]:
    """Every quantity that rests on no statement; the weakest points of verdicts first."""
    weakest: dict[str, list[str]] = {}
    for verdict in verdicts:
        if verdict.weakest:
            weakest.setdefault(verdict.weakest, []).append(verdict.label)
    lines = [
        Assumption(
            path=path,
            entered=entered(quantity.readings),
            reason=quantity.assumed or "no reason given",
            place=_place(case, path),
            moves="; ".join(weakest.get(path, ())),
        )
        for path, quantity in case.quantities().items()
        if quantity.mark == "assumed"
    ]
    return tuple(sorted(lines, key=lambda line: (not line.moves, line.path)))


def _place(case: Case, path: str) -> str:
    """File, line and column within the case folder, so that a page is the same wherever the case lies."""
    place = case.place(path)
    return str(replace(place, file=place.file.replace("\\", "/").rsplit("/", 1)[-1]))


def limits_of(case: Case, bound: Bound, found: Found) -> tuple[str, ...]:
    """What the model does not know, in sentences for the page."""
    breaker = case.parties[bound.leads[bound.attacker]].name
    defender = case.parties[bound.leads[bound.defender]].name
    unnamed = [
        case.parties[party].name
        for party, record in case.parties.items()
        if any(not goal.weights for goal in record.goals.values())
    ]
    lines = [
        f"Values come from a settlement game in which {breaker} chooses when to break and {defender} keeps the deal. "
        f"Whether {defender} would break comes from a mirrored game; survival counts breaks by either as exclusive, "
        "the least that the two games allow.",
        "Terms stay fixed after signature: no renegotiation. Power is one number with bounds; the bounds matter a lot.",
        "An attack that nobody sees coming meets no guarantor, not even late. A guarantee protects the defender only.",
        "Outside support that may lapse ends all at once under a settlement, at the hazard that gives the same expected loss; rearming does not fall with it.",
        "Survival is conditional on signature, also for packages that somebody would refuse.",
        "A small risk that a guarantee lapses can make an attacker wait for the lapse, so survival over five years may rise with it; read survival and value together.",
        "Parties' scales are their own: 0 is a party's worst outcome on every issue, 1 its best. They are never compared with each other.",
        "Accounts of different parties' goals are taken to be independent of each other; so are quantities, unless a case says otherwise.",
        found.method,
    ]
    if unnamed:
        lines.append(
            f"Verdicts are conditional on one of the named accounts of goals; «none of these» is possible for {', '.join(unnamed)} and is shown with its chance."
        )
    return tuple(lines)


__all__ = ["HORIZONS", "assess", "proposals"]
