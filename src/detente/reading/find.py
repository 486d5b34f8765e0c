"""Frames: from a reporting word and its subject to the words that are reported."""

from __future__ import annotations

from dataclasses import replace

from detente.reading.find_clauses import (
    before_next_verb,
    content_end,
)
from detente.reading.find_complement import Complement, complement
from detente.reading.find_cues import Hit, find_hits, is_mark, is_quote
from detente.reading.find_ends import clause_end, phrase_end
from detente.reading.find_frames import Attribution
from detente.reading.find_nominal import named_afterwards, nominal, prepositional
from detente.reading.find_postposed import Sentence, find_postposed, quotes_end
from detente.reading.find_source_phrases import second_nominal, source_phrase
from detente.reading.find_speakers import can_speak
from detente.reading.find_subjects import (
    Subject,
    is_verb_word,
    sentence_subject,
    subject_left,
    subject_right,
)
from detente.reading.find_tokens import QUOTE, WORD, Item
from detente.reading.find_verb_second_frames import second_verbal
from detente.reading.languages import Language


def find_in_sentence(
    items: list[Item], first: int, last: int, number: int, language: Language
) -> list[Attribution]:
    """All attributions whose reporting word stands in the sentence ``items[first:last]``."""
    hits = find_hits(items, first, last, language)
    found: list[Attribution] = []
    previous: Subject | None = None
    second = Sentence(items, first, last, language) if language.verb_second else None
    for place, hit in enumerate(hits):
        if second is not None:
            one = _second(second, hit, hits[place + 1 :], previous)
        elif hit.part == "preposition":
            one = prepositional(items, first, last, hit, language)
        elif hit.part == "noun":
            one = nominal(items, first, last, hit, language)
        elif hit.passive:
            one = None
        else:
            one = _verbal(items, first, last, hit, hits[place + 1 :], previous, language)
        if one is None or any(one.parts == other.parts for other in found):
            continue
        if one.subject is not None and one.subject.kind in ("noun", "pronoun") and hit.is_verb:
            previous = one.subject
        found.append(one.in_sentence(number))
    if not found and language.words["speech_nouns"]:
        spoken = named_afterwards(items, first, last, language)
        found += [spoken.in_sentence(number)] if spoken is not None else []
    return found


def _second(sentence: Sentence, hit: Hit, later: list[Hit], previous: Subject | None) -> Attribution | None:
    """One reporting word where the verb stands second."""
    if hit.part == "preposition":
        return source_phrase(sentence, hit)
    if hit.part == "noun":
        return second_nominal(sentence, hit)
    return second_verbal(sentence, hit, later, previous)


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
        if items[hit.first].low in language.words["inferring"]:
            return None
        subject = previous or sentence_subject(items, first, hit.first, language)
        if subject is None or hit.first == first or not can_speak(items, subject, language):
            return None
        loose = (
            is_mark(items[hit.group - 1], ",–—-")
            or items[hit.group - 1].low in language.words["conjunctions"]
        )
        return after_verb(
            items, hit, later, replace(subject, kind="same", relative=False), last, language, strict=not loose
        )
    before = subject_left(items, first, hit, language)
    if "quoteleft" in hit.cue.frames:
        return _quote_near(items, first, last, hit, before)
    if before is not None and before.kind == "same":
        before = _same(previous or sentence_subject(items, first, before.left, language), before)
    postposed = find_postposed(Sentence(items, first, last, language), hit, before)
    if postposed is not None:
        return postposed
    if before is None:
        before = (
            _origin(items, first, hit, language)
            or _missing(items, first, hit, previous, language)
            or _inverted_head(items, first, hit, last, language)
        )
    if before is None:
        return None
    return after_verb(items, hit, later, before, last, language)


def _quote_near(
    items: list[Item], first: int, last: int, hit: Hit, before: Subject | None
) -> Attribution | None:
    """``“…”, as X put it`` and ``the “…” of which X likes to talk``: the nearest quotation, before or after."""
    if before is None:
        return None
    start = before.left
    for k in [*range(start - 1, max(first - 1, start - 9), -1), *range(hit.last, min(last, hit.last + 3))]:
        if is_quote(items[k]):
            return Attribution(0, ((k, k + 1),), (hit.group, hit.last), hit.cue, before, negated=hit.negated)
    return None


