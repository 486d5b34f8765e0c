"""Pictures outside the dossier: each as an SVG file of its own, and one page that holds them all with their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from detente.dossier.layout import fold
from detente.dossier.page import unbroken
from detente.dossier.sheet import (
    FONTS,
    INK,
    WIDTH,
    Picture,
)


def standalone_svg(picture: Picture) -> str:
    """The picture as a file of its own: white ground, its finding written over it."""
    head, _, body = picture.svg.partition(">")
    wide, tall = (float(size) for size in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)[0])
    lines = fold(picture.finding, WIDTH, 16.5, 5)
    above, rim = 0.75 * (21 * len(lines) + 16), 9.0
    box = (-rim, -above, wide + 2 * rim, tall + above + rim)
    head = re.sub(
        r'width="[^"]*" height="[^"]*"', f'width="{box[2]:g}pt" height="{box[3]:g}pt"', head, count=1
    )
    head = re.sub(r'viewBox="[^"]*"', f'viewBox="{" ".join(f"{edge:g}" for edge in box)}"', head, count=1)
    style = f"font-weight: 700; font-size: 12.4px; font-family: {FONTS}; fill: {INK}"
    title = "".join(
        f'<text style="{style}" x="0" y="{0.75 * (23 + 21 * row) - above:g}">{escape(line)}</text>\n'
        for row, line in enumerate(lines)
    )
    ground = f'<rect x="{-rim:g}" y="{-above:g}" width="100%" height="100%" fill="#ffffff"/>\n'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}>\n{ground}{title}{body.strip()}\n'


def render_gallery(title: str, pictures: Sequence[Picture]) -> str:
    """One self-contained page: every picture with its caption and the numbers behind it."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("detente.dossier", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["unbroken"] = unbroken
    environment.filters["drawing"] = Markup
    style = files("detente.dossier").joinpath("templates/style.css").read_text(encoding="utf-8")
    return environment.get_template("gallery.html").render(
        title=title, style=Markup(style), pictures={picture.id: picture for picture in pictures}
    )
