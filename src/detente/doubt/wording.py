"""Confidence from recorded facts, and a lint of sentences that mix it with likelihood or leave words bare."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from detente.doubt.scales import SCALES, Scale, find_scale, word_for
from detente.errors import Place, Problem

Level = Literal["low", "moderate", "high"]
Rating = Literal["weak", "fair", "strong"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record about the information behind one judgement.

    ``independent_sources`` counts origin groups; ``age_days`` is the age of the newest item, None if
    undated; ``graded_well`` is the share of items graded A or B and 1 or 2, None if nothing is graded;
    ``contradicted`` is the share of items that another item contradicts; ``assumed_variance`` is the
    share of the result's variance that rests on quantities marked assumed, None if not computed.
    """

    independent_sources: int
    age_days: int | None
    graded_well: float | None
    contradicted: float
    assumed_variance: float | None


@dataclass(frozen=True, slots=True)
class Confidence:
    """A level of confidence with the facts it was computed from; never shown without them."""

    level: Level
    facts: tuple[tuple[str, Rating], ...]

    def __str__(self) -> str:
        reasons = "; ".join(f"{text} ({rating})" for text, rating in self.facts)
        return f"{self.level} confidence: {reasons}"


@dataclass(frozen=True, slots=True)
class WordingFault:
    """One sentence that breaks a rule of wording; ``start`` and ``end`` are code points of the text."""

    code: str
    start: int
    end: int
    sentence: str
    found: str
    rule: str
    fix: str

    def as_problem(self, place: Place, path: str = "") -> Problem:
        """The same as a problem of the file that the text stands in."""
        return Problem(place, path, self.code, self.found, self.rule, self.fix, "warning")


def rate_confidence(facts: Facts) -> Confidence:
    """Low, moderate or high, by a rule that anyone can redo from the list of facts.

    Each fact is weak, fair or strong. High needs at least three strong and none weak; two weak, or
    more than half of the variance resting on assumptions, make it low; all else is moderate.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    Confidence

    Notes
    -----
    Thresholds (strong, fair): 3 and 2 independent sources; newest item 30 and 180 days old; 80 and
    50 % of items graded well; none and at most a quarter contradicted; at most 10 and 40 % of the
    variance assumed. What is not recorded is weak. The thresholds are ours.

    Examples
    --------
    >>> rate_confidence(Facts(3, 10, 0.9, 0.0, 0.3)).level
    'high'
    >>> rate_confidence(Facts(1, None, None, 0.0, 0.3)).level
    'low'
    """
    rows = (
        (
            f"{facts.independent_sources} independent source{'' if facts.independent_sources == 1 else 's'}",
            _rate(-facts.independent_sources, -3, -2),
        ),
        (
            "no dated item"
            if facts.age_days is None
            else f"newest item {facts.age_days} day{'s' if facts.age_days != 1 else ''} old",
            _rate(facts.age_days, 30, 180),
        ),
        (
            "nothing graded"
            if facts.graded_well is None
            else f"{100 * facts.graded_well:.0f} % of items graded well",
            _rate(None if facts.graded_well is None else -facts.graded_well, -0.8, -0.5),
        ),
        (f"{100 * facts.contradicted:.0f} % of items contradicted", _rate(facts.contradicted, 0.0, 0.25)),
        (
            "share of variance that is assumed not computed"
            if facts.assumed_variance is None
            else f"{100 * facts.assumed_variance:.0f} % of the variance rests on assumptions",
            _rate(facts.assumed_variance, 0.10, 0.40),
        ),
    )
    ratings = [rating for _, rating in rows]
    level: Level = "moderate"
    if ratings.count("weak") >= 2 or (facts.assumed_variance or 0.0) > 0.5:
        level = "low"
    elif "weak" not in ratings and ratings.count("strong") >= 3:
        level = "high"
    return Confidence(level, rows)


