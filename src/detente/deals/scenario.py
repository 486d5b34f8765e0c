"""A bare deal space with parties: what foreign scenario files are read into and written from, and its checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.concede import smallest_contradiction
from detente.deals.space import Interaction, PackageSpace
from detente.errors import InputError, Place, Problem

Part = NDArray[Any]
#: How far weights may be from summing to one.
WEIGHT_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Party:
    """One party's values: per issue one array over its levels, in utils; and the least it would sign for.

    ``parts`` is None for a party whose values nobody entered: its view of a package is *unknown*. Where numbers are
    ranges, ``parts`` and ``reservation`` hold their middles and ``widths``, ``reservation_width`` half their widths
    (a range is the central 90 % of what the number may be).
    """

    name: str
    parts: tuple[Part, ...] | None
    reservation: float = 0.0
    discount: float | None = None
    widths: tuple[Part, ...] | None = None
    reservation_width: float = 0.0

    @property
    def has_ranges(self) -> bool:
        """Whether anything about it is uncertain."""
        return self.reservation_width > 0 or any(bool((part > 0).any()) for part in self.widths or ())


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named space and its parties.

    ``interactions`` say what combinations of levels add, for the parties with values, in their order.
    """

    name: str
    space: PackageSpace
    parties: tuple[Party, ...]
    notes: tuple[str, ...] = field(default=())
    interactions: tuple[Interaction, ...] = field(default=())

    @property
    def contributions(self) -> list[list[Part]]:
        """As ``package_utilities`` takes them; parties without values are left out."""
        return [list(party.parts) for party in self.parties if party.parts is not None]

    @property
    def reservations(self) -> NDArray[np.float64]:
        """Of the parties with values."""
        return np.array([party.reservation for party in self.parties if party.parts is not None])


def check_scenario(scenario: Scenario, place: Place) -> list[Problem]:
    """Everything wrong with a scenario once it is read: unknown parties, odd values, rules nobody can keep."""
    problems: list[Problem] = []
    for issue, names in zip(scenario.space.issues, scenario.space.levels, strict=True):
        if len(names) < 2:
            problems.append(
                Problem(
                    place, issue, "D-004", f"only the level {', '.join(names) or '(none)'}",
                    "an issue in dispute has two levels or more", "add the other level, or leave the issue out",
                )
            )  # fmt: skip
    known = [party for party in scenario.parties if party.parts is not None]
    for party in scenario.parties:
        more = sum(
            float(term.values[known.index(party)].max()) for term in scenario.interactions if party in known
        )
        problems += _check_party(party, more, place)
    if not all(np.isfinite(table).all() for term in scenario.interactions for table in term.values):
        rule, fix = "every number is finite (C2)", "a combination that is out of the question needs a rule"
        problems.append(Problem(place, "combinations", "D-005", "NaN or infinity", rule, fix))
    chosen = smallest_contradiction(scenario.space) if scenario.space.rules else ()
    if chosen:
        texts = list(dict.fromkeys(scenario.space.rules[number].text for number in chosen))
        problems.append(
            Problem(
                place, "rules", "D-013", "; ".join(texts),
                "some package must keep every rule; no smaller set of these rules contradicts itself",
                "drop or widen one of them",
            )
        )  # fmt: skip
    return problems


def _check_party(party: Party, more: float, place: Place) -> list[Problem]:
    problems: list[Problem] = []

    def report(where: str, code: str, found: str, rule: str, fix: str, warning: bool = False) -> None:
        severity: Any = "warning" if warning else "error"
        problems.append(Problem(place, f"{party.name}.{where}", code, found, rule, fix, severity))

    if party.parts is None:
        report("values", "D-014", "no value for any level", "a party without values is unknown, it never accepts",
               "enter what each level is worth to it, or leave it out of those whose consent is needed", True)  # fmt: skip
        return problems
    if not all(np.isfinite(part).all() for part in party.parts) or not np.isfinite(party.reservation):
        report("values", "D-005", "NaN or infinity", "every number is finite (C2)",
               "a level that is out of the question needs a rule or a reservation, not an infinite value")  # fmt: skip
        return problems
    best = sum(float(part.max()) for part in party.parts) + more
    if party.reservation > best + 1e-9:
        report("reservation", "D-010", f"{party.reservation:g}, its best package is worth {best:g}",
               "a reservation above the best package means that no deal can satisfy the party",
               f"lower it to {best:g} or less if that is not meant", True)  # fmt: skip
    return problems


def refuse_ties(scenario: Scenario, place: Place, kind: str) -> None:
    """Refuse what a format cannot hold: rules between issues, and terms for combinations of levels.

    Raises
    ------
    InputError
        D-008.
    """
    held = [(scenario.space.rules, "rules"), (scenario.interactions, "combinations of levels")]
    problems = [
        Problem(
            place, what.partition(" ")[0], "D-008", f"{what}: {len(found)}", f"{kind} hold neither rules nor combinations",
            "write a table (.csv or .xlsx), which holds both",
        )
        for found, what in held
        if found
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def weights_problem(weights: Sequence[float], path: str, place: Place) -> Problem | None:
    """Weights must be finite, none negative, and sum to one (or, where a format scales them, to more than zero)."""
    total = sum(weights)
    if (
        all(np.isfinite(weights))
        and all(weight >= 0 for weight in weights)
        and abs(total - 1) <= WEIGHT_SLACK
    ):
        return None
    return Problem(
        place, path, "D-006", f"weights {', '.join(f'{weight:g}' for weight in weights)} with sum {total:g}",
        "weights are shares of one party's attention: none negative, summing to 1",
        "divide each by the sum" if total > 0 and min(weights) >= 0 else "correct the weights",
    )  # fmt: skip
