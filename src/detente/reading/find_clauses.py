"""What follows a reporting verb: where the reported words begin and where they end."""

from __future__ import annotations

from dataclasses import dataclass

from detente.reading.find_cues import Hit, is_mark, is_quote
from detente.reading.find_subjects import is_verb_word
from detente.reading.find_tokens import QUOTE, WORD, Item
from detente.reading.languages import Language


@dataclass(frozen=True, slots=True)
class Complement:
    """First item of the reported words, how they are joined, and whom they were said to.

    ``tight`` marks a quotation set off by a comma or colon, which is the whole of what was said.
    """

    start: int
    kind: str
    tight: bool = False
    addressee: tuple[int, int] | None = None


def complement(items: list[Item], hit: Hit, last: int, language: Language) -> Complement | None:
    """The complement that the frames of the cue allow, past adverbs, adjuncts and an addressee."""
    frames = hit.cue.frames
    words = language.words
    i = hit.last
    addressee: tuple[int, int] | None = None
    comma = False
    for _ in range(12):
        while i < last and items[i].kind == WORD and _skippable(items[i], language):
            i += 1
        if i >= last:
            return None
        item = items[i]
        if is_quote(item):
            if "quote" not in frames and "np" not in frames:
                return None
            return Complement(i, "quote", _tight(items, i, last, comma), addressee)
        if is_mark(item, ":"):
            return _after_colon(items, i, last, addressee) if "quote" in frames else None
        if is_mark(item, ",") and not comma:
            aside = _aside(items, i, last, language)
            if aside > i:
                i = aside
                continue
        if is_mark(item, ",–—-"):
            if comma or i + 1 >= last:
                return None
            comma = True
            i += 1
            continue
        if item.kind != WORD:
            return None
        if (item.low in words["complementisers"] and not comma) or item.low == _that(language):
            return (
                Complement(i + 1, "that", False, addressee)
                if "that" in frames
                else _plain(i, frames, addressee)
            )
        if "inf" in frames and _is_infinitive(items, i, last, language):
            return Complement(i, "inf", False, addressee)
        step = max(_adjunct(items, i, last, language), _near_that(items, i, last, language))
        if step > i:
            i = step
            continue
        linked = (
            item.low in words["prepositions"] and i + 1 < last and _ends_as_infinitive(items[i + 1], language)
        )
        if (
            linked
            and not words["infinitive_markers"]
            and addressee is not None
            and frames & {"inf", "clause"}
        ):
            return Complement(i + 1, "inf", False, addressee)
        if not words["infinitive_markers"] and _ends_as_infinitive(item, language):
            return Complement(i, "inf", False, addressee) if frames & {"inf", "clause"} else None
        if comma and language.verb_second and frames & {"bare", "clause"}:
            return Complement(i, "clause", False, addressee)
        if "separable" in frames and item.low == hit.cue.words[-1]:
            i += 1
            continue
        if "addressee" in frames and addressee is None:
            step = _addressee(items, i, last, language, "np" in frames)
            if step > i:
                addressee = (i, step)
                i = step
                continue
        if comma:
            return None
        if "object" in frames:
            quote = _object_then_quote(items, i, last, language)
            if quote > i:
                return Complement(quote if quote == i + 1 else i, "quote", quote == i + 1, None)
        if language.verb_second and "np" not in frames:
            quote = _object_then_quote(items, i, last, language) if "quote" in frames else i
            return Complement(i, "clause", False, addressee) if quote > i else None
        at_preposition = language.base_is_plural and item.low in words["prepositions"]
        found = _plain(i, frames, addressee, at_preposition)
        if found is not None and found.kind == "clause" and at_preposition:
            return None
        if found is not None and found.kind == "clause" and not _is_clause(items, i, last, frames, language):
            return Complement(i, "np", False, addressee) if "np" in frames and not at_preposition else None
        return found
    return None


def _object_then_quote(items: list[Item], i: int, last: int, language: Language) -> int:
    """``called the plan a “farce”``: the quotation within ten words, no verb or mark between."""
    for k in range(i, min(last, i + 11)):
        if is_quote(items[k]):
            return k
        if items[k].kind != WORD or is_verb_word(items[k], language):
            return i
    return i


