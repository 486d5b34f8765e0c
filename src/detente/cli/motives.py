"""``detente motives``: which accounts of the parties' aims the record supports, and what carries that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from detente.cli._output import ids_option, json_option, load_case, reports_faults, tell

if TYPE_CHECKING:
    from detente.case import Case
    from detente.motives.evidence import Evidence
    from detente.motives.posterior import Weight

#: Draws of assumed uplifts; everything else is at central values.
_DRAWS = 400


@click.command("motives")
@click.argument("case")
@click.argument("parties", metavar="[PARTY]...", nargs=-1)
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.5,
    show_default=True,
    help="Chance at which a conclusion turns.",
)
@click.option("--accepted", multiple=True, metavar="PROPOSAL", help="Suppose that the party accepted it.")
@click.option("--refused", multiple=True, metavar="PROPOSAL", help="Suppose that the party refused it.")
@json_option
@ids_option
@reports_faults
def command(
    case: str,
    parties: tuple[str, ...],
    level: float,
    accepted: tuple[str, ...],
    refused: tuple[str, ...],
    as_json: bool,
) -> None:
    """Weigh the rival accounts of what the parties of CASE are after.

    For every account its prior and posterior; for every signal its weight and its place in the matrix of
    competing hypotheses; the fewest signals that carry the leading account; what to watch for next; and
    which reports are most worth checking. At central values; `detente brief` gives the ranges.

    With --accepted or --refused, one party is named, and the likelihoods of its answer come out of the
    case itself: the value of the deal against the value of no deal under each account.

    \b
    detente motives ukraine_2025 russia
    detente motives ukraine_2025 russia --refused guaranteed_line
    """
    loaded = load_case(case)
    chosen = parties or tuple(
        party for party, entry in loaded.parties.items() if len(entry.goals) > 1 and _signals(loaded, party)
    )
    unknown = [party for party in chosen if party not in loaded.parties]
    if unknown:
        from detente.case.near import did_you_mean
        from detente.errors import UnknownIdError

        hint = did_you_mean(unknown[0], loaded.parties)
        raise UnknownIdError(f"the case has no party {unknown[0]!r}: {hint}")
    answers = {**dict.fromkeys(accepted, True), **dict.fromkeys(refused, False)}
    if answers and len(parties) != 1:
        raise click.UsageError("name the one party that accepted or refused")
    records = [_record(loaded, party, level) for party in chosen]
    for record in records:
        record["acts"] = _acts(loaded, record, answers)
    markets = _markets(loaded)
    if as_json:
        from detente.cli._trail import print_answer

        parts = [
            part for party in chosen for part in (f"parties.{party}.goals", *_signal_parts(loaded, party))
        ]
        print_answer(
            {"motives": records, "markets": markets},
            loaded,
            (*parts, *(f"markets.{id}" for id in loaded.markets)),
            (f"belief.{party}" for party in chosen),
        )
        return
    if not records:
        tell("no party of this case has rival accounts and signals on them")
    for number, record in enumerate(records):
        if number:
            click.echo()
        _print(loaded, record)
    _print_markets(markets)


def _signals(case: Case, party: str) -> tuple[str, ...]:
    return tuple(signal.id for signal in case.signals if signal.about == party)


def _signal_parts(case: Case, party: str) -> list[str]:
    """Parts of the case that bear on a party's goals."""
    from detente.cli._trail import DEAL

    groups: dict[str, tuple[Any, ...]] = {"signals": case.signals, "watch": case.watch}
    own = [(group, entry) for group, entries in groups.items() for entry in entries if entry.about == party]
    chosen = any(entry.choice is not None for _, entry in own)
    return [*(f"{group}.{entry.id}" for group, entry in own), *(DEAL if chosen else ())]


def _evidence(case: Case, party: str) -> Evidence:
    from dataclasses import replace

    from detente.assess.beliefs import evidence_of
    from detente.assess.choices import goal_records
    from detente.assess.drawing import central

    what = {signal.id: signal.what for signal in case.signals}
    found = evidence_of(goal_records(case, central(case.quantities()))[party], 0)
    return replace(found, items=tuple(replace(item, what=what[item.id]) for item in found.items))


