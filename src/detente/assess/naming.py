"""Quantities in words: what a path means to a reader who has not seen the case file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from detente.case.case import Case

_PARTY = {
    "war_cost": "monthly cost of war",
    "patience": "half-life of patience",
    "talk_flow": "worth of talks going on",
}
_WAR = {
    "power": "chance to win if decided now",
    "decided_per_month": "chance per month that it is decided",
    "shock": "monthly shocks to power",
    "power_min": "lowest power that can be reached",
    "power_max": "highest power that can be reached",
    "surprise": "power won by a surprise attack",
}
_LINK = {"power": "power it lends", "cost": "war cost it spares", "lapse": "chance per month that it ends"}
_GUARANTEE = {
    "scale": "power it takes from an attacker",
    "penalty": "further cost to an attacker",
    "stake": "what an attack would cost the guarantors",
    "audience": "what failing to act would cost them",
    "cost": "what acting would cost them",
    "spread": "what is not known about them",
    "lapse": "chance per month that it ends",
}
_SIGNAL = {
    "reliability": "reliability of the report",
    "background": "chance of the report where it is not true",
}


def words_of(case: Case, path: str) -> str:
    """What a quantity is, in words; names of parties, issues and levels as the case's author gave them.

    Parameters
    ----------
    case : Case
    path : str
        Path of a quantity, such as ``parties.north.war_cost``. One of a form that is not known here comes
        back with its underscores and points as spaces.

    Returns
    -------
    str
    """
    parts = path.split(".")
    make = _BY_KIND.get(parts[0])
    try:
        found = make(case, parts) if make is not None else None
    except (KeyError, IndexError):
        found = None
    return found or _plain(*parts)


def value_words(value: float, scale: str) -> str:
    """A value of a quantity as a person reads it, by the scale of the quantity.

    Examples
    --------
    >>> value_words(0.004, "hazard"), value_words(0.35, "share"), value_words(18.0, "months")
    ('0.4 % a month', '35 %', '18 months')
    """
    if scale == "hazard":
        return f"{100 * value:.2g} % a month"
    if scale == "daily":
        return f"{100 * value:.2g} % a day"
    if scale == "share":
        return f"{100 * value:.3g} %" if value < 0.1 else f"{100 * value:.0f} %"
    if scale == "months":
        return f"{value:.0f} months"
    return f"{value:.2g}"


def entered(readings: Sequence[object]) -> str:
    """A quantity as a person would write it."""
    parts = []
    for reading in readings:
        low, high, likely = (getattr(reading, name) for name in ("low", "high", "likely"))
        text = (
            f"{low:g}"
            if low == high
            else f"{low:g} to {high:g}" + (f", likely {likely:g}" if likely is not None else "")
        )
        parts.append(text)
    return " or ".join(parts)


def _plain(*parts: str) -> str:
    return " ".join(part.replace("_", " ") for part in parts)


def _party(case: Case, parts: Sequence[str]) -> str | None:
    name = case.parties[parts[1]].name
    kind, rest = parts[2], parts[3:]
    if kind in _PARTY:
        return f"{name}: {_PARTY[kind]}"
    if kind == "values":
        return f"{name}: worth of «{_level(case, rest[0], rest[1])}» ({_plain(rest[0])})"
    if kind == "interactions":
        named = case.parties[parts[1]].interactions[rest[0]].levels().items()
        together = " with ".join(
            " or ".join(f"«{_level(case, issue, level)}»" for level in levels) for issue, levels in named
        )
        return f"{name}: what {together} is worth beyond each by itself"
    if kind == "ratifiers":
        if rest[1] == "spread":
            return f"{name}: spread of the margins inside «{_plain(rest[0])}»"
        return f"{name}: margin that «{_plain(rest[0])}» asks for at home"
    if kind != "goals":
        return None
    account, what = _plain(rest[0]), rest[1]
    if what == "prior":
        return f"{name}: chance of the account «{account}» before the signals"
    if what == "weights":
        return f"{name}, if «{account}»: weight of {_plain(rest[2])}"
    level = _level(case, rest[2], rest[3])
    return f"{name}, if «{account}»: worth of «{level}» ({_plain(rest[2])})"


def _level(case: Case, issue: str, level: str) -> str:
    return case.issues[issue].levels[level].label or _plain(level)


def _war(case: Case, parts: Sequence[str]) -> str | None:
    if parts[1] == "rearming":
        return f"War: power that {case.parties[parts[2]].name} gains per month of rearming"
    if parts[1] == "power":
        lead = case.parties[next(iter(case.war.sides.values()))[0]].name
        return f"War: chance that {lead} wins if decided now"
    return f"War: {_WAR[parts[1]]}"


def _support(case: Case, parts: Sequence[str]) -> str:
    return f"{case.support[parts[1]].name or _plain(parts[1])}: {_LINK[parts[2]]}"


def _guarantee(case: Case, parts: Sequence[str]) -> str:
    return f"{case.guarantees[parts[1]].name or _plain(parts[1])}: {_GUARANTEE[parts[2]]}"


def _signal(case: Case, parts: Sequence[str]) -> str:
    signal = next(signal for signal in case.signals if signal.id == parts[1])
    if parts[2] == "likelihood":
        return f"Signal {signal.id}, chance under «{_plain(parts[3])}»: {signal.what}"
    return f"Signal {signal.id}, {_SIGNAL[parts[2]]}: {signal.what}"


def _effect(case: Case, parts: Sequence[str]) -> str:
    names = [case.parties[part].name if part in case.parties else _plain(part) for part in parts[5:]]
    return f"Effect of «{_level(case, parts[1], parts[3])}»: {', '.join(names)}"


def _moratorium(case: Case, parts: Sequence[str]) -> str:
    return f"{case.moratoria[parts[1]].label}, {case.parties[parts[3]].name}: {_plain(parts[4])}"


def _coalition(case: Case, parts: Sequence[str]) -> str:
    name, party = case.coalitions[parts[1]].name or _plain(parts[1]), case.parties[parts[3]].name
    what = {"brings": "brings if it joins", "asks": "asks the others to bring before it joins"}[parts[4]]
    return f"{name}: what {party} {what}"


def _scenario(case: Case, parts: Sequence[str]) -> str:
    return f"Cost of the lever «{case.scenarios[parts[1]].label}»"


def _market(case: Case, parts: Sequence[str]) -> str:
    words = {"move": "relative move of the price", "uplift": "what a deal would lift it by"}
    return f"{case.markets[parts[1]].what}: {words[parts[2]]}"


_BY_KIND: dict[str, Callable[[Case, Sequence[str]], str | None]] = {
    "parties": _party,
    "war": _war,
    "support": _support,
    "guarantees": _guarantee,
    "signals": _signal,
    "issues": _effect,
    "moratoria": _moratorium,
    "markets": _market,
    "scenarios": _scenario,
    "coalitions": _coalition,
}
