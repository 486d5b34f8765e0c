"""``detente split``: what the balance of patience and pressure predicts while the fighting goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
import numpy as np

from detente.cli._output import ids_option, json_option, load_case, reports_faults, tell
from detente.cli._run import BUNDLED
from detente.cli._split_more import deadline_lines, hopes_line, screening_line
from detente.cli._war import Floats, Record, answer_file, is_question, plain
from detente.errors import NoAgreementError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.assess.playing import Searcher
    from detente.case.case import Case
    from detente.war.bargain import FrontierSplit


@click.command("split")
@click.argument("path", default=BUNDLED)
@json_option
@ids_option
@reports_faults
def command(path: str, as_json: bool) -> None:
    """What split alternating offers lead to, who gains from delay, and what waiting for a cut would pay.

    PATH is a case (the bundled one when left out), at central values and likeliest goals of both fighting
    sides: deadlines and who proposes last, hopes that differ and a cost that is not known included; or a
    question file (JSON) of kind split, wait, screening or optimism.

    \b
    Examples:
      detente split
      detente split mycase --json
      detente split examples/questions/wait.json
    """
    if is_question(path):
        answer_file(path, ("split", "wait", "screening", "optimism"), as_json)
        return
    from detente.cli._trail import print_answer

    case = load_case(path)
    record = _record(case)
    if as_json:
        sides = [party for parties in case.war.sides.values() for party in parties]
        parts = ("war", *(f"parties.{party}" for party in sides), "support")
        print_answer(record, case, parts, (f"war.{party}" for party in sides))
        return
    for words in record["words"]:
        tell(words, hang=0)


@dataclass(frozen=True, slots=True)
class _Talks:
    """Both fighting sides at central values: what a month of war brings, and how much the next month counts."""

    months: tuple[float, float]
    weights: tuple[float, float]

    @property
    def war_values(self) -> tuple[float, float]:
        return self.months[0] / (1 - self.weights[0]), self.months[1] / (1 - self.weights[1])


def _talks(
    searcher: Searcher, cuts: tuple[str, ...] = (), no_deal: tuple[float, float] | None = None
) -> _Talks:
    """The two at central values, with support links cut, or with other values of no deal."""
    from detente.assess.binding import war_values

    bound = searcher.bound
    hazard = float(bound.draws("war.decided_per_month")[0])
    months, weights = [], []
    for place, side in enumerate((bound.attacker, bound.defender)):
        party = bound.leads[side]
        stance = searcher.stances[searcher.likeliest(party)]
        weight = float(bound.discount[party][0]) * (1 - hazard)
        value = no_deal[place] if no_deal is not None else float(war_values(bound, stance, cuts)[0])
        talk = bound.case.parties[party].talk_flow
        flow = float(bound.draws(f"parties.{party}.talk_flow")[0]) if talk is not None else 0.0
        extra = (1 - hazard) * (1 - float(bound.discount[party][0])) * flow
        months.append(value * (1 - weight) + extra)
        weights.append(weight)
    return _Talks((months[0], months[1]), (weights[0], weights[1]))


def _frontier(to_a: Floats, to_b: Floats) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """Best of what lotteries over packages give: B's most as a function of A's, and the other way round."""
    order = np.lexsort((to_b, to_a))
    hull: list[tuple[float, float]] = []
    for x, y in zip(to_a[order].tolist(), to_b[order].tolist(), strict=True):
        while len(hull) >= 2 and (hull[-1][0] - hull[-2][0]) * (y - hull[-2][1]) >= (
            hull[-1][1] - hull[-2][1]
        ) * (x - hull[-2][0]):
            hull.pop()
        hull.append((x, y))
    top = max(range(len(hull)), key=lambda i: hull[i][1])
    falling = np.array(hull[top:])
    steep = np.concatenate([[True], np.diff(falling[:, 0]) > 1e-12])
    x, y = falling[steep, 0], falling[steep, 1]

    def most_for_b(u: float) -> float:
        return float(np.interp(u, x, y)) if u <= x[-1] else float(y[-1] - 1e3 * (u - x[-1]))

    def most_for_a(v: float) -> float:
        return float(np.interp(v, y[::-1], x[::-1])) if v <= y[0] else float(x[0] - 1e3 * (v - y[0]))

    return most_for_b, most_for_a


def _record(case: Case) -> Record:
    from detente.assess.playing import make_searcher

    searcher = make_searcher(case)
    bound = searcher.bound
    parties = (bound.leads[bound.attacker], bound.leads[bound.defender])
    names = tuple(case.parties[party].name for party in parties)
    goals = tuple(searcher.stances[searcher.likeliest(party)][1] for party in parties)
    to_a, to_b = (searcher.utilities[:, searcher.likeliest(party)] for party in parties)
    ahead = _frontier(to_a, to_b)
    talks = _talks(searcher)
    record: Record = {
        "parties": list(parties),
        "goals": list(goals),
        "war_values": [plain(v) for v in talks.war_values],
        "givers": [],
    }
    head = (
        f"While they fight and talk, going on is worth {talks.war_values[0]:.3f} to {names[0]} ({goals[0]}) and "
        f"{talks.war_values[1]:.3f} to {names[1]} ({goals[1]}), what talks themselves pay included."
    )
    try:
        split = _solve(ahead, talks)
    except NoAgreementError as error:
        record["split"] = None
        record["words"] = [head, f"No package, and no lottery over packages, is better for both ({error})."]
        bare = _without_talk(searcher)
        if talks.war_values != bare and ahead[0](bare[0]) >= bare[1]:
            record["words"].append(
                "Talks are the prize: without what they pay by themselves there would be a deal that is better for both."
            )
        return record
    record["split"] = _split_record(split)
    nearest = int(np.argmin((to_a - split.utility_a) ** 2 + (to_b - split.utility_b) ** 2))
    record["nearest_package"] = _package(case, searcher, nearest)
    record["words"] = [head, _split_words(split, names), *_link_words(searcher, ahead, split, names, record)]
    more = (
        deadline_lines(searcher, ahead, talks.months, talks.weights),
        hopes_line(searcher, ahead, talks.war_values),
    )
    (record["deadlines"], dated), (record["hopes"], hoped) = more
    record["screening"], screened = screening_line(searcher, ahead, talks.war_values)
    record["words"] += [*dated, hoped, *([screened] if screened else [])]
    record["words"].append(
        "Paper terms as if they were kept, lotteries over packages allowed, central values, each side's likeliest goal, "
        "both knowing all this: whether the deal would hold is `detente hold`."
    )
    return record


def _without_talk(searcher: Searcher) -> tuple[float, float]:
    """War values of the two without what talks pay by themselves."""
    from detente.assess.binding import war_values

    bound = searcher.bound
    stances = [
        searcher.stances[searcher.likeliest(bound.leads[side])] for side in (bound.attacker, bound.defender)
    ]
    found = [float(war_values(bound, stance)[0]) for stance in stances]
    return found[0], found[1]


def predicted_split(
    searcher: Searcher, left: NDArray[np.bool_] | None = None, no_deal: tuple[float, float] | None = None
) -> FrontierSplit | None:
    """The split of the two who fight over the packages that are left; None where none is better for both."""
    bound = searcher.bound
    columns = [searcher.likeliest(bound.leads[side]) for side in (bound.attacker, bound.defender)]
    worth = searcher.utilities if left is None else searcher.utilities[left]
    if len(worth) == 0:
        return None
    try:
        return _solve(
            _frontier(worth[:, columns[0]], worth[:, columns[1]]), _talks(searcher, no_deal=no_deal)
        )
    except NoAgreementError:
        return None


def _solve(ahead: tuple[Callable[[float], float], Callable[[float], float]], talks: _Talks) -> FrontierSplit:
    from detente.war.bargain import split_on_frontier

    return split_on_frontier(ahead[0], ahead[1], talks.months, talks.weights)


def _split_record(split: FrontierSplit) -> Record:
    return {
        "breaker_proposes": {"breaker": plain(split.utility_a), "other": plain(split.utility_b)},
        "other_proposes": {
            "breaker": plain(split.utility_a_if_b_first),
            "other": plain(split.utility_b_if_b_first),
        },
    }


def _package(case: Case, searcher: Searcher, row: int) -> dict[str, str]:
    levels = searcher.field.packages[row]
    return {
        issue: entry.level_ids()[int(k)]
        for (issue, entry), k in zip(case.issues.items(), levels, strict=True)
    }


def _split_words(split: FrontierSplit, names: tuple[str, ...]) -> str:
    return (
        f"The balance of patience and pressure leads to {split.utility_a:.3f} for {names[0]} and {split.utility_b:.3f} for "
        f"{names[1]} if {names[0]} proposes first, {split.utility_a_if_b_first:.3f} and {split.utility_b_if_b_first:.3f} "
        "the other way round."
    )


def _link_words(
    searcher: Searcher,
    ahead: tuple[Callable[[float], float], Callable[[float], float]],
    split: FrontierSplit,
    names: tuple[str, ...],
    record: Record,
) -> list[str]:
    """What each giver's support does to the split, and whether its end is worth waiting for."""
    from detente.errors import ShapeError
    from detente.war.deadlines import waiting_threshold

    bound = searcher.bound
    hazard = float(bound.draws("war.decided_per_month")[0])
    discount = float(bound.discount[bound.leads[bound.attacker]][0])
    value = _talks(searcher).war_values[0]
    out = []
    for giver in dict.fromkeys(entry.gives for entry in bound.case.support.values()):
        links = tuple(link for link, entry in bound.case.support.items() if entry.gives == giver)
        row: Record = {"giver": giver, "links": list(links), "change": None, "hazard_needed": None}
        row["months_at_most"] = None
        row["lapse"] = [plain(bound.draws(f"support.{link}.lapse")[0]) for link in links]
        record["givers"].append(row)
        try:
            after = _solve(ahead, _talks(searcher, links))
            wait = waiting_threshold(split.utility_a, after.utility_a, value, discount, hazard)
        except (NoAgreementError, ShapeError):
            continue
        change = after.utility_a - split.utility_a
        row["change"], row["hazard_needed"] = plain(change), plain(wait.hazard_needed)
        row["months_at_most"] = plain(wait.months_at_most)
        more = f"{abs(change):.3f} {'more' if change >= 0 else 'less'}"
        out.append(
            f"If {bound.case.parties[giver].name} ended all its support, {names[0]} would get {more}. {wait.in_words()}"
        )
    return out
