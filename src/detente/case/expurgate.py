"""A case without its confidential sources: for handing on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente.case.case import Case
from detente.case.change import find_keys
from detente.case.dumping import plain
from detente.case.findings import Finding, Layout, names_of_items
from detente.case.shape import walk
from detente.errors import CaseError

#: What a number says that rested on nothing but confidential sources.
WITHHELD = "withheld: rests on confidential sources"
#: Words of a confidential statement shorter than this are not looked for elsewhere: they may stand anywhere.
SHORTEST = 20


def expurgate(case: Case) -> Case:
    """The case without its confidential sources, their statements, and whatever repeats the statements' words.

    Numbers stay. One that rested on nothing else is marked assumed, with ``WITHHELD`` as the reason; of a mixture
    the readings stay, lose their grounds, and count as before: what they counted by their evidence is entered.

    Raises
    ------
    CaseError
        Words of a withheld statement stand elsewhere in the case (in a note, a label, another statement).
    """
    from detente.case.loading import build

    secret = {key for key, source in case.sources.items() if source.confidential}
    gone = {item.id: item for item in case.statements if item.source in secret}
    data = plain(case)
    data["sources"] = {key: source for key, source in data.get("sources", {}).items() if key not in secret}
    data["statements"] = [row for row in data.get("statements", []) if row["id"] not in gone]
    _forget(data, set(gone), ())
    _enter_weights(data, case, set(gone))
    texts = [text for item in gone.values() for text in (item.words, item.translation or "")]
    texts += [case.sources[key].title for key in secret]
    layout = Layout("case.yaml", {}, names_of_items(data))
    leaks = [_leak(path) for path, text in _texts(data) if _repeats(text, texts)]
    if leaks:
        raise CaseError(case._layout.problems(leaks))
    made, problems = build(data, layout, case.folder)
    if made is None:
        raise CaseError(problems)
    return made


def _forget(value: Any, gone: set[str], path: tuple[str, ...]) -> None:
    """Take the ids out of every list of statements, and say so where nothing is left."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items):
        _forget(inner, gone, (*path, str(key)))
    if not isinstance(value, dict):
        return
    before = value.get("because") or ()
    left = [id_ for id_ in before if id_ not in gone]
    if len(left) < len(before):
        value["because"] = left
        if not left and "assumed" not in value and _may_say_assumed(path):
            value["assumed"] = WITHHELD
    for issue, ids in list((value.get("values_because") or {}).items()):
        left = [id_ for id_ in ids if id_ not in gone]
        value["values_because"][issue] = left
        if not left:
            del value["values_because"][issue]
            value.setdefault("values_assumed", {}).setdefault(issue, WITHHELD)
    _withhold_readings(value, gone)


def _withhold_readings(value: dict[str, Any], gone: set[str]) -> None:
    """A mixture whose readings all lost their grounds is withheld as a whole; ``_forget`` emptied them before."""
    readings = value.get("readings")
    if not isinstance(readings, list) or value.get("because") or "assumed" in value:
        return
    grounds = [reading.get("because") for reading in readings if isinstance(reading, dict)]
    if any(ids == [] for ids in grounds) and not any(grounds):
        value["assumed"] = WITHHELD


def _enter_weights(data: dict[str, Any], case: Case, gone: set[str]) -> None:
    """Weights that followed from evidence now gone, written beside the readings."""
    for path, quantity in case.quantities().items():
        if len(quantity.readings) > 1 and not gone.isdisjoint(quantity.statements):
            value: Any = data
            for key in find_keys(data, path) or ():
                value = value[key] if isinstance(value, dict) else value[int(key)]
            for row, count in zip(value["readings"], quantity.counts, strict=True):
                row["weight"] = count


def _may_say_assumed(path: tuple[str, ...]) -> bool:
    """Whether the part at a path has a key `assumed`: a quantity, or a record that knows it."""
    shape, steps = walk(path)
    if steps < len(path):
        return False
    return shape.kind == "quantity" or (shape.record is not None and "assumed" in shape.fields())


def _texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*path, str(number)))


def _repeats(text: str, secrets: list[str]) -> bool:
    flat = " ".join(text.casefold().split())
    return any(
        len(secret) >= SHORTEST and " ".join(secret.casefold().split()) in flat
        for secret in secrets
        if secret
    )


def _leak(path: tuple[str, ...]) -> Finding:
    return Finding(
        path,
        "C-093",
        f"`{'.'.join(path)}` repeats the words or the title of a confidential source",
        "a case for handing on holds nothing of a confidential source",
        "say it in other words, or take `confidential` from the source",
    )
