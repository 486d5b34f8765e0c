"""Pictures of a settlement under strain: survival, class of signature, power and attack."""

from __future__ import annotations

from collections.abc import Sequence

from detente.assess.series import (
    PowerLine,
    SignatureField,
    SurvivalSeries,
)
from detente.dossier.layout import (
    Box,
    Places,
    Point,
    Scale,
    capital,
    percent,
    plain,
    width_of,
)
from detente.dossier.sheet import (
    COLOURS,
    FAINT,
    HAIR,
    INK,
    SOFT,
    Look,
    Picture,
    Sheet,
    panels,
)

MOST = 12
#: Fill and hatch of each class of signature: apart in colour, in grey and in pattern, and labelled besides.
CLASSES: dict[str, tuple[str, str, str]] = {
    "safe": ("#9fcbe8", "", "safe"),
    "opportunist": ("#f6e3a6", "|", "opportunist"),
    "bad_faith": ("#e39b76", "\\\\\\", "bad faith"),
    "refuses": ("#f1f3f5", "", "refuses"),
}


def survival_picture(series: Sequence[SurvivalSeries], band: str, lead: str = "Once signed") -> Picture:
    """Chance that each package still holds, once signed: one small panel each, all on one scale.

    ``band`` says what line and band are, ``lead`` under which condition they stand.
    """
    shown = series[:MOST]
    best = max(series, key=lambda one: _at(one, 60))
    finding = f"{lead}, «{best.label}» is likeliest to hold five years: {percent(_at(best, 60))}"
    if len(series) == 1:
        finding = f"{lead}, «{best.label}» holds five years with a chance of {percent(_at(best, 60))}"
    sheet = Sheet(finding)
    boxes, y = panels(sheet, [one.label for one in shown], 3, 112, 50)
    for number, (one, box) in enumerate(zip(shown, boxes, strict=True)):
        if len(shown) > 1:
            sheet.badge(box[0] - 16, box[1] - 14, str(number + 1), SOFT)
        _survival(sheet, one, box)
    if len(series) > MOST:
        sheet.text(
            0, y + 4, f"and {len(series) - MOST} more, in the table under the picture", Look(12, colour=SOFT)
        )
        y += 20
    caption = f"Chance that nobody has broken it by month, if it is signed. Line: {band} The figure on each is that at 60 months."
    months = [month for month in (0, 6, 12, 24, 36, 48, 60, 84, 120) if month <= series[0].curve[-1][0]]
    rows = tuple(
        (one.label, *(f"{percent(m)} ({100 * low:.0f} to {100 * high:.0f})" for month, m, low, high in one.curve if month in months))
        for one in series
    )  # fmt: skip
    header = ("Package", *(f"{month} months" for month in months))
    return Picture("survival", finding, caption, sheet.svg("survival", y + 2), header, rows)


def _at(one: SurvivalSeries, month: int) -> float:
    """The middle of the curve at a month, or at its end if that comes before."""
    return [middle for at, middle, _, _ in one.curve if at <= month][-1]


def _survival(sheet: Sheet, one: SurvivalSeries, at: Box) -> None:
    left, top, right, bottom = at
    across, up = Scale(0, one.curve[-1][0], left, right), Scale(0, 1, bottom, top)
    for share in (0.0, 0.5, 1.0):
        sheet.line([(left, up(share)), (right, up(share))], HAIR, 1)
        sheet.text(left - 5, up(share) + 4, percent(share), Look(11, "right", SOFT))
    lower = [(across(month), up(low)) for month, _, low, _ in one.curve]
    upper = [(across(month), up(high)) for month, _, _, high in one.curve]
    sheet.area([*lower, *reversed(upper)], "#c9dfee")
    sheet.line([(across(month), up(middle)) for month, middle, _, _ in one.curve], COLOURS[0], 2.2)
    five = min(60, one.curve[-1][0])
    place, chance = across(five), _at(one, five)
    sheet.marks([(place, up(chance))], "o", COLOURS[0], 8)
    above = chance < 0.75
    sheet.text(place + 6, up(chance) + (-8 if above else 18), percent(chance), Look(13, bold=True))
    ticks = [month for month in (0, 12, 36, 60, 90, 120) if month <= one.curve[-1][0]]
    sheet.across(across, bottom, "months after signature", lambda month: f"{month:.0f}", ticks)


