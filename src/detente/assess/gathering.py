"""Coalitions of a case over its draws: does support gather, whose joining matters most, who can act alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from detente.assess.binding import Bound, Floats, acts_at
from detente.war.deterrence import Protection, protection
from detente.war.tipping import Coalition, coalition


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One possible member over the draws.

    Attributes
    ----------
    joins, stays : float
        Shares of draws in which it joins when nobody has yet, and stays when everybody has.
    anchor : float
        Share of draws in which its joining first adds most beyond what it brings itself.
    if_joins, if_leaves : float
        Mean part of everything that could be brought: gathered from nobody if it joins first whatever the
        others do, and left from everybody if it drops out.
    """

    party: str
    name: str
    joins: float
    stays: float
    anchor: float
    if_joins: float
    if_leaves: float


@dataclass(frozen=True, slots=True)
class Gathering:
    """One coalition of a case: its members, most often the anchor first, and a paragraph at central values."""

    id: str
    name: str
    guarantee: str | None
    members: tuple[MemberLine, ...]
    all_join: float
    words: str


def gatherings(bound: Bound, middle: Bound) -> tuple[Gathering, ...]:
    """Every coalition of a case, over the draws of ``bound``; ``middle`` is the case at central values."""
    return tuple(_gathering(bound, middle, id) for id in bound.case.coalitions)


def _gathering(bound: Bound, middle: Bound, id: str) -> Gathering:
    record, case = bound.case.coalitions[id], bound.case
    rows = [_coalition(bound, id, row) for row in range(bound.draws.size)]
    names = {party: case.parties[party].name for party in record.members}
    total = np.array([sum(brings.values()) for brings, _ in rows])

    def share(hits: list[bool]) -> float:
        return float(np.mean(hits))

    def part(key: str, name: str) -> float:
        gathered = np.array([getattr(found, key)[name] for _, found in rows])
        return float(np.mean(gathered / np.where(total > 0, total, 1.0)))

    members = [
        MemberLine(
            party,
            name,
            share([name in found.from_nobody for _, found in rows]),
            share([name in found.from_everybody for _, found in rows]),
            share([found.anchor == name for _, found in rows]),
            part("if_joins", name),
            part("if_leaves", name),
        )
        for party, name in names.items()
    ]
    members.sort(key=lambda line: (-line.anchor, -line.if_joins))
    everybody = share([len(found.from_nobody) == len(members) for _, found in rows])
    words = _coalition(middle, id, 0)[1].in_words()
    return Gathering(id, record.name or id, record.guarantee, tuple(members), everybody, words)


def _coalition(bound: Bound, id: str, row: int) -> tuple[Mapping[str, float], Coalition]:
    """What members bring, and the coalition, in one draw; by name."""

    def read(key: str) -> dict[str, float]:
        return {
            bound.case.parties[party].name: float(bound.draws(f"coalitions.{id}.members.{party}.{key}")[row])
            for party in bound.case.coalitions[id].members
        }

    brings = read("brings")
    return brings, coalition(brings, read("asks"))


@dataclass(frozen=True, slots=True)
class Reliance:
    """A guarantee that relies on another, over the draws (means), and a paragraph at central values."""

    guarantee: str
    relies_on: str
    acts_together: float
    acts_alone: float
    joint: float
    alone: float
    words: str


def reliances(bound: Bound, middle: Bound) -> tuple[Reliance, ...]:
    """Guarantees that rely on another: what both protect together, and what the second would alone."""
    out = []
    for name, record in bound.case.guarantees.items():
        leader = record.relies_on
        if leader is None:
            continue
        leads, together, alone = _chances(bound, name, leader)
        scales = [bound.draws(f"guarantees.{key}.scale") for key in (leader, name)]
        joint = leads * (scales[0] + together * scales[1]) + (1 - leads) * alone * scales[1]
        at_centre = _central_protection(middle, name, leader)
        titles = [bound.case.guarantees[key].name or key for key in (leader, name)]
        out.append(
            Reliance(
                name, leader, float(together.mean()), float(alone.mean()), float(joint.mean()),
                float((alone * scales[1]).mean()), at_centre.in_words(*titles),
            )
        )  # fmt: skip
    return tuple(out)


def _chances(bound: Bound, name: str, leader: str) -> tuple[Floats, Floats, Floats]:
    return acts_at(bound, leader, "cost"), acts_at(bound, name, "cost"), acts_at(bound, name, "cost_alone")


def _central_protection(middle: Bound, name: str, leader: str) -> Protection:
    leads, together, alone = (float(chance[0]) for chance in _chances(middle, name, leader))
    scales = [float(middle.draws(f"guarantees.{key}.scale")[0]) for key in (leader, name)]
    return protection(leads, together, alone, scales[0], scales[1])
