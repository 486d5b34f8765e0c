"""Reporting words in one outer sentence, with the verb group they head."""

from __future__ import annotations

from dataclasses import dataclass

from detente.reading.find_tokens import MARK, QUOTE, WORD, Item
from detente.reading.languages import Cue, Language


@dataclass(frozen=True, slots=True)
class Hit:
    """One reporting word: items ``first`` to ``last`` (exclusive); its verb group starts at ``group``."""

    first: int
    last: int
    group: int
    cue: Cue
    part: str
    negated: bool = False
    passive: bool = False
    open_modal: bool = False

    @property
    def is_verb(self) -> bool:
        """Whether the cue is a verb form."""
        return self.part in ("finite", "participle", "gerund", "infinitive")


def find_hits(items: list[Item], first: int, last: int, language: Language) -> list[Hit]:
    """All usable reporting words of the sentence ``items[first:last]``, in order."""
    hits: list[Hit] = []
    known = language.cues
    free = first
    for i in [k for k in range(first, last) if items[k].low in known]:
        if i < free or items[i].kind != WORD:
            continue
        seconds = language.pairs.get(items[i].low)
        if seconds is not None and (i + 1 >= last or items[i + 1].low not in seconds):
            continue
        hit = _best(items, first, last, i, known[items[i].low], language)
        if hit is None:
            continue
        while hits and hit.is_verb and hits[-1].first >= hit.group:
            hits.pop()
        doubled = bool(hits) and hits[-1].last == i and hits[-1].is_verb
        if not (doubled and hit.part in ("finite", "participle")):
            hits.append(hit)
            free = hit.last
    return hits


def _best(
    items: list[Item], first: int, last: int, i: int, cues: tuple[Cue, ...], language: Language
) -> Hit | None:
    """The longest cue at ``i`` whose surroundings allow it; several cues of one length: the best framed."""
    usable: list[Hit] = []
    following = items[i + 1].low if i + 1 < last else ""
    for cue in cues:
        words = cue.words
        length = len(words)
        if usable and length < usable[0].last - usable[0].first:
            break
        if length > 1:
            if "separable" in cue.frames and "finite" in cue.parts:
                if _particle(items, i, last, cue):
                    usable.append(Hit(i, i + 1, i, cue, "finite"))
                    break
                continue
            if words[1] != following or i + length > last:
                continue
            if length > 2 and any(items[i + n].low != words[n] for n in range(2, length)):
                continue
        hit = _in_context(items, first, i, i + length, cue, language)
        if hit is not None:
            usable.append(hit)
    if len(usable) < 2:
        return usable[0] if usable else None
    return max(usable, key=lambda hit: _fit(items, last, hit, language))


def _particle(items: list[Item], i: int, last: int, cue: Cue) -> bool:
    """``teilte die Polizei mit``: the particle ends the clause that the verb opened."""
    wanted = cue.words[-1]
    for k in range(i + 1, min(last, i + 26)):
        if items[k].low == wanted:
            return k + 1 >= last or items[k + 1].kind != WORD
        if is_mark(items[k], ":"):
            return False
    return False


def _fit(items: list[Item], last: int, hit: Hit, language: Language) -> int:
    """How well the words after a hit suit its frames; earlier groups of the file win ties."""
    following = items[hit.last] if hit.last < last else None
    if following is None or following.kind != WORD:
        return 3 if "quote" in hit.cue.frames else 2 if "post" in hit.cue.frames else 0
    if following.low in language.words["complementisers"]:
        return 4 if "that" in hit.cue.frames else 0
    if following.low in language.words["infinitive_markers"]:
        return 4 if "inf" in hit.cue.frames else 0
    if following.low in language.words["noun_links"] and "about" in hit.cue.frames:
        return 3
    return 2 if "np" in hit.cue.frames or "clause" in hit.cue.frames else 1


def _in_context(items: list[Item], first: int, i: int, end: int, cue: Cue, language: Language) -> Hit | None:
    """The hit if what stands before it lets the word be what the cue says it is."""
    before = items[i - 1].low if i > first and items[i - 1].kind == WORD else ""
    words = language.words
    if "noun" in cue.parts:
        return Hit(i, end, i, cue, "noun")
    if "preposition" in cue.parts:
        return Hit(i, end, i, cue, "preposition")
    if "adjective" in cue.parts:
        return _predicate(items, first, i, end, cue, language)
    governed = before in words["determiners"] or before == "'s" or before in words["possessive"]
    if governed and not _is_pronoun_like(before, language):
        return None
    if (
        before in words["prepositions"]
        and before not in words["adverbs"]
        and "gerund" not in cue.parts
        and before not in words["infinitive_markers"]
    ):
        return None
    if before.isdigit() or before in words["premodifiers"]:
        return None
    if items[i].is_capital and i > first and not _is_headline(items, first, i):
        return None
    hit = _verb_group(items, first, i, end, cue, language)
    if (
        hit is None
        or not language.base_is_plural
        or hit.part != "finite"
        or "infinitive" not in cue.parts
        or "participle" in cue.parts
    ):
        return _not_reduced(items, hit, language) if language.base_is_plural else hit
    if _is_supported(items, hit, language):
        return hit
    following = items[hit.last] if hit.last < len(items) else None
    if following is not None and following.kind == WORD and _is_auxiliary(following.low, language):
        return None
    return hit if _has_plural_subject(items, first, hit.group, language) else None


