"""``detente burden``: shares of a common burden, who would leave, and voting power."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from detente.cli._output import json_option, print_json, reports_faults
from detente.errors import DetenteError


@click.command("burden")
@click.argument("table", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@click.option("--quota", type=click.IntRange(1), help="Votes needed; for a table of members and votes.")
@reports_faults
def command(table: Path, as_json: bool, quota: int | None) -> None:
    """Who pays how much, and who would leave.

    TABLE is CSV or xlsx: the columns coalition and cost (or gain), members joined by "+", a row for every
    coalition; or the columns member and votes, with --quota.

    \b
    Examples:
      detente burden costs.csv           rows like  uk,10  fr,12  uk+fr,18
      detente burden council.csv --quota 39
    """
    from detente.deals.games import SharingGame, describe_sharing, describe_voting, read_sharing

    given = read_sharing(table)
    if isinstance(given, SharingGame):
        if quota is not None:
            raise DetenteError("--quota belongs to a table with the columns member and votes")
        record = {"format": "detente-burden-1", **describe_sharing(given)}
    else:
        if quota is None:
            raise DetenteError(f"--quota is missing: how many of the {sum(given.votes)} votes decide?")
        record = {"format": "detente-burden-1", **describe_voting(given, quota)}
    if as_json:
        print_json(record)
    elif isinstance(given, SharingGame):
        _print_sharing(record)
    else:
        _print_voting(record)


def _print_sharing(record: Mapping[str, Any]) -> None:
    click.echo(f"All together: {record['kind']} {record['whole']:g}")
    if record["core_is_empty"]:
        click.echo(
            f"No split keeps everybody: under any, some group does better alone by {record['least_excess']:g} or more."
        )
    else:
        click.echo("There are splits under which no group does better alone.")
    for name, split in record["splits"].items():
        shares = ", ".join(
            f"{member} {split['exact'].get(member, format(share, 'g'))}"
            + (f" ({share:.3f})" if "/" in split["exact"].get(member, "") else "")
            for member, share in split["shares"].items()
        )
        click.echo(f"\n{name}: {shares}")
        for group in split["would_leave"][:5]:
            click.echo(
                f"  would leave: {' + '.join(group['members'])}, better alone by {group['better_by']:g}"
            )
        if not split["would_leave"]:
            click.echo("  nobody would leave")


def _print_voting(record: Mapping[str, Any]) -> None:
    click.echo(
        f"{len(record['members'])} members, {sum(record['members'].values())} votes, {record['quota']} decide.\n"
    )
    click.echo(f"{'member':<24}{'votes':>8}{'Shapley-Shubik':>18}{'Banzhaf':>14}{'swings':>9}")
    for member, votes in record["members"].items():
        power, share = record["shapley_shubik"][member], record["banzhaf"][member]
        click.echo(f"{member:<24}{votes:>8}{power:>18}{share:>14}{record['swings'][member]:>9}")
    for label, key in (
        ("Smallest groups that win", "smallest_winning"),
        ("Smallest groups that block", "smallest_blocking"),
    ):
        if record[key]:
            click.echo(f"\n{label}: " + "; ".join(" + ".join(group) for group in record[key]))
