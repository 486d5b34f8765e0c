"""``detente show``: what a case says, to read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from detente.cli._output import console, count, json_option, load_case, print_json, reports_faults

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table as RichTable

    from detente.case import Case
    from detente.case.quantities import Quantity


@click.command("show")
@click.argument("case")
@click.option("--quantities", is_flag=True, help="List every number with its path and what it rests on.")
@json_option
@reports_faults
def command(case: str, quantities: bool, as_json: bool) -> None:
    """Show what CASE says: parties, issues, tables, war, proposals, and what it rests on.

    \b
    detente show mycase
    detente show ukraine_2025 --quantities
    detente show mycase --json
    """
    loaded = load_case(case)
    if as_json:
        from detente.case.dumping import plain

        print_json({"digest": loaded.digest, "folder": str(loaded.folder), "case": plain(loaded)})
        return
    out = console()
    parts = [_quantities(loaded)] if quantities else [*_summary(loaded)]
    for number, part in enumerate(parts):
        if number:
            out.print()
        out.print(part)


def _summary(case: Case) -> list[RenderableType]:
    from rich.markup import escape

    kinds = (
        ("parties", "party", "parties"),
        ("issues", "issue", "issues"),
        ("proposals", "proposal", "proposals"),
        ("statements", "statement", "statements"),
        ("sources", "source", "sources"),
        ("signals", "signal", "signals"),
    )
    counts = ", ".join(count(len(getattr(case, key)), one, many) for key, one, many in kinds)
    head = [f"[bold]{escape(case.title)}[/bold], as of {escape(case.as_of)}", counts, _grounds_line(case)]
    if case.note:
        head.insert(1, escape(case.note))
    tables = [_parties(case), _issues(case), _war(case)]
    more = (
        _interactions(case), _tables(case), _help(case), _proposals(case), _together(case), _scenarios(case)
    )  # fmt: skip
    tables += [table for table in more if table.row_count]
    return ["\n".join(head), *tables]


def _grounds_line(case: Case) -> str:
    every = case.quantities().values()
    coded = sum(quantity.mark == "coded" for quantity in every)
    return f"{len(every)} numbers: {coded} rest on statements, {len(every) - coded} are assumed"


def _table(title: str, *columns: str) -> RichTable:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in columns:
        whole = column == "path" and not sys.stdout.isatty()  # so that a path can be copied and searched
        table.add_column(column, overflow="fold", no_wrap=whole)
    return table


def _row(table: RichTable, *cells: str) -> None:
    """A row of plain text: brackets in names are no mark-up."""
    from rich.text import Text

    table.add_row(*(Text(cell) for cell in cells))


def words(quantity: Quantity) -> str:
    """A quantity as one would write it, to four digits; readings of a mixture with their shares, a bar between."""
    spans, total = [], sum(quantity.counts)
    for reading, weight in zip(quantity.readings, quantity.counts, strict=True):
        span = f"{reading.low:.4g}" + ("" if reading.low == reading.high else f" to {reading.high:.4g}")
        if reading.likely is not None:
            span += f", likely {reading.likely:.4g}"
        spans.append(span if len(quantity.readings) == 1 else f"{span} ({100 * weight / total:.0f} %)")
    return " | ".join(spans)


def _parties(case: Case) -> RichTable:
    table = _table("Parties", "id", "name", "half-life, months", "war cost", "goals (prior)")
    for key, party in case.parties.items():
        goals = ", ".join(f"{goal} ({words(record.prior)})" for goal, record in party.goals.items())
        _row(table, key, party.name, words(party.patience), words(party.war_cost), goals)
    return table


def _issues(case: Case) -> RichTable:
    table = _table("Issues", "id", "question", "levels")
    for key, issue in case.issues.items():
        _row(table, key, issue.question, " · ".join(issue.levels))
    return table


def _interactions(case: Case) -> RichTable:
    table = _table("Worth together, beyond each by itself", "party", "id", "levels", "worth", "accounts")
    for party, record in case.parties.items():
        for key, term in record.interactions.items():
            levels = " + ".join(f"{issue}: {' or '.join(named)}" for issue, named in term.levels().items())
            _row(table, party, key, levels, words(term.worth), ", ".join(term.goals) or "all")
    return table


def _war(case: Case) -> RichTable:
    table = _table("War", "", "")
    first, second = case.war.sides
    sides = " against ".join(f"{side} ({', '.join(parties)})" for side, parties in case.war.sides.items())
    _row(table, "sides", sides)
    _row(table, f"chance that {first} wins", words(case.war.power))
    _row(table, "decided per month", words(case.war.decided_per_month))
    for side in (first, second):
        _row(table, f"rearming of {side}", words(case.war.rearming[side]))
    _row(table, "shocks, sd per month", words(case.war.shock))
    return table


def _tables(case: Case) -> RichTable:
    table = _table("Tables", "id", "seats", "decides", "last word", "deadline")
    for key, record in case.tables.items():
        seats, issues = ", ".join(record.seats), ", ".join(record.decides)
        _row(table, key, seats, issues, record.last_word or "-", record.deadline or "-")
    return table


def _help(case: Case) -> RichTable:
    table = _table("Support and guarantees", "id", "from", "to", "power or scale", "lapse per month")
    for key, link in case.support.items():
        _row(table, key, link.gives, link.to, words(link.power), words(link.lapse))
    for key, promise in case.guarantees.items():
        _row(table, key, ", ".join(promise.by), "(guarantee)", words(promise.scale), words(promise.lapse))
    return table


def _proposals(case: Case) -> RichTable:
    table = _table("Proposals", "id", "by", "package")
    for key, proposal in case.proposals.items():
        package = ", ".join(f"{issue}: {level}" for issue, level in proposal.package.items())
        _row(table, key, proposal.by or "-", package)
    return table


def _together(case: Case) -> RichTable:
    table = _table("Numbers that move together", "id", "because of", "numbers (correlation)")
    for key, driver in case.drivers.items():
        moves = ", ".join(f"{path} ({loading:g})" for path, loading in driver.moves.items())
        _row(table, key, driver.says, moves)
    for pair in case.correlations:
        _row(
            table,
            "-",
            pair.assumed or ", ".join(pair.because),
            f"{' and '.join(pair.between)} (rank {pair.rank:g})",
        )
    return table


def _scenarios(case: Case) -> RichTable:
    table = _table("Scenarios", "id", "label", "cost", "sets")
    for key, scenario in case.scenarios.items():
        sets = ", ".join(f"{path} = {value}" for path, value in scenario.set.items())
        _row(table, key, scenario.label, words(scenario.cost) if scenario.cost else "-", sets)
    return table


def _quantities(case: Case) -> RichTable:
    table = _table(f"{len(case.quantities())} quantities", "path", "value", "rests on")
    for path, quantity in case.quantities().items():
        rests = ", ".join(quantity.statements) or f"assumed: {quantity.assumed or 'no reason given'}"
        _row(table, path, words(quantity), rests)
    return table