def _same(previous: Subject | None, marker: Subject) -> Subject | None:
    """A coordinated verb takes the subject of the verb before it."""
    if previous is None:
        return None
    return Subject("same", previous.first, previous.last, marker.left)


def _origin(items: list[Item], first: int, hit: Hit, language: Language) -> Subject | None:
    """``Dal ministero fanno sapere``: an institution with a preposition of place stands for those who speak there."""
    words = language.words
    start = first
    while start < hit.group and items[start].low in words["conjunctions"]:
        start += 1
    if items[start].low not in words["origins"]:
        return None
    span = range(start + 1, hit.group)
    plain = all(items[k].kind == WORD and not is_verb_word(items[k], language) for k in span)
    if not plain or not any(items[k].low in words["collective"] for k in span):
        return None
    return Subject("noun", start + 1, hit.group, start)


def _missing(
    items: list[Item], first: int, hit: Hit, previous: Subject | None, language: Language
) -> Subject | None:
    """A dropped subject at the head of a sentence, or an inverted one with what it says after it."""
    if not language.drops_subject:
        return None
    at_head = hit.group <= first + 1
    k = hit.group - 1
    while k > first and items[k].low in language.words["adverbs"]:
        k -= 1
    if is_mark(items[k], ";"):
        return Subject("dropped", hit.group, hit.group, hit.group)
    if at_head or (previous is None and is_mark(items[hit.group - 1], ",")):
        return Subject("dropped", hit.group, hit.group, hit.group)
    return None


def _inverted_head(items: list[Item], first: int, hit: Hit, last: int, language: Language) -> Subject | None:
    """``Continued Stone: “…”``: verb first, then the subject, then a colon."""
    if hit.group != first:
        return None
    subject = subject_right(items, hit, last, language)
    return (
        subject if subject is not None and subject.tail < last and is_mark(items[subject.tail], ":") else None
    )


def after_verb(
    items: list[Item],
    hit: Hit,
    later: list[Hit],
    subject: Subject,
    last: int,
    language: Language,
    strict: bool = False,
) -> Attribution | None:
    """``X said that …``, ``X said: “…”``, ``X demanded …``: the words stand after the verb."""
    if subject.inverted:
        hit = replace(hit, last=subject.tail)
    found: Complement | None = complement(items, hit, last, language)
    if found is None:
        found = _shown(items, hit, subject, last, language)
    if found is None:
        return None
    told = items[hit.group - 1].low in language.words["object_clitics"] if hit.group else False
    if told and found.kind not in ("that", "quote", "colon"):
        return None
    if _is_refused(items, hit, found, subject, last, language, strict):
        return None
    start = found.start
    if found.kind == "that":
        items[start - 1].joins = True
    end = _end_of(items, found, subject, later, last, language)
    while start < end and items[start].kind != WORD and items[start].kind != QUOTE:
        start += 1
    if end <= start or (found.kind in ("clause", "that") and _is_fragment(items, start, end, language)):
        return None
    parts = _split_list(items, start, end)
    if hit.cue.group == "ask" and found.kind == "inf":
        hit = replace(hit, cue=replace(hit.cue, act="appeal"))
    return Attribution(
        0, parts, (hit.group, hit.last), hit.cue, subject, found.addressee, negated=hit.negated
    )


def _is_fragment(items: list[Item], start: int, end: int, language: Language) -> bool:
    """``said little``, ``figured into that inquiry``: one or two words without a verb are no clause."""
    return (
        language.base_is_plural
        and end - start <= 2
        and not any(is_quote(items[k]) or is_verb_word(items[k], language) for k in range(start, end))
    )


def _is_refused(  # seven things bear on it, and a record of them would be used here only
    items: list[Item],
    hit: Hit,
    found: Complement,
    subject: Subject,
    last: int,
    language: Language,
    strict: bool,
) -> bool:
    """Whether subject and complement together make no report: asked, not told; no speaker; nobody in particular."""
    asked = _is_asked(items, subject, language)
    if found.kind == "clause" and (asked or last - found.start <= 2):
        return True
    if found.kind in ("np", "inf"):
        stance = hit.cue.group in ("want", "accept", "reject")
        if asked or (stance and _is_plural_pronoun(items, subject, language)):
            return True
    if hit.cue.group == "find" and not _is_evidence(items, subject, found.kind == "that", language):
        return True
    if hit.part == "gerund" and found.kind == "np" and hit.cue.act == "accept":
        return True
    loose = found.kind in ("clause", "np", "inf") and "bare" not in hit.cue.frames
    if not (loose or hit.cue.group == "read"):
        return False
    return strict or (subject.relative and found.kind == "np") or not can_speak(items, subject, language)


