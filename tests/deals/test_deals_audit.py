"""The audit against tables where the literature says which principle breaks which axiom."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.deals.audit import AXIOMS, audit_principle
from detente.deals.principles import (
    PRINCIPLES,
    egalitarian_welfare,
    kalai_smorodinsky,
    nash_solution,
    utilitarian_welfare,
)
from detente.errors import NoAgreementError

ZERO = np.zeros(2, dtype=int)


def results(principle, table, floor=ZERO):
    return {finding.axiom: finding for finding in audit_principle(principle, np.array(table), floor)}


def test_kalai_smorodinsky_breaks_independence_when_an_ideal_goes():
    table = [[0, 10], [3, 6], [4, 4], [5, 0]]
    found = results(kalai_smorodinsky, table)
    finding = found["independence"]
    assert finding.result == "fails"
    rest = [row for row in range(4) if row != finding.witness.removed]
    after = kalai_smorodinsky(np.array(table)[rest], ZERO)
    assert tuple(rest[row] for row in after) == finding.witness.other != finding.witness.chosen
    assert results(nash_solution, table)["independence"].result == "no violation found"


def test_nash_breaks_individual_monotonicity():
    """Kalai and Smorodinsky 1975: adding (1, .7) to a set whose Nash point is (.75, .75) harms the second party."""
    table = [[100, 0], [75, 75], [0, 100], [100, 70]]
    finding = results(nash_solution, table)["individual monotonicity"]
    assert (finding.result, finding.witness.removed, finding.witness.party) == ("fails", 3, 1)


def test_egalitarian_loses_its_monotonicity_without_free_disposal():
    """Kalai 1977 needs sets where any gain can be thrown away; on a bare list (75, 75) takes from (100, 70)."""
    bare = [[100, 0], [75, 75], [0, 100], [100, 70]]
    finding = results(egalitarian_welfare, bare)["strong monotonicity"]
    assert (finding.result, finding.witness.removed, finding.witness.party) == ("fails", 1, 0)
    grid = [[a, b] for a in range(11) for b in range(11) if a + 2 * b <= 15]
    assert results(egalitarian_welfare, grid)["strong monotonicity"].result == "no violation found"


def test_utilitarian_and_egalitarian_hang_on_the_scales():
    table = [[9, 1], [4, 5], [1, 8]]
    for principle in (utilitarian_welfare, egalitarian_welfare):
        finding = results(principle, table)["scale invariance"]
        assert finding.result == "fails"
        assert finding.witness.other != finding.witness.chosen
    assert results(nash_solution, table)["scale invariance"].result == "no violation found"


def test_egalitarian_ties_can_be_inefficient_and_the_witness_dominates():
    table = np.array([[2, 2], [2, 3]])
    finding = results(egalitarian_welfare, table)["pareto"]
    assert finding.result == "fails"
    assert (table[finding.witness.other[0]] >= table[finding.witness.chosen[0]]).all()


def test_symmetry_applies_only_to_symmetric_problems_and_a_dictator_breaks_it():
    symmetric = [[1, 4], [4, 1], [3, 3]]
    assert results(nash_solution, symmetric)["symmetry"].result == "holds"
    assert results(nash_solution, [[1, 4], [4, 2]])["symmetry"].result == "does not apply"

    def dictator(utilities, disagreement):
        return (int(utilities[:, 0].argmax()),)

    finding = results(dictator, symmetric)["symmetry"]
    assert (finding.result, finding.witness.chosen, finding.witness.other) == ("fails", (1,), (0,))


def test_nothing_to_choose_from():
    with pytest.raises(NoAgreementError, match="leaves some party below"):
        audit_principle(nash_solution, np.array([[1, 1]]), np.array([2, 2]))


@given(arrays(np.int64, st.tuples(st.integers(2, 14), st.integers(2, 3)), elements=st.integers(0, 7)))
@settings(max_examples=60, deadline=None)
def test_what_theory_promises_for_finite_sets_holds(utilities):
    """On finite sets too: Nash is independent and scale free, leximin efficient."""
    floor = utilities.min(axis=0)
    nash = {f.axiom: f.result for f in audit_principle(nash_solution, utilities, floor)}
    assert "fails" not in {nash["independence"], nash["scale invariance"], nash["symmetry"]}
    found = {f.axiom: f.result for f in audit_principle(PRINCIPLES["leximin"], utilities, floor)}
    assert found["pareto"] == "holds"
    for name, principle in PRINCIPLES.items():
        for finding in audit_principle(principle, utilities, floor):
            assert finding.axiom in AXIOMS
            assert (finding.result == "fails") == (finding.witness is not None), name