def _is_clause(items: list[Item], i: int, last: int, frames: frozenset[str], language: Language) -> bool:
    """A bare clause needs a finite verb near its head, unless the cue nearly always takes one."""
    if "bare" in frames or not language.base_is_plural:
        return True
    words = language.words
    if items[i].low in language.pronouns:
        return True
    if items[i].low in words["prepositions"]:
        return False
    for k in range(i + 1, min(last, i + 12)):
        item = items[k]
        if item.kind != WORD or item.low in words["subordinators"] or item.low in words["relatives"]:
            return False
        if is_verb_word(item, language) or _is_past(item):
            return items[k - 1].low not in words["infinitive_markers"]
        if item.low in words["conjunctions"] and not items[k - 1].is_capital:
            return False
    return False


def _aside(items: list[Item], i: int, last: int, language: Language) -> int:
    """Past ``, sin embargo,`` between a verb and its joining word."""
    for k in range(i + 2, min(last - 1, i + 5)):
        if is_mark(items[k], ",") and items[k + 1].low == _that(language):
            return k + 1
        if items[k].kind != WORD:
            return i
    return i


def _is_infinitive(items: list[Item], i: int, last: int, language: Language) -> bool:
    """``to go``, ``di andare``: the marker, and an infinitive after it where the language shows one by its ending."""
    if items[i].low not in language.words["infinitive_markers"]:
        return False
    if not language.words["infinitive_endings"]:
        return True
    for k in range(i + 1, min(last, i + 4)):
        if items[k].is_capital or items[k].kind != WORD:
            return False
        if _ends_as_infinitive(items[k], language):
            return True
    return False


def _ends_as_infinitive(item: Item, language: Language) -> bool:
    endings = tuple(language.words["infinitive_endings"])
    return item.kind == WORD and not item.is_capital and len(item.low) > 3 and item.low.endswith(endings)


def _that(language: Language) -> str:
    return {"en": "that", "it": "che", "es": "que", "fr": "que", "de": "dass"}.get(language.code, "that")


def _plain(
    i: int, frames: frozenset[str], addressee: tuple[int, int] | None, prepositional: bool = False
) -> Complement | None:
    """A clause or noun phrase without any joining word."""
    if "clause" in frames or ("np" in frames and not prepositional):
        return Complement(i, "clause" if "clause" in frames else "np", False, addressee)
    return None


def _skippable(item: Item, language: Language) -> bool:
    low = item.low
    return (
        low in language.words["adverbs"]
        or low in language.words["time_words"]
        or (language.code == "en" and low.endswith("ly") and len(low) > 4)
    )


def _tight(items: list[Item], i: int, last: int, comma: bool) -> bool:
    """A quotation after a comma, or one with nothing but its stop after it."""
    after = items[i + 1] if i + 1 < last else None
    return comma or after is None or is_mark(after, ".!?…")


def _after_colon(
    items: list[Item], i: int, last: int, addressee: tuple[int, int] | None
) -> Complement | None:
    if i + 1 >= last:
        return None
    return Complement(
        i + 1, "quote" if is_quote(items[i + 1]) else "colon", is_quote(items[i + 1]), addressee
    )


def _adjunct(items: list[Item], i: int, last: int, language: Language) -> int:
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


def _near_that(items: list[Item], i: int, last: int, language: Language) -> int:
    """The joining word after one more prepositional phrase (``said on the radio that``), else ``i``."""
    if items[i].low not in language.words["prepositions"]:
        return i
    for k in range(i + 1, min(last, i + 9)):
        if items[k].kind != WORD or is_verb_word(items[k], language):
            return i
        if items[k].low == _that(language):
            return k
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


