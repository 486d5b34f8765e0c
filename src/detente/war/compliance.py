"""Is keeping a cease-fire in each side's interest, and what do monitors and false alarms do to that?"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from detente.errors import ShapeError
from detente.war.process import Floats, check_between


@dataclass(frozen=True, slots=True)
class CeasefireSide:
    """What one side gets each month: both keep it, war, a surprise breach, being breached.

    Raises
    ------
    ShapeError
        A breach gains nothing, or peace is no better than war: then there is no dilemma to solve.
    """

    kept: float
    war: float
    breach: float
    breached: float = -math.inf

    def __post_init__(self) -> None:
        if self.breach <= self.kept:
            raise ShapeError(
                f"breach: found {self.breach:g}, not above {self.kept:g}: nobody is tempted, the cease-fire keeps itself"
            )
        if self.kept <= self.war:
            raise ShapeError(
                f"kept: found {self.kept:g}, not above {self.war:g}: war is no punishment, no patience will keep it"
            )


def patience_needed(side: CeasefireSide, months_of_war: float = math.inf) -> float:
    """Least patience at which a side keeps a cease-fire that any breach turns into war.

    Parameters
    ----------
    months_of_war : float
        Length of the war after a breach, then the cease-fire is restored; infinite: it is over for good.

    Returns
    -------
    float
        Monthly discount factor; 1 or more means that no patience is enough.

    Examples
    --------
    >>> round(patience_needed(CeasefireSide(kept=3, war=1, breach=5)), 10)
    0.5
    >>> round(patience_needed(CeasefireSide(kept=3, war=1, breach=5), 2), 10)
    0.6180339887
    """
    tempted, lost = side.breach - side.kept, side.kept - side.war
    if math.isinf(months_of_war):
        return tempted / (side.breach - side.war)
    if months_of_war < 1:
        raise ShapeError(f"months_of_war: found {months_of_war:g}, needs one month or more")
    if lost * months_of_war <= tempted:  # even without discounting the war costs too little
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        punished = (
            lost * (middle - middle ** (months_of_war + 1)) / (1 - middle)
            if middle < 1
            else lost * months_of_war
        )
        low, high = (middle, high) if punished < tempted else (low, middle)
    return high


def patience_needed_tit_for_tat(side: CeasefireSide) -> float:
    """The same when each breach is answered once, in kind.

    Examples
    --------
    >>> round(patience_needed_tit_for_tat(CeasefireSide(kept=3, war=1, breach=5, breached=0)), 7)
    0.6666667
    """
    if not side.breached < side.kept:
        raise ShapeError(f"breached: found {side.breached:g}, must be below {side.kept:g}")
    tempted = side.breach - side.kept
    return max(tempted / (side.kept - side.breached), tempted / (side.breach - side.war))


def patience_needed_from_values(share: float, war_value: float, gain_of_breach: float) -> float:
    """Least patience, from the settlement share, the war value and one month's gain of a surprise breach.

    Examples
    --------
    >>> round(patience_needed_from_values(0.45, 0.401681, 0.02), 7)
    0.2927443
    """
    return patience_needed(CeasefireSide(kept=share, war=war_value, breach=share + gain_of_breach))


@dataclass(frozen=True, slots=True)
class Monitoring:
    """How breaches and false alarms show: monthly chances of an alarm, and the war that follows one.

    Raises
    ------
    ShapeError
        An alarm is not likelier after a breach than without one.
    """

    seen: float
    false_alarm: float
    months_of_war: float = math.inf

    def __post_init__(self) -> None:
        check_between("monitoring", [self.seen, self.false_alarm], 0.0, 1.0)
        if self.seen <= self.false_alarm:
            raise ShapeError(
                f"monitoring: a breach raises the alarm with {self.seen:g}, nothing at all with {self.false_alarm:g}: "
                "such an alarm says nothing"
            )
        if self.months_of_war < 1:
            raise ShapeError(f"months_of_war: found {self.months_of_war:g}, needs one month or more")

    @property
    def months_to_false_alarm(self) -> float:
        """Expected months until an alarm without cause."""
        return math.inf if self.false_alarm == 0 else 1 / self.false_alarm


@dataclass(frozen=True, slots=True)
class ComplianceReport:
    """Whether a side keeps the cease-fire: its value, the least patience, what is left of the gain from breach."""

    keeps: bool
    value: float
    patience_needed: float
    margin: float


def _margin(side: CeasefireSide, monitoring: Monitoring, discount: float) -> tuple[float, float]:
    """What a breach risks minus what it gains, and the value of keeping."""
    rest = 0.0 if math.isinf(monitoring.months_of_war) else discount**monitoring.months_of_war
    lost = side.kept - side.war
    weight = (1 - discount) + discount * monitoring.false_alarm * (1 - rest)
    kept = side.war + (1 - discount) * lost / weight
    risked = discount * (monitoring.seen - monitoring.false_alarm) * (1 - rest) * lost / weight
    return risked - (side.breach - side.kept), kept


def compliance_under_monitoring(
    side: CeasefireSide, monitoring: Monitoring, discount_factor: float
) -> ComplianceReport:
    """Whether a side keeps a cease-fire when breaches are seen imperfectly and alarms can be false.

    After an alarm there is war for some months, then the cease-fire is restored (or never).

    Notes
    -----
    Paper to code: mu is ``seen``, phi ``false_alarm``, L ``months_of_war``. With no end to the war the least
    patience is a closed form; otherwise whether the side keeps it may change more than once with patience,
    and the least patience from which it keeps it up to 1 is found by a scan.

    Examples
    --------
    >>> side = CeasefireSide(kept=3, war=1, breach=5)
    >>> round(compliance_under_monitoring(side, Monitoring(0.9, 0.05), 0.9).patience_needed, 7)
    0.5555556
    """
    check_between("discount_factor", discount_factor, 0.0, 1.0, open_ends=True)
    margin, value = _margin(side, monitoring, discount_factor)
    tempted, lost = side.breach - side.kept, side.kept - side.war
    if math.isinf(monitoring.months_of_war):
        needed = tempted / (
            (monitoring.seen - monitoring.false_alarm) * lost + (1 - monitoring.false_alarm) * tempted
        )
    else:
        scan = np.concatenate([np.linspace(1e-4, 0.999, 4000), 1 - np.geomspace(1e-3, 1e-9, 200)])
        fails = [d for d in scan if _margin(side, monitoring, float(d))[0] < 0]
        needed = (
            0.0
            if not fails
            else (1.0 if fails[-1] == scan[-1] else _narrow(side, monitoring, fails[-1], scan))
        )
    return ComplianceReport(margin >= -1e-12, value, float(needed), margin)


def _narrow(side: CeasefireSide, monitoring: Monitoring, below: float, scan: np.ndarray) -> float:
    low, high = float(below), float(scan[np.searchsorted(scan, below) + 1])
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _margin(side, monitoring, middle)[0] < 0 else (low, middle)
    return high


def patience_needed_under_alarms(
    kept: ArrayLike, war: ArrayLike, gain_of_breach: ArrayLike, seen: ArrayLike, false_alarm: ArrayLike = 0.0
) -> Floats:
    """Least patience to keep a cease-fire that an alarm turns into war for good, for many sides at once.

    Infinite where no patience is enough: war is no worse than peace, or an alarm says nothing.

    Examples
    --------
    >>> patience_needed_under_alarms([3, 3, 1], 1, 2, [0.9, 0.05, 0.9], 0.05).round(7).tolist()
    [0.5555556, inf, inf]
    """
    lost = np.asarray(kept, np.float64) - np.asarray(war, np.float64)
    tempted = check_between("gain_of_breach", gain_of_breach, 0.0, np.inf)
    alarm = check_between("false_alarm", false_alarm, 0.0, 1.0)
    told = check_between("seen", seen, 0.0, 1.0) - alarm
    with np.errstate(divide="ignore", invalid="ignore"):
        found = tempted / (told * lost + (1 - alarm) * tempted)
    return np.asarray(np.where((lost > 0) & (told > 0), found, np.inf), np.float64)


@dataclass(frozen=True, slots=True)
class Device:
    """What one peacekeeping device changes; fields left at None stay as they are."""

    name: str
    breach: float | None = None
    war: float | None = None
    seen: float | None = None
    false_alarm: float | None = None
    months_of_war: float | None = None


def compare_devices(
    side: CeasefireSide, monitoring: Monitoring, discount_factor: float, devices: tuple[Device, ...]
) -> tuple[tuple[str, ComplianceReport], ...]:
    """The same side without any device (first row) and with each of them alone.

    Buffer zones lower what a breach gains, monitors raise the chance that one is seen and lower false
    alarms, guarantees lower what war brings the violator, commissions end the war after an alarm. Limits on
    arms work through power, in the settlement game.

    Sources
    -------
    The list of devices follows Fortna 2003, International Organization 57(2):337-372, from memory; that
    each maps to one parameter is our reading.

    Examples
    --------
    >>> side, seen = CeasefireSide(kept=3, war=1, breach=5), Monitoring(0.5, 0.1)
    >>> rows = compare_devices(
    ...     side, seen, 0.7, (Device("buffer zone", breach=4.0), Device("monitors", seen=0.9))
    ... )
    >>> [(name, row.keeps) for name, row in rows]
    [('as it is', False), ('buffer zone', True), ('monitors', True)]
    """
    rows = [("as it is", compliance_under_monitoring(side, monitoring, discount_factor))]
    for device in devices:
        of_side = {k: v for k in ("breach", "war") if (v := getattr(device, k)) is not None}
        of_monitoring = {
            k: v for k in ("seen", "false_alarm", "months_of_war") if (v := getattr(device, k)) is not None
        }
        changed, watched = replace(side, **of_side), replace(monitoring, **of_monitoring)
        rows.append((device.name, compliance_under_monitoring(changed, watched, discount_factor)))
    return tuple(rows)


def compliance_in_words(name_a: str, a: ComplianceReport, name_b: str, b: ComplianceReport) -> str:
    """One paragraph for both sides.

    Examples
    --------
    >>> side = CeasefireSide(kept=3, war=1, breach=5)
    >>> report = compliance_under_monitoring(side, Monitoring(0.9, 0.05), 0.9)
    >>> compliance_in_words("North", report, "South", report).split(".")[0]
    "The cease-fire is in both sides' interest"
    """
    if a.keeps and b.keeps:
        head = "The cease-fire is in both sides' interest."
    else:
        broken = [name for name, report in ((name_a, a), (name_b, b)) if not report.keeps]
        head = f"The cease-fire is not in the interest of {' and '.join(broken)}."
    parts = [
        f"{name} needs a monthly patience of {report.patience_needed:.3f}"
        if report.patience_needed < 1
        else f"no patience is enough for {name}"
        for name, report in ((name_a, a), (name_b, b))
    ]
    return f"{head} {parts[0][0].upper()}{parts[0][1:]}, {parts[1]}. Power is taken not to shift meanwhile."
