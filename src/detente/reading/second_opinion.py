"""A second opinion on English by a dependency parser (spaCy, extra ``nlp``): merged, marked, never the default.

Our own rules read word order; a parser reads who governs what. What both find is marked ``both``; what only the
parser finds joins as ``second_opinion``, and what only the rules find stays ``rules``. No model comes with
``detente`` and none is downloaded: the user names one that is installed, or the folder of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Protocol

from detente.errors import DetenteError
from detente.reading.find_frames import Attribution
from detente.reading.languages import Cue, Language, load_language
from detente.reading.meaning import read_meaning
from detente.reading.quotes import find_quotes
from detente.reading.records import FoundStatement, Kind, Span, Text
from detente.reading.resolve import NameIndex

#: Shared letters (F1) from which two findings are one; the benchmarks match by the same figure.
SAME = 0.6
#: A clause of fewer words is no statement.
LEAST_WORDS = 2
_CLAUSES = frozenset(("that", "clause", "bare", "quote", "post", "inf"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
_CONTENTS = frozenset(("ccomp", "xcomp"))
_EDGES = " \t\n,;:.–—-\"'“”‘’«»„()"


class Token(Protocol):
    """What the rules ask of a token of spaCy."""

    idx: int
    text: str
    lower_: str
    dep_: str
    pos_: str

    @property
    def head(self) -> Any:
        """The token that governs it."""

    @property
    def children(self) -> Iterable[Any]:
        """The tokens that it governs."""

    @property
    def subtree(self) -> Iterable[Any]:
        """It and all below it, in order."""


class ModelError(DetenteError):
    """The second opinion cannot be had as asked; the words say what to type."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One attribution as the parser sees it: content, speaker (or none), reporting word."""

    content: Span
    speaker: Span | None
    cue: Span
    word: Cue
    negated: bool = False


@lru_cache(maxsize=2)
def load_model(name: str) -> Callable[[str], Sequence[Any]]:
    """The spaCy pipeline of this name or folder.

    Raises
    ------
    ModelError
        spaCy is not installed, has no such model, or the model has no parser.
    """
    if find_spec("spacy") is None:
        raise ModelError("a second opinion needs the nlp extra: pip install 'detente[nlp]'")
    import spacy

    try:
        model = spacy.load(name, exclude=["ner"])
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(
            f"spaCy has no model {name!r} ({str(error).splitlines()[0][:120]}): "
            "install one (`python -m spacy download en_core_web_sm`), or name the folder of one"
        ) from error
    if not model.has_pipe("parser"):
        raise ModelError(
            f"the model {name!r} has no parser ({', '.join(model.pipe_names) or 'no parts'}): name another"
        )
    pipeline: Callable[[str], Sequence[Any]] = model
    return pipeline


def opinions(tokens: Sequence[Token], language: Language) -> Iterator[Opinion]:
    """Attributions of one parsed paragraph, by who governs what.

    A reporting verb of the language file with a clause below it and a subject gives subject and clause; ``according
    to X`` gives X and the clause around it. Spans count from the start of what was parsed.
    """
    for token in tokens:
        cue = _cue(token.lower_, language)
        if cue is None:
            continue
        if "preposition" in cue.parts:
            yield from _according(token, cue)
        elif token.pos_ in ("VERB", "AUX") and cue.frames & _CLAUSES:
            yield from _reported(token, cue)


def _cue(low: str, language: Language) -> Cue | None:
    cues = language.cues.get(low, ())
    verbs = [cue for cue in cues if len(cue.words) == 1 and "finite" in cue.parts]
    phrases = [cue for cue in cues if cue.words == ("according", "to")]
    return next(iter((*verbs, *phrases)), None)


def _reported(verb: Token, cue: Cue) -> Iterator[Opinion]:
    children = list(verb.children)
    subject = next((child for child in children if child.dep_ in _SUBJECTS), None)
    if subject is None:
        return
    negated = any(child.dep_ == "neg" for child in children)
    for clause in children:
        if clause.dep_ in _CONTENTS:
            inside = list(clause.subtree)
            if inside[0].lower_ == "that":
                inside = inside[1:]
            if len(inside) >= LEAST_WORDS:
                yield Opinion(
                    _span(inside), _speaker(subject), (verb.idx, verb.idx + len(verb.text)), cue, negated
                )


def _according(token: Token, cue: Cue) -> Iterator[Opinion]:
    to = next((child for child in token.children if child.lower_ == "to"), None)
    source = next((child for child in (to.children if to else ()) if child.dep_ == "pobj"), None)
    if to is None or source is None or token.head is token:
        return
    phrase = {one.idx for one in token.subtree}
    around = list(token.head.subtree)
    before = [one for one in around if one.idx < min(phrase)]
    after = [one for one in around if one.idx > max(phrase)]
    rest = max(before, after, key=len)
    if len(rest) >= LEAST_WORDS:
        yield Opinion(_span(rest), _speaker(source), (token.idx, to.idx + len(to.text)), cue)


