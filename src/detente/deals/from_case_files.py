"""A foreign scenario as a case, and a case as a scenario that foreign formats can hold.

A scenario has no war. What it calls a reservation is the value of no deal, so the case gets one more issue, with a
level under which nothing is signed, and each party a cost of leaving it there that makes no deal worth exactly its
reservation; a deal is kept, because nothing in such a file says otherwise. Utilities become shares of each party's
own spread, from 0 (the worst level of every issue) to 1 (the best). Ranges of reservations and of levels between an
issue's best and worst come along; those of the best and worst do not, because they are the scale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from detente.case.case import Case
from detente.deals.ruletext import has_rule_words
from detente.deals.scenario import Party, Scenario
from detente.deals.space import Condition, Interaction, PackageSpace, Rule, Values
from detente.errors import InputError, Place, Problem

__all__ = ["case_of", "has_lost_ranges", "ids_of", "scenario_of"]

AGREEMENT = "agreement"
NO_DEAL, DEAL = "no_deal", "signed"
KEPT = "kept_by_all"
#: Levels of several issues, by name, that are worth something together.
Together = Mapping[str, Sequence[str]]
NO_WAR = "a scenario file has no war: only the value of no deal counts, and a deal is kept"


def ids_of(names: Sequence[str], taken: Sequence[str] = ()) -> tuple[str, ...]:
    """An id of its own for each name: letters, digits and underscores, not beginning with a digit.

    Examples
    --------
    >>> ids_of(["Full relief", "full  relief!", "2"])
    ('full_relief', 'full_relief_2', 'n2')
    """
    used = {*taken, "and", "or", "not", "if", "iff", "then", "true", "false"}
    found = []
    for name in names:
        plain = re.sub(r"\W+", "_", name.casefold()).strip("_") or "x"
        plain = f"n{plain}" if plain[0].isdigit() else plain
        number, id_ = 1, plain
        while id_ in used:
            number += 1
            id_ = f"{plain}_{number}"
        used.add(id_)
        found.append(id_)
    return tuple(found)


def case_of(scenario: Scenario, title: str, as_of: str, file: str, sha256: str | None) -> dict[str, Any]:
    """The scenario as the plain values of a case; every number rests on a statement that names the file.

    Parameters
    ----------
    scenario : Scenario
    title, as_of : str
        Of the case; the date is ISO 8601.
    file, sha256 : str
        The scenario's file or folder, by name, and its digest where it is one file.

    Raises
    ------
    InputError
        D-014 a party without values; D-016 fewer than two parties, or none that differ.
    """
    _check(scenario, file)
    parties = ids_of([party.name for party in scenario.parties])
    issues = ids_of(scenario.space.issues, (AGREEMENT,))
    levels = [ids_of(names) for names in scenario.space.levels]
    listed = list(zip(issues, scenario.space.issues, levels, scenario.space.levels, strict=True))
    sure = _surest(scenario)
    base = {**{issue: ids[k] for k, (issue, _, ids, _) in zip(sure, listed, strict=True)}, AGREEMENT: NO_DEAL}
    best = {
        parties[number]: {**{issue: ids[k] for (issue, _, ids, _), k in zip(listed, package, strict=True)}, AGREEMENT: NO_DEAL}
        for number, package in _opposed(scenario, file).items()
    }  # fmt: skip
    return {
        "detente": 1,
        "title": title,
        "as_of": as_of,
        "note": f"Made from the scenario {file}. Utilities are shares of each party's spread there.",
        "sources": {
            "scenario": {
                "title": f"Negotiation scenario {file}", "kind": "dataset", "sha256": sha256,
            }
        },
        "statements": [
            {
                "id": f"values_{party}", "source": "scenario", "paragraph": 1, "speaker": party, "party": party,
                "words": f"what each level is worth to {given.name}, and the least it signs for, as the file gives them",
            }
            for party, given in zip(parties, scenario.parties, strict=True)
        ],
        "parties": {
            id_: _party(party, id_, list(zip(issues, levels, strict=True)), sure, _together(scenario, number, issues, levels))
            for number, (id_, party) in enumerate(zip(parties, scenario.parties, strict=True))
        },
        "issues": {
            **{
                issue: {"question": name, "levels": {k: {"label": word} for k, word in zip(ids, words, strict=True)}}
                for issue, name, ids, words in listed
            },
            AGREEMENT: {
                "question": "Is anything signed?",
                "levels": {
                    NO_DEAL: {"label": "Nothing is signed", "fighting": True},
                    DEAL: {"label": "A deal is signed", "needs": parties, "effects": {"guarantee": KEPT, "monitoring": 1}, "assumed": NO_WAR},
                },
            },
        },
        "rules": _rules(scenario.space, issues, levels),
        "tables": {"talks": {"name": "Talks", "seats": parties, "decides": [*issues, AGREEMENT]}},
        "war": _war(best, base),
        "guarantees": {
            KEPT: {
                "name": "Deals are kept", "by": parties, "scale": 1, "penalty": 1, "stake": 1, "audience": 1, "cost": 0,
                "spread": 0.01, "lapse": 0, "assumed": NO_WAR,
            }
        },
    }  # fmt: skip


def _check(scenario: Scenario, file: str) -> None:
    problems = [
        Problem(
            Place(file), party.name, "D-014", "no value for any level", "a case judges every party by its values",
            "enter what each level is worth to it, or leave the party out",
        )
        for party in scenario.parties
        if party.parts is None
    ]  # fmt: skip
    if len(scenario.parties) < 2:
        problems.append(
            Problem(
                Place(file), "", "D-016", f"{len(scenario.parties)} parties", "a case has two parties or more",
                "add the other side's values",
            )
        )  # fmt: skip
    if problems:
        raise InputError(problems)


def _rules(
    space: PackageSpace, issues: Sequence[str], levels: Sequence[Sequence[str]]
) -> list[dict[str, Any]]:
    """Each rule "at most k hold" as one case rule for every k + 1 of its conditions: where k hold, the last does not."""
    found = []
    for rule in space.rules:
        for chosen in combinations(rule.conditions, rule.most + 1):
            named = [(issues[c.issue], [levels[c.issue][k] for k in c.levels]) for c in chosen]
            if all(of for _, of in named):  # a condition that can never hold forbids nothing
                found.append({"if": dict(named[:-1]), "never": dict(named[-1:]), "note": rule.text})
    return found


def _surest(scenario: Scenario) -> tuple[int, ...]:
    """Per issue the level whose values are least uncertain: what stands there meanwhile should not move no deal."""
    total = [np.zeros(size) for size in scenario.space.sizes]
    for party in scenario.parties:
        for j, wide in enumerate(party.widths or ()):
            total[j] = total[j] + wide
    return tuple(int(wide.argmin()) for wide in total)


def _together(
    scenario: Scenario, party: int, issues: Sequence[str], levels: Sequence[Sequence[str]]
) -> list[tuple[dict[str, str], float]]:
    """What combinations of levels add for a party of the scenario; every party has values."""
    found = []
    for term in scenario.interactions:
        table = np.asarray(term.values[party], dtype=np.float64)
        for where in np.argwhere(table != 0).tolist():
            named = {issues[j]: levels[j][k] for j, k in zip(term.issues, where, strict=True)}
            found.append((named, float(table[tuple(where)])))
    return found


def _party(
    party: Party,
    id_: str,
    listed: Sequence[tuple[str, tuple[str, ...]]],
    sure: Sequence[int],
    together: Sequence[tuple[dict[str, str], float]],
) -> dict[str, Any]:
    """Values from 0 to 1 and weights; the cost of no deal sets its value to the reservation.

    Combinations count in what is signed only, so that no deal stays what it is.
    """
    assert party.parts is not None
    low, spans = _ends(party.parts)
    whole = sum(spans) or 1.0
    least = (party.reservation - sum(low)) / whole
    at_base = sum(
        (float(part[k]) - worst) / whole for k, part, worst in zip(sure, party.parts, low, strict=True)
    )
    most = max((abs(value) / whole for _, value in together), default=0.0)
    weight = max(1.0, least + 1.2 * party.reservation_width / whole, most)
    values: dict[str, dict[str, float | str]] = {AGREEMENT: {NO_DEAL: 1.0, DEAL: 0.0}}
    weights = {AGREEMENT: weight}
    for place, ((issue, ids), part, worst, span) in enumerate(
        zip(listed, party.parts, low, spans, strict=True)
    ):
        if span > 0:
            wide = np.zeros(len(part)) if party.widths is None else party.widths[place]
            inside = (part > part.min()) & (part < part.max())  # the ends are the scale itself
            values[issue] = {
                k: _range((float(v) - worst) / span, float(w) / span if free else 0.0, 1.0)
                for k, v, w, free in zip(ids, part, wide, inside, strict=True)
            }
            weights[issue] = span / whole
    total = sum(weights.values())
    weights = {issue: share / total for issue, share in weights.items()}
    return {
        "name": party.name,
        "note": f"Worth 0 here is {sum(low):.12g} in the scenario, and 1 of the weights other than {AGREEMENT} is {whole:.12g}.",
        "patience": 120,
        "war_cost": _range((at_base + weight - least) / total, party.reservation_width / whole / total, None),
        "values": values,
        "goals": {"as_given": {"says": "What the scenario says it wants.", "prior": 1, "weights": weights}},
        "interactions": {
            name: {"if": {**named, AGREEMENT: DEAL}, "worth": value / whole / total}
            for name, (named, value) in zip(
                ids_of(
                    [" ".join(levels for pair in named.items() for levels in pair) for named, _ in together]
                ),
                together,
                strict=True,
            )
        },
        "because": [f"values_{id_}"],
    }


def _range(middle: float, width: float, most: float | None) -> float | str:
    """A number, or a range with its middle as the likely value, cut to the scale from 0 to ``most``."""
    if width <= 0:
        return middle
    low, high = max(0.0, middle - width), middle + width if most is None else min(most, middle + width)
    return f"{low!r} to {high!r}, likely {min(max(middle, low), high)!r}"


def _ends(parts: Sequence[Values]) -> tuple[list[float], list[float]]:
    low = [float(part.min()) for part in parts]
    return low, [float(part.max()) - worst for part, worst in zip(parts, low, strict=True)]


def _opposed(scenario: Scenario, file: str) -> dict[int, tuple[int, ...]]:
    """Two parties, each with a package that it likes better and the other less than the other's: what each would impose."""
    shares = [
        [(part - part.min()) / (sum(float(np.ptp(other)) for other in party.parts or ()) or 1.0) for part in party.parts or ()]
        for party in scenario.parties
    ]  # fmt: skip

    def worth(party: int, package: Sequence[int]) -> float:
        return sum(float(part[level]) for part, level in zip(shares[party], package, strict=True))

    def most(party: int, against: int, weight: float) -> tuple[int, ...]:
        return tuple(
            int((a - weight * b).argmax()) for a, b in zip(shares[party], shares[against], strict=True)
        )

    for weight in (-1e-3, 1.0):
        for one, two in combinations(range(len(shares)), 2):
            mine, theirs = most(one, two, weight), most(two, one, weight)
            if worth(one, mine) > worth(one, theirs) + 1e-6 and worth(two, theirs) > worth(two, mine) + 1e-6:
                return {one: mine, two: theirs}
    raise InputError([
        Problem(
            Place(file), "", "D-016", "no two parties of whom each likes another package better", "a case has two sides that differ",
            "check the signs of the values; where all agree there is nothing to negotiate",
        )
    ])  # fmt: skip


