"""Quantities: every way of writing one, and what is refused with which fix."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detente.case.dumping import plain_quantity
from detente.case.parse import ICD_203, QuantityError, parse_quantity
from detente.case.quantities import (
    AMOUNT,
    COST,
    DAILY,
    FACTOR,
    HAZARD,
    MONTHS,
    POSITIVE,
    RATE,
    SCALES,
    SHARE,
    SHIFT,
    Quantity,
    Scale,
)


def quantity(raw: Any, scale: Scale = SHARE) -> Quantity:
    return Quantity.model_validate(parse_quantity(raw, scale))


def ends(raw: Any, scale: Scale = SHARE) -> tuple[float, float, float | None]:
    (reading,) = quantity(raw, scale).readings
    return reading.low, reading.high, reading.likely


@pytest.mark.parametrize(
    ("raw", "scale", "expected"),
    [
        (0.4, SHARE, (0.4, 0.4, None)),
        (1, SHARE, (1.0, 1.0, None)),
        ("0.4", SHARE, (0.4, 0.4, None)),
        ("40 %", SHARE, (0.4, 0.4, None)),
        ("5 per cent", SHARE, (0.05, 0.05, None)),
        ("0.2 to 0.5", SHARE, (0.2, 0.5, None)),
        ("20 to 60 %", SHARE, (0.2, 0.6, None)),
        ("0.2 to 0.6, likely 0.45", SHARE, (0.2, 0.6, 0.45)),
        ("20% to 60%, likely 45%", SHARE, (0.2, 0.6, 0.45)),
        ("about 0.4", SHARE, (0.32, 0.48, 0.4)),
        ("about 0.9", SHARE, (0.72, 1.0, 0.9)),
        ("about 40 months", MONTHS, (32.0, 48.0, 40.0)),
        ("unknown", SHARE, (0.05, 0.95, None)),
        ("unknown", SHIFT, (-0.9, 0.9, None)),
        ("very likely", SHARE, (0.8, 0.95, None)),
        ("Roughly even chance", SHARE, (0.45, 0.55, None)),
        ("24 to 72 months", MONTHS, (24.0, 72.0, None)),
        ("2 years", MONTHS, (24.0, 24.0, None)),
        ("18 months to 3 years", MONTHS, (18.0, 36.0, None)),
        ("-0.1 to 0.2", SHIFT, (-0.1, 0.2, None)),
        ("−0.1", SHIFT, (-0.1, -0.1, None)),
        ("0.12 per year", RATE, (0.01, 0.01, None)),
        ("3 % per year", RATE, (0.0025, 0.0025, None)),
        ("0.02 per month", HAZARD, (0.02, 0.02, None)),
        ("1e-3 to 2e-3", RATE, (0.001, 0.002, None)),
        ("2 % a day", DAILY, (0.02, 0.02, None)),
        ("1.2", COST, (1.2, 1.2, None)),
        ("-3 to 4", AMOUNT, (-3.0, 4.0, None)),
        ("1.5", FACTOR, (1.5, 1.5, None)),
    ],
)
def test_what_may_be_written(raw: Any, scale: Scale, expected: tuple[float, float, float | None]) -> None:
    low, high, likely = ends(raw, scale)
    assert (low, high) == pytest.approx(expected[:2], abs=1e-12)
    assert likely == (None if expected[2] is None else pytest.approx(expected[2]))


def test_theory_annual_probability_one_half() -> None:
    """Reference section 0: P = 0.5 in a year is a monthly hazard of 0.0561257."""
    assert ends("0.5 per year", HAZARD)[0] == pytest.approx(0.0561257, abs=5e-8)
    assert ends("50 % per year", HAZARD) == ends("0.5 per year", HAZARD)
    assert ends("0.5 per quarter", HAZARD)[0] == pytest.approx(1 - 0.5 ** (1 / 3))
    monthly = ends("0.01 per day", HAZARD)[0]
    assert (1 - monthly) == pytest.approx(0.99 ** (365.25 / 12))


@pytest.mark.parametrize(
    ("raw", "scale", "found", "fix"),
    [
        (1.4, SHARE, "1.4", "write 0.014 or `1.4 %`"),
        (40, SHARE, "40", "write 0.4 or `40 %`"),
        ("0.6 to 0.2", SHARE, "0.6 to 0.2", "write `0.2 to 0.6`"),
        ("0.2 to 0.4, likely 0.5", SHARE, "likely 0.5", "between 0.2 and 0.4"),
        ("12:30", SHARE, "12:30", "time of day"),
        ("0,4", SHARE, "0,4", "0.4"),
        ("0.2-0.4", SHARE, "0.2-0.4", "`0.2 to 0.4`"),
        ("0.2 – 0.4", SHARE, "0.2 – 0.4", "`0.2 to 0.4`"),
        (math.nan, SHARE, "nan", "`unknown`, or leave the key out"),
        (math.inf, COST, "inf", "finite number"),
        (".nan", SHARE, ".nan", "leave the key out (C2)"),
        (10**400, COST, "inf", "finite number"),
        ("1e999", COST, "inf", "finite number"),
        (1e300, COST, "1e+300", "check the unit"),
        (True, SHARE, "true", "write a number"),
        (None, SHARE, "nothing", "write a number"),
        ([0.2, 0.4], SHARE, "[0.2, 0.4]", "0.2"),
        ("unknown", COST, "unknown", "the widest range"),
        ("unkown", SHARE, "unkown", "did you mean `unknown`?"),
        ("very likly", SHARE, "very likly", "did you mean `very likely`?"),
        ("likely", HAZARD, "likely", "only for shares"),
        ("5 %", MONTHS, "5 %", "without the sign"),
        ("3 years", SHARE, "3 years", "without a unit"),
        ("0.5 per year", SHARE, "0.5 per year", "without a unit"),
        (0, MONTHS, "0", "more than 0"),
        ("120 % per year", HAZARD, "1.2", "0.012"),
        ({"value": 0.4, "becuase": ["s1"]}, SHARE, "`becuase`", "did you mean `because`?"),
        ({"because": ["s1"]}, SHARE, "because", "{value: 20 to 60"),
        ({"value": 1, "readings": [1]}, SHARE, "readings", "{value: 20 to 60"),
        ({"readings": []}, SHARE, "[]", "readings: [{value"),
        ({"readings": [{"value": 0.4, "weight": 0}]}, SHARE, "weight 0", "weight: 1"),
        ({"readings": [{"value": 0.4, "weight": math.nan}]}, SHARE, "nan", "finite"),
        ({"value": 0.4, "because": 7}, SHARE, "because: 7", "because: [s1, s2]"),
        ({"value": 0.4, "assumed": True}, SHARE, "assumed: True", "why, or who"),
    ],
)
def test_what_is_refused(raw: Any, scale: Scale, found: str, fix: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_quantity(raw, scale)
    assert found in caught.value.found
    assert fix in caught.value.fix


def test_mapping_keeps_its_grounds() -> None:
    made = quantity({"value": "0.2 to 0.4", "because": "s1", "judged_by": "AB", "on": "2025-03-01"})
    assert made.because == ("s1",)
    assert made.mark == "coded"
    assert (made.judged_by, made.on) == ("AB", "2025-03-01")
    assert quantity({"value": 0.4, "assumed": "nobody says"}).mark == "assumed"


def test_mixture_of_readings() -> None:
    made = quantity(
        {"readings": [{"value": 0.2, "weight": 3, "because": ["s1"]}, "0.4 to 0.8"], "because": ["s2"]}
    )
    assert made.statements == ("s2", "s1")
    assert made.central == pytest.approx((3 * 0.2 + 0.6) / 4)
    uniform = (np.arange(4000) + 0.5) / 4000
    picked = made.components(uniform)
    assert np.bincount(picked).tolist() == [3000, 1000]


def test_the_range_is_the_central_nine_tenths() -> None:
    made = quantity("0.2 to 0.6, likely 0.3")
    at = np.array([0.05, 0.5, 0.95])
    assert made.values(at, np.full(3, 0.5)) == pytest.approx([0.2, 0.3, 0.6])
    assert made.values(np.array([0.0, 1.0]), np.full(2, 0.5)) == pytest.approx([0.16, 0.64])
    assert quantity("unknown").values(np.array([0.0, 0.3, 1.0]), np.full(3, 0.5)) == pytest.approx(
        [0, 0.3, 1]
    )


def test_words_of_icd_203_are_in_order() -> None:
    assert ICD_203["almost certain"] == (0.95, 0.99)
    edges = [ICD_203[word] for word in ("remote", "very unlikely", "unlikely", "roughly even odds", "likely")]
    assert all(low[1] == high[0] for low, high in itertools.pairwise(edges))


finite = st.floats(-1e12, 1e12)


@settings(max_examples=150)
@given(st.sampled_from(sorted(SCALES)), finite, finite, finite)
@example("share", 1e-05, 1.0, 0.1)
def test_written_and_read_again(name: str, a: float, b: float, c: float) -> None:
    scale = SCALES[name]
    low, likely, high = sorted((a, b, c))
    try:
        made = quantity(f"{low!r} to {high!r}, likely {likely!r}", scale)
    except QuantityError:
        assert not (scale.low <= low and high <= scale.high) or (name == "months" and low == 0)
        return
    assert quantity(plain_quantity(made), scale) == made


@settings(max_examples=200)
@given(st.sampled_from(sorted(SCALES)), st.text(max_size=30) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "readings", "because", "x"]), inner),
    max_leaves=5,
))  # fmt: skip
def test_anything_is_a_quantity_or_a_quantity_error(name: str, raw: Any) -> None:
    scale = SCALES[name]
    try:
        made = quantity(raw, scale)
    except QuantityError:
        return
    for reading in made.readings:
        assert scale.low <= reading.low <= reading.middle <= reading.high <= scale.high


def test_positive_scale_of_moratoria() -> None:
    assert ends("0 to 5", POSITIVE) == (0.0, 5.0, None)