def _record(case: Case, party: str, level: float) -> dict[str, Any]:
    """Everything about one party, ready for JSON."""
    from detente.assess.aims import aim_problems
    from detente.motives.ach import ach_matrix
    from detente.motives.observe import rank_checks
    from detente.motives.posterior import smallest_flip, weigh

    evidence = _evidence(case, party)
    found, matrix = weigh(evidence), ach_matrix(evidence)
    letters = {row.item: dict(row.letters) for row in matrix.rows}
    return {
        "party": party,
        "name": case.parties[party].name,
        "accounts": [
            {
                "goal": goal,
                "says": entry.says,
                "prior": found.priors[goal],
                "posterior": found.posterior[goal],
                "inconsistency": matrix.inconsistency[goal],
                "number": f"belief.{party}.{goal}",
            }
            for goal, entry in case.parties[party].goals.items()
        ],
        "leading": found.leading,
        "signals": [_signal(case, weight, letters[weight.item]) for weight in found.weights],
        "level": level,
        "smallest_sets": [list(row) for row in smallest_flip(evidence, found.leading, level)],
        "watch": _watch(case, party, found.posterior),
        "checks": [asdict(watch) for watch in rank_checks(evidence)],
        "matrix_warning": matrix.warning,
        "problems": [problem.as_record() for problem in aim_problems(case, party)],
    }


def _signal(case: Case, weight: Weight, letters: Mapping[str, str]) -> dict[str, Any]:
    """One signal with its weight and its row of the matrix."""
    signal = next(signal for signal in case.signals if signal.id == weight.item)
    return {
        "id": weight.item,
        "what": signal.what,
        "event": weight.event,
        "decibans": dict(weight.decibans),
        "alone": dict(weight.alone),
        "diagnosticity": weight.diagnosticity,
        "letters": dict(letters),
        "without": dict(weight.without),
        "turns": weight.turns,
        "costly": signal.costly,
        "chosen": signal.choice is not None,
        "number": f"signal.{signal.id}",
        "because": list(signal.because),
    }


def _acts(case: Case, record: dict[str, Any], answers: Mapping[str, bool]) -> dict[str, Any] | None:
    """What the answers to proposals would add, or None without any."""
    if not answers:
        return None
    from detente.assess.acts import act_of, beliefs_after

    beliefs = {row["goal"]: row["posterior"] for row in record["accounts"]}
    acts = [act_of(case, record["party"], package, yes) for package, yes in answers.items()]
    found = beliefs_after(beliefs, acts)
    return {
        "acts": [asdict(act) for act in acts],
        "posterior": dict(found.posterior),
        "mean_rationality": found.mean_rationality,
    }


def _watch(case: Case, party: str, beliefs: Mapping[str, float]) -> list[dict[str, Any]]:
    """What could be observed next, most instructive first; an account it does not speak of gets the mean."""
    if not any(entry.about == party for entry in case.watch):
        return []
    from detente.assess.choices import watch_chances
    from detente.assess.drawing import central
    from detente.motives.observe import Observation, rank_observations

    chances = watch_chances(case, central(case.quantities()))
    dates = {entry.id: entry.by for entry in case.watch}
    observations = []
    for entry in case.watch:
        if entry.about == party:
            given = {goal: float(chance[0]) for goal, chance in chances[entry.id].items()}
            spoken = sum(beliefs[goal] for goal in given) or 1.0
            mean = sum(beliefs[goal] * chance for goal, chance in given.items()) / spoken
            likelihood = {goal: given.get(goal, mean) for goal in beliefs}
            observations.append(Observation(entry.id, entry.what, likelihood))
    return [{**asdict(watch), "by": dates[watch.id]} for watch in rank_observations(beliefs, observations)]


def _markets(case: Case) -> list[dict[str, Any]]:
    """What moves of prices say about the chance of a deal, over the assumed uplifts."""
    if not case.markets:
        return []
    from detente.assess.drawing import draw
    from detente.assess.markets import market_lines

    return [asdict(line) for line in market_lines(case, draw(case, _DRAWS, 1))]


def _print_markets(markets: Sequence[Mapping[str, Any]]) -> None:
    if markets:
        tell("\nmarkets, about the chance of a deal and nothing else:")
    for row in markets:
        shift = row["shift"]
        band = (
            ""
            if shift["low"] is None
            else f" (5 to 95 %: {100 * shift['low']:+.0f} to {100 * shift['high']:+.0f})"
        )
        tell(f"  {row['id']}: {row['what']}. Chance of a deal {shift['text']}{band}, by the uplift assumed;")
        parts = [f"{100 * float(at):+g} % gives {number['text']}" for at, number in row["by_uplift"]]
        tell(f"    {'; '.join(parts)}; ruled out in {row['ruled_out']['text']} of draws")


