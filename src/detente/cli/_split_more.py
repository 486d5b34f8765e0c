"""What ``detente split`` answers besides: deadlines and who proposes last, hopes that differ, a cost that is not known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from detente.cli._war import Record, plain

if TYPE_CHECKING:
    from detente.assess.playing import Searcher

Frontier = tuple[Callable[[float], float], Callable[[float], float]]
Pair = tuple[float, float]
#: How many battles each side's present belief is taken to be worth.
PRIOR_BATTLES = 10.0


def deadline_lines(
    searcher: Searcher, ahead: Frontier, months: Pair, weights: Pair
) -> tuple[list[Record], list[str]]:
    """The split before each table's deadline, by who makes the last proposal."""
    from detente.war.deadlines import split_on_frontier_before_deadline

    case = searcher.bound.case
    leads = (searcher.bound.leads[searcher.bound.attacker], searcher.bound.leads[searcher.bound.defender])
    names = [case.parties[party].name for party in leads]
    rows, words = [], []
    for id, table in case.tables.items():
        if table.deadline is None:
            continue
        days = (date.fromisoformat(table.deadline) - date.fromisoformat(case.as_of)).days
        proposals = max(1, round(days / 30.4))
        row: Record = {
            "table": id,
            "deadline": table.deadline,
            "proposals": proposals,
            "last_word": table.last_word,
        }
        for key, last in (("breaker_last", "a"), ("other_last", "b")):
            found = split_on_frontier_before_deadline(ahead[0], ahead[1], months, weights, proposals, last)
            row[key] = {"breaker": plain(found[0]), "other": plain(found[1])}
        rows.append(row)
        first, second = row["breaker_last"], row["other_last"]
        who = f" ({case.parties[table.last_word].name} has the last word there)" if table.last_word else ""
        words.append(
            f"If nothing can be agreed after {table.deadline}, the date of {table.name or id}{who}, with {proposals} monthly "
            f"proposal{'' if proposals == 1 else 's'} left: {names[0]} gets {first['breaker']:.3f} and {names[1]} {first['other']:.3f} if "
            f"{names[0]} makes the last one, {second['breaker']:.3f} and {second['other']:.3f} if {names[1]} does. Who proposes last "
            "takes what a deal saves; war for ever follows if all fail."
        )
    return rows, words


def hopes_line(searcher: Searcher, ahead: Frontier, values: Pair) -> tuple[Record, str]:
    """How far apart hopes may be and still leave a deal, against the readings of power in the case."""
    from scipy.optimize import brentq

    from detente.assess.binding import war_lines

    bound = searcher.bound
    slopes = []
    for side in (bound.attacker, bound.defender):
        stance = searcher.stances[searcher.likeliest(bound.leads[side])]
        slopes.append(abs(float(war_lines(bound, stance)[0, 1])))

    def room(gap: float) -> float:
        """What B can get beyond its war value if A gets its own, each with half the gap more hope."""
        return ahead[0](values[0] + slopes[0] * gap / 2) - values[1] - slopes[1] * gap / 2

    readings = bound.case.war.power.readings
    entered = max(reading.high for reading in readings) - min(reading.low for reading in readings)
    if room(0.0) <= 0:
        return {"gap_covered": 0.0, "gap_entered": plain(entered), "battles": None}, (
            "No difference of hopes is needed to keep the two apart: there is no room for a deal even if they agree on power."
        )
    covered = 1.0 if room(1.0) >= 0 else float(brentq(room, 0.0, 1.0, xtol=1e-9))
    battles = max(0.0, PRIOR_BATTLES * (entered / covered - 1))
    record = {"gap_covered": plain(covered), "gap_entered": plain(entered), "battles": plain(battles)}
    text = (
        f"What a deal saves covers hopes that differ by up to {covered:.2f} in the chance of winning; the readings of power in the "
        f"case lie {entered:.2f} apart. "
    )
    if battles > 0:
        text += (
            f"If each side believed its end of them, about {battles:.0f} informative battles would bring them together, a present "
            f"belief being worth {PRIOR_BATTLES:.0f} of them and both learning alike."
        )
    else:
        text += "If each side believed its end of them, there would still be a deal."
    return record, text


def screening_line(searcher: Searcher, ahead: Frontier, values: Pair) -> tuple[Record | None, str | None]:
    """When the breaker should press for what only a weak other side grants, its cost known only as a range."""
    bound = searcher.bound
    party = bound.leads[bound.defender]
    quantity = bound.case.parties[party].war_cost
    low, high = (edge(quantity.readings) for edge in (_lowest, _highest))
    if not low < high:
        return None, None
    discount, hazard = float(bound.discount[party][0]), float(bound.draws("war.decided_per_month")[0])
    per_unit = (1 - discount) / (1 - discount * (1 - hazard))
    middle = float(bound.draws(f"parties.{party}.war_cost")[0])
    tough, weak = (ahead[1](values[1] - per_unit * (cost - middle)) for cost in (low, high))
    if not weak > tough or tough <= values[0]:
        return None, None
    needed = (weak - tough) / (weak - values[0])
    name = bound.case.parties[party].name
    breaker = bound.case.parties[bound.leads[bound.attacker]].name
    record = {"pooling": plain(tough), "screening": plain(weak), "chance_needed": plain(needed)}
    return record, (
        f"{name}'s cost of war is entered as {low:g} to {high:g} a month. If {breaker} knew only that it is one end or the other, it "
        f"would press for {weak:.3f}, risking that a tough {name} (low cost) fights on, if it thought a tough one less than "
        f"{100 * needed:.0f} % likely, and settle for {tough:.3f} otherwise. That no other equilibrium exists was not checked."
    )


def _lowest(readings: tuple[object, ...]) -> float:
    return min(float(reading.low) for reading in readings)  # type: ignore[attr-defined]


def _highest(readings: tuple[object, ...]) -> float:
    return max(float(reading.high) for reading in readings)  # type: ignore[attr-defined]
