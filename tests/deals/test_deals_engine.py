"""Three methods, one answer, wherever they all run."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from detente.deals import engine
from detente.deals.additive import FrontierTooLargeError
from detente.deals.frontier import load_kernels, pareto_frontier
from detente.deals.space import make_space, obeys, package_utilities, stream_packages


def compare(random_problem, seeds, monkeypatch):
    for seed in seeds:
        space, parts, terms, floor = random_problem(seed)
        listed = engine.solve(space, parts, floor, terms)
        carried = engine.solve(space, parts, floor, terms, list_up_to=0)
        with monkeypatch.context() as patch:
            patch.setattr(engine, "FRONTIER_PARTIES", 0)
            programmed = engine.solve(space, parts, floor, terms, list_up_to=0)
        if listed.method == "enumeration" and listed.feasible == 0:
            assert carried.answers == programmed.answers == {}
            continue
        assert (carried.method, programmed.method) == ("dynamic programme", "mixed-integer programme")
        assert bool(listed.answers) == bool(carried.answers) == bool(programmed.answers)
        for name, answer in carried.answers.items():
            everything = dict(zip(listed.answers[name].packages, listed.answers[name].utilities, strict=True))
            assert set(answer.packages) <= set(everything)
            efficient = pareto_frontier(np.array(list(everything.values())))
            if name in ("nash", "utilitarian", "leximin") and all(v > 0 for v in gains(answer, floor)):
                assert len(answer.packages) == len(efficient)
        for name, answer in programmed.answers.items():
            assert set(answer.packages) <= set(listed.answers[name].packages), (seed, name)
            assert answer.gap < 2e-6
            row = np.array(answer.packages, dtype=np.int8)
            assert obeys(space, row).all()
            assert (package_utilities(row, parts, terms) >= floor).all()


def gains(answer, floor):
    return (np.array(answer.utilities[0]) - floor).tolist()


@pytest.mark.parametrize("block", range(4))
def test_enumeration_dynamic_programme_and_programme_agree(block, random_problem, monkeypatch):
    compare(random_problem, range(1000 + block * 10, 1010 + block * 10), monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_the_three_agree_on_five_hundred_spaces(block, random_problem, monkeypatch):
    compare(random_problem, range(2000 + block * 50, 2050 + block * 50), monkeypatch)


def test_the_engine_falls_back_when_the_frontier_is_too_large(random_problem, monkeypatch):
    space, parts, terms, floor = random_problem(1001)

    def refuse(*args):
        raise FrontierTooLargeError("too many")

    monkeypatch.setattr(engine, "additive_frontier", refuse)
    found = engine.solve(space, parts, floor, terms, list_up_to=0)
    assert (found.method, found.why) == ("mixed-integer programme", "too many")


def test_a_stream_gives_what_the_list_gives(random_problem, monkeypatch):
    from detente.deals import stream

    monkeypatch.setattr(stream, "STRONGEST", 3)
    for seed in range(60):
        space, parts, terms, floor = random_problem(seed, issues=5)
        listed = engine.solve(space, parts, floor, terms)
        monkeypatch.setattr(stream, "WAITING", 1 + seed % 20)
        monkeypatch.setattr(stream, "stream_packages", partial(stream_packages, chunk=1 + seed % 50))
        monkeypatch.setattr(stream, "load_kernels", load_kernels if seed % 3 else lambda: None)
        found = engine.solve(space, parts, floor, terms, list_up_to=1)
        if listed.feasible < 2:
            continue
        listed.answers.pop("median_rank", None)
        assert found.answers == listed.answers
        assert (found.feasible, found.acceptable) == (listed.feasible, listed.acceptable)
        assert found.frontier_packages.tolist() == listed.frontier_packages.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_parties_and_issues_changes_no_answer(seed, random_problem):
    """C9: turned round, every method chooses the same packages."""
    space, parts, terms, floor = random_problem(700 + seed)
    other = turned(space, parts, terms)
    for list_up_to in (2_000_000, 0):
        here = engine.solve(space, parts, floor, terms, list_up_to=list_up_to)
        there = engine.solve(*other[:2], floor[::-1], other[2], list_up_to=list_up_to)
        assert here.answers.keys() == there.answers.keys()
        for name, answer in here.answers.items():
            assert set(answer.packages) == {package[::-1] for package in there.answers[name].packages}, name


def turned(space, parts, terms):
    from detente.deals.space import Condition, Interaction, PackageSpace, Rule

    last = len(space.issues) - 1
    rules = tuple(
        Rule(tuple(Condition(last - c.issue, c.levels) for c in rule.conditions), rule.most, rule.text)
        for rule in space.rules
    )
    back = PackageSpace(space.issues[::-1], space.levels[::-1], rules)
    return (
        back,
        [party[::-1] for party in parts[::-1]],
        [Interaction(tuple(last - j for j in term.issues), term.values[::-1]) for term in terms],
    )


def same_answers(found, listed, near=0.0):
    assert (found.feasible, found.acceptable) == (listed.feasible, listed.acceptable)
    assert found.answers.keys() == listed.answers.keys()
    for name, answer in found.answers.items():
        assert answer.packages == listed.answers[name].packages, name
        assert np.array(answer.utilities) == pytest.approx(np.array(listed.answers[name].utilities), abs=near)
        assert answer.all_ties == listed.answers[name].all_ties
    assert found.frontier_packages.tolist() == listed.frontier_packages.tolist()


@pytest.mark.parametrize("block", range(6))
def test_a_look_by_halves_gives_what_the_list_gives(block, random_problem, monkeypatch):
    """Rules and interactions within and across the halves, whole numbers; blocks of a few rows."""
    from detente.deals import halves

    monkeypatch.setattr(halves, "ROWS", 1 + 7 * block)
    for seed in range(3000 + 25 * block, 3025 + 25 * block):
        space, parts, terms, floor = random_problem(seed)
        listed = engine.solve(space, parts, floor, terms)
        with monkeypatch.context() as patch:
            patch.setattr(engine, "HALVES_FROM", 0)
            found = engine.solve(space, parts, floor, terms)
        assert "against the frontier of a dynamic programme" in found.why
        same_answers(found, listed)


@pytest.mark.parametrize("seed", range(12))
def test_floats_tie_by_halves_as_they_tie_in_the_list(seed, monkeypatch):
    """Thirds, sevenths and tenths: sums that differ in the last bits only, reservations at the very best package."""
    rng = np.random.default_rng(seed)
    space = make_space({f"i{j}": ["a", "b", "c"] for j in range(6)})
    base = [1 / 3, 1 / 7, 0.1, 0.2, 1 / 12]
    parts = [
        [np.array([0.0, base[seed % 5], base[rng.integers(5)]]) for _ in range(6)]
        for _ in range(2 + seed % 4)
    ]
    top = np.array([sum(part.max() for part in party) for party in parts])
    floor = top * (0.3 if seed % 3 else 0.0)
    if seed % 4 == 0:
        floor[0] = top[0]
    listed = engine.solve(space, parts, floor)
    monkeypatch.setattr(engine, "HALVES_FROM", 0)
    same_answers(engine.solve(space, parts, floor), listed, near=1e-9)


def test_a_dynamic_programme_that_grows_is_left_for_the_list(random_problem, monkeypatch):
    from detente.deals import halves

    space, parts, terms, floor = random_problem(3001, issues=5)
    listed = engine.solve(space, parts, floor, terms)
    monkeypatch.setattr(engine, "HALVES_FROM", 0)
    monkeypatch.setattr(halves, "CARRIED", 1)
    found = engine.solve(space, parts, floor, terms)
    assert found.why == listed.why
    same_answers(found, listed)


def test_compiled_loops_answer_as_the_plain_ones_do_once_they_are_loaded(monkeypatch):
    from detente.deals import frontier

    assert load_kernels() is not None
    rng = np.random.default_rng(5)
    for parties in (3, 4, 5):
        table = rng.integers(0, 30, (5000, parties))
        quick = pareto_frontier(table).tolist()
        with monkeypatch.context() as patch:
            patch.setattr(frontier, "_compile_from", lambda parties: 10**9)
            assert pareto_frontier(table).tolist() == quick
