"""The graph model ranked by what its states are worth: the same values as the verdicts, ties within the error."""

from __future__ import annotations

import numpy as np
import pytest

from detente.assess.situations import state_values
from detente.case import check
from detente.errors import ShapeError
from detente.stability.from_case import conflict_from_case, options_taken, ranked_by_values


def test_states_are_worth_what_the_verdict_says(bundled_case, bundled_assessment):
    states = (frozenset({"ru_ceasefire", "eu_force"}), frozenset(), frozenset({"us_cut"}))
    found = state_values(bundled_case, states, draws=40, seed=1)
    assert found.situations == ("guaranteed_line", "war", "war without us_arms, us_intelligence")
    for line in bundled_assessment.verdict("guaranteed_line").parties:
        assert found.values[line.party][:, 0].mean() == pytest.approx(line.value.value, abs=1e-9)
        assert found.values[line.party][:, 1].mean() == pytest.approx(line.war_value.value, abs=1e-9)
    assert (found.values["ukraine"][:, 2] < found.values["ukraine"][:, 1]).all()


def test_states_with_the_same_situation_are_tied_and_better_ones_rank_higher(bundled_case):
    conflict = conflict_from_case(bundled_case)
    states = options_taken(conflict)
    found = state_values(bundled_case, states, draws=40, seed=1)
    levels = ranked_by_values(conflict, found.values).preferences.levels
    for row, party in enumerate(conflict.party_ids):
        mean = found.values[party].mean(axis=0)
        for name in set(found.situations):
            same = [place for place, other in enumerate(found.situations) if other == name]
            assert len(set(levels[row][same])) == 1
        best, worst = int(np.argmax(mean)), int(np.argmin(mean))
        assert levels[row][best] >= levels[row][worst]


def test_a_case_that_does_not_say_is_refused(bundled_case):
    silent = bundled_case.model_copy(
        update={"moves": bundled_case.moves.model_copy(update={"situations": ()})}
    )
    with pytest.raises(ShapeError, match=r"moves\.situations"):
        state_values(silent, (frozenset(),), draws=5)


def test_unknown_names_in_situations_are_problems_with_their_place(small_case, tmp_path):
    text = (small_case.folder / "case.yaml").read_text(encoding="utf-8")
    extra = """
moves:
  options:
    north_stops: {party: north, label: stop}
  preferences: {north: [north_stops]}
  situations:
    - {when: {north_stop: true}, is: league_plan}
    - {when: {north_stops: true}, is: no_such_plan, cuts: [no_such_link]}
"""
    folder = tmp_path / "case"
    folder.mkdir()
    for file in ("statements.csv",):
        (folder / file).write_bytes((small_case.folder / file).read_bytes())
    (folder / "sources").mkdir()
    for file in (small_case.folder / "sources").iterdir():
        (folder / "sources" / file.name).write_bytes(file.read_bytes())
    body = text.split("\nmoves:")[0]
    (folder / "case.yaml").write_text(body + extra, encoding="utf-8")
    _, problems = check(folder)
    found = [problem.path for problem in problems if problem.code == "C-035"]
    assert "moves.situations.0.when.north_stop" in found
    assert "moves.situations.1.is" in found
    assert any(path.startswith("moves.situations.1.cuts") for path in found)