def signature_picture(fields: Sequence[SignatureField]) -> Picture:
    """Class of signature by share and credibility, one map per package, with the package on it."""
    shown = fields[:MOST]
    sheet = Sheet(_signature_finding(fields))
    spread_shown = any(field.share.high > field.share.low for field in fields)
    boxes, y = panels(sheet, [field.label for field in shown], 2, 230, 52)
    for field, box in zip(shown, boxes, strict=True):
        _map(sheet, field, box)
    caption = (
        f"What {fields[0].breaker}’s signature means at every share and credibility, scanned point by point, all other terms as in that "
        f"package, at {_under(fields[0].account)}. {'Cross: the package itself with 5 to 95 % of draws each way' if spread_shown else 'Mark: the package itself'}. "
        "Safe: nothing tempts it to break. Opportunist: the terms beat war, yet it attacks when strong enough. Bad "
        "faith: it signs only to break. Dashed: the share at which the terms are worth what fighting on is."
    )
    header = ("Package", "Credibility", "Shares by class of signature")
    rows = tuple(
        (field.label, percent(field.credibilities[row]), "; ".join(f"{CLASSES[kind][2]} {a:.2f} to {b:.2f}" for a, b, kind in field.rows[row]))
        for field in fields
        for row in range(0, len(field.credibilities), max(1, (len(field.credibilities) - 1) // 5))
    )  # fmt: skip
    return Picture("signatures", sheet.finding, caption, sheet.svg("signatures", y - 4), header, rows)


def _under(account: str) -> str:
    return (
        f"central values and if it is after «{account.replace('_', ' ')}»" if account else "the numbers given"
    )


def _signature_finding(fields: Sequence[SignatureField]) -> str:
    field = fields[0]
    if len(fields) > 1:
        safe = sum(one.kind == "safe" for one in fields)
        count = "none" if safe == 0 else "each" if safe == len(fields) else f"{safe}"
        return f"{field.breaker} would sign {count} of the {len(fields)} packages safely, with nothing to tempt it to break"
    row = min(
        range(len(field.credibilities)), key=lambda i: abs(field.credibilities[i] - field.offered.value)
    )
    safe_from = [low for low, _, kind in field.rows[row] if kind == "safe"]
    lead = f"«{field.label}» gives {field.breaker} {field.share.value:.2f}: {_meaning(field.kind)}"
    if field.kind == "safe":
        return lead
    tail = f"from {min(safe_from):.2f} it would be safe" if safe_from else "no share would make it safe"
    return f"{lead}; at the credibility offered, {tail}"


def _meaning(kind: str) -> str:
    return {
        "safe": "it signs safely",
        "opportunist": "it signs and breaks when strong enough",
        "bad_faith": "it signs in bad faith",
        "refuses": "it refuses",
    }[kind]


def _map(sheet: Sheet, field: SignatureField, at: Box) -> None:
    left, top, right, bottom = at
    across, up = Scale(0, 1, left, right), Scale(0, 1, bottom, top)
    half = (field.credibilities[1] - field.credibilities[0]) / 2 if len(field.credibilities) > 1 else 0.5
    cells: dict[str, list[Box]] = {kind: [] for kind in CLASSES}
    for credibility, runs in zip(field.credibilities, field.rows, strict=True):
        high, low = up(credibility + half), up(credibility - half)
        for start, end, kind in runs:
            cells[kind].append((across(start - field.step / 2), high, across(end + field.step / 2), low))
    for kind, boxes in cells.items():
        sheet.hatched(_merged(boxes), CLASSES[kind][0], CLASSES[kind][1], "#8d8d8d")
    sheet.boxes([(left, top, right, bottom)], "none", edge=FAINT)
    sheet.line([(across(field.no_deal), top), (across(field.no_deal), bottom)], INK, 1.2, (0, (5, 3)))
    places = Places((left + 2, top + 2, right - 2, bottom - 2))
    x, y = across(field.share.value), up(field.offered.value)
    places.take(x, y, 14)
    places.taken.append((x - 3, up(field.offered.high), x + 3, up(field.offered.low)))
    for kind, boxes in cells.items():
        _region(sheet, places, CLASSES[kind][2], _merged(boxes))
    sheet.line([(across(field.share.low), y), (across(field.share.high), y)], INK, 2)
    sheet.line([(x, up(field.offered.low)), (x, up(field.offered.high))], INK, 2)
    sheet.marks([(x, y)], "D", INK, 11)
    sheet.across(
        across, bottom, f"what the terms give {field.breaker}, on its scale", plain, (0, 0.25, 0.5, 0.75, 1)
    )
    sheet.up(up, left, "credibility", percent, (0, 0.25, 0.5, 0.75, 1))


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Boxes of alike extent that lie on one another as one box, so that edges do not show between rows."""
    out: list[Box] = []
    for left, top, right, bottom in boxes:
        fits = [
            i
            for i, one in enumerate(out)
            if one[0] == left and one[2] == right and abs(one[1] - bottom) < 0.01
        ]
        if fits:
            out[fits[0]] = (left, top, right, out[fits[0]][3])
        else:
            out.append((left, top, right, bottom))
    return out


def _region(sheet: Sheet, places: Places, name: str, boxes: Sequence[Box]) -> None:
    """A region's name in a free part of it; upwards where it is too narrow, left out where it is a sliver."""
    long, tall = width_of(name, 12) + 4, 17.0
    for wide, high, turned in ((long, tall, False), (tall, long, True)):
        rooms = [box for box in boxes if box[2] - box[0] >= wide and box[3] - box[1] >= high]
        spots = [spot for box in rooms for spot in _spots(box, wide, high)]
        if not spots:
            continue
        x, y = max(spots, key=lambda at: places.free(_around(at, wide, high)))
        sheet.boxes([_around((x, y), wide, high)], "#ffffffd8")
        sheet.text(
            x + (4 if turned else 0),
            y + (0 if turned else 4),
            name,
            Look(12, "center", bold=True, turned=turned),
        )
        places.taken.append(_around((x, y), wide, high))
        return


def _spots(box: Box, wide: float, high: float) -> list[Point]:
    """Middles that keep a label within a box, the box's own middle first."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    aside, down = (box[2] - box[0] - wide) / 2, (box[3] - box[1] - high) / 2
    return [
        (x + i * aside * 0.9, y + j * down * 0.9)
        for j in (0, -0.5, 0.5, -1, 1)
        for i in (0, -0.5, 0.5, -1, 1)
    ]


def _around(at: Point, wide: float, high: float) -> Box:
    return at[0] - wide / 2, at[1] - high / 2, at[0] + wide / 2, at[1] + high / 2


def power_picture(lines: Sequence[PowerLine]) -> Picture:
    """The breaker's power under each package, and where it attacks."""
    shown = lines[:MOST]
    sheet = Sheet(_power_finding(lines))
    boxes, y = panels(sheet, [line.label for line in shown], 2, 190, 52)
    for line, box in zip(shown, boxes, strict=True):
        _path(sheet, line, box)
    caption = (
        f"{capital(lines[0].breaker)}’s chance to win if the war were decided in that month, nobody having attacked: mean path and two standard "
        "deviations of shocks, kept within the bounds of the case. Hatched: powers at which attacking pays with the guarantee in "
        f"force; ruled: only once it has lapsed. Drawn at {_under(lines[0].account)}."
    )
    header = (
        "Package",
        "Power now",
        "after 60 months",
        "Attacks at powers",
        "after a lapse",
        "Month of mean path",
    )
    rows = tuple(
        (
            line.label, f"{line.mean[0]:.2f}", f"{_power_at(line, 60):.2f}", _bands(line.attacks), _bands(line.attacks_lapsed),
            "never" if line.month is None else f"{line.month:.0f}",
        )
        for line in lines
    )  # fmt: skip
    return Picture("power", sheet.finding, caption, sheet.svg("power", y - 4), header, rows)


def _power_finding(lines: Sequence[PowerLine]) -> str:
    breaker = lines[0].breaker
    dated = [line for line in lines if line.month is not None]
    if len(lines) == 1:
        line = lines[0]
        if line.month is None:
            return (
                f"Under «{line.label}» the drift of power alone never brings {breaker} to the point of attack"
            )
        when = "at once" if line.month == 0 else f"in month {line.month:.0f}"
        return f"Under «{line.label}» {breaker}’s power reaches the point of attack {when}"
    if not dated:
        return f"The drift of power alone brings {breaker} to the point of attack under none of the {len(lines)} packages"
    soon = min(dated, key=lambda line: line.month or 0.0)
    when = "at once" if soon.month == 0 else f"in month {soon.month:.0f}"
    of = (
        "both"
        if len(dated) == len(lines) == 2
        else "all"
        if len(dated) == len(lines)
        else f"{len(dated)} of {len(lines)}"
    )
    return f"{capital(breaker)}’s power reaches the point of attack under {of} packages, soonest under «{soon.label}»: {when}"


def _power_at(line: PowerLine, month: int) -> float:
    return [mean for at, mean in zip(line.months, line.mean, strict=True) if at <= month][-1]


def _bands(bands: Sequence[tuple[float, float]]) -> str:
    return ", ".join(f"{low:.2f} to {high:.2f}" for low, high in bands) or "none"


def _only(
    bands: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Parts of bands that lie in none of the others."""
    parts = list(bands)
    for low, high in others:
        cut = [((a, min(b, low)), (max(a, high), b)) for a, b in parts]
        parts = [(a, b) for pair in cut for a, b in pair if b - a > 1e-9]
    return parts


def _path(sheet: Sheet, line: PowerLine, at: Box) -> None:
    left, top, right, bottom = at
    across, up = Scale(0, line.months[-1], left, right), Scale(0, 1, bottom, top)
    sheet.boxes(
        [(left, up(high), right, up(low)) for low, high in line.attacks_lapsed], "#faf3df", "--", "#b9a56a"
    )
    sheet.boxes(
        [(left, up(high), right, up(low)) for low, high in line.attacks], "#f3c9b4", "////", "#c08a70"
    )
    points = list(zip(line.months, line.low, line.mean, line.high, strict=True))
    lower = [(across(month), up(low)) for month, low, _, _ in points]
    upper = [(across(month), up(high)) for month, _, _, high in points]
    sheet.area([*lower, *reversed(upper)], "#0072B22e")
    sheet.line([(across(month), up(mean)) for month, _, mean, _ in points], COLOURS[0], 2.4)
    places = Places((left + 2, top + 2, right - 2, bottom - 2))
    for month, _, mean, _ in points[:: max(1, len(points) // 12)]:
        places.take(across(month), up(mean), 6)
    if line.month is not None and line.month <= line.months[-1]:
        x, y = across(line.month), up(_power_at(line, int(line.month)))
        words = "attacks at once" if line.month == 0 else f"month {line.month:.0f}"
        box = places.near(x, y, width_of(words, 12), 14)
        sheet.line([(x, y), (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))], SOFT, 1)
        sheet.boxes([(box[0] - 2, box[1], box[2] + 2, box[3] + 1)], "#ffffffd8")
        sheet.text((box[0] + box[2]) / 2, box[3] - 3, words, Look(12, "center", bold=True))
        sheet.marks([(x, y)], "D", COLOURS[1], 10)
    for words, bands in (
        ("attack pays", line.attacks),
        ("pays after a lapse", _only(line.attacks_lapsed, line.attacks)),
    ):
        if bands:
            low, high = max(bands, key=lambda band: band[1] - band[0])
            box = places.near(left + 0.2 * (right - left), (up(low) + up(high)) / 2, width_of(words, 12), 14)
            sheet.boxes([(box[0] - 2, box[1], box[2] + 2, box[3] + 1)], "#ffffffd8")
            sheet.text((box[0] + box[2]) / 2, box[3] - 3, words, Look(12, "center"))
    sheet.boxes([(left, top, right, bottom)], "none", edge=FAINT)
    ticks = [month for month in (0, 24, 48, 72, 96, 120) if month <= line.months[-1]]
    sheet.across(across, bottom, "months after signature", lambda month: f"{month:.0f}", ticks)
    sheet.up(up, left, "power", plain, (0, 0.25, 0.5, 0.75, 1))
