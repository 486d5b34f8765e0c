"""The dossier: the same bytes for the same seed, nothing from outside, readable by everybody."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from detente.dossier import render_html, render_json
from detente.dossier.page import ReadDocument, ReadLine
from detente.dossier.render import RULES

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ReadDocument("nota.it.txt", "ab" * 32, "it", 1200, 1, "2 quotes repaired"),)
LINES = (
    ReadLine("nota.it.txt", "10–42", "it", "Mario <Rossi>", "", "inform", "territory", "reported", "«Non & mai», ha detto."),
    ReadLine("wire.ar.txt", "0–12", "ar", "وزير", "", "demand", "", "reported", "لن نقبل بذلك"),
)  # fmt: skip


@pytest.fixture(scope="module")
def page(bundled_case, bundled_assessment):
    return render_html(bundled_case, bundled_assessment, DOCUMENTS, LINES)


def test_the_same_assessment_gives_the_same_bytes(bundled_case, bundled_assessment, page):
    assert render_html(bundled_case, bundled_assessment, DOCUMENTS, LINES) == page
    assert render_json(bundled_assessment, LINES) == render_json(bundled_assessment, LINES)


def test_the_page_needs_no_script_and_nothing_from_outside(page):
    assert "<script" not in page.lower()
    assert not re.search(r'(src|href)="(?!#)', page), "only links within the page"
    assert "url(http" not in page


def test_the_page_says_nothing_about_where_the_case_lies(bundled_case, page, bundled_assessment):
    for text in (page, render_json(bundled_assessment, LINES)):
        assert str(bundled_case.folder) not in text
        assert str(Path.home()) not in text


def test_words_of_documents_are_escaped(page):
    assert "Mario &lt;Rossi&gt;" in page
    assert "«Non &amp; mai», ha detto." in page


def test_every_link_leads_somewhere_and_ids_are_unique(page):
    class Walk(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.ids: list[str] = []
            self.links: list[str] = []

        def handle_starttag(self, tag, attrs):
            found = dict(attrs)
            if "id" in found:
                self.ids.append(found["id"])
            if tag == "a" and (found.get("href") or "").startswith("#"):
                self.links.append(found["href"][1:])

    walk = Walk()
    walk.feed(page)
    assert len(walk.ids) == len(set(walk.ids)), {x for x in walk.ids if walk.ids.count(x) > 1}
    assert not set(walk.links) - set(walk.ids)


def test_every_number_shown_has_an_id_of_the_assessment(bundled_assessment, page):
    shown = set(re.findall(r'data-id="([^"]+)"', page))
    assert shown
    assert not shown - set(bundled_assessment.numbers())


def test_every_rule_used_is_explained(bundled_assessment):
    assert {number.rule for number in bundled_assessment.numbers().values()} <= {id for id, _ in RULES}


def test_the_record_keeps_its_schema(bundled_assessment):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "docs/schemas/assessment.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(render_json(bundled_assessment, LINES)))


@pytest.mark.browser
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_axe_finds_nothing_and_nothing_is_requested(chromium, page, tmp_path, direction):
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    text = page if direction == "ltr" else page.replace('<html lang="en">', '<html lang="ar" dir="rtl">')
    file = tmp_path / "dossier.html"
    file.write_text(text, encoding="utf-8")
    context = chromium.new_context(bypass_csp=True)
    tab = context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(file.as_uri())
    found = axe.run(tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    context.close()
    assert asked == [file.as_uri()]
    assert not found["violations"], [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]]


@pytest.mark.browser
def test_the_axe_check_can_fail(chromium):
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    tab = chromium.new_context(bypass_csp=True).new_page()
    tab.set_content("<html><body><img src='data:,'><p style='color:#ccc'>pale</p></body></html>")
    assert axe.run(tab, options={"runOnly": ["wcag2a", "wcag2aa"]})["violations"]
