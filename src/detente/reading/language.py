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

#: Languages told apart. Only those with a language file are read; the others are named in a problem.
CANDIDATES = (
    "en", "it", "es", "fr", "de",
    "pt", "nl", "pl", "ro", "ru", "uk", "tr", "ar", "fa", "he", "zh", "ja", "ko", "el", "hu", "cs", "sv",
)  # fmt: skip
#: Those with a language file.
COVERED = ("en", "it", "es", "fr", "de")
#: Characters looked at: more changes no answer and costs time.
LOOKED_AT = 400
#: Below this many letters a paragraph takes the language of the document.
SHORT = 60
#: Below this certainty likewise.
CERTAIN = 0.9
_LETTERS = re.compile(r"[^\W\d_]+")
#: Small words of one language that its neighbours do not share: a few of them settle a paragraph at once.
SMALL_WORDS: dict[str, str] = {
    "en": "the of and that with from this have been would which their they",
    "it": "il che della dei gli è di sono per anche nel alla dal più ha",
    "es": "el los las y del una por su lo más pero como con sus",
    "fr": "les des du et est dans une pour qui sur pas au avec aux ont",
    "de": "der das und nicht ist ein eine sich auf für dem zu wird auch",
}
_LANGUAGES_OF = {
    word: tuple(code for code, words in SMALL_WORDS.items() if word in words.split())
    for word in " ".join(SMALL_WORDS.values()).split()
}


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(CANDIDATES))
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
    guesses: list[str | None] = []
    weight: Counter[str] = Counter()
    for start, end in spans:
        piece = text[start : min(end, start + LOOKED_AT)]
        guess, sure = _guess(piece)
        guesses.append(guess if sure else None)
        if sure:
            weight[guess] += end - start
    if weight:
        main = max(weight, key=lambda code: (weight[code], code))
    else:
        main = _main_of_short(text, declared)
    return main, tuple(guess or main for guess in guesses)


def _guess(piece: str) -> tuple[str, bool]:
    """A language for one paragraph, and whether that is more than a guess."""
    if len(piece) < SHORT:
        return "", False
    words = _LETTERS.findall(piece)
    votes: Counter[str] = Counter()
    for word in words:
        votes.update(_LANGUAGES_OF.get(word, ()))
    ranked = votes.most_common(2)
    if ranked and ranked[0][1] >= 3 and (len(ranked) == 1 or ranked[0][1] >= 3 * ranked[1][1]):
        return ranked[0][0], True
    guess, certainty = identify(piece)
    return guess, certainty >= CERTAIN and sum(map(len, words)) >= SHORT * 2 // 3


def _main_of_short(text: str, declared: str | None) -> str:
    code = (declared or "")[:2].lower()
    if code in CANDIDATES:
        return code
    return identify(text)[0] if _LETTERS.search(text[:LOOKED_AT]) else "en"
