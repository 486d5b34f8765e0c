"""What ``detente stable`` prints: the record as tables and lines."""

from __future__ import annotations

from collections import Counter
from typing import Any

from detente.cli._output import console

#: Up to this many states the table lists them all.
LISTED = 72


def print_stability(record: dict[str, Any]) -> None:
    """The whole answer."""
    out = console()
    out.print(
        f"{record['title']}: {', '.join(record['parties'])}; {record['states']} feasible states", markup=False
    )
    for removal in record["removed"]:
        reason = f" ({removal['reason']})" if removal["reason"] else ""
        out.print(f"  removed {removal['count']}: {removal['rule']}{reason}", markup=False)
    if record["status_quo"]:
        quo = record["status_quo"]
        out.print(f"  status quo: state {quo['number']} ({quo['marks']}), {quo['words']}", markup=False)
    out.print(_table(record))
    if record["states"] > LISTED:
        counts = ", ".join(f"{concept} {count}" for concept, count in record["equilibria_count"].items())
        out.print(f"Equilibria: {counts}. Listed are at most {LISTED}, by how many concepts they satisfy.")
    out.print("E: equilibrium, stable for every party; else how many parties would not leave the state.")
    out.print(f"Sanction rule: {record['sanction_rule']} (see docs/methods/stability.md).")
    lines = [f"{concept}: {why}" for concept, why in record["left_out"].items()]
    for part in (
        _decides,
        _shaken,
        _mixed,
        _rules,
        _foresight,
        _views,
        _coalitions,
        _ways,
        _want,
        _goal,
        _firm,
    ):
        lines += part(record)
    for item in record["why"]:
        lines += ["", item["text"]]
    for line in lines:
        out.print(line, markup=False)


def _table(record: dict[str, Any]) -> Any:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    concepts = list(record["equilibria"])
    table = Table(box=SIMPLE)
    for heading in ("state", "marks", *concepts, "what holds"):
        table.add_column(heading)
    shown = record.get("state_list", []) if record["states"] <= LISTED else _equilibrium_states(record)
    for state in shown:
        cells = [_cell(record, concept, state["number"]) for concept in concepts]
        row = [str(state["number"]), state["marks"], *cells, state["words"]]
        table.add_row(*(Text(cell) for cell in row))
    return table


