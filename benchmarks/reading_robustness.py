"""Five thousand mangled documents and a dozen hostile ones: a document or a problem each, no failure, no hang.

Run ``python benchmarks/reading_robustness.py``. Every input is made from a fixed seed. A result counts as a failure
when it is neither a document nor a problem, when it is our own error (R-072) or when it ran over its time (R-073).
"""

from __future__ import annotations

import argparse
import io
import json
import os
import pickle
import platform
import random
import subprocess
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from detente.case.vocabulary import EMPTY
from detente.reading.corpus import Settings, read_one
from detente.reading.documents import DocumentReading
from detente.reading.intake_records import Item, Limits

ROOT = Path(__file__).parents[1]
SENTENCES = (
    "«Non accetteremo ultimatum da nessuno», ha detto la ministra Elena Marchetti.",
    "El portavoz Oleg Marín añadió que “la respuesta llegará en diez días”.",
    "According to two officials, the envoy had demanded that the troops leave by 20 April.",
    "L’analyste a déclaré que l’accord « ne tiendrait pas six mois ».",
    "Der Minister sagte, es werde „keine Zugeständnisse“ geben.",
)
TEXT = "\n\n".join(" ".join(SENTENCES[(n + k) % 5] for k in range(3)) for n in range(8))


def good_documents() -> dict[str, bytes]:
    """One sound document of every kind."""
    body = "".join(f"<p>{line}</p>" for line in TEXT.split("\n\n"))
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Colloqui", "Desk <desk@example.org>"
    mail.set_content(TEXT)
    mail.add_alternative(f"<html><body>{body}</body></html>", subtype="html")
    rows = [json.dumps({"title": "T", "date": "2025-03-19", "text": TEXT}, ensure_ascii=False)] * 2
    return {
        "text": TEXT.encode(),
        "markdown": ("# Titolo\n\n" + TEXT).encode(),
        "html": f"<!doctype html><html><head><title>T</title></head><body><article>{body}</article></body></html>".encode(),
        "pdf": pdf_of(SENTENCES * 4),
        "docx": docx_of(TEXT.split("\n\n")),
        "mail": mail.as_bytes(),
        "row": rows[0].encode(),
    }


def pdf_of(lines: tuple[str, ...]) -> bytes:
    """A PDF of one page with the lines on it."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    names = {
        "/Type": "/Font",
        "/Subtype": "/Type1",
        "/BaseFont": "/Helvetica",
        "/Encoding": "/WinAnsiEncoding",
    }
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    shown = "\n".join(f"({line}) Tj T*" for line in lines)
    stream.set_data(f"BT /F1 9 Tf 12 TL 40 800 Td\n{shown}\nET".encode("cp1252"))
    page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def docx_of(lines: list[str]) -> bytes:
    """A Word document with one paragraph a line."""
    from docx import Document

    document = Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def mangled(data: bytes, chance: random.Random) -> bytes:
    """One to four kinds of damage, one after another."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(DAMAGE)(data, chance)
    return data


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 30) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _insert(piece: Callable[[random.Random], bytes]) -> Callable[[bytes, random.Random], bytes]:
    def insert(data: bytes, chance: random.Random) -> bytes:
        place = chance.randint(0, len(data))
        return data[:place] + piece(chance) + data[place:]

    return insert


