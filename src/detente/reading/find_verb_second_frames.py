"""Reporting verbs where the verb stands second: postposed, split, in a perfect, at the end of a clause."""

from __future__ import annotations

from dataclasses import replace

from detente.reading.find_clauses import before_next_verb, content_end, is_closed_after
from detente.reading.find_cues import Hit, is_mark, is_quote
from detente.reading.find_frames import Attribution
from detente.reading.find_phrases import passes_preposition, phrase_end
from detente.reading.find_postposed import Sentence, quotes_end, with_parts
from detente.reading.find_speakers import can_speak
from detente.reading.find_subjects import Subject, is_verb_word, sentence_subject
from detente.reading.find_tokens import WORD, Item
from detente.reading.find_verb_second import (
    Opening,
    clause_subject,
    finite_verb,
    left_edge,
    opening,
    subject_after,
)
from detente.reading.languages import Language


def second_verbal(
    sentence: Sentence, hit: Hit, later: list[Hit], previous: Subject | None
) -> Attribution | None:
    """One reporting verb: the words before it (``…, sagte X``) or the clause, quotation or object after it."""
    items, first, last, language = sentence.items, sentence.first, sentence.last, sentence.language
    if "impersonal" in hit.cue.frames:
        return _impersonal(sentence, hit)
    verb = finite_verb(items, first, hit, language)
    if verb is None:
        return None
    subject = clause_subject(items, first, last, verb, language)
    if subject is not None and subject.kind == "same":
        earlier = previous or sentence_subject(items, first, subject.left, language)
        if earlier is None:
            return None
        subject = Subject("same", earlier.first, earlier.last, subject.left)
    aside = _as_told(sentence, hit, subject, verb)
    if aside is not None:
        return aside
    postposed = _postposed(sentence, hit, subject, verb)
    if postposed is not None:
        return postposed
    if subject is None or (verb == first and hit.last < last and not _has_colon(items, first, last)):
        return None
    if "cite" in hit.cue.frames:
        return _cited(sentence, hit, subject)
    return _after(sentence, hit, later, subject)


def is_speaker(items: list[Item], subject: Subject, language: Language) -> bool:
    """Somebody who can say things where every noun has a capital: an office, an institution, a name, a pronoun."""
    if subject.kind != "noun":
        return can_speak(items, subject, language)
    words = language.words
    span = range(subject.first, subject.last)
    if any(items[n].low in words[kind] for n in span for kind in ("titles", "unnamed_nouns", "collective")):
        return True
    bare = items[subject.first].is_capital and items[subject.first].low not in words["determiners"]
    return bare or any(items[n].is_capital and items[n + 1].is_capital for n in span[1:-1])


def _has_colon(items: list[Item], first: int, last: int) -> bool:
    return any(is_mark(items[k], ":") for k in range(first, last))


def _as_told(sentence: Sentence, hit: Hit, subject: Subject | None, verb: int) -> Attribution | None:
    """``Wie X mitteilte, …`` and ``…, wie X mitteilte``: the words are the clause around the aside."""
    items, first, last, language = sentence.items, sentence.first, sentence.last, sentence.language
    if subject is None or "quote" not in hit.cue.frames or subject.kind == "same":
        return None
    mark = left_edge(items, first, verb)
    if mark >= verb or items[mark].low not in language.words["as_words"]:
        back = subject.left - 1
        if back < first or items[back].low not in language.words["as_words"]:
            return None
        mark = back
    cue = (hit.group, hit.last)
    if mark <= first + 1:
        start = next((k + 1 for k in range(hit.last, last) if is_mark(items[k], ",:")), last)
        end = content_end(items, start, last, [], language) if start < last else start
        parts: tuple[tuple[int, int], ...] = ((start, end),) if end - start > 1 else ()
    else:
        parts = around(sentence, mark, hit.last)
    return Attribution(0, parts, cue, hit.cue, subject, negated=hit.negated) if parts else None


