"""A language that the project does not know is read as soon as its file is there: no code knows any language by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from detente.reading import languages
from detente.reading.extract import Extractor
from detente.reading.records import Paragraph, Text

SRC = Path(languages.__file__).parents[1]

PORTUGUESE = """
code = "pt"
name = "Português"
level = "good"
joining = "que"
drops_subject = true
pronouns = [["ele", "m", "s"], ["ela", "f", "s"]]
paradigms = [{ ends = "ar", cut = 2, finite = "a am ou aram ava", participle = "ado", gerund = "ando", infinitive = "ar" }]

[irregular]
dizer = { finite = "diz dizem disse disseram", participle = "dito", gerund = "dizendo", infinitive = "dizer" }

[[verbs]]
id = "say"
act = "inform"
layer = "reported"
frames = "quote that clause post addressee"
words = "dizer, afirmar"

[[verbs]]
id = "reject"
act = "reject"
layer = "reported"
frames = "quote that inf np"
words = "recusar"

[[prepositions]]
id = "according"
act = "inform"
layer = "reported"
words = "segundo"

[words]
determiners = "o a os as um uma"
indefinite = "um uma"
prepositions = "de do da em para com"
linking = "de do da"
conjunctions = "e ou mas"
complementisers = "que se"
relatives = "que"
auxiliaries = "é são foi foram"
verbs = "é são foi foram"
titles = "ministra presidente"
unnamed_nouns = "diplomata"
infinitive_endings = "ar er ir"

[acts]
reject = "não assinaremos"
"""


@pytest.fixture
def with_portuguese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Language files in a folder of the test, with one more."""
    for entry in resources.files("detente.reading.languages").iterdir():
        if entry.name.endswith(".toml"):
            (tmp_path / entry.name).write_text(entry.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "pt.toml").write_text(PORTUGUESE, encoding="utf-8")
    monkeypatch.setattr(languages.resources, "files", lambda _name: tmp_path)
    languages.load_language.cache_clear()
    yield
    languages.load_language.cache_clear()
    languages.without_accents.cache_clear()


@pytest.mark.usefixtures("with_portuguese")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("«Não assinaremos nada», disse a ministra Irena Varga.", [("Irena Varga", "direct", "reject")]),
        ("Irena Varga afirmou que a paz está longe.", [("Irena Varga", "indirect", "inform")]),
        ("Segundo um diplomata, o plano é morto.", [("um diplomata", "indirect", "inform")]),
        ("A Norlândia recusou negociar.", [("Norlândia", "indirect", "reject")]),
        ("O rio gelou.", []),
    ],
)
def test_a_file_is_enough(words: str, expected: list[tuple[str, str, str]]) -> None:
    text = Text("t", words, (Paragraph(0, len(words), "pt"),), None, "pt")
    found = Extractor().extract(text)
    assert [(one.speaker_name, one.kind, one.act) for one in found] == expected


def test_no_finder_asks_for_a_language_by_its_code() -> None:
    codes = "|".join(languages.available())
    asked = re.compile(rf"code\s*(==|!=|in)\s*\(?[\"']({codes})[\"']")
    wrong = [file.name for file in SRC.glob("*.py") if asked.search(file.read_text(encoding="utf-8"))]
    assert not wrong
    assert asked.search('if language.code == "fr":')
