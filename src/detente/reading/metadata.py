"""What a document says of itself, as CSL-JSON: title, date, outlet, author, address, language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date as Date
from typing import Any

#: Keys at the head of a text, and columns of a file of articles, in the languages we read.
KEYS: dict[str, str] = {
    **dict.fromkeys(("title", "headline", "titolo", "título", "titulo", "titre", "titel"), "title"),
    **dict.fromkeys(
        ("date", "published", "publishedat", "published_at", "pubdate", "data", "fecha", "datum"), "date"
    ),
    **dict.fromkeys(
        ("outlet", "source", "publication", "publisher", "newspaper", "site", "sitename", "fonte", "testata",
         "fuente", "medio", "journal", "quelle", "zeitung", "container-title"), "outlet"
    ),
    **dict.fromkeys(("author", "byline", "autore", "autor", "auteur", "authors"), "author"),
    **dict.fromkeys(("url", "link", "uri"), "url"),
    **dict.fromkeys(("language", "lang", "lingua", "idioma", "langue", "sprache"), "language"),
}  # fmt: skip
_MONTHS = (
    "january gennaio enero janvier januar jan gen ene|february febbraio febrero février februar feb fév|"
    "march marzo mars märz mar|april aprile abril avril apr abr|may maggio mayo mai mag|"
    "june giugno junio juin juni jun giu|july luglio julio juillet juli jul lug|august agosto août aug ago|"
    "september settembre septiembre setiembre septembre sep sept set|"
    "october ottobre octubre octobre oktober oct ott okt|"
    "november noviembre novembre nov|december dicembre diciembre décembre dezember dec dic dez"
)
_MONTH = {name: n for n, names in enumerate(_MONTHS.split("|"), start=1) for name in names.split()}
_WORD = r"([^\W\d_]{3,10})\.?"
_DATES = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)(?!\d)"),
    re.compile(
        rf"(?<!\d)(\d{{1,2}})(?:\.|º|°|st|nd|rd|th|er)?\s+(?:de\s+)?{_WORD},?\s+(?:de\s+)?((?:19|20)\d\d)(?!\d)"
    ),
    re.compile(rf"\b{_WORD}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)"),
)
_HEAD_LINE = re.compile(r"([A-Za-zÀ-ÿ_-]{3,16})\s*:\s*(\S.*)")
#: How far into a text a date line is looked for.
HEAD = 400


def find_date(text: str) -> str | None:
    """The first whole date in ``text`` as ISO, or None; 03.04.2025 is the third of April.

    Examples
    --------
    >>> find_date("Kyiv, 19 de marzo de 2025"), find_date("March 19, 2025"), find_date("19.03.2025 Sir L.")
    ('2025-03-19', '2025-03-19', '2025-03-19')
    >>> find_date("in 2014") is None
    True
    """
    found: list[tuple[int, str]] = []
    for form, pattern in enumerate(_DATES):
        for match in pattern.finditer(text):
            iso = _iso(form, match.groups())
            if iso:
                found.append((match.start(), iso))
                break
    return min(found)[1] if found else None


def _iso(form: int, groups: tuple[str, ...]) -> str | None:
    if form == 0:
        year, month, day = (int(group) for group in groups)
    elif form == 1:
        day, month, year = (int(group) for group in groups)
        if month > 12 >= day:  # an American date can still be told from this one
            day, month = month, day
    else:
        first, second, year = (*groups[:2], int(groups[2]))
        word, number = (second, first) if form == 2 else (first, second)
        month, day = _MONTH.get(word.casefold(), 0), int(number)
    try:
        return Date(year, month, day).isoformat()
    except ValueError:
        return None


def as_csl(
    *,
    title: str | None = None,
    date: str | None = None,
    outlet: str | None = None,
    author: str | None = None,
    url: str | None = None,
    language: str | None = None,
    kind: str = "article-newspaper",
) -> dict[str, Any]:  # seven keys of one record, not seven settings
    """A CSL-JSON item of what is known; absent is an absent key (C2)."""
    record: dict[str, Any] = {"type": kind}
    iso = find_date(date) if date else None
    if iso:
        year, month, day = (int(part) for part in iso.split("-"))
        record["issued"] = {"date-parts": [[year, month, day]]}
    words = {"title": title, "container-title": outlet, "URL": url, "language": language}
    record.update({key: _clean(value) for key, value in words.items() if value and _clean(value)})
    names = [
        _clean(name)
        for name in re.split(r";|\s+(?:and|e|y|et|und)\s+(?=[A-ZÀ-Þ])", author or "")
        if _clean(name)
    ]
    if names:
        record["author"] = [{"literal": name} for name in names]
    return record


def _clean(value: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", re.sub(r"[\s\x00-\x1f\x7f]+", " ", str(value))).strip()[:500]


def issued(metadata: Mapping[str, Any]) -> str | None:
    """The date of an item as ISO, where it has one."""
    parts = metadata.get("issued", {}).get("date-parts", [[]])[0]
    return "{:04d}-{:02d}-{:02d}".format(*parts) if len(parts) == 3 else None


def headline(text: str) -> str:
    """The first line where it stands alone like a title: short, without a stop, an empty line and more text behind it.

    Examples
    --------
    >>> headline("Coast offers a truce\\n\\nThe envoy said so."), headline("The envoy said so.\\n\\nRain.")
    ('Coast offers a truce', '')
    """
    first, _, rest = text.lstrip().partition("\n")
    line = first.strip()
    alone = rest.startswith(("\n", "\r\n")) and rest.strip()
    is_title = 2 <= len(line.split()) <= 25 and line[-1:] not in ".!?:;,…])" and line[:1] not in "[("
    return line if alone and is_title else ""


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """Keys at the head of a text (``Title: ...``, between ``---`` or before a blank line), and their end.

    Examples
    --------
    >>> front_matter("Titolo: Colloqui\\nData: 2025-03-19\\n\\nIl testo.")
    ({'title': 'Colloqui', 'date': '2025-03-19'}, 35)
    """
    fenced = text.startswith("---\n")
    found: dict[str, str] = {}
    place = 4 if fenced else 0
    while place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        line = text[place:end].strip()
        if (fenced and line == "---") or (not fenced and not line and found):
            return found, min(end + 1, len(text))
        match = _HEAD_LINE.fullmatch(line)
        key = KEYS.get(match.group(1).casefold()) if match else None
        if match and key:
            found.setdefault(key, match.group(2).strip().strip("\"'"))
        elif not fenced or len(found) > 40:
            break
        place = end + 1
    return {}, 0


def from_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """CSL-JSON of one article of a .jsonl or .csv file, whatever its columns are called."""
    known: dict[str, str] = {}
    for key, value in row.items():
        name = KEYS.get(str(key).strip().casefold())
        if name and isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            known.setdefault(name, str(value))
    return as_csl(**known)
