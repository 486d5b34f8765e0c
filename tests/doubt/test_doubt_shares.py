"""Shares, words of scales, confidence and the wording lint."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.doubt.scales import SCALES, find_scale, scale_from_table, word_for
from detente.doubt.shares import draws_for, paired_difference, share_of_draws
from detente.doubt.wording import Facts, all_scales, check_wording, rate_confidence
from detente.errors import CODES, Place, ShapeError


@pytest.mark.parametrize(
    ("probability", "scale", "words"),
    [
        (0.01, "icd203", "almost no chance, 1 %, ICD 203"),
        (0.05, "icd203", "very unlikely, 5 %, ICD 203"),
        (0.20, "icd203", "unlikely, 20 %, ICD 203"),
        (0.449, "icd203", "roughly even chance, 45 %, ICD 203"),
        (0.55, "icd203", "likely, 55 %, ICD 203"),
        (0.7951, "icd203", "very likely, 80 %, ICD 203"),
        (0.95, "icd203", "almost certain, 95 %, ICD 203"),
        (0.99, "icd203", "almost certain, 99 %, ICD 203"),
        (0.9951, "icd203", "outside the scale, over 99 %, ICD 203"),
        (0.0, "icd203", "outside the scale, under 1 %, ICD 203"),
        (0.60, "ipcc", "about as likely as not, 60 %, IPCC"),
        (1.0, "ipcc", "virtually certain, over 99 %, IPCC"),
        (0.75, "kent", "probable, 75 %, Kent"),
        (0.61, "kent", "between chances about even and probable, 61 %, Kent"),
        (1.0, "kent", "outside the scale, over 99 %, Kent"),
        (0.30, "nz", "realistic possibility, 30 %, NZ government"),
        (0.52, "nz", "between realistic possibility and likely, 52 %, NZ government"),
    ],
)
def test_words_at_and_between_the_bands(probability: float, scale: str, words: str) -> None:
    assert str(word_for(probability, scale)) == words


@given(st.floats(0, 1), st.sampled_from(sorted(SCALES)))
def test_what_we_print_passes_our_own_lint(probability: float, scale: str) -> None:
    text = f"In the drawn cases the package holds ({word_for(probability, scale)})."
    assert check_wording(text, [scale]) == ()


def test_a_share_has_the_binomial_error_and_weights_cost_draws() -> None:
    holds = np.arange(400) % 2 == 0
    share = share_of_draws(holds)
    assert share.value == 0.5
    assert share.error == pytest.approx(0.025, abs=1e-4)
    weighted = share_of_draws(holds, np.where(np.arange(400) < 100, 1.0, 0.0))
    assert weighted.draws == pytest.approx(100)
    assert share_of_draws(np.ones(50)).error > 0
    assert draws_for(0.025) == 400
    with pytest.raises(ShapeError, match="not all 0"):
        share_of_draws([True], [0.0])


def test_the_standard_error_is_the_spread_over_repeated_samples() -> None:
    rng = np.random.default_rng(0)
    shares = [share_of_draws(rng.random(200) < 0.3) for _ in range(2000)]
    spread = np.std([share.value for share in shares])
    assert np.mean([share.error for share in shares]) == pytest.approx(spread, rel=0.05)


def test_paired_differences_cover_their_mean_and_cancel_what_is_common() -> None:
    rng = np.random.default_rng(1)
    covered, widths = 0, []
    for _ in range(400):
        common = rng.normal(size=100)
        after = common + 0.2 + 0.1 * rng.normal(size=100)
        _, low, high = paired_difference(after, common)
        covered += low <= 0.2 <= high
        widths.append(high - low)
    assert 0.85 < covered / 400 < 0.95
    assert np.mean(widths) < 0.05
    with pytest.raises(ShapeError, match="same draws"):
        paired_difference([1.0, 2], [1.0, 2, 3])


def test_own_tables_are_checked() -> None:
    with pytest.raises(ShapeError, match="overlap"):
        scale_from_table("x", [("a", 0, 0.6), ("b", 0.5, 1)])
    with pytest.raises(ShapeError, match="not inside"):
        scale_from_table("x", [("a", 0.6, 0.6)])
    with pytest.raises(ShapeError, match="icd203, ipcc, kent, nz"):
        find_scale("phia")


def test_confidence_follows_the_facts_and_shows_them() -> None:
    good = rate_confidence(Facts(4, 5, 1.0, 0.0, 0.05))
    assert good.level == "high"
    assert "4 independent sources (strong)" in str(good)
    assert rate_confidence(Facts(4, 5, 1.0, 0.0, 0.6)).level == "low"
    assert rate_confidence(Facts(2, 100, 0.6, 0.2, 0.3)).level == "moderate"
    assert rate_confidence(Facts(1, 400, 1.0, 0.0, 0.05)).level == "low"
    assert rate_confidence(Facts(4, 5, 1.0, 0.0, None)).level == "moderate"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("We judge with moderate confidence that the truce is likely, 68 %, ICD 203, to hold.", ["U-001"]),
        ("The truce is likely to hold, and our confidence in this is low.", ["U-001", "U-002"]),
        ("It holds (likely, 68 %, ICD 203). Our confidence is low: one source.", []),
        ("There is a 70 % chance that it holds; confidence is low.", ["U-001"]),
        ("The chance that it holds is 70 %. Confidence is low.", []),
        ("It holds (very likely, 30 %, ICD 203).", ["U-004"]),
        ("It holds: 30 % (very likely, ICD 203).", ["U-004"]),
        ("It holds (very likely, over 80 %, ICD 203).", []),
        ("It holds (between very likely and almost certain, 97 %, ICD 203).", []),
        ("It was called improbable, 30 %, ICD 203.", []),
        ("It holds in 68 % of draws (likely, 68 %, ICD 203).", []),
        ("The share is 68 % (likely, ICD 203).", []),
        ("It holds (likely, 68 %).", ["U-002"]),
        ("It holds (likely, ICD 203).", ["U-002"]),
        ("An almost certain failure.", ["U-002"]),
        ("Mr. Smith saw a remote village. Everybody had confidence in him.", []),
        ("It is unlikely, 30 %, ICD 203. It was called improbable, 30 %, ICD 203.", ["U-003"]),
        ("The range entered is 40 to 96, likely 69.", []),
        ("He said “it is very likely to fail” and left.", []),
        ("He said “no” and it is very likely to fail.", ["U-002"]),
        ("High-confidence sources say so.\n\nIt is very likely.", ["U-002"]),
    ],
)
def test_the_lint_finds_what_breaks_the_rule_and_nothing_else(text: str, codes: list[str]) -> None:
    assert [fault.code for fault in check_wording(text)] == codes


def test_a_fault_knows_its_span_and_becomes_a_problem() -> None:
    text = "First sentence. The pause is very  unlikely to last."
    (fault,) = check_wording(text, all_scales())
    assert text[fault.start : fault.end] == "very  unlikely"
    problem = fault.as_problem(Place("brief.md", 3))
    assert "without its number and scale" in str(problem)
    assert "U-002, warning" in str(problem)


BROKEN = Path(__file__).parents[1] / "broken" / "doubt"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("U-001", '"moderate confidence" and "likely" in one sentence'),
        ("U-002", '"very likely" without its number and scale'),
        ("U-003", '"unlikely" and its synonym "improbable"'),
        ("U-004", "ICD 203 calls 30 % unlikely"),
    ],
)
def test_every_code_has_a_broken_file_whose_message_says_what_to_do(code: str, words: str) -> None:
    (file,) = BROKEN.glob(f"{code}*")
    (fault,) = check_wording(file.read_text(encoding="utf-8"))
    problem = fault.as_problem(Place(file.name, 1))
    assert problem.code == code
    assert code in CODES
    assert words in str(problem)
