"""All feasible packages of a case: their terms as arrays, without a loop over packages.

The same rule as ``case.effects.combine``, put as one table per issue that packages look their levels up
in; a test holds the two against each other on random packages. What no draw changes (``Ground``) is worked out
once per case; a draw then costs what its different terms cost, not what its packages do.
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
class Ground:
    """What no draw changes about the packages of a case that end the fighting, one package per row.

    Attributes
    ----------
    feasible : int
        How many packages obey the rules, fighting or not.
    packages : (m, issues) level numbers
    guarantee, cuts : (m,) numbers into ``guarantees`` and ``cut_sets``
    needs : (m, parties) bool
        Who must act or sign, in case order.
    refusal : (m,) numbers into ``refusal_cuts``
        Support links that end for those who refuse.
    family, start : (m,) numbers into ``families`` and ``starts``
        Packages of one family share all terms of the game but the power at signature; of one start, that power.
    families, starts : rows of one package each
    """

    space: PackageSpace
    feasible: int
    packages: Levels
    guarantee: NDArray[np.int64]
    guarantees: tuple[tuple[str, ...], ...]
    cuts: NDArray[np.int64]
    cut_sets: tuple[tuple[str, ...], ...]
    needs: NDArray[np.bool_]
    refusal: NDArray[np.int64]
    refusal_cuts: tuple[tuple[str, ...], ...]
    family: NDArray[np.int64]
    families: NDArray[np.int64]
    start: NDArray[np.int64]
    starts: NDArray[np.int64]

    def package(self, row: int) -> dict[str, str]:
        """The package of one row by names."""
        return {
            issue: names[int(level)]
            for issue, names, level in zip(
                self.space.issues, self.space.levels, self.packages[row], strict=True
            )
        }


@dataclass(frozen=True, slots=True)
class Field:
    """Every package that settles, one per row, with the terms of its settlement game in one draw.

    Attributes
    ----------
    ground : Ground
    start_power : (starts,) power at signature
    family_drift, family_monitoring, family_penalty : (families,) arrays
        Terms of the game with the attacker's side moving.
    """

    ground: Ground
    start_power: Floats
    family_drift: Floats
    family_monitoring: Floats
    family_penalty: Floats

    @property
    def space(self) -> PackageSpace:
        """Issues, levels and rules."""
        return self.ground.space

    @property
    def packages(self) -> Levels:
        """(m, issues) level numbers."""
        return self.ground.packages

    @property
    def needs(self) -> NDArray[np.bool_]:
        """(m, parties) who must act or sign."""
        return self.ground.needs

    @property
    def power(self) -> Floats:
        """(m,) power at signature."""
        return np.asarray(self.start_power[self.ground.start])

    @property
    def drift(self) -> Floats:
        """(m,) power that the attacker's side gains per month."""
        return np.asarray(self.family_drift[self.ground.family])

    @property
    def monitoring(self) -> Floats:
        """(m,) chance that preparations are seen in time."""
        return np.asarray(self.family_monitoring[self.ground.family])

    @property
    def penalty(self) -> Floats:
        """(m,) what an attack costs besides if the guarantors act."""
        return np.asarray(self.family_penalty[self.ground.family])

    def package(self, row: int) -> dict[str, str]:
        """The package of one row by names."""
        return self.ground.package(row)


def settling_packages(case: Case) -> tuple[PackageSpace, int, Levels]:
    """The space, how many packages obey the rules, and those of them that end the fighting."""
    space = package_space(case)
    every = feasible_packages(space)
    fighting = _any(case, every, lambda issue, level: case.issues[issue].levels[level].fighting)
    return space, len(every), every[~fighting]


