"""Quotations without a reporting verb of their own: after a colon, after one already attributed, in the next paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from detente.reading.find import find_in_sentence
from detente.reading.find_clauses import is_dateline
from detente.reading.find_cues import is_mark, is_quote
from detente.reading.find_frames import Attribution
from detente.reading.find_subjects import (
    Subject,
    before_apposition,
    is_verb_word,
    noun_phrase_left,
    sentence_subject,
)
from detente.reading.find_tokens import WORD, Item, outer_items, sentences, tokenize
from detente.reading.languages import Cue, Language, load_language, without_accents
from detente.reading.quotes import Quote, find_quotes
from detente.reading.records import Paragraph

_LEAST_WORDS = 4
#: How far after a headline its name must come again to be somebody the text is about.
_NEAR = 20_000
#: A dash that opens or closes speech, with the marks after a closing one.
_DASH = re.compile(r"\s*[—–][.,;:]?\s*")
_ACCENTED = re.compile("[À-ÿ]")
#: How far into a quotation without a closing mark its end is looked for.
_REACH = 1_500


@dataclass(slots=True)
class ParagraphFinding:
    """One paragraph: its items, sentences, attributions, and which of them go on from which.

    ``follows`` maps an attribution's number to that of the one it continues, -1 for the paragraph before.
    """

    items: list[Item]
    ranges: list[tuple[int, int]]
    language: Language
    quotes: tuple[Quote, ...]
    attributions: list[Attribution] = field(default_factory=list)
    follows: dict[int, int] = field(default_factory=dict)
    opens_next: Subject | None = None


def find_in_paragraph(text: str, paragraph: Paragraph, before: ParagraphFinding | None) -> ParagraphFinding:
    """Every attribution of one paragraph; ``before`` is the paragraph it may go on from."""
    language = _language_of(text, paragraph)
    quotes = tuple(_cut(quote, text, language) for quote in find_quotes(text, paragraph.start, paragraph.end))
    quotes = quotes or _dashed(text, paragraph, language)
    items = outer_items(text, paragraph.start, paragraph.end, quotes, language)
    ranges = sentences(items, text, language)
    found = ParagraphFinding(items, ranges, language, quotes)
    for number, (first, last) in enumerate(ranges):
        heard = find_in_sentence(items, first, last, number, language)
        found.attributions += [one for one in heard if not _is_own_voice(items, one, language)]
    _name_and_colon(found, text)
    _claim_loose_quotes(found, text, before)
    if language.words["subjunctives"]:
        _claim_free_speech(found, before)
    _announce(found)
    return found


def _is_own_voice(items: list[Item], one: Attribution, language: Language) -> bool:
    """``in my view``, ``our hope is that`` outside quotation marks: the writer's, not the last speaker's."""
    subject = one.subject
    if subject is None or subject.last - subject.first != 1:
        return False
    return items[subject.first].low in language.words["first_person"]


def _language_of(text: str, paragraph: Paragraph) -> Language:
    """The language of the paragraph; the one without accents where it has none, as carelessly copied text does."""
    language = load_language(paragraph.language)
    if language.accented and not _ACCENTED.search(text, paragraph.start, paragraph.end):
        return without_accents(language.code)
    return language


def _cut(quote: Quote, text: str, language: Language) -> Quote:
    """A quotation whose closing mark is missing ends at the comma before a reporting verb."""
    if quote.closed:
        return quote
    items = tokenize(text, quote.inner_start, min(quote.inner_end, quote.inner_start + _REACH), language)
    words = language.words
    for k, item in enumerate(items[:-2]):
        if item.raw != ",":
            continue
        for n, following in enumerate(items[k + 1 : k + 4], k + 1):
            if following.low in language.quote_verbs or _is_long_verb(items, n, language):
                return Quote(quote.start, item.start, quote.inner_start, item.start, closed=False)
            known = following.low in words["perfect_auxiliaries"] or following.low in language.pronouns
            if not (known or following.is_capital):
                break
    return quote


def _dashed(text: str, paragraph: Paragraph, language: Language) -> tuple[Quote, ...]:
    """``—Firmamos —dijo X—. Mañana.``: a dash at the head opens speech, one before a reporting verb closes it."""
    found: list[Quote] = []
    opening = _DASH.match(text, paragraph.start, paragraph.end)
    while opening is not None:
        start = opening.end()
        closing = next(
            (
                m
                for m in _DASH.finditer(text, start, paragraph.end)
                if _tells(text, m.end(), paragraph, language)
            ),
            None,
        )
        if closing is None:
            whole = Quote(opening.start() if not found else start, paragraph.end, start, paragraph.end, False)
            cut = _cut(whole, text, language)
            if found or cut is not whole:
                found.append(cut)
            break
        found.append(Quote(start if found else opening.start(), closing.start(), start, closing.start()))
        opening = _DASH.search(text, closing.end(), paragraph.end)
    return tuple(quote for quote in found if text[quote.inner_start : quote.inner_end].strip())


def _tells(text: str, start: int, paragraph: Paragraph, language: Language) -> bool:
    """Whether a reporting verb comes within three words."""
    items = tokenize(text, start, min(paragraph.end, start + 60), language)[:3]
    return any(item.kind == WORD and item.low in language.quote_verbs for item in items)


def _is_long_verb(items: list[Item], n: int, language: Language) -> bool:
    """A reporting verb of several words (``messo in chiaro``) that begins at item ``n``."""
    return any(
        "quote" in cue.frames
        and len(cue.words) > 1
        and all(item.low == word for item, word in zip(items[n:], cue.words, strict=False))
        for cue in language.cues.get(items[n].low, ())
    )


def is_inside(one: Attribution, other: Attribution) -> bool:
    """Whether the reporting word of ``one`` stands in the reported words of ``other``."""
    if one is other or one.cue_items is None or one.sentence != other.sentence:
        return False
    return any(first <= one.cue_items[0] and one.cue_items[1] <= last for first, last in other.parts)


def _name_and_colon(found: ParagraphFinding, text: str) -> None:
    """``KALLAS: We need …`` and the headline ``Kallas: Europe must …``: a name, a colon, all the rest."""
    items, words = found.items, found.language.words
    end = 0
    while end < min(len(items), 5) and items[end].is_capital:
        end += 1
    if not 1 <= end <= 4 or end + 3 >= len(items) or not is_mark(items[end], ":"):
        return
    if items[0].low in words["not_names"] - words["titles"] or is_quote(items[end + 1]):
        return
    last = len(items)
    while last > end + 1 and is_mark(items[last - 1], ".!?…"):
        last -= 1
    name = items[end - 1]
    long_enough = (
        last - end > 5 and text.find(name.raw, items[last - 1].end, items[last - 1].end + _NEAR) >= 0
    )
    if not name.raw.isupper() and not long_enough:
        return
    subject = Subject("noun", 0, end, 0)
    found.attributions.insert(
        0, Attribution(0, ((end + 1, last),), (end, end + 1), None, subject, scope=True)
    )


def _claim_loose_quotes(found: ParagraphFinding, text: str, before: ParagraphFinding | None) -> None:
    """Attribute the quotations that no reporting verb took."""
    if not found.quotes:
        return
    claimed = {k for a in found.attributions for first, last in a.parts for k in range(first, last)}
    latest = -1 if before is not None and (before.attributions or before.opens_next) else None
    told: dict[int, int] = {a.sentence: n for n, a in enumerate(found.attributions) if a.subject is not None}
    for number, (first, last) in enumerate(found.ranges):
        for k in range(first, last):
            if (
                is_quote(found.items[k])
                and k not in claimed
                and _is_full(found, number, k, first, last, text)
            ):
                latest = _claim(found, number, first, k, latest, before)
        latest = told.get(number, latest)


def _is_full(found: ParagraphFinding, number: int, k: int, first: int, last: int, text: str) -> bool:
    """A quotation that is a sentence of its own, not a word in somebody else's sentence."""
    item = found.items[k]
    words = text[item.start : item.end].split()
    opens = k == first or is_mark(found.items[k - 1], ":,") or is_quote(found.items[k - 1])
    opens = opens or is_dateline(found.items, first, k, found.language)
    closes = k + 1 >= last or is_mark(found.items[k + 1], ".,!?…") or is_quote(found.items[k + 1])
    inner = found.quotes[item.quote].inner_start
    initial = text[inner : inner + 40].lstrip(" .…[(¿¡")[:1]
    alone = k == first and number > 0 and last - first <= 2
    starts = k > first or initial.isupper() or initial.isdigit()
    return opens and closes and starts and (alone or len(words) >= _LEAST_WORDS)


