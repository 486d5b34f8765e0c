"""What is written: records that fit the published schema, tables, annotations, pages, and the command itself."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from detente.cli.read import command
from detente.errors import Place
from detente.reading.annotation import annotation_page
from detente.reading.corpus import Settings, read_items
from detente.reading.documents import Document, DocumentReading, document_of
from detente.reading.duplicates import group_documents
from detente.reading.intake import find_items
from detente.reading.intake_records import Extracted, Item, Limits
from detente.reading.outputs import (
    COLUMNS,
    csv_header,
    csv_line,
    flat_row,
    group_record,
    harmless,
    json_line,
    records,
    write_parquet,
)
from detente.reading.page import content_policy, document_page, index_page
from detente.reading.records import FoundStatement

ROOT = Path(__file__).parents[3]
GOLD = ROOT / "tests" / "gold"
BROKEN = ROOT / "tests" / "broken" / "reading"


def document(text: str, title: str = "Talks") -> Document:
    item = Item("note.txt", "text")
    extracted = Extracted(text, metadata={"type": "article-newspaper", "title": title})
    return document_of(item, extracted, text.encode("utf-8", "replace"), Limits())[0]


def result(text: str, *spans: tuple[int, int], title: str = "Talks") -> DocumentReading:
    made = document(text, title)
    found = tuple(
        FoundStatement(f"{made.id}:{n}", made.id, a, b, speaker_name="Ana <b>Ruiz</b>", act="demand")
        for n, (a, b) in enumerate(spans)
    )
    return DocumentReading(made, found)


def test_every_line_fits_the_published_schema() -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "reading.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    found = list(read_items(find_items([GOLD / "it", BROKEN]), settings=Settings()))
    lines = [json_line(record) for one in found for record in records(one)]
    sketches = [one.sketch for one in found if one.sketch]
    lines += [json_line(group_record(group)) for group in group_documents([*sketches, sketches[0]])]
    kinds = set()
    for line in lines:
        record = json.loads(line)
        kinds.add(record["record"])
        errors = [error.message for error in validator.iter_errors(record)]
        assert not errors, (errors, line[:300])
    assert kinds == {"document", "statement", "problem", "group"}
    assert not validator.is_valid({"record": "statement", "id": "x"})


def test_words_are_the_stored_text_at_the_span_and_lead_to_the_original() -> None:
    for one in read_items(find_items([GOLD])):
        assert one.document is not None
        with open(one.document.path, encoding="utf-8", newline="") as file:
            original = file.read()
        for record in records(one):
            if record["record"] == "statement":
                assert record["words"] == one.document.text.text[record["start"] : record["end"]]
                if not one.document.repairs:
                    assert original[record["original_start"] : record["original_end"]] == record["words"]


def test_a_table_has_every_column_and_no_formula() -> None:
    made = result("=HYPERLINK(1) said the envoy, and left the room.", (0, 13))
    assert made.document is not None
    text = csv_header() + csv_line(made.document, made.statements[0])
    (row,) = csv.DictReader(io.StringIO(text))
    assert tuple(row) == COLUMNS
    assert row["words"] == "'=HYPERLINK(1)"
    assert row["speaker_name"] == "Ana <b>Ruiz</b>"
    assert [harmless(mark + "1")[0] for mark in "=+-@\t"] == ["'"] * 5


def test_half_of_a_surrogate_pair_does_not_stop_the_writing() -> None:
    line = json_line({"words": "a\ud800b"})
    assert json.loads(line.encode("utf-8").decode("utf-8"))["words"] == "a\ud800b"


def test_an_annotation_has_both_selectors_and_both_lead_to_the_words() -> None:
    text = "The envoy said: “No deal.” The envoy repeated: “No deal.”"
    made = result(text, (48, 56))
    assert made.document is not None
    page = annotation_page(made.document, made.statements)
    quote, position = page["items"][0]["target"][0]["selector"]
    assert text[position["start"] : position["end"]] == quote["exact"] == "No deal."
    assert text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["items"][0]["target"][0]["source"] == f"urn:sha256:{made.document.text_sha256}"
    assert "act:demand" in [body["value"] for body in page["items"][0]["body"]]


class Page(HTMLParser):
    """Ids, links, and the words outside of style sheets and statement numbers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.paragraphs: list[str] = []
        self._inside = 0
        self._number = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a":
            self.links.append(given.get("href") or "")
            self._number += given.get("class") == "ref"
        if tag == "p":
            self._inside += 1
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._inside -= 1
        if tag == "a":
            self._number = 0

    def handle_data(self, data: str) -> None:
        if self._inside and not self._number:
            self.paragraphs[-1] += data


