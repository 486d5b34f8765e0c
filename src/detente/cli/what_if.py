"""``detente what-if``: what changes if the case were otherwise, as paired differences on common draws."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli._kept import Kept, kept_run, kept_trace
from detente.cli._output import ids_option, json_option, load_case, reports_faults, tell
from detente.cli._overlay import overlay_label, read_overlay, scenario_changes, settings_from
from detente.cli._run import run_options, sampling_option
from detente.cli._trail import DEAL, print_answer
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.assess.trace import Trace
    from detente.case import Case

_SHOWN = 12


@click.command("what-if")
@click.argument("case")
@click.option("--set", "pairs", metavar="PATH=VALUE", multiple=True, help="One other value.")
@click.option(
    "--overlay",
    "files",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="A file of changes.",
)
@click.option("--scenario", "names", multiple=True, help="A named scenario of the case.")
@click.option(
    "--each",
    is_flag=True,
    help="Every scenario of the case by itself: levers by gain per unit of declared cost, then the others.",
)
@run_options
@sampling_option
@json_option
@ids_option
@reports_faults
def command(case: str, **options: Any) -> None:
    """Compare CASE with a changed CASE, draw by draw.

    Both are drawn alike, so what they share cancels, and the interval is that of the differences. The
    packages are those put forward and those the search found in the case as it stands; changes are
    applied in the order scenario, overlay, set.

    \b
    detente what-if ukraine_2025 --scenario mediator_leaves
    detente what-if ukraine_2025 --set "support.us_arms.lapse=0.3 to 0.5"
    detente what-if ukraine_2025 --each
    detente what-if ukraine_2025 --overlay examples/red_team.yaml
    """
    loaded = load_case(case)
    changes: dict[str, Any] = {}
    for name in options["names"]:
        changes.update(scenario_changes(loaded, name))
    for file in options["files"]:
        changes.update(read_overlay(file))
    changes.update(settings_from(options["pairs"]))
    runs = (
        {id: dict(entry.set) for id, entry in loaded.scenarios.items()} if options["each"] else {"": changes}
    )
    if options["each"] and not loaded.scenarios:
        raise DetenteError(
            f"{case}: the case has no scenarios; name some under `scenarios:` (docs/reference/case.md), "
            "or give --set PATH=VALUE"
        )
    if not any(runs.values()):
        raise click.UsageError("nothing is changed: give --set, --overlay, --scenario or --each")
    changed = {id: loaded.with_values(values) for id, values in runs.items()}
    draws, seed, sampling = options["draws"], options["seed"], options["sampling"]
    kept = kept_run(loaded, draws, seed, options["scale"], sampling)
    before = kept_trace(loaded, kept.packages, draws, seed, sampling=sampling)
    records = []
    for id, other in changed.items():
        after = kept_trace(other, _candidates(other, kept), draws, seed, sampling=sampling)
        named = id or (options["names"][0] if _is_named(options) else "")
        label = loaded.scenarios[named].label if named else _label(options)
        found = _compare(before, after)
        price = _price(loaded, named, found["best_after"]["value"] - found["best_before"]["value"])
        was = {path: _was(loaded, path) for path in runs[id]}
        head = {"scenario": named or None, "label": label, "set": runs[id], "was": was}
        records.append({**head, **found, **price})
    if options["each"]:
        records.sort(key=_order)
    if options["as_json"]:
        print_answer({"what_if": records}, loaded, (*DEAL, "signals"), kept.shares and loaded.proposals)
        return
    for number, record in enumerate(records):
        if number:
            click.echo()
        _print(record, kept, brief=options["each"])


def _is_named(options: Mapping[str, Any]) -> bool:
    """Whether one scenario is the only change."""
    return len(options["names"]) == 1 and not options["files"] and not options["pairs"]


def _label(options: Mapping[str, Any]) -> str:
    """The label of an overlay file where it is the only change."""
    if len(options["files"]) == 1 and not options["names"] and not options["pairs"]:
        return overlay_label(options["files"][0]) or "the changes"
    return "the changes"


def _was(case: Case, path: str) -> str:
    """What stands at a path now, as one would write it."""
    from detente.case.change import find_keys
    from detente.case.dumping import plain
    from detente.cli.show import words

    quantity = case.quantities().get(path)
    if quantity is not None:
        return words(quantity)
    value: Any = plain(case)
    for key in find_keys(value, path) or ():
        value = (value or {}).get(key) if not isinstance(value, list) else value[int(key)]
    return "not set" if value is None else str(value)


def _price(case: Case, scenario: str, gained: float) -> dict[str, Any]:
    """The scenario's declared cost at its central value, and what it adds to the best chance per unit of it."""
    declared = case.scenarios[scenario].cost if scenario else None
    if declared is None:
        return {"cost": None, "gain_per_cost": None}
    cost = declared.central
    return {"cost": cost, "gain_per_cost": gained / cost if cost else None}


