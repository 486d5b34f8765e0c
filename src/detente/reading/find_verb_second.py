"""Word order where the verb stands second: who the subject is, and where the reported words begin."""

from __future__ import annotations

from dataclasses import dataclass

from detente.reading.find_cues import Hit, is_mark, is_quote
from detente.reading.find_phrases import in_quotes, passes_preposition, phrase_end
from detente.reading.find_subjects import Subject, antecedent, is_verb_word, segment_start
from detente.reading.find_tokens import MARK, QUOTE, WORD, Item
from detente.reading.languages import Language

_NO_VERB = (
    "prepositions",
    "determiners",
    "conjunctions",
    "subordinators",
    "adverbs",
    "time_words",
    "relatives",
    "negations",
)
#: Appositions and relative clauses between a verb and its complement, at most.
_ASIDES = 3
#: How many items the middle of a clause may have before its complement.
_MIDDLE = 40


@dataclass(frozen=True, slots=True)
class Opening:
    """Where reported words begin: ``kind`` is quote, object, that, clause or inf."""

    start: int
    kind: str


def left_edge(items: list[Item], first: int, k: int) -> int:
    """The first item of the stretch without marks that item ``k`` stands in."""
    while k > first and (items[k - 1].kind == WORD or is_ordinal(items, k - 1)):
        k -= 1
    return k


def is_ordinal(items: list[Item], k: int) -> bool:
    """The stop of ``am 3. Mai``, which ends nothing."""
    return items[k].raw == "." and k > 0 and items[k - 1].low.isdigit()


def finite_verb(items: list[Item], first: int, hit: Hit, language: Language) -> int | None:
    """Where the finite verb of the hit's clause stands; None for a passive, an infinitive or an open modal."""
    words = language.words
    edge = left_edge(items, first, hit.first)
    for k in range(edge, hit.first):
        low = items[k].low
        if low in words["modals"] and "infinitive" in hit.cue.parts:
            return None
        if "participle" in hit.cue.parts and low in words["auxiliaries"]:
            return k if low in words["perfect_auxiliaries"] else None
    if hit.last < len(items) and items[hit.last].low in words["auxiliaries"]:
        return hit.first if items[hit.last].low in words["perfect_auxiliaries"] else None
    if items[hit.first - 1].low == "zu" and hit.first > first:
        return None
    return hit.first if "finite" in hit.cue.parts else None


def clause_subject(items: list[Item], first: int, last: int, verb: int, language: Language) -> Subject | None:
    """The subject of the finite verb at ``verb``: before it, or after it when anything else comes first."""
    words = language.words
    start = left_edge(items, first, verb)
    while start < verb and items[start].low in words["conjunctions"]:
        start += 1
    if start == verb:
        if verb > first and items[verb - 1].low in words["conjunctions"]:
            return Subject("same", verb, verb, verb - 1)
        return _before_aside(items, first, verb, language) or subject_after(items, verb + 1, last, language)
    head = items[start]
    if start > first and head.low in words["relatives"] and _is_final(items, verb, last):
        return antecedent(items, first, start, language) if is_mark(items[start - 1], ",") else None
    if head.low in words["subordinators"]:
        return _inside(items, start + 1, verb, language) or _inside(items, start + 2, verb, language)
    if head.low in language.pronouns:
        return Subject("pronoun", start, start + 1, start)
    if _is_fronted(head, language):
        after = subject_after(items, verb + 1, last, language)
        surname = after is None and head.low in words["linking"] and start + 1 < verb
        return Subject("noun", start, verb, start) if surname else after
    return _inside(items, start, verb, language) or subject_after(items, verb + 1, last, language)


