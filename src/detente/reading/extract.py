"""The one door to the language half: a text in, attributed statements out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from detente.case.vocabulary import EMPTY, Vocabulary
from detente.reading.attribute import Discourse, Speaker
from detente.reading.author import AuthorVoice, with_author
from detente.reading.find_chain import ParagraphFinding, counted_on, find_in_paragraph, is_inside
from detente.reading.find_frames import Attribution
from detente.reading.find_subjects import sentence_subject
from detente.reading.find_tokens import QUOTE, WORD
from detente.reading.languages import Language
from detente.reading.meaning import Reading, read_meaning
from detente.reading.meaning_acts import is_future
from detente.reading.nested import Inside
from detente.reading.records import FoundStatement, Kind, NestedPosition, Span, Text
from detente.reading.resolve import NameIndex
from detente.reading.second_opinion import SecondOpinion

#: Reporting words of one sentence that are compared with each other; no sentence of a text has more.
_MOST = 40
#: Attributions before an ``according to`` that it may pass on.
_NEAR = 6
#: Share of the words under an ``according to`` that somebody else must have said for it only to pass them on.
_MOSTLY = 0.4


@dataclass(slots=True)
class _Draft:
    """An attribution on its way to becoming statements."""

    attribution: Attribution
    speaker: Speaker
    spans: list[tuple[Span, Kind]]
    follows: int | None
    second_hand: bool = False
    nested: list[NestedPosition] = field(default_factory=list)
    first_id: str = ""


class Extractor:
    """Compiles a vocabulary once and reads any number of texts with it.

    Examples
    --------
    >>> from detente.reading.records import Paragraph, Text
    >>> words = "The minister said: “We will sign.”"
    >>> text = Text("t1", words, (Paragraph(0, len(words), "en"),))
    >>> [(words[s.start : s.end], s.speaker_name) for s in Extractor().extract(text)]
    [('We will sign.', 'The minister')]
    """

    def __init__(
        self, vocabulary: Vocabulary = EMPTY, author: bool = False, second: SecondOpinion | None = None
    ) -> None:
        self.vocabulary = vocabulary
        self.index = NameIndex(vocabulary)
        self.author = author
        self.second = second

    def extract(self, text: Text) -> tuple[FoundStatement, ...]:
        """The statements of ``text`` in order of their place; with ``author`` also what its writer claims."""
        discourse = Discourse(self.index)
        voice = AuthorVoice(self.index)
        statements: list[FoundStatement] = []
        before: ParagraphFinding | None = None
        last_group: str | None = None
        for number, paragraph in enumerate(text.paragraphs):
            found = find_in_paragraph(text.text, paragraph, before)
            counted = discourse.scope_at(number)
            inherited = counted_on(found, counted[1]) if counted is not None else None
            if inherited is not None:
                found.attributions.append(inherited)
            drafts = self._drafts(found, before, text, number, discourse)
            announced = before is not None and before.opens_next is not None
            made = self._statements(drafts, found, text, None if announced else last_group, discourse)
            statements += made
            if self.author:
                voice.notice(found, text, number, announced)
            if found.items:
                before = found
            if made:
                last_group = made[-1].part_of or made[-1].id
        everything = with_author(statements, voice)
        return everything if self.second is None else self.second.merged(text, everything, self.index)

    def _drafts(
        self,
        found: ParagraphFinding,
        before: ParagraphFinding | None,
        text: Text,
        number: int,
        discourse: Discourse,
    ) -> list[_Draft | None]:
        """Outer attributions with their speakers, in order of place; inner ones become nested positions."""
        discourse.learn_names(found.items, found.language)
        if not found.attributions:
            return []
        drafts: list[_Draft | None] = [None] * len(found.attributions)
        order = sorted(range(len(drafts)), key=lambda n: _place(found.attributions[n]))
        outer = _holders(found, order)
        passed_on = _passed_on(found, order)
        for n, m in list(found.follows.items()):
            while m in outer or m in passed_on:
                m = outer[m] if m in outer else passed_on[m]
            found.follows[n] = m
        heard_sentence = -1
        for n in order:
            if n in outer or n in passed_on:
                continue
            one = found.attributions[n]
            if one.sentence > heard_sentence:
                for s in range(heard_sentence + 1, one.sentence):
                    self._notice(found, s, text, number, discourse)
                heard_sentence = one.sentence
            speaker = self._speaker(n, found, before, drafts, text, number, discourse)
            told = n in passed_on.values()
            drafts[n] = _Draft(one, speaker, _spans(found, one, text.text), found.follows.get(n), told)
            discourse.heard(speaker, number)
            if one.scope and one.cue is not None:
                discourse.scope = (number, one.cue, speaker)
        for n, m in outer.items():
            holder = drafts[m]
            if holder is not None:
                nested = self._nested(found, found.attributions[n], text, number, discourse)
                if nested is not None and nested.holder != holder.speaker.name:
                    holder.nested += _clipped(nested, holder.spans)
        return drafts

    def _notice(self, found: ParagraphFinding, s: int, text: Text, number: int, discourse: Discourse) -> None:
        """A sentence without a statement may still make a person the one that ``he`` means next."""
        if not self.vocabulary.speaks_for:
            return
        first, last = found.ranges[s]
        subject = sentence_subject(found.items, first, last, found.language)
        if subject is not None and subject.kind == "noun":
            words = found.items[subject.first : subject.last]
            if any(word.is_capital for word in words):
                speaker = discourse.speaker_of(subject, found.items, text.text, number, found.language)
                if speaker.id in self.vocabulary.speaks_for:
                    discourse.subjects.append((number, speaker))

    def _speaker(
        self,
        n: int,
        found: ParagraphFinding,
        before: ParagraphFinding | None,
        drafts: list[_Draft | None],
        text: Text,
        number: int,
        discourse: Discourse,
    ) -> Speaker:
        """The speaker of an attribution, or of the one it goes on from."""
        one = found.attributions[n]
        follows = found.follows.get(n)
        if one.subject is None and one.cue is not None and one.cue.group == "according" and discourse.scope:
            return replace(discourse.scope[2], span=None)
        if follows is None:
            return discourse.speaker_of(one.subject, found.items, text.text, number, found.language)
        if follows >= 0:
            earlier = drafts[follows]
            return earlier.speaker if earlier is not None else Speaker()
        if before is not None and before.opens_next is not None:
            return discourse.speaker_of(before.opens_next, before.items, text.text, number, before.language)
        return replace(discourse.last, span=None) if discourse.last is not None else Speaker()

    def _nested(
        self, found: ParagraphFinding, one: Attribution, text: Text, number: int, discourse: Discourse
    ) -> NestedPosition | None:
        """What the speaker says that somebody else says or wants."""
        if one.subject is None or one.cue is None or one.subject.kind == "dropped":
            return None
        holder = discourse.speaker_of(one.subject, found.items, text.text, number, found.language)
        if holder.span is None:
            return None
        (start, end), _ = _spans(found, one, text.text)[0]
        meaning = read_meaning(text, (start, end), one, found.language, self.index)
        return NestedPosition(start, end, holder.name, holder.span, holder.party, meaning.act)

    def _statements(
        self,
        drafts: list[_Draft | None],
        found: ParagraphFinding,
        text: Text,
        last_group: str | None,
        discourse: Discourse,
    ) -> list[FoundStatement]:
        """One statement for each part; parts of one utterance point to its first."""
        made: list[FoundStatement] = []
        for draft in sorted((d for d in drafts if d is not None), key=lambda d: d.spans[0][0]):
            group = self._group(draft, drafts, last_group)
            inside = Inside(text.text, found, draft.speaker, discourse)
            self._read_inside(draft, inside)
            for span, kind in draft.spans:
                meaning = read_meaning(
                    text, span, draft.attribution, found.language, self.index, kind == "direct"
                )
                meaning = inside.by_others(meaning, span, draft.nested)
                statement = _statement(text, found, draft, span, kind, meaning, group)
                made.append(statement)
                if not draft.first_id:
                    draft.first_id = group or statement.id
                group = draft.first_id
        return made

    def _read_inside(self, draft: _Draft, inside: Inside) -> None:
        """Adds what the words tell of others, where nothing is known of that stretch yet."""
        told = [inside.accused(draft.attribution)]
        for (span, kind), part in zip(draft.spans, draft.attribution.parts, strict=True):
            told += inside.positions(span, part, kind == "direct")
        for one in told:
            if one is not None and not any(n.start < one.end and one.start < n.end for n in draft.nested):
                draft.nested.append(one)

    def _group(self, draft: _Draft, drafts: list[_Draft | None], last_group: str | None) -> str | None:
        """The id of the first part of the utterance that this one goes on with."""
        if draft.follows is None:
            return None
        if draft.follows < 0:
            return last_group
        earlier = drafts[draft.follows]
        return earlier.first_id or None if earlier is not None else None


def _clipped(nested: NestedPosition, spans: list[tuple[Span, Kind]]) -> list[NestedPosition]:
    """The nested position up to the end of the part it starts in; nothing if it starts in none."""
    return [
        replace(nested, end=min(nested.end, span[1]))
        for span, _ in spans
        if span[0] <= nested.start < span[1]
    ]


def _holders(found: ParagraphFinding, order: list[int]) -> dict[int, int]:
    """For each attribution inside another's words the narrowest such other; only within a sentence."""
    attributions, language = found.attributions, found.language
    by_sentence: dict[int, list[int]] = {}
    for n in order:
        by_sentence.setdefault(attributions[n].sentence, []).append(n)
    outer: dict[int, int] = {}
    for numbers in by_sentence.values():
        for n in numbers[:_MOST]:
            near = (m for m in numbers[:_MOST] if m != n)
            holders = [m for m in near if _is_under(attributions[n], attributions[m], language)]
            if holders:
                outer[n] = min(holders, key=lambda m: _width(attributions[m]))
    return outer


