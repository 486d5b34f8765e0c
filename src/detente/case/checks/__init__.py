"""The checks of meaning: each file looks at one part of a case and returns findings."""

from __future__ import annotations

from pathlib import Path

from detente.case.checks.drivers import check_drivers
from detente.case.checks.evidence import check_evidence
from detente.case.checks.goals import check_goals
from detente.case.checks.grounds import check_grounds
from detente.case.checks.ids import check_ids
from detente.case.checks.issues import check_issues
from detente.case.checks.names import check_names
from detente.case.checks.rules import check_rules
from detente.case.checks.scenarios import check_scenarios
from detente.case.checks.together import check_interactions, check_ratifiers
from detente.case.checks.war import check_war
from detente.case.checks.weights import check_weights
from detente.case.checks.words import check_words
from detente.case.findings import Finding
from detente.case.records import CaseRecord


def check_record(record: CaseRecord, folder: Path | None) -> list[Finding]:
    """All findings on a record whose form is right.

    Rules are looked at only where every id leads somewhere, because a misspelt level would make them all
    look contradictory.
    """
    found = check_ids(record)
    if not any(finding.code == "C-032" for finding in found):
        found += check_rules(record)
        found += check_interactions(record)
    found += check_names(record)
    found += check_goals(record)
    found += check_ratifiers(record)
    found += check_issues(record)
    found += check_war(record)
    found += check_evidence(record, folder)
    found += check_scenarios(record)
    found += check_drivers(record)
    found += check_weights(record)
    found += check_words(record)
    return [*found, *check_grounds(record)]
