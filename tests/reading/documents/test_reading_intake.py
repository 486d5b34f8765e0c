"""Every format gives the same words; folders, patterns, articles and standard input lead to documents."""

from __future__ import annotations

import hashlib
import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from docx import Document as WordDocument

from detente.errors import Place, Problem
from detente.reading.intake import find_items, items_of_input, take_in
from detente.reading.intake_bytes import decode
from detente.reading.intake_html import paragraphs_of
from detente.reading.intake_pdf import _without_running_lines
from detente.reading.intake_records import Item, Limits
from detente.reading.metadata import find_date, from_row, front_matter
from detente.reading.reading import read_documents

TITLE = "Tregua, il ministro frena"
LINES = [
    "LESK, 11 febbraio 2025. La ministra ha detto che la bozza contiene clausole mai discusse al tavolo.",
    "«Chiediamo che quelle pagine vengano ritirate prima di venerdì», ha aggiunto la ministra degli Esteri.",
    "Nessuna conferenza stampa è prevista per domani, secondo quanto riferisce la delegazione del governo.",
]


def html_page() -> str:
    body = "".join(f"<p>{line}</p>" for line in LINES)
    return (
        f'<!doctype html><html lang="it"><head><title>{TITLE}</title>'
        '<meta property="og:site_name" content="Vespro"><meta name="author" content="Carla Moretti">'
        '<meta property="article:published_time" content="2025-02-11T08:00:00Z"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{TITLE}</h1>{body}</article>"
        "<footer>Tutti i diritti riservati</footer></body></html>"
    )