def _war(best: Mapping[str, Mapping[str, str]], base: Mapping[str, str]) -> dict[str, Any]:
    """A stand-off of two parties that is never decided: no deal is worth what the parties' costs make of it."""
    sides = {f"side_of_{party}": party for party in best}
    return {
        "sides": {side: [party] for side, party in sides.items()},
        "power": 0.5, "decided_per_month": 0, "rearming": dict.fromkeys(sides, 0), "shock": 0.01,
        "power_min": 0.1, "power_max": 0.9, "surprise": 0,
        "if_won": {side: dict(best[party]) for side, party in sides.items()}, "while_fighting": dict(base),
        "assumed": NO_WAR,
    }  # fmt: skip


def has_lost_ranges(scenario: Scenario) -> bool:
    """Whether some best or worst level is a range, which a case cannot hold."""
    return any(
        bool((wide[(part == part.min()) | (part == part.max())] > 0).any())
        for party in scenario.parties
        for part, wide in zip(party.parts or (), party.widths or (), strict=False)
    )


def scenario_of(
    case: Case,
    space: PackageSpace,
    contributions: Mapping[str, Sequence[Values]],
    together: Mapping[str, Sequence[tuple[Together, float]]],
    no_deal: Mapping[str, float],
) -> Scenario:
    """What a foreign format can hold of a case: paper terms of settlements, and no deal as the reservation.

    Levels under which the fighting goes on are left out; an issue that keeps one level is left out with what it is
    worth taken off the reservation. Names are the labels where these tell everything apart, else the ids.

    Parameters
    ----------
    case : Case
    space : PackageSpace
        With the case's rules, as far as they concern what is left.
    contributions : party -> per issue, (levels,) array
    together : party -> levels of several issues, and what they add together, in utils
    no_deal : party -> utils
    """
    records = list(case.issues.values())
    left = [[k for k, level in enumerate(issue.levels.values()) if not level.fighting] for issue in records]
    stay = [j for j, levels in enumerate(left) if len(levels) > 1]
    levels = [[list(records[j].levels.values())[k].label for k in left[j]] for j in stay]
    ids = [[space.levels[j][k] for k in left[j]] for j in stay]
    names = [
        tuple(_told_apart(words, plain, bool(space.rules))) for words, plain in zip(levels, ids, strict=True)
    ]
    questions = _told_apart(
        [records[j].question for j in stay], [space.issues[j] for j in stay], bool(space.rules)
    )
    titles = _told_apart([case.parties[party].name for party in contributions], list(contributions), False)
    parties = []
    joint: dict[tuple[int, ...], tuple[Values, ...]] = {}
    for column, (title, (party, parts)) in enumerate(zip(titles, contributions.items(), strict=True)):
        gone = sum(float(np.asarray(parts[j])[left[j][0]]) for j in range(len(left)) if j not in stay)
        kept = tuple(np.asarray(parts[j], dtype=np.float64)[left[j]] for j in stay)
        for named, worth in together[party]:
            cells = _cells_left(named, space, left, stay)
            if cells == {}:
                gone += worth
            elif cells is not None and len(cells) == 1:
                ((place, chosen),) = cells.items()
                kept[place][chosen] += worth
            elif cells is not None:
                sizes = [len(names[place]) for place in cells]
                tables = joint.setdefault(tuple(cells), tuple(np.zeros(sizes) for _ in titles))
                tables[column][np.ix_(*cells.values())] += worth
        parties.append(Party(title, kept, no_deal[party] - gone))
    rules = tuple(some for rule in space.rules if (some := _left_of(rule, left, stay)) is not None)
    return Scenario(
        case.title, PackageSpace(tuple(questions), tuple(names), rules), tuple(parties),
        interactions=tuple(Interaction(issues, tables) for issues, tables in joint.items()),
    )  # fmt: skip


