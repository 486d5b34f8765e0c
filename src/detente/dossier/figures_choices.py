"""Pictures of two choices: a limited cease-fire item by item, and who joins a coalition once how much has gathered."""

from __future__ import annotations

from collections.abc import Sequence

from detente.assess.series import Clause, CoalitionCurve, LedgerSeries
from detente.dossier.layout import (
    Places,
    Scale,
    fold,
    listed,
    percent,
    plain,
    scale_around,
    width_of,
)
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

#: Sides drawn; the table under a picture has all of them.
MOST = 12


def ledger_picture(ledgers: Sequence[LedgerSeries], id: str = "ledger") -> Picture:
    """What accepting a limited cease-fire adds and takes, item by item, against refusing: one panel per side."""
    sheet = Sheet(_ledger_finding(ledgers))
    y = sheet.top
    for ledger in ledgers[:MOST]:
        sheet.lines(0, y + 4, fold(_ledger_head(ledger), WIDTH, 13.5, 1), Look(13.5, bold=True))
        y = _ledger(sheet, ledger, y + 18) + 22
    caption = (
        "Each bar starts where the one above it ends; the last line is what accepting is worth in all. Dashed: what refusing is worth, "
        "blame counted. Central values, on each side’s own scale, not to be compared between sides."
    )
    rows = tuple(
        (
            ledger.label,
            ledger.party,
            item,
            f"{amount:+.2f}".replace("-", "−"),
            f"{total:+.2f}".replace("-", "−"),
        )
        for ledger in ledgers
        for item, amount, total in (*ledger.items, ("refusing", ledger.refusing, ledger.refusing))
    )
    header = ("Halt", "Party", "Item", "Amount", "Running total")
    return Picture(id, sheet.finding, caption, sheet.svg(id, y), header, rows)


def _ledger_finding(ledgers: Sequence[LedgerSeries]) -> str:
    yes = [one.party for one in ledgers if one.items[-1][2] >= one.refusing - 1e-12]
    no = [one.party for one in ledgers if one.items[-1][2] < one.refusing - 1e-12]
    parts = [f"accepting is better for {listed(yes)}"] if yes else []
    parts += [f"refusing is better for {listed(no)}"] if no else []
    halts = list(dict.fromkeys(one.label for one in ledgers))
    lead = f"«{halts[0]}»: " if len(halts) == 1 and halts[0] else ""
    text = ", ".join(parts)
    return lead + text + " at central values" if lead else text[:1].upper() + text[1:] + " at central values"


def _ledger_head(ledger: LedgerSeries) -> str:
    share = "" if ledger.accepts is None else f": better accepted in {percent(ledger.accepts)} of draws"
    return f"{ledger.party}, {ledger.label}{share}" if ledger.label else f"{ledger.party}{share}"


def _ledger(sheet: Sheet, ledger: LedgerSeries, top: float) -> float:
    """One side's bars; returns where they end."""
    left = 258.0
    totals = [total for _, _, total in ledger.items]
    scale = scale_around([0.0, *totals, ledger.refusing], left, WIDTH - 60, 0.08)
    before = 0.0
    bottom = top + 24.0 * (len(ledger.items) + 1) + 4
    sheet.line([(scale(0), top), (scale(0), bottom)], FAINT, 1)
    for number, (item, amount, total) in enumerate(ledger.items):
        y = top + 13 + 24 * number
        sheet.lines(left - 12, y, fold(item, left - 20, 12.5, 1), Look(12.5, "right"))
        good = amount >= 0
        edges = sorted((scale(before), scale(total)))
        colour, hatch = (COLOURS[0], "") if good else ("#e9a988", "////")
        sheet.boxes(
            [(edges[0], y - 8, max(edges[1], edges[0] + 1), y + 8)],
            colour,
            hatch,
            "none" if good else "#8f3a08",
        )
        sheet.line([(scale(total), y + 8), (scale(total), y + 16)], FAINT, 1)
        sheet.text(edges[1] + 5, y + 4, f"{amount:+.2f}".replace("-", "−"), Look(12))
        before = total
    y = top + 13 + 24 * len(ledger.items)
    sheet.text(left - 12, y + 4, "accepting is worth", Look(12.5, "right", bold=True))
    sheet.marks([(scale(before), y)], "D", INK, 11)
    x = scale(ledger.refusing)
    sheet.line([(x, top), (x, bottom)], INK, 1.4, (0, (5, 3)))
    sheet.text(scale(before) + 10, y + 4, f"{before:+.2f}".replace("-", "−"), Look(13, bold=True))
    words = f"refusing {ledger.refusing:+.2f}".replace("-", "−")
    right = x > WIDTH - 130
    sheet.text(
        x + (-5 if right else 5),
        bottom + 11,
        words,
        Look(12, "right" if right else "left"),
    )
    return bottom + 12


