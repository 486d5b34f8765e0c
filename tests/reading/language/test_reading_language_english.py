"""English."""

from __future__ import annotations

import pytest

from detente.reading.extract import Extractor
from detente.reading.records import Paragraph, Text

EXTRACTOR = Extractor()

CASES: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    (
        "“We will sign nothing,” said Irena Varga.",
        [("We will sign nothing,", "Irena Varga", "direct", "reject")],
    ),
    (
        "Irena Varga said: “We will sign nothing.”",
        [("We will sign nothing.", "Irena Varga", "direct", "reject")],
    ),
    (
        "“We will sign nothing,” Irena Varga, the foreign minister, told reporters. “Not this year.”",
        [
            ("We will sign nothing,", "Irena Varga", "direct", "reject"),
            ("Not this year.", "Irena Varga", "direct", "assess"),
        ],
    ),
    (
        "Irena Varga said that Norland would accept a truce.",
        [("Norland would accept a truce", "Irena Varga", "indirect", "predict")],
    ),
    (
        "The truce, Irena Varga said, was “not serious”.",
        [
            ("The truce", "Irena Varga", "indirect", "inform"),
            ("was “not serious”", "Irena Varga", "mixed", "assess"),
        ],
    ),
    (
        "According to Irena Varga, the truce is dead.",
        [("the truce is dead", "Irena Varga", "indirect", "inform")],
    ),
    (
        "Norland demanded that Sudland withdraw its troops.",
        [("Sudland withdraw its troops", "Norland", "indirect", "demand")],
    ),
    ("Sudland refused to withdraw.", [("to withdraw", "Sudland", "indirect", "reject")]),
    (
        "“It is over “, a former senior official said.",
        [("It is over", "a former senior official", "direct", "assess")],
    ),
    (
        "A person close to Irena Varga said the deal was dead.",
        [("the deal was dead", "A person close to Irena Varga", "indirect", "inform")],
    ),
    (
        "Irena Varga arrived on Monday. She warned that talks might fail.",
        [("talks might fail", "Irena Varga", "indirect", "predict")],
    ),
    (
        "Officials said on Friday they would boycott the talks.",
        [("they would boycott the talks", "Officials", "indirect", "threaten")],
    ),
    (
        "There was a demand from Norland that Sudland should disarm.",
        [("Sudland should disarm", "Norland", "indirect", "demand")],
    ),
    (
        "Norland threatened to leave the talks unless the blockade ended.",
        [("to leave the talks unless the blockade ended", "Norland", "indirect", "threaten")],
    ),
    ("The minister called the plan a “farce”.", [("the plan a “farce”", "The minister", "mixed", "assess")]),
    (
        "Both Varga and Ibarra want a cease-fire.",
        [("a cease-fire", "Varga and Ibarra", "indirect", "demand")],
    ),
    (
        "Norland wants to keep the valley; to reopen the port; to lift the tariffs.",
        [
            ("to keep the valley", "Norland", "indirect", "demand"),
            ("to reopen the port", "Norland", "indirect", "demand"),
            ("to lift the tariffs", "Norland", "indirect", "demand"),
        ],
    ),
    (
        "Irena Varga, who arrived late, said the talks had failed.",
        [("the talks had failed", "Irena Varga", "indirect", "inform")],
    ),
    ("The market rose 5 percent and the river froze.", []),
    (
        "First, according to Varga, the war is about the valley.",
        [("the war is about the valley", "Varga", "indirect", "inform")],
    ),
    ("“Why now?” Varga asked.", [("Why now?", "Varga", "direct", "inform")]),
    (
        "Irena Varga is confident that the truce will hold.",
        [("the truce will hold", "Irena Varga", "indirect", "predict")],
    ),
    (
        "The ministry was not ready to sign the treaty.",
        [("to sign the treaty", "The ministry", "indirect", "reject")],
    ),
    ("Norland remains strongly opposed to the plan.", [("the plan", "Norland", "indirect", "reject")]),
    (
        "Varga's criticism of the plan angered the envoys.",
        [("the plan", "Varga", "indirect", "assess")],
    ),
    ("Norland has issued a call for talks.", [("talks", "Norland", "indirect", "appeal")]),
    (
        "The envoy tried to reassure them that nothing had changed.",
        [("nothing had changed", "The envoy", "indirect", "inform")],
    ),
    (
        "The minister did not suggest that talks had failed.",
        [("talks had failed", "The minister", "indirect", "inform")],
    ),
    (
        "Many diplomats view the plan as a trap.",
        [("the plan as a trap", "Many diplomats", "indirect", "assess")],
    ),
    ("The envoys met Varga. It accused Norland of delay.", [("Norland of delay", "", "indirect", "assess")]),
    ("Lower prices supported growth and encouraged trade.", []),
    (
        "Because polls in two provinces showed that Norland leads, the talks ended.",
        [("Norland leads", "polls in two provinces", "indirect", "inform")],
    ),
    (
        "Varga praised the truce when envoys met in May.",
        [("the truce", "Varga", "indirect", "assess")],
    ),
    (
        "Varga said the truce would not hold, but rather collapse within days.",
        [("the truce would not hold, but rather collapse within days", "Varga", "indirect", "predict")],
    ),
    ("Varga said little.", []),
    ("Officers favoured Varga 51 percent to 24 percent.", [("Varga", "Officers", "indirect", "demand")]),
    ("Norland has grown, supporting trade.", []),
    ("Norland shot down a helicopter, fired at the port and pushed the rebels back.", []),
    (
        "“We will sign,” Varga said, according to a diplomat.",
        [("We will sign,", "Varga", "direct", "commit")],
    ),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_statements_with_speaker_kind_and_act(words: str, expected: list[tuple[str, str, str, str]]) -> None:
    text = Text("t", words, (Paragraph(0, len(words), "en"),), "2025-03-19", "en")
    found = EXTRACTOR.extract(text)
    assert [(words[s.start : s.end], s.speaker_name, s.kind, s.act) for s in found] == expected


def test_words_passed_on_by_somebody_else_are_second_hand_and_not_told_twice() -> None:
    words = "“We will sign,” Varga said, according to a diplomat."
    text = Text("t", words, (Paragraph(0, len(words), "en"),), "2025-03-19", "en")
    assert [(s.speaker_name, s.form) for s in EXTRACTOR.extract(text)] == [("Varga", "second-hand")]
