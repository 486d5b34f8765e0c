"""Reporting verbs after their words: ``“…,” said X``; ``…, X said``; ``…, said X, …``."""

from __future__ import annotations

from dataclasses import dataclass

from detente.reading.find_clauses import content_end, has_main_clause, is_closed_after, is_dateline
from detente.reading.find_cues import Hit, is_mark, is_quote
from detente.reading.find_frames import Attribution
from detente.reading.find_speakers import can_speak
from detente.reading.find_subjects import Subject, is_verb_word, subject_right
from detente.reading.find_tokens import WORD, Item
from detente.reading.languages import Language


@dataclass(frozen=True, slots=True)
class Sentence:
    """One outer sentence: ``items[first:last]`` in one language."""

    items: list[Item]
    first: int
    last: int
    language: Language


def find_postposed(sentence: Sentence, hit: Hit, before: Subject | None) -> Attribution | None:
    """The words before the verb, if they are what it reports; ``before`` is the subject left of the verb."""
    if before is not None and (before.kind == "same" or before.relative):
        return None
    items, first, last, language = sentence.items, sentence.first, sentence.last, sentence.language
    broken = _broken_parenthesis(sentence, hit)
    if broken is not None:
        return broken
    compared = _as_he_said(sentence, hit, before)
    if compared is not None:
        return compared
    turned = _turned_subject(sentence, hit)
    left = before.left if before is not None and turned is None else hit.group
    p = left - 1
    comma = p >= first and is_mark(items[p], ",–—-")
    if comma:
        p -= 1
    if p < first:
        return None
    quoted = is_quote(items[p])
    wanted = "quote" if quoted else "post"
    loose = quoted and not comma and "bare" not in hit.cue.frames and language.base_is_plural
    if loose and items[p].low[1:] not in ",.?!…-—":
        return None
    if wanted not in hit.cue.frames or not (quoted or comma):
        return None
    subject = turned or _subject(sentence, hit, before, quoted)
    if subject is None:
        return None
    tail = subject.tail if subject.inverted else hit.last
    closed = is_closed_after(items, tail, last, language)
    if not closed and (not quoted or _is_embedded(items, first, p, language)):
        return None
    if quoted and not subject.inverted and _runs_on(items, hit.last, last, language):
        return None
    return with_parts(sentence, hit, subject, p, tail)


def with_parts(sentence: Sentence, hit: Hit, subject: Subject, p: int, tail: int) -> Attribution | None:
    """The attribution with the words up to item ``p`` and what goes on after the parenthesis."""
    items, first, last, language = sentence.items, sentence.first, sentence.last, sentence.language
    quoted = is_quote(items[p])
    start = _left_start(items, first, p, language)
    if quoted and p > start and is_mark(items[p - 1], "(["):
        start = p
    right = _right_parts(items, start, p, tail, last, language)
    if right and subject.inverted and not quoted and not _goes_on(items[right[0][0]], language):
        right = [part for part in right if is_quote(items[part[0]])]
    if not quoted:
        if right and is_quote(items[right[0][0]]) and items[right[0][0]].raw[1:].isupper():
            return Attribution(0, tuple(right), (hit.group, hit.last), hit.cue, subject, negated=hit.negated)
        if p + 1 - start < (1 if right else 3):
            return None
        if not right and not has_main_clause(items, start, p, language):
            return None
    parts = ((start, p + 1), *right)
    return Attribution(0, parts, (hit.group, hit.last), hit.cue, subject, negated=hit.negated)


