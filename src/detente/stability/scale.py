"""Stability tables by compiled sweeps: millions of states in option form, any arcs on smaller graphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import ShapeError
from detente.stability import _kernels as k
from detente.stability.conflict import Bools, Conflict, Ints, Levels, Model
from detente.stability.moves import all_arcs, own_codes, own_part
from detente.stability.preferences import check_levels

Small = NDArray[np.int32]
#: Steps that the search for simultaneous sanctions may take per party before it is given up.
JOINT_BUDGET = 3_000_000_000
#: Most moves of all parties together that simultaneous sanctions are searched over.
JOINT_MOVES = 20_000_000
#: Most free bits of one party and most parties that the sweeps can hold.
FREE_LIMIT, PARTY_LIMIT = 15, 30
PLAIN = ("nash", "gmr", "smr", "seq", "sseq")


def stable_tables(
    model: Model, levels: Levels, concepts: Sequence[str], rule: str = "no_repeat"
) -> tuple[dict[str, Bools], dict[str, str]]:
    """(parties, states) tables per concept, and the concepts left out with the reason.

    Raises
    ------
    ShapeError
        Levels do not fit, the rule is not ``no_repeat``, or a graph has too many arcs to write out.
    """
    check_levels(levels, len(model.parties), model.size)
    if rule != "no_repeat":
        raise ShapeError(f"the compiled engine knows the sanction rule no_repeat, not {rule}")
    if len(model.parties) > PARTY_LIMIT:
        raise ShapeError(f"{len(model.parties)} parties are more than {PARTY_LIMIT}")
    ranks = small_levels(levels)
    engine: _Blocks | _Graph = _Graph(model, ranks)
    if isinstance(model, Conflict) and has_blocks(model):
        engine = _Blocks(model, ranks)
    stable = {concept: np.ones(levels.shape, dtype=bool) for concept in concepts}
    left_out: dict[str, str] = {}
    joint = [concept for concept in ("sim", "fh") if concept in concepts]
    if joint and isinstance(model, Conflict) and _moves_at_most(model) > JOINT_MOVES:
        left_out, joint = dict.fromkeys(joint, f"needs a list of more than {JOINT_MOVES} moves"), []
    with_options = _Joint(model, ranks) if joint and isinstance(model, Conflict) else None
    for party in range(len(model.parties)):
        held = engine.tables(party, concepts)
        for concept in concepts:
            if concept in PLAIN:
                stable[concept][party] = held[concept]
        for concept in joint:
            row = (
                with_options.stable(party, held["held_by_seq"] if concept == "fh" else None)
                if with_options
                else None
            )
            if row is None:
                left_out[concept] = "needs more steps than the search for simultaneous sanctions is given"
            else:
                stable[concept][party] = row
    return {concept: table for concept, table in stable.items() if concept not in left_out}, left_out


def _moves_at_most(conflict: Conflict) -> int:
    return conflict.size * sum(own_codes(conflict, party).size for party in range(len(conflict.parties)))


def small_levels(levels: Levels) -> Small:
    """The same order in 32 bits, from 0; levels that are far apart are made dense."""
    if levels.size and levels.min() >= 0 and levels.max() < 2 * levels.shape[1] + 2:
        return levels.astype(np.int32)
    return np.array([np.unique(row, return_inverse=True)[1] for row in levels], dtype=np.int32)


def has_blocks(conflict: Conflict) -> bool:
    """Whether moves are free or one-way per yes/no option, so that cosets say everything."""
    one_way = any(option.direction != "both" and len(option.values) > 2 for option in conflict.options)
    bits = [
        sum(_width(conflict.options[row]) for row in conflict.owned(i)) for i in range(len(conflict.parties))
    ]
    return not one_way and not conflict.bars and max(bits) <= FREE_LIMIT and sum(bits) <= 24


def _width(option: Any) -> int:
    return (len(option.values) - 1).bit_length()


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where each party's bits stand in internal codes; ``codes`` maps states to internal codes, None if equal."""

    low: Ints
    free: Ints
    held: Ints
    bits: int
    codes: Small | None


