"""``detente attach``: the text of a registered source put with the case, after its digest is checked."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli._output import count, load_case, print_problems, reports_faults


@click.command("attach")
@click.argument("case")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--source", "id_", metavar="ID", help="Source that the file is; found by its digest if left out."
)
@reports_faults
def command(case: str, file: Path, id_: str | None) -> None:
    """Put FILE with CASE as the text of one of its sources.

    The file must have the SHA-256 that the case gives for that source. Afterwards the words of statements
    with spans are compared with it, and the trail can show them.

    \b
    detente attach mycase ~/Downloads/article.txt
    detente attach mycase speech.pdf --source speech
    """
    from detente.case import check
    from detente.case.starting import attach

    loaded = load_case(case)
    source, target = attach(loaded, file, id_)
    click.echo(f"{source}: kept as {target}")
    _, problems = check(loaded.folder or case)
    about = [problem for problem in problems if problem.code in ("C-080", "C-081", "C-082")]
    print_problems(about)
    resting = sum(item.source == source for item in loaded.statements)
    click.echo(
        f"{count(resting, 'statement')} from this source; {count(len(about), 'does', 'do')} not fit it"
    )