def coalition_picture(curve: CoalitionCurve, name: str = "", id: str = "tipping") -> Picture:
    """Who joins once how much has gathered, and where that stops from nobody and from everybody."""
    finding = _coalition_finding(curve)
    sheet = Sheet(f"«{name}»: {finding[:1].lower()}{finding[1:]}" if name else finding)
    left, right, top = 70.0, 470.0, sheet.top
    bottom = top + 300
    across, up = Scale(0, curve.total, left, right), Scale(0, curve.total, bottom, top)
    sheet.line([(left, bottom), (right, top)], FAINT, 1.2, (0, (5, 3)))
    sheet.line([(across(x), up(y)) for x, y in _steps(curve)], COLOURS[0], 2.4)
    places = Places((left, top - 6, WIDTH, bottom))
    for place in (0.25, 0.5, 0.75):
        places.take(across(place * curve.total), up(place * curve.total), 7)
    ends = ((curve.from_nobody, "from nobody", "o"), (curve.from_everybody, "from everybody", "s"))
    for amount, words, marker in ends:
        x, y = across(amount), up(amount)
        sheet.marks([(x, y)], marker, COLOURS[1], 12, hollow=words == "from everybody")
        text = f"{words}: {amount:g}"
        box = places.near(x, y, width_of(text, 12.5), 15)
        sheet.boxes([(box[0] - 1, box[1], box[2] + 1, box[3] + 1)], "#ffffffd8")
        sheet.text(box[0], box[3] - 3, text, Look(12.5, bold=True))
    _joiners(sheet, places, curve, (across, up))
    sheet.across(across, bottom, "capability that has gathered", plain)
    sheet.up(up, left, "capability of those who would then join", plain)
    caption = (
        "Steps: capability of those whose threshold has been reached. Above the dashed line support grows, below it stops. Marks: "
        "where it ends if nobody starts, and what stays if all are in (each member looks at what the others bring). Thresholds are "
        "taken as fixed and known to all."
    )
    header = ("Joins once the others bring", "Who", "Capability")
    rows = tuple(
        (f"{threshold:g}", ", ".join(names), f"{capability:g}")
        for threshold, names, capability in curve.steps
    )
    return Picture(id, sheet.finding, caption, sheet.svg(id, bottom + 46), header, rows)


def _joiners(sheet: Sheet, places: Places, curve: CoalitionCurve, scales: tuple[Scale, Scale]) -> None:
    """Names beside the steps at which they join."""
    across, up = scales
    gathered = 0.0
    for threshold, names, capability in curve.steps:
        if threshold > curve.total:
            break
        x, y = across(max(0.0, threshold)), up(gathered + capability / 2)
        places.take(x, y, 5)
        lines = fold(", ".join(names), 150, 12, 2)
        box = places.near(x, y, max(width_of(line, 12) for line in lines), 14.0 * len(lines))
        sheet.boxes([(box[0] - 1, box[1], box[2] + 1, box[3] + 1)], "#ffffffd8")
        for row, text in enumerate(lines):
            sheet.text(box[0], box[1] + 11 + 14 * row, text, Look(12))
        gathered += capability


def _coalition_finding(curve: CoalitionCurve) -> str:
    if curve.from_nobody >= curve.total - 1e-9:
        return "Support gathers by itself until everybody has joined"
    if abs(curve.from_everybody - curve.from_nobody) < 1e-9:
        return f"Support stops at {curve.from_nobody:g} of {curve.total:g}, wherever it starts"
    if curve.from_everybody >= curve.total - 1e-9:
        return f"Support tips: from nobody it stops at {curve.from_nobody:g} of {curve.total:g}, yet all together stay"
    return f"Support tips: from nobody it stops at {curve.from_nobody:g} of {curve.total:g}, from everybody {curve.from_everybody:g} stay"


def _steps(curve: CoalitionCurve) -> list[tuple[float, float]]:
    """Corners of the staircase."""
    points, gathered = [(0.0, 0.0)], 0.0
    for threshold, _, capability in curve.steps:
        if threshold > curve.total:
            break
        x = max(0.0, threshold)
        points += [(x, gathered), (x, gathered + capability)]
        gathered += capability
    return [*points, (curve.total, gathered)]


def text_picture(clauses: Sequence[Clause]) -> Picture:
    """The single negotiating text: a line per issue, agreed or each level in brackets with those who hold it."""
    agreed = sum(clause.is_agreed for clause in clauses)
    sheet = Sheet(_text_finding(len(clauses), agreed))
    y = sheet.top
    for clause in clauses:
        parts = [(level, ", ".join(who)) for level, who in clause.brackets]
        parts += [("…", ", ".join(clause.silent))] if clause.silent else []
        texts = [
            (
                fold(f"[{level}]" if not clause.is_agreed else level, 330, 12.5, 3),
                ["agreed"] if clause.is_agreed else fold(who, 218, 12, 3),
            )
            for level, who in parts
        ]
        heads = fold(clause.issue, 150, 13, 3)
        tall = max(17.0 * len(heads), 17.0 * sum(max(len(a), len(b)) for a, b in texts)) + 10
        if clause.is_agreed:
            sheet.boxes([(0, y, WIDTH, y + tall)], "#e3f1ea")
        for row, line in enumerate(heads):
            sheet.text(6, y + 18 + 17 * row, line, Look(13, bold=True))
        at = y + 18
        for level, who in texts:
            for row, line in enumerate(level):
                sheet.text(166, at + 17 * row, line, Look(12.5, bold=clause.is_agreed))
            for row, line in enumerate(who):
                sheet.text(510, at + 17 * row, line, Look(12, colour=SOFT))
            at += 17 * max(len(level), len(who))
        y += tall
        sheet.line([(0, y), (WIDTH, y)], HAIR, 1)
    caption = "As the proposals stand: agreed where all who have proposed say the same, else each level in brackets with those who hold it."
    rows = tuple(
        (
            clause.issue,
            "; ".join(
                level if clause.is_agreed else f"[{level}] {', '.join(who)}" for level, who in clause.brackets
            ),
        )
        for clause in clauses
    )
    return Picture("text", sheet.finding, caption, sheet.svg("text", y + 6), ("Issue", "Text"), rows)


def _text_finding(issues: int, agreed: int) -> str:
    if agreed == issues:
        return "Every issue is agreed among those who have proposed"
    if agreed == 0:
        return f"Nothing is agreed: all {issues} issues stand in brackets"
    return (
        f"{agreed} of {issues} issues {'is' if agreed == 1 else 'are'} agreed, the others stand in brackets"
    )
