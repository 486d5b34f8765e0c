"""French: inversion with a hyphen, elision, guillemets with spaces, reflexive verbs, lost accents, dashes."""

from __future__ import annotations

import pytest

from detente.reading.extract import Extractor
from detente.reading.records import Paragraph, Text

EXTRACTOR = Extractor()

CASES: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    (
        "« Nous ne signerons rien », a déclaré la ministre des Affaires étrangères, Irène Varga.",
        [("Nous ne signerons rien", "Irène Varga", "direct", "reject")],
    ),
    ("« La guerre va durer », a-t-il ajouté.", [("La guerre va durer", "", "direct", "predict")]),
    ("« C’est une erreur », dit-elle.", [("C’est une erreur", "", "direct", "assess")]),
    (
        "Irène Varga a affirmé que la Norlande accepterait la trêve.",
        [("la Norlande accepterait la trêve", "Irène Varga", "indirect", "predict")],
    ),
    (
        "Selon un diplomate européen, le plan est mort.",
        [("le plan est mort", "un diplomate européen", "indirect", "inform")],
    ),
    (
        "La Norlande exige que la Sudlande retire ses troupes.",
        [("la Sudlande retire ses troupes", "Norlande", "indirect", "demand")],
    ),
    (
        "La Norlande refuse de céder et menace de suspendre les pourparlers.",
        [
            ("de céder", "Norlande", "indirect", "reject"),
            ("de suspendre les pourparlers", "Norlande", "indirect", "threaten"),
        ],
    ),
    (
        "La trêve, a souligné Irène Varga, n’est pas négociable.",
        [
            ("La trêve", "Irène Varga", "indirect", "inform"),
            ("n’est pas négociable", "Irène Varga", "indirect", "reject"),
        ],
    ),
    (
        "Irène Varga a promis à la Sudlande d’envoyer des observateurs.",
        [("d’envoyer des observateurs", "Irène Varga", "indirect", "commit")],
    ),
    (
        "MELIA (2 avril) – «Sans garanties, nous ne signerons pas.» Irène Varga l'a répété trois fois.",
        [("Sans garanties, nous ne signerons pas.", "Irène Varga", "direct", "reject")],
    ),
    (
        "« Rien n’est clos, a prévenu mercredi la ministre des Affaires étrangères à Lesk, Irène Varga.",
        [("Rien n’est clos", "Irène Varga", "direct", "predict")],
    ),
    (
        "« Rien n’est clos », s’agace l’un des médiateurs.",
        [("Rien n’est clos", "l’un des médiateurs", "direct", "assess")],
    ),
    (
        "Le ministère se dit prêt à retirer deux brigades.",
        [("à retirer deux brigades", "Le ministère", "indirect", "offer")],
    ),
    (
        "La Norlande s’engage à envoyer des observateurs et s’oppose à tout retrait.",
        [
            ("à envoyer des observateurs", "Norlande", "indirect", "commit"),
            ("à tout retrait", "Norlande", "indirect", "reject"),
        ],
    ),
    (
        "La ministre a explique que la treve tenait.",
        [("la treve tenait", "La ministre", "indirect", "inform")],
    ),
    (
        "— L’île n’est pas à vendre, prévient d’emblée Irène Varga.",
        [("L’île n’est pas à vendre", "Irène Varga", "direct", "reject")],
    ),
    (
        "Le médiateur a qualifié le texte de « fragile ».",
        [("le texte de « fragile »", "Le médiateur", "mixed", "assess")],
    ),
    ("À l’entendre, la guerre est finie.", [("la guerre est finie", "", "indirect", "assess")]),
    ("La bourse a gagné 5 pour cent et la rivière a gelé.", []),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_statements_with_speaker_kind_and_act(words: str, expected: list[tuple[str, str, str, str]]) -> None:
    text = Text("t", words, (Paragraph(0, len(words), "fr"),), "2025-03-19", "fr")
    found = EXTRACTOR.extract(text)
    assert [(words[s.start : s.end], s.speaker_name, s.kind, s.act) for s in found] == expected
