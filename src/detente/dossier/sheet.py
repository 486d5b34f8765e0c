"""What every picture is drawn on: lines, areas, marks and words in page units, out comes one SVG element.

Matplotlib draws, without its axes: those cost three quarters of the time, and place words by the widths of its own
font. Here words are anchored, so that they stand right in whatever font the reader's page has. Units are CSS
pixels, x to the right and y downwards. Byte-stable: fixed salt, no date, order of drawing as given.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Literal

from detente.dossier.layout import SIZE, Box, Point, Scale, fold, width_of

#: Okabe and Ito's colours, darkened where needed for 3:1 on white, in an order that stays apart in grey.
COLOURS = (
    "#0072B2", "#C44E00", "#00795A", "#7A4E9B", "#7A5B00", "#555555", "#A0205A", "#004D66", "#8A6A00", "#3B3B98",
)  # fmt: skip
DASHES: tuple[Any, ...] = (
    "solid", (0, (6, 2)), (0, (2, 2)), (0, (8, 2, 2, 2)), (0, (4, 1)), (0, (1, 1)), (0, (10, 3)), (0, (3, 1, 1, 1)),
    (0, (5, 1, 1, 1, 1, 1)), (0, (12, 2, 3, 2)),
)  # fmt: skip
INK = "#1b1f24"
SOFT = "#4a525c"
FAINT = "#8b949e"
HAIR = "#d4d9de"
WASH = "#eef1f4"
WIDTH = 736.0
FONTS = "'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what stands around it: the finding as its title, what the numbers are, and the numbers."""

    id: str
    finding: str
    caption: str
    svg: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """How words look: size in pixels, which end stands at the place, colour, weight; ``turned`` reads upwards."""

    size: float = SIZE
    align: Align = "left"
    colour: str = INK
    bold: bool = False
    turned: bool = False


PLAIN = Look()
NOTE = Look(12, colour=SOFT)


