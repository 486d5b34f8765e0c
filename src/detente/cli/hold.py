"""``detente hold``: would a signed deal hold, who breaks it and when, what would make it hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli._output import console, ids_option, json_option, load_case, reports_faults, tell
from detente.cli._pictures import pictures_option
from detente.cli._run import BUNDLED
from detente.cli._scale import scale_option
from detente.cli._war import Record, answer_file, case_options, is_question
from detente.errors import DetenteError, UnknownIdError

if TYPE_CHECKING:
    from detente.cli._hold_more import Wanted
    from detente.cli._war import Drawn
    from detente.doubt.draws import Method


#: Below this width the table leaves columns out.
_WHOLE = 96


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
    "--price",
    "prices",
    multiple=True,
    metavar="INSTRUMENT=NUMBER",
    help="The cheapest mix at these prices of a full unit: credibility, scale, monitoring, penalty, limits_a, limits_b.",
)
@click.option(
    "--asked",
    type=click.FloatRange(0, 1),
    default=0.9,
    show_default=True,
    help="Chance to last that counts as holding.",
)
@click.option(
    "--months", type=click.IntRange(1, 600), default=60, show_default=True, help="Months that it is to last."
)
@click.option("--either", is_flag=True, help="Count breaks by the other side too in --least and --price.")
@click.option(
    "--renegotiated", is_flag=True, help="Also with terms renegotiated every month; robust: holds under both."
)
@click.option(
    "--two-sided", is_flag=True, help="Also if the other side may strike first, in either order of moves."
)
@click.option(
    "--ceasefire",
    type=click.FloatRange(0),
    metavar="GAIN",
    help="Also whether keeping the cease-fire pays, if a surprise breach gains so much of a month's stake.",
)
@click.option(
    "--false-alarm",
    type=click.FloatRange(0, 1),
    default=0.02,
    show_default=True,
    help="With --ceasefire: chance per month of an alarm without a breach.",
)
@click.option("--grid", is_flag=True, help="Also the answer on three grids, extrapolated, with its error.")
@case_options
@scale_option
@pictures_option()
@json_option
@ids_option
@reports_faults
def command(  # every parameter is an option of the command line
    path: str,
    wanted: tuple[str, ...],
    least: bool,
    prices: tuple[str, ...],
    asked: float,
    months: int,
    either: bool,
    renegotiated: bool,
    two_sided: bool,
    ceasefire: float | None,
    false_alarm: float,
    grid: bool,
    draws: int,
    seed: int,
    sampling: Method,
    scale: str,
    pictures: Path | None,
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
      detente hold mycase --price credibility=3 --price limits_a=1 --either
      detente hold mycase --renegotiated --ceasefire 0.05 --grid
      detente hold question.json --json
    """
    if is_question(path):
        answer_file(path, ("hold",), as_json, pictures)
        return
    from detente.cli._hold_more import Wanted
    from detente.cli._trail import DEAL, print_answer
    from detente.cli._war import draw_case

    want = Wanted(
        least, _prices(prices), asked, months, either, renegotiated, two_sided, ceasefire, false_alarm, grid
    )
    case = load_case(path)
    drawn, middle = draw_case(case, draws, seed, sampling), draw_case(case, 0, seed)
    rows = []
    for id, (label, package) in drawn.packages(wanted).items():
        for goal in drawn.chances[drawn.names[0]]:
            row = _row(drawn, package, goal, want) | {"package": id, "label": label, "goal": goal}
            rows.append(row | _central(middle, package, goal, want))
    record = {"draws": draws, "seed": seed, "breaker": drawn.names[0], "other": drawn.names[1], "rows": rows}
    if pictures is not None:
        from detente.cli._pictures import pictures_of_hold, write_pictures

        write_pictures(pictures, f"{case.title}: would it hold?", pictures_of_hold(drawn, wanted))
    if as_json:
        print_answer(record, case, DEAL, (row["package"] for row in rows))
    else:
        _print(drawn, rows, scale)


def _prices(given: tuple[str, ...]) -> dict[str, float]:
    """Prices by instrument, or a message on what cannot be read."""
    from detente.war.instruments import INSTRUMENTS

    prices: dict[str, float] = {}
    for text in given:
        name, _, number = text.partition("=")
        if name not in INSTRUMENTS:
            raise UnknownIdError(
                f"--price {text}: no instrument {name!r}; there are {', '.join(INSTRUMENTS)}"
            )
        try:
            price = float(number)
        except ValueError:
            price = -1.0
        if not 0 <= price < float("inf"):
            raise DetenteError(f"--price {text}: a price is a number of at least 0; write --price {name}=1")
        prices[name] = price
    return prices


def _row(drawn: Drawn, package: dict[str, str], goal: str, want: Wanted) -> Record:
    """Shares of draws and spreads for one package and account."""
    from detente.cli._hold_more import over_draws
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
    } | over_draws(drawn, package, games, want)


def _central(middle: Drawn, package: dict[str, str], goal: str, want: Wanted) -> Record:
    """The paragraph at central values, and what was asked for besides."""
    from detente.cli._hold_more import at_centre
    from detente.war.hold import solve_settlements
    from detente.war.words import settlement_in_words

    game = middle.game(package, goal)
    names = (middle.case.parties[middle.names[0]].name, middle.case.parties[middle.names[1]].name)
    more = at_centre(middle, package, game, want)
    words = settlement_in_words(game, solve_settlements(game), 0, names)
    return more | {"words": [words, *more["words"]]}


def _print(drawn: Drawn, rows: list[Record], scale: str) -> None:
    from detente.cli._hold_more import draws_in_words
    from detente.cli._war import in_words, needed_words, print_table

    shown = range(10) if console().width >= _WHOLE else (0, 1, 2, 3, 6, 9)
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
    columns = [
        "package", f"{names[0]} is after", f"{names[0]} signs", f"{names[1]} signs",
        "12 m", "36 m", "60 m", "120 m", "offered", "needed",
    ]  # fmt: skip
    print_table(
        f"If signed, would it hold? {names[0]} may break it; {len(goals)} accounts of its goals",
        [columns[place] for place in shown],
        [[row[place] for place in shown] for row in table],
    )
    tell(
        "Shares of draws under the entered ranges. Chances to last are means over draws; offered and needed are "
        "credibilities of the guarantee (medians). Accounts without weights are left out and chances scaled.",
        hang=0,
    )
    for row in rows:
        chance = in_words(row["survival"]["60"]["mean"], scale)
        tell(
            f"\n{row['label']} / {row['goal']}: once signed, lasting five years is {chance}. At central values:"
        )
        for words in (*row["words"], *draws_in_words(row, (names[0], names[1]))):
            tell(words, hang=0)