def survey(case: Case) -> Ground:
    """All packages of a case that end the fighting, with everything that holds in every draw."""
    space, feasible, packages = settling_packages(case)
    guarantee, guarantees = _sets(
        case, packages, lambda effects: (effects.guarantee,) if effects.guarantee else ()
    )
    cuts, cut_sets = _sets(case, packages, lambda effects: effects.cuts)
    refusal, refusal_cuts = _refusals(case, packages)
    family = _alike(case, packages, lambda effects: (effects.limits, effects.rearming, effects.monitoring,
                                                     effects.penalty, effects.guarantee, effects.cuts))  # fmt: skip
    start = _alike(case, packages, lambda effects: (effects.power, effects.cuts))
    return Ground(
        space=space,
        feasible=feasible,
        packages=packages,
        guarantee=guarantee,
        guarantees=guarantees,
        cuts=cuts,
        cut_sets=cut_sets,
        needs=_needs(case, packages),
        refusal=refusal,
        refusal_cuts=refusal_cuts,
        family=family[1],
        families=family[0],
        start=start[1],
        starts=start[0],
    )


def lay_out(bound: Bound, ground: Ground | None = None) -> Field:
    """The field of a case bound to one draw."""
    ground = survey(bound.case) if ground is None else ground
    low, high = power_bounds(bound)
    here, one_each = ground.packages[ground.starts], ground.packages[ground.families]
    shift = _sum(bound, here, "power", bound.attacker) - _sum(bound, here, "power", bound.defender)
    before = np.array([float(after_cuts(bound, links)[0][0]) for links in ground.cut_sets])
    penalties = np.array([float(credibility_of(bound, names)[2][0]) for names in ground.guarantees])
    return Field(
        ground=ground,
        start_power=np.clip(before[ground.cuts[ground.starts]] + shift, low[0], high[0]),
        family_drift=_gain(bound, one_each, bound.attacker) - _gain(bound, one_each, bound.defender),
        family_monitoring=1.0
        - np.exp(_sum(bound, one_each, "monitoring", None, lambda x: np.log1p(-min(x, 1 - 1e-15)))),
        family_penalty=np.minimum(
            penalties[ground.guarantee[ground.families]]
            + np.minimum(_sum(bound, one_each, "penalty", None), 1.0),
            1.0,
        ),
    )


def _alike(
    case: Case, packages: Levels, take: Callable[[Effects], object]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A row of each kind of package, and the kind of each: levels without these effects count as one level."""
    nothing = take(Effects.model_validate({}))
    key = np.zeros(len(packages), dtype=np.int64)
    for number, entry in enumerate(case.issues.values()):
        table = np.zeros(len(entry.levels), dtype=np.int64)
        for place, level in enumerate(entry.levels.values()):
            table[place] = place + 1 if take(level.effects) != nothing else 0
        if table.any():
            _, key = np.unique(key * (table.max() + 1) + table[packages[:, number]], return_inverse=True)
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    return first.astype(np.int64), which.astype(np.int64)


def _refusals(case: Case, packages: Levels) -> tuple[NDArray[np.int64], tuple[tuple[str, ...], ...]]:
    """Number the sets of support links that those lose who refuse what the tables decided that a package touches."""
    now = case.fill(case.war.while_fighting)

    def touches(table: Table) -> NDArray[np.bool_]:
        return _any(case, packages, lambda issue, level: issue in table.decides and level != now[issue])

    tables = list(case.tables.values())
    touched = np.zeros(len(packages), dtype=np.int64)
    for number, table in enumerate(tables):
        touched |= touches(table).astype(np.int64) << number
    masks, which = np.unique(touched, return_inverse=True)
    cuts = tuple(
        tuple(
            dict.fromkeys(
                link
                for number, table in enumerate(tables)
                if mask >> number & 1
                for link in table.cuts_on_refusal
            )
        )
        for mask in masks.tolist()
    )
    return which.astype(np.int64), cuts


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


def _needs(case: Case, packages: Levels) -> NDArray[np.bool_]:
    fighters = {parties[0] for parties in case.war.sides.values()}

    def needed(party: str) -> NDArray[np.bool_]:
        if party in fighters:
            return np.ones(len(packages), dtype=bool)
        return _any(case, packages, lambda issue, level: party in case.issues[issue].levels[level].needs)

    return np.stack([needed(party) for party in case.parties], axis=1)
