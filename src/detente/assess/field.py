"""All feasible packages of a case at central values: their terms as arrays, without a loop over packages.

The same rule as ``case.effects.combine``, put as one table per issue that packages look their levels up
in; a test holds the two against each other on random packages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.assess.binding import Bound, after_cuts, credibility_of, power_bounds
from detente.case.case import Case
from detente.case.records import Effects, OneOrMore, Table
from detente.deals.space import Implies, Never, PackageSpace, feasible_packages, make_space

Floats = NDArray[np.float64]
Levels = NDArray[np.int8]


def package_space(case: Case) -> PackageSpace:
    """Issues, levels and rules of a case as the deals room takes them."""
    rules: list[Implies | Never] = []
    for rule in case.rules:
        if rule.then:
            rules.append(Implies(_many(rule.if_), _many(rule.then)))
        if rule.never:
            rules.append(Never({**_many(rule.if_), **_many(rule.never)}))
    return make_space({issue: entry.level_ids() for issue, entry in case.issues.items()}, rules)


def _many(of: dict[str, OneOrMore]) -> dict[str, tuple[str, ...]]:
    return {issue: (levels,) if isinstance(levels, str) else tuple(levels) for issue, levels in of.items()}


@dataclass(frozen=True, slots=True)
class Field:
    """Every package that settles, one per row, with the terms of its settlement game.

    Attributes
    ----------
    packages : (m, issues) level numbers
    power, drift, monitoring, penalty : (m,) arrays
        Terms of the game with the attacker's side moving.
    guarantee, cuts : (m,) numbers into ``guarantees`` and ``cut_sets``
    needs : (m, parties) bool
        Who must act or sign, in case order.
    touched : (m, tables) bool
        Which tables decide something that the package changes.
    """

    space: PackageSpace
    feasible: int
    packages: Levels
    power: Floats
    drift: Floats
    monitoring: Floats
    penalty: Floats
    guarantee: NDArray[np.int64]
    guarantees: tuple[tuple[str, ...], ...]
    cuts: NDArray[np.int64]
    cut_sets: tuple[tuple[str, ...], ...]
    needs: NDArray[np.bool_]
    touched: NDArray[np.bool_]

    def package(self, row: int) -> dict[str, str]:
        """The package of one row by names."""
        return {
            issue: names[int(level)]
            for issue, names, level in zip(
                self.space.issues, self.space.levels, self.packages[row], strict=True
            )
        }


def settling_packages(case: Case) -> tuple[PackageSpace, int, Levels]:
    """The space, how many packages obey the rules, and those of them that end the fighting."""
    space = package_space(case)
    every = feasible_packages(space)
    fighting = _any(case, every, lambda issue, level: case.issues[issue].levels[level].fighting)
    return space, len(every), every[~fighting]


def lay_out(bound: Bound, field: tuple[PackageSpace, int, Levels] | None = None) -> Field:
    """The field of a case bound to one draw; of the packages in ``field`` where it is given, else of all."""
    case = bound.case
    space, feasible, packages = settling_packages(case) if field is None else field
    guarantee, guarantees = _sets(
        case, packages, lambda effects: (effects.guarantee,) if effects.guarantee else ()
    )
    cuts, cut_sets = _sets(case, packages, lambda effects: effects.cuts)
    low, high = power_bounds(bound)
    shift = _sum(bound, packages, "power", bound.attacker) - _sum(bound, packages, "power", bound.defender)
    before = np.array([float(after_cuts(bound, links)[0][0]) for links in cut_sets])
    penalties = np.array([float(credibility_of(bound, names)[2][0]) for names in guarantees])
    return Field(
        space=space,
        feasible=feasible,
        packages=packages,
        power=np.clip(before[cuts] + shift, low[0], high[0]),
        drift=_gain(bound, packages, bound.attacker) - _gain(bound, packages, bound.defender),
        monitoring=1.0
        - np.exp(_sum(bound, packages, "monitoring", None, lambda x: np.log1p(-min(x, 1 - 1e-15)))),
        penalty=np.minimum(
            penalties[guarantee] + np.minimum(_sum(bound, packages, "penalty", None), 1.0), 1.0
        ),
        guarantee=guarantee,
        guarantees=guarantees,
        cuts=cuts,
        cut_sets=cut_sets,
        needs=_needs(bound, packages),
        touched=_touched(case, packages),
    )


def _gain(bound: Bound, packages: Levels, side: str) -> Floats:
    """Power that a side gains per month under each package."""
    free = float(bound.draws(f"war.rearming.{side}")[0])
    kept = np.exp(_sum(bound, packages, "limits", side, lambda x: np.log1p(-min(x, 1 - 1e-15))))
    factor = np.exp(_sum(bound, packages, "rearming", side, lambda x: np.log(max(x, 1e-300))))
    return np.asarray(free * kept * factor)


def _sum(
    bound: Bound,
    packages: Levels,
    term: str,
    side: str | None,
    transform: Callable[[float], float] = lambda x: x,
) -> Floats:
    """Sum over issues of one term's (transformed) value at the chosen level; 0 where a level has none."""
    total = np.zeros(len(packages))
    for number, (issue, entry) in enumerate(bound.case.issues.items()):
        table = np.zeros(len(entry.levels))
        for row, (level, record) in enumerate(entry.levels.items()):
            held = getattr(record.effects, term)
            path = f"issues.{issue}.levels.{level}.effects.{term}"
            if side is not None and side in held:
                table[row] = transform(float(bound.draws(f"{path}.{side}")[0]))
            elif side is None and held is not None:
                table[row] = transform(float(bound.draws(path)[0]))
        if table.any():
            total += table[packages[:, number]]
    return total


