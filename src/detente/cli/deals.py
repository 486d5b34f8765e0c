"""``detente deals``: which packages all sides prefer to no deal, what the principles choose, who blocks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli._output import console, json_option, load_case, print_json, reports_faults, say
from detente.cli._run import BUNDLED, is_case
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.deals.report import DealTable

CASE_VALUES = "value of the deal with its possible collapse, central values, likeliest accounts of goals"
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("deals")
@click.argument("path", default=BUNDLED)
@json_option
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="Packages listed.")
@click.option(
    "--give",
    "given",
    multiple=True,
    metavar="ISSUE=LEVEL",
    help="A concession made before talks (with --giver).",
)
@click.option("--giver", metavar="PARTY", help="Who makes it.")
@click.option("--text", "as_text", is_flag=True, help="The single negotiating text that the proposals give.")
@click.option("--audit", is_flag=True, help="Which axioms each principle breaks on these packages.")
@click.option("--table", type=_FILE, help="Write the listed packages as CSV or xlsx (by the ending).")
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
def command(  # every parameter is an option of the command line
    path: str,
    as_json: bool,
    top: int,
    given: tuple[str, ...],
    giver: str | None,
    as_text: bool,
    audit: bool,
    table: Path | None,
    export: Path | None,
    style: str,
) -> None:
    """Which packages all sides prefer to no deal, what principles choose, who blocks.

    PATH is a case (folder or bundled name; the bundled case when left out), a folder with a GENIUS (XML) or
    NegMAS (YAML, JSON) scenario, or one table (CSV, xlsx) with the columns issue, level and one per party.

    A case is judged on the value of each deal with its possible collapse, at central values. A foreign
    scenario has paper terms only.

    \b
    Examples:
      detente deals                                     the bundled case
      detente deals mycase --top 30 --table deals.xlsx
      detente deals mycase --give alignment=neutral --giver usa
      detente deals scenario_folder --json
      detente deals genius_folder --export negmas_folder --as yaml
    """
    from detente.deals.report import describe

    case = load_case(path) if is_case(path) else None
    deals, judged_on = _from_scenario(Path(path)) if case is None else (_from_case(case), CASE_VALUES)
    record: dict[str, Any] = {"format": "detente-deals-1", "judged_on": judged_on, **describe(deals, top)}
    if given or giver:
        record["ledger"] = _ledger(case, deals, given, giver)
    if as_text:
        record["text"] = _text(case, deals)
    if audit:
        record["audit"] = _audit(deals)
    if table is not None:
        _write(table, deals, record)
    if export is not None:
        _export(case, Path(path), export, style)
    if as_json:
        print_json(record)
    else:
        _print(record)


def _from_case(case: Case) -> DealTable:
    from detente.assess.playing import played_field
    from detente.deals.from_case import tables_of
    from detente.deals.report import DealTable

    found = played_field(case)
    proposals = {
        id: found.space.numbered(case.fill(proposal.package)) for id, proposal in case.proposals.items()
    }
    return DealTable(
        space=found.space, packages=found.packages, parties=found.parties, values=found.values, no_deal=found.no_deal,
        asked=found.needs, counted=tuple(found.parties.index(party) for party in found.seated), refusal=found.alone,
        tables=tables_of(case), chance=found.chance, signs=found.accepts, proposals=proposals,
    )  # fmt: skip


def _from_scenario(path: Path) -> tuple[DealTable, str]:
    """The scenario as a table, and what the table holds where the space is too large to list."""
    import numpy as np

    from detente.deals.report import DealTable
    from detente.deals.space import TooManyPackagesError, feasible_packages, package_utilities

    scenario = _read(path)
    for note in scenario.notes:
        say(note)
    known = [party for party in scenario.parties if party.parts is not None]
    if not known:
        raise DetenteError(f"{path}: no party has values; nothing can be judged")
    remark = "paper terms, as the scenario gives them"
    try:
        packages = feasible_packages(scenario.space, 2_000_000)
    except TooManyPackagesError:
        packages, method = _best_of_many(scenario)
        remark += f"; only the efficient packages and those that principles choose ({method})"
    values = package_utilities(packages, scenario.contributions).astype(float)
    table = DealTable(
        space=scenario.space, packages=packages, parties=tuple(party.name for party in known), values=values,
        no_deal=scenario.reservations, asked=np.ones(values.shape, dtype=bool), counted=tuple(range(len(known))),
    )  # fmt: skip
    return table, remark


def _best_of_many(scenario: Any) -> tuple[Any, str]:
    """Efficient acceptable packages of a space too large to list, with what the engine did."""
    import numpy as np

    from detente.deals.engine import solve

    found = solve(scenario.space, scenario.contributions, scenario.reservations)
    if not found.answers:
        raise DetenteError(
            f"somebody rejects every one of the {scenario.space.size:,} packages; there are too many to list who must move"
        )
    rows = [list(package) for answer in found.answers.values() for package in answer.packages]
    if found.frontier_packages is not None:
        rows += found.frontier_packages.tolist()
    return np.unique(np.array(rows, dtype=np.int8), axis=0), found.method


def _read(path: Path) -> Any:
    if path.suffix in (".csv", ".xlsx"):
        from detente.deals.sheets import read_scenario_table

        return read_scenario_table(path)
    if not path.is_dir():
        found = "neither a case nor a scenario" if path.exists() else "no such file, folder or bundled case"
        raise DetenteError(
            f"{path}: {found}; name a case folder, a GENIUS or NegMAS folder, or a .csv or .xlsx table"
        )
    if any(path.glob("*.xml")):
        from detente.deals.genius import read_genius_folder

        return read_genius_folder(path)
    from detente.deals.negmas import read_negmas

    return read_negmas(path)


def _export(case: Case | None, source: Path, target: Path, style: str) -> None:
    """A scenario in another format; a case has rules and accounts of goals that none of them can hold."""
    if case is not None:
        raise DetenteError(
            "--export is for foreign scenarios: their formats hold neither rules nor accounts of goals"
        )
    scenario = _read(source)
    if target.suffix in (".csv", ".xlsx"):
        from detente.deals.sheets import write_scenario_table

        write_scenario_table(scenario, target)
    elif style == "genius":
        from detente.deals.genius import write_genius

        write_genius(scenario, target)
    else:
        from detente.deals.negmas import write_negmas

        write_negmas(scenario, target, style)
    say(f"written: {target}")


def _ledger(case: Case | None, deals: DealTable, given: tuple[str, ...], giver: str | None) -> dict[str, Any]:
    from dataclasses import asdict

    from detente.deals.from_case import words_of_entry
    from detente.deals.ledger import ledger_entry

    if giver not in deals.parties or not given:
        raise DetenteError(f"--give ISSUE=LEVEL and --giver go together; parties: {', '.join(deals.parties)}")
    levels: dict[str, list[str]] = {}
    for entry in given:
        issue, _, level = entry.partition("=")
        names = dict(zip(deals.space.issues, deals.space.levels, strict=True))
        if level not in names.get(issue, ()):
            known = ", ".join(names.get(issue, deals.space.issues))
            raise DetenteError(f"--give {entry}: not an issue and level of this space; it has {known}")
        levels.setdefault(issue, []).append(level)
    no_deal = (deals.no_deal, deals.no_deal)
    found = ledger_entry(
        deals.space, deals.packages, deals.forgiving, no_deal, levels, deals.parties.index(giver)
    )
    record = {**asdict(found), "lost": len(found.lost), "traded": len(found.traded), "giver": giver}
    if case is not None:
        record["in_words"] = words_of_entry(case, found)
    return record


def _text(case: Case | None, deals: DealTable) -> list[str]:
    if case is None:
        raise DetenteError("--text needs a case: a foreign scenario has no proposals")
    from detente.deals.from_case import bracketed_text_of

    return [str(clause) for clause in bracketed_text_of(case, deals.space)]


def _audit(deals: DealTable) -> dict[str, dict[str, Any]]:
    """Axioms on the efficient accepted packages, where there are at most a few thousand."""
    import numpy as np

    from detente.deals.audit import audit_principle
    from detente.deals.frontier import pareto_frontier
    from detente.deals.principles import PRINCIPLES

    rows = np.flatnonzero(~deals.rejects.any(axis=1))
    counted = list(deals.counted)
    table, floor = deals.values[rows][:, counted], deals.no_deal[counted]
    fine = (table >= floor - 1e-9).all(axis=1)
    table = table[fine][pareto_frontier(table[fine])] if fine.any() else table[:0]
    if len(table) == 0:
        return {}
    return {
        name: {
            f.axiom: {"result": f.result, "tried": f.tried}
            for f in audit_principle(principle, table, floor, 60)
        }
        for name, principle in PRINCIPLES.items()
    }


def _write(path: Path, deals: DealTable, record: Mapping[str, Any]) -> None:
    from detente.deals.sheets import write_table

    if path.suffix not in (".csv", ".xlsx"):
        raise DetenteError(f"--table {path}: the ending must be .csv or .xlsx")
    header = [
        "rank",
        *deals.space.issues,
        *(f"gain {party}" for party in deals.parties),
        "blockers",
        "coerced",
        "chosen by",
    ]
    rows = [
        [
            rank,
            *line["package"].values(),
            *line["gains"].values(),
            ", ".join(line["blockers"]),
            ", ".join(line["only_by_coercion"]),
            ", ".join(line["chosen_by"]),
        ]
        for rank, line in enumerate(record["packages"], start=1)
    ]
    write_table(path, header, rows)


def _print(record: Mapping[str, Any]) -> None:
    counts = record["counts"]
    click.echo(
        f"{counts['combinations']:,} combinations of levels; {counts['judged']:,} packages judged; "
        f"{counts['accepted_by_all_asked']:,} accepted by all asked, {counts['efficient']:,} of them efficient."
    )
    click.echo(f"Judged on: {record['judged_on']}.\n")
    _print_packages(record)
    _print_principles(record)
    _print_zone(record["zone"])
    for line in record["tables"]:
        click.echo(
            f"Table {line['table']} ({', '.join(line['seated'])}) would sign {line['table_acceptable']:,}; "
            f"{line['freely_ratified']:,} freely ratified, {line['only_by_coercion']:,} only by coercion, "
            f"{line['do_not_survive']:,} do not survive those left out."
        )
    if record["linked"]:
        _print_linked(record["linked"])
    _print_proposals(record["proposals"])
    for clause in record.get("text", ()):
        click.echo(f"  {clause}")
    if "ledger" in record:
        click.echo(f"\nLedger: {record['ledger'].get('in_words') or record['ledger']}")
    for name, found in record.get("audit", {}).items():
        broken = [axiom for axiom, line in found.items() if line["result"] == "fails"]
        click.echo(f"Audit, {name}: {'breaks ' + ', '.join(broken) if broken else 'no violation found'}")


def _print_packages(record: Mapping[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right")
    ranked = bool(record["packages"]) and "signed_and_holds" in record["packages"][0]
    if ranked:
        table.add_column("signed, holds", justify="right")
    for party in record["parties"]:
        table.add_column(party, justify="right")
    table.add_column("blockers, principles")
    for rank, line in enumerate(record["packages"], start=1):
        marks = [_consent(line)] if line["blockers"] or line["only_by_coercion"] else []
        cells = [str(rank), *([f"{100 * line['signed_and_holds']:.0f} %"] if ranked else [])]
        cells += [
            "." if party in line["not_asked"] else f"{gain:+.3f}" for party, gain in line["gains"].items()
        ]
        table.add_row(*cells, "; ".join([*marks, *line["chosen_by"]]))
    click.echo("Gains over no deal, each on the party's own scale (. = not asked):")
    console().print(table)
    if record["packages"]:
        terms = "; ".join(f"{issue}: {level}" for issue, level in record["packages"][0]["package"].items())
        click.echo(f"Package 1: {terms}\n")


def _consent(line: Mapping[str, Any]) -> str:
    """Who blocks, and who signs only because refusing alone is worse than no deal."""
    parts = [f"blocked by {', '.join(line['blockers'])}"] if line["blockers"] else []
    parts += [f"coerced: {', '.join(line['only_by_coercion'])}"] if line["only_by_coercion"] else []
    return "; ".join(parts) or "accepted by all asked"


def _print_principles(record: Mapping[str, Any]) -> None:
    for line in record["principles"]:
        ties = f" ({line['ties']} tie)" if line["ties"] > 1 else ""
        terms = "; ".join(f"{issue}: {level}" for issue, level in line["package"].items())
        click.echo(f"{line['title']}: {line['definition']}{ties}\n    {terms}")
    alone = [f"{party} {count:,}" for party, count in record["rejected_only_by"].items() if count]
    if alone:
        click.echo(f"\nPackages that one party alone finds worse than no deal: {', '.join(alone)}")


def _print_zone(zone: Mapping[str, Any]) -> None:
    if zone["open"]:
        open_levels = [
            f"{issue}: {' / '.join(level for level, count in levels.items() if count)}"
            for issue, levels in zone["levels"].items()
        ]
        click.echo("\nLevels that occur in packages accepted by all asked:\n  " + "\n  ".join(open_levels))
        room = [f"{party} {line['amount']:.3f}" for party, line in zone["room_to_spare"].items()]
        click.echo(f"Room to spare before the zone closes: {', '.join(room)}\n")
        return
    click.echo("\nNo package is accepted by all asked.")
    for way in zone.get("ways_in", ()):
        moves = ", ".join(f"{party} by {amount:.3f}" for party, amount in way["lowered"].items())
        click.echo(f"  a way in: lower the least that would be accepted by {moves}")


def _print_linked(linked: Mapping[str, Any]) -> None:
    click.echo(
        f"All tables together would sign {linked['together']:,}; {linked['binding']} would sign fewest."
    )
    if linked["decided_nowhere"]:
        click.echo(f"Decided at no table: {', '.join(linked['decided_nowhere'])}")
    for issue, tables in linked["decided_twice"].items():
        click.echo(f"Decided at several tables, whose choices must agree: {issue} ({', '.join(tables)})")


def _print_proposals(proposals: Mapping[str, Any]) -> None:
    for name, line in proposals.items():
        if not line["judged"]:
            said = "rejected on paper under every account of somebody's goals"
        else:
            said = _consent(line)
        near = line.get("nearest_acceptable")
        if near and near["issues_to_change"]:
            changes = "; ".join(f"{issue}: {level}" for issue, level in near["first"].items())
            said += f"; nearest acceptable changes {near['issues_to_change']} of the issues ({changes})"
        click.echo(f"Proposal {name}: {said}")
