"""Pictures as SVG: the graph of improvements and the table of stability. The same input gives the same bytes.

Colour never stands alone: each party has its own dash pattern and each equilibrium a second ring.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, cos, degrees, hypot, pi, sin
from xml.sax.saxutils import escape

from detente.stability.analysis import Stability
from detente.stability.conflict import Levels, Model
from detente.stability.moves import moves_from

#: Most states that are drawn one by one; beyond it the picture counts.
DRAWN = 72
#: Above this many states only each party's best improvement is drawn.
EVERY_ARROW = 16
COLOURS = ("#1b5e9b", "#a63a00", "#2e6b34", "#7a2a8c", "#6b5500", "#9c1c4d", "#20606b", "#444444")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2", "1 2", "6 6")
_FONT = 'font-family="sans-serif"'


def draw_graph(model: Model, levels: Levels, answer: Stability, concept: str) -> str:
    """SVG of who would move where: arrows are improvements, double rings are equilibria under ``concept``.

    Above ``EVERY_ARROW`` states an arrow is each party's best improvement only; above ``DRAWN`` states the
    picture gives counts instead (and says so).
    """
    if model.size > DRAWN:
        return _draw_counts(model, answer)
    radius = max(120.0, 26.0 * model.size / pi)
    longest = max(len(model.label(state)) for state in range(model.size))
    middle = radius + max(110.0, 45 + 6.6 * longest)
    spots = [
        (middle + radius * sin(2 * pi * s / model.size), middle - radius * cos(2 * pi * s / model.size))
        for s in range(model.size)
    ]
    body = _arrow_heads(len(model.parties))
    for party in range(len(model.parties)):
        for state in range(model.size):
            for target in _shown_improvements(model, levels, party, state):
                body.append(_arrow(spots[state], spots[target], party, (middle, middle)))
    resting = set(answer.equilibria(concept))
    for state, spot in enumerate(spots):
        body += _node(model, state, spot, middle, state in resting)
    body += _legend(model, 2 * middle - 8, concept)
    what = f"{model.title or 'Conflict'}: improvements and equilibria ({concept})"
    resting_text = ", ".join(f"{s + 1} ({model.label(s)})" for s in sorted(resting)) or "none"
    height = 2 * middle + 24 * (len(model.parties) + 2)
    return _svg(2 * middle, height, what, f"Equilibria: {resting_text}.", body)


def _shown_improvements(model: Model, levels: Levels, party: int, state: int) -> list[int]:
    row = levels[party]
    better = [int(t) for t in moves_from(model, party, state) if row[t] > row[state]]
    if model.size <= EVERY_ARROW or not better:
        return better
    return [max(better, key=lambda target: (int(row[target]), -target))]


def _svg(width: float, height: float, title: str, description: str, body: Sequence[str]) -> str:
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>'
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    ground = f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>'
    return "\n".join([head, words, ground, *body, "</svg>", ""])


def _arrow_heads(parties: int) -> list[str]:
    marks = [
        f'<marker id="head{p}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0 0L8 4L0 8z" fill="{COLOURS[p % len(COLOURS)]}"/></marker>'
        for p in range(parties)
    ]
    return ["<defs>", *marks, "</defs>"]


def _arrow(
    start: tuple[float, float], end: tuple[float, float], party: int, middle: tuple[float, float]
) -> str:
    """A curve bent towards the middle, a little differently for every party, ending at the target's ring."""
    bend = 0.18 + 0.12 * (party % 4)
    centre = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    aside = (0.1 * (start[1] - end[1]), 0.1 * (end[0] - start[0]))
    knee = tuple(c + bend * (m - c) + a for c, m, a in zip(centre, middle, aside, strict=True))
    away = hypot(end[0] - knee[0], end[1] - knee[1]) or 1.0
    tip = tuple(e - 19 * (e - k) / away for e, k in zip(end, knee, strict=True))
    out = hypot(start[0] - knee[0], start[1] - knee[1]) or 1.0
    foot = tuple(s - 17 * (s - k) / out for s, k in zip(start, knee, strict=True))
    path = f"M{foot[0]:.1f} {foot[1]:.1f}Q{knee[0]:.1f} {knee[1]:.1f} {tip[0]:.1f} {tip[1]:.1f}"
    return f'<path d="{path}" {_stroke(party)} fill="none" marker-end="url(#head{party})"/>'


def _stroke(party: int) -> str:
    dash = DASHES[party % len(DASHES)]
    pattern = f' stroke-dasharray="{dash}"' if dash else ""
    return f'stroke="{COLOURS[party % len(COLOURS)]}" stroke-width="1.6"{pattern}'


def _node(model: Model, state: int, spot: tuple[float, float], middle: float, resting: bool) -> list[str]:
    x, y = spot
    ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="15" fill="#ffffff" stroke="#222222" stroke-width="1.4"/>'
    second = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11.5" fill="#f3e3a1" stroke="#222222" stroke-width="1.4"/>'
    )
    number = (
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" {_FONT} font-size="12">{state + 1}</text>'
    )
    return [ring, *([second] if resting else []), number, _label(model, state, spot, middle)]


