"""The act: what the reporting word says first, what the reported words say where that word is neutral."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from detente.reading.find_frames import Attribution
from detente.reading.languages import Language
from detente.reading.records import Act

_NEUTRAL = frozenset(("inform", "assess"))


#: Acts that somebody performs: when the words are about another party, they are that party's, not the speaker's.
PERFORMED = frozenset(("accept", "offer", "commit", "threaten", "reject"))


def act_of(
    lows: list[str], words: str, one: Attribution, language: Language, direct: bool = False
) -> tuple[Act, Act | None]:
    """One of the ten acts, and what the act is if the words turn out to be about somebody else.

    A reporting word that names an act decides; ``said`` and its kin leave it to the words reported: the first
    act of the language file, in file order, one of whose phrases occurs there. A negated acceptance is a
    refusal. Words quoted that no list knows are a judgement, words paraphrased a piece of information. The second value is None unless the act came from the words and is one that its subject performs.
    """
    cue = one.cue
    asked = words.rstrip(" \"'”»").endswith("?")
    if asked and (cue is None or cue.act in ("demand", "inform")):
        return "inform", None
    if cue is not None and cue.group == "warn" and _threatens(lows, language):
        return "threaten", "predict"
    if cue is not None and cue.act not in _NEUTRAL:
        if one.negated and cue.act in ("accept", "offer", "commit"):
            return "reject", None
        return ("accept" if one.negated and cue.act == "reject" else cue.act), None
    own = _own_future(lows, one, language)
    if own is not None:
        return own, None
    plain: Act = cue.act if cue is not None else "inform"
    if lows and lows[0] in language.words["conditionals"]:
        plain = "predict"
    elif direct and plain == "inform" and not asked:
        plain = "assess"
    performed: Act | None = None
    for act in acts_named(lows, language):
        if act not in PERFORMED:
            return (act, None) if performed is None else (performed, act)
        performed = performed or act
    return (plain, None) if performed is None else (performed, plain)


def _own_future(lows: list[str], one: Attribution, language: Language) -> Act | None:
    """``ha detto che parteciperà``, ``che vuole``: a verb without a subject tells what the speaker does."""
    endings = tuple(language.words["future_endings"])
    if not endings or not lows or one.cue is None or "post" not in one.cue.frames:
        return None
    negated = lows[0] in language.words["negations"]
    verb = lows[1] if negated and len(lows) > 1 else lows[0]
    if verb in language.words["own_wants"]:
        return "reject" if negated else "demand"
    if len(verb) < 5 or not verb.endswith(endings) or verb in language.words["auxiliaries"]:
        return None
    return "reject" if negated else "commit"


def _threatens(lows: list[str], language: Language) -> bool:
    """A warning that names a hostile act is a threat."""
    return "threaten" in acts_named(lows, language)


def acts_named(lows: list[str], language: Language) -> Iterator[Act]:
    """The acts of which a phrase occurs in the words, in the order of the language file."""
    opened = {act for word in lows for act in _opens(word, language)}
    if opened:
        low = " " + " ".join(lows) + " "
        yield from (act for act, _, phrases in language.acts if act in opened and phrases.search(low))


@lru_cache(maxsize=1 << 15)
def _opens(word: str, language: Language) -> tuple[Act, ...]:
    """The acts that have a phrase beginning with this word: most words open none, so few phrases are looked for."""
    return tuple(act for act, heads, _ in language.acts if heads.fullmatch(word))
