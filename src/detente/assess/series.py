"""The series behind the pictures: what is drawn, as plain records, whoever draws it.

Nothing here knows a drawing library; the dossier and the commands draw the same records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.deals.frontier_record import FrontierPicture as FrontierPicture
from detente.deals.text import Clause as Clause
from detente.war.coalition_record import CoalitionCurve as CoalitionCurve


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the ends of its band; all three alike where there is no band."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PackageWorths:
    """One package: its worth to every party, and whom it needs."""

    label: str
    worth: tuple[Interval, ...]
    needed: tuple[bool, ...]

    def short(self, no_deal: Sequence[Interval]) -> tuple[int, ...]:
        """Needed parties to whom it is worth less than no deal, by number."""
        rows = enumerate(zip(self.worth, no_deal, self.needed, strict=True))
        return tuple(i for i, (worth, least, needed) in rows if needed and worth.value < least.value - 1e-9)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Packages against what no deal is worth to each party; ``about`` says what the bands are."""

    parties: tuple[str, ...]
    no_deal: tuple[Interval, ...]
    packages: tuple[PackageWorths, ...]
    about: str


@dataclass(frozen=True, slots=True)
class Answers:
    """One package: chance per party that it signs freely, or only under pressure; and that all needed sign."""

    label: str
    freely: tuple[float, ...]
    pressed: tuple[float, ...]
    needed: tuple[bool, ...]
    together: float


@dataclass(frozen=True, slots=True)
class GuaranteeLine:
    """Credibility of a guarantee, and the least that it would need; infinite where none suffices."""

    label: str
    offered: Interval
    needed: float


@dataclass(frozen=True, slots=True)
class SignatureField:
    """What the breaker's signature would mean at every share and credibility, all other terms as in one package.

    ``rows`` holds, per credibility, runs of shares (from, to, class); ``step`` is the distance of two shares.
    ``share`` and ``offered`` are where the package itself stands, ``kind`` its class there.
    """

    label: str
    breaker: str
    account: str
    credibilities: tuple[float, ...]
    rows: tuple[tuple[tuple[float, float, str], ...], ...]
    step: float
    share: Interval
    offered: Interval
    kind: str
    no_deal: float


@dataclass(frozen=True, slots=True)
class PowerLine:
    """The breaker's power under one package month by month, and the bands of power in which it attacks."""

    label: str
    breaker: str
    account: str
    months: tuple[int, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    attacks: tuple[tuple[float, float], ...]
    attacks_lapsed: tuple[tuple[float, float], ...]
    month: float | None


@dataclass(frozen=True, slots=True)
class LedgerSeries:
    """One side of a limited cease-fire: what accepting adds and takes at central values, against refusing.

    ``items`` are (what, amount, running total); ``accepts`` is the share of draws in which accepting is better,
    None where nothing was drawn.
    """

    label: str
    party: str
    items: tuple[tuple[str, float, float], ...]
    refusing: float
    accepts: float | None


@dataclass(frozen=True, slots=True)
class SurvivalSeries:
    """Chance that one package still holds, by month: (month, middle, low, high) and what the band is."""

    label: str
    curve: tuple[tuple[int, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Pictured:
    """What the dossier draws besides the verdicts."""

    frontier: FrontierPicture | None
    marked: tuple[tuple[str, float, float], ...]
    fields: tuple[SignatureField, ...]
    powers: tuple[PowerLine, ...]
    ledgers: tuple[LedgerSeries, ...]
    coalitions: tuple[tuple[str, CoalitionCurve], ...]
    text: tuple[Clause, ...]