@pytest.mark.parametrize("code", ["it", "es"])
def test_a_page_shows_the_text_letter_for_letter_and_every_statement_twice(code: str) -> None:
    for one in read_items(find_items([GOLD / code])):
        assert one.document is not None
        page = Page(document_page(one))
        assert page.paragraphs == [one.document.words((p.start, p.end)) for p in one.document.text.paragraphs]
        for n in range(1, len(one.statements) + 1):
            assert page.ids.count(f"t{n}") == 1
            assert page.ids.count(f"n{n}") == 1
        assert len(page.ids) == len(set(page.ids))
        inside = [link for link in page.links if link.startswith("#")]
        assert inside == page.links
        assert {link[1:] for link in inside} <= set(page.ids)


def test_a_page_runs_nothing_and_loads_nothing() -> None:
    hostile = "<script>alert(1)</script> “said <img src=x onerror=y>” \u202eevil, and so on it went."
    html = document_page(result(hostile, (0, 25), title='"><script>alert(2)</script>'))
    page = Page(html)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html
    style = re.search(r"<style>(.*)</style>", html, re.S)
    assert style is not None
    import html as entities

    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert entities.unescape(policy.group(1)) == content_policy(style.group(1))
    assert "url(" not in html
    assert "http" not in style.group(1)


def test_a_page_of_nested_and_touching_statements() -> None:
    text = "Anna said that Bob said that nobody came to the meeting at all."
    html = document_page(result(text, (15, 62), (29, 62), (29, 40)))
    assert Page(html).paragraphs == [text]


