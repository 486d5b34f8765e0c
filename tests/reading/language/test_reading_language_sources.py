"""Both original documents, where present: every statement checked by eye, kept as places and digests only.

The gold file holds spans, a digest of the words in each span and the speaker; none of the words themselves.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from detente.reading.extract import Extractor
from detente.reading.quotes import find_quotes
from detente.reading.records import FoundStatement, Paragraph, Text

ROOT = Path(__file__).parents[3]
SOURCES = Path(os.environ.get("DETENTE_SOURCES", ROOT.parent / "shared" / "sources"))
GOLD: dict[str, Any] = json.loads(Path(__file__).with_name("sources_gold.json").read_text(encoding="utf-8"))


def read(name: str) -> tuple[Text, tuple[FoundStatement, ...]]:
    path = SOURCES / name
    if not path.exists():
        pytest.skip(f"the original document {name} is not here (set DETENTE_SOURCES)")
    words = path.read_text(encoding="utf-8")
    assert hashlib.sha256(words.encode()).hexdigest() == GOLD[name]["sha256"]
    languages = [GOLD[name]["first"] or GOLD[name]["language"]]
    places = [m.span() for m in re.finditer(r"[^\n]+", words) if m.group().strip()]
    languages += [GOLD[name]["language"]] * (len(places) - 1)
    paragraphs = tuple(Paragraph(a, b, code) for (a, b), code in zip(places, languages, strict=True))
    text = Text(name, words, paragraphs, "2025-03-19", GOLD[name]["language"])
    return text, Extractor().extract(text)


@pytest.mark.data
def _is_named(name: str, gold: str) -> bool:
    """Whether a speaker is the one meant; a description that would quote the document is cut short in the gold."""
    return name.startswith(gold[:-1]) if gold.endswith("…") else name == gold


@pytest.mark.parametrize("name", sorted(GOLD))
def test_every_statement_of_the_document_with_its_speaker(name: str) -> None:
    text, found = read(name)
    have = {(s.start, s.end): s for s in found}
    missing = []
    for start, end, digest, speaker, layer in GOLD[name]["statements"]:
        assert hashlib.sha256(text.text[start:end].encode()).hexdigest()[:16] == digest
        one = have.get((start, end))
        if one is None or one.layer != layer or not _is_named(one.speaker_name, speaker):
            missing.append((start, end, speaker, one.speaker_name if one else None))
    assert not missing


@pytest.mark.data
@pytest.mark.parametrize("name", sorted(GOLD))
def test_no_narrators_sentence_becomes_a_statement(name: str) -> None:
    _, found = read(name)
    known = {(start, end) for start, end, *_ in GOLD[name]["statements"]}
    assert {(s.start, s.end) for s in found} <= known


@pytest.mark.data
@pytest.mark.parametrize("name", sorted(GOLD))
def test_every_quotation_has_a_speaker(name: str) -> None:
    text, found = read(name)
    loose = [
        (quote.start, quote.end)
        for paragraph in text.paragraphs
        for quote in find_quotes(text.text, paragraph.start, paragraph.end)
        if not any(s.start < quote.inner_end and quote.inner_start < s.end and s.speaker_name for s in found)
    ]
    assert not loose
