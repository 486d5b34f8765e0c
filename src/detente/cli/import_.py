"""``detente import``: a foreign negotiation scenario as a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from detente.cli._output import end_with_problems, reports_faults, say
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.deals.scenario import Scenario


@click.command("import")
@click.argument("scenario", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", help="Title of the case; the scenario's name when left out.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Date of the case; today when left out.")
@reports_faults
def command(scenario: Path, folder: Path, title: str | None, as_of: str | None) -> None:
    """Make a case in FOLDER from a foreign SCENARIO.

    SCENARIO is a folder with GENIUS (XML) or NegMAS (YAML, JSON) files, or one table (CSV, xlsx) with the columns
    issue, level and one per party. Every number of the case rests on a statement that names the file; what such
    files do not say (a war, who would break a deal) is marked assumed. FOLDER must not exist yet, or be empty.

    \b
    Examples:
      detente import genius_folder mycase
      detente lint mycase && detente deals mycase
      detente export mycase negmas_folder --as yaml      and back
    """
    from detente.case import check
    from detente.case.dumping import dump
    from detente.case.records import CaseRecord
    from detente.cli._deals_files import read_scenario
    from detente.deals.from_case_files import case_of, has_lost_ranges

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DetenteError(f"{folder}: in use; a new case never overwrites anything: name another folder")
    found: Scenario = read_scenario(scenario)
    for note in found.notes:
        say(note)
    if has_lost_ranges(found):
        say(
            "ranges of an issue's best and worst levels are entered as their middles: in a case these are its scale"
        )
    digest = _digest(scenario)
    data: dict[str, Any] = case_of(
        found, title or found.name, as_of or datetime.now(tz=UTC).date().isoformat(), scenario.name, digest
    )
    record = CaseRecord.model_validate(data)
    with TemporaryDirectory() as trial:
        dump(record, trial)
        case, problems = check(trial)
    if case is None:
        end_with_problems(
            replace(problem, place=replace(problem.place, file=Path(problem.place.file).name))
            for problem in problems
        )
    dump(record, folder)
    click.echo(f"{folder}: {len(case.parties)} parties, {len(case.issues) - 1} issues from {scenario.name}")
    click.echo(f"next: `detente lint {folder}`, `detente deals {folder}`")


def _digest(path: Path) -> str | None:
    """Of the scenario where it is one file."""
    from detente.case.evidence import digest_of

    return digest_of(path) if path.is_file() else None
