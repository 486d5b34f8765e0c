"""Frames: from a reporting word and its subject to the words that are reported."""

from __future__ import annotations

from dataclasses import replace

from detente.reading.find_clauses import Complement, complement, content_end, is_closed_after
from detente.reading.find_cues import Hit, find_hits, is_mark, is_quote
from detente.reading.find_frames import Attribution
from detente.reading.find_nominal import nominal, prepositional
from detente.reading.find_subjects import (
    Subject,
    sentence_subject,
    subject_left,
    subject_right,
)
from detente.reading.find_tokens import QUOTE, WORD, Item
from detente.reading.languages import Language


def find_in_sentence(
    items: list[Item], first: int, last: int, number: int, language: Language
) -> list[Attribution]:
    """All attributions whose reporting word stands in the sentence ``items[first:last]``."""
    hits = find_hits(items, first, last, language)
    found: list[Attribution] = []
    previous: Subject | None = None
    for place, hit in enumerate(hits):
        if hit.part == "preposition":
            one = prepositional(items, first, last, hit, language)
        elif hit.part == "noun":
            one = nominal(items, first, last, hit, language)
        elif hit.passive:
            one = None
        else:
            one = _verbal(items, first, last, hit, hits[place + 1 :], previous, language)
        if one is None:
            continue
        if one.subject is not None and one.subject.kind in ("noun", "pronoun") and hit.is_verb:
            previous = one.subject
        found.append(replace(one, sentence=number))
    return found


def _verbal(
    items: list[Item],
    first: int,
    last: int,
    hit: Hit,
    later: list[Hit],
    previous: Subject | None,
    language: Language,
) -> Attribution | None:
    """One verb: the quotation or clause before it, or what follows it."""
    if hit.part == "gerund":
        subject = previous or sentence_subject(items, first, hit.first, language)
        if subject is None or hit.first == first:
            return None
        return _after(items, hit, later, replace(subject, kind="same"), last, language)
    before = subject_left(items, first, hit, language)
    left = before.left if before is not None else hit.group
    if before is not None and before.kind == "same":
        before = _same(previous, before)
    postposed = _postposed(items, first, last, hit, before, left, language)
    if postposed is not None:
        return postposed
    if before is None:
        before = _missing(items, first, hit, previous, language)
    if before is None:
        return None
    return _after(items, hit, later, before, last, language)


def _same(previous: Subject | None, marker: Subject) -> Subject | None:
    """A coordinated verb takes the subject of the verb before it."""
    if previous is None:
        return None
    return Subject("same", previous.first, previous.last, marker.left)


def _missing(
    items: list[Item], first: int, hit: Hit, previous: Subject | None, language: Language
) -> Subject | None:
    """A dropped subject at the head of a sentence, or an inverted one with what it says after it."""
    if not language.drops_subject and not language.verb_second:
        return None
    at_head = hit.group <= first + 1
    if language.verb_second and previous is None:
        return None
    if at_head or (previous is None and is_mark(items[hit.group - 1], ",")):
        return Subject("dropped", hit.group, hit.group, hit.group)
    return None


def _postposed(
    items: list[Item],
    first: int,
    last: int,
    hit: Hit,
    before: Subject | None,
    left: int,
    language: Language,
) -> Attribution | None:
    """``“…,” said X`` and ``…, X said``: the words stand before the reporting verb."""
    p = left - 1
    comma = p >= first and is_mark(items[p], ",–—-")
    if comma:
        p -= 1
    if p < first:
        return None
    quoted = is_quote(items[p])
    if not quoted and (not comma or "post" not in hit.cue.frames):
        return None
    if quoted and "quote" not in hit.cue.frames:
        return None
    subject = before
    if subject is None or subject.kind == "dropped":
        subject = subject_right(items, _skip_that(items, hit, last, language), last, language)
    if subject is None:
        if not (language.drops_subject and is_closed_after(items, hit.last, last, language)):
            return None
        subject = Subject("dropped", hit.last, hit.last, hit.last)
    tail = subject.tail if subject.inverted else hit.last
    if not quoted and not is_closed_after(items, tail, last, language):
        return None
    if quoted and not subject.inverted and _runs_on(items, hit.last, last, language):
        return None
    start = _left_start(items, first, p, language)
    if not quoted and p + 1 - start < 3:
        return None
    parts = [(start, p + 1), *_right_parts(items, tail, last, quoted, language)]
    return Attribution(0, tuple(parts), (hit.group, hit.last), hit.cue, subject, negated=hit.negated)


