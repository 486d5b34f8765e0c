"""What a case says: the nine kinds of primitive, as frozen records.

Every field's description is the case reference (docs/reference/case.md is generated from here), and the
published JSON Schema comes from here too. Nothing here reads files: ``load`` does. The file is longer than
others on purpose: the whole format stands on one page. Annotations are evaluated as they stand (no
``from __future__ import annotations``): pydantic would compile each of them a second time on import.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from detente.case.quantities import (
    Amount,
    Cost,
    Daily,
    Factor,
    Hazard,
    Months,
    Positive,
    Quantity,
    Rate,
    Share,
    Shift,
    Worth,
)

Also = dict[str, tuple[str, ...]]
Package = dict[str, str]
OneOrMore = str | tuple[str, ...]


def _holds(package: Mapping[str, str], issue: str, levels: OneOrMore) -> bool:
    level = package.get(issue)
    return level == levels if isinstance(levels, str) else level in levels


def _all_hold(package: Mapping[str, str], named: Mapping[str, OneOrMore]) -> bool:
    return all(_holds(package, issue, levels) for issue, levels in named.items())


class Record(BaseModel):
    """A frozen record that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Source(Record):
    """A document, by its description; the words themselves may stay with the user."""

    title: str = Field(description="Title as printed, or a description where there is none.")
    outlet: str | None = Field(None, description="Who published it.")
    author: str | None = Field(None, description="Who wrote it.")
    date: str | None = Field(
        None, description="Date of publication: ISO 8601, less precise dates allowed (2025-03)."
    )
    language: str | None = Field(None, description="ISO 639-1 code of the text.")
    kind: str = Field(
        "article-newspaper", description="CSL type: article-newspaper, speech, interview, treaty, report..."
    )
    sha256: str | None = Field(
        None, description="Digest of the original bytes, so that another copy can be checked."
    )
    file: str | None = Field(
        None, description="File under sources/, where the text may be kept with the case."
    )
    url: str | None = Field(None, description="Where it was found.")
    accessed: str | None = Field(None, description="When it was read (ISO 8601).")
    reliability: Literal["A", "B", "C", "D", "E", "F"] | None = Field(
        None, description="Admiralty grade of the source."
    )
    origin: str | None = Field(None, description="Origin group: sources with the same origin count once.")
    translation: str | None = Field(None, description="Who or what translated it, if anybody did.")
    confidential: bool = Field(False, description="Left out of expurgated exports.")
    note: str | None = Field(None, description="Anything a reader should know about it.")


Act = Literal[
    "demand", "offer", "reject", "threaten", "accept", "assess", "predict", "appeal", "commit", "inform"
]


class Statement(Record):
    """Who said what in which document, and where exactly it stands there."""

    id: str = Field(description="Id used in `because` lists.")
    source: str = Field(description="Id of the source.")
    paragraph: int | None = Field(None, description="Paragraph of the source, counted from 1.")
    start: int | None = Field(
        None, description="First code point of the words in the stored source (half-open span)."
    )
    end: int | None = Field(None, description="One past the last code point.")
    speaker: str = Field(
        description="Id of a person or party, or the name or description as the text gives it."
    )
    party: str | None = Field(None, description="Party for which the speaker speaks, if any.")
    addressee: str | None = Field(None, description="Whom it is addressed to.")
    act: Act = Field("inform", description="What the speaker does by saying it.")
    issue: str | None = Field(None, description="Issue of the case it is about.")
    level: str | None = Field(None, description="Level of that issue it points to.")
    polarity: Literal["for", "against", "neutral"] = Field(
        "neutral", description="For or against that level."
    )
    layer: Literal["reported", "ascribed", "author"] = Field(
        "reported",
        description="Said by the speaker; ascribed to the speaker by somebody; the author's own judgement.",
    )
    form: Literal["quote", "paraphrase", "unnamed", "second-hand"] = Field(
        "paraphrase", description="Form of the source."
    )
    words: str = Field(description="The exact words, or our paraphrase of them.")
    paraphrase: bool = Field(True, description="True where `words` are ours and not the document's.")
    language: str | None = Field(None, description="ISO 639-1 code of `words`.")
    translation: str | None = Field(None, description="The words in the language of the case.")
    date: str | None = Field(None, description="When it was said, as precisely as known.")
    credibility: Literal["1", "2", "3", "4", "5", "6"] | None = Field(
        None, description="Admiralty grade of the item."
    )
    note: str | None = Field(None, description="The coder's remark.")