def _order(record: Mapping[str, Any]) -> tuple[bool, float, float]:
    """Levers with a declared cost first, by gain per unit of it; the others by the best chance."""
    gain = record["gain_per_cost"]
    return (gain is None, -(gain or 0.0), -record["best_after"]["value"])


def _candidates(other: Case, kept: Kept) -> tuple[Any, ...]:
    """The proposals as the changed case has them, and the packages found in the case as it stands."""
    from detente.assess.chain import proposals

    return (*proposals(other), *(package for package in kept.packages if package.found))


def _compare(before: Trace, after: Trace) -> dict[str, Any]:
    """Paired differences of every share that both have."""
    from detente.assess.trace import rows_of, view
    from detente.doubt.shares import paired_difference

    old, new = rows_of(view(before)), rows_of(view(after))
    rows = []
    for id, values in old.items():
        if id in new:
            one = values.size == 1
            gap = float(new[id].mean() - values.mean())
            mean, low, high = (gap, gap, gap) if one else paired_difference(new[id], values)
            rows.append(
                {
                    "id": id,
                    "before": float(values.mean()),
                    "after": float(new[id].mean()),
                    "difference": mean,
                    "low": low,
                    "high": high,
                }
            )
    labels = {package.id: package.label for package in before.packages}
    return {
        "numbers": rows,
        "packages": labels,
        "best_before": _best(before, old),
        "best_after": _best(after, new),
        "no_settlement": sorted(set(labels) - {package.id for package in after.packages}),
    }


def _best(held: Trace, rows: Mapping[str, Any]) -> dict[str, Any]:
    """The package likeliest to be signed and to hold."""
    values = {package.id: float(rows[f"verdict.{package.id}.holds"].mean()) for package in held.packages}
    best = max(values, key=lambda id: values[id]) if values else ""
    return {"package": best, "value": values.get(best, 0.0)}


def _print(record: dict[str, Any], kept: Kept, brief: bool) -> None:
    rows = {row["id"]: row for row in record["numbers"]}
    first, then = record["best_before"], record["best_after"]
    tell(
        f"{record['label']}: best chance that a package is signed and holds 60 months "
        f"{100 * first['value']:.1f} % ({first['package']}) -> {100 * then['value']:.1f} % ({then['package']})"
    )
    if record["gain_per_cost"] is not None:
        tell(f"  costs {record['cost']:g}; {100 * record['gain_per_cost']:+.2f} points per unit of cost")
    for path, value in record["set"].items():
        tell(f"  set {path} = {value}  (was {record['was'][path]})")
    for id, label in record["packages"].items():
        held, signed = rows.get(f"verdict.{id}.holds"), rows.get(f"verdict.{id}.all_sign")
        if held is None or signed is None:
            tell(f"  {id}: no settlement any more")
        elif not brief or abs(held["difference"]) > 1e-9:
            tell(f"  {id:<18} signed and holds {_row(held)}; all sign {_row(signed)}  {label}")
    if brief:
        return
    moved = [row for row in record["numbers"] if abs(row["difference"]) > 1e-9]
    moved.sort(key=lambda row: -abs(row["difference"]))
    tell(f"largest moves of {len(moved)} numbers (difference with its 90 % interval):")
    for row in moved[:_SHOWN]:
        label = kept.numbers[row["id"]].label if row["id"] in kept.numbers else ""
        tell(f"  {row['id']:<46} {_row(row)}  {label}")


def _row(row: dict[str, Any]) -> str:
    return (
        f"{100 * row['before']:.1f} -> {100 * row['after']:.1f} % "
        f"({100 * row['difference']:+.1f}, {100 * row['low']:+.1f} to {100 * row['high']:+.1f})"
    )
