"""The answer as one plain record, for ``--json``, the dossier and the workbench."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detente.errors import ShapeError
from detente.stability.analysis import Stability
from detente.stability.coalitions import Coalitions
from detente.stability.concepts import Judge
from detente.stability.conflict import Bools, Conflict, Levels, Model
from detente.stability.evolution import Evolution
from detente.stability.explain import Answer, Explanation, Explorer, Step
from detente.stability.farsighted import Foresight, Maximin
from detente.stability.formulas import describe
from detente.stability.inverse import SET_LIMIT, find_condition, seek_goal, smallest_change
from detente.stability.narrate import describe_state, describe_step, narrate
from detente.stability.preferences import Preferences, deciding_statement, ranking_of
from detente.stability.robust import Firmness, flips_by_statement, flips_by_swap

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
            found.append(_why_cell(model, explorer, (concept, party, state)))
    return found


def _why_cell(model: Model, explorer: Explorer, cell: tuple[str, int, int]) -> dict[str, Any]:
    """One explanation, or the reason why there is none."""
    concept, party, state = cell
    try:
        claim = explorer.explain(concept, party, state)
    except ShapeError as error:
        name = model.parties[party]
        text = f"No explanation for {name} at state {state + 1} under {concept}: {error}."
        return {
            "concept": concept,
            "party": name,
            "state": state + 1,
            "stable": None,
            "answers": [],
            "text": text,
        }
    return {**explanation_record(model, claim), "text": narrate(model, claim)}


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


def coalition_record(
    model: Model, groups: Coalitions, equilibria: Sequence[int], concept: str
) -> dict[str, Any]:
    """Which equilibria no coalition would leave, and the joint improvements from each of them."""
    calm = [s for s in equilibria if all(groups.is_stable(concept, group, s) for group in groups.groups(2))]
    moves = [move for state in equilibria for move in groups.joint_moves(state)]
    inside = set(equilibria)
    return {
        "concept": concept,
        "coalition_proof": [state_record(model, state) for state in calm],
        "joint_improvements": [
            {
                "members": [model.parties[i] for i in move.members],
                "from": move.before + 1,
                "to": move.after + 1,
                "equilibrium_jump": move.after in inside,
            }
            for move in moves
        ],
    }


def ways_record(model: Model, found: Evolution) -> dict[str, Any]:
    """How the conflict gets from the status quo to each wanted state."""
    return {
        "from": found.start + 1,
        "kind": found.kind,
        "reached": [state + 1 for state in found.reached],
        "unreachable": [state + 1 for state in found.unreachable],
        "dead_ends": [state + 1 for state in found.dead_ends],
        "ways": [
            {
                "to": ways.target + 1,
                "steps": ways.length,
                "count": ways.count,
                "must_move": [model.parties[i] for i in ways.must_move],
                "first": [
                    {**_step_record(model, s), "text": describe_step(model, s)} for s in ways.listed[0]
                ],
            }
            for ways in found.ways
        ],
    }


def want_record(model: Model, judge: Judge, state: int, concept: str) -> dict[str, Any]:
    """What would make a state an equilibrium: exact shares of rankings and the nearest ranking, party by party."""
    rows = []
    for party, name in enumerate(model.parties):
        condition = find_condition(judge, concept, party, state)
        row: dict[str, Any] = {"party": name, "stable_now": judge.is_stable(concept, party, state)}
        if len(condition.mentioned) <= SET_LIMIT:
            share = condition.share()
            row["share_of_rankings"] = float(share)
            row["share_exact"] = f"{share.numerator}/{share.denominator}"
        change = smallest_change(condition, judge.levels[party])
        row["reversed_pairs"] = change.reversed_pairs
        row["ranked_lower"] = [other + 1 for other in change.moved_down]
        row["nearest_ranking"] = [[other + 1 for other in group] for group in change.ranking]
        rows.append(row)
    return {"state": state_record(model, state), "concept": concept, "parties": rows}


def goal_record(model: Model, judge: Judge, wanted: Sequence[int], concept: str) -> dict[str, Any]:
    """Rankings under which all wanted states are equilibria at once."""
    goal = seek_goal(judge, concept, wanted)
    rows = [
        {
            "party": name,
            "reversed_pairs": goal.reversed_pairs[party],
            "ranking": [[state + 1 for state in group] for group in ranking_of(goal.levels[party])],
        }
        for party, name in enumerate(model.parties)
    ]
    states = [state_record(model, state) for state in goal.wanted]
    return {
        "states": states,
        "concept": concept,
        "proven": goal.proven,
        "nearest": goal.nearest,
        "parties": rows,
    }


def firm_record(model: Model, preferences: Preferences, state: int, concept: str) -> dict[str, Any]:
    """The single changes of statement, or of ranking where there are no statements, that turn a verdict."""
    judge = Judge(model, preferences.levels)
    stable = all(judge.is_stable(concept, party, state) for party in range(len(model.parties)))
    if isinstance(model, Conflict) and preferences.statements and all(preferences.statements):
        flips = flips_by_statement(model, preferences.statements, concept, state)
    else:
        flips = flips_by_swap(model, preferences.levels, concept, state)
    rows = [{"party": model.parties[flip.party], "what": flip.what} for flip in flips]
    return {"state": state_record(model, state), "concept": concept, "equilibrium": stable, "flips": rows}


def foresight_record(model: Model, judge: Judge, moves_ahead: int) -> dict[str, Any]:
    """Equilibria for parties that look ahead; Stackelberg where there are two parties."""
    ahead = Foresight(judge)

    def numbers(table: Bools) -> list[int]:
        return [int(state) + 1 for state in np.flatnonzero(table.all(axis=0))]

    leaders = range(2) if len(model.parties) == 2 else range(0)
    return {
        "moves_ahead": moves_ahead,
        "limited_move": numbers(ahead.limited_move(moves_ahead)),
        "non_myopic": numbers(ahead.non_myopic()),
        "maximin": numbers(Maximin(judge).stable(moves_ahead)),
        "stackelberg": {model.parties[i]: [state + 1 for state in ahead.stackelberg(i)] for i in leaders},
    }


def decides_record(model: Model, preferences: Preferences, first: int, second: int) -> list[dict[str, Any]]:
    """Which of two states each party ranks higher, and by which statement where it has statements."""
    rows = []
    for party, name in enumerate(model.parties):
        level = preferences.levels[party]
        better, worse = (first, second) if level[first] > level[second] else (second, first)
        tied = level[first] == level[second]
        row: dict[str, Any] = {
            "party": name,
            "states": [first + 1, second + 1],
            "statement": None,
            "text": None,
        }
        row["better"], row["worse"] = (None, None) if tied else (better + 1, worse + 1)
        stated = preferences.statements[party] if preferences.statements else ()
        if isinstance(model, Conflict) and stated and not tied:
            place = deciding_statement(model, stated, better, worse)
            if place is not None:
                row["statement"], row["text"] = place + 1, describe(stated[place], model.options)
        rows.append(row)
    return rows


def shaken_record(
    model: Model, answer: Stability, firm: Firmness, exchanges: int, seed: int
) -> dict[str, Any]:
    """Shares of draws, the firmest states first; ``now`` says whether the state is an equilibrium as entered."""
    shares = {}
    for concept, row in firm.equilibrium.items():
        now = set(answer.equilibria(concept))
        order = sorted(np.flatnonzero(row).tolist(), key=lambda state: (-float(row[state]), state))
        shares[concept] = [{"state": s + 1, "share": float(row[s]), "now": s in now} for s in order[:LISTED]]
    return {"draws": firm.draws, "exchanges": exchanges, "seed": seed, "shares": shares}