class Goal(Record):
    """A rival account of what a party is after: weights on issues, values of levels."""

    says: str = Field("", description="The account in one sentence.")
    prior: Share = Field(description="Chance before the signals are counted; a party's priors sum to 1.")
    weights: dict[str, Positive] = Field(
        default_factory=dict, description="Weight of each issue; scaled to sum to 1."
    )
    values: dict[str, dict[str, Share]] = Field(
        default_factory=dict,
        description="Worth of levels under this account, where it differs from the party's own.",
    )
    because: tuple[str, ...] = Field((), description="Statements in which the account is put forward.")
    assumed: str | None = Field(
        None, description="Why the weights are what they are, where no document gives them."
    )


class Interaction(Record):
    """What levels of several issues together are worth to a party, beyond what each adds by itself."""

    if_: dict[str, OneOrMore] = Field(
        alias="if",
        description="Issue: level or levels, two issues or more; it counts where all of them hold.",
    )
    worth: Worth = Field(
        description="What it adds to the worth of such a package (below 0: takes away), where weights sum to 1."
    )
    goals: tuple[str, ...] = Field(
        (), description="Accounts of goals under which it counts; all of the party's where left out."
    )
    because: tuple[str, ...] = Field((), description="Statements that say so.")
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )
    note: str | None = Field(None, description="Why.")

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    def holds(self, package: Mapping[str, str]) -> bool:
        """Whether all of `if` hold in a package."""
        return _all_hold(package, self.if_)

    def levels(self) -> dict[str, tuple[str, ...]]:
        """The levels of each issue that `if` names."""
        return {issue: (levels,) if isinstance(levels, str) else levels for issue, levels in self.if_.items()}

    def counts_under(self, goal: str) -> bool:
        """Whether it counts under an account of goals."""
        return not self.goals or goal in self.goals


class Ratifier(Record):
    """Somebody whose consent a party needs at home before its signature counts."""

    name: str = Field(description="Name of the body.")
    margin: Amount = Field(
        description="What the deal must be worth above the value of no deal for the body to agree; with `seats`, "
        "for its middle member."
    )
    seats: int | None = Field(None, ge=1, description="How many members vote in it.")
    quota: int | None = Field(
        None, ge=1, description="How many of the seats must agree; more than half of them where left out."
    )
    spread: Positive | None = Field(
        None, description="Standard deviation of the margins of its members around `margin`; with `seats`."
    )


class Party(Record):
    """Somebody whose consent, action or refusal matters."""

    name: str = Field(description="Name on the page.")
    also: Also = Field(default_factory=dict, description="Other names, by language code.")
    note: str | None = Field(None, description="Who is meant, and who is not.")
    patience: Months = Field(description="Half-life of patience: after so many months a gain counts half.")
    war_cost: Cost = Field(
        description="Monthly cost of the war, in units of one month's flow of the whole stake."
    )
    talk_flow: Positive | None = Field(
        None, description="What talks pay by themselves each month while they last."
    )
    values: dict[str, dict[str, Share]] = Field(
        default_factory=dict, description="Worth of each level of each issue to the party: best 1, worst 0."
    )
    values_because: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="Statements on which the values of an issue rest, by issue."
    )
    values_assumed: dict[str, str] = Field(
        default_factory=dict, description="Why the values of an issue are assumed, by issue."
    )
    goals: dict[str, Goal] = Field(description="Rival accounts of what the party is after.")
    interactions: dict[str, Interaction] = Field(
        default_factory=dict,
        description="What levels of several issues together are worth to it, beyond each.",
    )
    ratifiers: dict[str, Ratifier] = Field(default_factory=dict, description="Who must agree at home.")
    ratifier_quota: int | None = Field(
        None, ge=1, description="How many of the ratifiers must agree; all of them where left out."
    )
    because: tuple[str, ...] = Field(
        (), description="Statements on which those numbers rest that state no grounds of their own."
    )
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )


