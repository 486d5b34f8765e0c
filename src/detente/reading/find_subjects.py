"""Who a reporting word belongs to: the noun phrase before it, after it, or the one already named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.reading.find_cues import Hit, is_mark
from detente.reading.find_tokens import MARK, QUOTE, WORD, Item
from detente.reading.languages import Language

SubjectKind = Literal["noun", "pronoun", "same", "dropped"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Items ``first`` to ``last`` (exclusive) of the subject; ``left`` where the whole phrase begins."""

    kind: SubjectKind
    first: int
    last: int
    left: int
    inverted: bool = False
    relative: bool = False
    tail: int = -1


def subject_left(items: list[Item], first: int, hit: Hit, language: Language) -> Subject | None:
    """The subject before the verb group, or how the sentence leaves it out."""
    k = hit.group
    clitics = language.words["clitics"]
    while k > first and (_is_adverb(items[k - 1].low, language) or items[k - 1].low in clitics):
        k -= 1
    if k <= first:
        return None
    before = items[k - 1]
    if is_mark(before, ":;"):
        return None
    if before.kind == QUOTE:
        return _after_quoted_aside(items, first, k - 1, language)
    if before.kind == WORD and before.low in language.words["conjunctions"]:
        return Subject("same", k, k, k - 1)
    if (
        before.kind == WORD
        and before.low in language.words["relatives"]
        and k - 1 > first
        and not before.joins
    ):
        return antecedent(items, first, k - 1, language)
    if is_mark(before, ",–—-)("):
        return before_apposition(items, first, k - 1, language)
    return noun_phrase_left(items, first, k, language)


def _is_adverb(low: str, language: Language) -> bool:
    return low in language.words["adverbs"] or language.is_formed_adverb(low)


def _after_quoted_aside(items: list[Item], first: int, k: int, language: Language) -> Subject | None:
    """``X, who calls it a “farce,” said``: the aside ends in a quotation."""
    if k - first < 3 or not any(is_mark(items[n], ",") for n in range(first, k)):
        return None
    if not any(items[n].low in language.words["relatives"] for n in range(first, k)):
        return None
    return before_apposition(items, first, k, language)


def antecedent(items: list[Item], first: int, k: int, language: Language) -> Subject | None:
    """``X, who said``: the phrase before the relative pronoun."""
    end = k
    while end > first and (
        is_mark(items[end - 1], ",") or items[end - 1].low in language.words["prepositions"]
    ):
        end -= 1
    found = noun_phrase_left(items, first, end, language) if end > first else None
    if found is None or found.kind == "pronoun":
        return None
    if (
        found.first - 2 >= first
        and is_mark(items[found.first - 1], ",")
        and items[found.first - 2].is_capital
    ):
        named = noun_phrase_left(items, first, found.first - 1, language)
        found = named if named is not None and named.kind == "noun" else found
    return Subject("noun", found.first, found.last, found.left, relative=True)


def before_apposition(items: list[Item], first: int, k: int, language: Language) -> Subject | None:
    """``X, the head of Y, said``: the leftmost comma with a noun phrase before it."""
    if is_mark(items[k], ")"):
        opening = k
        while opening > first and not is_mark(items[opening], "("):
            opening -= 1
        return noun_phrase_left(items, first, opening, language) if opening > first else None
    start = first if items[k].kind == QUOTE else segment_start(items, first, k)
    for c in range(start + 1, k):
        if is_mark(items[c], ",–—-") and c - start <= 12:
            found = noun_phrase_left(items, first, c, language)
            if (
                (
                    found is not None
                    and found.kind == "noun"
                    and not _has_verb(items, found.first, found.last, language)
                )
                and found.left == found.first
                and (found.first == first or not _is_inside(items, found.first, language))
            ):
                return found
    return None


def _is_inside(items: list[Item], i: int, language: Language) -> bool:
    """A phrase right after a word that is no mark hangs on that word."""
    low = items[i - 1].low
    return items[i - 1].kind == WORD and low != language.joining and low not in language.words["conjunctions"]


def segment_start(items: list[Item], first: int, k: int) -> int:
    """The item after the last quotation, colon or semicolon before ``k``."""
    while k > first and not (items[k - 1].kind == QUOTE or is_mark(items[k - 1], ":;")):
        k -= 1
    return k


def _has_verb(items: list[Item], first: int, last: int, language: Language) -> bool:
    return any(is_verb_word(items[n], language) for n in range(first, last))


def is_verb_word(item: Item, language: Language) -> bool:
    """A word that can only be a finite verb or auxiliary, as far as the lists know."""
    if item.kind != WORD or item.is_capital:
        return False
    return item.low in language.words["finite"]


