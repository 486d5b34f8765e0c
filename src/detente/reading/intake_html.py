"""An HTML page to the words of its article, one paragraph a line."""

from __future__ import annotations

import re
from typing import Any

from detente.errors import Place
from detente.reading.anchors import anchors_in_source
from detente.reading.intake_bytes import decode
from detente.reading.intake_records import Extracted, IntakeError, Limits, problem
from detente.reading.metadata import as_csl

#: ``<q>`` shows quote marks that are not in the text.
_QUOTE_OPEN, _QUOTE_CLOSE = re.compile(r"<q(?:\s[^<>]*)?>", re.I), re.compile(r"</q\s*>", re.I)
_BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th", "dd", "dt", "figcaption"}
_SKIPPED = {"script", "style", "noscript", "template", "nav", "footer", "form", "iframe", "svg", "head"}
#: A page with more paragraphs than this is no article: all of them are taken, without looking for one.
ELEMENTS = 5_000
_SPACE = re.compile(r"\s+")


def take_html(data: bytes, place: Place, limits: Limits) -> Extracted:
    """The article of a page: by trafilatura, or every paragraph of the page where it finds none."""
    text, name, problems = decode(data, place, html=True)
    body, metadata = article(text, place, limits)
    return Extracted(body, name, metadata, problems, anchors=anchors_in_source(text, body))


def article(html: str, place: Place, limits: Limits) -> tuple[str, dict[str, Any]]:
    """Words and metadata of the article in ``html``.

    Raises
    ------
    IntakeError
        The page is longer than the limit, or holds no paragraph of text.
    """
    if len(html) > limits.html_characters:
        raise IntakeError(problem("R-058", place, f"{len(html):,} characters of HTML"))
    html = _QUOTE_CLOSE.sub("”", _QUOTE_OPEN.sub("“", html.replace("\x00", "")))
    found = _trafilatura(html) if html.count("<p") + html.count("<div") <= ELEMENTS else None
    plain = paragraphs_of(html)
    # A short page makes an extractor of articles unsure; then all paragraphs are better than a few.
    body = (found.text or "") if found is not None else ""
    if not body or (len(body) < 0.5 * len(plain) and len(plain) < 3_000):
        body = plain
    if not body.strip():
        raise IntakeError(problem("R-067", place, "no paragraph of text in the page"))
    return body, _metadata(found)


def _trafilatura(html: str) -> Any:
    from trafilatura import bare_extraction

    return bare_extraction(
        html,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "2100-01-01"},
    )


def _metadata(found: Any) -> dict[str, Any]:
    if found is None:
        return {}
    return as_csl(
        title=found.title,
        date=found.date,
        outlet=found.sitename,
        author=found.author,
        url=found.url,
        language=found.language,
    )


def paragraphs_of(html: str) -> str:
    """Every paragraph of a page in document order, one a line; empty where there is none."""
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as lxml_html

    if not html.strip():
        return ""
    try:
        root = lxml_html.fromstring(html.encode("utf-8"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    lines: list[str] = []
    pieces: list[str] = []

    def close() -> None:
        line = _SPACE.sub(" ", "".join(pieces)).strip()
        pieces.clear()
        if line:
            lines.append(line)

    skipping = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else "!"
        skipped, block = tag in _SKIPPED or tag == "!", tag in _BLOCKS or tag in {"div", "br", "tr"}
        if event == "start":
            skipping += skipped
            if block:
                close()
            if not skipping and node.text:
                pieces.append(node.text)
        else:
            skipping -= skipped
            if block:
                close()
            if not skipping and node.tail:
                pieces.append(node.tail)
    close()
    return "\n".join(lines)