def _swap(data: bytes, chance: random.Random) -> bytes:
    a, b, c = sorted(chance.randint(0, len(data)) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _again(data: bytes, chance: random.Random) -> bytes:
    a, b = sorted(chance.randint(0, len(data)) for _ in range(2))
    return data[:b] + data[a:b] * chance.randint(1, 5) + data[b:]


def _encoded_twice(data: bytes, chance: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode("cp1252", "replace").decode("latin-1").encode()


def _in_utf16(data: bytes, chance: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode("utf-16")


QUOTES = "«»“”„‘’\"'‹›「」"
DAMAGE: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut,
    _flip,
    _swap,
    _again,
    _encoded_twice,
    _in_utf16,
    _insert(lambda chance: chance.randbytes(chance.randint(1, 200))),
    _insert(
        lambda chance: "".join(chance.choice("\u202a\u202e\u2066\u2069\u200f") for _ in range(9)).encode()
    ),
    _insert(lambda chance: b"\x00" * chance.randint(1, 40)),
    _insert(lambda chance: (chance.choice(QUOTES) * 500).encode()),
    _insert(lambda chance: "".join(chance.choice(QUOTES + " ,.ab") for _ in range(800)).encode()),
    _insert(lambda chance: b"<div>" * chance.randint(1, 900)),
    _insert(lambda chance: b"e\xcc\x81" * 300),
    _insert(lambda chance: ("che " * 400).encode()),
    _insert(lambda chance: "".join(chr(chance.randrange(32, 0xD800)) for _ in range(300)).encode()),
    _insert(lambda chance: ("ha detto: «" * 200).encode()),
)


def hostile_documents() -> Iterator[tuple[str, str, bytes]]:
    """Name, kind and bytes of inputs made to hurt."""
    yield "one paragraph of 20 MB", "text", (SENTENCES[0] + " ").encode() * 250_000
    yield "one word of 20 MB", "text", b"x" * 20_000_000
    yield "quotes 500 deep", "text", ("Anna said: " + "“a ‘b " * 500 + "c" + " d’ e”" * 500).encode()
    yield "a million openers", "text", "« ".encode() * 1_000_000
    yield "two million blank lines", "text", b"a\n" + b"\n" * 2_000_000 + b"b"
    yield "damage in every character", "text", ("è“”" * 200_000).encode().decode("cp1252", "replace").encode()
    yield "zip bomb", "docx", _bomb()
    yield "XML entities in a docx", "docx", _laughs()
    yield "100,000 nested elements", "html", b"<div>" * 100_000 + b"words" + b"</div>" * 100_000
    yield "8 MB of HTML", "html", b"<html><body>" + b"<p>The envoy said that talks would go on.</p>" * 170_000
    yield "unclosed tags", "html", b"<p><q><b>" * 200_000
    yield "PDF whose page tree bites its tail", "pdf", _loop()
    yield "PDF whose stream unpacks to 400 MB", "pdf", _packed_pdf()
    yield "PDF with only a header", "pdf", b"%PDF-1.7\n" + b"1 0 obj\n" * 200_000
    yield "mail 2,000 parts deep", "mail", _deep_mail()
    yield "row 200,000 brackets deep", "row", b'{"text": ' + b"[" * 200_000
    yield "marks of Markdown", "markdown", b"**_[" * 300_000


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 400_000_000)
    return buffer.getvalue()


def _laughs() -> bytes:
    names = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    words = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "ha">{names}]>'
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    words += f"<w:document {space}><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
    source = zipfile.ZipFile(io.BytesIO(docx_of(["x"])))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, words if name == "word/document.xml" else source.read(name))
    return buffer.getvalue()


def _loop() -> bytes:
    parts = [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9/Parent 2 0 R>>endobj\n",
        b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
    ]
    return b"".join(parts)


def _packed_pdf() -> bytes:
    import zlib

    stream = zlib.compress(zlib.compress(b"BT (a) Tj ET\n" * 32_000_000, 9), 9)
    return b"".join(
        [
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n",
            b"4 0 obj<</Filter[/FlateDecode/FlateDecode]/Length " + str(len(stream)).encode() + b">>stream\n",
            stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
        ]
    )


def _deep_mail() -> bytes:
    lines = ["From: a@example.org", "MIME-Version: 1.0"]
    for n in range(2_000):
        lines += [f'Content-Type: multipart/mixed; boundary="b{n}"', "", f"--b{n}"]
    return "\n".join([*lines, "Content-Type: text/plain", "", "Words."]).encode()


def outcome(result: DocumentReading) -> str:
    """``document``, the code of the error, or ``nothing`` (which must not happen)."""
    errors = [one.code for one in result.problems if one.severity == "error"]
    if result.document is not None:
        return "document"
    return errors[0] if errors else "nothing"


def run(count: int, seed: int = 20250319, seconds: float = 20.0) -> list[dict[str, Any]]:
    """Read ``count`` mangled documents; one row each with its outcome and processor time."""
    payload = pickle.dumps((EMPTY, Settings(limits=Limits(seconds=seconds), workers=1, author=True)))
    good = good_documents()
    kinds = list(good)
    rows = []
    for n in range(count):
        chance = random.Random(seed + n)
        kind = kinds[n % len(kinds)]
        data = mangled(good[kind], chance)
        rows.append(_row(f"mangled-{n}", chance.choice(kinds) if n % 10 == 9 else kind, data, payload))
    return rows