def _is_under(one: Attribution, other: Attribution, language: Language) -> bool:
    """Inside the other's words, not merely passed on by it; of two inside each other the earlier is under."""
    if not is_inside(one, other) or _is_second_hand(one, other, language):
        return False
    return not is_inside(other, one) or _place(one) < _place(other)


def _passed_on(found: ParagraphFinding, order: list[int]) -> dict[int, int]:
    """For each ``…, according to X`` that only passes on what somebody else said, the number of what was said."""
    passed: dict[int, int] = {}
    for place, m in enumerate(order):
        other = found.attributions[m]
        if other.cue is None or "preposition" not in other.cue.parts:
            continue
        for n in order[max(0, place - _NEAR) : place]:
            one = found.attributions[n]
            mostly = _length(found, one) > _MOSTLY * _length(found, other)
            if mostly and _is_second_hand(one, other, found.language) and is_inside(one, other):
                passed[m] = n
    return passed


def _length(found: ParagraphFinding, one: Attribution) -> int:
    """Characters of the reported words."""
    return sum(found.items[last - 1].end - found.items[first].start for first, last in one.parts)


def _is_second_hand(one: Attribution, other: Attribution, language: Language) -> bool:
    """``“…,” X said, according to Y`` and ``“…”, ha detto X, racconta Y``: X stays the speaker, Y only passed it on."""
    if other.scope or other.cue is None or one.cue is None or not one.is_reported:
        return False
    if is_future(one.cue.words[0], language):
        return False
    begin, end = one.parts[0]
    quoted = end - begin == 1 and other.cue_items is not None and other.cue_items[0] >= other.parts[-1][1]
    return "preposition" in other.cue.parts or quoted


