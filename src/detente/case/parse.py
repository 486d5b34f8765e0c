"""What a case file may write where a number is wanted, and the plain form it is turned into.

``0.4`` · ``"0.2 to 0.5"`` · ``"20 to 60, likely 45"`` · ``about 40`` · ``unknown`` · ``5 %`` · ``2 to 5 years`` ·
``0.5 per year`` · ``very likely`` · ``{value: ..., because: [s1]}`` · ``{readings: [...]}``. Every fault is a
``ValueError`` in three parts (found, rule, fix), which the loader turns into a ``Problem``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.case.quantities import Quantity, Scale

#: ``about 40`` is 40 with a fifth of it on either side.
ABOUT = 0.2

#: Probability words of ICD 203 (2015), each with the range that the directive gives it.
ICD_203: dict[str, tuple[float, float]] = {
    "almost no chance": (0.01, 0.05),
    "remote": (0.01, 0.05),
    "very unlikely": (0.05, 0.20),
    "highly improbable": (0.05, 0.20),
    "unlikely": (0.20, 0.45),
    "improbable": (0.20, 0.45),
    "roughly even chance": (0.45, 0.55),
    "roughly even odds": (0.45, 0.55),
    "likely": (0.55, 0.80),
    "probable": (0.55, 0.80),
    "very likely": (0.80, 0.95),
    "highly probable": (0.80, 0.95),
    "almost certain": (0.95, 0.99),
    "nearly certain": (0.95, 0.99),
}

#: Length of each unit of time in months.
MONTHS_IN: dict[str, float] = {
    "year": 12.0,
    "quarter": 3.0,
    "month": 1.0,
    "week": 84 / 365.25,
    "day": 12 / 365.25,
}
DAYS_IN: dict[str, float] = {
    "year": 365.25,
    "quarter": 91.3125,
    "month": 365.25 / 12,
    "week": 7.0,
    "day": 1.0,
}

#: Above this a number is a mistake, and sums of numbers would lose their digits.
LARGEST = 1e12

#: Scales on which `%` may be written, and those that take a unit of time.
PERCENT = frozenset({"share", "hazard", "daily", "rate", "shift", "worth"})
CHANCES = frozenset({"hazard", "daily"})

MAPPING_KEYS = ("value", "readings", "because", "assumed", "judged_by", "on")
READING_KEYS = ("value", "weight", "because", "assumed")

NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?"
UNIT = r"(?:%|per\s?cent)?\s*(?:(?:per|a|an|/)?\s*(?:years?|quarters?|months?|weeks?|days?))?"
_POINT = re.compile(rf"({NUMBER})\s*({UNIT})")
_RANGE = re.compile(
    rf"({NUMBER})\s*({UNIT})\s+to\s+({NUMBER})\s*({UNIT})(?:\s*,\s*likely\s+({NUMBER})\s*({UNIT}))?"
)
_ABOUT = re.compile(rf"about\s+({NUMBER})\s*({UNIT})")
_CLOCK = re.compile(r"\d{1,3}(?::\d{2})+")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_DASH = re.compile(rf"({NUMBER})\s*(?:-|–|—|\.\.+|…)\s*({NUMBER})\s*({UNIT})")


class QuantityError(ValueError):
    """A value cannot be read as a quantity: what was found, the rule, the fix."""

    def __init__(self, found: str, rule: str, fix: str) -> None:
        super().__init__(f"{found}; {rule}; {fix}")
        self.found, self.rule, self.fix = found, rule, fix


def parse_quantity(raw: Any, scale: Scale) -> Quantity | dict[str, Any]:
    """The plain form of a quantity, as the fields of ``Quantity``.

    Parameters
    ----------
    raw : anything that a case file may hold there
        Number, text or mapping; a ``Quantity`` or its own dumped form passes through.
    scale : Scale
        Bounds, units and the rule to quote.

    Returns
    -------
    dict
        ``readings`` (each with ``low``, ``high`` and, where given, ``likely``, ``weight``, ``because``,
        ``assumed``), ``scale`` and, where given, ``because``, ``assumed``, ``judged_by``, ``on``.

    Raises
    ------
    QuantityError
        The value is no number, lies outside the scale, or its parts contradict one another.

    Examples
    --------
    >>> from detente.case.quantities import HAZARD, MONTHS, SHARE
    >>> parse_quantity("20 to 60 %", SHARE)["readings"]
    [{'low': 0.2, 'high': 0.6}]
    >>> parse_quantity("2 to 5 years, likely 3 years", MONTHS)["readings"]
    [{'low': 24.0, 'high': 60.0, 'likely': 36.0}]
    >>> round(parse_quantity("0.5 per year", HAZARD)["readings"][0]["low"], 7)
    0.0561257
    >>> parse_quantity("1.4", SHARE)
    Traceback (most recent call last):
    detente.case.parse.QuantityError: 1.4; a share or probability between 0 and 1 (C3); write 0.014 or `1.4 %` if a \