def _addressee(items: list[Item], i: int, last: int, language: Language, needs_preposition: bool) -> int:
    """Past whom something is told: a run of capitals, a determiner with its noun, or one bare word."""
    words = language.words
    k = i
    if items[k].low in words["addressee_prepositions"]:
        k += 1
    elif words["addressee_prepositions"] and needs_preposition:
        return i
    if k < last and items[k].kind == WORD and items[k].low in words["determiners"]:
        k += 1
    if k >= last or items[k].kind != WORD:
        return i
    if items[i].low in words["addressee_prepositions"] and items[k].is_capital:
        while k < last and (items[k].is_capital or items[k].low in words["linking"]):
            k += 1
        return k if items[k - 1].low not in words["linking"] else k - 1
    if items[k].is_capital and not (k > i and items[k - 1].low in words["determiners"]):
        while k < last and (items[k].is_capital or items[k].low in ("'s", "of", "the", "di", "de", "del")):
            k += 1
        while k < last and items[k].kind == WORD and items[k].low in words["unnamed_nouns"]:
            k += 1
        return k
    for n in range(k, min(last, k + 5)):
        item = items[n]
        if is_quote(item) or is_mark(item, ",:") or item.low in words["complementisers"]:
            return n
        if item.low in words["infinitive_markers"] or item.low in words["prepositions"]:
            return n
    return k + 1


def content_end(items: list[Item], start: int, last: int, later: list[Hit], language: Language) -> int:
    """Where reported words end: the stop, a second reporting verb of the same speaker, or ``according to``."""
    end = last
    while end > start and items[end - 1].kind not in (0, 2) and not is_mark(items[end - 1], "%)]"):
        end -= 1
    for k in range(start, end - 1):
        if items[k].low == "“," and items[k].kind == QUOTE and not is_quote(items[k + 1]) and k > start:
            return k + 1
    end = _before_new_clause(items, start, end, language)
    for hit in later:
        if hit.first <= start or hit.first >= end:
            continue
        k = hit.group
        clitics = language.words["clitics"]
        while k > start and (items[k - 1].low in clitics or _skippable(items[k - 1], language)):
            k -= 1
        before = items[k - 1]
        if hit.part == "gerund" and is_mark(before, ","):
            return k - 1
        if hit.part == "gerund" and before.low in language.words["conjunctions"] and k - 2 > start:
            return k - 1 - is_mark(items[k - 2], ",")
        if hit.part == "preposition" and is_mark(before, ","):
            return k - 1
        if (
            hit.part in ("finite", "participle")
            and before.low in language.words["conjunctions"]
            and k - 1 > start
        ) and ("quote" in hit.cue.frames or is_mark(items[k - 2], ",")):
            return k - 1 - is_mark(items[k - 2], ",")
    return end


def _before_new_clause(items: list[Item], start: int, end: int, language: Language) -> int:
    """A comma with ``but`` or ``while`` opens what the narrator sets against the report."""
    dashes = [k for k in range(start + 2, end - 1) if items[k].raw in ("–", "—", "--")]
    for k in range(start + 2, end - 1):
        if is_mark(items[k], ",") and items[k + 1].low in language.words["contrasts"]:
            if k + 2 < end and items[k + 2].low == _that(language):
                continue
            return k
        if dashes == [k] and items[k + 1].low in language.words["indefinite"]:
            return k
    return end


def before_next_verb(items: list[Item], start: int, end: int, language: Language) -> int:
    """What is demanded or refused ends where the same speaker does the next thing (``… and jailed him``)."""
    for k in range(start + 1, end - 1):
        if items[k].kind != WORD or items[k].low not in language.words["conjunctions"]:
            continue
        following = items[k + 1]
        if is_mark(items[k - 1], ",") and items[k].low in ("and", "e", "y", "et", "und"):
            return k - 1
        past = language.base_is_plural and following.low.endswith("ed") and not following.is_capital
        if past or is_verb_word(following, language):
            return k - (1 if is_mark(items[k - 1], ",") else 0)
    return end


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
            is_verb_word(items[n], language) or _is_past(items[n]) for n in range(begin, k)
        ):
            return True
        begin = k + 1
    return False


def _is_past(item: Item) -> bool:
    return item.kind == WORD and item.low.endswith("ed") and len(item.low) > 4 and not item.is_capital


def is_closed_after(items: list[Item], i: int, last: int, language: Language) -> bool:
    """Whether nothing that the verb could govern follows: the end, a mark, a time or an occasion."""
    words = language.words
    while i < last and items[i].kind == WORD:
        step = i + 1 if _skippable(items[i], language) else _adjunct(items, i, last, language)
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
    if _near_that(items, i, last, language) > i or item.low in words["infinitive_markers"]:
        return False
    if item.low in words["prepositions"] or item.low in words["relatives"]:
        return item.low != _that(language)
    return item.low in words["subordinators"] and item.low not in words["complementisers"]
