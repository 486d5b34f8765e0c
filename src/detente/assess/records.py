"""What an assessment says: one record per line of the page, every number with its way back.

These records are the contract between the chain and everything that shows it (dossier, commands,
workbench), and the JSON schema in ``docs/schemas/assessment.json`` is generated from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

from detente.assess.backing import (
    AssumptionGroup,
    Evidence,
    InformationCell,
    KeyAssumption,
    Lever,
    MarketLine,
    Mind,
    NextObservation,
)
from detente.assess.number import Kind as Kind
from detente.assess.number import Number as Number
from detente.assess.number import Unit as Unit
from detente.assess.series import Pictured
from detente.errors import UnknownIdError


@dataclass(frozen=True, slots=True)
class GoalBelief:
    """How far the record supports one account of what a party is after."""

    party: str
    goal: str
    says: str
    prior: Number
    posterior: Number


@dataclass(frozen=True, slots=True)
class SignalWeight:
    """What one observed signal does to the accounts of one party's goals."""

    id: str
    what: str
    about: str
    favours: str
    weight: Number
    because: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class WarOutlook:
    """What no deal is worth to a party, and what it would be worth without each support link."""

    party: str
    name: str
    war_value: Number
    without: tuple[tuple[str, Number], ...]


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One party on one package: does it sign, and what is it worth to it."""

    party: str
    name: str
    needed: bool
    outside_on: tuple[str, ...]
    signs_freely: Number
    signs_coerced: Number
    refuses: Number
    paper_value: Number
    value: Number
    war_value: Number
    refusal_value: Number
    why: str
    ratified: Number | None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """The verdict if one account of the breaker's goals were true."""

    party: str
    goal: str
    posterior: Number
    breaker_signs: Number
    all_sign: Number
    holds: Number
    credibility_needed: Number
    signature: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole line on one package; never one score."""

    id: str
    label: str
    by: str | None
    origin: Literal["proposal", "found"]
    package: tuple[tuple[str, str], ...]
    settles: bool
    all_sign: Number
    signed_and_holds: Number
    survival: tuple[Number, ...]
    curve: tuple[tuple[int, float, float, float], ...]
    parties: tuple[PartyLine, ...]
    signature: tuple[tuple[str, Number], ...]
    first_breaker: str
    break_month: Number
    guarantee: str
    credibility_offered: Number
    credibility_needed: Number
    blockers: tuple[str, ...]
    outside_blockers: tuple[str, ...]
    weakest: str
    weakest_effect: Number
    assumed_variance: Number
    in_words: str
    confidence: str
    by_goal: tuple[GoalLine, ...]
    because: tuple[str, ...]
    note: str
    both_strike: Number


@dataclass(frozen=True, slots=True)
class PrincipleLine:
    """The package that a bargaining principle picks at central values."""

    id: str
    title: str
    definition: str
    verdict: str | None
    terms: str
    ties: int
    note: str


@dataclass(frozen=True, slots=True)
class SpaceLine:
    """How many packages there are and how many pass each door, at central values."""

    issues: int
    combinations: Number
    feasible: Number
    settling: Number
    all_accept_on_paper: Number
    all_sign: Number
    efficient: Number
    blocked_only_by: tuple[tuple[str, Number], ...]


@dataclass(frozen=True, slots=True)
class MoratoriumLine:
    """A limited cease-fire, from one party's point of view."""

    id: str
    label: str
    party: str
    accepts: Number
    balance: Number
    highest_price: Number
    break_even_violation: str
    why: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """A quantity that rests on nothing but the reason given."""

    path: str
    entered: str
    reason: str
    place: str
    moves: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A key judgement: likelihood in one sentence, confidence in another, never together."""

    id: str
    text: str
    confidence: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the run was told."""

    draws: int
    seed: int
    grid_points: int
    horizons: tuple[int, ...]
    scale: str
    sampling: Literal["latin", "sobol"] = "latin"
    search: Literal["race", "wide", "all"] = "race"


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that one run of the chain found on one case."""

    title: str
    as_of: str
    version: str
    case_digest: str
    settings: Settings
    breaker: str
    defender: str
    bottom_line: str
    judgements: tuple[Judgement, ...]
    verdicts: tuple[Verdict, ...]
    space: SpaceLine
    principles: tuple[PrincipleLine, ...]
    beliefs: tuple[GoalBelief, ...]
    signals: tuple[SignalWeight, ...]
    war: tuple[WarOutlook, ...]
    moratoria: tuple[MoratoriumLine, ...]
    assumptions: tuple[Assumption, ...]
    limits: tuple[str, ...]
    information: tuple[InformationCell, ...] = ()
    gaps: tuple[tuple[str, tuple[str, ...]], ...] = ()
    minds: tuple[Mind, ...] = ()
    beliefs_rest_on: tuple[Evidence, ...] = ()
    next_observations: tuple[NextObservation, ...] = ()
    markets: tuple[MarketLine, ...] = ()
    key_assumptions: tuple[KeyAssumption, ...] = ()
    assumption_groups: tuple[AssumptionGroup, ...] = ()
    levers: tuple[Lever, ...] = ()
    lever_draws: int = 0
    pictures: Pictured | None = None

    def numbers(self) -> dict[str, Number]:
        """Every number of the assessment by its id, in page order."""
        return {number.id: number for number in _walk(self)}

    def verdict(self, id: str) -> Verdict:
        """The verdict on the package with this id.

        Raises
        ------
        UnknownIdError
            No verdict has this id.
        """
        for verdict in self.verdicts:
            if verdict.id == id:
                return verdict
        known = ", ".join(verdict.id for verdict in self.verdicts)
        raise UnknownIdError(f"no verdict {id!r}; this assessment has {known}")


def _walk(record: object) -> Iterator[Number]:
    """Every ``Number`` below a record, depth first."""
    if isinstance(record, Number):
        yield record
    elif is_dataclass(record):
        for field in fields(record):
            yield from _walk(getattr(record, field.name))
    elif isinstance(record, tuple):
        for item in record:
            yield from _walk(item)
