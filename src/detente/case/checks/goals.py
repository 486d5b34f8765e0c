"""Goals: priors and weights that sum to 1, value maps that run from 0 to 1, likelihoods for every account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from detente.case.findings import Finding, Path
from detente.case.quantities import Quantity
from detente.case.records import CaseRecord, Choice, Observation, Signal
from detente.case.worth import value_map

#: Shares that are points sum to 1 within this; half of the last digit of thirds written as 0.333.
SUM_TOLERANCE = 0.002
VALUE_TOLERANCE = 1e-6


def check_goals(case: CaseRecord) -> list[Finding]:
    """Everything about parties' goals and the signals that bear on them."""
    found: list[Finding] = []
    for party in case.parties:
        found += _priors(case, party)
        found += _weights(case, party)
        found += _values(case, party)
    return [*found, *_likelihoods(case), *_markets(case)]


def _can_sum_to_one(quantities: Iterable[Quantity]) -> tuple[bool, float, float]:
    """Whether values inside the ranges can sum to 1, and the least and largest sum."""
    items = list(quantities)
    low = sum(min(reading.low for reading in item.readings) for item in items)
    high = sum(max(reading.high for reading in item.readings) for item in items)
    return low <= 1 + SUM_TOLERANCE and high >= 1 - SUM_TOLERANCE, low, high


def _total(low: float, high: float) -> str:
    return f"a sum of {low:.4g}" if abs(high - low) < 1e-9 else f"a sum between {low:.4g} and {high:.4g}"


def _priors(case: CaseRecord, party: str) -> Iterator[Finding]:
    goals = case.parties[party].goals
    path: Path = ("parties", party, "goals")
    if not goals:
        yield Finding(
            path,
            "C-044",
            "no goal",
            "a party has at least one account of what it is after",
            "write goals: {main: {prior: 1, weights: {...}}}",
        )
        return
    fits, low, high = _can_sum_to_one(goal.prior for goal in goals.values())
    if not fits:
        yield Finding(
            path,
            "C-040",
            f"priors with {_total(low, high)}: {', '.join(goals)}",
            "the priors of a party's goals sum to 1: the accounts are rivals, and one of them is true",
            f"add what is missing as {{prior: {1 - high:.4g}}} under a goal `other`"
            if high < 1
            else "lower one of them",
        )


def _weights(case: CaseRecord, party: str) -> Iterator[Finding]:
    goals = case.parties[party].goals
    if goals and not any(goal.weights for goal in goals.values()) and _is_asked(case, party):
        yield Finding(
            ("parties", party, "goals"),
            "C-044",
            f"no weights in {', '.join(goals)}",
            "a party that is asked says under at least one account how much each issue matters to it",
            f"write `weights: {{{', '.join(f'{issue}: 1' for issue in case.issues)}}}` under one of them",
        )
    for name, goal in case.parties[party].goals.items():
        path: Path = ("parties", party, "goals", name, "weights")
        weights = goal.weights
        if not weights:
            continue
        largest = max(reading.high for item in weights.values() for reading in item.readings)
        if largest == 0:
            yield Finding(
                path,
                "C-041",
                "only weights of 0",
                "some issue matters",
                "give weight to one, or leave `weights` out",
            )
            continue
        fits, low, high = _can_sum_to_one(weights.values())
        if largest <= 1 and not fits:
            gap = f"give {1 - high:.4g} more to an issue" if high < 1 else f"take {low - 1:.4g} away"
            raw = ", ".join(f"{issue}: {weight.central * 10:.3g}" for issue, weight in weights.items())
            yield Finding(
                path,
                "C-041",
                f"shares with {_total(low, high)}",
                "weights written as shares sum to 1; larger numbers are points and are scaled",
                f"{gap}, or give points: {{{raw}}}",
            )


def _is_asked(case: CaseRecord, party: str) -> bool:
    """Whether a level needs the party, a table seats it, or a side of the war counts it."""
    levels = [level for issue in case.issues.values() for level in issue.levels.values()]
    groups = [level.needs for level in levels]
    groups += [table.seats for table in case.tables.values()]
    groups += list(case.war.sides.values())
    return any(party in group for group in groups)


def _values(case: CaseRecord, party: str) -> Iterator[Finding]:
    seen: set[Path] = set()
    for name, goal in case.parties[party].goals.items():
        own: Path = ("parties", party, "goals", name)
        for issue in goal.weights:
            if issue not in case.issues:
                continue
            place = (*own, "values", issue) if issue in goal.values else ("parties", party, "values", issue)
            for finding in _value_map(case, party, name, issue, place, own):
                if finding.path not in seen:
                    seen.add(finding.path)
                    yield finding