def _label(model: Model, state: int, spot: tuple[float, float], middle: float) -> str:
    """Marks outside the circle; turned outward where there are too many to stand upright."""
    x, y = spot
    out = hypot(x - middle, y - middle) or 1.0
    far = (x + 22 * (x - middle) / out, y + 22 * (y - middle) / out)
    side = "start" if x > middle + 5 else "end" if x < middle - 5 else "middle"
    turn = ""
    if model.size > EVERY_ARROW:
        angle = degrees(atan2(y - middle, x - middle))
        side = "start" if x >= middle else "end"
        turn = f' transform="rotate({angle if x >= middle else angle + 180:.1f} {far[0]:.1f} {far[1]:.1f})"'
    at = f'x="{far[0]:.1f}" y="{far[1] + 4:.1f}" text-anchor="{side}"{turn}'
    return f'<text {at} {_FONT} font-size="11">{escape(model.label(state))}</text>'


def _legend(model: Model, top: float, concept: str) -> list[str]:
    lines = []
    for party, name in enumerate(model.parties):
        y = top + 22 * party
        lines.append(f'<path d="M16 {y:.0f}h44" {_stroke(party)} marker-end="url(#head{party})"/>')
        lines.append(f'<text x="70" y="{y + 4:.0f}" {_FONT} font-size="13">{escape(name)} would move</text>')
    y = top + 22 * len(model.parties)
    every = "" if model.size <= EVERY_ARROW else "; each party's best improvement only"
    text = f"double ring: equilibrium ({concept}){every}"
    lines.append(f'<text x="16" y="{y + 4:.0f}" {_FONT} font-size="13">{escape(text)}</text>')
    return lines


def _draw_counts(model: Model, answer: Stability) -> str:
    """Bars: how many states are stable for each party and for all, by concept."""
    body, y = [], 56.0
    body.append(
        f'<text x="16" y="28" {_FONT} font-size="14">{model.size} states: stable states by concept</text>'
    )
    for concept, table in answer.stable.items():
        rows = [
            *zip(model.parties, table.sum(axis=1), strict=True),
            ("all (equilibria)", table.all(axis=0).sum()),
        ]
        body.append(
            f'<text x="16" y="{y:.0f}" {_FONT} font-size="13" font-weight="bold">{escape(concept)}</text>'
        )
        for place, (name, count) in enumerate(rows):
            y += 20
            width = 320 * int(count) / model.size
            colour = "#222222" if place == len(model.parties) else COLOURS[place % len(COLOURS)]
            body.append(
                f'<text x="190" y="{y:.0f}" text-anchor="end" {_FONT} font-size="12">{escape(name)}</text>'
            )
            body.append(f'<rect x="200" y="{y - 10:.0f}" width="{width:.1f}" height="12" fill="{colour}"/>')
            body.append(f'<text x="{206 + width:.1f}" y="{y:.0f}" {_FONT} font-size="12">{int(count)}</text>')
        y += 32
    counts = ", ".join(f"{c} {int(t.all(axis=0).sum())}" for c, t in answer.stable.items())
    return _svg(
        620, y, f"{model.title or 'Conflict'}: counts of stable states", f"Equilibria: {counts}.", body
    )


def draw_table(model: Model, answer: Stability) -> str:
    """SVG of the stability table: a filled square where a party stays, E where all do.

    Above ``DRAWN`` states only equilibria are listed, at most ``DRAWN`` of them.
    """
    concepts, parties = list(answer.stable), len(model.parties)
    listed = list(range(model.size))
    if model.size > DRAWN:
        listed = sorted({s for c in concepts for s in answer.equilibria(c)})[:DRAWN]
    left = 70 + 9 * max(len(model.label(s)) for s in listed) if listed else 120
    group = 15 * parties + 30
    body = []
    for place, concept in enumerate(concepts):
        x = left + place * group
        body.append(
            f'<text x="{x}" y="24" {_FONT} font-size="12" font-weight="bold">{escape(concept)}</text>'
        )
        for party, name in enumerate(model.parties):
            at = f'x="{x + 15 * party}" y="40"'
            body.append(
                f'<text {at} {_FONT} font-size="10">{escape(name[:1])}<title>{escape(name)}</title></text>'
            )
    for row, state in enumerate(listed):
        y = 60 + 18 * row
        text = escape(f"{state + 1}  {model.label(state)}")
        body.append(f'<text x="12" y="{y}" {_FONT} font-size="12" xml:space="preserve">{text}</text>')
        for place, concept in enumerate(concepts):
            body += _table_cells(answer, concept, state, left + place * group, y)
    note = "" if model.size <= DRAWN else f" (equilibria only, of {model.size} states)"
    names = "; ".join(f"{name[:1]}: {name}" for name in model.parties)
    body.append(
        f'<text x="12" y="{70 + 18 * len(listed)}" {_FONT} font-size="12">{escape(names + note)}</text>'
    )
    counts = ", ".join(f"{c} {len(answer.equilibria(c))}" for c in concepts)
    width, height = max(left + len(concepts) * group, 420), 90 + 18 * len(listed)
    return _svg(
        width, height, f"{model.title or 'Conflict'}: stability table", f"Equilibria: {counts}.", body
    )


def _table_cells(answer: Stability, concept: str, state: int, x: float, y: float) -> list[str]:
    column = answer.stable[concept][:, state]
    cells = [
        f'<rect x="{x + 15 * party}" y="{y - 9}" width="10" height="10" '
        f'fill="{"#333333" if stays else "#ffffff"}" stroke="#777777"/>'
        for party, stays in enumerate(column)
    ]
    if column.all():
        at = f'x="{x + 15 * len(column)}" y="{y}"'
        cells.append(f'<text {at} {_FONT} font-size="12" font-weight="bold">E</text>')
    return cells
