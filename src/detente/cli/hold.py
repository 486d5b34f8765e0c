"""``detente hold``: would a signed deal hold, who breaks it and when, what would make it hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from detente.cli._output import json_option, load_case, print_json, reports_faults
from detente.cli._run import BUNDLED
from detente.cli._war import Record, answer_file, case_options, is_question, scale_option

if TYPE_CHECKING:
    from detente.cli._war import Drawn
    from detente.war.hold import SettlementGames, SettlementSolutions


@click.command("hold")
@click.argument("path", default=BUNDLED)
@click.option(
    "--package",
    "wanted",
    multiple=True,
    metavar="ID",
    help="Only this proposal of the case; repeat for more.",
)
@click.option(
    "--least", is_flag=True, help="The least of each instrument that makes it hold, at central values."
)
@click.option(
    "--renegotiated", is_flag=True, help="Also with terms renegotiated every month, at central values."
)
@click.option(
    "--two-sided", is_flag=True, help="Also if the other side may strike first, in either order of moves."
)
@case_options[0]
@case_options[1]
@scale_option()
@json_option
@reports_faults
def command(  # every parameter is an option of the command line
    path: str,
    wanted: tuple[str, ...],
    least: bool,
    renegotiated: bool,
    two_sided: bool,
    draws: int,
    seed: int,
    scale: str,
    as_json: bool,
) -> None:
    """Would a signed deal hold, for how long, who breaks it and when, was it signed in bad faith.

    PATH is a case (the bundled one when left out): every proposal that would end the fighting is played,
    under each account of what the side that may break it is after. Or a question file (JSON) with the
    numbers themselves: examples/questions/hold.json.

    \b
    Examples:
      detente hold
      detente hold mycase --package land_for_peace --least --two-sided
      detente hold question.json --json
    """
    if is_question(path):
        answer_file(path, ("hold",), as_json)
        return
    from detente.cli._war import draw_case

    case = load_case(path)
    drawn, middle = draw_case(case, draws, seed), draw_case(case, 0, seed)
    rows = []
    for id, (label, package) in drawn.packages(wanted).items():
        for goal in drawn.chances[drawn.names[0]]:
            row = _row(drawn, package, goal) | {"package": id, "label": label, "goal": goal}
            row |= _central(middle, package, goal, (least, renegotiated, two_sided))
            rows.append(row)
    record = {"draws": draws, "seed": seed, "breaker": drawn.names[0], "other": drawn.names[1], "rows": rows}
    if as_json:
        print_json(record)
    else:
        _print(drawn, rows, scale)


def _row(drawn: Drawn, package: dict[str, str], goal: str) -> Record:
    """Shares of draws and spreads for one package and account."""
    from detente.cli._war import plain, spread
    from detente.war.hold import SIGNATURES, solve_settlements

    games = drawn.game(package, goal)
    solved = solve_settlements(games)
    breaker = drawn.names[0]
    return {
        "chance_of_goal": plain(drawn.chances[breaker][goal].mean()),
        "signature": {name: plain((solved.signature == code).mean()) for code, name in enumerate(SIGNATURES)},
        "other_signs": plain(solved.signs_b.mean()),
        "survival": {str(m): spread(solved.survival[:, i]) for i, m in enumerate(solved.horizons)},
        "expected_months": spread(solved.expected_months),
        "never_breaks": plain(solved.never_breaks.mean()),
        "settlement_value_breaker": spread(solved.value_a),
        "war_value_breaker": spread(solved.war_now_a),
        "settlement_value_other": spread(solved.value_b),
        "war_value_other": spread(solved.war_now_b),
        "credibility_offered": spread(games.credibility),
        "credibility_needed": spread(solved.credibility_needed),
    }


def _central(middle: Drawn, package: dict[str, str], goal: str, more: tuple[bool, bool, bool]) -> Record:
    """The paragraph at central values, and what was asked for besides."""
    from detente.war.hold import solve_settlements
    from detente.war.instruments import least_instruments
    from detente.war.renegotiation import renegotiate_deal
    from detente.war.words import settlement_in_words

    least, renegotiated, two_sided = more
    game = middle.game(package, goal)
    solved: SettlementSolutions = solve_settlements(game)
    names = (middle.case.parties[middle.names[0]].name, middle.case.parties[middle.names[1]].name)
    record: Record = {"words": [settlement_in_words(game, solved, 0, names)]}
    if least:
        needs = least_instruments(game, rearming_a=max(0.0, float(game.drift[0])))
        record["least"] = {
            need.instrument: need.least if need.least == need.least else None for need in needs
        }
        record["words"].append(" ".join(need.in_words() for need in needs))
    if renegotiated:
        record["words"].append(renegotiate_deal(game).in_words())
    if two_sided:
        record["words"].append(_two_sided_words(game, names))
    return record


def _two_sided_words(game: SettlementGames, names: tuple[str, str]) -> str:
    from detente.war.two_sided import compare_orders

    report = compare_orders(game)
    who = {"nobody": "nobody", "a": names[0], "b": names[1]}
    parts = []
    for first, solved in ((names[0], report.a_first), (names[1], report.b_first)):
        breaker = who[solved.first_breaker()[0]]
        parts.append(
            f"{first} deciding first, it lasts 60 months with {100 * solved.survival[0, 2]:.0f} % and {breaker} is likelier to break it"
        )
    gap = f"by up to {report.largest_difference[0]:.2f} in what the deal is worth or its chance to last"
    matter = f"The order matters, {gap}." if report.matters[0] else "The order does not matter."
    return f"If both may strike, at no cost of their own to {names[1]}: {'; '.join(parts)}. {matter}"


def _print(drawn: Drawn, rows: list[Record], scale: str) -> None:
    from detente.cli._war import in_words, needed_words, print_table

    case = drawn.case
    names = [case.parties[party].name for party in drawn.names]
    goals = case.parties[drawn.names[0]].goals
    table = []
    for row in rows:
        likeliest = max(row["signature"], key=row["signature"].__getitem__)
        kind = f"{likeliest.replace('_', ' ')} {100 * row['signature'][likeliest]:.0f} %"
        held = [f"{100 * row['survival'][m]['mean']:.0f} %" for m in ("12", "36", "60", "120")]
        offered, needed = row["credibility_offered"]["middle"], row["credibility_needed"]["middle"]
        need = needed_words(needed)
        table.append(
            [
                row["package"],
                f"{row['goal']} ({100 * row['chance_of_goal']:.0f} %)",
                kind,
                f"{100 * row['other_signs']:.0f} %",
                *held,
                f"{offered:.2f}",
                need,
            ]
        )
    print_table(
        f"If signed, would it hold? {names[0]} may break it; {len(goals)} accounts of its goals",
        [
            "package",
            f"{names[0]} is after",
            f"{names[0]} signs",
            f"{names[1]} signs",
            "12 m",
            "36 m",
            "60 m",
            "120 m",
            "offered",
            "needed",
        ],
        table,
    )
    click.echo(
        "Shares of draws under the entered ranges. Chances to last are means over draws; offered and needed are"
    )
    click.echo(
        "credibilities of the guarantee (medians). Accounts without weights are left out and chances scaled."
    )
    for row in rows:
        chance = in_words(row["survival"]["60"]["mean"], scale)
        click.echo(
            f"\n{row['label']} / {row['goal']}: once signed, lasting five years is {chance}. At central values:"
        )
        for words in row["words"]:
            click.echo(words)