def _claim(
    found: ParagraphFinding,
    number: int,
    first: int,
    k: int,
    latest: int | None,
    before: ParagraphFinding | None,
) -> int | None:
    """One loose quotation: the subject before its colon, or whoever spoke last."""
    subject: Subject | None = None
    colon = k - 1
    if colon > first and is_mark(found.items[colon], ":"):
        subject = sentence_subject(found.items, first, colon, found.language)
    elif colon >= 0 and k == first and is_mark(found.items[colon], ":"):
        start, end = found.ranges[number - 1] if number else (first, first)
        subject = sentence_subject(found.items, start, end, found.language)
    if subject is None and is_mark(found.items[max(colon, 0)], ":"):
        subject = _leading_name(found.items, first if colon > first else found.ranges[number - 1][0], colon)
    if subject is None and (k == first or is_dateline(found.items, first, k, found.language)):
        subject = _repeated_after(found, number)
    if subject is None and latest is None:
        return latest
    if k > first and subject is None and not is_mark(found.items[k - 1], ":") and not _alone(found, first, k):
        return latest
    place = len(found.attributions)
    found.attributions.append(Attribution(number, ((k, k + 1),), None, None, subject))
    if subject is None and latest is not None:
        found.follows[place] = latest
    return place


def _claim_free_speech(found: ParagraphFinding, before: ParagraphFinding | None) -> None:
    """Sentences in the mood of reported speech right after a report go on with it (``Sie sei dagegen.``)."""
    told = {a.sentence: n for n, a in enumerate(found.attributions)}
    open_before = before is not None and any(
        a.sentence == len(before.ranges) - 1 for a in before.attributions
    )
    latest: int | None = -1 if open_before else None
    for number, (first, last) in enumerate(found.ranges):
        if number in told:
            latest = told[number]
        elif latest is not None and _is_in_report_mood(found.items, first, last, found.language):
            place = len(found.attributions)
            end = last - 1 if is_mark(found.items[last - 1], ".!?") else last
            found.attributions.append(Attribution(number, ((first, end),), None, None, None))
            found.follows[place] = latest
            latest = place
        else:
            latest = None


