"""What reading hands on: texts with their paragraphs, and the statements found in them.

Spans are half-open, in code points of the stored text (C8). A record holds no words of its own except
the speaker's name: ``text[start:end]`` are the words, so a record can be kept where the text may not.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Span = tuple[int, int]

Act = Literal[
    "demand", "offer", "reject", "threaten", "accept", "assess", "predict", "appeal", "commit", "inform"
]
Layer = Literal["reported", "ascribed", "author"]
Kind = Literal["direct", "mixed", "indirect"]
Form = Literal["direct quote", "paraphrase", "unnamed", "second-hand"]
FoundBy = Literal["rules", "both", "second_opinion"]
Precision = Literal["day", "month", "season", "year", "decade", "approximate"]

ACTS: tuple[Act, ...] = (
    "demand",
    "offer",
    "reject",
    "threaten",
    "accept",
    "assess",
    "predict",
    "appeal",
    "commit",
    "inform",
)

#: Our ten acts in the words of PLOVER (the successor of CAMEO); None where PLOVER codes no event.
PLOVER: dict[Act, str | None] = {
    "demand": "DEMAND",
    "offer": "AGREE",
    "reject": "REJECT",
    "threaten": "THREATEN",
    "accept": "AGREE",
    "assess": None,
    "predict": None,
    "appeal": None,
    "commit": "AGREE",
    "inform": None,
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a stored text: half-open span in code points, ISO 639-1 language."""

    start: int
    end: int
    language: str


@dataclass(frozen=True, slots=True)
class Text:
    """One stored text: its id, its words, its paragraphs in order, its date (ISO) and main language."""

    id: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    date: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number inside a statement: where it stands, its value, its unit (``percent``, ``eur``, ``km``)."""

    start: int
    end: int
    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date inside a statement, resolved against the date of the text.

    ``iso`` is a day, month or year as the precision allows (``2014``, ``2025-04-20``); ``relation`` says
    whether the words mean that time, everything since, until, before or after it; ``recurring`` is set for
    a day that comes back every year and was given without one.
    """

    start: int
    end: int
    iso: str
    precision: Precision
    relation: Literal["at", "since", "until", "before", "after"] = "at"
    recurring: bool = False


@dataclass(frozen=True, slots=True)
class NestedPosition:
    """What the speaker says that somebody else wants, says or will do."""

    start: int
    end: int
    holder: str
    holder_span: Span
    party: str | None
    act: Act


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """One attributed statement.

    ``source`` is the id of the text and ``text[start:end]`` the words. ``cue`` is the span of the reporting
    words, ``speaker_span`` that of the speaker's name or description, each None where the text has none
    (a headline, a dropped subject). ``speaker_name`` is the speaker as the text names it best (the fullest
    form met so far); ``speaker`` the case id of the person or party, ``party`` the party spoken for. When two
    readings remain both are in ``speaker_candidates`` (ids, or names where the case knows none) and ``speaker``
    is None; with ``joint`` the candidates are no rival readings but speak together. The ``author`` layer has no
    speaker and no party. ``found_by`` says whether the rules, a parser asked for a second opinion, or both found it.
    ``part_of`` is the id of the first part where one utterance is split by its attribution
    or runs over several quotations.
    """

    id: str
    source: str
    start: int
    end: int
    cue: Span | None = None
    speaker_span: Span | None = None
    speaker_name: str = ""
    speaker: str | None = None
    party: str | None = None
    speaker_candidates: tuple[str, ...] = ()
    joint: bool = False
    unnamed: bool = False
    act: Act = "inform"
    issues: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    addressee: str | None = None
    polarity: Literal["positive", "negative"] = "positive"
    hedged: bool = False
    nested: tuple[NestedPosition, ...] = ()
    layer: Layer = "reported"
    kind: Kind = "indirect"
    form: Form = "paraphrase"
    language: str = "en"
    numbers: tuple[FoundNumber, ...] = ()
    dates: tuple[FoundDate, ...] = ()
    part_of: str | None = None
    found_by: FoundBy = "rules"

    @property
    def is_ambiguous(self) -> bool:
        """Whether two readings of the speaker remain; several who speak together are one reading."""
        return self.speaker is None and bool(self.speaker_candidates) and not self.joint

    def as_record(self) -> dict[str, Any]:
        """The same as plain values, for JSON; tuples become lists when dumped."""
        return asdict(self)
