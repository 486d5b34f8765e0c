"""German: verb second, split verbs, clauses without a joining word."""

from __future__ import annotations

import pytest

from detente.reading.extract import Extractor
from detente.reading.records import Paragraph, Text

EXTRACTOR = Extractor()

CASES: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    (
        "„Wir unterschreiben nichts“, sagte Irena Varga.",
        [("Wir unterschreiben nichts", "Irena Varga", "direct", "reject")],
    ),
    (
        "Irena Varga sagte: „Wir unterschreiben nichts.“",
        [("Wir unterschreiben nichts.", "Irena Varga", "direct", "reject")],
    ),
    (
        "Am Donnerstag sagte Irena Varga, dass die Gespräche gescheitert seien.",
        [("die Gespräche gescheitert seien", "Irena Varga", "indirect", "inform")],
    ),
    (
        "Irena Varga sagte, die Gespräche seien gescheitert.",
        [("die Gespräche seien gescheitert", "Irena Varga", "indirect", "inform")],
    ),
    (
        "Die Gespräche seien gescheitert, so Irena Varga.",
        [("Die Gespräche seien gescheitert", "Irena Varga", "indirect", "inform")],
    ),
    (
        "Laut Irena Varga ist der Plan gescheitert.",
        [("ist der Plan gescheitert", "Irena Varga", "indirect", "inform")],
    ),
    (
        "Die Polizei teilte mit, dass drei Menschen starben.",
        [("drei Menschen starben", "Die Polizei", "indirect", "inform")],
    ),
    ("Irena Varga fügte hinzu: „Wir gehen.“", [("Wir gehen.", "Irena Varga", "direct", "assess")]),
    ("Der Aktienmarkt stieg um 5 Prozent und der Fluss fror zu.", []),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_statements_with_speaker_kind_and_act(words: str, expected: list[tuple[str, str, str, str]]) -> None:
    text = Text("t", words, (Paragraph(0, len(words), "de"),), "2025-03-19", "de")
    found = EXTRACTOR.extract(text)
    assert [(words[s.start : s.end], s.speaker_name, s.kind, s.act) for s in found] == expected