def test_a_page_does_not_say_where_the_file_lay(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("The envoy said that talks would go on.")
    (made,) = read_items(find_items([tmp_path]))
    html = document_page(made)
    assert "note.txt" in html
    assert str(tmp_path) not in html


def test_pages_say_which_way_the_words_run() -> None:
    html = document_page(
        result("قال الوزير إن المحادثات ستستمر في الأسبوع المقبل في العاصمة بحسب البيان الرسمي.")
    )
    assert '<html lang="ar" dir="rtl">' in html
    assert 'dir="auto"' in html


def test_an_index_lists_every_page_and_problem() -> None:
    made = result("The envoy said no to the plan.")
    assert made.document is not None
    html = index_page([("a.html", made.document, 3)], ())
    assert Page(html).links == ["a.html"]


def test_parquet_where_the_extra_is_installed(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    made = result("The envoy said no to the plan.", (0, 9))
    assert made.document is not None
    assert write_parquet([flat_row(made.document, made.statements[0])], tmp_path / "a.parquet") == 1
    assert arrow.read_table(tmp_path / "a.parquet").column("words").to_pylist() == ["The envoy"]


# the command


def run(*arguments: str, input: bytes | None = None) -> tuple[int, str, str]:
    outcome = CliRunner().invoke(command, list(arguments), input=input)
    if outcome.exception and not isinstance(outcome.exception, SystemExit):
        raise outcome.exception
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_the_table_is_for_the_eye() -> None:
    status, out, err = run(str(GOLD / "it" / "note_01.txt"))
    assert status == 0
    assert "Elena Marchetti" in out
    assert "in 1 document" in err


def test_lines_go_to_a_file_or_to_the_screen(tmp_path: Path) -> None:
    status, out, _ = run(str(GOLD / "it"), "--format", "jsonl")
    again, nothing, _ = run(str(GOLD / "it"), "--format", "jsonl", "-o", str(tmp_path / "a" / "b.jsonl"))
    assert (status, again, nothing) == (0, 0, "")
    assert (tmp_path / "a" / "b.jsonl").read_text(encoding="utf-8") == out
    assert len([line for line in out.splitlines() if json.loads(line)["record"] == "document"]) == 15


@pytest.mark.parametrize("form", ["csv", "annotation"])
def test_other_forms(form: str) -> None:
    status, out, _ = run(str(GOLD / "es" / "note_01.txt"), "--format", form)
    assert status == 0
    assert "No vamos a firmar nada" in out


def test_pages_are_written_with_an_index(tmp_path: Path) -> None:
    status, out, _ = run(str(GOLD / "es"), "--format", "page", "-o", str(tmp_path / "pages"))
    assert status == 0
    assert out.strip().endswith("index.html")
    assert len(list((tmp_path / "pages").glob("note_*.html"))) == 15
    links = Page((tmp_path / "pages" / "index.html").read_text(encoding="utf-8")).links
    assert all((tmp_path / "pages" / link).exists() for link in links)


def test_problems_are_told_and_the_status_says_so(tmp_path: Path) -> None:
    status, _, err = run(str(BROKEN / "R-055-locked.pdf"), str(GOLD / "it" / "note_01.txt"))
    assert status == 1
    assert "[R-055]" in err
    assert "in 1 document" in err
    assert run(str(BROKEN / "R-060-windows-1252.txt"))[0] == 0


def test_standard_input() -> None:
    status, out, _ = run("-", "--format", "jsonl", input=b"The envoy said that talks would go on.")
    assert status == 0
    assert json.loads(out.splitlines()[0])["path"] == "<stdin>"


def test_stored_texts_are_kept_with_their_digest(tmp_path: Path) -> None:
    import hashlib

    status, out, _ = run(str(GOLD / "it"), "--format", "jsonl", "--texts", str(tmp_path / "texts"))
    assert status == 0
    for line in out.splitlines():
        record = json.loads(line)
        if record["record"] == "document":
            data = (tmp_path / "texts" / f"{record['id']}.txt").read_bytes()
            assert hashlib.sha256(data).hexdigest() == record["text_sha256"]
        if record["record"] == "statement":
            text = (tmp_path / "texts" / f"{record['source']}.txt").read_bytes().decode("utf-8")
            assert text[record["start"] : record["end"]] == record["words"]


def test_a_file_name_that_is_no_utf8(tmp_path: Path) -> None:
    import os

    folder = os.fsencode(tmp_path / "odd")
    os.mkdir(folder)
    with open(folder + b"/caf\xe9.txt", "wb") as file:
        file.write(b"The envoy said that talks would go on in the capital on Monday.")
    for form in ("table", "jsonl", "csv", "annotation", "page"):
        out = tmp_path / form / ("" if form == "page" else "file")
        status, _, err = run(
            str(tmp_path / "odd"), "--format", form, "-o", str(out), "--cache", str(tmp_path / "kept")
        )
        assert status == 0, err


def test_one_path_given_twice_is_read_once() -> None:
    note = str(GOLD / "it" / "note_01.txt")
    status, out, err = run(note, note, str(GOLD / "it" / "note_01*.txt"), "--format", "csv")
    assert status == 0
    assert "R-075" not in err
    assert out.count("\n") == run(note, "--format", "csv")[1].count("\n")


def test_what_the_command_cannot_do_it_says() -> None:
    assert "name at least one document" in run()[2]
    assert "needs -o" in run("x.txt", "--format", "page")[2]


def test_a_case_gives_its_names_and_its_faults_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "“No deal”, Moscow said on Monday. The Kremlin demanded that sanctions be lifted."
    )
    status, out, _ = run(str(tmp_path / "a.txt"), "--case", "ukraine_2025", "--format", "jsonl")
    assert status == 0
    assert "russia" in {json.loads(line).get("party") for line in out.splitlines()}
    assert run(str(tmp_path / "a.txt"), "--case", str(tmp_path / "none"))[0] == 1


def test_languages_are_listed() -> None:
    status, out, _ = run("--languages")
    assert status == 0
    for code in ("en", "es", "it"):
        assert re.search(rf"^{code}  ", out, re.M)


def test_the_screen_obeys_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“No \x1b[31mdeal\x07 now”, said Anna Weber on Monday.\n")
    out = run(str(tmp_path / "a.txt"))[1]
    assert "\x1b[31m" not in out
    assert "\x07" not in out


def test_places_are_named_in_problems() -> None:
    assert str(Place("a.jsonl", 3)) == "a.jsonl:3"
