"""Common drivers and correlations: what moves together, and that it can."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from detente.case.change import find_keys, nowhere
from detente.case.dumping import plain
from detente.case.findings import Finding, Path
from detente.case.quantities import Quantity
from detente.case.records import CaseRecord
from detente.case.shape import child

#: Squared loadings of one number sum to at most 1; so much is forgiven to rounding.
_SLACK = 1e-9


def check_drivers(case: CaseRecord) -> Iterator[Finding]:
    """Paths that lead to uncertain numbers; correlations in [-1, 1] that do not contradict each other."""
    if not (case.drivers or case.correlations):
        return
    data = plain(case)
    used: dict[str, float] = defaultdict(float)
    last: dict[str, Path] = {}
    for name, driver in case.drivers.items():
        top: Path = ("drivers", name, "moves")
        if len(driver.moves) < 2:
            yield Finding(
                top, "C-077", f"{len(driver.moves)} number", "a driver is a common cause of two numbers or more",
                "add a number, as in `war.power: 0.6`, or take the driver out",
            )  # fmt: skip
        for path, loading in driver.moves.items():
            place = (*top, path)
            yield from _of_number(case, data, path, place)
            yield from _in_range(loading, place, "a correlation with the driver")
            used[path] += loading**2
            last[path] = place
    for number, pair in enumerate(case.correlations):
        top = ("correlations", str(number))
        if len(set(pair.between)) != 2 or len(pair.between) != 2:
            yield Finding(
                (*top, "between"), "C-077", ", ".join(pair.between), "a correlation is between two numbers",
                "name two paths, as in `between: [war.power, war.shock]`; for more, write a driver",
            )  # fmt: skip
            continue
        yield from _in_range(pair.rank, (*top, "rank"), "a rank correlation")
        for side, path in enumerate(pair.between):
            yield from _of_number(case, data, path, (*top, "between", str(side)))
            used[path] += 2.0 * math.sin(math.pi * min(1.0, abs(pair.rank)) / 6.0)
            last[path] = (*top, "between", str(side))
    for path, sum_ in used.items():
        if sum_ > 1.0 + _SLACK and all(abs(x) <= 1.0 for x in _loadings(case, path)):
            yield Finding(
                last[path], "C-077", f"squared correlations of `{path}` that sum to {sum_:.3g}",
                "the drivers of one number explain at most all of it: the squares of its correlations with them "
                "sum to at most 1 (a rank correlation counts by about its size)",
                f"multiply them by {math.sqrt(1.0 / sum_):.2f} or less, or name one driver in place of several pairs",
            )  # fmt: skip


def _loadings(case: CaseRecord, path: str) -> list[float]:
    pairs = [pair.rank for pair in case.correlations if path in pair.between]
    return [driver.moves[path] for driver in case.drivers.values() if path in driver.moves] + pairs


def _in_range(value: float, place: Path, what: str) -> Iterator[Finding]:
    if not -1.0 <= value <= 1.0:
        yield Finding(
            place, "C-077", f"{value:g}", f"{what} lies between -1 and 1",
            "write 0.6 for numbers that go together, -0.6 for numbers that go against each other",
        )  # fmt: skip


def _of_number(case: CaseRecord, data: object, path: str, place: Path) -> Iterator[Finding]:
    """A finding where the path leads nowhere, to no number, or to a number without doubt."""
    if find_keys(data, path) is None:
        yield nowhere(path, case, place)
        return
    value: object = case
    for key in path.split("."):
        value = child(value, key)
    if not isinstance(value, Quantity):
        found = "no number" if value is not None else "nothing that is written"
        yield Finding(
            place, "C-077", f"`{path}`, {found}", "a driver moves numbers of the case",
            "`detente show CASE --quantities` lists them",
        )  # fmt: skip
    elif value.is_certain:
        yield Finding(
            place, "C-077", f"`{path}`, entered as one number", "only a number with a range can move",
            f"give it a range, as in `{value.central * 0.9:.3g} to {value.central * 1.1:.3g}`, or take it out here",
        )  # fmt: skip