def _is_in_report_mood(items: list[Item], first: int, last: int, language: Language) -> bool:
    """Whether the first finite verb of a main clause is a subjunctive of reported speech."""
    words = language.words
    begin = first
    for k in range(first, last):
        if is_mark(items[k], ",;:–—("):
            begin = k + 1
            continue
        if items[k].kind != WORD or begin == last:
            continue
        head = items[begin].low
        if head in words["subordinators"] and (begin > first or head not in words["determiners"]):
            continue
        if begin > first and head in words["relatives"]:
            continue
        if items[k].low in words["subjunctives"]:
            return True
        if is_verb_word(items[k], language):
            return False
    return False


def _leading_name(items: list[Item], first: int, colon: int) -> Subject | None:
    """``Anna Beck, teacher: “…”``: a name at the head and no verb before the colon."""
    end = first
    while end < colon and items[end].is_capital:
        end += 1
    marked = end < len(items) and items[end].kind != WORD
    return (
        Subject("noun", first, end, first)
        if marked and 1 <= end - first <= 4 and colon - first <= 12
        else None
    )


def _repeated_after(found: ParagraphFinding, number: int) -> Subject | None:
    """``«…». Ana Sol lo ha ripetuto``: the next sentence says whose words they were."""
    if number + 1 >= len(found.ranges):
        return None
    items, words = found.items, found.language.words
    first, last = found.ranges[number + 1]
    for k in range(first + 1, min(last - 1, first + 25)):
        if items[k].low not in words["object_clitics"]:
            continue
        if not any(item.low in found.language.quote_verbs for item in items[k + 1 : min(last, k + 4)]):
            continue
        if is_mark(items[k - 1], ","):
            return before_apposition(items, first, k - 1, found.language)
        return noun_phrase_left(items, first, k, found.language)
    return None


def _alone(found: ParagraphFinding, first: int, k: int) -> bool:
    """Only quotations and marks stand before ``k`` in the sentence."""
    return all(found.items[n].kind != WORD for n in range(first, k))


def _announce(found: ParagraphFinding) -> None:
    """A paragraph that ends in a colon opens the quotation of the next one."""
    if not found.ranges or not is_mark(found.items[-1], ":"):
        return
    first, last = found.ranges[-1]
    found.opens_next = sentence_subject(found.items, first, last, found.language)


def counted_on(found: ParagraphFinding, cue: Cue) -> Attribution | None:
    """``Second, …`` under an earlier ``First, according to X, …``: the whole first sentence is X's."""
    items = found.items
    if len(items) < 5 or items[0].low not in found.language.words["ordinals"] or not is_mark(items[1], ","):
        return None
    last = found.ranges[0][1]
    while last > 3 and is_mark(items[last - 1], ".!?"):
        last -= 1
    if last - 2 < 3 or any(a.sentence == 0 and a.subject is not None for a in found.attributions):
        return None
    return Attribution(0, ((2, last),), (0, 1), replace(cue, layer="ascribed"), None)
