"""What is taken from a case: tables and implementers by number, positions, words."""

from __future__ import annotations

import pytest

from detente.case.loading import load
from detente.deals.from_case import bracketed_text_of, needs_of, positions_of, tables_of
from detente.deals.space import make_space


@pytest.fixture(scope="module")
def case():
    return load("ukraine_2025")


def test_tables_and_implementers(case):
    parties, issues = list(case.parties), list(case.issues)
    for table in tables_of(case):
        record = case.tables[table.name]
        assert [parties[seat] for seat in table.seats] == list(record.seats)
        assert [issues[number] for number in table.issues] == list(record.decides)
    needs = needs_of(case)
    assert needs
    for (j, k), who in needs.items():
        record = list(case.issues[issues[j]].levels.values())[k]
        assert [parties[number] for number in who] == list(record.needs)


def test_the_text_shows_what_each_party_put_forward(case):
    stands = positions_of(case)
    space = make_space({issue: entry.level_ids() for issue, entry in case.issues.items()})
    clauses = bracketed_text_of(case, space)
    assert [clause.issue for clause in clauses] == list(case.issues)
    for clause in clauses:
        for level, names in clause.brackets:
            for party, said in stands.items():
                if case.parties[party].name in names:
                    assert said[clause.issue] == level
