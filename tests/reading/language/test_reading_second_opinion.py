"""The parser's second opinion: rules on trees written here (no model needed), then a real model where there is one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from detente.case.vocabulary import Name, Vocabulary
from detente.cli import group
from detente.reading.corpus import Settings, read_items
from detente.reading.extract import Extractor
from detente.reading.intake_records import Item
from detente.reading.languages import load_language
from detente.reading.propose import propose_codings
from detente.reading.records import FoundStatement, Paragraph, Text
from detente.reading.second_opinion import ModelError, SecondOpinion, load_model, opinions

CASE = Vocabulary((Name("north", "party", "Norland"), Name("truce", "issue", "truce", "en")))
MODEL = os.environ.get("DETENTE_SPACY_MODEL", "en_core_web_sm")


@dataclass(eq=False)
class Leaf:
    """A token as spaCy has it."""

    idx: int
    text: str
    dep_: str
    pos_: str
    tree: list[Leaf] = field(repr=False)
    governor: int

    @property
    def lower_(self) -> str:
        return self.text.lower()

    @property
    def head(self) -> Leaf:
        return self.tree[self.governor]

    @property
    def children(self) -> list[Leaf]:
        return [one for one in self.tree if one.head is self and one is not self]

    @property
    def subtree(self) -> list[Leaf]:
        below = {self.idx} | {leaf.idx for child in self.children for leaf in child.subtree}
        return [one for one in self.tree if one.idx in below]


def tree(words: str, *rows: tuple[str, str, str, int]) -> list[Leaf]:
    """Rows of word, relation, kind of word and number of the governing word."""
    leaves: list[Leaf] = []
    place = 0
    for word, dep, pos, head in rows:
        place = words.index(word, place)
        leaves.append(Leaf(place, word, dep, pos, leaves, head))
        place += len(word)
    return leaves


TALKS = "Critics of Norland, who met here, worry the truce might not hold."
TALKS_TREE = tree(
    TALKS,
    ("Critics", "nsubj", "NOUN", 8), ("of", "prep", "ADP", 0), ("Norland", "pobj", "PROPN", 1), (",", "punct", "PUNCT", 0),
    ("who", "nsubj", "PRON", 5), ("met", "relcl", "VERB", 0), ("here", "advmod", "ADV", 5), (",", "punct", "PUNCT", 0),
    ("worry", "ROOT", "VERB", 8), ("the", "det", "DET", 10), ("truce", "nsubj", "NOUN", 13), ("might", "aux", "AUX", 13),
    ("not", "neg", "PART", 13), ("hold", "ccomp", "VERB", 8), (".", "punct", "PUNCT", 8),
)  # fmt: skip
RAIN = "According to Norland, the truce will hold."
RAIN_TREE = tree(
    RAIN,
    ("According", "prep", "VERB", 7), ("to", "prep", "ADP", 0), ("Norland", "pobj", "PROPN", 1), (",", "punct", "PUNCT", 7),
    ("the", "det", "DET", 5), ("truce", "nsubj", "NOUN", 7), ("will", "aux", "AUX", 7), ("hold", "ROOT", "VERB", 7),
    (".", "punct", "PUNCT", 7),
)  # fmt: skip


def parser(*known: tuple[str, list[Leaf]]) -> SecondOpinion:
    trees = dict(known)

    def parse(words: str) -> Sequence[Leaf]:
        return trees.get(words, [])

    return SecondOpinion(parse)


def as_text(words: str, language: str = "en") -> Text:
    return Text("t", words, (Paragraph(0, len(words), language),), None, language)


def read(words: str, second: SecondOpinion | None, language: str = "en") -> list[FoundStatement]:
    return list(Extractor(CASE, second=second).extract(as_text(words, language)))


def test_clause_and_subject_of_a_reporting_verb() -> None:
    (one,) = opinions(TALKS_TREE, load_language("en"))
    assert TALKS[slice(*one.content)] == "the truce might not hold"
    assert one.speaker is not None
    assert TALKS[slice(*one.speaker)] == "Critics of Norland"
    assert (TALKS[slice(*one.cue)], one.word.layer, one.negated) == ("worry", "ascribed", False)


def test_according_to_takes_the_clause_around_it() -> None:
    (one,) = opinions(RAIN_TREE, load_language("en"))
    assert one.speaker is not None
    assert (RAIN[slice(*one.speaker)], RAIN[slice(*one.cue)]) == ("Norland", "According to")
    assert RAIN[slice(*one.content)].strip(" ,.") == "the truce will hold"


def test_what_both_find_is_one_statement_marked_both() -> None:
    alone = read(RAIN, None)
    (one,) = read(RAIN, parser((RAIN, RAIN_TREE)))
    assert one.found_by == "both"
    assert alone[0].found_by == "rules"
    assert (one.start, one.end, one.speaker, one.party) == (alone[0].start, alone[0].end, "north", "north")


def test_what_the_parser_does_not_see_stays_the_rules_own() -> None:
    assert [one.found_by for one in read(RAIN, parser())] == ["rules"]


def test_what_only_the_parser_finds_is_marked_and_warned_of() -> None:
    words = (
        "Norland: its mood, one hears, has it that the truce holds."  # no rule of order sees a report here
    )
    leaves = tree(
        words, ("Norland", "nsubj", "PROPN", 1), ("has", "ROOT", "VERB", 1), ("that", "mark", "SCONJ", 5),
        ("the", "det", "DET", 4), ("truce", "nsubj", "NOUN", 5), ("holds", "ccomp", "VERB", 1), (".", "punct", "PUNCT", 1),
    )  # fmt: skip
    leaves[1].text = "said"
    assert read(words, None) == []
    (one,) = read(words, parser((words, leaves)))
    assert (one.found_by, one.speaker, one.party, one.issues) == (
        "second_opinion",
        "north",
        "north",
        ("truce",),
    )
    assert words[one.start : one.end] == "the truce holds"
    (proposal,) = propose_codings([one])
    assert "found by the second opinion only" in proposal.caution


def test_other_languages_and_the_writers_own_voice_are_left_alone() -> None:
    second = parser((RAIN, RAIN_TREE))
    assert all(one.found_by == "rules" for one in read(RAIN, second, "de"))
    words = "I believe rain fell."
    leaves = tree(
        words, ("I", "nsubj", "PRON", 1), ("believe", "ROOT", "VERB", 1), ("rain", "nsubj", "NOUN", 3),
        ("fell", "ccomp", "VERB", 1), (".", "punct", "PUNCT", 1),
    )  # fmt: skip
    leaves[1].text = "said"
    assert read(words, parser((words, leaves))) == read(words, None)


def test_a_model_that_is_not_there_is_said_with_the_fix() -> None:
    words = "spaCy has no model 'no_such_model'" if find_spec("spacy") else r"pip install 'detente\[nlp\]'"
    with pytest.raises(ModelError, match=words):
        load_model("no_such_model")


def test_the_command_says_it_once_and_reads_nothing() -> None:
    result = CliRunner().invoke(group, ["read", "no_such_file.txt", "--second-opinion", "no_such_model"])
    assert result.exit_code == 1
    assert "no_such_model" in result.output or "detente[nlp]" in result.output
    assert "R-052" not in result.output


def test_a_pipeline_without_a_parser_is_refused(tmp_path) -> None:
    spacy = pytest.importorskip("spacy", reason="the nlp extra is not installed")
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ModelError, match="has no parser"):
        load_model(str(tmp_path / "blank"))


def test_a_real_model_agrees_and_adds() -> None:
    pytest.importorskip("spacy", reason="the nlp extra is not installed")
    try:
        load_model(MODEL)
    except ModelError as error:
        pytest.skip(f"no model: {error} (DETENTE_SPACY_MODEL names one)")
    words = (
        "The envoy of the League, Ana Oller, said that monitors could come by March. "
        "“We will sign,” said Boris Adamov, the mayor. Rain fell."
    ).encode()
    (plain,) = read_items([Item("a.txt", "text", payload=words)], CASE)
    (asked,) = read_items([Item("a.txt", "text", payload=words)], CASE, Settings(second_opinion=MODEL))
    assert {one.found_by for one in plain.statements} == {"rules"}
    assert [one.found_by for one in asked.statements] == ["both", "both"]
    assert [one.id for one in asked.statements] == [one.id for one in plain.statements]
