"""``detente burden``: shares of a common burden, who would leave, side payments, and voting power."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli._output import count, json_option, print_json, reports_faults
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.deals.games import AloneCosts, SharingGame

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("burden")
@click.argument("table", type=_FILE)
@json_option
@click.option("--quota", type=click.IntRange(1), help="Votes needed; for a table of members and votes.")
@click.option(
    "--saving",
    type=click.FloatRange(0, 1, max_open=True),
    help="Share of their costs that members save together; for a table of members and costs.",
)
@click.option("--largest", is_flag=True, help="Together they pay what the dearest would alone; same table.")
@click.option("--split", type=_FILE, help="A proposed split to judge: CSV or xlsx with member and share.")
@click.option(
    "--orders",
    type=click.IntRange(2),
    default=4000,
    show_default=True,
    help="Orders drawn beyond 20 members.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Same seed, same numbers.")
@click.option("--write", type=_FILE, help="Write the shares or powers as a table too: .csv or .xlsx.")
@reports_faults
def command(table: Path, as_json: bool, **options: Any) -> None:
    """Who pays how much, who would leave, and what would keep them.

    TABLE is CSV or xlsx: the columns coalition and cost (or gain), members joined by "+", a row for every
    coalition; or member and cost (each alone), with --saving or --largest; or member and votes, with --quota; or
    member, worth and outside (and pays: yes or no) for the side payments that an agreement needs.

    \b
    Examples:
      detente burden costs.csv --split agreed.csv      rows like  uk,10  fr,12  uk+fr,18
      detente burden alone.csv --saving 0.25
      detente burden offer.csv
      detente burden council.csv --quota 39 --write power.xlsx
    """
    from detente.deals.games import (
        AloneCosts,
        Offer,
        SharingGame,
        describe_offer,
        describe_voting,
        read_sharing,
    )

    given = read_sharing(table)
    _fit(given, options)
    if isinstance(given, (SharingGame, AloneCosts)):
        record, show = _sharing(given, options), _print_sharing
    elif isinstance(given, Offer):
        record, show = describe_offer(given), _print_offer
    else:
        record, show = describe_voting(given, options["quota"]), _print_voting
    record = {"format": "detente-burden-1", **record}
    if options["write"] is not None:
        _write(options["write"], record)
    if as_json:
        print_json(record)
    else:
        show(record)


def _write(path: Path, record: Mapping[str, Any]) -> None:
    """One table: shares by split and member, or payments, or votes and power by member."""
    from detente.deals.sheets import write_table

    if path.suffix not in (".csv", ".xlsx"):
        raise DetenteError(f"--write {path}: the ending must be .csv or .xlsx")
    write_table(path, *_rows(record))


def _rows(record: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    if "shapley_shubik" in record:
        keys = ("members", "shapley_shubik", "banzhaf", "swings")
        header = ["member", "votes", "Shapley-Shubik", "Banzhaf", "swings"]
        return header, [[member, *(record[key][member] for key in keys)] for member in record["members"]]
    if "needed" in record:
        paid = record["pays"] or {}
        rows = [[member, short, paid.get(member)] for member, short in record["needed"].items()]
        return ["member", "short of what it has outside", "pays"], rows
    if "sampled" in record:
        found = record["sampled"]
        parts = [found[key] for key in ("shares", "standard_errors", "within")]
        header = ["member", "Shapley share", "standard error", "within"]
        return header, [[member, *(part[member] for part in parts)] for member in found["shares"]]
    return ["split", "member", "share", "exact", "groups that would leave"], [
        [name, member, share, split["exact"].get(member), split["groups_that_would_leave"]]
        for name, split in record["splits"].items()
        for member, share in split["shares"].items()
    ]


def _fit(given: object, options: Mapping[str, Any]) -> None:
    """Refuse options that belong to another kind of table."""
    from detente.deals.games import AloneCosts, SharingGame, VotingBody

    rules = options["saving"] is not None, options["largest"]
    if isinstance(given, VotingBody) and options["quota"] is None:
        raise DetenteError(f"--quota is missing: how many of the {sum(given.votes)} votes decide?")
    if not isinstance(given, VotingBody) and options["quota"] is not None:
        raise DetenteError("--quota belongs to a table with the columns member and votes")
    if isinstance(given, AloneCosts) and sum(rules) != 1:
        raise DetenteError("give --saving SHARE or --largest: what members pay together is not guessed")
    if not isinstance(given, AloneCosts) and any(rules):
        raise DetenteError("--saving and --largest belong to a table with the columns member and cost")
    if options["split"] is not None and not isinstance(given, (AloneCosts, SharingGame)):
        raise DetenteError("--split belongs to a table of costs or gains")


def _sharing(given: SharingGame | AloneCosts, options: Mapping[str, Any]) -> dict[str, Any]:
    import numpy as np

    from detente.deals.alone import JointRule, describe_alone
    from detente.deals.games import SharingGame, describe_sharing, read_split

    split = None
    if isinstance(given, SharingGame):
        if options["split"] is not None:
            split = read_split(options["split"], given.members, Fraction(int(given.game[-1]), given.scale))
        return describe_sharing(given, split)
    rule = JointRule(None if options["largest"] else Fraction(str(options["saving"])))
    if options["split"] is not None:
        if len(given.members) > 20:
            raise DetenteError("--split: with more than 20 members, who would leave cannot be listed")
        split = read_split(options["split"], given.members, rule.cost(list(given.costs)))
    return describe_alone(given, rule, np.random.default_rng(options["seed"]), options["orders"], split)


def _print_sharing(record: Mapping[str, Any]) -> None:
    click.echo(f"All together: {record['kind']} {record['whole']:g}")
    if "joint_costs" in record:
        click.echo(record["joint_costs"][:1].upper() + record["joint_costs"][1:] + ".")
    if "sampled" in record:
        _print_sampled(record["sampled"])
        return
    if "core_is_empty" not in record:
        click.echo("Too many members for the core and the nucleolus (14 at most).")
    elif record["core_is_empty"]:
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
        if split["groups_that_would_leave"] > 5:
            click.echo(f"  and {count(split['groups_that_would_leave'] - 5, 'other group')}")
        if not split["would_leave"]:
            click.echo("  nobody would leave")
        if "payments" in split:
            _print_payments(split["payments"])


def _print_sampled(found: Mapping[str, Any]) -> None:
    click.echo(
        f"Shapley shares from {found['orders']:,} orders of joining; with {100 * found['confidence']:.0f} % confidence "
        "every true share is within the bound at once (standard errors are smaller):"
    )
    for member, share in found["shares"].items():
        error, bound = found["standard_errors"][member], found["within"][member]
        click.echo(f"  {member}: {share:.4g} ± {bound:.2g} (standard error {error:.2g})")


def _print_payments(payments: Mapping[str, Any]) -> None:
    """Who would be worse off than alone, and what keeps every group."""
    _print_financing(payments, "than alone")
    keeps = payments["to_keep_every_group"]
    if keeps is None:
        click.echo("  no payments keep every group")
    else:
        click.echo(f"  payments that keep every group: {_paid(keeps)}")


def _print_financing(payments: Mapping[str, Any], than: str) -> None:
    needs = {member: short for member, short in payments["needed"].items() if short > 0}
    if not needs:
        click.echo(f"  nobody is worse off {than}")
        return
    short = ", ".join(f"{member} by {amount:g}" for member, amount in needs.items())
    click.echo(f"  worse off {than}: {short}")
    if payments["can_be_financed"]:
        click.echo(f"  side payments that mend it: {_paid(payments['pays'])}")
    else:
        click.echo(f"  side payments cannot mend it: {payments['missing']:g} is missing")


def _paid(pays: Mapping[str, float]) -> str:
    moves = [
        f"{member} {'pays' if amount > 0 else 'receives'} {abs(amount):g}"
        for member, amount in pays.items()
        if abs(amount) > 1e-9
    ]
    return ", ".join(moves) or "none"


def _print_offer(record: Mapping[str, Any]) -> None:
    who = ", ".join(record["would_stay_out"])
    click.echo(f"Would stay out: {who}" if who else "Everybody gains or is as well off outside.")
    _print_financing(record, "than outside")


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