def _as_he_said(sentence: Sentence, hit: Hit, before: Subject | None) -> Attribution | None:
    """``As X noted, …`` and ``…, come ha detto X``: the words are the clause that the aside belongs to."""
    items, first, last, language = sentence.items, sentence.first, sentence.last, sentence.language
    mark = (before.left if before is not None else hit.group) - 1
    if mark < first or items[mark].low not in language.words["as_words"] or "quote" not in hit.cue.frames:
        return None
    subject = before or subject_right(items, hit, last, language)
    if subject is None or subject.kind in ("same", "dropped"):
        return None
    tail = subject.tail if subject.inverted else hit.last
    if not is_closed_after(items, tail, last, language):
        return None
    cue = (hit.group, hit.last)
    if mark == first or (mark == first + 1 and items[first].low in language.words["conjunctions"]):
        start = next((k + 1 for k in range(tail, last) if is_mark(items[k], ",")), last)
        end = content_end(items, start, last, [], language) if start < last else start
        parts = ((start, end),) if end - start > 2 else ()
    else:
        end = mark - 1 if is_mark(items[mark - 1], ",") else first
        start = _left_start(items, first, end, language)
        parts = ((start, end),) if end - start > 2 else ()
    return Attribution(0, parts, cue, hit.cue, subject, negated=hit.negated) if parts else None


def _turned_subject(sentence: Sentence, hit: Hit) -> Subject | None:
    """``…, ha affermato X``: where subjects may follow, a comma before the verb makes that the likelier reading."""
    items, language = sentence.items, sentence.language
    if language.base_is_plural or hit.group == sentence.first:
        return None
    inside = _inside_pronoun(sentence, hit)
    if inside is not None or not is_mark(items[hit.group - 1], ",–—-"):
        return inside
    subject = subject_right(items, hit, sentence.last, language)
    if subject is None or not is_closed_after(items, subject.tail, sentence.last, language):
        return None
    return subject if subject.kind == "pronoun" or can_speak(items, subject, language) else None


def _inside_pronoun(sentence: Sentence, hit: Hit) -> Subject | None:
    """``a-t-il dit``: the pronoun stands inside the verb group."""
    for k in range(hit.group, hit.last):
        if sentence.items[k].raw[0] == "-" and sentence.items[k].low in sentence.language.pronouns:
            return Subject("pronoun", k, k + 1, hit.group, inverted=True, tail=hit.last)
    return None


def _subject(sentence: Sentence, hit: Hit, before: Subject | None, quoted: bool) -> Subject | None:
    """The subject before the verb, else after it, else dropped where the language allows."""
    items, last, language = sentence.items, sentence.last, sentence.language
    if before is not None and before.kind != "dropped":
        return before
    subject = subject_right(items, hit, last, language)
    if subject is not None and subject.kind == "pronoun":
        bare = not quoted and language.base_is_plural
        if bare or not is_closed_after(items, subject.tail, last, language):
            subject = None
    if subject is None and language.drops_subject and is_closed_after(items, hit.last, last, language):
        return Subject("dropped", hit.last, hit.last, hit.last)
    return subject


def _broken_parenthesis(sentence: Sentence, hit: Hit) -> Attribution | None:
    """``A, ha detto che X, è B``: machine translation of ``A, X said, is B``.

    One comma and no verb before, a joining word right after, then a noun phrase up to a comma and a verb that
    goes on with the sentence: read otherwise the sentence would have a comma between subject and verb.
    """
    items, first, last, language = sentence.items, sentence.first, sentence.last, sentence.language
    if not language.drops_subject or hit.group - first < 2 or not is_mark(items[hit.group - 1], ","):
        return None
    if hit.last >= last or items[hit.last].low not in language.words["complementisers"]:
        return None
    after = range(hit.last + 1, last)
    clause = any(is_verb_word(items[k], language) for k in range(first, hit.group - 1))
    plain = not any(is_mark(items[k], ",;:") or is_verb_word(items[k], language) for k in after)
    plain = plain and can_speak(items, Subject("noun", hit.last + 1, last, hit.last + 1), language)
    if clause and plain and 1 <= len(after) <= 9 and "post" in hit.cue.frames:
        subject = Subject("noun", hit.last + 1, last - is_mark(items[last - 1], ".!?…"), hit.last + 1, True)
        return Attribution(0, ((first, hit.group - 1),), (hit.group, hit.last), hit.cue, subject)
    before = range(first, hit.group - 1)
    if any(is_mark(items[k], ",;:") or is_verb_word(items[k], language) for k in before):
        return None
    start = hit.last + 1
    for k in range(start + 1, last - 2):
        if is_mark(items[k], ","):
            if not _goes_on(items[k + 1], language):
                return None
            subject = Subject("noun", start, k, start, inverted=True, tail=k)
            rest = (k + 1, content_end(items, k + 1, last, [], language))
            return Attribution(0, ((first, hit.group - 1), rest), (hit.group, hit.last), hit.cue, subject)
    return None


