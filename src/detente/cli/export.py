"""``detente export``: a case as a negotiation scenario in a foreign format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli._output import load_case, reports_faults, say
from detente.errors import InputError, Place, Problem

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.deals.scenario import Scenario


@click.command("export")
@click.argument("case")
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--as",
    "style",
    type=click.Choice(["genius", "yaml", "json"]),
    default="genius",
    show_default=True,
    help="Files in the folder TARGET: GENIUS XML, NegMAS YAML or JSON.",
)
@click.option("--drop-rules", is_flag=True, help="Write it without the rules between issues, which are lost.")
@click.option(
    "--drop-interactions",
    is_flag=True,
    help="Write it without what levels of several issues are worth together, which is lost.",
)
@reports_faults
def command(case: str, target: Path, style: str, drop_rules: bool, drop_interactions: bool) -> None:
    """Write CASE as a scenario of a foreign format to TARGET.

    TARGET is a folder, or one table (.csv, .xlsx). The scenario holds paper terms at central values under each party's
    likeliest account of its goals, and the value of no deal as the least it signs for. Only tables hold rules between
    issues and what levels are worth together; nothing here holds accounts of goals, ranges, or what becomes of a deal
    once it is signed.

    \b
    Examples:
      detente export mycase genius_folder
      detente export mycase talks.xlsx
      detente export ukraine_2025 negmas_folder --as yaml --drop-rules
    """
    from detente.cli._deals_files import write_scenario

    loaded = load_case(case)
    found = _scenario(loaded)
    if target.suffix not in (".csv", ".xlsx"):
        found = _without_ties(found, loaded, case, (drop_rules, drop_interactions))
    write_scenario(found, target, style)
    say(
        f"written: {target}; paper terms only, {len(found.space.issues)} issues, {len(found.parties)} parties"
    )


def _without_ties(found: Scenario, loaded: Case, case: str, drop: tuple[bool, bool]) -> Scenario:
    """The scenario without what GENIUS and NegMAS files cannot hold, where that was agreed to (``drop``)."""
    interactions = sum(len(party.interactions) for party in loaded.parties.values())
    ties = [
        (bool(found.space.rules), len(loaded.rules), "rules", "the scenario then has packages that the case excludes"),
        (bool(found.interactions), interactions, "interactions", "levels are then worth what each is by itself"),
    ]  # fmt: skip
    problems = []
    for (held, number, what, loses), agreed in zip(ties, drop, strict=True):
        if held and agreed:
            say(f"left out: {number} {what}")
        elif held:
            fix = f"write a table (.csv or .xlsx), or give --drop-{what}: {loses}"
            rule = "GENIUS and NegMAS files hold neither rules nor interactions between issues"
            problems.append(Problem(Place(case), what, "D-008", f"{number} {what} between issues", rule, fix))
    if problems:
        raise InputError(problems)
    return replace(found, space=replace(found.space, rules=()), interactions=())


def _scenario(case: Case) -> Scenario:
    from detente.assess.playing import make_searcher
    from detente.deals.from_case_files import scenario_of

    searcher = make_searcher(case)
    stances = {party: searcher.likeliest(party) for party in case.parties}
    bound = searcher.bound
    return scenario_of(
        case,
        searcher.field.space,
        {
            party: [part[0] for part in bound.contributions[searcher.stances[column]]]
            for party, column in stances.items()
        },
        {
            party: [
                (term.levels(), float(bound.draws(path)[0]))
                for path, term in bound.interactions(searcher.stances[column])
            ]
            for party, column in stances.items()
        },
        {party: float(searcher.no_deal[column]) for party, column in stances.items()},
    )
