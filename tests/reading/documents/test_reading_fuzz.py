"""Mangled and hostile documents: a document or a problem each, never a failure of ours; time grows with size only."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import Place
from detente.reading.intake_html import paragraphs_of
from detente.reading.intake_layout import paragraph_spans, unwrap
from detente.reading.intake_markdown import unmark
from detente.reading.intake_records import IntakeError, Item, Limits, problem
from detente.reading.metadata import find_date, front_matter
from detente.reading.repair import repair_text

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    name = "reading_robustness"
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_mangled_documents_give_a_document_or_a_problem(benchmark: ModuleType) -> None:
    rows = benchmark.run(280, seed=7)
    bad = [row for row in rows if row["outcome"] in {"R-072", "R-073", "nothing"}]
    assert bad == []
    assert len({row["outcome"] for row in rows}) >= 5


def test_the_check_can_fail(benchmark: ModuleType) -> None:
    from detente.reading.documents import DocumentReading

    assert benchmark.outcome(DocumentReading(None)) == "nothing"
    failed = DocumentReading(None, (), (problem("R-072", Place("a"), "x"),))
    assert benchmark.outcome(failed) == "R-072"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_hostile_documents(benchmark: ModuleType) -> None:
    for row in benchmark.run_hostile(seconds=200):
        assert row["outcome"] not in {"R-072", "R-073", "nothing"}, row


@pytest.mark.parametrize("kind", ["pdf", "docx", "mail", "html", "row", "text"])
@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_a_text_or_a_problem(kind: str, data: bytes) -> None:
    from detente.reading.intake import TAKERS

    heads = {"pdf": b"%PDF-1.4\n", "docx": b"PK\x03\x04"}
    with contextlib.suppress(IntakeError):  # any other exception fails the test
        TAKERS[kind](heads.get(kind, b"") + data, Place("x"), Limits())


#: What each step does alone, on text that is as bad for it as we could think of.
STEPS = {
    "repair": (repair_text, "â€œÃ¨\u202e e\u0301"),
    "unwrap": (unwrap, "a line of words that goes on and on until it is wrap-\n"),
    "paragraphs": (paragraph_spans, "# - > 1. \n "),
    "one paragraph": (paragraph_spans, "a. "),
    "markdown": (unmark, "[[**_`](("),
    "dates": (find_date, "12 13.14. 1 de "),
    "front matter": (front_matter, "title: a\n"),
    "html": (paragraphs_of, "<p><b>a"),
}


@pytest.mark.parametrize("name", STEPS)
def test_time_grows_with_size_and_not_faster(name: str, grows_slowly: Callable[..., None]) -> None:
    step, piece = STEPS[name]
    texts = [(piece * (size // len(piece) + 1))[:size] for size in (20_000, 160_000)]
    grows_slowly(step, *texts, times=8)


def test_an_item_knows_its_place() -> None:
    assert str(Item("a.jsonl", "row", 7).place) == "a.jsonl:7"
