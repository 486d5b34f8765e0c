"""From statements to codings that a person accepts or refuses; a decision once made is never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from detente.reading.records import Act, FoundDate, FoundNumber, FoundStatement, Layer

Stance = Literal["for", "against", "open"]
Decision = Literal["accepted", "refused"]

_STANCE: dict[Act, Stance] = {
    "demand": "for",
    "offer": "for",
    "accept": "for",
    "commit": "for",
    "appeal": "for",
    "reject": "against",
    "threaten": "open",
    "assess": "open",
    "predict": "open",
    "inform": "open",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way in which a statement may bear on the case.

    ``party`` is whose position it is: the speaker's party, or with ``nested`` the party that the speaker tells
    of. ``level`` is a level of ``issue`` where the words name one. ``stance`` says whether the party is for the
    level, against it, or does not say. ``caution`` lists what a coder should weigh before accepting.
    """

    id: str
    statement: str
    party: str
    issue: str
    level: str | None
    act: Act
    stance: Stance
    layer: Layer
    nested: bool = False
    numbers: tuple[FoundNumber, ...] = ()
    dates: tuple[FoundDate, ...] = ()
    caution: tuple[str, ...] = ()
    decision: Decision | None = None

    def as_record(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return asdict(self)


def propose_codings(statements: Iterable[FoundStatement]) -> tuple[Proposal, ...]:
    """A proposal for every party and issue that a statement joins, in the order of the statements.

    A statement whose speaker has no party in the case proposes nothing for the speaker, however clear its
    words are: an analyst's view of a party is no position of that party.

    Examples
    --------
    >>> one = FoundStatement("s", "t", 0, 9, party="north", act="reject", issues=("border",))
    >>> [(p.party, p.issue, p.stance) for p in propose_codings([one])]
    [('north', 'border', 'against')]
    """
    proposals: dict[str, Proposal] = {}
    for one in statements:
        holders = [(one.party, one.act, False)] if one.party is not None else []
        holders += [(n.party, n.act, True) for n in one.nested if n.party is not None]
        for party, act, nested in holders:
            for issue in one.issues:
                levels: list[str | None] = [level for level in one.levels if level.split(".")[0] == issue]
                for level in levels or [None]:
                    proposal = _proposal(one, str(party), act, nested, issue, level)
                    proposals.setdefault(proposal.id, proposal)
    return tuple(proposals.values())


def _proposal(
    one: FoundStatement, party: str, act: Act, nested: bool, issue: str, level: str | None
) -> Proposal:
    """One proposal with its cautions; its id depends on the place and the coding, not on the reading run."""
    stance = _STANCE[act]
    if stance == "for" and one.polarity == "negative" and act not in ("demand", "appeal"):
        stance = "open"
    name = f"{one.id}:{party}:{level or issue}" + (":nested" if nested else "")
    return Proposal(
        name,
        one.id,
        party,
        issue,
        level,
        act,
        stance,
        one.layer,
        nested,
        one.numbers,
        one.dates,
        _cautions(one, nested),
    )


def _cautions(one: FoundStatement, nested: bool) -> tuple[str, ...]:
    """What makes a coding less than certain, in words."""
    notes = {
        "hedged": one.hedged,
        "unnamed source": one.unnamed,
        "paraphrase": one.kind == "indirect",
        "ascribed, not said": one.layer == "ascribed",
        "told by somebody else": nested,
        "several speakers possible": one.is_ambiguous,
        "several speak together": one.joint,
        "found by the second opinion only": one.found_by == "second_opinion",
        "negated words": one.polarity == "negative",
    }
    return tuple(note for note, holds in notes.items() if holds)


def carry_over(
    proposals: Iterable[Proposal], decisions: Mapping[str, Decision]
) -> tuple[tuple[Proposal, ...], tuple[str, ...]]:
    """New proposals with the decisions already made, and the ids decided on that this reading no longer has.

    Nothing in ``decisions`` is changed or dropped: an id that is not proposed any more comes back in the
    second value, so that the person who decided sees it.
    """
    new = tuple(replace(one, decision=decisions.get(one.id)) for one in proposals)
    present = {one.id for one in new}
    return new, tuple(sorted(set(decisions) - present))
