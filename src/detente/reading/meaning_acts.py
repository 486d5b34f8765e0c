"""The act: what the reporting word says first, what the reported words say where that word is neutral."""

from __future__ import annotations

from detente.reading.find_frames import Attribution
from detente.reading.languages import Language
from detente.reading.records import Act

_NEUTRAL = frozenset(("inform", "assess"))


def act_of(lows: list[str], words: str, one: Attribution, language: Language) -> Act:
    """One of the ten acts.

    A reporting word that names an act decides; ``said`` and its kin leave it to the words reported: the first
    act of the language file, in file order, one of whose phrases occurs there. A negated acceptance is a
    refusal.
    """
    if one.cue is not None and one.cue.act not in _NEUTRAL:
        if one.negated and one.cue.act in ("accept", "offer", "commit"):
            return "reject"
        return one.cue.act
    low = " " + " ".join(lows) + " "
    for act, phrases in language.acts:
        if any(f" {phrase} " in low for phrase in phrases if phrase):
            return act
    return one.cue.act if one.cue is not None else "inform"
