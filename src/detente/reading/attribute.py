"""Who speaks: names, roles, unnamed sources, pronouns and dropped subjects, through the whole text."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.reading.find_subjects import Subject
from detente.reading.find_tokens import WORD, Item
from detente.reading.languages import Language
from detente.reading.records import Span
from detente.reading.resolve import NameIndex, fold

_CONNECTORS = frozenset(
    ("de", "di", "del", "della", "von", "van", "der", "bin", "al", "el", "la", "da", "of", "-", ".")
)
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
        if subject.kind == "dropped":
            return self._continued(paragraph, None)
        span = (items[subject.first].start, items[subject.last - 1].end)
        words = items[subject.first : subject.last]
        if len(words) == 1 and (
            words[0].low in language.pronouns or words[0].low in language.words["possessive"]
        ):
            return self._continued(paragraph, span)
        return self._described(words, span, text, language)

    def _continued(self, paragraph: int, span: Span | None) -> Speaker:
        """The last speaker, unless another person was made the subject since."""
        if self.last is None or paragraph - self.last_paragraph > 3:
            return Speaker(span=span)
        last = self.last
        recent = [s for p, s in self.subjects if p >= self.last_paragraph and s.name != last.name]
        if recent and recent[-1].id is not None and last.id is not None and recent[-1].id != last.id:
            pair = (last.id, recent[-1].id)
            return Speaker(recent[-1].name, None, None, pair, False, span)
        return Speaker(last.name, last.id, last.party, last.candidates, last.unnamed, span)

    def _described(self, words: list[Item], span: Span, text: str, language: Language) -> Speaker:
        """A speaker given by name or description."""
        runs = name_runs(words)
        head = _head_run(words, runs, language)
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


def name_runs(words: list[Item]) -> list[tuple[int, int]]:
    """Runs of capitalised words, joined over particles such as ``de`` and ``al-``."""
    runs: list[tuple[int, int]] = []
    k = 0
    while k < len(words):
        if words[k].is_capital:
            end = k + 1
            while end < len(words) and (
                words[end].is_capital
                or (words[end].low in _CONNECTORS and end + 1 < len(words) and words[end + 1].is_capital)
            ):
                end += 1
            runs.append((k, end))
            k = end
        else:
            k += 1
    return runs


def _head_run(words: list[Item], runs: list[tuple[int, int]], language: Language) -> tuple[int, int] | None:
    """The run of capitals that is the speaker's name; None for a source that stays unnamed."""
    lists = language.words
    runs = [(a, b) for a, b in runs if not (b - a == 1 and _is_common(words[a], a, language))]
    if not runs:
        return None
    nouns = [k for k, word in enumerate(words) if word.low in lists["unnamed_nouns"] and not word.is_capital]
    indefinite = words[0].low in lists["indefinite"] or words[0].low in lists["unnamed_nouns"]
    last = runs[-1]
    direct = last[0] == 0 or words[last[0] - 1].low not in lists["prepositions"]
    if nouns or indefinite:
        adjacent = direct and last[0] > (nouns[-1] if nouns else 0) and last[1] - last[0] >= 2
        return last if adjacent or (nouns and runs[0][0] == 0 and last[1] - last[0] >= 2 and direct) else None
    for run in reversed(runs):
        free = run[0] == 0 or words[run[0] - 1].low not in lists["prepositions"]
        if free and (run[1] - run[0] >= 2 or len(runs) == 1):
            return run
    return runs[0]


def _is_common(word: Item, place: int, language: Language) -> bool:
    """A sentence-initial article or common word that only looks like a name."""
    lists = language.words
    return place == 0 and (
        word.low in lists["determiners"]
        or word.low in lists["indefinite"]
        or word.low in lists["possessive"]
        or word.low in lists["unnamed_nouns"]
        or word.low in lists["prepositions"]
    )