def _predicate(items: list[Item], first: int, i: int, end: int, cue: Cue, language: Language) -> Hit | None:
    """``is confident that``, ``was not ready to``: an adjective after a form of ``be`` or its like."""
    words = language.words
    k, negated, linked = i, False, False
    while k > first and items[k - 1].kind == WORD:
        low = items[k - 1].low
        if low in words["negations"]:
            negated = True
        elif low in words["linking_verbs"]:
            linked = True
        elif low in words["modals"]:
            return None
        elif low not in words["auxiliaries"] and (
            linked or not (low in words["adverbs"] or language.is_formed_adverb(low))
        ):
            break
        k -= 1
    return Hit(i, end, k, cue, "finite", negated) if linked else None


def _is_supported(items: list[Item], hit: Hit, language: Language) -> bool:
    """``did not say``, ``tried to explain``: an auxiliary or another verb carries the bare form."""
    words = language.words
    return any(
        items[n].low in words["supports"] or items[n].low in words["infinitive_markers"]
        for n in range(hit.group, hit.first)
    )


def _is_auxiliary(low: str, language: Language) -> bool:
    return low in language.words["auxiliaries"] or low in language.words["modals"]


def _not_reduced(items: list[Item], hit: Hit | None, language: Language) -> Hit | None:
    """``a plan proposed by X`` and ``the United States'' `` are no reports; present forms must look like verbs."""
    if hit is None or not hit.cue.parts & {"finite", "participle"} or hit.last >= len(items):
        return hit
    following = items[hit.last]
    if following.kind == WORD and following.low in language.words["agent_prepositions"]:
        return None
    word = items[hit.first].low
    if (
        hit.group == hit.first
        and hit.cue.parts == frozenset(("finite",))
        and word in language.words["also_nouns"]
    ):
        return hit if _looks_verbal(items, hit, language) else None
    return hit


def _looks_verbal(items: list[Item], hit: Hit, language: Language) -> bool:
    """A word that is also a noun counts as a verb after a name or pronoun and before its complement."""
    before = items[hit.group - 1] if hit.group else None
    following = items[hit.last]
    if before is None or before.kind != WORD:
        return following.kind != WORD or following.low in language.words["complementisers"]
    timed = before.low in language.words["time_words"] or is_adjective_of_place(before)
    subject = (
        (before.is_capital and not timed)
        or before.low in language.pronouns
        or before.low in language.words["relatives"]
    )
    subject = (
        subject or before.low in language.words["adverbs"] or before.low in language.words["unnamed_nouns"]
    )
    subject = (
        subject or before.low in language.words["collective"] or before.low in language.words["adjunct_nouns"]
    )
    words = language.words
    if following.kind != WORD:
        return subject
    verbish = (
        following.low in words["auxiliaries"]
        or following.low in words["modals"]
        or following.low in words["verbs"]
    )
    return subject and not verbish and following.low not in ("of", "in", "on", "and", "or")


def _has_plural_subject(items: list[Item], first: int, group: int, language: Language) -> bool:
    """A bare English form is a finite verb only after a plural."""
    k = group - 1
    while k >= first and items[k].kind == WORD and items[k].low in language.words["adverbs"]:
        k -= 1
    if k >= first and items[k].kind == MARK and items[k].raw in ",)":
        return True
    if k < first or items[k].kind != WORD:
        return False
    if any(items[n].low in language.words["singulars"] for n in range(max(first, k - 2), k + 1)):
        return False
    low = items[k].low
    if low in language.words["plurals"] or low in language.words["relatives"]:
        return True
    named = items[k].is_capital and k > first and items[k - 1].is_capital
    named = named and items[k - 1].low not in language.words["determiners"]
    if low.endswith("s") and not low.endswith(("ss", "us", "is", "'s")) and not named:
        return low not in language.words["verbs"]
    for n in range(k - 1, max(first - 1, k - 12), -1):
        if items[n].kind != WORD or items[n].low in language.words["relatives"]:
            break
        if items[n].low.endswith("s") and items[n].low in language.words["unnamed_nouns"]:
            return True
    near = range(max(first, k - 4), k)
    return low.isdigit() or (items[k].is_capital and any(items[n].low in ("and", "both") for n in near))


