"""The language of each paragraph, without a download and without a network.

A paragraph too short to tell takes the language of the document; one that looks like a language we do not
cover keeps that language, so that it is not read as something else.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from detente.reading.repair import Span

#: Languages told apart, besides every one that has a language file. Only those with a language file are read; the others are named in a problem.
CANDIDATES = (
    "en", "it", "es", "fr", "de",
    "pt", "nl", "pl", "ro", "ru", "uk", "tr", "ar", "fa", "he", "zh", "ja", "ko", "el", "hu", "cs", "sv",
)  # fmt: skip
#: Characters looked at: more changes no answer and costs time.
LOOKED_AT = 400
#: Below this many letters a paragraph takes the language of the document.
SHORT = 60
#: Below this certainty likewise.
CERTAIN = 0.9
_LETTERS = re.compile(r"[^\W\d_]+")
#: Small words of one language only: a few of them settle a paragraph at once.
SMALL_WORDS: dict[str, str] = {
    "en": "the of and that with from this have been would which their they",
    "it": "il che della dei delle gli è di sono per anche nel nella alla dal più",
    "es": "el los las y pero más sus fue según también está han había este muy",
    "fr": "les des du et est dans une pour qui sur pas au avec aux ont",
    "de": "der das und nicht ist ein eine sich auf für dem zu wird auch",
}
_LANGUAGE_OF = {word: code for code, words in SMALL_WORDS.items() for word in words.split()}


@cache
def covered() -> frozenset[str]:
    """Codes of the languages that have a language file; paragraphs in the others are named, not read."""
    from detente.reading.languages import available

    return frozenset(available())


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(covered().union(CANDIDATES)))
    return identifier


def identify(text: str) -> tuple[str, float]:
    """The likeliest language of ``text`` among the candidates, and how certain that is (0 to 1)."""
    language, certainty = _identifier().classify(text[:LOOKED_AT])
    return str(language), float(certainty)


def languages(text: str, spans: list[Span], declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Main language of a document, and one language per paragraph.

    Parameters
    ----------
    text : str
        The stored text.
    spans : list of (start, end)
        Its paragraphs.
    declared : str, optional
        What the document says of itself; used where nothing else tells.

    Returns
    -------
    (str, tuple of str)
        ISO 639-1 codes; English where there is nothing to go by.

    Examples
    --------
    >>> text = "Kiev non accetterà alcun accordo concluso alle sue spalle, ha detto il ministro.\\nOk."
    >>> languages(text, [(0, 81), (82, 85)])
    ('it', ('it', 'it'))
    """
    pieces = [text[start : min(end, start + LOOKED_AT)] for start, end in spans]
    votes = [_votes(piece) if len(piece) >= SHORT else [] for piece in pieces]
    sure = [found[0][0] if _is_clear(found) else None for found in votes]
    common = Counter(code for code in sure if code).most_common(1)
    for index, piece in enumerate(pieces):
        if sure[index] is None and len(piece) >= SHORT:
            agrees = common and [code for code, _ in votes[index]] == [common[0][0]]
            sure[index] = common[0][0] if agrees else _identified(piece)
    weight: Counter[str] = Counter()
    for (start, end), code in zip(spans, sure, strict=True):
        if code:
            weight[code] += end - start
    if weight:
        main = max(weight, key=lambda code: (weight[code], code))
    else:
        main = _main_of_short(text, declared)
    return main, tuple(code or main for code in sure)


def _votes(piece: str) -> list[tuple[str, int]]:
    """Languages by the number of their small words in ``piece``, most first."""
    found = list(filter(None, map(_LANGUAGE_OF.get, _LETTERS.findall(piece))))
    if found and found.count(found[0]) == len(found):
        return [(found[0], len(found))]
    return Counter(found).most_common(2)


def _is_clear(votes: list[tuple[str, int]]) -> bool:
    return bool(votes) and votes[0][1] >= 3 and (len(votes) == 1 or votes[0][1] >= 3 * votes[1][1])


def _identified(piece: str) -> str | None:
    """The language of one paragraph, or None where that would be a guess."""
    guess, certainty = identify(piece)
    letters = sum(map(len, _LETTERS.findall(piece)))
    return guess if certainty >= CERTAIN and letters >= SHORT * 2 // 3 else None


def _main_of_short(text: str, declared: str | None) -> str:
    code = (declared or "")[:2].lower()
    if code in CANDIDATES:
        return code
    return identify(text)[0] if _LETTERS.search(text[:LOOKED_AT]) else "en"
