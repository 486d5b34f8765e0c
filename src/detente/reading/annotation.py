"""Statements as W3C Web Annotations, which other tools of text analysis read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente.reading.documents import Document
from detente.reading.records import FoundStatement
from detente.reading.repair import Span

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
#: Characters kept before and after the words, so that they are found again where the text has moved.
AROUND = 32


def annotation(document: Document, statement: FoundStatement) -> dict[str, Any]:
    """One statement as an annotation with a quote selector and a position selector.

    Positions count Unicode code points of the stored text, from 0, the end not included, as the
    recommendation asks; the source is named by the digest of that text. A second target leads into the file itself,
    named by its own digest, where that can be said: position in the decoded file (for a page of HTML, in its source),
    page of a PDF, paragraph of a Word document's main part, part of a mail.

    Sources
    -------
    W3C, Web Annotation Data Model (2017), sections 3.2 (bodies, targets), 4.2.1 (fragment),
    4.2.3 (XPath), 4.2.4 (quote), 4.2.5 (position) and 4.2.9 (refinement); RFC 3778 for the page of a PDF.
    """
    text = document.text.text
    start, end = statement.start, statement.end
    return {
        "id": f"urn:detente:{statement.id}",
        "type": "Annotation",
        "motivation": "classifying",
        "body": list(_bodies(statement)),
        "target": [
            {
                "source": f"urn:sha256:{document.text_sha256}",
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": text[start:end],
                        "prefix": text[max(0, start - AROUND) : start],
                        "suffix": text[end : end + AROUND],
                    },
                    {"type": "TextPositionSelector", "start": start, "end": end},
                ],
            },
            *_in_file(document, (start, end)),
        ],
    }


def _in_file(document: Document, span: Span) -> Iterator[dict[str, Any]]:
    """One target in the file for each of its units that the words touch."""
    for place in document.in_file(span):
        inner = None
        if place.start is not None:
            inner = {"type": "TextPositionSelector", "start": place.start, "end": place.end}
        if place.unit == "source":
            selector = inner or {}
        elif place.unit == "paragraph":
            selector = {"type": "XPathSelector", "value": f"(//w:p)[{place.number}]"}
        else:
            selector = {"type": "FragmentSelector", "value": f"{place.unit}={place.number}"}
            if place.unit == "page":
                selector["conformsTo"] = "http://tools.ietf.org/rfc/rfc3778"
        if inner and selector is not inner:
            selector["refinedBy"] = inner
        source: dict[str, Any] = {"id": f"urn:sha256:{document.sha256}"}
        if place.unit == "source":
            source["format"] = "text/plain"  # the file as it is written, not as a browser shows it
        yield {"source": source, "selector": selector}


def _bodies(statement: FoundStatement) -> list[dict[str, Any]]:
    tags = [
        ("speaker", statement.speaker_name),
        ("party", statement.party or ""),
        ("act", statement.act),
        ("layer", statement.layer),
        ("found-by", statement.found_by),
        ("form", statement.form),
        *(("issue", issue) for issue in statement.issues),
    ]
    return [
        {"type": "TextualBody", "purpose": "tagging", "value": f"{key}:{value}", "format": "text/plain"}
        for key, value in tags
        if value
    ]


def annotation_page(document: Document, statements: tuple[FoundStatement, ...]) -> dict[str, Any]:
    """All annotations of one document as a page that stands for itself."""
    return {
        "@context": CONTEXT,
        "id": f"urn:detente:{document.id}",
        "type": "AnnotationPage",
        "partOf": {
            "id": f"urn:detente:{document.id}:all",
            "type": "AnnotationCollection",
            "label": document.title,
            "total": len(statements),
        },
        "startIndex": 0,
        "items": [annotation(document, statement) for statement in statements],
    }
