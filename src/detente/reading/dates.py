"""Dates in a statement, resolved against the date of the text with the precision that the words allow."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from detente.reading.languages import Language, load_language
from detente.reading.records import FoundDate, Precision, Span, Text

Relation = Literal["at", "since", "until", "before", "after"]
_RELATIONS: tuple[Relation, ...] = ("since", "until", "before", "after")
_NEVER = r"(?!x)x"


def find_dates(text: Text, span: Span, language: Language) -> tuple[FoundDate, ...]:
    """Dates named in ``text[span]``, in order.

    A day without a year is the occurrence nearest to the date of the text and marked ``recurring``; a text
    without a date leaves relative expressions out, since nothing fixes them.

    Examples
    --------
    >>> from detente.reading.records import Paragraph, Text
    >>> words = "sanzioni imposte dal 2014"
    >>> text = Text("t", words, (Paragraph(0, len(words), "it"),), "2025-03-19", "it")
    >>> [(d.iso, d.precision, d.relation) for d in find_dates(text, (0, len(words)), load_language("it"))]
    [('2014', 'year', 'since')]
    """
    anchor = _anchor(text.date)
    found: list[FoundDate] = []
    for match in _pattern(language.code).finditer(text.text, *span):
        one = _read(match, anchor, language)
        if one is not None:
            relation = _relation(text.text, span[0], one.start, language)
            found.append(replace(_nearest_month(one, match, anchor, relation), relation=relation))
    return tuple(found)


def _anchor(iso: str | None) -> date | None:
    """The day of the text; a month or a year alone anchors nothing."""
    if iso is None or len(iso) < 10:
        return None
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None


@cache
def _pattern(code: str) -> re.Pattern[str]:
    """One expression for every way of giving a date; bounded repeats only, so it runs in linear time."""
    language = load_language(code)
    data = language.dates
    month = _words(language.months)
    unit = _words(data.get("units", {}))
    number = rf"(?:\d{{1,3}}|{_words(language.numbers)})"
    glue = _words(dict.fromkeys(data.get("glue", "").split()))
    this_year = "|".join(map(re.escape, data.get("this_year", []))) or _NEVER
    year = rf"(?:(?:{glue})\s|,\s|\s)?\s?(?:(?P<year>(?:19|20)\d\d)|(?P<same>{this_year}))"
    ago = (
        data.get("ago", _NEVER)
        .replace("{n}", rf"(?P<ago>{number})")
        .replace("{unit}", f"(?P<ago_unit>{unit})")
    )
    hence = (
        data.get("hence", _NEVER)
        .replace("{n}", rf"(?P<hence>{number})")
        .replace("{unit}", f"(?P<hence_unit>{unit})")
    )
    every = "|".join(map(re.escape, data.get("every", []))) or _NEVER
    coming = "|".join(map(re.escape, data.get("coming", []))) or _NEVER
    told = [phrase for relation in _RELATIONS for phrase in data.get(relation, [])]
    leads = _words(dict.fromkeys([*told, *data.get("month_leads", [])]))
    parts = [
        r"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)",
        r"(?P<dmy>\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d)",
        rf"(?P<day>\d{{1,2}})(?:\.|º|°|er|st|nd|rd|th)?\s(?:(?:{glue})\s)?(?P<month>{month})(?:\s?{year})?",
        rf"(?P<month2>{month})\s(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
        rf"(?:,?\s(?P<year2>(?:19|20)\d\d)|\s(?:(?:{glue})\s)?(?P<same2>{this_year}))?",
        rf"(?P<month3>{month})\s(?:(?:{glue})\s)?(?P<year3>(?:19|20)\d\d)",
        r"(?P<decade>(?:19|20)\d0)(?:s|er)",
        rf"(?P<tens>{_words(data.get('decades', {}))})",
        ago,
        hence,
        rf"(?P<near>{_words(data.get('near', {}))})",
        rf"(?:(?P<every>{every})\s|(?P<next>{coming})\s)?(?P<weekday>{_words(data.get('weekdays', {}))})s?"
        rf"(?:\s(?P<next2>{coming}))?",
        rf"(?P<lead>{leads})\s(?P<month4>{month})(?!\s(?:(?:{glue})\s)?\d)",
        rf"(?P<feast>{_words(data.get('feasts', {}))})",
        r"(?P<bare>(?:19|20)\d\d)(?!\s?%|[.,]\d)",
    ]
    return re.compile(r"(?<![\w])(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)


def _words(table: object) -> str:
    """Alternatives of a table's keys, longest first."""
    keys = sorted(table, key=len, reverse=True) if isinstance(table, dict) else []
    return "|".join(re.escape(key) for key in keys) or _NEVER


def _read(match: re.Match[str], anchor: date | None, language: Language) -> FoundDate | None:
    """The date that one match means."""
    start, end = match.span("month4") if match["month4"] else match.span()
    for value, precision, recurring in _readings(match, anchor, language):
        if value is not None:
            return FoundDate(start, end, value, precision, "at", recurring)
    return None


