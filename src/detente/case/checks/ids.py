"""Ids: spelled so that paths work, used once, and leading somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from pydantic import BaseModel

from detente.case.findings import Finding, Path
from detente.case.near import did_you_mean
from detente.case.quantities import Quantity
from detente.case.records import CaseRecord, OneOrMore

_ID = re.compile(r"\w[\w-]*")
_WORD = re.compile(r"\w(?:[\w-]*\w)?")
_OPERATORS = {"and", "or", "not", "if", "iff", "then", "true", "false"}

#: Wrong ids for which the nearest right one is looked up.
MOST_LOOKED_UP = 100

#: What an unknown id of each kind is called, and its problem code.
KINDS: dict[str, tuple[str, str]] = {
    "party": ("C-031", "a party"),
    "issue": ("C-032", "an issue"),
    "level": ("C-032", "a level of that issue"),
    "statement": ("C-033", "a statement"),
    "source": ("C-034", "a source"),
    "side": ("C-035", "a side of the war"),
    "goal": ("C-035", "a goal of that party"),
    "link": ("C-035", "a support link"),
    "guarantee": ("C-035", "a guarantee"),
    "option": ("C-035", "an option under `moves`"),
    "situation": ("C-035", "a proposal or `war`"),
}


def check_ids(case: CaseRecord) -> list[Finding]:
    """Spelling, repetition and reference of every id."""
    return [*_spelling(case), *_repeated(case), *_references(case), *_speakers(case)]


def _spelling(case: CaseRecord) -> Iterator[Finding]:
    for path in _defined(case):
        if not _ID.fullmatch(path[-1]):
            fixed = re.sub(r"[^\w-]+", "_", path[-1]).strip("_-") or "a_name"
            yield Finding(
                path,
                "C-030",
                f'id "{path[-1]}"',
                "an id is one word of letters, digits, _ and -, so that paths such as war.power can be written",
                f"write {fixed}, and put the name as people say it under `name:` or `label:`",
            )


def _defined(case: CaseRecord) -> Iterator[Path]:
    """The path of every id that the case defines."""
    for group in (
        "coalitions",
        "sources", "parties", "people", "issues", "tables", "support", "guarantees", "markets", "proposals", "moratoria",
        "scenarios", "drivers",
    ):  # fmt: skip
        for key in getattr(case, group):
            yield (group, key)
    for party, record in case.parties.items():
        yield from (("parties", party, "goals", key) for key in record.goals)
        yield from (("parties", party, "interactions", key) for key in record.interactions)
        yield from (("parties", party, "ratifiers", key) for key in record.ratifiers)
    for issue, found in case.issues.items():
        yield from (("issues", issue, "levels", key) for key in found.levels)
    yield from (("war", "sides", key) for key in case.war.sides)
    yield from (("signals", str(number), signal.id) for number, signal in enumerate(case.signals))
    yield from (("watch", str(number), item.id) for number, item in enumerate(case.watch))
    yield from (("statements", str(number), item.id) for number, item in enumerate(case.statements))
    if case.moves is not None:
        yield from (("moves", "options", key) for key in case.moves.options)


def _repeated(case: CaseRecord) -> Iterator[Finding]:
    for group in ("statements", "signals", "watch"):
        seen: set[str] = set()
        for number, item in enumerate(getattr(case, group)):
            if item.id in seen:
                yield Finding(
                    (group, str(number), "id"),
                    "C-036",
                    f"id `{item.id}` a second time",
                    f"each entry of `{group}` has an id of its own",
                    f"write {_free(item.id, seen)}, or delete one of the two",
                )
            seen.add(item.id)
    for person in case.people:
        if person in case.parties:
            yield Finding(
                ("people", person),
                "C-036",
                f"id `{person}` for a party and for a person",
                "a speaker is named by one id, so parties and people share none",
                f"write {person}_person, or leave the person out",
            )


def _free(id_: str, seen: set[str]) -> str:
    number = 2
    while f"{id_}_{number}" in seen:
        number += 1
    return f"{id_}_{number}"


def _references(case: CaseRecord) -> Iterator[Finding]:
    suggest = _Suggestions()
    known: dict[str, Mapping[str, object]] = {
        "party": case.parties,
        "issue": case.issues,
        "source": case.sources,
        "side": case.war.sides,
        "link": case.support,
        "guarantee": case.guarantees,
        "option": case.moves.options if case.moves else {},
        "situation": {**case.proposals, "war": None},
        "statement": {item.id: item for item in case.statements},
    }
    for path, id_, kind in _used(case):
        if kind == "side" and len(case.war.sides) != 2:
            continue  # the sides themselves are at fault, and reported
        if id_ not in known[kind]:
            yield suggest.unknown(path, id_, kind, known[kind])
    for path, issue, level in _used_levels(case):
        if issue not in case.issues:
            yield suggest.unknown(path, issue, "issue", case.issues)
        elif level is not None and level not in case.issues[issue].levels:
            yield suggest.unknown(path, level, "level", case.issues[issue].levels)
    for path, party, goal in _used_goals(case):
        if party in case.parties and goal not in case.parties[party].goals:
            yield suggest.unknown(path, goal, "goal", case.parties[party].goals)


def _speakers(case: CaseRecord) -> Iterator[Finding]:
    """Speakers may be named freely; one word that is nearly an id was probably meant as that id."""
    known = [*case.parties, *case.people]
    first = {item.speaker: number for number, item in reversed(list(enumerate(case.statements)))}
    for speaker in list(first)[:MOST_LOOKED_UP]:
        if speaker in known or not _ID.fullmatch(speaker) or speaker.casefold() != speaker:
            continue
        near = get_close_matches(speaker, known, n=1, cutoff=0.85)
        if near:
            yield Finding(
                ("statements", str(first[speaker]), "speaker"),
                "C-048",
                f"speaker `{speaker}`, which is no id",
                "a speaker is the id of a person or party of the case, or a name or description in the text's words",
                f"did you mean `{near[0]}`? Otherwise write the name as the text has it",
                "warning",
            )


class _Suggestions:
    """What may have been meant, looked up once for each wrong id and for no more than ``MOST_LOOKED_UP`` of them."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], str] = {}

    def unknown(self, path: Path, id_: str, kind: str, known: Mapping[str, object]) -> Finding:
        """The finding on an id that leads nowhere."""
        code, what = KINDS[kind]
        key = (kind, id_)
        if key not in self._found and len(self._found) < MOST_LOOKED_UP:
            self._found[key] = did_you_mean(id_, known)
        fix = self._found.get(key, "correct the first of these, then look again")
        return Finding(path, code, f"`{id_}`", f"here stands the id of {what}", fix)