def _place(one: Attribution) -> int:
    return one.cue_items[0] if one.cue_items is not None else one.parts[0][0]


def _width(one: Attribution) -> int:
    return sum(last - first for first, last in one.parts)


def _spans(found: ParagraphFinding, one: Attribution, text: str) -> list[tuple[Span, Kind]]:
    """Character spans of the parts, without the outer marks of a whole quotation."""
    spans: list[tuple[Span, Kind]] = []
    for first, last in one.parts:
        items = [item for item in found.items[first:last] if item.kind in (QUOTE, WORD)]
        quoted = [item for item in items if item.kind == QUOTE]
        if len(quoted) == len(items) == 1:
            quote = found.quotes[quoted[0].quote]
            start, end = quote.inner_start, quote.inner_end
            kind: Kind = "direct"
        else:
            start, end = found.items[first].start, found.items[last - 1].end
            kind = "direct" if quoted and len(quoted) == len(items) else "mixed" if quoted else "indirect"
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        spans.append(((start, end), kind))
    return spans


def _statement(
    text: Text,
    found: ParagraphFinding,
    draft: _Draft,
    span: Span,
    kind: Kind,
    meaning: Reading,
    part_of: str | None,
) -> FoundStatement:
    """The record of one part."""
    one, speaker = draft.attribution, draft.speaker
    cue = one.cue_items
    nested = tuple(n for n in draft.nested if span[0] <= n.start and n.end <= span[1])
    if speaker.unnamed or (not speaker.name and speaker.id is None):
        form = "unnamed"
    else:
        form = "second-hand" if draft.second_hand else "direct quote" if kind == "direct" else "paraphrase"
    return FoundStatement(
        id=f"{text.id}:{span[0]}-{span[1]}",
        source=text.id,
        start=span[0],
        end=span[1],
        cue=(found.items[cue[0]].start, found.items[cue[1] - 1].end) if cue else None,
        speaker_span=speaker.span,
        speaker_name=speaker.name,
        speaker=speaker.id,
        party=speaker.party,
        speaker_candidates=speaker.candidates,
        joint=speaker.joint,
        unnamed=speaker.unnamed,
        act=meaning.act,
        issues=meaning.issues,
        levels=meaning.levels,
        addressee=_addressee(one, found, text.text),
        polarity=meaning.polarity,
        hedged=meaning.hedged,
        nested=nested,
        layer=one.cue.layer if one.cue is not None else "reported",
        kind=kind,
        form=form,  # type: ignore[arg-type]
        language=found.language.code,
        numbers=meaning.numbers,
        dates=meaning.dates,
        part_of=part_of,
    )


def _addressee(one: Attribution, found: ParagraphFinding, text: str) -> str | None:
    """The words that say whom the statement was made to."""
    if one.addressee is None:
        return None
    first, last = one.addressee
    return text[found.items[first].start : found.items[last - 1].end]


def extract_statements(text: Text, vocabulary: Vocabulary = EMPTY) -> tuple[FoundStatement, ...]:
    """The attributed statements of one text, in order of their place."""
    return Extractor(vocabulary).extract(text)
