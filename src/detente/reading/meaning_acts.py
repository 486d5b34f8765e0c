"""The act: what the reporting word says first, what the reported words say where that word is neutral."""

from __future__ import annotations

from detente.reading.find_frames import Attribution
from detente.reading.languages import Language
from detente.reading.records import Act

_NEUTRAL = frozenset(("inform", "assess"))


#: Acts that somebody performs: when the words are about another party, they are that party's, not the speaker's.
PERFORMED = frozenset(("accept", "offer", "commit", "threaten", "reject"))


def act_of(lows: list[str], words: str, one: Attribution, language: Language) -> tuple[Act, Act | None]:
    """One of the ten acts, and what the act is if the words turn out to be about somebody else.

    A reporting word that names an act decides; ``said`` and its kin leave it to the words reported: the first
    act of the language file, in file order, one of whose phrases occurs there. A negated acceptance is a
    refusal. The second value is None unless the act came from the words and is one that its subject performs.
    """
    cue = one.cue
    if cue is not None and cue.act == "demand" and words.rstrip(" \"'”»").endswith("?"):
        return "inform", None
    if cue is not None and cue.group == "warn" and _threatens(lows, language):
        return "threaten", "predict"
    if cue is not None and cue.act not in _NEUTRAL:
        if one.negated and cue.act in ("accept", "offer", "commit"):
            return "reject", None
        return ("accept" if one.negated and cue.act == "reject" else cue.act), None
    low = " " + " ".join(lows) + " "
    plain: Act = cue.act if cue is not None else "inform"
    performed: Act | None = None
    for act, pattern in language.acts:
        if performed is not None and act in PERFORMED:
            continue
        if pattern.search(low):
            if act not in PERFORMED:
                return (act, None) if performed is None else (performed, act)
            performed = act
    return (plain, None) if performed is None else (performed, plain)


def _threatens(lows: list[str], language: Language) -> bool:
    """A warning that names a hostile act is a threat."""
    low = " " + " ".join(lows) + " "
    return any(act == "threaten" and pattern.search(low) for act, pattern in language.acts)
