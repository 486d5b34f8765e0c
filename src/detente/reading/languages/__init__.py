"""Languages as data: one TOML file each, compiled once into lookup tables."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

from detente.reading.records import Act, Layer

FALLBACK = "en"
#: Words up to this length mean something else without their accent (``è``, ``là``, ``sé``).
_SHORT = 3
#: A longer particle may stand apart even before its verb (``bekannt gab``).
_LONG_PARTICLE = 4


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that reports: its first word's part (finite, participle, gerund, infinitive, noun, preposition)."""

    words: tuple[str, ...]
    group: str
    act: Act
    layer: Layer
    frames: frozenset[str]
    parts: frozenset[str]

    @property
    def is_unreal(self) -> bool:
        """Whether it tells of a position only where somebody else reports it (``voglia``, ``sono pronti a``)."""
        return "unreal" in self.parts and "finite" not in self.parts


#: Whose voice a mark of judgement is, the surest first; ``head`` marks the whole text.
VOICES = ("own", "judged", "claim", "head")


@dataclass(frozen=True, slots=True)
class AuthorCue:
    """Words by which a writer judges: how sure a sign they are (``VOICES``), and the act they perform."""

    words: tuple[str, ...]
    voice: str
    act: Act

    @property
    def rank(self) -> int:
        """Place in ``VOICES``; the smaller, the surer."""
        return VOICES.index(self.voice)


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """Everything the rules ask a language, as sets and tables of lower-case words.

    ``acts`` has for each act, in file order, what its phrases begin with and the phrases themselves; ``pairs``
    the second words of every word that reports only together with one, ``unreal`` forms that report only inside a report.
    """

    code: str
    name: str
    level: str
    elision: bool
    drops_subject: bool
    verb_second: bool
    base_is_plural: bool
    nouns_capital: bool
    joining: str
    adverb_ending: str
    noun_endings: tuple[str, ...]
    cues: dict[str, tuple[Cue, ...]]
    quote_verbs: frozenset[str]
    words: dict[str, frozenset[str]]
    pronouns: dict[str, tuple[str, str]]
    abbreviations: frozenset[str]
    numbers: dict[str, float]
    months: dict[str, int]
    units: dict[str, str]
    acts: tuple[tuple[Act, re.Pattern[str], re.Pattern[str]], ...]
    dates: dict[str, Any] = field(default_factory=dict)
    date_words: frozenset[str] = frozenset()
    quoted_acts: tuple[tuple[Act, re.Pattern[str], re.Pattern[str]], ...] = ()
    author: dict[str, tuple[AuthorCue, ...]] = field(default_factory=dict)
    unreal: tuple[Cue, ...] = ()
    pairs: dict[str, frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        pairs = {
            word: frozenset(cue.words[1] for cue in cues)
            for word, cues in self.cues.items()
            if all(len(cue.words) > 1 and "separable" not in cue.frames for cue in cues)
        }
        object.__setattr__(self, "pairs", pairs)

    @property
    def accented(self) -> bool:
        """Whether people leave out the accents of this language; German umlauts they write out."""
        return not self.base_is_plural and not self.nouns_capital

    def is_formed_adverb(self, word: str) -> bool:
        """Whether the ending alone makes ``word`` (lower case) an adverb, as ``-ly`` does in English."""
        return bool(self.adverb_ending) and len(word) > 4 and word.endswith(self.adverb_ending)


_KINDS = (
    "determiners",
    "indefinite",
    "possessive",
    "prepositions",
    "conjunctions",
    "subordinators",
    "relatives",
    "complementisers",
    "auxiliaries",
    "passive_auxiliaries",
    "perfect_auxiliaries",
    "modals",
    "negations",
    "adverbs",
    "time_words",
    "titles",
    "unnamed_nouns",
    "hedges",
    "verbs",
    "infinitive_markers",
    "ordinals",
    "adjunct_nouns",
    "not_speakers",
    "agent_prepositions",
    "collective",
    "linking",
    "near",
    "standalone",
    "not_complement",
    "also_nouns",
    "contrasts",
    "speech_nouns",
    "own_wants",
    "conditionals",
    "future_endings",
    "as_words",
    "premodifiers",
    "first_person",
    "addressee_prepositions",
    "infinitive_endings",
    "clitics",
    "reflexives",
    "inferring",
    "evidence_nouns",
    "singulars",
    "near_time",
    "narrated",
    "resuming",
    "phrase_links",
    "noun_links",
    "light_verbs",
    "measures",
    "linking_verbs",
    "supports",
    "carriers",
    "speakers",
    "plurals",
    "oblique",
    "subjunctives",
    "report_nouns",
    "origins",
    "object_clitics",
    "same_words",
    "former",
    "additions",
    "own_endings",
    "hearsay",
    "not_words",
    "future_plurals",
    "future_words",
    "whoever",
    "can_words",
    "own_side",
    "accusing",
)

#: Lists of persons, offices, bodies and documents, which can say things.
_ABLE = ("unnamed_nouns", "collective", "titles", "speakers", "evidence_nouns")

#: Lists whose words, capitalised at the head of a sentence or before a name, are no part of it.
_NOT_NAMES = (
    "determiners",
    "possessive",
    "prepositions",
    "conjunctions",
    "subordinators",
    "complementisers",
    "adverbs",
    "titles",
    "auxiliaries",
    "modals",
    "unnamed_nouns",
    "indefinite",
    "time_words",
)


def available() -> tuple[str, ...]:
    """Codes of the languages that have a data file, in alphabetical order."""
    folder = resources.files(__name__)
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def load_language(code: str) -> Language:
    """The compiled language; a code without a file gets English, whose rules then find little or nothing."""
    chosen = code if code in available() else FALLBACK
    raw = resources.files(__name__).joinpath(f"{chosen}.toml").read_text(encoding="utf-8")
    return compile_language(tomllib.loads(raw))


@cache
def without_accents(code: str) -> Language:
    """The language as it looks where accents were lost (``explico`` for ``explicó``); short words keep theirs."""
    language = load_language(code)
    table: dict[str, list[Cue]] = {}
    for cues in language.cues.values():
        for cue in cues:
            for words in dict.fromkeys((cue.words, tuple(map(_bare, cue.words)))):
                table.setdefault(words[0], []).append(replace(cue, words=words))
    closed = ("determiners", "prepositions", "conjunctions", "subordinators", "possessive")
    taken = frozenset(word for kind in closed for word in language.words[kind])
    return replace(
        language,
        cues={word: tuple(sorted(cues, key=lambda c: -len(c.words))) for word, cues in table.items()},
        quote_verbs=language.quote_verbs | frozenset(map(_bare, language.quote_verbs)),
        words={
            kind: words | (frozenset(map(_bare, words)) - taken) for kind, words in language.words.items()
        },
    )


def _bare(word: str) -> str:
    """The word without accents, if it is long enough to stay itself."""
    if len(word) <= _SHORT:
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def compile_language(data: dict[str, Any]) -> Language:
    """Word lists and paradigms of one file made into lookup tables."""
    everything = _cues(data)
    entries = [cue for cue in everything if not cue.is_unreal]
    table: dict[str, list[Cue]] = {}
    for cue in entries:
        table.setdefault(cue.words[0], []).append(cue)
    ordered = {word: tuple(sorted(cues, key=lambda c: -len(c.words))) for word, cues in table.items()}
    lists = data.get("words", {})
    words = {kind: frozenset(lists.get(kind, "").split()) for kind in _KINDS}
    words["able"] = frozenset(word for kind in _ABLE for word in words[kind])
    words["finite"] = words["verbs"] | words["auxiliaries"] | words["modals"]
    words["not_names"] = frozenset(word for kind in _NOT_NAMES for word in words[kind])
    return Language(
        code=data["code"],
        name=data["name"],
        level=data["level"],
        elision=data.get("elision", False),
        drops_subject=data.get("drops_subject", False),
        verb_second=data.get("verb_second", False),
        joining=data["joining"],
        adverb_ending=data.get("adverb_ending", ""),
        noun_endings=tuple(data.get("noun_endings", "").split()),
        nouns_capital=data.get("nouns_capital", False),
        base_is_plural=data.get("base_is_plural", False),
        cues=ordered,
        quote_verbs=frozenset(c.words[0] for c in entries if "quote" in c.frames and len(c.words) == 1),
        words=words,
        pronouns={word: (gender, number) for word, gender, number in data.get("pronouns", [])},
        abbreviations=frozenset(lists.get("abbreviations", "").split()),
        numbers=dict(data.get("numbers", {})),
        months=dict(data.get("months", {})),
        units=dict(data.get("units", {})),
        acts=tuple((act, *_phrases(phrases)) for act, phrases in data.get("acts", {}).items()),
        quoted_acts=tuple((act, *_phrases(phrases)) for act, phrases in data.get("quoted_acts", {}).items()),
        dates=dict(data.get("dates", {})),
        date_words=_date_words(data),
        author=_author_cues(data),
        unreal=tuple(cue for cue in everything if cue.is_unreal),
    )


def _author_cues(data: dict[str, Any]) -> dict[str, tuple[AuthorCue, ...]]:
    """Marks of judgement by their first word, the longest first."""
    table: dict[str, list[AuthorCue]] = {}
    for group in data.get("author", []):
        for line in group["words"].replace("\n", ",").split(","):
            for words in product(*(word.split("|") for word in line.split())) if line.strip() else ():
                table.setdefault(words[0], []).append(AuthorCue(words, group["voice"], group["act"]))
    return {word: tuple(sorted(cues, key=lambda cue: -len(cue.words))) for word, cues in table.items()}


def _date_words(data: dict[str, Any]) -> frozenset[str]:
    """Words without one of which, or a digit, no date can stand."""
    dates = data.get("dates", {})
    names = [*data.get("months", {})]
    for table in ("weekdays", "feasts", "near", "units", "decades"):
        names += dates.get(table, {})
    return frozenset(word for name in names for word in re.findall(r"[^\W\d_]+", name))


def _phrases(text: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Phrases by comma or line, and their first words.

    ``*`` stands for the rest of a word, ``a|b`` for a choice, ``^`` before a phrase for the head of the words.
    """
    phrases = [line.split() for line in text.replace("\n", ",").split(",") if line.strip()]
    parts = [[_choices(word.lstrip("^")) for word in phrase] for phrase in phrases] or [["(?!x)x"]]
    heads = "|".join(dict.fromkeys(words[0] for words in parts))
    anchors = ["(?<=\\A )" if phrase[0][0] == "^" else "" for phrase in phrases] or [""]
    whole = "|".join(anchor + " ".join(words) for anchor, words in zip(anchors, parts, strict=True))
    return re.compile(heads), re.compile(f"(?<= )(?:{whole})(?= )")


def _choices(word: str) -> str:
    """One word of a phrase as an expression."""
    choices = [re.escape(choice).replace(r"\*", r"\w*") for choice in word.split("|")]
    return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"


def _forms(word: str, data: dict[str, Any]) -> dict[str, set[str]]:
    """Every form of a verb with the parts it can play, from the irregular table or the first fitting paradigm."""
    irregular = data.get("irregular", {}).get(word)
    if irregular is None:
        for paradigm in data.get("paradigms", []):
            if word.endswith(paradigm["ends"]):
                stem = word[: len(word) - paradigm.get("cut", 0)]
                irregular = {
                    part: " ".join(stem + ending.replace("-", "") for ending in endings.split())
                    for part, endings in paradigm.items()
                    if part not in ("ends", "cut")
                }
                break
        else:
            irregular = {"finite": word}
    forms: dict[str, set[str]] = {}
    for part, words in irregular.items():
        for form in words.split():
            forms.setdefault(form, set()).add(part)
    return forms


def _cues(data: dict[str, Any]) -> list[Cue]:
    """All reporting words of the file, inflected; reflexive verbs by their ending or their pronoun."""
    found = []
    endings = tuple(data.get("reflexive_endings", "").split())
    reflexives = data.get("words", {}).get("reflexives", "").split()
    for group in data.get("verbs", []):
        plain = frozenset(group["frames"].split())
        for line in group["words"].replace("\n", ",").split(","):
            words = line.split()
            if not words:
                continue
            frames = plain
            if words[0].endswith(endings):
                frames = plain | {"reflexive"}
                if words[0] not in data.get("irregular", {}):
                    words[0] = words[0][:-2] + data.get("reflexive_base", "")
            elif words[0] in reflexives and len(words) > 1:
                words, frames = words[1:], plain | {"reflexive"}
            tail = tuple(words[1:])
            for form, parts in _forms(words[0], data).items():
                for shape, how in _shapes(form, tail, frames, parts):
                    found.append(Cue(shape, group["id"], group["act"], group["layer"], how, frozenset(parts)))
    for part in ("adjectives", "nouns", "prepositions"):
        for group in data.get(part, []):
            for line in group["words"].replace("\n", ",").split(","):
                if line.strip():
                    found.append(_fixed(line, part[:-1], group))
    return found


def _shapes(
    form: str, tail: tuple[str, ...], frames: frozenset[str], parts: set[str]
) -> list[tuple[tuple[str, ...], frozenset[str]]]:
    """The orders in which a verb and its tail occur: ``teilte … mit`` also as ``mitteilte``, ``mitgeteilt``."""
    if "separable" not in frames or not tail:
        return [((form, *tail), frames)]
    joined = frames - {"separable"}
    shapes = [((*tail[:-1], tail[-1] + form), joined)]
    if len(tail[-1]) > _LONG_PARTICLE:
        shapes.append(((*tail, form), joined))
    return [((form, *tail), frames), *shapes] if "finite" in parts else shapes


def _fixed(line: str, part: str, group: dict[str, Any]) -> Cue:
    """A reporting noun or preposition, which does not inflect."""
    frames = frozenset(group.get("frames", "").split())
    parts = frozenset((part, "unreal") if group.get("inside") else (part,))
    return Cue(tuple(line.split()), group["id"], group["act"], group["layer"], frames, parts)
