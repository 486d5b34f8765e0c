"""Quantities: numbers that may be ranges or mixtures of readings, with what they rest on.

``a to b`` means: we think 90 % sure, half of the rest on either side, bounded by the quantity's scale.
The distribution is piecewise uniform with its 5, 50 and 95 per cent points where the entry puts them,
and tails one tenth of the range long that never leave the scale (docs/decisions/0002).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from detente.case.parse import parse_quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scale:
    """What values a quantity may take, and in what words the rule is told."""

    name: str
    low: float
    high: float
    rule: str


SHARE = Scale("share", 0.0, 1.0, "a share or probability between 0 and 1 (C3)")
HAZARD = Scale("hazard", 0.0, 1.0, "a chance per month between 0 and 1 (C3)")
DAILY = Scale("daily", 0.0, 1.0, "a chance per day between 0 and 1 (C3)")
RATE = Scale("rate", 0.0, 1.0, "power gained per month, between 0 and 1")
SHIFT = Scale("shift", -1.0, 1.0, "a change of power between -1 and 1")
WORTH = Scale(
    "worth", -1.0, 1.0, "a worth between -1 and 1, on the scale on which the weights of issues sum to 1"
)
COST = Scale(
    "cost", 0.0, float("inf"), "a monthly cost of at least 0, in units of one month's flow of the whole stake"
)
AMOUNT = Scale("amount", float("-inf"), float("inf"), "a finite number")
POSITIVE = Scale("positive", 0.0, float("inf"), "a number of at least 0")
MONTHS = Scale("months", 0.0, float("inf"), "a number of months above 0")
FACTOR = Scale("factor", 0.0, float("inf"), "a factor of at least 0; 1 changes nothing")
SCALES = {
    scale.name: scale
    for scale in (SHARE, HAZARD, DAILY, RATE, SHIFT, WORTH, COST, AMOUNT, POSITIVE, MONTHS, FACTOR)
}


class Reading(BaseModel):
    """One reading of a quantity: a point or a range, what it rests on, and its weight where one was entered."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    low: float
    high: float
    likely: float | None = None
    weight: float | None = None
    because: tuple[str, ...] = ()
    assumed: str | None = None

    @property
    def middle(self) -> float:
        """The point below which half of the probability lies."""
        return self.likely if self.likely is not None else (self.low + self.high) / 2


class Quantity(BaseModel):
    """A number of the case, with its readings and what it rests on.

    ``weights`` say how much each reading of a mixture counts; a case fills them in (see
    ``detente.case.weighing``). Without them readings count as entered, and alike where nothing was.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    readings: tuple[Reading, ...]
    scale: str
    because: tuple[str, ...] = ()
    assumed: str | None = None
    judged_by: str | None = None
    on: str | None = None
    weights: tuple[float, ...] = ()

    @property
    def counts(self) -> tuple[float, ...]:
        """How much each reading counts, in any unit."""
        return self.weights or tuple(1.0 if row.weight is None else row.weight for row in self.readings)

    @property
    def central(self) -> float:
        """Weighted mean of the readings' middles: the value used where one number is needed."""
        rows = list(zip(self.counts, self.readings, strict=True))
        return sum(count * reading.middle for count, reading in rows) / sum(count for count, _ in rows)

    @property
    def is_certain(self) -> bool:
        """One reading that is a point."""
        return len(self.readings) == 1 and self.readings[0].low == self.readings[0].high

    @property
    def mark(self) -> str:
        """C10: ``coded`` where statements carry it, else ``assumed``."""
        return "coded" if self.statements else "assumed"

    @property
    def statements(self) -> tuple[str, ...]:
        """Ids of all statements that the quantity rests on, each once, in order."""
        ids = [*self.because, *(item for reading in self.readings for item in reading.because)]
        return tuple(dict.fromkeys(ids))

    @property
    def says_why(self) -> bool:
        """Whether it names statements or a reason of its own."""
        return bool(self.statements or self.assumed or any(reading.assumed for reading in self.readings))

    def knots(self, reading: Reading) -> tuple[float, float, float, float, float]:
        """Values at the 0, 5, 50, 95 and 100 per cent points of one reading."""
        scale = SCALES[self.scale]
        tail = (reading.high - reading.low) / 10
        low, high = reading.low, reading.high
        return (max(scale.low, low - tail), low, reading.middle, high, min(scale.high, high + tail))

    def values(self, uniform: NDArray[np.float64], choice: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values at the given uniforms; ``choice`` (also uniform) picks the reading."""
        import numpy as np

        component = self.components(choice)
        out = np.empty(uniform.shape)
        for number, reading in enumerate(self.readings):
            rows = component == number
            out[rows] = np.interp(uniform[rows], (0.0, 0.05, 0.5, 0.95, 1.0), self.knots(reading))
        return out

    def components(self, choice: NDArray[np.float64]) -> NDArray[np.int64]:
        """Which reading each uniform picks, in proportion to the weights.

        Readings of the same values stand together, at the place of the first: splitting one moves no draw.
        """
        import numpy as np

        spans = [(reading.low, reading.high, reading.middle) for reading in self.readings]
        order = np.array(sorted(range(len(spans)), key=lambda number: spans.index(spans[number])))
        weights = np.array(self.counts)[order]
        edges = np.cumsum(weights / weights.sum())[:-1]
        return order[np.searchsorted(edges, choice, side="right")].astype(np.int64)


def quantity_on(scale: Scale) -> Any:
    """The field type of a quantity on ``scale``: parses what the case file says."""
    schema = {"x-quantity": scale.name}  # spelled out by detente.case.schema
    return Annotated[
        Quantity, scale, BeforeValidator(lambda raw: parse_quantity(raw, scale)), WithJsonSchema(schema)
    ]


if TYPE_CHECKING:
    Share: TypeAlias = Quantity
    Hazard: TypeAlias = Quantity
    Daily: TypeAlias = Quantity
    Rate: TypeAlias = Quantity
    Shift: TypeAlias = Quantity
    Worth: TypeAlias = Quantity
    Cost: TypeAlias = Quantity
    Amount: TypeAlias = Quantity
    Positive: TypeAlias = Quantity
    Months: TypeAlias = Quantity
    Factor: TypeAlias = Quantity
else:
    Share = quantity_on(SHARE)
    Hazard = quantity_on(HAZARD)
    Daily = quantity_on(DAILY)
    Rate = quantity_on(RATE)
    Shift = quantity_on(SHIFT)
    Worth = quantity_on(WORTH)
    Cost = quantity_on(COST)
    Amount = quantity_on(AMOUNT)
    Positive = quantity_on(POSITIVE)
    Months = quantity_on(MONTHS)
    Factor = quantity_on(FACTOR)
