"""What a package changes in the war and the settlement: the effects of its levels, combined by one rule.

The rule (docs/conventions.md, "How effects combine"): shares of prevention (`limits`, `monitoring`) combine as
independent safeguards, ``1 - (1 - a)(1 - b)...``; `power` adds up; factors on `rearming` multiply; `penalty` adds
up to at most 1; `guarantee`, `cuts` and `needs` are collected; one `fighting` level makes the package no settlement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from detente.case.records import CaseRecord, Effects

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Value: TypeAlias = float | NDArray[np.float64]
else:
    Value: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of the settlement game under one package; each value a number or one entry per draw.

    ``limits``, ``power`` and ``rearming`` have an entry for each side of the war. ``used`` names, for each term
    (`limits.south`, `monitoring`, ...), the paths of the quantities that entered it, in the order of the issues.
    """

    limits: Mapping[str, Value]
    monitoring: Value
    guarantees: tuple[str, ...]
    power: Mapping[str, Value]
    rearming: Mapping[str, Value]
    penalty: Value
    cuts: tuple[str, ...]
    needs: tuple[str, ...]
    fighting: bool
    used: Mapping[str, tuple[str, ...]]

    @property
    def power_shift(self) -> Value:
        """Change of the first side's power at signature: its own gain less the second side's."""
        first, second = self.power
        return self.power[first] - self.power[second]


def combine(case: CaseRecord, package: Mapping[str, str], values: Callable[[str], Value]) -> Terms:
    """The terms that the levels of a package add up to.

    Parameters
    ----------
    case : CaseRecord
        The case.
    package : mapping
        One level for every issue (``case.fill`` completes a partial one).
    values : callable
        From the path of a quantity to its value: one number, or one entry per draw.

    Returns
    -------
    Terms
        Sides in the order of ``war.sides``; ids in the order of the issues, each once.

    Raises
    ------
    KeyError
        The package leaves an issue out, or names a level that the issue does not have.

    Notes
    -----
    The new power at signature is ``war.power + power_shift``, to be kept within ``power_min`` and ``power_max``.
    Effects combine across issues only; a level has at most one value for each term.
    """
    chosen = [(issue, package[issue]) for issue in case.issues]
    levels = [(f"issues.{i}.levels.{name}.effects", case.issues[i].levels[name]) for i, name in chosen]
    paths = _paths_by_term([(path, level.effects) for path, level in levels])
    sides = list(case.war.sides)

    def entered(term: str) -> list[Value]:
        return [values(path) for path in paths.get(term, ())]

    effects = [level.effects for _, level in levels]
    return Terms(
        limits={side: _any_of(entered(f"limits.{side}")) for side in sides},
        monitoring=_any_of(entered("monitoring")),
        guarantees=_each_once(item.guarantee for item in effects if item.guarantee),
        power={side: sum(entered(f"power.{side}"), 0.0) for side in sides},
        rearming={side: _product(entered(f"rearming.{side}")) for side in sides},
        penalty=_at_most_one(sum(entered("penalty"), 0.0)),
        cuts=_each_once(cut for item in effects for cut in item.cuts),
        needs=_each_once(party for _, level in levels for party in level.needs),
        fighting=any(level.fighting for _, level in levels),
        used={term: tuple(found) for term, found in paths.items()},
    )


def _paths_by_term(effects: list[tuple[str, Effects]]) -> dict[str, list[str]]:
    """For each term the paths of the quantities that enter it, in the order of the issues."""
    out: dict[str, list[str]] = {}
    for path, item in effects:
        for group in ("limits", "power", "rearming"):
            for side in getattr(item, group):
                out.setdefault(f"{group}.{side}", []).append(f"{path}.{group}.{side}")
        for name in ("monitoring", "penalty"):
            if getattr(item, name) is not None:
                out.setdefault(name, []).append(f"{path}.{name}")
    return out


def _any_of(shares: list[Value]) -> Value:
    """Chance that at least one of several independent safeguards works."""
    if len(shares) == 1:
        return shares[0]
    missed: Value = 1.0
    for share in shares:
        missed = missed * (1 - share)
    return 1 - missed if shares else 0.0


def _product(factors: list[Value]) -> Value:
    out: Value = 1.0
    for factor in factors:
        out = out * factor
    return out


def _at_most_one(value: Value) -> Value:
    if isinstance(value, (int, float)):
        return min(float(value), 1.0)
    return value.clip(max=1.0)


def _each_once(items: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