def noun_phrase_left(items: list[Item], first: int, end: int, language: Language) -> Subject | None:
    """The noun phrase that ends before item ``end``, cut at the nearest clause boundary."""
    words = language.words
    end = _before_bracket(items, first, end)
    if end <= first or items[end - 1].kind != WORD:
        return None
    low = items[end - 1].low
    if low in language.pronouns:
        return Subject("pronoun", end - 1, end, end - 1)
    if low in words["not_speakers"] or low in words["prepositions"]:
        return None
    k = end
    stopped_by_verb = False
    while k > first and end - k < 24:
        item = items[k - 1]
        if item.kind == QUOTE:
            break
        if item.kind == MARK and (item.raw[0] not in "-‐.'’&/" or _is_dash(items, k - 1)):
            break
        if item.kind == WORD and (not item.is_capital or k - 1 == first):
            if item.low in words["relatives"] and k - 2 > first and k < end:
                if not _has_verb(items, k, end, language):
                    break
                head = noun_phrase_left(items, first, k - 1, language)
                if head is not None and head.kind == "noun":
                    return Subject("noun", head.first, end, head.left)
                break
            if item.low in words["subordinators"] or item.low in language.pronouns:
                break
            if is_verb_word(item, language) or _is_finite_cue(item, language):
                back = _restrictive(items, first, k - 1, language)
                if back is None:
                    stopped_by_verb = True
                    break
                return Subject("noun", back, end, back)
        k -= 1
    return _shape(items, first, k, end, stopped_by_verb, language)


def _is_dash(items: list[Item], k: int) -> bool:
    """A hyphen with spaces around it divides (``ROME, 2 March - The minister said``)."""
    if items[k].raw != "-" or k + 1 >= len(items) or k == 0:
        return False
    return items[k - 1].end < items[k].start and items[k].end < items[k + 1].start


def _before_bracket(items: list[Item], first: int, end: int) -> int:
    """``Reed (D-R.I.)``: the phrase ends before the bracket."""
    if end > first and is_mark(items[end - 1], ")]"):
        for k in range(end - 2, max(first, end - 14), -1):
            if is_mark(items[k], "(["):
                return k
    return end


def _is_finite_cue(item: Item, language: Language) -> bool:
    """A reporting verb in a form that is neither a noun nor a bare stem."""
    if item.low not in language.quote_verbs or item.low in language.words["also_nouns"]:
        return False
    parts = {part for cue in language.cues[item.low] for part in cue.parts}
    return "finite" in parts and "noun" not in parts and "infinitive" not in parts


def _restrictive(items: list[Item], first: int, verb: int, language: Language) -> int | None:
    """``people who know him said``: start of the phrase before ``who``, when it is close by."""
    for r in range(verb, max(first, verb - 6), -1):
        if items[r].kind != WORD:
            return None
        if items[r].low in language.words["relatives"] and r > first:
            head = noun_phrase_left(items, first, r, language)
            return head.first if head is not None and head.kind == "noun" else None
    return None


def _shape(
    items: list[Item], first: int, k: int, end: int, after_verb: bool, language: Language
) -> Subject | None:
    """Trim what the backward walk took too much of: coordination, leading adverbs and prepositional phrases."""
    words = language.words
    start = k
    if after_verb or (k > first and items[k - 1].kind == WORD):
        for n in range(end - 2, k, -1):
            if items[n].low in words["conjunctions"]:
                start = n + 1
                break
    while start < end - 1 and (
        items[start].kind == MARK
        or items[start].low in words["conjunctions"]
        or _is_adverb(items[start].low, language)
        or (items[start].low in words["time_words"] and items[start].kind == WORD)
    ):
        start += 1
    if items[start].low in words["prepositions"] or items[start].low in words["infinitive_markers"]:
        start = _trailing_name(items, start, end, language)
        if start < 0:
            return None
    if not any(items[n].kind == WORD and items[n].low[0].isalpha() for n in range(start, end)):
        return None
    if start == first and items[start].low in words["auxiliaries"] and language.drops_subject:
        return None
    if (
        end - start == 1
        and items[start].low in words["determiners"]
        and items[start].low not in ("some", "many", "both", "all", "most", "others")
    ):
        return None
    return Subject("noun", start, end, start)


def _trailing_name(items: list[Item], start: int, end: int, language: Language) -> int:
    """``In Moscow officials said``: the last run of capitals, or what follows the last determiner."""
    n = end
    while n > start + 1 and items[n - 1].is_capital:
        n -= 1
    if n < end and n > start + 1:
        before = items[n - 1].low
        owned = before in language.words["possessive"] and not language.base_is_plural
        if owned or before not in language.words["prepositions"] | language.words["determiners"]:
            return n
    for n in range(end - 1, start + 2, -1):
        if (
            items[n].low in language.words["determiners"]
            and items[n - 1].low not in language.words["prepositions"]
        ):
            return n
    if end - 1 > start + 1 and items[end - 1].low in language.words["unnamed_nouns"]:
        return end - 1
    return -1