def lay_out(conflict: Conflict) -> Layout:
    """Each party's free options first, then its one-way options, turned so that all of them rise."""
    low, free, held, place = [], [], [], 0
    codes = np.zeros(conflict.size, dtype=np.int32)
    for party in range(len(conflict.parties)):
        owned = conflict.owned(party)
        both = [row for row in owned if conflict.options[row].direction == "both"]
        one_way = [row for row in owned if conflict.options[row].direction != "both"]
        low.append(place)
        free.append(sum(_width(conflict.options[row]) for row in both))
        held.append(len(one_way))
        for row in (*both, *one_way):
            option = conflict.options[row]
            value = (conflict.codes // int(conflict.strides[row])) % len(option.values)
            value = 1 - value if option.direction == "back" else value
            codes |= (value << place).astype(np.int32)
            place += _width(option)
    same = conflict.size == 1 << place and bool((codes == np.arange(conflict.size, dtype=np.int32)).all())
    kind = np.int64
    return Layout(
        np.array(low, kind), np.array(free, kind), np.array(held, kind), place, None if same else codes
    )


class _Blocks:
    """Option form: cosets and sweeps on internal codes."""

    def __init__(self, conflict: Conflict, ranks: Small) -> None:
        self.layout = lay_out(conflict)
        self.levels = self._spread(ranks)
        self.top = int(ranks.max(initial=0))
        parties, size = self.levels.shape
        layout = self.layout
        groups = [size >> int(free) for free in layout.free]
        self.offset = np.concatenate([[0], np.cumsum(groups)[:-1]]).astype(np.int64)
        self.count = np.zeros(sum(groups), dtype=np.uint16)
        self.members = np.zeros((parties, size), dtype=np.uint16)
        self.below = np.zeros((parties, size), dtype=np.uint16)
        for j in range(parties):
            own = self.count[self.offset[j] : self.offset[j] + groups[j]]
            k.sort_group_members(
                self.levels[j], layout.low[j], layout.free[j], self.members[j], self.below[j], own
            )

    def _spread(self, ranks: Small) -> Small:
        if self.layout.codes is None:
            return ranks
        levels = np.full((ranks.shape[0], 1 << self.layout.bits), -1, dtype=np.int32)
        levels[:, self.layout.codes] = ranks
        return levels

    def tables(self, party: int, concepts: Sequence[str]) -> dict[str, Any]:
        """Which states are stable for one party; ``held_by_seq`` is what its move to a state is held to."""
        level, found = self.levels[party], {}
        reach = np.empty_like(level)
        self._best_own(party, level, reach)
        found["nash"] = self._rows(reach <= level)
        two_way = not any(int(h) for j, h in enumerate(self.layout.held) if j != party)
        for kind, (plain, symmetric) in {"all": ("gmr", "smr"), "own": ("seq", "sseq")}.items():
            wanted = [c for c in (plain, symmetric) if c in concepts]
            if kind == "own" and "fh" in concepts and plain not in wanted:
                wanted = [plain, *wanted]
            if not wanted:
                continue
            root = self._root(party, level, kind)
            held = np.empty_like(level)
            if plain in wanted:
                k.value_of_root(level, root, level, held)
                found[plain] = self._verdict(party, held)
                if kind == "own":
                    found["held_by_seq"] = self._rows(held.copy())
            if symmetric in wanted:
                if kind == "all" and two_way:
                    k.least_by_root(reach, root, held)
                    np.minimum(held, level, out=held)
                else:
                    k.value_of_root(reach, self._root(party, reach, kind), level, held)
                found[symmetric] = self._verdict(party, held)
        return found

    def _root(self, party: int, key: Small, kind: str) -> Small:
        layout = self.layout
        root = np.empty(key.size, dtype=np.int32)
        order = k.sort_states(key, self.top)
        if kind == "all":
            k.root_of_moves(order, key, layout.low, layout.free, layout.held, party, root)
        else:
            k.root_of_improvements(
                order, self.levels, layout.low, layout.free, layout.held, party,
                self.members, self.below, self.count, self.offset, root,
            )  # fmt: skip
        return root

    def _best_own(self, party: int, value: Small, out: Small) -> None:
        layout = self.layout
        k.best_of_own_moves(value, layout.low[party], layout.free[party], layout.held[party], out)

    def _verdict(self, party: int, held: Small) -> Bools:
        best = np.empty_like(held)
        self._best_own(party, held, best)
        return self._rows(best <= self.levels[party])

    def _rows(self, table: NDArray[Any]) -> NDArray[Any]:
        return table if self.layout.codes is None else table[self.layout.codes]


class _Graph:
    """Any arcs: sweeps over (state, last mover)."""

    def __init__(self, model: Model, ranks: Small) -> None:
        self.model, self.levels, self.top = model, np.ascontiguousarray(ranks), int(ranks.max(initial=0))
        self.arcs: list[Any] = []

    def _write_out(self) -> None:
        self.arcs = [all_arcs(self.model, party) for party in range(len(self.model.parties))]
        reversed_arcs = [k.reverse_arcs(arcs.starts, arcs.targets) for arcs in self.arcs]
        self.starts = np.array([starts for starts, _ in reversed_arcs])
        self.sources = np.concatenate([sources for _, sources in reversed_arcs])
        sizes = [sources.size for _, sources in reversed_arcs]
        self.shift = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)

    def tables(self, party: int, concepts: Sequence[str]) -> dict[str, Any]:
        """As for blocks."""
        if not self.arcs:
            self._write_out()
        level, found = self.levels[party], {}
        reach = self._best_own(party, level)
        found["nash"] = reach <= level
        for kind, (plain, symmetric) in {False: ("gmr", "smr"), True: ("seq", "sseq")}.items():
            for concept, key in ((plain, level), (symmetric, reach)):
                if concept in concepts or (concept == "seq" and "fh" in concepts):
                    held = self._held_to(party, key, kind)
                    found[concept] = self._best_own(party, held) <= level
                    if concept == "seq":
                        found["held_by_seq"] = held
        return found

    def _held_to(self, party: int, key: Small, improving: bool) -> Small:
        root = np.empty(key.size, dtype=np.int32)
        order = k.sort_states(key, self.top)
        k.root_of_arcs(order, self.levels, self.starts, self.sources, self.shift, party, improving, root)
        level = self.levels[party]
        held: Small = np.where(root >= 0, np.minimum(key[root], level), level)
        return held

    def _best_own(self, party: int, value: Small) -> Small:
        out = np.empty_like(value)
        k.best_of_own_arcs(value, self.arcs[party].starts, self.arcs[party].targets, out)
        return out


