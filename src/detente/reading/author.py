"""The layer of the writer: what the author of a text claims, kept apart from what anybody said.

A narrator's plain sentence is no statement. One becomes the author's own only when nobody else is heard in it and
it says that it judges: in the first person (``own``), by an impersonal judgement (``judged``), or by a modal or an
evaluation in a text that is shown to argue (``claim``). The words are data: ``[[author]]`` in the language files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from detente.reading.find_chain import ParagraphFinding
from detente.reading.find_cues import is_mark, is_quote
from detente.reading.find_frames import Attribution
from detente.reading.find_tokens import Item
from detente.reading.languages import AuthorCue, Language
from detente.reading.meaning import read_meaning
from detente.reading.records import FoundStatement, Text
from detente.reading.resolve import NameIndex

#: Judgements, or demands in the first person, from which a text without a heading is taken to argue.
JUDGEMENTS, DEMANDS = 2, 3
#: Paragraphs among which a heading (``Opinion``, ``Analysis:``) is looked for, and its longest length in words.
HEADS, HEAD_WORDS = 4, 4
#: A word in quotation marks is the author's irony; a longer quotation is somebody else's.
QUOTED_WORDS = 3
#: ``Q:`` and ``A:`` of an interview, in any language.
_TURN = re.compile(r"[^\W\d_]{1,2}:\s")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence of the narrator with a mark of judgement."""

    statement: FoundStatement
    voice: str
    in_first_person: bool


@dataclass(slots=True)
class AuthorVoice:
    """What one text shows of its author while its paragraphs go by; the statements come at the end."""

    index: NameIndex
    candidates: list[_Candidate] = field(default_factory=list)
    is_headed: bool = False
    is_transcript: bool = False

    def notice(self, found: ParagraphFinding, text: Text, number: int, announced: bool) -> None:
        """Weigh the sentences of one paragraph.

        Parameters
        ----------
        found : ParagraphFinding
            The paragraph with every attribution found in it.
        text : Text
            The text it stands in.
        number : int
            Which paragraph it is, from 0.
        announced : bool
            Whether the paragraph before ended by announcing somebody's words: then these are not the author's.
        """
        items = found.items
        if not items:
            return
        self.is_headed |= number < HEADS and _is_head(items, found.language)
        self.is_transcript |= _is_turn(found, text.text)
        if announced or self.is_transcript or not found.language.author:
            return
        heard = _sentences_with_others(found, text.text)
        for s, (first, last) in enumerate(found.ranges):
            if s in heard or not _is_whole(items[first:last], text.text):
                continue
            cue = _mark_of(items, first, last, found.language)
            if cue is not None and not (
                cue[2].voice == "claim" and (s - 1 in heard or _is_retold(found, first, cue[0]))
            ):
                self.candidates.append(self._candidate(found, text, (first, last), cue))

    def statements(self) -> tuple[FoundStatement, ...]:
        """The author's statements: those of a text that is shown to argue, and the unmistakable ones of any text."""
        argues = (
            self.is_headed
            or any(one.voice == "own" for one in self.candidates)
            or sum(one.voice == "judged" for one in self.candidates) >= JUDGEMENTS
            or sum(one.in_first_person for one in self.candidates) >= DEMANDS
        )
        return tuple(one.statement for one in self.candidates if argues or one.voice != "claim")

    def _candidate(
        self,
        found: ParagraphFinding,
        text: Text,
        sentence: tuple[int, int],
        cue: tuple[int, int, AuthorCue],
    ) -> _Candidate:
        items, (first, last) = found.items, sentence
        span = (items[first].start, items[last - 1].end)
        own = Attribution(0, ((first, last),), None, None, None)
        meaning = read_meaning(text, span, own, found.language, self.index, True)
        statement = FoundStatement(
            id=f"{text.id}:{span[0]}-{span[1]}",
            source=text.id,
            start=span[0],
            end=span[1],
            cue=(items[cue[0]].start, items[cue[1] - 1].end),
            act=cue[2].act,
            issues=meaning.issues,
            levels=meaning.levels,
            polarity=meaning.polarity,
            hedged=meaning.hedged,
            layer="author",
            kind="direct",
            form="direct quote",
            language=found.language.code,
            numbers=meaning.numbers,
            dates=meaning.dates,
        )
        person = found.language.words["first_person"]
        return _Candidate(statement, cue[2].voice, any(item.low in person for item in items[first:last]))


