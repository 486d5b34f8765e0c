"""Sources named in a phrase where every noun has a capital: ``laut X``, ``nach Angaben von X``, ``X zufolge``, ``so X``."""

from __future__ import annotations

from detente.reading.find_clauses import content_end
from detente.reading.find_cues import Hit, is_mark, is_quote
from detente.reading.find_frames import Attribution
from detente.reading.find_phrases import phrase_end
from detente.reading.find_postposed import Sentence
from detente.reading.find_subjects import Subject, is_verb_word, sentence_subject
from detente.reading.find_tokens import WORD, Item
from detente.reading.find_verb_second import is_infinitive_clause, is_small_verb, left_edge
from detente.reading.find_verb_second_frames import around, is_speaker
from detente.reading.languages import Language


def source_phrase(sentence: Sentence, hit: Hit) -> Attribution | None:
    """The attribution of one such phrase: the rest of its clause, before it, after it, or on both sides."""
    items, first, last, language, frames = (
        sentence.items,
        sentence.first,
        sentence.last,
        sentence.language,
        hit.cue.frames,
    )
    if "behind" in frames:
        found = _before(sentence, hit)
    else:
        end = phrase_end(items, hit.last, last, language) if hit.last < last else hit.last
        found = (hit.first, hit.last, end) if end > hit.last else None
    if found is None:
        return None
    left, name, right = found
    if "reports" in frames and not _is_report(items, name, right, language):
        return None
    if "comma" in frames and not _stands_apart(sentence, hit, right):
        return None
    if "head" in frames and left > first:
        return None
    subject = _source(sentence, left, name, right)
    right = _past_name(items, right, last, language)
    if left == first and right + 1 < last and is_mark(items[right], ","):
        right += 1
    head, close = _clause(sentence, left, right)
    parts = around(Sentence(items, head, close, language), left, right)
    if not parts or all(b - a < 2 and not is_quote(items[a]) for a, b in parts):
        return None
    return Attribution(0, parts, (hit.first, hit.last), hit.cue, subject)


def _before(sentence: Sentence, hit: Hit) -> tuple[int, int, int] | None:
    """``Berichten des Senders zufolge``, ``seiner Meinung nach``: the phrase that ends at the cue."""
    items, language = sentence.items, sentence.language
    edge = left_edge(items, sentence.first, hit.first)
    for start in range(edge, hit.first):
        if items[start].low in language.words["prepositions"] or is_verb_word(items[start], language):
            continue
        if "possessive" in hit.cue.frames:
            if start == hit.first - 1 and items[start].low in language.words["possessive"]:
                return start, start, hit.last
        elif phrase_end(items, start, hit.first, language, wide=True) == hit.first:
            return start, start, hit.last
    return None


def _report_noun(items: list[Item], start: int, end: int, language: Language) -> int:
    """The place of the noun that means a report (``Angaben``, ``Polizeiangaben``), or -1."""
    endings = tuple(language.words["report_nouns"])
    for k in range(start, end):
        if items[k].is_capital:
            return k if items[k].low.endswith(endings) else -1
    return -1


def _is_report(items: list[Item], start: int, end: int, language: Language) -> bool:
    return _report_noun(items, start, end, language) >= 0


def _source(sentence: Sentence, left: int, name: int, right: int) -> Subject:
    """Whose report it is: the genitive or ``von`` after the noun, the sentence's own subject, or the report itself."""
    items, language = sentence.items, sentence.language
    if items[name].low in language.words["possessive"] and right - name <= 3:
        return Subject("pronoun", name, name + 1, left)
    noun = _report_noun(items, name, right, language)
    end = right
    while end > name and items[end - 1].low in ("zufolge", "nach"):
        end -= 1
    if noun >= 0 and "eigenen" in (items[k].low for k in range(name, noun)):
        own = sentence_subject(items, sentence.first, sentence.last, language)
        return own or Subject("dropped", left, left, left)
    if noun >= 0 and noun + 1 < end:
        start = noun + 1 + (items[noun + 1].low in ("von", "vom", "aus"))
        return Subject("noun", start, end, left)
    return Subject("noun", name, end, left)


