"""``detente wording``: sentences that mix confidence with likelihood, or use a word of likelihood bare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli._output import count, json_option, print_json, print_problems, reports_faults, say
from detente.cli._scale import own_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.doubt.scales import Scale
    from detente.errors import Problem

#: Shortest text whose language is named, and how sure one must be.
_WORDS, _SURE = 12, 0.9
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
@click.option(
    "--own",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A scale of your own: YAML with `name:` and `bands:` (word: low to high).",
)
@json_option
@reports_faults
def command(files: tuple[Path, ...], scales: tuple[str, ...], own: Path | None, as_json: bool) -> None:
    """Check the wording of FILES (.md, .txt, .html, .docx), generated or edited by hand.

    No sentence carries both a level of confidence and a likelihood; a word of likelihood stands with its
    number and its scale, and is the word that the scale has for the number; a text keeps to one row of
    words. The words are English: a text in another language is named and not checked, except against a
    scale of your own, which may have words of any language.

    \b
    detente wording brief.docx
    detente wording nota.md --own scala.yaml
    """
    used: list[Scale | str] = [*scales, *([own_scale(own)] if own else [])]
    problems = [problem for file in files for problem in _check(file, used, own is None)]
    if as_json:
        print_json({"problems": [problem.as_record() for problem in problems]})
    elif problems:
        print_problems(problems)
        click.echo(f"\n{count(len(problems), 'remark')}")
    else:
        click.echo("nothing to remark")
    if problems:
        sys.exit(1)


def _check(file: Path, scales: Sequence[Scale | str], english: bool) -> list[Problem]:
    """The remarks on one file, by line and column (by paragraph in a Word document)."""
    from detente.doubt.wording import check_wording
    from detente.errors import Place

    text = _text(file)
    if english:
        _say_language(file, text)
    out = []
    for fault in check_wording(text, scales):
        start = fault.start + len(text[fault.start :]) - len(text[fault.start :].lstrip())
        line = text.count("\n", 0, start) + 1
        column = 0 if file.suffix.lower() == ".docx" else start - (text.rfind("\n", 0, start) + 1) + 1
        out.append(fault.as_problem(Place(str(file), line, column), f'"{_short(fault.sentence)}"'))
    return out


def _say_language(file: Path, text: str) -> None:
    """A remark on a text that is clearly not English: nothing of it is checked, which is not the same as sound."""
    from detente.reading.language import identify

    language, sureness = identify(text[:20_000])
    if len(text.split()) >= _WORDS and language != "en" and sureness > _SURE:
        say(f"{file}: this text seems to be in {language}; only English words of likelihood are checked")


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
    """HTML as its words, each where it was but for entities before it in the line; blocks end sentences."""
    import html
    import re

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match.group())

    def stop(match: re.Match[str]) -> str:
        return "." + blank(match)[1:]

    text = re.sub(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->", blank, text, flags=re.S | re.I)
    text = re.sub(r"</(p|li|td|th|h\d|div|dd|dt|caption|figcaption)>", stop, text, flags=re.I)
    return html.unescape(re.sub(r"<[^>]*>", blank, text))


def _short(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= 60 else words[:59] + "…"