class _Joint:
    """Simultaneous sanctions: the improvements of every party as what they add to a code."""

    def __init__(self, conflict: Conflict, ranks: Small) -> None:
        self.levels, self.codes = np.ascontiguousarray(ranks), conflict.codes
        total = int(np.prod([len(option.values) for option in conflict.options], dtype=np.int64))
        self.place = np.full(total, -1, dtype=np.int32)
        self.place[conflict.codes] = np.arange(conflict.size, dtype=np.int32)
        starts, steps = [], []
        for party in range(len(conflict.parties)):
            arcs, part = all_arcs(conflict, party), own_part(conflict, party)
            sources = np.repeat(np.arange(conflict.size), np.diff(arcs.starts))
            gains = ranks[party][arcs.targets] > ranks[party][sources]
            steps.append((part[arcs.targets] - part[sources])[gains])
            per_state = np.bincount(sources[gains], minlength=conflict.size)
            starts.append(np.concatenate([[0], np.cumsum(per_state)]))
        self.starts, self.steps = np.array(starts, dtype=np.int64), np.concatenate(steps).astype(np.int64)
        self.gain = np.concatenate([[0], np.cumsum([len(each) for each in steps])[:-1]]).astype(np.int64)

    def stable(self, party: int, held_to: Small | None) -> Bools | None:
        """Stable states under SIM, or FH where what a sequential answer holds a move to is given."""
        none = np.full(self.codes.size, np.iinfo(np.int32).max, dtype=np.int32)
        given = none if held_to is None else np.ascontiguousarray(held_to)
        found = k.find_joint_stable(
            self.codes,
            self.place,
            self.gain,
            self.starts,
            self.steps,
            self.levels,
            party,
            given,
            JOINT_BUDGET,
        )
        return None if (found < 0).any() else np.asarray(found == 1)
