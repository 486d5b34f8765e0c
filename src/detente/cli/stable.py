"""``detente stable``: which states of a conflict nobody would leave, and why."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from detente.errors import DetenteError, InputError


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line."""

    as_json: bool
    why: tuple[str, ...]
    want: str | None
    concepts: tuple[str, ...]
    rule: str
    start: str | None
    ways: bool
    coalitions: bool
    files: dict[str, Path | None]


#: Up to this many states the table lists them all.
LISTED = 60
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("stable")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON record instead of tables.")
@click.option("--why", multiple=True, metavar="STATE", help="Explain a state: number, #code or marks (YN).")
@click.option("--want", metavar="STATE", help="What would make this state an equilibrium.")
@click.option("--concept", "concepts", multiple=True, help="Only these: nash gmr smr seq sseq sim fh.")
@click.option(
    "--rule",
    type=click.Choice(["no_repeat", "once", "single"]),
    default="no_repeat",
    show_default=True,
    help="How the others may combine moves into a sanction.",
)
@click.option("--from", "start", metavar="STATE", help="The status quo, if the file does not say.")
@click.option("--ways", is_flag=True, help="How the status quo can turn into each equilibrium.")
@click.option("--coalitions", is_flag=True, help="Which groups would leave an equilibrium together.")
@click.option("--picture", type=_FILE, help="Write the graph of improvements as SVG.")
@click.option("--table", type=_FILE, help="Write the stability table, as CSV or (by its ending) SVG.")
@click.option("--write", type=_FILE, help="Write the conflict as .gmcr.")
def command(  # every parameter is an option of the command line
    path: Path,
    as_json: bool,
    why: tuple[str, ...],
    want: str | None,
    concepts: tuple[str, ...],
    rule: str,
    start: str | None,
    ways: bool,
    coalitions: bool,
    picture: Path | None,
    table: Path | None,
    write: Path | None,
) -> None:
    """Which states nobody would leave, counting the others' replies.

    PATH is a .gmcr or JSON conflict file, a case folder with a `moves` section, or the name of a
    published conflict (elmira, cuban_missiles, syria_iraq, chicken, prisoners_dilemma).
    """
    files = {"picture": picture, "table": table, "write": write}
    wishes = Wishes(as_json, why, want, tuple(concepts), rule, start, ways, coalitions, files)
    try:
        _run(path, wishes)
    except InputError as error:
        if as_json:
            records = [problem.as_record() for problem in error.problems]
            click.echo(json.dumps({"problems": records}, ensure_ascii=False, indent=1))
        else:
            click.echo(str(error), err=True)
        sys.exit(1)
    except DetenteError as error:
        click.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(1)


def _run(path: Path, wishes: Wishes) -> None:
    from detente.stability.analysis import CONCEPTS, analyse
    from detente.stability.concepts import SANCTION_RULES
    from detente.stability.explain import Explorer
    from detente.stability.report import stability_record, why_record

    model, preferences, warnings = _open(path)
    levels = preferences.levels
    rule = next(each for each in SANCTION_RULES if each == wishes.rule)
    concepts = wishes.concepts or (CONCEPTS if model.size <= 1 << 14 else CONCEPTS[:5])
    answer = analyse(model, levels, concepts, rule)
    record: dict[str, Any] = {**stability_record(model, levels, answer)}
    record["problems"] = [problem.as_record() for problem in warnings]
    explorer = Explorer(model, levels, rule)
    states = [model.find(text) for text in wishes.why]
    record["why"] = [item for s in states for item in why_record(model, levels, s, concepts, explorer)]
    _answer_more(record, model, levels, answer, wishes)
    _write_files(model, preferences, answer, wishes)
    if wishes.as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    for problem in warnings:
        click.echo(str(problem), err=True)
    _print(record)


def _answer_more(record: dict[str, Any], model: Any, levels: Any, answer: Any, wishes: Wishes) -> None:
    """Coalitions, ways and wanted states, for the most demanding concept that was asked for."""
    from detente.stability.coalitions import Coalitions
    from detente.stability.concepts import Judge
    from detente.stability.evolution import evolve
    from detente.stability.explain import Explorer
    from detente.stability.report import coalition_record, want_record, ways_record

    concept = next((c for c in ("seq", "sseq", "smr", "gmr", "nash") if c in answer.stable), None)
    if concept is None:
        if wishes.coalitions or wishes.want or wishes.ways:
            raise DetenteError(
                "sim and fh have no coalition, inverse or status-quo version; add --concept seq"
            )
        return
    resting = answer.equilibria(concept)
    if wishes.coalitions:
        groups = Coalitions(Judge(model, levels, answer.rule))
        record["coalitions"] = coalition_record(model, groups, resting, concept)
    if wishes.want:
        record["want"] = want_record(
            model, Judge(model, levels, answer.rule), model.find(wishes.want), concept
        )
    if wishes.ways:
        start = model.find(wishes.start) if wishes.start else model.status_quo
        if start is None:
            raise DetenteError("the file names no status quo; give it with --from STATE")
        explorer = Explorer(model, levels, answer.rule)
        found = evolve(explorer, start, resting, "improvements"), evolve(explorer, start, resting, "moves")
        record["evolution"] = [ways_record(model, each) for each in found]


