"""Issues and levels of the case in a statement: by the words of their names, the longest name first."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache

from detente.case.vocabulary import Name, Vocabulary
from detente.reading.languages import load_language

_VOWELS = "aeiouáéíóúàèìòùy"
#: How many words besides its own a name may be spread over.
_SPREAD = 8


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
def stem(word: str, language: str) -> str:
    """A folded word without its ending, so that singular and plural meet; short words stay whole.

    Only the endings of the language are taken off: ``officer`` is no ``office`` in English.

    Examples
    --------
    >>> stem("sanzioni", "it"), stem("sanzione", "it"), stem("sanctions", "en")
    ('sanzion', 'sanzion', 'sanction')
    >>> stem("officer", "en"), stem("offices", "en")
    ('officer', 'offic')
    """
    low = fold(word)
    if len(low) < 5:
        return low
    if low.endswith("ies"):
        low = low[:-3]
    for ending in load_language(language).noun_endings:
        if low.endswith(ending) and len(low) - len(ending) >= 4:
            low = low[: -len(ending)]
            break
    while len(low) > 4 and low[-1] in _VOWELS:
        low = low[:-1]
    return low


class TopicIndex:
    """The issues and levels of a vocabulary, compiled for each language that is asked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.names = [name for name in vocabulary.names if name.kind in ("issue", "level")]
        self._tables: dict[str, dict[str, list[tuple[frozenset[str], Name]]]] = {}
        self._wanted: dict[str, Callable[[str], str]] = {}

    def _table(self, language: str) -> dict[str, list[tuple[frozenset[str], Name]]]:
        """Names by their longest stem, with all stems."""
        if language in self._tables:
            return self._tables[language]
        table: dict[str, list[tuple[frozenset[str], Name]]] = {}
        issues: dict[str, set[frozenset[str]]] = {}
        for name in self.names:
            if name.language not in (None, language):
                continue
            words = tuple(fold(word) for word in name.text.replace("'", "' ").replace("’", "' ").split())
            stems = frozenset(stem(word, language) for word in words if len(word) > 3) or frozenset(words)
            if name.kind == "level" and stems in issues.get(name.id.split(".")[0], ()):
                stems = frozenset(
                    stem(word, language) for word in words
                )  # ``no inspectors`` is not ``inspectors``
            if name.kind == "issue":
                issues.setdefault(name.id, set()).add(stems)
            if stems:
                table.setdefault(max(stems, key=len), []).append((stems, name))
        self._tables[language] = table
        self._wanted[language] = _stemmer(
            frozenset(one for entries in table.values() for stems, _ in entries for one in stems), language
        )
        return table

    def topics_in(self, words: Sequence[str], language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Issues and levels whose names' words all occur close together in ``words``, in case order.

        A name inside a longer one of another issue does not count: ``terre rare`` is no ``terre``.
        """
        if not self.names:
            return (), ()
        table = self._table(language)
        places: dict[str, list[int]] = {}
        for place, known in enumerate(map(self._wanted[language], words)):
            if known:
                places.setdefault(known, []).append(place)
        found = [
            (needed, name, where)
            for key in places
            for needed, name in table.get(key, ())
            if needed <= places.keys()
            for where in _occurrences(needed, key, places)
        ]
        if not found:
            return (), ()
        taken: dict[int, set[tuple[frozenset[str], str]]] = {}
        for needed, name, where in found:
            for place in where if max(where) - min(where) <= len(needed) + 1 else ():
                taken.setdefault(place, set()).add((needed, _issue(name)))
        hits = {name.id: name for needed, name, where in found if not _is_covered(needed, name, where, taken)}
        order = [name.id for name in self.names if name.id in hits]
        levels = tuple(dict.fromkeys(i for i in order if hits[i].kind == "level"))
        issues = [i for i in order if hits[i].kind == "issue"] + [level.split(".")[0] for level in levels]
        return tuple(dict.fromkeys(issues)), levels


def _stemmer(wanted: frozenset[str], language: str) -> Callable[[str], str]:
    """Gives the stem of a word that some name has, nothing for all others: most words of a text."""

    @lru_cache(maxsize=1 << 15)
    def known(word: str) -> str:
        found = stem(word, language)
        return found if found in wanted else ""

    return known


def _issue(name: Name) -> str:
    """The issue that a name of it or of one of its levels belongs to."""
    return name.id.split(".")[0]


def _occurrences(needed: frozenset[str], key: str, places: dict[str, list[int]]) -> list[tuple[int, ...]]:
    """For every place of the key word the nearest places of the others, if they are near enough."""
    found = []
    for place in places[key]:
        where = tuple(_nearest(places[word], place) for word in needed)
        if max(where) - min(where) <= len(needed) + _SPREAD:
            found.append(where)
    return found


def _nearest(places: list[int], place: int) -> int:
    """The member of an ascending list that is nearest to ``place``."""
    k = bisect_left(places, place)
    return min(places[max(0, k - 1) : k + 1], key=lambda p: abs(p - place))


def _is_covered(
    needed: frozenset[str],
    name: Name,
    where: tuple[int, ...],
    taken: dict[int, set[tuple[frozenset[str], str]]],
) -> bool:
    """Whether a longer name of another issue takes the same words."""
    return any(
        needed < other
        and issue != _issue(name)
        and all((other, issue) in taken.get(place, ()) for place in where)
        for other, issue in taken.get(where[0], ())
    )