def _equilibrium_states(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Those that most concepts call an equilibrium first."""
    found = {state["number"]: state for states in record["equilibria"].values() for state in states}
    times = Counter(state["number"] for states in record["equilibria"].values() for state in states)
    return [found[number] for number in sorted(found, key=lambda number: (-times[number], number))][:LISTED]


def _cell(record: dict[str, Any], concept: str, number: int) -> str:
    if any(state["number"] == number for state in record["equilibria"][concept]):
        return "E"
    if "stable" not in record:
        return ""
    count = sum(number in states for states in record["stable"][concept].values())
    return str(count) if count else "."


def _numbers(states: list[Any]) -> str:
    return ", ".join(str(state["number"] if isinstance(state, dict) else state) for state in states) or "none"


def _decides(record: dict[str, Any]) -> list[str]:
    lines = []
    for found in record.get("decides", []):
        if found["better"] is None:
            lines.append(
                f"{found['party']} does not tell {found['states'][0]} and {found['states'][1]} apart"
            )
            continue
        why = f", by statement {found['statement']}: {found['text']}" if found["statement"] else ""
        lines.append(f"{found['party']} ranks {found['better']} above {found['worse']}{why}")
    return ["", *lines] if lines else []


def _shaken(record: dict[str, Any]) -> list[str]:
    if "shaken" not in record:
        return []
    found = record["shaken"]
    lines = [
        "",
        f"Share of {found['draws']} draws in which a state is an equilibrium when {found['exchanges']} neighbours",
    ]
    lines.append("in each ranking change places (share of draws, not a probability of the event):")
    for concept, rows in found["shares"].items():
        shown = ", ".join(
            f"{row['state']}: {100 * row['share']:.0f} %{'' if row['now'] else ' (not now)'}"
            for row in rows[:12]
        )
        lines.append(f"  {concept}: {shown or 'none'}")
    return lines


def _mixed(record: dict[str, Any]) -> list[str]:
    if "mixed" not in record:
        return []
    how = ", ".join(f"{party} {concept}" for party, concept in record["mixed"]["reasoning"].items())
    return [
        "",
        f"Equilibria where each reasons its own way ({how}): {_numbers(record['mixed']['equilibria'])}",
    ]


def _rules(record: dict[str, Any]) -> list[str]:
    if "rule_differences" not in record:
        return []
    lines = ["", f"Verdicts that depend on the sanction rule: {len(record['rule_differences'])}"]
    for found in record["rule_differences"]:
        where = f"state {found['state']} for {found['party']} under {found['concept']}"
        lines.append(f"  {where}: stable with {' and '.join(found['stable_under'])} only")
    return lines


def _foresight(record: dict[str, Any]) -> list[str]:
    if "foresight" not in record:
        return []
    found = record["foresight"]
    lines = [
        "",
        f"Looking {found['moves_ahead']} moves ahead, parties in turn: {_numbers(found['limited_move'])}",
    ]
    lines.append(f"  for every long enough horizon (non-myopic): {_numbers(found['non_myopic'])}")
    lines.append(
        f"  sure of no gain within {found['moves_ahead']} moves (maximin): {_numbers(found['maximin'])}"
    )
    for party, states in found["stackelberg"].items():
        lines.append(f"  {party} leads, the other follows (Stackelberg): {_numbers(states)}")
    return lines


def _views(record: dict[str, Any]) -> list[str]:
    if "hypergame" not in record:
        return []
    found = record["hypergame"]
    lines = ["", f"Each party in its own picture ({found['concept']}):"]
    for party, row in found["parties"].items():
        surprise = f"; will be surprised at {_numbers(row['surprises'])}" if row["surprises"] else ""
        lines.append(f"  {party} expects {_numbers(row['expects'])}{surprise}")
    lines.append(
        f"  everybody stays at {_numbers(found['equilibria'])}; if all knew all: {_numbers(found['if_all_knew'])}"
    )
    return lines


def _coalitions(record: dict[str, Any]) -> list[str]:
    if "coalitions" not in record:
        return []
    found = record["coalitions"]
    calm = _numbers(found["coalition_proof"])
    lines = ["", f"Equilibria ({found['concept']}) that no coalition would leave: {calm}"]
    for move in found["joint_improvements"]:
        jump = ", another equilibrium" if move["equilibrium_jump"] else ""
        lines.append(f"  {' and '.join(move['members'])} together: {move['from']} to {move['to']}{jump}")
    return lines


def _ways(record: dict[str, Any]) -> list[str]:
    lines = []
    for found in record.get("evolution", []):
        lines += ["", f"From state {found['from']} by {found['kind']}:"]
        for way in found["ways"]:
            steps = "; ".join(step["text"] for step in way["first"]) or "it stands there"
            other = f" (and {way['count'] - 1} more as short)" if way["count"] > 1 else ""
            lines.append(f"  to {way['to']} in {way['steps']}: {steps}{other}")
        for key in ("unreachable", "dead_ends"):
            if found[key]:
                lines.append(f"  {key.replace('_', ' ')}: {_numbers(found[key])}")
    return lines


def _want(record: dict[str, Any]) -> list[str]:
    lines = []
    for found in record.get("want", []):
        lines += ["", f"To make state {found['state']['number']} an equilibrium ({found['concept']}):"]
        for row in found["parties"]:
            share = f"; stable in {row['share_exact']} of strict rankings" if "share_exact" in row else ""
            if row["stable_now"]:
                lines.append(f"  {row['party']}: stable already{share}")
                continue
            what = (
                f"rank {_numbers(row['ranked_lower'])} below it ({row['reversed_pairs']} pairs turned round)"
            )
            lines.append(f"  {row['party']}: nearest change: {what}{share}")
    return lines


def _goal(record: dict[str, Any]) -> list[str]:
    if "goal" not in record:
        return []
    found = record["goal"]
    proof = "judged anew and proven" if found["proven"] else "NOT reached"
    lines = ["", f"States {_numbers(found['states'])} all at once ({found['concept']}), {proof}:"]
    for row in found["parties"]:
        ranking = " > ".join("=".join(map(str, group)) for group in row["ranking"])
        lines.append(f"  {row['party']}: {row['reversed_pairs']} pairs turned round: {ranking}")
    return lines


def _firm(record: dict[str, Any]) -> list[str]:
    lines = []
    for found in record.get("firm", []):
        now = "an equilibrium" if found["equilibrium"] else "no equilibrium"
        lines += [
            "",
            f"State {found['state']['number']} is {now} ({found['concept']}); it would turn if one of these changed:",
        ]
        lines += [f"  {flip['party']} {flip['what']}" for flip in found["flips"]] or ["  nothing on its own"]
    return lines