def _used(case: CaseRecord) -> Iterator[tuple[Path, str, str]]:
    """Every use of an id: path, id, kind."""
    for path, ids in every_because(case):
        for id_ in ids:
            yield path, id_, "statement"
    yield from _used_by_evidence(case)
    yield from _used_by_issues(case)
    yield from _used_by_war(case)
    yield from _used_by_moves(case)


def _used_by_evidence(case: CaseRecord) -> Iterator[tuple[Path, str, str]]:
    for number, item in enumerate(case.statements):
        yield ("statements", str(number), "source"), item.source, "source"
        if item.party:
            yield ("statements", str(number), "party"), item.party, "party"
    for key, party in case.parties.items():
        for group in ("values_because", "values_assumed"):
            yield from ((("parties", key, group, issue), issue, "issue") for issue in getattr(party, group))
    for key, person in case.people.items():
        if person.speaks_for:
            yield ("people", key, "speaks_for"), person.speaks_for, "party"
    for group in ("signals", "watch"):
        for number, item in enumerate(getattr(case, group)):
            yield (group, str(number), "about"), item.about, "party"
            if item.choice is not None:
                path: Path = (group, str(number), "choice")
                yield (*path, "took"), item.choice.took, "situation"
                yield from (((*path, "over"), id_, "situation") for id_ in item.choice.over)


def _used_by_issues(case: CaseRecord) -> Iterator[tuple[Path, str, str]]:
    for issue, record in case.issues.items():
        for key, level in record.levels.items():
            path: Path = ("issues", issue, "levels", key)
            yield from (((*path, "needs"), party, "party") for party in level.needs)
            inner = (*path, "effects")
            for group in ("limits", "power", "rearming"):
                yield from (((*inner, group, side), side, "side") for side in getattr(level.effects, group))
            yield from (((*inner, "cuts"), link, "link") for link in level.effects.cuts)
            if level.effects.guarantee:
                yield (*inner, "guarantee"), level.effects.guarantee, "guarantee"
    for key, table in case.tables.items():
        yield from ((("tables", key, "seats"), party, "party") for party in table.seats)
        yield from ((("tables", key, "decides"), issue, "issue") for issue in table.decides)
        yield from ((("tables", key, "cuts_on_refusal"), link, "link") for link in table.cuts_on_refusal)
        if table.last_word:
            yield ("tables", key, "last_word"), table.last_word, "party"
    for key, proposal in case.proposals.items():
        if proposal.by:
            yield ("proposals", key, "by"), proposal.by, "party"


