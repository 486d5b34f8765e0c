"""What ``detente deals`` says in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from detente.cli._output import console


def print_deals(record: Mapping[str, Any]) -> None:
    """The record of ``detente deals`` on the screen."""
    counts = record["counts"]
    click.echo(
        f"{counts['combinations']:,} combinations of levels; {counts['judged']:,} packages judged; "
        f"{counts['accepted_by_all_asked']:,} accepted by all asked, {counts['efficient']:,} of them efficient."
    )
    if "unknown" in record:
        click.echo(
            f"Nobody entered values for {', '.join(record['unknown'])}: whether that party accepts anything is unknown. "
            f"What follows is about the others; {record['accepted_by_those_known']:,} packages are accepted by those."
        )
    click.echo(f"Judged on: {record['judged_on']}.\n")
    _print_packages(record)
    if "over_draws" in record:
        _print_over_draws(record)
    _print_principles(record)
    _print_zone(record["zone"])
    for line in record["tables"]:
        _print_table(line)
    if record["linked"]:
        _print_linked(record["linked"])
    for line in record.get("ratification", ()):
        _print_ratifiers(line)
    _print_proposals(record["proposals"])
    for clause in record.get("text", ()):
        click.echo(f"  {clause}")
    if "ledger" in record:
        _print_ledger(record["ledger"])
    for name, found in record.get("audit", {}).items():
        _print_audit(name, found)


def _print_over_draws(record: Mapping[str, Any]) -> None:
    """Who signs in which share of draws, with the largest standard error; the first package also in a word."""
    from rich.table import Table

    from detente.doubt.scales import word_for

    if not record["packages"]:
        return
    told, lines = record["over_draws"], [line["over_draws"] for line in record["packages"]]
    held = "signed_and_holds" in lines[0]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("#", "all sign", *(["and holds"] if held else []), *record["parties"]):
        table.add_column(name, justify="right")
    errors = []
    for rank, found in enumerate(lines, start=1):
        shares = [found["all_sign"], *([found["signed_and_holds"]] if held else []), *found["signs"].values()]
        errors += [share["standard_error"] for share in shares]
        table.add_row(str(rank), *(f"{100 * share['share']:.0f} %" for share in shares))
    click.echo(
        f"Who signs, over {told['draws']:,} draws (seed {told['seed']}): {told['means']}; "
        f"standard errors up to {100 * max(errors):.1f} points:"
    )
    console().print(table)
    click.echo(f"All asked sign package 1: {word_for(lines[0]['all_sign']['share'], told['scale'])}")
    if "likeliest" in record:
        terms = "; ".join(f"{issue}: {level}" for issue, level in record["likeliest"]["package"].items())
        share = record["likeliest"]["all_sign"]["share"]
        click.echo(f"Of all packages, all sign most often: {terms} ({word_for(share, told['scale'])})")
    click.echo()


def _print_table(line: Mapping[str, Any]) -> None:
    """What one table would sign, who outside refuses, what coercion and exclusion cost, what a seat changes."""
    click.echo(
        f"Table {line['table']} ({', '.join(line['seated'])}) would sign {line['table_acceptable']:,}; "
        f"{line['freely_ratified']:,} freely ratified, {line['only_by_coercion']:,} only by coercion, "
        f"{line['do_not_survive']:,} do not survive those left out."
    )
    parts = []
    if line["refused_by"]:
        parts.append("refused by " + _listed(line["refused_by"], "{:,}"))
    if line["largest_coercion_gap"]:
        parts.append("largest coercion gap " + _listed(line["largest_coercion_gap"], "{:.3f}"))
    if line["survive_if_seated"]:
        parts.append("would survive with a seat for " + _listed(line["survive_if_seated"], "{:,}"))
    if "cheapest_to_save" in line:
        transfers = _listed(line["cheapest_to_save"]["transfers"], "{:.2g}")
        parts.append(f"cheapest to save: a package that needs {transfers} more")
    for part in parts:
        click.echo(f"  {part}")


def _listed(of: Mapping[str, Any], form: str) -> str:
    return ", ".join(f"{party} {form.format(value)}" for party, value in of.items())


def _print_ratifiers(line: Mapping[str, Any]) -> None:
    needed = "all" if line["quota"] == len(line["bodies"]) else str(line["quota"])
    asked = ", ".join(
        f"{name} asks for {line['asks_for'][body]:+.3f}" for body, name in line["bodies"].items()
    )
    words = f"At home, {line['party']} ({asked}; {needed} must agree): "
    words += f"{line['win_set_of_accepted']:,} of the packages accepted by all pass at central margins"
    if line["chance_independent"]:
        words += f"; package 1 passes in {100 * line['chance_independent'][0]:.0f} % of draws of the margin"
        if len(line["bodies"]) > 1:
            words += f" if bodies decide alone, {100 * line['chance_one_mood'][0]:.0f} % in one mood"
        words += f", in {100 * line['over_draws'][0]['share']:.0f} % of draws of everything"
    click.echo(words + ".")


def _print_ledger(ledger: Mapping[str, Any]) -> None:
    click.echo(f"\nLedger: {ledger['in_words']}")
    if "split" not in ledger:
        return
    said = [
        "none" if pair is None else " / ".join(f"{value:.3f}" for value in pair)
        for pair in (ledger["split"]["before"], ledger["split"]["after"])
    ]
    click.echo(
        f"  predicted split of alternating offers ({' / '.join(ledger['split']['parties'])}): {said[0]} -> {said[1]}"
    )
    click.echo("  The concession holds from now on, deal or no deal; what a victory would bring stays.")


def _print_audit(name: str, found: Mapping[str, Any]) -> None:
    broken = {axiom: line for axiom, line in found.items() if line["result"] == "fails"}
    click.echo(f"Audit, {name}: {'breaks ' + ', '.join(broken) if broken else 'no violation found'}")
    for axiom, line in broken.items():
        shown = line["witness"]
        harmed = f", seen by {shown['party']}" if "party" in shown else ""
        other_package = shown.get("other", {}).get("package")
        removed = (
            f"; that package: {_values(shown['removed'])}"
            if "removed" in shown and shown["removed"]["package"] != other_package
            else ""
        )
        other = f" against {_values(shown['other'])}" if "other" in shown else ""
        click.echo(f"  {axiom} ({shown['change']}{harmed}): {_values(shown['chosen'])}{other}{removed}")


def _values(package: Mapping[str, Any]) -> str:
    return "/".join(f"{value:.3f}" for value in package["values"].values())


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
        click.echo(f"Package 1: {terms}")
        for rank, line in enumerate(record["packages"][1:], start=2):
            differs = line["package"].items() - record["packages"][0]["package"].items()
            unlike = [
                f"{issue}: {level}" for issue, level in line["package"].items() if (issue, level) in differs
            ]
            click.echo(f"  {rank}, where it differs: {'; '.join(unlike)}")
        free = record["packages"][0].get("accepted_with")
        if free is not None:
            other = "; ".join(f"{issue}: {' / '.join(levels)}" for issue, levels in free.items())
            click.echo(
                f"The rest staying, it is also accepted with: {other or 'no other level of any issue'}"
            )
        click.echo()


def _consent(line: Mapping[str, Any]) -> str:
    """Who blocks, and who signs only because refusing alone is worse than no deal."""
    parts = [f"blocked by {', '.join(line['blockers'])}"] if line["blockers"] else []
    parts += [f"coerced: {', '.join(line['only_by_coercion'])}"] if line["only_by_coercion"] else []
    return "; ".join(parts) or "accepted by all asked"


def _print_principles(record: Mapping[str, Any]) -> None:
    chosen: dict[str, list[str]] = {}
    for line in record["principles"]:
        ties = f" ({line['ties']} tie)" if line["ties"] > 1 else ""
        terms = "; ".join(f"{issue}: {level}" for issue, level in line["package"].items())
        chosen.setdefault(terms, []).append(f"{line['title']}: {line['definition']}{ties}")
    for package, titles in chosen.items():
        click.echo("\n".join([*titles, f"    {package}"]))
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
    if "reason" in zone:
        click.echo(f"  {zone['reason']}")
        return
    _print_concession("smallest concession in all", zone["smallest_concession"])
    _print_concession("most even concession", zone["most_even_concession"])
    for way in zone["ways_in"]:
        _print_concession("a minimal set of movers", way)


def _print_concession(what: str, found: Mapping[str, Any]) -> None:
    """Who would have to lower the least it accepts, by how much, and for which package."""
    moves = ", ".join(f"{party} by {amount:.3f}" for party, amount in found["lowered"].items())
    terms = "; ".join(f"{issue}: {level}" for issue, level in found["package"].items())
    ties = f" and {found['ties'] - 1:,} more" if found["ties"] > 1 else ""
    click.echo(f"  {what}: {moves} less than now, for {terms}{ties}")


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
        said = _consent(line) if line["judged"] else "not feasible, or it leaves the fighting going"
        opening = line.get("opening")
        if opening and "asks_more_by" in opening:
            side = "more" if opening["asks_more_by"] >= 0 else "less"
            said += f"; asks {abs(opening['asks_more_by']):.3f} {side} for {opening['by']} than its best acceptable package"
        near = line.get("nearest_acceptable")
        if near and near["issues_to_change"]:
            changes = "; ".join(f"{issue}: {level}" for issue, level in near["first"].items())
            said += f"; nearest acceptable changes {near['issues_to_change']} of the issues ({changes})"
        click.echo(f"Proposal {name}: {said}")