def _skip_that(items: list[Item], hit: Hit, last: int, language: Language) -> Hit:
    """Machine-translated ``…, said that X, …``: the complementiser is noise when a parenthesis follows."""
    if (
        hit.last < last
        and items[hit.last].low in language.words["complementisers"]
        and language.drops_subject
    ):
        return replace(hit, last=hit.last + 1)
    return hit


def _runs_on(items: list[Item], i: int, last: int, language: Language) -> bool:
    """A complementiser right after the verb: the quotation belonged to something else."""
    return i < last and items[i].kind == WORD and items[i].low in language.words["complementisers"]


def _left_start(items: list[Item], first: int, p: int, language: Language) -> int:
    """Where the words before a postposed verb begin: after a colon, else at the head of the sentence."""
    for k in range(p, first, -1):
        if is_mark(items[k - 1], ":") and k - first > 1:
            return k
    while first < p and (
        items[first].low in language.words["conjunctions"] or is_mark(items[first], "-–—•,")
    ):
        first += 1
    return first


def _right_parts(
    items: list[Item], tail: int, last: int, quoted: bool, language: Language
) -> list[tuple[int, int]]:
    """What goes on after a reporting verb in parenthesis: a second quotation or the rest of the clause."""
    k = tail
    while k < last and not is_mark(items[k], ",:") and not is_quote(items[k]):
        k += 1
    while k < last and is_mark(items[k], ",:"):
        if k + 1 < last and is_quote(items[k + 1]):
            break
        if k + 1 < last and not quoted and _goes_on(items[k + 1], language):
            return [(k + 1, content_end(items, k + 1, last, [], language))]
        k += 1
        while k < last and not is_mark(items[k], ",:") and not is_quote(items[k]):
            k += 1
    if k + 1 < last and is_mark(items[k], ",:"):
        k += 1
    if k < last and is_quote(items[k]):
        return [(k, _quotes_end(items, k, last))]
    return []


def _goes_on(item: Item, language: Language) -> bool:
    """A verb or negation goes on with the sentence that the parenthesis interrupted."""
    words = language.words
    return item.kind == WORD and (
        item.low in words["auxiliaries"] or item.low in words["modals"] or item.low in words["negations"]
    )


def _quotes_end(items: list[Item], k: int, last: int) -> int:
    """A run of quotations counts as one."""
    end = k + 1
    while end < last and (
        is_quote(items[end]) or (is_mark(items[end], ",;") and end + 1 < last and is_quote(items[end + 1]))
    ):
        end += 1
    return end


def _after(
    items: list[Item], hit: Hit, later: list[Hit], subject: Subject, last: int, language: Language
) -> Attribution | None:
    """``X said that …``, ``X said: “…”``, ``X demanded …``: the words stand after the verb."""
    found: Complement | None = complement(items, hit, last, language)
    if found is None:
        return None
    start = found.start
    if found.kind == "quote" and found.tight:
        end = _quotes_end(items, start, last)
    else:
        end = content_end(items, start, last, later, language)
    while start < end and items[start].kind != WORD and items[start].kind != QUOTE:
        start += 1
    if end <= start:
        return None
    parts = _split_list(items, start, end)
    return Attribution(
        0, parts, (hit.group, hit.last), hit.cue, subject, found.addressee, negated=hit.negated
    )


def _split_list(items: list[Item], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Members of a list under one attribution, divided by semicolons."""
    parts = []
    begin = start
    for k in range(start, end):
        if is_mark(items[k], ";"):
            parts.append((begin, k))
            begin = k + 1
    parts.append((begin, end))
    return tuple((a, b) for a, b in parts if b > a)