def _write_files(model: Any, preferences: Any, answer: Any, wishes: Wishes) -> None:
    from detente.stability.drawing import draw_graph, draw_table
    from detente.stability.gmcr_write import write_gmcr
    from detente.stability.tables import write_table

    concept = "seq" if "seq" in answer.stable else next(iter(answer.stable))
    for kind, path in wishes.files.items():
        if path is None:
            continue
        if kind == "picture":
            text = draw_graph(model, preferences.levels, answer, concept)
        elif kind == "write":
            text = write_gmcr(model, preferences)
        else:
            text = draw_table(model, answer) if path.suffix == ".svg" else write_table(model, answer)
        try:
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise DetenteError(f"cannot write {path}: {error.strerror}") from error


def _open(path: Path) -> Any:
    from detente.stability.library import conflict_names, open_conflict

    if not path.exists() and str(path) in conflict_names():
        reading = open_conflict(str(path))
        return reading.conflict, reading.preferences, reading.problems
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
    if record["status_quo"]:
        quo = record["status_quo"]
        console.print(f"  status quo: state {quo['number']} ({quo['marks']}), {quo['words']}")
    console.print(_table(record))
    if record["states"] > LISTED:
        console.print(f"Only states that are an equilibrium under some concept are listed, at most {LISTED}.")
    console.print("E: equilibrium, stable for every party; else how many parties would not leave the state.")
    console.print(f"Sanction rule: {record['sanction_rule']} (see docs/methods/stability.md).")
    for concept, why in record["left_out"].items():
        console.print(f"{concept}: {why}")
    for line in [*_coalition_lines(record), *_way_lines(record), *_want_lines(record)]:
        console.print(line)
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
    shown = record.get("state_list", []) if record["states"] <= LISTED else _equilibrium_states(record)
    for state in shown:
        cells = [_cell(record, concept, state["number"]) for concept in concepts]
        table.add_row(str(state["number"]), state["marks"], *cells, state["words"])
    return table


def _equilibrium_states(record: dict[str, Any]) -> list[dict[str, Any]]:
    found = {state["number"]: state for states in record["equilibria"].values() for state in states}
    return [found[number] for number in sorted(found)][:LISTED]


def _cell(record: dict[str, Any], concept: str, number: int) -> str:
    if any(state["number"] == number for state in record["equilibria"][concept]):
        return "E"
    if "stable" not in record:
        return ""
    count = sum(number in states for states in record["stable"][concept].values())
    return str(count) if count else "."


def _coalition_lines(record: dict[str, Any]) -> list[str]:
    if "coalitions" not in record:
        return []
    found = record["coalitions"]
    calm = ", ".join(str(state["number"]) for state in found["coalition_proof"]) or "none"
    lines = ["", f"Equilibria ({found['concept']}) that no coalition would leave: {calm}"]
    for move in found["joint_improvements"]:
        jump = ", another equilibrium" if move["equilibrium_jump"] else ""
        lines.append(f"  {' and '.join(move['members'])} together: {move['from']} to {move['to']}{jump}")
    return lines


def _way_lines(record: dict[str, Any]) -> list[str]:
    lines = []
    for found in record.get("evolution", []):
        lines += ["", f"From state {found['from']} by {found['kind']}:"]
        for way in found["ways"]:
            steps = "; ".join(step["text"] for step in way["first"]) or "it stands there"
            other = f" (and {way['count'] - 1} more ways as short)" if way["count"] > 1 else ""
            lines.append(f"  to {way['to']} in {way['steps']}: {steps}{other}")
        for key in ("unreachable", "dead_ends"):
            if found[key]:
                lines.append(f"  {key.replace('_', ' ')}: {', '.join(map(str, found[key]))}")
    return lines


def _want_lines(record: dict[str, Any]) -> list[str]:
    if "want" not in record:
        return []
    found = record["want"]
    lines = ["", f"To make state {found['state']['number']} an equilibrium ({found['concept']}):"]
    for row in found["parties"]:
        share = f"; stable in {row['share_exact']} of strict rankings" if "share_exact" in row else ""
        if row["stable_now"]:
            lines.append(f"  {row['party']}: stable already{share}")
            continue
        lower = ", ".join(map(str, row["ranked_lower"]))
        what = f"rank {lower} below it ({row['reversed_pairs']} pairs turned round)"
        lines.append(f"  {row['party']}: nearest change: {what}{share}")
    return lines
