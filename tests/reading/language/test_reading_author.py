"""The layer of the writer: arguing texts give it, reports give nothing, nobody else's words are taken for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.case.vocabulary import Name, Vocabulary
from detente.reading.extract import Extractor
from detente.reading.languages import VOICES, available, load_language
from detente.reading.propose import propose_codings
from detente.reading.records import FoundStatement, Paragraph, Text

GOLD = Path(__file__).parents[2] / "gold" / "author"
CASE = Vocabulary((Name("north", "party", "Norland"), Name("talks", "issue", "talks", "en")))

ARGUING = {
    "en": (
        "The offer came on Monday. In my view, Norland will not keep it. It is likely that the talks fail again. "
        "Sudland must not wait for the snow. “We will sign,” said Irena Varga.",
        ["assess In my view", "predict It is likely that", "demand must"],
    ),
    "it": (
        "L’offerta è arrivata lunedì. A mio avviso la Norlandia non la rispetterà. È probabile che i colloqui "
        "falliscano di nuovo. La Sudlandia deve prepararsi subito all’inverno. «Firmeremo», ha detto Irena Varga.",
        ["assess A mio avviso", "predict È probabile che", "demand deve"],
    ),
    "es": (
        "La oferta llegó el lunes. En mi opinión, Norlandia no la cumplirá. Es probable que las conversaciones "
        "fracasen otra vez. Sudlandia debería prepararse para el invierno. «Firmaremos», dijo Irena Varga.",
        ["assess En mi opinión", "predict Es probable que", "appeal debería"],
    ),
    "fr": (
        "L’offre est arrivée lundi. À mon avis, la Norlande ne la respectera pas. Il est probable que les "
        "pourparlers échouent encore. La Sudlande doit se préparer à l’hiver. « Nous signerons », a dit Irène Varga.",
        ["assess À mon avis", "predict Il est probable que", "demand doit"],
    ),
    "de": (
        "Das Angebot kam am Montag. Meiner Meinung nach wird Nordland es nicht halten. Es ist wahrscheinlich, dass "
        "die Gespräche wieder scheitern. Südland muss sich auf den Winter vorbereiten. „Wir werden unterschreiben“, "
        "sagte Irena Varga.",
        ["assess Meiner Meinung nach", "predict Es ist wahrscheinlich", "demand muss"],
    ),
}
REPORTS = {
    "en": "The parliament must ratify the treaty by Friday. The talks are likely to resume in May. Rain fell.",
    "it": "Il parlamento deve ratificare il trattato entro venerdì. Il ponte dovrebbe riaprire a maggio. Pioveva.",
    "es": "El parlamento debe ratificar el tratado antes del viernes. El puente debería reabrir en mayo. Llovía.",
    "fr": "Le parlement doit ratifier le traité avant vendredi. Le pont devrait rouvrir en mai. Il pleuvait.",
    "de": "Das Parlament muss den Vertrag bis Freitag billigen. Die Brücke sollte im Mai öffnen. Es regnete.",
}


def read(words: str, language: str = "en", author: bool = True) -> tuple[Text, list[FoundStatement]]:
    paragraphs = tuple(Paragraph(m.start(), m.end(), language) for m in re.finditer(r"[^\n]+", words))
    text = Text("t", words, paragraphs, None, language)
    return text, list(Extractor(CASE, author).extract(text))


def own(words: str, language: str = "en") -> list[str]:
    text, found = read(words, language)
    return [text.text[one.start : one.end] for one in found if one.layer == "author"]


def test_every_language_has_marks_of_every_kind() -> None:
    for code in available():
        voices = {cue.voice for cues in load_language(code).author.values() for cue in cues}
        assert voices == set(VOICES), code


@pytest.mark.parametrize("language", sorted(ARGUING))
def test_an_arguing_text_gives_its_authors_claims_beside_what_was_said(language: str) -> None:
    words, expected = ARGUING[language]
    text, found = read(words, language)
    mine = [one for one in found if one.layer == "author"]
    assert [f"{one.act} {text.text[slice(*one.cue)]}" for one in mine if one.cue] == expected
    assert [one.speaker_name[-5:] for one in found if one.layer != "author"] == ["Varga"]
    for one in mine:
        assert (one.speaker, one.party, one.speaker_name, one.speaker_candidates) == (None, None, "", ())
        assert text.text[one.start : one.end].endswith(".")


@pytest.mark.parametrize("language", sorted(REPORTS))
def test_a_report_has_no_author(language: str) -> None:
    assert own(REPORTS[language], language) == []


@pytest.mark.parametrize("language", sorted(ARGUING))
def test_without_the_switch_the_others_stay_as_they_are(language: str) -> None:
    words, _ = ARGUING[language]
    assert read(words, language, author=False)[1] == [
        one for one in read(words, language)[1] if one.layer != "author"
    ]


def test_the_author_holds_no_position_of_a_party() -> None:
    _, found = read("I believe that Norland will leave the talks soon. In my view the talks are over.")
    assert [one.issues for one in found] == [("talks",), ("talks",)]
    assert propose_codings(found) == ()


@pytest.mark.parametrize("head", ["Opinion", "Analysis: the price of quiet", "Comment | Norland"])
def test_a_heading_shows_that_a_text_argues(head: str) -> None:
    assert own(f"{head}\nSudland should open the road this week.") == [
        "Sudland should open the road this week."
    ]
    assert own("Sudland should open the road this week.") == []


@pytest.mark.parametrize(
    "words",
    [
        "The central idea of his plan is that Sudland should trade land for peace.",  # somebody's position retold
        "“In my view, it is likely that the talks fail,” she said.",  # quoted
        "Varga said that in my view is a phrase she hates.",  # reported
        "VARGA: It is over.\nIn my view they lied to us again.",  # a transcript: whose view?
        "Q: What now?\nI think that they will come back soon.",
        "Is it likely that the talks fail?",  # a question
        "Why it is likely that the talks fail",  # a headline
        "Varga was angry. She said:\nIt is likely that the talks fail again.",  # announced
    ],
)
def test_what_somebody_else_may_have_said_is_not_the_authors(words: str) -> None:
    assert own(f"Opinion\n{words}") == []


def test_three_demands_in_the_first_person_show_an_argument() -> None:
    words = "We must rearm this year. We cannot wait, and we should say so. We must pay for it ourselves."
    assert len(own(words)) == 3
    assert own("We must rearm this year. The bridge was closed.") == []


def test_my_view_after_a_speaker_is_not_the_speakers() -> None:
    words = "The envoy, Ana Oller, said that monitors could come by March. In my view, that is too late for Norland."
    text, found = read(words)
    assert [(one.layer, one.speaker_name) for one in found] == [("reported", "Ana Oller"), ("author", "")]
    assert all(one.layer == "reported" for one in read(words, author=False)[1])
    assert text.text[found[1].start :].startswith("In my view")


@pytest.mark.parametrize("code", ["en", "it", "es"])
def test_a_choice_of_words_in_a_mark_is_each_of_them(code: str) -> None:
    assert not [word for word in load_language(code).author if "|" in word]
    words = {"en": "is a trap", "it": "è una trappola", "es": "es una trampa"}[code].split()
    assert any(cue.words == tuple(words) for cue in load_language(code).author[words[0]])


@pytest.mark.parametrize("code", ["en", "it", "es"])
def test_in_pieces_of_opinion_no_sentence_of_others_is_the_authors(code: str) -> None:
    lines = [
        line
        for name in (code, f"unseen_{code}")
        for line in (GOLD / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    ]
    words = "\n\n".join(line[2:] if line[:2] in ("+ ", "- ") else line.removeprefix("=== ") for line in lines)
    places = [match.span() for match in re.finditer(r"[^\n]+", words)]
    text = Text("t", words, tuple(Paragraph(*place, code) for place in places), None, code)
    own = {line[2:].rstrip(".") for line in lines if line.startswith("+ ")}
    found = {
        words[s.start : s.end].rstrip(".")
        for s in Extractor(author=True).extract(text)
        if s.layer == "author"
    }
    assert len(found) >= 15
    assert found <= own