def check_wording(text: str, scales: Iterable[Scale | str] = ("icd203",)) -> tuple[WordingFault, ...]:
    """Every sentence that mixes confidence with likelihood, or uses a word of a scale without its number.

    Works on generated and on hand-edited text alike. Only words of the given scales count as words
    of likelihood, so the scales in use are passed in.

    Parameters
    ----------
    text : str
        Plain text.
    scales : iterable of Scale or scale id
        Scales whose words may appear.

    Returns
    -------
    tuple of WordingFault
        Words in quotation marks, and most likely values ("20 to 60, likely 45"), are let pass. In text
        order: U-001 a level of confidence and a likelihood (a word of a scale, or a chance in per
        cent) in one sentence; U-002 a word of likelihood without its number and scale beside it; U-003
        a word and its synonym in one text; U-004 a word beside a number that its scale calls otherwise.

    Sources
    -------
    ICD 203 (rules on likelihood and confidence), as summarised in public guidance.

    Examples
    --------
    >>> [fault.code for fault in check_wording("The truce is likely to hold.")]
    ['U-002']
    >>> check_wording("The truce holds in most draws (likely, 68 %, ICD 203).")
    ()
    """
    used = tuple(find_scale(scale) for scale in scales)
    faults: list[WordingFault] = []
    for start, end in _sentences(text):
        faults += _check_sentence(text, start, end, used)
    faults += _check_rows(text, used)
    return tuple(sorted(faults, key=lambda fault: (fault.start, fault.code)))


_LEVEL = r"(?:low|moderate|medium|high|limited|strong)"
_CONFIDENCE = re.compile(
    rf"\b{_LEVEL}(?:[\s-]+to[\s-]+{_LEVEL})?[\s-]+confidence\b"
    rf"|\bconfidence\s+(?:\w+\s+){{0,4}}?(?:is|remains|stays|was|at|as)\s+(?:only\s+)?{_LEVEL}\b"
    rf"|\bconfidence\s*[:=]\s*{_LEVEL}\b",
    re.IGNORECASE,
)
_PERCENT = r"(?:(?:under|over|below|above|about|some)\s+)?\d{1,3}(?:[.,]\d+)?\s*(?:%|per\s?cent)"
_CHANCE = re.compile(
    rf"{_PERCENT}\s+(?:chance|probability|likelihood)\b"
    rf"|\b(?:chance|probability|likelihood)\s+(?:\w+\s+){{0,4}}?(?:is|of|at)\s+{_PERCENT}",
    re.IGNORECASE,
)
_BREAK = re.compile(r"(?<=[.!?…。؟])[\"'»”’)\]]*\s+(?=\S)|\n\s*\n|\n(?=\s*[-*•#|])")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|St|no|No|vs|cf|e\.g|i\.e|approx|Gen|Col|Sen|p|pp|art|Art|ca)\.$"
)


def _rate(value: float | None, strong: float, fair: float) -> Rating:
    if value is None or value > fair:
        return "weak"
    return "strong" if value <= strong else "fair"


def _sentences(text: str) -> list[tuple[int, int]]:
    cuts, last = [], 0
    for found in _BREAK.finditer(text):
        if _ABBREVIATION.search(text[last : found.start()]):
            continue
        cuts.append((last, found.start()))
        last = found.end()
    cuts.append((last, len(text)))
    return [(start, end) for start, end in cuts if text[start:end].strip()]


@lru_cache(maxsize=32)
def _words(scale: Scale) -> re.Pattern[str]:
    words = {word for band in scale.bands for word in (band.word, *band.also)}
    # One alternation over all scales' words would not know "unlikely" from "very unlikely": longest first.
    body = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{body})(?![\w-])", re.IGNORECASE)


def _check_sentence(text: str, start: int, end: int, scales: tuple[Scale, ...]) -> list[WordingFault]:
    sentence = text[start:end]
    taken: dict[tuple[int, int], Scale] = {}
    for scale in scales:
        for found in _words(scale).finditer(sentence):
            taken.setdefault(found.span(), scale)
    spans = [
        span for span in taken if not any(o != span and o[0] <= span[0] and span[1] <= o[1] for o in taken)
    ]
    faults = list(_mixed(sentence, (start, end), spans))
    names = "|".join(re.escape(scale.name) for scale in scales)
    for at, stop in sorted(spans):
        if not _is_other_use(sentence, at, stop):
            beside = _number_beside(sentence, at, stop, names)
            wrong = _bare_or_wrong(sentence[at:stop], beside, scales)
            if wrong is not None:
                faults.append(WordingFault(wrong[0], start + at, start + stop, sentence.strip(), *wrong[1:]))
    return faults


def _mixed(sentence: str, place: tuple[int, int], spans: Sequence[tuple[int, int]]) -> Iterator[WordingFault]:
    """Confidence and likelihood in one sentence."""
    confidence, chance = _CONFIDENCE.search(sentence), _CHANCE.search(sentence)
    if confidence and (spans or chance):
        likelihood = sentence[slice(*spans[0])] if spans else chance.group() if chance else ""
        yield WordingFault(
            "U-001",
            *place,
            sentence.strip(),
            f'"{confidence.group()}" and "{likelihood}" in one sentence',
            "a sentence carries a level of confidence or a likelihood, never both (ICD 203)",
            "make two sentences of it: the likelihood first, then the confidence with its reasons",
        )


