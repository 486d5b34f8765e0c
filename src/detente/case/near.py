"""Did you mean: the nearest known words."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

#: More known words than this are not searched: it would take longer than it helps.
MOST_KNOWN = 5_000


def nearest(word: str, known: Iterable[str], most: int = 2) -> tuple[str, ...]:
    """Known words that look like ``word``, nearest first, at most ``most`` of them.

    Examples
    --------
    >>> nearest("rusia", ["russia", "ukraine", "usa"])
    ('russia',)
    """
    by_folded = {item.casefold(): item for item in known}
    if len(by_folded) > MOST_KNOWN or len(word) > 200:
        return ()
    found = get_close_matches(word.casefold(), list(by_folded), n=most, cutoff=0.6)
    alike = [SequenceMatcher(None, item, word.casefold()).ratio() for item in found]
    return tuple(by_folded[item] for item, ratio in zip(found, alike, strict=True) if ratio > alike[0] - 0.1)


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A fix that names the nearest known words, or lists the known ones where nothing is near."""
    words = list(known)
    near = nearest(word, words)
    if near:
        return f"did you mean {' or '.join(f'`{item}`' for item in near)}?"
    if otherwise:
        return otherwise
    listed = ", ".join(words[:12]) + (", …" if len(words) > 12 else "")
    return f"known here: {listed}" if words else "nothing of this kind is defined yet: add it first"
