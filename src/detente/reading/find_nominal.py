"""Reporting without a verb: ``according to X``, ``a demand that``, ``in his view``."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from detente.reading.find_clauses import content_end
from detente.reading.find_cues import Hit, is_adjective_of_place, is_mark, is_quote
from detente.reading.find_ends import noun_phrase_end, phrase_end
from detente.reading.find_frames import Attribution
from detente.reading.find_speakers import can_speak
from detente.reading.find_subjects import Subject, is_verb_word, noun_phrase_left, subject_left
from detente.reading.find_tokens import WORD, Item
from detente.reading.languages import Language


def prepositional(
    items: list[Item], first: int, last: int, hit: Hit, language: Language
) -> Attribution | None:
    """``according to X, …`` and ``…, according to X``."""
    if "possessive" in hit.cue.frames:
        named = items[hit.first + 1].low
        is_pronoun = named in language.pronouns or named in language.words["possessive"]
        place = (hit.first + 1, hit.first + 2) if is_pronoun else (hit.last, hit.last)
        end, subject = hit.last, Subject("pronoun" if is_pronoun else "dropped", *place, hit.first)
    else:
        end = _phrase_end(items, hit.last, last, language)
        if end == hit.last:
            return None
        subject = Subject("noun", hit.last, end, hit.first)
        end = _past_relative(items, end, last, language)
    cue = (hit.first, hit.last)
    if "named" in hit.cue.frames and not _is_named_view(items, first, last, hit, end, language):
        return None
    if "comma" in hit.cue.frames and not _stands_apart(items, first, last, hit, end, language):
        return None
    fronted = (
        all(not is_verb_word(items[n], language) for n in range(first, hit.first)) and hit.first - first <= 5
    )
    after = _past_apposition(items, end, last, language) if fronted else end
    parted = is_mark(items[after - 1], ",") or "possessive" in hit.cue.frames
    if fronted and after < last and (parted or is_quote(items[after])):
        stop = content_end(items, after, last, [], language)
        if stop - after >= 2 or (stop > after and is_quote(items[after])):
            counted = any(items[n].low in language.words["ordinals"] for n in range(first, hit.first))
            return Attribution(0, ((after, stop),), cue, hit.cue, subject, scope=counted)
        return None
    if "possessive" in hit.cue.frames and hit.last + 1 < last and not is_mark(items[hit.last], ".!?…"):
        return None
    p = hit.first
    apart = is_mark(items[p - 1], ",–—-(") or is_quote(items[p - 1]) or end >= last or items[end].kind != WORD
    if not apart:
        return None
    whole = _around(items, first, last, p, end, language)
    if whole:
        return Attribution(0, whole, cue, hit.cue, subject)
    while p > first and is_mark(items[p - 1], ",–—-("):
        p -= 1
    if p - first < 2 and not (p > first and is_quote(items[p - 1])):
        return None
    return Attribution(0, ((_clause_start(items, first, p, language), p),), cue, hit.cue, subject)


def _phrase_end(items: list[Item], start: int, last: int, language: Language) -> int:
    """The end of the noun phrase after the preposition."""
    words = language.words
    k = start
    while k < last and k - start < 16:
        item = items[k]
        if is_quote(item) or is_mark(item, ",;:()–—"):
            break
        if item.kind != WORD and item.raw == "." and k + 1 >= last:
            break
        if k > start and (item.low in words["relatives"] - words["linking"] or is_verb_word(item, language)):
            break
        k += 1
    while k > start and items[k - 1].kind != WORD:
        k -= 1
    return k


def _around(
    items: list[Item], first: int, last: int, p: int, end: int, language: Language
) -> tuple[tuple[int, int], ...]:
    """``Only a third, according to X, would leave``: a parenthesis before the verb leaves two parts."""
    if end + 3 > last or not is_mark(items[end], ",") or not is_mark(items[p - 1], ","):
        return ()
    if any(is_verb_word(items[k], language) for k in range(first, p)) or p - 1 - first > 9:
        return ()
    return (first, p - 1), (end + 1, content_end(items, end + 1, last, [], language))


def _is_named_view(items: list[Item], first: int, last: int, hit: Hit, end: int, language: Language) -> bool:
    """``Per l'economista Petra Lund, …``: at the head, with a full name or a titled one, and a clause after it."""
    if hit.first != first or end + 3 > last or not is_mark(items[end], ","):
        return False
    capitals = [items[k].is_capital for k in range(hit.last, end)]
    full = any(a and b for a, b in pairwise(capitals))
    titled = any(items[k].low in language.words["titles"] for k in range(hit.last, end)) and any(capitals)
    return (full or titled) and not any(is_verb_word(items[k], language) for k in range(hit.last, end))


