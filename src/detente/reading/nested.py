"""What a speaker says that somebody else wants, says or will do: positions inside the words of a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from detente.reading.attribute import Discourse, Speaker
from detente.reading.find import after_verb, find_in_sentence
from detente.reading.find_chain import ParagraphFinding
from detente.reading.find_cues import Hit
from detente.reading.find_frames import Attribution
from detente.reading.find_speakers import can_speak
from detente.reading.find_subjects import Subject
from detente.reading.find_tokens import WORD, Item, sentences, tokenize
from detente.reading.languages import Cue, Language
from detente.reading.meaning import Reading
from detente.reading.meaning_acts import act_of
from detente.reading.meaning_agent import other_agent, performs
from detente.reading.records import Act, NestedPosition, Span

#: What a party does with its words; of these a future or a conditional inside a report tells too.
_STANCES: frozenset[Act] = frozenset(("demand", "offer", "reject", "threaten", "accept", "appeal", "commit"))
#: How far after the accused the thing they are accused of may stand, in words.
_REACH = 8
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Reader:
    """A language as it is read inside reported words: ``would agree to`` and ``verlange`` tell of a position there.

    ``stances`` are the words one of which every position has, ``moods`` the words that only count inside a report,
    ``blocked`` what a stance of somebody else does not follow: ``we want``, ``to support``, ``the offer``.
    """

    language: Language
    stances: frozenset[str]
    moods: frozenset[str]
    blocked: frozenset[str]


@cache
def _reader(language: Language) -> _Reader:
    """The reporting words of a language that tell what a party does; open modals are no hindrance here."""
    table = {
        word: tuple(replace(c, frames=c.frames | {"modal"}) if c.act in _STANCES else c for c in cues)
        for word, cues in language.cues.items()
    }
    for cue in language.unreal:
        parts = cue.parts - {"unreal"} or frozenset(("finite",))
        known = replace(cue, parts=parts, frames=cue.frames | {"modal"})
        table[cue.words[0]] = (known, *table.get(cue.words[0], ()))
    lists = language.words
    moods = frozenset(cue.words[0] for cue in language.unreal) | lists["modals"]
    blocked = frozenset(language.pronouns) | lists["first_person"] | lists["prepositions"]
    if language.base_is_plural:
        blocked |= lists["infinitive_markers"] | lists["determiners"]
    told = replace(language, cues=table, words={**lists, "supports": lists["supports"] | lists["modals"]})
    stances = frozenset(word for word, cues in table.items() if any(cue.act in _STANCES for cue in cues))
    return _Reader(told, stances, moods, blocked)


@dataclass(frozen=True, slots=True)
class Inside:
    """The words of one speaker in one paragraph, to be read once more for what they tell of others."""

    text: str
    found: ParagraphFinding
    speaker: Speaker
    discourse: Discourse

    def positions(self, span: Span, part: tuple[int, int], direct: bool) -> Iterator[NestedPosition]:
        """The positions of named or described others in the words of one statement, which are ``part`` of the items.

        A position needs a party that can have one: a name, an office, a group. Outside quotations the plain
        ones are known, so only words with a modal or a mood of report are read again.
        """
        reader = _reader(self.found.language)
        language = reader.language
        if direct:
            if not _may_tell(_WORDS.findall(self.text, *span), reader):
                return
            items = tokenize(self.text, *span, language)
            ranges = sentences(items, self.text, language)
        else:
            items, ranges = self.found.items, [part]
            if reader.moods.isdisjoint(item.low for item in items[slice(*part)]):
                return
        for first, last in ranges:
            if reader.stances.isdisjoint(item.low for item in items[first:last]):
                continue
            for one in find_in_sentence(items, first, last, 0, language):
                position = self._position(items, one, language)
                if position is not None:
                    yield replace(position, end=min(position.end, span[1]))

    def accused(self, one: Attribution) -> NestedPosition | None:
        """``accused the government of refusing to open the river``: what the accused is said to do."""
        items, words = self.found.items, self.found.language.words
        if one.cue_items is None or items[one.cue_items[1] - 1].low not in words["accusing"]:
            return None
        language = _reader(self.found.language).language
        first, last = one.addressee[0] if one.addressee is not None else one.parts[0][0], one.parts[0][1]
        for k in range(first + 1, min(last, first + _REACH)):
            cue = _bare_stance(items[k], language)
            linked = items[k - 1].low in words["linking"] or items[k - 1].low in words["prepositions"]
            if cue is None or not linked:
                continue
            start = first + (items[first].low in words["addressee_prepositions"])
            subject = Subject("noun", start, k - 1, start)
            told = after_verb(items, Hit(k, k + 1, k, cue, "finite"), [], subject, last, language)
            return self._position(items, told, language) if told is not None else None
        return None

    def by_others(self, meaning: Reading, span: Span, known: list[NestedPosition]) -> Reading:
        """A refusal or promise of another party stays that party's: added to ``known``, only told by the speaker."""
        if meaning.act_of_others is None:
            return meaning
        here = [one for one in known if span[0] <= one.start < span[1]]
        if any(one.act == meaning.act for one in here):
            return replace(meaning, act=meaning.act_of_others)
        agent = other_agent(self.text, span, False, self.found.language)
        if agent is None:
            return meaning
        holder = self.discourse.describe(*agent, self.text, self.found.language)
        if holder.span is None or is_same(holder, self.speaker):
            return meaning
        performed = performs(meaning.act, self.text, holder.span[1], span[1], self.found.language)
        if performed and not any(one.holder == holder.name for one in here):
            known.append(NestedPosition(*span, holder.name, holder.span, holder.party, meaning.act))
        return replace(meaning, act=meaning.act_of_others)

    def _position(self, items: list[Item], one: Attribution, language: Language) -> NestedPosition | None:
        """The position of one attribution found inside the words; None where it is nobody's else."""
        subject = one.subject
        if subject is None or one.cue is None or one.cue.act not in _STANCES:
            return None
        if subject.kind not in ("noun", "same"):
            return None
        owned = (items[n].low in language.words["first_person"] for n in range(subject.first, subject.last))
        if subject.first >= subject.last or any(owned) or not can_speak(items, subject, language):
            return None
        holder = self.discourse.describe(subject, items, self.text, language)
        if holder.span is None or is_same(holder, self.speaker):
            return None
        start, end = items[one.parts[0][0]].start, items[one.parts[0][1] - 1].end
        if end <= start:
            return None
        lows = [item.low for item in items[slice(*one.parts[0])] if item.kind == WORD]
        act = act_of(lows, self.text[start:end], one, language)[0]
        return NestedPosition(start, end, holder.name, holder.span, holder.party, act)


