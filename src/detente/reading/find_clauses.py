"""What follows a reporting verb: where the reported words begin and where they end."""

from __future__ import annotations

from detente.reading.find_cues import Hit, is_mark, is_quote
from detente.reading.find_subjects import is_verb_word
from detente.reading.find_tokens import QUOTE, WORD, Item
from detente.reading.languages import Language


def skippable(item: Item, language: Language) -> bool:
    """An adverb or a time between a verb and what it governs."""
    low = item.low
    return (
        low in language.words["adverbs"]
        or low in language.words["time_words"]
        or language.is_formed_adverb(low)
    )


def adjunct(items: list[Item], i: int, last: int, language: Language) -> int:
    """Past ``on Tuesday``, ``in a statement``, ``to reporters``: a preposition with a noun of time or occasion."""
    words = language.words
    if items[i].low in words["near_time"] and i + 1 < last and items[i + 1].low in words["time_words"]:
        return i + 2
    if items[i].low not in words["prepositions"]:
        return i
    for k in range(i + 1, min(last, i + 9)):
        item = items[k]
        if is_quote(item) or (is_mark(item, ",:") and k + 1 < last and is_quote(items[k + 1])):
            return k if k > i + 1 and k - i <= 6 and not is_quote(item) else i
        if item.kind != WORD or item.low in words["complementisers"]:
            break
        if item.low in words["prepositions"] and item.low not in words["linking"]:
            break
        if item.low in words["time_words"] or item.low in words["adjunct_nouns"] or item.low[:2].isdigit():
            k += 1
            while (
                k < last
                and items[k].kind == WORD
                and (
                    items[k].low in words["time_words"]
                    or items[k].low in words["adjunct_nouns"]
                    or items[k].low[0].isdigit()
                )
            ):
                k += 1
            return _past_tail(items, k, last, language)
    return i


def near_that(items: list[Item], i: int, last: int, language: Language) -> int:
    """The joining word after one more prepositional phrase (``said on the radio that``), else ``i``."""
    if items[i].low not in language.words["prepositions"]:
        return i
    for k in range(i + 1, min(last, i + 9)):
        if items[k].kind != WORD or is_verb_word(items[k], language):
            return i
        if items[k].low == language.joining:
            relative = language.base_is_plural and k + 1 < last and is_verb_word(items[k + 1], language)
            return i if relative else k
    return i


def _past_tail(items: list[Item], k: int, last: int, language: Language) -> int:
    """``in an interview with the paper``: one more prepositional phrase before the words begin."""
    words = language.words
    if k < last and items[k].low in words["prepositions"]:
        n = k + 1
        while n < last and items[n].kind == WORD and n - k < 7:
            if items[n].low in words["complementisers"] or items[n].low in language.pronouns:
                break
            n += 1
        if n < last and (is_quote(items[n]) or is_mark(items[n], ",:") or items[n].kind == WORD):
            return n
    return k


def content_end(items: list[Item], start: int, last: int, later: list[Hit], language: Language) -> int:
    """Where reported words end: the stop, a second reporting verb of the same speaker, or ``according to``."""
    end = last
    while end > start and items[end - 1].kind not in (0, 2) and not is_mark(items[end - 1], "%)]"):
        end -= 1
    for k in range(start, end - 1):
        if items[k].low != "“," or items[k].kind != QUOTE or k == start:
            continue
        if not is_quote(items[k + 1]) and items[k + 1].low not in language.words["relatives"]:
            return k + 1
    end = _before_new_clause(items, start, end, language)
    for hit in later:
        if hit.first <= start or hit.first >= end:
            continue
        k = hit.group
        clitics = language.words["clitics"]
        while k > start and (items[k - 1].low in clitics or skippable(items[k - 1], language)):
            k -= 1
        before = items[k - 1]
        if hit.part == "gerund" and is_mark(before, ",") and _goes_on_saying(items, hit, end, language):
            return k - 1
        joined = before.low in language.words["conjunctions"] and k - 1 > start
        if hit.part == "gerund" and joined and k - 2 > start and is_mark(items[k - 2], ",–—-"):
            return k - 1 - is_mark(items[k - 2], ",")
        if hit.part == "preposition" and is_mark(before, ","):
            return k - 1
        verb = hit.part in ("finite", "participle") and joined
        if verb and ("quote" in hit.cue.frames or is_mark(items[k - 2], ",")):
            return k - 1 - is_mark(items[k - 2], ",")
    return end


def _goes_on_saying(items: list[Item], hit: Hit, end: int, language: Language) -> bool:
    """``…, adding that``: the same speaker goes on, where ``…, responding to pressure`` still belongs to the words."""
    if not language.base_is_plural:
        return True
    following = items[hit.last].low if hit.last < end else ""
    return "post" in hit.cue.frames and following not in language.words["infinitive_markers"]


