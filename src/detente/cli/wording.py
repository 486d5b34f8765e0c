"""``detente wording``: sentences that mix confidence with likelihood, or use a word of likelihood bare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli._output import count, json_option, print_json, print_problems, reports_faults

if TYPE_CHECKING:
    from detente.errors import Problem

ENDINGS = (".md", ".txt", ".html", ".htm", ".docx")


@click.command("wording")
@click.argument("files", type=click.Path(path_type=Path, dir_okay=False), nargs=-1, required=True)
@click.option(
    "--scale",
    "scales",
    multiple=True,
    type=click.Choice(["icd203", "ipcc", "kent", "nz"]),
    default=("icd203",),
    show_default=True,
    help="Scales whose words count.",
)
@json_option
@reports_faults
def command(files: tuple[Path, ...], scales: tuple[str, ...], as_json: bool) -> None:
    """Check the wording of FILES (.md, .txt, .html, .docx), generated or edited by hand.

    No sentence carries both a level of confidence and a likelihood; a word of likelihood stands with its
    number and its scale; a text keeps to one row of words. English only.

    \b
    detente wording brief.docx
    """
    problems = [problem for file in files for problem in _check(file, scales)]
    if as_json:
        print_json({"problems": [problem.as_record() for problem in problems]})
    elif problems:
        print_problems(problems)
        click.echo(f"\n{count(len(problems), 'remark')}")
    else:
        click.echo("nothing to remark")
    if problems:
        sys.exit(1)


def _check(file: Path, scales: tuple[str, ...]) -> list[Problem]:
    """The remarks on one file, by line (by paragraph in a Word document)."""
    from detente.doubt.wording import check_wording
    from detente.errors import Place

    text = _text(file)
    return [
        fault.as_problem(
            Place(str(file), text.count("\n", 0, fault.start) + 1), f'"{_short(fault.sentence)}"'
        )
        for fault in check_wording(text, scales)
    ]


def _text(file: Path) -> str:
    """The words of a file; a line of the result is a line of the file, or a paragraph of a Word document."""
    from detente.errors import InputError, Place, Problem

    rule = f"wording is checked in {', '.join(ENDINGS)}"
    if file.suffix.lower() not in ENDINGS:
        fix = "save the text in one of these"
        raise InputError(
            [Problem(Place(str(file)), "", "U-012", f"a {file.suffix or 'nameless'} file", rule, fix)]
        )
    try:
        if file.suffix.lower() == ".docx":
            from docx import Document

            return "\n\n".join(paragraph.text for paragraph in Document(str(file)).paragraphs)
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError, KeyError) as fault:
        fix = "check the path, and that the text is UTF-8"
        raise InputError([Problem(Place(str(file)), "", "U-012", str(fault), rule, fix)]) from fault
    return _without_tags(text) if file.suffix.lower() in (".html", ".htm") else text


def _without_tags(text: str) -> str:
    """HTML as its words, every line break where it was; blocks end sentences."""
    import html
    import re

    def blank(match: re.Match[str]) -> str:
        return "\n" * match.group().count("\n")

    text = re.sub(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->", blank, text, flags=re.S | re.I)
    text = re.sub(r"</(p|li|td|th|h\d|div|dd|dt|caption|figcaption)>", ". ", text, flags=re.I)
    return html.unescape(re.sub(r"<[^>]*>", blank, text))


def _short(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= 60 else words[:59] + "…"
