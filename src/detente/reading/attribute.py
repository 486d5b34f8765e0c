"""Who speaks: names, roles, unnamed sources, pronouns and dropped subjects, through the whole text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from detente.reading.attribute_names import head_run, joint_names, name_runs
from detente.reading.find_subjects import Subject
from detente.reading.find_tokens import WORD, Item
from detente.reading.languages import Cue, Language
from detente.reading.records import Span
from detente.reading.resolve import NameIndex
from detente.reading.topics import fold

#: How many words back in the paragraph a pronoun may reach.
_BACK = 400
#: Paragraphs over which a count (first, second, third) stays under its ``according to``.
_SCOPE = 4


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as far as the text identifies it; ``joint`` where all candidates speak together."""

    name: str = ""
    id: str | None = None
    party: str | None = None
    candidates: tuple[str, ...] = ()
    unnamed: bool = False
    span: Span | None = None
    joint: bool = False


@dataclass(slots=True)
class Discourse:
    """What the text has established so far: who spoke last, who was named, how fully."""

    index: NameIndex
    last: Speaker | None = None
    last_paragraph: int = -9
    paragraph: int = 0
    fullest: dict[str, dict[str, None]] = field(default_factory=dict)
    unnamed: list[tuple[frozenset[str], Speaker]] = field(default_factory=list)
    subjects: list[tuple[int, Speaker]] = field(default_factory=list)
    scope: tuple[int, Cue, Speaker] | None = None
    roles: dict[str, dict[str, Speaker]] = field(default_factory=dict)

    def scope_at(self, paragraph: int) -> tuple[int, Cue, Speaker] | None:
        """The ``First, according to X`` that still holds at this paragraph, if it is not long past."""
        if self.scope is None or not 0 < paragraph - self.scope[0] <= _SCOPE:
            return None
        return self.scope

    def heard(self, speaker: Speaker, paragraph: int) -> None:
        """Remember who spoke, for pronouns and dropped subjects that follow."""
        if speaker.name or speaker.id:
            self.last = speaker
            self.last_paragraph = paragraph

    def speaker_of(
        self, subject: Subject | None, items: list[Item], text: str, paragraph: int, language: Language
    ) -> Speaker:
        """The speaker behind a subject; candidates instead of a guess where two readings remain."""
        self.paragraph = paragraph
        if subject is None:
            return Speaker()
        words = items[subject.first : subject.last]
        if not words:
            return self._continued(
                items[max(0, subject.first - _BACK) : subject.first], paragraph, None, language
            )
        span = (words[0].start, words[-1].end)
        if len(words) == 1 and words[0].low in language.words["possessive"]:
            return self._continued(
                items[max(0, subject.first - _BACK) : subject.first], paragraph, span, language
            )
        if len(words) == 1 and words[0].low in language.pronouns:
            if language.pronouns[words[0].low][1] == "p":
                return self._plural(
                    items[max(0, subject.first - _BACK) : subject.first], text, span, language
                )
            return self._continued(
                items[max(0, subject.first - _BACK) : subject.first], paragraph, span, language
            )
        named = _named_apposition(items, subject, language)
        if named is not None:
            speaker = self._described(items[named[0] : named[1]], span, text, language)
            self._remember_role(words, speaker, language)
            return speaker
        speaker = self._described(words, span, text, language)
        if not speaker.unnamed and items[subject.last : subject.last + 1] and items[subject.last].raw == ",":
            self._remember_role(items[subject.last + 1 : subject.last + 6], speaker, language)
        return speaker

    def _remember_role(self, words: list[Item], speaker: Speaker, language: Language) -> None:
        """``the minister, Ana Sol``: from now on ``the minister`` alone is her."""
        for word in words:
            if word.low in language.words["titles"] or word.low in language.words["unnamed_nouns"]:
                self.roles.setdefault(word.low, {})[speaker.name] = speaker

    def _continued(
        self, earlier: list[Item], paragraph: int, span: Span | None, language: Language
    ) -> Speaker:
        """The last speaker of this paragraph, else the one person it has named, else the last speaker before."""
        if self.last is not None and self.last_paragraph == paragraph:
            return self._or_both(self.last, self._newer_subject(paragraph), span)
        here = self._people(earlier, language)
        if len(here) == 1:
            return replace(here[0], span=span)
        subject = self._newer_subject(paragraph)
        if subject is not None and len(here) > 1:
            return replace(subject, span=span)
        if len(here) > 1:
            return self._either(here, span)
        if self.last is None or paragraph - self.last_paragraph > 3:
            return Speaker(span=span)
        return self._or_both(self.last, subject, span)

    def _newer_subject(self, paragraph: int) -> Speaker | None:
        """The person that a sentence of this paragraph without a report was about."""
        if self.subjects and self.subjects[-1][0] == paragraph:
            return self.subjects[-1][1]
        return None

    def _or_both(self, last: Speaker, other: Speaker | None, span: Span | None) -> Speaker:
        """The last speaker, or both where another known person was made the subject since."""
        if other is not None and other.id is not None and last.id is not None and other.id != last.id:
            return self._either([last, other], span)
        return replace(last, span=span)

    def _either(self, readings: list[Speaker], span: Span | None) -> Speaker:
        """All readings and no choice; the party where all of them speak for the same one."""
        parties = {one.party for one in readings}
        party = readings[0].party if len(parties) == 1 else None
        candidates = tuple(dict.fromkeys(one.id or one.name for one in readings))
        return Speaker(readings[-1].name, None, party, candidates, False, span)

    def _people(self, earlier: list[Item], language: Language) -> list[Speaker]:
        """Known persons among the words before, each once, in order."""
        found: dict[str, Speaker] = {}
        for _first, last in name_runs(earlier):
            key = fold(earlier[last - 1].raw)
            owners = self.index.surname_owners(key)
            actor = owners[0] if len(owners) == 1 else self.index.guess(key)
            if actor is not None and actor not in self.index.vocabulary.speaks_for:
                actor = None
            if actor is not None or key in self.fullest:
                name = self._fullest([earlier[last - 1].raw], earlier[last - 1].raw)
                found.pop(actor or key, None)
                found[actor or key] = Speaker(name, actor, self.index.party_of(actor))
        return list(found.values())

    def _plural(self, earlier: list[Item], text: str, span: Span, language: Language) -> Speaker:
        """``they``: the nearest group of people named before in the paragraph, else an unnamed last speaker."""
        nouns = language.words["unnamed_nouns"]
        for k in range(len(earlier) - 1, -1, -1):
            if earlier[k].low in nouns and earlier[k].low.endswith(("s", "i", "people")):
                first = k
                while (
                    first
                    and earlier[first - 1].kind == WORD
                    and (
                        earlier[first - 1].is_capital
                        or earlier[first - 1].low in language.words["indefinite"]
                    )
                ):
                    first -= 1
                words = earlier[first : k + 1]
                return replace(
                    self._described(words, (words[0].start, words[-1].end), text, language), span=span
                )
        if self.last is not None and (
            self.last.unnamed or self.last.id not in self.index.vocabulary.speaks_for
        ):
            return replace(self.last, span=span)
        return Speaker(span=span)

    def describe(self, subject: Subject, items: list[Item], text: str, language: Language) -> Speaker:
        """A named or described actor, without any bearing on who speaks next."""
        words = items[subject.first : subject.last]
        kept, last = list(self.unnamed), self.last
        self.last = None  # ``the expert`` in somebody's words is not the one who speaks
        speaker = self._described(words, (words[0].start, words[-1].end), text, language)
        self.unnamed[:], self.last = kept, last
        return speaker

    def _described(self, words: list[Item], span: Span, text: str, language: Language) -> Speaker:
        """A speaker given by name or description."""
        runs = name_runs(words)
        joint = joint_names(words, runs, language)
        if joint:
            return self._joint(words, joint, span, text, language)
        head = head_run(words, runs, language)
        if head is None:
            return self._anonymous(words, span, text, language)
        first, last = head
        while first < last - 1 and _is_title(words[first], language):
            first += 2 if words[first + 1].raw == "." and first + 2 < last else 1
        raws = [word.raw for word in words[first:last]]
        name = text[words[first].start : words[last - 1].end]
        known = self.index.actors_in([word.raw for word in words[first:last]], language.code)
        people = [i for i in known if i in self.index.vocabulary.speaks_for]
        actor: str | None = next(iter((*people, *known)), None)
        if actor is None:
            owners = self.index.surname_owners(raws[-1])
            if len(owners) > 1:
                return Speaker(name, None, None, owners, False, span)
            actor = self.index.guess(raws[-1])
        full = self._fullest(raws, name)
        if len(words) > last - first:
            self._remember_role(words[:first], Speaker(full, actor, self.index.party_of(actor)), language)
        if actor is not None and len(raws) == 1 and self.is_shared(raws[0]):
            return Speaker(full, None, None, (actor,), False, span)
        return Speaker(full, actor, self.index.party_of(actor), (), False, span)

    def _joint(
        self, words: list[Item], joint: tuple[int, int], span: Span, text: str, language: Language
    ) -> Speaker:
        """Two names joined by ``and`` speak together: both are kept, neither is chosen."""
        raws = [word.raw for word in words]
        ids = self.index.actors_in(raws, language.code)
        parties = {self.index.party_of(actor) for actor in ids}
        party = next(iter(parties)) if len(parties) == 1 else None
        name = text[words[joint[0]].start : words[joint[1] - 1].end]
        return Speaker(name, None, party, ids, False, span, joint=True)

    def learn_names(self, items: list[Item], language: Language) -> None:
        """Remember every name of two words or more, so that a surname alone can be filled in."""
        common = language.words
        for start, last in name_runs(items):
            first = start
            if last - start < 2:
                continue
            while first < last and (
                items[first].low in common["not_names"]
                or items[first].raw == "."
                or self._is_party(items[first].raw)
            ):
                first += 1
            if 2 <= last - first <= 4:
                key = fold(items[last - 1].raw)
                office = items[start - 1].low if start and items[start - 1].kind == WORD else ""
                if office in common["titles"] or office in common["unnamed_nouns"]:
                    self._learn_office(office, items[first:last])
                self.fullest.setdefault(key, {})[
                    " ".join(item.raw for item in items[first:last]).replace(" .", ".")
                ] = None

    def _learn_office(self, office: str, words: list[Item]) -> None:
        """``the chancellor Ruth Albers`` is ``the chancellor`` from then on."""
        name = " ".join(word.raw for word in words).replace(" .", ".")
        owners = self.index.surname_owners(words[-1].raw)
        actor = owners[0] if len(owners) == 1 else None
        self.roles.setdefault(office, {}).setdefault(name, Speaker(name, actor, self.index.party_of(actor)))

    def _is_party(self, word: str) -> bool:
        """``Ukrainian President`` is no first name."""
        return fold(word) in self.index.party_words

    def _fullest(self, raws: list[str], name: str) -> str:
        """The one longer form of a bare surname met so far; the name itself where the text has two."""
        known = [full for full in self.fullest.get(fold(raws[-1]), {}) if full.endswith(raws[-1])]
        if len(raws) == 1 and not known and len(name) >= 5:
            known = self._mistyped(fold(raws[-1]))
        if len(raws) > 1 or not known:
            return name
        longest = max(known, key=len)
        return longest if all(longest.endswith(full) for full in known) else name

    def _mistyped(self, low: str) -> list[str]:
        """Longer forms of the one surname of this text that ``low`` differs from by a typo."""
        near = [
            key
            for key in list(self.fullest)[-200:]
            if key[:1] == low[:1] and abs(len(key) - len(low)) <= 2 and fuzz.ratio(key, low) >= 83
        ]
        return list(self.fullest[near[0]]) if len(near) == 1 else []

    def is_shared(self, surname: str) -> bool:
        """Whether the text has met two different people with this surname."""
        known = list(self.fullest.get(fold(surname), {}))
        return len({full.split()[0] for full in known}) > 1

    def _anonymous(self, words: list[Item], span: Span, text: str, language: Language) -> Speaker:
        """A source without a name: itself, or the same one met before when the article is definite."""
        name = text[span[0] : span[1]]
        content = frozenset(
            w.low
            for w in words
            if w.kind == WORD and len(w.low) > 3 and w.low not in language.words["same_words"]
        )
        lists = language.words
        definite = words[0].low in lists["determiners"] and words[0].low not in lists["indefinite"]
        office = [w.low for w in words if w.low in lists["titles"]]
        body = any(w.low in lists["collective"] for w in words)
        if definite:
            for known, speaker in reversed(self.unnamed[-6:]):
                if content and content <= known:
                    return replace(speaker, span=span)
            holders = [self.roles[low] for low in office if len(self.roles.get(low, {})) == 1]
            if holders:
                return replace(next(iter(holders[0].values())), span=span)
            expert = len(content) <= 2 and any(
                w.low in lists["unnamed_nouns"] and not w.low.endswith("s") for w in words
            )
            if (
                expert
                and self.last is not None
                and self.last_paragraph == self.paragraph
                and not self.last.unnamed
            ):
                return replace(self.last, span=span)
        party = self._nationality(words, language)
        plural = any(w.low in lists["unnamed_nouns"] and w.low not in lists["titles"] for w in words)
        speaker = Speaker(name, None, party, (), not (definite and (office or body) and not plural), span)
        if speaker.unnamed:
            self.unnamed = [*self.unnamed[-6:], (content, speaker)]
        return speaker

    def _nationality(self, words: list[Item], language: Language) -> str | None:
        """The party an unnamed official serves, from an adjective or name before any preposition; never for ex-officials."""
        if any(word.low in language.words["former"] or word.low.startswith("ex-") for word in words):
            return None
        if any(word.low in language.words["conjunctions"] for word in words):
            return None
        raws = []
        for word in words[1:] if len(words) > 1 else words:
            if word.low in language.words["near"]:
                return None
            raws.append(word.raw)
        known = self.index.actors_in([raw[:1].upper() + raw[1:] for raw in raws], language.code)
        parties = dict.fromkeys(self.index.party_of(actor) for actor in known)
        if len(parties) == 1:
            return next(iter(parties))
        return self._by_stem(raws) if not parties else None

    def _by_stem(self, raws: list[str]) -> str | None:
        """``ucraino`` for ``Ucraina``: a shared beginning of four letters or more."""
        found = {party for raw in raws for party in self.index.parties_alike(raw)}
        return next(iter(found)) if len(found) == 1 else None


