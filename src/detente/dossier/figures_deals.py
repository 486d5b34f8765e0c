"""Pictures of deals: who signs, worth against no deal, many parties side by side."""

from __future__ import annotations

from collections.abc import Sequence

from detente.assess.series import Answers, Comparison
from detente.dossier.layout import (
    Scale,
    fold,
    listed,
    percent,
    plain,
    scale_around,
    spread,
    width_of,
)
from detente.dossier.sheet import (
    COLOURS,
    DASHES,
    FAINT,
    HAIR,
    INK,
    SOFT,
    WIDTH,
    Look,
    Picture,
    Sheet,
)

#: Packages drawn; the table under a picture has all of them.
MOST = 12
FREE, PRESSED, REFUSED = "#0072B2", "#E8B04A", "#ffffff"


def acceptance_picture(parties: Sequence[str], answers: Sequence[Answers]) -> Picture:
    """In what share of draws each party, and everybody needed, signs each package."""
    shown = answers[:MOST]
    sheet = Sheet(_acceptance_finding(answers))
    side = 196.0
    step = (WIDTH - side - 74) / len(parties)
    box = min(step - 8, 70.0)
    top = sheet.top + _heads(sheet, [*parties, "all needed"], side, step, sheet.top) + 26
    _key(sheet, top - 22, side)
    for number, line in enumerate(shown):
        y = top + 15 + 34 * number
        _label(sheet, number, line.label, y, side - 34)
        for place in range(len(parties)):
            _answer(sheet, line, place, (side + step * place, y, box))
        sheet.text(WIDTH, y + 5, percent(line.together), Look(16, "right", bold=True))
    bottom = top + 34 * len(shown) + _more(sheet, answers, top + 34 * len(shown))
    caption = (
        "Blue: signs freely, the deal being worth at least no deal. Yellow, hatched: signs only because refusing alone is "
        "worse. Empty: refuses. Faint outline: the package does not need that party. Shares of draws under the entered ranges."
    )
    header = ("Package", *parties, "All needed sign")
    rows = tuple(
        (line.label, *(f"{percent(a)} + {percent(b)}" for a, b in zip(line.freely, line.pressed, strict=True)), percent(line.together))
        for line in answers
    )  # fmt: skip
    return Picture("acceptance", sheet.finding, caption, sheet.svg("acceptance", bottom + 4), header, rows)


def _acceptance_finding(answers: Sequence[Answers]) -> str:
    best = max(answers, key=lambda line: line.together)
    chance = percent(best.together)
    if best.together < 0.005:
        return "No package would be signed by everybody it needs"
    if len(answers) == 1:
        return f"Everybody needed signs «{best.label}» in {chance} of draws"
    if best.together <= 0.5:
        return f"No package is signed by everybody it needs in most draws; «{best.label}» comes nearest, in {chance}"
    return f"«{best.label}» is signed by everybody it needs in {chance} of draws, more than any other"


def _answer(sheet: Sheet, line: Answers, place: int, at: tuple[float, float, float]) -> None:
    """One bar of a party's answers: freely, under pressure, the rest refused."""
    x, y, wide = at
    free, pressed = line.freely[place], line.pressed[place]
    edge = SOFT if line.needed[place] else HAIR
    middle, end = x + wide * free, x + wide * min(1.0, free + pressed)
    sheet.boxes([(x, y - 8, x + wide, y + 8)], REFUSED, edge=edge)
    if free > 0.004:
        sheet.boxes([(x, y - 8, middle, y + 8)], FREE if line.needed[place] else "#a9cde4")
    if pressed > 0.004:
        sheet.boxes([(middle, y - 8, end, y + 8)], PRESSED if line.needed[place] else "#f4dfb6", "////", SOFT)


def _key(sheet: Sheet, y: float, x: float) -> None:
    for colour, hatch, words in (
        (FREE, "", "freely"),
        (PRESSED, "////", "under pressure"),
        (REFUSED, "", "refuses"),
    ):
        sheet.boxes([(x, y - 9, x + 16, y + 2)], colour, hatch, SOFT)
        sheet.text(x + 22, y + 1, words, Look(12, colour=SOFT))
        x += 36 + width_of(words, 12)


def _heads(sheet: Sheet, names: Sequence[str], x: float, step: float, y: float) -> float:
    """Names over columns, the last at the right edge; returns the height they take."""
    folded = [*(fold(name, step - 6, 12, 4) for name in names[:-1]), fold(names[-1], 66, 12, 4)]
    most = max(len(lines) for lines in folded)
    for number, lines in enumerate(folded):
        last = number == len(folded) - 1
        for row, text in enumerate(lines):
            place = y + 12 + 14 * (most - len(lines) + row)
            look = Look(12, "right" if last else "left", bold=True)
            sheet.text(WIDTH if last else x + step * number, place, text, look)
    return 14.0 * most + 10


