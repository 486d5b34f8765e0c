"""The dossier: the same bytes for the same seed, nothing from outside, readable by everybody."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import escape

from detente.assess.views import guarantees_of
from detente.dossier import render_html, render_json
from detente.dossier.figures import credibility_picture, party_picture
from detente.dossier.page import ReadDocument, ReadLine, position_rows
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


def test_what_backs_the_verdicts_is_on_the_page(bundled_assessment, page):
    for id in ("mind", "levers", "information", "assumptions"):
        assert f'<section id="{id}"' in page
        assert f'href="#{id}"' in page
    shown = set(re.findall(r'data-id="([^"]+)"', page))
    for effect in (effect for lever in bundled_assessment.levers for effect in lever.effects):
        assert {effect.before.id, effect.after.id, effect.difference.id} <= shown
    for cell in bundled_assessment.information:
        assert {cell.count.id, cell.origins.id, cell.newest.id, cell.graded.id} <= shown
    for group in bundled_assessment.assumption_groups:
        assert {group.count.id, group.key.id} <= shown


def test_what_markets_make_of_it_stands_with_its_caveat(bundled_assessment, page):
    part = page[page.index('<h3 id="markets">') : page.index('<section id="positions"')]
    assert "whether a deal would hold, and no other number of this dossier rests on it" in part
    for line in bundled_assessment.markets:
        assert line.what in part
        assert f'data-id="{line.shift.id}"' in part
        assert all(f'data-id="{number.id}"' in part for _, number in line.by_uplift)
        assert all(f'href="#statement-{id}"' in part for id in line.because)


def test_a_market_whose_move_rules_out_some_uplifts_says_so(bundled_case, bundled_assessment):
    first, *rest = bundled_assessment.markets
    ruled = replace(first, ruled_out=replace(first.ruled_out, value=0.25, text="25 %"))
    page = render_html(bundled_case, replace(bundled_assessment, markets=(ruled, *rest)))
    assert page.count("where the move is larger than all a deal would add") == 1


def test_what_holds_if_both_may_strike_stands_with_its_sampling_error(bundled_assessment, page):
    part = page[page.index('<section id="verdicts"') : page.index('<section id="packages"')]
    for verdict in bundled_assessment.verdicts:
        both = verdict.both_strike
        assert f'data-id="{both.id}"' in part
        assert both.kind == "share of draws"
        assert both.low <= both.value <= both.high
    assert "if both may strike first (32 of the draws)" in part
    assert "the small print is its 90 % band" in part


def test_an_assessment_without_the_newer_parts_still_makes_a_page(small_case, small_assessment):
    bare = replace(small_assessment, minds=(), levers=(), key_assumptions=(), assumption_groups=())
    text = render_html(small_case, bare)
    assert '<section id="mind"' not in text
    assert 'href="#levers"' not in text
    assert "None of them alone moves a verdict" in text


def test_long_and_right_to_left_names_stay_within_their_pictures(small_assessment):
    long = "Federation of the Eleven Northern Provinces and Associated Territories beyond the River"
    lines = replace(small_assessment.verdicts[0].parties[0], name=long)
    arabic = replace(small_assessment.verdicts[0].parties[1], name="اتحاد المقاطعات الجنوبية")
    verdict = replace(small_assessment.verdicts[0], label=long, parties=(lines, arabic))
    for picture in (party_picture(verdict), credibility_picture(guarantees_of([verdict]))):
        texts = re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg)
        assert max(len(text) for text in texts if text.startswith("Federation")) <= 44
    assert "اتحاد المقاطعات الجنوبية" in party_picture(verdict).svg


@pytest.mark.browser
@pytest.mark.parametrize(
    ("direction", "which"),
    [("rtl", "small"), pytest.param("ltr", "bundled", marks=(pytest.mark.slow, pytest.mark.timeout(900)))],
)
def test_axe_finds_nothing_and_nothing_is_requested(
    chromium, page, tmp_path, direction, which, small_case, small_assessment
):
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    small = render_html(small_case, small_assessment, DOCUMENTS, LINES)
    text = page if which == "bundled" else small.replace('<html lang="en">', '<html lang="ar" dir="rtl">')
    assert f'dir="{direction}"' in text or direction == "ltr"
    file = tmp_path / "dossier.html"
    file.write_text(text, encoding="utf-8")
    context = chromium.new_context(bypass_csp=True)
    tab = context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(file.as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "the page itself never scrolls sideways"
    )
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


@pytest.mark.browser
def test_folded_lists_are_open_on_paper(chromium, small_case, small_assessment, tmp_path):
    pypdf = pytest.importorskip("pypdf")
    text = render_html(small_case, small_assessment, DOCUMENTS, LINES)
    assert "<details><summary>All statements" in text
    tab = chromium.new_page()
    tab.set_content(text)
    tab.pdf(path=str(tmp_path / "dossier.pdf"), prefer_css_page_size=True)
    shown = tab.evaluate(
        "[...document.querySelectorAll('details:not([open]) > div')].some(d => d.checkVisibility())"
    )
    tab.close()
    assert not shown, "on the screen they stay folded"
    printed = " ".join(
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(tmp_path / "dossier.pdf").pages
    )
    for words in (
        "Who said what, where it stands",
        "Cells with something on record",
        "Quantities marked assumed",
    ):
        assert words in printed
    assert "All statements (" not in printed, "what unfolds is not offered on paper"


def test_stated_positions_have_the_fewer_of_parties_and_issues_across(
    bundled_case, page, small_case, small_assessment
):
    for case, text in ((bundled_case, page), (small_case, render_html(small_case, small_assessment))):
        issues, rows = position_rows(case)
        section = text[text.index('<section id="positions"') :]
        head = section[: section.index("</thead>")]
        across = (
            [row.party for row in rows]
            if len(issues) > len(rows)
            else [issue.replace("_", " ") for issue in issues]
        )
        assert re.findall(r'<th scope="col">([^<]*)</th>', head)[1:] == across
        shown = section[: section.index("</section>")]
        for row in rows:
            for cell in row.cells:
                for stand in cell:
                    assert str(escape(stand.words)) in shown


def test_a_case_in_which_nothing_would_be_signed_still_makes_a_page(small_case, small_assessment):
    nothing = replace(
        small_assessment,
        verdicts=(),
        minds=(),
        levers=(),
        key_assumptions=(),
        principles=tuple(replace(line, verdict=None) for line in small_assessment.principles),
        pictures=None,
    )
    text = render_html(small_case, nothing)
    assert "the search found none that anybody might sign" in text
    assert "<figure" in text, "aims are drawn all the same"
