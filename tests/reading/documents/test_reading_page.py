"""The page in a real browser: accessible, asks for nothing, its policy lets its own style through, keys reach every statement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detente.reading.corpus import Settings, read_items
from detente.reading.intake import find_items
from detente.reading.page import document_page, index_page

ROOT = Path(__file__).parents[3]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
ARABIC = "قال الوزير: «لن نقبل بذلك»، وأضاف أن المحادثات ستستمر في الأسبوع المقبل في العاصمة بحسب البيان."
OPINION = """Opinion

The envoy, Ana Oller, said that monitors could come by March. She fears that the truce will break.

In my view, that is too late. Both sides must stop shooting before the snow melts.
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "wire.txt").write_text(ARABIC, encoding="utf-8")
    (folder / "opinion.txt").write_text(OPINION, encoding="utf-8")
    files = {"layers": folder / "opinion.txt", "it": ROOT / "tests" / "gold" / "it" / "note_12.txt", "ar": folder / "wire.txt",
             "problems": ROOT / "tests" / "broken" / "reading" / "R-060-windows-1252.txt"}  # fmt: skip
    made = {}
    entries = []
    for name, file in files.items():
        (result,) = read_items(find_items([file]), settings=Settings(author=True))
        made[name] = folder / f"{name}.html"
        made[name].write_text(document_page(result), encoding="utf-8")
        assert result.document is not None
        entries.append((f"{name}.html", result.document, len(result.statements)))
    made["index"] = folder / "index.html"
    made["index"].write_text(index_page(entries, ()), encoding="utf-8")
    return made


@pytest.mark.browser
@pytest.mark.parametrize("name", ["it", "ar", "layers", "problems", "index"])
def test_axe_finds_nothing(chromium: Any, pages: dict[str, Path], name: str) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    context = chromium.new_context(bypass_csp=True)
    tab = context.new_page()
    tab.goto(pages[name].as_uri())
    found = axe.run(tab, options=RULES)
    context.close()
    assert not found["violations"], [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]]


@pytest.mark.browser
def test_the_policy_lets_the_style_through_and_nothing_else_is_asked_for(
    chromium: Any, pages: dict[str, Path]
) -> None:
    context = chromium.new_context()
    tab = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(pages["it"].as_uri())
    assert asked == [pages["it"].as_uri()]
    assert said == []
    assert tab.locator("mark").first.evaluate("node => getComputedStyle(node).borderBottomStyle") == "solid"
    context.close()


@pytest.mark.browser
def test_tab_and_enter_lead_to_a_note_and_back(chromium: Any, pages: dict[str, Path]) -> None:
    context = chromium.new_context()
    tab = context.new_page()
    tab.goto(pages["it"].as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.id") == "t1"
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash") == "#n1"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash") == "#t1"
    context.close()


@pytest.mark.browser
def test_layers_differ_without_colour(chromium: Any, pages: dict[str, Path]) -> None:
    tab = chromium.new_page()
    tab.goto(pages["layers"].as_uri())
    styles = {
        layer: tab.eval_on_selector(f"mark.{layer}", "mark => getComputedStyle(mark).borderBottomStyle")
        for layer in ("reported", "ascribed", "author")
    }
    legend = tab.inner_text("dd.legend")
    tab.close()
    assert styles == {"reported": "solid", "ascribed": "dotted", "author": "dashed"}
    assert all(words in legend for words in ("said: 1", "ascribed, not said: 1", "the author’s own: 2"))
