"""``detente stable``: which states of a conflict nobody would leave, and why.

A few lines longer than the rule: every option of the command has its part of the answer here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli._output import ids_option, json_option, print_json, print_problems, reports_faults, say
from detente.errors import DetenteError, Problem

if TYPE_CHECKING:
    from detente.case import Case
    from detente.stability.analysis import Stability
    from detente.stability.conflict import Model
    from detente.stability.preferences import Preferences

#: Up to this many states every concept is judged unasked.
MOST_FOR_ALL = 1 << 14
#: Draws and seed of ``--shake``.
DRAWS, SEED = 400, 1
_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line."""

    why: tuple[str, ...]
    want: tuple[str, ...]
    firm: tuple[str, ...]
    concepts: tuple[str, ...]
    by: tuple[str, ...]
    rule: str
    attitude: str
    start: str | None
    ways: bool
    coalitions: bool
    compare_rules: bool
    ahead: int | None
    versus: tuple[str, str] | None
    shake: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    """The conflict, however it was given."""

    conflict: Model
    preferences: Preferences
    unseen: tuple[tuple[int, ...], ...] = ()
    unknown: tuple[tuple[tuple[int, int], ...], ...] = ()
    warnings: tuple[Problem, ...] = ()
    case: Case | None = None
    by_values: bool = False


@click.command("stable")
@click.argument("path", type=click.Path(path_type=Path))
@json_option
@ids_option
@click.option("--why", multiple=True, metavar="STATE", help="Explain a state: number, #code or marks (YN).")
@click.option("--want", multiple=True, metavar="STATE", help="What would make this state an equilibrium.")
@click.option("--firm", multiple=True, metavar="STATE", help="Which single change would turn the verdict.")
@click.option(
    "--shake",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Share of 400 draws in which states stay equilibria when N neighbours in each ranking change places.",
)
@click.option("--versus", nargs=2, metavar="S T", help="Who ranks S above T, and by which statement.")
@click.option("--concept", "concepts", multiple=True, help="Only these: nash gmr smr seq sseq sim fh.")
@click.option("--by", multiple=True, metavar="PARTY=CONCEPT", help="How one party reasons (others: seq).")
@click.option(
    "--rule",
    type=click.Choice(["no_repeat", "once", "single"]),
    default="no_repeat",
    show_default=True,
    help="How the others may combine moves into a sanction.",
)
@click.option("--compare-rules", is_flag=True, help="Which verdicts depend on that rule.")
@click.option(
    "--attitude",
    type=click.Choice(["a", "b", "c", "d"]),
    default="a",
    show_default=True,
    help="Unknown preferences: a tempt, b neither, c tempt and deter, d deter.",
)
@click.option("--ahead", type=click.IntRange(1, 50), metavar="MOVES", help="Also look this many moves ahead.")
@click.option(
    "--ranked-by",
    type=click.Choice(["statements", "values"]),
    default="statements",
    show_default=True,
    help="A case's states by its statements, or by what deals and war are worth (moves.situations).",
)
@click.option("--from", "start", metavar="STATE", help="The status quo, if the file does not say.")
@click.option("--ways", is_flag=True, help="How the status quo can turn into each equilibrium.")
@click.option("--coalitions", is_flag=True, help="Which groups would leave an equilibrium together.")
@click.option("--picture", type=_FILE, help="Write the graph of improvements as SVG.")
@click.option("--table", type=_FILE, help="Write the stability table, as CSV or (by its ending) SVG.")
@click.option("--write", type=_FILE, help="Write the conflict as .gmcr.")
@reports_faults
def command(  # every parameter is an option of the command line
    path: Path,
    as_json: bool,
    why: tuple[str, ...],
    want: tuple[str, ...],
    firm: tuple[str, ...],
    shake: int | None,
    versus: tuple[str, str] | None,
    concepts: tuple[str, ...],
    by: tuple[str, ...],
    rule: str,
    compare_rules: bool,
    attitude: str,
    ahead: int | None,
    ranked_by: str,
    start: str | None,
    ways: bool,
    coalitions: bool,
    picture: Path | None,
    table: Path | None,
    write: Path | None,
) -> None:
    """Which states nobody would leave, counting the others' replies.

    PATH is a .gmcr or JSON conflict file, a case folder with a `moves` section, or the name of a
    published conflict (chicken, cuban_missiles, elmira, garrison, prisoners_dilemma, syria_iraq).

    \b
    detente stable elmira --why 5
    """
    from detente.cli._stable_text import print_stability
    from detente.stability.report import stability_record

    opened = _open(path, ranked_by == "values")
    wishes = Wishes(
        why,
        want,
        firm,
        concepts,
        by,
        rule,
        attitude,
        start,
        ways,
        coalitions,
        compare_rules,
        ahead,
        versus,
        shake,
    )
    if any(opened.unknown):
        _refuse_for_unknown(wishes)
    answer = _judge(opened, wishes)
    record = stability_record(opened.conflict, opened.preferences.levels, answer)
    record["problems"] = [problem.as_record() for problem in opened.warnings]
    record["why"] = []
    for part in (_decides, _shaken, _mixed, _compared, _hypergame, _ahead, _more, _inverse, _explained):
        part(record, opened, answer, wishes)
    for file, text in ((picture, _picture), (table, _table), (write, _gmcr)):
        if file is not None:
            file.write_text(text(opened, answer, file), encoding="utf-8", newline="\n")
    if as_json and opened.case is not None:
        from detente.cli._trail import parts_of_moves, print_answer

        print_answer(record, opened.case, *parts_of_moves(opened.case, opened.by_values))
        return
    if as_json:
        print_json(record)
        return
    print_problems(opened.warnings, error_stream=True)
    print_stability(record)


