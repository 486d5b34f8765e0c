"""``detente new``: a small commented case to start from."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli._output import reports_faults


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@reports_faults
def command(folder: Path) -> None:
    """Write a small complete case into FOLDER, with a comment on every part.

    Nothing is overwritten: FOLDER must not exist yet, or be empty.

    \b
    detente new mycase
    detente lint mycase
    detente brief mycase -o dossier
    """
    from detente.case.starting import start

    start(folder)
    click.echo(f"{folder}: case.yaml, statements.csv and sources/ written")
    click.echo(
        f"next: edit {folder / 'case.yaml'}, then `detente lint {folder}` and `detente brief {folder}`"
    )
