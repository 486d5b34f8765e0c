"""``detente moratorium``: accept or refuse a limited cease-fire, at its price."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli._output import ids_option, json_option, load_case, reports_faults, tell
from detente.cli._pictures import pictures_option
from detente.cli._run import BUNDLED
from detente.cli._scale import scale_option
from detente.cli._war import Record, answer_file, case_options, in_words, is_question
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.doubt.draws import Method


@click.command("moratorium")
@click.argument("path", default=BUNDLED)
@case_options
@scale_option
@pictures_option()
@json_option
@ids_option
@reports_faults
def command(  # every parameter is an option of the command line
    path: str,
    draws: int,
    seed: int,
    sampling: Method,
    scale: str,
    pictures: Path | None,
    as_json: bool,
) -> None:
    """Should a limited cease-fire be accepted, at what price, under what belief about its breach.

    PATH is a case (the bundled one when left out), or a question file (JSON) of kind moratorium,
    extortion or compliance.

    \b
    Examples:
      detente moratorium
      detente moratorium mycase --draws 1000
      detente moratorium examples/questions/extortion.json
    """
    if is_question(path):
        answer_file(path, ("moratorium", "extortion", "compliance"), as_json, pictures)
        return
    case = load_case(path)
    if not case.moratoria:
        raise DetenteError(f"{path}: the case has no moratoria; see `moratoria` in docs/reference/case.md")
    rows = _rows(case, draws, seed, sampling)
    if pictures is not None:
        from detente.cli._pictures import pictures_of_moratoria, write_pictures

        write_pictures(pictures, f"{case.title}: limited cease-fires", pictures_of_moratoria(case, rows))
    if as_json:
        from detente.cli._trail import print_answer

        parts, numbers = ([f"{stem}.{id}" for id in case.moratoria] for stem in ("moratoria", "moratorium"))
        print_answer({"draws": draws, "seed": seed, "rows": rows}, case, parts, numbers)
        return
    for row in rows:
        tell(
            f"{row['label']}, {row['name']}: that accepting is better is {in_words(row['accepts'], scale)}; highest price worth "
            f"paying {row['highest_price']['middle']:.1f} ({row['highest_price']['low']:.1f} to "
            f"{row['highest_price']['high']:.1f})"
        )
        for words in row["words"]:
            tell(f"  {words}", hang=0)
        click.echo()
    tell(
        "Amounts are on each side's own scale and are not compared. Shares of draws under the entered ranges."
    )


def _rows(case: Case, draws: int, seed: int, sampling: Method) -> list[Record]:
    import numpy as np

    from detente.assess.drawing import central, draw
    from detente.assess.moratoria import question_of
    from detente.cli._war import plain, spread
    from detente.war.moratorium import answer_moratorium, break_even_belief, worth_of_blame

    drawn, middle = draw(case, draws, seed, sampling), central(case.quantities())
    rows = []
    for id, entry in case.moratoria.items():
        for party in entry.sides:
            path = f"moratoria.{id}.sides.{party}"
            answers = [answer_moratorium(question_of(drawn, path, entry.days, row)) for row in range(draws)]
            at_centre = answer_moratorium(question_of(middle, path, entry.days, 0))
            even = break_even_belief(at_centre.question, entry.days // 3)
            rows.append(
                {
                    "moratorium": id,
                    "label": entry.label,
                    "party": party,
                    "name": case.parties[party].name,
                    "accepts": plain(float(np.mean([answer.accept for answer in answers]))),
                    "value": spread(np.array([answer.value for answer in answers])),
                    "highest_price": spread(np.array([answer.highest_price for answer in answers])),
                    "helps_the_other_side": plain(float(np.mean([a.helps_the_other_side for a in answers]))),
                    "blame_share_of_price": plain(worth_of_blame(at_centre.question)),
                    "ledger": [{"item": item, "amount": plain(amount)} for item, amount in at_centre.ledger],
                    "words": [
                        at_centre.in_words(),
                        f"If a breach came on day {entry.days // 3}: {even.in_words()}",
                    ],
                }
            )
    return rows
