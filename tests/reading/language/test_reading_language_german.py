"""German: verb second, split verbs, clauses without a joining word, sources in phrases, the mood of reports."""

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
    (
        "„Wir unterschreiben nichts“, so die Sprecherin des Rates, Irena Varga.",
        [("Wir unterschreiben nichts", "Irena Varga", "direct", "reject")],
    ),
    (
        "Wie das Ministerium am 3. Mai bekannt gab, wird die Grenze geöffnet.",
        [("wird die Grenze geöffnet", "das Ministerium", "indirect", "predict")],
    ),
    (
        "Die Grenze, wie Irena Varga gestern mitteilte, bleibe geschlossen.",
        [
            ("Die Grenze", "Irena Varga", "indirect", "inform"),
            ("bleibe geschlossen", "Irena Varga", "indirect", "inform"),
        ],
    ),
    (
        "Nordland hat nach Angaben der Behörden drei Brücken gesperrt.",
        [
            ("Nordland hat", "der Behörden", "indirect", "inform"),
            ("drei Brücken gesperrt", "der Behörden", "indirect", "inform"),
        ],
    ),
    (
        "Meldungen des Senders Radio Nord zufolge sind drei Brücken gesperrt.",
        [("sind drei Brücken gesperrt", "Senders Radio Nord", "indirect", "inform")],
    ),
    (
        "Der Plan, der laut Irena Varga gescheitert ist, liegt auf dem Tisch.",
        [("gescheitert ist", "Irena Varga", "indirect", "inform")],
    ),
    (
        "Irena Varga, die Außenministerin von Nordland, wies darauf hin, dass die Frist abläuft.",
        [("die Frist abläuft", "Irena Varga", "indirect", "inform")],
    ),
    (
        "Die Opposition forderte die Regierung auf, den Vertrag zu kündigen.",
        [("den Vertrag zu kündigen", "Die Opposition", "indirect", "appeal")],
    ),
    (
        "Die Forderung der Gewerkschaft, die Löhne zu erhöhen, blieb ungehört.",
        [("die Löhne zu erhöhen", "der Gewerkschaft", "indirect", "demand")],
    ),
    (
        "In dem Bericht der Kommission heißt es, die Lage sei ernst.",
        [("die Lage sei ernst", "Bericht der Kommission", "indirect", "inform")],
    ),
    (
        "Die Zeitung zitierte einen Diplomaten mit den Worten: „Das ist das Ende.“",
        [("Das ist das Ende.", "einen Diplomaten", "direct", "assess")],
    ),
    (
        "Irena Varga hat vor dem Parlament gesagt, dass sie zurücktrete.",
        [("sie zurücktrete", "Irena Varga", "indirect", "inform")],
    ),
    (
        "Nordland habe kein Interesse an Gesprächen, sagte Irena Varga. Man sei aber bereit, das müsse klar sein. "
        "Am Abend regnete es. Das sei Zufall.",
        [
            ("Nordland habe kein Interesse an Gesprächen", "Irena Varga", "indirect", "inform"),
            ("Man sei aber bereit, das müsse klar sein", "Irena Varga", "indirect", "accept"),
        ],
    ),
    ("Nordland lehnt Verhandlungen ab.", [("Verhandlungen", "Nordland", "indirect", "reject")]),
    ("Der Plan wurde laut diskutiert.", []),
    ("Irena Varga kam an, als die Delegation abreiste.", []),
    ("Der Aktienmarkt stieg um 5 Prozent und der Fluss fror zu.", []),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_statements_with_speaker_kind_and_act(words: str, expected: list[tuple[str, str, str, str]]) -> None:
    text = Text("t", words, (Paragraph(0, len(words), "de"),), "2025-03-19", "de")
    found = EXTRACTOR.extract(text)
    assert [(words[s.start : s.end], s.speaker_name, s.kind, s.act) for s in found] == expected
