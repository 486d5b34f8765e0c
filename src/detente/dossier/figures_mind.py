"""Pictures of what would change a verdict: the tornado of one package, and what scenarios do."""

from __future__ import annotations

from collections.abc import Sequence

from detente.assess.backing import Lever, Mind
from detente.assess.records import Verdict
from detente.dossier.layout import fold, percent, scale_around, width_of
from detente.dossier.sheet import (
    COLOURS,
    FAINT,
    HAIR,
    INK,
    SOFT,
    WIDTH,
    Look,
    Picture,
    Sheet,
)

SIDE = 300.0
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", "h")


def tornado_picture(verdict: Verdict, mind: Mind) -> Picture:
    """Chance that a package is signed and holds, where each quantity is lowest and where it is highest."""
    now = verdict.signed_and_holds.value or 0.0
    sheet = Sheet(f"«{verdict.label}» turns most on this: {mind.drivers[0].words}")
    top = sheet.top + 20
    ends = [number.value or 0.0 for driver in mind.drivers for number in (driver.low, driver.high)]
    scale = scale_around([*ends, now], SIDE + 60, WIDTH - 50)
    x = SIDE + 8.0
    for colour, mark, words in ((0, "<", "quantity lowest"), (1, ">", "quantity highest")):
        sheet.marks([(x + 7, top - 12)], mark, COLOURS[colour], 11)
        sheet.text(x + 20, top - 8, words, Look(12, colour=SOFT))
        x += 36 + width_of(words, 12)
    sheet.line([(scale(now), top), (scale(now), top + 34 * len(mind.drivers))], INK, 1.4)
    for row, driver in enumerate(mind.drivers):
        y = top + 17 + 34 * row
        sheet.lines(SIDE - 8, y, fold(driver.words, SIDE - 12, 12.5, 2), Look(12.5, "right"))
        low, high = scale(driver.low.value or 0.0), scale(driver.high.value or 0.0)
        sheet.strips([((min(low, high), y), (max(low, high), y))], "#c3ccd4", 11)
        for place, number, colour, mark in ((low, driver.low, 0, "<"), (high, driver.high, 1, ">")):
            left = place == min(low, high)
            sheet.marks([(place, y)], mark, COLOURS[colour], 12)
            sheet.text(
                place + (-10 if left else 10), y + 4, number.text, Look(12.5, "right" if left else "left")
            )
    bottom = top + 34 * len(mind.drivers) + 2
    sheet.across(scale, bottom, "signed and holds five years", percent)
    caption = (
        "Chance that it is signed and holds five years in the fifth of draws where a quantity is lowest and in the fifth where it is "
        f"highest. Line: over all draws ({verdict.signed_and_holds.text})."
    )
    id = f"tornado-{verdict.id}"
    return Picture(id, sheet.finding, caption, sheet.svg(id, bottom + 42), (), ())


def lever_picture(levers: Sequence[Lever]) -> Picture:
    """Change of the chance that a package is signed and holds, by scenario, with intervals."""
    sheet = Sheet(_lever_finding(levers))
    packages = list(dict.fromkeys(effect.label for lever in levers for effect in lever.effects))
    top = sheet.top
    for place, words in enumerate(packages):
        sheet.marks([(SIDE + 15, top + 4)], MARKERS[place % 10], COLOURS[place % 10], 10)
        sheet.text(SIDE + 28, top + 8, fold(words, WIDTH - SIDE - 30, 12, 1)[0], Look(12, colour=SOFT))
        top += 18
    top += 6
    numbers = [effect.difference for lever in levers for effect in lever.effects]
    ends = [end for n in numbers for end in (n.value, n.low, n.high) if end is not None]
    scale = scale_around([0.0, *ends], SIDE + 8, WIDTH - 10)
    tall = 16.0 * max(2, len(packages)) + 6
    for row, lever in enumerate(levers):
        y = top + tall * (row + 0.5)
        sheet.lines(SIDE - 8, y, fold(lever.label, SIDE - 12, 12.5, 2), Look(12.5, "right"))
        sheet.line([(SIDE + 8, y + tall / 2), (WIDTH, y + tall / 2)], HAIR, 0.7)
        for effect in lever.effects:
            place = packages.index(effect.label)
            at = y + 15 * (place - (len(packages) - 1) / 2)
            number, colour = effect.difference, COLOURS[place % 10]
            sheet.strips([((scale(number.low or 0.0), at), (scale(number.high or 0.0), at))], colour, 2.4)
            sheet.marks([(scale(number.value or 0.0), at)], MARKERS[place % 10], colour, 10)
    bottom = top + tall * len(levers)
    sheet.line([(scale(0), top - 4), (scale(0), bottom)], FAINT, 1.4)
    sheet.across(scale, bottom, "change of signed-and-holds, in points of per cent", _points)
    caption = "Change of the chance that a package is signed and holds five years, with its 90 % interval."
    return Picture("levers-picture", sheet.finding, caption, sheet.svg("levers-picture", bottom + 42), (), ())


def _lever_finding(levers: Sequence[Lever]) -> str:
    found = [(effect, lever) for lever in levers for effect in lever.effects]
    if not found:
        return "Under none of the scenarios does a settlement remain"
    effect, lever = max(found, key=lambda pair: abs(pair[0].difference.value or 0.0))
    if abs(effect.difference.value or 0.0) < 0.0005:
        return "None of the scenarios changes the chances of the best packages"
    return f"«{lever.label}» changes most: {effect.difference.text} for «{effect.label}»"


def _points(value: float) -> str:
    return f"{100 * value:+.0f}".replace("-", "−") if abs(value) > 1e-9 else "0"
