"""The way into the file itself: what stands at the place named is the words, or no place is named."""

from __future__ import annotations

import html as html_module
import json
import re
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree

from detente.reading.anchors import Anchor, anchors_in_source, places_of
from detente.reading.annotation import annotation_page
from detente.reading.corpus import read_items
from detente.reading.documents import DocumentReading
from detente.reading.intake import find_items
from detente.reading.intake_pdf import _anchors

ROOT = Path(__file__).parents[3]
BUNDLED = ROOT / "src" / "detente" / "case" / "library" / "ukraine_2025" / "sources"
W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
SAID = "The minister, Ana Sol, said that the truce would hold. “We will sign,” she added & left."


def read(path: Path) -> DocumentReading:
    (one,) = read_items(find_items([path]))
    assert one.document is not None
    assert one.statements
    return one


def shown(source: str) -> str:
    """What a piece of a page shows, for comparison."""
    marked = re.sub(r"<q[^>]*>", "“", source).replace("</q>", "”")
    return " ".join(html_module.unescape(re.sub(r"<[^>]*>", "", marked)).split())


def flat(words: str) -> str:
    return " ".join(words.split())


inline = st.sampled_from(
    ["<b>{}</b>", "<a href='x&amp;y'>{}</a>", "{}", "<!-- {} -->{}", "<em>{}</em>", "{}<br>"]
)
word = st.sampled_from(
    ["truce", "R&D", "caf\u00e9", "1<2", "Q&A&", "“yes”", "no\u00a0way", "so,", "I'm", "end."]
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(word, inline, st.sampled_from([" ", "\n  ", "\t"])), min_size=1, max_size=7),
        max_size=4,
    ),
    st.data(),
)
def test_a_place_in_a_page_shows_the_words(
    paragraphs: list[list[tuple[str, str, str]]], data: st.DataObject
) -> None:
    source, lines = "<html><head><title>t</title><style>p {}</style></head><body>\n", []
    for parts in paragraphs:
        body = "".join(
            how.replace("{}", html_module.escape(one, quote=False)) + gap for one, how, gap in parts
        )
        source += f"<p class='x'>{body}</p>\n"
        lines.append(flat(" ".join(one for one, _, _ in parts)))
    text = "\n".join(lines)
    anchors = anchors_in_source(source, text)
    starts = [m.start() for m in re.finditer(r"\S+", text)]
    if not starts:
        return
    start = data.draw(st.sampled_from(starts))
    end = data.draw(st.sampled_from([m.end() for m in re.finditer(r"\S+", text) if m.end() > start]))
    for place in places_of(anchors, (start, end)):
        assert place.start is not None
        assert flat(re.sub(r"<!--.*?-->", "", shown(source[place.start : place.end]))) == flat(
            text[start:end]
        )


def test_every_statement_of_a_plain_page_is_found_in_its_source(tmp_path: Path) -> None:
    words = html_module.escape(SAID, quote=False).replace("truce", "<b>tru</b>ce")
    filler = "<p>Rain fell on the harbour for three days, and the boats stayed where they were.</p>" * 3
    page = f"<html><head><title>A page</title></head><body><nav>truce</nav><article>{filler}<p>{words}</p></article></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    one = read(tmp_path / "a.html")
    for statement in one.statements:
        assert one.document is not None
        (place,) = one.document.in_file((statement.start, statement.end))
        assert shown(page[place.start : place.end]) == one.document.words((statement.start, statement.end))


@pytest.mark.parametrize("name", ["note_3_llamada.es.html", "note_4_kyiv.en.html"])
def test_what_a_bundled_page_names_is_there(name: str) -> None:
    one = read(BUNDLED / name)
    source = (BUNDLED / name).read_text(encoding="utf-8")
    assert one.document is not None
    found = 0
    for statement in one.statements:
        for place in one.document.in_file((statement.start, statement.end)):
            start, end = one.document.offsets.to_original((statement.start, statement.end))
            assert end > start
            assert shown(source[place.start : place.end])[:20]
            found += 1
    assert found >= 0.8 * len(one.statements)


def test_a_line_that_is_not_in_the_source_has_no_place() -> None:
    page = "<p>Rain fell.</p><p>Snow fell.</p>"
    assert places_of(anchors_in_source(page, "Rain fell\nSnow fell."), (0, 9)) != ()
    assert places_of(anchors_in_source(page, "Hail fell.\nSnow fell."), (0, 10)) == ()
    assert places_of(anchors_in_source(page, "Hail fell.\nSnow fell."), (5, 15)) == ()