def _any(case: Case, packages: Levels, test: Callable[[str, str], bool]) -> NDArray[np.bool_]:
    hit = np.zeros(len(packages), dtype=bool)
    for number, (issue, entry) in enumerate(case.issues.items()):
        table = np.array([test(issue, level) for level in entry.levels])
        if table.any():
            hit |= table[packages[:, number]]
    return hit


def _sets(
    case: Case, packages: Levels, take: Callable[[Effects], Sequence[str]]
) -> tuple[NDArray[np.int64], tuple[tuple[str, ...], ...]]:
    """Number the different sets of names that the levels of packages collect, in the order of the issues."""
    names = list(
        dict.fromkeys(
            x
            for entry in case.issues.values()
            for level in entry.levels.values()
            for x in take(level.effects)
        )
    )
    bits = np.zeros(len(packages), dtype=np.int64)
    for number, entry in enumerate(case.issues.values()):
        table = np.array(
            [sum(1 << names.index(x) for x in take(level.effects)) for level in entry.levels.values()]
        )
        if table.any():
            bits |= table[packages[:, number]]
    distinct, which = np.unique(bits, return_inverse=True)
    return which.astype(np.int64), tuple(
        tuple(name for place, name in enumerate(names) if int(mask) >> place & 1) for mask in distinct
    )


def _needs(bound: Bound, packages: Levels) -> NDArray[np.bool_]:
    case = bound.case
    fighters = set(bound.leads.values())

    def needed(party: str) -> NDArray[np.bool_]:
        if party in fighters:
            return np.ones(len(packages), dtype=bool)
        return _any(case, packages, lambda issue, level: party in case.issues[issue].levels[level].needs)

    return np.stack([needed(party) for party in case.parties], axis=1)


def _touched(case: Case, packages: Levels) -> NDArray[np.bool_]:
    now = case.fill(case.war.while_fighting)

    def touches(table: Table) -> NDArray[np.bool_]:
        return _any(case, packages, lambda issue, level: issue in table.decides and level != now[issue])

    columns = [touches(table) for table in case.tables.values()]
    return np.stack(columns, axis=1) if columns else np.zeros((len(packages), 0), dtype=bool)