def _is_head(items: list[Item], language: Language) -> bool:
    """``Opinion``, ``Analysis: why …``: a heading that says that the text argues."""
    cue = _cue_at(items, 0, len(items), language, heads=True)
    if cue is None:
        return False
    after = items[cue[1] : cue[1] + 1]
    return not after or len(items) <= HEAD_WORDS or is_mark(after[0], ":|-–—")


def _is_turn(found: ParagraphFinding, text: str) -> bool:
    """A line of a transcript or an interview: from here on ``I`` may be anybody's."""
    if _TURN.match(text, found.items[0].start):
        return True
    return any(
        one.cue is None
        and one.scope
        and one.subject is not None
        and found.items[one.subject.first].raw.isupper()
        for one in found.attributions
    )


def _sentences_with_others(found: ParagraphFinding, text: str) -> set[int]:
    """Numbers of the sentences in which somebody is heard: a reporting word, reported words, a quotation."""
    heard = {one.sentence for one in found.attributions}
    parts = [part for one in found.attributions for part in one.parts]
    for s, (first, last) in enumerate(found.ranges):
        quoted = any(is_quote(item) and _is_long(text, item) for item in found.items[first:last])
        if quoted or any(first < end and start < last for start, end in parts):
            heard.add(s)
    return heard


def _is_retold(found: ParagraphFinding, first: int, cue: int) -> bool:
    """``The idea of the plan is that X should …``: a modal in a clause tells somebody's position, perhaps not ours."""
    joining = found.language.words["complementisers"] | {found.language.joining}
    return any(item.low in joining for item in found.items[first:cue])


def _is_long(text: str, quotation: Item) -> bool:
    return len(text[quotation.start : quotation.end].split()) > QUOTED_WORDS


def _is_whole(items: list[Item], text: str) -> bool:
    """A sentence that ends with a full stop: no headline, caption, or question."""
    end = items[-1]
    return len(items) >= 4 and (
        end.raw[0] in ".!…" or text[end.start : end.end].rstrip("”’»\"'")[-1:] in ".!"
    )


def _mark_of(
    items: list[Item], first: int, last: int, language: Language
) -> tuple[int, int, AuthorCue] | None:
    """The strongest mark of judgement in a sentence: own words before impersonal ones before modals."""
    found: tuple[int, int, AuthorCue] | None = None
    for k in range(first, last):
        if items[k].low not in language.author:
            continue
        cue = _cue_at(items, k, last, language)
        if cue is not None and (found is None or cue[2].rank < found[2].rank):
            found = cue
    return found


def _cue_at(
    items: list[Item], k: int, last: int, language: Language, heads: bool = False
) -> tuple[int, int, AuthorCue] | None:
    for cue in language.author.get(items[k].low, ()):
        end = k + len(cue.words)
        if (cue.voice == "head") == heads and end <= last and _lows(items, k, end) == cue.words:
            return k, end, cue
    return None


def _lows(items: list[Item], first: int, last: int) -> tuple[str, ...]:
    return tuple(item.low for item in items[first:last])


def with_author(statements: Iterable[FoundStatement], voice: AuthorVoice) -> tuple[FoundStatement, ...]:
    """The statements of a text together with its author's, in order of their place; ids stay apart."""
    known = list(statements)
    ids = {one.id for one in known}
    own = [one if one.id not in ids else replace(one, id=f"{one.id}:author") for one in voice.statements()]
    return tuple(sorted([*known, *own], key=lambda one: (one.start, one.end)))
