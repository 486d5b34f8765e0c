"""The dossier as one self-contained HTML page and one JSON record; same case, same seed, same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from detente.assess.leaves import ids_of
from detente.assess.records import Assessment
from detente.assess.rules import RULES
from detente.case.case import Case
from detente.dossier import page
from detente.dossier.pictures import pictures_of

_SCALES = {"icd203": "ICD 203", "ipcc": "IPCC", "kent": "Kent", "nz": "NZ government"}


def render_html(
    case: Case,
    assessment: Assessment,
    documents: Sequence[page.ReadDocument] = (),
    readings: Sequence[page.ReadLine] = (),
) -> str:
    """The whole page as text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("detente.dossier", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["unbroken"] = page.unbroken
    environment.filters["drawing"] = Markup
    context = _context(case, assessment, documents, readings)
    context["style"] = Markup(
        files("detente.dossier").joinpath("templates/style.css").read_text(encoding="utf-8")
    )
    return environment.get_template("dossier.html").render(context)


def _context(
    case: Case,
    a: Assessment,
    documents: Sequence[page.ReadDocument],
    readings: Sequence[page.ReadLine],
) -> dict[str, Any]:
    settling = [verdict for verdict in a.verdicts if verdict.settles]
    issues, positions = page.position_rows(case)
    goal_parties = page.parties_shown(a)
    return {
        "a": a,
        "case": case,
        "language": case.language,
        "scale_name": _SCALES.get(a.settings.scale, a.settings.scale.replace(": ", " (", 1) + ")"),
        "sections": _sections(a, bool(documents)),
        "settling": settling,
        "labels": {verdict.id: verdict.label for verdict in a.verdicts},
        "breaker": case.parties[a.breaker].name,
        "defender": case.parties[a.defender].name,
        "pictures": pictures_of(a, {id: party.name for id, party in case.parties.items()}),
        "cells": {(cell.party, cell.issue): cell for cell in a.information},
        "information_words": page.information_words(case, a),
        "signal_link": page.signal_namer(case),
        "sign": page.sign_class,
        "goal_parties": goal_parties,
        "position_issues": issues,
        "positions": positions,
        "tables": page.table_rows(case),
        "statements": page.statement_rows(case),
        "sources": page.source_rows(case),
        "summary": page.source_summary(case),
        "documents": documents,
        "readings": readings,
        "rules": RULES,
        "answer": page.answer,
        "band": page.band,
        "signers": page.signers,
        "signature": page.likeliest_signature,
        "terms": page.term_rows,
    }


def _sections(a: Assessment, has_documents: bool) -> list[tuple[str, str]]:
    out = [
        ("bottom-line", "Bottom line"),
        ("judgements", "Key judgements"),
        ("verdicts", "Packages"),
        ("mind", "What would change it"),
        ("levers", "Levers"),
        ("packages", "In full"),
        ("space", "All packages"),
        ("war", "War"),
        ("moratoria", "Limited cease-fires"),
        ("goals", "Goals"),
        ("positions", "Positions"),
        ("text", "Negotiating text"),
        ("tables", "Tables"),
        ("information", "Information"),
        ("documents", "Documents read"),
        ("statements", "Statements"),
        ("assumptions", "Assumptions"),
        ("limits", "Method and limits"),
    ]
    absent = {"documents"} if not has_documents else set()
    absent |= {
        id
        for id, rows in (
            ("moratoria", a.moratoria),
            ("mind", a.minds),
            ("levers", a.levers),
            ("text", a.pictures and a.pictures.text),
        )
        if not rows
    }
    return [(id, title) for id, title in out if id not in absent]


def render_json(assessment: Assessment, readings: Sequence[page.ReadLine] = ()) -> str:
    """The same as a JSON record (docs/schemas/assessment.json)."""
    record: dict[str, Any] = {
        "format": "detente-assessment-1",
        "assessment": asdict(assessment),
        "readings": [asdict(line) for line in readings],
    }
    record["ids"] = ids_of(record, "brief")
    return json.dumps(record, ensure_ascii=False, indent=1, sort_keys=False, allow_nan=False) + "\n"