def _named_apposition(items: list[Item], subject: Subject, language: Language) -> tuple[int, int] | None:
    """``The president of Norland, Juan Ibarra, said``: the name after the comma, if a description comes before."""
    k = subject.last
    if (
        k + 1 >= len(items)
        or items[k].raw != ","
        or items[subject.first].low not in language.words["determiners"]
    ):
        return None
    offices = language.words["titles"] | language.words["unnamed_nouns"]
    plain = not language.nouns_capital and not any(items[n].is_capital for n in range(subject.first + 1, k))
    if not plain and not any(items[n].low in offices for n in range(subject.first, k)):
        return None
    begin = k + 1
    while begin < min(len(items), k + 4) and not items[begin].is_capital and _leads(items[begin], language):
        begin += 1
    end = begin
    while end < len(items) and items[end].is_capital:
        end += 1
    if end - begin < 2 or (end < len(items) and items[end].kind == WORD and not subject.inverted):
        return None
    return begin, end


def _leads(word: Item, language: Language) -> bool:
    """An article or title in front of the name in apposition (``el coronel Ernesto Rau``)."""
    return word.kind == WORD and (word.low in language.words["determiners"] or _is_title(word, language))


def _is_title(word: Item, language: Language) -> bool:
    """``President``, ``M.``: a title in front of a name."""
    titles = language.words["titles"]
    return word.low in titles or f"{word.low}." in titles
