"""What may not matter: order of parties and options, the scale of levels; and what must hold on larger conflicts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import ShapeError
from detente.stability.analysis import analyse
from detente.stability.build import Rule, build_conflict
from detente.stability.concepts import CONCEPTS, Judge
from detente.stability.conflict import Conflict, Option, graph_form
from detente.stability.scale import stable_tables

PLAIN = ("nash", "gmr", "smr", "seq", "sseq")


def drawn(seed: int, owners: list[int], share: float = 0.2) -> tuple[Conflict, np.ndarray]:
    rng = np.random.default_rng(seed)
    ways = rng.choice(["both", "fwd", "back"], size=len(owners), p=[0.6, 0.2, 0.2])
    options = [
        Option(f"o{k}", owner, str(way)) for k, (owner, way) in enumerate(zip(owners, ways, strict=True))
    ]  # type: ignore[arg-type]
    gone = [Rule.state(int(code)) for code in np.flatnonzero(rng.random(1 << len(owners)) < share)]
    conflict = build_conflict(
        [f"p{i}" for i in range(max(owners) + 1)], options, gone[: (1 << len(owners)) - 1]
    )
    return conflict, rng.integers(0, conflict.size, size=(max(owners) + 1, conflict.size))


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10**6),
    st.permutations(range(5)),
    st.permutations(range(3)),
    st.sampled_from(["sets", "compiled"]),
)
def test_order_of_options_and_parties_does_not_matter(
    seed: int, places: list[int], seats: list[int], engine: str
) -> None:
    conflict, levels = drawn(seed, [0, 1, 2, 0, 1])
    moved = [Option(o.name, seats[o.party], o.direction) for o in (conflict.options[k] for k in places)]

    def code_of(label: str) -> int:
        return sum(1 << row for row, k in enumerate(places) if label[k] == "Y")

    codes = [code_of(label) for label in conflict.labels]
    gone = [Rule.state(code) for code in range(32) if code not in codes]
    other = build_conflict(["x", "y", "z"], moved, gone)
    row_of = {int(code): row for row, code in enumerate(other.codes)}
    turned = np.zeros_like(levels)
    for state, code in enumerate(codes):
        for party in range(3):
            turned[seats[party], row_of[code]] = levels[party, state]
    first, second = analyse(conflict, levels, engine=engine), analyse(other, turned, engine=engine)
    for concept in CONCEPTS:
        for party in range(3):
            for state, code in enumerate(codes):
                assert (
                    first.stable[concept][party, state] == second.stable[concept][seats[party], row_of[code]]
                )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(-40, 10**6))
def test_only_the_order_of_levels_matters(seed: int, scale: int, shift: int) -> None:
    conflict, levels = drawn(seed, [0, 1, 0, 1])
    for engine in ("sets", "compiled"):
        first = analyse(conflict, levels, engine=engine).stable
        second = analyse(conflict, levels**3 * scale + shift, engine=engine).stable
        assert all(np.array_equal(first[concept], second[concept]) for concept in CONCEPTS)


@pytest.mark.parametrize(
    "owners", [[0] * 6 + [1, 2], [0, 1, 2, 3, 4, 0, 1, 2], [1, 0, 1, 0, 1, 0, 1, 1], [0] * 7 + [1]]
)
def test_engines_agree_on_hundreds_of_states(owners: list[int]) -> None:
    for seed in (1, 2):
        conflict, levels = drawn(seed, owners, 0.15)
        first, second = (analyse(conflict, levels, engine=engine).stable for engine in ("sets", "compiled"))
        for concept in CONCEPTS:
            assert np.array_equal(first[concept], second[concept]), (owners, concept)


def test_inclusions_on_thousands_of_states() -> None:
    conflict, levels = drawn(9, [k % 4 for k in range(12)], 0.1)
    table = analyse(conflict, levels, PLAIN).stable
    for small, large in (
        ("nash", "smr"),
        ("smr", "gmr"),
        ("nash", "sseq"),
        ("sseq", "seq"),
        ("seq", "gmr"),
        ("sseq", "smr"),
    ):
        assert not (table[small] & ~table[large]).any()
    assert table["nash"].sum() < table["smr"].sum() < table["gmr"].sum()


def test_values_are_not_taken_for_levels() -> None:
    conflict, levels = drawn(1, [0, 1])
    for engine in ("sets", "compiled"):
        with pytest.raises(ShapeError, match="levels_from_values"):
            analyse(conflict, levels * 0.5, engine=engine)
        with pytest.raises(ShapeError, match="the conflict is"):
            analyse(conflict, levels[:, :-1], engine=engine)


def test_what_the_engines_refuse() -> None:
    conflict, levels = drawn(1, [0, 1, 1])
    with pytest.raises(ShapeError, match="concepts are"):
        analyse(conflict, levels, ("stable",))
    with pytest.raises(ShapeError, match="sanction rule"):
        Judge(conflict, levels, "twice")  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match="no_repeat"):
        stable_tables(conflict, levels, PLAIN, "once")
    with pytest.raises(ShapeError, match="no other state"):
        graph_form(["a"], ["x", "y"], [[[0], []]])
    with pytest.raises(ShapeError, match="labels"):
        graph_form(["a"], ["x", "y"], [[[1]]])


def test_one_party_alone_moves_to_its_best() -> None:
    conflict = build_conflict(["a"], [Option("x", 0), Option("y", 0)])
    for engine in ("sets", "compiled"):
        answer = analyse(conflict, np.array([[0, 2, 1, 2]]), engine=engine)
        assert all(answer.equilibria(concept) == (1, 3) for concept in CONCEPTS)
