"""``detente deter``: how credible each guarantee is and must be, and whether deterring now is cheaper than paying later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli._output import ids_option, json_option, load_case, reports_faults, tell
from detente.cli._pictures import pictures_option
from detente.cli._run import BUNDLED
from detente.cli._war import Floats, Record, answer_file, case_options, is_question
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.cli._war import Drawn
    from detente.doubt.draws import Method


@click.command("deter")
@click.argument("path", default=BUNDLED)
@click.option(
    "--package",
    "wanted",
    multiple=True,
    metavar="ID",
    help="Only this proposal of the case; repeat for more.",
)
@click.option(
    "--loss",
    metavar="AMOUNT",
    help="What a failure costs, in months of the guarantee's cost: 200, or '100 to 400'.",
)
@case_options
@pictures_option()
@json_option
@ids_option
@reports_faults
def command(  # every parameter is an option of the command line
    path: str,
    wanted: tuple[str, ...],
    loss: str | None,
    draws: int,
    seed: int,
    sampling: Method,
    pictures: Path | None,
    as_json: bool,
) -> None:
    """How credible each guarantee is and must be, and from what loss on deterring now is cheaper.

    PATH is a case (the bundled one when left out): each guarantee, and none, is put under each proposal
    that would end the fighting; then whether each coalition of the case gathers, whose joining matters most,
    and what a guarantor who relies on another would do alone. Or a question file (JSON) of kind deter,
    coalition or decoupling.

    \b
    Examples:
      detente deter --package guaranteed_line
      detente deter mycase --loss '100 to 400' --draws 1000
      detente deter examples/questions/coalition.json
    """
    if is_question(path):
        answer_file(path, ("deter", "coalition", "decoupling"), as_json, pictures)
        return
    from detente.cli._war import draw_case

    case = load_case(path)
    if not case.guarantees:
        raise DetenteError(f"{path}: the case has no guarantees; see `guarantees` in docs/reference/case.md")
    drawn = draw_case(case, draws, seed, sampling)
    losses = None if loss is None else _losses(loss, draws, seed)
    rows = [
        _row(drawn, (id, label, package), name, losses)
        for id, (label, package) in drawn.packages(wanted).items()
        for name in case.guarantees
    ]
    middle = draw_case(case, 0, seed)
    backing = _backing(drawn, middle)
    if pictures is not None:
        from detente.cli._pictures import pictures_of_deterrence, write_pictures

        write_pictures(pictures, f"{case.title}: deterrence", pictures_of_deterrence(middle, rows))
    if as_json:
        from detente.cli._trail import DEAL, print_answer

        record = {"draws": draws, "seed": seed, "loss": loss, "rows": rows} | backing
        record |= {"breaker": drawn.names[0], "other": drawn.names[1]}
        print_answer(record, case, (*DEAL, "coalitions"), (row["package"] for row in rows))
    else:
        _print(drawn, rows, loss)
        _print_backing(backing)


def _losses(text: str, draws: int, seed: int) -> Floats:
    """Draws of a loss written as a quantity of a case is."""
    import numpy as np

    from detente.case.parse import QuantityError, parse_quantity
    from detente.case.quantities import SCALES, Quantity
    from detente.doubt.draws import uniforms

    try:
        parsed = parse_quantity(text, SCALES["positive"])
    except QuantityError as error:
        raise DetenteError(f"--loss {text}: {error}; write 200, or '100 to 400'") from error
    quantity = parsed if isinstance(parsed, Quantity) else Quantity.model_validate(parsed)
    return quantity.values(uniforms(["loss"], draws, seed)["loss"], np.full(draws, 0.5))


def _backing(drawn: Drawn, middle: Drawn) -> Record:
    """Coalitions and reliances of the case as plain records."""
    from dataclasses import asdict

    from detente.assess.gathering import gatherings, reliances

    return {
        "coalitions": [asdict(found) for found in gatherings(drawn.bound, middle.bound)],
        "reliances": [asdict(found) for found in reliances(drawn.bound, middle.bound)],
    }


def _print_backing(backing: Record) -> None:
    from detente.cli._war import print_table

    for row in backing["coalitions"]:
        columns = [
            "member",
            "joins",
            "stays",
            "matters most",
            "gathered if it joins first",
            "left if it drops out",
        ]
        keys = ("joins", "stays", "anchor", "if_joins", "if_leaves")
        click.echo()
        print_table(
            f"Does «{row['name']}» gather? From nobody, all join in {100 * row['all_join']:.0f} % of draws",
            columns,
            [[member["name"], *(f"{100 * member[key]:.0f} %" for key in keys)] for member in row["members"]],
        )
        tell(
            "Shares of draws; the last two columns are means, as parts of what all members together bring. At"
        )
        tell(f"central values: {row['words']}")
    for row in backing["reliances"]:
        click.echo()
        tell(
            f"{row['words']} Over the draws the second acts with a chance of {100 * row['acts_together']:.0f} % beside the first "
            f"and {100 * row['acts_alone']:.0f} % alone."
        )


def _row(drawn: Drawn, of: tuple[str, str, dict[str, str]], guarantee: str, losses: Floats | None) -> Record:
    """One guarantee under one package, over draws and accounts of the attacker's goals."""
    import numpy as np

    from detente.assess.binding import credibility_of
    from detente.cli._war import plain, spread
    from detente.war.deterrence import deter_or_pay, hazard_from_survival, loss_that_justifies

    id, label, package = of
    offered, scale, penalty, lapse = credibility_of(drawn.bound, (guarantee,))
    held_with, held_without, needed = _play(
        drawn, package, {"credibility": offered, "scale": scale, "penalty": penalty, "lapse": lapse}
    )
    with_it, without = float(held_with.mean()), float(held_without.mean())
    h1, h0 = (
        float(hazard_from_survival(max(with_it, 1e-12))),
        float(hazard_from_survival(max(without, 1e-12))),
    )
    payer = next(iter(drawn.case.guarantees[guarantee].by), drawn.names[1])
    discount = float(np.median(drawn.bound.discount[payer]))
    justifies = float(loss_that_justifies(1.0, h0, h1, discount))
    record = {
        "package": id,
        "label": label,
        "guarantee": guarantee,
        "name": drawn.case.guarantees[guarantee].name or guarantee,
        "credibility": spread(offered),
        "credibility_needed": spread(needed),
        "enough": plain(float(np.mean(offered >= needed))),
        "holds_60_with": plain(with_it),
        "holds_60_without": plain(without),
        "hazard_with": plain(h1),
        "hazard_without": plain(h0),
        "loss_needed": plain(justifies),
    }
    if losses is not None:
        answer = deter_or_pay(1.0, min(1.0, h0), min(1.0, h1), losses, discount)
        record |= {"deter": answer.deter, "words": answer.in_words()}
    return record


