"""What the verdicts rest on: information cell by cell, what would change our mind, assumptions, levers.

Parts of the contract in ``detente.assess.records``, whose ``Assessment`` holds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.assess.number import Number


@dataclass(frozen=True, slots=True)
class InformationCell:
    """What is on record about one party and one issue, and how good it is.

    ``origins`` counts independent origins, ``newest`` is the age in days of the newest dated statement,
    ``graded`` counts statements of sources A or B graded 1 or 2, ``contradictions`` are pairs of
    statements for and against the same level, ``single`` says that all goes back to one origin.
    """

    party: str
    issue: str
    statements: tuple[str, ...]
    count: Number
    origins: Number
    newest: Number
    graded: Number
    contradictions: tuple[tuple[str, str], ...]
    single: bool


@dataclass(frozen=True, slots=True)
class Driver:
    """A quantity that moves a verdict: the outcome in the lowest and in the highest fifth of its draws.

    ``statements`` stand behind it; where there are none, ``basis`` is the reason given for assuming it.
    """

    path: str
    words: str
    entered: str
    mark: str
    basis: str
    statements: tuple[str, ...]
    low: Number
    high: Number
    moves: Number
    indicator: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The fewest signals whose withdrawal carries a conclusion across one half, and the one that weighs most.

    ``size`` is 0 where no set of up to ``searched`` signals does.
    """

    number: str
    says: str
    now: Number
    size: int
    searched: int
    sets: tuple[tuple[str, ...], ...]
    strongest: str
    without: Number | None


@dataclass(frozen=True, slots=True)
class Mind:
    """What would change our mind about one package."""

    verdict: str
    label: str
    drivers: tuple[Driver, ...]
    searched: int
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class NextObservation:
    """Something to look into or to watch for, by what it would teach about a party's goals.

    ``kind`` is "watch" for what is still to come and "check" for a report whose truth is not certain.
    """

    id: str
    kind: Literal["watch", "check"]
    about: str
    what: str
    by: str | None
    goal: str
    bits: Number
    chance: Number
    now: Number
    if_seen: Number
    if_not: Number


@dataclass(frozen=True, slots=True)
class MarketLine:
    """What a move of a price says about the chance of a deal, and about nothing else.

    ``shift`` is the median over the draws in which the assumed uplift can be; ``ruled_out`` is the share of
    those in which it cannot, because the chance would change by more than the whole. ``by_uplift`` is
    the shift at single uplifts.
    """

    id: str
    what: str
    because: tuple[str, ...]
    shift: Number
    ruled_out: Number
    by_uplift: tuple[tuple[str, Number], ...]


@dataclass(frozen=True, slots=True)
class KeyAssumption:
    """An assumption that moves verdicts: its rank correlation with each of them, by id of the verdict."""

    path: str
    words: str
    entered: str
    reason: str
    place: str
    moves: tuple[tuple[str, Number], ...]


@dataclass(frozen=True, slots=True)
class AssumptionGroup:
    """Assumptions of one kind that are too many to be read one by one; ``key`` of them move a verdict."""

    id: str
    title: str
    count: Number
    key: Number


@dataclass(frozen=True, slots=True)
class LeverEffect:
    """What a scenario does to one package: before, after, and the paired difference with its 90 % interval."""

    verdict: str
    label: str
    before: Number
    after: Number
    difference: Number


@dataclass(frozen=True, slots=True)
class Lever:
    """A named scenario of the case, as differences on common draws.

    ``gone`` names packages that are no settlement under the scenario. Where the case declares what the
    scenario costs, ``per_cost`` is the best difference per unit of it.
    """

    id: str
    label: str
    note: str
    sets: tuple[tuple[str, str], ...]
    effects: tuple[LeverEffect, ...]
    gone: tuple[str, ...]
    cost: Number | None = None
    per_cost: Number | None = None
