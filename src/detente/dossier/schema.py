"""The JSON Schema of ``dossier.json``, from the records themselves."""

from __future__ import annotations

from typing import Any


def assessment_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of what ``render_json`` writes."""
    from pydantic import TypeAdapter

    from detente.assess.records import Assessment
    from detente.dossier.page import ReadLine

    assessment = TypeAdapter(Assessment).json_schema(mode="serialization")
    reading = TypeAdapter(ReadLine).json_schema(mode="serialization")
    definitions = assessment.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://detente.example/schemas/assessment.json",
        "title": "detente assessment",
        "type": "object",
        "required": ["format", "assessment", "readings", "ids"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": "detente-assessment-1"},
            "assessment": assessment,
            "readings": {"type": "array", "items": reading},
            "ids": {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "JSON Pointer to ID of `detente why CASE ID`, for numbers without an id of their own; "
                "of a list of numbers once, its numbers are ID.1, ID.2 and so on.",
            },
        },
        "$defs": definitions,
    }
