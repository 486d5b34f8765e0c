"""``detente stable``: which states of a conflict nobody would leave, and why."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from detente.errors import DetenteError, InputError


@click.command("stable")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON record instead of tables.")
@click.option(
    "--why", "states", multiple=True, metavar="STATE", help="Explain a state: number, #code or marks (YN)."
)
@click.option("--concept", "concepts", multiple=True, help="Only these: nash gmr smr seq sseq sim fh.")
@click.option(
    "--rule",
    type=click.Choice(["no_repeat", "once", "single"]),
    default="no_repeat",
    show_default=True,
    help="How the others may combine moves into a sanction.",
)
def command(path: Path, as_json: bool, states: tuple[str, ...], concepts: tuple[str, ...], rule: str) -> None:
    """Which states nobody would leave, counting the others' replies.

    PATH is a .gmcr or JSON conflict file, or a case folder with a `moves` section.
    """
    try:
        _run(path, as_json, states, concepts, rule)
    except InputError as error:
        if as_json:
            click.echo(
                json.dumps(
                    {"problems": [p.as_record() for p in error.problems]}, ensure_ascii=False, indent=1
                )
            )
        else:
            click.echo(str(error), err=True)
        sys.exit(1)
    except DetenteError as error:
        click.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(1)


def _run(path: Path, as_json: bool, states: tuple[str, ...], concepts: tuple[str, ...], rule: str) -> None:
    from detente.stability.analysis import CONCEPTS, analyse
    from detente.stability.concepts import SANCTION_RULES
    from detente.stability.explain import Explorer
    from detente.stability.report import stability_record, why_record

    model, preferences, warnings = _open(path)
    chosen = next(each for each in SANCTION_RULES if each == rule)
    wanted = tuple(concepts) or (CONCEPTS if model.size <= 1 << 14 else CONCEPTS[:5])
    answer = analyse(model, preferences.levels, wanted, chosen)
    record: dict[str, Any] = {**stability_record(model, preferences.levels, answer)}
    record["problems"] = [problem.as_record() for problem in warnings]
    explorer = Explorer(model, preferences.levels, chosen)
    rows = [model.find(text) for text in states]
    record["why"] = [
        item for r in rows for item in why_record(model, preferences.levels, r, wanted, explorer)
    ]
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    for problem in warnings:
        click.echo(str(problem), err=True)
    _print(record)


def _open(path: Path) -> Any:
    if path.is_dir() or path.suffix in (".yaml", ".yml"):
        from detente.case.loading import load
        from detente.stability.from_case import conflict_from_case

        found = conflict_from_case(load(path))
        return found.conflict, found.preferences, ()
    from detente.stability.gmcr import read_conflict

    reading = read_conflict(path)
    return reading.conflict, reading.preferences, reading.problems


def _print(record: dict[str, Any]) -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False, markup=False)
    console.print(f"{record['title']}: {', '.join(record['parties'])}; {record['states']} feasible states")
    for removal in record["removed"]:
        reason = f" ({removal['reason']})" if removal["reason"] else ""
        console.print(f"  removed {removal['count']}: {removal['rule']}{reason}")
    console.print(_table(record))
    console.print("E: equilibrium, stable for every party; else how many parties would not leave the state.")
    console.print(f"Sanction rule: {record['sanction_rule']} (see docs/methods/stability.md).")
    for concept, why in record["left_out"].items():
        console.print(f"{concept}: {why}")
    for item in record["why"]:
        console.print()
        console.print(item["text"])


def _table(record: dict[str, Any]) -> Any:
    from rich.box import SIMPLE
    from rich.table import Table

    concepts = list(record["equilibria"])
    table = Table(box=SIMPLE)
    for heading in ("state", "marks", *concepts, "what holds"):
        table.add_column(heading)
    shown = record.get("state_list", []) if record["states"] <= 60 else _equilibrium_states(record)
    for state in shown:
        cells = [_cell(record, concept, state["number"]) for concept in concepts]
        table.add_row(str(state["number"]), state["marks"], *cells, state["words"])
    return table


def _equilibrium_states(record: dict[str, Any]) -> list[dict[str, Any]]:
    found = {state["number"]: state for states in record["equilibria"].values() for state in states}
    return [found[number] for number in sorted(found)][:60]


def _cell(record: dict[str, Any], concept: str, number: int) -> str:
    if any(state["number"] == number for state in record["equilibria"][concept]):
        return "E"
    if "stable" not in record:
        return ""
    count = sum(number in states for states in record["stable"][concept].values())
    return str(count) if count else "."