class Sheet:
    """A clean sheet; its finding stands over it on the page, or is written there by ``gallery``; drawing starts at ``top``."""

    def __init__(self, finding: str, width: float = WIDTH) -> None:
        self.width = width
        self.finding = finding
        self._strokes: list[Callable[[Any, Any], Any]] = []
        self.top = 6.0

    def text(self, x: float, y: float, words: str, look: Look = PLAIN) -> None:
        """One line of text, its baseline at ``y``."""
        self._strokes.append(
            lambda figure, page: figure.text(
                x,
                y,
                words,
                transform=page,
                fontsize=look.size * 0.75,
                ha=look.align,
                va="baseline",
                color=look.colour,
                fontweight="bold" if look.bold else "normal",
                rotation=90 if look.turned else 0,
                rotation_mode="anchor",
                parse_math=False,
            )
        )

    def lines(self, x: float, y: float, words: Sequence[str], look: Look = PLAIN) -> None:
        """Several lines of text, centred in height on ``y``."""
        step = look.size * 1.18
        first = y - step * (len(words) - 1) / 2 + 0.35 * look.size
        for number, line in enumerate(words):
            self.text(x, first + number * step, line, look)

    def line(
        self, points: Sequence[Point], colour: str = INK, width: float = 1.5, dash: Any = "solid"
    ) -> None:
        """One line through the points."""
        from matplotlib.lines import Line2D

        xs, ys = [x for x, _ in points], [y for _, y in points]
        look: dict[str, Any] = {"color": colour, "linewidth": width * 0.75, "linestyle": dash}
        look |= {"solid_capstyle": "butt", "dash_capstyle": "butt"}
        self._strokes.append(lambda figure, page: figure.add_artist(Line2D(xs, ys, transform=page, **look)))

    def strips(self, segments: Sequence[tuple[Point, Point]], colour: str, width: float) -> None:
        """Many straight lines of one look, as one path."""
        look = {"edgecolor": colour, "linewidth": width * 0.75, "fill": False}
        self._path([[start, end] for start, end in segments], False, look)

    def area(self, points: Sequence[Point], colour: str, hatch: str = "", edge: str = "none") -> None:
        """One filled shape."""
        self._path([list(points)], True, _filled(colour, hatch, edge))

    def boxes(
        self,
        found: Sequence[tuple[float, float, float, float]],
        colour: str,
        hatch: str = "",
        edge: str = "none",
    ) -> None:
        """Filled boxes (left, top, right, bottom) of one look, as one path."""
        shapes = [[(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in found]
        self._path(shapes, True, _filled(colour, hatch, edge))

    def hatched(self, found: Sequence[Box], colour: str, hatch: str, ink: str) -> None:
        """As ``boxes`` with a pattern and no edges, so that boxes side by side read as one region."""
        shapes = [[(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in found]
        self._path(shapes, True, _filled(colour, hatch, ink) | {"linewidth": 0})

    def _path(self, shapes: Sequence[Sequence[Point]], closed: bool, look: dict[str, Any]) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        if not shapes:
            return
        vertices: list[Point] = []
        codes: list[int] = []
        move, draw, close = int(Path.MOVETO), int(Path.LINETO), int(Path.CLOSEPOLY)
        for shape in shapes:
            vertices += [*shape, shape[0]] if closed else [*shape]
            codes += [move, *[draw] * (len(shape) - 1), *([close] if closed else [])]
        path = Path(vertices, codes)
        path.should_simplify = False
        self._strokes.append(
            lambda figure, page: figure.add_artist(PathPatch(path, transform=page, capstyle="butt", **look))
        )

    def marks(
        self, points: Sequence[Point], marker: str, colour: str, size: float = 10, hollow: bool = False
    ) -> None:
        """Marks of one look: filled with a white rim, or hollow."""
        from matplotlib.lines import Line2D

        xs, ys = [x for x, _ in points], [y for _, y in points]
        thin = marker in "|x+_"
        look: dict[str, Any] = {
            "linestyle": "none",
            "marker": marker,
            "markersize": size * 0.75,
            "markerfacecolor": "white" if hollow else colour,
            "markeredgecolor": colour if hollow or thin else "white",
            "markeredgewidth": 1.5 if hollow else 1.8 if thin else 0.7,
        }
        if points:
            self._strokes.append(
                lambda figure, page: figure.add_artist(Line2D(xs, ys, transform=page, **look))
            )

    def badge(self, x: float, y: float, words: str, colour: str = INK) -> None:
        """A number in a disc."""
        self.marks([(x, y)], "o", colour, 17 if len(words) < 2 else 20 if len(words) < 3 else 25)
        self.text(x, y + 4, words, Look(11, "center", "white", bold=True))

    def across(
        self, scale: Scale, y: float, label: str, form: Callable[[float], str], ticks: Sequence[float] = ()
    ) -> None:
        """An axis along the bottom: ticks, their values, and what they measure."""
        shown = list(ticks) or scale.ticks()
        self.line([(scale.start, y), (scale.end, y)], FAINT, 1)
        self.strips([((scale(v), y), (scale(v), y + 4)) for v in shown], FAINT, 1)
        for value in shown:
            self.text(scale(value), y + 17, form(value), Look(12, "center", SOFT))
        if label:
            words = fold(label, abs(scale.end - scale.start) + 20, 13, 1)[0]
            self.text((scale.start + scale.end) / 2, y + 35, words, Look(13, "center", SOFT))

    def up(
        self, scale: Scale, x: float, label: str, form: Callable[[float], str], ticks: Sequence[float] = ()
    ) -> None:
        """An axis up the left side."""
        shown = list(ticks) or scale.ticks()
        self.line([(x, scale.start), (x, scale.end)], FAINT, 1)
        self.strips([((x - 4, scale(v)), (x, scale(v))) for v in shown], FAINT, 1)
        for value in shown:
            self.text(x - 7, scale(value) + 4, form(value), Look(12, "right", SOFT))
        if label:
            wide = max((width_of(form(v), 12) for v in shown), default=0.0)
            middle = (scale.start + scale.end) / 2
            words = fold(label, abs(scale.end - scale.start), 13, 1)[0]
            self.text(x - wide - 14, middle, words, Look(13, "center", SOFT, turned=True))

    def svg(self, id: str, height: float) -> str:
        """The element, with the finding as its accessible name; ``id`` keeps its parts apart from other pictures'."""
        import matplotlib

        matplotlib.use("agg", force=False)
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        with matplotlib.rc_context(_settings()):
            figure = Figure(figsize=(self.width / 96, height / 96))
            page = Affine2D().scale(1 / 96, -1 / 96).translate(0, height / 96) + figure.dpi_scale_trans
            for order, stroke in enumerate(self._strokes):
                stroke(figure, page).set_zorder(order)
            out = io.StringIO()
            with warnings.catch_warnings():  # letters stay text, so the reader's fonts count and not ours
                warnings.filterwarnings("ignore", message=r"(?s).*Glyph .* missing from")
                figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
        return _embed(out.getvalue(), id, self.finding)


def panels(
    sheet: Sheet, labels: Sequence[str], columns: int, tall: float, foot: float
) -> tuple[list[Box], float]:
    """Small panels of one height with their names above them; returns their boxes and where the last row ends."""
    columns = max(1, min(columns, len(labels)))
    step = sheet.width / columns
    boxes: list[Box] = []
    y = sheet.top
    for first in range(0, len(labels), columns):
        heads = [fold(label, step - 72, 13, 2) for label in labels[first : first + columns]]
        y += 16.0 * max(len(head) for head in heads) + 6
        for place, head in enumerate(heads):
            left = step * place + 58
            for number, text in enumerate(reversed(head)):
                sheet.text(left, y - 8 - 15 * number, text, Look(13, bold=True))
            boxes.append((left, y, step * (place + 1) - 14, y + tall))
        y += tall + foot
    return boxes, y


def _filled(colour: str, hatch: str, edge: str) -> dict[str, Any]:
    return {
        "facecolor": colour,
        "edgecolor": edge,
        "linewidth": 0.75 if edge != "none" else 0,
        "hatch": hatch or None,
    }


@cache
def _settings() -> dict[Any, Any]:
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "detente",
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "hatch.linewidth": 0.6,
    }


def _embed(svg: str, id: str, label: str) -> str:
    """Only the element, with ids of its own, so that several can stand in one page."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", body, flags=re.DOTALL)
    body = body.replace("'DejaVu Sans', sans-serif", FONTS)
    body = re.sub(r'<g id="[^"]*">\s*(<text[^>]*>[^<]*</text>|<path[^>]*/>)\s*</g>', r"\1", body)
    body = re.sub(r'\bid="([^"]+)"', lambda found: f'id="{id}-{found[1]}"', body)
    body = re.sub(r'(xlink:href|href)="#([^"]+)"', lambda found: f'{found[1]}="#{id}-{found[2]}"', body)
    body = re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{id}-{found[1]})", body)
    body = re.sub(r'\b(?:d|x|y)="[^"]*"', lambda found: re.sub(r"(\.\d\d)\d+", r"\1", found[0]), body)
    return body.replace("<svg ", f'<svg role="img" aria-label="{escape(label, quote=True)}" ', 1)
