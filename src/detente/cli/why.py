"""``detente why``: from a number back to its rule, its inputs, the statements and their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from detente.cli._kept import Opened, kept_run, open_case
from detente.cli._output import json_option, print_json, reports_faults
from detente.cli._run import run_options, sampling_option
from detente.cli._why_text import print_cells, print_numbers, print_records, print_variation

if TYPE_CHECKING:
    from detente.cli._kept import How
    from detente.doubt.draws import Method


# One parameter per option of the command line, so more than six.
@click.command("why")
@click.argument("case")
@click.argument("id", required=False)
@click.argument("options", metavar="[-- OPTIONS]", nargs=-1)
@click.option("--cells", is_flag=True, help="Instead: how much is on record about each party and issue.")
@click.option(
    "--variation", is_flag=True, help="Instead: which parts of the case the doubt about ID comes from."
)
@click.option("--all", "everything", is_flag=True, help="Every quantity and statement, not the first few.")
@run_options
@sampling_option
@json_option
@reports_faults
def command(
    case: str,
    id: str | None,
    options: tuple[str, ...],
    cells: bool,
    variation: bool,
    everything: bool,
    draws: int,
    seed: int,
    scale: str,
    sampling: Method,
    as_json: bool,
) -> None:
    """Walk the number ID of CASE back to the sentences it rests on.

    ID is a number of the assessment, the path of a quantity, or the id of a statement; or a name for
    several: a package, a signal, a source, a part of the case such as war or parties.usa. Without ID, the
    numbers are listed. With --cells: the quality of information, gaps and single-source cells marked.

    COMMAND:NUMBER is a number that another command worked out, as its --ids and --json name it; what was
    given to that command after the case comes after --. COMMAND: alone lists them.

    \b
    detente why ukraine_2025 verdict.armed_line.holds
    detente why ukraine_2025 war.power
    detente why ukraine_2025 armed_line
    detente why ukraine_2025 hold:armed_line.limited.survival.60.mean
    detente why ukraine_2025 hold:armed_line.limited.least.credibility -- --least
    """
    opened, run = open_case(case), (draws, seed, scale, sampling)
    if cells:
        _cells(opened, as_json)
        return
    if variation:
        if id is None:
            raise click.UsageError("--variation needs the ID of a share; without it `detente why` lists them")
        _variation(opened, id, run, as_json)
        return
    if id is None:
        kept = kept_run(opened, *run)
        rows = [{"id": n.id, "label": n.label, "text": n.text} for n in kept.numbers.values()]
        if as_json:
            print_json({"numbers": rows})
        else:
            print_numbers(rows)
        return
    if ":" in id:
        from detente.cli._answers import why_answer

        record = why_answer(opened, case, id, (*_given(), *options))
    else:
        record = _record(opened, id, run, case)
    if as_json:
        print_json({"why": [record]})
    else:
        print_records([record], everything)


def _given() -> list[str]:
    """Draws, seed and scale as they were given to `why`, for the command that is asked about."""
    context = click.get_current_context()
    return [
        word
        for name in ("draws", "seed", "scale")
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
        for word in (f"--{name}", str(context.params[name]))
    ]


def _record(opened: Opened, id: str, run: How, name: str) -> dict[str, object]:
    """What one id stands for, walked back; the run is asked for only where the ledger does not know it."""
    from detente.assess.walking import Walk

    ledger = opened.ledger
    walk = Walk(ledger, opened.folder, {})
    if id in ledger.quantities:
        return walk.quantity(id)
    if id in ledger.statements:
        return {**walk.statement(id), "carries": ledger.carried_by(id)}
    if (id in ledger.signals or id in ledger.sources) and (found := walk.group(id)) is not None:
        return found
    kept = kept_run(opened, *run)
    walk = Walk(ledger, opened.folder, kept.numbers)
    own = id.removesuffix(".low").removesuffix(".high")  # the ends of its band
    if own in kept.numbers:
        return walk.number(own, kept.moved_by(own))
    found = walk.group(id)
    if found is None:
        from detente.case.near import did_you_mean, nearest
        from detente.cli._answers import nearest_beside
        from detente.errors import UnknownIdError

        known = [*kept.numbers, *ledger.quantities, *ledger.statements, *ledger.signals, *ledger.sources]
        known = [*nearest(id, known), *nearest_beside(opened, id)]
        hint = did_you_mean(id, known, f"`detente why {name}` lists the numbers")
        raise UnknownIdError(f"nothing is called {id!r}: {hint}")
    return found


def _cells(opened: Opened, as_json: bool) -> None:
    """Statements, independent origins, age, grades and contradictions per party and issue."""
    from dataclasses import asdict

    from detente.assess.quality import quality_of_information

    found = quality_of_information(opened.case)
    if as_json:
        print_json({"cells": [{**asdict(cell), "single": cell.single} for cell in found]})
    else:
        print_cells(found)


def _variation(opened: Opened, id: str, run: How, as_json: bool) -> None:
    """Shares of the variance of one share, by part of the case and by grounds."""
    from dataclasses import asdict

    from detente.assess.variation import variation
    from detente.cli._run import Reporter

    kept = kept_run(opened, *run)
    reporter = Reporter()
    found = variation(opened.case, kept.packages, id, seed=run[1], progress=reporter)
    reporter.clear()
    if as_json:
        print_json({"variation": asdict(found)})
    else:
        print_variation(found, kept.numbers[id].label if id in kept.numbers else "")