def around(sentence: Sentence, left: int, right: int) -> tuple[tuple[int, int], ...]:
    """The words before item ``left`` and from item ``right`` on, without the marks between."""
    items, first, last, language = sentence.items, sentence.first, sentence.last, sentence.language
    end = left
    while end > first and is_mark(items[end - 1], ",–—-("):
        end -= 1
    start = right
    while start < last and items[start].kind != WORD and not is_quote(items[start]):
        start += 1
    head = first
    while head < end - 1 and (
        items[head].low in language.words["conjunctions"] or is_mark(items[head], "-–—•,")
    ):
        head += 1
    parts = []
    if end - head >= (1 if last - start > 2 else 2) or (end - head == 1 and is_quote(items[head])):
        parts.append((head, end))
    if start < last:
        stop = content_end(items, start, last, [], language)
        if stop - start >= 1:
            parts.append((start, stop))
    return tuple(parts)


def _postposed(sentence: Sentence, hit: Hit, subject: Subject | None, verb: int) -> Attribution | None:
    """``„…“, sagte X`` and ``…, sagte X``: a quotation or a clause right before the verb."""
    items, first, last, language = sentence.items, sentence.first, sentence.last, sentence.language
    p = verb - 1
    comma = p >= first and is_mark(items[p], ",–—-")
    p -= comma
    if p < first or not (comma or is_quote(items[p])):
        return None
    wanted = "quote" if is_quote(items[p]) else "post"
    if wanted not in hit.cue.frames:
        return None
    turned = subject_after(items, verb + 1, last, language)
    if turned is None:
        return None
    tail = max(turned.tail, hit.last)
    if not is_quote(items[p]):
        led = (
            items[first].low in language.words["subordinators"]
            or items[first].low in language.words["prepositions"]
        )
        found = opening(items, tail, last, language)
        if (led and found is not None) or not is_speaker(items, turned, language):
            return None
        if not any(_is_verbal(items[k], language) for k in range(first, p + 1)):
            return None
    if not is_closed_after(items, tail, last, language) and not is_quote(items[p]):
        return None
    return with_parts(sentence, hit, replace(turned, tail=tail), p, tail)


def _is_verbal(item: Item, language: Language) -> bool:
    """A finite verb as far as the lists know, in either mood."""
    return is_verb_word(item, language) or item.low in language.words["subjunctives"]


def _after(sentence: Sentence, hit: Hit, later: list[Hit], subject: Subject) -> Attribution | None:
    """What follows the middle of the clause, or the object that a demand or refusal has there."""
    items, last, language, frames = sentence.items, sentence.last, sentence.language, hit.cue.frames
    begin = max(hit.last, subject.tail if subject.inverted else 0)
    found = opening(items, begin, last, language)
    if found is None or not _allows(found, frames):
        return _object(sentence, hit, later, subject, begin) if "np" in frames and found is None else None
    if found.kind == "that" and not is_mark(items[found.start - 1], ":"):
        items[found.start - 1].joins = True
    end = _content_end(sentence, found, later)
    return (
        Attribution(0, ((found.start, end),), (hit.group, hit.last), hit.cue, subject, negated=hit.negated)
        if end > found.start
        else None
    )


def _allows(found: Opening, frames: frozenset[str]) -> bool:
    """Whether the verb takes what was found."""
    if found.kind == "object":
        return "object" in frames
    if found.kind == "quote":
        return bool(frames & {"quote", "np"})
    if found.kind == "that":
        return bool(frames & {"that", "quote"})
    return bool(frames & ({"clause", "bare"} if found.kind == "clause" else {"clause", "bare", "inf"}))