def write_all(folder: Path) -> None:
    text = "\n\n".join(LINES)
    (folder / "a.txt").write_text(
        f"Titolo: {TITLE}\nData: 2025-02-11\nFonte: Vespro\n\n{text}\n", encoding="utf-8"
    )
    (folder / "b.md").write_text(f"# {TITLE}\n\n{text}\n", encoding="utf-8")
    (folder / "c.html").write_text(html_page(), encoding="utf-8")
    word = WordDocument()
    word.core_properties.title = TITLE
    for line in LINES:
        word.add_paragraph(line)
    word.save(str(folder / "d.docx"))
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = (
        TITLE,
        "Vespro <desk@example.org>",
        "Tue, 11 Feb 2025 08:00:00 +0000",
    )
    mail.set_content(text)
    (folder / "e.eml").write_bytes(mail.as_bytes())
    row = {"title": TITLE, "published": "2025-02-11", "source": "Vespro", "body": text}
    (folder / "f.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (folder / "g.csv").write_text(f'Titolo;Data;Testo\n"{TITLE}";11/02/2025;"{text}"\n', encoding="utf-8-sig")


def test_all_formats_give_the_same_words_title_and_date(tmp_path: Path) -> None:
    write_all(tmp_path)
    reading = read_documents([tmp_path])
    assert reading.problems == ()
    assert [one.kind for one in reading.documents] == [
        "text",
        "markdown",
        "html",
        "docx",
        "mail",
        "row",
        "row",
    ]
    for document in reading.documents:
        paragraphs = [document.words((p.start, p.end)) for p in document.text.paragraphs]
        assert [p for p in paragraphs if p != TITLE] == LINES, document.kind
        assert document.title == TITLE, document.kind
        assert document.text.date == "2025-02-11", document.kind
        assert {p.language for p in document.text.paragraphs} == {"it"}


def test_originals_are_not_changed_and_digests_are_theirs(tmp_path: Path) -> None:
    write_all(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    reading = read_documents([tmp_path], settings=None)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    for document in reading.documents:
        assert document.text_sha256 == hashlib.sha256(document.text.text.encode()).hexdigest()
        if document.kind != "row":
            assert document.sha256 == hashlib.sha256(before[Path(document.path)]).hexdigest()


def test_metadata_of_a_page(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(html_page(), encoding="utf-8")
    (document,) = read_documents([tmp_path]).documents
    assert document.metadata["container-title"] == "Vespro"
    assert document.metadata["author"] == [{"literal": "Carla Moretti"}]
    assert document.metadata["issued"] == {"date-parts": [[2025, 2, 11]]}
    assert document.date_from == "metadata"


def test_a_date_in_the_words_is_not_taken_for_the_date_of_the_page(tmp_path: Path) -> None:
    page = (
        "<html><body><article>"
        + "<p>Sanctions in force since 2014 will stay.</p>" * 9
        + "</article></body></html>"
    )
    (tmp_path / "page.html").write_text(page)
    (document,) = read_documents([tmp_path]).documents
    assert document.text.date is None


def test_quote_elements_keep_their_marks() -> None:
    html = b"<html><body><p>She said: <q>We will not sign.</q></p></body></html>"
    assert "“We will not sign.”" in take_in(Item("p.html", "html"), html).text


def test_paragraphs_of_a_page_leave_scripts_and_menus_out() -> None:
    html = "<nav>Menu</nav><p>One <b>two</b></p><script>x()</script><div>Three<br>Four</div><!-- no -->"
    assert paragraphs_of(html).split("\n") == ["One two", "Three", "Four"]


def test_inserted_words_are_read_and_deleted_ones_not(tmp_path: Path) -> None:
    word = WordDocument()
    paragraph = word.add_paragraph("The text was ")
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraph._p.append(
        parse_xml(f'<w:ins {space} w:id="1" w:author="a"><w:r><w:t>agreed</w:t></w:r></w:ins>')
    )
    paragraph._p.append(
        parse_xml(f'<w:del {space} w:id="2" w:author="a"><w:r><w:delText>no</w:delText></w:r></w:del>')
    )
    word.save(str(tmp_path / "a.docx"))
    (document,) = read_documents([tmp_path]).documents
    assert document.text.text == "The text was agreed"


def test_lines_that_head_every_page_are_dropped() -> None:
    bodies = [["Envoys met.", "", "They spoke."], ["No word."], ["Then", "they left."], ["The end."]]
    pages = [["Vespro 11.2.2025", "", *body, f"page {n}"] for n, body in enumerate(bodies, start=1)]
    kept = _without_running_lines(list(enumerate(pages, start=1)))
    assert kept == [(n, line) for n, body in enumerate(bodies, start=1) for line in body]


def pdf_of(pages: list[list[tuple[float, float, str]]]) -> bytes:
    """Pages of lines, each with its left edge, its height and its words."""
    import io

    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    names = {
        "/Type": "/Font",
        "/Subtype": "/Type1",
        "/BaseFont": "/Helvetica",
        "/Encoding": "/WinAnsiEncoding",
    }
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        shown = "\n".join(f"BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET" for x, y, words in lines)
        stream = DecodedStreamObject()
        stream.set_data(shown.encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


FULL = "The foreign minister said on Tuesday that her country would not take part in it"


@pytest.mark.parametrize("how", ["gaps", "indents"])
def test_paragraphs_of_a_pdf_are_seen_by_gaps_and_by_indents(tmp_path: Path, how: str) -> None:
    height, lines = 800.0, []
    for n in range(4):
        for k, words in enumerate(
            [FULL, FULL, f"and left after {n} hours, which ended the talks for this week, she said."]
        ):
            lines.append((92.0 if how == "indents" and k == 0 else 72.0, height, words))
            height -= 12
        height -= 10 if how == "gaps" else 0
    (tmp_path / "a.pdf").write_bytes(pdf_of([lines]))
    (document,) = read_documents([tmp_path]).documents
    paragraphs = [document.words((p.start, p.end)) for p in document.text.paragraphs]
    assert paragraphs == [
        f"{FULL} {FULL} and left after {n} hours, which ended the talks for this week, she said."
        for n in range(4)
    ]


def test_a_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    first = [(72.0, 800.0 - 12 * n, FULL if n == 0 else FULL.lower()) for n in range(6)]
    (tmp_path / "a.pdf").write_bytes(pdf_of([first, [(72.0, 800.0, "and that was all she said.")]]))
    (document,) = read_documents([tmp_path]).documents
    assert document.text.text.endswith("part in it and that was all she said.")
    assert len(document.text.paragraphs) == 1


@pytest.mark.parametrize(
    ("data", "name", "text"),
    [
        ("perché".encode(), "utf-8", "perché"),
        (b"\xef\xbb\xbf" + "perché".encode(), "utf-8-sig", "perché"),
        ("perché no".encode("utf-16"), "utf-16", "perché no"),
        ("perché no".encode("cp1252"), "windows-1252", "perché no"),
        ("perché, però".encode()[:-1], "utf-8", "perché, per"),
        (b"50 \x80 \x81", "windows-1252", "50 € \x81"),
    ],
)
def test_bytes_are_decoded_and_it_is_said_how(data: bytes, name: str, text: str) -> None:
    assert decode(data, Place("a.txt"))[:2] == (text, name)


def test_a_page_is_decoded_as_it_says() -> None:
    html = '<meta charset="iso-8859-2"><p>wójt powiedział'.encode("iso-8859-2")
    assert decode(html, Place("a.html"), html=True)[0].endswith("wójt powiedział")
    for name in (b"rot13", b"zip", b"no-such", b"utf-7"):
        assert decode(b'<meta charset="' + name + b'">caf\xc3\xa9', Place("a.html"), html=True)[1] == "utf-8"


def test_folders_patterns_and_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.md", "sub/c.html", ".hidden.txt", "picture.png"):
        (tmp_path / name).write_text("x")
    found = [item.path for item in find_items([tmp_path]) if isinstance(item, Item)]
    assert [Path(path).name for path in found] == ["a.md", "b.txt", "c.html"]
    again = [item for item in find_items([f"{tmp_path}/*.txt", tmp_path / "b.txt"]) if isinstance(item, Item)]
    assert [Path(item.path).name for item in again] == ["b.txt"]
    assert not [one for one in find_items([f"{tmp_path}/**/*.html"]) if isinstance(one, Problem)]


def test_a_document_that_is_not_read_is_named(tmp_path: Path) -> None:
    for name in ("a.txt", "b.doc", "c.rtf", "~d.doc", "e.png"):
        (tmp_path / name).write_text("Some words.")
    found = [one for one in find_items([tmp_path]) if isinstance(one, Problem)]
    assert [(one.code, one.severity, Path(one.place.file).name) for one in found] == [
        ("R-050", "warning", "b.doc"),
        ("R-050", "warning", "c.rtf"),
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"%PDF-1.4", "pdf"), (b"PK\x03\x04", "docx"), (b"\n<!DOCTYPE html>", "html"), (b"Words", "text")],
)
def test_standard_input_is_told_by_its_first_bytes(data: bytes, kind: str) -> None:
    assert [item.kind for item in items_of_input(data)] == [kind]


def test_lines_of_json_on_standard_input_are_articles() -> None:
    lines = b'{"text": "One."}\n\n{"text": "Two."}\n'
    assert [(item.kind, item.line) for item in items_of_input(lines)] == [("row", 1), ("row", 3)]


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("Kyiv, 19 marzo 2025.", "2025-03-19"),
        ("el 1º de mayo de 2024", "2024-05-01"),
        ("le 1er août 2023", "2023-08-01"),
        ("am 3. März 2022", "2022-03-03"),
        ("Sept. 4, 2021", "2021-09-04"),
        ("03/25/2025", "2025-03-25"),
        ("03/04/2025", "2025-04-03"),
        ("31 febbraio 2025", None),
        ("1234567890-12-12", None),
        ("since 2014", None),
    ],
)
def test_dates_of_documents(words: str, iso: str | None) -> None:
    assert find_date(words) == iso