def _is_embedded(items: list[Item], first: int, p: int, language: Language) -> bool:
    """The quotation ends a clause of the narrator (``to chants of “…,” he said the …``), it is no sentence."""
    if p == first or is_mark(items[p - 1], ",:"):
        return False
    words = language.words
    hung = items[p - 1].low in words["prepositions"] or items[p - 1].low in words["determiners"]
    return hung or items[first].low in words["subordinators"]


def _runs_on(items: list[Item], i: int, last: int, language: Language) -> bool:
    """A complementiser right after the verb: the quotation belonged to something else."""
    return i < last and items[i].kind == WORD and items[i].low in language.words["complementisers"]


def _left_start(items: list[Item], first: int, p: int, language: Language) -> int:
    """Where the words before a postposed verb begin: after a colon, else at the head of the sentence."""
    for k in range(p, first, -1):
        if is_mark(items[k - 1], ":") and k - first > 1:
            return k
    for k in range(first + 1, min(p, first + 12) + 1):
        placed = items[first].raw.isupper() and len(items[first].raw) > 1
        if placed and is_mark(items[k - 1], "–—-") and is_dateline(items, first, k, language):
            return k
    while first < p and (
        items[first].low in language.words["conjunctions"] or is_mark(items[first], "-–—•,")
    ):
        first += 1
    return first


def _right_parts(
    items: list[Item], start: int, p: int, tail: int, last: int, language: Language
) -> list[tuple[int, int]]:
    """What goes on after a reporting verb in parenthesis: a second quotation or the rest of the clause."""
    k = tail
    while k < last and not is_mark(items[k], ",:"):
        if is_quote(items[k]) or (k > tail and items[k].low in language.quote_verbs):
            return []
        k += 1
    if k + 1 >= last:
        return []
    following = items[k + 1]
    if is_quote(following):
        whole = is_quote(items[p]) or following.raw[1:].isupper()
        end = quotes_end(items, k + 1, last) if whole else content_end(items, k + 1, last, [], language)
        return [(k + 1, end)]
    if is_quote(items[p]):
        return _later_quote(items, k, last, language)
    if _goes_on(following, language) or _is_unfinished(items, start, p, last - k, language):
        return [(k + 1, content_end(items, k + 1, last, [], language))]
    return []


def _later_quote(items: list[Item], k: int, last: int, language: Language) -> list[tuple[int, int]]:
    """``“…,” said X, head of Y, “…”``: a quotation set off by a comma past an apposition."""
    for n in range(k + 1, last):
        if is_quote(items[n]):
            return [(n, quotes_end(items, n, last))] if is_mark(items[n - 1], ",:") else []
        if items[n].low in language.quote_verbs or is_verb_word(items[n], language):
            return []
    return []


def _is_unfinished(items: list[Item], start: int, p: int, rest: int, language: Language) -> bool:
    """``After years of war, X said, the …``: nothing but an adverbial stands before the parenthesis."""
    if rest < 4:
        return False
    words = language.words
    head = items[start]
    leading = (
        head.low in words["subordinators"]
        or head.low in words["prepositions"]
        or head.low in words["adverbs"]
    )
    return leading or not any(is_verb_word(items[n], language) for n in range(start, p + 1))


def _goes_on(item: Item, language: Language) -> bool:
    """A verb or negation goes on with the sentence that the parenthesis interrupted."""
    words = language.words
    return item.kind == WORD and (
        item.low in words["auxiliaries"]
        or item.low in words["modals"]
        or item.low in words["negations"]
        or item.low in words["complementisers"]
    )


def quotes_end(items: list[Item], k: int, last: int) -> int:
    """A run of quotations counts as one."""
    end = k + 1
    while end < last and (
        is_quote(items[end]) or (is_mark(items[end], ",;") and end + 1 < last and is_quote(items[end + 1]))
    ):
        end += 1
    return end
