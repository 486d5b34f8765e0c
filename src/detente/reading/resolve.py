"""Names of the case in a text: parties, persons, issues and levels, in every language and with typos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from detente.case.vocabulary import Name, Vocabulary
from detente.reading.topics import TopicIndex, fold


@dataclass(slots=True)
class NameIndex:
    """The vocabulary compiled for look-up by word; built once, shared by all texts."""

    vocabulary: Vocabulary
    actors: dict[str, list[tuple[tuple[str, ...], Name]]] = field(default_factory=dict)
    topics: TopicIndex = field(init=False)
    surnames: dict[str, set[str]] = field(default_factory=dict)
    parties: frozenset[str] = field(init=False)
    party_words: frozenset[str] = field(init=False)
    _beginnings: dict[int, dict[str, set[str]]] = field(default_factory=dict)
    _typos: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.topics = TopicIndex(self.vocabulary)
        for name in self.vocabulary.names:
            words = tuple(fold(word) for word in name.text.replace("'", "' ").replace("’", "' ").split())
            if words and name.kind in ("party", "person"):
                self.actors.setdefault(words[0], []).append((words, name))
                if name.kind == "person" and len(words[-1]) >= 3:
                    self.surnames.setdefault(words[-1], set()).add(name.id)
        for entries in self.actors.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        named = self.vocabulary.of_kind("party")
        self.parties = frozenset(name.id for name in named)
        self.party_words = frozenset(
            word for word, entries in self.actors.items() if any(name.kind == "party" for _, name in entries)
        )
        for name in named:
            if len(name.text) >= 5 and " " not in name.text:
                length = max(4, len(name.text) - 2)
                alike = self._beginnings.setdefault(length, {})
                alike.setdefault(fold(name.text)[:length], set()).add(name.id)

    def actors_in(self, words: Sequence[str], language: str) -> tuple[str, ...]:
        """Ids of the parties and persons named in ``words``, in order, longest name first."""
        folded = [fold(word) for word in words]
        found: list[str] = []
        i = 0
        while i < len(folded):
            step = 1
            for name_words, name in self.actors.get(folded[i], ()):
                if name.language in (None, language) and tuple(folded[i : i + len(name_words)]) == name_words:
                    found.append(name.id)
                    step = len(name_words)
                    break
            else:
                owners = self.surnames.get(folded[i], set())
                if len(owners) == 1 and words[i][:1].isupper():
                    found.append(next(iter(owners)))
            i += step
        return tuple(dict.fromkeys(found))

    def surname_owners(self, word: str) -> tuple[str, ...]:
        """Ids of the persons of the case with this surname, in id order."""
        return tuple(sorted(self.surnames.get(fold(word), ())))

    def guess(self, word: str) -> str | None:
        """The one actor whose single-word name or surname differs from ``word`` by a typo, else None."""
        low = fold(word)
        if len(low) < 5:
            return None
        if low not in self._typos:
            pool: dict[str, set[str]] = {key: set(ids) for key, ids in self.surnames.items()}
            for entries in self.actors.values():
                for words, name in entries:
                    if len(words) == 1:
                        pool.setdefault(words[0], set()).add(name.id)
            near = {
                owner
                for key, owners in pool.items()
                if key[:1] == low[:1] and abs(len(key) - len(low)) <= 2 and fuzz.ratio(key, low) >= 83
                for owner in owners
            }
            self._typos[low] = next(iter(near)) if len(near) == 1 else None
        return self._typos[low]

    def party_of(self, actor: str | None) -> str | None:
        """The party that an actor is or speaks for."""
        if actor is None:
            return None
        return actor if actor in self.parties else self.vocabulary.speaks_for.get(actor)

    def parties_alike(self, word: str) -> set[str]:
        """The parties whose name begins like ``word`` (``ucraino``, ``Ucraina``): four letters or all but two."""
        low = fold(word) if len(word) >= 5 else ""
        return {id for length, alike in self._beginnings.items() for id in alike.get(low[:length], ())}