def _bare_or_wrong(
    word: str, beside: tuple[float, str] | None, scales: tuple[Scale, ...]
) -> tuple[str, str, str, str] | None:
    """Code, what was found, rule and fix of a word that stands bare or beside another word's number."""
    if beside is None:
        return (
            "U-002",
            f'"{word}" without its number and scale',
            "a word of likelihood stands beside its number and the name of its scale",
            f'write "{word}, NN %, {scales[0].name}", or use a word that states no likelihood',
        )
    percent, name = beside
    other = _called(word, percent, name, scales)
    if not other:
        return None
    rule = f"{name} calls {percent:g} % {other}"
    return "U-004", f'"{word}" beside {percent:g} %', rule, f'write "{other}", or correct the number'


def _is_other_use(sentence: str, at: int, stop: int) -> bool:
    """A most likely value ("20 to 60, likely 45"), or words inside quotation marks, which are a source's."""
    if re.match(r"\s+[-+]?\d", sentence[stop:]) and re.search(r"\d\D{0,12},\s*$", sentence[:at]):
        return True
    return any(
        sentence.rfind(left, 0, at) > sentence.rfind(right, 0, at) and right in sentence[stop:]
        for left, right in (("“", "”"), ("„", "“"), ("«", "»"))
    )


def _number_beside(sentence: str, at: int, stop: int, names: str) -> tuple[float, str] | None:
    """Per cent and scale of ``word, 68 %, ICD 203`` or ``68 % (word, ICD 203)``; a few words may stand between.

    A number after "under" or "over", or one of two words of one sentence, is taken to be in place: nan.
    """
    after, before = sentence[stop : stop + 100], sentence[max(0, at - 25) : at]
    word_first = re.match(
        rf"(?P<more>\s+and\s+[\w\s]{{1,40}}?)?\s*[,(:]?\s*(?P<number>{_PERCENT})[\s,;(]*(?:on\s+)?(?:the\s+)?(?P<scale>{names})",
        after,
    )
    if word_first:
        loose = (
            word_first["more"]
            or not word_first["number"][0].isdigit()
            or before.endswith((" and ", "between "))
        )
        return (math.nan if loose else _percent(word_first["number"])), word_first["scale"]
    number_first = re.search(rf"(?P<number>{_PERCENT})\s*[,(:]?\s*$", before)
    scale = re.match(rf"\s*[,;]?\s*(?:on\s+)?(?:the\s+)?(?P<scale>{names})", after)
    if number_first and scale:
        loose = not number_first["number"][0].isdigit()
        return (math.nan if loose else _percent(number_first["number"])), scale["scale"]
    return None


def _percent(text: str) -> float:
    return float(re.match(r"[\d.,]+", text).group().replace(",", "."))  # type: ignore[union-attr]


def _called(word: str, percent: float, name: str, scales: tuple[Scale, ...]) -> str:
    """What the scale calls the number, where that is another band than the word's; empty where they agree."""
    if math.isnan(percent) or not 0.0 <= percent <= 100.0:
        return ""
    scale = next(scale for scale in scales if scale.name.casefold() == name.casefold())
    plain = re.sub(r"\s+", " ", word).lower()
    bands = [band for band in scale.bands if plain in (band.word, *band.also)]
    share = percent / 100.0
    if not bands or any(band.low - 1e-9 <= share <= band.high + 1e-9 for band in bands):
        return ""
    return word_for(share, scale).word


def _check_rows(text: str, scales: tuple[Scale, ...]) -> list[WordingFault]:
    faults = []
    for scale in scales:
        seen = {re.sub(r"\s+", " ", found.group()).lower(): found for found in _words(scale).finditer(text)}
        for band in scale.bands:
            for synonym in band.also:
                if band.word in seen and synonym in seen:
                    found = seen[synonym]
                    faults.append(
                        WordingFault(
                            "U-003",
                            found.start(),
                            found.end(),
                            found.group(),
                            f'"{band.word}" and its synonym "{synonym}" in one text',
                            f"a text keeps to one row of words of {scale.name}",
                            f'write "{band.word}" throughout',
                        )
                    )
    return faults


def all_scales() -> tuple[Scale, ...]:
    """Every scale that is built in."""
    return tuple(SCALES.values())
