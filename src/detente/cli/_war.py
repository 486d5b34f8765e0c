"""What the commands of the war room share: binding a case to draws, and questions read from a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np
from numpy.typing import NDArray

from detente.cli._output import console, end_with, print_json, print_problems
from detente.cli._run import enough_draws, error_option, sampling_option
from detente.errors import DetenteError, UnknownIdError

if TYPE_CHECKING:
    from detente.assess.binding import Bound
    from detente.case.case import Case
    from detente.doubt.draws import Method
    from detente.war.hold import SettlementGames

Floats = NDArray[np.float64]
Record = dict[str, Any]


def is_question(path: str) -> bool:
    """Whether an argument names a question file: it ends in .json."""
    return Path(path).suffix == ".json"


def answer_file(path: str, kinds: Sequence[str], as_json: bool, pictures: Path | None = None) -> None:
    """Read a question of one of ``kinds``, answer it and print the answer; draw it where ``pictures`` says."""
    from detente.war.answers import answer_question
    from detente.war.questions import read_question

    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DetenteError(f"{path}: not UTF-8 (byte {error.start})") from error
    question = read_question(text, path)
    if question.kind not in kinds:
        end_with(f"{path} asks {question.kind!r}; this command answers {', '.join(kinds)}")
    answer = answer_question(question)
    if pictures is not None:
        from detente.cli._pictures import pictures_of_question, write_pictures

        write_pictures(
            pictures, f"{question.kind.capitalize()}: {Path(path).name}", pictures_of_question(question)
        )
    if as_json:
        record = answer.as_record() | {"problems": [problem.as_record() for problem in question.warnings]}
        print_json(record)
        return
    print_problems(question.warnings, error_stream=True)
    for words in answer.words:
        click.echo(words)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A case bound to draws, with the chances of every account of every party's goals."""

    case: Case
    bound: Bound
    chances: dict[str, dict[str, Floats]]

    @property
    def names(self) -> tuple[str, str]:
        """Parties that decide for the side that may break a settlement, and for the other."""
        bound = self.bound
        return bound.leads[bound.attacker], bound.leads[bound.defender]

    def game(self, package: Mapping[str, str], goal: str) -> SettlementGames:
        """The settlement game of a package in every draw, the attacker after ``goal``, the defender likeliest."""
        from detente.assess.binding import games_of

        attacker, defender = self.names
        other = max(self.chances[defender], key=lambda g: float(self.chances[defender][g].mean()))
        return games_of(self.bound, package, (attacker, goal), (defender, other))

    def packages(self, wanted: Sequence[str]) -> dict[str, tuple[str, dict[str, str]]]:
        """Full packages by id that end the fighting: the proposals named, or all."""
        from detente.assess.binding import terms_of

        unknown = [id for id in wanted if id not in self.case.proposals]
        if unknown:
            there = ", ".join(self.case.proposals) or "none"
            raise UnknownIdError(f"no proposal {unknown[0]!r} in this case; there are: {there}")
        found = {}
        for id, proposal in self.case.proposals.items():
            if wanted and id not in wanted:
                continue
            package = dict(self.case.fill(proposal.package))
            if not terms_of(self.bound, package).fighting:
                found[id] = (proposal.label, package)
        if not found:
            raise DetenteError(
                "no proposal that would end the fighting; moratoria are for `detente moratorium`"
            )
        return found


def draw_case(case: Case, draws: int, seed: int, sampling: Method = "latin") -> Drawn:
    """Bind a case to draws (0: one draw at central values)."""
    from detente.assess.beliefs import posteriors, usable
    from detente.assess.binding import bind
    from detente.assess.drawing import central, draw

    drawn = draw(case, draws, seed, sampling) if draws else central(case.quantities())
    return Drawn(case, bind(case, drawn), usable(case, posteriors(case, drawn)))


def spread(values: Floats) -> Record:
    """Mean and central 90 % of draws; infinite numbers as words."""
    array = np.asarray(values, np.float64)
    low, middle, high = (plain(v) for v in np.quantile(array, [0.05, 0.5, 0.95], method="inverted_cdf"))
    return {
        "mean": plain(array.mean()) if np.isfinite(array).all() else None,
        "low": low,
        "middle": middle,
        "high": high,
    }


def plain(value: float) -> float | str | None:
    """A number for JSON: rounded to twelve places, infinity as a word, no number as nothing."""
    number = float(value)
    if np.isnan(number):
        return None
    return ("infinite" if number > 0 else "minus infinite") if np.isinf(number) else round(number, 12)


def needed_words(middle: float | str | None) -> str:
    """A needed credibility for a table cell."""
    if isinstance(middle, float):
        return "none" if middle <= 0 else f"{middle:.2f}"
    return "none" if middle == "minus infinite" else "no use"


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table; first column to the left, others to the right."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(
            column, justify="left" if number < 2 else "right", overflow="fold", no_wrap=number == 0
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


def in_words(probability: float, scale: str) -> str:
    """Word, number and name of the scale."""
    from detente.doubt.scales import word_for

    return str(word_for(probability, scale))


def case_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How a case is drawn."""
    options = (
        error_option,
        click.option(
            "--draws",
            type=click.IntRange(1, 100_000),
            default=400,
            show_default=True,
            callback=enough_draws,
            help="Draws of the uncertain quantities.",
        ),
        click.option(
            "--seed", type=click.IntRange(0), default=1, show_default=True, help="Same seed, same numbers."
        ),
        sampling_option,
    )
    for option in reversed(options):
        command = option(command)
    return command