def _is_headline(items: list[Item], first: int, i: int) -> bool:
    """Most longer words around begin with a capital."""
    near = [item for item in items[first : i + 8] if item.kind == WORD and len(item.raw) > 3]
    return sum(item.is_capital for item in near) >= 0.8 * len(near) and len(near) >= 4


def _is_pronoun_like(word: str, language: Language) -> bool:
    """Determiners that also stand alone as a subject (``many say``, ``some believe``)."""
    return (
        word in language.pronouns
        or word in language.words["collective"]
        or word in ("some", "many", "most", "both", "all")
    )


def _verb_group(items: list[Item], first: int, i: int, end: int, cue: Cue, language: Language) -> Hit | None:
    """Walk back over auxiliaries, adverbs and negations; refuse infinitives and open modals."""
    words = language.words
    negated = modal = be = have = carried = False
    group = k = i
    while k > first and items[k - 1].kind == WORD:
        low = items[k - 1].low
        carrier = 0 if carried else _carrier(items, first, k, cue, language)
        if carrier:
            k = group = carrier
            carried = True
            continue
        if low in words["negations"]:
            negated = True
        elif low in words["modals"] or (language.base_is_plural and low in words["infinitive_markers"]):
            modal = True
        elif low in words["auxiliaries"]:
            be = be or (low in words["passive_auxiliaries"])
            have = have or (low in words["perfect_auxiliaries"])
        elif low[0] == "-" and low in language.pronouns:
            pass
        elif not (low in words["adverbs"] or low in words["clitics"] or language.is_formed_adverb(low)):
            break
        k -= 1
        if low in words["auxiliaries"] or low in words["modals"] or low in words["negations"]:
            group = k
    if be or have or modal or negated:
        group = min(group, i)
    part = _part(cue, be, have, modal, language) if not carried else None if modal else "finite"
    if part is None or _has_reflexive(items, k, i, language) != (
        "reflexive" in cue.frames and part != "gerund"
    ):
        return None
    if "reflexive" in cue.frames:
        group = min(group, _first_clitic(items, k, i, language))
    passive = be and part == "participle" and not _active_be(items, group, i, cue, language)
    return Hit(i, end, group, cue, part, negated, passive, modal)


def _first_clitic(items: list[Item], start: int, i: int, language: Language) -> int:
    """Where the reflexive pronoun of the verb stands: its group begins there."""
    return next((n for n in range(start, i) if items[n].low in language.words["reflexives"]), i)


def _carrier(items: list[Item], first: int, k: int, cue: Cue, language: Language) -> int:
    """Where ``tried to`` or ``began`` stands before the verb at ``k`` that it carries, else 0."""
    carriers = language.words["carriers"]
    if "gerund" in cue.parts:
        return k - 1 if items[k - 1].low in carriers and k - 1 > first else 0
    if "infinitive" not in cue.parts or items[k - 1].low not in language.words["infinitive_markers"]:
        return 0
    n = k - 2
    while n > first and items[n].low in language.words["adverbs"]:
        n -= 1
    return n if n > first and items[n].low in carriers else 0


def _has_reflexive(items: list[Item], start: int, i: int, language: Language) -> bool:
    """``si è concluso`` is not ``ha concluso``: the reflexive pronoun makes another verb."""
    return any(items[n].low in language.words["reflexives"] for n in range(start, i))


def _active_be(items: list[Item], group: int, i: int, cue: Cue, language: Language) -> bool:
    """Languages that build the perfect with ``be`` keep it active where a perfect auxiliary leads."""
    lows = [items[n].low for n in range(group, i)]
    both = language.words["perfect_auxiliaries"]
    passive = language.words["passive_auxiliaries"]
    if "reflexive" in cue.frames:
        return True
    return any(low in both for low in lows) and not any(low in passive for low in lows if low not in both)


def _part(cue: Cue, be: bool, have: bool, modal: bool, language: Language) -> str | None:
    """Which form the word is, given its auxiliaries; None where it asserts nothing."""
    parts = cue.parts
    if language.verb_second:
        return next((part for part in ("finite", "participle") if part in parts), None)
    if "gerund" in parts:
        return "finite" if be else "gerund"
    if modal:
        return "finite" if "modal" in cue.frames else None
    if (be or have) and "participle" in parts:
        return "participle"
    if "finite" in parts and not be:
        return "finite"
    return None


def is_mark(item: Item, marks: str) -> bool:
    """Whether the item is one of the given one-character marks."""
    return item.kind == MARK and item.raw[0] in marks


def is_quote(item: Item) -> bool:
    """Whether the item is a folded quotation."""
    return item.kind == QUOTE


def is_adjective_of_place(item: Item) -> bool:
    """``Russian``, ``British``, ``Chinese``: an English capital that goes with the noun after it."""
    return item.is_capital and len(item.low) > 5 and item.low.endswith(("ian", "ean", "ish", "ese", "ican"))