def _stands_apart(items: list[Item], first: int, last: int, hit: Hit, end: int, language: Language) -> bool:
    """``…, so X.``: a comma or quotation before, a name, and nothing but a mark after."""
    if hit.first == first or not (is_mark(items[hit.first - 1], ",") or is_quote(items[hit.first - 1])):
        return False
    closed = end >= last or items[end].kind != WORD
    named = any(items[n].is_capital for n in range(hit.last, end))
    return closed and named and not any(is_verb_word(items[n], language) for n in range(hit.last, end))


def _past_relative(items: list[Item], end: int, last: int, language: Language) -> int:
    """``according to a diplomat who was there, …``: the comma after the relative clause."""
    if end < last and items[end].kind == WORD and items[end].low in language.words["relatives"]:
        for k in range(end + 1, min(last, end + 14)):
            if is_mark(items[k], ","):
                return k
    return end


def _past_apposition(items: list[Item], end: int, last: int, language: Language) -> int:
    """After ``according to X, the head of Y,`` the words begin; one comma alone already ends the phrase."""
    if end < last and is_mark(items[end], ","):
        following = items[end + 1] if end + 1 < last else None
        article = (
            following is not None and following.kind == WORD and following.low in language.words["titles"]
        )
        if article:
            for k in range(end + 1, min(last, end + 14)):
                if is_mark(items[k], ","):
                    return k + 1
        return end + 1
    if end < last and is_mark(items[end], ":"):
        return end + 1
    return end


def _clause_start(items: list[Item], first: int, p: int, language: Language) -> int:
    """The head of the sentence, past a joining word; in English the clause after its last colon or semicolon."""
    if language.base_is_plural:
        for k in range(p - 3, first + 1, -1):
            if is_mark(items[k], ":;"):
                return k + 1
    while first < p - 1 and (
        items[first].low in language.words["conjunctions"] or is_mark(items[first], "-–—•,")
    ):
        first += 1
    return first


def nominal(items: list[Item], first: int, last: int, hit: Hit, language: Language) -> Attribution | None:
    """``the refusal to``, ``X's demand that``, ``X's response was that``, ``X's criticism of``."""
    i = hit.last
    if i >= last or items[i].kind != WORD:
        return None
    if language.base_is_plural and not _is_governed(items, first, hit, language):
        return None
    agent, i = _agent_after(items, i, last, language)
    if "is" in hit.cue.frames:
        i = _past_is(items, i, last, language)
    start = _noun_complement(items, i, last, hit, language) if i < last else 0
    if not start:
        return None
    subject = (
        agent
        or _owner(items, first, hit, language)
        or _agent(items, first, hit, language)
        or _giver(items, first, hit, language)
    )
    if subject is None and (hit.cue.layer != "reported" or language.base_is_plural):
        return None
    end = content_end(items, start, last, [], language)
    about = "about" in hit.cue.frames
    if about:
        end = noun_phrase_end(items, start, end, language)
    elif start == i:
        end = phrase_end(items, start, _before_main_verb(items, start, end, language), language)
    if end - start < 2 - about:
        return None
    return Attribution(0, ((start, end),), (hit.first, hit.last), hit.cue, subject)


def _noun_complement(items: list[Item], i: int, last: int, hit: Hit, language: Language) -> int:
    """Where the words begin that the noun governs at ``i``: a clause, an infinitive, a noun phrase; else 0."""
    words, frames, low = language.words, hit.cue.frames, items[i].low
    if "that" in frames and low in words["complementisers"] and low not in words["not_complement"]:
        relative = language.base_is_plural and i + 1 < last and is_verb_word(items[i + 1], language)
        return 0 if relative else i + 1
    if "inf" in frames and low in words["infinitive_markers"]:
        between = range(hit.last, i)
        return i if i == hit.last or any(items[k].is_capital for k in between) else 0
    if "about" not in frames or i + 1 >= last:
        return 0
    linked = len(hit.cue.words) > 1
    return i + (not linked) if linked or low in words["noun_links"] else 0


def _before_main_verb(items: list[Item], start: int, end: int, language: Language) -> int:
    """``the plan to leave | was dropped``: the first finite verb that no subordinate clause claims."""
    for k in range(start + 2, end):
        if items[k].low in language.words["subordinators"] or items[k].low in language.words["relatives"]:
            return end
        if is_verb_word(items[k], language):
            return k
    return end


def _is_governed(items: list[Item], first: int, hit: Hit, language: Language) -> bool:
    """An article or possessive within three words shows that the word is a noun here."""
    words = language.words
    for k in range(hit.first - 1, max(first - 1, hit.first - 4), -1):
        low = items[k].low
        if (
            items[k].kind != WORD
            or low in words["auxiliaries"]
            or low in words["negations"]
            or low in words["modals"]
        ):
            return False
        if k == hit.first - 1 and is_adjective_of_place(items[k]):
            return True
        if low in words["determiners"] or low in words["possessive"] or low == "'s" or low == "'":
            return True
    return False