percentage was meant, else a number from 0 to 1
    """
    from detente.case.quantities import Quantity

    if isinstance(raw, Quantity):
        return raw if raw.scale == scale.name else _same_scale(raw.model_dump(), scale)
    if not isinstance(raw, Mapping):
        return {"readings": [read_value(raw, scale)], "scale": scale.name}
    if "scale" in raw and "readings" in raw:
        return _same_scale(raw, scale)
    _check_keys(raw, MAPPING_KEYS, "a quantity")
    if ("value" in raw) == ("readings" in raw):
        raise QuantityError(
            _show(raw),
            "a quantity has either `value` or `readings`",
            "write {value: 20 to 60, because: [s1]}",
        )
    out: dict[str, Any] = {"scale": scale.name}
    if "value" in raw:
        out["readings"] = [read_value(raw["value"], scale)]
    else:
        out["readings"] = _read_readings(raw["readings"], scale)
    if "because" in raw:
        out["because"] = _ids(raw["because"])
    for key in ("assumed", "judged_by", "on"):
        if raw.get(key) is not None:
            out[key] = _words(raw[key], key)
    return out


def read_value(raw: Any, scale: Scale) -> dict[str, float]:
    """One reading without its grounds: ``low``, ``high`` and, where given, ``likely``."""
    if isinstance(raw, bool) or raw is None:
        raise QuantityError(
            "nothing" if raw is None else str(raw).lower(),
            f"a quantity is a number or a range: {scale.rule}",
            "write a number, a range such as `20 to 60`, or `unknown`",
        )
    if isinstance(raw, (int, float)):
        value = _bounded(_finite(raw), scale)
        return {"low": value, "high": value}
    if not isinstance(raw, str):
        fix = "write one number, or a range such as `20 to 60`"
        if isinstance(raw, (list, tuple)) and len(raw) == 2:
            fix = f"write a range with the word `to`: {raw[0]} to {raw[1]}"
        raise QuantityError(_show(raw), f"a quantity is a number or a range: {scale.rule}", fix)
    return _read_text(raw, scale)


def _read_text(raw: str, scale: Scale) -> dict[str, float]:
    """A reading written as words: each form in turn, then a fault that names the likely intent."""
    text = " ".join(raw.replace("−", "-").casefold().split())
    if text == "unknown":
        return _unknown(scale)
    if scale.name == "share" and text in ICD_203:
        low, high = ICD_203[text]
        return {"low": low, "high": high}
    if match := _POINT.fullmatch(text):
        value = _bounded(_convert(match[1], match[2], scale), scale)
        return {"low": value, "high": value}
    if match := _RANGE.fullmatch(text):
        return _read_range(match, scale)
    if match := _ABOUT.fullmatch(text):
        middle = _bounded(_convert(match[1], match[2], scale), scale)
        width = ABOUT * abs(middle)
        return {
            "low": max(scale.low, middle - width),
            "high": min(scale.high, middle + width),
            "likely": middle,
        }
    raise QuantityError(
        f'"{_short(raw)}"', f"a quantity is a number or a range: {scale.rule}", _guess(text, scale)
    )


def _read_range(match: re.Match[str], scale: Scale) -> dict[str, float]:
    """``A to B, likely C``; a unit may stand once at the end or after each number."""
    low_text, low_unit, high_text, high_unit, likely_text, likely_unit = match.groups()
    low = _bounded(_convert(low_text, low_unit or high_unit, scale), scale)
    high = _bounded(_convert(high_text, high_unit or low_unit, scale), scale)
    if low > high:
        raise QuantityError(
            f'"{match[0]}"', "the lower end of a range comes first", f"write `{high_text} to {low_text}`"
        )
    if likely_text is None:
        return {"low": low, "high": high}
    likely = _bounded(_convert(likely_text, likely_unit or high_unit or low_unit, scale), scale)
    if not low <= likely <= high:
        raise QuantityError(
            f'"{match[0]}"',
            "the likely value lies inside the range",
            f"write a value between {low_text} and {high_text}, or widen the range",
        )
    return {"low": low, "high": high, "likely": likely}


def _convert(number: str, unit: str, scale: Scale) -> float:
    """A number with its unit on the scale: percent to a share, per year to per month."""
    value = _finite(float(number))
    unit = unit.strip()
    if "%" in unit or "cent" in unit:
        if scale.name not in PERCENT:
            raise QuantityError(
                f"{number} %",
                f"no percentage here: {scale.rule}",
                f"write {number} without the sign, in the unit of the scale",
            )
        value /= 100
        unit = re.sub(r"%|per\s?cent", "", unit).strip()
    if not unit:
        return value
    word = re.sub(r"^(per|an?|/)\s*", "", unit).rstrip("s")
    is_per = word != unit.rstrip("s")
    if scale.name == "months" and not is_per:
        return value * MONTHS_IN[word]
    if scale.name == "rate" and is_per:
        return value / MONTHS_IN[word]
    if scale.name in CHANCES and is_per:
        _bounded(value, scale)
        periods = (MONTHS_IN if scale.name == "hazard" else DAYS_IN)[word]
        return float(1 - (1 - value) ** (1 / periods)) if periods != 1 else value
    raise QuantityError(
        f"{number} {unit}", f"this unit does not fit: {scale.rule}", f"write {_example(scale)}"
    )


def _example(scale: Scale) -> str:
    """What a value with a unit looks like on this scale."""
    examples = {
        "months": "`24 to 72 months`",
        "hazard": "`0.02 per month` or `20 % per year`",
        "rate": "`0.05 per year`",
        "daily": "`2 % per day`",
    }
    return examples.get(scale.name, "the number without a unit")


def _bounded(value: float, scale: Scale) -> float:
    """The value, if it lies on the scale."""
    outside = not scale.low <= value <= scale.high
    if not outside and not (scale.name == "months" and value == 0):
        return value
    ends = f"of at least {scale.low:g}"
    if math.isfinite(scale.high):
        ends = f"from {scale.low:g} to {scale.high:g}"
    fix = "write more than 0, as in `24 to 72 months`" if scale.name == "months" else f"write a number {ends}"
    if scale.name in PERCENT and 1 < value <= 100:
        fix = f"write {value / 100:g} or `{value:g} %` if a percentage was meant, else a number {ends}"
    raise QuantityError(f"{value:g}", scale.rule, fix)


def _finite(value: float) -> float:
    """The value as a float; NaN and infinity are refused (C2)."""
    try:
        value = float(value)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise QuantityError(
            str(value),
            "numbers are finite; missing is an absent key (C2)",
            "write a finite number, `unknown`, or leave the key out",
        )
    if abs(value) > LARGEST:
        raise QuantityError(f"{value:g}", f"numbers of a case stay below {LARGEST:g}", "check the unit")
    return value


def _unknown(scale: Scale) -> dict[str, float]:
    """Every value of the scale alike: the ends of the central 90 % of a uniform over it."""
    if not (math.isfinite(scale.low) and math.isfinite(scale.high)):
        raise QuantityError(
            "unknown",
            f"`unknown` means the whole scale, and this one has no end: {scale.rule}",
            "write the widest range that you would believe, such as `0 to 5`",
        )
    tail = (scale.high - scale.low) / 20
    return {"low": scale.low + tail, "high": scale.high - tail}


def _read_readings(raw: Any, scale: Scale) -> list[dict[str, Any]]:
    """The readings of a mixture, each with its weight and grounds."""
    if not isinstance(raw, (list, tuple)) or not raw:
        raise QuantityError(
            _show(raw),
            "`readings` is a list with at least one entry",
            "write readings: [{value: 20 to 60, weight: 1, because: [s1]}]",
        )
    return [_read_reading(item, scale) for item in raw]


def _read_reading(raw: Any, scale: Scale) -> dict[str, Any]:
    """One entry of ``readings``: a value, or a mapping with value, weight and because."""
    if not isinstance(raw, Mapping):
        return dict(read_value(raw, scale))
    _check_keys(raw, READING_KEYS, "a reading")
    if "value" not in raw:
        raise QuantityError(
            _show(raw), "a reading has a `value`", "write {value: 20 to 60, weight: 1, because: [s1]}"
        )
    out: dict[str, Any] = dict(read_value(raw["value"], scale))
    if "weight" in raw:
        weight = raw["weight"]
        if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not _finite(weight) > 0:
            raise QuantityError(
                f"weight {_show(weight)}",
                "the weight of a reading is a number above 0; weights are scaled to sum to 1",
                "write weight: 1, or leave it out: then the reading counts by the statements behind it",
            )
        out["weight"] = float(weight)
    if "because" in raw:
        out["because"] = _ids(raw["because"])
    if raw.get("assumed") is not None:
        out["assumed"] = _words(raw["assumed"], "assumed")
    if out.get("because") and "assumed" in out:
        raise QuantityError(
            "a reading with `because` and `assumed`",
            "a reading rests on statements or is assumed, which decides how much it counts",
            "leave one of the two out, or write two readings",
        )
    return out


def _ids(raw: Any) -> list[str]:
    """Statement ids: one, or a list."""
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, (list, tuple)) or not all(isinstance(item, str) for item in items):
        raise QuantityError(
            f"because: {_show(raw)}", "`because` lists ids of statements", "write because: [s1, s2]"
        )
    return list(items)


def _words(raw: Any, key: str) -> str:
    """A text that says something."""
    if not isinstance(raw, str) or not raw.strip():
        raise QuantityError(f"{key}: {_show(raw)}", f"`{key}` is a text", f'write {key}: "why, or who"')
    return raw


def _check_keys(raw: Mapping[Any, Any], known: tuple[str, ...], what: str) -> None:
    """Refuse the first unknown key, with the nearest known one."""
    for key in raw:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"leave `{key}` out"
            raise QuantityError(f"key `{key}`", f"{what} has the keys {', '.join(known)}", hint)


def _same_scale(raw: Mapping[str, Any], scale: Scale) -> dict[str, Any]:
    """A quantity's own dumped form, checked against the scale of the place it is put in."""
    for reading in raw["readings"]:
        for key in ("low", "high", "likely"):
            if reading.get(key) is not None:
                _bounded(_finite(reading[key]), scale)
    return {**raw, "scale": scale.name}