def _play(drawn: Drawn, package: dict[str, str], terms: dict[str, Floats]) -> tuple[Floats, Floats, Floats]:
    """Chance to last 60 months with and without the guarantee, and credibility needed, over goals by chance."""
    from dataclasses import replace

    import numpy as np

    from detente.war.hold import solve_settlements

    size = drawn.bound.draws.size
    held_with, held_without, needed = np.zeros(size), np.zeros(size), np.full(size, -np.inf)
    for goal, chance in drawn.chances[drawn.names[0]].items():
        bare = replace(drawn.game(package, goal), credibility=np.zeros(size), lapse=np.zeros(size))
        backed = replace(bare, **terms)
        solved = solve_settlements(backed, horizons=(60,))
        held_with += chance * solved.survival[:, 0]
        held_without += chance * solve_settlements(bare, horizons=(60,)).survival[:, 0]
        needed = np.maximum(needed, solved.credibility_needed)
    return held_with, held_without, needed


def _print(drawn: Drawn, rows: list[Record], loss: str | None) -> None:
    from detente.cli._war import needed_words, print_table

    table = []
    for row in rows:
        need = needed_words(row["credibility_needed"]["middle"])
        price = row["loss_needed"]
        worth = f"{price:.0f} months" if isinstance(price, float) else "no loss"
        verdict = [] if loss is None else ["deter" if row["deter"] else "pay later"]
        table.append(
            [row["package"], row["name"], f"{row['credibility']['middle']:.2f}", need, f"{100 * row['enough']:.0f} %",
             f"{100 * row['holds_60_without']:.0f} %", f"{100 * row['holds_60_with']:.0f} %", worth, *verdict]
        )  # fmt: skip
    columns = [
        "package",
        "guarantee",
        "credible",
        "needed",
        "enough",
        "60 m without",
        "60 m with",
        "pays from a loss of",
    ]
    attacker = drawn.case.parties[drawn.names[0]].name
    print_table(f"Deterring {attacker}", columns + ([] if loss is None else [f"at {loss}"]), table)
    tell(
        "Credibility from stake, audience and cost; needed so that no power that can be reached tempts under any account of "
        "goals (medians, above 1: none is; enough: share of draws). The loss is in months of the guarantee's own cost, at the "
        "first guarantor's patience, with the monthly hazards that give these chances to last 60 months, taken as constant.",
        hang=0,
    )
    for row in rows:
        if "words" in row:
            tell(f"\n{row['package']}, {row['name']}: {row['words']}")
