"""The smallest set of rules that contradicts itself, against trying every set of every size."""

from __future__ import annotations

import re
from itertools import combinations, product

import numpy as np
import pytest

from detente.case.checks.rules import check_rules
from detente.case.loading import load
from detente.case.records import Rule

LEVELS = {"a": ["x", "y"], "b": ["x", "y", "z"], "c": ["x", "y"]}


def case_with(rules):
    from detente.case.bundled import template_path

    case = load(template_path())
    issues = {
        key: type(next(iter(case.issues.values()))).model_validate(
            {"question": key, "levels": {level: {"label": level} for level in levels}}
        )
        for key, levels in LEVELS.items()
    }
    return case.model_copy(update={"issues": issues, "rules": tuple(rules), "proposals": {}})


def keeps(rules) -> bool:
    packages = (dict(zip(LEVELS, levels, strict=True)) for levels in product(*LEVELS.values()))
    return any(all(rule.allows(package) for rule in rules) for package in packages)


@pytest.mark.parametrize("seed", range(30))
def test_no_smaller_set_contradicts_itself(seed):
    rng = np.random.default_rng(seed)

    def some():
        issue = str(rng.choice(list(LEVELS)))
        return {issue: tuple(rng.choice(LEVELS[issue], size=1).tolist())}

    rules = [
        Rule.model_validate(
            {"if": some() if rng.random() < 0.5 else {}, ("then" if rng.random() < 0.5 else "never"): some()}
        )
        for _ in range(7)
    ]
    found = [finding for finding in check_rules(case_with(rules)) if finding.code == "C-070"]
    if keeps(rules):
        assert found == []
        return
    named = [int(number) for number in re.findall(r"rules\.(\d+)", found[0].found)]
    assert not keeps([rules[number] for number in named])
    for size in range(len(named)):
        assert all(keeps(chosen) for chosen in combinations(rules, size))
