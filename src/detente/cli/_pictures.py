"""``--pictures DIR``: what a command found, drawn; one SVG per picture and a page with all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli._output import count, say

if TYPE_CHECKING:
    from detente.assess.records import Verdict
    from detente.case.case import Case
    from detente.cli._war import Drawn
    from detente.deals.report import DealTable
    from detente.dossier.sheet import Picture
    from detente.war.questions import Question

BAND = "mean over draws if {breaker} is after «{goal}»; band: 10 to 90 % of draws. Breaks by {breaker} alone are counted."


def pictures_option() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--pictures DIR``."""
    return click.option(
        "--pictures",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="Also write pictures into DIR: SVG files, and pictures.html with their numbers.",
    )


def write_pictures(folder: Path, title: str, pictures: Sequence[Picture]) -> None:
    """Write the files and say so on standard error."""
    if not pictures:
        say("there is no picture of this; nothing is written")
        return
    from detente.dossier.gallery import render_gallery, standalone_svg
    from detente.dossier.write import write_atomically

    for picture in pictures:
        write_atomically(folder / f"{picture.id}.svg", standalone_svg(picture))
    write_atomically(folder / "pictures.html", render_gallery(title, pictures))
    say(f"written: {folder / 'pictures.html'} ({count(len(pictures), 'picture')}, each also as .svg)")


def pictures_of_question(question: Question) -> list[Picture]:
    """What a question file gives to draw; nothing for kinds without a picture."""
    from detente.assess import pictured
    from detente.dossier import figures_choices, figures_war
    from detente.war.answers import asked_moratorium, game_of
    from detente.war.moratorium import answer_moratorium
    from detente.war.pictures import coalition_curve

    if question.kind == "hold":
        game = game_of(question)
        curve = pictured.survival_of_games(game, "the deal")
        return [
            figures_war.survival_picture([curve], "at the numbers given; breaks by one side alone."),
            figures_war.signature_picture([pictured.field_of_game(game, "the deal", "the breaker")]),
            figures_war.power_picture([pictured.power_of_game(game, "the deal", "the breaker")]),
        ]
    if question.kind == "moratorium":
        answer = answer_moratorium(asked_moratorium(question))
        return [figures_choices.ledger_picture([pictured.ledger_of(answer, "", "this side")])]
    if question.kind == "coalition":
        brings, asks = ({name: pair[i] for name, pair in question.members.items()} for i in (0, 1))
        return [figures_choices.coalition_picture(coalition_curve(brings, asks))]
    return []


def pictures_of_hold(drawn: Drawn, wanted: Sequence[str]) -> list[Picture]:
    """Survival, signature and power of the proposals, under the likeliest accounts of aims."""
    from detente.assess import pictured
    from detente.dossier import figures_war

    stage = pictured.stage_of(drawn.bound)
    shown = list(drawn.packages(wanted).values())
    goal = stage.attacker[1].replace("_", " ")
    return [
        figures_war.survival_picture(
            [pictured.survival_series(stage, *one) for one in shown],
            BAND.format(breaker=stage.breaker, goal=goal),
            f"If only {stage.breaker} may break it",
        ),
        figures_war.signature_picture([pictured.signature_field(stage, *one) for one in shown]),
        figures_war.power_picture([pictured.power_line(stage, *one) for one in shown]),
    ]


def pictures_of_moratoria(case: Case, rows: Sequence[Mapping[str, Any]]) -> list[Picture]:
    """The ledger of every side of every limited cease-fire; ``rows`` are those that the command prints."""
    from detente.assess.drawing import central
    from detente.assess.moratoria import question_of
    from detente.assess.pictured import ledger_of
    from detente.dossier.figures_choices import ledger_picture
    from detente.war.moratorium import answer_moratorium

    middle = central(case.quantities())
    found = []
    for row in rows:
        path, days = (
            f"moratoria.{row['moratorium']}.sides.{row['party']}",
            case.moratoria[row["moratorium"]].days,
        )
        answer = answer_moratorium(question_of(middle, path, days, 0))
        found.append(ledger_of(answer, row["label"], row["name"], row["accepts"]))
    return [ledger_picture(found)]


def pictures_of_deterrence(middle: Drawn, rows: Sequence[Mapping[str, Any]]) -> list[Picture]:
    """Credibility of every guarantee under every proposal, and the tipping curve of every coalition."""
    from detente.assess.pictured import case_coalitions
    from detente.assess.series import GuaranteeLine, Interval
    from detente.dossier.figures import credibility_picture
    from detente.dossier.figures_choices import coalition_picture

    words = {"infinite": float("inf"), "minus infinite": float("-inf")}
    lines = []
    for row in rows:
        offered, needed = row["credibility"], row["credibility_needed"]["middle"]
        lines.append(
            GuaranteeLine(
                f"{row['name']}: {row['label']}",
                Interval(offered["middle"], offered["low"], offered["high"]),
                words[needed] if isinstance(needed, str) else needed,
            )
        )
    found = case_coalitions(middle.bound)
    curves = [coalition_picture(curve, name, f"tipping-{n}") for n, (name, curve) in enumerate(found)]
    return [credibility_picture(lines, "guarantee"), *curves]