def _stands_apart(sentence: Sentence, hit: Hit, right: int) -> bool:
    """``…, so X.``: a comma or quotation before, a mark after, a name or an office between."""
    items, first, last = sentence.items, sentence.first, sentence.last
    if hit.first == first or not (is_mark(items[hit.first - 1], ",–—") or is_quote(items[hit.first - 1])):
        return False
    return (
        right >= last
        or items[right].kind != WORD
        or items[right].low
        in (
            sentence.language.words["prepositions"]
            | sentence.language.words["time_words"]
            | sentence.language.words["adverbs"]
        )
    )


def _past_name(items: list[Item], right: int, last: int, language: Language) -> int:
    """Past ``, Irena Varga`` in apposition, up to the next mark."""
    if right + 1 >= last or not is_mark(items[right], ","):
        return right
    end = phrase_end(items, right + 1, last, language)
    return end if end > right + 1 and (end >= last or items[end].kind != WORD) else right


def _clause(sentence: Sentence, left: int, right: int) -> tuple[int, int]:
    """The clause that the phrase stands in: a subordinate or relative one by itself, else the sentence."""
    items, first, last, language = sentence.items, sentence.first, sentence.last, sentence.language
    words = language.words
    for k in range(left, first, -1):
        if is_mark(items[k - 1], ";") or items[k - 1].raw in ("–", "—"):
            return k, last
        if k < left and is_mark(items[k - 1], ","):
            if items[k].low in words["relatives"] and not any(
                is_verb_word(items[n], language) for n in range(k, left)
            ):
                return k, next((n for n in range(right, last) if is_mark(items[n], ",;")), last)
            if items[k].low in words["subordinators"]:
                return k, last
    return first, last


def second_nominal(sentence: Sentence, hit: Hit) -> Attribution | None:
    """``die Forderung der Opposition, die Löhne zu erhöhen``: the agent, the possessive, or the clause's subject."""
    items, first, last, language = sentence.items, sentence.first, sentence.last, sentence.language
    end = phrase_end(items, hit.first, last, language, common=True)
    comma = next((k for k in range(end, min(last, end + 5)) if items[k].kind != WORD), last)
    if comma + 2 >= last or not is_mark(items[comma], ","):
        return None
    if any(items[k].is_capital for k in range(end, comma)):
        return None
    start = _clause_of_noun(items, comma, last, language)
    if start is None:
        return None
    subject: Subject | None
    if end > hit.last:
        agent = hit.last + (items[hit.last].low in ("von", "vom"))
        subject = Subject("noun", agent, end, hit.first)
    elif hit.first > first and items[hit.first - 1].low in language.words["possessive"]:
        subject = Subject("pronoun", hit.first - 1, hit.first, hit.first - 1)
    else:
        subject = sentence_subject(items, first, hit.first, language)
    if subject is None or not is_speaker(items, subject, language):
        return None
    stop = _before_main_verb(items, start, content_end(items, start, last, [], language), language)
    return Attribution(0, ((start, stop),), (hit.first, hit.last), hit.cue, subject)


def _clause_of_noun(items: list[Item], comma: int, last: int, language: Language) -> int | None:
    """Where the ``dass`` clause or the infinitive begins that the comma opens."""
    if items[comma + 1].low in language.words["complementisers"]:
        return comma + 2
    end = next((k for k in range(comma + 1, last) if is_mark(items[k], ",;:")), last)
    return comma + 1 if is_infinitive_clause(items, comma + 1, end) else None


def _before_main_verb(items: list[Item], start: int, end: int, language: Language) -> int:
    """``…, die Löhne zu erhöhen, blieb ungehört``: a small word of no closed class after a comma is the main verb."""
    for k in range(start + 1, end - 1):
        if is_mark(items[k], ",") and is_small_verb(items[k + 1], language):
            return k
    return end