def _label(sheet: Sheet, number: int, label: str, y: float, room: float) -> None:
    """A package's number in a disc, and its name in at most two lines."""
    sheet.badge(10, y, str(number + 1), SOFT)
    sheet.lines(26, y, fold(label, room, 13, 2), Look(13))


def _more(sheet: Sheet, every: Sequence[object], y: float) -> float:
    left = len(every) - MOST
    if left <= 0:
        return 0.0
    sheet.text(0, y + 18, f"and {left} more, in the table under the picture", Look(12, colour=SOFT))
    return 24.0


def reservation_picture(seen: Comparison) -> Picture:
    """What each package is worth to each party against what no deal is worth to it: one panel per party."""
    shown = seen.packages[:MOST]
    sheet = Sheet(_worth_finding(seen))
    columns = min(4, len(seen.parties))
    step = WIDTH / columns
    tall = 17.0 * len(shown)
    y = sheet.top
    every = _every(seen)
    scale = Scale(0, 1, 0, 1) if min(every) >= 0 and max(every) <= 1 else scale_around(every, 0, 1, 0.05)
    for first in range(0, len(seen.parties), columns):
        row = range(first, min(first + columns, len(seen.parties)))
        heads = [fold(seen.parties[party], step - 24, 13, 2) for party in row]
        y += 16.0 * max(len(head) for head in heads) + 4
        for place, party in enumerate(row):
            left = step * place + 20
            for number, text in enumerate(reversed(heads[place])):
                sheet.text(left, y - 8 - 15 * number, text, Look(13, bold=True))
            panel = Scale(scale.low, scale.high, left, left + step - 34)
            _panel(sheet, seen, party, panel, y)
        y += tall + 32
    y = _names(sheet, [line.label for line in shown], y + 6)
    y += _more(sheet, seen.packages, y)
    caption = (
        f"Worth on each party’s own scale (0 its worst on every issue, 1 its best), never compared between parties: {seen.about}. "
        "Line and grey strip: no deal, with its own band. Filled: worth at least no deal; hollow: less; small and pale: not needed."
    )
    return Picture(
        "reservations", sheet.finding, caption, sheet.svg("reservations", y + 4), *worth_table(seen)
    )


def _every(seen: Comparison) -> list[float]:
    bands = [*seen.no_deal, *(worth for line in seen.packages[:MOST] for worth in line.worth)]
    return [end for band in bands for end in (band.low, band.high)]


def _panel(sheet: Sheet, seen: Comparison, party: int, scale: Scale, top: float) -> None:
    """One party: a strip for no deal, a dot and bar per package."""
    least, shown = seen.no_deal[party], seen.packages[:MOST]
    bottom = top + 17.0 * len(shown)
    if least.high - least.low > 1e-9:
        sheet.boxes([(scale(least.low), top, scale(least.high), bottom)], "#dfe4e9")
    sheet.line([(scale(least.value), top - 2), (scale(least.value), bottom)], INK, 1.6)
    sheet.text(scale.start - 4, top + 12, "1", Look(10, "right", SOFT))
    for number, line in enumerate(shown):
        y, worth = top + 8.5 + 17 * number, line.worth[party]
        needed, better = line.needed[party], worth.value >= least.value - 1e-9
        colour = (COLOURS[0] if better else COLOURS[1]) if needed else FAINT
        if number:
            sheet.text(scale.start - 4, y + 3.5, str(number + 1), Look(10, "right", SOFT))
        if worth.high - worth.low > 1e-9:
            sheet.strips([((scale(worth.low), y), (scale(worth.high), y))], colour, 2)
        sheet.marks([(scale(worth.value), y)], "o", colour, 9.5 if needed else 6.5, not better)
    sheet.across(scale, bottom, "", plain, scale.ticks(2))


def _names(sheet: Sheet, labels: Sequence[str], y: float, colours: Sequence[str] = (SOFT,)) -> float:
    """The packages by number, in two columns; returns where they end."""
    half = (len(labels) + 1) // 2 if len(labels) > 1 else 1
    for number, label in enumerate(labels):
        x = 0.0 if number < half else WIDTH / 2 + 8
        place = y + 12 + 19 * (number % half)
        sheet.badge(x + 10, place - 4, str(number + 1), colours[number % len(colours)])
        sheet.text(x + 26, place, fold(label, WIDTH / 2 - 40, 13, 1)[0], Look(13))
    return y + 19 * half + 8


def _worth_finding(seen: Comparison) -> str:
    good = [line for line in seen.packages if not line.short(seen.no_deal)]
    if len(seen.packages) == 1:
        line = seen.packages[0]
        short = [seen.parties[party] for party in line.short(seen.no_deal)]
        if short:
            return f"«{line.label}» is worth less than no deal to {listed(short)}"
        return f"«{line.label}» is worth at least no deal to everybody it needs"
    if not good:
        return f"None of the {len(seen.packages)} packages is worth at least no deal to everybody it needs"
    verb = "is" if len(good) == 1 else "are"
    tail = "it needs" if len(good) == 1 else "they need"
    named = f": «{good[0].label}»" if len(good) == 1 else ""
    return f"{len(good)} of the {len(seen.packages)} packages {verb} worth at least no deal to everybody {tail}{named}"


