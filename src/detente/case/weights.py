"""The weights of a case's mixtures: what grade and origin its statements have, and the weights filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from detente.case.grounds import grounded
from detente.case.quantities import Quantity
from detente.case.weighing import Backing, Support, weigh

if TYPE_CHECKING:
    from detente.case.records import CaseRecord

R = TypeVar("R", bound=BaseModel)

#: Chance that a source reports truly (A to E) and that an item is true (1 to 5): the middles of five equal
#: parts of the way from 0 to 1. Where nothing can be judged (F and 6), the middle of the whole way.
GRADES: Mapping[str, float] = {
    "A": 0.9, "B": 0.7, "C": 0.5, "D": 0.3, "E": 0.1, "F": 0.5,
    "1": 0.9, "2": 0.7, "3": 0.5, "4": 0.3, "5": 0.1, "6": 0.5,
}  # fmt: skip


class Scales:
    """The reliability of statements in one case: its own table of grades over ``GRADES``."""

    def __init__(self, case: CaseRecord) -> None:
        given = {
            grade: chance for grade, chance in case.grades.items() if grade in GRADES and 0.0 < chance <= 1.0
        }
        self.grades = {**GRADES, **given}  # what else is written there is refused by the checks
        self.unjudged = self.grades["F"] * self.grades["6"]
        self.known: dict[str, Support] = {}
        for said in case.statements:
            if (source := case.sources.get(said.source)) is not None:
                chance = self.grades[source.reliability or "F"] * self.grades[said.credibility or "6"]
                self.known[said.id] = Support(said.id, source.origin or said.source, chance)

    def backings(self, quantity: Quantity) -> tuple[Backing, ...]:
        """What the readings of a quantity count by."""
        rows = []
        by_hand = any(reading.weight is not None for reading in quantity.readings)
        for reading in quantity.readings:
            names = () if reading.assumed else reading.because or quantity.because
            supports = tuple(self.known[name] for name in dict.fromkeys(names) if name in self.known)
            entered = (1.0 if reading.weight is None else reading.weight) if by_hand else None
            rows.append(Backing(entered, reading.because, supports))
        return tuple(rows)

    def mixtures(self, case: CaseRecord) -> dict[str, tuple[Backing, ...]]:
        """Path of every quantity with several readings, and what these count by."""
        found = {
            path: quantity for path, (quantity, _) in grounded(case).items() if len(quantity.readings) > 1
        }
        return {path: self.backings(found[path]) for path in sorted(found)}

    def weighed(self, quantity: Quantity) -> Quantity:
        """The quantity with the weights of its readings filled in, where it is a mixture."""
        if len(quantity.readings) == 1:
            return quantity
        rows = weigh(self.backings(quantity), self.unjudged)
        return quantity.model_copy(update={"weights": tuple(row.weight for row in rows)})


def with_weights(case: R, scales: Scales) -> R:
    """A record with the weights of all its mixtures filled in."""
    made: R = _filled(case, scales)
    return made


def _filled(value: Any, scales: Scales) -> Any:
    """The same value where nothing in it is a mixture."""
    if isinstance(value, Quantity):
        return scales.weighed(value)
    if isinstance(value, BaseModel):
        new = {}
        for name in type(value).model_fields:
            inner = getattr(value, name)
            if inner is not None and not isinstance(inner, (str, int, float)):
                made = _filled(inner, scales)
                if made is not inner:
                    new[name] = made
        return value.model_copy(update=new) if new else value
    if isinstance(value, Mapping):
        filled = {key: _filled(inner, scales) for key, inner in value.items()}
        return filled if any(filled[key] is not value[key] for key in filled) else value
    if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        rows = tuple(_filled(inner, scales) for inner in value)
        return rows if any(new is not old for new, old in zip(rows, value, strict=True)) else value
    return value