def _end_of(
    items: list[Item], found: Complement, subject: Subject, later: list[Hit], last: int, language: Language
) -> int:
    """The item after the last one reported."""
    start = found.start
    if found.kind == "quote" and found.tight:
        return quotes_end(items, start, last)
    end = content_end(items, start, last, later, language)
    if found.kind in ("np", "inf"):
        end = phrase_end(items, start, before_next_verb(items, start, end, language), language)
    else:
        end = clause_end(items, start, end, language)
    if subject.relative or _hangs_on_relative(items, subject, language):
        end = _first_comma(items, start, end, language)
    return end


def _shown(items: list[Item], hit: Hit, subject: Subject, last: int, language: Language) -> Complement | None:
    """``a poll showed a lead of …``: what a study shows may be a bare noun phrase."""
    k = hit.last
    if hit.cue.group != "find" or subject.kind != "noun" or k + 2 >= last or items[k].kind != WORD:
        return None
    if not any(items[n].low in language.words["evidence_nouns"] for n in range(subject.first, subject.last)):
        return None
    return Complement(k, "np") if items[k].low not in language.words["prepositions"] else None


def _is_plural_pronoun(items: list[Item], subject: Subject, language: Language) -> bool:
    """``they want``: nobody in particular, as a rule."""
    if subject.kind != "pronoun":
        return False
    return language.pronouns.get(items[subject.first].low, ("", ""))[1] == "p"


def _is_evidence(items: list[Item], subject: Subject, joined: bool, language: Language) -> bool:
    """``polls show that``: a study or, with ``that``, a person can show something; an event only seems to."""
    if subject.kind != "noun":
        return joined or not language.base_is_plural
    words = language.words
    head = subject.last - 1
    for k in range(subject.first + 1, subject.last):
        if items[k].low in words["prepositions"]:
            head = k - 1
            break
    low = items[head].low
    if low in words["evidence_nouns"]:
        return True
    return (joined or not language.base_is_plural) and (
        items[head].is_capital or low in words["unnamed_nouns"]
    )


def _is_asked(items: list[Item], subject: Subject, language: Language) -> bool:
    """``what X wants to achieve`` asks and does not tell."""
    if subject.left == 0 or subject.kind in ("same", "dropped"):
        return False
    low = items[subject.left - 1].low
    return low in language.words["complementisers"] and low not in language.words["relatives"]


def _hangs_on_relative(items: list[Item], subject: Subject, language: Language) -> bool:
    """``which officials said``, ``even as X said``: the words end with the clause they stand in."""
    if subject.left == 0 or subject.inverted or subject.kind in ("same", "dropped"):
        return False
    low = items[subject.left - 1].low
    if low in language.words["relatives"] or (low in language.words["subordinators"] and low != "that"):
        return True
    return language.base_is_plural and _is_fronted(items, subject.left, language)


def _is_fronted(items: list[Item], left: int, language: Language) -> bool:
    """``Because polls in two states showed …, there is …``: the stretch before the subject opens with a subordinator."""
    k = left
    while k > 0 and items[k - 1].kind == WORD and left - k < 12:
        k -= 1
    while k < left and (items[k].low in language.words["conjunctions"] or items[k].low in ("even", "just")):
        k += 1
    return k < left and items[k].low in language.words["subordinators"] and items[k].low != "that"


def _first_comma(items: list[Item], start: int, end: int, language: Language) -> int:
    """The end of an embedded clause: its first comma, or the second finite verb that nothing introduces."""
    verbs = 0
    for k in range(start + 1, end):
        if is_mark(items[k], ","):
            return k
        broken = items[k - 1].low in language.words["negations"]
        if is_verb_word(items[k], language) and not (broken or is_verb_word(items[k - 1], language)):
            linked = (
                items[k - 1].low in language.words["relatives"]
                or items[k - 1].low in language.words["conjunctions"]
            )
            verbs += not linked and items[k - 1].low not in language.pronouns
            if verbs == 2:
                return k
    return end


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
