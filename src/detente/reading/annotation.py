"""Statements as W3C Web Annotations, which other tools of text analysis read."""

from __future__ import annotations

from typing import Any

from detente.reading.documents import Document
from detente.reading.records import FoundStatement

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
#: Characters kept before and after the words, so that they are found again where the text has moved.
AROUND = 32


def annotation(document: Document, statement: FoundStatement) -> dict[str, Any]:
    """One statement as an annotation with a quote selector and a position selector.

    Positions count Unicode code points of the stored text, from 0, the end not included, as the
    recommendation asks;
    the source is named by the digest of that text.

    Sources
    -------
    W3C, Web Annotation Data Model (2017), sections 3.2 (bodies), 4.2.4 (quote) and 4.2.5 (position).
    """
    text = document.text.text
    start, end = statement.start, statement.end
    return {
        "id": f"urn:detente:{statement.id}",
        "type": "Annotation",
        "motivation": "classifying",
        "body": list(_bodies(statement)),
        "target": {
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
    }


def _bodies(statement: FoundStatement) -> list[dict[str, Any]]:
    tags = [
        ("speaker", statement.speaker_name),
        ("party", statement.party or ""),
        ("act", statement.act),
        ("layer", statement.layer),
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