def worth_table(seen: Comparison) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Header and rows: no deal and every package, worth to each party with its band."""

    def cell(band: object) -> str:
        value, low, high = (getattr(band, name) for name in ("value", "low", "high"))
        return f"{value:.2f}" if high - low < 1e-9 else f"{value:.2f} ({low:.2f} to {high:.2f})"

    rows = [("No deal", *(cell(band) for band in seen.no_deal))]
    rows += [
        (
            line.label,
            *(cell(w) + ("" if n else " not needed") for w, n in zip(line.worth, line.needed, strict=True)),
        )
        for line in seen.packages
    ]
    return ("Package", *seen.parties), tuple(rows)


def parallel_picture(seen: Comparison) -> Picture:
    """Packages as lines across the parties' own scales, with the floor below which each would rather fight on."""
    shown = seen.packages[:MOST]
    sheet = Sheet(_narrowest(seen))
    left, right = 62.0, WIDTH - 62
    gap = (right - left) / max(1, len(seen.parties) - 1)
    places = [left + gap * number for number in range(len(seen.parties))]
    folded = [fold(name, min(gap - 6, 112), 12, 4) for name in seen.parties]
    top = sheet.top + 15.0 * max(len(lines) for lines in folded) + 8
    bottom = top + 300
    for x, lines in zip(places, folded, strict=True):
        for row, text in enumerate(reversed(lines)):
            sheet.text(x, top - 10 - 14 * row, text, Look(12, "center", bold=True))
    values = [*(band.value for band in seen.no_deal), *(w.value for line in shown for w in line.worth)]
    scale = scale_around(values, bottom, top)
    _floor(sheet, seen, places, scale)
    ends = spread([scale(line.worth[-1].value) for line in shown], 19, top, bottom)
    for number, line in enumerate(shown):
        colour = COLOURS[number % 10]
        points = [(x, scale(worth.value)) for x, worth in zip(places, line.worth, strict=True)]
        sheet.line(points, colour, 2.2, DASHES[(number + 3 * (number // 10)) % 10])
        for (x, y), needed in zip(points, line.needed, strict=True):
            sheet.marks([(x, y)], "o", colour, 8 if needed else 6, not needed)
        sheet.line([points[-1], (right + 22, ends[number])], colour, 1)
        sheet.badge(right + 34, ends[number], str(number + 1), colour)
    sheet.up(scale, left - 8 if len(places) > 1 else left, "", plain)
    end = _names(sheet, [line.label for line in shown], bottom + 30, COLOURS)
    end += _more(sheet, seen.packages, end)
    caption = (
        "Height: worth on each party’s own scale (0 its worst on every issue, 1 its best), never compared between parties. "
        "Grey: worth less than no deal. Hollow: the package does not need that party. "
        f"Worth is the {seen.about.split(';')[0]}."
    )
    return Picture("parallel", sheet.finding, caption, sheet.svg("parallel", end + 4), *worth_table(seen))


def _floor(sheet: Sheet, seen: Comparison, places: Sequence[float], scale: Scale) -> None:
    """The ground below no deal, and every party's own line."""
    floor = [(x, scale(band.value)) for x, band in zip(places, seen.no_deal, strict=True)]
    sheet.area([(places[0], scale.start), *floor, (places[-1], scale.start)], "#e6eaee")
    for x in places:
        sheet.line([(x, scale.start), (x, scale.end)], HAIR, 1)
    sheet.line(floor, FAINT, 1)
    sheet.strips([((x - 8, y), (x + 8, y)) for x, y in floor], INK, 3)
    sheet.boxes([(places[0], scale.start + 8, places[0] + 16, scale.start + 20)], "#e6eaee", edge=FAINT)
    sheet.text(places[0] + 22, scale.start + 18, "worth less than no deal", Look(12, colour=SOFT))


def _narrowest(seen: Comparison) -> str:
    """Who is left short by most packages that need it."""
    counts = [
        sum(party in line.short(seen.no_deal) for line in seen.packages) for party in range(len(seen.parties))
    ]
    asked = [sum(line.needed[party] for line in seen.packages) for party in range(len(seen.parties))]
    most = max(counts)
    if most == 0:
        return "Every package is worth at least no deal to everybody it needs"
    worst = [name for name, count in zip(seen.parties, counts, strict=True) if count == most]
    of = asked[counts.index(most)]
    packages = f"{most} of the {of} packages that need it" if len(worst) == 1 else f"{most} packages each"
    return f"{listed(worst)} would be worse off than with no deal under {packages}"
