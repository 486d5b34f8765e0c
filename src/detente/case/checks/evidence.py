"""Evidence: statements with a place in their source, words as they stand there, sources that are the right ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path as FilePath

from detente.case.checks.ids import every_because
from detente.case.evidence import LARGEST_SOURCE, digest_of, source_file
from detente.case.findings import Finding, Path
from detente.case.records import CaseRecord, Statement

#: Endings of files whose text can be compared with a span; a PDF has no text of its own.
TEXTS = (".txt", ".md", ".html", ".htm")


def check_evidence(case: CaseRecord, folder: FilePath | None) -> list[Finding]:
    """Sources on disk, spans, and what nothing rests on."""
    found = [*_files(case, folder)]
    wrong = {finding.path[1] for finding in found}
    found += _spans(case)
    found += _words(case, folder, wrong)
    found += _levels(case)
    return [*found, *_unused(case)]


def _files(case: CaseRecord, folder: FilePath | None) -> Iterator[Finding]:
    if folder is None:
        return
    for key, source in case.sources.items():
        path = source_file(folder, key, source.file)
        if path is None:
            if source.file:
                yield Finding(
                    ("sources", key, "file"),
                    "C-083",
                    f"sources/{source.file}, which is not there",
                    "a file that a source names lies under sources/ in the folder of the case",
                    "put it there, or leave `file` out (`detente attach CASE FILE` adds it later and checks it)",
                )
            continue
        if path.stat().st_size > LARGEST_SOURCE:
            yield Finding(
                ("sources", key, "file"), "C-083", f"{path.stat().st_size / 1e6:.0f} MB",
                f"a source has at most {LARGEST_SOURCE / 1e6:.0f} MB", "keep the text of it, not the scan",
            )  # fmt: skip
        elif source.sha256 and digest_of(path) != source.sha256.lower():
            yield Finding(
                ("sources", key, "sha256"),
                "C-080",
                f"{path.name} has SHA-256 {digest_of(path)}",
                f"the digest says which document was read: {source.sha256}",
                "put the right document there; or, if this is the right one, write its digest and check every span again",
            )


def _spans(case: CaseRecord) -> Iterator[Finding]:
    for number, item in enumerate(case.statements):
        path: Path = ("statements", str(number))
        if (item.start is None) != (item.end is None):
            given = "start" if item.end is None else "end"
            yield Finding(
                (*path, given), "C-082", f"only `{given}`", "a span has a start and an end (half-open, in code points; C8)",
                "give both, or a paragraph alone",
            )  # fmt: skip
        elif item.start is not None and item.end is not None and not 0 <= item.start < item.end:
            yield Finding(
                (*path, "start"), "C-082", f"{item.start} to {item.end}", "a span runs forward and is not empty (C8)",
                "give the first code point and one past the last, or the paragraph alone",
            )  # fmt: skip
        elif item.start is None and item.paragraph is None:
            yield Finding(
                path, "C-084", "neither span nor paragraph", "a statement says where it stands in its source",
                "add the paragraph, counted from 1", "warning",
            )  # fmt: skip
        elif item.paragraph is not None and item.paragraph < 1:
            yield Finding(
                (*path, "paragraph"), "C-082", f"paragraph {item.paragraph}", "paragraphs are counted from 1",
                "write the number of the paragraph, or leave it out",
            )  # fmt: skip


def _words(case: CaseRecord, folder: FilePath | None, wrong: set[str]) -> Iterator[Finding]:
    """Spans whose words are not those of the stored text; a paraphrase only has to lie inside it."""
    texts: dict[str, str | None] = {}
    wrong_words = 0
    for number, item in enumerate(case.statements):
        if item.source not in case.sources or item.source in wrong or not _has_span(item):
            continue
        if item.source not in texts:
            texts[item.source] = stored_text(source_file(folder, item.source, case.sources[item.source].file))
        text = texts[item.source]
        if text is None:
            continue
        start, end = item.start or 0, item.end or 0
        path: Path = ("statements", str(number), "words")
        if end > len(text):
            yield Finding(
                path, "C-082", f"{start}-{end} in a text of {len(text)} code points", "a span lies inside its source (C8)",
                "correct the span, or give the paragraph alone",
            )  # fmt: skip
        elif not item.paraphrase and text[start:end] != item.words:
            wrong_words += 1
            yield _other_words(path, item, text, look=wrong_words < 100)


def _has_span(item: Statement) -> bool:
    return item.start is not None and item.end is not None and 0 <= item.start < item.end


def _other_words(path: Path, item: Statement, text: str, look: bool) -> Finding:
    start = text.find(item.words) if item.words and look else -1
    if start >= 0:
        fix = f"write start {start} and end {start + len(item.words)}, where these words stand"
    else:
        fix = "copy the words again, or mark the statement `paraphrase: true`"
    return Finding(
        path,
        "C-081",
        f"{item.source} at {item.start}-{item.end} has {_short(text[item.start : item.end])}, not {_short(item.words)}",
        "words that are not a paraphrase repeat their source letter for letter (C8)",
        fix,
    )


def _short(text: str, limit: int = 60) -> str:
    flat = " ".join(text.split())
    return f'"{flat}"' if len(flat) <= limit else f'"{flat[: limit - 1]}…"'


def stored_text(path: FilePath | None) -> str | None:
    """The text that spans count in: the file as it stands, in Unicode form NFC; None for other formats."""
    if path is None or path.suffix.casefold() not in TEXTS or path.stat().st_size > LARGEST_SOURCE:
        return None
    return unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig", errors="replace"))


def _levels(case: CaseRecord) -> Iterator[Finding]:
    for number, item in enumerate(case.statements):
        if item.level and not item.issue:
            yield Finding(
                ("statements", str(number), "level"), "C-032", f"level `{item.level}` without an issue",
                "a level belongs to an issue", "fill in `issue`",
            )  # fmt: skip


def _unused(case: CaseRecord) -> Iterator[Finding]:
    used = {id_ for _, ids in every_because(case) for id_ in ids}
    for number, item in enumerate(case.statements):
        if item.id not in used and not item.issue:
            yield Finding(
                ("statements", str(number)),
                "C-085",
                f"statement `{item.id}`, on which nothing rests",
                "a statement is used by a `because` or bears on an issue",
                f"add {item.id} to a `because`, name its issue, or delete it",
                "warning",
            )
    cited = {item.source for item in case.statements}
    for key in case.sources:
        if key not in cited:
            yield Finding(
                ("sources", key),
                "C-086",
                f"source `{key}` without statements",
                "a source is there for the statements taken from it",
                "add its statements, or delete it",
                "warning",
            )
