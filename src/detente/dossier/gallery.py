"""Pictures outside the dossier: each as an SVG file of its own, and one page that holds them all with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from detente.dossier.page import unbroken
from detente.dossier.sheet import Picture


def standalone_svg(picture: Picture) -> str:
    """The picture as a file: white ground, its finding as title."""
    from html import escape

    head, _, body = picture.svg.partition(">")
    title = f"<title>{escape(picture.finding)}</title>"
    ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}>{title}{ground}{body.rstrip()}\n'


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