class Person(Record):
    """Somebody who speaks for or about a party."""

    name: str = Field(description="Name on the page.")
    also: Also = Field(default_factory=dict, description="Other names and spellings, by language code.")
    role: str | None = Field(None, description="Office or profession.")
    speaks_for: str | None = Field(
        None, description="Party for which the person speaks; empty for observers."
    )


class Effects(Record):
    """What a level changes in the war and in the settlement; combined as docs/conventions.md says."""

    limits: dict[str, Share] = Field(
        default_factory=dict, description="Share of a side's rearming that is prevented."
    )
    monitoring: Share | None = Field(
        None, description="Chance that preparations are seen and attributed in time."
    )
    guarantee: str | None = Field(None, description="Guarantee that comes into force.")
    power: dict[str, Shift] = Field(default_factory=dict, description="Power that a side gains at signature.")
    rearming: dict[str, Factor] = Field(default_factory=dict, description="Factor on a side's rearming.")
    penalty: Share | None = Field(None, description="Further penalty on the violator if the guarantor acts.")
    cuts: tuple[str, ...] = Field((), description="Support links that end with the deal.")


class Level(Record):
    """One possible settlement of one issue."""

    label: str = Field("", description="The settlement in words.")
    also: Also = Field(default_factory=dict, description="Words by which texts name it, by language code.")
    needs: tuple[str, ...] = Field((), description="Parties that must act to carry it out.")
    effects: Effects = Field(
        default_factory=lambda: Effects.model_validate({}),
        description="What it changes in war and settlement.",
    )
    fighting: bool = Field(False, description="Under this level the war goes on: no settlement.")
    because: tuple[str, ...] = Field((), description="Statements in which it is put forward or described.")
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )
    note: str | None = Field(None, description="A remark.")


class Issue(Record):
    """What is in dispute, with its possible settlements in order."""

    question: str = Field(description="What has to be settled.")
    also: Also = Field(
        default_factory=dict, description="Words by which texts name the issue, by language code."
    )
    ordered: bool = Field(True, description="Whether the levels stand in order.")
    levels: dict[str, Level] = Field(description="At least two levels, in order.")
    note: str | None = Field(None, description="A remark.")

    def level_ids(self) -> tuple[str, ...]:
        """Ids of the levels, in order."""
        return tuple(self.levels)


class Rule(Record):
    """A feasibility rule: where all of `if` hold, all of `then` must hold and none of `never` may."""

    if_: dict[str, OneOrMore] = Field(alias="if", description="Issue: level or levels.")
    then: dict[str, OneOrMore] = Field(
        default_factory=dict, description="Issue: level or levels that must hold."
    )
    never: dict[str, OneOrMore] = Field(
        default_factory=dict, description="Issue: level or levels that may not hold."
    )
    because: tuple[str, ...] = Field((), description="Statements that say so.")
    note: str | None = Field(None, description="Why.")

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    def allows(self, package: Mapping[str, str]) -> bool:
        """Whether a package keeps the rule: where all of `if` hold, all of `then` hold and none of `never`.

        An issue that the package leaves out holds no level.
        """
        if not _all_hold(package, self.if_):
            return True
        return _all_hold(package, self.then) and not any(
            _holds(package, issue, levels) for issue, levels in self.never.items()
        )


class Table(Record):
    """Who sits where, on what, until when."""

    name: str = Field("", description="Name on the page.")
    seats: tuple[str, ...] = Field(description="Parties at the table.")
    decides: tuple[str, ...] = Field(description="Issues on the table.")
    last_word: str | None = Field(None, description="Party that proposes last.")
    deadline: str | None = Field(None, description="Date by which it must close.")
    cuts_on_refusal: tuple[str, ...] = Field(
        (), description="Support links that end for those who refuse its result."
    )
    because: tuple[str, ...] = Field((), description="Statements that describe it.")


class War(Record):
    """The war as the alternative to a deal."""

    sides: dict[str, tuple[str, ...]] = Field(
        description="The two sides; the first party of each decides for it."
    )
    power: Share = Field(description="Chance that the first side wins if the war were decided now.")
    decided_per_month: Hazard = Field(description="Chance per month that the war is decided.")
    rearming: dict[str, Rate] = Field(description="Power that each side gains per month of free rearming.")
    shock: Share = Field(description="Standard deviation of monthly shocks to power.")
    power_min: Share = Field(description="Lowest power of the first side that can be reached.")
    power_max: Share = Field(description="Highest power of the first side that can be reached.")
    surprise: Shift = Field(description="Power won by an attack that nobody sees coming.")
    breaker: str | None = Field(
        None, description="Side that may break a settlement; the first side if empty."
    )
    if_won: dict[str, Package] = Field(
        description="What each side imposes when it wins: one level per issue."
    )
    while_fighting: Package = Field(description="What each month of war looks like: one level per issue.")
    because: tuple[str, ...] = Field((), description="Statements on the course of the war.")
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )


