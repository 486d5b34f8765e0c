"""What backs a guarantee: coalitions that can gather, and guarantors who rely on others."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.findings import Finding
from detente.case.records import CaseRecord


def check_backing(case: CaseRecord) -> list[Finding]:
    """Coalitions and moratoria out of unit; guarantees that rely on themselves or leave a number out."""
    return [*_coalitions(case), *_reliance(case), *_moratoria(case)]


def _moratoria(case: CaseRecord) -> Iterator[Finding]:
    for key, moratorium in case.moratoria.items():
        for party, side in moratorium.sides.items():
            path = ("moratoria", key, "sides", party)
            blind = side.blind_days.central
            if blind > moratorium.days:
                yield Finding(
                    (*path, "blind_days"), "C-078", f"{blind:g} of {moratorium.days} days",
                    "no more days can pass unnoticed than the moratorium has", f"write at most {moratorium.days}",
                )  # fmt: skip
            amounts = sorted((side.damage_avoided.central, side.leverage_lost.central))
            if amounts[0] > 0 and amounts[1] / amounts[0] > 1000:
                yield Finding(
                    (*path, "damage_avoided"), "C-078", f"{side.damage_avoided.central:g} and {side.leverage_lost.central:g} a day",
                    "damage_avoided and leverage_lost are amounts per day in one unit", "give both in the same unit",
                    "warning",
                )  # fmt: skip


def _coalitions(case: CaseRecord) -> Iterator[Finding]:
    for key, coalition in case.coalitions.items():
        path = ("coalitions", key, "members")
        if len(coalition.members) < 2:
            yield Finding(
                path, "C-075", f"{len(coalition.members)} member", "a coalition gathers two parties or more",
                "add a member, as in `north: {brings: 10, asks: 0}`, or take the coalition out",
            )  # fmt: skip
            continue
        total = sum(member.brings.central for member in coalition.members.values())
        if all(member.asks.central > total for member in coalition.members.values()):
            yield Finding(
                path,
                "C-075",
                f"every member asks for more than {total:g}, which all together bring",
                "`asks` is in the unit of `brings`: what the others must bring before a member joins",
                "write both in one unit (forces, money or votes)",
                "warning",
            )


def _reliance(case: CaseRecord) -> Iterator[Finding]:
    for key, guarantee in case.guarantees.items():
        other = guarantee.relies_on
        path = ("guarantees", key)
        if other is None and guarantee.cost_alone is not None:
            yield Finding(
                (*path, "cost_alone"), "C-076", "`cost_alone` without `relies_on`",
                "what acting costs alone counts only beside another guarantee that may act or not",
                "name that guarantee under `relies_on`, or take `cost_alone` out",
            )  # fmt: skip
        if other is None or other not in case.guarantees:
            continue
        if other == key or case.guarantees[other].relies_on is not None:
            yield Finding(
                (*path, "relies_on"), "C-076", f"`{other}`" + (", itself" if other == key else ", which relies on another"),
                "a guarantee relies on one that stands by itself",
                f"name another guarantee, or take `relies_on` out of `{other}`",
            )  # fmt: skip
        elif guarantee.cost_alone is None:
            yield Finding(
                path, "C-076", "`relies_on` without `cost_alone`", "relying on others means that acting alone costs more",
                f"add cost_alone: {guarantee.cost.central + 0.2:g} (more than cost)",
            )  # fmt: skip
        elif guarantee.cost_alone.central < guarantee.cost.central:
            yield Finding(
                (*path, "cost_alone"), "C-076",
                f"cost_alone {guarantee.cost_alone.central:g}, cost {guarantee.cost.central:g}",
                "acting alone costs no less than acting together", "exchange the two if they stand the wrong way round",
                "warning",
            )  # fmt: skip