def _guess(text: str, scale: Scale) -> str:
    """What the writer probably meant."""
    if _CLOCK.fullmatch(text):
        return "this looks like a time of day or a ratio: write a number such as 0.5, and a time as text in a `note`"
    if _COMMA.fullmatch(text):
        point, plain = text.replace(",", "."), text.replace(",", "")
        return (
            f"write the decimal point as a point: {point}, or leave the separator of thousands out: {plain}"
        )
    if match := _DASH.fullmatch(text):
        return f"write a range with the word `to`: `{match[1]} to {match[2]}{' ' + match[3] if match[3] else ''}`"
    if text in {"nan", ".nan", "inf", ".inf", "-.inf", "-inf", "infinity", "null", "none", "n/a"}:
        return "write a finite number, `unknown`, or leave the key out (C2)"
    if text in ICD_203:
        return f"probability words stand only for shares; here write {_example(scale)}"
    words = ["unknown", *(ICD_203 if scale.name == "share" else ())]
    if near := get_close_matches(text, words, n=1):
        return f"did you mean `{near[0]}`?"
    return f"write {_example(scale)}, a range such as `20 to 60` or `20 to 60, likely 45`, `about 40`, or `unknown`"


def _short(text: str, limit: int = 60) -> str:
    """At most ``limit`` characters of a text, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def _show(raw: Any) -> str:
    """A value as a message shows it."""
    return f'"{_short(raw)}"' if isinstance(raw, str) else _short(str(raw))
