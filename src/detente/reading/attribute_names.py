"""Which words of a noun phrase are a name."""

from __future__ import annotations

from itertools import pairwise

from detente.reading.find_tokens import Item
from detente.reading.languages import Language

_CONNECTORS = frozenset(
    ("de", "di", "del", "della", "von", "van", "der", "bin", "al", "el", "la", "da", "of", "-")
)


def name_runs(words: list[Item]) -> list[tuple[int, int]]:
    """Runs of capitalised words, joined over particles such as ``de`` and ``al-``."""
    runs: list[tuple[int, int]] = []
    end = 0
    for k in [k for k, word in enumerate(words) if word.is_capital]:
        if k < end:
            continue
        end = k + 1
        while end < len(words) and (words[end].is_capital or _joins(words, end)):
            end += 1
        runs.append((k, end))
    return runs


def _joins(words: list[Item], k: int) -> bool:
    """A particle, or the stop of an initial or title, between two capitals."""
    if k + 1 >= len(words) or not words[k + 1].is_capital:
        return False
    return words[k].low in _CONNECTORS or (words[k].raw == "." and len(words[k - 1].raw) <= 3)


def joint_names(words: list[Item], runs: list[tuple[int, int]], language: Language) -> tuple[int, int] | None:
    """``Trump and Putin``: two names with nothing but a joining word between them, to the end of the phrase."""
    for (a, b), (c, d) in pairwise(runs):
        between = [word.low for word in words[b:c]]
        if d == len(words) and len(between) == 1 and between[0] in language.words["conjunctions"]:
            return a, d
    return None


def head_run(words: list[Item], runs: list[tuple[int, int]], language: Language) -> tuple[int, int] | None:
    """The run of capitals that is the speaker's name; None for a source that stays unnamed."""
    lists = language.words
    runs = [_without_office(words, run, language) for run in runs if not _is_common(words, run, language)]
    if language.nouns_capital:
        runs = [run for run in runs if not _is_noun(words, run, language)]
    if not runs:
        return None
    nouns = [
        k
        for k, word in enumerate(words)
        if word.low in lists["unnamed_nouns"] and (language.nouns_capital or not word.is_capital)
    ]
    indefinite = words[0].low in lists["indefinite"] or words[0].low in lists["unnamed_nouns"]
    if nouns and runs[0][0] == 0 and runs[0][1] < nouns[0] and _is_joined(words, runs[0][1], language):
        return runs[0]
    last = runs[-1]
    direct = last[0] == 0 or words[last[0] - 1].low not in lists["prepositions"]
    if nouns or indefinite:
        after = direct and last[0] > (nouns[-1] if nouns else 0)
        office = bool(nouns) and last[0] == nouns[-1] + 1 and not indefinite
        return last if after and (last[1] - last[0] >= 2 or office) else None
    for run in reversed(runs):
        free = run[0] == 0 or words[run[0] - 1].low not in lists["prepositions"]
        if free and (run[1] - run[0] >= 2 or len(runs) == 1):
            return run
    return runs[0]


def _is_joined(words: list[Item], k: int, language: Language) -> bool:
    """``Norland and its allies``: a joining word and a possessive after the name."""
    near = {word.low for word in words[k + 1 : k + 3]}
    return words[k].low in language.words["conjunctions"] and not near.isdisjoint(
        language.words["possessive"]
    )


def _without_office(words: list[Item], run: tuple[int, int], language: Language) -> tuple[int, int]:
    """``segretario alla Difesa Pete Hegseth``: the first capital belongs to the office before the name."""
    first, last = run
    if first == 0 and last > 1 and words[0].low in language.words["determiners"]:
        first = 1
        while (
            last < len(words)
            and len(words) - last <= 2
            and words[last].low not in language.words["prepositions"]
        ):
            last += 1
        return first, last
    named = last - first >= 3 and words[first + 1].is_capital
    if named and first and words[first - 1].low in language.words["prepositions"]:
        return first + 1, last
    return run


def _is_common(words: list[Item], run: tuple[int, int], language: Language) -> bool:
    """A sentence-initial article or common word that only looks like a name."""
    first, last = run
    lists = language.words
    low = words[first].low
    kinds = ("determiners", "indefinite", "possessive", "unnamed_nouns", "prepositions", "collective")
    return first == 0 and last == 1 and any(low in lists[kind] for kind in kinds)


def _is_noun(words: list[Item], run: tuple[int, int], language: Language) -> bool:
    """Where all nouns are capitalised: one word after an article, or an office, is no name."""
    first, last = run
    lists = language.words
    if all(words[k].low in lists[kind] for k in range(first, last) for kind in ("titles",)):
        return True
    governed = first > 0 and (words[first - 1].low in lists["determiners"] or not words[first - 1].is_capital)
    return last - first == 1 and (
        governed or any(words[first].low in lists[k] for k in ("collective", "unnamed_nouns"))
    )