def _content_end(sentence: Sentence, found: Opening, later: list[Hit]) -> int:
    """Where the words end: with their quotation, at a remark of the narrator, or with the sentence."""
    items, last, language = sentence.items, sentence.last, sentence.language
    if found.kind == "object":
        return found.start + 1
    if found.kind == "quote":
        after = found.start + 1
        tight = after >= last or (items[after].kind != WORD and not is_mark(items[after], ","))
        if tight or is_mark(items[found.start - 1], ",:") or found.start + 2 >= last:
            return quotes_end(items, found.start, last)
        return found.start + 1
    end = content_end(items, found.start, last, later, language)
    for k in range(found.start + 2, end - 1):
        if not is_mark(items[k], ",") or items[k + 1].low not in language.words["contrasts"]:
            continue
        moods = language.words["subjunctives"]
        if not any(items[n].low in moods for n in range(k + 1, end)):
            return k
    return end


def _object(
    sentence: Sentence, hit: Hit, later: list[Hit], subject: Subject, begin: int
) -> Attribution | None:
    """``lehnte Verhandlungen ab``: the object of a demand or refusal, for somebody who can make one."""
    items, last, language = sentence.items, sentence.last, sentence.language
    if not is_speaker(items, subject, language) or begin >= last or items[begin].kind != WORD:
        return None
    end = begin
    while end < last and not is_mark(items[end], ",;:.–—!?") and not is_quote(items[end]):
        end += 1
    end = before_next_verb(items, begin, end, language)
    if end > begin and len(hit.cue.words) > 1 and items[end - 1].low == hit.cue.words[-1]:
        end -= 1
    closed = ("prepositions", "auxiliaries", "modals", "subordinators", "reflexives")
    if any(items[begin].low in language.words[kind] for kind in closed):
        return None
    if end - begin < 1 or not any(items[k].is_capital for k in range(begin, end)):
        return None
    return Attribution(0, ((begin, end),), (hit.group, hit.last), hit.cue, subject, negated=hit.negated)


def _cited(sentence: Sentence, hit: Hit, subject: Subject) -> Attribution | None:
    """``Die Zeitung zitiert X mit den Worten: „…“``: X speaks."""
    items, last, language = sentence.items, sentence.last, sentence.language
    begin = max(hit.last, subject.tail if subject.inverted else 0)
    found = opening(items, begin, last, language)
    if found is None or found.kind != "quote":
        return None
    from_object = _object_phrase(items, begin, found.start, language)
    return Attribution(
        0,
        ((found.start, quotes_end(items, found.start, last)),),
        (hit.group, hit.last),
        hit.cue,
        from_object or subject,
    )


def _object_phrase(items: list[Item], begin: int, end: int, language: Language) -> Subject | None:
    """The first noun phrase after the verb, past adverbs."""
    while begin < end and (items[begin].low in language.words["adverbs"] or items[begin].low == "dazu"):
        begin += 1
    stop = phrase_end(items, begin, end, language) if begin < end else begin
    return Subject("noun", begin, stop, begin) if stop > begin else None


def _impersonal(sentence: Sentence, hit: Hit) -> Attribution | None:
    """``In der Erklärung heißt es, …`` and ``…, hieß es aus dem Ministerium``: the source is a phrase, or nobody."""
    items, first, last, language = sentence.items, sentence.first, sentence.last, sentence.language
    prepositions = language.words["prepositions"]
    start = left_edge(items, first, hit.first)
    subject: Subject | None = None
    if start < hit.first and items[start].low in prepositions:
        end = passes_preposition(items, start, hit.first, language)
        subject = Subject("noun", start + 1, end, start) if end > start + 1 else None
    tail = hit.last
    if subject is None and tail < last and items[tail].low in prepositions:
        end = passes_preposition(items, tail, last, language)
        if end > tail + 1:
            subject, tail = Subject("noun", tail + 1, end, tail, inverted=True, tail=end), end
    p = hit.first - 1
    if p >= first and is_mark(items[p], ","):
        p -= 1
        if p - first >= 2 or is_quote(items[p]):
            return with_parts(
                sentence, hit, subject or Subject("dropped", hit.last, hit.last, hit.last), p, tail
            )
    found = opening(items, tail, last, language)
    if found is None or found.kind == "inf":
        return None
    end = _content_end(sentence, found, [])
    return Attribution(0, ((found.start, end),), (hit.group, hit.last), hit.cue, subject)