def _open(path: Path, by_values: bool) -> Opened:
    from detente.stability.library import conflict_names, open_conflict

    named = not path.exists() and str(path) in conflict_names()
    is_case = path.is_dir() or path.suffix in (".yaml", ".yml")
    if is_case or (not named and not path.exists() and not path.suffix):
        from detente.cli._output import load_case
        from detente.stability.from_case import conflict_from_case, options_taken, ranked_by_values

        case = load_case(path)
        found = conflict_from_case(case)
        if by_values:
            from detente.assess.situations import state_values

            found = ranked_by_values(found, state_values(case, options_taken(found)).values)
        return Opened(found.conflict, found.preferences, case=case, by_values=by_values)
    if by_values:
        raise DetenteError("--ranked-by values needs a case: a conflict file says nothing of deals and war")
    from detente.stability.gmcr import read_conflict

    reading = open_conflict(str(path)) if named else read_conflict(path)
    return Opened(reading.conflict, reading.preferences, reading.unseen, reading.unknown, reading.problems)


def _refuse_for_unknown(wishes: Wishes) -> None:
    asked = {
        "--why": wishes.why,
        "--want": wishes.want,
        "--firm": wishes.firm,
        "--by": wishes.by,
        "--shake": wishes.shake,
        "--ahead": wishes.ahead,
        "--coalitions": wishes.coalitions,
        "--compare-rules": wishes.compare_rules,
    }
    refused = [name for name, value in asked.items() if value]
    if refused:
        names = ", ".join(refused)
        raise DetenteError(f"{names}: for complete rankings only; take `unknown` out of the file to use it")


def _judge(opened: Opened, wishes: Wishes) -> Stability:
    from detente.stability.analysis import CONCEPTS, analyse
    from detente.stability.concepts import SANCTION_RULES
    from detente.stability.uncertain import ATTITUDES, analyse_unknown

    model, levels = opened.conflict, opened.preferences.levels
    rule = next(each for each in SANCTION_RULES if each == wishes.rule)
    if any(opened.unknown):
        attitude = next(each for each in ATTITUDES if each == wishes.attitude)
        return analyse_unknown(model, levels, opened.unknown, attitude, rule)
    if not wishes.concepts and model.size > MOST_FOR_ALL:
        say(f"sim and fh are left out above {MOST_FOR_ALL:,} states; ask for them with --concept")
        return analyse(model, levels, CONCEPTS[:5], rule)
    return analyse(model, levels, wishes.concepts or CONCEPTS, rule)