def _used_by_war(case: CaseRecord) -> Iterator[tuple[Path, str, str]]:
    war = case.war
    for side, parties in war.sides.items():
        yield from ((("war", "sides", side), party, "party") for party in parties)
    for group in ("rearming", "if_won"):
        yield from ((("war", group, side), side, "side") for side in getattr(war, group))
    if war.breaker:
        yield ("war", "breaker"), war.breaker, "side"
    for key, link in case.support.items():
        yield ("support", key, "gives"), link.gives, "party"
        yield ("support", key, "to"), link.to, "party"
    for key, guarantee in case.guarantees.items():
        yield from ((("guarantees", key, "by"), party, "party") for party in guarantee.by)
        if guarantee.relies_on:
            yield ("guarantees", key, "relies_on"), guarantee.relies_on, "guarantee"
    for key, coalition in case.coalitions.items():
        yield from ((("coalitions", key, "members", party), party, "party") for party in coalition.members)
        if coalition.guarantee:
            yield ("coalitions", key, "guarantee"), coalition.guarantee, "guarantee"
    for key, moratorium in case.moratoria.items():
        yield from ((("moratoria", key, "sides", party), party, "party") for party in moratorium.sides)
        if moratorium.by:
            yield ("moratoria", key, "by"), moratorium.by, "party"


def _used_by_moves(case: CaseRecord) -> Iterator[tuple[Path, str, str]]:
    if case.moves is None:
        return
    for key, option in case.moves.options.items():
        yield ("moves", "options", key, "party"), option.party, "party"
    for number, together in enumerate(case.moves.infeasible):
        yield from ((("moves", "infeasible", str(number), key), key, "option") for key in together)
    yield from ((("moves", "status_quo"), key, "option") for key in case.moves.status_quo)
    for number, situation in enumerate(case.moves.situations):
        path: Path = ("moves", "situations", str(number))
        yield from (((*path, "when", key), key, "option") for key in situation.when)
        yield (*path, "is"), situation.is_, "situation"
        yield from (((*path, "cuts"), link, "link") for link in situation.cuts)
    for party, statements in case.moves.preferences.items():
        yield ("moves", "preferences", party), party, "party"
        for number, text in enumerate(statements):
            for word in _WORD.findall(text):
                if word.casefold() not in _OPERATORS:
                    yield ("moves", "preferences", party, str(number)), word, "option"


def _used_levels(case: CaseRecord) -> Iterator[tuple[Path, str, str | None]]:
    """Every use of an issue with a level: path, issue, level."""
    packages: list[tuple[Path, Mapping[str, OneOrMore]]] = [
        (("war", "while_fighting"), case.war.while_fighting)
    ]
    packages += [(("war", "if_won", side), package) for side, package in case.war.if_won.items()]
    packages += [(("proposals", key, "package"), item.package) for key, item in case.proposals.items()]
    for number, rule in enumerate(case.rules):
        packages += [(("rules", str(number), "if"), rule.if_), (("rules", str(number), "then"), rule.then)]
        packages += [(("rules", str(number), "never"), rule.never)]
    packages += [
        (("parties", party, "interactions", key, "if"), term.if_)
        for party, record in case.parties.items()
        for key, term in record.interactions.items()
    ]
    for path, package in packages:
        for issue, levels in package.items():
            for level in (levels,) if isinstance(levels, str) else (levels or (None,)):
                yield (*path, issue), issue, level
    for party, record in case.parties.items():
        maps: list[tuple[Path, Mapping[str, Mapping[str, Quantity]]]] = [
            (("parties", party, "values"), record.values)
        ]
        maps += [
            (("parties", party, "goals", key, "values"), goal.values) for key, goal in record.goals.items()
        ]
        for path, values in maps:
            for issue, by_level in values.items():
                yield from (((*path, issue, level), issue, level) for level in by_level)
        for key, goal in record.goals.items():
            yield from ((("parties", party, "goals", key, "weights", i), i, None) for i in goal.weights)
    for number, item in enumerate(case.statements):
        if item.issue:
            yield ("statements", str(number), "level" if item.level else "issue"), item.issue, item.level


def _used_goals(case: CaseRecord) -> Iterator[tuple[Path, str, str]]:
    for party, record in case.parties.items():
        for key, term in record.interactions.items():
            for number, goal in enumerate(term.goals):
                yield ("parties", party, "interactions", key, "goals", str(number)), party, goal
    for group in ("signals", "watch"):
        for number, item in enumerate(getattr(case, group)):
            for goal in item.likelihood:
                yield (group, str(number), "likelihood", goal), item.about, goal


def every_because(value: object, path: Path = ()) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Every list of statement ids in a record, with its path in the file."""
    if isinstance(value, Quantity):
        if value.statements:
            yield (*path, "because"), value.statements
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if name == "because":
                if inner:
                    yield (*path, name), inner
            elif name == "values_because":
                yield from (((*path, name, issue), ids) for issue, ids in inner.items())
            elif inner and not isinstance(inner, (str, int)):
                yield from every_because(inner, (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from every_because(inner, (*path, str(key)))
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for number, inner in enumerate(value):
            yield from every_because(inner, (*path, str(number)))
