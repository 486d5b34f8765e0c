"""The war: two sides, complete outcomes, winning better than losing, bounds, units of time."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.checks.backing import check_backing
from detente.case.findings import Finding, Path
from detente.case.grounds import grounded
from detente.case.records import CaseRecord, Package
from detente.case.worth import central_utility

#: Points of the power grid on which settlements are solved; shocks below half a step bias the mean.
GRID = 46
#: A year's drift of power above this, or a monthly hazard above it, is taken for a figure per year.
YEARLY = 0.5


def check_war(case: CaseRecord) -> list[Finding]:
    """Everything about the war, the support links, and who backs a guarantee."""
    found = [
        *_sides(case),
        *_outcomes(case),
        *_links(case),
        *_bounds(case),
        *_units(case),
        *check_backing(case),
    ]
    if not any(finding.severity == "error" for finding in found):
        found += _winning(case)
    return found


def _sides(case: CaseRecord) -> Iterator[Finding]:
    sides = case.war.sides
    path: Path = ("war", "sides")
    if len(sides) != 2:
        yield Finding(
            path,
            "C-060",
            f"{len(sides)} sides: {', '.join(sides) or 'none'}",
            "the war has two sides; parties on one side are listed together, the one that decides first",
            "write sides: {north: [north, ally], south: [south]}",
        )
    owners: dict[str, str] = {}
    for side, parties in sides.items():
        if not parties:
            yield Finding(
                (*path, side), "C-060", "no party", "a side is one party or more", f"write {side}: [party]"
            )
        for party in parties:
            if owners.setdefault(party, side) != side:
                yield Finding(
                    (*path, side),
                    "C-060",
                    f"`{party}` on both sides",
                    "a party fights on one side",
                    "take it out of one",
                )
    for group in ("rearming", "if_won"):
        missing = [side for side in sides if side not in getattr(case.war, group)]
        if missing:
            yield Finding(
                ("war", group),
                "C-060",
                f"nothing for {', '.join(missing)}",
                f"`{group}` has an entry for each side",
                f"add {', '.join(f'{side}: ...' for side in missing)}",
            )


def _outcomes(case: CaseRecord) -> Iterator[Finding]:
    packages: list[tuple[Path, Package]] = [(("war", "while_fighting"), case.war.while_fighting)]
    packages += [(("war", "if_won", side), package) for side, package in case.war.if_won.items()]
    for path, package in packages:
        missing = [issue for issue in case.issues if issue not in package]
        if missing:
            hints = (f"{issue}: {next(iter(case.issues[issue].levels), '...')}" for issue in missing)
            yield Finding(
                path,
                "C-061",
                f"no level for {', '.join(missing)}",
                "an outcome of the war has one level for every issue: it lives in the same space as deals",
                f"add {', '.join(hints)} (or another level)",
            )


def _links(case: CaseRecord) -> Iterator[Finding]:
    fighting = {party for parties in case.war.sides.values() for party in parties}
    for key, link in case.support.items():
        if link.gives == link.to:
            yield Finding(
                ("support", key), "C-068", f"`{link.gives}` helps itself", "support goes from one party to another",
                "write who receives it under `to`",
            )  # fmt: skip
        elif link.to in case.parties and link.to not in fighting:
            yield Finding(
                ("support", key, "to"),
                "C-068",
                f"`{link.to}`, who is on no side",
                "support goes to a party that fights: it adds to the power of a side",
                f"write one of {', '.join(sorted(fighting))}, or add `{link.to}` to a side of the war",
            )


def _bounds(case: CaseRecord) -> Iterator[Finding]:
    war = case.war
    low, high, power = war.power_min.central, war.power_max.central, war.power.central
    if low >= high:
        yield Finding(
            ("war", "power_min"), "C-063", f"power_min {low:g}, power_max {high:g}", "the lower bound lies below the upper",
            "exchange the two",
        )  # fmt: skip
        return
    least = min(reading.low for reading in war.power.readings)
    most = max(reading.high for reading in war.power.readings)
    if not low <= power <= high or least < low - 1e-9 or most > high + 1e-9:
        yield Finding(
            ("war", "power"),
            "C-063",
            f"power {least:g} to {most:g}, bounds {low:g} to {high:g}",
            "power starts inside the bounds that it can reach",
            f"write power_min: {min(least, low):g} and power_max: {max(most, high):g}, or correct `power`",
        )
    step = (high - low) / (GRID - 1)
    shock = war.shock.central
    if 0 < shock < step / 2:
        yield Finding(
            ("war", "shock"),
            "C-064",
            f"shock {shock:.4g}, half a grid step {step / 2:.4g}",
            f"monthly shocks below half a step of the power grid ({GRID} points between the bounds) bias its drift",
            f"write at least {step / 2:.2g}, or 0 for no shocks, or bring power_min and power_max closer",
            "warning",
        )


def _units(case: CaseRecord) -> Iterator[Finding]:
    for side, rate in case.war.rearming.items():
        if rate.central * 12 > YEARLY:
            yield Finding(
                ("war", "rearming", side),
                "C-065",
                f"{rate.central:g} per month, {rate.central * 12:.3g} in a year",
                "power gained per month of rearming is small: it would cross half of its whole scale within a year",
                f"write {rate.central:g} per year if a year was meant",
            )
    for path, (hazard, _) in grounded(case).items():
        if hazard.scale == "hazard" and YEARLY < hazard.central < 1:
            monthly = 1 - (1 - hazard.central) ** (1 / 12)
            yield Finding(
                tuple(path.split(".")),
                "C-065",
                f"a chance of {hazard.central:g} per month",
                "chances here are per month; above 0.5 a month they are nearly always figures per year",
                f"write {hazard.central:g} per year (= {monthly:.4f} per month) if a year was meant",
                "warning",
            )


def _winning(case: CaseRecord) -> Iterator[Finding]:
    """Winning must be better than losing for the party that decides for a side, under each account."""
    first, second = case.war.sides
    for side, other in ((first, second), (second, first)):
        party = case.war.sides[side][0]
        if party not in case.parties:
            continue
        for goal in case.parties[party].goals:
            won = central_utility(case, party, goal, case.war.if_won[side])
            lost = central_utility(case, party, goal, case.war.if_won[other])
            if won is not None and lost is not None and won <= lost:
                yield Finding(
                    ("war", "if_won", side),
                    "C-062",
                    f"winning is worth {won:.3g} to `{party}` under `{goal}`, losing {lost:.3g}",
                    "winning is better than losing; otherwise the sides, the levels or the values are the wrong way round",
                    f"exchange the packages under if_won, or turn round the values of parties.{party}",
                )