def _leading(answer: Stability) -> str:
    """The concept for questions that ask about one: seq where it was judged."""
    found = next((c for c in ("seq", "sseq", "smr", "gmr", "nash") if c in answer.stable), None)
    if found is None:
        raise DetenteError("sim and fh have no coalition, inverse or status-quo version; add --concept seq")
    return found


def _decides(record: dict[str, Any], opened: Opened, answer: Stability, wishes: Wishes) -> None:
    from detente.stability.report import decides_record

    if wishes.versus:
        model = opened.conflict
        first, second = (model.find(text) for text in wishes.versus)
        record["decides"] = decides_record(model, opened.preferences, first, second)


def _shaken(record: dict[str, Any], opened: Opened, answer: Stability, wishes: Wishes) -> None:
    import numpy as np

    from detente.stability.report import shaken_record
    from detente.stability.robust import equilibrium_shares, shaken_rankings

    if wishes.shake is not None:
        rankings = shaken_rankings(
            opened.preferences.levels, wishes.shake, DRAWS, np.random.default_rng(SEED)
        )
        firm = equilibrium_shares(opened.conflict, rankings, tuple(answer.stable), answer.rule)
        record["shaken"] = shaken_record(opened.conflict, answer, firm, wishes.shake, SEED)


def _mixed(record: dict[str, Any], opened: Opened, answer: Stability, wishes: Wishes) -> None:
    from detente.stability.analysis import analyse
    from detente.stability.compare import parse_reasoning
    from detente.stability.report import state_record

    if not wishes.by:
        return
    model = opened.conflict
    concepts = parse_reasoning(model, wishes.by, "seq")
    table = analyse(model, opened.preferences.levels, tuple(dict.fromkeys(concepts)), answer.rule)
    record["mixed"] = {
        "reasoning": dict(zip(model.parties, concepts, strict=True)),
        "equilibria": [state_record(model, state) for state in table.mixed_equilibria(concepts)],
    }


def _compared(record: dict[str, Any], opened: Opened, answer: Stability, wishes: Wishes) -> None:
    from detente.stability.compare import rule_differences

    if wishes.compare_rules:
        record["rule_differences"] = [
            {
                "concept": found.concept,
                "party": opened.conflict.parties[found.party],
                "state": found.state + 1,
                "stable_under": list(found.stable_under),
            }
            for found in rule_differences(opened.conflict, opened.preferences.levels)
        ]


def _hypergame(record: dict[str, Any], opened: Opened, answer: Stability, wishes: Wishes) -> None:
    """Where the file says that parties do not see some states."""
    from detente.stability.hypergame import View, analyse_hypergame

    if not any(opened.unseen):
        return
    concept = _leading(answer)
    views = [View(opened.preferences.levels, frozenset(unseen)) for unseen in opened.unseen]
    found = analyse_hypergame(opened.conflict, views, concept, answer.rule)
    record["hypergame"] = {
        "concept": concept,
        "parties": {
            name: {
                "expects": [state + 1 for state in found.expected[row]],
                "surprises": [state + 1 for state in found.surprises[row]],
            }
            for row, name in enumerate(opened.conflict.parties)
        },
        "equilibria": [state + 1 for state in found.equilibria],
        "if_all_knew": [state + 1 for state in found.true_equilibria],
    }


