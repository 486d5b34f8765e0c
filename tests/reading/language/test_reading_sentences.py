"""Outer sentences: the hundred of the benchmark's gold, and what a quotation never does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.reading.find_tokens import outer_items, sentences
from detente.reading.languages import load_language
from detente.reading.quotes import find_quotes

GOLD: dict[str, list[list[str]]] = json.loads(
    (Path(__file__).parents[3] / "benchmarks" / "reading_sentences_gold.json").read_text(encoding="utf-8")
)


def divided(text: str, code: str) -> list[str]:
    language = load_language(code)
    items = outer_items(text, 0, len(text), find_quotes(text, 0, len(text)), language)
    return [text[items[a].start : items[b - 1].end] for a, b in sentences(items, text, language)]


@pytest.mark.parametrize("code", sorted(GOLD))
def test_nine_sentences_in_ten_are_whole(code: str) -> None:
    paragraphs = GOLD[code]
    made = [set(divided(" ".join(paragraph), code)) for paragraph in paragraphs]
    whole = sum(len(found & set(paragraph)) for found, paragraph in zip(made, paragraphs, strict=True))
    assert whole >= 0.8 * sum(map(len, paragraphs))
    assert sum(map(len, made)) <= 1.1 * sum(map(len, paragraphs))


def test_a_quotation_is_never_cut() -> None:
    text = "He said: “It is late. It is very late. Go home.” Rain fell."
    assert divided(text, "en") == ["He said: “It is late. It is very late. Go home.”", "Rain fell."]