class SupportLink(Record):
    """Help that a party gives to a side, and how likely it is to end."""

    name: str = Field("", description="Name on the page.")
    gives: str = Field(description="Party that gives.")
    to: str = Field(description="Party that receives.")
    power: Share = Field(description="Power that the receiver has thanks to it; counted in `war.power`.")
    cost: Positive = Field(
        description="Monthly cost of war that it spares the receiver; counted in `war_cost`."
    )
    lapse: Hazard = Field(description="Chance per month that it ends.")
    because: tuple[str, ...] = Field((), description="Statements that describe it.")
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )


class Guarantee(Record):
    """A promise to act against an attack; its credibility follows from stake, audience and cost."""

    name: str = Field("", description="Name on the page.")
    by: tuple[str, ...] = Field(description="Guarantors.")
    scale: Share = Field(description="Fall in the attacker's power if the guarantors act.")
    penalty: Share = Field(description="Further cost to the attacker if they act, in units of the stake.")
    stake: Amount = Field(description="What the attack would cost the guarantors themselves.")
    audience: Amount = Field(description="What failing to act would cost them: promises, troops in place.")
    cost: Amount = Field(description="What acting would cost them.")
    spread: Positive = Field(
        description="Standard deviation of what is not known about stake, audience and cost."
    )
    lapse: Hazard = Field(description="Chance per month that the guarantee ends.")
    relies_on: str | None = Field(
        None, description="Another guarantee without which acting costs these guarantors more."
    )
    cost_alone: Amount | None = Field(
        None, description="What acting would cost them if the guarantee that they rely on does not act."
    )
    because: tuple[str, ...] = Field((), description="Statements that describe it.")
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )


class Joiner(Record):
    """A possible member of a coalition; both numbers in one unit that all its members share."""

    brings: Positive = Field(description="What it adds if it joins: forces, money or votes.")
    asks: Positive = Field(description="What the others must bring before it joins; 0: it joins in any case.")


class Coalition(Record):
    """Parties of which some join only once others have: whether support gathers or unravels."""

    name: str = Field("", description="Name on the page.")
    guarantee: str | None = Field(None, description="Guarantee that it would carry out.")
    members: dict[str, Joiner] = Field(description="Party: what it brings and asks.")
    because: tuple[str, ...] = Field((), description="Statements that describe it.")
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )


class Choice(Record):
    """What a party did, or may do, when it can do otherwise; how likely each account makes it follows from the case."""

    took: str = Field(description="What it took: id of a proposal (accepted), or `war` (no deal).")
    over: tuple[str, ...] = Field(description="What it could have taken instead: ids of proposals, or `war`.")


class Signal(Record):
    """Something observed, and how likely each account makes it."""

    id: str = Field(description="Id of the signal.")
    what: str = Field(description="What was observed.")
    about: str = Field(description="Party whose goals it bears on.")
    date: str | None = Field(None, description="When.")
    likelihood: dict[str, Share] = Field(
        default_factory=dict,
        description="Chance of observing it under each goal of that party; left out where `choice` is given.",
    )
    choice: Choice | None = Field(
        None, description="The party's choice between deals and no deal, in place of likelihoods."
    )
    reliability: Share = Field(description="Chance that the report follows the event at all.")
    background: Share = Field(description="Chance of the report where it does not follow the event.")
    origin: str | None = Field(None, description="Origin group: reports with one origin.")
    event: str | None = Field(None, description="Event group: reports of one event.")
    costly: bool = Field(False, description="Whether it cost the sender something (cheap talk if not).")
    because: tuple[str, ...] = Field((), description="Statements that report it.")
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )


