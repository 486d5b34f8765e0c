"""Where reported words end before their sentence does: at the narrator's clause of time, aside or apposition."""

from __future__ import annotations

from detente.reading.find_cues import is_mark
from detente.reading.find_subjects import is_verb_word
from detente.reading.find_tokens import WORD, Item
from detente.reading.languages import Language


def phrase_end(items: list[Item], start: int, end: int, language: Language) -> int:
    """The end of what somebody demands, refuses or praises: a clause of time or an aside is the narrator's."""
    if not language.base_is_plural:
        return end
    openers = language.words["narrated"]
    dashes = [k for k in range(start + 1, end) if is_dash(items, k)]
    for k in range(start + 1, end):
        if len(dashes) == 1 and k == dashes[0]:
            return k
        if items[k].kind != WORD:
            following = k + 1
            if following + 1 < end and items[following].low in language.words["additions"]:
                following += 1
            if is_mark(items[k], ";") and not (following < end and _is_listed(items[following], language)):
                return k
            continue
        comma = is_mark(items[k - 1], ",")
        if _is_share(items, k, end) and items[k - 1 - comma].is_capital:
            return k - comma
        if items[k].low in language.words["conjunctions"] and _opens_clause(items, k + 1, end, language):
            return k - is_mark(items[k - 1], ",")
        if items[k].low in openers:
            return k - is_mark(items[k - 1], ",") if k - 1 > start else k
    return end


def _is_share(items: list[Item], k: int, end: int) -> bool:
    """``favoured Varga 51 percent to 24``: the count is the narrator's."""
    low = items[k].low
    return low[0].isdigit() and (
        low.endswith("%") or (k + 1 < end and items[k + 1].low in ("percent", "points"))
    )


def _is_listed(item: Item, language: Language) -> bool:
    """``to keep the valley; to reopen the port``: one more member of a list."""
    words = language.words
    return item.low in words["infinitive_markers"] or item.low in words["determiners"]


def _opens_clause(items: list[Item], k: int, end: int, language: Language) -> bool:
    """A name or pronoun with its verb: ``… and Mr. Varga has declined``."""
    n = k
    while n < min(end, k + 4) and (
        items[n].is_capital or items[n].low in language.pronouns or items[n].raw == "."
    ):
        n += 1
    return k < n < end and is_verb_word(items[n], language)


def noun_phrase_end(items: list[Item], start: int, end: int, language: Language) -> int:
    """The end of the noun phrase that begins at ``start``: before a mark, a verb, a time or a second phrase."""
    words = language.words
    for k in range(start + 1, end):
        item = items[k]
        if is_mark(item, ",;:()") or is_dash(items, k):
            return k
        if item.kind != WORD or item.is_capital:
            continue
        if is_verb_word(item, language) or (
            item.low.endswith("ed") and items[k - 1].low not in words["determiners"]
        ):
            return k
        if (
            item.low in words["subordinators"]
            or item.low in words["narrated"]
            or item.low in words["time_words"]
        ):
            return k
        if item.low in words["prepositions"] and item.low not in words["phrase_links"]:
            return k
        if item.low in words["conjunctions"] and k + 1 < end and items[k + 1].low in words["possessive"]:
            return k
    return end


def is_dash(items: list[Item], k: int) -> bool:
    """A dash that divides, not a hyphen."""
    item = items[k]
    return item.raw in ("–", "—", "--") or (item.raw == "-" and item.start > items[k - 1].end)


def clause_end(items: list[Item], start: int, end: int, language: Language) -> int:
    """The end of a reported clause before an apposition of the narrator's (``…, a swipe at his rivals``)."""
    for k in range(end - 3, start + 2, -1):
        if is_mark(items[k], ","):
            words = items[k + 1 : end]
            article = language.base_is_plural and words[0].low in ("a", "an")
            verb = any(
                is_verb_word(one, language) or one.low in language.words["conjunctions"] for one in words
            )
            return k if article and not verb else end
    return end
