"""Spanish: dropped and inverted subjects, guillemets, verbs with their preposition."""

from __future__ import annotations

import pytest

from detente.reading.extract import Extractor
from detente.reading.records import Paragraph, Text

EXTRACTOR = Extractor()

CASES: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    ("«No firmaremos nada», dijo Irena Varga.", [("No firmaremos nada", "Irena Varga", "direct", "reject")]),
    (
        "Irena Varga declaró: «No firmaremos nada».",
        [("No firmaremos nada", "Irena Varga", "direct", "reject")],
    ),
    (
        "La ministra de Exteriores, Irena Varga, afirmó que Norlandia aceptará la tregua. La ministra añadió que seguirán las conversaciones.",
        [
            ("Norlandia aceptará la tregua", "Irena Varga", "indirect", "predict"),
            ("seguirán las conversaciones", "Irena Varga", "indirect", "predict"),
        ],
    ),
    (
        "La tregua, subrayó Irena Varga, no es «seria».",
        [
            ("La tregua", "Irena Varga", "indirect", "inform"),
            ("no es «seria»", "Irena Varga", "mixed", "inform"),
        ],
    ),
    (
        "Según Irena Varga, la tregua ha muerto.",
        [("la tregua ha muerto", "Irena Varga", "indirect", "inform")],
    ),
    (
        "Norlandia exige que Sudlandia retire sus tropas.",
        [("Sudlandia retire sus tropas", "Norlandia", "indirect", "demand")],
    ),
    (
        "Sudlandia rechazó la propuesta y amenazó con abandonar las conversaciones.",
        [
            ("la propuesta", "Sudlandia", "indirect", "reject"),
            ("abandonar las conversaciones", "Sudlandia", "indirect", "threaten"),
        ],
    ),
    (
        "Una persona cercana a Irena Varga dijo al diario que el acuerdo ha muerto.",
        [("el acuerdo ha muerto", "Una persona cercana a Irena Varga", "indirect", "inform")],
    ),
    (
        "Irena Varga habló una hora. Añadió: «Seguiremos adelante».",
        [("Seguiremos adelante", "Irena Varga", "direct", "commit")],
    ),
    (
        "«Se acabó», admitió un exfuncionario. «No queda tiempo.»",
        [
            ("Se acabó", "un exfuncionario", "direct", "assess"),
            ("No queda tiempo.", "un exfuncionario", "direct", "assess"),
        ],
    ),
    ("Norlandia quiere conservar el valle.", [("conservar el valle", "Norlandia", "indirect", "demand")]),
    (
        "Norlandia se comprometió a enviar observadores.",
        [("enviar observadores", "Norlandia", "indirect", "commit")],
    ),
    (
        "—Firmamos hoy —dijo a las tres de la madrugada el jefe de la delegación, Juan Ibarra—. Mañana no.",
        [
            ("Firmamos hoy", "Juan Ibarra", "direct", "assess"),
            ("Mañana no.", "Juan Ibarra", "direct", "assess"),
        ],
    ),
    (
        "El comandante de la zona, el coronel Juan Ibarra, ordenó la retirada de las tropas.",
        [("la retirada de las tropas", "Juan Ibarra", "indirect", "demand")],
    ),
    (
        "Irena Varga habló. Después pidió a las partes «que no cierren la frontera».",
        [("que no cierren la frontera", "Irena Varga", "direct", "demand")],
    ),
    (
        "«No firmaremos, dejó claro Irena Varga ayer.",
        [("No firmaremos", "Irena Varga", "direct", "reject")],
    ),
    (
        "Desde el ministerio hacen saber que no habrá tregua.",
        [("no habrá tregua", "el ministerio", "indirect", "reject")],
    ),
    ("La bolsa subió un 5 por ciento y el río se heló.", []),
    ("— Primer punto de la lista, con comas.", []),
    ("«¿Por qué ahora?», preguntó Varga.", [("¿Por qué ahora?", "Varga", "direct", "inform")]),
    ("A su juicio, la guerra ha terminado.", [("la guerra ha terminado", "", "indirect", "assess")]),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_statements_with_speaker_kind_and_act(words: str, expected: list[tuple[str, str, str, str]]) -> None:
    text = Text("t", words, (Paragraph(0, len(words), "es"),), "2025-03-19", "es")
    found = EXTRACTOR.extract(text)
    assert [(words[s.start : s.end], s.speaker_name, s.kind, s.act) for s in found] == expected
