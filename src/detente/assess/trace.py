"""What each verdict rests on, kept as arrays: how packages fare without some evidence, with nothing run again.

A statement is *withdrawn*: a reading of a quantity goes when every statement behind it is withdrawn and
another reading is left, and readings that count by their evidence count by what is left of it: the draws
that took a reading count more or less, which is the mixture weighed anew. A signal goes when every statement
behind it is withdrawn. A quantity whose only reading loses its statements keeps its range and is named
*unsupported*: from then on it is an assumption.

``detente.assess.tracing`` makes these arrays; nothing here plays a game, so that a kept run answers at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.case.weighing import Backing, weigh
from detente.errors import UnknownIdError
from detente.motives.many import RecordDraws

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: A party and one account of its goals.
Stance = tuple[str, str]

#: Fewer draws than this are too few to say what a conclusion would be.
ENOUGH = 100


@dataclass(frozen=True, slots=True)
class PackageTrace:
    """One package: who would sign in each draw under each account, and how surely it holds then.

    Attributes
    ----------
    freely, coerced : mapping of stance to (accounts, draws) array
        Accounts are those of the party that may break the deal.
    survival : (horizons, accounts, draws) array
    classes : (accounts, draws) array
        Place of the class of the breaker's signature among ``Trace.signatures``.
    worth : mapping of kind to mapping of stance to (accounts, draws) or (1, draws) array
        What the terms on paper, the deal, no deal and refusing what others decided are worth (kinds
        ``paper``, ``value``, ``war``, ``alone``).
    """

    id: str
    label: str
    package: tuple[tuple[str, str], ...]
    needed: tuple[str, ...]
    freely: Mapping[Stance, Bools]
    coerced: Mapping[Stance, Bools]
    survival: Floats
    classes: NDArray[np.int64]
    worth: Mapping[str, Mapping[Stance, Floats]]


@dataclass(frozen=True, slots=True)
class Trace:
    """All packages of one run, and what their numbers rest on.

    Attributes
    ----------
    records : mapping of party to its record on goals over the draws
    goals : mapping of party to the accounts that value anything
    readings : mapping of path to what each of its readings counts by
        Quantities with several readings only.
    unjudged : float
        Reliability of a reading that rests on no statement.
    labels : mapping of path to (draws,) array
        Which reading each draw took.
    signals : mapping of signal to the statements behind it
    about : mapping of signal to the party it bears on
    """

    case_digest: str
    draws: int
    seed: int
    lead: str
    horizons: tuple[int, ...]
    signatures: tuple[str, ...]
    records: Mapping[str, RecordDraws]
    goals: Mapping[str, tuple[str, ...]]
    readings: Mapping[str, tuple[Backing, ...]]
    unjudged: float
    labels: Mapping[str, NDArray[np.int64]]
    signals: Mapping[str, tuple[str, ...]]
    about: Mapping[str, str]
    packages: tuple[PackageTrace, ...]

    def package(self, id: str) -> PackageTrace:
        """The package with this id.

        Raises
        ------
        UnknownIdError
            There is none.
        """
        for package in self.packages:
            if package.id == id:
                return package
        known = ", ".join(package.id for package in self.packages)
        raise UnknownIdError(f"no package {id!r}; this run has {known}")


@dataclass(frozen=True, slots=True)
class View:
    """A trace without some statements: which signals are gone, how much each draw counts.

    ``counts`` are 1 where nothing was withdrawn and 0 where a draw took a reading that is gone. ``known``
    remembers posteriors by party and lost signals; views of one search share it.
    """

    trace: Trace
    gone: frozenset[str]
    lost_signals: tuple[str, ...]
    counts: Floats
    known: dict[tuple[str, tuple[str, ...]], Floats] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Effective number of draws: how many that count alike would be as good."""
        return effective(self.counts)

    @property
    def enough(self) -> bool:
        """Whether enough draws are left to say anything."""
        return self.left >= min(ENOUGH, self.counts.size)

    @property
    def even(self) -> bool:
        """Whether all draws count alike."""
        return bool(np.ptp(self.counts) == 0.0)

    def mean(self, rows: Floats) -> float:
        """Mean of (draws,) rows, each draw as much as it counts."""
        return mean_of(rows, self.counts)

    def beliefs(self) -> dict[str, Floats]:
        """(draws, goals) chances of all accounts of every party."""
        lost: dict[str, list[str]] = {}
        for signal in self.lost_signals:
            lost.setdefault(self.trace.about[signal], []).append(signal)
        out = {}
        for party, record in self.trace.records.items():
            key = (party, tuple(sorted(lost.get(party, ()))))
            if key not in self.known:
                self.known[key] = record.posterior(key[1])
            out[party] = self.known[key]
        return out


