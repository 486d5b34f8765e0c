"""``detente deals``: which packages all sides prefer to no deal, what the principles choose, who blocks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli._output import ids_option, json_option, load_case, print_json, reports_faults
from detente.cli._pictures import pictures_option
from detente.cli._run import BUNDLED, is_case, run_options

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.deals.report import DealTable

CASE_VALUES = "value of the deal with its possible collapse, central values, likeliest accounts of goals"
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("deals")
@click.argument("path", default=BUNDLED)
@json_option
@ids_option
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="Packages listed.")
@click.option("--central", is_flag=True, help="Central values only: no draws, quicker.")
@run_options
@click.option(
    "--give",
    "given",
    multiple=True,
    metavar="ISSUE=LEVEL",
    help="A concession made before talks (with --giver).",
)
@click.option("--giver", metavar="PARTY", help="Who makes it.")
@click.option(
    "--quota",
    "quotas",
    multiple=True,
    metavar="PARTY=N",
    help="So many of the party's ratifiers suffice; as the case says when left out.",
)
@click.option(
    "--efficient",
    type=click.IntRange(0, 1000),
    default=0,
    show_default=True,
    help="Efficient packages to look for, one programme each, where a scenario is too large to list or carry.",
)
@click.option("--text", "as_text", is_flag=True, help="The single negotiating text that the proposals give.")
@click.option(
    "--audit", is_flag=True, help="Which axioms each principle breaks on these packages, and where."
)
@pictures_option()
@click.option(
    "--table",
    type=_FILE,
    help="Write the listed packages as CSV, or with further sheets as xlsx (by the ending).",
)
@click.option(
    "--export",
    type=click.Path(path_type=Path),
    help="Write a foreign scenario: a .csv or .xlsx file, or a folder (with --as).",
)
@click.option(
    "--as",
    "style",
    type=click.Choice(["genius", "yaml", "json"]),
    default="genius",
    show_default=True,
    help="Files in that folder: GENIUS XML, NegMAS YAML or JSON.",
)
@reports_faults
def command(path: str, **options: Any) -> None:
    """Which packages all sides prefer to no deal, what principles choose, who blocks.

    PATH is a case (folder or bundled name; the bundled case when left out), a folder with a GENIUS (XML) or
    NegMAS (YAML, JSON) scenario, or one table (CSV, xlsx) with the columns issue, level and one per party.

    A case is judged on the value of each deal with its possible collapse: all packages at central values,
    the listed ones also over draws of what is uncertain. A foreign scenario has paper terms only; a table may
    hold ranges, rules and combinations of levels.

    \b
    Examples:
      detente deals                                     the bundled case
      detente deals mycase --top 30 --table deals.xlsx
      detente deals mycase --give alignment=neutral --giver usa
      detente deals scenario_folder --json
      detente deals genius_folder --export negmas_folder --as yaml
    """
    from detente.cli._deals_files import deals_of_scenario, export_scenario, told_scenario, write_packages
    from detente.cli._deals_more import (
        add_for_case,
        add_for_scenario,
        audit_of,
        ledger_of,
        text_of,
        with_quotas,
    )
    from detente.cli._deals_text import print_deals
    from detente.deals.report import describe

    given = load_case(path) if is_case(path) else None
    case = None if given is None else with_quotas(given, options["quotas"])
    scenario = told_scenario(Path(path)) if case is None else None
    if scenario is not None:
        deals, judged_on = deals_of_scenario(scenario, Path(path), options["efficient"])
    elif case is not None:
        deals, judged_on = _from_case(case), CASE_VALUES
    record: dict[str, Any] = {
        "format": "detente-deals-1",
        "judged_on": judged_on,
        **describe(deals, options["top"]),
    }
    if case is not None:
        add_for_case(record, case, deals, options)
    if scenario is not None:
        add_for_scenario(record, scenario, deals, options)
    if options["given"] or options["giver"]:
        record["ledger"] = ledger_of(case, deals, options["given"], options["giver"])
    if options["as_text"]:
        record["text"] = text_of(case, deals)
    if options["audit"]:
        record["audit"] = audit_of(deals)
    if options["table"] is not None:
        write_packages(options["table"], record)
    if options["export"] is not None:
        export_scenario(case, Path(path), options["export"], options["style"])
    if options["pictures"] is not None:
        from detente.cli._pictures import pictures_of_deals, write_pictures

        title = path if case is None else case.title
        drawn = pictures_of_deals(deals, record, case, (options["draws"], options["seed"]))
        write_pictures(options["pictures"], f"{title}: deals", drawn)
    if options["as_json"] and given is not None:
        from detente.cli._trail import DEAL, print_answer

        print_answer(record, given, DEAL, given.proposals)
    elif options["as_json"]:
        print_json(record)
    else:
        print_deals(record)


def _from_case(case: Case) -> DealTable:
    from detente.assess.playing import played_field
    from detente.cli._run import Reporter
    from detente.deals.from_case import tables_of
    from detente.deals.report import DealTable

    reporter = Reporter()
    reporter("playing every package at central values", 0, 1)
    found = played_field(case)
    reporter.clear()
    proposals = {
        id: found.space.numbered(case.fill(proposal.package)) for id, proposal in case.proposals.items()
    }
    owners = {id: proposal.by for id, proposal in case.proposals.items() if proposal.by in found.parties}
    return DealTable(
        space=found.space, packages=found.packages, parties=found.parties, values=found.values, no_deal=found.no_deal,
        asked=found.needs, counted=tuple(found.parties.index(party) for party in found.seated), refusal=found.alone,
        tables=tables_of(case), chance=found.chance, signs=found.accepts, proposals=proposals, owners=owners,
    )  # fmt: skip
