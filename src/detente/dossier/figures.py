"""Pictures of one package, of guarantees and of beliefs; the numbers behind each are in a table beside it on the page."""

from __future__ import annotations

from collections.abc import Sequence

from detente.assess.records import Assessment, Verdict
from detente.assess.series import GuaranteeLine
from detente.dossier.layout import Scale, fold, listed, percent, plain, scale_around, width_of
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

#: Rows drawn; the table under a picture has all of them.
MOST = 24
SIDE = 232.0
ROW = 30.0


def rows_of(sheet: Sheet, labels: Sequence[str], top: float, numbered: bool = False) -> list[float]:
    """Labels down the left side, two lines at most each; returns the height of each row."""
    places = [top + ROW * (number + 0.5) for number in range(len(labels))]
    for number, (y, label) in enumerate(zip(places, labels, strict=True)):
        if numbered:
            sheet.badge(10, y, str(number + 1), SOFT)
        lines = fold(label, SIDE - (40 if numbered else 14), 12.5, 2)
        sheet.lines(26 if numbered else SIDE - 12, y, lines, Look(12.5, "left" if numbered else "right"))
        sheet.line([(SIDE, y), (WIDTH, y)], HAIR, 0.7)
    return places


def credibility_picture(lines: Sequence[GuaranteeLine], what: str = "package") -> Picture:
    """Credibility of each guarantee next to the credibility that it would need; ``what`` the lines are."""
    shown = lines[:MOST]
    sheet = Sheet(_credibility_finding(lines, what))
    top = sheet.top + 20
    scale = Scale(0, 1, SIDE + 8, WIDTH - 100)
    _keys(
        sheet,
        top - 12,
        (("o", COLOURS[0], "offered (bar: 5 to 95 % of draws)"), ("D", COLOURS[1], "needed (median)")),
    )
    _guarantees(sheet, shown, scale, top)
    bottom = top + ROW * len(shown) + 4
    sheet.across(scale, bottom, "credibility: chance that the guarantors act", percent)
    if len(lines) > MOST:
        sheet.text(
            0,
            bottom + 54,
            f"and {len(lines) - MOST} more, in the table under the picture",
            Look(12, colour=SOFT),
        )
    caption = (
        f"What each {what} offers against what it would need so that it is never broken while the guarantee is in force, over the "
        "draws."
    )
    table = tuple(
        (
            one.label,
            percent(one.offered.value),
            f"{percent(one.offered.low)} to {percent(one.offered.high)}",
            _needed(one.needed),
        )
        for one in lines
    )
    height = bottom + (42 if len(lines) <= MOST else 60)
    header = (what.capitalize(), "Offered", "5 to 95 % of draws", "Needed")
    return Picture("credibility", sheet.finding, caption, sheet.svg("credibility", height), header, table)


def _guarantees(sheet: Sheet, shown: Sequence[GuaranteeLine], scale: Scale, top: float) -> None:
    rows = rows_of(sheet, [line.label for line in shown], top, numbered=True)
    for y, line in zip(rows, shown, strict=True):
        sheet.strips([((scale(line.offered.low), y), (scale(line.offered.high), y))], "#7fb8d9", 6)
        sheet.marks([(scale(line.offered.value), y)], "o", COLOURS[0], 11)
        if line.needed > 1.0:
            sheet.text(WIDTH, y + 4, "none suffices", Look(12, "right", COLOURS[1], bold=True))
        elif line.needed <= 0.0:
            sheet.text(WIDTH, y + 4, "none needed", Look(12, "right", "#00674c", bold=True))
        else:
            sheet.marks([(scale(line.needed), y)], "D", COLOURS[1], 11)


def _needed(value: float) -> str:
    return "none suffices" if value > 1 else "none needed" if value <= 0 else percent(value)


def _credibility_finding(lines: Sequence[GuaranteeLine], what: str) -> str:
    good = sum(line.needed <= line.offered.value for line in lines)
    count = "No" if good == 0 else "Every" if good == len(lines) else f"{good} of {len(lines)}"
    noun = what if good in (0, len(lines)) else f"{what}s"
    tail = "credibility enough that it is never broken" + (
        "" if good == 0 else ", or needs none" if good in (1, len(lines)) else ", or need none"
    )
    return f"{count} {noun} {'has' if good in (0, 1, len(lines)) else 'have'} {tail}"


