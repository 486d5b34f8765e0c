"""The examples in docs/methods/doubt.md say what happens: each is put into a case and looked at."""

from __future__ import annotations

import math
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import spearmanr

from detente.assess.drawing import draw
from detente.case import Case, load
from detente.case.bundled import template_path
from detente.case.dumping import plain
from detente.case.findings import Layout
from detente.case.loading import build
from detente.case.yamlfile import YamlReader
from detente.doubt.scales import word_for

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "doubt.md"


def example(key: str) -> Any:
    """The part of a case that the page shows, by its first key."""
    text = PAGE.read_text(encoding="utf-8")
    blocks = [textwrap.dedent(block) for block in re.findall(r"(?:^ {4}.*\n)+", text, re.MULTILINE)]
    (block,) = [block for block in blocks if block.startswith(f"{key}:")]
    reader = YamlReader(block, "doubt.md")
    data = reader.read()
    assert reader.problems == []
    return data


def made(data: dict[str, Any]) -> Case:
    case, problems = build(data, Layout("case.yaml", {}, {}), None)
    assert case is not None, problems
    return case


def test_what_moves_together_does_as_the_page_says() -> None:
    shown = example("drivers")
    case = made({**plain(load("ukraine_2025")), **shown})
    drawn = draw(case, 4000, 1)
    (driver,) = shown["drivers"].values()
    (one, a), (other, b) = driver["moves"].items()
    expected = 6 / math.pi * math.asin(a * b / 2)
    within = drawn.labels[one] == 0  # power is a mixture: what moves together is the place within a reading
    assert 1000 < within.sum() < 4000
    assert spearmanr(drawn(one)[within], drawn(other)[within])[0] == pytest.approx(expected, abs=0.05)
    (pair,) = shown["correlations"]
    first, second = pair["between"]
    assert spearmanr(drawn(first), drawn(second))[0] == pytest.approx(pair["rank"], abs=0.04)


def test_readings_count_as_the_comments_say() -> None:
    data = plain(load(template_path()))
    grades = {"s1": ("agency", "B", "2"), "s4": ("ministry", "C", "3"), "s2": ("observer", "A", "3")}
    data["sources"] |= {name: {"title": name, "reliability": grade} for name, grade, _ in grades.values()}
    row = {"paragraph": 1, "speaker": "North", "issue": "valley", "words": "words"}
    data["statements"] = [item for item in data["statements"] if item["id"] not in grades]
    data["statements"] += [
        {**row, "id": id, "source": source, "credibility": grade} for id, (source, _, grade) in grades.items()
    ]
    data["war"]["power"] = example("war")["war"]["power"]
    assert made(data).war.power.counts == pytest.approx((0.49 + 0.25, 0.45, 0.25))


def test_words_of_ones_own() -> None:
    case = made({**plain(load(template_path())), **example("words")})
    assert str(word_for(0.7, case.scale)) == "expected, 70 %, House scale"
