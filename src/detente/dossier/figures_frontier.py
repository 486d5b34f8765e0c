"""The two-party picture: all packages, the efficient ones, the zone better than no deal for both, what principles choose."""

from __future__ import annotations

from collections.abc import Sequence

from detente.assess.series import FrontierPicture
from detente.dossier.layout import Places, Point, fold, plain, scale_around, width_of
from detente.dossier.sheet import COLOURS, INK, SOFT, WIDTH, Look, Picture, Sheet

#: Packages marked by number; the table under the picture has all of them.
MOST = 12
#: Tags and colour of what principles choose.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PRINCIPLE = COLOURS[3]


def frontier_figure(
    seen: FrontierPicture, marked: Sequence[tuple[str, float, float]] = (), note: str = ""
) -> Picture:
    """Two parties: all packages, the efficient ones, the zone better than no deal for both, what principles choose."""
    sheet = Sheet(_frontier_finding(seen))
    left, right, top = 62.0, 510.0 if marked or seen.solutions else WIDTH - 8, sheet.top
    bottom = top + 400
    points = [*seen.cloud, *seen.frontier, seen.corner, *((x, y) for _, x, y in (*seen.solutions, *marked))]
    across = scale_around((x for x, _ in points), left, right)
    up = scale_around((y for _, y in points), bottom, top)

    def at(pairs: Sequence[Point]) -> list[Point]:
        return [(across(x), up(y)) for x, y in pairs]

    corner = at([seen.corner])[0]
    sheet.boxes([(corner[0], top, right, corner[1])], "#d9efe6")
    _specks(sheet, at(seen.cloud), "#a7b0ba", 1.1)
    _specks(sheet, at(seen.accepted), "#00674c", 1.6)
    _stairs(sheet, at(sorted(seen.frontier)))
    sheet.line([(corner[0], bottom), (corner[0], top)], INK, 1.2, (0, (5, 3)))
    sheet.line([(left, corner[1]), (right, corner[1])], INK, 1.2, (0, (5, 3)))
    sheet.marks([corner], "s", INK, 10)
    places = Places((left + 2, top, right, bottom - 2))
    solutions = [(name, *at([(x, y)])[0]) for name, x, y in _together(seen.solutions)]
    numbered = [(str(n + 1), *at([(x, y)])[0]) for n, (_, x, y) in enumerate(marked[:MOST])]
    for _, x, y in (*solutions, *numbered, ("", *corner)):
        places.take(x, y, 7)
    for x, y in at(seen.frontier):
        places.take(x, y, 2)
    _named(sheet, places, "no deal", corner)
    for n, (_, x, y) in enumerate(solutions):
        _tagged(sheet, places, LETTERS[n], (x, y), ("D", PRINCIPLE))
    for name, x, y in numbered:
        _tagged(sheet, places, name, (x, y), ("o", COLOURS[1]))
    sheet.across(across, bottom, f"worth to {seen.parties[0]}", plain)
    sheet.up(up, left, f"worth to {seen.parties[1]}", plain)
    entries = [(str(n + 1), label) for n, (label, _, _) in enumerate(marked[:MOST])]
    entries += [(LETTERS[n], name) for n, (name, _, _) in enumerate(solutions)]
    end = max(bottom + 44, _aside(sheet, entries, right + 16, top) + 4)
    caption = (
        "Each grey speck is a package that the rules allow; green specks: accepted by everybody asked. Green ground: better than "
        "no deal for both. Black line: the packages that cannot be bettered for one of the two without loss to the other. "
        f"Diamonds: what bargaining principles choose. {note}"
    )  # fmt: skip
    return Picture(
        "frontier", sheet.finding, caption.strip(), sheet.svg("frontier", end), *_table(seen, marked)
    )


