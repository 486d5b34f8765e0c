"""What named scenarios do to the best packages: paired differences on common draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from detente.assess.backing import Lever, LeverEffect
from detente.assess.binding import Bound
from detente.assess.candidates import Candidate
from detente.assess.chosen import Chosen, outcomes_of
from detente.assess.drawing import Draws, draw, draw_some, drivers_of
from detente.assess.numbers import About, mean, point
from detente.assess.records import Number, Settings
from detente.assess.tracing import trace_draws
from detente.case.case import Case
from detente.doubt.shares import paired_difference

Floats = NDArray[np.float64]
#: Draws over which scenarios are played: enough for a paired difference, cheap enough for every page.
LEVER_DRAWS = 64


def lever_lines(
    bound: Bound, settings: Settings, chosen: Sequence[Chosen], candidates: Mapping[str, Candidate]
) -> tuple[Lever, ...]:
    """Each named scenario of the case on the chosen packages, on part of the draws of the run.

    Parameters
    ----------
    bound : Bound
        The case with the draws of the run.
    settings : Settings
    chosen : sequence of Chosen
        Packages with their outcome over all draws of the run.
    candidates : mapping of id to Candidate
        What each of them says.

    Returns
    -------
    tuple of Lever
        Those with a declared cost first, by what they add per unit of it; then the others, the scenario
        that gives the best chance of a deal that holds first.
    """
    if settings.draws < 2 or not chosen:
        return ()
    case, rows = bound.case, lever_rows(settings.draws)
    lines = []
    for id, scenario in case.scenarios.items():
        other = case.with_values(dict(scenario.set))
        drawn = _drawn(bound, other, settings)
        played = [_as_now(other, candidates[each.id]) for each in chosen]
        held = trace_draws(other, played, drawn, settings.seed, settings.grid_points, (60,))
        after = outcomes_of(held)
        effects = tuple(
            _effect(id, each, each.outcome[rows], after[each.id]) for each in chosen if each.id in after
        )
        lines.append(
            Lever(
                id=id,
                label=scenario.label,
                note=scenario.note or "",
                sets=tuple((path, str(value)) for path, value in scenario.set.items()),
                effects=effects,
                gone=tuple(each.label for each in chosen if each.id not in after),
                **_price(bound, id, effects),
            )
        )
    lines.sort(key=_place)
    return tuple(lines)


class _Price(TypedDict, total=False):
    cost: Number
    per_cost: Number


def _price(bound: Bound, id: str, effects: Sequence[LeverEffect]) -> _Price:
    """What a scenario costs, and the best difference that it makes per unit of that."""
    path = f"scenarios.{id}.cost"
    if bound.case.scenarios[id].cost is None:
        return {}
    values = bound.draws(path)
    about = About(f"lever.{id}.cost", "declared cost of the lever", "lever-cost", (path,))
    cost = mean(about, values[None, :], np.ones((1, values.size)))
    best = max(effects, key=lambda effect: effect.difference.value or 0.0, default=None)
    if best is None or not cost.value:
        return {"cost": cost}
    label = f"best difference that the lever makes («{best.label}») per unit of its cost"
    about = About(f"lever.{id}.per_cost", label, "lever-cost", (best.difference.id, cost.id))
    value = (best.difference.value or 0.0) / cost.value
    return {"cost": cost, "per_cost": point(about, value, "points", "mean over draws")}


def _place(line: Lever) -> tuple[bool, float, float, str]:
    per_cost = line.per_cost.value if line.per_cost is not None else None
    best = max((effect.after.value or 0.0 for effect in line.effects), default=0.0)
    return (per_cost is None, -(per_cost or 0.0), -best, line.id)


def lever_rows(draws: int) -> NDArray[np.int64]:
    """Which draws of the run scenarios are played over: at most ``LEVER_DRAWS``, evenly spaced."""
    return np.unique(np.linspace(0, draws - 1, min(LEVER_DRAWS, draws)).astype(np.int64))


def _as_now(other: Case, candidate: Candidate) -> Candidate:
    """The package as the changed case has it: issues left out of a proposal stay as while they fight there."""
    if candidate.found or candidate.id not in other.proposals:
        return candidate
    return Candidate(candidate.id, candidate.label, other.fill(other.proposals[candidate.id].package))


def _drawn(bound: Bound, other: Case, settings: Settings) -> Draws:
    """The changed case over some of the run's draws; only what the scenario changes is drawn anew."""
    if settings.sampling != "latin" or drivers_of(bound.case) != drivers_of(other):
        return draw(other, settings.draws, settings.seed, settings.sampling).every(LEVER_DRAWS)
    first, second = bound.case.quantities(), other.quantities()
    changed = {path: quantity for path, quantity in second.items() if first.get(path) != quantity}
    fresh = draw_some(changed, drivers_of(other), settings.draws, settings.seed)
    whole = Draws(
        settings.draws,
        {path: fresh.values[path] if path in fresh.values else bound.draws.values[path] for path in second},
        {path: fresh.labels[path] if path in fresh.labels else bound.draws.labels[path] for path in second},
    )
    return whole.every(LEVER_DRAWS)


def _effect(scenario: str, chosen: Chosen, before: Floats, after: Floats) -> LeverEffect:
    path = f"lever.{scenario}.{chosen.id}"
    source = (f"verdict.{chosen.id}.holds",)

    def level(what: str, label: str, values: Floats) -> Number:
        about = About(f"{path}.{what}", f"signed and holds 60 months, {label}", "paired-difference", source)
        return mean(about, values[None, :], np.ones((1, values.size)), "share")

    middle, low, high = paired_difference(after, before)
    label = "change of signed-and-holds under the scenario, with its 90 % interval"
    about = About(f"{path}.difference", label, "paired-difference", (f"{path}.before", f"{path}.after"))
    return LeverEffect(
        verdict=chosen.id,
        label=chosen.label,
        before=level("before", "as the case stands", before),
        after=level("after", "under the scenario", after),
        difference=_with_interval(point(about, middle, "points", "mean over draws"), low, high),
    )


def _with_interval(number: Number, low: float, high: float) -> Number:
    return replace(number, low=float(f"{low:.10g}"), high=float(f"{high:.10g}"))
