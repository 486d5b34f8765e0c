"""Noun phrases where every noun has a capital: small words lead up to the noun, a verb or a mark ends it."""

from __future__ import annotations

from detente.reading.find_cues import is_mark, is_quote
from detente.reading.find_tokens import WORD, Item
from detente.reading.languages import Language

#: Small words before a noun, at most.
_ADJECTIVES = 6
#: A longer quotation is no name.
_NAME = 60
_CLOSED = (
    "prepositions",
    "conjunctions",
    "subordinators",
    "adverbs",
    "time_words",
    "negations",
    "auxiliaries",
    "modals",
    "verbs",
    "reflexives",
    "not_speakers",
)


def phrase_end(  # two ways to widen it, for the subject and for a noun known to be common
    items: list[Item], k: int, last: int, language: Language, wide: bool = False, common: bool = False
) -> int:
    """The item after the noun phrase that begins at ``k``; ``k`` itself where none does.

    Genitives and ``von`` always belong to it; other prepositions only where ``wide``, before the verb.
    """
    end = _first_noun(items, k, last, language)
    if end == k:
        return k
    common = common or not items[k].is_capital or items[k].low.endswith(tuple(language.words["report_nouns"]))
    kinds = ("determiners", "titles", "unnamed_nouns", "collective")
    common = common or any(items[k].low in language.words[kind] for kind in kinds)
    while end < last:
        step = _extended(items, end, last, language, wide, common)
        if step == end:
            break
        end = step
    return end


def _first_noun(items: list[Item], k: int, last: int, language: Language) -> int:
    """Past an article, adjectives and a run of capitals; ``k`` where no capital comes."""
    words = language.words
    end = k
    if items[end].kind == WORD and (
        items[end].low in words["determiners"] or items[end].low in words["possessive"]
    ):
        end += 1
        if end < last and items[end].low in words["determiners"] and items[end].low not in language.numbers:
            return k
    while end < last and end - k < _ADJECTIVES and items[end].kind == WORD and not items[end].is_capital:
        if any(items[end].low in words[kind] for kind in _CLOSED) or items[end].low in words["determiners"]:
            return k
        end += 1
    noun = end
    while end < last and (items[end].is_capital or _is_initial(items, end, noun, last)):
        if end > noun and items[end].low in words["time_words"]:
            break
        end += 1
    if end > noun:
        return end
    return end + 1 if end < last and in_quotes(items, end, last, short=True) else k


def _is_initial(items: list[Item], k: int, noun: int, last: int) -> bool:
    """The stop of ``Ana B. Sol``, the particle of ``Rui da Costa``."""
    if k == noun or k + 1 >= last or not items[k + 1].is_capital or not items[k - 1].is_capital:
        return False
    if items[k].raw == ".":
        return len(items[k - 1].raw) == 1
    return items[k].low in ("da", "de", "el", "al", "bin", "van") and items[k].kind == WORD


def _extended(items: list[Item], k: int, last: int, language: Language, wide: bool, common: bool) -> int:
    """One more bracket, quoted name, genitive or preposition with its noun, or ``k``."""
    words = language.words
    item = items[k]
    if is_mark(item, "("):
        return next((n + 1 for n in range(k + 1, min(last, k + 10)) if is_mark(items[n], ")")), k)
    if is_quote(item):
        return k + 1 if in_quotes(items, k, last, short=True) and (common or wide) else k
    if item.kind != WORD:
        return k
    if item.low in words["linking"] or (wide and item.low in words["prepositions"]):
        if item.low in words["determiners"] and not common:
            return k
        begin = k if item.low in words["determiners"] else k + 1
        end = _first_noun(items, begin, last, language) if begin < last else begin
        return end if end > begin else k
    if item.low in ("und", "sowie") and k + 1 < last:
        end = _first_noun(items, k + 1, last, language)
        return end if end > k + 1 else k
    return k


def in_quotes(items: list[Item], k: int, last: int, short: bool = False) -> bool:
    """A quotation that is a name (``der Zeitung „Welt“, dass``): short, after a noun or small word, sentence goes on."""
    item = items[k]
    if not is_quote(item) or item.end - item.start > _NAME or k == 0 or items[k - 1].kind != WORD:
        return False
    if short:
        return item.raw[1:].isupper() and item.low[1:] not in (".", ",", "!", "?")
    goes_on = k + 1 < last and is_mark(items[k + 1], ",:") and item.low != "“,"
    return goes_on and items[k - 1].is_capital and item.raw[1:].isupper()


def passes_preposition(items: list[Item], k: int, last: int, language: Language) -> int:
    """Past the preposition at ``k`` and its noun phrase; ``k`` where no noun follows."""
    if k + 1 >= last:
        return k
    end = phrase_end(items, k + 1, last, language)
    if end == k + 1 and items[k + 1].low[:1].isdigit():
        end = k + 2
        while (
            end < last
            and (items[end].kind != WORD or items[end].low in language.words["time_words"])
            and not is_mark(items[end], ",:")
        ):
            end += 1
    return end if end > k + 1 else k