def _print(case: Case, record: dict[str, Any]) -> None:
    from rich.markup import escape

    from detente.cli._output import console
    from detente.doubt.scales import word_for

    out = console()
    out.print(f"[bold]{escape(record['name'])}[/bold]")
    for row in record["accounts"]:
        words = word_for(row["posterior"])
        out.print(
            f"  {escape(row['goal'])}: {100 * row['prior']:.0f} % before the signals; after them {words}; "
            f"inconsistency {row['inconsistency']:.1f}. {escape(row['says'])}"
        )
    _print_signals(record)
    if record["matrix_warning"]:
        out.print(f"warning: {escape(record['matrix_warning'])}")
    sets = record["smallest_sets"]
    side = f"«{record['leading']}» across {100 * record['level']:g} %"
    if sets:
        first = "; ".join(" + ".join(row) for row in sets[:5])
        out.print(
            f"fewest signals whose withdrawal carries {side}: {escape(first)}"
            + (f" ({len(sets)} such sets)" if len(sets) > 5 else "")
        )
    else:
        out.print(f"no withdrawal of up to three signals carries {side}")
    if record["acts"]:
        _print_acts(record["acts"])
    _print_watch(record)
    for problem in record["problems"]:
        out.print(f"{problem['code']}: {escape(problem['path'])}: {escape(problem['found'])}")
        out.print(f"  rule: {escape(problem['rule'])}\n  fix:  {escape(problem['fix'])}")


def _print_watch(record: dict[str, Any]) -> None:
    """What to look out for, and which reports to look into."""
    from rich.markup import escape

    from detente.cli._output import console

    out = console()
    if record["watch"]:
        out.print("what to watch for, by what it would teach:")
    for watch in record["watch"]:
        seen, unseen = (max(watch[key].items(), key=lambda pair: pair[1]) for key in ("if_seen", "if_not"))
        by = f", by {watch['by']}" if watch["by"] else ""
        out.print(
            f"  {watch['id']} ({watch['bits']:.3f} bits): {escape(watch['what'])}{by} "
            f"Seen: «{seen[0]}» {100 * seen[1]:.0f} %; not seen: «{unseen[0]}» {100 * unseen[1]:.0f} %."
        )
    if record["checks"]:
        out.print("reports most worth checking, by what knowing would teach:")
    for watch in record["checks"][:3]:
        lead = record["leading"]
        out.print(
            f"  {watch['id']} ({watch['bits']:.3f} bits): {escape(watch['what'].rstrip('.'))}. "
            f"If it happened «{lead}» {100 * watch['if_seen'][lead]:.0f} %; if not {100 * watch['if_not'][lead]:.0f} %."
        )


def _print_acts(found: dict[str, Any]) -> None:
    """The supposed answers, their likelihoods out of the case, and the beliefs after them."""
    for act in found["acts"]:
        did = "accepted" if act["accepted"] else "refused"
        tell(f"if it {did} {act['package']} (value of the deal against no deal; chance of this answer):")
        for goal, chance in act["likelihood"].items():
            tell(
                f"  {goal}: {act['deal'][goal]:.2f} against {act['no_deal'][goal]:.2f}; {100 * chance:.0f} %"
            )
    after = ", ".join(f"{goal} {100 * chance:.0f} %" for goal, chance in found["posterior"].items())
    tell(f"  beliefs then: {after}")


def _print_signals(record: dict[str, Any]) -> None:
    """The matrix: a line of figures for each signal, and below it what was observed."""
    goals = [row["goal"] for row in record["accounts"]]
    widths = [max(len(goal), 7) + 2 for goal in goals]
    lead = record["leading"]
    tell(f"signals, most diagnostic first (weights in decibans; «{lead}» without each):")
    heads = "".join(goal.rjust(width) for goal, width in zip(goals, widths, strict=True))
    tell(f"  {'signal':<10} {'spread':>6} {'without':>8}{heads}")
    for row in record["signals"]:
        cells = (f"{row['decibans'][goal]:+.1f} {row['letters'][goal]:>2}" for goal in goals)
        figures = "".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
        kinds = (("chosen", "a choice"), ("costly", "costly"), ("turns", "turns the lead"))
        marks = ", ".join(word for key, word in kinds if row[key])
        without = f"{100 * row['without'][lead]:.0f} %"
        tell(f"  {row['id']:<10} {row['diagnosticity']:>6.1f} {without:>8}{figures}")
        tell(f"    {row['what']}{f' ({marks})' if marks else ''}")