def _before_new_clause(items: list[Item], start: int, end: int, language: Language) -> int:
    """A comma with ``but`` or ``while`` opens what the narrator sets against the report."""
    dashes = [k for k in range(start + 2, end - 1) if items[k].raw in ("–", "—", "--")]
    for k in range(start + 1, end - 1):
        contrast = is_mark(items[k], ",") and items[k + 1].low in language.words["contrasts"]
        if contrast and not _is_aside(items, k, end, language):
            return k
        if dashes == [k] and items[k + 1].low in language.words["indefinite"]:
            return k
    return end


def _is_aside(items: list[Item], k: int, end: int, language: Language) -> bool:
    """``, but rather``, ``, but that``, ``, while difficult, is``: the report goes on after the contrast."""
    if k + 2 < end and (
        items[k + 2].low == language.joining or items[k + 2].low in language.words["resuming"]
    ):
        return True
    for n in range(k + 3, min(end - 1, k + 8)):
        if is_mark(items[n], ","):
            return language.base_is_plural and is_verb_word(items[n + 1], language)
    return False


def before_next_verb(items: list[Item], start: int, end: int, language: Language) -> int:
    """What is demanded or refused ends where the same speaker does the next thing (``… and jailed him``)."""
    for k in range(start + 1, end - 1):
        if items[k].kind != WORD or items[k].low not in language.words["conjunctions"]:
            continue
        following = _past_clitics(items, k + 1, end, language)
        if is_mark(items[k - 1], ",") and items[k].low in language.words["additions"]:
            if any(is_mark(items[n], ",") for n in range(start, k - 1)):
                continue
            return k - 1
        past = language.base_is_plural and following.low.endswith("ed") and not following.is_capital
        if past or is_verb_word(following, language):
            return k - (1 if is_mark(items[k - 1], ",") else 0)
    return end


def _past_clitics(items: list[Item], k: int, end: int, language: Language) -> Item:
    """The word after ``s'`` or ``lo`` and the like."""
    while k < end - 1 and items[k].low in language.words["clitics"]:
        k += 1
    return items[k]


def has_main_clause(items: list[Item], start: int, end: int, language: Language) -> bool:
    """Whether some stretch between commas is a clause and no adverbial (``On Friday, in the capital``)."""
    if not language.base_is_plural:
        return True
    words = language.words
    begin = start
    for k in range(start, end + 1):
        if k < end and not is_mark(items[k], ","):
            continue
        low = items[begin].low if begin < k else ""
        counted = begin + 1 < k and (
            items[begin + 1].low[:1].isdigit() or items[begin + 1].low in language.numbers
        )
        adverbial = (
            (low in words["prepositions"] and not counted)
            or low in words["subordinators"]
            or low in words["adverbs"]
        )
        if not adverbial and any(
            is_verb_word(items[n], language) or is_past(items[n]) for n in range(begin, k)
        ):
            return True
        begin = k + 1
    return False


def is_dateline(items: list[Item], first: int, k: int, language: Language) -> bool:
    """``MELIA (2 April) –`` before item ``k``: a place and a date, a dash, no word besides."""
    if not is_mark(items[k - 1], "–—-") or not first < k <= first + 12:
        return False
    return all(
        item.kind != WORD
        or item.is_capital
        or item.low[0].isdigit()
        or item.low in language.words["time_words"]
        or item.low in language.words["prepositions"]
        for item in items[first:k]
    )


def is_past(item: Item) -> bool:
    """An English word that by its ending may be a past form."""
    return item.kind == WORD and item.low.endswith("ed") and len(item.low) > 4 and not item.is_capital


def is_closed_after(items: list[Item], i: int, last: int, language: Language) -> bool:
    """Whether nothing that the verb could govern follows: the end, a mark, a time or an occasion."""
    words = language.words
    while i < last and items[i].kind == WORD:
        step = i + 1 if skippable(items[i], language) else adjunct(items, i, last, language)
        if step == i:
            break
        i = step
    if i >= last:
        return True
    item = items[i]
    if item.kind != WORD:
        leads = (
            i + 1 < last and is_mark(item, ",") and is_quote(items[i + 1]) and items[i + 1].raw[1:].isupper()
        )
        return not is_quote(item) and not is_mark(item, ":") and not leads
    if near_that(items, i, last, language) > i or item.low in words["infinitive_markers"]:
        return False
    if item.low in words["prepositions"] or item.low in words["relatives"]:
        return item.low != language.joining
    return item.low in words["subordinators"] and item.low not in words["complementisers"]