class Observation(Record):
    """Something that could be observed next, and how likely each account makes it."""

    id: str = Field(description="Id of the observation.")
    what: str = Field(description="What could be observed.")
    about: str = Field(description="Party whose goals it would bear on.")
    likelihood: dict[str, Share] = Field(
        default_factory=dict,
        description="Chance of observing it under each goal of that party; left out where `choice` is given.",
    )
    choice: Choice | None = Field(
        None, description="A choice of the party between deals and no deal, in place of likelihoods."
    )
    by: str | None = Field(None, description="Date by which it would be seen.")
    because: tuple[str, ...] = Field((), description="Statements that announce or suggest it.")
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )


class Market(Record):
    """A move of a price on news of talks: evidence on the chance of a deal, and on nothing else."""

    what: str = Field(description="What moved, and when it is taken to have.")
    date: str | None = Field(None, description="When.")
    move: Amount = Field(description="Relative change of the price: 0.05 for a rise of 5 per cent.")
    uplift: Amount = Field(
        description="Relative difference between the price with a deal and without: below 0 where a deal lowers it."
    )
    because: tuple[str, ...] = Field((), description="Statements that report the move.")
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )


class Proposal(Record):
    """A package that somebody has put forward; issues left out stay as while fighting."""

    label: str = Field(description="Name on the page.")
    by: str | None = Field(None, description="Party that put it forward.")
    package: Package = Field(description="Issue: level.")
    because: tuple[str, ...] = Field((), description="Statements that put it forward.")
    note: str | None = Field(None, description="A remark.")


class MoratoriumSide(Record):
    """A limited cease-fire from one side's point of view, per day and on its own scale."""

    damage_avoided: Positive = Field(description="Worth per day of the strikes it is spared.")
    leverage_lost: Positive = Field(description="Worth per day of the strikes it gives up.")
    violation: Daily = Field(description="Chance per day that the other side breaks it.")
    blind_days: Positive = Field(description="Days it goes on complying before a breach is attributed.")
    pinned: Share = Field(description="Chance that a breach is pinned on the violator.")
    exposure: Positive = Field(description="What it is worth to have the breach pinned on the violator.")
    shared_blame: Positive = Field(description="What it costs to be blamed as well.")
    refusal_blame: Positive = Field(description="What it costs to be blamed for refusing.")
    price: Positive = Field(description="Worth of what it must give for it.")


class Moratorium(Record):
    """A halt to one class of attacks for a number of days (a move, not a settlement)."""

    label: str = Field(description="Name on the page.")
    by: str | None = Field(None, description="Who put it forward.")
    days: int = Field(description="How long it is to last.", ge=1)
    sides: dict[str, MoratoriumSide] = Field(description="Each party's own account of it.")
    because: tuple[str, ...] = Field((), description="Statements that describe it.")
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )
    note: str | None = Field(None, description="A remark.")


class Option(Record):
    """A yes/no choice of one party, for the graph model."""

    party: str = Field(description="Whose choice it is.")
    label: str = Field(description="The choice in words, as a verb phrase.")
    direction: Literal["both", "on", "off"] = Field(
        "both", description="Whether it can be taken up, dropped, or both."
    )
    because: tuple[str, ...] = Field((), description="Statements that show it is open.")


class Situation(Record):
    """What a state of the graph model amounts to: a package put forward, or the war going on."""

    when: dict[str, bool] = Field(description="Options that must be taken up (true) or not (false) for it.")
    is_: str = Field(alias="is", description="Id of a proposal, or `war`.")
    cuts: tuple[str, ...] = Field((), description="Support links that have ended in it (with `war`).")

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Moves(Record):
    """Who can do what now, for the graph model."""

    options: dict[str, Option] = Field(description="The yes/no choices.")
    infeasible: tuple[dict[str, bool], ...] = Field(
        (), description="Combinations that cannot be: option: true or false."
    )
    preferences: dict[str, tuple[str, ...]] = Field(
        description="For each party, statements in order of importance over option ids: and, or, not, if, iff."
    )
    status_quo: tuple[str, ...] = Field((), description="Options that are taken up now.")
    situations: tuple[Situation, ...] = Field(
        (), description="What states amount to, the first that fits counts; the others are war."
    )
    because: tuple[str, ...] = Field((), description="Statements on the order of preferences.")