def pictures_of_deals(
    table: DealTable, record: Mapping[str, Any], case: Case | None, run: tuple[int, int]
) -> list[Picture]:
    """Frontier, worth against no deal, all parties side by side; with a case also who signs, and the text.

    ``run`` is the number of draws and the seed; a foreign scenario has values without draws.
    """
    from detente.assess.pictured import judged, text_of
    from detente.assess.views import answers_of, comparison_of
    from detente.dossier.figures_choices import text_picture
    from detente.dossier.figures_deals import (
        acceptance_picture,
        parallel_picture,
        reservation_picture,
    )
    from detente.dossier.figures_frontier import frontier_figure

    out: list[Picture] = []
    names = {party: party if case is None else case.parties[party].name for party in table.parties}
    frontier = _frontier(table, record, case, names)
    if frontier is not None:
        out.append(frontier_figure(*frontier))
    if case is None:
        seen = _compared(table, record, names)
    else:
        verdicts: Sequence[Verdict] = judged(case, _candidates(case, record), *run)
        if not verdicts:
            return out
        seen = comparison_of(verdicts)
        out.append(acceptance_picture(seen.parties, answers_of(verdicts)))
    out += [reservation_picture(seen), parallel_picture(seen)] if seen.packages else []
    text = () if case is None else text_of(case)
    return [*out, text_picture(text)] if text else out


def _candidates(case: Case, record: Mapping[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """The proposals, and what the principles choose, each package once."""
    found = [(proposal.label, dict(case.fill(proposal.package))) for proposal in case.proposals.values()]
    known = {tuple(sorted(package.items())) for _, package in found}
    for label, package in _by_package(record):
        if tuple(sorted(package.items())) not in known:
            found.append((label, package))
    return found


def _by_package(record: Mapping[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """What the principles choose, principles that choose alike together."""
    found: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for line in record["principles"]:
        found.setdefault(tuple(line["package"].items()), []).append(line["title"])
    return [(", ".join(titles), dict(package)) for package, titles in found.items()]


def _frontier(
    table: DealTable, record: Mapping[str, Any], case: Case | None, names: Mapping[str, str]
) -> Any:
    """Series, marked points and note of the two-party picture; None where there are not two to compare."""
    import numpy as np

    from detente.deals.pictures import frontier_picture

    if len(table.packages) == 0:
        return None
    if case is not None:
        pair = [parties[0] for parties in case.war.sides.values()]
    elif len(table.parties) == 2:
        pair = list(table.parties)
    else:
        return None
    columns = [table.parties.index(party) for party in pair]
    series = frontier_picture(
        (names[pair[0]], names[pair[1]]),
        table.values[:, columns],
        table.no_deal[columns],
        {},
        None if case is None else np.asarray(~table.rejects.any(axis=1)),
        64,
    )
    solutions = tuple(
        (line["title"], line["values"][pair[0]], line["values"][pair[1]]) for line in record["principles"]
    )
    marked = tuple(
        (
            name if case is None else case.proposals[name].label,
            *(float(table.no_deal[c] + line["gains"][p]) for c, p in zip(columns, pair, strict=True)),
        )
        for name, line in record["proposals"].items()
        if line["judged"]
    )
    note = (
        "Worth counts the possible collapse; central values."
        if case is not None
        else "Paper terms, as the scenario gives them."
    )
    return replace(series, solutions=solutions), marked, note


def _compared(table: DealTable, record: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    """Packages of a foreign scenario: those that principles choose, then the best ranked."""
    from detente.assess.series import Comparison, Interval, PackageWorths

    chosen = _by_package(record)
    lines = [
        (label, next(line["values"] for line in record["principles"] if line["package"] == package))
        for label, package in chosen
    ]
    known = [package for _, package in chosen]
    for rank, line in enumerate(record["packages"], 1):
        if line["package"] not in known:
            lines.append((f"Rank {rank}: " + ", ".join(map(str, line["package"].values())), line["values"]))
    return Comparison(
        tuple(names[party] for party in table.parties),
        tuple(Interval(float(v), float(v), float(v)) for v in table.no_deal),
        tuple(
            PackageWorths(
                label,
                tuple(Interval(values[party], values[party], values[party]) for party in table.parties),
                (True,) * len(table.parties),
            )
            for label, values in lines
        ),
        "paper terms, as the scenario gives them",
    )