def _may_tell(words: list[str], reader: _Reader) -> bool:
    """Whether a quotation has a word that tells, and before it somebody else: most have not, and cost no more."""
    lows = [word.lower() for word in words]
    if reader.stances.isdisjoint(lows):
        return False
    able, pairs = reader.language.words["able"], reader.language.pairs
    for k in range(1, len(lows)):
        if lows[k] not in reader.stances or lows[k - 1] in reader.blocked:
            continue
        seconds = pairs.get(lows[k])
        if seconds is not None and seconds.isdisjoint(lows[k + 1 : k + 2]):
            continue
        if any(lows[n] in able or (words[n][0].isupper() and len(words[n]) > 1) for n in range(k)):
            return True
    return False


def _bare_stance(item: Item, language: Language) -> Cue | None:
    """A stance in the gerund or infinitive (``refusing``, ``rifiutare``)."""
    for cue in language.cues.get(item.low, ()) if item.kind == WORD else ():
        if cue.act in _STANCES and len(cue.words) == 1 and cue.parts & {"gerund", "infinitive"}:
            return cue
    return None


def is_same(holder: Speaker, speaker: Speaker) -> bool:
    """Whether the holder of a position is the speaker, or the party the speaker speaks for."""
    known = holder.id is not None and holder.id in (speaker.id, speaker.party)
    return known or holder.name == speaker.name