class Scenario(Record):
    """A named change of the case, for what-if; a lever, where what pulling it costs is declared."""

    label: str = Field(description="Name on the page.")
    set: dict[str, Any] = Field(description="Path: new value.")
    note: str | None = Field(None, description="What it stands for.")
    cost: Positive | None = Field(
        None, description="What bringing it about costs, in one unit that all scenarios of the case share."
    )
    because: tuple[str, ...] = Field((), description="Statements on its cost.")
    assumed: str | None = Field(
        None, description="Reason for those numbers of this part that state no grounds of their own."
    )


class CommonDriver(Record):
    """A common cause of several uncertain numbers, which therefore move together from draw to draw."""

    says: str = Field(description="What the cause is, in words.")
    moves: dict[str, float] = Field(
        description="Path of a number: its correlation with the cause, from -1 to 1 (on the normal scale)."
    )
    because: tuple[str, ...] = Field((), description="Statements that show it.")
    assumed: str | None = Field(None, description="Why it is taken to be so, where no statement says it.")


class Correlation(Record):
    """Two uncertain numbers that move together, by their rank correlation."""

    between: tuple[str, ...] = Field(description="Paths of two numbers.")
    rank: float = Field(description="Rank correlation between them, from -1 to 1.")
    because: tuple[str, ...] = Field((), description="Statements that show it.")
    assumed: str | None = Field(None, description="Why it is taken to be so, where no statement says it.")


class WordScale(Record):
    """A scale of words of likelihood of one's own."""

    name: str = Field(description="Name, printed beside every word.")
    bands: dict[str, str] = Field(
        description="Word: from which probability to which, as in `doubtful: 0 to 0.5`; from low to high."
    )


class CaseRecord(Record):
    """A whole case, as its files say it."""

    detente: Literal[1] = Field(description="Version of the case format.")
    title: str = Field(description="Title of the case.")
    as_of: str = Field(description="Date for which the case is stated (ISO 8601).")
    period: Literal["month"] = Field("month", description="Length of a period; only month.")
    language: str = Field("en", description="Language of the labels.")
    note: str | None = Field(None, description="What the case is, and what it is not.")
    words: WordScale | None = Field(
        None, description="Words of likelihood of one's own, for every output on this case."
    )
    grades: dict[str, float] = Field(
        default_factory=dict,
        description="Chance that what bears an Admiralty grade (A to F, 1 to 6) is true, where this case takes "
        "another than the rule does; it weighs the readings of mixtures.",
    )
    sources: dict[str, Source] = Field(default_factory=dict, description="Documents.")
    statements: tuple[Statement, ...] = Field((), description="Who said what (usually in statements.csv).")
    parties: dict[str, Party] = Field(description="Who matters.")
    people: dict[str, Person] = Field(default_factory=dict, description="Who speaks.")
    issues: dict[str, Issue] = Field(description="What is in dispute.")
    rules: tuple[Rule, ...] = Field((), description="Which levels go together.")
    tables: dict[str, Table] = Field(default_factory=dict, description="Who meets whom on what.")
    war: War = Field(description="The alternative to a deal.")
    support: dict[str, SupportLink] = Field(default_factory=dict, description="Who helps whom.")
    guarantees: dict[str, Guarantee] = Field(default_factory=dict, description="Who promises what.")
    coalitions: dict[str, Coalition] = Field(
        default_factory=dict, description="Who joins a guarantee once others have."
    )
    signals: tuple[Signal, ...] = Field((), description="What was observed, as evidence on goals.")
    watch: tuple[Observation, ...] = Field((), description="What could be observed next, to be ranked.")
    markets: dict[str, Market] = Field(
        default_factory=dict, description="Moves of prices, as evidence on the chance of a deal."
    )
    proposals: dict[str, Proposal] = Field(
        default_factory=dict, description="Packages that were put forward."
    )
    moratoria: dict[str, Moratorium] = Field(default_factory=dict, description="Limited cease-fires.")
    moves: Moves | None = Field(None, description="Options for the graph model.")
    scenarios: dict[str, Scenario] = Field(default_factory=dict, description="Named changes, for what-if.")
    drivers: dict[str, CommonDriver] = Field(
        default_factory=dict, description="Common causes of several uncertain numbers."
    )
    correlations: tuple[Correlation, ...] = Field(
        (), description="Pairs of uncertain numbers that move together."
    )


__all__ = ["CaseRecord", "Quantity"]
