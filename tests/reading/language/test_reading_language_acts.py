"""What a statement does, told by mood and person of its words where the reporting word is neutral; in five languages."""

from __future__ import annotations

import pytest

from detente.reading.extract import Extractor
from detente.reading.records import Paragraph, Text

EXTRACTOR = Extractor()

CASES: list[tuple[str, str, str]] = [
    ("it", "«Spegnete le radio», ha detto Irena Varga.", "appeal"),
    ("it", "«Se chiudono il porto, chiuderemo la strada», ha detto Irena Varga.", "threaten"),
    ("it", "«Se chiudono il porto, possiamo parlare di date», ha detto Irena Varga.", "offer"),
    ("it", "«Abbiamo contato sei navi», ha detto Irena Varga.", "inform"),
    ("it", "«Il porto va riaperto», ha detto Irena Varga.", "demand"),
    ("it", "«Riapriremo il porto», ha detto Irena Varga.", "predict"),
    ("it", "«Ricostruiremo il porto», ha detto Irena Varga.", "commit"),
    ("it", "Irena Varga ha garantito che il porto sarà riaperto.", "commit"),
    ("it", "Irena Varga ha garantito che il porto è sicuro.", "inform"),
    ("it", "Irena Varga ha detto che il suo governo non ha chiuso il porto.", "reject"),
    ("it", "Irena Varga ha detto che il suo governo manderà una nave.", "commit"),
    ("it", "Irena Varga teme che il porto resti chiuso.", "predict"),
    ("es", "«Estamos dispuestos a parar», dijo Irena Varga.", "offer"),
    ("es", "«No aceptamos plazos», dijo Irena Varga.", "reject"),
    ("es", "«De acuerdo», dijo Irena Varga.", "accept"),
    ("es", "«Si cierran el puerto, cerraremos la carretera», dijo Irena Varga.", "threaten"),
    ("es", "«Hemos contado seis barcos», dijo Irena Varga.", "inform"),
    ("es", "«Que el ministro venga», dijo Irena Varga.", "demand"),
    ("es", "Irena Varga aseguró que el puerto será reabierto.", "commit"),
    ("es", "Irena Varga dijo que su Gobierno no enviará tropas.", "reject"),
    ("fr", "« Laissez-nous passer », a dit Irène Varga.", "appeal"),
    ("fr", "« Aucun problème », a dit Irène Varga.", "accept"),
    ("fr", "« S’ils ferment le port, nous fermerons la route », a dit Irène Varga.", "threaten"),
    ("fr", "« Celui qui tire sera désarmé », a prévenu Irène Varga.", "threaten"),
    ("fr", "« Nous avons compté six navires », a dit Irène Varga.", "inform"),
    ("fr", "« Pas question de signer », a dit Irène Varga.", "reject"),
    ("fr", "Irène Varga a assuré que le port serait rouvert.", "commit"),
    ("fr", "Le plan serait mort, selon un diplomate.", "inform"),
    ("fr", "Un diplomate a dit que le Nord signerait.", "predict"),
    ("de", "„Lasst uns reden“, sagte Irena Varga.", "appeal"),
    ("de", "„Einverstanden“, sagte Irena Varga.", "accept"),
    ("de", "„Wir sind bereit zu reden“, sagte Irena Varga.", "offer"),
    ("de", "„Wir haben sechs Schiffe gezählt“, sagte Irena Varga.", "inform"),
    ("de", "„Wir werden den Hafen wieder aufbauen“, sagte Irena Varga.", "commit"),
    ("de", "„Wir werden nichts unterschreiben“, sagte Irena Varga.", "reject"),
    ("de", "Irena Varga befürchtet, dass der Hafen geschlossen bleibt.", "predict"),
    ("en", "“If they close the port, we will retaliate,” Irena Varga said.", "threaten"),
]


@pytest.mark.parametrize(("language", "words", "act"), CASES)
def test_the_act_of_one_statement(language: str, words: str, act: str) -> None:
    text = Text("t", words, (Paragraph(0, len(words), language),), None, language)
    assert [one.act for one in EXTRACTOR.extract(text)] == [act]


def test_hearsay_is_hedged() -> None:
    words = "Le plan serait mort, selon un diplomate."
    (one,) = EXTRACTOR.extract(Text("t", words, (Paragraph(0, len(words), "fr"),), None, "fr"))
    assert one.hedged