def run_hostile(seconds: float = 60.0) -> list[dict[str, Any]]:
    """Read the hostile documents."""
    payload = pickle.dumps((EMPTY, Settings(limits=Limits(seconds=seconds), workers=1, author=True)))
    return [_row(name, kind, data, payload) for name, kind, data in hostile_documents()]


def _row(name: str, kind: str, data: bytes, payload: bytes) -> dict[str, Any]:
    start = time.process_time()
    result = read_one(Item(name, kind, payload=data), payload)
    spent = time.process_time() - start
    codes = sorted({one.code for one in result.problems})
    found = next((one.found for one in result.problems if one.code in {"R-072", "R-073"}), "")
    return {
        "input": name,
        "kind": kind,
        "bytes": len(data),
        "outcome": outcome(result),
        "codes": codes,
        "statements": len(result.statements),
        "seconds": round(spent, 3),
        **({"found": found} if found else {}),
    }


def doubling() -> list[dict[str, Any]]:
    """Processor time of texts that double in size."""
    payload = pickle.dumps((EMPTY, Settings(workers=1, author=True)))
    pieces = {
        "news": TEXT + "\n",
        "one paragraph": " ".join(SENTENCES) + " ",
        "openers": "« “ „ ",
        "reporting words": "ha detto che ",
        "damaged": "perÃ² â€œnon bastaâ€ ",
    }
    rows = []
    for name, piece in pieces.items():
        for size in (50_000, 100_000, 200_000, 400_000):
            data = (piece * (size // len(piece) + 1))[:size].encode()
            rows.append({"text": name, "characters": size, **_only(_row("t", "text", data, payload))})
    return rows


def _only(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("outcome", "statements", "seconds")}


def table(rows: list[dict[str, Any]]) -> str:
    """Rows as a Markdown table."""
    heads = [head for head in rows[0] if head != "codes"]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(str(row[head]) for head in heads) + " |" for row in rows])


def main() -> None:
    """Run everything, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--only", choices=("mangled", "hostile", "doubling"))
    options = parser.parse_args()
    rows = run(options.count) if options.only in {None, "mangled"} else []
    hostile = run_hostile() if options.only in {None, "hostile"} else []
    sizes = doubling() if options.only in {None, "doubling"} else []
    outcomes = Counter(row["outcome"] for row in rows)
    warnings = Counter(code for row in rows for code in row["codes"])
    failures = [row for row in rows + hostile if row["outcome"] in {"R-072", "R-073", "nothing"}]
    for row in failures:
        print("FAILURE", row)
    for part in filter(None, (hostile, sizes)):
        print(table(part))
    print(dict(outcomes), dict(warnings), "slowest", max((row["seconds"] for row in rows), default=0))
    if options.only:
        return
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    record = {
        "benchmark": "reading_robustness",
        "commit": commit.stdout.strip(),
        "machine": {"processors": os.cpu_count(), "kind": platform.machine()},
        "versions": {"python": platform.python_version()},
        "settings": {"count": options.count, "seed": 20250319},
        "outcomes": dict(outcomes.most_common()),
        "codes": dict(warnings.most_common()),
        "failures": failures,
        "seconds": {
            "all": round(sum(row["seconds"] for row in rows), 1),
            "slowest": max(r["seconds"] for r in rows),
        },
        "hostile": hostile,
        "doubling": sizes,
    }
    results = ROOT / "benchmarks" / "results"
    (results / "reading_robustness.json").write_text(json.dumps(record, indent=1) + "\n")
    counts = "\n".join(f"| {name} | {count} |" for name, count in outcomes.most_common())
    (results / "reading_robustness.md").write_text(
        f"# Mangled and hostile documents\n\nCommit {record['commit']}; {options.count} mangled documents, "
        f"{len(failures)} failures of ours.\n\n| outcome | documents |\n|---|---|\n{counts}\n\n"
        f"## Hostile\n\n{table(hostile)}\n\n## Doubling sizes\n\n{table(sizes)}\n"
    )


if __name__ == "__main__":
    main()
