"""What a reporting verb takes: where the reported words begin, how they are joined, whom they were said to."""

from __future__ import annotations

from dataclasses import dataclass

from detente.reading.find_clauses import adjunct, is_past, near_that, skippable
from detente.reading.find_cues import Hit, is_mark, is_quote
from detente.reading.find_subjects import is_verb_word
from detente.reading.find_tokens import WORD, Item
from detente.reading.languages import Language

#: Steps past adverbs, adjuncts, asides and an addressee before the search is given up.
_STEPS = 12


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
    search = _Search(items, hit, last, language, hit.last)
    for _ in range(_STEPS):
        if search.at_end():
            return None
        if search.passes_over():
            continue
        return search.found()
    return None


@dataclass(slots=True)
class _Search:
    """The walk from the verb to its complement: where it stands, and what it has passed."""

    items: list[Item]
    hit: Hit
    last: int
    language: Language
    i: int
    addressee: tuple[int, int] | None = None
    comma: bool = False

    def at_end(self) -> bool:
        """Past adverbs and times; true at the end of the sentence."""
        while self.i < self.last and self.items[self.i].kind == WORD:
            if not skippable(self.items[self.i], self.language):
                break
            self.i += 1
        return self.i >= self.last

    def joins(self) -> bool:
        """Whether a joining word stands here; after a comma only ``that`` itself counts."""
        low = self.items[self.i].low
        return low == self.language.joining or (
            not self.comma and low in self.language.words["complementisers"]
        )

    def passes_over(self) -> bool:
        """One step past what is neither complement nor its end; false where something is found or nothing can be."""
        item, frames = self.items[self.i], self.hit.cue.frames
        if is_mark(item, ",–—-"):
            aside = _aside(self.items, self.i, self.last, self.language) if item.raw == "," else self.i
            if not self.comma and aside > self.i:
                self.i = aside
                return True
            if self.comma or self.i + 1 >= self.last:
                return False
            self.comma = True
            self.i += 1
            return True
        if item.kind != WORD or self.joins():
            return False
        if "inf" in frames and _is_infinitive(self.items, self.i, self.last, self.language):
            return False
        step = max(
            adjunct(self.items, self.i, self.last, self.language),
            near_that(self.items, self.i, self.last, self.language),
        )
        if step > self.i:
            self.i = step
            return True
        return self._passes_addressee()

    def _passes_addressee(self) -> bool:
        """Past whom something is told, unless an infinitive already begins here."""
        if "addressee" not in self.hit.cue.frames or self.addressee is not None:
            return False
        if self.unmarked_infinitive():
            return False
        step = _addressee(self.items, self.i, self.last, self.language, "np" in self.hit.cue.frames)
        if step == self.i:
            return False
        self.addressee = (self.i, step)
        self.i = step
        return True

    def unmarked_infinitive(self) -> int:
        """Where an infinitive without a marker begins (Spanish: ``dijo haber``, ``acusó a X de haber``), else 0."""
        if self.language.words["infinitive_markers"]:
            return 0
        item = self.items[self.i]
        following = self.items[self.i + 1] if self.i + 1 < self.last else item
        governed = item.low in self.language.words["prepositions"] and self.addressee is not None
        if governed and _ends_as_infinitive(following, self.language):
            return self.i + 1
        return self.i if _ends_as_infinitive(item, self.language) else 0

    def found(self) -> Complement | None:
        """What stands here, if the frames of the cue allow it."""
        items, i, last, frames = self.items, self.i, self.last, self.hit.cue.frames
        item = items[i]
        if is_quote(item):
            allowed = frames & {"quote", "np"}
            return (
                Complement(i, "quote", _tight(items, i, last, self.comma), self.addressee)
                if allowed
                else None
            )
        if is_mark(item, ":"):
            return _after_colon(items, i, last, self.addressee) if "quote" in frames else None
        if item.kind != WORD:
            return None
        if self.joins():
            if "that" in frames:
                return Complement(i + 1, "that", False, self.addressee)
            return _plain(i, frames, self.addressee)
        if "inf" in frames and _is_infinitive(items, i, last, self.language):
            return Complement(i, "inf", False, self.addressee)
        start = self.unmarked_infinitive()
        if start:
            return Complement(start, "inf", False, self.addressee) if frames & {"inf", "clause"} else None
        return None if self.comma else self._bare()

    def _bare(self) -> Complement | None:
        """An object with its quotation, a clause or a noun phrase without any joining word."""
        items, i, last, frames, language = self.items, self.i, self.last, self.hit.cue.frames, self.language
        if "as" in frames:
            return Complement(i, "np") if _likened(items, i, last, language) else None
        quote = _object_then_quote(items, i, last, language)
        if "object" in frames and quote > i:
            return Complement(quote if quote == i + 1 else i, "quote", quote == i + 1, None)
        at_preposition = language.base_is_plural and items[i].low in language.words["prepositions"]
        found = _plain(i, frames, self.addressee, at_preposition)
        if found is None or found.kind != "clause":
            return found
        if at_preposition:
            return None
        if not _is_clause(items, i, last, frames, language):
            return Complement(i, "np", False, self.addressee) if "np" in frames else None
        return found


def _likened(items: list[Item], i: int, last: int, language: Language) -> bool:
    """``view the plan as a trap``: the object, then ``as``, no verb or mark between."""
    for k in range(i, min(last, i + 14)):
        if items[k].kind != WORD or is_verb_word(items[k], language):
            return False
        if items[k].low in language.words["as_words"]:
            compared = k + 1 < last and items[k + 1].low in language.words["measures"]
            return k > i and not compared and items[i].low not in language.words["prepositions"]
    return False


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
        if is_verb_word(item, language) or is_past(item):
            return items[k - 1].low not in words["infinitive_markers"]
        if item.low in words["conjunctions"] and not items[k - 1].is_capital:
            return False
    return False


def _aside(items: list[Item], i: int, last: int, language: Language) -> int:
    """Past ``, sin embargo,`` between a verb and its joining word."""
    for k in range(i + 2, min(last - 1, i + 5)):
        if is_mark(items[k], ",") and items[k + 1].low == language.joining:
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


def _plain(
    i: int, frames: frozenset[str], addressee: tuple[int, int] | None, prepositional: bool = False
) -> Complement | None:
    """A clause or noun phrase without any joining word."""
    if "clause" in frames or ("np" in frames and not prepositional):
        return Complement(i, "clause" if "clause" in frames else "np", False, addressee)
    return None


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
        while k < last and (
            items[k].is_capital or items[k].low in words["linking"] or items[k].low in ("'s", "the")
        ):
            k += 1
        while k < last and items[k].kind == WORD and items[k].low in words["unnamed_nouns"]:
            k += 1
        return k
    if language.base_is_plural and items[k].is_capital:
        while k < last and (items[k].is_capital or is_mark(items[k], "()")):
            k += 1
        if k >= last or items[k].kind != WORD:
            return k
    for n in range(k, min(last, k + 5)):
        item = items[n]
        if is_quote(item) or is_mark(item, ",:") or item.low in words["complementisers"]:
            return n
        if item.low in words["infinitive_markers"] or item.low in words["prepositions"]:
            return n
    return k + 1
