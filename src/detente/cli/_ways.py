"""By which method, and from which parts of a case, the numbers of a command's answer are worked out.

A way stands for the numbers whose id has one of its marks (or that are of that kind of answer); the last way
of a command stands for the rest. In the parts of the case ``{party}`` is what the row of the number is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.cli._trail import DEAL


@dataclass(frozen=True, slots=True)
class Way:
    """A row of the register of methods, and what goes in.

    Attributes
    ----------
    method : str
        Id of the method, or ``setting`` for what the user set.
    parts : tuple of str
        Beginnings of paths of quantities; what the answer as a whole rests on, where there are none.
    of : tuple of str
        Ids of numbers, or packages, of an assessment that it is worked out from or is about.
    marks : tuple of str
    """

    method: str
    parts: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


#: Stands for the signals about a party, as ``signals_on.russia``.
SIGNALS_ON = "signals_on"
_GAME = (
    "war", "issues", "support", "guarantees", "parties.{breaker}.goals.{goal}", "parties.{breaker}.values",
    "parties.{breaker}.patience", "parties.{breaker}.war_cost", "parties.{other}",
)  # fmt: skip
_PACKAGE = ("verdict.{package}.survival.60", "verdict.{package}.holds")
_ABOUT = ("parties.{party}.goals", f"{SIGNALS_ON}.{{party}}")
_BELIEF = ("belief.{party}.{goal}", "belief.{party}.{leading}")

_WAYS: Mapping[str, tuple[Way, ...]] = {
    "hold": (
        Way("motives", ("parties.{breaker}.goals.{goal}.prior", f"{SIGNALS_ON}.{{breaker}}"), ("belief.{breaker}.{goal}",), ("chance_of_goal",)),
        Way("deterrence", ("guarantees",), ("verdict.{package}.credibility",), ("credibility_offered",)),
        Way("renegotiation", _GAME, _PACKAGE, ("renegotiated",)),
        Way("hold_two_sided", _GAME, ("verdict.{package}.both_strike",), ("two_sided",)),
        Way("compliance", _GAME, (), ("ceasefire", "devices")),
        Way("instruments", _GAME, _PACKAGE, ("least", "cheapest")),
        Way("war_value", _GAME, (), ("war_value_breaker", "war_value_other")),
        Way("hold", _GAME, _PACKAGE),
    ),
    "deals": (
        Way("ratification", DEAL, (), ("ratification", "tables", "linked")),
        Way("ledger", DEAL, (), ("ledger",)),
        Way("axiom_audit", DEAL, (), ("audit",)),
        Way("assess", (*DEAL, "signals"), (), ("over_draws",)),
        Way("concessions", DEAL, (), ("nearest_acceptable", "ways_in", "zone")),
        Way("{id}", DEAL, (), ("principles",)),
        Way("war_value", ("parties", "war", "support"), (), ("no_deal",)),
        Way("packages", DEAL, (), ("counts", "rejected_only_by")),
        Way("hold_all_shares", DEAL),
    ),
    "split": (
        Way("war_value", marks=("war_values",)),
        Way("waiting", marks=("givers",)),
        Way("offers", marks=("deadlines",)),
        Way("optimism", marks=("hopes",)),
        Way("screening", marks=("screening",)),
        Way("split"),
    ),
    "deter": (
        Way("tipping", ("coalitions.{id}", "guarantees.{guarantee}"), (), ("coalitions",)),
        Way("tipping", ("guarantees.{guarantee}",), (), ("reliances",)),
        Way("deterrence", ("guarantees.{guarantee}",), (), ("credibility",)),
        Way("hold", (*DEAL[:4], "guarantees.{guarantee}"), (), ("credibility_needed", "holds_60_with", "holds_60_without")),
        Way("deterrence", (*DEAL[:4], "guarantees.{guarantee}"), _PACKAGE),
    ),
    "moratorium": (Way("moratorium", ("moratoria.{moratorium}.sides.{party}",)),),
    "stable": (
        Way("stability_firm", marks=("shaken", "firm")),
        Way("stability_coalitions", marks=("coalitions",)),
        Way("stability_evolution", marks=("evolution",)),
        Way("stability_foresight", marks=("foresight",)),
        Way("stability_inverse", marks=("want", "goal")),
        Way("stability_hypergame", marks=("hypergame",)),
        Way("stability_why", marks=("why",)),
        Way("stability"),
    ),
    "motives": (
        Way("motives_matrix", _ABOUT, _BELIEF, ("inconsistency",)),
        Way("motives", ("parties.{party}.goals.{goal}.prior",), (), ("prior",)),
        Way("motives", ("signals.{id}",), _BELIEF, ("signals", "checks")),
        Way("motives", ("watch.{id}",), _BELIEF, ("watch",)),
        Way("inverse_decision", DEAL, (), ("acts",)),
        Way("market_moves", ("markets.{id}",), (), ("markets",)),
        Way("motives", _ABOUT, _BELIEF),
    ),
    "sensitivity": (
        Way("number_screening", ("{name}",), ("{number}",), ("screen", "tornado")),
        Way("variation", ("{name}",), ("{number}",), ("indices",)),
        Way("turning_points", ("{name}",), ("{number}",)),
    ),
    "flip": (
        Way("turning_points", ("{path}",), ("{number}",), ("turning_points",)),
        Way("flip_sets", (), ("{number}",)),
    ),
    "what-if": (
        Way("setting", marks=("set",)),
        Way("quantities", ("scenarios.{scenario}",), (), ("cost",)),
        Way("assess", (), ("verdict.{package}.holds",), ("best_before", "best_after", "gain_per_cost")),
        Way("assess", (), ("{id}",)),
    ),
    "impact": (Way("withdrawal", (), ("{id}",)),),
    "changes": (Way("change_note", (), ("{id}",)),),
    "sweep": (Way("assess", (), ("{id}",)),),
    "brief": (
        Way("frontier", DEAL, (), ("frontier", "marked", "space", "principles")),
        Way("moratorium", ("moratoria",), (), ("ledgers",)),
        Way("tipping", ("coalitions", "guarantees"), (), ("coalitions",)),
        Way("flip_sets", ("signals",), ("{number}",), ("minds", "beliefs_rest_on")),
        Way("hold", DEAL, ("{id}",), ("verdicts", "fields", "powers")),
        Way("assess", DEAL),
    ),
}  # fmt: skip
#: Last parts of ids of what the user set, or could have.
_SETTINGS = (
    "draws", "seed", "level", "asked", "months", "gain", "false_alarm", "exchanges", "moves_ahead", "grid_points",
    "lever_draws", "searched", "quota",
)  # fmt: skip
SETTING = Way("setting")

#: Commands whose numbers have ids and a way.
COMMANDS = tuple(_WAYS)


def way_of(command: str, id: str, kind: str = "") -> Way:
    """The way of a number of a command's answer; ``kind`` is what the answer calls itself."""
    parts = id.partition(":")[2].split(".")
    if parts[-1] in _SETTINGS or "horizons" in parts:
        return SETTING
    *ways, rest = _WAYS[command]
    return next((way for way in ways if {*parts, kind} & {*way.marks}), rest)


def filled(texts: Iterable[str], about: Mapping[str, str]) -> tuple[str, ...]:
    """Parts of the case with what a row is about in place of ``{party}``; shortened where it does not say.

    Examples
    --------
    >>> filled(["war", "parties.{party}.goals.{goal}", "{id}"], {"party": "north"})
    ('war', 'parties.north.goals')
    """
    found = []
    for text in texts:
        words: list[str] = []
        for word in text.split("."):
            known = about.get(word[1:-1]) if word.startswith("{") else word
            if known is None:
                break
            words.append(known)
        if words:
            found.append(".".join(words))
    return tuple(dict.fromkeys(found))
