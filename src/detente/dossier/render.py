"""The dossier as one self-contained HTML page and one JSON record; same case, same seed, same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from detente.assess.records import Assessment
from detente.case.case import Case
from detente.dossier import figures, figures_mind, page

_SCALES = {"icd203": "ICD 203", "ipcc": "IPCC", "kent": "Kent", "nz": "NZ government"}
_CURVE_MONTHS = (0, 6, 12, 24, 36, 48, 60, 84, 120)

#: What each rule id in the records means, for the page and for ``why``.
RULES: tuple[tuple[str, str], ...] = (
    ("utility", "Sum over issues of the account's weight times the worth of the chosen level, on the party's own 0 to 1 scale."),
    ("war-value", "Value of no deal: the war goes on at a monthly cost until it is decided, then the winner's terms flow for ever."),
    ("refusal-value", "The war value again, without the support links that end for those who refuse what a table decided."),
    ("hold", "Settlement game: each month the possible breaker compares attacking now, at the power it has, with keeping the deal one more month; solved by policy iteration on a grid of power."),
    ("consent", "A party signs freely if the deal with its possible collapse is worth at least no deal and everybody at home agrees; under pressure if only refusing alone is worse."),
    ("signed-and-holds", "Per draw: the chance that all needed parties sign, times the chance that nobody breaks it in 60 months."),
    ("signature-class", "Safe, opportunist, bad faith or refuses, from the terms on paper, the value of the deal and the value of no deal."),
    ("credibility", "Chance that the guarantors act: normal probability of stake plus audience minus cost, over what is not known about them."),
    ("never-break", "Least credibility at which no state in which an attack pays can be reached while the guarantee is in force."),
    ("posterior", "Bayes' rule over the signals; reports with one origin or of one event are joined first, so copies do not count twice."),
    ("decibans", "Ten times the common logarithm of the odds that a signal adds to an account, at central values."),
    ("moratorium", "Daily balance of harm avoided and leverage lost while it is kept, blind days after a breach, exposure and blame, less the price, against the cost of being blamed for refusing."),
    ("principle", "The package that a bargaining principle picks among those that everybody needed would sign."),
    ("rank-correlation", "Spearman's rank correlation over the draws between a quantity and the outcome."),
    ("fifths", "Mean over the fifth of the draws in which a quantity is lowest, and over the fifth in which it is highest; all else as drawn."),
    ("lever-cost", "The cost that the case declares for a scenario, in its own unit, and the best difference that the scenario makes divided by it."),
    ("paired-difference", "Scenario and case over the same draws, draw by draw; the interval is that of the mean difference."),
    ("withdrawal", "The same number with a signal withdrawn: the posterior without it, draw by draw."),
    ("observation", "Mutual information between the accounts of goals and something not yet known to be so; Bayes' rule either way."),
    ("information", "Counted over the statements of the case; sources with one origin count once."),
    ("entered", "As entered in the case."),
    ("count", "Counted over all packages that the rules allow, at central values."),
)  # fmt: skip


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
    context = _context(case, assessment, documents, readings)
    context["style"] = Markup(
        files("detente.dossier").joinpath("templates/style.css").read_text(encoding="utf-8")
    )
    for name in ("survival_svg", "value_svg", "credibility_svg", "levers_svg"):
        context[name] = Markup(context[name])
    for name in ("party_svgs", "belief_svgs", "tornado_svgs"):
        context[name] = {key: Markup(svg) for key, svg in context[name].items()}
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
        "scale_name": _SCALES.get(a.settings.scale, a.settings.scale),
        "sections": _sections(a, bool(documents)),
        "settling": settling,
        "labels": {verdict.id: verdict.label for verdict in a.verdicts},
        "breaker": case.parties[a.breaker].name,
        "defender": case.parties[a.defender].name,
        "curve_months": _CURVE_MONTHS,
        "survival_svg": figures.survival_figure(settling),
        "value_svg": figures.value_figure(a, a.breaker, a.defender),
        "credibility_svg": figures.credibility_figure(settling),
        "party_svgs": {verdict.id: figures.party_figure(verdict) for verdict in settling},
        "belief_svgs": {
            party: figures.belief_figure(a, party, case.parties[party].name)
            for party in goal_parties
            if any(signal.about == party for signal in a.signals)
        },
        "tornado_svgs": {
            mind.verdict: figures_mind.tornado_figure(a.verdict(mind.verdict), mind)
            for mind in a.minds
            if mind.drivers
        },
        "levers_svg": figures_mind.lever_figure(a.levers) if a.levers else "",
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
        ("tables", "Tables"),
        ("information", "Information"),
        ("documents", "Documents read"),
        ("statements", "Statements"),
        ("assumptions", "Assumptions"),
        ("limits", "Method and limits"),
    ]
    absent = {"documents"} if not has_documents else set()
    absent |= {
        id for id, rows in (("moratoria", a.moratoria), ("mind", a.minds), ("levers", a.levers)) if not rows
    }
    return [(id, title) for id, title in out if id not in absent]


def render_json(assessment: Assessment, readings: Sequence[page.ReadLine] = ()) -> str:
    """The same as a JSON record (docs/schemas/assessment.json)."""
    record = {
        "format": "detente-assessment-1",
        "assessment": asdict(assessment),
        "readings": [asdict(line) for line in readings],
    }
    return json.dumps(record, ensure_ascii=False, indent=1, sort_keys=False, allow_nan=False) + "\n"