def test_front_matter_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Talks\ndate: 2025-03-19\n---\nThe envoy said no.\n")
    (document,) = read_documents([tmp_path]).documents
    assert [document.words((p.start, p.end)) for p in document.text.paragraphs] == ["The envoy said no."]
    assert (document.title, document.text.date) == ("Talks", "2025-03-19")
    assert front_matter("Kallas: no deal behind our backs.\n\nMore.") == ({}, 0)


def test_a_row_names_its_columns_as_it_likes() -> None:
    csl = from_row({"Headline": "T", "pubDate": "2025-03-19", "Autor": "A; B", "n": 3, "lang": "es"})
    assert csl["title"] == "T"
    assert csl["author"] == [{"literal": "A"}, {"literal": "B"}]
    assert csl["issued"]["date-parts"] == [[2025, 3, 19]]


def test_a_row_too_long_is_skipped_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "' + "x" * 5_000 + '"}\n{"text": "Short words."}\n')
    found = list(find_items([path], Limits(file_bytes=1_000)))
    assert [one.code for one in found if isinstance(one, Problem)] == ["R-058"]
    assert [one.line for one in found if isinstance(one, Item)] == [2]


def test_old_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"First words here.\rSecond words here.\r")
    (tmp_path / "b.txt").write_bytes(b"First words there.\r\nSecond words there.\r\n")
    for document in read_documents([tmp_path]).documents:
        assert len(document.text.paragraphs) == 2
        assert all(document.words((p.start, p.end)).endswith("re.") for p in document.text.paragraphs)
