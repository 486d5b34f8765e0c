"""Who speaks: names, roles, unnamed sources, pronouns and dropped subjects, through the whole text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from detente.reading.attribute_names import head_run, joint_names, name_runs
from detente.reading.find_subjects import Subject
from detente.reading.find_tokens import WORD, Item
from detente.reading.languages import Language
from detente.reading.records import Span
from detente.reading.resolve import NameIndex, fold

_FORMER = frozenset(
    (
        "former",
        "ex",
        "ex-",
        "ehemaliger",
        "ehemalige",
        "ancien",
        "ancienne",
        "antiguo",
        "exfuncionario",
        "exministro",
    )
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as far as the text identifies it."""

    name: str = ""
    id: str | None = None
    party: str | None = None
    candidates: tuple[str, ...] = ()
    unnamed: bool = False
    span: Span | None = None


@dataclass(slots=True)
class Discourse:
    """What the text has established so far: who spoke last, who was named, how fully."""

    index: NameIndex
    last: Speaker | None = None
    last_paragraph: int = -9
    fullest: dict[str, str] = field(default_factory=dict)
    unnamed: list[tuple[frozenset[str], Speaker]] = field(default_factory=list)
    subjects: list[tuple[int, Speaker]] = field(default_factory=list)

    def heard(self, speaker: Speaker, paragraph: int) -> None:
        """Remember who spoke, for pronouns and dropped subjects that follow."""
        if speaker.name or speaker.id:
            self.last = speaker
            self.last_paragraph = paragraph

    def speaker_of(
        self, subject: Subject | None, items: list[Item], text: str, paragraph: int, language: Language
    ) -> Speaker:
        """The speaker behind a subject; candidates instead of a guess where two readings remain."""
        if subject is None:
            return Speaker()
        words = items[subject.first : subject.last]
        if not words:
            return self._continued(items[: subject.first], paragraph, None, language)
        span = (words[0].start, words[-1].end)
        if len(words) == 1 and words[0].low in language.words["possessive"]:
            return self._continued(items[: subject.first], paragraph, span, language)
        if len(words) == 1 and words[0].low in language.pronouns:
            if language.pronouns[words[0].low][1] == "p":
                return self._plural(items[: subject.first], text, span, language)
            return self._continued(items[: subject.first], paragraph, span, language)
        return self._described(words, span, text, language)

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
            ids = tuple(dict.fromkeys(one.id for one in here if one.id is not None))
            return Speaker(here[-1].name, None, None, ids, False, span)
        if self.last is None or paragraph - self.last_paragraph > 3:
            return Speaker(span=span)
        return self._or_both(self.last, subject, span)

    def _newer_subject(self, paragraph: int) -> Speaker | None:
        """The person that a sentence of this paragraph without a report was about."""
        here = [speaker for place, speaker in self.subjects if place == paragraph]
        return here[-1] if here else None

    @staticmethod
    def _or_both(last: Speaker, other: Speaker | None, span: Span | None) -> Speaker:
        """The last speaker, or both where another known person was made the subject since."""
        if other is not None and other.id is not None and last.id is not None and other.id != last.id:
            return Speaker(other.name, None, None, (last.id, other.id), False, span)
        return replace(last, span=span)

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
                name = self.fullest.get(key, earlier[last - 1].raw)
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
        raws = [word.raw for word in words[first:last] if word.low not in language.words["titles"]] or [
            word.raw for word in words[first:last]
        ]
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
        return Speaker(name, None, party, ids, False, span)

    def _fullest(self, raws: list[str], name: str) -> str:
        """The longest form of the name met so far, found by its last word."""
        key = fold(raws[-1])
        clean = " ".join(raws) if len(raws) > 1 else name
        if len(raws) > 1 and len(self.fullest.get(key, "")) < len(clean):
            self.fullest[key] = clean
        return self.fullest.get(key, clean)

    def _anonymous(self, words: list[Item], span: Span, text: str, language: Language) -> Speaker:
        """A source without a name: itself, or the same one met before when the article is definite."""
        name = text[span[0] : span[1]]
        content = frozenset(w.low for w in words if w.kind == WORD and len(w.low) > 3)
        definite = (
            words[0].low in language.words["determiners"] and words[0].low not in language.words["indefinite"]
        )
        if definite:
            for known, speaker in reversed(self.unnamed[-6:]):
                if content and content <= known:
                    return Speaker(speaker.name, speaker.id, speaker.party, (), True, span)
        party = self._nationality(words, language)
        speaker = Speaker(name, None, party, (), True, span)
        self.unnamed.append((content, speaker))
        return speaker

    def _nationality(self, words: list[Item], language: Language) -> str | None:
        """The party an unnamed official serves, from an adjective or name before any preposition; never for ex-officials."""
        if any(word.low in _FORMER or word.low.startswith("ex-") for word in words):
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
        found = {
            name.id
            for name in self.index.vocabulary.of_kind("party")
            for raw in raws
            if len(raw) >= 5 and len(name.text) >= 5 and " " not in name.text
            if fold(raw)[: max(4, len(name.text) - 2)] == fold(name.text)[: max(4, len(name.text) - 2)]
        }
        return next(iter(found)) if len(found) == 1 else None