def _before_aside(items: list[Item], first: int, verb: int, language: Language) -> Subject | None:
    """``Ana Sol, die Leiterin der Kommission, sagte``: the phrase before two commas or a bracket."""
    if verb - 1 <= first or not is_mark(items[verb - 1], ",)–—-"):
        return None
    start = segment_start(items, first, verb - 1)
    while start < verb and items[start].kind == MARK:
        start += 1
    if is_mark(items[verb - 1], ")"):
        return _inside(items, start, verb, language)
    end = next((k for k in range(start, verb - 1) if is_mark(items[k], ",–—-")), verb)
    if end >= verb or items[start].low in language.words["subordinators"] - language.words["determiners"]:
        return None
    return (
        _inside(items, start, end, language) if phrase_end(items, start, end, language, True) == end else None
    )


def _is_fronted(item: Item, language: Language) -> bool:
    """What stands before the verb without being its subject: an adverbial or an object."""
    words = language.words
    kinds = ("prepositions", "adverbs", "time_words", "near_time")
    return any(item.low in words[kind] for kind in kinds) or _is_oblique(item, language)


def _is_oblique(item: Item, language: Language) -> bool:
    return item.low in language.words["oblique"]


def _is_final(items: list[Item], verb: int, last: int) -> bool:
    """The verb ends its clause, as in a relative one."""
    return verb + 1 >= last or items[verb + 1].kind != WORD


def _inside(items: list[Item], start: int, verb: int, language: Language) -> Subject | None:
    """The noun phrase that begins at ``start`` and ends before the verb."""
    if start >= verb:
        return None
    if items[start].low in language.pronouns:
        return Subject("pronoun", start, start + 1, start)
    if _is_fronted(items[start], language):
        return None
    end = phrase_end(items, start, verb, language, wide=True)
    if end == start or any(is_verb_word(items[k], language) for k in range(end, verb)):
        return None
    return Subject("noun", start, end, start)


def subject_after(items: list[Item], k: int, last: int, language: Language) -> Subject | None:
    """The subject after the verb, past adverbs, reflexive pronouns, adverbials and objects."""
    words = language.words
    while k < last:
        item = items[k]
        if item.kind != WORD:
            return None
        if item.low in language.pronouns:
            return Subject("pronoun", k, k + 1, k, inverted=True, tail=k + 1)
        if item.low in words["not_speakers"] and phrase_end(items, k, last, language) == k:
            return None
        if any(item.low in words[kind] for kind in ("adverbs", "time_words", "negations", "reflexives")):
            k += 1
            continue
        if item.low in words["prepositions"]:
            step = passes_preposition(items, k, last, language)
        elif _is_oblique(item, language):
            step = phrase_end(items, k, last, language)
        else:
            return _turned(items, k, last, language)
        if step == k:
            return None
        k = step
    return None


def _turned(items: list[Item], k: int, last: int, language: Language) -> Subject | None:
    """The noun phrase at ``k``, with its place (``in Irak``) where a name in apposition follows."""
    end = phrase_end(items, k, last, language)
    if end == k:
        return None
    if end < last and items[end].low in language.words["prepositions"]:
        further = passes_preposition(items, end, last, language)
        named = further + 2 < last and is_mark(items[further], ",") and items[further + 1].is_capital
        if named and items[further + 2].is_capital:
            end = further
    return Subject("noun", k, end, k, inverted=True, tail=end)


def opening(items: list[Item], begin: int, last: int, language: Language) -> Opening | None:
    """The first colon, clause or quotation after the middle of the clause that goes on at ``begin``.

    A quotation in the middle itself counts (kind ``object``, or ``quote`` right at the beginning) only where
    nothing else follows.
    """
    k, asides = begin, _ASIDES
    bare: Opening | None = None
    while k < min(last, begin + _MIDDLE):
        item = items[k]
        if is_quote(item) and bare is None and not in_quotes(items, k, last):
            bare = Opening(k, "quote" if k == begin else "object")
        elif is_mark(item, "("):
            k = _past_bracket(items, k, last)
        elif is_mark(item, ":") and k + 1 < last:
            return Opening(k + 1, "quote" if is_quote(items[k + 1]) else "that")
        elif is_mark(item, ","):
            found = _after_comma(items, k, last, language)
            further = _past_aside(items, k, last, language)
            if found is not None or further == k or not asides:
                return found or bare
            k, asides = further, asides - 1
            continue
        elif item.kind == MARK and item.raw[0] in ";–—.!?" and not is_ordinal(items, k):
            return bare
        k += 1
    return bare


