"""What can be wrong with a question though each of its numbers is within its own scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Add = Callable[..., None]
Numbers = dict[str, float]


def check_question(
    add: Add, kind: str, numbers: Numbers, members: dict[str, tuple[float, float]], given: frozenset[str]
) -> None:
    """Report faults that only show between numbers; ``add(key, code, found, rule, fix, warning=...)``."""
    checks: dict[str, Callable[[Add, Numbers], None]] = {
        "hold": _hold,
        "split": _split,
        "wait": _wait,
        "compliance": _compliance,
        "screening": _screening,
        "optimism": _optimism,
        "moratorium": _moratorium,
        "deter": _deter,
    }
    if kind in checks:
        checks[kind](add, numbers)
    if kind == "coalition":
        _coalition(add, members)


def _hold(add: Add, n: Numbers) -> None:
    for side, won, lost in (("a", "a_wins_to_a", "b_wins_to_a"), ("b", "b_wins_to_b", "a_wins_to_b")):
        if n[won] <= n[lost]:
            add(
                won, "W-008", f"winning {n[won]:g}, losing {n[lost]:g}",
                f"side {side} must prefer winning to losing", f"exchange {won} and {lost}, or the two sides",
            )  # fmt: skip
    if not n["power_min"] < n["power_max"]:
        add(
            "power_max", "W-009", f"{n['power_min']:g} to {n['power_max']:g}",
            "the lowest power that can be reached lies below the highest", "exchange power_min and power_max",
        )  # fmt: skip
    elif not n["power_min"] <= n["power"] <= n["power_max"]:
        add(
            "power", "W-009", f"{n['power']:g}, outside {n['power_min']:g} to {n['power_max']:g}",
            "power at signature lies within what can be reached", "widen power_min and power_max",
        )  # fmt: skip
    if abs(n["drift"]) * 12 > 0.5:
        add(
            "drift", "W-010", f"{n['drift']:g} a month, {12 * n['drift']:g} a year",
            "power does not move by more than half of its scale in a year",
            f"write {n['drift'] / 12:.4g} if {n['drift']:g} is meant per year",
        )  # fmt: skip
    cell = (n["power_max"] - n["power_min"]) / (n["grid_points"] - 1) if n["grid_points"] > 1 else 1.0
    if not 3 <= n["grid_points"] <= 1000:
        add("grid_points", "W-014", f"{n['grid_points']:g}", "a grid has 3 to 1,000 points", "write 46")
    elif 0 < n["shock"] < 0.5 * cell:
        points = int((n["power_max"] - n["power_min"]) / n["shock"] * 0.5) + 2
        add(
            "shock", "W-011", f"{n['shock']:g} on a grid with steps of {cell:.4g}",
            "shocks below half a step are put on two or three points: the mean is right, the spread may not be",
            f"set grid_points to {points} or more", warning=True,
        )  # fmt: skip
    if n["credibility"] > 0 and n["monitoring"] == 0 and n["late_response"] == 0:
        add(
            "monitoring", "W-012", f"0, with a credibility of {n['credibility']:g}",
            "a guarantor that never sees an attack in time never acts",
            "raise monitoring, or give a late_response", warning=True,
        )  # fmt: skip
    if n["stakes"] == 1 and n["share_a"] + n["share_b"] > 1 + 1e-9:
        add(
            "share_b", "W-013", f"{n['share_a']:g} and {n['share_b']:g}",
            "the two shares of a single stake do not exceed it", f"write share_b: {max(0.0, 1 - n['share_a']):g}",
        )  # fmt: skip


def _split(add: Add, n: Numbers) -> None:
    if n["outside_a"] + n["outside_b"] > 1:
        add(
            "outside_a", "W-016", f"{n['outside_a']:g} and {n['outside_b']:g}",
            "outside options that together exceed the stake leave nothing to agree on",
            "check the two scales: 1 is the whole stake",
        )  # fmt: skip


def _wait(add: Add, n: Numbers) -> None:
    if n["share_after_cut"] <= n["share_now"]:
        add(
            "share_after_cut", "W-015", f"{n['share_after_cut']:g}, now {n['share_now']:g}",
            "waiting can pay only if more is to be had after the cut", "check the two shares", warning=True,
        )  # fmt: skip
    if n["share_now"] < n["war_value"]:
        add(
            "share_now", "W-015", f"{n['share_now']:g}, war {n['war_value']:g}",
            "an offer below the war value is refused whatever comes", "raise share_now or lower war_value",
        )  # fmt: skip


def _screening(add: Add, n: Numbers) -> None:
    if n["cost_b_tough"] >= n["cost_b"]:
        add(
            "cost_b_tough", "W-024", f"{n['cost_b_tough']:g}, the weak one {n['cost_b']:g}",
            "the tough kind of the other side loses less by war than the weak one", "exchange cost_b and cost_b_tough",
        )  # fmt: skip


def _optimism(add: Add, n: Numbers) -> None:
    for key in ("slope", "prior_strength"):
        if n[key] == 0:
            add(key, "W-007", "0", f"{key} is above 0", f"leave {key} out")


def _compliance(add: Add, n: Numbers) -> None:
    if n["breach"] <= n["kept"]:
        add(
            "breach", "W-017", f"{n['breach']:g}, keeping {n['kept']:g}",
            "without a gain from breach nobody is tempted: the cease-fire keeps itself", "raise breach, or do not ask",
        )  # fmt: skip
    if n["kept"] <= n["war"]:
        add(
            "kept", "W-017", f"{n['kept']:g}, war {n['war']:g}",
            "if war is no worse than peace it punishes nobody", "raise kept, or lower war",
        )  # fmt: skip
    if n["seen"] <= n["false_alarm"]:
        add(
            "seen", "W-018", f"{n['seen']:g}, false alarm {n['false_alarm']:g}",
            "an alarm that is no likelier after a breach says nothing", "raise seen or lower false_alarm",
        )  # fmt: skip


def _moratorium(add: Add, n: Numbers) -> None:
    if n["blind_days"] > n["days"]:
        add(
            "blind_days", "W-019", f"{n['blind_days']:g} of {n['days']:g} days",
            "no more days can pass unnoticed than the moratorium has", f"write at most {n['days']:g}",
        )  # fmt: skip
    larger, smaller = (
        max(n["harm_avoided"], n["leverage_given_up"]),
        min(n["harm_avoided"], n["leverage_given_up"]),
    )
    if smaller > 0 and larger / smaller > 1000:
        add(
            "harm_avoided", "W-020", f"{n['harm_avoided']:g} and {n['leverage_given_up']:g} a day",
            "both are amounts per day in one unit", "give both in the same unit", warning=True,
        )  # fmt: skip


def _deter(add: Add, n: Numbers) -> None:
    if n["hazard_with"] >= n["hazard_without"]:
        add(
            "hazard_with", "W-021", f"{n['hazard_with']:g} with, {n['hazard_without']:g} without",
            "deterrence that does not lower the hazard is worth no cost", "exchange the two if they stand wrong",
            warning=True,
        )  # fmt: skip
    if n["gain"] <= 0:
        add(
            "gain", "W-022", f"{n['gain']:g}", "an attacker with nothing to gain need not be deterred",
            "check the sign of gain", warning=True,
        )  # fmt: skip
    if n["spread"] == 0:
        add(
            "spread",
            "W-007",
            "0",
            "what is not known about a guarantor is never nothing",
            "write a small number, 0.05",
        )


def _coalition(add: Add, members: dict[str, Any]) -> None:
    total = sum(capability for capability, _ in members.values())
    never = [name for name, (_, threshold) in members.items() if threshold > total]
    if members and len(never) == len(members):
        add(
            "members", "W-023", f"thresholds above {total:g}, all capabilities together",
            "thresholds are in the unit of capabilities", "give both in one unit", warning=True,
        )  # fmt: skip
