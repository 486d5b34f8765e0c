"""``detente expurgate``: a case without its confidential sources."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli._output import count, end_with, load_case, reports_faults


@click.command("expurgate")
@click.argument("case")
@click.argument("folder", type=click.Path(path_type=Path))
@reports_faults
def command(case: str, folder: Path) -> None:
    """Write CASE into FOLDER without the sources marked `confidential: true`, for handing on.

    Their statements go with them, and so do their texts under sources/. Numbers stay; those that rested on
    nothing else are marked assumed (withheld). Refused where their words stand elsewhere in the case.

    \b
    detente expurgate mycase mycase_public
    """
    from detente.case import dump
    from detente.case.expurgate import expurgate

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        end_with(f"{folder} is there already: name a folder that does not exist yet")
    loaded = load_case(case)
    public = expurgate(loaded)
    dump(public, folder)
    sources = len(loaded.sources) - len(public.sources)
    statements = len(loaded.statements) - len(public.statements)
    click.echo(f"{folder}: written without {count(sources, 'source')} and {count(statements, 'statement')}")