@pytest.mark.parametrize(
    "piece", ["<script>", "<!--", "<p>a<b>", "<style></style>x", "&amp;&#65;&", "<<<>", "<q>"]
)
def test_the_time_grows_with_the_page_and_not_faster(piece: str, grows_slowly: Callable[..., None]) -> None:
    page, absent = piece * (400_000 // len(piece)), "a line that is not there\n" * 2_000
    grows_slowly(lambda part: anchors_in_source(part, absent), page[: len(page) // 4], page, times=4)


def test_hidden_parts_and_comments_are_no_words() -> None:
    page = "<head><title>Rain fell.</title></head><script>Rain fell.</script><!-- Rain fell. --><p>Rain fell.</p>"
    (anchor,) = anchors_in_source(page, "Rain fell.")
    assert page[anchor.offset :].startswith("Rain fell.</p>")
    assert anchors_in_source("<!-- Rain fell.", "Rain fell.") == ()


def test_a_paragraph_of_a_word_document(tmp_path: Path) -> None:
    word_file = WordDocument()
    word_file.add_paragraph("Talks")
    word_file.add_paragraph("")
    table = word_file.add_table(1, 1)
    table.cell(0, 0).paragraphs[0].add_run("Rain fell.")
    word_file.add_paragraph("  " + SAID)
    word_file.save(str(tmp_path / "a.docx"))
    one = read(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        tree = etree.fromstring(archive.read("word/document.xml"))
    assert one.document is not None
    for statement in one.statements:
        (place,) = one.document.in_file((statement.start, statement.end))
        (paragraph,) = tree.xpath(f"(//w:p)[{place.number}]", namespaces=W)
        words = "".join(paragraph.itertext())
        assert words[place.start : place.end] == one.document.words((statement.start, statement.end))
        assert place.number == 4


def test_a_part_of_a_mail(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Talks"
    mail.set_content(SAID + "\n")
    mail.add_alternative(f"<p>{SAID}</p>", subtype="html")
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    one = read(tmp_path / "a.eml")
    message = message_from_bytes((tmp_path / "a.eml").read_bytes(), policy=default)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    assert one.document is not None
    for statement in one.statements:
        (place,) = one.document.in_file((statement.start, statement.end))
        words = leaves[place.number - 1].get_payload(decode=True).decode("utf-8")  # type: ignore[union-attr]
        assert words[place.start : place.end] == one.document.words((statement.start, statement.end))


def test_a_page_of_a_pdf_by_its_number_in_the_file() -> None:
    anchors = tuple(_anchors([(1, "One."), (1, "Two."), (4, "Three.")]))
    assert [str(place) for place in places_of(anchors, (0, 4))] == ["page 1"]
    assert [str(place) for place in places_of(anchors, (5, 13))] == ["page 1", "page 4"]
    one = read(BUNDLED / "note_8_guarantees.en.pdf")
    assert one.document is not None
    assert {str(p) for s in one.statements for p in one.document.in_file((s.start, s.end))} == {"page 1"}


def test_plain_text_leads_into_the_decoded_file(tmp_path: Path) -> None:
    damaged = SAID.replace("hold", "hÃ´ld").replace("“", "â€œ")
    (tmp_path / "a.txt").write_text(damaged, encoding="utf-8")
    one = read(tmp_path / "a.txt")
    assert one.document is not None
    first = one.statements[0]
    (place,) = one.document.in_file((first.start, first.end))
    assert one.document.words((first.start, first.end)) == "the truce would hôld"
    assert damaged[place.start : place.end] == "the truce would hÃ´ld"


def test_units_that_a_span_touches_are_all_named() -> None:
    anchors = (Anchor(0, 4, "paragraph", 1), Anchor(5, 9, "paragraph", 2), Anchor(10, 12, "paragraph", 7))
    assert [str(place) for place in places_of(anchors, (2, 11))] == [
        "paragraph 1: 2-4",
        "paragraph 2: 0-4",
        "paragraph 7: 0-1",
    ]
    assert places_of((), (0, 5)) == ()


def test_annotations_of_every_kind_of_file_are_valid(tmp_path: Path) -> None:
    word_file = WordDocument()
    word_file.add_paragraph(SAID)
    word_file.save(str(tmp_path / "a.docx"))
    mail = EmailMessage()
    mail.set_content(SAID + "\n")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    schema = json.loads((ROOT / "docs" / "schemas" / "annotation.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    kinds = set()
    for one in read_items(find_items([tmp_path, BUNDLED])):
        if one.document is None:
            continue
        page = annotation_page(one.document, one.statements)
        errors = [error.message for error in validator.iter_errors(page)]
        assert not errors, errors[:2]
        assert page["partOf"]["total"] == len(page["items"])
        for item in page["items"]:
            assert item["target"][0]["source"] == f"urn:sha256:{one.document.text_sha256}"
            kinds |= {target["selector"]["type"] for target in item["target"][1:]}
    assert kinds == {"TextPositionSelector", "XPathSelector", "FragmentSelector"}
    assert not validator.is_valid({"type": "AnnotationPage"})
