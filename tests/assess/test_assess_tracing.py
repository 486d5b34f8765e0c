"""Evidence withdrawn from arrays against real runs without it; kept traces; pieces of sweeps."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.assess import assess
from detente.assess.chain import proposals
from detente.assess.ledger import Ledger, statements_of
from detente.assess.quality import change_note, quality_of_information
from detente.assess.sweeping import ChangedCaseError, piece
from detente.assess.trace import Trace, View, numbers_of, rows_of, value_rows_of, view
from detente.assess.tracing import trace
from detente.assess.withdrawal import flips, impact, withdraw
from detente.case import Case, load
from detente.case.bundled import template_path
from detente.case.dumping import plain
from detente.case.findings import Layout
from detente.case.loading import build
from detente.doubt.sweep_store import Chunk
from detente.errors import ShapeError, UnknownIdError

DRAWS = 300


@pytest.fixture(scope="module", params=["entered", "evidence"])
def case(request: pytest.FixtureRequest) -> Case:
    """The template with two readings of power, four signals, and statements behind them.

    Weights of the readings are entered, or follow from the evidence: then both rest on one wire, which stands
    twice behind the second.
    """
    base = load(template_path())
    first = plain(base)["signals"][0]
    signals = [
        first,
        {**first, "id": "speech", "likelihood": {"limited": 0.2, "expansion": 0.6}, "because": ["s2"]},
        {**first, "id": "convoy", "likelihood": {"limited": 0.3, "expansion": 0.7}, "because": ["s3"]},
        {**first, "id": "leak", "likelihood": {"limited": 0.4, "expansion": 0.6}, "because": ["s1", "s3"]},
    ]
    power = {
        "readings": [
            {"value": "0.5 to 0.6", "because": ["s1"]},
            {"value": "0.3 to 0.4", "weight": 0.8, "because": ["s2", "s3"]},
        ]
    }
    if request.param == "entered":
        return base.with_values({"signals": signals, "war.power": power})
    del power["readings"][1]["weight"]
    power["readings"][0]["because"] = ["s1", "s2"]
    wire = plain(base)["sources"]["wire"]
    sources = {"wire": {**wire, "reliability": "C"}, "post": {**wire, "reliability": "B"}}
    rows = [
        {**row, **more}
        for row, more in zip(
            plain(base)["statements"],
            ({"credibility": "2"}, {"source": "post", "credibility": "1"}, {"credibility": "3"}),
            strict=True,
        )
    ]
    return base.with_values({"signals": signals, "war.power": power, "sources": sources, "statements": rows})


@pytest.fixture(scope="module")
def held(case: Case) -> Trace:
    return trace(case, proposals(case), DRAWS, 3)


def numbers_and_values(seen: View) -> dict[str, float]:
    """Every number that ``impact`` may list: shares, and what packages are worth."""
    values = {id: seen.mean(rows) for id, rows in value_rows_of(seen).items()}
    return {**numbers_of(seen), **values}


def test_the_trace_restates_the_numbers_of_an_assessment(case: Case) -> None:
    assessment = assess(case, 40, 2)
    numbers = assessment.numbers()
    restated = numbers_and_values(view(trace(case, proposals(case), 40, 2)))
    assert len(restated) > 25
    assert {id.rsplit(".", 1)[-1] for id in restated} >= {"holds", "value", "war", "alone", "paper"}
    assert all(numbers[id].value == pytest.approx(value, abs=1e-9) for id, value in restated.items())


@pytest.mark.parametrize("gone", [["s1"], ["s2"], ["s3"], ["s1", "s2"], ["s1", "s3"], ["s2", "s3"]])
def test_withdrawing_statements_is_what_a_real_run_without_them_gives(
    case: Case, held: Trace, gone: list[str]
) -> None:
    found = impact(Ledger.of(case), held, gone)
    real = numbers_and_values(view(trace(withdraw(case, gone), proposals(case), DRAWS, 3)))
    before = numbers_and_values(view(held))
    moved = {row.id: row for row in found.moved}
    for id, value in real.items():
        after = moved[id].after if id in moved else before[id]
        if found.readings and not id.startswith("belief"):
            seen = view(held, gone)
            rows = {**rows_of(seen), **value_rows_of(seen)}[id]
            spread = np.hypot(rows.std() / np.sqrt(seen.left), rows.std() / np.sqrt(DRAWS))
            assert abs(after - value) < 4 * spread + 0.02
        else:
            assert after == pytest.approx(value, abs=1e-9)
    if not found.readings:
        assert set(moved) == {id for id in real if abs(real[id] - before[id]) > 1e-9}
    lost = {s.id for s in case.signals} - {s.id for s in withdraw(case, gone).signals}
    assert set(found.signals) == lost


def delete(value: Any, gone: set[str]) -> Any:
    """A case as plain values with statements deleted from it, by another way than ``withdraw`` takes.

    Ids go from every `because`; a signal that is left without any goes, and so does a reading beside others.
    """
    if isinstance(value, list):
        return [row for row in (delete(row, gone) for row in value) if row is not None]
    if not isinstance(value, dict):
        return value
    out = {key: delete(inner, gone) for key, inner in value.items()}
    if isinstance(because := value.get("because"), list):
        out["because"] = [id for id in because if id not in gone]
        if because and not out["because"] and "likelihood" in value:
            return None
    if "readings" in value:
        rows = zip(value["readings"], out["readings"], strict=True)
        kept = [row for was, row in rows if row.get("because") or not was.get("because")]
        out["readings"] = kept or out["readings"]
    return out


@pytest.mark.parametrize("name", ["s1", "s2", "s3", "wire"])
def test_what_impact_lists_is_what_a_case_with_the_statements_deleted_moves(
    case: Case, held: Trace, name: str
) -> None:
    ledger = Ledger.of(case)
    gone = statements_of(ledger, [name])
    data = delete(plain(case), set(gone))
    data["statements"] = [row for row in plain(case)["statements"] if row["id"] not in gone]
    for party in data["parties"].values():
        party.pop("values_because", None)
    less, problems = build(data, Layout("case.yaml", {}, {}), None)
    assert less is not None, problems
    real = numbers_and_values(view(trace(less, proposals(less), DRAWS, 3)))
    before, found = numbers_and_values(view(held)), impact(ledger, held, gone)
    moved = {row.id: row.after for row in found.moved}
    if found.readings:  # sampling error: what moves beyond doubt is listed, what stays is not
        assert set(moved) <= {id for id in real if abs(real[id] - before[id]) > 1e-9}
    else:
        assert set(moved) == {id for id in real if abs(real[id] - before[id]) > 1e-9}
        assert all(moved[id] == pytest.approx(real[id], abs=1e-9) for id in moved)
    assert {signal.id for signal in case.signals} - {signal.id for signal in less.signals} == set(
        found.signals
    )


def test_a_reading_goes_only_with_all_its_statements_and_is_never_the_last(case: Case, held: Trace) -> None:
    if case.war.power.readings[1].weight is None:
        assert impact(Ledger.of(case), held, ["s2"]).readings == ("war.power",)
    else:
        assert impact(Ledger.of(case), held, ["s2"]).readings == ()
    assert impact(Ledger.of(case), held, ["s2", "s3"]).readings == ("war.power",)
    every = impact(Ledger.of(case), held, ["s1", "s2", "s3"])
    assert every.readings == (() if case.war.power.readings[1].weight else ("war.power",))
    assert "war.power" in every.unsupported
    bare = withdraw(case, ["s1", "s2", "s3"]).war.power
    assert [(r.low, r.high, r.because) for r in bare.readings] == [(0.5, 0.6, ()), (0.3, 0.4, ())]
    assert bare.counts == ((1.0, 0.8) if case.war.power.readings[1].weight else (0.125, 0.125))
    assert impact(Ledger.of(case), held, []).moved == ()


def test_a_statement_beside_another_takes_a_signal_along_and_no_reading(case: Case, held: Trace) -> None:
    more = view(held, ["s2"])
    assert more.lost_signals == ("speech",)
    assert more.left == DRAWS if case.war.power.readings[1].weight else 0.9 * DRAWS < more.left < DRAWS


@pytest.mark.parametrize("by", ["statement", "signal"])
def test_flip_sets_are_confirmed_by_real_runs(case: Case, held: Trace, by: str) -> None:
    number = "belief.north.limited"
    base = numbers_of(view(held))[number]
    for level in (base - 0.03, base + 0.03, base + 0.1):
        report = flips(Ledger.of(case), held, number, level, by)  # type: ignore[arg-type]
        for row in report.sets:
            less = withdraw(case, row.items if by == "statement" else (), row.items if by == "signal" else ())
            real = numbers_of(view(trace(less, [], DRAWS, 3)))[number]
            assert real == pytest.approx(row.value, abs=1e-9)
            assert (real > level) != (base > level)
        smaller = [row.items for row in report.sets if len(row.items) < report.size]
        assert smaller == []


@pytest.mark.parametrize("by", ["statement", "source", "signal"])
def test_the_search_over_supports_finds_what_the_search_over_all_sets_finds(
    case: Case, held: Trace, by: str
) -> None:
    for number in ("belief.north.limited", "verdict.league_plan.holds"):
        base = numbers_of(view(held))[number]
        for level in (base - 0.02, base + 0.02, base + 0.05):
            found = flips(Ledger.of(case), held, number, level, by)  # type: ignore[arg-type]
            for size in (1, 2, 3):
                by_hand = []
                items = {"statement": [s.id for s in case.statements], "source": list(case.sources)}
                for chosen in itertools.combinations(items.get(by, [s.id for s in case.signals]), size):
                    gone = () if by == "signal" else statements_of(Ledger.of(case), chosen)
                    seen = view(held, gone, chosen if by == "signal" else ())
                    value = seen.mean(rows_of(seen)[number]) if seen.enough else base
                    if (value > level) != (base > level):
                        by_hand.append(tuple(sorted(chosen)))
                if by_hand:
                    break
            assert {row.items for row in found.sets} == set(by_hand)


def test_too_few_draws_are_refused(case: Case) -> None:
    few = trace(case, [], 150, 1)
    found = impact(Ledger.of(case), few, ["s2", "s3"])
    assert found.refused
    assert found.moved == ()


def test_names_of_sources_signals_and_origins_stand_for_their_statements(case: Case) -> None:
    wire = {"s1", "s2", "s3"} - {s.id for s in case.statements if s.source == "post"}
    assert statements_of(Ledger.of(case), ["wire"]) == wire
    assert statements_of(Ledger.of(case), ["leak"]) == {"s1", "s3"}
    with pytest.raises(UnknownIdError, match="did you mean `wire`"):
        statements_of(Ledger.of(case), ["wyre"])
    with pytest.raises(UnknownIdError, match=r"belief\.north\.limited"):
        flips(Ledger.of(case), trace(case, [], 100, 1), "belief.north.limitd")


def test_a_piece_of_a_sweep_is_the_trace_of_its_draws_and_refuses_another_case() -> None:
    path, chunk = str(template_path()), Chunk(0, 50, 77)
    base = load(path)
    packages = [(id, tuple(base.fill(p.package).items())) for id, p in base.proposals.items()]
    rows = piece(chunk, path, base.digest, packages)
    expected = numbers_of(view(trace(base, proposals(base), 50, 77)))
    assert all(rows[id].mean() == pytest.approx(expected[id]) for id in rows)
    assert {"verdict.league_plan.holds", "belief.north.limited"} <= set(rows)
    other = piece(chunk, path, base.digest, packages, [("war.power", 0.9)])
    assert other["verdict.league_plan.holds"].mean() != rows["verdict.league_plan.holds"].mean()
    assert (other["belief.north.limited"] == rows["belief.north.limited"]).all()
    with pytest.raises(ChangedCaseError, match="begin another run"):
        piece(chunk, path, "0" * 64, packages)


def test_the_trace_knows_its_packages(held: Trace) -> None:
    assert held.package("league_plan").needed
    with pytest.raises(UnknownIdError, match="league_plan"):
        held.package("nonsense")
    assert Path(template_path()).is_dir()


def test_the_change_note_splits_off_what_goes_through_new_statements(case: Case, held: Trace) -> None:
    rows = [row for row in plain(case)["statements"] if row["id"] != "s3"]
    rows_after = plain(case)["statements"]
    signals = [row for row in plain(case)["signals"] if "s3" not in row["because"]]
    costs = {"parties.south.war_cost": {"value": "0.3 to 0.6", "assumed": "x"}}
    links = {"support.league_south.because": []}
    power = {"war.power": {"readings": [{"value": "0.5 to 0.6", "because": ["s1"]}]}}
    before = case.with_values({"signals": signals, "statements": rows, **costs, **links, **power})
    one_power = case.with_values({"statements": rows_after, **power})
    old = trace(before, proposals(before), DRAWS, 3)
    new = trace(one_power, proposals(one_power), DRAWS, 3)
    note = change_note(before, one_power, old, new)
    assert note.new_statements == ("s3",)
    fresh = {path: ids for path, _, _, ids in note.quantities}
    assert fresh["parties.south.war_cost"] == ("s3",)
    shift = next(row for row in note.shifts if row.id == "belief.north.limited")
    only_convoy = withdraw(one_power, ["s3"])
    expected = numbers_of(view(new))[shift.id] - numbers_of(view(trace(only_convoy, [], DRAWS, 3)))[shift.id]
    assert shift.through == pytest.approx(expected, abs=1e-9)
    with pytest.raises(ShapeError, match="drawn with the same"):
        change_note(before, one_power, trace(before, [], 50, 3), new)


def test_cells_count_origins_grades_and_contradictions(case: Case) -> None:
    rows = plain(case)["statements"]
    shared = {"issue": "valley", "level": "shared", "party": "north"}
    rows[0] = {**rows[0], **shared, "polarity": "for", "credibility": "2"}
    rows[1] = {**rows[1], **shared, "polarity": "against"}
    cells = {(c.party, c.issue): c for c in quality_of_information(case.with_values({"statements": rows}))}
    cell = cells["north", "valley"]
    assert cell.contradictions == (("s1", "s2"),)
    assert cell.single == ("post" not in case.sources)
    assert cell.levels == ("shared",)
    assert cell.age_days == 1
    assert len(cells) == len(case.parties) * len(case.issues)


@pytest.mark.slow
def test_on_the_bundled_case_every_statement_withdrawn_moves_exactly_what_a_real_run_moves() -> None:
    case = load("ukraine_2025")
    packages = proposals(case)[2:3]
    held = trace(case, packages, 120, 1)
    before = numbers_and_values(view(held))
    exact = 0
    for statement in case.statements:
        found = impact(Ledger.of(case), held, [statement.id])
        if found.readings:
            continue
        real = numbers_and_values(view(trace(withdraw(case, [statement.id]), packages, 120, 1)))
        assert {row.id for row in found.moved} == {id for id in real if abs(real[id] - before[id]) > 1e-9}
        assert all(row.after == pytest.approx(real[row.id], abs=1e-9) for row in found.moved)
        exact += bool(found.moved)
    assert exact >= 5