def _value_map(
    case: CaseRecord, party: str, goal: str, issue: str, place: Path, own: Path
) -> Iterator[Finding]:
    """The map of one issue under one goal: there, complete, from 0 to 1."""
    levels = list(case.issues[issue].levels)
    given = value_map(case, party, goal, issue)
    if not given:
        yield Finding(
            (*own, "weights", issue),
            "C-043",
            f"a weight for `{issue}` and no values of its levels",
            "an issue that matters needs the worth of each level, best 1, worst 0",
            f"add `{issue}: {{{_spread(levels)}}}` under parties.{party}.values",
        )
        return
    missing = [level for level in levels if level not in given]
    if missing:
        yield Finding(
            place,
            "C-043",
            f"no value for {', '.join(missing)}",
            "an issue that matters needs the worth of each level",
            f"add {', '.join(f'{level}: 0.5' for level in missing)}",
        )
        return
    worth = {level: item.central for level, item in given.items()}
    yield from _ends(place, worth)


def _spread(levels: list[str]) -> str:
    """A map from 1 down to 0 over the levels, as something to start from."""
    steps = max(len(levels) - 1, 1)
    return ", ".join(f"{level}: {round(1 - number / steps, 2):g}" for number, level in enumerate(levels))


def _ends(place: Path, worth: Mapping[str, float]) -> Iterator[Finding]:
    low, high = min(worth.values()), max(worth.values())
    if len(worth) < 2 or (abs(low) <= VALUE_TOLERANCE and abs(high - 1) <= VALUE_TOLERANCE):
        return
    if high - low <= VALUE_TOLERANCE:
        fix = "give the issue no weight under this goal, or say which level is best (1) and which worst (0)"
    else:
        scaled = ", ".join(f"{level}: {(item - low) / (high - low):.3g}" for level, item in worth.items())
        fix = f"write {{{scaled}}}, and let the weight of the issue say how much it matters"
    yield Finding(
        place,
        "C-042",
        f"values from {low:.4g} to {high:.4g}",
        "the best level of an issue is worth 1 and the worst 0; the weight says how much the issue matters",
        fix,
    )


def _likelihoods(case: CaseRecord) -> Iterator[Finding]:
    items: list[tuple[str, int, Signal | Observation]] = [
        ("signals", number, item) for number, item in enumerate(case.signals)
    ]
    items += [("watch", number, item) for number, item in enumerate(case.watch)]
    for group, number, item in items:
        if item.about not in case.parties:
            continue
        if item.choice is not None:
            yield from _choice(case, (group, str(number)), item, item.choice)
            continue
        missing = [goal for goal in case.parties[item.about].goals if goal not in item.likelihood]
        if missing:
            yield Finding(
                (group, str(number), "likelihood"),
                "C-045",
                f"no likelihood under {', '.join(missing)}",
                f"a signal says how likely each goal of `{item.about}` makes it",
                f"add {', '.join(f'{goal}: 0.5' for goal in missing)}",
            )


def _markets(case: CaseRecord) -> Iterator[Finding]:
    """An uplift that may be nothing would make the move say anything at all."""
    for name, market in case.markets.items():
        ends = [market.uplift.knots(reading) for reading in market.uplift.readings]
        low, high = min(knots[0] for knots in ends), max(knots[-1] for knots in ends)
        if low <= 0.0 <= high:
            yield Finding(
                ("markets", name, "uplift"),
                "C-052",
                f"an uplift between {low:.4g} and {high:.4g}",
                "the move is the change of the chance of a deal times the uplift, so the uplift is not 0; a range "
                "has tails of one tenth of its length",
                "write, for example, `uplift: 0.1 to 0.3`, or `-0.3 to -0.1` where a deal lowers the price",
            )


def _choice(case: CaseRecord, place: Path, item: Signal | Observation, choice: Choice) -> Iterator[Finding]:
    """A choice stands in place of likelihoods, between different things that end the fighting or leave it."""
    path: Path = (*place, "choice")
    rule = "a choice is between different things: proposals that end the fighting, and `war` for no deal"
    fix = "write, for example, `choice: {took: war, over: [a_proposal]}` for a proposal that was refused"
    if item.likelihood:
        found = "likelihoods beside a choice"
        yield Finding((*place, "likelihood"), "C-049", found, "they follow from the choice", "leave one out")
    if not choice.over or choice.took in choice.over or len(set(choice.over)) < len(choice.over):
        yield Finding(path, "C-049", f"{choice.took} over {', '.join(choice.over) or 'nothing'}", rule, fix)
    for id_ in (choice.took, *choice.over):
        goes_on = _left_fighting(case, case.proposals[id_].package) if id_ in case.proposals else []
        if goes_on:
            yield Finding(path, "C-049", f"{id_}, under which the war goes on ({goes_on[0]})", rule, fix)
    if not any(goal.weights for goal in case.parties[item.about].goals.values()):
        found = f"no account of {item.about} with weights"
        yield Finding(path, "C-049", found, "a choice is weighed under accounts that value something", fix)


def _left_fighting(case: CaseRecord, package: Mapping[str, str]) -> list[str]:
    """Issues on which a package leaves the war going; what it leaves out stays as while the fighting goes on."""
    full = {**case.war.while_fighting, **package}
    return [
        issue
        for issue, record in case.issues.items()
        if full.get(issue) in record.levels and record.levels[full[issue]].fighting
    ]