def _readings(
    match: re.Match[str], anchor: date | None, language: Language
) -> Iterator[tuple[str | None, Precision, bool]]:
    """What each group of the expression says; only those that matched yield a value."""
    group = match.groupdict()
    if group["iso"]:
        yield _day(*map(int, group["iso"].split("-"))), "day", False
    if group["dmy"]:
        d, m, y = map(int, re.split(r"[./]", group["dmy"]))
        yield _day(y, m, d), "day", False
    day, month = group["day"] or group["day2"], group["month"] or group["month2"]
    if day and month:
        yield from _calendar_day(group, int(day), language.months[month.lower()], anchor)
    if group["month3"]:
        yield f"{group['year3']}-{language.months[group['month3'].lower()]:02d}", "month", False
    if group["decade"]:
        yield group["decade"], "decade", False
    if group["tens"]:
        yield language.dates["decades"][group["tens"].lower()], "decade", False
    if group["month4"] and anchor is not None:
        yield f"{anchor.year}-{language.months[group['month4'].lower()]:02d}", "month", False
    if group["bare"]:
        yield group["bare"], "year", False
    if anchor is not None:
        yield from _relative(group, anchor, language)


def _calendar_day(
    group: dict[str, str | None], day: int, month: int, anchor: date | None
) -> Iterator[tuple[str | None, Precision, bool]]:
    """A day of a month, with its year, the year of the text, or the year that brings it nearest."""
    year = group["year"] or group["year2"]
    if year:
        yield _day(int(year), month, day), "day", False
    elif anchor is None:
        yield f"--{month:02d}-{day:02d}", "day", True
    elif group["same"] or group["same2"]:
        yield _day(anchor.year, month, day), "day", False
    else:
        choices = [_day(y, month, day) for y in (anchor.year - 1, anchor.year, anchor.year + 1)]
        valid = [choice for choice in choices if choice is not None]
        if valid:
            yield min(valid, key=lambda c: abs((date.fromisoformat(c) - anchor).days)), "day", True


def _relative(
    group: dict[str, str | None], anchor: date, language: Language
) -> Iterator[tuple[str | None, Precision, bool]]:
    """Expressions that only the date of the text resolves."""
    data = language.dates
    for name, sign in (("ago", -1), ("hence", 1)):
        amount, unit = group.get(name), group.get(f"{name}_unit")
        if amount and unit:
            count = int(amount) if amount.isdigit() else int(language.numbers[amount.lower()])
            yield _shift(anchor, sign * count, data["units"][unit.lower()])
    if group["near"]:
        offset, unit = data["near"][group["near"].lower()]
        yield _shift(anchor, offset, unit)
    if group["weekday"]:
        back = (anchor.weekday() - data["weekdays"][group["weekday"].lower()]) % 7
        ahead = 7 if group["next"] or group["next2"] else 0
        yield (anchor + timedelta(days=ahead - back)).isoformat(), "day", bool(group["every"])
    if group["feast"] and data["feasts"][group["feast"].lower()] == "easter":
        this_year = easter(anchor.year)
        yield (this_year if this_year >= anchor else easter(anchor.year + 1)).isoformat(), "day", True


def _nearest_month(
    one: FoundDate, match: re.Match[str], anchor: date | None, relation: Relation
) -> FoundDate:
    """A month without its year: the last one after ``since``, the next one after ``until``, else the nearest."""
    if match["month4"] is None or anchor is None:
        return one
    month = int(one.iso[5:7])
    ahead = (month - anchor.month) % 12
    back = (anchor.month - month) % 12
    later = relation in ("until", "before", "after") or (relation == "at" and ahead <= back)
    return replace(one, iso=str(_shift(anchor, ahead if later else -back, "M")[0]))


def _shift(anchor: date, count: int, unit: str) -> tuple[str | None, Precision, bool]:
    """``count`` units away; the result is as precise as the unit."""
    if unit == "D":
        return (anchor + timedelta(days=count)).isoformat(), "day", False
    if unit == "W":
        return (anchor + timedelta(weeks=count)).isoformat(), "approximate", False
    if unit == "M":
        months = anchor.year * 12 + anchor.month - 1 + count
        return f"{months // 12:04d}-{months % 12 + 1:02d}", "month", False
    return (
        f"{anchor.year + count * (10 if unit == 'X' else 1):04d}",
        "decade" if unit == "X" else "year",
        False,
    )


def _day(year: int, month: int, day: int) -> str | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day).isoformat()


def _relation(text: str, first: int, start: int, language: Language) -> Relation:
    """``since``, ``until``, ``before`` or ``after``, from the words just before the date."""
    before = text[max(first, start - 24) : start].lower().replace("’", "'").rstrip()
    for relation in _RELATIONS:
        for phrase in language.dates.get(relation, []):
            if before.endswith(phrase) and not before[: -len(phrase)][-1:].isalpha():
                return relation
    return "at"


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    Sources
    -------
    Anonymous Gregorian algorithm, Nature, 20 April 1876, page 487.

    Examples
    --------
    >>> easter(2025).isoformat(), easter(2024).isoformat()
    ('2025-04-20', '2024-03-31')
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