def _ahead(record: dict[str, Any], opened: Opened, answer: Stability, wishes: Wishes) -> None:
    """Stability for parties that look some moves ahead."""
    from detente.stability.concepts import Judge
    from detente.stability.report import foresight_record

    if wishes.ahead is not None:
        judge = Judge(opened.conflict, opened.preferences.levels, answer.rule)
        record["foresight"] = foresight_record(opened.conflict, judge, wishes.ahead)


def _more(record: dict[str, Any], opened: Opened, answer: Stability, wishes: Wishes) -> None:
    """Coalitions, and ways from the status quo."""
    from detente.stability.coalitions import Coalitions
    from detente.stability.concepts import Judge
    from detente.stability.evolution import evolve
    from detente.stability.explain import Explorer
    from detente.stability.report import coalition_record, ways_record

    model, levels = opened.conflict, opened.preferences.levels
    if wishes.coalitions:
        concept = _leading(answer)
        groups = Coalitions(Judge(model, levels, answer.rule))
        record["coalitions"] = coalition_record(model, groups, answer.equilibria(concept), concept)
    if wishes.ways:
        start = model.find(wishes.start) if wishes.start else model.status_quo
        if start is None:
            raise DetenteError("the file names no status quo; give it with --from STATE")
        explorer, resting = Explorer(model, levels, answer.rule), answer.equilibria(_leading(answer))
        found = evolve(explorer, start, resting, "improvements"), evolve(explorer, start, resting, "moves")
        record["evolution"] = [ways_record(model, each) for each in found]


def _inverse(record: dict[str, Any], opened: Opened, answer: Stability, wishes: Wishes) -> None:
    """What would make states equilibria, and what would turn a verdict."""
    from detente.stability.concepts import Judge
    from detente.stability.report import firm_record, goal_record, want_record

    if not wishes.want and not wishes.firm:
        return
    model, concept = opened.conflict, _leading(answer)
    judge = Judge(model, opened.preferences.levels, answer.rule)
    wanted = [model.find(text) for text in wishes.want]
    if wanted:
        record["want"] = [want_record(model, judge, state, concept) for state in wanted]
        record["goal"] = goal_record(model, judge, wanted, concept)
    states = [model.find(text) for text in wishes.firm]
    if states:
        record["firm"] = [firm_record(model, opened.preferences, state, concept) for state in states]


def _explained(record: dict[str, Any], opened: Opened, answer: Stability, wishes: Wishes) -> None:
    from detente.stability.explain import Explorer
    from detente.stability.report import why_record

    model, levels = opened.conflict, opened.preferences.levels
    states = [model.find(text) for text in wishes.why]
    explorer = Explorer(model, levels, answer.rule)
    concepts = tuple(answer.stable)
    record["why"] = [item for s in states for item in why_record(model, levels, s, concepts, explorer)]


def _picture(opened: Opened, answer: Stability, file: Path) -> str:
    from detente.stability.drawing import draw_graph

    concept = "seq" if "seq" in answer.stable else next(iter(answer.stable))
    return draw_graph(opened.conflict, opened.preferences.levels, answer, concept)


def _table(opened: Opened, answer: Stability, file: Path) -> str:
    from detente.stability.drawing import draw_table
    from detente.stability.tables import write_table

    return (
        draw_table(opened.conflict, answer) if file.suffix == ".svg" else write_table(opened.conflict, answer)
    )


def _gmcr(opened: Opened, answer: Stability, file: Path) -> str:
    from detente.stability.conflict import Conflict
    from detente.stability.gmcr_write import write_gmcr

    kept_here = {"status quo": opened.conflict.status_quo is not None, "unknown pairs": any(opened.unknown)}
    kept_here["states that parties do not see"] = any(opened.unseen)
    lost = [name for name, is_there in kept_here.items() if is_there]
    if lost:
        say(f"not written, because the .gmcr layout has no common place for it: {', '.join(lost)}")
    if not isinstance(opened.conflict, Conflict):
        raise DetenteError("the .gmcr layout holds options; this conflict is a plain graph")
    return write_gmcr(opened.conflict, opened.preferences)
