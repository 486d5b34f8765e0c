"""Names, languages and dates: nobody entered twice, nothing that only looks like a date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from detente.case.findings import Finding, Path
from detente.case.records import Also, CaseRecord

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def check_names(case: CaseRecord) -> list[Finding]:
    """Doubled names, language codes and dates."""
    return [*_doubled(case), *_languages(case), *_dates(case), *_deadlines(case)]


def folded(name: str) -> str:
    """A name as it is compared: without case, accents of form and surplus space."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _doubled(case: CaseRecord) -> Iterator[Finding]:
    """Parties that share a name are one party entered twice, or a mention could never be resolved."""
    for group, what in (("parties", "party"), ("people", "person")):
        owners: dict[str, str] = {}
        for key, record in getattr(case, group).items():
            names = [
                ("name", record.name),
                *(("also", text) for texts in record.also.values() for text in texts),
            ]
            for field, name in names:
                owner = owners.setdefault(folded(name), key)
                if owner != key:
                    yield Finding(
                        (group, key, field),
                        "C-037",
                        f'"{name}" for `{owner}` and for `{key}`',
                        f"a name leads to one {what}: two names for one {what} belong into one entry, under `also:`",
                        f"merge `{key}` into `{owner}`, or take the name away from one of them",
                    )
                    break


def _languages(case: CaseRecord) -> Iterator[Finding]:
    for path, also in _alsos(case):
        for code in also:
            if not _LANGUAGE.fullmatch(code):
                yield _no_language((*path, code), code)
    if not _LANGUAGE.fullmatch(case.language):
        yield _no_language(("language",), case.language)
    for key, source in case.sources.items():
        if source.language and not _LANGUAGE.fullmatch(source.language):
            yield _no_language(("sources", key, "language"), source.language)


def _no_language(path: Path, code: str) -> Finding:
    return Finding(
        path,
        "C-038",
        f'language "{code}"',
        "languages are named by ISO 639-1 codes in small letters",
        "write en for English, it for Italian, es for Spanish, uk for Ukrainian, ru for Russian, no for Norwegian",
    )


def _alsos(case: CaseRecord) -> Iterator[tuple[Path, Also]]:
    for key, party in case.parties.items():
        yield ("parties", key, "also"), party.also
    for key, person in case.people.items():
        yield ("people", key, "also"), person.also
    for key, issue in case.issues.items():
        yield ("issues", key, "also"), issue.also
        for level_key, level in issue.levels.items():
            yield ("issues", key, "levels", level_key, "also"), level.also


def _dates(case: CaseRecord) -> Iterator[Finding]:
    for path, text in _every_date(case):
        if text is not None and not is_date(text):
            yield Finding(
                path,
                "C-039",
                f'"{text}"',
                "dates are written year-month-day (ISO 8601); less precise ones may stop early (C4)",
                _date_fix(text),
            )


def _every_date(case: CaseRecord) -> Iterator[tuple[Path, str | None]]:
    yield ("as_of",), case.as_of
    for key, source in case.sources.items():
        yield ("sources", key, "date"), source.date
        yield ("sources", key, "accessed"), source.accessed
    for number, statement in enumerate(case.statements):
        yield ("statements", str(number), "date"), statement.date
    for number, signal in enumerate(case.signals):
        yield ("signals", str(number), "date"), signal.date
    for key, market in case.markets.items():
        yield ("markets", key, "date"), market.date
    for number, item in enumerate(case.watch):
        yield ("watch", str(number), "by"), item.by
    for key, table in case.tables.items():
        yield ("tables", key, "deadline"), table.deadline


def is_date(text: str) -> bool:
    """``2025``, ``2025-03`` or ``2025-03-19``, and such a day exists.

    Examples
    --------
    >>> [is_date(text) for text in ("2025-02-28", "2025-02-30", "2025-03", "19.3.2025")]
    [True, False, True, False]
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def _date_fix(text: str) -> str:
    if match := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", text):
        first, second, year = int(match[1]), int(match[2]), match[3]
        fixes = [
            f"{year}-{month:02}-{day:02}" for day, month in ((first, second), (second, first)) if month <= 12
        ]
        return (
            "write " + " or ".join(dict.fromkeys(fix for fix in fixes if is_date(fix)))
            if fixes
            else "write 2025-03-19"
        )
    if match := re.fullmatch(r"(\d{1,2})\.? ([a-z]+),? (\d{4})", text.casefold()):
        for number, month in enumerate(_MONTHS, 1):
            if match[2].startswith(month):
                return f"write {match[3]}-{number:02}-{int(match[1]):02}"
    return "write a date such as 2025-03-19, 2025-03 or 2025"


def _deadlines(case: CaseRecord) -> Iterator[Finding]:
    for key, table in case.tables.items():
        late = table.deadline is not None and is_date(table.deadline) and is_date(case.as_of)
        if late and str(table.deadline) < case.as_of[: len(str(table.deadline))]:
            yield Finding(
                ("tables", key, "deadline"),
                "C-047",
                f"{table.deadline}, before the date of the case ({case.as_of})",
                "a deadline lies ahead on the date for which the case is stated",
                "correct the deadline or `as_of`, or leave the deadline out",
                "warning",
            )