def _agent_after(items: list[Item], i: int, last: int, language: Language) -> tuple[Subject | None, int]:
    """``a demand from Norland that``: a named agent between the noun and its clause."""
    words = language.words
    if items[i].low not in words["agent_prepositions"]:
        return None, i
    for k in range(i + 1, min(last, i + 7)):
        if items[k].kind != WORD:
            break
        if items[k].low in words["complementisers"] or items[k].low in words["infinitive_markers"]:
            named = any(items[n].is_capital for n in range(i + 1, k))
            return (Subject("noun", i + 1, k, i + 1), k) if named else (None, i)
    return None, i


def _past_is(items: list[Item], i: int, last: int, language: Language) -> int:
    """Past ``… was`` in ``his response to the proposal was that``, if it comes within ten words."""
    for k in range(i, min(last, i + 12)):
        if items[k].kind != WORD:
            return i
        if items[k].low in language.words["passive_auxiliaries"]:
            return k + 1
        if items[k].low in language.words["complementisers"]:
            return i
    return i


def _owner(items: list[Item], first: int, hit: Hit, language: Language) -> Subject | None:
    """The possessive before the noun: ``Moscow's``, ``his``, with adjectives between."""
    for k in range(hit.first - 1, max(first - 1, hit.first - 5), -1):
        if items[k].kind != WORD:
            return None
        if items[k].low == "'s" or (items[k].low == "'" and k > first):
            found = noun_phrase_left(items, first, k, language)
            return _last_name(items, found) if found is not None else None
        if k == hit.first - 1 and is_adjective_of_place(items[k]):
            return Subject("noun", k, k + 1, k)
        if items[k].low in language.words["possessive"]:
            return Subject("pronoun", k, k + 1, k)
    return None


def _giver(items: list[Item], first: int, hit: Hit, language: Language) -> Subject | None:
    """``X issued a call``, ``X has made remarks``: the subject of the verb that carries the noun."""
    words = language.words
    k = hit.first - 1
    while (
        k > first and items[k].kind == WORD and hit.first - k < 5 and items[k].low not in words["light_verbs"]
    ):
        k -= 1
    if k <= first or items[k].low not in words["light_verbs"]:
        return None
    group = k
    while group > first and (
        items[group - 1].low in words["auxiliaries"] or items[group - 1].low in words["adverbs"]
    ):
        group -= 1
    found = subject_left(items, first, replace(hit, group=group), language)
    if found is None or found.kind not in ("noun", "pronoun"):
        return None
    return found if can_speak(items, found, language) else None


def _last_name(items: list[Item], found: Subject) -> Subject:
    """Of ``changes to Moscow`` only the run of capitals next to the possessive."""
    k = found.last
    while k > found.first and items[k - 1].is_capital:
        k -= 1
    return Subject("noun", k, found.last, k) if k < found.last else found


def _agent(items: list[Item], first: int, hit: Hit, language: Language) -> Subject | None:
    """``from the Kremlin``, ``by Moscow`` close before the noun, or ``of Moscow`` (Romance) after it."""
    for k in range(hit.first - 1, max(first - 1, hit.first - 9), -1):
        if items[k].kind == WORD and items[k].low in language.words["agent_prepositions"]:
            end = k + 1
            while end < hit.first and items[end].kind == WORD and (end == k + 1 or items[end].is_capital):
                end += 1
            if any(items[n].is_capital for n in range(k + 1, end)):
                return Subject("noun", k + 1, end, k)
    return None


def named_afterwards(items: list[Item], first: int, last: int, language: Language) -> Attribution | None:
    """``“…”, è stato il commento di X``; ``“…” was his appeal``: a quotation, a copula and a noun of speech."""
    words = language.words
    for k in range(first, min(last - 3, first + 3)):
        if not is_quote(items[k]):
            continue
        start = k + 1 + is_mark(items[k + 1], ",")
        if start >= last or items[start].low not in words["auxiliaries"]:
            return None
        for n in range(start + 1, min(last, start + 6)):
            if items[n].low in words["speech_nouns"]:
                return Attribution(0, ((k, k + 1),), (start, n + 1), None, _of_whom(items, n, last, language))
    return None


def _of_whom(items: list[Item], noun: int, last: int, language: Language) -> Subject:
    """The phrase after ``of``, else the possessive or nobody: whoever spoke last."""
    end = _phrase_end(items, noun + 2, last, language) if noun + 2 < last else 0
    if noun + 1 < last and items[noun + 1].low in language.words["linking"] and end > noun + 2:
        return Subject("noun", noun + 2, end, noun)
    return Subject("dropped", noun, noun, noun)
