"""The act: what the reporting word says first, what the reported words say where that word is neutral."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache

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

    A reporting word that names an act decides; ``said`` and its kin leave it to the words reported: in a
    quotation the first act of ``quoted_acts`` in the language file, then what mood and person say (a condition,
    a future of the speaker's own side), then the first of ``acts``, in file order, one of whose phrases occurs.
    A negated acceptance is a refusal. Words quoted that no list knows are a judgement, words paraphrased a piece
    of information. The second value is None unless the act came from the words and is one that its subject
    performs.
    """
    cue = one.cue
    asked = words.rstrip(" \"'”»").endswith("?")
    if asked and (cue is None or cue.act in ("demand", "inform")):
        return "inform", None
    named = _by_cue(lows, one, language, direct)
    if named is not None:
        return named
    conditional = lows[:1] != [] and lows[0] in language.words["conditionals"]
    if direct and not conditional:
        for act in acts_named(lows, language, quoted=True):
            return act, None
    own = _own_future(lows, one, language, direct) or _by_mood(lows, language, direct)
    if own is not None:
        return own, None
    plain: Act = cue.act if cue is not None else "inform"
    if direct and plain == "inform" and not asked:
        plain = "assess"
    performed: Act | None = None
    for act in acts_named(lows, language):
        if act not in PERFORMED:
            return (act, None) if performed is None else (performed, act)
        performed = performed or act
    return (plain, None) if performed is None else (performed, plain)


def _by_cue(
    lows: list[str], one: Attribution, language: Language, direct: bool
) -> tuple[Act, Act | None] | None:
    """The act that the reporting word names; None where it is neutral."""
    cue = one.cue
    if cue is None:
        return None
    if cue.group == "warn":
        return _warned(lows, language, direct)
    if is_hearsay(lows, one, language):
        return "inform", None
    if cue.act == "commit" and _threatens(lows, language):
        return "threaten", None
    if cue.act == "demand" and direct and next(acts_named(lows, language, quoted=True), None) == "appeal":
        return "appeal", None
    if cue.group == "assure":
        return ("commit", None) if any(is_future(low, language) for low in lows) else None
    if cue.act in _NEUTRAL:
        return None
    if one.negated and cue.act in ("accept", "offer", "commit"):
        return "reject", None
    return ("accept" if one.negated and cue.act == "reject" else cue.act), None


def _warned(lows: list[str], language: Language, direct: bool) -> tuple[Act, Act | None]:
    """A warning: a threat where it names a hostile act, what else a quotation plainly does, else a prediction."""
    if _whoever(lows, language) or _by_mood(lows, language, direct) == "threaten":
        return "threaten", None
    if _threatens(lows, language):
        return "threaten", "predict"
    plain = next(acts_named(lows, language, quoted=True), None) if direct else None
    return (plain, None) if plain in ("reject", "demand", "appeal", "threaten") else ("predict", None)


def is_hearsay(lows: list[str], one: Attribution, language: Language) -> bool:
    """``Le plan serait mort, selon X``: a conditional that only says who tells it; after ``que`` it is a future."""
    if one.cue_items is None or language.words["hearsay"].isdisjoint(lows):
        return False
    return one.cue_items[0] >= one.parts[-1][1] or (one.cue is not None and "preposition" in one.cue.parts)


def is_future(low: str, language: Language) -> bool:
    """A verb form of the future, by its ending or as a word of its own (``will``, ``werden``)."""
    if low in language.words["future_words"]:
        return True
    return len(low) > 3 and low.endswith(
        _endings(language, "future_endings", "future_plurals", "own_endings")
    )


@cache
def _endings(language: Language, *lists: str) -> tuple[str, ...]:
    """The endings of some lists, as ``endswith`` takes them; nothing ends in one of none."""
    return tuple(sorted(frozenset().union(*(language.words[name] for name in lists))))


def _whoever(lows: list[str], language: Language) -> bool:
    """``Chi spara sarà disarmato``: what will befall whoever does something."""
    return (
        lows[:1] != [] and lows[0] in language.words["whoever"] and any(is_future(w, language) for w in lows)
    )


def _by_mood(lows: list[str], language: Language, direct: bool) -> Act | None:
    """What a condition, a denial or a future of the speaker's own side makes of the words."""
    words = language.words
    place = next((k for k, low in enumerate(lows) if low in words["conditionals"]), None)
    if place is not None and lows[place] == "s" and lows[place + 1 : place + 2] not in (["il"], ["ils"]):
        place = None
    if place is not None and (place == 0 or direct):
        if not words["can_words"].isdisjoint(lows):
            return "offer"
        refused = any(
            low in words["negations"] and low not in words["prepositions"] for low in lows[place : place + 6]
        )
        hostile = refused or _threatens(lows, language) or any(_is_own(low, language) for low in lows)
        return "threaten" if direct and hostile else "predict"
    if _whoever(lows, language):
        return "threaten" if direct else "predict"
    if direct:
        return None
    owned = next((k for k, low in enumerate(lows[:3]) if low in words["own_side"]), None)
    if owned is None:
        return None
    denied = any(low in words["negations"] for low in lows[owned : owned + 5])
    future = any(is_future(low, language) for low in lows[owned : owned + 7])
    if denied and (future or any(low in words["perfect_auxiliaries"] for low in lows[owned : owned + 6])):
        return "reject"
    return "commit" if future else None


def _is_own(low: str, language: Language) -> bool:
    """``chiuderemo``: a future of the first person by its ending alone."""
    return len(low) > 4 and low.endswith(_endings(language, "own_endings"))


def _own_future(lows: list[str], one: Attribution, language: Language, direct: bool) -> Act | None:
    """``ha detto che parteciperà``, ``che vuole``: a verb without a subject tells what the speaker does."""
    endings = _endings(language, "future_endings")
    if direct or not language.drops_subject or not lows or one.cue is None or "post" not in one.cue.frames:
        return None
    negated = lows[0] in language.words["not_words"]
    verb = lows[1] if negated and len(lows) > 1 else lows[0]
    if negated and not language.words["perfect_auxiliaries"].isdisjoint(lows[1:3]):
        return "reject"
    if verb in language.words["own_wants"]:
        return "reject" if negated else "demand"
    if len(verb) < 5 or not verb.endswith(endings) or verb in language.words["auxiliaries"]:
        return None
    return "reject" if negated else "commit"


def _threatens(lows: list[str], language: Language) -> bool:
    """A warning that names a hostile act is a threat."""
    return "threaten" in acts_named(lows, language)


def acts_named(lows: list[str], language: Language, quoted: bool = False) -> Iterator[Act]:
    """The acts of which a phrase occurs in the words, in the order of the language file."""
    opened = list(map(_opener(language, quoted), lows))
    if not any(opened):
        return
    places: dict[Act, list[int]] = {}
    place = 1
    for word, acts in zip(lows, opened, strict=True):
        for act in acts:
            places.setdefault(act, []).append(place)
        place += len(word) + 1
    low = " " + " ".join(lows) + " "
    for act, _, phrases in language.quoted_acts if quoted else language.acts:
        for at in places.get(act, ()):
            if phrases.match(low, at):
                yield act
                break


@cache
def _opener(language: Language, quoted: bool) -> Callable[[str], tuple[Act, ...]]:
    """Tells the acts that have a phrase beginning with a word: most words open none, so few phrases are looked for."""
    table = language.quoted_acts if quoted else language.acts

    @lru_cache(maxsize=1 << 15)
    def opens(word: str) -> tuple[Act, ...]:
        return tuple(act for act, heads, _ in table if heads.fullmatch(word))

    return opens
