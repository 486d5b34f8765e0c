"""The checks of meaning: each file looks at one part of a case and returns findings."""

from __future__ import annotations

from pathlib import Path

from detente.case.findings import Finding
from detente.case.records import CaseRecord


def check_record(record: CaseRecord, folder: Path | None) -> list[Finding]:
    """All findings on a record whose form is right."""
    return []
