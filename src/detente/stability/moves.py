"""Who can move from where to where in one move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.errors import ShapeError
from detente.stability.conflict import Bools, Conflict, GraphForm, Ints, Model

#: Largest number of candidate moves that is written out; larger conflicts are walked move by move.
ARC_LIMIT = 60_000_000
#: Most states whose successors are kept as bit sets.
MASK_LIMIT = 8192


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """All one-move successors of one party: those of state s are ``targets[starts[s]:starts[s + 1]]``."""

    starts: Ints
    targets: Ints

    def of(self, state: int) -> Ints:
        """Successors of one state, ascending."""
        return self.targets[self.starts[state] : self.starts[state + 1]]


def own_codes(conflict: Conflict, party: int) -> Ints:
    """What the party's options add to a code, for every combination of their values; ascending."""
    total = np.zeros(1, dtype=np.int64)
    for row in conflict.owned(party):
        steps = np.arange(len(conflict.options[row].values), dtype=np.int64) * conflict.strides[row]
        total = (total[:, None] + steps[None, :]).ravel()
    return np.sort(total)


def own_part(conflict: Conflict, party: int) -> Ints:
    """(states,) the part of each state's code that the party's options make up."""
    part = np.zeros(conflict.size, dtype=np.int64)
    for row in conflict.owned(party):
        stride = int(conflict.strides[row])
        part += (conflict.codes // stride) % len(conflict.options[row].values) * stride
    return part


def find_codes(conflict: Conflict, codes: Ints) -> Ints:
    """Rows of the states with these codes; -1 where the state is not feasible."""
    place = np.searchsorted(conflict.codes, codes)
    place = np.minimum(place, conflict.size - 1)
    return np.where(conflict.codes[place] == codes, place, -1)


def _direction_allows(conflict: Conflict, party: int, before: Ints, after: Ints) -> Bools:
    allowed = np.ones(np.broadcast(before, after).shape, dtype=bool)
    for row in conflict.owned(party):
        option = conflict.options[row]
        if option.direction == "both":
            continue
        stride, size = int(conflict.strides[row]), len(option.values)
        old, new = before // stride % size, after // stride % size
        allowed &= (new >= old) if option.direction == "fwd" else (new <= old)
    return allowed


def _bars_allow(conflict: Conflict, party: int, before: Ints, after: Ints) -> Bools:
    from detente.stability.patterns import match_codes

    allowed = np.ones(np.broadcast(before, after).shape, dtype=bool)
    for bar in conflict.bars:
        if bar.party == party:
            barred = match_codes(bar.before, before, conflict.options)
            allowed &= ~(barred & match_codes(bar.after, after, conflict.options))
    return allowed


def moves_from(model: Model, party: int, state: int) -> Ints:
    """Rows of the states that one party can reach from one state in one move, ascending.

    Never writes out the whole graph, so it serves conflicts of any size.
    """
    if isinstance(model, GraphForm):
        return np.array(model.arcs[party][state], dtype=np.int64)
    plan = _plan(model, party)
    code = int(model.codes[state])
    mine = sum(code // stride % size * stride for stride, size in plan.steps)
    after: Ints = code - mine + plan.own
    after = after[after != code]
    if plan.limited:
        before = np.full(after.shape, code, dtype=np.int64)
        after = after[
            _direction_allows(model, party, before, after) & _bars_allow(model, party, before, after)
        ]
    if plan.everything:
        return after
    rows = find_codes(model, after)
    return rows[rows >= 0]


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What ``moves_from`` needs to know of one party."""

    own: Ints
    steps: tuple[tuple[int, int], ...]
    limited: bool
    everything: bool


def _plan(conflict: Conflict, party: int) -> _Plan:
    key = f"plan{party}"
    if key not in conflict._cache:
        owned = conflict.owned(party)
        sizes = [len(option.values) for option in conflict.options]
        steps = tuple((int(conflict.strides[row]), sizes[row]) for row in owned)
        limited = bool(conflict.bars) or any(conflict.options[row].direction != "both" for row in owned)
        everything = conflict.size == int(np.prod(sizes, dtype=np.int64))
        conflict._cache[key] = _Plan(own_codes(conflict, party), steps, limited, everything)
    return conflict._cache[key]  # type: ignore[return-value]


def all_arcs(model: Model, party: int) -> Arcs:
    """Every move of one party, written out.

    Raises
    ------
    ShapeError
        There are more than ``ARC_LIMIT`` candidate moves; walk them with ``moves_from`` instead.
    """
    if isinstance(model, GraphForm):
        sizes = [len(row) for row in model.arcs[party]]
        flat = [target for row in model.arcs[party] for target in row]
        return Arcs(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), np.array(flat, dtype=np.int64))
    own = own_codes(model, party)
    if own.size * model.size > ARC_LIMIT:
        raise ShapeError(
            f"{model.size} states x {own.size} choices of {model.parties[party]} are too many to list"
        )
    before = np.broadcast_to(model.codes[:, None], (model.size, own.size))
    after = (model.codes - own_part(model, party))[:, None] + own[None, :]
    rows = find_codes(model, after)
    keep = (rows >= 0) & (after != before)
    keep &= _direction_allows(model, party, before, after) & _bars_allow(model, party, before, after)
    starts = np.concatenate([[0], np.cumsum(keep.sum(axis=1))]).astype(np.int64)
    return Arcs(starts, rows[keep].astype(np.int64))


def reach_masks(model: Model) -> list[list[int]]:
    """``masks[party][state]``: one-move successors as a bit set (bit t is state t); for small conflicts.

    Raises
    ------
    ShapeError
        There are more than ``MASK_LIMIT`` states; use the compiled engine.
    """
    if model.size > MASK_LIMIT:
        raise ShapeError(f"{model.size} states are too many for sets; at most {MASK_LIMIT}")
    if isinstance(model, Conflict) and "masks" in model._cache:
        return model._cache["masks"]  # type: ignore[return-value]
    masks = []
    for party in range(len(model.parties)):
        arcs = all_arcs(model, party)
        flat, starts = arcs.targets.tolist(), arcs.starts.tolist()
        masks.append([sum(1 << t for t in flat[starts[s] : starts[s + 1]]) for s in range(model.size)])
    if isinstance(model, Conflict):
        model._cache["masks"] = masks
    return masks
