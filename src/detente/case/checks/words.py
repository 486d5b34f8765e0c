"""Words of likelihood: a scale of the case's own that can be read."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.findings import Finding
from detente.case.records import CaseRecord
from detente.case.wordscale import read_bands


def check_words(case: CaseRecord) -> Iterator[Finding]:
    """Bands that lie in no order, overlap or leave gaps; words that stand twice."""
    if case.words is None:
        return
    for fault in read_bands(case.words.name, case.words.bands)[1]:
        place = ("words", "bands", fault.word) if fault.word else ("words",)
        yield Finding(place, fault.code, fault.found, fault.rule, fault.fix, fault.severity)
