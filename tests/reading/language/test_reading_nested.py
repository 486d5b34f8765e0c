"""What a speaker says that somebody else wants or does: inside quotations, accusations, futures and moods."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.reading.extract import Extractor
from detente.reading.records import FoundStatement, Paragraph, Text

GOLD = Path(__file__).parents[2] / "gold" / "nested"
CODES = ("en", "it", "es", "fr", "de")


def read(words: str, code: str = "en") -> tuple[FoundStatement, ...]:
    return Extractor().extract(Text("t", words, (Paragraph(0, len(words), code),), None, code))


def told(words: str, code: str = "en") -> list[tuple[str, str, str]]:
    return [(n.holder, n.act, words[n.start : n.end]) for one in read(words, code) for n in one.nested]


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        ("en", "“The rebels refuse to leave,” the colonel said.", ("The rebels", "reject", "to leave")),
        ("en", "Sol accused Norland of refusing to talk.", ("Norland", "reject", "to talk")),
        ("en", "Sol said that Norland would agree to a pause.", ("Norland", "accept", "a pause")),
        ("it", "«Norlandia vuole i porti», ha detto Sol.", ("Norlandia", "demand", "i porti")),
        ("it", "Sol teme che Norlandia voglia i porti.", ("Norlandia", "demand", "i porti")),
        ("it", "Sol ha accusato Norlandia di rifiutare i controlli.", ("Norlandia", "reject", "i controlli")),
        ("es", "Según Sol, Norlandia rechazará el plan.", ("Norlandia", "reject", "el plan")),
        ("es", "«Los rebeldes quieren el puerto», dijo Sol.", ("Los rebeldes", "demand", "el puerto")),
        ("fr", "« Norlande réclame les ports », a dit Sol.", ("Norlande", "demand", "les ports")),
        ("fr", "Sol a accusé Norlande de refuser l'audit.", ("Norlande", "reject", "l'audit")),
        ("de", "„Norland will die Häfen“, sagte Sol.", ("Norland", "demand", "die Häfen")),
        ("de", "Sol sagte, Norland verlange die Häfen.", ("Norland", "demand", "die Häfen")),
    ],
)
def test_the_position_of_somebody_else(code: str, words: str, expected: tuple[str, str, str]) -> None:
    assert told(words, code) == [expected]


def test_an_accusation_is_no_refusal_of_the_accuser() -> None:
    (one,) = read("Sol ha accusato Norlandia di rifiutare i controlli.", "it")
    assert (one.speaker_name, one.act) == ("Sol", "assess")


@pytest.mark.parametrize(
    "words",
    [
        "“We refuse to leave,” the colonel said.",
        "“Our government wants a deal,” Sol said.",
        "“If the rebels refuse to leave, we go in,” the colonel said.",
        "Sol said that Sol would agree to a pause.",
        "“The rain has stopped,” the mayor said.",
    ],
)
def test_the_speaker_and_what_cannot_want_hold_none(words: str) -> None:
    assert told(words) == []


def test_a_definite_description_in_a_quotation_is_not_the_last_speaker() -> None:
    words = "Il sindaco Sol ha parlato. «Il generale vuole il porto», ha detto Sol."
    assert [holder for holder, _, _ in told(words, "it")] == ["Il generale"]


@pytest.mark.parametrize("code", CODES)
def test_sentences_of_the_gold_without_a_position_give_none(code: str) -> None:
    rows = json.loads((GOLD / f"{code}.json").read_text(encoding="utf-8"))
    plain = [row["text"] for part in rows.values() for row in part if not row["nested"]]
    assert len(plain) >= 5
    assert [words for words in plain if told(words, code)] == []


@pytest.mark.parametrize("code", CODES)
def test_most_positions_of_the_gold_have_their_holder_and_act(code: str) -> None:
    rows = json.loads((GOLD / f"{code}.json").read_text(encoding="utf-8"))["seen"]
    gold = [(row["text"], one["holder"], one["act"]) for row in rows for one in row["nested"]]
    agree = [one for one in gold if any((h, a) == one[1:] for h, a, _ in told(one[0], code))]
    assert 3 * len(agree) >= 2 * len(gold)


def test_a_dash_with_nothing_after_it_opens_no_speech() -> None:
    assert read("– – Varga said") == ()