def view(held: Trace, statements: Collection[str] = (), signals: Collection[str] = ()) -> View:
    """The trace without some statements, and without some signals whatever they rest on."""
    gone = frozenset(statements)
    lost = tuple(
        signal
        for signal, because in held.signals.items()
        if signal in signals or (because and gone.issuperset(because))
    )
    counts = np.ones(held.draws)
    for path in held.readings:
        if (factors := reweighed(held, path, gone)) is not None:
            counts *= factors[held.labels[path]]
    return View(held, gone, lost, counts)


def reweighed(held: Trace, path: str, gone: frozenset[str]) -> Floats | None:
    """(readings,) weight of every reading of a mixture without some statements over its weight with them.

    None where all stay in proportion: no draw counts otherwise.
    """
    rows = held.readings[path]
    if not gone & statements_behind(rows):
        return None
    before, after = (weigh(rows, held.unjudged, away) for away in ((), gone))
    factors = np.array([new.weight / old.weight for new, old in zip(after, before, strict=True)])
    return None if np.allclose(factors, factors[0], rtol=1e-12, atol=0.0) else factors


def statements_behind(rows: Collection[Backing]) -> frozenset[str]:
    """Statements on which readings rest or by which they count."""
    return frozenset(id for row in rows for id in (*row.because, *(s.statement for s in row.supports)))


def mean_of(rows: Floats, counts: Floats) -> float:
    """Mean of (draws,) rows, each draw as much as it counts; plain where all count alike."""
    return float(rows.mean() if np.ptp(counts) == 0.0 else (rows * counts).sum() / counts.sum())


def effective(counts: Floats) -> int:
    """Effective number of draws that count so much each (Kish): their number where all count alike."""
    squares = float((counts**2).sum())
    return round(float(counts.sum()) ** 2 / squares) if squares else 0


def numbers_of(seen: View) -> dict[str, float]:
    """Every share that the trace can restate, by the id it has in an assessment."""
    return {id: seen.mean(rows) for id, rows in rows_of(seen).items()}


def rows_of(seen: View) -> dict[str, Floats]:
    """(draws,) rows behind every share that the trace can restate, by its id, as every draw has it."""
    beliefs = seen.beliefs()
    chances = _usable(seen.trace, beliefs)
    out = {
        f"belief.{party}.{goal}": table[:, column]
        for party, table in beliefs.items()
        if table.shape[1] > 1
        for column, goal in enumerate(seen.trace.records[party].hypotheses)
    }
    for package in seen.trace.packages:
        rows = _rows_of(seen.trace, package, chances)
        out.update({id: np.clip(row, 0.0, 1.0) for id, row in rows.items()})
    return out


def value_rows_of(seen: View) -> dict[str, Floats]:
    """(draws,) rows behind what every package is worth to every party, by its id, as every draw has it."""
    held, chances = seen.trace, _usable(seen.trace, seen.beliefs())
    weights = _weights(held, chances)
    out = {}
    for package in held.packages:
        for kind, worth in package.worth.items():
            for party in held.goals:
                values = _mixed(held, worth, party, chances)
                out[f"verdict.{package.id}.{party}.{kind}"] = (values * weights).sum(axis=0)
    return out


