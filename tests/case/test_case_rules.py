"""The search for packages under rules against plain enumeration, and what rules mean."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.checks.search import PackageSearch
from detente.case.records import Issue, Rule

ISSUES = {"a": 3, "b": 2, "c": 3, "d": 2}
LEVELS = {issue: [f"{issue}{number}" for number in range(size)] for issue, size in ISSUES.items()}


def made() -> dict[str, Issue]:
    return {
        issue: Issue.model_validate({"question": "?", "levels": {level: {} for level in levels}})
        for issue, levels in LEVELS.items()
    }


@st.composite
def parts(draw: st.DrawFn, least: int = 0) -> dict[str, tuple[str, ...]]:
    issues = draw(st.lists(st.sampled_from(sorted(ISSUES)), unique=True, min_size=least, max_size=2))
    return {
        issue: tuple(draw(st.lists(st.sampled_from(LEVELS[issue]), min_size=1, unique=True)))
        for issue in issues
    }


rules = st.builds(
    lambda if_, then, never: Rule.model_validate({"if": if_, "then": then, "never": never}),
    parts(),
    parts(),
    parts(),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(rules, max_size=6), parts())
def test_search_agrees_with_enumeration(found: list[Rule], allowed: dict[str, tuple[str, ...]]) -> None:
    packages = [dict(zip(LEVELS, levels, strict=True)) for levels in product(*LEVELS.values())]
    inside = [
        package for package in packages if all(package[issue] in levels for issue, levels in allowed.items())
    ]
    expected = any(all(rule.allows(package) for rule in found) for package in inside)
    assert PackageSearch(made(), found).is_possible(allowed) == expected


def test_what_a_rule_means() -> None:
    rule = Rule.model_validate(
        {"if": {"a": ["a0", "a1"]}, "then": {"b": "b0"}, "never": {"c": "c0", "d": ["d0"]}}
    )
    assert rule.allows({"a": "a2", "b": "b1", "c": "c0", "d": "d0"})
    assert rule.allows({"a": "a0", "b": "b0", "c": "c1", "d": "d1"})
    assert not rule.allows({"a": "a0", "b": "b1", "c": "c1", "d": "d1"})
    assert not rule.allows({"a": "a1", "b": "b0", "c": "c0", "d": "d1"})
    assert not rule.allows({"a": "a1", "b": "b0", "c": "c1", "d": "d0"})
    always = Rule.model_validate({"if": {}, "then": {"b": "b0"}})
    assert not always.allows({"a": "a0", "b": "b1"})