def _keys(sheet: Sheet, y: float, entries: Sequence[tuple[str, str, str]], x: float = SIDE + 8) -> None:
    """Marks with their meaning in one line; a ``#`` is a strip."""
    for marker, colour, words in entries:
        if marker == "#":
            sheet.boxes([(x, y - 5, x + 14, y + 5)], colour)
        else:
            sheet.marks([(x + 7, y)], marker, colour, 10)
        sheet.text(x + 20, y + 4, words, Look(12, colour=SOFT))
        x += 34 + width_of(words, 12)


def belief_picture(assessment: Assessment, party: str, name: str) -> Picture:
    """Chance of each account of a party's goals, before and after the signals."""
    shown = [belief for belief in assessment.beliefs if belief.party == party]
    best = max(shown, key=lambda belief: belief.posterior.value or 0.0)
    goal = best.goal.replace("_", " ")
    sheet = Sheet(f"«{goal}» is the likeliest account of what {name} is after: {best.posterior.text}")
    top = sheet.top + 20
    scale = Scale(0, 1, SIDE + 8, WIDTH - 60)
    _keys(sheet, top - 12, (("#", COLOURS[0], "after the signals"), ("|", COLOURS[1], "before them")))
    rows = rows_of(sheet, [belief.goal.replace("_", " ") for belief in shown], top)
    for y, belief in zip(rows, shown, strict=True):
        before, after = belief.prior.value or 0.0, belief.posterior.value or 0.0
        sheet.boxes([(scale(0), y - 8, scale(after), y + 8)], COLOURS[0])
        sheet.strips([((scale(before), y - 12), (scale(before), y + 12))], COLOURS[1], 3.5)
        sheet.text(scale(max(after, before)) + 8, y + 4, belief.posterior.text, Look(13, bold=True))
    bottom = top + ROW * len(shown) + 2
    sheet.across(scale, bottom, "chance of the account", percent)
    id = f"belief-{party}"
    caption = f"Chance of each account of what {name} is after, before and after the signals; they are rivals and sum to one."
    return Picture(id, sheet.finding, caption, sheet.svg(id, bottom + 42), (), ())


def party_picture(verdict: Verdict) -> Picture:
    """One package: its worth to every party with its band, against no deal and against refusing alone."""
    short = [
        line.name for line in verdict.parties
        if line.needed and (line.value.value or 0.0) < (line.war_value.value or 0.0) - 1e-9
    ]  # fmt: skip
    if short:
        sheet = Sheet(f"«{verdict.label}» is worth less than no deal to {listed(short)}")
    else:
        sheet = Sheet(f"«{verdict.label}» is worth at least no deal to everybody it needs")
    top = sheet.top + 20
    numbers = [n for line in verdict.parties for n in (line.value, line.war_value, line.refusal_value)]
    ends = [end for n in numbers for end in (n.value, n.low, n.high) if end is not None]
    scale = scale_around(
        [*ends, 0.0, 1.0] if min(ends) >= 0 and max(ends) <= 1 else ends, SIDE + 8, WIDTH - 8, 0.0
    )
    entries = (("o", COLOURS[0], "the deal"), ("#", "#cfd6dd", "no deal"), ("x", SOFT, "refusing alone"))
    _keys(sheet, top - 12, (*entries, ("o", FAINT, "not needed")))
    rows = rows_of(sheet, [line.name for line in verdict.parties], top)
    for y, line in zip(rows, verdict.parties, strict=True):
        deal, war = line.value.value or 0.0, line.war_value.value or 0.0
        colour = FAINT if not line.needed else COLOURS[0] if deal >= war - 1e-9 else COLOURS[1]
        low, high = line.war_value.low, line.war_value.high
        if low is not None and high is not None:
            sheet.boxes([(scale(low), y - 10, scale(high), y + 10)], "#cfd6dd")
        sheet.strips([((scale(war), y - 11), (scale(war), y + 11))], INK, 2)
        if line.value.low is not None and line.value.high is not None:
            sheet.strips([((scale(line.value.low), y), (scale(line.value.high), y))], colour, 3)
        sheet.marks([(scale(line.refusal_value.value or 0.0), y)], "x", SOFT, 9)
        sheet.marks([(scale(deal), y)], "o", colour, 12, deal < war - 1e-9)
    bottom = top + ROW * len(rows) + 2
    sheet.across(scale, bottom, "worth on the party’s own scale (0 its worst, 1 its best)", plain)
    caption = (
        "Dot and bar: the deal with its possible collapse, mean and 5 to 95 % of draws; hollow where it is worth less than no deal. "
        "Grey: no deal, the same way. The numbers are in the table below."
    )
    id = f"worth-{verdict.id}"
    return Picture(id, sheet.finding, caption, sheet.svg(id, bottom + 42), (), ())
