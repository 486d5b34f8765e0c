"""Names of the case in a text: parties, persons, issues and levels, in every language and with typos."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from detente.case.vocabulary import Name, Vocabulary

_VOWELS = "aeiouáéíóúàèìòùy"


@lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    """Lower case without accents: ``Moscú`` and ``moscu`` are one word.

    Examples
    --------
    >>> fold("Moscú")
    'moscu'
    """
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'")


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """A folded word without its ending, so that singular and plural meet; short words stay whole.

    Examples
    --------
    >>> stem("sanzioni"), stem("sanzione"), stem("sanctions")
    ('sanzion', 'sanzion', 'sanction')
    """
    low = fold(word)
    if len(low) < 5:
        return low
    if low.endswith("ies"):
        low = low[:-3]
    for ending in ("es", "s", "en", "er"):
        if low.endswith(ending) and len(low) - len(ending) >= 4:
            low = low[: -len(ending)]
            break
    while len(low) > 4 and low[-1] in _VOWELS:
        low = low[:-1]
    return low


@dataclass(slots=True)
class NameIndex:
    """The vocabulary compiled for look-up by word; built once, shared by all texts."""

    vocabulary: Vocabulary
    actors: dict[str, list[tuple[tuple[str, ...], Name]]] = field(default_factory=dict)
    topics: dict[str, list[tuple[frozenset[str], Name]]] = field(default_factory=dict)
    surnames: dict[str, set[str]] = field(default_factory=dict)
    _typos: dict[str, str | None] = field(default_factory=dict)
    _issues: dict[str, set[frozenset[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.vocabulary.names:
            words = tuple(fold(word) for word in name.text.replace("'", "' ").replace("’", "' ").split())
            if not words:
                continue
            if name.kind in ("party", "person"):
                self.actors.setdefault(words[0], []).append((words, name))
                if name.kind == "person" and len(words[-1]) >= 3:
                    self.surnames.setdefault(words[-1], set()).add(name.id)
            else:
                stems = frozenset(stem(word) for word in words if len(word) > 3) or frozenset(words)
                if name.kind == "level" and stems in self._issues.get(name.id.split(".")[0], ()):
                    stems = frozenset(map(stem, words))  # ``no inspectors`` is not every word on inspectors
                if name.kind == "issue":
                    self._issues.setdefault(name.id, set()).add(stems)
                self.topics.setdefault(max(stems, key=len), []).append((stems, name))
        for entries in self.actors.values():
            entries.sort(key=lambda entry: -len(entry[0]))

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

    def topics_in(self, words: Iterable[str], language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Issues and levels whose names' words all occur in ``words``, in case order."""
        if not self.topics:
            return (), ()
        stems = {stem(word) for word in words}
        hits = {
            name.id: name
            for word in stems
            for needed, name in self.topics.get(word, ())
            if needed <= stems and name.language in (None, language)
        }
        order = [name.id for name in self.vocabulary.names if name.id in hits]
        levels = tuple(dict.fromkeys(i for i in order if hits[i].kind == "level"))
        issues = [i for i in order if hits[i].kind == "issue"] + [level.split(".")[0] for level in levels]
        return tuple(dict.fromkeys(issues)), levels

    def party_of(self, actor: str | None) -> str | None:
        """The party that an actor is or speaks for."""
        if actor is None:
            return None
        if any(name.id == actor and name.kind == "party" for name in self.vocabulary.names):
            return actor
        return self.vocabulary.speaks_for.get(actor)
