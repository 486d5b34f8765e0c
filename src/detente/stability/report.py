"""The answer as one plain record, for ``--json``, the dossier and the workbench."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.stability.analysis import Stability
from detente.stability.conflict import Conflict, Levels, Model
from detente.stability.explain import Answer, Explanation, Explorer, Step
from detente.stability.narrate import describe_state, narrate
from detente.stability.preferences import ranking_of

#: Up to this many states are listed one by one; beyond it only equilibria are.
LISTED = 4096


def stability_record(model: Model, levels: Levels, answer: Stability) -> dict[str, Any]:
    """Model, equilibria and, for at most ``LISTED`` states, every verdict; states by number, code and marks.

    The sanction rule and the engine stand in the record, so that differences from other programs can be explained.
    """
    record: dict[str, Any] = {
        "title": model.title,
        "parties": list(model.parties),
        "options": _options(model),
        "states": model.size,
        "removed": [{"rule": r.rule, "reason": r.reason, "count": r.count} for r in model.removals],
        "status_quo": None if model.status_quo is None else state_record(model, model.status_quo),
        "sanction_rule": answer.rule,
        "engine": answer.engine,
        "left_out": dict(answer.left_out),
        "equilibria": {
            concept: [state_record(model, state) for state in answer.equilibria(concept)[:LISTED]]
            for concept in answer.stable
        },
        "equilibria_count": {concept: len(answer.equilibria(concept)) for concept in answer.stable},
    }
    if model.size <= LISTED:
        record["state_list"] = [state_record(model, state) for state in range(model.size)]
        record["rankings"] = {
            name: [[state + 1 for state in group] for group in ranking_of(levels[row])]
            for row, name in enumerate(model.parties)
        }
        record["stable"] = {
            concept: {
                name: [int(s) + 1 for s in table[row].nonzero()[0]] for row, name in enumerate(model.parties)
            }
            for concept, table in answer.stable.items()
        }
    return record


def _options(model: Model) -> list[dict[str, Any]]:
    if not isinstance(model, Conflict):
        return []
    return [
        {"name": o.name, "party": model.parties[o.party], "direction": o.direction, "values": list(o.values)}
        for o in model.options
    ]


def state_record(model: Model, state: int) -> dict[str, Any]:
    """Number, code, marks and words of one state."""
    return {
        "number": state + 1,
        "code": int(model.codes[state]),
        "marks": model.label(state),
        "words": describe_state(model, state),
    }


def why_record(
    model: Model, levels: Levels, state: int, concepts: Sequence[str], explorer: Explorer
) -> list[dict[str, Any]]:
    """Explanations of one state for every party and concept, each with its sentences."""
    found = []
    for concept in concepts:
        for party in range(len(model.parties)):
            claim = explorer.explain(concept, party, state)
            found.append({**explanation_record(model, claim), "text": narrate(model, claim)})
    return found


def explanation_record(model: Model, claim: Explanation) -> dict[str, Any]:
    """One explanation with states by number and parties by name."""
    return {
        "concept": claim.concept,
        "party": model.parties[claim.party],
        "state": claim.state + 1,
        "stable": claim.stable,
        "answers": [_answer_record(model, answer) for answer in claim.answers],
    }


def _answer_record(model: Model, answer: Answer) -> dict[str, Any]:
    return {
        "move": _step_record(model, answer.move),
        "sanction": [_step_record(model, step) for step in answer.sanction],
        "end": None if answer.end is None else answer.end + 1,
        "together": answer.together,
        "worst": None if answer.worst is None else answer.worst + 1,
        "counter": None if answer.counter is None else _step_record(model, answer.counter),
    }


def _step_record(model: Model, step: Step) -> dict[str, Any]:
    return {"party": model.parties[step.party], "from": step.before + 1, "to": step.after + 1}
