"""Weights: grades that have a number, and mixtures that are less than they look."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.findings import Finding, Path
from detente.case.near import did_you_mean
from detente.case.records import CaseRecord
from detente.case.weights import GRADES, Scales


def check_weights(case: CaseRecord) -> Iterator[Finding]:
    """The case's own table of grades, and readings of one number that all go back to one origin."""
    for grade, chance in case.grades.items():
        place: Path = ("grades", grade)
        if grade not in GRADES:
            yield Finding(
                place, "C-089", f"grade `{grade}`", "sources are graded A to F, statements 1 to 6",
                did_you_mean(grade, list(GRADES), f"write one of {', '.join(GRADES)}"),
            )  # fmt: skip
        elif not 0.0 < chance <= 1.0:
            yield Finding(
                place, "C-089", f"{chance:g} for grade {grade}", "a reliability is a chance above 0 and at most 1 (C3)",
                f"write {GRADES[grade]:g}, or the chance that what is graded {grade} is true",
            )  # fmt: skip
    yield from _one_origin(case)


def _one_origin(case: CaseRecord) -> Iterator[Finding]:
    scales = Scales(case)
    rows = {
        (group, item.id): str(number)
        for group in ("signals", "watch")
        for number, item in enumerate(getattr(case, group))
    }
    for path, readings in scales.mixtures(case).items():
        backed = [row.supports for row in readings if row.supports]
        origins = {support.origin for supports in backed for support in supports}
        if len(backed) < 2 or len(origins) > 1:
            continue
        keys = path.split(".")
        if keys[0] in ("signals", "watch"):
            keys[1] = rows[keys[0], keys[1]]
        yield Finding(
            tuple(keys),
            "C-088",
            f"{len(backed)} readings, all from {next(iter(origins))}",
            "what goes back to one origin is one witness: without weights of their own its readings share one unit",
            "add a reading from elsewhere, or write one range that covers them",
            "warning",
        )
