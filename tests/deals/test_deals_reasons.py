"""Every reason in the record, confirmed by plain loops: who blocks, what dominates, how far the zone reaches, ways in."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from detente.deals.report import DealTable, describe
from detente.deals.space import Never, feasible_packages, make_space

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "schemas" / "deals.json").read_text(encoding="utf-8")
)
NAMES = ("north", "south", "east")


def random_table(seed: int, demand: float) -> DealTable:
    rng = np.random.default_rng(seed)
    space = make_space(
        {"a": ["0", "1", "2"], "b": ["0", "1"], "c": ["0", "1", "2"]}, [Never({"a": ["0"], "c": ["2"]})]
    )
    packages = feasible_packages(space)
    values = rng.integers(0, 20, (len(packages), 3)) / 20
    asked = rng.random(values.shape) < 0.8
    asked[:, 0] = True
    no_deal = np.round(np.quantile(values, demand, axis=0) * 20) / 20
    return DealTable(space, packages, NAMES, values, no_deal, asked, (0, 1, 2), refusal=np.minimum(no_deal, no_deal - 0.1)[None, :]
                     * np.ones(values.shape), proposals={"p": tuple(packages[0].tolist())})  # fmt: skip


def accepts(table: DealTable, row: int, floor) -> bool:
    return all(
        not table.asked[row, p] or table.values[row, p] >= floor[p] - 1e-9 for p in range(len(table.parties))
    )


def row_of(table: DealTable, package) -> int:
    return table.packages.tolist().index(list(table.space.numbered(package)))


def dominated(table: DealTable, row: int, rows) -> bool:
    mine = table.values[row]
    return any(
        all(table.values[other] >= mine - 1e-12) and any(table.values[other] > mine + 1e-12) for other in rows
    )


@pytest.mark.parametrize("seed", range(12))
def test_who_blocks_what_is_efficient_and_what_else_would_do(seed):
    table = random_table(seed, 0.3)
    record = describe(table, top=100)
    jsonschema.validate({"format": "detente-deals-1", "judged_on": "test", **record}, SCHEMA)
    inside = [row for row in range(len(table.packages)) if accepts(table, row, table.no_deal)]
    for line in record["packages"]:
        row = row_of(table, line["package"])
        for p, party in enumerate(table.parties):
            loses = table.asked[row, p] and table.values[row, p] < table.no_deal[p] - 1e-9
            refuses = loses and table.values[row, p] < table.refusal[row, p] - 1e-9
            assert (party in line["blockers"]) == refuses
            assert (party in line["only_by_coercion"]) == (loses and not refuses)
        assert line["efficient"] == (row in inside and not dominated(table, row, inside))
        assert ("accepted_with" in line) == (row in inside)
        for j, issue in enumerate(table.space.issues):
            same = [
                table.space.levels[j][other[j]]
                for number, other in enumerate(table.packages.tolist())
                if number in inside
                and all(other[k] == table.packages[row][k] for k in range(len(other)) if k != j)
            ]
            if row in inside:
                assert line["accepted_with"].get(issue, [line["package"][issue]]) == same
    assert record["rejected_only_by"] == {
        party: sum(
            [table.asked[row, q] and table.values[row, q] < table.no_deal[q] - 1e-9 for q in range(3)]
            == [q == p for q in range(3)]
            for row in range(len(table.packages))
        )
        for p, party in enumerate(table.parties)
    }


@pytest.mark.parametrize("seed", range(12))
def test_how_far_an_open_zone_reaches(seed):
    table = random_table(seed, 0.3)
    zone = describe(table)["zone"]
    assert zone["open"]
    for j, issue in enumerate(table.space.issues):
        for k, level in enumerate(table.space.levels[j]):
            count = sum(
                package[j] == k and accepts(table, row, table.no_deal)
                for row, package in enumerate(table.packages.tolist())
            )
            assert zone["levels"][issue].get(level, 0) == count
    for party, room in zone["room_to_spare"].items():
        p = table.parties.index(party)
        for more, stays in ((room["amount"] - 1e-6, True), (room["amount"] + 1e-6, False)):
            floor = table.no_deal.copy()
            floor[p] += more
            assert any(accepts(table, row, floor) for row in range(len(table.packages))) == stays
        assert accepts(table, row_of(table, room["last_package"]), table.no_deal)


@pytest.mark.parametrize("seed", range(12))
def test_ways_into_an_empty_zone(seed):
    table = random_table(100 + seed, 0.9)
    table.no_deal[0] = table.values[:, 0].max() + 0.05  # always asked, and never satisfied
    record = describe(table)
    zone = record["zone"]
    rows = range(len(table.packages))
    assert not zone["open"]
    spread = np.ptp(table.forgiving, axis=0)

    def short(row: int):
        return [
            max(0.0, table.no_deal[p] - table.values[row, p]) if table.asked[row, p] else 0.0
            for p in range(3)
        ]

    def size(row: int) -> float:
        return sum(lack / wide for lack, wide in zip(short(row), spread, strict=True) if wide > 0)

    assert zone["smallest_concession"]["size"] == pytest.approx(min(size(row) for row in rows))
    movers = [frozenset(p for p in range(3) if short(row)[p] > 1e-9) for row in rows]
    minimal = {who for who in movers if not any(other < who for other in movers)}
    assert {
        frozenset(table.parties.index(name) for name in way["movers"]) for way in zone["ways_in"]
    } == minimal
    for way in zone["ways_in"]:
        floor = table.no_deal.copy()
        for name, amount in way["lowered"].items():
            floor[table.parties.index(name)] -= amount
        assert accepts(table, row_of(table, way["package"]), floor)
        cheapest = min(
            size(row) for row in rows if movers[row] == frozenset(map(table.parties.index, way["movers"]))
        )
        assert way["size"] == pytest.approx(cheapest)
    assert "nearest_acceptable" not in record["proposals"]["p"]


@pytest.mark.parametrize("seed", range(8))
def test_nothing_nearer_to_a_proposal_is_accepted(seed):
    table = random_table(seed, 0.5)
    near = describe(table)["proposals"]["p"]["nearest_acceptable"]
    start = table.proposals["p"]
    gaps = [
        sum(a != b for a, b in zip(package, start, strict=True))
        for row, package in enumerate(table.packages.tolist())
        if accepts(table, row, table.no_deal)
    ]
    assert near["issues_to_change"] == min(gaps)
    assert near["ways"] == gaps.count(min(gaps))
    changed = {**table.space.named(start), **near["first"]}
    assert accepts(table, row_of(table, changed), table.no_deal)
    assert len(near["first"]) == near["issues_to_change"]


def test_ways_in_on_the_screen(tmp_path):
    from click.testing import CliRunner

    from detente.cli.deals import command

    file = tmp_path / "talks.csv"
    file.write_text(
        "issue,level,north,south\ntruce,no,0,1\ntruce,yes,1,0\nreservation,,0.6,0.7\n", encoding="utf-8"
    )
    words = CliRunner().invoke(command, [str(file)]).output
    assert "smallest concession in all: north by 0.600 less than now, for truce: no" in words
    assert "a minimal set of movers: south by 0.700 less than now, for truce: yes" in words
    file.write_text(
        "issue,level,north,south\ntruce,no,0,1\ntruce,yes,1,0\nreservation,,0,0\n", encoding="utf-8"
    )
    words = CliRunner().invoke(command, [str(file)]).output
    assert "The rest staying, it is also accepted with: truce: no / yes" in words
