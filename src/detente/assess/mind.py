"""What would change our mind: quantities that move a verdict, evidence that carries it, what to look at next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from detente.assess.backing import Driver, Evidence, Mind, NextObservation
from detente.assess.beliefs import evidence_of
from detente.assess.choices import goal_records
from detente.assess.chosen import Chosen
from detente.assess.drawing import central
from detente.assess.information import correlations, moves, noise_level
from detente.assess.ledger import Ledger
from detente.assess.naming import entered, value_words, words_of
from detente.assess.numbers import About, point, share
from detente.assess.records import Number
from detente.assess.trace import Trace, holds_per_draw, view
from detente.assess.verdicts import Bench
from detente.assess.withdrawal import flips
from detente.case.case import Case
from detente.motives.observe import Observation, Watch, rank_checks, rank_observations
from detente.motives.posterior import posterior

#: Bars of a tornado, and reports to check for each party.
MOST_DRIVERS = 8
MOST_CHECKS = 3
#: Bits below which an observation is not worth a line.
TEACHES = 0.001
_EVEN = 0.5


def minds(bench: Bench, held: Trace, chosen: Sequence[Chosen]) -> tuple[Mind, ...]:
    """For each of the chosen packages what would change the verdict on it.

    Parameters
    ----------
    bench : Bench
    held : Trace
        Of the same run.
    chosen : sequence of Chosen
        Packages with their outcome per draw.

    Returns
    -------
    tuple of Mind
    """
    out = []
    for each in chosen:
        out.append(
            Mind(
                verdict=each.id,
                label=each.label,
                drivers=drivers_of(bench, each),
                searched=len(bench.ranks.paths),
                evidence=package_evidence(held, each),
            )
        )
    return tuple(out)


def drivers_of(bench: Bench, chosen: Chosen) -> tuple[Driver, ...]:
    """The quantities that move a verdict most, from the draws of the run, nothing played again.

    Of every quantity whose rank correlation with the outcome is above what chance would lift one of so
    many to, the mean outcome in the fifth of draws where it is lowest and in the fifth where it is highest.

    Parameters
    ----------
    bench : Bench
    chosen : Chosen

    Returns
    -------
    tuple of Driver
        Longest bar first, at most ``MOST_DRIVERS``.
    """
    strength = correlations(bench.ranks, chosen.outcome)
    limit = noise_level(chosen.outcome.size, len(bench.ranks.paths))
    rows = np.flatnonzero(np.abs(strength) >= limit)
    found = [_driver(bench, chosen, bench.ranks.paths[row], float(strength[row])) for row in rows]
    found.sort(key=lambda driver: (-_swing(driver), driver.path))
    return tuple(found[:MOST_DRIVERS])


def _swing(driver: Driver) -> float:
    return abs((driver.high.value or 0.0) - (driver.low.value or 0.0))


def _driver(bench: Bench, chosen: Chosen, path: str, strength: float) -> Driver:
    case, values = bench.bound.case, bench.bound.draws(path)
    quantity = case.quantities()[path]
    order = np.argsort(values, kind="stable")
    fifth = max(1, values.size // 5)
    words = words_of(case, path)
    ends = []
    for end, rows in (("lowest", order[:fifth]), ("highest", order[-fifth:])):
        label = f"signed and holds 60 months in the fifth of draws where «{words}» is {end}"
        about = About(
            f"driver.{chosen.id}.{path}.{end}", label, "fifths", (path, f"verdict.{chosen.id}.holds")
        )
        part = chosen.outcome[rows][None, :]
        ends.append(share(about, part, np.ones(part.shape)))
    low, high = ends
    edges = tuple(
        value_words(float(values[row]), quantity.scale) for row in (order[fifth - 1], order[-fifth])
    )
    return Driver(
        path=path,
        words=words,
        entered=entered(quantity.readings),
        mark=quantity.mark,
        basis=quantity.assumed or ("" if quantity.statements else "no reason given"),
        statements=quantity.statements,
        low=low,
        high=high,
        moves=moves(chosen.id, path, words, strength),
        indicator=_indicator((low, high), edges),
    )


def _indicator(ends: tuple[Number, Number], edges: tuple[str, ...]) -> str:
    """The quantity as something to watch, the direction that helps first; figures do not part from their unit."""
    low, high = ends
    sides = [f"above {edges[1]}: {high.text} of draws", f"below {edges[0]}: {low.text} of draws"]
    if (low.value or 0.0) > (high.value or 0.0):
        sides.reverse()
    return "; ".join(sides).replace(" %", "\u00a0%")


def package_evidence(held: Trace, chosen: Chosen) -> Evidence | None:
    """Which single signal the verdict on a package leans on most; None where the case has no signals."""
    package = held.package(chosen.id)
    without = {
        signal: float(holds_per_draw(view(held, signals=(signal,)), package).mean())
        for signal in held.signals
    }
    now = float(chosen.outcome.mean())
    sets = tuple((signal,) for signal, value in without.items() if (value > _EVEN) != (now > _EVEN))
    id, says = f"verdict.{chosen.id}.holds", f"«{chosen.label}»: signed and holds 60 months"
    return _evidence(id, says, now, (1 if sets else 0, 1, sets), without)


def belief_evidence(case: Case, held: Trace) -> tuple[Evidence, ...]:
    """For every party with signals, what carries its leading account across one half."""
    out, ledger = [], Ledger.of(case)
    for party in dict.fromkeys(held.about.values()):
        record = held.records[party]
        table = record.posterior()
        if table.shape[1] < 2:
            continue
        column = int(table.mean(axis=0).argmax())
        goal = record.hypotheses[column]
        own = [signal for signal, about in held.about.items() if about == party]
        without = {signal: float(record.posterior([signal])[:, column].mean()) for signal in own}
        report = flips(ledger, held, f"belief.{party}.{goal}", _EVEN, "signal", 2)
        sets = tuple(row.items for row in report.sets[:5])
        says = f"{case.parties[party].name}: the account «{goal.replace('_', ' ')}»"
        found = _evidence(
            f"belief.{party}.{goal}",
            says,
            float(table[:, column].mean()),
            (report.size, report.searched, sets),
            without,
        )
        if found is not None:
            out.append(found)
    return tuple(out)


def _evidence(
    id: str,
    says: str,
    now: float,
    found: tuple[int, int, tuple[tuple[str, ...], ...]],
    without: Mapping[str, float],
) -> Evidence | None:
    if not without:
        return None
    size, searched, sets = found
    strongest = max(without, key=lambda signal: (abs(without[signal] - now), signal))
    unmoved = abs(without[strongest] - now) < 1e-9
    about = About(f"{id}.now", f"{says}, with all signals", "withdrawal", (id,))
    less = About(
        f"{id}.without", f"{says}, without signal {strongest}", "withdrawal", (f"signals.{strongest}.",)
    )
    return Evidence(
        number=id,
        says=says,
        now=point(about, now, "share", "mean over draws"),
        size=size,
        searched=searched,
        sets=sets,
        strongest="" if unmoved else strongest,
        without=None if unmoved else point(less, without[strongest], "share", "mean over draws"),
    )


def next_observations(case: Case) -> tuple[NextObservation, ...]:
    """What to watch for and which reports to check, by what it would teach; at central values.

    Parameters
    ----------
    case : Case

    Returns
    -------
    tuple of NextObservation
        Most instructive first; of the reports to check the best three of each party.
    """
    records = goal_records(case, central(case.quantities()))
    what = {signal.id: signal.what for signal in case.signals}
    dates = {entry.id: entry.by for entry in case.watch}
    out: list[NextObservation] = []
    for party, record in case.parties.items():
        if len(record.goals) < 2:
            continue
        evidence = evidence_of(records[party], 0)
        named = replace(evidence, items=tuple(replace(item, what=what[item.id]) for item in evidence.items))
        beliefs = posterior(named)
        for watch in rank_observations(beliefs, _to_watch(case, party, beliefs)):
            out.append(_next(party, "watch", watch, beliefs, dates.get(watch.id)))
        for watch in rank_checks(named)[:MOST_CHECKS]:
            out.append(_next(party, "check", watch, beliefs, None))
    told = [line for line in out if (line.bits.value or 0.0) >= TEACHES]
    return tuple(sorted(told, key=lambda line: (-(line.bits.value or 0.0), line.kind, line.id)))


def _to_watch(case: Case, party: str, beliefs: Mapping[str, float]) -> list[Observation]:
    """What the case lists as still to come; an account that an entry does not speak of gets the mean chance."""
    out = []
    for entry in case.watch:
        if entry.about == party:
            given = {goal: chance.central for goal, chance in entry.likelihood.items()}
            spoken = sum(beliefs[goal] for goal in given) or 1.0
            middle = sum(beliefs[goal] * chance for goal, chance in given.items()) / spoken
            out.append(Observation(entry.id, entry.what, {goal: given.get(goal, middle) for goal in beliefs}))
    return out


def _next(
    party: str, kind: str, watch: Watch, beliefs: Mapping[str, float], by: str | None
) -> NextObservation:
    goal = max(beliefs, key=lambda name: beliefs[name])
    path, words = f"{kind}.{watch.id}", goal.replace("_", " ")
    inputs = (f"belief.{party}.{goal}", *((f"signals.{watch.id}.",) if kind == "check" else ()))

    def about(what: str, label: str) -> About:
        return About(f"{path}.{what}", label, "observation", inputs)

    return NextObservation(
        id=watch.id,
        kind="check" if kind == "check" else "watch",
        about=party,
        what=watch.what,
        by=by,
        goal=goal,
        bits=point(about("bits", "what it is expected to teach about the goals"), watch.bits, "bits"),
        chance=point(about("chance", "chance that it shows"), watch.chance, "share"),
        now=point(about("now", f"chance of «{words}» now"), beliefs[goal], "share"),
        if_seen=point(about("if_seen", f"chance of «{words}» if it shows"), watch.if_seen[goal], "share"),
        if_not=point(about("if_not", f"chance of «{words}» if it does not"), watch.if_not[goal], "share"),
    )
