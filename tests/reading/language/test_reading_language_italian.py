"""Italian: clitics, dropped and inverted subjects, broken typography, translated parentheses."""

from __future__ import annotations

import pytest

from detente.reading.extract import Extractor
from detente.reading.records import Paragraph, Text

EXTRACTOR = Extractor()

CASES: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    (
        "“Non firmeremo nulla “, ha detto Irena Varga.",
        [("Non firmeremo nulla", "Irena Varga", "direct", "reject")],
    ),
    (
        "Irena Varga ha dichiarato: “Non firmeremo nulla. ”",
        [("Non firmeremo nulla.", "Irena Varga", "direct", "reject")],
    ),
    (
        "La ministra degli Esteri, Irena Varga, ha affermato che la Norlandia accetterà la tregua. La ministra ha aggiunto che i colloqui continueranno.",
        [
            ("la Norlandia accetterà la tregua", "Irena Varga", "indirect", "predict"),
            ("i colloqui continueranno", "Irena Varga", "indirect", "predict"),
        ],
    ),
    (
        "La tregua, ha sottolineato Irena Varga, non è “seria”.",
        [
            ("La tregua", "Irena Varga", "indirect", "inform"),
            ("non è “seria”", "Irena Varga", "mixed", "inform"),
        ],
    ),
    ("Secondo Irena Varga, la tregua è morta.", [("la tregua è morta", "Irena Varga", "indirect", "inform")]),
    (
        "La Norlandia chiede che la Sudlandia ritiri le truppe.",
        [("la Sudlandia ritiri le truppe", "Norlandia", "indirect", "demand")],
    ),
    (
        "La Sudlandia ha respinto la proposta e ha minacciato di lasciare i colloqui.",
        [
            ("la proposta", "Sudlandia", "indirect", "reject"),
            ("di lasciare i colloqui", "Sudlandia", "indirect", "threaten"),
        ],
    ),
    (
        "Una persona vicina a Irena Varga ha detto al giornale che l’accordo è morto.",
        [("l’accordo è morto", "Una persona vicina a Irena Varga", "indirect", "inform")],
    ),
    (
        "Irena Varga ha parlato per un’ora. Ha aggiunto: “Andremo avanti”.",
        [("Andremo avanti", "Irena Varga", "direct", "commit")],
    ),
    (
        "L’obiettivo di Varga, ha detto che le persone che la conoscono, è tenere la valle.",
        [
            ("L’obiettivo di Varga", "le persone che la conoscono", "indirect", "inform"),
            ("è tenere la valle", "le persone che la conoscono", "indirect", "inform"),
        ],
    ),
    (
        "“È finita”, ha ammesso un ex alto funzionario. “Non c’è più tempo.”",
        [
            ("È finita", "un ex alto funzionario", "direct", "assess"),
            ("Non c’è più tempo.", "un ex alto funzionario", "direct", "assess"),
        ],
    ),
    ("La Norlandia vuole mantenere la valle.", [("mantenere la valle", "Norlandia", "indirect", "demand")]),
    (
        "La Norlandia si è impegnata a inviare osservatori.",
        [("a inviare osservatori", "Norlandia", "indirect", "commit")],
    ),
    (
        "Dal ministero di Sudlandia fanno sapere che la tregua regge.",
        [("la tregua regge", "Sudlandia", "indirect", "inform")],
    ),
    (
        "«No», ha detto Irena Varga. Ha però aperto uno spiraglio: «Davanti a una firma possiamo trattare».",
        [
            ("No", "Irena Varga", "direct", "assess"),
            ("Davanti a una firma possiamo trattare", "Irena Varga", "direct", "offer"),
        ],
    ),
    (
        "«Senza firma nulla si muove, ha messo in chiaro Irena Varga.",
        [("Senza firma nulla si muove", "Irena Varga", "direct", "assess")],
    ),
    (
        "La controparte, Irena Varga, teme che la tregua salti.",
        [("la tregua salti", "Irena Varga", "indirect", "predict")],
    ),
    ("A suo dire la guerra è finita.", [("la guerra è finita", "", "indirect", "assess")]),
    ("La borsa è salita del 5 per cento e il fiume è gelato.", []),
    ("Il piano si è concluso in un disastro.", []),
    ("“Perché ora?” ha chiesto Varga.", [("Perché ora?", "Varga", "direct", "inform")]),
    ("A suo avviso, la guerra è finita.", [("la guerra è finita", "", "indirect", "assess")]),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_statements_with_speaker_kind_and_act(words: str, expected: list[tuple[str, str, str, str]]) -> None:
    text = Text("t", words, (Paragraph(0, len(words), "it"),), "2025-03-19", "it")
    found = EXTRACTOR.extract(text)
    assert [(words[s.start : s.end], s.speaker_name, s.kind, s.act) for s in found] == expected