def _table(
    seen: FrontierPicture, marked: Sequence[tuple[str, float, float]]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Header and rows: no deal, what principles choose, packages marked, and points along the frontier."""
    header = ("Point", seen.parties[0], seen.parties[1])
    rows = [("No deal", f"{seen.corner[0]:.3f}", f"{seen.corner[1]:.3f}")]
    rows += [(name, f"{x:.3f}", f"{y:.3f}") for name, x, y in (*_together(seen.solutions), *marked)]
    front = sorted(seen.frontier)
    some = sorted(
        {round(n * (len(front) - 1) / 11) for n in range(12)} if len(front) > 12 else range(len(front))
    )
    rows += [
        (f"Frontier, point {n + 1} of {len(front)}", f"{front[n][0]:.3f}", f"{front[n][1]:.3f}") for n in some
    ]
    return header, tuple(rows)


def _frontier_finding(seen: FrontierPicture) -> str:
    one, other = seen.parties
    packages = f"{seen.packages:,} package{'s' if seen.packages != 1 else ''}"
    if not seen.better_for_both:
        return f"None of {packages} is worth at least no deal to both {one} and {other}"
    verb = "is" if seen.better_for_both == 1 else "are"
    text = f"Of {packages}, {seen.better_for_both:,} {verb} worth at least no deal to both {one} and {other}"
    if seen.accepted_by_all != seen.better_for_both:
        text += (
            f"; everybody asked accepts {seen.accepted_by_all:,}"
            if seen.accepted_by_all
            else "; none to everybody asked"
        )
    return text


def _specks(sheet: Sheet, points: Sequence[Point], colour: str, reach: float) -> None:
    sheet.boxes([(x - reach, y - reach, x + reach, y + reach) for x, y in points], colour)


def _stairs(sheet: Sheet, points: Sequence[Point]) -> None:
    """The edge of what can be had: steps, for nothing between two packages is on offer."""
    path: list[Point] = []
    for number, (x, y) in enumerate(points):
        if number:
            path.append((points[number - 1][0], y))
        path.append((x, y))
    if len(path) > 1:
        sheet.line(path, INK, 1.2)
    if len(points) <= 24:
        sheet.marks(points, "o", INK, 6, hollow=True)


def _together(solutions: Sequence[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """Principles that choose the same point under one label."""
    found: dict[tuple[float, float], list[str]] = {}
    for name, x, y in solutions:
        names = found.setdefault((round(x, 6), round(y, 6)), [])
        if name not in names:
            names.append(name)
    return [(", ".join(names), x, y) for (x, y), names in found.items()]


def _tagged(sheet: Sheet, places: Places, tag: str, at: Point, look: tuple[str, str]) -> None:
    """A mark with its number or letter in a disc beside it."""
    left, top, right, bottom = places.near(*at, 18, 18)
    centre = ((left + right) / 2, (top + bottom) / 2)
    sheet.line([at, centre], SOFT, 1)
    sheet.marks([at], look[0], look[1], 9)
    sheet.badge(*centre, tag, PRINCIPLE if tag in LETTERS else SOFT)


def _named(sheet: Sheet, places: Places, name: str, at: Point) -> None:
    """A name beside a point."""
    left, top, right, bottom = places.near(*at, width_of(name, 12), 14)
    sheet.line([at, (min(max(at[0], left), right), min(max(at[1], top), bottom))], SOFT, 1)
    sheet.boxes([(left - 1, top, right + 1, bottom + 1)], "#ffffffcc")
    sheet.text((left + right) / 2, bottom - 3, name, Look(12, "center", bold=True))


def _aside(sheet: Sheet, entries: Sequence[tuple[str, str]], x: float, y: float) -> float:
    """What the tags beside a picture stand for; returns where that ends."""
    for tag, label in entries:
        lines = fold(label, WIDTH - x - 26, 12, 3)
        tall = max(22.0, 14.5 * len(lines) + 6)
        sheet.badge(x + 10, y + tall / 2, tag, PRINCIPLE if tag in LETTERS else SOFT)
        sheet.lines(x + 25, y + tall / 2, lines, Look(12))
        y += tall
    return y