def _past_bracket(items: list[Item], k: int, reach: int) -> int:
    return next((n for n in range(k + 1, min(reach, k + 12)) if is_mark(items[n], ")")), k)


def _after_comma(items: list[Item], k: int, last: int, language: Language) -> Opening | None:
    """What the comma at ``k`` opens, if it is something that can be said."""
    words = language.words
    if k + 2 >= last:
        return None
    following = items[k + 1]
    if is_quote(following):
        return Opening(k + 1, "quote")
    if following.kind != WORD:
        return None
    low = following.low
    if low in words["complementisers"]:
        return Opening(k + 2, "that")
    if low in words["contrasts"] or low in words["not_complement"] or low in words["conjunctions"]:
        return None
    end = next((n for n in range(k + 1, last) if is_mark(items[n], ",;:")), last)
    if is_clause(items, k + 1, end, language):
        return Opening(k + 1, "clause")
    if low in words["conditionals"]:
        return Opening(k + 1, "clause")
    return Opening(k + 1, "inf") if is_infinitive_clause(items, k + 1, end) else None


def is_clause(items: list[Item], start: int, end: int, language: Language) -> bool:
    """A main clause: after its first phrase comes the verb, a small word of no other class."""
    words = language.words
    head = items[start]
    if head.low in language.pronouns or head.low in words["not_speakers"]:
        k = start + 1
    elif head.low in words["prepositions"]:
        k = passes_preposition(items, start, end, language)
    elif head.low in words["adverbs"] or head.low in words["time_words"]:
        k = start + 1
    else:
        k = phrase_end(items, start, end, language, wide=True)
        named = k > start and not is_mark(items[k - 1], ")")
        if named and k == end and end < len(items) and is_mark(items[end], ","):
            return False
    if k == start or k >= end or items[k].kind != WORD or items[k].is_capital:
        return False
    known = is_verb_word(items[k], language) or items[k].low in words["subjunctives"]
    return known or (k + 1 < end and is_small_verb(items[k], language))


def is_small_verb(item: Item, language: Language) -> bool:
    """A small word that belongs to no closed class: where a verb may stand it is one."""
    if item.kind != WORD or item.is_capital or item.low in language.pronouns:
        return False
    return not any(item.low in language.words[kind] for kind in _NO_VERB)


def is_infinitive_clause(items: list[Item], start: int, end: int) -> bool:
    """``…, keine Waffen anzunehmen``: the stretch ends in ``zu`` and a verb, or in one with ``zu`` inside."""
    for k in range(start + 1, min(end, start + 40)):
        low = items[k].low
        if items[k].kind != WORD or items[k].is_capital:
            continue
        if items[k - 1].low == "zu" and low.endswith(("en", "rn", "ln", "tun", "sein")):
            return items[start].low not in ("um", "ohne", "statt", "anstatt")
        if "zu" in low[2:-4] and low.endswith("en"):
            return items[start].low not in ("um", "ohne", "statt", "anstatt")
    return False


def _past_aside(items: list[Item], k: int, last: int, language: Language) -> int:
    """The comma that closes an apposition or a relative clause opened by the comma at ``k``, else ``k``."""
    end = next((n for n in range(k + 1, min(last, k + 25)) if is_mark(items[n], ",:")), k)
    if end <= k + 1 or end + 1 >= last or any(items[n].kind == QUOTE for n in range(end - 1, end)):
        return k
    low = items[k + 1].low
    if low in language.words["relatives"] or low in language.words["complementisers"]:
        return end
    return k if any(is_verb_word(items[n], language) for n in range(k + 1, end)) else end