def ratified_rows_of(seen: View, least: Mapping[str, Floats]) -> dict[str, Floats]:
    """(draws,) chance that enough of those at home agree to a package, by package and party.

    ``least`` is the gain over no deal at which they do, for each party that has anybody to ask.
    """
    held, chances = seen.trace, _usable(seen.trace, seen.beliefs())
    weights = _weights(held, chances)
    out = {}
    for package in held.packages:
        for party, gain in least.items():
            agreed = {
                stance: package.worth["value"][stance] - package.worth["war"][stance] >= gain
                for stance in package.worth["value"]
            }
            out[f"verdict.{package.id}.{party}.ratified"] = (
                _mixed(held, agreed, party, chances) * weights
            ).sum(axis=0)
    return out


def holds_per_draw(seen: View, package: PackageTrace, month: int = 60) -> Floats:
    """(draws,) chance that everybody needed signs and nobody breaks it for so many months."""
    chances = _usable(seen.trace, seen.beliefs())
    signed = _all_sign(seen.trace, package, chances)
    weights = _weights(seen.trace, chances)
    held: Floats = (signed * package.survival[seen.trace.horizons.index(month)] * weights).sum(axis=0)
    return held


def _rows_of(held: Trace, package: PackageTrace, chances: Mapping[str, Floats]) -> dict[str, Floats]:
    """(draws,) rows behind each number of one package."""
    path, weights = f"verdict.{package.id}", _weights(held, chances)
    signed = _all_sign(held, package, chances)
    rows = {f"{path}.all_sign": (signed * weights).sum(axis=0)}
    if 60 in held.horizons:
        rows[f"{path}.holds"] = (signed * package.survival[held.horizons.index(60)] * weights).sum(axis=0)
    for place, month in enumerate(held.horizons):
        rows[f"{path}.survival.{month}"] = (package.survival[place] * weights).sum(axis=0)
    for code, word in enumerate(held.signatures):
        rows[f"{path}.signature.{word}"] = ((package.classes == code) * weights).sum(axis=0)
    for party in held.goals:
        free, forced = (_mixed(held, kind, party, chances) for kind in (package.freely, package.coerced))
        rows[f"{path}.{party}.freely"] = (free * weights).sum(axis=0)
        rows[f"{path}.{party}.coerced"] = (forced * weights).sum(axis=0)
        rows[f"{path}.{party}.refuses"] = (np.clip(1.0 - free - forced, 0.0, 1.0) * weights).sum(axis=0)
    return rows


def _usable(held: Trace, beliefs: Mapping[str, Floats]) -> dict[str, Floats]:
    """(draws, usable goals) chances among the accounts that value anything."""
    out = {}
    for party, goals in held.goals.items():
        names = held.records[party].hypotheses
        table = beliefs[party][:, [names.index(goal) for goal in goals]]
        out[party] = table / table.sum(axis=1, keepdims=True)
    return out


def _weights(held: Trace, chances: Mapping[str, Floats]) -> Floats:
    return chances[held.lead].T


def _mixed(
    held: Trace,
    kind: Mapping[Stance, NDArray[Any]],
    party: str,
    chances: Mapping[str, Floats],
) -> Floats:
    """(accounts, draws) mean over a party's own accounts; those of the breaker stay apart, one row each."""
    goals = held.goals[party]
    if party == held.lead:
        return np.concatenate([kind[party, goal] for goal in goals]).astype(np.float64)
    parts = [kind[party, goal] * chances[party][:, place] for place, goal in enumerate(goals)]
    return np.asarray(np.sum(parts, axis=0), dtype=np.float64)


def _all_sign(held: Trace, package: PackageTrace, chances: Mapping[str, Floats]) -> Floats:
    answers = [
        _mixed(held, package.freely, party, chances) + _mixed(held, package.coerced, party, chances)
        for party in package.needed
    ]
    return np.asarray(np.prod(answers, axis=0), dtype=np.float64)