def subject_right(items: list[Item], hit: Hit, last: int, language: Language) -> Subject | None:
    """The subject after the verb (``said the minister``), up to the first comma or clause boundary."""
    words = language.words
    k = hit.last
    while k < last and items[k].kind == WORD and _is_adverb(items[k].low, language):
        k += 1
    start = k = _past_time(items, k, last, language)
    if start < last and items[start].kind == WORD and items[start].low in language.pronouns:
        return Subject("pronoun", start, start + 1, start, inverted=True, tail=start + 1)
    while k < last and k - start < 18:
        item = items[k]
        if item.kind == QUOTE or (item.kind == MARK and item.raw[0] not in "-‐.'’&/"):
            break
        if item.kind == MARK and item.raw == "." and k + 1 >= last:
            break
        low = item.low
        if item.kind == WORD and not item.is_capital:
            if low in words["relatives"] or low in words["subordinators"] or is_verb_word(item, language):
                break
            if low in words["prepositions"] and not _links(items, k, start, language):
                break
            if low in words["time_words"] or (_is_adverb(low, language) and k > start):
                break
        elif low in words["time_words"] and not (k == start + 1 and items[start].low in words["determiners"]):
            break
        k += 1
    while k > start and (items[k - 1].kind == MARK or items[k - 1].low in words["prepositions"]):
        k -= 1
    if k == start or not _can_speak(items, start, k, language):
        return None
    k = _to_apposition(items, k, last, language)
    return Subject("noun", start, k, start, inverted=True, tail=k)


def _to_apposition(items: list[Item], k: int, last: int, language: Language) -> int:
    """``le ministre des Ressources | en eau, Hector Baldan``: a phrase more, where a name in apposition follows."""
    if language.base_is_plural or k >= last or items[k].low not in language.words["prepositions"]:
        return k
    for n in range(k + 1, min(last - 2, k + 6)):
        if is_mark(items[n], ","):
            return n if items[n + 1].is_capital and items[n + 2].is_capital else k
        if items[n].kind != WORD or items[n].low in language.words["time_words"]:
            break
    return k


def _past_time(items: list[Item], k: int, last: int, language: Language) -> int:
    """``dijo a las tres de la madrugada el jefe``, ``d'emblée``: past a time between the verb and its subject."""
    words = language.words
    if language.base_is_plural or k + 1 >= last or items[k].low not in words["prepositions"]:
        return k
    if items[k + 1].low in words["adverbs"]:
        return k + 2
    for n in range(k + 1, min(last - 1, k + 7)):
        if items[n].kind != WORD:
            break
        if items[n].low in words["time_words"]:
            following = items[n + 1]
            return n + 1 if following.is_capital or following.low in words["determiners"] else k
    return k


def _links(items: list[Item], k: int, start: int, language: Language) -> bool:
    """Whether the preposition at ``k`` stays inside the noun phrase."""
    return k > start and (
        items[k].low in language.words["linking"] or items[k - 1].low in language.words["near"]
    )


def _can_speak(items: list[Item], start: int, end: int, language: Language) -> bool:
    """A subject needs a name or starts like a noun phrase; it never starts with a preposition."""
    head = items[start]
    words = language.words
    if head.low in words["prepositions"] or head.low in words["not_speakers"]:
        return False
    if head.is_capital or head.low in words["determiners"] or head.low in words["possessive"]:
        return True
    return any(
        items[n].low in words["unnamed_nouns"]
        or items[n].low in words["titles"]
        or items[n].low in words["speakers"]
        or items[n].is_capital
        for n in range(start, end)
    )


def sentence_subject(items: list[Item], first: int, last: int, language: Language) -> Subject | None:
    """The noun phrase before the first verb of the sentence, past a leading adverbial."""
    for n in range(first, last):
        item = items[n]
        if item.kind == QUOTE or is_mark(item, ":;"):
            return None
        verb = item.kind == WORD and (
            is_verb_word(item, language) or (item.low in language.cues and n > first)
        )
        verb = verb or (
            language.base_is_plural and item.low.endswith("ed") and len(item.low) > 4 and item.kind == WORD
        )
        if verb and n > first and not item.is_capital:
            end = n
            while end > first + 1 and _is_adverb(items[end - 1].low, language):
                end -= 1
            if is_mark(items[end - 1], ","):
                found = before_apposition(items, first, end - 1, language)
            else:
                found = noun_phrase_left(items, first, end, language)
            if found is not None:
                return found
    return None
