"""Conflicts in graph form as JSON: states by name, each party's moves as pairs, rankings best first.

``{"states": ["war", "talks"], "decisionMakers": [{"name": "North", "moves": [["war", "talks"]],
"preferenceRanking": ["talks", "war"]}], "statusQuo": "war"}``. States go by name or by number from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from detente.stability.conflict import GraphForm, Levels, graph_form
from detente.stability.places import Notes
from detente.stability.preferences import levels_from_ranking

#: Most states that a graph file may list.
GRAPH_LIMIT = 20_000


def is_graph(tree: Any) -> bool:
    """Whether a JSON tree is a graph rather than the option form."""
    return isinstance(tree, dict) and "states" in tree and "options" not in tree


def read_graph(tree: dict[str, Any], notes: Notes, title: str) -> tuple[GraphForm, Levels]:
    """The graph and its rankings.

    Raises
    ------
    InputError
        Anything is wrong; all of it is listed.
    """
    labels = [str(item) for item in notes.listed(tree, "states", "states")]
    _check_states(labels, notes)
    items = notes.listed(tree, "decisionMakers", "decisionMakers")
    if not items:
        notes.tell(
            "decisionMakers",
            "S-005",
            "none",
            "a conflict has decision makers",
            'add {"name": ..., "moves": []}',
        )
    notes.stop_on_errors()
    names, arcs, levels = [], [], []
    for row, item in enumerate(items):
        path = f"decisionMakers[{row}]"
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            notes.tell(path, "S-002", item, "a decision maker is an object with a name", '{"name": "Iraq"}')
            item = {
                "name": f"party {row + 1}",
                "moves": [],
                "preferenceRanking": list(range(1, len(labels) + 1)),
            }
        names.append(item["name"])
        arcs.append(_arcs(item, path, labels, notes))
        levels.append(_ranking(item, path, labels, notes))
    status = None if tree.get("statusQuo") is None else _row(tree["statusQuo"], "statusQuo", labels, notes)
    notes.stop_on_errors()
    graph = graph_form(names, labels, arcs, str(tree.get("title", title)))
    return replace(graph, status_quo=status), np.array(levels)


def _check_states(labels: Sequence[str], notes: Notes) -> None:
    if not labels:
        notes.tell("states", "S-006", "none", "at least one state is feasible", '["war", "talks"]')
    if len(labels) > GRAPH_LIMIT:
        fix = "give the options instead, so that states need not be listed"
        notes.tell(
            "states", "S-010", f"{len(labels)} states", f"at most {GRAPH_LIMIT} states are listed", fix
        )
    seen: set[str] = set()
    for row, label in enumerate(labels):
        if label in seen:
            notes.tell(
                f"states[{row}]", "S-008", label, "each state is listed once", "take out one of the two"
            )
        seen.add(label)


def _row(entry: Any, path: str, labels: Sequence[str], notes: Notes) -> int | None:
    if isinstance(entry, str) and entry in labels:
        return labels.index(entry)
    if isinstance(entry, int) and not isinstance(entry, bool) and 1 <= entry <= len(labels):
        return entry - 1
    rule = f"a state is its name, or its number from 1 to {len(labels)}"
    notes.tell(path, "S-008", entry, rule, f"for instance {labels[0]}")
    return None


def _arcs(item: dict[str, Any], path: str, labels: Sequence[str], notes: Notes) -> list[list[int]]:
    rows: list[list[int]] = [[] for _ in labels]
    for place, pair in enumerate(notes.listed(item, "moves", f"{path}.moves")):
        where = f"{path}.moves[{place}]"
        if not isinstance(pair, list) or len(pair) != 2 or pair[0] == pair[1]:
            notes.tell(where, "S-002", pair, "a move is a pair of two different states", '["war", "talks"]')
            continue
        ends = [_row(end, f"{where}[{k}]", labels, notes) for k, end in enumerate(pair)]
        if ends[0] is not None and ends[1] is not None:
            rows[ends[0]].append(ends[1])
    return rows


def _ranking(item: dict[str, Any], path: str, labels: Sequence[str], notes: Notes) -> Levels:
    where = f"{path}.preferenceRanking"
    groups, seen = [], set[int]()
    for place, group in enumerate(notes.listed(item, "preferenceRanking", where)):
        rows = []
        for entry in group if isinstance(group, list) else [group]:
            row = _row(entry, f"{where}[{place}]", labels, notes)
            if row is not None and row in seen:
                rule = "each state stands in a ranking once"
                notes.tell(f"{where}[{place}]", "S-008", entry, rule, "take out one of the two")
            elif row is not None:
                seen.add(row)
                rows.append(row)
        groups.append(rows)
    missing = [label for row, label in enumerate(labels) if row not in seen]
    if missing:
        found = f"no place for {', '.join(missing[:8])}"
        notes.tell(
            where,
            "S-007",
            found,
            "a ranking places every feasible state",
            "add them, tied in a list if equal",
        )
        return np.zeros(len(labels), dtype=np.int64)
    return levels_from_ranking(groups, len(labels))