def _speaker(head: Token) -> Span:
    """The noun phrase without what is said about it behind a comma or in a clause."""
    words = []
    for one in head.subtree:
        if one.idx > head.idx and (one.dep_ in ("relcl", "acl", "appos", "punct")):
            break
        words.append(one)
    return _span(words)


def _span(tokens: Sequence[Token]) -> Span:
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1].text)


class SecondOpinion:
    """A parser beside the rules, for the English paragraphs of any number of texts."""

    def __init__(self, parse: Callable[[str], Sequence[Token]]) -> None:
        self.parse = parse
        self.language = load_language("en")

    def merged(
        self, text: Text, found: tuple[FoundStatement, ...], index: NameIndex
    ) -> tuple[FoundStatement, ...]:
        """What the rules found, marked where the parser agrees, and what only the parser found."""
        letters = {n: _letters(text.text, (one.start, one.end)) for n, one in enumerate(found)}
        agreed: set[int] = set()
        more: list[FoundStatement] = []
        for opinion in self._of(text):
            mine = _letters(text.text, opinion.content)
            inside = [n for n, other in letters.items() if other & mine]
            same = [n for n in inside if 2 * len(letters[n] & mine) >= SAME * (len(letters[n]) + len(mine))]
            agreed.update(n for n in same if found[n].layer != "author")
            if (
                not mine
                or any(found[n].layer != "author" for n in inside)
                or self._is_own_voice(text, opinion)
            ):
                continue
            more.append(self._statement(text, opinion, index))
        marked = [replace(one, found_by="both") if n in agreed else one for n, one in enumerate(found)]
        heard = {k for one in more for k in range(one.start, one.end)}
        kept = [one for one in marked if one.layer != "author" or heard.isdisjoint(range(one.start, one.end))]
        return tuple(sorted([*kept, *_apart(more)], key=lambda one: (one.start, one.end)))

    def _of(self, text: Text) -> Iterator[Opinion]:
        for paragraph in text.paragraphs:
            if paragraph.language != "en":
                continue
            words = text.text[paragraph.start : paragraph.end]
            quoted = [
                (quote.inner_start, quote.inner_end)
                for quote in find_quotes(text.text, paragraph.start, paragraph.end)
            ]
            for one in opinions(self.parse(words), self.language):
                moved = _moved(one, paragraph.start)
                if not any(start <= moved.cue[0] < end for start, end in quoted):
                    yield replace(moved, content=_trimmed(text.text, moved.content))

    def _is_own_voice(self, text: Text, opinion: Opinion) -> bool:
        if opinion.speaker is None:
            return False
        return text.text[slice(*opinion.speaker)].lower() in self.language.words["first_person"]

    def _statement(self, text: Text, opinion: Opinion, index: NameIndex) -> FoundStatement:
        start, end = opinion.content
        own = Attribution(0, (), None, opinion.word, None, negated=opinion.negated)
        kind = _kind(text.text, opinion.content)
        meaning = read_meaning(text, opinion.content, own, self.language, index, kind == "direct")
        name = text.text[slice(*opinion.speaker)] if opinion.speaker else ""
        is_pronoun = name.lower() in self.language.pronouns
        known = () if is_pronoun else index.actors_in(name.split(), "en")
        actor = known[0] if len(known) == 1 else None
        return FoundStatement(
            id=f"{text.id}:{start}-{end}",
            source=text.id,
            start=start,
            end=end,
            cue=opinion.cue,
            speaker_span=opinion.speaker,
            speaker_name="" if is_pronoun else name,
            speaker=actor,
            party=index.party_of(actor),
            speaker_candidates=known if len(known) > 1 else (),
            act=meaning.act,
            issues=meaning.issues,
            levels=meaning.levels,
            polarity=meaning.polarity,
            hedged=meaning.hedged,
            layer=opinion.word.layer,
            kind=kind,
            form="direct quote" if kind == "direct" else "paraphrase",
            language="en",
            numbers=meaning.numbers,
            dates=meaning.dates,
            found_by="second_opinion",
        )


def _moved(one: Opinion, by: int) -> Opinion:
    def move(span: Span) -> Span:
        return span[0] + by, span[1] + by

    speaker = move(one.speaker) if one.speaker else None
    return replace(one, content=move(one.content), speaker=speaker, cue=move(one.cue))


def _trimmed(text: str, span: Span) -> Span:
    """Without marks at the edges, so that the same words have the same place whatever stands around them."""
    start, end = span
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _letters(text: str, span: Span) -> set[int]:
    return {k for k in range(*span) if text[k].isalnum()}


def _kind(text: str, span: Span) -> Kind:
    around = text[max(0, span[0] - 1) : span[0]] + text[span[1] : span[1] + 2]
    marks = '"“”«»„'
    if any(mark in around for mark in marks) and not any(mark in text[slice(*span)] for mark in marks):
        return "direct"
    return "mixed" if any(mark in text[slice(*span)] for mark in marks) else "indirect"


def _apart(statements: Sequence[FoundStatement]) -> list[FoundStatement]:
    """The widest of those that lie in one another."""
    kept: list[FoundStatement] = []
    for one in sorted(statements, key=lambda s: s.start - s.end):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return kept
