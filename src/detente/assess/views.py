"""Verdicts as the series that are drawn of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detente.assess.number import Number
from detente.assess.records import Verdict
from detente.assess.series import Answers, Comparison, GuaranteeLine, Interval, PackageWorths, SurvivalSeries


def interval_of(number: Number) -> Interval:
    """The value of a number with its 5 to 95 per cent band."""
    value = number.value or 0.0
    low, high = number.low, number.high
    return Interval(value, value if low is None else low, value if high is None else high)


def comparison_of(verdicts: Sequence[Verdict]) -> Comparison:
    """Worths of packages that end the fighting, with their collapse, against no deal."""
    shown = [verdict for verdict in verdicts if verdict.settles]
    first = shown[0].parties
    return Comparison(
        tuple(line.name for line in first),
        tuple(interval_of(line.war_value) for line in first),
        tuple(
            PackageWorths(
                verdict.label,
                tuple(interval_of(line.value) for line in verdict.parties),
                tuple(line.needed for line in verdict.parties),
            )
            for verdict in shown
        ),
        "mean over draws, its possible collapse included; bars: 5 to 95 % of draws",
    )


def answers_of(verdicts: Sequence[Verdict]) -> tuple[Answers, ...]:
    """How every party answers each package that ends the fighting."""
    return tuple(
        Answers(
            verdict.label,
            tuple(line.signs_freely.value or 0.0 for line in verdict.parties),
            tuple(line.signs_coerced.value or 0.0 for line in verdict.parties),
            tuple(line.needed for line in verdict.parties),
            verdict.all_sign.value or 0.0,
        )
        for verdict in verdicts
        if verdict.settles
    )


def survival_of(verdicts: Sequence[Verdict]) -> tuple[SurvivalSeries, ...]:
    """Survival of each package that ends the fighting: mean over draws, 10 to 90 per cent of draws."""
    return tuple(SurvivalSeries(verdict.label, verdict.curve) for verdict in verdicts if verdict.settles)


def guarantees_of(verdicts: Sequence[Verdict]) -> tuple[GuaranteeLine, ...]:
    """Credibility offered and needed under each package that ends the fighting."""
    return tuple(
        GuaranteeLine(
            verdict.label,
            interval_of(verdict.credibility_offered),
            math.inf if verdict.credibility_needed.value is None else verdict.credibility_needed.value,
        )
        for verdict in verdicts
        if verdict.settles
    )
