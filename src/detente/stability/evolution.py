"""How a conflict gets from where it stands to where it may rest: all shortest ways, and the dead ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from detente.errors import ShapeError
from detente.stability.coalitions import Coalitions
from detente.stability.concepts import Judge, bits
from detente.stability.explain import Explorer, Step

Kind = Literal["improvements", "moves"]
#: Most ways to one state that are listed; the count is exact beyond it.
WAYS_LISTED = 100


@dataclass(frozen=True, slots=True)
class Ways:
    """All shortest ways to one state: how many there are, the first of them, and who moves in every one."""

    target: int
    length: int
    count: int
    listed: tuple[tuple[Step, ...], ...]
    must_move: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Evolution:
    """What can come of the status quo by one kind of step, nobody moving twice in a row.

    ``ways`` has one entry for each wanted state that can be reached; ``unreachable`` are the rest;
    ``dead_ends`` are states, reached and not wanted, from which nobody has a step of this kind.
    """

    start: int
    kind: Kind
    ways: tuple[Ways, ...]
    unreachable: tuple[int, ...]
    reached: tuple[int, ...]
    dead_ends: tuple[int, ...]


def evolve(explorer: Explorer, start: int, wanted: Sequence[int], kind: Kind = "improvements") -> Evolution:
    """Shortest ways from ``start`` to each wanted state.

    Parameters
    ----------
    explorer : Explorer
        Of the conflict; only its moves and rankings are used.
    start : int
        Row of the status quo.
    wanted : rows of states
        Usually the equilibria under some concept.
    kind : "improvements" or "moves"
        Steps that their makers prefer, or any legal move.

    Raises
    ------
    ShapeError
        ``kind`` is neither.

    Sources
    -------
    Li, Kilgour and Hipel 2005, Journal of Systems Science and Systems Engineering 14(1), status quo analysis.
    """
    if kind not in ("improvements", "moves"):
        raise ShapeError(f"{kind!r} is no kind of step; write improvements or moves")
    step = explorer.improvements if kind == "improvements" else explorer.moves
    depth, parents = _search(step, explorer.levels.shape[0], start)
    nearest: dict[int, int] = {}
    for (state, _), distance in depth.items():
        nearest[state] = min(distance, nearest.get(state, distance))
    found = [_ways_to(target, nearest[target], depth, parents) for target in wanted if target in nearest]
    dead = [
        state
        for state in sorted(nearest)
        if state not in wanted and not any(step(party, state) for party in range(explorer.levels.shape[0]))
    ]
    gone = tuple(target for target in wanted if target not in nearest)
    return Evolution(start, kind, tuple(found), gone, tuple(sorted(nearest)), tuple(dead))


_Node = tuple[int, int]


def _search(
    step: Callable[[int, int], Sequence[int]], parties: int, start: int
) -> tuple[dict[_Node, int], dict[_Node, list[_Node]]]:
    """Distance of every situation (state, last mover) and all situations just before it on shortest ways."""
    depth: dict[_Node, int] = {(start, -1): 0}
    parents: dict[_Node, list[_Node]] = {(start, -1): []}
    queue = deque([(start, -1)])
    while queue:
        node = queue.popleft()
        for party in range(parties):
            if party == node[1]:
                continue
            for target in step(party, node[0]):
                reached = (target, party)
                if reached not in depth:
                    depth[reached] = depth[node] + 1
                    parents[reached] = []
                    queue.append(reached)
                if depth[reached] == depth[node] + 1:
                    parents[reached].append(node)
    return depth, parents


def _ways_to(target: int, length: int, depth: dict[_Node, int], parents: dict[_Node, list[_Node]]) -> Ways:
    ends = [node for node, distance in depth.items() if node[0] == target and distance == length]
    counts: dict[_Node, int] = {}
    common: dict[_Node, frozenset[int]] = {}
    for node in sorted(_ancestors(ends, parents), key=lambda each: depth[each]):
        before = parents[node]
        counts[node] = sum(counts[each] for each in before) if before else 1
        shared = frozenset.intersection(*(common[each] for each in before)) if before else frozenset[int]()
        common[node] = shared | ({node[1]} if node[1] >= 0 else set())
    listed: list[tuple[Step, ...]] = []
    for end in ends:
        _collect(end, parents, (), listed)
    must = frozenset.intersection(*(common[end] for end in ends)) if ends else frozenset[int]()
    return Ways(target, length, sum(counts[end] for end in ends), tuple(listed), tuple(sorted(must)))


def _ancestors(ends: Sequence[_Node], parents: dict[_Node, list[_Node]]) -> set[_Node]:
    seen, stack = set(ends), list(ends)
    while stack:
        for node in parents[stack.pop()]:
            if node not in seen:
                seen.add(node)
                stack.append(node)
    return seen


def _collect(
    node: _Node, parents: dict[_Node, list[_Node]], tail: tuple[Step, ...], listed: list[tuple[Step, ...]]
) -> None:
    """Ways that end in ``node`` followed by ``tail``, depth first, until enough are listed."""
    stack = [(node, tail)]
    while stack and len(listed) < WAYS_LISTED:
        here, after = stack.pop()
        if not parents[here]:
            listed.append(after)
        stack += [(each, (Step(here[1], each[0], here[0]), *after)) for each in reversed(parents[here])]


def fewest_movers(
    explorer: Explorer, start: int, target: int, kind: Kind = "moves"
) -> tuple[tuple[int, ...], ...]:
    """The smallest groups of parties who can bring about ``target`` by themselves; empty where nobody can.

    Groups are tried from small to large; every group of the smallest size that succeeds is returned.
    """
    step = explorer.improvements if kind == "improvements" else explorer.moves
    parties = range(explorer.levels.shape[0])
    if start == target:
        return ((),)
    for count in range(1, len(parties) + 1):
        found = []
        for group in combinations(parties, count):
            depth, _ = _search(lambda p, s, g=group: step(p, s) if p in g else (), len(parties), start)  # type: ignore[misc]
            if any(state == target for state, _ in depth):
                found.append(group)
        if found:
            return tuple(found)
    return ()


@dataclass(frozen=True, slots=True)
class JointStep:
    """One step of an evolution by coalitions."""

    members: tuple[int, ...]
    before: int
    after: int


def evolve_by_coalitions(judge: Judge, start: int, wanted: Sequence[int]) -> dict[int, tuple[JointStep, ...]]:
    """One shortest way to each wanted state by improvements of parties and joint improvements of coalitions."""
    groups = Coalitions(judge)
    parents: dict[int, JointStep | None] = {start: None}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for group in groups.groups():
            for target in bits(groups.improvements(group, here)):
                if target not in parents:
                    parents[target] = JointStep(group, here, target)
                    queue.append(target)
    found = {}
    for target in wanted:
        if target in parents:
            steps: list[JointStep] = []
            link = parents[target]
            while link is not None:
                steps.append(link)
                link = parents[link.before]
            found[target] = tuple(reversed(steps))
    return found