def _cells_left(
    named: Together, space: PackageSpace, left: Sequence[Sequence[int]], stay: Sequence[int]
) -> dict[int, list[int]] | None:
    """Levels of an interaction by number among the issues and levels that stay; None where it can no longer hold."""
    cells = {
        j: [place for place, level in enumerate(left[j]) if space.levels[j][level] in named[issue]]
        for j, issue in enumerate(space.issues)
        if issue in named
    }
    if not all(cells.values()):
        return None
    return {stay.index(j): levels for j, levels in cells.items() if j in stay}


def _left_of(rule: Rule, left: Sequence[Sequence[int]], stay: Sequence[int]) -> Rule | None:
    """The rule over the issues and levels that stay; None where it forbids nothing there."""
    conditions, most = [], rule.most
    for c in rule.conditions:
        levels = tuple(place for place, level in enumerate(left[c.issue]) if level in c.levels)
        if c.issue in stay:
            conditions += [Condition(stay.index(c.issue), levels)] if levels else []
        else:
            most -= bool(levels)
    return Rule(tuple(conditions), most, rule.text) if len(conditions) > most else None


def _told_apart(names: Sequence[str], ids: Sequence[str], in_rules: bool) -> list[str]:
    """The names where each is there and another than the rest and, if rules name them, free of the words of rules."""
    fine = all(names) and len(set(names)) == len(names)
    fine = fine and not (in_rules and any(has_rule_words(name) for name in names))
    return list(names) if fine else list(ids)
