"""What may change in a case without changing what follows from it: order, ids, points for weights, layout."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case import Case, combine, load
from detente.case.bundled import template_path
from detente.case.dumping import plain
from detente.case.findings import Layout
from detente.case.loading import build
from detente.case.worth import central_utility

TEMPLATE = load(template_path())
NOWHERE = Layout("case.yaml", {}, {})


def made(data: Any) -> Case:
    case, problems = build(data, NOWHERE, template_path())
    assert case is not None, "\n".join(map(str, problems))
    assert problems == ()
    return case


def shuffled(value: Any, rng: random.Random, path: tuple[str, ...] = ()) -> Any:
    """The same mappings in another order; the levels of an issue and the sides of the war keep theirs."""
    if not isinstance(value, dict):
        return value
    keys = list(value)
    if path[-1:] != ("levels",) and path[-1:] != ("sides",):
        rng.shuffle(keys)
    return {key: shuffled(value[key], rng, (*path, key)) for key in keys}


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_in_the_file_changes_nothing(rng: random.Random) -> None:
    other = made(shuffled(plain(TEMPLATE), rng))
    assert list(other.quantities().items()) == list(TEMPLATE.quantities().items())
    package = TEMPLATE.war.if_won["south"]
    values = {path: quantity.central for path, quantity in TEMPLATE.quantities().items()}
    one, two = combine(TEMPLATE, package, values.__getitem__), combine(other, package, values.__getitem__)
    assert (one.limits, one.monitoring, one.power_shift, one.penalty) == (
        two.limits, two.monitoring, two.power_shift, two.penalty,
    )  # fmt: skip
    assert set(one.needs) == set(two.needs)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["no", "Nord", "север", "x-1", "_n"]), st.sampled_from(["yes", "Sør", "جنوب", "12a"]))
def test_other_ids_change_nothing_but_names(north: str, south: str) -> None:
    text = (template_path() / "case.yaml").read_text()
    table = (template_path() / "statements.csv").read_text()
    for old, new in (("north", north), ("south", south)):
        text, table = (re.sub(rf"\b{old}\b", new, content) for content in (text, table))
    from detente.case.statements import read_csv
    from detente.case.yamlfile import YamlReader

    data = YamlReader(text, "case.yaml").read()
    data["statements"] = [row for row, _, _ in read_csv(table, "statements.csv", [])]
    other = made(data)
    assert list(other.parties) == [north, south, "league"]
    for goal in TEMPLATE.parties["north"].goals:
        package = {"valley": "shared", "security": "guarantee", "truce": "truce"}
        assert central_utility(other, north, goal, package) == central_utility(
            TEMPLATE, "north", goal, package
        )


@settings(max_examples=30, deadline=None)
@given(st.floats(2, 500))
def test_points_instead_of_shares_change_no_utility(factor: float) -> None:
    data = plain(TEMPLATE)
    for party in data["parties"].values():
        for goal in party["goals"].values():
            goal["weights"] = {issue: weight * factor + 0.0 for issue, weight in goal["weights"].items()}
            if max(goal["weights"].values()) <= 1:
                return
    other = made(data)
    for party, record in TEMPLATE.parties.items():
        for goal in record.goals:
            for package in (*TEMPLATE.war.if_won.values(), TEMPLATE.war.while_fighting):
                before = central_utility(TEMPLATE, party, goal, package)
                assert central_utility(other, party, goal, package) == (
                    None if before is None else pytest.approx(before)
                )


def test_best_is_worth_one_and_worst_nothing() -> None:
    for party, record in TEMPLATE.parties.items():
        for goal, account in record.goals.items():
            best, worst = {}, {}
            for issue in account.weights:
                worth = {**record.values.get(issue, {}), **account.values.get(issue, {})}
                best[issue] = max(worth, key=lambda level, of=worth: of[level].central)  # type: ignore[misc]
                worst[issue] = min(worth, key=lambda level, of=worth: of[level].central)  # type: ignore[misc]
            assert central_utility(TEMPLATE, party, goal, best) == pytest.approx(1)
            assert central_utility(TEMPLATE, party, goal, worst) == pytest.approx(0)


def test_layout_and_remarks_change_no_digest(tmp_path: Path) -> None:
    text = (template_path() / "case.yaml").read_text()
    bare = "\n".join(line.split("  #")[0].rstrip() for line in text.splitlines() if not line.startswith("#"))
    (tmp_path / "case.yaml").write_bytes(
        bare.replace("\n", "\n\n").replace(": {", ":   {").replace("\n", "\r\n").encode()
    )
    (tmp_path / "statements.csv").write_text((template_path() / "statements.csv").read_text())
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "wire.txt").write_text((template_path() / "sources" / "wire.txt").read_text())
    assert load(tmp_path).digest == TEMPLATE.digest
