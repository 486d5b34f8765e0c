"""Confidence from recorded facts, and a lint of sentences that mix it with likelihood or leave words bare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from detente.doubt.scales import SCALES, Scale, find_scale
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
        order: U-001 a level of confidence and a likelihood in one sentence; U-002 a word of
        likelihood without its number and scale beside it; U-003 a word and its synonym in one text.

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
    confidence = _CONFIDENCE.search(sentence)
    faults = []
    if confidence and spans:
        faults.append(
            WordingFault(
                "U-001",
                start,
                end,
                sentence.strip(),
                f'"{confidence.group()}" and "{sentence[slice(*spans[0])]}" in one sentence',
                "a sentence carries a level of confidence or a likelihood, never both (ICD 203)",
                "make two sentences of it: the likelihood first, then the confidence with its reasons",
            )
        )
    names = "|".join(re.escape(scale.name) for scale in scales)
    for at, stop in sorted(spans):
        if not _is_other_use(sentence, at, stop) and not _has_number(sentence, at, stop, names):
            word = sentence[at:stop]
            faults.append(
                WordingFault(
                    "U-002",
                    start + at,
                    start + stop,
                    sentence.strip(),
                    f'"{word}" without its number and scale',
                    "a word of likelihood stands beside its number and the name of its scale",
                    f'write "{word}, NN %, {scales[0].name}", or use a word that states no likelihood',
                )
            )
    return faults


def _is_other_use(sentence: str, at: int, stop: int) -> bool:
    """A most likely value ("20 to 60, likely 45"), or words inside quotation marks, which are a source's."""
    if re.match(r"\s+[-+]?\d", sentence[stop:]) and re.search(r"\d\D{0,12},\s*$", sentence[:at]):
        return True
    return any(
        sentence.rfind(left, 0, at) > sentence.rfind(right, 0, at) and right in sentence[stop:]
        for left, right in (("“", "”"), ("„", "“"), ("«", "»"))
    )


def _has_number(sentence: str, at: int, stop: int, names: str) -> bool:
    """``word, 68 %, ICD 203`` or ``68 % (word, ICD 203)``; both orders, a few words between."""
    after, before = sentence[stop : stop + 100], sentence[max(0, at - 25) : at]
    if re.match(
        rf"(?:\s+and\s+[\w\s]{{1,40}}?)?\s*[,(:]?\s*{_PERCENT}[\s,;(]*(?:on\s+)?(?:the\s+)?(?:{names})", after
    ):
        return True
    number_first = re.search(rf"{_PERCENT}\s*[,(:]?\s*$", before)
    return bool(number_first and re.match(rf"\s*[,;]?\s*(?:on\s+)?(?:the\s+)?(?:{names})", after))


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
